"""Why a figure is what it is: its rule, its parts, the lines that it rests on."""

from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import examples
from minerva.cli.report_options import ReportRequest, takes_report_options

if TYPE_CHECKING:
    from minerva.position import Position
    from minerva.reasons import Part


@app.command(
    epilog=examples(
        "minerva why saving hrd-transformation 2015/16 forecast",
        "minerva why milestone ito-award expected",
        "minerva why total 2015/16",
        "minerva why full-year",
        "minerva why target",
        "minerva why rating ict",
        "minerva why contract capita-partnership",
        "minerva why finding milestone-overdue ito-award",
        "minerva why tender ito HCL",
    ),
)
@takes_report_options
def why(
    request: ReportRequest,
    figure: Annotated[
        list[str],
        typer.Argument(
            metavar="FIGURE...",
            help="Which figure: saving ID YEAR, milestone ID, total YEAR, full-year, target, "
            "rating, contract ID, finding ID SUBJECT or tender ID, and what of it.",
        ),
    ],
) -> None:
    """Why a figure is what it is, line by line.

    The rule, the parts that the figure is made of, and the lines of the files that it rests on.
    The parts of money add up to it exactly; what rounding adds is a part of its own.
    """
    from minerva.views import why as view

    position = request.position()
    part = _explain(position, figure)
    if request.format is Format.TABLE:
        _show(request.ctx, position, part)
        return
    request.emit(
        position, lambda: view.document(position, part), lambda: view.report(position, part)
    )


def _show(ctx: typer.Context, position: "Position", part: "Part") -> None:
    """Write an explanation as a tree."""
    from minerva.cli import results
    from minerva.cli.output import terminal_width
    from minerva.formats.screen import tree

    currency, width = position.programme.details.currency, terminal_width()
    written = tree.render(part, currency, width, colour=results.colour(ctx))
    results.emit_result(position, written)


def _explain(position: "Position", words: list[str]) -> "Part":
    """Return the explanation that the words on the command line ask for, or stop."""
    from minerva.cli.figures import FORMS
    from minerva.cli.output import fail
    from minerva.model.problems import nearest_hint

    kind, *others = words
    form = FORMS.get(kind)
    if form is None:
        listed = ", ".join(FORMS)
        fail(f'"{kind}" is not a figure', nearest_hint(kind, FORMS, f"they are {listed}"))
    if not form.least <= len(others) <= form.most:
        fail(f"a figure of this kind is written: minerva why {form.usage}")
    return form.explain(position, others)

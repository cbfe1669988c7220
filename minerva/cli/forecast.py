"""What a slip does next, as things are and as they might be."""

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import (
    Everything,
    examples,
)
from minerva.cli.report_options import ReportRequest, takes_report_options

if TYPE_CHECKING:
    from minerva.views.document import Document
    from minerva.views.table import Report


@app.command(
    epilog=examples(
        "minerva forecast",
        "minerva forecast --as-of 2014-12-09 --workstream ict",
        "minerva forecast --format json",
    ),
)
@takes_report_options
def forecast(
    request: ReportRequest,
) -> None:
    """What a slip does next: dates, float, money lost.

    What drives each date, what leads to each deadline, what is lost by financial year.
    """
    from minerva.views import forecast as view

    position = request.position()
    request.emit(position, lambda: view.document(position), lambda: view.report(position))


@app.command(
    name="what-if",
    epilog=examples(
        "minerva what-if ito-final-tenders=+1month",
        "minerva what-if hrd-go-live=2015-05-01 --as-of 2014-12-09",
        "minerva what-if ito-award=+10days --confidence --format json",
    ),
)
@takes_report_options
def what_if(
    request: ReportRequest,
    changes: Annotated[
        list[str],
        typer.Argument(
            metavar="MILESTONE=DATE...",
            help="What to suppose: a new date, or how much later: +10days, +2weeks, +1month.",
        ),
    ],
    confidence: Annotated[
        bool,
        typer.Option("--confidence", help="Also show how likely each deadline then is to be held."),
    ] = False,
    everything: Everything = False,
) -> None:
    """What would change if milestones slipped.

    Dates, floats, contracts, stages, money and findings, beside what they are now.

    Nothing is written: the files stay as they are.
    """
    from minerva.cli import extras
    from minerva.cli.output import fail
    from minerva.comparison import compare
    from minerva.comparison.supposition import suppose
    from minerva.views import diff as view

    if confidence and request.format is Format.CSV:
        fail("--confidence is a table of its own, which has no place in csv", "use --format json")
    before = request.position()
    after, supposed = suppose(before, changes)
    changed = compare(before, after)
    odds = None
    if confidence:
        with extras.needs("simulate", "--confidence"):
            from minerva.views.confidence import changes as of_odds

            odds = of_odds.odds_of(before, after)

    def document() -> "Document":
        made = view.document(changed) | {"supposed": view.supposed_document(supposed)}
        return made if odds is None else made | {"confidence": of_odds.documents(odds)}

    def report() -> "Report":
        titled = view.title_of_suppositions(changed, supposed)
        if request.format is Format.CSV:
            return view.rows(changed, titled)
        made = view.report(changed, titled, fold=not everything)
        if odds is None:
            return made
        return replace(made, tables=[*made.tables, of_odds.table(odds)])

    request.emit(before, document, report)

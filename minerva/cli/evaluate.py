"""What scores make of the bids for a contract, as they are and as they might be."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn, Optional

import typer
from msgspec.structs import replace

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import examples
from minerva.cli.record_options import complete_bidder, complete_procurement, complete_stage
from minerva.cli.report_options import ReportRequest, takes_report_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from minerva.cli.tenders import Chosen
    from minerva.store.moderation import InvalidScoresError

SPREAD: Final = Decimal(20)
"""More points apart than this, scores are to be moderated: one mark of a scale from 0 to 5."""


def parse_points(text: str) -> Decimal:
    """Read a number of points from 0 to 100."""
    try:
        points = Decimal(text)
    except InvalidOperation:
        raise typer.BadParameter(f"{text!r} is not a number of points") from None
    if not points.is_finite() or not 0 <= points <= 100:
        raise typer.BadParameter(f"{text} is out of range: 0 to 100 points")
    return points


@app.command(
    epilog=examples(
        "minerva evaluate",
        "minerva evaluate ito --anonymous --format markdown",
        "minerva evaluate ito --what-if 'HCL: Managing Service Delivery=60'",
        "minerva evaluate ito --weights quality=50,price=50",
        "minerva evaluate ito --moderation scores.csv --spread 25",
        "minerva evaluate ito --summary HCL --format markdown",
    ),
)
@takes_report_options
def evaluate(
    request: ReportRequest,
    procurement: Annotated[
        str | None,
        typer.Argument(
            metavar="[PROCUREMENT]",
            autocompletion=complete_procurement,
            help="The procurement's id. Default: all.",
        ),
    ] = None,
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage",
            metavar="ID",
            autocompletion=complete_stage,
            help="The scores of this stage. Default: the last stage that has any.",
        ),
    ] = None,
    anonymous: Annotated[
        bool,
        typer.Option("--anonymous", help="Call the bidders A, B, C, ... and name none of them."),
    ] = False,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="'BIDDER: CRITERION=SCORE'",
            help="Suppose another score, or 'BIDDER: price=AMOUNT'. May be given more than once.",
        ),
    ] = None,
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights", metavar="GROUP=WEIGHT,...", help="Suppose other weights of the groups."
        ),
    ] = None,
    moderation: Annotated[
        Path | None,
        typer.Option(
            "--moderation",
            metavar="FILE.csv",
            help="Compare evaluators' scores: columns evaluator, bidder, criterion, score.",
        ),
    ] = None,
    spread: Annotated[
        Optional[Decimal],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option(
            "--spread",
            metavar="POINTS",
            parser=parse_points,
            help="With --moderation: list scores that are more than this apart. Default: 20.",
        ),
    ] = None,
    summary: Annotated[
        str | None,
        typer.Option(
            "--summary",
            metavar="BIDDER",
            autocompletion=complete_bidder,
            help="What this bidder is to be told: its scores and the winner's, nothing of others.",
        ),
    ] = None,
) -> None:
    """Who wins a tender, by how much, and what would change it.

    The ranking, every sum behind it, who is excluded, and how firm the result is.

    With --what-if or --weights, what would change; nothing is written.
    """
    from minerva.cli.output import fail
    from minerva.cli.tenders import choose
    from minerva.views import evaluate as view

    if moderation is not None and (what_if or weights):
        fail("--moderation compares scores as they are", "leave out --what-if and --weights")
    if spread is not None and moderation is None:
        fail("--spread says which scores --moderation lists", "give --moderation FILE.csv")
    if summary is not None and (anonymous or what_if or weights or moderation):
        fail(
            "--summary tells a bidder how its tender was scored",
            "leave out --anonymous, --what-if, --weights and --moderation",
        )
    chosen = choose(request, procurement, stage, anonymous=anonymous)
    if summary is not None:
        _summarise(request, chosen, summary)
    elif moderation is not None:
        _moderate(request, chosen, moderation, SPREAD if spread is None else spread)
    elif what_if or weights:
        _suppose(request, chosen, what_if or [], weights)
    else:
        report = view.rows if request.format is Format.CSV else view.report
        request.emit(
            chosen.position,
            lambda: view.document(chosen.position, chosen.tenders),
            lambda: report(chosen.position, chosen.tenders),
        )


def _summarise(request: ReportRequest, chosen: "Chosen", bidder: str) -> None:
    """Write the assessment summary of a bidder, and what is left to add to it."""
    from minerva.cli import results
    from minerva.cli.output import fail, people_read, write_error
    from minerva.cli.tenders import only_one
    from minerva.model.problems import nearest_hint
    from minerva.views.evaluate import summary as view

    tender = only_one(chosen, "--summary")
    names = [known.name for known in tender.record.bidder]
    if bidder not in names:
        listed = f"the bidders are {', '.join(names)}" if names else "there are none"
        fail(f'there is no bidder "{bidder}"', nearest_hint(bidder, names, listed))
    found = view.told(tender, bidder)
    position = chosen.position
    written = results.render(
        request.ctx,
        request.format,
        lambda: view.document(position, found),
        lambda: view.report(position, found),
        shown=people_read(),
    )
    results.emit_result(position, written)
    write_error("Add the reasons for each score before it is sent: they are not in the files.\n")


def _suppose(
    request: ReportRequest,
    chosen: "Chosen",
    written: "Sequence[str]",
    weights: str | None,
) -> None:
    """Write what other scores, prices and weights would change, as `what-if` does for dates."""
    from minerva.cli.output import fail
    from minerva.cli.tenders import only_one
    from minerva.comparison import compare
    from minerva.comparison.tenders import suppose_scores, suppose_weights, with_procurement
    from minerva.model.errors import MinervaError
    from minerva.views import diff
    from minerva.views import evaluate as view

    tender = only_one(chosen, "--what-if" if written else "--weights")
    looked_at = replace(tender.record, bid=tuple(bid.record for bid in tender.bids))
    tender = replace(tender, record=looked_at)
    position = chosen.position
    programme = with_procurement(position.programme, looked_at)
    before = position.alike(programme)
    try:
        names = chosen.names[tender.record.id]
        changed, supposed = suppose_scores(programme, tender, written, names)
        if weights is not None:
            record = next(p for p in changed.procurements if p.id == tender.record.id)
            changed, of_groups = suppose_weights(changed, record, weights)
            supposed += of_groups
    except MinervaError as error:
        fail(chosen.shown(error.message), error.hint and chosen.shown(error.hint))
    compared = compare(before, position.alike(changed))
    request.emit(
        position,
        lambda: diff.document(compared) | {"supposed": view.supposed_document(supposed)},
        lambda: (diff.rows if request.format is Format.CSV else diff.report)(
            compared, view.title_of_suppositions(position, supposed)
        ),
    )


def _moderate(request: ReportRequest, chosen: "Chosen", path: Path, spread: Decimal) -> None:
    """Write how far evaluators' scores are apart, and what the ranking is without each of them."""
    from minerva.cli.output import reading_file
    from minerva.cli.tenders import only_one
    from minerva.position.moderation import EvaluatorScore, moderate
    from minerva.store.moderation import Allowed, InvalidScoresError, read_scores
    from minerva.views import moderation as view

    tender = only_one(chosen, "--moderation")
    evaluation = tender.record.evaluation
    priced = evaluation.priced if evaluation else ()
    criteria = [name for name in (evaluation.criteria if evaluation else ()) if name not in priced]
    names = chosen.names[tender.record.id]
    shown = chosen.shown(str(path))
    try:
        with reading_file(shown):
            given = read_scores(path, Allowed(names, criteria, priced, named=not chosen.anonymous))
    except InvalidScoresError as error:
        _stop_at_mistakes(shown, error, chosen.shown)
    moderation = moderate(tender, [EvaluatorScore(*score) for score in given])
    report = view.rows if request.format is Format.CSV else view.report
    request.emit(
        chosen.position,
        lambda: view.document(chosen.position, moderation, spread),
        lambda: report(chosen.position, moderation, spread),
    )


def _stop_at_mistakes(
    name: str, error: "InvalidScoresError", shown: "Callable[[str], str]"
) -> NoReturn:
    """Stop with every mistake of a file of scores on standard error."""
    from minerva.cli.output import FAILED, write_error
    from minerva.formats.cells import visible

    count, file = len(error.mistakes), visible(name)
    for mistake in error.mistakes:
        write_error(
            f"error: {file}, line {mistake.line}: {visible(shown(mistake.message))}\n"
            f"   = hint: {visible(shown(mistake.hint))}\n"
        )
    mistakes = "mistake" if count == 1 else "mistakes"
    write_error(f"{count:,} {mistakes} in {file}; nothing was reported.\n")
    raise typer.Exit(FAILED)

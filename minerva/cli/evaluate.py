"""What scores make of the bids for a contract, as they are and as they might be."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple, NoReturn, Optional

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import AsOf, ChosenColour, ChosenFormat, Rev, Workstreams, examples
from minerva.cli.record_options import complete_procurement, complete_stage

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from minerva.model.programme import Procurement, Programme
    from minerva.position import Position
    from minerva.position.tender import TenderPosition
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
    ),
)
def evaluate(
    ctx: typer.Context,
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
    as_of: AsOf = None,
    workstream: Workstreams = None,
    rev: Rev = None,
    format: ChosenFormat = Format.TABLE,
    color: ChosenColour = None,
) -> None:
    """Who wins a tender, by how much, and what would change it.

    The ranking, every sum behind it, who is excluded, and how firm the result is.

    With --what-if or --weights, what would change; nothing is written.
    """
    from minerva.cli import results
    from minerva.cli.output import fail
    from minerva.views import evaluate as view

    if moderation is not None and (what_if or weights):
        fail("--moderation compares scores as they are", "leave out --what-if and --weights")
    if spread is not None and moderation is None:
        fail("--spread says which scores --moderation lists", "give --moderation FILE.csv")
    chosen = _choose(ctx, as_of, workstream, rev, procurement, stage, anonymous=anonymous)
    if moderation is not None:
        _moderate(ctx, chosen, moderation, SPREAD if spread is None else spread, format)
    elif what_if or weights:
        _suppose(ctx, chosen, what_if or [], weights, format)
    else:
        report = view.rows if format is Format.CSV else view.report
        results.emit(
            ctx,
            chosen.position,
            format,
            lambda: view.document(chosen.position, chosen.tenders),
            lambda: report(chosen.position, chosen.tenders),
        )


class _Chosen(NamedTuple):
    """The tenders that a command is about, and what their bidders may be called.

    `names` has, by procurement, what each bidder may be called, and the name to go by. `shown`
    takes the names of bidders out of a message where they are not to be shown.
    """

    position: "Position"
    tenders: "Sequence[TenderPosition]"
    names: "Mapping[str, Mapping[str, str]]"
    anonymous: bool
    shown: "Callable[[str], str]"


def _choose(
    ctx: typer.Context,
    as_of: "date | None",
    workstreams: "Sequence[str] | None",
    rev: str | None,
    procurement: str | None,
    stage: str | None,
    *,
    anonymous: bool,
) -> _Chosen:
    """Return the tenders of a procurement, or of all, at a stage or at the last that has scores."""
    from minerva.cli import reading
    from minerva.model.programme import Id
    from minerva.position.anonymity import letters, replacement, without_names
    from minerva.position.tender import tender_at

    programme = _read(ctx, rev, anonymous=anonymous)
    names: dict[str, Mapping[str, str]] = {}
    labels: dict[str, str] = {}
    for record in programme.procurements:
        own = {bidder.name: bidder.name for bidder in record.bidder}
        by_name = letters(record) if anonymous else own
        names[record.id] = {**by_name, **{name: name for name in by_name.values()}}
        labels |= by_name
    shown = replacement(labels if anonymous else {})
    position = reading.position(
        without_names(programme) if anonymous else programme, as_of, workstreams
    )
    records = [known.record for known in position.procurements]
    if procurement is not None:
        records = [_find(records, procurement, shown)]
    if stage is not None:
        records = _with_stage(records, stage, shown)
    tenders = [
        tender_at(record, position.as_of, Id(stage) if stage else None) for record in records
    ]
    return _Chosen(position, tenders, names, anonymous, shown)


def _read(ctx: typer.Context, rev: str | None, *, anonymous: bool) -> "Programme":
    """Read the programme. What is wrong with the files is not shown to those who see no names."""
    from minerva.cli import reading
    from minerva.cli.output import fail
    from minerva.model.problems import InvalidProgrammeError

    at = reading.revision(ctx, rev)
    if not anonymous:
        return reading.read_or_stop(ctx, at)
    try:
        return reading.read(ctx, at)
    except InvalidProgrammeError as error:
        count = len(error.problems)
        fail(
            f"there {'is a problem' if count == 1 else f'are {count} problems'} in the files; "
            "nothing was reported",
            "`minerva check` shows what is wrong, with the names of bidders in it",
        )


def _find(
    records: "Sequence[Procurement]", id: str, shown: "Callable[[str], str]"
) -> "Procurement":
    from minerva.cli.output import fail
    from minerva.model.problems import nearest_hint

    by_id: dict[str, Procurement] = {record.id: record for record in records}
    if id not in by_id:
        listed = f"the procurements are {', '.join(by_id)}" if by_id else "there are none"
        fail(shown(f'there is no procurement "{id}"'), nearest_hint(id, by_id, listed))
    return by_id[id]


def _with_stage(
    records: "Sequence[Procurement]", stage: str, shown: "Callable[[str], str]"
) -> "list[Procurement]":
    """Return the procurements that have a stage, or stop where none has."""
    from minerva.cli.output import fail
    from minerva.model.problems import nearest_hint

    found = [record for record in records if stage in [known.id for known in record.stage]]
    if not found:
        stages = list(dict.fromkeys(known.id for record in records for known in record.stage))
        listed = f"the stages are {', '.join(stages)}" if stages else "there are none"
        fail(shown(f'there is no stage "{stage}"'), nearest_hint(stage, stages, listed))
    return found


def _only(chosen: _Chosen, what: str) -> "TenderPosition":
    """Return the one tender that an option is about, or stop where there are several or none."""
    from minerva.cli.output import fail

    if not chosen.tenders:
        fail("there is no procurement", "`minerva procurement` shows those there are")
    if len(chosen.tenders) > 1:
        ids = ", ".join(tender.record.id for tender in chosen.tenders)
        fail(f"{what} is about one procurement", f"name it: {ids}")
    return chosen.tenders[0]


def _suppose(
    ctx: typer.Context,
    chosen: _Chosen,
    written: "Sequence[str]",
    weights: str | None,
    format: Format,
) -> None:
    """Write what other scores, prices and weights would change, as `what-if` does for dates."""
    from minerva.cli import results
    from minerva.cli.output import fail
    from minerva.comparison import compare
    from minerva.comparison.supposition import SuppositionError
    from minerva.comparison.tenders import suppose_scores, suppose_weights, with_procurement
    from minerva.position import position_at
    from minerva.views import diff
    from minerva.views import evaluate as view

    tender = _only(chosen, "--what-if" if written else "--weights")
    looked_at = tender.record._replace(bid=tuple(bid.record for bid in tender.bids))
    tender = tender._replace(record=looked_at)
    position = chosen.position
    programme = with_procurement(position.programme, looked_at)
    only = [workstream.id for workstream in position.chosen] if position.narrowed else []
    before = position_at(programme, position.as_of, only, position.today)
    try:
        names = chosen.names[tender.record.id]
        changed, supposed = suppose_scores(programme, tender, written, names)
        if weights is not None:
            record = next(p for p in changed.procurements if p.id == tender.record.id)
            changed, of_groups = suppose_weights(changed, record, weights)
            supposed += of_groups
    except SuppositionError as error:
        fail(chosen.shown(str(error)), chosen.shown(error.hint))
    compared = compare(before, position_at(changed, position.as_of, only, position.today))
    results.emit(
        ctx,
        position,
        format,
        lambda: diff.document(compared) | {"supposed": view.supposed_document(supposed)},
        lambda: (diff.rows if format is Format.CSV else diff.report)(
            compared, view.title_of_suppositions(position, supposed)
        ),
    )


def _moderate(
    ctx: typer.Context, chosen: _Chosen, path: Path, spread: Decimal, format: Format
) -> None:
    """Write how far evaluators' scores are apart, and what the ranking is without each of them."""
    from minerva.cli import results
    from minerva.cli.output import fail
    from minerva.position.moderation import EvaluatorScore, moderate
    from minerva.store.moderation import Allowed, InvalidScoresError, read_scores
    from minerva.views import moderation as view

    tender = _only(chosen, "--moderation")
    evaluation = tender.record.evaluation
    priced = evaluation.price_criterion if evaluation and evaluation.price_formula else None
    criteria = [name for name in (evaluation.criteria if evaluation else ()) if name != priced]
    names = chosen.names[tender.record.id]
    try:
        given = read_scores(path, Allowed(names, criteria, priced, named=not chosen.anonymous))
    except InvalidScoresError as error:
        _stop_at_mistakes(chosen.shown(str(path)), error, chosen.shown)
    except OSError as error:
        shown = chosen.shown(str(path))
        fail(f"{shown} cannot be read: {error.strerror}", "check the name of the file")
    moderation = moderate(tender, [EvaluatorScore(*score) for score in given])
    report = view.rows if format is Format.CSV else view.report
    results.emit(
        ctx,
        chosen.position,
        format,
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
    for line, message, hint in error.mistakes:
        write_error(
            f"error: {file}, line {line}: {visible(shown(message))}\n"
            f"   = hint: {visible(shown(hint))}\n"
        )
    mistakes = "mistake" if count == 1 else "mistakes"
    write_error(f"{count:,} {mistakes} in {file}; nothing was reported.\n")
    raise typer.Exit(FAILED)

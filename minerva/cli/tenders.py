"""Which tenders a command is about, with the names of their bidders or letters in place of them."""

from typing import TYPE_CHECKING, TypeVar

import typer
from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from minerva.cli.report_options import ReportRequest
    from minerva.model.programme import Programme
    from minerva.parsing.lookup import Named
    from minerva.position import Position
    from minerva.position.scores import TenderPosition

R = TypeVar("R", bound="Named")


class Chosen(Struct, frozen=True):
    """The tenders that a command is about, and what their bidders may be called.

    `names` has, by procurement, what each bidder may be called, and the name to go by. `shown`
    takes the names of bidders out of a message where they are not to be shown.
    """

    position: "Position"
    tenders: "Sequence[TenderPosition]"
    names: "Mapping[str, Mapping[str, str]]"
    anonymous: bool
    shown: "Callable[[str], str]"


def choose(
    request: "ReportRequest",
    procurement: str | None,
    stage: str | None,
    *,
    anonymous: bool,
) -> Chosen:
    """Return the tenders of a procurement, or of all, at a stage or at the last that has scores."""
    from minerva.cli import reading
    from minerva.model.programme import Id
    from minerva.position.anonymity import letters, replacement, without_names
    from minerva.position.tender import tender_at

    programme = _read(request.ctx, request.rev, anonymous=anonymous)
    names: dict[str, Mapping[str, str]] = {}
    labels: dict[str, str] = {}
    for record in programme.procurements:
        own = {bidder.name: bidder.name for bidder in record.bidder}
        by_name = letters(record) if anonymous else own
        names[record.id] = {**by_name, **{name: name for name in by_name.values()}}
        labels |= by_name
    shown = replacement(labels if anonymous else {})
    position = reading.position(
        without_names(programme) if anonymous else programme,
        request.as_of,
        request.workstreams,
        request.owner,
    )
    records = [known.record for known in position.procurements]
    if procurement is not None:
        records = [_find("procurement", records, procurement, shown)]
    if stage is not None:
        stages = {known.id: known for record in records for known in record.stage}
        stage = _find("stage", list(stages.values()), stage, shown).id
        records = [record for record in records if stage in [known.id for known in record.stage]]
    tenders = [
        tender_at(record, position.as_of, Id(stage) if stage else None) for record in records
    ]
    return Chosen(position, tenders, names, anonymous, shown)


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


def _find(noun: str, records: "Sequence[R]", text: str, shown: "Callable[[str], str]") -> "R":
    """Return what an id or a name means, or stop; bidders are only named if they may be."""
    from minerva.cli.output import fail
    from minerva.model.errors import MinervaError
    from minerva.parsing.lookup import find_record

    try:
        return find_record(noun, records, text)
    except MinervaError as error:
        fail(shown(error.message), error.hint and shown(error.hint))


def only_one(chosen: Chosen, what: str) -> "TenderPosition":
    """Return the one tender that an option is about, or stop where there are several or none."""
    from minerva.cli.output import fail

    if not chosen.tenders:
        fail("there is no procurement", "`minerva procurement` shows those there are")
    if len(chosen.tenders) > 1:
        ids = ", ".join(tender.record.id for tender in chosen.tenders)
        fail(f"{what} is about one procurement", f"name it: {ids}")
    return chosen.tenders[0]

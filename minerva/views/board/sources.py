"""Where the data comes from, what it leaves open, and how the page was made."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.scores import groups_of
from minerva.views.board.parts import BoardData, Folded, Section
from minerva.views.board.tables import MOST_OPEN
from minerva.views.table import Column, Table
from minerva.views.titles import narrowed


class Origin(Struct, frozen=True):
    """A record of the files: what it is, and what is said of where it comes from."""

    kind: str
    name: str
    source: str | None
    note: str | None


_OF: Final = (
    Column("kind", "What", of=lambda origin: origin.kind),
    Column("name", "Name", of=lambda origin: origin.name),
)
NOTE_COLUMNS: Final = (*_OF, Column("note", "Note", of=lambda origin: origin.note))
SOURCE_COLUMNS: Final = (*_OF, Column("source", "Source", of=lambda origin: origin.source))


def section(data: BoardData) -> Section:
    """Return the notes of the data, where its sources disagree, and the sources."""
    found = list(origins(data.position))
    tables = [
        ("Notes", Table(NOTE_COLUMNS, [origin for origin in found if origin.note])),
        ("Sources", Table(SOURCE_COLUMNS, [origin for origin in found if origin.source])),
    ]
    parts = [
        Folded(title, table, open=len(table.subjects) <= MOST_OPEN)
        for title, table in tables
        if table.subjects
    ]
    message = (
        "What the files note where their sources disagree or leave something open, and where each "
        "fact was found."
        if parts
        else "The files name no source and have no note."
    )
    return Section("sources", "Sources and notes", message, parts=parts)


def made(data: BoardData) -> Section:
    """Say what the page was made from, as of when, and by what: the same bytes every time."""
    position = data.position
    details, revision = position.programme.details, position.programme.revision
    updated = f", last updated on {format_date(details.updated)}" if details.updated else ""
    files = "workstreams.toml and milestones.toml"
    if position.programme.register:
        files = "workstreams.toml, milestones.toml and register.toml"
    read = f", as they were at revision {revision}" if revision else ""
    return Section(
        "made",
        "How this was made",
        lines=[
            f"By {data.made_by}, from {files}{read}{updated}.",
            f"It shows what was known on {format_date(position.as_of)}, that day included"
            f"{narrowed(position)}. Facts dated later are not in it.",
            "The same files give the same page, byte for byte, with minerva report --as-of "
            f"{position.as_of.isoformat()}.",
            "minerva check gives each finding with its file and line.",
        ],
    )


def origins(position: Position) -> Iterator[Origin]:
    """Yield the records that have a source or a note, those of the whole programme first."""
    for kind, name, record in _records(position):
        if record.source or record.note:
            yield Origin(kind, name, record.source, record.note)


def _records(position: Position) -> Iterator[tuple[str, str, Any]]:
    programme = position.programme
    details = programme.details
    yield "Programme", details.name, details
    if details.target is not None:
        yield "Target", details.name, details.target
    for workstream in position.chosen:
        yield "Workstream", workstream.name, workstream
    for milestone in position.milestones:
        record = milestone.record
        yield "Milestone", record.name, record
        for forecast in record.forecast:
            if forecast.on is None or forecast.on <= position.as_of:
                yield "Forecast", record.name, forecast
        for agreed in record.rebaseline:
            if agreed.on <= position.as_of:
                yield "New baseline", record.name, agreed
    for saving in position.savings.savings:
        yield "Saving", saving.record.name, saving.record
        for restated in saving.record.forecast:
            if restated.on <= position.as_of:
                yield "Restated", saving.record.name, restated
        for claim in saving.record.realised:
            if claim.on <= position.as_of:
                yield f"Claim for {claim.year}", saving.record.name, claim
    for procurement in position.procurements:
        buying = procurement.record
        yield "Procurement", buying.name, buying
        for stage in buying.stage:
            yield "Stage", stage.name, stage
        for bidder in buying.bidder:
            yield "Bidder", bidder.name, bidder
        for name, group in groups_of(buying).items():
            yield "Evaluation", name, group
    for contract in position.contracts:
        yield "Contract", contract.record.supplier, contract.record
    for option in programme.options:
        yield "Option", option.name, option
    for waiver in programme.waivers:
        if position.includes(waiver.subject):
            yield "Waiver", waiver.subject, waiver
    yield from _of_register(position)


def _of_register(position: Position) -> Iterator[tuple[str, str, Any]]:
    kinds: Sequence[tuple[str, Sequence[Any]]] = (
        ("Risk", position.risks),
        ("Issue", position.issues),
        ("Action", position.actions),
        ("Decision", position.decisions),
    )
    for kind, entries in kinds:
        for entry in entries:
            record = entry.record
            yield kind, record.name, record
            for review in getattr(record, "review", ()):
                if review.on <= position.as_of:
                    yield f"Review of {format_date(review.on)}", record.name, review
    for indicator in position.indicators:
        record = indicator.record
        yield "Indicator", record.name, record
        for target in record.target:
            yield f"Target from {target.from_.written}", record.name, target
        for value in indicator.values:
            yield f"Actual of {value.period.written}", record.name, value
    for stated in position.stated.values():
        if position.includes(stated.latest.subject):
            yield "Assessment", stated.latest.subject, stated.latest

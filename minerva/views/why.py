"""Why a figure is what it is: as a tree for people and as the settled document."""

import shlex
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, Final

from msgspec import Struct

from minerva.model.dates import Window, format_date
from minerva.model.money import format_money
from minerva.model.source import Location
from minerva.model.trail import Commit
from minerva.position import Position
from minerva.position.rounding import round_fraction
from minerva.reasons import Part, Value
from minerva.reasons.lines import Figure
from minerva.reasons.steps import Change, Step
from minerva.views import document as plain
from minerva.views.document import Document, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.table import Value as CellValue

Committed = Callable[[Location], Commit | None]
"""What tells by which commit a line came to say what it says; None where git does not know."""


def nobody(location: Location) -> None:
    """Tell nothing of who committed a line."""


def document(position: Position, part: Part, committed: Committed = nobody) -> Document:
    """Return an explanation as a JSON document."""
    commits = [
        commit for _, below in part.walk() if (commit := _commit_of(below, committed)) is not None
    ]
    return heading(position) | {
        "figure": part.text,
        "value": _plain(part.value),
        "rule": part.rule,
        "parts": [_part(below, committed) for below in part.parts],
        "commits": {
            commit.hash: {"author": commit.author, "committed": commit.day} for commit in commits
        },
    }


def _part(part: Part, committed: Committed) -> Document:
    place, commit = part.location, _commit_of(part, committed)
    return {
        "text": part.text,
        "value": _plain(part.value),
        "rule": part.rule,
        "file": place and place.file,
        "line": place and place.line,
        "commit": commit and commit.hash,
        "parts": [_part(below, committed) for below in part.parts],
    }


def _commit_of(part: Part, committed: Committed) -> Commit | None:
    if part.commit is not None or part.location is None:
        return part.commit
    return committed(part.location)


def _plain(value: Value) -> Any:
    if isinstance(value, Window):
        return value.latest
    if isinstance(value, Decimal):
        return plain.money(value)
    if isinstance(value, Fraction):
        return float(value) if value.denominator > 1 else int(value)
    return value


def steps_document(position: Position, part: Part, found: Sequence[Step]) -> Document:
    """Return an explanation with the steps that led to its figure since an earlier day."""
    steps = [
        {
            "on": step.on,
            "text": step.text,
            "change": _plain(step.change),
            "file": step.location and step.location.file,
            "line": step.location and step.location.line,
        }
        for step in found
    ]
    return document(position, part) | {"steps": steps}


def steps_report(
    position: Position, part: Part, before: Value, since: date, found: Sequence[Step]
) -> Report:
    """Return the steps of a figure between two days: what changed it, and by how much."""
    currency = position.programme.details.currency
    columns = (
        Column("on", "On", Kind.DATE, lambda step: step.on),
        Column("text", "What", of=lambda step: step.text),
        Column("change", "Change", of=lambda step: _change(step.change, currency)),
        Column("place", "Where", of=lambda step: _place(step.location)),
    )
    summary = [
        f"On {format_date(since)} it was {shown(before, currency)}; "
        f"on {format_date(position.as_of)} it is {shown(part.value, currency)}."
    ]
    table = Table(columns, found, empty="Nothing changed it between the two days.")
    return Report(f"{part.text}: {shown(part.value, currency)}", [table], summary)


def _change(change: Change, currency: str) -> str:
    if change is None:
        return "n/a"
    written = shown(change, currency)
    return written if isinstance(change, str) or change < 0 else f"+{written}"


def lines_document(position: Position, file: str, line: int, found: Sequence[Figure]) -> Document:
    """Return the figures that rest on a line as a JSON document."""
    figures = [
        {"words": list(words), "figure": part.text, "value": _plain(part.value)}
        for words, part in found
    ]
    return heading(position) | {"file": file, "line": line, "figures": figures}


def lines_report(position: Position, file: str, line: int, found: Sequence[Figure]) -> Report:
    """Return the figures that rest on a line, each with the words that ask for it."""
    currency = position.programme.details.currency
    columns = (
        Column("words", "minerva why", of=lambda figure: " ".join(map(shlex.quote, figure[0]))),
        Column("figure", "Figure", of=lambda figure: figure[1].text, shown=False),
        Column("value", "Value", of=lambda figure: shown(figure[1].value, currency)),
    )
    table = Table(columns, found, empty="No figure of a saving, milestone or contract does.")
    return Report(f"What rests on {file}:{line}", [table])


class _Row(Struct, frozen=True):
    depth: int
    part: Part


def report(position: Position, part: Part, committed: Committed = nobody) -> Report:
    """Return an explanation for people: a row a part, indented below what it is a part of."""
    currency = position.programme.details.currency
    rows = [_Row(depth - 1, below) for depth, below in part.walk() if depth]
    notes = [f"Rule: {part.rule}."] if part.rule else []
    return Report(
        f"{part.text}: {shown(part.value, currency)}",
        [
            Table(
                _columns(currency, committed),
                rows,
                notes=notes,
                empty="It rests on nothing in the files.",
            )
        ],
    )


def _columns(currency: str, committed: Committed) -> Sequence[Column]:
    def commit_of(row: _Row) -> Commit | None:
        return None if row.part.location is None else committed(row.part.location)

    return (
        Column("depth", "Depth", of=lambda row: row.depth, shown=False),
        Column("text", "Why", of=lambda row: "\u2007" * 2 * row.depth + row.part.text),
        Column("value", "Value", of=lambda row: _shown_or_none(row.part, currency)),
        Column("place", "Where", of=lambda row: place_of(row.part)),
        Column("says", "What it says", of=lambda row: says(row.part)),
        Column("rule", "Rule", of=lambda row: row.part.rule, shown=False),
        *(
            Column(key, title, kind, _of_commit(commit_of, value), shown=False)
            for key, title, kind, value in _COMMIT_COLUMNS
        ),
    )


_COMMIT_COLUMNS: Final = (
    ("commit", "Commit", Kind.TEXT, attrgetter("hash")),
    ("author", "Author", Kind.TEXT, attrgetter("author")),
    ("committed", "Committed", Kind.DATE, attrgetter("day")),
)


def _of_commit(commit_of: Callable[[_Row], Commit | None], value: CellValue) -> CellValue:
    return lambda row: None if (commit := commit_of(row)) is None else value(commit)


def _shown_or_none(part: Part, currency: str) -> str:
    if part.value is None:
        return "not known" if part.rule is not None and part.parts else ""
    return shown(part.value, currency)


def shown(value: Value, currency: str) -> str:
    """Return a value as people read it."""
    if value is None:
        return "not known"
    if isinstance(value, Decimal):
        return format_money(value, currency)
    if isinstance(value, Fraction):
        return f"{round_fraction(value, 2)}"
    if isinstance(value, date):
        return format_date(value)
    return str(value)


def place_of(part: Part) -> str:
    """Return where a part is written: `workstreams.toml:14`."""
    return _place(part.location)


def _place(location: Location | None) -> str:
    return "" if location is None else f"{location.file}:{location.line}"


def committed_text(commit: Commit | None) -> str:
    """Return who committed a line, and when: `Ann Lee, 4 Nov 2024`."""
    return "" if commit is None else f"{commit.author}, {format_date(commit.day)}"


def says(part: Part) -> str:
    """Return what the line says that a part rests on."""
    return "" if part.location is None else part.location.source.line(part.location.line).strip()

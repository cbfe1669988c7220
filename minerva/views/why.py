"""Why a figure is what it is: as a tree for people and as the settled document."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from minerva.model.dates import Window, format_date
from minerva.model.money import format_money
from minerva.position import Position
from minerva.reasons import Part, Value
from minerva.views import document as plain
from minerva.views.document import Document, heading
from minerva.views.table import Column, Report, Table


def document(position: Position, part: Part) -> Document:
    """Return an explanation as a JSON document."""
    return heading(position) | {
        "figure": part.text,
        "value": _plain(part.value),
        "rule": part.rule,
        "parts": [_part(below) for below in part.parts],
    }


def _part(part: Part) -> Document:
    place = part.location
    return {
        "text": part.text,
        "value": _plain(part.value),
        "rule": part.rule,
        "file": place and place.file,
        "line": place and place.line,
        "commit": None,
        "parts": [_part(below) for below in part.parts],
    }


def _plain(value: Value) -> Any:
    if isinstance(value, Window):
        return value.latest
    if isinstance(value, Decimal):
        return plain.money(value)
    if isinstance(value, Fraction):
        return float(value) if value.denominator > 1 else int(value)
    return value


class _Row(NamedTuple):
    depth: int
    part: Part


def report(position: Position, part: Part) -> Report:
    """Return an explanation for people: a row a part, indented below what it is a part of."""
    currency = position.programme.details.currency
    rows = [_Row(depth - 1, below) for depth, below in part.walk() if depth]
    notes = [f"Rule: {part.rule}."] if part.rule else []
    return Report(
        f"{part.text}: {shown(part.value, currency)}",
        [Table(_columns(currency), rows, notes=notes, empty="It rests on nothing in the files.")],
    )


def _columns(currency: str) -> Sequence[Column]:
    return (
        Column("depth", "Depth", of=lambda row: row.depth, shown=False),
        Column("text", "Why", of=lambda row: "\u2007" * 2 * row.depth + row.part.text),
        Column("value", "Value", of=lambda row: _shown_or_none(row.part, currency)),
        Column("place", "Where", of=lambda row: place_of(row.part)),
        Column("says", "What it says", of=lambda row: says(row.part)),
        Column("rule", "Rule", of=lambda row: row.part.rule, shown=False),
    )


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
        return f"{float(value):.2f}"
    if isinstance(value, date):
        return format_date(value)
    return str(value)


def place_of(part: Part) -> str:
    """Return where a part is written: `workstreams.toml:14`."""
    return "" if part.location is None else f"{part.location.file}:{part.location.line}"


def says(part: Part) -> str:
    """Return what the line says that a part rests on."""
    return "" if part.location is None else part.location.source.line(part.location.line).strip()

"""Risks, issues, actions and decisions of many programmes, the worst of all first."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, get_args

from msgspec.structs import replace

from minerva.model import money
from minerva.model.register import IssueSeverity
from minerva.portfolio.gathered import Gathered
from minerva.portfolio.reports.groups import group_tables, grouped, money_columns
from minerva.portfolio.reports.rows import coverage, exact, from_documents, title
from minerva.portfolio.sums import added_of, totals
from minerva.position import Position
from minerva.views import document as plain
from minerva.views import register as view
from minerva.views.document import Document
from minerva.views.register import RegisterKind
from minerva.views.table import Column, Kind, Report, Table

_OPEN: Final = "open"
_DATELESS: Final = "9999"
"""What has no date comes after every date."""
_SEVERITY: Final = {word: n for n, word in enumerate((*get_args(IssueSeverity), None))}


def part(position: Position, options: Mapping[str, Any]) -> Document:
    """Return the register of a programme, or some kinds of it, and how much of it is open."""
    kinds = options["kinds"]
    whole = view.document(position, kinds, everything=options["everything"])
    is_open = {kind: view.chosen(position, kind, everything=False) for kind in kinds}
    sums: Document = {
        "open": {kind: len(entries) for kind, entries in is_open.items()},
        "overdue": {
            kind: sum(entry.overdue_days > 0 for entry in entries)
            for kind, entries in is_open.items()
            if kind != "risks"
        },
    }
    if "risks" in kinds:
        costs = [risk.expected_money for risk in is_open["risks"]]
        known = [cost for cost in costs if cost is not None]
        is_known = known or not costs
        sums["expected_money"] = plain.money(sum(known, Decimal(0))) if is_known else None
        sums["no_money_stated"] = [
            risk.record.id for risk in is_open["risks"] if risk.expected_money is None
        ]
    return {kind: whole[kind] for kind in kinds} | {"totals": sums}


def document(gathered: Gathered) -> Document:
    """Return the register as a JSON document, each entry with the id of its programme."""
    kinds = _kinds(gathered)
    return (
        gathered.heading()
        | {"name": gathered.name, "programmes": gathered.programmes(without=kinds)}
        | {kind: rows(gathered, kind) for kind in kinds}
        | grouped(gathered, lambda inside: {"totals": totals(inside, _sums)})
        | {"totals": totals(gathered, _sums)}
    )


def report(gathered: Gathered) -> Report:
    """Return a table a kind, the worst of all programmes first, then the groups."""
    tables = [_table(gathered, kind) for kind in _kinds(gathered)]
    return Report(
        title(gathered, "register"),
        [*tables, *group_tables(gathered, _group_columns(gathered))],
        [_summary(gathered), *coverage(gathered)],
    )


def flat(gathered: Gathered) -> Report:
    """Return the register as one table, for formats that have no more than one."""
    kinds = _kinds(gathered)
    if len(kinds) == 1:
        return report(gathered)
    by_kind = {kind: {column.key: column for column in _columns(gathered, kind)} for kind in kinds}
    first = {key: column for columns in by_kind.values() for key, column in columns.items()}

    def cell(key: str) -> Callable[[tuple[RegisterKind, Document]], Any]:
        return lambda row: by_kind[row[0]][key].of(row[1]) if key in by_kind[row[0]] else None

    columns = [
        Column("kind", "Kind", of=lambda row: row[0].removesuffix("s")),
        *(replace(column, of=cell(key)) for key, column in first.items()),
    ]
    entries = [(kind, entry) for kind in kinds for entry in rows(gathered, kind)]
    return Report(title(gathered, "register"), [Table(columns, entries, empty=view.EMPTY)])


def rows(gathered: Gathered, kind: RegisterKind) -> list[Document]:
    """Return the entries of a kind, each with the id of its programme, the worst first.

    The order is that of one programme: risks by expected days, then expected money; issues by
    severity and days overdue; actions and decisions by when they are due.
    """
    found = [
        {"programme": outcome.label} | entry
        for outcome in gathered.read
        for entry in outcome.part[kind]
    ]
    return sorted(found, key=_ORDER[kind])


def _kinds(gathered: Gathered) -> Sequence[RegisterKind]:
    kinds: Sequence[RegisterKind] = gathered.options["kinds"]
    return kinds


def _closed(entry: Document) -> bool:
    return bool(entry["status"] != _OPEN)


def _by_due(key: str) -> Callable[[Document], Any]:
    return lambda entry: (_closed(entry), entry[key] or _DATELESS)


_ORDER: Final[Mapping[RegisterKind, Callable[[Document], Any]]] = {
    "risks": lambda risk: (
        *(_closed(risk), -(risk["expected_days"] or 0), -(risk["expected_money"] or 0)),
    ),
    "issues": lambda issue: (
        *(_closed(issue), _SEVERITY[issue["severity"]], -issue["overdue_days"], issue["raised"]),
    ),
    "actions": _by_due("due"),
    "decisions": _by_due("needed_by"),
}


def _sums(part: Document) -> Any:
    return part["totals"]


def _table(gathered: Gathered, kind: RegisterKind) -> Table:
    everything = gathered.options["everything"]
    notes = []
    if kind == "risks":
        symbols = dict.fromkeys(money.symbol(label[:3]).strip() for label, _ in gathered.by_money())
        notes = [
            "Days and money: expected, chance x the middle of what it would delay and cost. "
            f"Money in {' and '.join(symbols)}."
        ]
    table = Table(
        _columns(gathered, kind),
        rows(gathered, kind),
        title=kind.capitalize(),
        notes=notes,
        empty=f"No {kind} are {'recorded' if everything else 'open'}.",
    )
    shown = table if table.subjects else replace(table, notes=[])
    return shown if everything else shown.hide("status")


def _columns(gathered: Gathered, kind: RegisterKind) -> list[Column]:
    """Return the columns of a programme's own table, with whose each entry is."""
    names = {outcome.label: outcome.name for outcome in gathered.outcomes}
    kinds = {outcome.label: outcome.money for outcome in gathered.read}
    own = {
        "expected_days": lambda row: _one_place(row["expected_days"]),
        "delay": lambda row: _if_it_happens(row),
    }
    columns = [
        replace(column, of=own.get(column.key, column.of))
        for column in from_documents(view.COLUMNS[kind])
    ]
    return [
        Column("programme_id", "Programme id", of=lambda row: row["programme"], shown=False),
        *columns[:2],
        Column("programme", "Programme", of=lambda row: names[row["programme"]], under="name"),
        *columns[2:],
        *(
            [Column("currency", "Money of", of=lambda row: kinds[row["programme"]], shown=False)]
            if kind == "risks"
            else []
        ),
    ]


def _one_place(days: Any) -> str | None:
    return None if days is None else f"{exact(days):.1f}"


def _if_it_happens(risk: Document) -> str:
    delay = risk["delay_days"]
    if delay is None:
        return risk["effect"] or ""
    by = (
        f"{delay['low']:,}"
        if delay["low"] == delay["high"]
        else f"{delay['low']:,} to {delay['high']:,}"
    )
    return f"delays {', '.join(risk['milestones']) or 'nothing named'} by {by} days"


def _summary(gathered: Gathered) -> str:
    """Say how much is open in all programmes, and how much of that is overdue."""
    sums = added_of(gathered.read, lambda part: _counts(part["totals"])) or {"open": {}}
    parts = [
        f"{number:,} {kind.removesuffix('s') if number == 1 else kind}"
        + (f" ({late:,} overdue)" if (late := sums["overdue"].get(kind, 0)) else "")
        for kind, number in sums["open"].items()
        if number
    ]
    return f"Open: {', '.join(parts)}." if parts else "Nothing is open in the registers."


def _counts(sums: Document) -> Document:
    return {key: sums[key] for key in ("open", "overdue")}


def _group_columns(gathered: Gathered) -> list[Column]:
    def of(kind: RegisterKind) -> Callable[[Gathered], int]:
        return lambda inside: sum(outcome.part["totals"]["open"][kind] for outcome in inside.read)

    kinds = _kinds(gathered)
    counted = [Column(kind, kind.capitalize(), Kind.COUNT, of=of(kind)) for kind in kinds]
    if "risks" not in kinds:
        return counted
    return [*counted, *money_columns(_sums, [("expected_money", "Expected")], "expected_money")]

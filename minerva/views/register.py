"""The register: risks, issues, actions and decisions, the worst first."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from msgspec.structs import replace

from minerva.model import money
from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.milestones import days
from minerva.position.register import RiskPosition
from minerva.views import document as plain
from minerva.views.document import Document, entries, heading
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

RegisterKind = Literal["risks", "issues", "actions", "decisions"]
KINDS: Final[Sequence[RegisterKind]] = get_args(RegisterKind)

_ID: Final = Column("id", "Id", of=lambda entry: entry.record.id, shown=False)
_WORKSTREAM: Final = Column(
    "workstream", "Workstream", of=lambda entry: entry.record.workstream, shown=False
)
_OWNER: Final = Column("owner", "Owner", of=lambda entry: entry.record.owner or None)
_RAISED: Final = Column("raised", "Raised", Kind.DATE, lambda entry: entry.record.raised)
_STATUS: Final = Column("status", "Status", of=lambda entry: entry.state)
_OVERDUE: Final = Column(
    "overdue_days", "Days late", Kind.COUNT, lambda entry: entry.overdue_days or 0
)
_REVIEWED: Final = Column("reviewed", "Reviewed", Kind.DATE, lambda entry: entry.reviewed)
_ABOUT: Final = Column("about", "About", of=lambda entry: entry.record.about, shown=False)
_DUE: Final = Column("due", "Due", Kind.DATE, lambda entry: entry.due)

RISKS: Final = (
    _ID,
    Column("name", "Risk", of=lambda risk: risk.record.name),
    _WORKSTREAM,
    _OWNER,
    Column("probability", "Chance", Kind.WEIGHT, lambda risk: risk.probability),
    Column("delay", "If it happens", of=lambda risk: _delay_text(risk, {}), under="name"),
    Column("expected_days", "Days", Kind.COUNT, lambda risk: _days_text(risk.expected_days)),
    Column("expected_money", "Money", Kind.MONEY, lambda risk: risk.expected_money),
    Column("response", "Response", of=lambda risk: risk.response),
    _STATUS,
    _REVIEWED,
)
ISSUES: Final = (
    _ID,
    Column("name", "Issue", of=lambda issue: issue.record.name),
    Column("severity", "Severity", of=lambda issue: issue.severity),
    _DUE,
    _OVERDUE,
    _WORKSTREAM,
    _OWNER,
    replace(_RAISED, shown=False),
    Column(
        "milestones",
        "Milestones",
        of=lambda issue: ", ".join(issue.record.milestones),
        shown=False,
    ),
    _STATUS,
    Column("resolution", "Resolution", of=lambda issue: _resolution(issue), under="name"),
    _REVIEWED,
)
ACTIONS: Final = (
    _ID,
    Column("name", "Action", of=lambda action: action.record.name),
    _OWNER,
    _DUE,
    _OVERDUE,
    _ABOUT,
    _WORKSTREAM,
    replace(_RAISED, shown=False),
    _STATUS,
)
DECISIONS: Final = (
    _ID,
    Column("name", "Decision", of=lambda decision: decision.record.name),
    replace(_OWNER, title="Who decides"),
    replace(_DUE, key="needed_by", title="Needed by"),
    _OVERDUE,
    _ABOUT,
    _WORKSTREAM,
    replace(_RAISED, shown=False),
    Column("outcome", "Outcome", of=lambda decision: decision.outcome, under="name"),
    _STATUS,
)
COLUMNS: Final[dict[RegisterKind, Sequence[Column]]] = {
    "risks": RISKS,
    "issues": ISSUES,
    "actions": ACTIONS,
    "decisions": DECISIONS,
}
_KEYS: Final[dict[RegisterKind, Sequence[str]]] = {
    "issues": (
        *("id", "name", "severity", "due", "overdue_days", "workstream", "owner", "raised"),
        *("status", "reviewed"),
    ),
    "actions": (
        *("id", "name", "owner", "due", "overdue_days", "about"),
        *("workstream", "raised", "status"),
    ),
    "decisions": (
        *("id", "name", "owner", "needed_by", "overdue_days", "about"),
        *("workstream", "raised", "outcome", "status"),
    ),
}


def document(
    position: Position, kinds: Sequence[RegisterKind] = KINDS, *, everything: bool = False
) -> Document:
    """Return the register, or some kinds of it, as a JSON document.

    What is closed is left out, unless `everything` is asked for.
    """
    found = heading(position)
    for kind in kinds:
        entries_of_kind = chosen(position, kind, everything=everything)
        if kind == "risks":
            found["risks"] = [_risk(risk) for risk in entries_of_kind]
            continue
        documents = entries(COLUMNS[kind], entries_of_kind, _KEYS[kind])
        if kind == "issues":
            for issue, document in zip(entries_of_kind, documents, strict=True):
                document["milestones"] = list(issue.record.milestones)
                document["resolution"] = _resolution(issue)
        found[kind] = documents
    return found


def report(
    position: Position, kinds: Sequence[RegisterKind] = KINDS, *, everything: bool = False
) -> Report:
    """Return the register, or some kinds of it: a table each, the worst first."""
    return Report(
        title(position, "register"),
        [table(position, kind, everything=everything) for kind in kinds],
        [summary(position)],
    )


def rows(
    position: Position, kinds: Sequence[RegisterKind] = KINDS, *, everything: bool = False
) -> Report:
    """Return the register as one table, for formats that have no more than one."""
    if len(kinds) == 1:
        return report(position, kinds, everything=everything)
    keys = dict.fromkeys(column.key for kind in kinds for column in COLUMNS[kind])
    by_key = {kind: {column.key: column for column in COLUMNS[kind]} for kind in kinds}

    def cell(key: str) -> Any:
        return lambda row: by_key[row[0]][key].of(row[1]) if key in by_key[row[0]] else None

    columns = [Column("kind", "Kind", of=lambda row: row[0].removesuffix("s"))]
    columns += [
        replace(next(by_key[kind][key] for kind in kinds if key in by_key[kind]), of=cell(key))
        for key in keys
    ]
    subjects = [
        (kind, entry) for kind in kinds for entry in chosen(position, kind, everything=everything)
    ]
    return Report(title(position, "register"), [Table(columns, subjects, empty=EMPTY)])


def chosen(position: Position, kind: RegisterKind, *, everything: bool) -> Sequence[Any]:
    """Return the entries of a kind: those that are open, or all that were raised by the day."""
    found: dict[RegisterKind, Sequence[Any]] = {
        "risks": position.risks,
        "issues": position.issues,
        "actions": position.actions,
        "decisions": position.decisions,
    }
    return [entry for entry in found[kind] if everything or entry.open]


def table(position: Position, kind: RegisterKind, *, everything: bool = False) -> Table:
    """Return the table of a kind; its status is shown where what is closed is shown too."""
    subjects = chosen(position, kind, everything=everything)
    found = Table(
        _with_names(position, kind),
        subjects,
        title=kind.capitalize(),
        notes=_risk_notes(position) if kind == "risks" and subjects else [],
        empty=f"No {kind} are open." if not everything else f"No {kind} are recorded.",
    )
    return found if everything else found.hide("status")


def _with_names(position: Position, kind: RegisterKind) -> list[Column]:
    """Return the columns of a kind with the names of what its entries refer to, for people."""
    names = _names(position)
    columns: list[Column] = []
    for column in COLUMNS[kind]:
        if column.key == "delay":
            columns.append(replace(column, of=lambda risk: _delay_text(risk, names)))
            continue
        columns.append(column)
        if column.key == "about":
            columns.append(Column("about_name", "About", of=lambda entry: _about(entry, names)))
    return columns


def _names(position: Position) -> dict[str, str]:
    """Return the names of what entries refer to by id; an id of several things stays as it is."""
    programme = position.programme
    found: dict[str, str] = {}
    kinds: Sequence[Sequence[Any]] = (
        *(programme.risks, programme.issues, programme.decisions),
        *(programme.milestones, programme.savings),
    )
    for record in (record for records in kinds for record in records):
        found[record.id] = record.id if record.id in found else record.name
    return found


def _about(entry: Any, names: Mapping[str, str]) -> str | None:
    about = entry.record.about
    return None if about is None else names.get(about, about)


EMPTY: Final = "The register is empty."


def _risk_notes(position: Position) -> list[str]:
    """Say what the expected days and money are, and which risks nobody has looked at."""
    symbol = money.symbol(position.programme.details.currency).strip()
    expected = "Days and money: expected, chance x the middle of what it would delay and cost."
    return [f"{expected} Money in {symbol}.", *_unreviewed_notes(position)]


def _unreviewed_notes(position: Position) -> list[str]:
    limit = position.programme.check.review_within
    late = [risk for risk in position.risks if risk.open and risk.unreviewed_days > limit]
    if not late:
        return []
    names = ", ".join(risk.record.name for risk in late)
    return [f"Not reviewed for more than {days(limit)}: {names}."]


def summary(position: Position) -> str:
    """Say how much is open, and how much of that is overdue."""
    parts = []
    for kind in KINDS:
        found = chosen(position, kind, everything=False)
        if not found:
            continue
        late = sum(bool(getattr(entry, "overdue_days", 0)) for entry in found)
        noun = kind.removesuffix("s") if len(found) == 1 else kind
        parts.append(f"{len(found):,} {noun}" + (f" ({late:,} overdue)" if late else ""))
    return f"Open: {', '.join(parts)}." if parts else "Nothing is open in the register."


def _risk(risk: RiskPosition) -> Document:
    delay, cost = risk.delay_days, risk.money
    return {
        "id": risk.record.id,
        "name": risk.record.name,
        "workstream": risk.record.workstream,
        "owner": risk.record.owner,
        "probability": plain.money(risk.probability),
        "delay_days": delay and {"low": delay[0], "high": delay[1]},
        "money": cost and {"low": plain.money(cost.low), "high": plain.money(cost.high)},
        "expected_days": plain.money(risk.expected_days),
        "expected_money": plain.money(risk.expected_money),
        "response": risk.response,
        "status": risk.state.value,
        "raised": risk.record.raised,
        "reviewed": risk.reviewed,
        "cause": risk.record.cause,
        "effect": risk.record.effect,
        "milestones": list(risk.record.milestones),
        "savings": list(risk.record.savings),
        "closed": None if risk.open else risk.record.closed,
    }


def _days_text(expected: Decimal | None) -> str | None:
    return None if expected is None else f"{expected:.1f}"


def _delay_text(risk: RiskPosition, names: Mapping[str, str]) -> str:
    """Say what it would delay, by how much, and what that leads to."""
    parts = []
    if risk.delay is not None:
        low, high = risk.delay.low, risk.delay.high
        by = str(low) if low == high else f"{low} to {high}"
        delayed = ", ".join(names.get(id, id) for id in risk.record.milestones)
        parts.append(f"delays {delayed or 'nothing named'} by {by}")
    if not risk.open and risk.record.closed is not None:
        parts.append(f"{risk.state.value} on {format_date(risk.record.closed)}")
    elif risk.record.effect:
        parts.insert(0, risk.record.effect)
    return "; ".join(parts)


def _resolution(issue: Any) -> str | None:
    return None if issue.open else issue.record.resolution

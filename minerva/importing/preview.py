"""What an import would do, or did, as a report for people and a document for programs."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.importing.money_preview import how_read, money_document, money_tables
from minerva.importing.plan import PAST, Action, Plan, Step, summed_up
from minerva.model.dates import Window, format_date
from minerva.model.money import format_digits, format_money
from minerva.views.document import SCHEMA_VERSION, Document, entries, money, put_window
from minerva.views.table import Column, Report, Table

MOST_SHOWN: Final = 20
"""How many rows of a table are shown to people; a document has them all."""


_SELDOM: Final = ("measure", "rebudget")
"""Actions that a document has only where there are any."""


class Outcome(Struct, frozen=True):
    """A plan, the currency of its amounts, and the names of the files that were written, if any.

    `begun` tells whether the programme then has what a report needs: something that can be late,
    short or measured.
    """

    plan: Plan
    currency: str
    files: Sequence[str] = ()
    begun: bool = True


def report(outcome: Outcome) -> Report:
    """Return what people are shown: how the file was read, each step, and what was not taken."""
    plan = outcome.plan
    done = summed_up(plan)
    verb = "Written" if outcome.files else "Would be written"
    unchanged = len(plan.unchanged)
    headings = [
        column.otherwise("not used") if column.key == "key" else column for column in MATCHED
    ]
    summary = [
        *(f"{remark[0].upper()}{remark[1:]}." for remark in plan.remarks),
        f"{verb}: {done}." if done else "Nothing changes.",
        *([f"Unchanged: {unchanged:,}."] if unchanged else []),
        *(how_read(plan.incoming.money) if plan.incoming.money else []),
    ]
    tables = [
        _table(headings, plan.incoming.matched, "Headings", most=None),
        _table(QUESTIONS, plan.incoming.questions, "To be said before it is written", most=None),
        *money_tables(plan),
        *(
            _table(_steps(outcome.currency), steps, PAST[action].capitalize())
            for action in PAST
            if (steps := [step for step in plan.steps if step.action == action])
        ),
        _table(REJECTED, plan.rejected, "Could not be read", most=None),
        _table(MISSING, plan.missing, "No longer in the file"),
        _table(DIFFERENCES, plan.differs, "Otherwise in the file, and kept as it is here"),
        _table(SKIPPED, plan.skipped, "Left out"),
    ]
    title = f"Import of {plan.incoming.shown}"
    return Report(title, [table for table in tables if table.subjects], summary)


def document(outcome: Outcome) -> Document:
    """Return all of it as a JSON document; dates are windows and money is numbers, as elsewhere."""
    plan, counts = outcome.plan, outcome.plan.counts()
    actions = [action for action in PAST if action not in _SELDOM or counts[action]]
    document: Document = {
        "schema_version": SCHEMA_VERSION,
        "file": plan.incoming.shown,
        "format": plan.incoming.format,
        "on": plan.request.on,
        "written": list(outcome.files),
        "summary": {
            **{_KEYS[action]: counts[action] for action in actions},
            "unchanged": len(plan.unchanged),
            "unread": len(plan.rejected),
            "left_out": len(plan.skipped),
        },
        "remarks": list(plan.remarks),
        "questions": entries(QUESTIONS, plan.incoming.questions, [c.key for c in QUESTIONS]),
        "money": money_document(plan),
        "headings": entries(MATCHED, plan.incoming.matched, [c.key for c in MATCHED]),
    }
    for action in actions:
        steps = [step for step in plan.steps if step.action == action]
        document[_KEYS[action]] = [_step(step) for step in steps]
    document["unchanged"] = [{"kind": noun, "id": id} for noun, id in plan.unchanged]
    document["unread"] = entries(REJECTED, plan.rejected, [column.key for column in REJECTED])
    document["renames"] = entries(LIKELY, plan.likely, [column.key for column in LIKELY])
    document["missing"] = entries(MISSING, plan.missing, [column.key for column in MISSING])
    document["differs"] = entries(DIFFERENCES, plan.differs, [column.key for column in DIFFERENCES])
    document["left_out"] = entries(SKIPPED, plan.skipped, [column.key for column in SKIPPED])
    return document


_KEYS: Final[dict[Action, str]] = {
    action: "referred" if action == "refer" else past.replace("-", "")
    for action, past in PAST.items()
}
"""The key of each action in a document: `reforecast` for what was re-forecast."""


def _step(step: Step) -> Document:
    document: Document = {
        "kind": step.noun,
        "id": step.id,
        "name": step.name,
        "workstream": step.workstream,
        "place": step.place,
    }
    if step.what is not None:
        document["what"] = step.what
    if step.values:
        document["values"] = {
            key: money(value) if isinstance(value, Decimal) else _plain(value)
            for key, value in step.values.items()
            if key not in ("id", "name", "workstream")
        }
    for key, value in (("from", step.before), ("to", step.after)):
        if isinstance(value, Window):
            put_window(document, key, value)
        else:
            document[key] = money(value) if isinstance(value, Decimal) else value
    return document


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: money(amount) for key, amount in value.items()}
    return value


def _table(
    columns: Sequence[Column], subjects: Sequence[object], title: str, most: int | None = MOST_SHOWN
) -> Table:
    shown = subjects if most is None else subjects[:most]
    more = len(subjects) - len(shown)
    notes = [f"and {more:,} more: --format json has them all"] if more else []
    count = f" ({len(subjects):,})" if title != "Headings" else ""
    return Table(columns, shown, f"{title}{count}", notes=notes)


def _steps(currency: str) -> Sequence[Column]:
    def value_text(value: object) -> str:
        if isinstance(value, Decimal):
            return format_money(value, currency)
        if isinstance(value, date) and not isinstance(value, Window):
            return format_date(value)
        return "" if value is None else str(value)

    def after(step: Step) -> str:
        if step.before is None:
            return value_text(step.after)
        return f"{value_text(step.before)} → {value_text(step.after)}"

    return (
        Column("id", "Id", of=lambda step: step.id),
        Column("name", "Name", of=lambda step: step.name, under="id"),
        Column(
            "to",
            "Value",
            of=lambda step: f"{step.what}: {after(step)}" if step.what else after(step),
        ),
        Column("place", "Where", of=lambda step: step.place),
        Column("values", "With", of=lambda step: _said_with(step) or None, under="id"),
    )


def _said_with(step: Step) -> str:
    """Return what a new saving is written with beside its amounts by year: `one-off, ...`."""
    said_no = {"recurring": "one-off", "cashable": "not cashable"}
    shown_elsewhere = ("id", "workstream", "name", "full_year", "plan", "budget")
    parts = []
    for key, value in step.values.items():
        if value is False and key in said_no:
            parts.append(said_no[key])
        elif key not in shown_elsewhere:
            text = format_date(value) if isinstance(value, date) else value
            text = format_digits(text) if isinstance(text, Decimal) else text
            parts.append(f"{key.replace('_', ' ')} {text}")
    return ", ".join(parts)


MATCHED: Final = (
    Column("place", "Where", of=lambda matched: matched.place),
    Column("heading", "Heading", of=lambda matched: matched.heading),
    Column("key", "Taken for", of=lambda matched: matched.key),
    Column("unit", "Unit", of=lambda matched: matched.unit),
)
QUESTIONS: Final = (
    Column("text", "What is not sure", of=lambda question: question.text),
    Column("hint", "What says it", of=lambda question: question.hint, under="text"),
)
REJECTED: Final = (
    Column("place", "Where", of=lambda rejected: rejected.place),
    Column("text", "What is there", of=lambda rejected: rejected.text),
    Column("why", "Why", of=lambda rejected: rejected.why, under="place"),
    Column("hint", "What helps", of=lambda rejected: rejected.hint, under="place"),
)
SKIPPED: Final = (
    Column("place", "Where", of=lambda left: left.place),
    Column("what", "What", of=lambda left: left.what),
    Column("why", "Why", of=lambda left: left.why, under="place"),
)
DIFFERENCES: Final = (
    Column("id", "Id", of=lambda differs: differs.id),
    Column("key", "Key", of=lambda differs: differs.key),
    Column("here", "Here", of=lambda differs: differs.here),
    Column("there", "In the file", of=lambda differs: differs.there),
    Column("place", "Where", of=lambda differs: differs.place),
    Column("hint", "To record it", of=lambda differs: differs.hint, under="id"),
)
LIKELY: Final = (
    Column("place", "Where", of=lambda likely: likely.place),
    Column("name", "In the file", of=lambda likely: likely.name),
    Column("id", "May be", of=lambda likely: likely.id),
    Column("name_here", "Named here", of=lambda likely: likely.name_here),
    Column("change", "Change", of=lambda likely: likely.change),
)
MISSING: Final = (
    Column("id", "Id", of=lambda record: record.id),
    Column("name", "Name", of=lambda record: record.name, under="id"),
    Column("workstream", "Workstream", of=lambda record: record.workstream),
    Column("ref", "Reference", of=lambda record: getattr(record, "ref", None)),
)

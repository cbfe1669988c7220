"""The savings of a financial year by how sure they are: the table of a quarterly report."""

from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.model import money
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.rounding import pounds
from minerva.position.savings import SavingPosition
from minerva.position.states import CERTAINTIES, ByState, Certainty, by_state
from minerva.views import document as plain
from minerva.views.document import Document, percent
from minerva.views.money_lines import unknown_lines
from minerva.views.savings_year import NONE
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import title

TITLES: Final = {
    "delivered": "Delivered",
    "on-track": "On track",
    "at-risk": "At risk",
    "not-stated": "Not stated",
    "undeliverable": "Undeliverable",
    "written-off": "Written off",
    "over-delivered": "Less over-delivered",
}
_NOTE: Final = (
    "Delivered: realised. On track, at risk: the rest of the forecast, as last stated. "
    "Undeliverable, written off: planned, and not forecast."
)


class StateRow(Struct, frozen=True):
    """A state: how much of the plan of a year it is, in pounds and in percent of planned."""

    state: Certainty
    amount: Decimal
    percent: Decimal | None


class StatesOf(Struct, frozen=True):
    """What a workstream was to bring in a year, by state; without one, all of them together."""

    workstream: Id | None
    name: str
    states: ByState


def document(position: Position, label: str) -> list[Document]:
    """Return the states of a year as part of a JSON document."""
    return [
        {"state": row.state, "amount": plain.money(row.amount), "percent": percent(row.percent)}
        for row in _rows(_states(position, label))
    ]


def report(position: Position, label: str) -> Report:
    """Return what was planned for a year by state, then the same of each workstream."""
    states = _states(position, label)
    planned = pounds(states.planned)
    table = Table(
        (
            Column("state", "State", of=lambda row: TITLES[row.state], total=lambda _: "Planned"),
            Column(
                "amount",
                "Amount",
                Kind.MONEY,
                lambda row: _signed(row.state, row.amount),
                lambda _: planned,
            ),
            Column(
                "percent",
                "% of planned",
                Kind.PERCENT,
                lambda row: _signed(row.state, row.percent),
                lambda _: Decimal(100) if planned else None,
            ),
        ),
        [row for row in _rows(states) if row.amount or row.state not in _RARE],
        whole={None: states},
        notes=[_NOTE],
        empty=NONE,
    )
    symbol = money.symbol(position.programme.details.currency).strip()
    what = f"savings of {label} by state ({symbol})"
    lines = [*replacement_lines(position, label), *unknown_lines(position)]
    return Report(title(position, what), [table, _by_workstream(position, label, states)], lines)


_RARE: Final = ("not-stated", "written-off", "over-delivered")


def _states(position: Position, label: str) -> ByState:
    year = position.programme.details.financial_year_starts.named(label)
    return by_state(position.savings.savings, year)


def _rows(states: ByState) -> list[StateRow]:
    return [
        StateRow(
            state,
            pounds(states.amounts[state]),
            Decimal(states.amounts[state]) * 100 / states.planned if states.planned else None,
        )
        for state in CERTAINTIES
    ]


def _by_workstream(position: Position, label: str, together: ByState) -> Table:
    """Return the states of a year by workstream, a column a state."""
    year = position.programme.details.financial_year_starts.named(label)
    rows = [
        StatesOf(workstream.id, workstream.name, by_state(savings, year))
        for workstream in position.chosen
        if (savings := _savings_of(position, workstream.id))
    ]
    rows = [row for row in rows if row.states.planned or any(row.states.amounts.values())] or rows
    total = StatesOf(None, "Total", together)
    used = [
        state
        for state in CERTAINTIES
        if state not in _RARE or any(row.states.amounts[state] for row in [*rows, total])
    ]
    return Table(
        (
            Column("workstream", "Workstream", of=lambda row: row.workstream, shown=False),
            Column("name", "Workstream", of=lambda row: row.name, total=lambda row: row.name),
            *(_state_column(state) for state in used),
            Column(
                "planned",
                "Planned",
                Kind.MONEY,
                lambda row: pounds(row.states.planned),
                lambda row: pounds(row.states.planned),
            ),
        ),
        rows,
        title="By workstream",
        whole={None: total},
        empty=NONE,
        in_blocks=True,
    )


def _signed(state: Certainty, amount: Decimal | None) -> Decimal | None:
    """Return an amount as it adds up to what was planned: what is over-delivered is taken off."""
    return -amount if amount and state == "over-delivered" else amount


def _state_column(state: Certainty) -> Column:
    def amount(row: StatesOf) -> Decimal | None:
        return _signed(state, pounds(row.states.amounts[state]))

    return Column(state.replace("-", "_"), TITLES[state], Kind.MONEY, amount, amount)


def _savings_of(position: Position, workstream: Id) -> list[SavingPosition]:
    return [saving for saving in position.savings.savings if saving.record.workstream == workstream]


def replacement_lines(position: Position, label: str) -> list[str]:
    """Say which savings stand in for which, and with how much of the year."""
    currency, savings = position.programme.details.currency, position.savings
    names = {saving.id: saving.name for saving in position.programme.savings}
    lines = []
    for saving in savings.savings:
        record = saving.record
        if record.replaces is None:
            continue
        forecast = savings.lines[record.id][label].forecast
        amount = "not known" if forecast is None else money.format_money(forecast, currency)
        lines.append(f"{record.name} stands in for {names[record.replaces]}: {amount} forecast.")
    return lines

"""The money: target against what is identified, by financial year, and saving by saving."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model import money
from minerva.position import Position
from minerva.position.totals import cumulative
from minerva.views import costs as costs_view
from minerva.views import savings_matrix, savings_net, savings_states, savings_years
from minerva.views.board.parts import (
    BoardData,
    Bridge,
    Drawing,
    Folded,
    Section,
    Step,
    YearAmount,
    Years,
)
from minerva.views.money_lines import cost_lines as budget_lines
from minerva.views.money_lines import target_lines
from minerva.views.table import Column, Kind, Table

MATRICES: Final[tuple[savings_matrix.Figure, ...]] = (
    "planned",
    "forecast",
    "realised",
    "validated",
)

MOST_YEARS: Final = 12
"""The years of the widest matrix that is shown without being asked for."""

_A_YEAR: Final = "A full year"
_SO_FAR: Final = "All years together"
_HOW: Final = (
    "Target, identified and not known are amounts of a full year. Slipped, restated and not "
    "realised are what all years together lose of their plan: to later starts, to lower amounts, "
    "to claims that did not come; below 0 is gained. Realised is what has been claimed, validated "
    "what finance has confirmed of that."
)


class BridgeRow(Struct, frozen=True):
    """A step of the bridge as a row: what it is, how much, and what it means."""

    name: str
    amount: Decimal | None
    meaning: str


BRIDGE_COLUMNS: Final = (
    Column("step", "Step", of=lambda row: row.name),
    Column("amount", "Amount", Kind.MONEY, lambda row: row.amount),
    Column("meaning", "What it is", of=lambda row: row.meaning),
)


def section(data: BoardData) -> Section | None:
    """Return the bridge, the financial years, and a matrix of savings by year for each figure.

    None of a programme of indicators alone.
    """
    position = data.position
    if not (position.programme.savings or position.programme.milestones):
        return None
    if not position.savings.savings:
        return Section("savings", "Savings", "No savings are recorded.")
    return Section(
        "savings",
        "Savings",
        lines=[*target_lines(position), *state_lines(position)],
        parts=[bridge(position), years(position), *by_state(position), *matrices(position)],
    )


def by_state(position: Position) -> list[Table]:
    """Return the savings of the year of the day by how sure they are; none where nobody said it."""
    label = _year_of_states(position)
    if label is None:
        return []
    together, parts = savings_states.report(position, label).tables
    return [
        replace(together, title=f"Savings of {label} by state"),
        replace(parts, title=f"Savings of {label} by state and workstream"),
    ]


def state_lines(position: Position) -> list[str]:
    """Say which savings stand in for which in the year of the day."""
    label = _label_of_day(position)
    return savings_states.replacement_lines(position, label) if label is not None else []


def _year_of_states(position: Position) -> str | None:
    """Return the year of the day, where any saving's state was stated by the day."""
    stated = any(saving.last_state is not None for saving in position.savings.savings)
    return _label_of_day(position) if stated else None


def _label_of_day(position: Position) -> str | None:
    """Return the year of the day; None where no figure is in it."""
    label = position.programme.details.financial_year_starts.containing(position.as_of).label
    return label if label in position.savings.total.years else None


def costs(data: BoardData) -> Section | None:
    """Return what bringing the savings about costs, by year, and the savings less these costs."""
    position = data.position
    if not position.costs.costs:
        return None
    return Section("costs", "Costs", lines=cost_lines(position), parts=cost_tables(position))


def cost_lines(position: Position) -> list[str]:
    """Say what the costs come to, and from which year on the savings have paid for them."""
    return [*budget_lines(position), savings_net.payback_line(position)]


def cost_tables(position: Position) -> list[Table]:
    """Return the costs of each year, and what is left of the savings without them."""
    if not position.costs.costs:
        return []
    [by_year] = costs_view.report(position).tables
    [net] = savings_net.report(position).tables
    return [
        replace(by_year, title="Costs by financial year"),
        replace(net, title="Savings less costs"),
    ]


def matrices(position: Position) -> list[Folded]:
    """Return a matrix of each figure, folded where there are more years than a page is wide."""
    few = len(position.savings.years) <= MOST_YEARS
    return [Folded(title, table, open=few) for title, table in matrix_tables(position)]


def matrix_tables(position: Position) -> list[tuple[str, Table]]:
    """Return the savings of each figure by year, under a title; of one that is nowhere, just so."""
    tables = []
    for key in MATRICES:
        [table] = savings_matrix.report(position, key).tables
        amounts = (value for row in table.rows for value in row if isinstance(value, Decimal))
        if not any(amounts):
            table = replace(table, subjects=(), whole={}, notes=(), empty="Nothing in any year.")
        tables.append((f"{key.capitalize()}, by saving and year", table))
    return tables


def bridge(position: Position) -> Drawing:
    """Return the way from the target to what is identified, and on to what is validated."""
    currency = position.programme.details.currency
    steps, rows = [], []
    for step, meaning in _steps(position):
        steps.append(step)
        rows.append(BridgeRow(step.name, step.amount, meaning))
    words = "; ".join(f"{step.name} {step.says}" for step in steps)
    return Drawing(
        "bridge",
        message(position),
        f"Bars on one scale of money: {words}.",
        Bridge(money.symbol(currency), steps),
        Table(BRIDGE_COLUMNS, rows),
        _HOW,
    )


def message(position: Position) -> str:
    """Say how far the savings that are known are over the target, or short of it."""
    currency, savings = position.programme.details.currency, position.savings
    full_year = savings.total.full_year
    if full_year is None:
        return "No saving's amount is known"
    if savings.variance is None or position.narrowed:
        return f"{money.format_money(full_year, currency)} a year identified"
    if savings.variance == 0:
        return "Exactly on target"
    over = "over" if savings.variance > 0 else "short of"
    return f"{money.format_money(abs(savings.variance), currency)} {over} target"


def years(position: Position) -> Drawing:
    """Return what is planned, forecast, realised and validated of each financial year."""
    details, savings = position.programme.details, position.savings
    figures = savings_years.FIGURES[: len(MATRICES)]
    amounts = [
        YearAmount(label, n, amount)
        for label, year in savings.total.years.items()
        for n, column in enumerate(figures)
        if (amount := column.of(year)) is not None
    ]
    labels = [year.label for year in savings.years]
    table = by_year(position)
    return Drawing(
        "years",
        _year_message(position),
        f"Four bars for each financial year from {labels[0]} to {labels[-1]}: planned, forecast, "
        "realised and validated. The table below has the same amounts.",
        Years(
            money.symbol(details.currency), [column.title for column in figures], labels, amounts
        ),
        table,
    )


def by_year(position: Position) -> Table:
    """Return the sums of all savings, a financial year a row."""
    total = position.savings.total
    return Table(
        (savings_years.YEAR, *savings_years.YEAR_FIGURES),
        [
            savings_years.SumYear(label, None, total, figures)
            for label, figures in total.years.items()
        ],
        title="All savings by financial year",
        notes=["Variance: forecast less planned. %: realised of planned."],
    )


def _year_message(position: Position) -> str:
    """Say what the year of the day has brought of what was planned of it."""
    details = position.programme.details
    label = _label_of_day(position)
    if label is None:
        return f"Nothing before {position.savings.years[0].label}"
    year = position.savings.total.years[label]
    realised = money.format_money(year.realised, details.currency)
    if not year.planned:
        return f"{label}: {realised} realised, none planned"
    planned = money.format_money(year.planned, details.currency)
    return f"{label}: {realised} realised, {planned} planned"


def _steps(position: Position) -> Sequence[tuple[Step, str]]:
    """Return the steps of the bridge, each with what it means."""
    currency, savings = position.programme.details.currency, position.savings
    total, target = savings.total, savings.target
    steps: list[tuple[Step, str]] = []

    def step(
        heading: str, name: str, amount: Decimal | None, meaning: str, begin: Decimal = money.ZERO
    ) -> None:
        says = "not known" if amount is None else money.format_money(amount, currency)
        steps.append((Step(heading, name, amount, begin, says), meaning))

    if target is not None and not position.narrowed:
        since = f" from {target.from_}" if target.from_ else ""
        step(_A_YEAR, "Target", target.full_year, f"promised a year{since}")
        if savings.variance:
            over = "Over target" if savings.variance > 0 else "Short of target"
            meaning = "identified less target"
            step(_A_YEAR, over, savings.variance, meaning, target.full_year)
    step(_A_YEAR, "Identified", total.full_year, "the full-year effect of savings that are known")
    if total.one_off:
        step(_A_YEAR, "One-off", total.one_off, "comes once, and does not count against a target")
    if total.unknown:
        count = f"{len(total.unknown)} saving{'' if len(total.unknown) == 1 else 's'}"
        unknown = Step(_A_YEAR, "Not known", None, says=count)
        steps.append((unknown, f"{count} in no total"))
    together = cumulative(total.years.values())
    step(_SO_FAR, "Slipped", together.slipped, "lost to later starts over all years")
    step(_SO_FAR, "Restated", together.restated, "cut from what was planned, or added to it")
    step(_SO_FAR, "Not realised", together.not_realised, "due in years that ended, not claimed")
    step(_SO_FAR, "Realised", total.realised, "claimed so far")
    step(_SO_FAR, "Validated", total.validated, "confirmed by finance of what was claimed")
    return steps

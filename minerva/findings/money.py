"""What is wrong with forecasts of money: the target's first year, outdated amounts, costs."""

from collections.abc import Iterator

from minerva.findings.finding import Finding, finding_of
from minerva.model.dates import format_date
from minerva.model.money import format_money
from minerva.position import Position
from minerva.position.costs import add_costs
from minerva.position.rounding import pounds
from minerva.position.statements import last_news


def target_late(position: Position) -> Iterator[Finding]:
    """Find a forecast of the target's first year, of what counts against it, under the target."""
    savings, details = position.savings, position.programme.details
    target, short = savings.target, savings.first_year_variance
    if position.narrowed or target is None or short is None or short >= 0:
        return
    by, promised = (format_money(amount, details.currency) for amount in (-short, target.full_year))
    yield finding_of(
        "target-late",
        details.id,
        f"{details.name}: the forecast of {target.from_} is {by} under the target of {promised}",
        "bring savings forward, or agree another first year",
        target.location.at("from"),
    )


def forecast_outdated(position: Position) -> Iterator[Finding]:
    """Find amounts stated for a year before its milestone moved last, or while that is overdue."""
    for saving in position.savings.savings:
        milestone = saving.milestone
        if milestone is None or not saving.restated:
            continue
        news = last_news(milestone.record, position.as_of)
        for year in position.years:
            if saving.has_ended(year.first.year):
                continue
            agreed = saving.agreed_for(year.first.year)
            said = saving.statements.statement_of(year.label, agreed.since)
            if said is None or not (milestone.overdue or (news is not None and said.on < news)):
                continue
            why = "is overdue" if milestone.overdue else "has moved since"
            yield finding_of(
                "forecast-outdated",
                saving.record.id,
                f"{saving.record.name}: what was stated for {year.label} on "
                f"{format_date(said.on)} is outdated, {milestone.record.name} {why}",
                f"state it anew: minerva restate {saving.record.id} --year {year.label}=AMOUNT "
                "--reason WHY",
                said.location.at("years", year.label),
                detail=year.label,
            )


def forecast_above_plan(position: Position) -> Iterator[Finding]:
    """Find forecasts of a year over the full-year effect and over every planned amount."""
    savings, currency = position.savings, position.programme.details.currency
    for saving in savings.savings:
        effect, years = saving.full_year_pence, savings.lines[saving.record.id]
        if effect is None:
            continue
        planned = [figures.planned_pence for figures in years.values()]
        most = max([effect, *(amount for amount in planned if amount is not None)])
        for label, figures in years.items():
            if figures.forecast_pence is not None and figures.forecast_pence > max(most, 0):
                amount, over = (
                    format_money(pounds(pence), currency)
                    for pence in (figures.forecast_pence, most)
                )
                yield finding_of(
                    "forecast-above-plan",
                    saving.record.id,
                    f"{saving.record.name}: {amount} is forecast for {label}, over {over}, the "
                    "most that was planned",
                    "check the amount; if it is right, restate the full year too",
                    saving.record.location,
                    detail=label,
                )


def start_assumed(position: Position) -> Iterator[Finding]:
    """Find starts that were restated for a plan without one: which day was assumed."""
    for saving in position.savings.savings:
        if saving.budget.assumed and saving.start_stated is not None:
            yield finding_of(
                "start-assumed",
                saving.record.id,
                f"{saving.record.name}: its plan has no start; {saving.planned_start} is assumed, "
                f"and the plan moves from there to {saving.start}",
                "add starts, the day that the plan goes by",
                saving.start_stated.location.at("starts"),
            )


def cost_over_budget(position: Position) -> Iterator[Finding]:
    """Find a cost whose forecast is over its budget, and all costs over theirs or the investment.

    Over all years together.
    """
    details, costs = position.programme.details, position.costs
    for cost, line in zip(costs.costs, costs.lines, strict=True):
        total = add_costs(line.values())
        if total.variance_pence > 0:
            by, budget = (
                format_money(amount, details.currency) for amount in (total.variance, total.budget)
            )
            yield finding_of(
                "cost-over-budget",
                cost.id,
                f"{cost.name}: forecast {by} over its budget of {budget}",
                "have the budget agreed anew, or bring the cost down",
                cost.location,
            )
    if position.narrowed:
        return
    everything, target = costs.everything, details.target
    limits = {"their budget": everything.budget if costs.costs else None}
    limits["the investment allowed"] = None if target is None else target.investment
    for what, limit in limits.items():
        if limit is not None and everything.forecast > limit:
            over, most = (
                format_money(amount, details.currency)
                for amount in (everything.forecast - limit, limit)
            )
            yield finding_of(
                "cost-over-budget",
                details.id,
                f"{details.name}: all costs are forecast {over} over {what} of {most}",
                "have it agreed, or bring the costs down",
                details.location,
                about="programme",
                detail=what,
            )

"""The money in a line or two, for every report that mentions it."""

from decimal import Decimal

from minerva.model import money
from minerva.position import Position
from minerva.position.totals import SavingsSum


def target_lines(position: Position) -> list[str]:
    """Say the full-year effect of what is known against the target, and what is not known.

    Nothing of a programme that has neither savings nor a target.
    """
    if not position.programme.savings and position.programme.details.target is None:
        return []
    lines = [_effect_line(position), _first_year_line(position), beside_line(position)]
    return [*filter(None, lines), *unknown_lines(position)]


def _effect_line(position: Position) -> str:
    """Say the full-year effect of recurring savings, against the target and the cost base."""
    savings, currency = position.savings, position.programme.details.currency
    target, full_year = savings.target, savings.total.full_year
    amount = "not known" if full_year is None else money.format_money(full_year, currency)
    line = f"Full-year effect {amount}"
    if target is not None and savings.variance is not None and not position.narrowed:
        counted = savings.against.full_year
        if counted is not None and counted != full_year:
            line += f", of which {money.format_money(counted, currency)} does not end too soon"
        over = "over" if savings.variance >= 0 else "short of"
        by = money.format_money(abs(savings.variance), currency)
        since = f" from {target.from_}" if target.from_ else ""
        promised = money.format_money(target.full_year, currency)
        line += f", {by} {over} the target of {promised} a year{since}"
    if target is not None and savings.percent_of_cost_base is not None and target.cost_base:
        base = money.format_money(target.cost_base, currency)
        line += f"; {savings.percent_of_cost_base:.1f}% of the cost base of {base}"
    return f"{line}."


def _first_year_line(position: Position) -> str:
    """Say how far the forecast of the target's first year is under the target, if it is."""
    savings, currency = position.savings, position.programme.details.currency
    short, forecast = savings.first_year_variance, savings.against.first_year
    if savings.target is None or short is None or forecast is None or short >= 0:
        return ""
    if position.narrowed:
        return ""
    return (
        f"In {savings.target.from_}, its first year, {money.format_money(forecast, currency)} is "
        f"forecast against it, {money.format_money(-short, currency)} short."
    )


def beside_line(position: Position) -> str:
    """Say what of the full-year effect is not cashable, and what comes once, beside it."""
    currency = position.programme.details.currency
    amounts = {"Of which not cashable": Decimal(0), "Beside it, one-off": Decimal(0)}
    for saving in position.savings.savings:
        effect = saving.full_year or Decimal(0)
        if not saving.record.recurring:
            amounts["Beside it, one-off"] += effect
        elif not saving.record.cashable:
            amounts["Of which not cashable"] += effect
    parts = [
        f"{what}: {money.format_money(amount, currency)}"
        for what, amount in amounts.items()
        if amount
    ]
    return ". ".join([*parts, ""]).rstrip()


def unknown_lines(position: Position) -> list[str]:
    """Say which savings are left out of which totals, and when what is not known will be."""
    savings = position.savings.savings
    missing = [
        f"{saving.record.name} ({saving.known_when})"
        for saving in savings
        if saving.full_year_pence is None
    ]
    with_amount = [saving for saving in savings if saving.full_year_pence is not None]
    unplanned = [saving.record.name for saving in with_amount if saving.budget.whole is None]
    undated = [
        saving.record.name
        for saving in with_amount
        if saving.start is None and saving.planned_start is None
    ]
    return [
        f"{what}: {'; '.join(names)}."
        for what, names in (
            ("Not known and in no total", missing),
            ("Not known when planned, and so in no planned total or variance", unplanned),
            ("Start not known, and so only in the years its plan names", undated),
        )
        if names
    ]


def left_out_text(position: Position, total: SavingsSum) -> str:
    """Say which savings a workstream's sums leave out, because they are not known."""
    names = [
        saving.record.name
        for saving in position.savings.savings
        if saving.record.id in total.unknown
    ]
    return f"not known: {', '.join(names)}" if names else ""


def cost_lines(position: Position) -> list[str]:
    """Say what all costs come to, against their budget and the investment, and what has no year."""
    costs, currency = position.costs, position.programme.details.currency
    if not costs.costs:
        return []
    total, target = costs.everything, position.programme.details.target
    amounts = [
        money.format_money(amount, currency)
        for amount in (total.forecast, total.budget, total.spent)
    ]
    line = f"Costs forecast {amounts[0]}, budgeted {amounts[1]}, spent {amounts[2]}"
    if target is not None and target.investment is not None and not position.narrowed:
        line += f"; the investment allowed is {money.format_money(target.investment, currency)}"
    found = [f"{line}."]
    if costs.undated:
        names = "; ".join(cost.name for cost in costs.undated)
        found.append(f"Start not known, and so in no year: the one-off cost of {names}.")
    return found

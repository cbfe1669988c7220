"""How money is rated: the forecast of workstreams against their plan, and the target.

Amber is under plan, red is under it by more than `shortfall_red` of `[check]` percent.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from minerva.model.money import format_money
from minerva.model.programme import Id, Programme
from minerva.position.milestones import Rating
from minerva.position.totals import SavingsPosition, SavingsSum, Shortfall


class MoneyRating(Struct, frozen=True):
    """How money is rated, and why where it is amber or red."""

    rating: Rating
    reason: str


def rate_workstreams(
    programme: Programme, savings: SavingsPosition, first_open: int
) -> Mapping[Id, MoneyRating | None]:
    """Rate the money of each workstream; None for one in which no saving is known.

    For each year shown that has not ended: the total forecast against the total planned, of
    savings whose plan is known. The worst year counts. The reason names the largest single
    shortfall of those years, the first of equal ones.
    """
    limit = programme.check.shortfall_red
    open_years = [year.label for year in savings.years if year.first.year >= first_open]
    worst: dict[Id, Shortfall] = {}
    for shortfall in savings.shortfalls:
        id = shortfall.saving.record.workstream
        if shortfall.year.label in open_years and (
            id not in worst or shortfall.amount > worst[id].amount
        ):
            worst[id] = shortfall
    known = {
        saving.record.workstream for saving in savings.savings if saving.full_year_pence is not None
    }
    return {
        id: _rate(total, open_years, limit, worst.get(id), programme) if id in known else None
        for id, total in savings.workstreams.items()
    }


def _rate(
    total: SavingsSum,
    years: Sequence[str],
    limit: Decimal,
    worst: Shortfall | None,
    programme: Programme,
) -> MoneyRating:
    ratings = [
        compare(total.years[label].variance, total.years[label].planned, limit) for label in years
    ]
    rating = min(ratings, key=lambda rating: rating.urgency, default=Rating.GREEN)
    if rating is Rating.GREEN or worst is None:
        return MoneyRating(rating, "")
    by = format_money(worst.amount, programme.details.currency)
    return MoneyRating(rating, f"{worst.saving.record.name}: {by} short in {worst.year.label}")


def rate_target(programme: Programme, savings: SavingsPosition) -> MoneyRating | None:
    """Rate what counts against the target; None without a target, or while none of it is known.

    Amber where it is under the target, red where by more than the percentage, but amber at most
    while a saving's amount is not known; amber too where the forecast of the target's first year
    is under it.
    """
    target, variance = savings.target, savings.variance
    if target is None or variance is None:
        return None
    currency = programme.details.currency
    promised = format_money(target.full_year, currency)
    rating = compare(variance, target.full_year, programme.check.shortfall_red)
    if rating is not Rating.GREEN:
        if savings.total.unknown:
            rating = Rating.AMBER
        short = format_money(-variance, currency)
        return MoneyRating(
            rating, f"recurring savings are {short} short of the target of {promised} a year"
        )
    first_year = savings.first_year_variance
    if first_year is not None and first_year < 0:
        short = format_money(-first_year, currency)
        return MoneyRating(
            Rating.AMBER,
            f"the forecast of {target.from_} is {short} short of the target of {promised}",
        )
    return MoneyRating(Rating.GREEN, "")


def compare(variance: Decimal | None, planned: Decimal | None, limit: Decimal) -> Rating:
    """Rate a variance as a percentage of what was planned, without its sign."""
    if variance is None or planned is None or variance >= 0:
        return Rating.GREEN
    return Rating.RED if -variance * 100 > limit * abs(planned) else Rating.AMBER

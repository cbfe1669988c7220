"""What is odd about claims: made twice, too early, too large or too small, validated too soon."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from minerva.findings.finding import Finding, finding_of
from minerva.model.dates import YEAR, FinancialYear, add_months, format_date, number_of
from minerva.model.money import format_money
from minerva.model.programme import Claim
from minerva.position import Position
from minerva.position.rounding import PENNY, Amount, Parts, pounds, round_to_pence
from minerva.position.savings import SavingPosition

_LAST_QUARTER = 9
"""The months of a year after which its last quarter begins."""


def claim_repeated(position: Position) -> Iterator[Finding]:
    """Find claims of a saving with the year, amount, day and evidence of one before."""
    for saving in _savings(position):
        if len(saving.record.realised) < 2:
            continue
        seen: Counter[tuple[object, ...]] = Counter()
        for claim in _claims(saving):
            same = (claim.year, claim.amount, claim.on, claim.evidence)
            seen[same] += 1
            if seen[same] > 1:
                yield finding_of(
                    "claim-repeated",
                    saving.record.id,
                    f"{saving.record.name}: {_money(position, claim)} is claimed for {claim.year} "
                    f"twice on {format_date(claim.on)}, with the same evidence",
                    "take the second one out, or say in its evidence what it is for",
                    claim.location.at("amount"),
                    detail=f"{claim.year} {claim.on} {seen[same]}",
                )


def claim_early(position: Position) -> Iterator[Finding]:
    """Find claims made before their year begins, or for a year before the saving starts.

    That is a year that ends before the expected start, and that no plan names.
    """
    starts_on = position.programme.details.financial_year_starts
    for saving in _savings(position):
        for claim in _claims(saving):
            year = starts_on.named(claim.year)
            if claim.on < year.first:
                why = f"before the year began on {format_date(year.first)}"
            elif _ends_before_start(saving, year):
                why = f"and the saving starts on {saving.start}"
            else:
                continue
            yield finding_of(
                "claim-early",
                saving.record.id,
                f"{saving.record.name}: {_money(position, claim)} is claimed for {claim.year} on "
                f"{format_date(claim.on)}, {why}",
                "correct the year of the claim, or confirm that it came in advance",
                claim.location.at("year"),
                detail=f"{claim.year} {claim.on}",
            )


def _ends_before_start(saving: SavingPosition, year: FinancialYear) -> bool:
    if saving.start is None or year.last >= saving.start.latest:
        return False
    return not any(year.first.year in agreed.budget.plan for agreed in saving.budgets)


def claim_exceeds(position: Position) -> Iterator[Finding]:
    """Find years whose claims are over the larger of planned and due by more than a percentage.

    `claim_over` of `[check]`, 20 unless it says otherwise; without signs, and only where
    either of the two is not 0.
    """
    limit = Fraction(position.programme.check.claim_over) / 100 + 1
    for saving in _savings(position):
        for label, pennies in saving.realised.items():
            numbers = (number_of(label),)
            planned = _size(saving.planned_in(numbers)[0])
            if planned and not _is_over(pennies, planned, limit):
                continue  # nor is it over the larger of the two
            most = max(planned, _size(saving.due_in(numbers)[0]))
            if most and _is_over(pennies, most, limit):
                claims = [claim for claim in _claims(saving) if claim.year == label]
                currency = position.programme.details.currency
                yield finding_of(
                    "claim-exceeds",
                    saving.record.id,
                    f"{saving.record.name}: {format_money(pounds(pennies), currency)} is claimed "
                    f"for {label}, {float(abs(pennies) * PENNY * 100 / most):.0f}% of what was "
                    "planned or due",
                    "check the amount; if it is right, restate what the year brings",
                    claims[-1].location.at("amount"),
                    detail=label,
                )


def _is_over(pennies: int, amount: Parts, limit: Fraction) -> bool:
    """Tell whether pence are more than so many times an amount, without their sign."""
    return abs(pennies) * PENNY * limit.denominator > amount * limit.numerator


def claims_behind(position: Position) -> Iterator[Finding]:
    """Find years near their end of which less than half of what was due by the day is claimed.

    From the last quarter of a year until the year has ended. Due by the day: due x the twelfths
    from the expected start, or the year's first day, to the end of the day / those to the end of
    the year, or of the saving. A one-off is due from its start. Cost pressures are left out.
    """
    starts_on = position.programme.details.financial_year_starts
    for saving in _savings(position):
        number = saving.first_open
        while (year := starts_on.year(number)).first <= position.as_of:
            number += 1
            if position.as_of < add_months(year.first, _LAST_QUARTER):
                continue
            [due] = saving.due_in((year.first.year,))
            realised = saving.realised.get(year.label, 0) * PENNY
            by_now = 0 if due is None else due * _part_by(saving, year, position)
            if by_now > 0 and realised * 2 < by_now:
                currency = position.programme.details.currency
                amounts = [
                    format_money(pounds(round_to_pence(amount)), currency)
                    for amount in (realised, by_now)
                ]
                yield finding_of(
                    "claims-behind",
                    saving.record.id,
                    f"{saving.record.name}: {amounts[0]} is claimed for {year.label} of "
                    f"{amounts[1]} that was due by the day",
                    "claim what was saved, or state what the year now brings: minerva restate "
                    f"{saving.record.id} --year {year.label}=AMOUNT --reason WHY",
                    saving.record.location,
                    detail=year.label,
                )


def _part_by(saving: SavingPosition, year: FinancialYear, position: Position) -> Fraction:
    """Return the part of what a year is due that is due by the end of the day."""
    first = year.first.year * YEAR
    start = saving.start or saving.planned_start
    begins = first if start is None else saving.starts_on.place(start.latest)
    now = saving.starts_on.place_after(position.as_of)
    if not saving.record.recurring:
        return Fraction(int(begins < now))
    ends = first + YEAR if saving.budget.over is None else min(first + YEAR, saving.budget.over)
    begins = first if begins >= ends else max(first, begins)
    return (
        Fraction(max(0, min(now, ends) - begins), ends - begins) if ends > begins else Fraction(0)
    )


def validation_early(position: Position) -> Iterator[Finding]:
    """Find claims that were validated before the day on which they were made."""
    for saving in _savings(position):
        for claim in _claims(saving):
            validation = claim.validated
            if validation is not None and validation.on < claim.on:
                yield finding_of(
                    "validation-early",
                    saving.record.id,
                    f"{saving.record.name}: the claim of {format_date(claim.on)} for {claim.year} "
                    f"was validated on {format_date(validation.on)}, before it was made",
                    "correct one of the two days",
                    validation.location.at("on"),
                    detail=f"{claim.year} {claim.on}",
                )


def _savings(position: Position) -> Iterator[SavingPosition]:
    """Yield the savings of the workstreams that have claims or may be behind with them."""
    return iter(position.chosen_savings)


def _claims(saving: SavingPosition) -> Iterator[Claim]:
    return (claim for claim in saving.record.realised if claim.on <= saving.as_of)


def _money(position: Position, claim: Claim) -> str:
    return format_money(claim.amount, position.programme.details.currency)


def _size(amount: Amount) -> int | Fraction:
    return 0 if amount is None else max(amount, -amount)

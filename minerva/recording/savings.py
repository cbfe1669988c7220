"""What is recorded of savings: claims, their validation, and what they are now to bring.

Each function takes a programme and returns the change to its files, or raises MinervaError.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.money import ZERO, format_money
from minerva.model.programme import Claim, DeliveryState, Programme, Saving, YearLabel
from minerva.position.savings import full_year_at
from minerva.recording import doubts
from minerva.recording.change import AddTable, Change, SetKey, Value
from minerva.store.files import WORKSTREAMS

STATE_WORDS: Final[Mapping[DeliveryState, str]] = {
    "on-track": "on track",
    "at-risk": "at risk",
    "undeliverable": "undeliverable",
    "written-off": "written off",
}

Numbered = tuple[int, Claim]
"""A claim and its number among those of its saving: from 1, in the order of the file."""


def claim(
    programme: Programme,
    saving: Saving,
    amount: Decimal,
    year: YearLabel,
    evidence: str | None,
    on: date,
    today: date,
) -> Change:
    """Add a claim. One of the other sign corrects what was claimed, and needs its evidence.

    It warns of what would be found of the claim today.
    """
    if not amount:
        raise MinervaError("a claim of nothing says nothing", "give the amount that was saved")
    pounds = format_money(amount, programme.details.currency)
    full_year = full_year_at(saving, on, programme.details.financial_year_starts)
    is_correction = (amount < 0) != (full_year is not None and full_year < 0)
    if is_correction and not (evidence or "").strip():
        raise MinervaError(
            f"{pounds} takes back some of what was claimed, and does not say why",
            "add --evidence",
        )
    values: dict[str, Value] = {"year": year, "amount": amount, "on": on}
    if evidence is not None:
        values["evidence"] = evidence
    return Change(
        [AddTable(WORKSTREAMS, (*saving.location.path, "realised"), values)],
        f"{saving.id} has a {'correction' if is_correction else 'claim'} of {pounds} for {year}",
        list(
            doubts.of_claim(
                programme, saving, Claim(saving.location, year, amount, on, evidence), today
            )
        ),
    )


def validate(
    programme: Programme,
    saving: Saving,
    year: YearLabel,
    by: str,
    on: date,
    *,
    amount: Decimal | None = None,
    number: int | None = None,
) -> Change:
    """Validate every claim of a year that is not validated yet, or the one of a number.

    An amount, for a part, is for one claim only: it has the claim's sign and is not above it.
    """
    claims = list(enumerate(saving.realised, 1))
    waiting = [_numbered(saving, claims, number, year)] if number else _waiting(saving, year)
    made = [(n, claim) for n, claim in waiting if claim.on <= on]
    if not made:
        first = min(claim.on for _, claim in waiting)
        raise MinervaError(
            f"the claim was made on {format_date(first)}: it cannot have been validated on "
            f"{format_date(on)}",
            "give the day of the validation with --on",
        )
    if amount is not None and len(made) > 1:
        raise MinervaError(
            f"{len(made)} claims of {saving.id} for {year} are not validated yet, and an amount "
            "is for one",
            f"say which with --claim: {_listed(programme, made)}",
        )
    if amount is not None:
        _refuse_excess(programme, made[0][1], amount)
    total = sum((claim.amount for _, claim in made), ZERO) if amount is None else amount
    later = len(waiting) - len(made)
    return Change(
        [
            SetKey(
                WORKSTREAMS, claim.location.path, "validated", _validation(on, by, amount, claim)
            )
            for _, claim in made
        ],
        f"{saving.id} has {format_money(total, programme.details.currency)} validated for {year}",
        [f"claims made after {format_date(on)} are not validated: {later}"] if later else [],
    )


def restate(
    programme: Programme,
    saving: Saving,
    reason: str,
    on: date,
    *,
    full_year: Decimal | None = None,
    starts: date | None = None,
    years: Mapping[str, Decimal] | None = None,
) -> Change:
    """Add a dated restatement of what a saving is to bring, from when, or in which years."""
    years = years or {}
    if full_year is None and starts is None and not years:
        raise MinervaError("nothing is restated", "give --full-year, --starts or --year")
    for stated in saving.forecast:
        same = (stated.on, stated.full_year, stated.starts) == (on, full_year, starts)
        if same and stated.years == years:
            raise MinervaError(f"the same was stated of {saving.id} on {format_date(on)} already")
    values: dict[str, Value] = {"on": on}
    parts = []
    if full_year is not None:
        values["full_year"] = full_year
        pounds = format_money(full_year, programme.details.currency)
        parts.append(f"is now to save {pounds} {'a year' if saving.recurring else 'in all'}")
    if starts is not None:
        values["starts"] = starts
        parts.append(f"is now to start on {format_date(starts)}")
    if years:
        values["years"] = {**years}
        parts.append(f"is now to bring {amounts_text(years, programme.details.currency)}")
    values["reason"] = reason
    return Change(
        [AddTable(WORKSTREAMS, (*saving.location.path, "forecast"), values)],
        f"{saving.id} {' and '.join(parts)}",
        [*doubts.of_restatement(saving, starts, on), *doubts.of_revival(saving, on)],
    )


def rebudget(
    programme: Programme,
    saving: Saving,
    approved_by: str,
    reason: str,
    on: date,
    *,
    full_year: Decimal | None = None,
    starts: date | None = None,
    plan: Mapping[str, Decimal] | None = None,
    first: YearLabel | None = None,
) -> Change:
    """Add a new budget of a saving, formally agreed; years before its first keep theirs."""
    plan = plan or {}
    if full_year is None and starts is None and not plan:
        raise MinervaError("nothing is rebudgeted", "give --full-year, --starts or --year")
    values: dict[str, Value] = {"on": on, "approved_by": approved_by}
    parts = []
    if first is not None:
        values["from"] = first
    if full_year is not None:
        values["full_year"] = full_year
        pounds = format_money(full_year, programme.details.currency)
        parts.append(f"{pounds} {'a year' if saving.recurring else 'in all'}")
    if starts is not None:
        values["starts"] = starts
        parts.append(f"a start on {format_date(starts)}")
    if plan:
        values["plan"] = {**plan}
        parts.append(amounts_text(plan, programme.details.currency))
    values["reason"] = reason
    since = first or programme.details.financial_year_starts.containing(on).label
    return Change(
        [AddTable(WORKSTREAMS, (*saving.location.path, "rebudget"), values)],
        f"{saving.id} is budgeted anew from {since}: {' and '.join(parts)}",
        list(doubts.of_revival(saving, on)),
    )


def state(
    saving: Saving, word: DeliveryState, on: date, *, by: str | None = None, note: str | None = None
) -> Change:
    """Add a dated statement of how sure the rest of a saving is."""
    if any((said.on, said.state) == (on, word) for said in saving.state):
        raise MinervaError(f"the same was stated of {saving.id} on {format_date(on)} already")
    given: dict[str, Value | None] = {"on": on, "state": word, "by": by, "note": note}
    values = {key: value for key, value in given.items() if value is not None}
    return Change(
        [AddTable(WORKSTREAMS, (*saving.location.path, "state"), values)],
        f"{saving.id} is {STATE_WORDS[word]}",
        list(doubts.of_state(saving, word, on)),
    )


def amounts_text(amounts: Mapping[str, Decimal], currency: str) -> str:
    """Return amounts of years in words: `£80,000 in 2014/15 and £90,000 in 2015/16`."""
    parts = [f"{format_money(amount, currency)} in {year}" for year, amount in amounts.items()]
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def _numbered(saving: Saving, claims: Sequence[Numbered], number: int, year: YearLabel) -> Numbered:
    """Return the claim of a number. Raises MinervaError for none, or one not to be validated."""
    chosen = next((claim for n, claim in claims if n == number), None)
    if chosen is None:
        raise MinervaError(
            f"{saving.id} has no claim {number}",
            f"its claims are 1 to {len(claims)}, in the order of the file"
            if claims
            else "nothing was claimed yet: minerva claim",
        )
    if chosen.year != year:
        raise MinervaError(
            f"claim {number} of {saving.id} is for {chosen.year}, not {year}",
            "give the year of the claim",
        )
    if chosen.validated is not None:
        by = f" by {chosen.validated.by}" if chosen.validated.by else ""
        raise MinervaError(
            f"claim {number} of {saving.id} was validated on {format_date(chosen.validated.on)}"
            f"{by} already",
            "if less than that holds, correct it with a negative claim",
        )
    return number, chosen


def _waiting(saving: Saving, year: YearLabel) -> list[Numbered]:
    """Return the claims of a year that are not validated yet; MinervaError where none is."""
    of_year = [(n, claim) for n, claim in enumerate(saving.realised, 1) if claim.year == year]
    waiting = [(n, claim) for n, claim in of_year if claim.validated is None]
    if waiting:
        return waiting
    if of_year:
        parts = [str(n) for n, claim in of_year if claim.validated and claim.validated.amount]
        raise MinervaError(
            f"every claim of {saving.id} for {year} is validated already"
            + (f", {', '.join(parts)} in part" if parts else ""),
            "where the rest is confirmed too, correct the amount of its validation in the file"
            if parts
            else None,
        )
    years = sorted({claim.year for claim in saving.realised})
    raise MinervaError(
        f"{saving.id} has no claim for {year}",
        f"it has claims for {', '.join(years)}" if years else "claim it first: minerva claim",
    )


def _refuse_excess(programme: Programme, claim: Claim, amount: Decimal) -> None:
    """Refuse a part that is nothing, of the other sign or more than its claim."""
    if not amount or amount * claim.amount < 0 or abs(amount) > abs(claim.amount):
        currency = programme.details.currency
        raise MinervaError(
            f"{format_money(amount, currency)} is not a part of the claim of "
            f"{format_money(claim.amount, currency)}",
            "a validation never exceeds its claim; what is beyond it has to be claimed first",
        )


def _validation(on: date, by: str, amount: Decimal | None, claim: Claim) -> dict[str, Value]:
    values: dict[str, Value] = {"on": on, "by": by}
    return values if amount in (None, claim.amount) else values | {"amount": amount}


def _listed(programme: Programme, claims: Sequence[Numbered]) -> str:
    currency = programme.details.currency
    return ", ".join(
        f"{n} ({format_money(claim.amount, currency)} of {format_date(claim.on)})"
        for n, claim in claims
    )

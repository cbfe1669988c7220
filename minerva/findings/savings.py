"""What is wrong with savings: short of plan or target, not validated, not known."""

from collections.abc import Iterator
from itertools import groupby

from minerva.findings.finding import Finding, finding_of
from minerva.model import money
from minerva.model.dates import Duration, FinancialYear, format_date
from minerva.model.programme import Claim, Id
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days
from minerva.position.rounding import pence
from minerva.position.savings import SavingPosition
from minerva.position.totals import Shortfall

MOST_YEARS = 3

Firsts = dict[Id, MilestonePosition]
"""What the milestones that are held back by others are held back by first."""


def saving_shortfall(position: Position) -> Iterator[Finding]:
    """Find what is forecast under its plan in a year, and known savings under the target.

    Of years that have ended only the last one counts. A saving is found once, with the years it
    is short in; the target once, for the programme.
    """
    currency = position.programme.details.currency
    firsts: Firsts = {}
    shortfalls = [
        shortfall
        for shortfall in position.shortfalls
        if shortfall.year.first.year >= position.first_open_year - 1
    ]
    for _, group in groupby(shortfalls, key=lambda shortfall: shortfall.saving.record.id):
        short = list(group)
        saving = short[0].saving
        parts = ", ".join(
            f"{money.format_money(shortfall.amount, currency)} in {shortfall.year.label}"
            for shortfall in short[:MOST_YEARS]
        )
        left = len(short) - MOST_YEARS
        more = f" and in {left} more year{'' if left == 1 else 's'}" if left > 0 else ""
        yield finding_of(
            "saving-shortfall",
            saving.record.id,
            f"{saving.record.name}: short of plan by {parts}{more}{_late(saving)}",
            "record what was realised as a [[saving.realised]], or find the difference elsewhere",
            _cause(position, short[0], firsts),
        )
    yield from _target_missed(position)


def _target_missed(position: Position) -> Iterator[Finding]:
    details, target = position.programme.details, position.programme.details.target
    if target is None or position.narrowed:
        return
    against = position.savings.against
    total = against.full_year
    if total is None or total >= target.full_year:
        return
    unknown = sum(saving.full_year_pence is None for saving in against.counted)
    amounts = [
        money.format_money(amount, details.currency)
        for amount in (total, target.full_year - total, target.full_year)
    ]
    left_out = f"; {unknown} not known and not counted" if unknown else ""
    yield finding_of(
        "saving-shortfall",
        details.id,
        f"{details.name}: a full year's savings come to {amounts[0]}, {amounts[1]} under the "
        f"target of {amounts[2]}{left_out}",
        "find further savings, or agree another target",
        target.location.at("full_year"),
        about="programme",
    )


def starts_with_cancelled(position: Position) -> Iterator[Finding]:
    """Find savings that start with a milestone which was cancelled by the day."""
    for saving in position.programme.savings:
        if saving.starts_with is None or not position.scope.has(saving):
            continue
        milestone = position.cancelled.get(saving.starts_with)
        if milestone is not None and milestone.cancelled is not None:
            yield finding_of(
                "starts-with-cancelled",
                saving.id,
                f"{saving.name}: it starts with {milestone.name}, which was cancelled on "
                f"{format_date(milestone.cancelled.on)}",
                "write another `starts_with`, or `starts`; it brings nothing until it is restated",
                saving.location.at("starts_with"),
            )


def saving_unvalidated(position: Position) -> Iterator[Finding]:
    """Find claims that nobody has validated 90 days after they were made.

    That day is included; `validate_within` of `[check]` says another number. A claim that is
    validated in part has been decided on.
    """
    wait = Duration(position.programme.check.validate_within, "day")
    currency = position.programme.details.currency
    for saving, claim in _claims(position):
        if claim.validated is not None and claim.validated.on <= position.as_of:
            continue
        if position.as_of >= wait.after(claim.on):
            age = (position.as_of - claim.on).days
            yield finding_of(
                "saving-unvalidated",
                saving.record.id,
                f"{saving.record.name}: {money.format_money(claim.amount, currency)} claimed for "
                f"{claim.year} on {format_date(claim.on)}, {days(age)} ago, is not validated",
                "have it validated and add validated = { on = ..., by = ... }, or correct the "
                "claim",
                claim.location.at("amount"),
                age,
                detail=f"{claim.year} {claim.on}",
            )


def validator_not_independent(position: Position) -> Iterator[Finding]:
    """Find claims validated by the owner of the workstream that made them.

    A validation that does not say by whom is by the programme's validator. Spaces and
    capitals make no difference.
    """
    owners = {
        workstream.id: _plain(workstream.owner)
        for workstream in position.chosen
        if workstream.owner
    }
    usual = (position.programme.details.validator or "").strip()
    for saving, claim in _claims(position):
        validation = claim.validated
        if validation is None or validation.on > position.as_of:
            continue
        named = (validation.by or "").strip()
        by = named or usual
        if by and _plain(by) == owners.get(saving.record.workstream):
            yield finding_of(
                "validator-not-independent",
                saving.record.id,
                f"{saving.record.name}: the claim of {format_date(claim.on)} for {claim.year} was "
                f"validated by {by}, who owns the workstream",
                "have somebody outside the workstream confirm it",
                validation.location.at("by") if named else validation.location,
                detail=f"{claim.year} {claim.on}",
            )


def saving_unknown(position: Position) -> Iterator[Finding]:
    """Find savings whose amount is not known."""
    for saving in position.unknown_savings:
        until = saving.settled_by
        until_text = f" until {until.record.name}, {until.expected}" if until else ""
        yield finding_of(
            "saving-unknown",
            saving.record.id,
            f"{saving.record.name}: the amount is not known{until_text}",
            "add a [[saving.forecast]] with full_year once the amount is known",
            saving.record.location,
        )


def _claims(position: Position) -> Iterator[tuple[SavingPosition, Claim]]:
    """Yield the claims made by the day, each with its saving."""
    for saving in position.chosen_savings:
        for claim in saving.record.realised:
            if claim.on <= position.as_of:
                yield saving, claim


def _late(saving: SavingPosition) -> str:
    """Say when a saving starts and was to start, where that makes it short.

    That is a later start or, of a cost pressure and of what comes but once, any other.
    """
    planned, start = saving.planned_start, saving.start
    if planned is None or start is None:
        return ""
    pressure = saving.full_year_pence is not None and saving.full_year_pence < 0
    sooner = start.latest < planned.latest and (pressure or not saving.record.recurring)
    late = start.latest > planned.latest or sooner
    return f" (starts {start}, planned {planned})" if late else ""


def _cause(position: Position, short: Shortfall, firsts: Firsts) -> Location:
    """Return the line that makes a saving short in a year.

    Where what is still due is under plan, that is its amount or its start; else too little was
    claimed in a year that has ended, or too much of a cost pressure: then it is the plan.
    """
    saving, year = short.saving, short.year
    record, number = saving.record, year.first.year
    [due], [planned] = saving.due_in((number,)), saving.planned_in((number,))
    less = due is not None and planned is not None and due < planned
    if less and not saving.has_ended(number):
        return _moved(position, saving, year, firsts)
    plan = ("plan", year.label) if year.label in record.plan else ("full_year",)
    return record.location.at(*plan)


def _moved(
    position: Position, saving: SavingPosition, year: FinancialYear, firsts: Firsts
) -> Location:
    """Return the line that makes less due than planned: of a lower amount, else of the start.

    A state that ends the saving, or an amount stated for the year, comes before either. A start
    that comes with a milestone is made by the milestone's date or, where others hold that back,
    by the date of the first of them.
    """
    record, statements = saving.record, saving.statements
    if saving.over and statements.state is not None:
        return statements.state.location.at("state")
    agreed = saving.agreed_for(year.first.year)
    stated = statements.statement_of(year.label, agreed.since)
    if stated is not None:
        return stated.location.at("years", year.label)
    amount, whole = statements.statement_of_full_year(agreed.since), agreed.budget.whole
    if amount is not None and (whole is None or pence(amount.full_year or money.ZERO) < whole):
        return amount.location.at("full_year")
    if saving.start_stated is not None:
        return saving.start_stated.location.at("starts")
    milestone, begins, planned = saving.milestone, saving.start, agreed.budget.start
    if milestone and begins and planned and begins.latest != planned.latest:
        return _first(position, milestone, firsts).cause
    return (amount or record).location.at("full_year")


def _first(position: Position, milestone: MilestonePosition, firsts: Firsts) -> MilestonePosition:
    """Return the milestone that holds another back, directly or through others; else itself.

    What is found is kept in `firsts`, so that no chain is followed twice.
    """
    followed = []
    while milestone.driver and milestone.record.id not in firsts:
        followed.append(milestone.record.id)
        milestone = position.by_id[milestone.driver.id]
    first = firsts.get(milestone.record.id, milestone)
    firsts.update(dict.fromkeys(followed, first))
    return first


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()

"""What is wrong with savings: short of plan or target, not validated, not known."""

from collections.abc import Iterator
from itertools import groupby

from minerva import money
from minerva.dates import Duration, said
from minerva.findings.finding import Finding, Severity
from minerva.position import Position
from minerva.position.milestones import days
from minerva.position.savings import SavingPosition
from minerva.position.totals import Shortfall
from minerva.programme import Claim
from minerva.source import Location

MOST_YEARS = 3


def saving_shortfall(position: Position) -> Iterator[Finding]:
    """Find what is forecast under its plan in a year, and known savings under the target.

    A saving is found once, with the years it is short in; the target once, for the programme.
    """
    currency = position.programme.brief.currency
    for _, group in groupby(position.shortfalls, key=lambda one: one.saving.saving.id):
        short = list(group)
        saving = short[0].saving
        told = ", ".join(
            f"{money.said(one.amount, currency)} in {one.year.label}" for one in short[:MOST_YEARS]
        )
        more = f" and in {len(short) - MOST_YEARS} more years" if len(short) > MOST_YEARS else ""
        yield Finding(
            "saving-shortfall",
            Severity.WARNING,
            "saving",
            saving.saving.id,
            f"{saving.saving.name}: short of plan by {told}{more}{_late(saving)}",
            "find the difference elsewhere, or restate the saving with a [[saving.forecast]]",
            _cause(saving, short[0]),
        )
    yield from _target_missed(position)


def _target_missed(position: Position) -> Iterator[Finding]:
    brief, target = position.programme.brief, position.programme.brief.target
    if target is None or position.narrowed:
        return
    known = [one.full_year for one in position.all_savings if one.full_year is not None]
    unknown = len(position.all_savings) - len(known)
    if unknown and not known:
        return
    total = sum(known, start=money.ZERO)
    if total >= target.full_year:
        return
    left_out = f"; {unknown} not known and not counted" if unknown else ""
    yield Finding(
        "saving-shortfall",
        Severity.WARNING,
        "programme",
        brief.id,
        f"{brief.name}: a full year's savings come to {money.said(total, brief.currency)}, "
        f"{money.said(target.full_year - total, brief.currency)} under the target of "
        f"{money.said(target.full_year, brief.currency)}{left_out}",
        "find further savings, or agree another target",
        target.location.at("full_year"),
    )


def saving_unvalidated(position: Position) -> Iterator[Finding]:
    """Find claims that nobody has validated 90 days after they were made.

    That day is included; `validate_within` of `[check]` says another number. A claim that is
    validated in part has been decided on.
    """
    wait = Duration(position.programme.check.validate_within, "day")
    currency = position.programme.brief.currency
    for saving, claim in _claims(position):
        if claim.validated is not None and claim.validated.on <= position.as_of:
            continue
        if position.as_of >= wait.after(claim.on):
            age = (position.as_of - claim.on).days
            yield Finding(
                "saving-unvalidated",
                Severity.WARNING,
                "saving",
                saving.saving.id,
                f"{saving.saving.name}: {money.said(claim.amount, currency)} claimed for "
                f"{claim.year} on {said(claim.on)}, {days(age)} ago, is not validated",
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
    owners = {one.id: _plain(one.owner) for one in position.chosen if one.owner}
    usual = position.programme.brief.validator
    for saving, claim in _claims(position):
        validation = claim.validated
        if validation is None or validation.on > position.as_of:
            continue
        by = validation.by or usual
        if by is not None and _plain(by) == owners.get(saving.saving.workstream):
            yield Finding(
                "validator-not-independent",
                Severity.NOTE,
                "saving",
                saving.saving.id,
                f"{saving.saving.name}: the claim of {said(claim.on)} for {claim.year} was "
                f"validated by {by}, who owns the workstream",
                "have somebody outside the workstream confirm it",
                validation.location.at("by") if validation.by else validation.location,
                detail=f"{claim.year} {claim.on}",
            )


def saving_unknown(position: Position) -> Iterator[Finding]:
    """Find savings whose amount is not known."""
    for one in position.unknown_savings:
        until = one.settled_by
        known = f" until {until.milestone.name}, {until.expected}" if until else ""
        yield Finding(
            "saving-unknown",
            Severity.NOTE,
            "saving",
            one.saving.id,
            f"{one.saving.name}: the amount is not known{known}",
            "add a [[saving.forecast]] with full_year once the amount is known",
            one.saving.location,
        )


def _claims(position: Position) -> Iterator[tuple[SavingPosition, Claim]]:
    """Yield the claims made by the day, each with its saving."""
    chosen = {one.id for one in position.chosen}
    for saving in position.all_savings:
        if saving.saving.workstream in chosen:
            for claim in saving.saving.realised:
                if claim.on <= position.as_of:
                    yield saving, claim


def _late(saving: SavingPosition) -> str:
    """Say how much later than planned a saving starts, where that is so."""
    planned, start = saving.planned_start, saving.start
    if planned is None or start is None or start.latest <= planned.latest:
        return ""
    return f" (starts {start}, planned {planned})"


def _cause(saving: SavingPosition, short: Shortfall) -> Location:
    """Return the line that makes a saving short in a year: of its start, its amount or its plan."""
    record = saving.saving
    plan = short.year.label in record.plan
    if short.year.last >= saving.as_of:
        if saving.stated is not None:
            key = "starts" if saving.stated.full_year is None else "full_year"
            return saving.stated.location.at(key)
        if saving.milestone is not None and not plan:
            return saving.milestone.cause
    return record.location.at("plan", short.year.label) if plan else record.location.at("full_year")


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()

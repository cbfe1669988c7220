"""What is wrong with the trail of the files in git: said late, said anew, confirmed by oneself."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from minerva.findings.finding import Finding, finding_of
from minerva.model.catalogue import About
from minerva.model.dates import format_date
from minerva.model.programme import Claim
from minerva.model.source import Location
from minerva.model.trail import Change, Commit, Trail
from minerva.position import Position
from minerva.position.milestones import days

_ABOUT: Final[dict[str, About]] = {
    "milestone": "milestone",
    "saving": "saving",
    "contract": "contract",
    "procurement": "procurement",
}
_REMARKS: Final = ("source", "note", "evidence")
_ENTERED_LATER: Final = ("actual", "baseline")

Claims = dict[tuple[str, str], Commit]
_Key = tuple[str, str, str, str]


def back_dated(trail: Trail, position: Position) -> Iterator[Finding]:
    """Find facts committed more than `back_dated` days after the day that they speak of.

    What had been committed before, and is back, is not committed late.
    """
    most = position.programme.check.back_dated
    told, said = set(), set()
    for change in trail.changes:
        lag = change.lag_days
        value = *_key(change), str(change.after)
        if value in said:
            continue
        said.add(value)
        dated = change.kind, change.record, change.fact or change.key, change.on
        if change.after is None or lag is None or lag <= most or dated in told:
            continue
        if change.on is None or change.key.rpartition(".")[2] in _REMARKS:
            continue
        told.add(dated)
        yield _found(
            "back-dated",
            change,
            position,
            f"{change.key} is of {format_date(change.on)} and was committed on "
            f"{format_date(change.commit.day)}, {days(lag)} later, by {change.commit.author}",
            "record facts when they are known, or accept it with a waiver that says why",
            lag,
        )


def rewritten(trail: Trail, position: Position) -> Iterator[Finding]:
    """Find dated facts, dates of completion and baselines that a later commit edited.

    Sources, notes and evidence may be put right; what was added to a fact rewrites nothing, and
    what is again as it was first stated is not rewritten any more.
    """
    stated: dict[_Key, object] = {}
    edits: dict[_Key, list[int]] = {}
    for number, change in enumerate(trail.changes):
        key, last = _key(change), change.key.rpartition(".")[2]
        if key in stated and change.after == stated[key]:
            edits[key].clear()
        elif (
            change.before is not None
            and (change.fact or change.key in _ENTERED_LATER)
            and last not in _REMARKS
        ):
            stated.setdefault(key, change.before)
            edits.setdefault(key, []).append(number)
    told = set()
    for number in sorted(chain.from_iterable(edits.values())):
        change = trail.changes[number]
        fact = change.kind, change.record, change.fact or change.key, change.commit.hash
        if fact in told:
            continue
        told.add(fact)
        now = "taken out" if change.after is None else f"made {change.after}"
        yield _found(
            "rewritten",
            change,
            position,
            f"{change.key} was {change.before}, and {now} by {change.commit.author} on "
            f"{format_date(change.commit.day)}",
            "restore what was stated, and state what is new with a day of its own",
        )


def validated_by_claimant(trail: Trail, position: Position) -> Iterator[Finding]:
    """Find claims whose last validation was committed by who committed the claim."""
    claimed: Claims = {}
    found: dict[tuple[str, str], Change] = {}
    for change in trail.changes:
        claim = change.record, change.fact
        if not _is_of_claim(change):
            continue
        if change.key.endswith(".validated.on"):
            found.pop(claim, None)
            by = claimed.get(claim)
            if change.after is not None and by is not None and _same(by, change.commit):
                found[claim] = change
        elif _is_amount(change) and change.after is not None:
            claimed[claim] = change.commit
    for change in found.values():
        yield _found(
            "validated-by-claimant",
            change,
            position,
            f"{change.commit.author} committed the claim and, on "
            f"{format_date(change.commit.day)}, its validation",
            "have who validates it commit the validation",
        )


def validated_then_changed(trail: Trail, position: Position) -> Iterator[Finding]:
    """Find claims whose amount was changed after their validation, and not validated again."""
    amounts: dict[tuple[str, str], object] = {}
    validated: dict[tuple[str, str], tuple[Commit, object]] = {}
    changed: dict[tuple[str, str], Change] = {}
    for change in trail.changes:
        claim = change.record, change.fact
        if not _is_of_claim(change):
            continue
        if ".validated." in change.key:
            if change.after is not None:
                validated[claim] = change.commit, amounts.get(claim)
                changed.pop(claim, None)
        elif _is_amount(change):
            amounts[claim] = change.after
            commit, amount = validated.get(claim, (change.commit, None))
            changed.pop(claim, None)
            if commit.hash != change.commit.hash and change.after != amount:
                changed[claim] = change._replace(before=amount)
    for change in changed.values():
        now = "taken out" if change.after is None else f"made {change.after}"
        yield _found(
            "validated-then-changed",
            change,
            position,
            f"a claim of {change.before} was validated, and {now} by {change.commit.author} on "
            f"{format_date(change.commit.day)}",
            "have it validated again, or restore the amount that was validated",
        )


def no_evidence(trail: Trail, position: Position) -> Iterator[Finding]:  # noqa: ARG001 - checks of one kind are given the same
    """Find claims made by the day that name neither `evidence` nor a `source`."""
    for saving in position.programme.savings:
        for claim in saving.realised:
            if claim.on > position.as_of or claim.evidence or claim.source:
                continue
            yield finding_of(
                "no-evidence",
                saving.id,
                f"{saving.name}: the claim for {claim.year} of {format_date(claim.on)} does not "
                "say what proves it",
                'add evidence = "..." to the claim: a ledger and its page, a report',
                claim.location.at("amount"),
                detail=_fact(claim),
            )


def unsigned(trail: Trail, position: Position) -> Iterator[Finding]:
    """Find commits whose signature is missing or does not hold, where signatures were looked at."""
    details = position.programme.details
    for commit in trail.commits:
        if commit.unsigned is None:
            continue
        yield finding_of(
            "unsigned",
            details.id,
            f"commit {commit.hash[:9]} of {format_date(commit.day)} by {commit.author}: "
            f"{commit.unsigned}",
            "sign commits with `git commit -S`; `git log --show-signature` says more of this one",
            details.location,
            about="programme",
            detail=commit.hash,
        )


def _is_of_claim(change: Change) -> bool:
    return change.kind == "saving" and change.key.startswith("realised.")


def _is_amount(change: Change) -> bool:
    return change.key.endswith(".amount") and ".validated." not in change.key


def _key(change: Change) -> _Key:
    return change.kind, change.record, change.fact, change.key


def _fact(claim: Claim) -> str:
    return f"realised.{claim.year} {claim.on}"


def _same(first: Commit, second: Commit) -> bool:
    """Tell whether two commits are by one author: by name, or by address."""
    addresses = first.author_email.casefold(), second.author_email.casefold()
    return first.author == second.author or (addresses[0] == addresses[1] != "")


def _found(
    id: str, change: Change, position: Position, message: str, hint: str, at_stake: int = 0
) -> Finding:
    programme = position.programme
    about = _ABOUT.get(change.kind, "programme")
    location: Location = programme.details.location
    for record in programme.by_kind.get(change.kind, ()):
        if record.id == change.record:
            location = _entry(record, change) or record.location
    return finding_of(
        id,
        programme.details.id if about == "programme" else change.record,
        f"{change.record}: {message}",
        hint,
        location,
        at_stake,
        about=about,
        detail=f"{change.kind} {change.record} {change.fact or change.key} {change.commit.hash}",
    )


def _entry(record: object, change: Change) -> Location | None:
    """Return where the key stands that a change is about, as far as it is still there."""
    name = change.key.partition(".")[0]
    value = getattr(record, name, None)
    if change.fact and isinstance(value, tuple):
        day = change.fact.rpartition(" ")[2]
        entries = [entry for entry in value if str(getattr(entry, "on", None)) == day]
        location: Location | None = entries[0].location if entries else None
        return location
    place = getattr(record, "location", None)
    return place.at(name) if isinstance(place, Location) and value not in (None, ()) else None

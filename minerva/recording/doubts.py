"""What is odd about a record of a saving: said before it is written, and no reason to stop.

Each function yields sentences without a stop. Nothing here refuses or changes anything.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from minerva.findings import claims as claim_checks
from minerva.model.dates import format_date
from minerva.model.money import ZERO, format_money
from minerva.model.programme import Claim, DeliveryState, Programme, Saving
from minerva.position import position_at
from minerva.position.statements import OVER, statements_at


def of_claim(programme: Programme, saving: Saving, new: Claim, today: date) -> Iterator[str]:
    """Say what is odd about a claim, alone and beside those that are there."""
    of_year = [claim for claim in saving.realised if claim.year == new.year]
    alike = [claim for claim in of_year if (claim.amount, claim.on) == (new.amount, new.on)]
    if alike and all(claim.evidence != new.evidence for claim in alike):
        yield "a claim of the same amount for the same year and day is there already"
    before = sum((claim.amount for claim in of_year), ZERO)
    if before * (before + new.amount) < 0:
        total = format_money(before + new.amount, programme.details.currency)
        yield f"more is taken back than was claimed: {new.year} now stands at {total}"
    claimed = replace(saving, realised=(*saving.realised, new))
    found = Counter(_found_of_claims(programme, claimed, today))
    yield from found - Counter(_found_of_claims(programme, saving, today))


def _found_of_claims(programme: Programme, saving: Saving, today: date) -> Iterator[str]:
    """Say what is found of the claims of a saving, which takes the place of the one of its id."""
    savings = tuple(saving if other.id == saving.id else other for other in programme.savings)
    position = position_at(replace(programme, savings=savings), today, (saving.workstream,), today)
    for check in (
        claim_checks.claim_repeated,
        claim_checks.claim_early,
        claim_checks.claim_exceeds,
    ):
        for finding in check(position):
            if finding.subject == saving.id:
                yield f"{finding.message} ({finding.id})"


def of_restatement(saving: Saving, starts: date | None, on: date) -> Iterator[str]:
    """Say what else a restatement does, or why it is not the one in force."""
    if starts is not None and saving.starts_with is not None:
        yield (
            f"from {format_date(on)} its start no longer moves with {saving.starts_with}, which it "
            "was to start with"
        )
    later = [stated.on for stated in saving.forecast if stated.on > on]
    if later:
        yield f"a restatement of {format_date(max(later))} is later, and stays in force"


def of_state(saving: Saving, word: DeliveryState, on: date) -> Iterator[str]:
    """Say what ends the state, and what it does."""
    if word not in OVER:
        return
    days = [said.on for said in saving.forecast]
    days += [said.on for said in saving.rebudget] + [said.on for said in saving.state]
    stated = [day for day in days if day > on]
    if stated:
        yield f"what was stated on {format_date(max(stated))} is later, and ends it"


def of_revival(saving: Saving, on: date) -> Iterator[str]:
    """Say what a statement or a budget of a day makes of a saving that was given up by then."""
    stated = statements_at(saving, on, None)
    state = stated.state
    if state is None or stated.state_in_force() not in OVER:
        return
    if state.on < on:
        yield f"it was stated {state.state} on {format_date(state.on)}: this ends that"
    else:
        yield (
            f"it was stated {state.state} on the same day, and brings nothing until something is "
            "stated on a later one"
        )

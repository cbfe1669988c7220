"""What is to be looked into before a contract is awarded on the scores of its tenders.

Each finding is about the last stage of a procurement that has scores.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from minerva.findings.finding import Finding, finding_of
from minerva.model.programme import Stage
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.procurement import StagePosition, StageStatus
from minerva.position.rounding import round_fraction
from minerva.position.scores import (
    BidPosition,
    BidStatus,
    CriterionScore,
    GroupScore,
    TenderPosition,
)
from minerva.position.tender import evaluation_stage

if TYPE_CHECKING:
    from minerva.position.sensitivity import Turn

LEAST: Final = Fraction(1, 200)
"""The least that does not round to 0.00."""

NEAR: Final = 5
"""How many points of weight near to the present one are near enough to be a finding."""


def tender_tied(position: Position) -> Iterator[Finding]:
    """Find tenders in which several bids share the first rank."""
    for tender in position.tenders.values():
        firsts = tender.firsts
        if len(firsts) > 1:
            yield finding_of(
                "tender-tied",
                tender.record.id,
                f"{tender.record.name}: {listed([bid.bidder for bid in firsts])} share the first "
                f"rank with {points_text(firsts[0].total)}",
                "decide as the tender documents say of equal totals: the scores do not",
                _line_of(firsts[0]),
            )


def tender_excluded(position: Position) -> Iterator[Finding]:
    """Find bids that are excluded because a group or a criterion is under its minimum."""
    for tender in position.tenders.values():
        for bid in tender.bids:
            if bid.status is BidStatus.EXCLUDED:
                yield finding_of(
                    "tender-excluded",
                    tender.record.id,
                    f"{tender.record.name}: {bid.bidder} is excluded: {shortfall_text(bid)}",
                    "tell the bidder why, with the decision; correct the scores if they are wrong",
                    _line_of(bid),
                    detail=bid.bidder,
                )


def tender_incomplete(position: Position) -> Iterator[Finding]:
    """Find bids without one of their scores although their evaluation has closed."""
    for procurement in position.procurements:
        tender = position.tenders[procurement.record.id]
        stage = _closed(procurement.stages, tender.stage or evaluation_stage(tender.record))
        if stage is None:
            continue
        for bid in tender.bids:
            if bid.status is BidStatus.INCOMPLETE:
                yield finding_of(
                    "tender-incomplete",
                    tender.record.id,
                    f"{tender.record.name}: {bid.bidder} has {missing_text(bid)}, and "
                    f"{stage.record.name} has closed",
                    "add the missing scores, or `withdrawn` if the bid was taken back",
                    _line_of(bid),
                    detail=bid.bidder,
                )


def tender_fragile(position: Position) -> Iterator[Finding]:
    """Find tenders whose outcome turns on a little: 5 points of weight, or one evaluator's step."""
    step = position.programme.check.tender_step
    for tender in position.tenders.values():
        if len(tender.firsts) != 1:
            continue
        from minerva.position.sensitivity import turns

        winner = tender.firsts[0]
        reasons = [*_near_weight(tender), *_steps(list(turns(tender, step)), step)]
        if reasons:
            lead = "" if tender.margin is None else f" leads by {points_text(tender.margin)}"
            yield finding_of(
                "tender-fragile",
                tender.record.id,
                f"{tender.record.name}: {winner.bidder}{lead or ' is first'}, and {reasons[0]}"
                + "".join(f"; {reason}" for reason in reasons[1:]),
                "have these scores checked before the decision is sent: `minerva evaluate` shows "
                "what would change it",
                _line_of(winner),
            )


def _near_weight(tender: TenderPosition) -> Iterator[str]:
    """Say at which weight the first two are level, if that is near to the present one."""
    from minerva.position.sensitivity import level_weight

    level = level_weight(tender)
    if level is None or tender.quality is None:
        return
    weight = Fraction(tender.groups[tender.quality].weight)
    if abs(level - weight) <= NEAR:
        yield (
            f"the first two are level at a {tender.quality} weight of {percent_text(level)} "
            f"(now {percent_text(weight)})"
        )


def _steps(found: Sequence["Turn"], step: Decimal) -> Iterator[str]:
    """Say which step changes who is first, and how many others do."""
    if not found:
        return
    first, others = found[0], len(found) - 1
    way = "fewer" if first.step < 0 else "more"
    more = f" ({others} more such step{'' if others == 1 else 's'})" if others else ""
    yield (
        f"{step.normalize():f} points {way} for {first.bidder}'s {first.criterion} would change "
        f"that{more}"
    )


def _closed(stages: Sequence[StagePosition], wanted: Stage | None) -> StagePosition | None:
    """Return the stage if it is over."""
    found = [stage for stage in stages if wanted and stage.record.id == wanted.id]
    return next((stage for stage in found if stage.status is StageStatus.PASSED), None)


def _line_of(bid: BidPosition) -> Location:
    return bid.record.location.at("bidder")


def shortfall_text(bid: BidPosition) -> str:
    """Say which groups and criteria of a bid are under their minimum, and by how much."""
    parts: list[GroupScore | CriterionScore] = []
    for group in bid.groups:
        parts += [group, *group.criteria]
    return "; ".join(
        f"{plain(part.score)} for {part.name}, {plain(part.shortfall)} under the minimum of "
        f"{percent_text(part.minimum).removesuffix('%')}"
        for part in parts
        if part.shortfall is not None and part.minimum is not None
    )


def missing_text(bid: BidPosition) -> str:
    """Say what a bid has no score for."""
    names = [
        f"no price for {criterion.name}" if criterion.by_price else f"no score for {criterion.name}"
        for criterion in bid.missing
    ]
    return listed(names) if names else "nothing to be scored by"


def listed(words: Sequence[str]) -> str:
    """Return words as a list that reads: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)


def points_text(points: Fraction | None) -> str:
    """Say a score or a margin: `2.10 points`."""
    return f"{plain(points)} points"


def plain(points: Fraction | None) -> str:
    """Return points with two decimals: `74.20`. A little is never shown as nothing."""
    if points is None:
        return "not known"
    return "under 0.01" if 0 < points < LEAST else f"{round_fraction(points, 2):f}"


def percent_text(weight: Fraction) -> str:
    """Return a weight with up to two decimals: `60%`, `58.33%`."""
    shown = f"{round_fraction(weight, 2):f}"
    return f"{shown.rstrip('0').rstrip('.')}%"

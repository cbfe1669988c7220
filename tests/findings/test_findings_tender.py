"""What is found of tenders: ties, exclusions, missing scores, and results that turn on a little."""

from datetime import date

import pytest

from minerva.findings import Finding, Severity, findings_at
from minerva.position import position_at
from tests.programmes import programme
from tests.tenders import MILESTONES, SETTLED, TWO_GROUPS, bid, workstreams

STAGE = """
    [[procurement.stage]]
    id = "final"
    name = "Final tenders"
    closes = 2015-02-10
"""
EVALUATION = STAGE.replace("Final tenders", "Evaluation of final tenders")
MINIMUM = "quality = { weight = 60, minimum = 50 }\nprice = { weight = 40 }"
FAR = bid("A", {"quality": 90, "price": 90}), bid("B", {"quality": 20, "price": 20})


def found(
    evaluation: str, *bids: str, on: date = SETTLED, more: str = "", check: str = ""
) -> list[Finding]:
    text = workstreams(evaluation, *bids, more=more) + f"\n{check}"
    read = programme(MILESTONES, text)
    return [
        finding
        for finding in findings_at(position_at(read, on))
        if finding.id.startswith("tender-")
    ]


def ids(findings: list[Finding]) -> list[str]:
    return [finding.id for finding in findings]


def test_a_clear_result_is_no_finding() -> None:
    assert found(TWO_GROUPS, *FAR) == []


def test_a_shared_first_rank() -> None:
    bids = (
        bid("A", {"quality": 70, "price": 40}),
        bid("B", {"quality": 60, "price": 55}),
        bid("C", {"quality": 10, "price": 10}),
    )
    [finding] = found(TWO_GROUPS, *bids)
    assert (finding.id, finding.severity, finding.subject) == (
        "tender-tied",
        Severity.WARNING,
        "ito",
    )
    assert finding.message == "ITO: A and B share the first rank with 58.00 points"
    assert finding.location.source.line(finding.location.line) == 'bidder = "A"'


def test_a_shared_second_rank_is_no_tie() -> None:
    bids = (
        bid("A", {"quality": 95, "price": 95}),
        bid("B", {"quality": 60, "price": 55}),
        bid("C", {"quality": 60, "price": 55}),
    )
    assert ids(found(TWO_GROUPS, *bids)) == []


def test_nearly_a_tie_is_fragile_and_not_tied() -> None:
    bids = (
        bid("A", {"quality": 60, "price": 60}),
        bid("B", {"quality": "60.0001", "price": 60}),
    )
    [finding] = found(TWO_GROUPS, *bids)
    assert finding.id == "tender-fragile"
    assert finding.message.startswith("ITO: B leads by under 0.01 points, and ")


@pytest.mark.parametrize(("score", "fires"), [("49.9999", True), ("50", False), ("50.01", False)])
def test_an_exclusion(score: str, fires: bool) -> None:
    several = found(MINIMUM, bid("A", {"quality": score, "price": 90}), check="[check]\n")
    assert ("tender-excluded" in ids(several)) is fires


def test_an_exclusion_says_by_how_much_and_each_bid_is_found_for_itself() -> None:
    bids = [bid(name, {"quality": 47.5, "price": 90}) for name in "AB"]
    several = found(MINIMUM, *bids)
    assert [(finding.severity, finding.message, finding.detail) for finding in several] == [
        (
            Severity.NOTE,
            f"ITO: {name} is excluded: 47.50 for quality, 2.50 under the minimum of 50",
            name,
        )
        for name in "AB"
    ]


@pytest.mark.parametrize(("day", "fires"), [(9, False), (10, True), (11, True)])
def test_a_missing_score_is_found_from_the_day_the_evaluation_closes(day: int, fires: bool) -> None:
    several = found(
        TWO_GROUPS,
        bid("A", {"quality": 50}, stage='"final"'),
        on=date(2015, 2, day),
        more=STAGE,
    )
    assert ("tender-incomplete" in ids(several)) is fires
    if fires:
        [finding] = several
        assert finding.severity is Severity.WARNING
        assert finding.message == "ITO: A has no score for price, and Final tenders has closed"


def test_without_a_stage_the_evaluation_is_known_by_its_word() -> None:
    late = date(2015, 3, 1)
    offered = bid("A", {"quality": 50})
    assert ids(found(TWO_GROUPS, offered, on=late, more=EVALUATION)) == ["tender-incomplete"]
    assert ids(found(TWO_GROUPS, offered, on=late, more=STAGE)) == []
    assert ids(found(TWO_GROUPS, offered, on=late)) == []


def test_a_bid_that_is_out_of_the_running_lacks_no_score() -> None:
    bids = (
        bid("A", {"quality": 20}, stage='"final"'),
        bid("B", {"quality": 60}, stage='"final"', withdrawn="2015-02-05"),
    )
    several = found(MINIMUM, *bids, on=date(2015, 3, 1), more=STAGE)
    assert ids(several) == ["tender-excluded"]


@pytest.mark.parametrize(
    ("price", "level", "fires"),
    [
        # A has 80 and 60, B 60 and the price below: level where w 20 = (100 - w)(price - 60)
        ("85", "55.56%", True),
        ("84.4445", "55%", True),
        ("84.4444", "55%", False),
        ("90", "60%", False),  # a tie
    ],
)
def test_a_level_weight_near_the_weight(price: str, level: str, fires: bool) -> None:
    bids = (
        bid("A", {"quality": 80, "price": 60}),
        bid("B", {"quality": 60, "price": price}),
    )
    several = found(TWO_GROUPS, *bids, check="[check]\ntender_step = 0\n")
    near = [finding for finding in several if finding.id == "tender-fragile"]
    assert bool(near) is fires
    if fires and price == "85":
        assert near[0].severity is Severity.NOTE
        assert near[0].message == (
            "ITO: A leads by 2.00 points, and the first two are level at a quality weight of "
            f"{level} (now 60%)"
        )


def test_exactly_5_points_of_weight_are_near() -> None:
    # 80 and 60 against 60 and 80 are level at 50; at 55 that is 5 away, at 55.1 not.
    bids = (bid("A", {"quality": 80, "price": 60}), bid("B", {"quality": 60, "price": 80}))
    for weight, rest, fires in (("55", "45", True), ("55.1", "44.9", False), ("45", "55", True)):
        evaluation = f"quality = {{ weight = {weight} }}\nprice = {{ weight = {rest} }}"
        several = found(evaluation, *bids, check="[check]\ntender_step = 0\n")
        assert bool(several) is fires, weight


@pytest.mark.parametrize(("step", "fires"), [("4.9", False), ("5", True), ("10", True)])
def test_a_step_of_an_evaluator(step: str, fires: bool) -> None:
    bids = (bid("A", {"quality": 80, "price": 50}), bid("B", {"quality": 75, "price": 50}))
    several = found(TWO_GROUPS, *bids, check=f"[check]\ntender_step = {step}\n")
    assert ids(several) == (["tender-fragile"] if fires else [])
    if step == "5":
        assert several[0].message == (
            "ITO: A leads by 3.00 points, and 5 points fewer for A's quality would change that "
            "(1 more such step)"
        )


def test_the_step_is_5_where_nothing_else_is_said() -> None:
    bids = (bid("A", {"quality": 80, "price": 50}), bid("B", {"quality": 75, "price": 50}))
    assert ids(found(TWO_GROUPS, *bids)) == ["tender-fragile"]
    bids = (bid("A", {"quality": 80, "price": 50}), bid("B", {"quality": "74.9", "price": 50}))
    assert ids(found(TWO_GROUPS, *bids)) == []


def test_a_single_bid_at_its_minimum_is_fragile() -> None:
    [finding] = found(MINIMUM, bid("A", {"quality": 52, "price": 50}))
    assert finding.message == (
        "ITO: A is first, and 5 points fewer for A's quality would change that"
    )


def test_nothing_is_found_before_the_scores_are_settled() -> None:
    bids = (bid("A", {"quality": 70, "price": 40}), bid("B", {"quality": 60, "price": 55}))
    assert found(TWO_GROUPS, *bids, on=date(2015, 1, 29)) == []


def test_a_waiver_accepts_one() -> None:
    bids = (bid("A", {"quality": 70, "price": 40}), bid("B", {"quality": 60, "price": 55}))
    waiver = """
        [[waiver]]
        finding = "tender-tied"
        subject = "ito"
        until = 2015-03-01
        reason = "Decided on quality"
        approved_by = "Board"
    """
    read = programme(MILESTONES + waiver, workstreams(TWO_GROUPS, *bids))
    [finding] = [f for f in findings_at(position_at(read, SETTLED)) if f.id == "tender-tied"]
    assert finding.waiver is not None
    assert finding.severity is Severity.NOTE

"""Prices of several parts, each scored by itself, and minimums of single criteria."""

from decimal import Decimal
from fractions import Fraction

import pytest

from minerva.comparison.tenders import suppose_scores
from minerva.model.errors import MinervaError
from minerva.model.programme import Offer, PriceFormula
from minerva.position.moderation import EvaluatorScore, moderate
from minerva.position.scores import BidStatus
from minerva.position.sensitivity import price_to_win, turns
from minerva.position.tender import lowest_price, price_score
from tests.programmes import problems_of
from tests.tenders import MILESTONES, bid, by_bidder, read, tender, totals, workstreams

PARTS = """
    price_formula = "{formula}"
    price_criterion = ["Block", "Unit"]
    quality = {{ weight = 70 }}
    price = {{ weight = 30, criteria = {{ "Block" = 60, "Unit" = 40 }} }}
"""
LOWEST = PARTS.format(formula="lowest-over-bid")
ONE = bid("A", {"quality": 70}, price="{ Block = 85, Unit = 10 }")
TWO = bid("B", {"quality": 70}, price="{ Block = 100, Unit = 0 }")


def test_each_part_is_scored_by_itself_and_a_nil_divides_nothing() -> None:
    found = tender(LOWEST, ONE, TWO)
    assert totals(found) == {
        "B": 49 + Fraction(18 * 85, 100) + 12,
        "A": Fraction(49 + 18),
    }
    assert lowest_price(found.bids, "Block") == 85
    assert lowest_price(found.bids, "Unit") == 0
    assert by_bidder(found)["A"].price is None


@pytest.mark.parametrize("formula", ["lowest-over-bid", "linear"])
def test_a_nil_scores_a_hundred_and_what_is_over_it_nothing(formula: PriceFormula) -> None:
    assert price_score(formula, Fraction(0), Fraction(0)) == 100
    assert price_score(formula, Fraction(1, 100), Fraction(0)) == 0
    assert price_score(formula, Fraction(0), Fraction(5)) == 100


def test_a_part_without_a_price_leaves_the_bid_incomplete() -> None:
    found = tender(LOWEST, ONE, bid("C", {"quality": 70}, price="{ Block = 90 }"))
    assert by_bidder(found)["C"].status is BidStatus.INCOMPLETE
    assert [part.name for part in by_bidder(found)["C"].missing] == ["Unit"]


def test_no_one_price_would_win_where_a_price_has_parts() -> None:
    found = tender(LOWEST, ONE, TWO)
    assert found.margin
    assert price_to_win(found) is None


@pytest.mark.parametrize(
    ("price", "message"),
    [
        ("90_000", "does not say how much is for which of Block, Unit"),
        ("{ Block = 85, Units = 10 }", 'has a price for "Units", which is no price criterion'),
        ("{ Block = 85, Unit = -1 }", 'the price for "Unit" is under 0'),
        ("{}", "a price has no parts"),
        ("0", "a price is over 0"),
    ],
)
def test_a_price_that_does_not_fit_its_criteria_is_refused(price: str, message: str) -> None:
    written = workstreams(LOWEST, bid("A", {"quality": 70}, price=price))
    assert any(message in problem.message for problem in problems_of(MILESTONES, written))


@pytest.mark.parametrize(
    ("criterion", "message"),
    [
        ('["Block", "Unite"]', 'refers to criterion "Unite"'),
        ('["Block", "Block"]', "a name is there twice"),
        ("[]", "is not a name or a list of names"),
        ("3", "is not a name or a list of names"),
    ],
)
def test_price_criteria_are_different_criteria(criterion: str, message: str) -> None:
    wrong = LOWEST.replace('["Block", "Unit"]', criterion)
    problems = problems_of(MILESTONES, workstreams(wrong))
    assert any(message in problem.message for problem in problems)


# Minimums

MINIMUM = """
    quality = { weight = 60, criteria = { Safety = 50, Staffing = { weight = 50, minimum = 40 } } }
    price = { weight = 40 }
"""


@pytest.mark.parametrize(
    ("staffing", "status"),
    [("20", BidStatus.EXCLUDED), ("39.9999", BidStatus.EXCLUDED), ("40", BidStatus.RANKED)],
)
def test_a_bid_under_the_minimum_of_one_criterion_is_excluded(
    staffing: str, status: BidStatus
) -> None:
    found = tender(MINIMUM, bid("A", {"Safety": 100, "Staffing": staffing, "price": 80}))
    assert found.bids[0].status is status
    shortfalls = [part.shortfall for part in found.bids[0].criteria if part.shortfall is not None]
    assert shortfalls == (
        [40 - Fraction(Decimal(staffing))] if status is BidStatus.EXCLUDED else []
    )


def test_a_bid_under_the_minimum_of_a_criterion_sets_no_lowest_price() -> None:
    priced = MINIMUM + 'price_formula = "linear"\nprice_criterion = "price"\n'
    cheap = bid("A", {"Safety": 100, "Staffing": 20}, price=10_000)
    fair = bid("B", {"Safety": 80, "Staffing": 60}, price=50_000)
    found = tender(priced, cheap, fair)
    assert lowest_price(found.bids, "price") == 50_000
    assert by_bidder(found)["B"].total == 42 + 40


@pytest.mark.parametrize(
    ("criterion", "message"),
    [
        ("{ minimum = 40 }", "a criterion has a weight"),
        ("{ weight = 50, least = 40 }", "a criterion has a weight"),
        ("{ weight = 50, minimum = 140 }", "140 is not a percentage"),
        ('"50"', "is not a percentage"),
    ],
)
def test_a_criterion_is_a_weight_and_perhaps_a_minimum(criterion: str, message: str) -> None:
    wrong = MINIMUM.replace("{ weight = 50, minimum = 40 }", criterion)
    problems = problems_of(MILESTONES, workstreams(wrong))
    assert any(message in problem.message for problem in problems)


@pytest.mark.parametrize(("staffing", "turning"), [("35", True), ("34.9999", False)])
def test_a_bid_excluded_by_one_criterion_may_be_a_step_away_from_the_lead(
    staffing: str, turning: bool
) -> None:
    short = bid("A", {"Safety": 100, "Staffing": staffing, "price": 100})
    found = tender(MINIMUM, short, bid("B", {"Safety": 60, "Staffing": 60, "price": 60}))
    turn = ("A", "Staffing", 5)
    assert (turn in [tuple(known) for known in turns(found, Decimal(5))]) is turning


def test_without_an_evaluator_a_minimum_of_an_unscored_criterion_counts_for_nobody() -> None:
    found = tender(
        MINIMUM,
        bid("A", {"Safety": 80, "Staffing": 60, "price": 80}),
        bid("B", {"Safety": 70, "price": 60}),
    )
    given = [EvaluatorScore("E", "A", "Safety", Decimal(80))]
    assert moderate(found, given).unscored == ["Staffing"]
    assert [known.status for known in moderate(found, given).ranking.bids] == [BidStatus.RANKED] * 2


@pytest.mark.parametrize(
    ("written", "refused"),
    [("B: Unit=5", ""), ("B: Unit=0", ""), ("B: price=5", "the price has several parts")],
)
def test_another_amount_may_be_supposed_for_a_part_of_a_price(written: str, refused: str) -> None:
    plan = read(LOWEST, ONE, TWO)
    found = tender(LOWEST, ONE, TWO)
    names = {"A": "A", "B": "B"}
    if refused:
        with pytest.raises(MinervaError, match=refused):
            suppose_scores(plan, found, [written], names)
        return
    changed, supposed = suppose_scores(plan, found, [written], names)
    assert [known.name for known in supposed] == ["Unit"]
    price = next(known.price for known in changed.procurements[0].bid if known.bidder == "B")
    assert price == Offer(None, {"Block": Decimal(100), "Unit": Decimal(written[-1])})

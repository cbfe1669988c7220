"""Evaluations worked by hand: scores, groups, exclusion, totals, ranks and the margin."""

from datetime import date
from fractions import Fraction

import pytest

from minerva.position.scores import BidStatus
from minerva.position.tender import evaluation_stage, price_score, scored_stages, tender_at
from tests.tenders import STAGES, TWO_GROUPS, bid, by_bidder, ranks, read, tender, totals

CRITERIA = """
    quality = { weight = 60, minimum = 50, criteria = { "Service" = 30, "Change" = 70 } }
    price = { weight = 40, criteria = { "Value" = 60, "Risk" = 40 } }
"""
FORMULA = f"""{CRITERIA}
    price_formula = "lowest-over-bid"
    price_criterion = "Value"
"""


def test_a_total_is_worked_out_by_hand() -> None:
    # Quality 0.3 x 70 + 0.7 x 80 = 77; price 0.6 x 90 + 0.4 x 50 = 74; 0.6 x 77 + 0.4 x 74 = 75.8.
    [ranked] = tender(
        CRITERIA, bid("A", {"Service": 70, "Change": 80, "Value": 90, "Risk": 50})
    ).bids
    quality, price = ranked.groups
    assert [criterion.effective_weight for criterion in ranked.criteria] == [18, 42, 24, 16]
    assert [quality.score, price.score] == [77, 74]
    assert (quality.weighted, price.weighted) == (Fraction("46.2"), Fraction("29.6"))
    assert ranked.total == Fraction("75.8")
    assert sum(criterion.weighted or 0 for criterion in ranked.criteria) == ranked.total
    assert (ranked.status, ranked.rank) == (BidStatus.RANKED, 1)


def test_a_price_makes_a_score_that_no_decimal_holds() -> None:
    rest = {"Service": 60, "Change": 60, "Risk": 60}
    found = tender(FORMULA, bid("A", rest, price=9), bid("B", rest, price=7))
    scores = {ranked.bidder: ranked.criteria[2].score for ranked in found.bids}
    assert scores == {"A": Fraction(700, 9), "B": 100}
    assert totals(found)["A"] == Fraction(36 + Fraction("9.6")) + 24 * Fraction(7, 9)
    assert found.margin == 24 * Fraction(2, 9)


@pytest.mark.parametrize(
    ("price", "ratio", "linear"),
    [(100, 100, 100), (125, 80, 75), (150, Fraction(200, 3), 50), (200, 50, 0), (201, None, 0)],
)
def test_both_formulas(price: int, ratio: Fraction | None, linear: int) -> None:
    expected = Fraction(10_000, price) if ratio is None else ratio
    assert price_score("lowest-over-bid", Fraction(price), Fraction(100)) == expected
    assert price_score("linear", Fraction(price), Fraction(100)) == linear


def test_a_price_under_the_lowest_that_counts_scores_no_more_than_100() -> None:
    for formula in ("lowest-over-bid", "linear"):
        assert price_score(formula, Fraction(50), Fraction(100)) == 100


def test_equal_totals_share_a_rank_and_the_next_counts_them_all() -> None:
    found = tender(
        TWO_GROUPS,
        bid("C", {"quality": 50, "price": 50}),
        bid("A", {"quality": 70, "price": 40}),
        bid("B", {"quality": 60, "price": 55}),
        bid("D", {"quality": 80, "price": 75}),
    )
    assert totals(found) == {"D": 78, "A": 58, "B": 58, "C": 50}
    assert ranks(found) == {"D": 1, "A": 2, "B": 2, "C": 4}
    assert found.margin == 20


def test_a_shared_first_rank_has_a_margin_of_0_and_nobody_is_picked() -> None:
    found = tender(
        TWO_GROUPS, bid("B", {"quality": 60, "price": 55}), bid("A", {"quality": 70, "price": 40})
    )
    assert [first.bidder for first in found.firsts] == ["A", "B"]
    assert ranks(found) == {"A": 1, "B": 1}
    assert found.margin == 0


def test_totals_that_only_look_equal_are_not() -> None:
    found = tender(
        TWO_GROUPS,
        bid("A", {"quality": 60, "price": 60}),
        bid("B", {"quality": "60.0001", "price": 60}),
    )
    assert ranks(found) == {"B": 1, "A": 2}
    assert found.margin == Fraction("0.00006")


@pytest.mark.parametrize(
    ("score", "status", "shortfall"),
    [
        ("50", BidStatus.RANKED, None),
        ("49.9999", BidStatus.EXCLUDED, Fraction("0.0001")),
        ("50.0001", BidStatus.RANKED, None),
        ("0", BidStatus.EXCLUDED, Fraction(50)),
    ],
)
def test_equal_to_the_minimum_is_not_under_it(
    score: str, status: BidStatus, shortfall: Fraction | None
) -> None:
    evaluation = "quality = { weight = 60, minimum = 50 }\nprice = { weight = 40 }"
    [ranked] = tender(evaluation, bid("A", {"quality": score, "price": 90})).bids
    assert (ranked.status, ranked.groups[0].shortfall) == (status, shortfall)
    assert ranked.rank == (1 if status is BidStatus.RANKED else None)
    assert ranked.total == Fraction(score) * 60 / 100 + 36


def test_an_excluded_bid_is_not_the_lowest_price() -> None:
    good = {"Service": 80, "Change": 80, "Risk": 80}
    found = tender(
        FORMULA,
        bid("A", good, price=100),
        bid("B", good, price=125),
        bid("C", {"Service": 40, "Change": 50, "Risk": 90}, price=50),  # quality 47
    )
    scores = {ranked.bidder: ranked.criteria[2].score for ranked in found.bids}
    assert scores == {"A": 100, "B": 80, "C": 100}
    assert ranks(found) == {"A": 1, "B": 2, "C": None}


def test_a_withdrawn_bid_is_not_the_lowest_price_from_its_day_on() -> None:
    good = {"Service": 80, "Change": 80, "Risk": 80}
    bids = (
        bid("A", good, price=100),
        bid("B", good, price=50, withdrawn="2015-02-02"),
    )
    before, after = (tender(FORMULA, *bids, on=date(2015, 2, day)) for day in (1, 2))
    assert by_bidder(before)["A"].criteria[2].score == 50
    assert ranks(before) == {"B": 1, "A": 2}
    assert by_bidder(after)["A"].criteria[2].score == 100
    assert ranks(after) == {"A": 1, "B": None}
    assert by_bidder(after)["B"].status is BidStatus.WITHDRAWN


def test_an_incomplete_bid_may_have_the_lowest_price() -> None:
    good = {"Service": 80, "Change": 80, "Risk": 80}
    found = tender(
        FORMULA, bid("A", good, price=100), bid("B", {"Service": 80, "Risk": 80}, price=50)
    )
    assert by_bidder(found)["A"].criteria[2].score == 50
    assert by_bidder(found)["B"].total is None


# A minimum of the very group that the price counts in
PRICED = """
    quality = { weight = 60 }
    price = { weight = 40, minimum = 60, criteria = { "Value" = 50, "Risk" = 50 } }
    price_formula = "lowest-over-bid"
    price_criterion = "Value"
"""


def test_who_cannot_reach_the_minimum_at_any_price_does_not_set_the_lowest() -> None:
    found = tender(
        PRICED,
        bid("A", {"quality": 80, "Risk": 10}, price=50),  # at best 0.5 x 100 + 0.5 x 10 = 55
        bid("B", {"quality": 70, "Risk": 20}, price=100),  # the lowest: 60, which is enough
        bid("C", {"quality": 90, "Risk": 60}, price=160),  # 62.5 and 60: 61.25
        bid("D", {"quality": 90, "Risk": 50}, price=160),  # 62.5 and 50: 56.25
    )
    statuses = {ranked.bidder: ranked.status.value for ranked in found.bids}
    assert statuses == {"B": "ranked", "C": "ranked", "A": "excluded", "D": "excluded"}
    assert by_bidder(found)["C"].criteria[1].score == Fraction("62.5")
    assert {ranked.bidder: ranked.groups[1].score for ranked in found.bids} == {
        "A": 55,
        "B": 60,
        "C": Fraction("61.25"),
        "D": Fraction("56.25"),
    }


def test_a_bid_that_is_excluded_by_its_own_price_leaves_the_lowest_as_it_is() -> None:
    found = tender(
        PRICED,
        bid("A", {"quality": 50, "Risk": 100}, price=100),
        bid("B", {"quality": 90, "Risk": 60}, price=200),  # 50 and 60: 55
    )
    assert ranks(found) == {"A": 1, "B": None}


def test_a_single_bid_has_no_margin() -> None:
    found = tender(TWO_GROUPS, bid("A", {"quality": 60, "price": 60}))
    assert (ranks(found), found.margin, found.seconds) == ({"A": 1}, None, [])


@pytest.mark.parametrize(("weight", "expected"), [(0, 20), (100, 90), ("33.3", "43.31")])
def test_a_group_may_weigh_nothing_or_everything(weight: object, expected: object) -> None:
    rest = Fraction(str(100)) - Fraction(str(weight))
    evaluation = f"quality = {{ weight = {weight} }}\nprice = {{ weight = {float(rest)} }}"
    found = tender(evaluation, bid("A", {"quality": 90, "price": 20}))
    assert totals(found) == {"A": Fraction(str(expected))}


def test_a_score_that_counts_for_nothing_is_needed_all_the_same() -> None:
    evaluation = "quality = { weight = 0 }\nprice = { weight = 100 }"
    [ranked] = tender(evaluation, bid("A", {"price": 20})).bids
    assert (ranked.status, ranked.total) == (BidStatus.INCOMPLETE, None)


def test_three_groups() -> None:
    evaluation = "quality.weight = 50\nprice.weight = 30\nsocial.weight = 20"
    found = tender(
        evaluation,
        bid("A", {"quality": 70, "price": 80, "social": 50}),  # 35 + 24 + 10
        bid("B", {"quality": 72, "price": 70, "social": 60}),  # 36 + 21 + 12
    )
    assert totals(found) == {"A": 69, "B": 69}
    assert found.quality is None


@pytest.mark.parametrize("missing", ["Service", "Value", "Risk"])
def test_a_total_is_not_known_while_a_score_is_not(missing: str) -> None:
    scores = {"Service": 70, "Change": 80, "Value": 90, "Risk": 50}
    del scores[missing]
    [ranked] = tender(CRITERIA, bid("A", scores)).bids
    assert (ranked.status, ranked.total, ranked.rank) == (BidStatus.INCOMPLETE, None, None)
    assert [criterion.name for criterion in ranked.missing] == [missing]


def test_a_price_that_is_missing_leaves_its_score_not_known() -> None:
    [ranked] = tender(FORMULA, bid("A", {"Service": 70, "Change": 80, "Risk": 50})).bids
    assert [criterion.name for criterion in ranked.missing] == ["Value"]
    assert ranked.status is BidStatus.INCOMPLETE


def test_excluded_comes_before_incomplete_and_withdrawn_before_both() -> None:
    low = {"Service": 10, "Change": 10}
    found = tender(CRITERIA, bid("A", low), bid("B", low, withdrawn="2015-01-01"))
    statuses = {ranked.bidder: ranked.status.value for ranked in found.bids}
    assert statuses == {"A": "excluded", "B": "withdrawn"}


def test_a_group_that_is_not_scored_in_full_is_not_under_its_minimum() -> None:
    [ranked] = tender(CRITERIA, bid("A", {"Service": 0, "Value": 90, "Risk": 50})).bids
    assert ranked.status is BidStatus.INCOMPLETE


def test_without_groups_nothing_is_ranked() -> None:
    [ranked] = tender("", bid("A")).bids
    assert (ranked.status, ranked.total) == (BidStatus.INCOMPLETE, None)


def test_scores_do_not_exist_before_their_day_and_the_last_ones_count() -> None:
    bids = (
        bid("A", {"quality": 70, "price": 50}, on="2015-02-05"),
        bid("A", {"quality": 50, "price": 50}, on="2015-01-30"),
        bid("B", {"quality": 60, "price": 60}, on="2015-01-31"),
    )
    days = {day: totals(tender(TWO_GROUPS, *bids, on=day)) for day in map(date.fromisoformat, DAYS)}
    assert list(days.values()) == [
        {},
        {"A": 50},
        {"B": 60, "A": 50},
        {"B": 60, "A": 50},
        {"A": 62, "B": 60},
    ]


DAYS = ["2015-01-29", "2015-01-30", "2015-01-31", "2015-02-04", "2015-02-05"]


def test_a_bid_that_is_made_again_after_it_was_withdrawn_counts() -> None:
    scores = {"quality": 50, "price": 50}
    bids = (
        bid("A", scores, withdrawn="2015-02-01"),
        bid("A", scores, on="2015-02-03"),
    )
    statuses = [tender(TWO_GROUPS, *bids, on=date(2015, 2, day)).bids[0].status for day in (2, 3)]
    assert statuses == [BidStatus.WITHDRAWN, BidStatus.RANKED]


def test_the_last_stage_that_has_scores_is_looked_at() -> None:
    scores = {"quality": 50, "price": 50}
    bids = (
        bid("A", scores, stage='"isds"', on="2014-11-01"),
        bid("B", scores, stage='"isds"', on="2014-11-01"),
        bid("B", scores, stage='"final"', on="2015-01-30"),
        bid("C", scores, on="2015-02-10"),
    )
    procurement = read(TWO_GROUPS, *bids, more=STAGES).procurements[0]
    seen = {}
    for text in ("2014-10-31", "2014-11-01", "2015-01-30", "2015-02-10"):
        day = date.fromisoformat(text)
        found = tender_at(procurement, day)
        seen[text] = (found.stage and found.stage.id, [ranked.bidder for ranked in found.bids])
    assert seen == {
        "2014-10-31": (None, []),
        "2014-11-01": ("isds", ["A", "B"]),
        "2015-01-30": ("final", ["B"]),
        "2015-02-10": (None, ["C"]),
    }
    assert scored_stages(procurement, date(2015, 2, 10)) == ["isds", "final", None]
    asked = tender_at(procurement, date(2015, 2, 10), procurement.stage[0].id)
    assert [ranked.bidder for ranked in asked.bids] == ["A", "B"]


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ([("isds", "Solutions"), ("evaluation", "Tenders")], "evaluation"),
        ([("evaluation", "First"), ("final-evaluation", "Last")], "final-evaluation"),
        ([("final", "Evaluation of final tenders"), ("award", "Award")], "final"),
        ([("re-evaluations", "Reevaluation")], None),
        ([], None),
    ],
)
def test_the_evaluation_is_known_by_its_word(
    stages: list[tuple[str, str]], expected: str | None
) -> None:
    more = "".join(f'[[procurement.stage]]\nid = "{id}"\nname = "{name}"\n' for id, name in stages)
    found = evaluation_stage(read(TWO_GROUPS, more=more).procurements[0])
    assert (found and found.id) == expected

"""What would change the outcome of a tender, worked by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from minerva.position.scores import TenderPosition
from minerva.position.sensitivity import level_weight, price_to_win, ranges, swings, turns
from tests.tenders import TWO_GROUPS, bid, ranks, tender

F = Fraction


def spans(found: TenderPosition) -> list[tuple[object, ...]]:
    return [tuple(range) for range in ranges(found)]


def swung(found: TenderPosition) -> list[tuple[object, ...]]:
    return [tuple(swing) for swing in swings(found)]


def two(a: tuple[object, object], b: tuple[object, object], evaluation: str = TWO_GROUPS) -> object:
    return level_weight(
        tender(
            evaluation,
            bid("A", {"quality": a[0], "price": a[1]}),
            bid("B", {"quality": b[0], "price": b[1]}),
        )
    )


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((80, 60), (70, 70), 50),  # w 80 + (100 - w) 60 = w 70 + (100 - w) 70
        ((80, 60), (60, 65), 20),
        ((80, 60), (60, 60), 0),
        ((80, 60), (80, 70), 100),
        ((80, 70), (70, 60), None),  # A is ahead at every weight
        ((80, 60), (70, 59), None),  # level only under 0
        ((80, 60), (80, 60), None),  # the same at every weight
        ((70, 40), (60, 55), 60),  # tied now
    ],
)
def test_the_weight_at_which_two_are_level(
    a: tuple[int, int], b: tuple[int, int], expected: int | None
) -> None:
    assert two(a, b) == expected
    assert two(b, a) == expected


def test_the_level_weight_is_of_quality_whatever_the_order_of_the_groups() -> None:
    swapped = "price = { weight = 40 }\nquality = { weight = 60 }"
    assert two((80, 60), (60, 65), swapped) == 20


def test_without_a_group_called_quality_it_is_of_the_first() -> None:
    evaluation = "technical = { weight = 60 }\ncost = { weight = 40 }"
    found = tender(
        evaluation,
        bid("A", {"technical": 80, "cost": 60}),
        bid("B", {"technical": 60, "cost": 65}),
    )
    assert found.quality == "technical"
    assert level_weight(found) == 20


def test_there_is_none_with_three_groups_or_one_bid() -> None:
    three = "quality.weight = 50\nprice.weight = 30\nsocial.weight = 20"
    several = tender(
        three,
        bid("A", {"quality": 70, "price": 80, "social": 50}),
        bid("B", {"quality": 80, "price": 50, "social": 60}),
    )
    assert (level_weight(several), spans(several)) == (None, [])
    assert [swing.criterion for swing in swings(several)] == ["quality", "price", "social"]
    single = tender(TWO_GROUPS, bid("A", {"quality": 70, "price": 80}))
    assert (level_weight(single), swung(single), price_to_win(single)) == (None, [], None)
    assert spans(single) == [(0, 100, ("A",))]


def test_of_several_seconds_the_nearest_weight_is_told() -> None:
    found = tender(
        TWO_GROUPS,
        bid("A", {"quality": 90, "price": 50}),  # 74
        bid("B", {"quality": 60, "price": 85}),  # 70: level at 700/13
        bid("C", {"quality": 70, "price": 70}),  # 70: level at 50
    )
    assert ranks(found) == {"A": 1, "B": 2, "C": 2}
    assert level_weight(found) == F(3500, 65)


def test_ranges_have_exact_ends_and_no_gap() -> None:
    found = tender(
        TWO_GROUPS,
        bid("A", {"quality": 90, "price": 30}),
        bid("B", {"quality": 60, "price": 65}),
        bid("C", {"quality": 30, "price": 80}),
        bid("D", {"quality": 50, "price": 60}),
    )
    assert spans(found) == [
        (0, F(100, 3), ("C",)),  # 80 - 0.5 w = 65 - 0.05 w
        (F(100, 3), F(700, 13), ("B",)),  # 65 - 0.05 w = 30 + 0.6 w
        (F(700, 13), 100, ("A",)),
    ]


def test_a_bid_that_only_touches_the_top_leads_nowhere() -> None:
    found = tender(
        TWO_GROUPS,
        bid("A", {"quality": 100, "price": 0}),
        bid("B", {"quality": 0, "price": 100}),
        bid("C", {"quality": 50, "price": 50}),
    )
    assert spans(found) == [(0, 50, ("B",)), (50, 100, ("A",))]


def test_bids_that_are_equal_at_every_weight_lead_together() -> None:
    same = {"quality": 60, "price": 60}
    found = tender(TWO_GROUPS, bid("B", same), bid("A", same), bid("C", {"quality": 0, "price": 0}))
    assert spans(found) == [(0, 100, ("A", "B"))]


def test_bids_level_at_an_end_do_not_make_an_empty_range() -> None:
    found = tender(
        TWO_GROUPS, bid("A", {"quality": 80, "price": 60}), bid("B", {"quality": 70, "price": 60})
    )
    assert spans(found) == [(0, 100, ("A",))]
    found = tender(
        TWO_GROUPS, bid("A", {"quality": 80, "price": 60}), bid("B", {"quality": 80, "price": 50})
    )
    assert spans(found) == [(0, 100, ("A",))]


def test_excluded_bids_lead_at_no_weight() -> None:
    evaluation = "quality = { weight = 60, minimum = 50 }\nprice = { weight = 40 }"
    found = tender(
        evaluation, bid("A", {"quality": 50, "price": 50}), bid("B", {"quality": 49, "price": 100})
    )
    assert spans(found) == [(0, 100, ("A",))]


def test_swings_are_the_margin_over_the_effective_weight() -> None:
    evaluation = """
        quality = { weight = 60, criteria = { "Service" = 30, "Change" = 70 } }
        price = { weight = 40, criteria = { "Value" = 100, "Extra" = 0 } }
    """
    found = tender(
        evaluation,
        bid("A", {"Service": 90, "Change": 60, "Value": 20, "Extra": 0}),  # 16.2 + 25.2 + 8
        bid("B", {"Service": 30, "Change": 50, "Value": 40, "Extra": 0}),  # 5.4 + 21 + 16
    )
    assert found.margin == 7
    assert swung(found) == [
        ("Service", F(700, 18), F(700, 18)),
        ("Change", F(700, 42), F(700, 42)),
        ("Value", F("17.5"), F("17.5")),
        ("Extra", None, None),
    ]


def test_a_swing_that_passes_an_end_of_the_scale_cannot_be() -> None:
    found = tender(
        TWO_GROUPS, bid("A", {"quality": 80, "price": 10}), bid("B", {"quality": 70, "price": 10})
    )
    # 6 points: 10 of quality, 15 of price, of which the winner has only 10.
    assert swung(found) == [
        ("quality", 10, 10),
        ("price", None, 15),
    ]
    found = tender(
        TWO_GROUPS, bid("A", {"quality": 90, "price": 90}), bid("B", {"quality": 80, "price": 90})
    )
    assert swung(found) == [
        ("quality", 10, 10),
        ("price", 15, None),
    ]
    exactly = tender(
        TWO_GROUPS, bid("A", {"quality": 80, "price": 15}), bid("B", {"quality": 70, "price": 15})
    )
    assert swings(exactly)[1].fall == 15  # to 0, which is on the scale


PRICED = """
    quality = { weight = 60 }
    price = { weight = 40 }
    price_formula = "FORMULA"
    price_criterion = "price"
"""


def priced(formula: str, *offers: tuple[str, object, object]) -> object:
    evaluation = PRICED.replace("FORMULA", formula)
    bids = [bid(name, {"quality": quality}, price=price) for name, quality, price in offers]
    return price_to_win(tender(evaluation, *bids))


@pytest.mark.parametrize(
    ("formula", "offers", "expected"),
    [
        # A has 48 + 40 x 100/125 = 80, B 45 + 40 x 100/160 = 70, C the lowest price.
        # B needs a price score of 87.5, so 100/0.875.
        (
            "lowest-over-bid",
            [("A", 80, 125), ("B", 75, 160), ("C", 10, 100)],
            F(800, 7),
        ),
        # A has 48 + 40, B 42 + 20. B needs 115 where 100 is the most; below 100 it is the lowest,
        # and A falls: 42 + 40 = 48 + 40 p/100, so p = 85.
        ("lowest-over-bid", [("A", 80, 100), ("B", 70, 200)], 85),
        # Behind by 60 of 60 in quality, 40 of price at most.
        ("lowest-over-bid", [("A", 100, 100), ("B", 0, 200)], None),
        # The second has the lowest price already, and lowers it: A has 60 + 40 p/200.
        # B has 12 + 40 = 52: even at 0 A has 60.
        ("lowest-over-bid", [("A", 100, 200), ("B", 20, 100)], None),
        # B has 30 + 40 = 70, A 54 + 20 = 74: level where 54 + 40 p/200 = 70, p = 80.
        ("lowest-over-bid", [("A", 90, 200), ("B", 50, 100)], 80),
        # A 48 + 40 x 0.75 = 78, B 45 + 40 x 0.4 = 61. B needs 82.5 of price: 117.5.
        ("linear", [("A", 80, 125), ("B", 75, 160), ("C", 10, 100)], F("117.5")),
        # A 48 + 40, B 42. Level where A's price score is 85: 100 = p (2 - 0.85).
        ("linear", [("A", 80, 100), ("B", 70, 200)], F(100) / F("1.15")),
        # B lowest already: 30 + 40 = 70, A 54 + 40 x 0.5 = 74 at 150. Level at a score of 40.
        ("linear", [("A", 90, 150), ("B", 50, 100)], F(150) / F("1.6")),
        # A's price can only lose what it scores: 40 points against 60 of quality.
        ("linear", [("A", 100, 150), ("B", 20, 100)], None),
        # Equal now.
        ("linear", [("A", 80, 100), ("B", 80, 100)], None),
    ],
)
def test_the_price_at_which_the_second_would_have_drawn_level(
    formula: str, offers: list[tuple[str, object, object]], expected: Fraction | None
) -> None:
    assert priced(formula, *offers) == expected


def test_the_highest_price_is_told_where_the_winner_has_no_price_score_left() -> None:
    evaluation = PRICED.replace("FORMULA", "linear").replace("60", "50").replace("40", "50")
    bids = (bid("A", {"quality": 100}, price=150), bid("B", {"quality": 0}, price=100))
    # A has 50 + 25, B 50: level at any price from 0 to half of A's
    assert price_to_win(tender(evaluation, *bids)) == 75


def test_the_lowest_of_the_others_may_be_an_incomplete_bid_but_not_an_excluded_one() -> None:
    evaluation = PRICED.replace("FORMULA", "lowest-over-bid").replace(
        "weight = 60", "weight = 60, minimum = 30"
    )
    ranked = (bid("A", {"quality": 80}, price=125), bid("B", {"quality": 75}, price=160))
    for other, lowest in (
        (bid("C", {}, price=100), 100),
        (bid("C", {"quality": 10}, price=100), 125),
        (bid("C", {"quality": 90}, price=100, withdrawn="2015-01-01"), 125),
    ):
        found = tender(evaluation, *ranked, other)
        # 45 + 40 lowest/p = 48 + 40 lowest/125, or A falls where p is the lowest
        needed = F(3) / 40 + F(lowest, 125)
        expected = lowest / needed if needed <= 1 else F(125) * (1 - F(3) / 40)
        assert price_to_win(found) == expected


def test_there_is_no_price_to_win_where_no_formula_or_no_weight_counts_it() -> None:
    found = tender(
        TWO_GROUPS,
        bid("A", {"quality": 80, "price": 80}, price=100),
        bid("B", {"quality": 70, "price": 80}, price=100),
    )
    assert price_to_win(found) is None
    free = """
        quality = { weight = 60 }
        price = { weight = 40, criteria = { "Value" = 0, "Risk" = 100 } }
        price_formula = "linear"
        price_criterion = "Value"
    """
    found = tender(
        free,
        bid("A", {"quality": 80, "Risk": 80}, price=100),
        bid("B", {"quality": 70, "Risk": 80}, price=100),
    )
    assert price_to_win(found) is None


def turned(step: str, evaluation: str, *bids: str) -> list[tuple[object, ...]]:
    return [tuple(turn) for turn in turns(tender(evaluation, *bids), Decimal(step))]


def test_a_step_turns_the_ranking_where_it_takes_the_whole_lead() -> None:
    bids = (
        bid("A", {"quality": 80, "price": 50}),  # 68
        bid("B", {"quality": 75, "price": 50}),  # 65
    )
    assert turned("4.9999", TWO_GROUPS, *bids) == []
    assert turned("5", TWO_GROUPS, *bids) == [
        ("A", "quality", Decimal(-5)),
        ("B", "quality", Decimal(5)),
    ]
    assert turned("7.5", TWO_GROUPS, *bids)[1] == ("A", "price", Decimal("-7.5"))
    assert turned("0", TWO_GROUPS, *bids) == []


def test_a_step_stays_on_the_scale() -> None:
    bids = (
        bid("A", {"quality": 100, "price": 4}),
        bid("B", {"quality": 97, "price": 8}),
    )
    # 0.2 apart, but 5 more of quality is over 100 for B, and 5 fewer of price under 0 for A
    assert turned("5", TWO_GROUPS, *bids) == [
        ("A", "quality", Decimal(-5)),
        ("B", "price", Decimal(5)),
    ]


def test_a_step_turns_it_where_the_winner_falls_under_a_minimum_or_another_reaches_it() -> None:
    evaluation = "quality = { weight = 60, minimum = 50 }\nprice = { weight = 40 }"
    winner = (bid("A", {"quality": 54, "price": 100}), bid("B", {"quality": 60, "price": 10}))
    assert turned("4", evaluation, *winner) == []
    assert turned("5", evaluation, *winner) == [("A", "quality", Decimal(-5))]
    excluded = (bid("A", {"quality": 80, "price": 10}), bid("B", {"quality": 46, "price": 100}))
    assert turned("3", evaluation, *excluded) == []
    assert turned("4", evaluation, *excluded) == [("B", "quality", Decimal(4))]
    never = (bid("A", {"quality": 80, "price": 100}), bid("B", {"quality": 46, "price": 10}))
    assert turned("4", evaluation, *never) == []


def test_a_score_that_a_price_makes_takes_no_step() -> None:
    evaluation = PRICED.replace("FORMULA", "linear")
    found = turned(
        "5",
        evaluation,
        bid("A", {"quality": 80}, price=100),
        bid("B", {"quality": 79}, price=100),
    )
    assert {criterion for _, criterion, _ in found} == {"quality"}


def test_a_tie_has_nothing_to_turn() -> None:
    same = {"quality": 60, "price": 60}
    assert turned("5", TWO_GROUPS, bid("A", same), bid("B", same)) == []


def test_a_step_is_taken_at_the_stage_and_on_the_day() -> None:
    more = '[[procurement.stage]]\nid = "final"\nname = "Final"\n'
    bids = [
        bid("A", {"quality": 80, "price": 50}, stage='"final"'),
        bid("B", {"quality": 79, "price": 50}, stage='"final"'),
        bid("B", {"quality": 10, "price": 10}, stage='"final"', on="2015-02-02"),
    ]
    found = tender(TWO_GROUPS, *bids, more=more)
    assert len(list(turns(found, Decimal(5)))) == 4
    later = tender(TWO_GROUPS, *bids, more=more, on=date(2015, 2, 2))
    assert list(turns(later, Decimal(5))) == []

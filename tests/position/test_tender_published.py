"""Evaluations and worked examples that public bodies published, reproduced to the decimal.

Each test names its source: title, body, date and address. The first is of a real tender; the
second of the evaluation in a model report; the third of a real one, of which only the totals are
public; the rest are worked examples of official guidance and regulations.
"""

from fractions import Fraction

import pytest

from minerva.position.rounding import round_fraction
from minerva.position.tender import price_score
from tests.tenders import bid, by_bidder, ranks, tender

# FOI release: Provision of an Enterprise Health and Safety System tender (FOI2024/01569), FCDO
# Services, 23 February 2024.
# https://www.gov.uk/government/publications/foi-release-provision-of-an-enterprise-health-and-safety-system-tender/foi2024_01569
# The overall evaluation sheet: for each technical question its weight in the whole, and what each
# bidder's score added to the total; then the total of the questions, and that of the price section.
# Eight questions weigh 60% together; the bidder with the lowest price has the other 40%.
QUESTIONS = {
    "Question 1": ("5.5", ["4.40", "3.30", "3.30", "2.20", "3.30"]),
    "Question 2": ("10", ["8.00", "6.00", "6.00", "4.00", "8.00"]),
    "Question 3": ("10", ["6.00", "8.00", "8.00", "4.00", "6.00"]),
    "Question 4": ("7.5", ["6.00", "4.50", "4.50", "3.00", "4.50"]),
    "Question 5": ("4", ["2.40", "2.40", "2.40", "2.40", "2.40"]),
    "Question 6": ("7.5", ["4.50", "6.00", "4.50", "3.00", "4.50"]),
    "Question 7": ("7.5", ["4.50", "4.50", "6.00", "3.00", "4.50"]),
    "Question 8": ("8", ["6.40", "6.40", "6.40", "3.20", "4.80"]),
}
TECHNICAL = ["42.20", "41.10", "41.10", "24.80", "38.00"]
PRICE = ["25.01", "6.93", "14.70", "12.07", "40.00"]
# Every question is marked in fifths: the scores that the published points come from.
MARKS = {
    "Question 1": [80, 60, 60, 40, 60],
    "Question 2": [80, 60, 60, 40, 80],
    "Question 3": [60, 80, 80, 40, 60],
    "Question 4": [80, 60, 60, 40, 60],
    "Question 5": [60, 60, 60, 60, 60],
    "Question 6": [60, 80, 60, 40, 60],
    "Question 7": [60, 60, 80, 40, 60],
    "Question 8": [80, 80, 80, 40, 60],
}


def test_the_health_and_safety_system_of_fcdo_services() -> None:
    # A group for each question, as weights of a group that are no whole hundredth of 60 have no
    # finite decimals: 5.5 of 60 is 9.1666...
    groups = [f'"{name}" = {{ weight = {weight} }}' for name, (weight, _) in QUESTIONS.items()]
    evaluation = "\n".join([*groups, "price = { weight = 40 }"])
    bids = [
        bid(bidder, {**{name: MARKS[name][n] for name in QUESTIONS}, "price": price_scored(n)})
        for n, bidder in enumerate("ABCDE")
    ]
    found = tender(evaluation, *bids)
    for n, bidder in enumerate("ABCDE"):
        scored = by_bidder(found)[bidder]
        *technical, price = scored.groups
        for group in technical:
            assert group.weighted is not None
            assert f"{round_fraction(group.weighted, 2)}" == QUESTIONS[group.name][1][n]
        total = sum((group.weighted or Fraction(0) for group in technical), Fraction(0))
        assert f"{round_fraction(total, 2)}" == TECHNICAL[n]
        assert price.weighted is not None
        assert f"{round_fraction(price.weighted, 2)}" == PRICE[n]
    # Not in the copy of the sheet that was at hand: the overall score, which is the sum of the two.
    assert ranks(found) == {"E": 1, "A": 2, "C": 3, "B": 4, "D": 5}
    assert by_bidder(found)["E"].total == 78


def price_scored(n: int) -> str:
    return str(float(Fraction(PRICE[n]) * 100 / 40))


# Evaluation and Selection Report, the model report of the Procurement Division, Department of
# General Services, California, with the figures of an evaluation; whether of a real one it does
# not say.
# The table: https://www.hitpages.com/doc/4515848068792320/5/
# Weights and totals: https://www.hitpages.com/doc/4515848068792320/3/
# 40% for points, as a part of the most that any bidder has, and 60% for the lowest cost over a
# bidder's own. A, B and C are its bidders 2, 3 and 4; its bidder 1 has no cost, and 0.
POINTS = {"A": 535, "B": 689, "C": 745}
COSTS = {"A": "21140179.90", "B": "21186524.80", "C": "27046447.64"}
PARTS = {"A": ("0.2872", "0.6000"), "B": ("0.3699", "0.5987"), "C": ("0.4000", "0.4690")}
FINAL = {"A": "0.8872", "B": "0.9686", "C": "0.8690"}


def test_the_evaluation_and_selection_report_of_california() -> None:
    evaluation = """
        technical = { weight = 40 }
        cost = { weight = 60 }
        price_formula = "lowest-over-bid"
        price_criterion = "cost"
    """
    scores = {name: round_fraction(Fraction(100 * n, 745), 4) for name, n in POINTS.items()}
    bids = [bid(name, {"technical": scores[name]}, price=COSTS[name]) for name in POINTS]
    found = tender(evaluation, *bids)
    for name, scored in by_bidder(found).items():
        parts = [(group.weighted or Fraction(0)) / 100 for group in scored.groups]
        assert tuple(f"{round_fraction(part, 4)}" for part in parts) == PARTS[name]
        assert scored.total is not None
        assert f"{round_fraction(scored.total / 100, 4)}" == FINAL[name]
    assert ranks(found) == {"B": 1, "A": 2, "C": 3}


# The competition for the Magnox contract, Nuclear Decommissioning Authority, 2014: 86.48% for
# Cavendish Fluor Partnership and 85.42% for Reactor Site Solutions, a lead of 1.06%.
# Energysolutions EU Ltd v Nuclear Decommissioning Authority [2016] EWHC 1988 (TCC), 29 July 2016.
# https://caselaw.nationalarchives.gov.uk/ewhc/tcc/2016/1988
# The totals as reported of it: https://www.lexology.com/library/detail.aspx?g=c8af2a5e-95fe-447b-b707-8afbafcc4074
def test_the_lead_in_the_magnox_competition() -> None:
    found = tender(
        "total = { weight = 100 }", bid("A", {"total": "86.48"}), bid("B", {"total": "85.42"})
    )
    assert found.margin == Fraction("1.06")


# "How to score your supplier's bid: fixed quotes", guidance of the Digital Marketplace, Crown
# Commercial Service, as quoted in "Evaluating price in tenders: new guidance on new practices",
# Shakespeare Martineau, 13 May 2021.
# https://www.shma.co.uk/our-thoughts/evaluating-price-in-tenders-new-guidance-on-new-practices/
@pytest.mark.parametrize(
    ("quote", "score"), [(15_000, "0.667"), (10_000, "1.000"), (30_000, "0.333")]
)
def test_the_fixed_quotes_of_the_digital_marketplace(quote: int, score: str) -> None:
    found = price_score("lowest-over-bid", Fraction(quote), Fraction(10_000)) / 100
    assert f"{round_fraction(found, 3)}" == score


# Georgia Procurement Manual, 5.6.3.2.2 RFP Cost Scoring, table 5.7: Georgia Department of
# Administrative Services. 700 points for the technical part, 300 for cost; $50,000 and $55,000.
# https://pur.doas.ga.gov/gpm/MyWebHelp/content/georgia_procurement_manual/chapter_5/56/563/5632/56322.htm
def test_the_cost_scores_of_the_georgia_procurement_manual() -> None:
    evaluation = """
        technical = { weight = 70 }
        cost = { weight = 30 }
        price_formula = "lowest-over-bid"
        price_criterion = "cost"
    """
    found = tender(
        evaluation,
        bid("A", {"technical": 50}, price=50_000),
        bid("B", {"technical": 50}, price=55_000),
    )
    points = [(scored.groups[1].weighted or Fraction(0)) * 10 for scored in found.bids]
    assert [f"{round_fraction(point, 1)}" for point in points] == ["300.0", "272.7"]


# Preferential Procurement Regulations, 2022 (South Africa), regulation 4: 80 points for price,
# Ps = 80 (1 - (Pt - Pmin) / Pmin). The regulations give the formula; a worked example of it, by Bid
# Ready: https://app.bidready.co.za/blog/tender-basics/tender-evaluation-criteria-south-africa-price-vs-functionality
def test_the_points_for_price_of_the_preferential_procurement_regulations() -> None:
    evaluation = """
        price = { weight = 80 }
        goals = { weight = 20 }
        price_formula = "linear"
        price_criterion = "price"
    """
    prices = {"A": 1_000_000, "B": 1_100_000, "C": 1_200_000}
    bids = [bid(bidder, {"goals": 0}, price=price) for bidder, price in prices.items()]
    found = tender(evaluation, *bids)
    assert {scored.bidder: scored.total for scored in found.bids} == {"A": 80, "B": 72, "C": 64}

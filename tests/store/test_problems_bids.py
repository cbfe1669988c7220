"""What makes bids and price formulas refused, and where it is pointed at."""

import pytest

from minerva.model.problems import Problem
from tests.programmes import problems_of, programme
from tests.tenders import MILESTONES, TWO_GROUPS, bid, workstreams

STAGE = '[[procurement.stage]]\nid = "final"\nname = "Final"\n'
PRICED = f'{TWO_GROUPS}\nprice_formula = "linear"\nprice_criterion = "price"'
GOOD = {"quality": 50, "price": 60}


def only(evaluation: str, *bids: str, more: str = STAGE) -> Problem:
    [problem] = problems_of(MILESTONES, workstreams(evaluation, *bids, more=more))
    return problem


def pointed_at(problem: Problem) -> str:
    place = problem.where()
    line = problem.location.source.line(place.line)
    return line[place.column - 1 : place.column - 1 + place.length]


@pytest.mark.parametrize(
    ("offered", "kind", "message", "hint", "place"),
    [
        (
            bid("a", GOOD),
            "unknown-reference",
            'procurement "ito" has no bidder "a"',
            'did you mean "A"?',
            '"a"',
        ),
        (
            bid("Zed", GOOD),
            "unknown-reference",
            'procurement "ito" has no bidder "Zed"',
            "add it under [[procurement.bidder]]",
            '"Zed"',
        ),
        (
            bid("A", GOOD, stage='"finale"'),
            "unknown-reference",
            'procurement "ito" has no stage "finale"',
            'did you mean "final"?',
            '"finale"',
        ),
        (
            bid("A", {"qualty": 50}),
            "unknown-reference",
            'procurement "ito", bid of A refers to criterion "qualty", which is not there',
            'did you mean "quality"?',
            '"qualty"',
        ),
        (
            bid("A", {"Risk": 50}),
            "unknown-reference",
            'procurement "ito", bid of A refers to criterion "Risk", which is not there',
            "the criteria are quality, price",
            '"Risk"',
        ),
        (
            bid("A", GOOD, price=0),
            "wrong-value",
            'procurement "ito", bid 1, price: 0 is not a price: a price is over 0',
            "write what the bidder asks for, or leave the key out while it is not known",
            "0",
        ),
        (
            bid("A", GOOD, price="-0.01"),
            "wrong-value",
            'procurement "ito", bid 1, price: -0.01 is not a price: a price is over 0',
            "write what the bidder asks for, or leave the key out while it is not known",
            "-0.01",
        ),
        (
            bid("A", GOOD, price="1.001"),
            "wrong-value",
            'procurement "ito", bid 1, price: 1.001 has more than two decimals',
            "write 1.00",
            "1.001",
        ),
        (
            bid("A", {"quality": "100.0001"}),
            "wrong-value",
            'procurement "ito", bid 1, scores, quality: 100.0001 is not a score',
            "write a number from 0 to 100",
            "100.0001",
        ),
        (
            bid("A", {"quality": "72.00001"}),
            "wrong-value",
            'procurement "ito", bid 1, scores, quality: 72.00001 has more than four decimals',
            "write 72.0000",
            "72.00001",
        ),
        (
            bid("A", {"quality": '"72"'}),
            "wrong-value",
            'procurement "ito", bid 1, scores, quality: "72" is not a score',
            "write a number from 0 to 100",
            '"72"',
        ),
        (
            bid("A", GOOD, prise=1),
            "unknown-key",
            'procurement "ito", bid 1 has no key "prise"',
            'did you mean "price"?',
            "prise",
        ),
        (
            '[[procurement.bid]]\nbidder = "A"\n',
            "missing-key",
            'procurement "ito", bid 1 needs "on"',
            "add on = 2015-01-09",
            "[[procurement.bid]]",
        ),
    ],
)
def test_a_bid_that_is_wrong(offered: str, kind: str, message: str, hint: str, place: str) -> None:
    problem = only(TWO_GROUPS, offered)
    assert (problem.kind, problem.message) == (kind, message)
    assert problem.hint == hint
    assert pointed_at(problem) == place


@pytest.mark.parametrize("score", ["0", "100", "0.0001", "99.9999", "1e1"])
def test_scores_that_may_be(score: str) -> None:
    programme(MILESTONES, workstreams(TWO_GROUPS, bid("A", {"quality": score})))


def test_a_score_for_what_the_price_sets() -> None:
    problem = only(PRICED, bid("A", GOOD, price=100))
    assert problem.kind == "two-scores"
    assert problem.message == (
        'procurement "ito", bid of A has a score for "price", which its price sets'
    )
    assert pointed_at(problem) == '"price"'


@pytest.mark.parametrize(
    ("formula", "message", "hint"),
    [
        (
            'price_formula = "linear"',
            'procurement "ito", evaluation has "price_formula" and needs "price_criterion"',
            'say which score the price sets: price_criterion = "price"',
        ),
        (
            'price_criterion = "price"',
            'procurement "ito", evaluation has "price_criterion" and needs "price_formula"',
            'say how: price_formula = "lowest-over-bid", or leave the criterion to evaluators',
        ),
    ],
)
def test_a_formula_and_its_criterion_go_together(formula: str, message: str, hint: str) -> None:
    problem = only(f"{TWO_GROUPS}\n{formula}")
    assert (problem.kind, problem.message, problem.hint) == ("missing-key", message, hint)
    assert pointed_at(problem) == formula.split(" ")[0]


def test_a_formula_without_any_criterion_to_set() -> None:
    found = problems_of(
        MILESTONES, workstreams('price_formula = "linear"\nprice_criterion = "price"')
    )
    assert [(problem.kind, problem.hint) for problem in found] == [
        ("unknown-reference", "the evaluation has no criteria")
    ]
    [problem] = problems_of(MILESTONES, workstreams('price_formula = "linear"'))
    assert problem.hint == 'say which score the price sets: price_criterion = "Price"'


@pytest.mark.parametrize(
    ("line", "kind", "message", "hint"),
    [
        (
            'price_formula = "cheapest"',
            "wrong-value",
            'procurement "ito", evaluation, price_formula: "cheapest" is not one of '
            "lowest-over-bid, linear",
            "they are lowest-over-bid, linear",
        ),
        (
            'price_fromula = "linear"',
            "unknown-key",
            'procurement "ito", evaluation has no key "price_fromula"',
            'did you mean "price_formula"?',
        ),
        (
            "social = 20",
            "unknown-key",
            'procurement "ito", evaluation has no key "social"',
            "a group of criteria is a table: social = { weight = 60 }",
        ),
        (
            "social = { wieght = 20 }",
            "missing-key",
            'procurement "ito", evaluation, social needs "weight"',
            "add weight = 60",
        ),
    ],
)
def test_what_else_may_stand_in_an_evaluation(
    line: str, kind: str, message: str, hint: str
) -> None:
    found = problems_of(MILESTONES, workstreams(f"{TWO_GROUPS}\n{line}", bid("A", {"social": 1})))
    first = next(problem for problem in found if problem.kind == kind)
    assert (first.message, first.hint) == (message, hint)
    # Bids are not blamed for an evaluation that cannot be read.
    assert {problem.kind for problem in found} <= {kind, "unknown-key"}


def test_a_criterion_of_two_groups_is_refused_once_there_are_bids() -> None:
    evaluation = """
        quality = { weight = 60, criteria = { "Risk" = 100 } }
        price = { weight = 40, criteria = { "Risk" = 100 } }
    """
    programme(MILESTONES, workstreams(evaluation))
    problem = only(evaluation, bid("A", {"Risk": 1}))
    assert problem.kind == "duplicate-id"
    assert problem.message == ('procurement "ito": criterion "Risk" is in "quality" and in "price"')
    assert pointed_at(problem) == '"Risk"'
    assert problem.location.path[3:] == ("price", "criteria", "Risk")


def test_two_bids_of_a_bidder_at_a_stage_on_a_day() -> None:
    problem = only(TWO_GROUPS, bid("A", GOOD, stage='"final"'), bid("A", GOOD, stage='"final"'))
    assert problem.kind == "duplicate-bid"
    assert problem.message == ('procurement "ito" has two bids of A at stage "final" on 2015-01-30')
    assert problem.hint is not None
    assert problem.hint.startswith("the other one is on line ")
    assert pointed_at(problem) == "2015-01-30"


@pytest.mark.parametrize(
    "other",
    [
        bid("B", GOOD, stage='"final"'),
        bid("A", GOOD),
        bid("A", GOOD, stage='"final"', on="2015-01-31"),
    ],
)
def test_bids_that_differ_in_bidder_stage_or_day(other: str) -> None:
    programme(
        MILESTONES, workstreams(TWO_GROUPS, bid("A", GOOD, stage='"final"'), other, more=STAGE)
    )


def test_all_that_is_wrong_is_shown_together() -> None:
    found = problems_of(
        MILESTONES,
        workstreams(
            PRICED,
            bid("Zed", {"quality": 50, "Risk": 1, "price": 1}, stage='"nowhere"', price=10),
            bid("Zed", {}, stage='"nowhere"'),
        ),
    )
    assert [problem.kind for problem in found] == [
        "unknown-reference",
        "unknown-reference",
        "unknown-reference",
        "two-scores",
        "unknown-reference",
        "duplicate-bid",
        "unknown-reference",
    ]

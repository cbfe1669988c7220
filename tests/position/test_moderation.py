"""Several evaluators: their scores, how far apart they are, and whether one of them decides."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.position.moderation import EvaluatorScore, moderate, ranks_of
from tests.command import ROOT, Result, run
from tests.programmes import write_programme
from tests.tenders import MILESTONES, TWO_GROUPS, bid, tender, workstreams
from tests.test_docs import blocks, examples

DAY = date(2015, 2, 1)
PRICED = f'{TWO_GROUPS}\nprice_formula = "linear"\nprice_criterion = "price"'


def given_scores(*lines: str) -> list[EvaluatorScore]:
    """Return scores from lines such as "Ann A quality 70"."""
    found = []
    for line in lines:
        evaluator, bidder, criterion, score = line.split()
        found.append(EvaluatorScore(evaluator, bidder, criterion, Decimal(score)))
    return found


def test_mean_range_and_spread() -> None:
    found = moderate(
        tender(PRICED),
        given_scores("Ann A quality 70", "Ben A quality 50", "Cat A quality 80"),
    )
    [ranked] = found.spreads
    assert (ranked.bidder, ranked.criterion) == ("A", "quality")
    assert [ranked.mean, ranked.lowest, ranked.highest, ranked.spread] == [
        Fraction(200, 3),
        50,
        80,
        30,
    ]
    assert found.evaluators == ["Ann", "Ben", "Cat"]


@pytest.mark.parametrize(("points", "listed"), [("29.9999", 1), ("30", 0), ("31", 0)])
def test_what_is_further_apart_than_so_many_points_is_listed(points: str, listed: int) -> None:
    found = moderate(tender(PRICED), given_scores("Ann A quality 50", "Ben A quality 80"))
    assert len(found.apart(Decimal(points))) == listed


def test_the_furthest_apart_come_first() -> None:
    found = moderate(
        tender(TWO_GROUPS),
        given_scores(
            *("Ann A quality 50", "Ben A quality 60"),
            *("Ann B quality 50", "Ben B quality 80"),
        ),
    )
    assert [ranked.bidder for ranked in found.apart(Decimal(0))] == ["B", "A"]


RIVALS = bid("A", {"quality": 0}, price=100), bid("B", {"quality": 0}, price=100)


def test_the_ranking_goes_by_the_means_and_the_price_of_the_files() -> None:
    found = moderate(
        tender(PRICED, *RIVALS),
        given_scores(
            *("Ann A quality 70", "Ben A quality 60"),
            *("Ann B quality 50", "Ben B quality 65"),
        ),
    )
    totals = {ranked.bidder: ranked.total for ranked in found.ranking.bids}
    assert totals == {"A": Fraction(39) + 40, "B": Fraction("34.5") + 40}
    assert found.unscored == []
    assert found.counted == 100


def test_leaving_one_out_shows_who_decides() -> None:
    lines = given_scores(
        *("Ann A quality 90", "Ben A quality 60", "Cat A quality 60"),
        *("Ann B quality 60", "Ben B quality 65", "Cat B quality 65"),
    )
    found = moderate(tender(PRICED, *RIVALS), lines)
    assert ranks_of(found.ranking) == {"A": 1, "B": 2}
    left = {name: ranked and ranks_of(ranked) for name, ranked in found.without.items()}
    assert left == {
        "Ann": {"B": 1, "A": 2},
        "Ben": {"A": 1, "B": 2},
        "Cat": {"A": 1, "B": 2},
    }
    assert found.decisive == ["Ann"]


def test_a_tie_without_somebody_is_another_ranking() -> None:
    lines = given_scores(
        "Ann A quality 70", "Ben A quality 60", "Ann B quality 60", "Ben B quality 60"
    )
    assert moderate(tender(PRICED, *RIVALS), lines).decisive == ["Ann"]


def test_without_the_only_one_who_scored_something_it_cannot_be_told() -> None:
    bids = bid("A", {}, price=100), bid("B", {}, price=100)
    lines = given_scores("Ann A quality 70", "Ben A quality 60", "Ben B quality 60")
    found = moderate(tender(PRICED, *bids), lines)
    assert found.without["Ben"] is None
    assert found.without["Ann"] is not None


def test_a_bid_of_the_files_stands_in_for_what_nobody_scored() -> None:
    found = moderate(tender(PRICED, *RIVALS), given_scores("Ann A quality 70"))
    assert {ranked.bidder: ranked.total for ranked in found.ranking.bids} == {"A": 82, "B": 40}
    assert found.without["Ann"] is not None
    assert found.decisive == ["Ann"]


def test_before_prices_are_known_the_rest_is_compared() -> None:
    evaluation = PRICED.replace("weight = 40", "weight = 40, minimum = 90")
    lines = given_scores("Ann A quality 70", "Ann B quality 60")
    found = moderate(tender(evaluation), lines)
    assert found.unscored == ["price"]
    assert found.counted == 60
    assert {ranked.bidder: ranked.total for ranked in found.ranking.bids} == {"A": 42, "B": 36}
    assert ranks_of(found.ranking) == {"A": 1, "B": 2}


def test_a_minimum_holds_for_the_means() -> None:
    evaluation = TWO_GROUPS.replace("weight = 60", "weight = 60, minimum = 50")
    bids = bid("A", {"price": 100}), bid("B", {"price": 0})
    lines = given_scores(
        *("Ann A quality 60", "Ben A quality 39"),
        *("Ann B quality 60", "Ben B quality 40"),
    )
    found = moderate(tender(evaluation, *bids), lines)
    assert ranks_of(found.ranking) == {"A": None, "B": 1}
    without = found.without["Ben"]
    assert without is not None
    assert ranks_of(without) == {"A": 1, "B": 2}


def test_a_withdrawn_bid_stays_withdrawn_and_needs_no_scores() -> None:
    bids = bid("A", {}, price=100), bid("B", {}, price=100, withdrawn="2015-01-01")
    found = moderate(tender(PRICED, *bids), given_scores("Ann A quality 70"))
    assert found.unscored == []
    assert ranks_of(found.ranking) == {"A": 1, "B": None}


@given(
    st.lists(st.integers(0, 100), min_size=2, max_size=5),
    st.lists(st.integers(0, 100), min_size=2, max_size=5),
)
def test_one_evaluator_who_gives_the_means_changes_nothing(a: list[int], b: list[int]) -> None:
    several = [EvaluatorScore(f"E{n}", "A", "quality", Decimal(score)) for n, score in enumerate(a)]
    several += [
        EvaluatorScore(f"E{n}", "B", "quality", Decimal(score)) for n, score in enumerate(b)
    ]
    found = moderate(tender(PRICED, *RIVALS), several)
    totals = {ranked.bidder: ranked.total for ranked in found.ranking.bids}
    assert totals == {
        "A": Fraction(sum(a), len(a)) * 60 / 100 + 40,
        "B": Fraction(sum(b), len(b)) * 60 / 100 + 40,
    }
    for evaluator, left in found.without.items():
        assert left is not None
        n = int(evaluator[1:])
        rest = [score for at, score in enumerate(a) if at != n]
        of_a = next(ranked.total for ranked in left.bids if ranked.bidder == "A")
        assert of_a == Fraction(sum(rest), len(rest)) * 60 / 100 + 40


# The command

HEADER = "evaluator,bidder,criterion,score\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, workstreams(PRICED, *RIVALS))


def moderated(here: Path, text: str | bytes, *arguments: str) -> Result:
    content = text if isinstance(text, bytes) else text.encode()
    (here / "scores.csv").write_bytes(content)
    return run("evaluate", "--moderation", "scores.csv", *arguments, cwd=here, today=DAY)


def document(here: Path, text: str, *arguments: str) -> Any:
    result = moderated(here, text, *arguments, "-f", "json")
    assert (result.stderr, result.status) == ("", 0)
    return json.loads(result.stdout)


LINES = HEADER + "Ann,A,quality,90\nBen,A,quality,60\nAnn,B,quality,60\nBen,B,quality,65\n"


def test_the_document(here: Path) -> None:
    found = document(here, LINES, "--spread", "29.5")
    assert found["procurement"] == {"id": "ito", "name": "ITO", "stage": None}
    assert found["evaluators"] == ["Ann", "Ben"]
    assert found["scores"][0] == {
        "bidder": "A",
        "criterion": "quality",
        "count": 2,
        "mean": 75,
        "lowest": 60,
        "highest": 90,
        "spread": 30,
        "moderate": True,
    }
    assert found["scores"][1]["moderate"] is False
    assert [(ranked["bidder"], ranked["rank"], ranked["total"]) for ranked in found["ranking"]] == [
        ("A", 1, 85),
        ("B", 2, 77.5),
    ]
    assert [(ranked["evaluator"], ranked["changed"]) for ranked in found["without"]] == [
        ("Ann", True),
        ("Ben", False),
    ]
    assert found["decisive"] == ["Ann"]


def test_the_report(here: Path) -> None:
    text = moderated(here, LINES).stdout
    assert "By the means of all evaluators: A leads with 85.00 points, 7.50 ahead of B." in text
    assert "The ranking depends on one evaluator: without Ann it changes." in text
    assert "A       quality     30.00  Ann 90, Ben 60" in text.splitlines()
    assert "Spread: highest less lowest. Moderate: over 20 points." in text
    rows = moderated(here, LINES, "-f", "csv").stdout.splitlines()
    assert rows[:2] == [
        "bidder,criterion,count,mean,lowest,highest,spread,moderate",
        "A,quality,2,75,60,90,30,true",
    ]


def test_the_report_says_where_nothing_is_apart_and_nobody_decides(here: Path) -> None:
    lines = HEADER + "Ann,A,quality,90\nBen,A,quality,88\nAnn,B,quality,60\nBen,B,quality,65\n"
    text = moderated(here, lines).stdout
    assert "No two scores are more than 20 points apart." in text
    assert "The ranking depends on no one evaluator." in text


def test_the_report_says_what_cannot_be_told(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, workstreams(PRICED))
    text = moderated(tmp_path, HEADER + "Ann,A,quality,90\nBen,B,quality,70\n").stdout
    told = " ".join(text.split())
    assert "Not counted, because some bid has no score for it: price." in told
    assert "Criteria with 60% of the weight are counted." in told
    assert "Whether the ranking depends on one evaluator is not known for all" in told
    nothing = moderated(tmp_path, HEADER + "Ann,A,quality,90\n")
    assert nothing.status == 0
    write_programme(tmp_path, MILESTONES, workstreams(TWO_GROUPS))
    text = moderated(tmp_path, HEADER + "Ann,A,quality,90\nBen,B,price,70\n").stdout
    assert "There is no ranking yet." in text
    assert "without each evaluator" not in text


def test_columns_in_any_order_with_others_beside_them(here: Path) -> None:
    text = (
        "\ufeffScore, Bidder ,comment,Criterion,Evaluator\r\n"
        '90,A,"good, very",quality,Ann\r\n\r\n60,B,,quality,Ann\r\n'
    )
    assert [score["mean"] for score in document(here, text)["scores"]] == [90, 60]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        (HEADER + "Ann,Z,quality,1", 2, 'there is no bidder "Z"', "the bidders are A, B, C, D, E"),
        (HEADER + "Ann,A,qualty,1", 2, 'there is no criterion "qualty"', 'did you mean "quality"?'),
        (
            HEADER + "Ann,A,price,1",
            2,
            "price is set by the price",
            "take the line out: evaluators do not score it",
        ),
        (HEADER + "Ann,A,quality,100.1", 2, "100.1 is not a score", "write a number from 0 to 100"),
        (
            HEADER + "Ann,A,quality,1.00001",
            2,
            "1.00001 has more than four decimals",
            "write 1.0000",
        ),
        (HEADER + "Ann,A,quality,ten", 2, '"ten" is not a score', "write a number from 0 to 100"),
        (HEADER + "Ann,A,quality,NaN", 2, "NaN is not a score", "write a number from 0 to 100"),
        (
            HEADER + "Ann,A,quality,",
            2,
            "the score is missing",
            "take the line out while there is none",
        ),
        (HEADER + "Ann,A,quality", 2, "the score is missing", "take the line out"),
        (HEADER + " ,A,quality,1", 2, "the evaluator is missing", "say who gave the score"),
        (
            HEADER + "Ann,A,quality,1\nBen,A,quality,1\nAnn,A,quality,2",
            4,
            "Ann scored quality of this bidder twice",
            "the other score is on line 2: take one of them out",
        ),
        ("", 1, "there is no column evaluator, bidder, criterion, score", "begin the file with"),
        (HEADER, 1, "there are no scores", "add a line for each score"),
        (
            "evaluator,bidder,score\n",
            1,
            "there is no column criterion",
            "begin the file with the line evaluator,bidder,criterion,score",
        ),
        (
            "evaluator;bidder;criterion;score\n",
            1,
            "there is no column",
            "separate the columns with commas, not semicolons",
        ),
        (b"evaluator,bidder\nAnn,\xff", 2, "this is not UTF-8 text", "save the file as CSV"),
    ],
)
def test_a_line_that_cannot_be_used(
    here: Path, text: str | bytes, line: int, message: str, hint: str
) -> None:
    result = moderated(here, text)
    assert (result.stdout, result.status) == ("", 2)
    first, second, last = result.stderr.splitlines()
    assert first.startswith(f"error: scores.csv, line {line}: {message}")
    assert second.startswith(f"   = hint: {hint}")
    assert last == "1 mistake in scores.csv; nothing was reported."


def test_all_mistakes_are_shown_at_once(here: Path) -> None:
    result = moderated(here, HEADER + "Ann,Z,qualty,101\n,A,quality,\nAnn,A,quality,1\n")
    lines = [line for line in result.stderr.splitlines() if line.startswith("error")]
    assert [line.split(":")[1] for line in lines] == [
        " scores.csv, line 2",
        " scores.csv, line 2",
        " scores.csv, line 2",
        " scores.csv, line 3",
        " scores.csv, line 3",
    ]
    assert result.stderr.endswith("5 mistakes in scores.csv; nothing was reported.\n")


def test_a_text_that_breaks_the_rules_of_csv(here: Path) -> None:
    result = moderated(here, HEADER + f'Ann,A,quality,"{"1" * 200_000}"\n')
    assert result.status == 2
    assert "this is not CSV: field larger than field limit" in result.stderr


def test_a_directory_is_no_file_of_scores(here: Path) -> None:
    result = run("evaluate", "--moderation", ".", cwd=here, today=DAY)
    assert result.stderr.startswith("error: . cannot be read: Is a directory\n")


@pytest.mark.parametrize("spread", ["x", "-1", "101", "NaN"])
def test_a_spread_is_a_number_of_points(here: Path, spread: str) -> None:
    result = moderated(here, LINES, "--spread", spread)
    assert (result.stdout, result.status) == ("", 2)
    assert "points" in result.stderr


def test_the_page_shows_what_its_file_of_scores_comes_to(tmp_path: Path) -> None:
    page = ROOT / "docs" / "tender.md"
    first = next(example for example in examples(page) if example.files)
    found = {block.kind: block.text for block in blocks(page.read_text("utf-8"))}
    for name, text in {**first.files, "scores.csv": found["csv"]}.items():
        (tmp_path / name).write_text(text, "utf-8")
    command, told = found["text"].split("\n", 1)
    arguments = command.removeprefix("$ minerva ").split()
    assert run(*arguments, cwd=tmp_path, today=DAY).stdout == told

"""The assessment summary: what one bidder is told, and that it is told nothing of others."""

import json
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given

from minerva.position.scores import BidStatus
from minerva.position.tender import tender_at
from minerva.views.evaluate import summary as view
from tests.command import run
from tests.position.test_tender_laws import Drawn, drawn
from tests.programmes import write_programme
from tests.tenders import MILESTONES, bid, position, workstreams

EVALUATION = """
    price_formula = "lowest-over-bid"
    price_criterion = "price"
    quality = { weight = 60, criteria = { Safety = 50, Staffing = { weight = 50, minimum = 40 } } }
    price = { weight = 40 }
"""
BIDS = (
    bid("Alder", {"Safety": 80, "Staffing": 70}, price=987_654),
    bid("Birch", {"Safety": 70, "Staffing": 60}, price=900_000),
    bid("Cedar", {"Safety": 13, "Staffing": 37}, price=777_777),
)
BIDDERS = ("Alder", "Birch", "Cedar", "Dogwood")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Write a programme whose tender Alder wins, and in which Cedar is under a minimum."""
    written = workstreams(EVALUATION, *BIDS, bidders=BIDDERS)
    return write_programme(tmp_path, dedent(MILESTONES), written)


def summary(plan: Path, bidder: str, *more: str, status: int = 0) -> tuple[str, str]:
    """Return what is written for a bidder, and what is said beside it."""
    result = run("evaluate", "ito", "--summary", bidder, "--as-of", "2015-02-01", *more, cwd=plan)
    assert result.status == status, result.stderr
    return result.stdout, result.stderr


def test_a_bidder_is_told_its_scores_and_those_of_the_winner_in_words(plan: Path) -> None:
    told, beside = summary(plan, "Birch", "--format", "markdown")
    assert told.startswith("## Assessment summary for Birch: ITO")
    assert "The contract is to be awarded to Alder" in told
    assert (
        "Staffing (30% of the whole): your tender scored 60.00 of 100, which is 18.00 points. At "
        "least 40 was needed. The winning tender scored 70.00, which is 21.00 points." in told
    )
    assert "makes the score of the price, £900,000." in told
    assert "Add the reasons for each score" in beside


@pytest.mark.parametrize("format", ["table", "markdown", "json", "csv"])
def test_nobody_is_told_anything_of_others(plan: Path, format: str) -> None:
    for bidder, others in (
        ("Birch", ("Cedar", "Dogwood", "777", "987", "13.00", "37")),
        ("Cedar", ("Birch", "Dogwood", "900,000", "900000", "987")),
        ("Alder", ("Birch", "Cedar", "Dogwood", "900,000", "900000", "777")),
    ):
        told, _ = summary(plan, bidder, "--format", format)
        assert [word for word in others if word in told] == []
        assert "rank 1" not in told.lower()


def test_the_winner_is_told_that_it_won(plan: Path) -> None:
    told, _ = summary(plan, "Alder", "--format", "json")
    found = json.loads(told)
    assert found["bidder"] == found["winner"] == "Alder"
    assert found["criteria"][0]["winner_score"] is None
    assert found["words"][0].endswith("The contract is to be awarded to you.")


def test_a_bidder_under_a_minimum_is_told_so(plan: Path) -> None:
    found = json.loads(summary(plan, "Cedar", "--format", "json")[0])
    assert (found["status"], found["winner"]) == ("excluded", "Alder")
    assert "37.00 for Staffing, 3.00 under the minimum of 40" in found["words"][1]
    [staffing] = [row for row in found["criteria"] if row["name"] == "Staffing"]
    assert staffing == {
        "group": "quality",
        "name": "Staffing",
        "weight": 50,
        "effective_weight": 30,
        "minimum": 40,
        "score": 37,
        "points": 11.1,
        "winner_score": 70,
        "winner_points": 21,
    }


@pytest.mark.parametrize(
    ("bidder", "more", "message"),
    [
        ("Bircj", (), 'there is no bidder "Bircj"'),
        ("Dogwood", (), "no bid of Dogwood is recorded here"),
        ("Birch", ("--anonymous",), "--summary tells a bidder how its tender was scored"),
        ("Birch", ("--weights", "quality=50,price=50"), "--summary tells a bidder"),
    ],
)
def test_what_cannot_be_told_is_refused(
    plan: Path, bidder: str, more: tuple[str, ...], message: str
) -> None:
    told, beside = summary(plan, bidder, *more, status=2)
    assert told == ""
    assert message in beside


@pytest.mark.parametrize(
    ("bids", "bidder", "message"),
    [
        ((bid("A", {"Safety": 50, "Staffing": 50}, price=5, withdrawn="2015-01-30"),), "A", "back"),
        (
            (
                bid("A", {"Safety": 50, "Staffing": 50}, price=5),
                bid("B", {"Safety": 50, "Staffing": 50}, price=5),
            ),
            "A",
            "no tender is first alone",
        ),
        (
            (bid("A", {"Safety": 50, "Staffing": 50}, price=5), bid("B", {"Safety": 50}, price=6)),
            "B",
            "no score for a criterion yet",
        ),
    ],
)
def test_nobody_is_told_of_what_is_not_settled(
    bids: tuple[str, ...], bidder: str, message: str
) -> None:
    known = position(EVALUATION, *bids)
    with pytest.raises(ValueError, match=message):
        view.told(tender_at(known.programme.procurements[0], known.as_of), bidder)


@given(drawn(priced=True, minimum=True))
def test_what_is_told_of_the_winner_and_of_oneself_is_the_same_for_everybody(draw: Drawn) -> None:
    known = position(draw.evaluation, *draw.bids)
    found = tender_at(known.programme.procurements[0], known.as_of)
    if len(found.firsts) != 1:
        return
    winning = view.document(known, view.told(found, found.firsts[0].bidder))
    own = {row["name"]: (row["score"], row["points"]) for row in winning["criteria"]}
    for other in found.bids[1:]:
        if other.status not in (BidStatus.RANKED, BidStatus.EXCLUDED):
            continue
        told = view.document(known, view.told(found, other.bidder))
        rows = {
            row["name"]: (row["winner_score"], row["winner_points"]) for row in told["criteria"]
        }
        assert rows == own
        assert told["winner_total"] == winning["total"]

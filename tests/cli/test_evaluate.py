"""The command that evaluates tenders: what it prints, in each format, and how it stops."""

import csv
import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from minerva.comparison import compare
from minerva.views.diff.tables import procurement_line
from tests.command import ROOT, Result, run
from tests.programmes import write_programme
from tests.tenders import MILESTONES, STAGES, TWO_GROUPS, bid, position, workstreams

DAY = date(2015, 2, 1)
EVALUATION = """
    quality = { weight = 60, minimum = 50, criteria = { "Service" = 70, "Change" = 30 } }
    price = { weight = 40, criteria = { "Value" = 60, "Risk" = 40 } }
    price_formula = "lowest-over-bid"
    price_criterion = "Value"
"""
BIDS = (
    bid("A", {"Service": 72.5, "Change": 80, "Risk": 60}, price=12_500_000, stage='"final"'),
    bid("B", {"Service": 65, "Change": 85, "Risk": 65}, price=11_500_000, stage='"final"'),
    bid("C", {"Service": 45, "Change": 51, "Risk": 65}, price=9_500_000, stage='"final"'),
)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    text = workstreams(EVALUATION, *BIDS, bidders="ABCD", more=STAGES)
    return write_programme(tmp_path, MILESTONES, text)


def evaluated(here: Path, *arguments: str, today: date = DAY) -> Result:
    return run("evaluate", *arguments, cwd=here, today=today)


def document(here: Path, *arguments: str) -> Any:
    result = evaluated(here, *arguments, "--format", "json")
    assert (result.stderr, result.status) == ("", 0)
    return json.loads(result.stdout)


def test_the_document_is_as_settled(here: Path) -> None:
    found = document(here)
    assert list(found) == ["schema_version", "as_of", "procurements"]
    [scored] = found["procurements"]
    assert list(scored)[:9] == [
        *("id", "name", "stage", "bids", "margin", "level_weight", "price_to_win"),
        *("ranges", "swings"),
    ]
    assert (scored["id"], scored["name"], scored["stage"]) == ("ito", "ITO", "final")
    first, second, excluded = scored["bids"]
    assert list(first) == ["bidder", "rank", "status", "total", "price", "groups"]
    assert [(bid["bidder"], bid["rank"], bid["status"]) for bid in scored["bids"]] == [
        ("B", 1, "ranked"),
        ("A", 2, "ranked"),
        ("C", None, "excluded"),
    ]
    # Quality 71, price 0.6 x 100 + 0.4 x 65 = 86: 42.6 + 34.4.
    assert first["total"] == 77
    # Quality 74.75, price 0.6 x 92 + 0.4 x 60 = 79.2: 44.85 + 31.68.
    assert second["total"] == 76.53
    assert scored["margin"] == 0.47
    # w 71 + (100 - w) 86 = w 74.75 + (100 - w) 79.2: 10.55 w = 680.
    assert scored["level_weight"] == 64.455
    assert scored["ranges"] == [
        {"from": 0, "to": 64.455, "first": "B", "firsts": ["B"]},
        {"from": 64.455, "to": 100, "first": "A", "firsts": ["A"]},
    ]
    assert scored["swings"][0] == {"criterion": "Service", "fall": 1.119, "rise": 1.119}
    assert scored["swings"][2] == {"criterion": "Value", "fall": 1.9583, "rise": 1.9583}
    # A scores 92 + 47/24 for its price there: 100 x 11,500,000 / 93.958333...
    assert scored["price_to_win"] == 12_239_467.85
    assert excluded["groups"][0] == {
        "name": "quality",
        "weight": 60,
        "score": 46.8,
        "weighted": 28.08,
        "minimum": 50,
        "criteria": [
            {
                "name": "Service",
                "weight": 70,
                "effective_weight": 42,
                "score": 45,
                "weighted": 18.9,
            },
            {
                "name": "Change",
                "weight": 30,
                "effective_weight": 18,
                "score": 51,
                "weighted": 9.18,
            },
        ],
        "shortfall": 3.2,
    }


def test_scores_are_rounded_to_4_places_and_a_half_goes_up(tmp_path: Path) -> None:
    thirds = workstreams(
        'quality.weight = 50\nprice.weight = 50\nprice_formula = "lowest-over-bid"\n'
        'price_criterion = "price"',
        bid("A", {"quality": "0.0001"}, price=300),
        bid("B", {"quality": "0"}, price=100),
    )
    [scored] = document(write_programme(tmp_path, MILESTONES, thirds))["procurements"]
    assert [bid["total"] for bid in scored["bids"]] == [50, 16.6667]
    assert scored["bids"][1]["groups"][1]["score"] == 33.3333
    # 0.0001 x 50 / 100 = 0.00005
    assert scored["bids"][1]["groups"][0]["weighted"] == 0.0001


def test_csv_has_a_row_for_each_score(here: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(evaluated(here, "--format", "csv").stdout)))
    assert len(rows) == 12
    assert rows[2] == {
        "procurement": "ito",
        "stage": "final",
        "bidder": "B",
        "rank": "1",
        "status": "ranked",
        "total": "77",
        "price": "11500000",
        "group": "price",
        "group_score": "86",
        "name": "Value",
        "weight": "60",
        "effective_weight": "24",
        "score": "100",
        "weighted": "24",
    }
    assert (rows[8]["status"], rows[8]["rank"]) == ("excluded", "")


def test_the_table_can_be_added_up_by_hand(here: Path) -> None:
    text = evaluated(here).stdout
    assert "ITO at Evaluation of final tenders: B leads with 77.00 points, 0.47 ahead of A." in (
        text.replace("\n", " ")
    )
    assert "excluded: 46.80 for quality, 3.20 under the minimum of 50" in text
    assert "100 x £11,500,000 / £12,500,000" in text
    assert "No bid is recorded here of D." in text
    assert "First by quality weight (now 60%): B up to 64.45%, A above." in text
    assert "Price at which A would have drawn level: £12,239,467.85." in text
    for line in text.splitlines():
        assert len(line) <= 80


def test_the_price_of_an_excluded_bid_is_said_not_to_count(here: Path) -> None:
    text = evaluated(here).stdout
    assert "£9,500,000 is under the lowest price that counts, £11,500,000" in text


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_without_scores_it_says_so_and_when_they_are_due(format: str) -> None:
    result = run("evaluate", "--as-of", "2014-12-09", "--format", format)
    assert (result.stderr, result.status) == ("", 0)
    if format in ("table", "markdown"):
        assert "ICT Outsource (ITO): there are no scores yet." in result.stdout
        assert "Evaluation of final tenders, 30 Jan 2015" in result.stdout
    if format == "json":
        [scored] = json.loads(result.stdout)["procurements"]
        assert (scored["bids"], scored["stage"], scored["margin"]) == ([], None, None)
        assert scored["due"] == {
            "id": "evaluation",
            "name": "Evaluation of final tenders",
            "date": "2015-01-30",
        }


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (STAGES, "Due: Evaluation of final tenders, 30 Jan 2015."),
        ("", "When they are due is not known: no stage is called an evaluation."),
        (
            '[[procurement.stage]]\nid = "evaluation"\nname = "Marking"\n',
            "Due: Marking, on a day that is not known.",
        ),
    ],
)
def test_when_scores_are_due(tmp_path: Path, more: str, line: str) -> None:
    write_programme(tmp_path, MILESTONES, workstreams(TWO_GROUPS, more=more))
    assert line in evaluated(tmp_path).stdout.splitlines()


def test_a_procurement_without_an_evaluation_says_so(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, workstreams(""))
    assert "ITO: the files do not say how bids are scored." in evaluated(tmp_path).stdout


def test_a_programme_without_procurements_says_so(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES)
    assert "No procurement is recorded." in evaluated(tmp_path).stdout
    assert document(tmp_path)["procurements"] == []


def test_an_earlier_stage_may_be_asked_for(tmp_path: Path) -> None:
    early = bid("A", {"quality": 70, "price": 60}, stage='"isds"', on="2014-11-20")
    late = bid("B", {"quality": 70, "price": 60}, stage='"final"')
    write_programme(tmp_path, MILESTONES, workstreams(TWO_GROUPS, early, late, more=STAGES))
    [scored] = document(tmp_path)["procurements"]
    assert (scored["stage"], scored["scored_stages"]) == ("final", ["isds", "final"])
    [scored] = document(tmp_path, "--stage", "isds")["procurements"]
    assert [bid["bidder"] for bid in scored["bids"]] == ["A"]
    assert "Other scores of ITO: --stage isds." in evaluated(tmp_path).stdout
    [scored] = document(tmp_path, "--stage", "final", "--as-of", "2014-12-20")["procurements"]
    assert (scored["stage"], scored["bids"]) == ("final", [])


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["itto"], 'there is no procurement "itto"', 'did you mean "ito"?'),
        (["--stage", "finals"], 'there is no stage "finals"', 'did you mean "final"?'),
        (
            ["--what-if", "A: Service"],
            "nothing is supposed of A",
            'write "BIDDER: CRITERION=72.5" or "BIDDER: price=12500000"',
        ),
        (
            ["--what-if", "Z: Service=1"],
            "a supposition begins with a bidder of this procurement and a colon",
            "the bidders are A, B, C, D: write",
        ),
        (
            ["--what-if", "A: Servise=1"],
            'there is no criterion "Servise"',
            'did you mean "Service"?',
        ),
        (["--what-if", "D: Service=1"], "D has no bid here", "the bids are of B, A, C"),
        (["--what-if", "A: Service=101"], "101 is not a score", "write a number from 0 to 100"),
        (
            ["--what-if", "A: Service=72.00001"],
            "72.00001 is not a score",
            "at most four decimals",
        ),
        (
            ["--what-if", "A: Service=high"],
            'the score of A: "high" is not a number',
            'write "BIDDER: CRITERION=72.5"',
        ),
        (["--what-if", "A: price=0"], "0 is not a price", "over 0"),
        (["--what-if", "A: price=NaN"], 'the price of A: "NaN" is not a number', "write"),
        (
            ["--what-if", "A: Value=90"],
            "Value is set by the price",
            'suppose the price instead: "A: price=12500000"',
        ),
        (
            ["--what-if", "A: Service=1", "--what-if", "A:Service=2"],
            "A: Service is supposed twice",
            "give it once",
        ),
        (["--weights", "qualty=1"], 'there is no group "qualty"', 'did you mean "quality"?'),
        (["--weights", "quality"], '"quality" supposes no weight', "write a weight"),
        (
            ["--weights", "quality=50"],
            "the weights sum to 90, not 100",
            "they would be quality 50, price 40",
        ),
        (["--weights", "quality=-1,price=101"], "-1 is not a weight", "from 0 to 100"),
        (
            ["--weights", "quality=50,quality=50"],
            "quality is supposed twice",
            "give each group once",
        ),
        (
            ["--weights", "quality=50,price=50", "--moderation", "x.csv"],
            "--moderation compares scores as they are",
            "leave out",
        ),
        (["--spread", "5"], "--spread says which scores --moderation lists", "give --moderation"),
        (["--moderation", "none.csv"], "none.csv cannot be read: No such file", "check the name"),
    ],
)
def test_what_cannot_be_done_is_said_with_the_way_out(
    here: Path, arguments: list[str], message: str, hint: str
) -> None:
    result = evaluated(here, *arguments)
    assert (result.stdout, result.status) == ("", 2)
    first, second = result.stderr.splitlines()
    assert first.startswith(f"error: {message}")
    assert hint in second


def test_a_supposed_score_is_compared_and_nothing_is_written(here: Path) -> None:
    before = (here / "workstreams.toml").read_bytes()
    found = document(here, "--what-if", "A: Service=75", "--what-if", "B: price=12_000_000")
    assert (here / "workstreams.toml").read_bytes() == before
    assert found["supposed"] == [
        {"bidder": "A", "criterion": "Service", "value": 75},
        {"bidder": "B", "criterion": "price", "value": 12_000_000},
    ]
    [scored] = found["procurement"]
    assert scored["leader"] == {"from": "B", "to": "A"}
    # A: 45.9 + 0.24 x 96 + 9.6 = 78.54; B: 77 as before, the lowest still.
    assert scored["margin"] == {"from": 0.47, "to": 1.54}
    assert scored["bids"][0] == {
        "bidder": "A",
        "rank": {"from": 2, "to": 1},
        "status": {"from": "ranked", "to": "ranked"},
        "total": {"from": 76.53, "to": 78.54},
    }
    text = evaluated(here, "--what-if", "A: Service=75").stdout
    assert text.startswith("P: what if A: Service were 75, as of 1 Feb 2015\n")


def test_supposed_weights_are_compared(here: Path) -> None:
    found = document(here, "--weights", "quality=70, price=30")
    assert found["supposed"] == [
        {"bidder": None, "group": "quality", "value": 70},
        {"bidder": None, "group": "price", "value": 30},
    ]
    [scored] = found["procurement"]
    assert scored["leader"] == {"from": "B", "to": "A"}
    rows = evaluated(here, "--weights", "quality=70,price=30", "--format", "csv").stdout
    assert "bid,ito,A,,rank,2,1" in rows.splitlines()


def test_a_supposition_of_findings_shows_them_too(here: Path) -> None:
    found = document(here, "--what-if", "C: Service=60")
    assert [scored["id"] for scored in found["findings"]["cleared"]] == ["tender-excluded"]


def test_the_longest_name_of_a_bidder_and_odd_criteria_are_understood(tmp_path: Path) -> None:
    evaluation = 'quality = { weight = 100, criteria = { "a=b: c" = 100 } }'
    text = workstreams(
        evaluation,
        bid("X: Y", {"a=b: c": 50}),
        bid("X", {"a=b: c": 40}),
        bidders=["X", "X: Y"],
    )
    write_programme(tmp_path, MILESTONES, text)
    found = document(tmp_path, "--what-if", "X: Y: a=b: c=30")
    assert found["supposed"] == [{"bidder": "X: Y", "criterion": "a=b: c", "value": 30}]


def test_a_stage_is_supposed_of_by_itself(tmp_path: Path) -> None:
    text = workstreams(
        TWO_GROUPS,
        bid("A", {"quality": 70, "price": 60}, stage='"isds"', on="2014-11-20"),
        bid("B", {"quality": 60, "price": 60}, stage='"isds"', on="2014-11-20"),
        bid("B", {"quality": 70, "price": 60}, stage='"final"'),
        more=STAGES,
    )
    write_programme(tmp_path, MILESTONES, text)
    [scored] = document(tmp_path, "--stage", "isds", "--what-if", "B: quality=80")["procurement"]
    assert scored["leader"] == {"from": "A", "to": "B"}
    result = evaluated(tmp_path, "--what-if", "A: quality=80")
    assert result.stderr.startswith("error: A has no bid here")


def test_with_several_procurements_a_supposition_needs_to_say_which(tmp_path: Path) -> None:
    files = workstreams(TWO_GROUPS, bid("A", {"quality": 1, "price": 1}))
    other = '[[procurement]]\nid = "other"\nname = "Other"\nworkstream = "hrd"\n'
    write_programme(tmp_path, MILESTONES, f"{files}\n{other}")
    assert len(document(tmp_path)["procurements"]) == 2
    result = evaluated(tmp_path, "--what-if", "A: quality=2")
    assert result.stderr.startswith("error: --what-if is about one procurement\n")
    assert "name it: ito, other" in result.stderr
    assert evaluated(tmp_path, "ito", "--what-if", "A: quality=2").status == 0
    assert len(document(tmp_path, "--workstream", "hrd")["procurements"]) == 1


def test_status_and_procurement_say_who_leads_once_there_are_scores(here: Path) -> None:
    line = "ITO, tenders: B leads with 77.00 points, 0.47 ahead of A."
    for command, key in (("status", "procurement"), ("procurement", "procurements")):
        assert line in run(command, cwd=here, today=DAY).stdout
        early = run(command, "--as-of", "2015-01-29", cwd=here, today=DAY)
        assert "tenders:" not in early.stdout
        for day, expected in (("2015-01-29", (None, None)), ("2015-01-30", ("B", 0.47))):
            written = run(command, "--as-of", day, "--format", "json", cwd=here, today=DAY).stdout
            [scored] = json.loads(written)[key]
            assert (scored["leader"], scored["margin"]) == expected


@pytest.mark.parametrize(
    ("bids", "line", "leader"),
    [
        (
            [bid("A", {"quality": 70, "price": 40}), bid("B", {"quality": 60, "price": 55})],
            "ITO, tenders: A and B share the first rank with 58.00 points.",
            (None, 0),
        ),
        (
            [bid("A", {"quality": 70, "price": 40})],
            "ITO, tenders: A leads with 58.00 points; no other bid is ranked.",
            ("A", None),
        ),
        (
            [bid("A", {"quality": 70})],
            "ITO, tenders: the one bid is not ranked.",
            (None, None),
        ),
        (
            [bid("A", {"quality": 70}), bid("B", {"quality": 70})],
            "ITO, tenders: none of 2 bids is ranked.",
            (None, None),
        ),
        (
            [bid(name, {"quality": 70, "price": 40 + 10 * (name == "C")}) for name in "ABC"],
            "ITO, tenders: C leads with 62.00 points, 4.00 ahead of A and B.",
            ("C", 4),
        ),
    ],
)
def test_how_a_tender_is_told(
    tmp_path: Path, bids: list[str], line: str, leader: tuple[object, object]
) -> None:
    write_programme(tmp_path, MILESTONES, workstreams(TWO_GROUPS, *bids))
    told = run("procurement", cwd=tmp_path, today=DAY, env={"COLUMNS": "200"}).stdout
    assert line in told.splitlines()
    arguments = ("status", "--with-tender", "-f", "json")
    [scored] = json.loads(run(*arguments, cwd=tmp_path, today=DAY).stdout)["procurement"]
    assert (scored["leader"], scored["margin"]) == leader


def test_diff_says_what_changed(here: Path) -> None:
    arguments = ("diff", "--from", "2015-01-29", "--to", "2015-01-30")
    text = run(*arguments, cwd=here, today=DAY, env={"COLUMNS": "200"}).stdout
    stage = "ITO: complete, was Evaluation of final tenders"
    assert f"{stage}; B leads with 77.00 points, 0.47 ahead of A." in text.splitlines()
    written = json.loads(run(*arguments, "-f", "json", cwd=here, today=DAY).stdout)
    [scored] = written["procurement"]
    assert scored["leader"] == {"from": None, "to": "B"}
    assert [entry["bidder"] for entry in scored["bids"]] == ["B", "A", "C"]
    assert scored["bids"][2]["status"] == {"from": None, "to": "excluded"}
    later = run("diff", "--from", "2015-01-30", "--to", "2015-01-31", cwd=here, today=DAY)
    assert "Tenders" not in later.stdout


def test_diff_says_when_scores_are_gone() -> None:
    scores = bid("A", {"quality": 70, "price": 40})
    [change] = compare(position(TWO_GROUPS, scores), position(TWO_GROUPS)).procurements
    assert procurement_line(change) == (
        "ITO: no stages; no scores (before: A leads with 58.00 points; no other bid is ranked)."
    )


def test_names_are_text_in_every_format(tmp_path: Path) -> None:
    name = "=cmd|[bold]<script>"
    text = workstreams(TWO_GROUPS, bid(name, {"quality": 1, "price": 1}), bidders=[name])
    write_programme(tmp_path, MILESTONES, text)
    assert f"1     {name}" in evaluated(tmp_path).stdout
    assert document(tmp_path)["procurements"][0]["bids"][0]["bidder"] == name
    assert f"'{name}" in evaluated(tmp_path, "-f", "csv").stdout
    assert "<script>" not in evaluated(tmp_path, "-f", "markdown").stdout.replace("\\<", "")


def test_a_narrow_screen_cuts_no_figure(here: Path) -> None:
    text = run("evaluate", cwd=here, today=DAY, env={"COLUMNS": "40"}).stdout
    assert all(len(line) <= 40 for line in text.splitlines())
    assert "77.00" in text


def test_the_shipped_programme_has_no_scores() -> None:
    assert "[[procurement.bid]]" not in (ROOT / "workstreams.toml").read_text("utf-8")


BY_PRICE = """
    quality = { weight = 53 }
    price = { weight = 47, criteria = { "Value" = 100 } }
    price_formula = "lowest-over-bid"
    price_criterion = "Value"
"""


@pytest.mark.parametrize("price", ["100000.11", "10000000.01", "9999999999.99"])
def test_two_totals_that_differ_a_little_are_told_apart_by_programs(
    tmp_path: Path, price: str
) -> None:
    lowest = price.split(".")[0]
    bids = [bid("A", {"quality": 88}, price=price), bid("B", {"quality": 88}, price=lowest)]
    here = write_programme(tmp_path, MILESTONES, workstreams(BY_PRICE, *bids, bidders="AB"))
    [found] = document(here)["procurements"]
    first, second = (scored["total"] for scored in found["bids"])
    assert first > second
    apart = 47 - 47 * Fraction(lowest) / Fraction(price)
    assert found["margin"] == pytest.approx(float(apart), rel=1)
    assert min(swing["fall"] for swing in found["swings"] if swing["fall"] is not None) > 0
    rows = csv.DictReader(io.StringIO(evaluated(here, "--format", "csv").stdout))
    totals = {row["bidder"]: float(row["total"]) for row in rows}
    assert totals == {"B": first, "A": second}


def test_totals_that_four_decimals_tell_apart_have_four(tmp_path: Path) -> None:
    bids = [
        bid("A", {"quality": "87.1"}, price=3),
        bid("B", {"quality": 87}, price=7),
        bid("C", {"quality": 87}, price=7),
    ]
    here = write_programme(tmp_path, MILESTONES, workstreams(BY_PRICE, *bids, bidders="ABC"))
    [found] = document(here)["procurements"]
    assert [scored["total"] for scored in found["bids"]] == [93.163, 66.2529, 66.2529]
    assert found["margin"] == 26.9101

"""Reports for everybody say nothing of how a tender stands while it runs."""

import json
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from tests.command import run
from tests.programmes import problems_of, write_programme
from tests.tenders import MILESTONES, STAGES, bid, workstreams

EVALUATION: Final = """
quality = { weight = 60, minimum = 50, criteria = { Design = 60, Service = 40 } }
price = { weight = 40, criteria = { Price = 100 } }
price_formula = "lowest-over-bid"
price_criterion = "Price"
"""
SCORES: Final = {
    "Alder": ({"Design": "81.37", "Service": "62.59"}, 7_654_321),
    "Brook": ({"Design": "77.43", "Service": "91.29"}, 8_123_457),
    "Cedar": ({"Design": "31.13", "Service": "41.91"}, 6_543_219),
}
WAIVER: Final = """
[[waiver]]
finding = "tender-excluded"
subject = "ito"
until = 2016-01-01
reason = "Cedar asked for it"
approved_by = "Board"
"""
REPORTS: Final = [
    *(("status", "--format", format) for format in ("table", "json", "csv", "markdown")),
    ("status", "--working-days"),
    *(
        ("diff", "--from", "2014-12-02", "--format", format)
        for format in ("table", "json", "csv", "markdown")
    ),
    ("diff", "--from", "2014-12-02", "--all"),
    ("report", "--format", "html"),
    ("report", "--format", "html", "--since", "2014-12-02"),
    ("report", "--format", "markdown", "--since", "2014-12-02"),
]


TABLE_ONLY: Final = ("status", "--format", "csv")
"""The one report that has nothing of tenders: only its first table, the workstreams."""


def bids(order: str, notes: str) -> list[str]:
    """Return three bids with the scores and prices in this order, at two stages of the tender."""
    named = list(SCORES.values())
    return [
        bid(bidder, scores, price=price, on=on, stage=f'"{stage}"', note=f'"{notes} {n}"')
        for stage, on in (("isds", date(2014, 12, 10)), ("final", date(2014, 12, 12)))
        for bidder, n in zip(SCORES, map(int, order), strict=True)
        for scores, price in [named[n]]
    ]


def plan(folder: Path, made: list[str], more: str = "", waiver: str = WAIVER) -> Path:
    folder.mkdir()
    files = workstreams(EVALUATION, *made, bidders=list(SCORES), more=more + STAGES)
    write_programme(folder, milestones=MILESTONES + waiver, workstreams=files)
    return folder


def printed(folder: Path, report: tuple[str, ...], day: str, *more: str) -> str:
    result = run("-C", str(folder), *report, "--as-of", day, *more)
    assert result.status == 0, result.stderr
    return result.stdout + result.stderr


@pytest.mark.parametrize("report", REPORTS, ids=" ".join)
def test_no_byte_depends_on_the_scores_of_a_tender_that_runs(
    report: tuple[str, ...], tmp_path: Path
) -> None:
    left = plan(tmp_path / "one", bids("012", "A strong bid"))
    other = plan(tmp_path / "other", bids("120", "Not what we hope"))
    for day in ("2014-12-11", "2014-12-15", "2015-01-29"):
        told = printed(left, report, day)
        assert told == printed(other, report, day)
        assert (told == printed(left, report, day, "--with-tender")) == (report == TABLE_ONLY)
        for secret in ("81.37", "62.59", "7,654,321", "7654321", "strong bid", "Cedar asked"):
            assert secret not in told
    for day in ("2015-01-30", "2015-02-01"):  # its last stage is passed
        told = printed(left, report, day)
        assert (told == printed(other, report, day)) == (report == TABLE_ONLY)
        assert told == printed(left, report, day, "--with-tender")


@pytest.mark.parametrize(
    "report",
    [
        ("portfolio", "status", "."),
        ("portfolio", "status", ".", "--format", "json"),
        ("portfolio", "diff", ".", "--from", "2014-12-02"),
        ("portfolio", "diff", ".", "--from", "2014-12-02", "--format", "json"),
        ("portfolio", "report", ".", "-o", "made.html", "--since", "2014-12-02"),
        ("report", "-o", "made.docx", "--since", "2014-12-02"),
        ("report", "-o", "made.html", "--brief"),
        ("status", "--all"),
        ("status", "--units", "thousands"),
    ],
    ids=" ".join,
)
def test_nor_does_any_byte_of_the_papers_and_of_a_portfolio(
    report: tuple[str, ...], tmp_path: Path
) -> None:
    made = {}
    for name, order in (("one", "012"), ("other", "120")):
        for tender in ((), ("--with-tender",)):
            (tmp_path / f"{name}{len(tender)}").mkdir()
            folder = plan(tmp_path / f"{name}{len(tender)}" / "plan", bids(order, "A strong bid"))
            done = run(*report, "--as-of", "2014-12-15", *tender, cwd=folder)
            assert done.status == 0, done.stderr
            files = [path for path in sorted(folder.rglob("*")) if path.suffix != ".toml"]
            written = [path.read_bytes() for path in files if path.is_file()]
            made[name, tender] = (done.stdout, written)
    assert made["one", ()] == made["other", ()]
    if report != ("portfolio", "status", "."):
        assert made["one", ()] != made["one", ("--with-tender",)]
    assert "Cedar asked" not in str(made["one", ()])


@pytest.mark.parametrize(
    "report", [report for report in REPORTS if report != TABLE_ONLY], ids=" ".join
)
def test_what_is_left_out_is_said_with_how_to_include_it(
    report: tuple[str, ...], tmp_path: Path
) -> None:
    folder = plan(tmp_path / "one", bids("012", "A"))
    told = " ".join(printed(folder, report, "2014-12-15").split()).replace(r"\-", "-")
    if "json" in report:
        found = json.loads(run("-C", str(folder), *report, "--as-of", "2014-12-15").stdout)
        withheld = found.get("withheld") or [
            procurement["id"] for procurement in found["procurement"] if procurement["withheld"]
        ]
        assert withheld == ["ito"]
        return
    assert (
        "ITO: its scores and ranking are left out until its last stage is passed; --with-tender "
        "includes them." in told
    )
    assert "--with-tender" not in printed(folder, report, "2015-02-01")
    assert "--with-tender" not in printed(folder, report, "2014-12-09")  # there are no scores yet


@pytest.mark.parametrize(
    ("key", "before", "after", "until"),
    [
        ("2015-03-02", "2015-03-01", "2015-03-02", "2 Mar 2015"),
        ('"2015-03"', "2015-03-30", "2015-03-31", "31 Mar 2015"),
        ('"m"', "2015-04-09", "2015-04-10", "M is complete (1 Jan 2099)"),
        ("2014-12-15", "2014-12-14", "2014-12-15", "15 Dec 2014"),
    ],
)
def test_another_day_may_be_named_to_publish_from(
    key: str, before: str, after: str, until: str, tmp_path: Path
) -> None:
    folder = plan(tmp_path / "one", bids("012", "A"), f"publish_from = {key}\n")
    milestones = folder / "milestones.toml"
    dated = milestones.read_text().replace("2099-01-01", "2099-01-01\nactual = 2015-04-10", 1)
    milestones.write_text(dated)
    running = " ".join(printed(folder, ("status",), before).split())
    assert f"left out until {until}; --with-tender" in running
    assert "ahead of" not in running
    assert "ahead of" in printed(folder, ("status",), after)


def test_a_tender_without_stages_is_never_published_by_itself(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    made = bid("Alder", {"quality": 80, "price": 70})
    files = workstreams(
        "quality = { weight = 60 }\nprice = { weight = 40 }", made, bidders=["Alder"]
    )
    write_programme(folder, milestones=MILESTONES, workstreams=files)
    assert "are left out" in printed(folder, ("status",), "2030-01-01")
    assert "Alder leads" not in printed(folder, ("status",), "2030-01-01")


def test_a_comparison_goes_by_its_later_day_and_by_the_newer_files(tmp_path: Path) -> None:
    folder = plan(tmp_path / "one", bids("012", "A"))
    forth = ("diff", "--from", "2014-12-09")
    assert "Tenders" in printed(folder, forth, "2015-02-01")
    assert "Tenders" not in printed(folder, forth, "2015-01-15")
    back = ("diff", "--from", "2015-02-01")
    assert "Tenders" in printed(folder, back, "2014-12-09")


def test_publish_from_names_a_milestone_that_is_there() -> None:
    files = workstreams(EVALUATION, bidders=list(SCORES), more='publish_from = "x"\n')
    [problem] = problems_of(MILESTONES, files)
    assert problem.kind == "unknown-reference"
    assert 'refers to milestone "x"' in problem.message


def test_those_who_may_see_it_evaluate(tmp_path: Path) -> None:
    folder = plan(tmp_path / "one", bids("012", "A"))
    assert "81.37" in printed(folder, ("evaluate", "ito", "--format", "json"), "2014-12-15")

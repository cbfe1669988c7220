"""The savings by state on the board's page and in the committee's report."""

import json
from datetime import date
from pathlib import Path

from tests.command import run
from tests.programmes import WORKSTREAMS, write_programme

DAY = date(2014, 12, 9)
SAVINGS = """
    [[saving]]
    id = "posts"
    workstream = "ict"
    name = "Posts"
    full_year = 90_000
    starts = 2014-04-01
    state = [{ on = 2014-12-01, state = "at-risk" }]

    [[saving]]
    id = "other-posts"
    workstream = "ict"
    name = "Other posts"
    full_year = 12_000
    starts = 2014-10-01
    replaces = "posts"
"""


def paper(folder: Path, savings: str) -> str:
    write_programme(folder, "", WORKSTREAMS + savings)
    result = run("report", "-o", "paper.md", "--as-of", DAY.isoformat(), cwd=folder, today=DAY)
    assert result.status == 0, result.stderr
    return (folder / "paper.md").read_text("utf-8")


def test_the_paper_has_the_year_by_state_as_savings_has_it(tmp_path: Path) -> None:
    text = paper(tmp_path, SAVINGS)
    assert "Savings of 2014/15 by state\n" in text
    assert "Other posts stands in for Posts: £6,000 forecast." in text
    command = ("savings", "--by", "state", "--as-of", DAY.isoformat(), "-f", "json")
    told = json.loads(run(*command, cwd=tmp_path, today=DAY).stdout)["states"]
    amounts = {state["state"]: state["amount"] for state in told}
    assert (amounts["at-risk"], amounts["not-stated"]) == (90_000, 6_000)
    assert "| At risk | 90,000 | 94% |" in text
    assert "| **Planned** | **96,000** | **100%** |" in text


def test_without_a_state_there_is_no_table_of_them(tmp_path: Path) -> None:
    text = paper(tmp_path, SAVINGS.replace('state = [{ on = 2014-12-01, state = "at-risk" }]', ""))
    assert "by state" not in text
    assert "stands in for" in text


def test_a_state_that_is_stated_later_is_not_known_yet(tmp_path: Path) -> None:
    assert "by state" not in paper(tmp_path, SAVINGS.replace("2014-12-01", "2014-12-10"))


def test_the_page_has_it_too(tmp_path: Path) -> None:
    paper(tmp_path, SAVINGS)
    run("report", "-o", "page.html", "--as-of", DAY.isoformat(), cwd=tmp_path, today=DAY)
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "Savings of 2014/15 by state" in page
    assert "Other posts stands in for Posts" in page


def test_before_the_first_year_the_states_are_those_of_it(tmp_path: Path) -> None:
    write_programme(
        tmp_path, "", WORKSTREAMS + SAVINGS.replace("on = 2014-12-01", "on = 2013-12-01")
    )
    result = run("savings", "--by", "state", "--as-of", "2014-01-31", cwd=tmp_path)
    assert "savings of 2014/15 by state" in result.stdout, result.stderr

"""The laws of comparing, and the command that compares."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.comparison import compare
from minerva.position import position_at
from minerva.views import diff as view
from tests.command import run
from tests.comparison.test_comparison import PLAIN, milestone
from tests.programmes import programme, write_programme
from tests.repositories import commit
from tests.strategies import days, programmes, toml


@given(programmes(), days)
def test_a_position_does_not_differ_from_itself(tables: dict[str, Any], when: date) -> None:
    position = position_at(programme(*toml(tables)), when)
    changed = compare(position, position)
    assert changed.is_empty
    assert view.headline(changed) == "Nothing changed."
    document = view.document(changed)
    for key in ("milestones", "added", "removed", "deadlines", "procurement"):
        assert document[key] == []
    assert document["findings"] == {"new": [], "cleared": []}
    assert document["savings"]["years"] == {}


@given(programmes(), days, st.integers(0, 400))
def test_read_backwards_everything_is_the_other_way_round(
    tables: dict[str, Any], when: date, later: int
) -> None:
    plan = programme(*toml(tables))
    ends = position_at(plan, when), position_at(plan, date.fromordinal(when.toordinal() + later))
    there, back = compare(*ends), compare(*reversed(ends))
    assert [(c.after, c.before) for change in there.milestones for c in change.changes] == [
        (c.before, c.after) for change in back.milestones for c in change.changes
    ]
    assert [change.identity for change in there.new] == [change.identity for change in back.cleared]
    assert {(change.after, change.before) for change in there.altered} == set(back.altered)
    for was, now in zip(there.savings, back.savings, strict=True):
        for label, figures in was.years.items():
            assert {f: (a.after, a.before) for f, a in figures.items()} == {
                f: tuple(a) for f, a in now.years[label].items()
            }


@given(programmes(), days, st.integers(0, 400))
def test_a_narrowed_comparison_tells_nothing_that_the_whole_one_does_not(
    tables: dict[str, Any], when: date, later: int
) -> None:
    plan = programme(*toml(tables))
    end = date.fromordinal(when.toordinal() + later)
    whole = compare(position_at(plan, when), position_at(plan, end))
    for workstream in plan.workstreams:
        only = [workstream.id]
        part = compare(position_at(plan, when, only), position_at(plan, end, only))
        assert all(change in whole.new for change in part.new)
        assert all(change in whole.cleared for change in part.cleared)
        assert all(deadline in whole.deadlines for deadline in part.deadlines)


@given(programmes(), days, st.integers(0, 400))
def test_savings_that_moved_add_up_to_what_all_moved(
    tables: dict[str, Any], when: date, later: int
) -> None:
    plan = programme(*toml(tables))
    end = date.fromordinal(when.toordinal() + later)
    changed = compare(position_at(plan, when), position_at(plan, end))
    for label, figures in changed.total.years.items():
        for figure in ("realised", "validated"):
            moved = sum(
                (saving.years[label][figure].change or 0)
                for saving in changed.savings
                if label in saving.years
            )
            assert moved == figures[figure].change


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A repository with a milestone whose baseline was edited since it was committed."""
    commit(write_programme(tmp_path, PLAIN))
    return write_programme(tmp_path, PLAIN.replace("2015-02-01", "2015-02-08"))


def test_the_files_are_compared_with_those_of_a_revision(plan: Path) -> None:
    told = run("diff", "--rev", "HEAD", "--as-of", "2014-12-09", cwd=plan)
    assert told.status == 0
    assert "changes since revision HEAD, as of 9 Dec 2014\n" in told.stdout
    assert "Milestones: 1 baseline edited, 1 slipped further.\n" in told.stdout
    document = json.loads(
        run("diff", "--rev", "HEAD", "--as-of", "2014-12-09", "-f", "json", cwd=plan).stdout
    )
    assert (document["from"], document["to"]) == ("2014-12-09", "2014-12-09")
    assert document["rev"] == "HEAD"


def test_a_revision_may_be_looked_at_as_of_another_day(plan: Path) -> None:
    both = ("--rev", "HEAD", "--from", "2014-12-01", "--to", "2015-03-01")
    told = run("diff", *both, cwd=plan).stdout
    assert "since revision HEAD, from 1 Dec 2014 to 1 Mar 2015\n" in told
    assert "became overdue" in told


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_nothing_that_changed_is_no_error(plan: Path, format: str) -> None:
    days_text = ("--from", "2014-12-09", "--to", "2014-12-09")
    result = run("diff", *days_text, "-f", format, cwd=plan)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout


def test_a_first_day_that_is_to_come_is_pointed_out(plan: Path) -> None:
    result = run("diff", "--from", "2199-03-01", cwd=plan)
    assert result.status == 0
    assert result.stderr.startswith(
        "--from lies in the future. This reads back from 1 Mar 2199 to "
    )


def test_swapped_dates_are_pointed_out_and_compared_as_asked(plan: Path) -> None:
    result = run("diff", "--from", "2015-03-01", "--to", "2014-12-09", cwd=plan)
    assert result.status == 0
    assert result.stderr.startswith("--from is after --to: are the dates swapped?")
    assert "recovered" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nothing to compare with"),
        (["--to", "2014-12-09"], "nothing to compare with"),
        (["--from", "2014-12-01", "--to", "2014-12-09", "--as-of", "2014-12-10"], "same day"),
        (["--from", "2014-12-01", "-w", "icr"], 'no workstream "icr"'),
    ],
)
def test_what_cannot_be_compared_is_refused(plan: Path, arguments: list[str], told: str) -> None:
    result = run("diff", *arguments, cwd=plan)
    assert (result.status, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_comparison_may_be_narrowed(plan: Path) -> None:
    other = milestone("baseline = 2014-12-10", "other", "hrd")
    write_programme(plan, PLAIN + other)
    days_text = ("--from", "2014-12-09", "--to", "2014-12-20")
    assert "became overdue" in run("diff", *days_text, cwd=plan).stdout
    narrowed = run("diff", *days_text, "-w", "ict", cwd=plan).stdout
    assert narrowed == "P: changes from 9 Dec 2014 to 20 Dec 2014, ict only\nNothing changed.\n"

"""The board's one screen: what is still to come, and what needs a decision."""

import json
from datetime import date
from typing import Any

import pytest

from minerva.position import Position, position_at
from minerva.views import status
from tests.command import run
from tests.programmes import WORKSTREAMS, programme

D = date(2014, 12, 9)


def milestone(id: str, baseline: str, *lines: str, workstream: str = "ict") -> str:
    more = "".join(f"    {line}\n" for line in lines)
    return (
        f'    [[milestone]]\n    id = "{id}"\n    workstream = "{workstream}"\n'
        f'    name = "{id.upper()}"\n    baseline = {baseline}\n{more}'
    )


def on(milestones: str, more: str = "", when: date = D) -> Position:
    return position_at(programme(milestones, WORKSTREAMS + more), when)


def ids_of_ict(milestones: str) -> list[str | None]:
    """Return the ids of what is next in the first workstream, and of what is still to come."""
    found = status.document(on(milestones))["workstreams"][0]["milestones"]
    return [found[key] and found[key]["id"] for key in ("next", "upcoming")]


LATE = milestone("late", "2014-12-08")
TODAY = milestone("today", "2014-12-09")
SOON = milestone("soon", "2014-12-10")
DONE = milestone("done", "2014-12-01", "actual = 2014-12-01")


def test_upcoming_is_the_first_milestone_that_is_neither_complete_nor_overdue() -> None:
    assert ids_of_ict(LATE + SOON + DONE) == ["late", "soon"]
    assert ids_of_ict(SOON + TODAY + LATE) == ["late", "today"]
    assert ids_of_ict(DONE + SOON) == ["soon", "soon"]
    assert ids_of_ict(LATE) == ["late", None]
    assert ids_of_ict(DONE) == [None, None]


def test_upcoming_stands_after_next_with_the_same_keys() -> None:
    result = run("status", "--as-of", "2015-04-01", "-f", "json")
    found = json.loads(result.stdout)
    ict: dict[str, Any] = found["workstreams"][0]["milestones"]
    assert list(ict)[-2:] == ["next", "upcoming"]
    assert ict["next"]["id"] == "ito-dialogue-ends"
    assert ict["upcoming"] == {
        "id": "ito-commencement",
        "name": "Contract commencement",
        "forecast": "2015-04-01",
    }
    procurement = found["procurement"][0]
    keys = list(procurement)
    assert keys.index("upcoming") == keys.index("next") + 1
    assert procurement["next"]["id"] == "ito-dialogue-ends"


def test_the_screen_says_what_is_to_come_or_that_nothing_is() -> None:
    def remark(milestones: str) -> object:
        table = status.report(on(milestones)).tables[0]
        return table.rows[0][table.position_of("upcoming")]

    assert remark(LATE + SOON) == "next: SOON, 10 Dec 2014"
    assert remark(LATE) == "next: nothing is still to come, every date has passed"
    assert remark(DONE) == ""


STAGES = """
    [[procurement]]
    id = "p"
    name = "Works"
    workstream = "ict"
      [[procurement.stage]]
      id = "first"
      name = "First"
      closes = "late"
      [[procurement.stage]]
      id = "second"
      name = "Second"
      closes = "soon"
"""


def test_what_is_to_come_of_a_procurement_closes_a_later_stage_where_the_current_is_late() -> None:
    [works] = status.document(on(LATE + SOON, STAGES))["procurement"]
    assert (works["next"]["id"], works["upcoming"]["id"]) == ("late", "soon")
    [works] = status.document(on(LATE + SOON, STAGES, date(2014, 12, 11)))["procurement"]
    assert (works["next"]["id"], works["upcoming"]) == ("late", None)


REPORTS = [
    *("status", "milestones", "milestones --timeline", "slippage", "savings", "procurement"),
    *("savings --matrix planned", "options", "forecast", "trend", "diff --from 2014-12-09"),
    "what-if ito-award=+1month",
]


@pytest.mark.parametrize("command", REPORTS)
def test_data_too_old_for_the_day_is_the_first_line_of_a_report(command: str) -> None:
    arguments = command.split()
    old = run(*arguments, "--as-of", "2015-01-01")
    first, second = old.stdout.splitlines()[:2]
    assert f"{first} {second}".startswith(
        "Programme Minerva: the data was last updated on 26 Nov 2014, 36 days before this day. "
        "What is shown as late may be done, and not recorded."
    )
    assert old.stderr.startswith("The data was last updated on 26 Nov 2014, 36 days before: ")
    assert "before this day" not in run(*arguments, "--as-of", "2014-12-31").stdout


@pytest.mark.parametrize("command", ["status", "savings"])
def test_data_too_old_for_the_day_stands_above_the_heading_of_markdown(command: str) -> None:
    arguments = (*command.split(), "--as-of", "2015-01-01", "-f")
    lines = run(*arguments, "markdown").stdout.splitlines()
    assert lines[0].startswith("**Programme Minerva: the data was last updated on 26 Nov 2014, ")
    assert lines[0].endswith("recorded.**")
    assert (lines[1], lines[2][:21]) == ("", "## Programme Minerva:")
    for format in ("csv", "json"):
        assert "not recorded" not in run(*arguments, format).stdout


def test_a_stale_line_of_any_length_is_no_wider_than_the_screen() -> None:
    result = run("status", "--as-of", "2015-01-01", env={"COLUMNS": "20"})
    assert max(map(len, result.stdout.splitlines())) <= 20

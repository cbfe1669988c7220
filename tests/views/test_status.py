"""The board's one screen: what is still to come, and what needs a decision."""

import contextlib
import json
import os
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from minerva.cli import results
from minerva.formats.screen import terminal
from minerva.position import Position, position_at
from minerva.views import status
from tests.command import ROOT, run
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


SIX = """
    [programme]
    id = "p"
    name = "P"
""" + "".join(
    f'\n    [[workstream]]\n    id = "w{n}"\n    name = "Workstream {n} of the programme"\n'
    for n in range(6)
)


def six(late: int = 4) -> Position:
    """Return a programme of six workstreams, each with so many late milestones."""
    milestones = "".join(
        milestone(f"m-{n}-{at}", f"2014-1{at % 2}-0{at + 1}", workstream=f"w{n}")
        for n in range(6)
        for at in range(late)
    )
    return position_at(programme(milestones, SIX), D)


def screen(position: Position, width: int = 80) -> str:
    """Return the first form of the report that has 40 lines or fewer, as the command chooses."""
    texts = (terminal.render(report, width, colour=False) for report in status.screens(position))
    return next(text for text in texts if text.count("\n") <= results.SCREEN_LINES)


def test_six_workstreams_are_on_one_screen_with_what_to_decide() -> None:
    lines = screen(six()).splitlines()
    assert len(lines) <= 40
    assert lines[1].startswith("Red: ")
    rows = [line for line in lines if line.startswith(("red ", "amber ", "green "))]
    assert [row.split()[0] for row in rows] == ["red"] * 7  # and the programme
    at = lines.index("For decision")
    assert lines[at + 2].startswith("error     M-0-0: 69 days past its forecast of 1 Oct 2014")
    assert lines[at + 3].startswith("  next: record `actual` if it was achieved")
    asked = sum(line.startswith("error ") for line in lines)
    assert f"          and {24 - asked} more" in lines
    assert "`minerva status --all`" in lines[-1]


def test_what_fits_a_screen_is_shown_whole() -> None:
    position = on(SOON)
    whole = terminal.render(status.report(position), 80, colour=False)
    assert screen(position) == whole
    assert "--all" not in whole


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_workstream_has_one_line_no_wider_than_the_screen(width: int) -> None:
    lines = screen(six(), width).splitlines()
    assert sum("of 4" in line for line in lines) == 6
    assert max(map(cell_len, lines)) <= width


def test_all_of_it_may_be_asked_for() -> None:
    short = run("status", "--as-of", "2014-12-09").stdout
    whole = run("status", "--as-of", "2014-12-09", "--all").stdout
    assert short.count("\n") <= 40 < whole.count("\n")
    for part in (
        "ICT Outsource (ITO): Invitation",
        "Capita contract ends",
        "next: Competitive dialogue",
    ):
        assert part in whole
        assert part not in short
    assert "1 error, 6 warnings, 2 notes" in short


PAGER = """
import sys
text = sys.stdin.read()
open(sys.argv[1], "w").write(text)
"""


@pytest.mark.parametrize(
    ("arguments", "lines", "term", "paged"),
    [
        ((), 30, "xterm", True),
        ((), 60, "xterm", False),
        (("--no-pager",), 30, "xterm", False),
        ((), 30, "dumb", False),
    ],
)
def test_what_is_longer_than_the_terminal_is_paged(
    arguments: tuple[str, ...], lines: int, term: str, paged: bool, tmp_path: Path
) -> None:
    script, seen = tmp_path / "pager.py", tmp_path / "seen"
    script.write_text(PAGER)
    pager = shlex.join([sys.executable, str(script), str(seen)])
    env = {**os.environ, "PAGER": pager, "TERM": term, "NO_COLOR": "1"}
    env |= {"LINES": str(lines), "COLUMNS": "80"}
    command = [sys.executable, "-m", "minerva", "-C", str(ROOT), "status", *arguments]
    main, other = pytest.importorskip("pty").openpty()
    with subprocess.Popen([*command, "--as-of", "2014-12-09"], stdout=other, env=env) as process:
        os.close(other)
        told = b""
        with contextlib.suppress(OSError):  # the terminal is closed at its end
            while part := os.read(main, 65_536):
                told += part
    os.close(main)
    assert process.returncode == 0
    assert seen.exists() is paged
    text = seen.read_text() if paged else told.decode().replace("\r\n", "\n")
    assert text.startswith("Programme Minerva: position as of 9 Dec 2014\n")
    assert text.count("\n") <= 40


def test_a_pipe_is_never_paged(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    result = run("status", "--as-of", "2014-12-09", env={"PAGER": f"tee {seen}", "LINES": "5"})
    assert result.stdout.startswith("Programme Minerva")
    assert not seen.exists()


COST = """
    [[cost]]
    id = "removal"
    workstream = "ict"
    name = "Removal"
    budget = { "2014/15" = 40_000, "2015/16" = 60_000 }

    [[cost.forecast]]
    on = 2014-10-01
    years = { "2015/16" = 90_000 }
    reason = "R"

    [[cost.spent]]
    year = "2014/15"
    amount = 10_000
    on = 2014-10-02
"""


def test_costs_have_a_line_beside_the_savings_where_there_are_any() -> None:
    with_costs = on(SOON, COST)
    line = "Costs forecast £130,000, budgeted £100,000, spent £10,000."
    for report in (status.report(with_costs), *status.screens(with_costs)):
        assert line in report.tables[0].notes
    cost = status.document(with_costs)["savings"]["cost"]
    assert cost == {"budget": 100_000, "forecast": 130_000, "spent": 10_000}
    assert not [note for note in status.report(on(SOON)).tables[0].notes if "Costs" in note]

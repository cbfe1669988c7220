"""What the commands that record write, to the byte, and what they say of it."""

import json
import shlex
from datetime import date
from difflib import unified_diff
from pathlib import Path
from textwrap import dedent
from typing import Final

import pytest
import typer

from minerva.cli import load_commands
from minerva.cli.app import HEADINGS, app
from minerva.cli.new_records import COMMANDS, commands_of
from tests.command import ROOT, Result, run
from tests.programmes import write_programme

TODAY: Final = date(2015, 1, 12)

WORKSTREAMS: Final = """\
    [programme]
    id = "p"
    name = "P"
    updated = 2015-01-12
    financial_year_starts = "04-01"

    [[workstream]]
    id = "ict"
    name = "ICT"
    owner = "Head of ICT"

    [[saving]]
    id = "rent"
    workstream = "ict"
    name = "Rent"
    full_year = 120_000
    starts_with = "live"

    [[saving]]
    id = "fuel"     # what it brings is not known
    workstream = "ict"
    name = "Fuel"
    known_with = "award"

    [[saving]]
    id = "post"
    workstream = "ict"
    name = "Post"
    full_year = 80_000
    starts = 2014-04-01

      [[saving.realised]]
      year = "2014/15"
      amount = 30_000
      on = 2014-11-26
      evidence = "Ledger"

      [[saving.realised]]
      year = "2014/15"
      amount = 19_500
      on = 2015-01-05

    [[procurement]]
    id = "ito"
    name = "Outsource"
    workstream = "ict"

      [[procurement.stage]]
      id = "isds"
      name = "Solutions"
      closes = 2014-12-01

      [[procurement.stage]]
      id = "final"
      name = "Final tenders"
      closes = "award"

      [[procurement.bidder]]
      name = "HCL"

      [[procurement.bidder]]
      name = "Capita"
      out_at = "isds"

    [[contract]]
    id = "old"
    supplier = "Old Ltd"
    expires = 2015-11-03
    notice = "6 months"
"""
MILESTONES: Final = """\
    # The milestones.

    [[milestone]]
    id = "tenders"
    workstream = "ict"
    name = "Final tenders"
    baseline = 2015-01-09

    [[milestone]]
    id = "award"
    workstream = "ict"
    name = "Award"
    baseline = 2015-03-31
    after = ["tenders"]
    source = "Table 2"

      [[milestone.forecast]]
      on = 2014-12-22
      date = 2015-04-15     # a Wednesday

    # What follows the award.
    [[milestone]]
    id = "live"
    workstream = "ict"
    name = "Live"
    baseline = 2015-06-01
    deadline = 2015-06-30
    after = [{ milestone = "award", lag = "6 weeks" }]

    [[milestone]]
    id = "done"
    workstream = "ict"
    name = "Done"
    baseline = 2014-12-01
    actual = 2014-12-01
"""


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS)


def texts(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(directory.glob("*.toml"))}


def record(directory: Path, *arguments: str) -> Result:
    return run(*arguments, cwd=directory, today=TODAY)


def changed_lines(directory: Path, *arguments: str, warned: str = "") -> str:
    """Record something, and return the lines that it added to the files, or took out."""
    before = texts(directory)
    result = record(directory, *arguments)
    assert (result.status, result.stderr) == (0, warned)
    after = texts(directory)
    lines = [
        line
        for name in before
        for line in unified_diff(before[name].splitlines(), after[name].splitlines(), n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    return "".join(f"{line}\n" for line in lines)


EARLY: Final = "claim rent £80,000 --year 2014/15 --evidence 'Ledger, Q3'"
EARLY_WARNING: Final = (
    "warning: Rent: £80,000 is claimed for 2014/15 on 12 Jan 2015, and the saving starts on "
    "1 Jun 2015 (claim-early)\n"
)


@pytest.mark.parametrize(
    ("command", "line", "written"),
    [
        (
            "complete tenders --on '9 Jan 2015'",
            "milestones.toml:8: tenders was completed on 9 Jan 2015",
            "+actual = 2015-01-09\n",
        ),
        (
            "complete tenders --on 2014-12",
            "milestones.toml:8: tenders was completed in Dec 2014",
            '+actual = "2014-12"\n',
        ),
        (
            "complete done --on 2014-12-03 --correct",
            "milestones.toml:35: done was completed on 3 Dec 2014, not on 1 Dec 2014",
            "-actual = 2014-12-01\n+actual = 2014-12-03\n",
        ),
        (
            "reforecast award '30 Apr 2015' --reason 'Due diligence'",
            "milestones.toml:21: award is now expected on 30 Apr 2015",
            "+  [[milestone.forecast]]\n+  on = 2015-01-12\n+  date = 2015-04-30\n"
            '+  reason = "Due diligence"\n+\n',
        ),
        (
            "reforecast award +2weeks --reason 'Due diligence'",
            "milestones.toml:21: award is now expected on 29 Apr 2015",
            "+  [[milestone.forecast]]\n+  on = 2015-01-12\n+  date = 2015-04-29\n"
            '+  reason = "Due diligence"\n+\n',
        ),
        (
            "reforecast live 'w/c 6 Jul 2015' --reason Slip --on '5 Jan 2015'",
            "milestones.toml:30: live is now expected in the week of 6 Jul 2015",
            '+  [[milestone.forecast]]\n+  on = 2015-01-05\n+  date = "2015-W28"\n'
            '+  reason = "Slip"\n+\n',
        ),
        (
            "rebaseline live 2015-06-15 --approved-by Board --reason 'A later award'",
            "milestones.toml:30: live has a new baseline of 15 Jun 2015",
            "+  [[milestone.rebaseline]]\n+  on = 2015-01-12\n+  date = 2015-06-15\n"
            '+  approved_by = "Board"\n+  reason = "A later award"\n+\n',
        ),
        (
            EARLY,
            "workstreams.toml:19: rent has a claim of £80,000 for 2014/15",
            '+  [[saving.realised]]\n+  year = "2014/15"\n+  amount = 80_000\n'
            '+  on = 2015-01-12\n+  evidence = "Ledger, Q3"\n+\n',
        ),
        (
            "claim post -15000 --year 2014-15 --evidence 'Counted twice' --on yesterday",
            "workstreams.toml:43: post has a correction of -£15,000 for 2014/15",
            '+  [[saving.realised]]\n+  year = "2014/15"\n+  amount = -15_000\n'
            '+  on = 2015-01-11\n+  evidence = "Counted twice"\n+\n',
        ),
        (
            "validate post --year 2014/15 --by Finance",
            "workstreams.toml:37: post has £49,500 validated for 2014/15 (also line 43)",
            '+  validated = { on = 2015-01-12, by = "Finance" }\n'
            '+  validated = { on = 2015-01-12, by = "Finance" }\n',
        ),
        (
            "validate post --year 2014/15 --by Finance --claim 2 --amount 12k --on 2015-01-10",
            "workstreams.toml:42: post has £12,000 validated for 2014/15",
            '+  validated = { on = 2015-01-10, by = "Finance", amount = 12_000 }\n',
        ),
        (
            "restate fuel --full-year 1.2m --reason 'The award'",
            "workstreams.toml:25: fuel is now to save £1,200,000 a year",
            "+  [[saving.forecast]]\n+  on = 2015-01-12\n+  full_year = 1_200_000\n"
            '+  reason = "The award"\n+\n',
        ),
        (
            "restate post --full-year 70_000.50 --starts '1 May 2014' --reason Less",
            "workstreams.toml:43: post is now to save £70,000.50 a year and is now to start on "
            "1 May 2014",
            "+  [[saving.forecast]]\n+  on = 2015-01-12\n+  full_year = 70_000.50\n"
            '+  starts = 2014-05-01\n+  reason = "Less"\n+\n',
        ),
        (
            "waive milestone-overdue tenders --until '28 Feb 2015' --reason Late "
            "--approved-by Board",
            "milestones.toml:37: milestone-overdue is accepted for tenders until 28 Feb 2015",
            '+\n+[[waiver]]\n+finding = "milestone-overdue"\n+subject = "tenders"\n'
            '+until = 2015-02-28\n+reason = "Late"\n+approved_by = "Board"\n',
        ),
        (
            "serve-notice old --on '9 Jan 2015'",
            "workstreams.toml:70: notice on old was served on 9 Jan 2015",
            "+notice_served = 2015-01-09\n",
        ),
        (
            "withdraw-bidder ito hcl --at final",
            "workstreams.toml:60: HCL left ito at final",
            '+  out_at = "final"\n',
        ),
        (
            "add workstream fleet --name Fleet --owner 'Head of Transport'",
            "workstreams.toml:12: workstream fleet is added: Fleet",
            '+[[workstream]]\n+id = "fleet"\n+name = "Fleet"\n+owner = "Head of Transport"\n+\n',
        ),
        (
            "add milestone exit --workstream ict --name Exit --baseline 'Jul 2015' "
            "--after live+3weeks --after award --tolerance '2 weeks'",
            "milestones.toml:37: milestone exit is added: Exit",
            '+\n+[[milestone]]\n+id = "exit"\n+workstream = "ict"\n+name = "Exit"\n'
            '+baseline = "2015-07"\n+tolerance = "2 weeks"\n'
            '+after = [{ milestone = "live", lag = "3 weeks" }, "award"]\n',
        ),
        (
            "add saving toner --workstream ict --name Toner --category other --not-cashable "
            "--one-off --full-year 50k --starts 2015-02-01 --plan 2014/15=45k --plan 2015/16=5k",
            "workstreams.toml:43: saving toner is added: Toner",
            '+[[saving]]\n+id = "toner"\n+workstream = "ict"\n+name = "Toner"\n'
            '+category = "other"\n+cashable = false\n+recurring = false\n+full_year = 50_000\n'
            '+starts = 2015-02-01\n+plan = { "2014/15" = 45_000, "2015/16" = 5000 }\n+\n',
        ),
    ],
)
def test_a_command_adds_what_it_says_and_changes_nothing_else(
    programme: Path, command: str, line: str, written: str
) -> None:
    before = texts(programme)
    dry = record(programme, *shlex.split(command), "--dry-run")
    assert dry.status == 0
    assert texts(programme) == before
    for added in written.splitlines(keepends=True):
        assert added in dry.stdout.splitlines(keepends=True)
    told = run(*shlex.split(command), "-f", "json", "--dry-run", cwd=programme, today=TODAY)
    assert json.loads(told.stdout)["summary"] in line
    warned = EARLY_WARNING if command == EARLY else ""
    changed = changed_lines(programme, *shlex.split(command), warned=warned)
    assert sorted(changed.splitlines()) == sorted(written.splitlines())
    undone = record(programme, "undo")
    assert undone.status == 0
    assert undone.stdout.startswith("took back: ")
    assert texts(programme) == before
    assert record(programme, *shlex.split(command)).stdout.splitlines()[0] == line
    assert record(programme, "check").status in (0, 1)


def test_the_day_of_the_last_update_moves(programme: Path) -> None:
    result = run("complete", "tenders", cwd=programme, today=date(2015, 1, 20))
    assert result.status == 0
    assert "updated = 2015-01-20\n" in (programme / "workstreams.toml").read_text("utf-8")


def joined(text: str) -> str:
    """Return indented text, its continued lines joined."""
    return dedent(text.replace("\\\n" + " " * 8, ""))


def test_it_says_what_follows(programme: Path) -> None:
    result = record(programme, "reforecast", "award", "2015-05-15", "--reason", "Slip")
    assert result.stdout == joined("""\
        milestones.toml:21: award is now expected on 15 May 2015
          Award: slipped further, re-forecast; 15 May 2015, was 15 Apr 2015 (30 days later)
          Live: held back by Award; 26 Jun 2015, was 1 Jun 2015 (25 days later)
          deadline of Live on 30 Jun 2015: 4 days of float, was 29 days of float
          savings, forecast for 2015/16: £171,666.67, was £180,000 (-£8,333.33: £8,333.33 slipped)
          new warning[sequence-broken]: Live: forecast 1 Jun 2015, 25 days before Award allows \\
        (15 May 2015 + 6 weeks)
          new warning[saving-shortfall]: Rent: short of plan by £8,333.33 in 2015/16 (starts \\
        26 Jun 2015, planned 1 Jun 2015)
        """)


def test_what_follows_is_there_as_json(programme: Path) -> None:
    command = ["complete", "tenders", "--on", "2015-01-09", "-f", "json"]
    dry = json.loads(record(programme, *command, "--dry-run").stdout)
    done = json.loads(record(programme, *command).stdout)
    assert done["written"] == [{"file": "milestones.toml", "line": 8}]
    assert done["summary"] == "tenders was completed on 9 Jan 2015"
    assert done["warnings"] == []
    assert done["changes"]["findings"]["cleared"][0]["id"] == "milestone-overdue"
    assert "+actual = 2015-01-09\n" in dry["diff"]
    assert dry == done | {"dry_run": True, "written": [], "diff": dry["diff"]}
    assert (done["dry_run"], done["diff"]) == (False, None)
    undone = json.loads(record(programme, "undo", "-f", "json").stdout)
    assert undone["undone"] == done["summary"]
    assert "-actual = 2015-01-09\n" in undone["diff"]


def test_nothing_else_may_change(programme: Path) -> None:
    result = record(programme, "withdraw-bidder", "ito", "HCL", "--at", "final")
    assert result.stdout.splitlines()[1:] == ["  nothing else changes"]


def test_files_with_problems_are_refused_before_anything_else(programme: Path) -> None:
    path = programme / "milestones.toml"
    path.write_text(path.read_text("utf-8") + '[[milestone]]\nid = "X"\n', "utf-8")
    before = texts(programme)
    result = record(programme, "complete", "tenders")
    assert (result.status, result.stdout) == (2, "")
    assert "problems in milestones.toml; nothing was written." in result.stderr
    assert texts(programme) == before


def _name(command: typer.models.CommandInfo) -> str:
    assert command.callback is not None
    return command.name or command.callback.__name__.replace("_", "-")


def commands() -> list[str]:
    """Return the examples of the commands that record, continued lines joined."""
    load_commands()
    by_name = {_name(command): command for command in app.registered_commands}
    recording = [command for name, command in by_name.items() if name in HEADINGS["Record"]]
    examples = []
    recording += [made for group in COMMANDS for made in commands_of(group).registered_commands]
    for command in recording:
        text = (command.epilog or "").partition("Examples:\n")[2].replace("\\\n", " ")
        examples += [line.strip() for line in text.splitlines()]
    return examples


RAISED: Final = {
    "due-diligence": "raise risk due-diligence --name Bidders --probability 30",
    "no-lead": "raise issue no-lead --name 'Nobody leads it'",
    "close extend": "raise decision extend --name 'Extend the contract'",
}
"""What the examples that are about an entry of the register need to be there."""


@pytest.mark.parametrize("example", commands())
def test_the_examples_of_the_help_work(example: str, tmp_path: Path) -> None:
    for name in ("workstreams.toml", "milestones.toml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    if " spend" in example:
        added = ("--workstream", "hrd", "--name", "Severance")
        run("add", "cost", "severance", *added, cwd=tmp_path, today=date(2014, 12, 22))
        run("spend", "severance", "9k", "--year", "2014/15", cwd=tmp_path, today=date(2014, 12, 22))
    for entry, raised in RAISED.items():
        if entry in example and f"raise {raised.split()[1]} " not in example:
            run(*shlex.split(raised), cwd=tmp_path, today=date(2014, 12, 22))
    if " undo" in example:
        run("complete", "hrd-consultation", cwd=tmp_path, today=date(2014, 12, 22))
    _, *arguments = shlex.split(example)
    result = run(*arguments, cwd=tmp_path, today=date(2014, 12, 23))
    assert (result.status, result.stderr) == (0, "")

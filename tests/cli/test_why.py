"""What `minerva why` says of who committed a line, and where its places lead."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from tests.command import environment, run
from tests.programmes import WORKSTREAMS, write_programme
from tests.repositories import commit, git

HEAD: Final = WORKSTREAMS.replace("    ", "")
MILESTONE: Final = """[[milestone]]
id = "m"
workstream = "ict"
name = "M"
baseline = 2014-12-01
"""
FORECAST: Final = "\n[[milestone.forecast]]\non = 2014-11-04\ndate = 2015-01-09\n"
SLIP: Final = ("why", "milestone", "m", "slippage", "--as-of", "2014-12-20")


def committed(directory: Path, *options: str) -> dict[int, Any]:
    """Return the parts that cite a line, by the line."""
    result = run(*SLIP, "--format", "json", *options, cwd=directory)
    assert result.status == 0, result.stderr
    document = json.loads(result.stdout)
    parts, commits = list(document["parts"]), document["commits"]
    found = {}
    while parts:
        part = parts.pop()
        parts += part["parts"]
        if part["line"]:
            said = commits.get(part["commit"], {"author": None, "committed": None})
            found[part["line"]] = part | said
    return found


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A baseline that Ann committed, and a forecast that Bob did."""
    write_programme(tmp_path, MILESTONE, HEAD)
    by(tmp_path, "Ann", "2014-10-01")
    write_programme(tmp_path, MILESTONE + FORECAST, HEAD)
    by(tmp_path, "Bob", "2014-11-05")
    return tmp_path


def by(directory: Path, author: str, day: str) -> None:
    if not (directory / ".git").exists():
        git(directory, "init", "--quiet", "--initial-branch=main")
    git(directory, "add", "--all")
    who = f"--author={author} <{author.lower()}@example.org>"
    git(directory, "commit", "--quiet", "--message=Change", who, day=day)


def who(found: dict[int, Any]) -> dict[int, tuple[str | None, str | None]]:
    return {line: (part["author"], part["committed"]) for line, part in found.items()}


def test_each_line_has_its_commit_author_and_day(plan: Path) -> None:
    found = committed(plan)
    assert who(found) == {5: ("Ann", "2014-10-01"), 9: ("Bob", "2014-11-05")}
    head = git(plan, "rev-parse", "HEAD", "HEAD~1").split()
    assert [found[9]["commit"], found[5]["commit"]] == head
    shown = run(*SLIP, cwd=plan).stdout
    assert "milestones.toml:9  date = 2015-01-09  (Bob, 5 Nov 2014)" in shown
    rows = list(csv.DictReader(io.StringIO(run(*SLIP, "-f", "csv", cwd=plan).stdout)))
    assert [row["author"] for row in rows if row["place"]] == ["Ann", "Bob"]


def test_indenting_sorting_and_renaming_take_no_blame(plan: Path) -> None:
    (plan / "sub").mkdir()
    for name in ("milestones.toml", "workstreams.toml"):
        git(plan, "mv", name, f"sub/{name}")
    by(plan, "Cat", "2014-11-20")
    indented = "".join(f"  {line}\n" if line else "\n" for line in FORECAST.splitlines())
    write_programme(plan / "sub", MILESTONE + indented, HEAD)
    by(plan, "Cat", "2014-11-21")
    assert set(who(committed(plan / "sub")).values()) == {
        ("Ann", "2014-10-01"),
        ("Bob", "2014-11-05"),
    }


def test_a_line_that_nobody_committed_has_nobody(plan: Path) -> None:
    text = (MILESTONE + FORECAST).replace("2015-01-09", "2015-01-12")
    write_programme(plan, f"# a line more\n{text}", HEAD)
    assert who(committed(plan)) == {6: ("Ann", "2014-10-01"), 10: (None, None)}


def test_a_revision_has_its_own_lines(plan: Path) -> None:
    assert who(committed(plan, "--rev", "HEAD~1")) == {5: ("Ann", "2014-10-01")}


def test_outside_of_a_repository_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_programme(tmp_path, MILESTONE + FORECAST, HEAD)
    assert set(who(committed(tmp_path)).values()) == {(None, None)}
    assert "(" not in run(*SLIP, cwd=tmp_path).stdout.split("Rule:")[0].replace("(none)", "")
    commit(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))  # where there is no git
    assert set(who(committed(tmp_path)).values()) == {(None, None)}


def test_a_shallow_clone_does_not_blame_its_first_commit(plan: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{plan}", str(clone))
    assert set(who(committed(clone)).values()) == {(None, None)}


def test_nothing_of_the_repository_is_run(plan: Path, tmp_path: Path) -> None:
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\ncat\n")
    trap.chmod(0o755)
    (plan / ".gitattributes").write_text("*.toml diff=trap filter=trap\n")
    for key in ("diff.trap.textconv", "filter.trap.clean", "core.pager", "pager.blame"):
        git(plan, "config", key, str(trap))
    assert who(committed(plan))[9] == ("Bob", "2014-11-05")
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.name == "nt", reason="a pseudo-terminal is needed")
@pytest.mark.parametrize(
    ("term", "colour", "links"),
    [("xterm-256color", "", True), ("dumb", "", False), ("xterm", "1", False)],
)
def test_places_are_links_on_a_terminal_that_shows_them(
    plan: Path, term: str, colour: str, *, links: bool
) -> None:
    import pty
    import sys

    ours, theirs = pty.openpty()
    env = environment({"TERM": term} | ({"NO_COLOR": colour} if colour else {}))
    with subprocess.Popen(
        [sys.executable, "-m", "minerva", *SLIP], cwd=plan, env=env, stdout=theirs
    ) as process:
        os.close(theirs)
        written = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            written += part
        process.wait()
    os.close(ours)
    address = (plan / "milestones.toml").resolve().as_uri()
    link = f"\x1b]8;;{address}\x1b\\milestones.toml:9\x1b]8;;\x1b\\".encode()
    assert (link in written) is links
    assert b"milestones.toml:9" in written
    assert "\x1b" not in run(*SLIP, cwd=plan).stdout


CLAIM: Final = """
[check]
back_dated = 20

[[saving]]
id = "rent"
workstream = "ict"
name = "Rent"
full_year = 1_200
starts = 2014-04-01

  [[saving.realised]]
  year = "2014/15"
  amount = 100
  on = 2014-11-20
"""
VALIDATED: Final = '  validated = { on = 2014-12-01, by = "Finance" }\n'


@pytest.fixture
def audited(tmp_path: Path) -> Path:
    """A completion committed late and edited, a claim validated by its claimant, then changed."""
    done = MILESTONE + "actual = 2014-11-03\n"
    write_programme(tmp_path, done, HEAD + CLAIM)
    by(tmp_path, "Ann", "2014-12-01")
    write_programme(tmp_path, done.replace("11-03", "11-20"), HEAD + CLAIM + VALIDATED)
    by(tmp_path, "Ann", "2014-12-03")
    changed = (HEAD + CLAIM + VALIDATED).replace("amount = 100", "amount = 90")
    write_programme(tmp_path, done.replace("11-03", "11-20"), changed)
    by(tmp_path, "Bob", "2014-12-05")
    return tmp_path


def of_finding(directory: Path, id: str, subject: str) -> Any:
    """Return why a finding is there on 10 December 2014, as JSON."""
    words = ("why", "finding", id, subject, "--as-of", "2014-12-10", "--format", "json")
    result = run(*words, cwd=directory)
    assert result.status == 0, result.stderr
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("id", "subject", "line", "commits"),
    [
        ("back-dated", "m", "actual = 2014-11-20", ["Ann 2014-12-01", "Ann 2014-12-03"]),
        ("rewritten", "m", "actual = 2014-11-20", ["Ann 2014-12-01", "Ann 2014-12-03"]),
        (
            "validated-by-claimant",
            "Rent",
            "[[saving.realised]]",
            ["Ann 2014-12-01", "Ann 2014-12-03", "Bob 2014-12-05"],
        ),
        (
            "validated-then-changed",
            "rent",
            "[[saving.realised]]",
            ["Ann 2014-12-01", "Ann 2014-12-03", "Bob 2014-12-05"],
        ),
    ],
)
def test_a_finding_of_an_audit_has_its_line_and_its_commits(
    audited: Path, id: str, subject: str, line: str, commits: list[str]
) -> None:
    document = of_finding(audited, id, subject)
    said, *others = document["parts"]
    text = (audited / said["file"]).read_text("utf-8").splitlines()[said["line"] - 1]
    assert text.strip() == line
    assert document["rule"] == f"`minerva explain {id}` says what it means"
    told = [
        f"{document['commits'][part['commit']]['author']} {part['value']}"
        for part in others
        if part["commit"] and part["file"] is None
    ]
    assert told == commits
    pointer = f"minerva why finding {id} SUBJECT says what one of yours rests on."
    assert pointer in " ".join(run("explain", id).stdout.split())


def test_what_was_committed_late_rests_on_the_limit_too(audited: Path) -> None:
    limit = of_finding(audited, "back-dated", "m")["parts"][-1]
    assert limit["text"] == "what is committed more than 20 days after its day is late"
    assert (limit["file"], limit["line"]) == ("workstreams.toml", 15)


def test_a_commit_without_a_signature_is_what_its_finding_rests_on(audited: Path) -> None:
    document = of_finding(audited, "unsigned", "p")
    assert [len(part["parts"]) for part in document["parts"]] == [2, 2, 2]
    assert len(document["commits"]) == 3


def test_only_the_history_is_read_from_git(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONE, HEAD + CLAIM)
    [part] = of_finding(tmp_path, "no-evidence", "rent")["parts"]
    assert part["file"] == "workstreams.toml"
    result = run("why", "finding", "back-dated", "m", "--as-of", "2014-12-10", cwd=tmp_path)
    assert result.status == 2
    assert "git" in result.stderr


@pytest.mark.parametrize(
    ("id", "lists"),
    [
        ("back-dated", "minerva audit"),
        ("unsigned", "minerva audit --signatures"),
        ("record-removed", "minerva check --since REV"),
        ("data-stale", "minerva check"),
    ],
)
def test_no_finding_about_a_subject_says_what_lists_them(
    audited: Path, id: str, lists: str
) -> None:
    result = run("why", "finding", id, "nobody", "--as-of", "2014-12-10", cwd=audited)
    assert result.status == 2
    assert f'there is no finding {id} about "nobody" on this day' in result.stderr
    assert f"`{lists}` lists those that there are" in result.stderr


MOVED_IN: Final = """[[milestone]]
id = "moved-in"
workstream = "ict"
name = "Moved in"
baseline = 2026-04-01

  [[milestone.forecast]]
  on = 2026-01-15
  date = 2026-05-16
  reason = "Ground works found a sewer"
"""
RENT: Final = """
[[saving]]
id = "rent"
workstream = "ict"
name = "Rent of the old depot"
full_year = 120_000
starts_with = "moved-in"
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    """A saving that starts with a milestone which has moved."""
    write_programme(tmp_path, MOVED_IN, HEAD + RENT)
    return tmp_path


def steps_of(directory: Path, *words: str) -> list[tuple[str, Any, int | None]]:
    """Return the days, the changes and the lines of the steps of a figure in some years."""
    days = ("--from", "2025-12-31", "--to", "2028-01-01", "--format", "json")
    result = run("why", *words, *days, cwd=directory)
    assert result.status == 0, result.stderr
    steps = json.loads(result.stdout)["steps"]
    return [(step["on"], step["change"], step["line"]) for step in steps]


def test_a_step_cites_what_was_said_on_its_day_and_nothing_where_time_went_by(depot: Path) -> None:
    assert steps_of(depot, "saving", "rent", "2026/27") == [
        ("2026-01-15", -14838.71, 9),
        ("2027-04-01", -105161.29, None),
    ]
    assert steps_of(depot, "rating") == [("2026-01-15", "red", 9)]
    assert steps_of(depot, "milestone", "moved-in", "status") == [
        ("2026-04-16", "due", None),
        ("2026-05-17", "overdue", None),
    ]


def test_a_year_far_off_rests_on_the_date_that_lets_it_start(depot: Path) -> None:
    words = ("why", "saving", "rent", "2050/51", "--as-of", "2026-02-01", "--format", "json")
    document = json.loads(run(*words, cwd=depot).stdout)
    assert document["value"] == 120_000
    assert '"line": 9' in json.dumps(document["parts"])
    assert document["parts"][0]["text"] == "£120,000 a year: £10,000 a twelfth"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("milestone.toml:3", 'did you mean "milestones.toml"?'),
        ("plan.toml:3", '"plan.toml" is no file of this programme'),
    ],
)
def test_a_line_of_another_file_is_refused(depot: Path, line: str, says: str) -> None:
    result = run("why", "--line", line, cwd=depot)
    assert (result.status, result.stdout) == (2, "")
    assert says in result.stderr

"""The history of milestones.toml in git, and the trend that is read from it."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.command import Result, run
from tests.programmes import WORKSTREAMS, write_programme
from tests.repositories import commit, git

AS_OF = ("--as-of", "2015-02-20")


def milestone(fields: str = "", baseline: str = "2015-01-31", id: str = "m") -> str:
    return f"""
        [[milestone]]
        id = "{id}"
        workstream = "ict"
        name = "M"
        baseline = {baseline}
        {fields}
    """


def committed(directory: Path, day: str, text: str, message: str = "Change") -> None:
    """Write the milestones of a programme, and commit them on a day."""
    directory.mkdir(exist_ok=True)
    commit(write_programme(directory, text), message, day)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A repository where a milestone was put off twice, without a date to say when."""
    directory = tmp_path / "plan"
    committed(directory, "2014-11-03", milestone())
    committed(directory, "2014-12-01", milestone("forecast = 2015-02-28"))
    committed(directory, "2014-12-15", milestone("forecast = 2015-02-28\nowner = 'A'"))
    committed(directory, "2015-01-05", milestone("forecast = 2015-03-31\nowner = 'A'"))
    return directory


def trend(directory: Path, *arguments: str) -> dict[str, Any]:
    """Return the trend of the first milestone, of a history that lacks nothing."""
    result = asked(directory, *arguments)
    assert not result.stderr or result.stderr.startswith("The data was last updated on ")
    return first(result)


def asked(directory: Path, *arguments: str) -> Result:
    return run("trend", "--git", "-f", "json", *(arguments or AS_OF), cwd=directory)


def first(result: Result) -> dict[str, Any]:
    assert result.status == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)["milestones"][0]
    return document


def stated(document: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(statement["on"], statement["forecast"]) for statement in document["statements"]]


TWICE: list[tuple[str | None, str]] = [
    ("2014-11-03", "2015-01-31"),
    ("2014-12-01", "2015-02-28"),
    ("2015-01-05", "2015-03-31"),
]


def test_each_commit_that_moved_a_date_is_a_statement(plan: Path) -> None:
    trended = trend(plan)
    assert stated(trended) == TWICE
    assert (trended["reforecasts"], trended["slips_every_time"]) == (2, True)
    commits = git(plan, "log", "--format=%H", "--reverse").split()
    assert [each["commit"] for each in trended["statements"]] == [
        commits[0],
        commits[1],
        commits[3],
    ]


def test_commits_after_the_day_do_not_exist_on_it(plan: Path) -> None:
    assert stated(trend(plan, "--as-of", "2015-01-04")) == TWICE[:2]
    early = asked(plan, "--as-of", "2014-11-02")
    assert (early.status, first(early)["statements"][1:]) == (0, [])
    assert early.stderr == (
        "The first commit of milestones.toml is of 3 Nov 2014: git says nothing before.\n"
    )


def test_without_git_only_dated_statements_count(plan: Path) -> None:
    result = run("trend", "-f", "json", *AS_OF, cwd=plan)
    assert stated(first(result)) == [(None, "2015-03-31")]


def test_a_renamed_file_is_followed(tmp_path: Path) -> None:
    committed(tmp_path, "2014-11-03", milestone())
    (tmp_path / "plan").mkdir()
    for name in ("workstreams.toml", "milestones.toml"):
        git(tmp_path, "mv", name, f"plan/{name}")
    commit(tmp_path, "Move", "2014-11-20")
    write_programme(tmp_path / "plan", milestone("forecast = 2015-02-28"))
    commit(tmp_path, "Put off", "2014-12-01")
    assert stated(trend(tmp_path / "plan")) == TWICE[:2]


def test_a_file_called_otherwise_at_first_is_followed(tmp_path: Path) -> None:
    write_programme(tmp_path, milestone())
    (tmp_path / "milestones.toml").rename(tmp_path / "dates é.toml")
    commit(tmp_path, day="2014-11-03")
    (tmp_path / "dates é.toml").rename(tmp_path / "milestones.toml")
    commit(tmp_path, day="2014-11-20")
    committed(tmp_path, "2014-12-01", milestone("forecast = 2015-02-28"))
    assert stated(trend(tmp_path)) == TWICE[:2]


@pytest.fixture
def merged(plan: Path) -> Path:
    """The repository after a branch put the date off once more, and was merged later."""
    git(plan, "checkout", "--quiet", "-b", "side")
    committed(plan, "2015-01-10", milestone("forecast = 2015-04-30\nowner = 'A'"))
    git(plan, "checkout", "--quiet", "main")
    (plan / "notes.txt").write_text("Something else")
    commit(plan, "Notes", "2015-01-15")
    git(plan, "merge", "--quiet", "--no-edit", "--no-ff", "side", day="2015-01-20")
    return plan


def test_what_a_branch_said_counts_from_its_merge(merged: Path) -> None:
    assert stated(trend(merged)) == [*TWICE, ("2015-01-20", "2015-04-30")]


def test_dated_statements_keep_their_day_whenever_they_are_committed(tmp_path: Path) -> None:
    dated = "forecast = [{ on = 2014-12-01, date = 2015-02-28 }]"
    committed(tmp_path, "2014-11-03", milestone())
    committed(tmp_path, "2014-12-20", milestone(dated))
    assert stated(trend(tmp_path)) == TWICE[:2]
    assert [statement["commit"] is None for statement in trend(tmp_path)["statements"]] == [
        False,
        True,
    ]


def test_a_baseline_written_over_is_told(tmp_path: Path) -> None:
    committed(tmp_path, "2014-11-03", milestone(baseline="2014-12-19"))
    committed(tmp_path, "2014-12-01", milestone())
    [edit] = trend(tmp_path)["baseline_edits"]
    assert edit == {
        "on": "2014-12-01",
        "from": "2014-12-19",
        "to": "2015-01-31",
        "commit": git(tmp_path, "rev-parse", "HEAD").strip(),
    }
    lines = run("trend", "--git", *AS_OF, cwd=tmp_path).stdout.splitlines()
    row = lines[lines.index("Baselines written over") + 2]
    assert " ".join(row.split()) == f"M 1 Dec 2014 19 Dec 2014 31 Jan 2015 {edit['commit'][:9]}"


def test_what_is_not_committed_was_said_today(plan: Path) -> None:
    write_programme(plan, milestone("forecast = 2015-05-31"))
    assert stated(trend(plan)) == TWICE
    now = trend(plan, "--as-of", "2199-01-01")["statements"][-1]
    assert (now["forecast"], now["commit"]) == ("2015-05-31", None)
    assert len(trend(plan, "--rev", "HEAD", "--as-of", "2199-01-01")["statements"]) == 3


def test_a_revision_has_the_history_until_then(plan: Path) -> None:
    assert stated(trend(plan, "--rev", "HEAD~2", *AS_OF)) == TWICE[:2]


def test_a_milestone_of_the_past_that_is_gone_is_left_out(plan: Path) -> None:
    committed(plan, "2015-01-20", milestone(id="n"))
    document = json.loads(asked(plan).stdout)
    assert [trended["id"] for trended in document["milestones"]] == ["n"]
    assert stated(document["milestones"][0]) == [("2015-01-20", "2015-01-31")]


def test_a_file_that_was_away_for_a_while(plan: Path) -> None:
    text = (plan / "milestones.toml").read_bytes()
    (plan / "milestones.toml").unlink()
    commit(plan, "Away", "2015-01-10")
    (plan / "milestones.toml").write_bytes(text)
    commit(plan, "Back", "2015-01-11")
    assert stated(trend(plan))[-1][1] == "2015-03-31"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[[milestone]]\nid = 3\n", "line 2: milestone 1, id: 3 is not text"),
        (b"[[milestone]\n", "line 1: "),
        (b"\xff", "line 1: milestones.toml is not UTF-8 text"),
    ],
)
def test_commits_that_cannot_be_read_are_left_out_and_counted(
    plan: Path, content: bytes, why: str
) -> None:
    text = (plan / "milestones.toml").read_bytes()
    (plan / "milestones.toml").write_bytes(content)
    commit(plan, "Break", "2015-01-10")
    broken = git(plan, "rev-parse", "HEAD").strip()
    (plan / "milestones.toml").write_bytes(text)
    commit(plan, "Mend", "2015-01-11")
    result = asked(plan)
    assert stated(first(result)) == TWICE
    assert result.stderr.startswith(
        "1 of 6 commits of milestones.toml cannot be read and is left out: "
        f"{broken[:9]} of 10 Jan 2015 ({why}"
    )
    assert result.stderr.endswith(").\n")


def test_a_shallow_clone_says_so(plan: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--depth", "2", f"file://{plan}", "shallow")
    result = asked(tmp_path / "shallow")
    assert stated(first(result)) == [("2014-12-15", "2015-02-28"), TWICE[2]]
    assert result.stderr == (
        "This clone is shallow: `git fetch --unshallow` fetches the earlier commits.\n"
    )


def test_a_clone_without_the_content_says_so(plan: Path, tmp_path: Path) -> None:
    git(plan, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{plan}", "partial")
    result = asked(tmp_path / "partial")
    assert stated(first(result)) == TWICE[2:]
    assert "3 of 4 commits of milestones.toml cannot be read and are left out: " in result.stderr
    assert "(git does not have its content)" in result.stderr


def test_no_commit_counts_as_made_before_the_one_it_follows(tmp_path: Path) -> None:
    committed(tmp_path, "2014-12-01", milestone())
    committed(tmp_path, "2014-11-03", milestone("forecast = 2015-02-28"))
    committed(tmp_path, "2015-01-05", milestone("forecast = 2015-03-31"))
    assert stated(trend(tmp_path)) == TWICE[1:]


def refusal(result: Result) -> str:
    assert (result.status, result.stdout) == (2, "")
    return result.stderr


def test_no_repository(tmp_path: Path) -> None:
    write_programme(tmp_path, milestone())
    told = refusal(asked(tmp_path))
    assert "is not in a git repository" in told
    assert "`git init` makes one" in told


def test_no_commit_yet(tmp_path: Path) -> None:
    git(write_programme(tmp_path, milestone()), "init", "--quiet", "--initial-branch=main")
    assert refusal(asked(tmp_path)).startswith("error: there is no history of milestones.toml\n")


def test_never_committed(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Something")
    commit(tmp_path)
    told = refusal(asked(write_programme(tmp_path, milestone())))
    assert told.startswith("error: git has no commit with milestones.toml in ")
    assert told.endswith("hint: commit the files first, or leave out --git\n")


def test_no_git(plan: Path) -> None:
    result = run("trend", "--git", cwd=plan, env={"PATH": os.devnull})
    assert "git is not installed" in refusal(result)


def test_settings_of_the_repository_change_nothing(merged: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for key, value in {
        "log.showSignature": "true",
        "log.showRoot": "false",
        "log.diffMerges": "combined",
        "diff.external": f"touch {ran}",
        "diff.relative": "true",
        "diff.renames": "false",
        "diff.x.textconv": f"touch {ran};",
        "core.pager": f"touch {ran}",
        "core.fsmonitor": f"touch {ran}",
        "gpg.program": f"touch {ran}",
        "color.ui": "always",
    }.items():
        git(merged, "config", key, value)
    (merged / ".gitattributes").write_text("* diff=x\n")
    assert stated(trend(merged)) == [*TWICE, ("2015-01-20", "2015-04-30")]
    assert not ran.exists()


def test_the_screen_shows_the_commits(plan: Path) -> None:
    lines = run("trend", "--git", *AS_OF, cwd=plan).stdout.splitlines()
    [row] = [line for line in lines if line.startswith("1 Dec 2014")]
    assert git(plan, "rev-parse", "HEAD~2")[:9] == row.split()[-1]
    assert any("Slips at every statement: M." in line for line in lines)


def test_workstreams_need_not_fit_the_milestones_of_then(plan: Path) -> None:
    text = WORKSTREAMS.replace('id = "ict"', 'id = "it"')
    write_programme(plan, milestone().replace('"ict"', '"it"'), text)
    commit(plan, "Rename the workstream", "2015-01-20")
    assert stated(trend(plan)) == [*TWICE, ("2015-01-20", "2015-01-31")]

"""Files as they were at a git revision: what is read, and what is refused in words."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.command import Result, run
from tests.programmes import WORKSTREAMS, write_programme
from tests.repositories import commit, git

FIRST = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2014-12-05
"""
SECOND = """
    [[milestone]]
    id = "n"
    workstream = "hrd"
    name = "N"
    baseline = 2014-12-08
"""
AS_OF = ("--as-of", "2014-12-09")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A repository with one milestone at v1 and, in its files now, two."""
    directory = tmp_path / "plan"
    directory.mkdir()
    commit(write_programme(directory, FIRST))
    git(directory, "tag", "v1")
    return write_programme(directory, FIRST + SECOND)


def ids(result: Result) -> list[str]:
    return [milestone["id"] for milestone in json.loads(result.stdout)["milestones"]]


@pytest.mark.parametrize("rev", ["v1", "HEAD", "main", "HEAD@{0}", "v1^0"])
def test_a_report_reads_the_files_of_a_revision(plan: Path, rev: str) -> None:
    result = run("milestones", "--rev", rev, *AS_OF, "-f", "json", cwd=plan)
    assert ids(result) == ["m"]
    assert ids(run("milestones", *AS_OF, "-f", "json", cwd=plan)) == ["m", "n"]


def test_the_title_says_which_revision_was_read(plan: Path) -> None:
    told = run("milestones", "--rev", "v1", "-w", "ict", *AS_OF, cwd=plan).stdout
    assert told.startswith("P: milestones as of 9 Dec 2014 at revision v1, ict only\n")
    assert run("milestones", *AS_OF, cwd=plan).stdout.startswith("P: milestones as of 9 Dec 2014\n")


@pytest.mark.parametrize(
    "command", ["status", "milestones", "slippage", "savings", "procurement", "options", "check"]
)
def test_every_report_takes_a_revision(plan: Path, command: str) -> None:
    assert run(command, "--rev", "v1", *AS_OF, cwd=plan).status == (command == "check")
    assert run(command, "--rev", "v2", *AS_OF, cwd=plan).status == 2


def test_the_files_may_be_below_the_top_of_the_repository(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b c"
    below.mkdir(parents=True)
    write_programme(below, FIRST)
    commit(tmp_path)
    found = run("-C", "a/b c", "check", "--rev", "HEAD", *AS_OF, "-f", "json", cwd=tmp_path)
    assert json.loads(found.stdout)["findings"][0]["file"] == "HEAD:a/b c/milestones.toml"


def test_problems_of_a_revision_are_told_with_its_name(plan: Path) -> None:
    write_programme(plan, "[[milestone]]\nid = 3\n")
    commit(plan)
    write_programme(plan, FIRST)
    refused = run("status", "--rev", "HEAD", cwd=plan)
    assert (refused.status, refused.stdout) == (2, "")
    assert " --> HEAD:milestones.toml:2:6\n" in refused.stderr
    assert "2 | id = 3" in refused.stderr


def test_a_link_at_a_revision_is_not_followed(plan: Path) -> None:
    (plan / "milestones.toml").rename(plan / "real.toml")
    (plan / "milestones.toml").symlink_to("real.toml")
    commit(plan)
    told = refused(run("status", "--rev", "HEAD", cwd=plan))
    assert told.startswith('error: milestones.toml is no regular file at revision "HEAD"\n')
    assert "a symbolic link is not followed in git" in told


def test_a_clone_without_the_content_says_so(plan: Path, tmp_path: Path) -> None:
    commit(plan, day="2014-12-02")
    git(plan, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{plan}", "partial")
    told = refused(run("status", "--rev", "HEAD~1", cwd=tmp_path / "partial"))
    assert told.startswith(
        'error: git does not have the content of milestones.toml at revision "HEAD~1"\n'
    )


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    git(write_programme(tmp_path, FIRST), "init", "--quiet", "--initial-branch=main")
    told = refused(run("status", "--rev", "HEAD", cwd=tmp_path))
    assert told.endswith("   = hint: nothing has been committed yet\n")


def refused(result: Result) -> str:
    """Return what a command says that is refused as it should be."""
    assert (result.status, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert "itself failed" not in result.stderr
    assert result.stderr.startswith("error: ")
    return result.stderr


@pytest.mark.parametrize("option", ["--rev", "--since"])
@pytest.mark.parametrize("rev", ["-x", "--output=/tmp/x", "-", "--upload-pack=touch x"])
def test_a_revision_that_begins_with_a_hyphen_is_refused(plan: Path, option: str, rev: str) -> None:
    assert "begins with a hyphen" in refused(run("check", f"{option}={rev}", cwd=plan))


@pytest.mark.parametrize(
    "rev", ["v2", "", "a:b", "HEAD:milestones.toml", "no\x1b[31m", "HEAD~9", "^HEAD"]
)
def test_a_revision_that_is_not_there_is_refused(plan: Path, rev: str) -> None:
    told = refused(run("diff", "--rev", rev, cwd=plan))
    assert "there is no revision" in told
    assert "git log" in told
    assert "\x1b" not in told


def test_without_a_repository_a_revision_is_refused(tmp_path: Path) -> None:
    write_programme(tmp_path, FIRST)
    assert "is not in a git repository" in refused(run("diff", "--rev", "HEAD", cwd=tmp_path))


def test_a_repository_of_another_user_is_called_one(plan: Path) -> None:
    told = refused(
        run("diff", "--rev", "HEAD", cwd=plan, env={"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    )
    assert "git does not trust the repository of" in told
    assert f"if you trust it: git config --global --add safe.directory {plan}" in told
    assert "not in a git repository" not in told


def test_without_git_a_revision_is_refused(plan: Path) -> None:
    told = refused(run("diff", "--rev", "HEAD", cwd=plan, env={"PATH": "/nowhere"}))
    assert "git is not installed" in told


def test_a_shallow_clone_says_how_to_get_the_rest(plan: Path, tmp_path: Path) -> None:
    commit(plan, "Second")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{plan}", "clone")
    told = refused(run("check", "--since", "HEAD~1", *AS_OF, cwd=clone))
    assert "shallow" in told
    assert "--unshallow" in told
    assert run("diff", "--rev", "HEAD", *AS_OF, cwd=clone).status == 0


def test_a_bare_repository_is_refused(plan: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(plan), "bare")
    assert "there is no workstreams.toml" in refused(
        run("-C", "bare", "status", "--rev", "HEAD", cwd=tmp_path)
    )
    write_programme(tmp_path / "bare", FIRST)
    told = refused(run("-C", "bare", "status", "--rev", "HEAD", cwd=tmp_path))
    assert "bare git repository" in told


def test_files_that_were_somewhere_else_are_named(plan: Path) -> None:
    commit(plan, "Second")
    (plan / "plans").mkdir()
    for name in ("workstreams.toml", "milestones.toml"):
        git(plan, "mv", name, f"plans/{name}")
    told = refused(run("-C", "plans", "diff", "--rev", "HEAD", cwd=plan))
    assert 'plans/workstreams.toml is not there at revision "HEAD"' in told
    assert "it was workstreams.toml then" in told


def test_files_that_were_not_there_at_all_are_named(plan: Path) -> None:
    git(plan, "rm", "--quiet", "--cached", "milestones.toml")
    git(plan, "commit", "--quiet", "--message", "Gone")
    told = refused(run("diff", "--rev", "HEAD", cwd=plan))
    assert 'milestones.toml is not there at revision "HEAD"' in told


def test_nothing_that_a_repository_names_is_run(plan: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {ran}\ncat\n")
    script.chmod(0o755)
    (plan / ".gitattributes").write_text("*.toml diff=evil filter=evil\n")
    commit(plan, "Attributes")
    git(plan, "mv", "milestones.toml", "was.toml")
    git(plan, "mv", "was.toml", "milestones.toml")
    for key in ("diff.evil.textconv", "diff.evil.command", "filter.evil.smudge", "core.pager"):
        git(plan, "config", key, str(script))
    for key in ("core.fsmonitor", "diff.external", "gpg.program", "core.editor"):
        git(plan, "config", key, str(script))
    git(plan, "config", "log.showSignature", "true")
    for command in (["status", "--rev", "v1"], ["diff", "--rev", "HEAD"], ["check", "--since=v1"]):
        assert run(*command, *AS_OF, cwd=plan).status < 2
    (plan / "elsewhere").mkdir()
    shutil.copy(plan / "milestones.toml", plan / "elsewhere")
    shutil.copy(plan / "workstreams.toml", plan / "elsewhere")
    refused(run("-C", "elsewhere", "diff", "--rev", "HEAD", *AS_OF, cwd=plan))
    assert not ran.exists()


@pytest.mark.parametrize("variable", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_the_repository_is_the_one_that_the_files_are_in(
    plan: Path, tmp_path: Path, variable: str
) -> None:
    elsewhere = {variable: str(tmp_path / "other")}
    assert run("diff", "--rev", "v1", *AS_OF, cwd=plan, env=elsewhere).status == 0


def check(plan: Path, *arguments: str) -> tuple[int, list[str], int]:
    """Return the exit status of a check since v1, the subjects found, and how many were known."""
    result = run("check", "--since", "v1", *arguments, "-f", "json", cwd=plan)
    document = json.loads(result.stdout)
    assert document["since"] == "v1"
    subjects = [finding["subject"] for finding in document["findings"]]
    return result.status, subjects, document["known"]


def test_only_what_is_new_since_a_revision_fails_a_build(plan: Path) -> None:
    # v1 was made on 1 December: m was not overdue then, and n was not there.
    assert check(plan, *AS_OF) == (1, ["m", "n"], 0)
    git(plan, "commit", "--quiet", "--amend", "--no-edit", day="2014-12-07")
    git(plan, "tag", "--force", "v1")
    assert check(plan, *AS_OF) == (1, ["n"], 1)
    write_programme(plan, FIRST)
    assert check(plan, *AS_OF) == (0, [], 1)


def test_what_becomes_overdue_after_a_revision_is_new_although_no_file_changed(plan: Path) -> None:
    write_programme(plan, FIRST)
    assert check(plan, "--as-of", "2014-12-05") == (0, [], 0)
    assert check(plan, "--as-of", "2014-12-06") == (1, ["m"], 0)


def test_before_a_revision_was_made_it_is_looked_at_as_of_the_same_day(plan: Path) -> None:
    git(plan, "commit", "--quiet", "--amend", "--no-edit", day="2026-01-01")
    git(plan, "tag", "--force", "v1")
    assert check(plan, *AS_OF) == (1, ["n"], 1)


def test_what_is_worse_than_it_was_is_new(plan: Path) -> None:
    waiver = """
    [[waiver]]
    finding = "milestone-overdue"
    subject = "m"
    until = 2014-12-31
    reason = "Agreed"
    approved_by = "Board"
    """
    commit(write_programme(plan, FIRST + waiver), day="2014-12-07")
    git(plan, "tag", "--force", "v1")
    assert check(plan, *AS_OF) == (0, [], 1)
    write_programme(plan, FIRST)
    assert check(plan, *AS_OF) == (1, ["m"], 0)


def test_settings_of_now_hold_for_the_revision_too(plan: Path) -> None:
    commit(plan, day="2014-12-09")
    git(plan, "tag", "--force", "v1")
    write_programme(plan, FIRST + SECOND, f"{WORKSTREAMS}\n    [check]\n    due_within = 1\n")
    assert check(plan, *AS_OF) == (0, [], 2)
    strict = ["--fail-on", "note", "--select", "milestone-overdue"]
    assert check(plan, *AS_OF, *strict) == (0, [], 2)


def test_a_workstream_that_was_not_there_then_had_no_findings(plan: Path) -> None:
    more = WORKSTREAMS + '\n    [[workstream]]\n    id = "new"\n    name = "New"\n'
    late = FIRST + SECOND.replace('"hrd"', '"new"')
    write_programme(plan, late, more)
    assert check(plan, *AS_OF, "--workstream", "new") == (1, ["n"], 0)


def test_what_was_known_is_said_to_be_left_out(plan: Path) -> None:
    commit(plan, day="2014-12-09")
    told = run("check", "--since", "HEAD", *AS_OF, cwd=plan)
    assert told.stdout == (
        "P: check as of 9 Dec 2014, new since HEAD: nothing found; 2 known since HEAD not shown.\n"
    )


@pytest.mark.parametrize("rev", ["HEAD@{2010-01-01}", "@{40.years.ago}", "main@{2010-01-01}~0"])
def test_a_day_before_the_log_of_a_clone_is_refused(plan: Path, tmp_path: Path, rev: str) -> None:
    commit(plan, "Second")
    git(tmp_path, "clone", "--quiet", f"file://{plan}", "clone")
    told = refused(run("check", "--since", rev, *AS_OF, cwd=tmp_path / "clone"))
    assert f'git cannot vouch for revision "{rev}": log for ' in told
    assert "only goes back to" in told


def test_a_name_of_a_branch_and_of_a_tag_is_refused(plan: Path) -> None:
    git(plan, "branch", "v1")
    told = refused(run("diff", "--rev", "v1", *AS_OF, cwd=plan))
    assert "refname 'v1' is ambiguous" in told
    assert run("diff", "--rev", "refs/tags/v1", *AS_OF, cwd=plan).status == 0


def found_since(plan: Path, *arguments: str) -> tuple[int, int, str]:
    """Return the exit status of a check since v1, how much was found, and what was told."""
    result = run(*arguments, "check", "--since", "v1", *AS_OF, "-f", "json", cwd=plan)
    document = json.loads(result.stdout)
    return result.status, len(document["findings"]), result.stderr


@pytest.mark.parametrize("only", [(), ("workstreams.toml",)])
def test_of_a_programme_that_was_not_there_everything_is_new(
    plan: Path, only: Sequence[str]
) -> None:
    git(plan, "rm", "--quiet", "--cached", *(only or ("workstreams.toml", "milestones.toml")))
    git(plan, "commit", "--quiet", "--message", "Gone")
    git(plan, "tag", "--force", "v1")
    assert found_since(plan) == (
        1,
        2,
        'workstreams.toml is not there at revision "v1": everything found counts as new.\n',
    )


def test_of_a_programme_that_was_moved_everything_is_new(plan: Path) -> None:
    commit(plan, "Second")
    git(plan, "tag", "--force", "v1")
    (plan / "plans").mkdir()
    for name in ("workstreams.toml", "milestones.toml"):
        git(plan, "mv", name, f"plans/{name}")
    status, found, told = found_since(plan, "-C", "plans")
    assert (status, found) == (1, 2)
    assert told.startswith('plans/workstreams.toml is not there at revision "v1": everything')


def test_of_a_programme_that_could_not_be_read_everything_is_new(plan: Path) -> None:
    sound = (plan / "milestones.toml").read_text()
    (plan / "milestones.toml").write_text(sound.replace("baseline", "basline", 1))
    commit(plan, "Broken")
    git(plan, "tag", "--force", "v1")
    (plan / "milestones.toml").write_text(sound)
    status, found, told = found_since(plan)
    assert (status, found) == (1, 2)
    assert told.startswith("v1:milestones.toml:")
    assert told.endswith(": everything found counts as new.\n")

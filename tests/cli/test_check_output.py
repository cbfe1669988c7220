"""Where a check writes: annotations, summaries and files."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.test_check_settings import ERROR, FINE, OUTSIDE, check
from tests.command import USER, run
from tests.programmes import WORKSTREAMS, write_programme

ANNOTATION = "::error file=milestones.toml,line="


@pytest.mark.parametrize(
    ("actions", "arguments", "annotated"),
    [
        ("true", [], True),
        ("true", ["-f", "text"], False),
        ("true", ["-f", "json"], False),
        ("", [], False),
        ("false", [], False),
        ("1", [], False),
        ("", ["-f", "github"], True),
    ],
)
def test_in_github_actions_findings_are_annotations_unless_said_otherwise(
    tmp_path: Path, actions: str, arguments: list[str], annotated: bool
) -> None:
    result = check(tmp_path, *arguments, env={"GITHUB_ACTIONS": actions})
    assert result.stdout.startswith(ANNOTATION) is annotated
    assert result.status == 1


def test_in_github_actions_a_file_of_findings_is_not_made_of_annotations_by_chance(
    tmp_path: Path,
) -> None:
    check(tmp_path, "-f", "json", "-o", "out", env={"GITHUB_ACTIONS": "true"})
    assert json.loads((tmp_path / "out").read_text())["failed"] is True


def test_the_summary_is_never_added_to_an_input(tmp_path: Path) -> None:
    env = {"GITHUB_STEP_SUMMARY": str(tmp_path / "milestones.toml")}
    refused = check(tmp_path, "--summary", env=env)
    assert (refused.status, refused.stdout) == (2, "")
    assert "own files" in refused.stderr


def test_a_loop_of_links_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused = check(tmp_path, "--output", "loop")
    assert (refused.status, refused.stdout) == (2, "")
    assert "cannot be written" in refused.stderr


def test_the_summary_is_added_to_the_page_of_the_job(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    page.write_text("before\n")
    env = {"GITHUB_STEP_SUMMARY": str(page)}
    first = check(tmp_path, "--summary", env=env)
    once = page.read_text()
    assert once.startswith("before\n## P: check as of 9 Dec 2014\n")
    assert "| milestone-overdue | error | late | milestones.toml:" in once
    second = check(tmp_path, "--summary", env=env)
    assert page.read_text() == once + once.removeprefix("before\n")
    assert first == second == check(tmp_path, env=env)
    assert page.read_text().count("## P") == 2


def test_without_a_page_of_the_job_there_is_no_summary(tmp_path: Path) -> None:
    result = check(tmp_path, "--summary")
    assert result == check(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "milestones.toml",
        "workstreams.toml",
    ]


def test_a_summary_is_written_beside_an_output_and_with_a_status_of_zero(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(page)}
    result = check(tmp_path, "--summary", "-o", "out", "--exit-zero", env=env)
    assert (result.stdout, result.status) == ("", 0)
    assert page.read_text().startswith("## P: check")
    assert (tmp_path / "out").read_text().startswith("error[milestone-overdue]")


def names(directory: Path) -> set[str]:
    """Return what is in a directory, hidden files too, but for the programme's own."""
    return {path.name for path in directory.iterdir()} - {"workstreams.toml", "milestones.toml"}


def test_findings_are_written_to_a_file_and_only_their_number_to_the_terminal(
    tmp_path: Path,
) -> None:
    plain = check(tmp_path)
    result = check(tmp_path, "--output", "out.txt")
    assert (result.stdout, result.status) == ("", 1)
    assert result.stderr == "out.txt: 1 error, 1 warning, 1 note.\n"
    assert (tmp_path / "out.txt").read_text() == plain.stdout
    assert names(tmp_path) == {"out.txt"}
    mask = os.umask(0o027)
    try:
        check(tmp_path, "-o", "private.txt")
    finally:
        os.umask(mask)
    assert (tmp_path / "private.txt").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o777, 0o444])
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path, mode: int) -> None:
    out = tmp_path / "out.txt"
    out.write_text("a" * 100_000)
    out.chmod(mode)
    assert check(tmp_path, "-o", str(out), "--force").status == 1
    assert out.read_text().endswith("P: check as of 9 Dec 2014: 1 error, 1 warning, 1 note.\n")
    assert out.stat().st_mode & 0o777 == mode
    assert names(tmp_path) == {"out.txt"}


def test_a_hyphen_for_a_file_is_standard_output(tmp_path: Path) -> None:
    plain = check(tmp_path, "-f", "json")
    assert plain.stdout
    assert check(tmp_path, "-f", "json", "-o", "-") == plain
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("target", ["out.txt", "new.txt"])
def test_a_link_stays_one_and_what_it_leads_to_is_written(tmp_path: Path, target: str) -> None:
    (tmp_path / "out.txt").write_text("before")
    link = tmp_path / "link"
    link.symlink_to(target)
    assert check(tmp_path, "-o", "link", "--force").status == 1
    assert link.is_symlink()
    assert (tmp_path / target).read_text().startswith("error[")
    assert names(tmp_path) == {"link", "out.txt", target}


@pytest.mark.parametrize("name", ["workstreams.toml", "milestones.toml"])
@pytest.mark.parametrize("way", ["name", "path", "relative", "link", "links", "hard", "directory"])
def test_no_file_of_the_programme_is_ever_written_over(tmp_path: Path, name: str, way: str) -> None:
    plans, elsewhere = tmp_path / "plans", tmp_path / "elsewhere"
    plans.mkdir()
    elsewhere.mkdir()
    write_programme(plans, ERROR)
    (elsewhere / "link").symlink_to(plans / name)
    (elsewhere / "links").symlink_to("link")
    (elsewhere / "hard").hardlink_to(plans / name)
    (elsewhere / "directory").symlink_to(plans)
    out = {
        "name": f"plans/{name}",
        "path": str(plans / name),
        "relative": f"elsewhere/../plans/{name}",
        "directory": f"elsewhere/directory/{name}",
    }.get(way, f"elsewhere/{way}")
    before = (plans / name).read_bytes()
    result = run("-C", "plans", "check", "--output", out, cwd=tmp_path, env=OUTSIDE)
    assert (result.stdout, result.status) == ("", 2)
    assert result.stderr == (
        f"error: {out} is one of the programme's own files\n   = hint: write to another file\n"
    )
    assert (plans / name).read_bytes() == before
    assert names(plans) == set()
    assert names(elsewhere) == {"link", "links", "hard", "directory"}


def test_a_programme_that_is_a_link_itself_is_not_written_over(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    write_programme(kept, ERROR)
    for name in ("workstreams.toml", "milestones.toml"):
        (tmp_path / name).symlink_to(kept / name)
    for out in ("milestones.toml", "kept/milestones.toml"):
        result = run("check", "-o", out, cwd=tmp_path, env=OUTSIDE)
        assert (result.stdout, result.status) == ("", 2)
    assert (kept / "milestones.toml").read_text() == ERROR


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("directory", "directory cannot be written: Is a directory"),
        (".", ". cannot be written: Is a directory"),
        ("", ". cannot be written: Is a directory"),
        ("nowhere/out", "nowhere/out cannot be written: No such file or directory"),
        ("out.txt/out", "out.txt/out cannot be written: Not a directory"),
        ("x" * 300, f"{'x' * 300} cannot be written: File name too long"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_is_left_behind(
    tmp_path: Path, out: str, told: str
) -> None:
    (tmp_path / "directory").mkdir()
    (tmp_path / "out.txt").write_text("before")
    result = check(tmp_path, "--output", out)
    assert (result.stdout, result.stderr, result.status) == ("", f"error: {told}\n", 2)
    assert names(tmp_path) == {"directory", "out.txt"}
    assert names(tmp_path / "directory") == set()
    assert (tmp_path / "out.txt").read_text() == "before"


@pytest.mark.skipif(not USER, reason="root may write everywhere")
def test_a_directory_that_may_not_be_written_to(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    (locked / "out").write_text("before")
    locked.chmod(0o555)
    for name in ("out", "new"):
        result = check(tmp_path, "--output", f"locked/{name}")
        told = f"error: locked/{name} cannot be written: Permission denied\n"
        assert (result.stdout, result.stderr, result.status) == ("", told, 2)
    assert names(locked) == {"out"}
    assert (locked / "out").read_text() == "before"


def test_a_write_that_fails_at_the_last_moment_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "out").write_text("before")
    monkeypatch.setattr(os, "replace", refuse)
    result = check(tmp_path, "-o", "out", "--force")
    told = "error: out cannot be written: No space left on device\n"
    assert (result.stdout, result.stderr, result.status) == ("", told, 2)
    assert names(tmp_path) == {"out"}
    assert (tmp_path / "out").read_text() == "before"


def test_a_device_is_written_to_and_stays_one(tmp_path: Path) -> None:
    result = check(tmp_path, "-o", os.devnull)
    assert (result.stdout, result.status) == ("", 1)
    assert result.stderr == f"{os.devnull}: 1 error, 1 warning, 1 note.\n"
    assert Path(os.devnull).is_char_device()
    assert names(tmp_path) == set()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_device_that_is_full_is_told_in_words(tmp_path: Path) -> None:
    result = check(tmp_path, "-o", "/dev/full")
    told = "error: /dev/full cannot be written: No space left on device\n"
    assert (result.stdout, result.stderr, result.status) == ("", told, 2)


def test_nothing_is_written_where_the_files_cannot_be_trusted(tmp_path: Path) -> None:
    page = tmp_path / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(page)}
    (tmp_path / "out").write_text("before")
    result = check(tmp_path, "--summary", "-o", "out", settings="grace = -1", env=env)
    assert (result.stdout, result.status) == ("", 2)
    assert (tmp_path / "out").read_text() == "before"
    assert names(tmp_path) == {"out"}


def test_old_data_is_mentioned_after_a_file_was_written(tmp_path: Path) -> None:
    old = WORKSTREAMS.replace('name = "P"', 'name = "P"\n    updated = 2014-11-03')
    write_programme(tmp_path, FINE, old)
    result = run("check", "--as-of", "2014-12-09", "-o", "out", cwd=tmp_path, env=OUTSIDE)
    mentioned, counted = result.stderr.splitlines()
    assert mentioned.startswith("The data was last updated on 3 Nov 2014, 36 days before")
    assert counted == "out: 1 warning."

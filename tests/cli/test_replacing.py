"""What is written over: minerva's own files, told by what stands in them, and no others."""

from pathlib import Path

import pytest

from minerva.cli.check import CheckFormat
from minerva.formats.ours import is_ours
from tests.command import Result, run
from tests.programmes import write_programme

LATE = """
[[milestone]]
id = "m"
workstream = "ict"
name = "M"
baseline = 2014-12-08
"""
DONE = LATE + "actual = 2014-12-08\n"
COMMANDS = {
    **{f"check {format.value}": ("check", "-f", format.value) for format in CheckFormat},
    **{f"report {format}": ("report", "-f", format) for format in ("html", "markdown")},
}
FOREIGN = {
    "notes": "Ask the board about the new depot.\n",
    "page": "<!DOCTYPE html>\n<title>The depot</title>\n<p>By hand.</p>\n",
    "markdown": "# Depot: board report\n\n## Decisions\n\nNone.\n",
    "sarif of another tool": '{"runs": [{"tool": {"driver": {"name": "ruff"}}}]}',
    "suites of another tool": '<testsuites name="pytest"><testsuite/></testsuites>',
    "issues of another tool": '[{"check_name": "line-too-long"}]',
    "issues of two tools": '[{"check_name": "low-float"}, {"check_name": "line-too-long"}]',
    "no issues": '["milestone-overdue"]',
    "table": "id,severity,message\na,error,b\n",
    "document": '{"schema_version": 1, "findings": []}',
    "talk of a check": "P: check as of Monday: all well.\n",
    "what follows a check": "P: see\nP: check as of 9 Dec 2014: 1 error.\nand then ask Ann\n",
    "nested": "[" * 100_000,
    "bytes": "\udcff\udcfe\x00",
}


def written(place: Path, *arguments: str, milestones: str = LATE) -> Result:
    """Run a command in a small programme, with a file to write."""
    write_programme(place, milestones)
    return run(*arguments, "--as-of", "2014-12-09", cwd=place, env={"GITHUB_ACTIONS": ""})


@pytest.mark.parametrize("milestones", [LATE, DONE], ids=["found", "nothing found"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_what_a_command_wrote_it_replaces(
    tmp_path: Path, command: tuple[str, ...], milestones: str
) -> None:
    first = written(tmp_path, *command, "-o", "out", milestones=milestones)
    assert first.status != 2, first.stderr
    before = (tmp_path / "out").read_bytes()
    assert is_ours(before)
    again = written(tmp_path, *command, "-o", "out", milestones=milestones)
    assert (again.status, (tmp_path / "out").read_bytes()) == (first.status, before)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_file_of_somebody_else_stays_as_it_was(tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "out").write_text(FOREIGN["notes"], "utf-8")
    refused = written(tmp_path, *command, "-o", "out")
    assert (refused.status, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: out is there already, and minerva did not make it\n"
        "   = hint: write to another file, or replace it with --force\n"
    )
    assert (tmp_path / "out").read_text("utf-8") == FOREIGN["notes"]
    assert written(tmp_path, *command, "-o", "out", "--force").status != 2
    assert is_ours((tmp_path / "out").read_bytes())


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_what_another_wrote_is_not_taken_for_ours(text: str) -> None:
    assert not is_ours(text.encode(errors="surrogateescape"))


@pytest.mark.parametrize("content", ["", "\n", "[]", "[]\n", " [] \n"])
@pytest.mark.parametrize("command", ["check", "report"])
def test_a_file_with_nothing_in_it_is_replaced(tmp_path: Path, command: str, content: str) -> None:
    (tmp_path / "out.html").write_text(content, "utf-8")
    assert written(tmp_path, command, "-o", "out.html").status != 2
    assert is_ours((tmp_path / "out.html").read_bytes())


def test_an_export_replaces_a_file_with_nothing_in_it(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("", "utf-8")
    assert written(tmp_path, "export", "out.json").status == 0


def test_another_format_of_minervas_is_replaced(tmp_path: Path) -> None:
    assert written(tmp_path, "check", "-f", "sarif", "-o", "out").status == 1
    assert written(tmp_path, "report", "-f", "markdown", "-o", "out").status == 0
    assert (tmp_path / "out").read_text("utf-8").startswith("# P: progress report")


def test_nothing_is_read_where_a_file_stays(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    refused = written(tmp_path, "check", "-o", "out", milestones="not TOML")
    assert "did not make it" in refused.stderr
    assert "bad-toml" not in refused.stderr

"""What `minerva check` goes by, from [check] and the command line, and where it writes."""

import json
import os
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from minerva.model.programme import Check, Days
from minerva.store.schema import keys_of
from tests.command import Result, run
from tests.programmes import WORKSTREAMS, problems_of, write_programme

OUTSIDE = dict.fromkeys(
    ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR"), ""
)
SEVERITIES = ("error", "warning", "note")

ERROR = """
[[milestone]]
id = "late"
workstream = "ict"
name = "Late"
baseline = 2014-12-08
"""
WARNING = """
[[milestone]]
id = "missed"
workstream = "hrd"
name = "Missed"
baseline = 2014-12-08
forecast = 2014-12-09
"""
FINE = """
[[milestone]]
id = "fine"
workstream = "ict"
name = "Fine"
baseline = 2015-12-09
"""
NOTE = """
[[saving]]
id = "unknown"
workstream = "hrd"
name = "Unknown"
"""


def waived(finding: str, subject: str, until: str = "2014-12-09") -> str:
    """Return a waiver."""
    return f"""
[[waiver]]
finding = "{finding}"
subject = "{subject}"
until = {until}
reason = "R"
approved_by = "B"
"""


def check(
    directory: Path,
    *arguments: str,
    milestones: str = FINE + ERROR + WARNING,
    more: str = NOTE,
    settings: str = "",
    env: Mapping[str, str] | None = None,
) -> Result:
    """Check a programme with these findings and with these settings in [check]."""
    write_programme(directory, milestones, f"{WORKSTREAMS}\n{more}\n[check]\n{settings}\n")
    outside = OUTSIDE | dict(env or {})
    return run("check", "--as-of", "2014-12-09", *arguments, cwd=directory, env=outside)


def ids(result: Result) -> list[str]:
    """Return the ids of the findings in a JSON document."""
    return [one["id"] for one in json.loads(result.stdout)["findings"]]


EVERYTHING = ["milestone-overdue", "baseline-missed", "saving-unknown"]


@pytest.mark.parametrize("there", list(product([True, False], repeat=3)), ids=str)
@pytest.mark.parametrize("fail_on", [None, *SEVERITIES])
@pytest.mark.parametrize("given", ["in the file", "on the command line"])
def test_a_build_fails_on_the_severity_asked_for_and_worse(
    tmp_path: Path, there: tuple[bool, bool, bool], fail_on: str | None, given: str
) -> None:
    error, warning, note = there
    parts = FINE + (ERROR if error else "") + (WARNING if warning else "")
    in_file = fail_on is not None and given == "in the file"
    arguments = ["--fail-on", fail_on] if fail_on is not None and not in_file else []
    result = check(
        tmp_path,
        *arguments,
        milestones=parts,
        more=NOTE if note else "",
        settings=f'fail_on = "{fail_on}"' if in_file else "",
    )
    reached = SEVERITIES.index(fail_on or "error")
    assert result.status == int(any(there[: reached + 1]))


@pytest.mark.parametrize("fail_on", SEVERITIES)
def test_what_is_waived_never_fails_a_build(tmp_path: Path, fail_on: str) -> None:
    waivers = (
        waived("milestone-overdue", "late")
        + waived("baseline-missed", "missed")
        + waived("saving-unknown", "unknown")
    )
    everything = FINE + ERROR + WARNING + waivers
    assert check(tmp_path, "--fail-on", fail_on, milestones=everything).status == 0
    assert check(tmp_path, milestones=everything, settings=f'fail_on = "{fail_on}"').status == 0
    shown = check(tmp_path, "--fail-on", fail_on, "--show-waived", milestones=everything)
    assert shown.status == 0


@pytest.mark.parametrize(("until", "status"), [("2014-12-09", 0), ("2014-12-08", 1)])
def test_a_waiver_that_has_ended_fails_a_build(tmp_path: Path, until: str, status: int) -> None:
    parts = FINE + ERROR + waived("milestone-overdue", "late", until)
    assert check(tmp_path, milestones=parts, more="").status == status
    ignored = check(tmp_path, "--ignore", "milestone-overdue", milestones=parts, more="")
    assert ignored.status == status
    assert ("waiver-expired" in ignored.stdout) is bool(status)


def test_a_waiver_is_looked_at_only_with_its_own_workstream(tmp_path: Path) -> None:
    parts = FINE + ERROR + WARNING + waived("milestone-overdue", "late", "2014-12-08")
    whole = ["waiver-expired", *EVERYTHING]
    for arguments, expected in (
        ([], whole),
        (["-w", "ict", "-w", "hrd"], whole),
        (["-w", "ict"], ["milestone-overdue", "waiver-expired"]),
        (["-w", "hrd"], ["baseline-missed", "saving-unknown"]),
    ):
        result = check(tmp_path, "-f", "json", *arguments, milestones=parts)
        assert sorted(ids(result)) == sorted(expected)
        assert result.status == int("milestone-overdue" in expected)


@pytest.mark.parametrize(
    ("arguments", "settings", "expected"),
    [
        ([], "", EVERYTHING),
        (["--select", "milestone-overdue"], "", ["milestone-overdue"]),
        (
            ["--select", "milestone-overdue", "--select", "saving-unknown"],
            "",
            ["milestone-overdue", "saving-unknown"],
        ),
        (["--select", "low-float"], "", []),
        (["--ignore", "milestone-overdue"], "", ["baseline-missed", "saving-unknown"]),
        (
            ["--ignore", "milestone-overdue", "--ignore", "saving-unknown"],
            "",
            ["baseline-missed"],
        ),
        (["--select", "saving-unknown", "--ignore", "saving-unknown"], "", []),
        # An option takes the place of the key.
        (["--select", "low-float"], 'select = ["milestone-overdue"]', []),
        (["--select", "saving-unknown"], 'select = ["milestone-overdue"]', ["saving-unknown"]),
        (
            ["--ignore", "saving-unknown"],
            'ignore = ["milestone-overdue"]',
            ["milestone-overdue", "baseline-missed"],
        ),
        # The other keys of the file hold on.
        (
            ["--select", "milestone-overdue", "--select", "saving-unknown"],
            'ignore = ["baseline-missed"]',
            ["milestone-overdue", "saving-unknown"],
        ),
        (
            ["--ignore", "saving-unknown"],
            'select = ["saving-unknown", "baseline-missed"]',
            ["baseline-missed"],
        ),
        (["--ignore", "saving-unknown"], 'select = ["saving-unknown"]', []),
        (["--grace", "1"], 'ignore = ["saving-unknown"]', ["milestone-overdue", "baseline-missed"]),
        # What is asked for by name is shown, though the file ignores it.
        (["--select", "saving-unknown"], 'ignore = ["saving-unknown"]', ["saving-unknown"]),
        (
            ["--select", "saving-unknown", "--select", "baseline-missed"],
            'ignore = ["saving-unknown", "milestone-overdue"]',
            ["baseline-missed", "saving-unknown"],
        ),
        (
            ["--select", "saving-unknown", "--ignore", "baseline-missed"],
            'ignore = ["saving-unknown"]',
            ["saving-unknown"],
        ),
    ],
)
def test_the_command_line_wins_over_the_file_key_by_key(
    tmp_path: Path, arguments: list[str], settings: str, expected: list[str]
) -> None:
    assert ids(check(tmp_path, "-f", "json", *arguments, settings=settings)) == expected


@pytest.mark.parametrize(
    ("arguments", "settings", "status"),
    [
        (["--fail-on", "note"], 'fail_on = "error"\nselect = ["saving-unknown"]', 1),
        (["--fail-on", "error"], 'fail_on = "note"\nselect = ["saving-unknown"]', 0),
        (["--select", "saving-unknown"], 'fail_on = "note"', 1),
        (["--select", "saving-unknown"], 'fail_on = "warning"', 0),
        (["--grace", "1"], 'fail_on = "warning"', 1),
        (["--grace", "1"], "", 0),
        (["--grace", "0"], "grace = 30", 1),
        ([], "grace = 1", 0),
        ([], "grace = 0", 1),
    ],
)
def test_the_exit_status_goes_by_both(
    tmp_path: Path, arguments: list[str], settings: str, status: int
) -> None:
    assert check(tmp_path, *arguments, settings=settings).status == status


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize(
    ("id", "hint"),
    [
        ("milestone-overdu", 'did you mean "milestone-overdue"?'),
        ("Milestone-Overdue", 'did you mean "milestone-overdue"?'),
        ("waiver-expire", 'did you mean "waiver-expired"?'),
        ("xyz", "the findings are milestone-overdue, tolerance-exceeded, "),
        ("", "the findings are milestone-overdue, tolerance-exceeded, "),
    ],
)
def test_a_finding_that_there_is_not_is_answered_with_those_there_are(
    tmp_path: Path, option: str, id: str, hint: str
) -> None:
    result = check(tmp_path, option, "saving-unknown", option, id)
    assert result.stderr.startswith(f'error: there is no finding "{id}"\n   = hint: {hint}')
    assert (result.stdout, result.status) == ("", 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--grace", "-1"],
        ["--grace", "1.5"],
        ["--grace", "1 day"],
        ["--grace", "36526"],
        ["--grace", "9" * 30],
        ["--fail-on", "fatal"],
        ["--fail-on", "ERROR"],
        ["--fail-on", ""],
        ["--format", "xml"],
    ],
)
def test_an_option_that_makes_no_sense_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    for more in ([], ["--exit-zero"]):
        result = check(tmp_path, *arguments, *more)
        assert (result.stdout, result.status) == ("", 2)
        assert result.stderr.startswith("Usage: minerva check")


@pytest.mark.parametrize(
    ("arguments", "settings", "told"),
    [
        (["--grace", "1"], "", "warning[milestone-overdue]"),
        ([], "grace = 1", "warning[milestone-overdue]"),
        (["--grace", "0"], "grace = 1", "error[milestone-overdue]"),
        (["--grace", "36525"], "", "warning[milestone-overdue]"),
    ],
)
def test_grace_makes_a_warning_of_an_error(
    tmp_path: Path, arguments: list[str], settings: str, told: str
) -> None:
    result = check(tmp_path, *arguments, milestones=FINE + ERROR, more="", settings=settings)
    assert result.stdout.startswith(f"{told}: Late: 1 day past its forecast of 8 Dec 2014")
    assert result.status == int(told.startswith("error"))


def test_exit_zero_makes_a_report_of_a_check_but_not_of_a_broken_file(tmp_path: Path) -> None:
    failing = check(tmp_path)
    passing = check(tmp_path, "--exit-zero")
    assert (failing.status, passing.status) == (1, 0)
    assert passing.stdout == failing.stdout
    assert json.loads(check(tmp_path, "--exit-zero", "-f", "json").stdout)["failed"] is True
    broken = check(tmp_path, "--exit-zero", settings='fail_on = "fatal"')
    assert (broken.stdout, broken.status) == ("", 2)


def test_what_is_waived_is_told_in_short_unless_it_is_asked_for(tmp_path: Path) -> None:
    parts = FINE + ERROR + waived("milestone-overdue", "late")
    why = "(waived until 9 Dec 2014 by B: R)"
    message = "Late: 1 day past its forecast of 8 Dec 2014"
    short = check(tmp_path, milestones=parts, more="")
    assert short.stdout == (
        f"milestone-overdue: {message} {why}\n\nP: check as of 9 Dec 2014: 1 waived.\n"
    )
    full = check(tmp_path, "--show-waived", milestones=parts, more="")
    assert full.stdout.startswith(f"note[milestone-overdue]: {message} {why}\n")
    assert full.stdout.endswith("P: check as of 9 Dec 2014: 1 note.\n")
    for arguments in ([], ["--show-waived"]):
        result = check(tmp_path, "-f", "json", *arguments, milestones=parts, more="")
        [one] = json.loads(result.stdout)["findings"]
        assert (one["severity"], one["waived"]) == ("note", True)


DAYS = [key for key in keys_of(Check) if Check.__annotations__[key] is Days]
A_NUMBER_OF_DAYS = "write a whole number from 0 to 36_525, without quotes"


@pytest.mark.parametrize("key", DAYS)
@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("-1", "-1"),
        ("36_526", "36526"),
        ("9" * 30, "9" * 30),
        ("9" * 50, "a number of more than 40 digits"),
        ("1.0", "1.0"),
        ("0.5", "0.5"),
        ("1e3", "1E+3"),
        ("inf", "Infinity"),
        ("nan", "NaN"),
        ('"35"', '"35"'),
        ('"1 week"', '"1 week"'),
        ("true", "true"),
        ("false", "false"),
        ("2014-12-09", "2014-12-09"),
        ("[1]", "a list"),
        ("{ days = 1 }", "a table"),
    ],
)
def test_a_number_of_days_is_whole_and_neither_negative_nor_huge(
    key: str, value: str, said: str
) -> None:
    line = f"{key} = {value} # days"
    [problem] = problems_of(FINE, f"{WORKSTREAMS}\n[check]\n{line}\n")
    assert problem.message == f"check, {key}: {said} is not a number of days"
    assert problem.hint == A_NUMBER_OF_DAYS
    span = problem.where()
    source = problem.location.source
    assert source.line(span.line) == line
    assert (span.column, span.length) == (len(key) + 4, len(value))


@pytest.mark.parametrize("key", DAYS)
@pytest.mark.parametrize("value", ["0", "+1", "36_525", "0x10", "0b1"])
def test_any_whole_number_of_days_up_to_a_hundred_years_is_read(
    tmp_path: Path, key: str, value: str
) -> None:
    assert check(tmp_path, settings=f"{key} = {value}").status in (0, 1)


IDS = "milestone-overdue, tolerance-exceeded, deadline-broken, "


@pytest.mark.parametrize(
    ("line", "marked", "message", "hint"),
    [
        (
            'fail_on = "fatal"',
            '"fatal"',
            'check, fail_on: "fatal" is not one of error, warning, note',
            "they are error, warning, note",
        ),
        (
            'fail_on = "warnings"',
            '"warnings"',
            'check, fail_on: "warnings" is not one of error, warning, note',
            'did you mean "warning"?',
        ),
        ("fail_on = 1", "1", "check, fail_on: 1 is not one of error, warning, note", "they are "),
        ('fail_on = ["error"]', '["error"]', "check, fail_on: a list is not one of ", ""),
        ("fail_on = true", "true", "check, fail_on: true is not one of ", ""),
        (
            'select = "low-float"',
            '"low-float"',
            'check, select: "low-float" is not a list',
            "write it in square brackets, one entry after the other",
        ),
        ("ignore = true", "true", "check, ignore: true is not a list", "write it in square"),
        (
            'select = ["low-float", "low-flow"]',
            '"low-flow"',
            'check, select 2: "low-flow" is not one of those there are',
            'did you mean "low-float"?',
        ),
        (
            'ignore = ["xyz"]',
            '"xyz"',
            'check, ignore 1: "xyz" is not one of those there are',
            f"they are {IDS}",
        ),
        ("ignore = [1]", "1", "check, ignore 1: 1 is not one of those there are", "they are "),
        ('ignore = [["a"]]', '["a"]', "check, ignore 1: a list is not one of those there are", ""),
        ('gracce = "1"', "gracce", 'check has no key "gracce"', 'did you mean "grace"?'),
        ("fail-on = 1", "fail-on", 'check has no key "fail-on"', 'did you mean "fail_on"?'),
        ("xyz = 1", "xyz", 'check has no key "xyz"', "the keys are fail_on, select, ignore, "),
    ],
)
def test_a_setting_that_is_wrong_is_pointed_at(
    line: str, marked: str, message: str, hint: str
) -> None:
    [problem] = problems_of(FINE, f"{WORKSTREAMS}\n[check]\n{line} # é\n")
    assert problem.message.startswith(message)
    assert (problem.hint or "").startswith(hint)
    span = problem.where()
    assert problem.location.source.line(span.line) == f"{line} # é"
    assert line[span.column - 1 : span.column - 1 + span.length] == marked


def test_all_settings_that_are_wrong_are_told_at_once() -> None:
    wrong = 'fail_on = "x"\nselect = ["a", "low-float", "b"]\nignore = 1\ngrace = -1\nx = 1'
    problems = problems_of(FINE, f"{WORKSTREAMS}\n[check]\n{wrong}\n")
    lines = [problem.where().line for problem in problems]
    assert [line - lines[0] for line in lines] == [0, 1, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("written", "message", "hint", "marked"),
    [
        ("[[check]]\ngrace = 1", '"check" is not a table', "write [check]", "check"),
        ("[[check]]\n[[check]]", '"check" is not a table', "write [check]", "check"),
    ],
)
def test_settings_are_one_table(written: str, message: str, hint: str, marked: str) -> None:
    [problem] = problems_of(FINE, f"{WORKSTREAMS}\n{written}\n")
    assert (problem.message, problem.hint) == (message, hint)
    span = problem.where()
    line = problem.location.source.line(span.line)
    assert line == "[[check]]"
    assert line[span.column - 1 : span.column - 1 + span.length] == marked


def test_settings_may_be_written_in_any_way_that_makes_a_table(tmp_path: Path) -> None:
    for first in ("check.grace = 1\n", "check = { grace = 1 }\n", '["check"]\n"grace" = 1\n'):
        write_programme(tmp_path, FINE + ERROR, first + WORKSTREAMS)
        result = run("check", "--as-of", "2014-12-09", cwd=tmp_path, env=OUTSIDE)
        assert result.status == 0
        assert "within the 1 day of grace" in result.stdout


@pytest.mark.parametrize("header", ["[check]", "[[check]]"])
def test_settings_in_the_other_file_are_told_where_they_belong(header: str) -> None:
    [problem] = problems_of(f"{FINE}\n{header}\ngrace = 1\n")
    assert problem.message == 'milestones.toml has no table "check"'
    assert problem.hint == "it belongs in workstreams.toml"
    assert problem.location.source.line(problem.where().line) == header


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
    assert check(tmp_path, "-o", str(out)).status == 1
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
    assert check(tmp_path, "-o", "link").status == 1
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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
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
    result = check(tmp_path, "-o", "out")
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

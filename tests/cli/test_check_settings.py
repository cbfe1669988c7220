"""What `minerva check` goes by, from [check] and the command line, and where it writes."""

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest

from tests.command import Result, run
from tests.programmes import WORKSTREAMS, write_programme

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
    return [finding["id"] for finding in json.loads(result.stdout)["findings"]]


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
        assert result.stderr.startswith(f"error: {arguments[0]}")
        assert "`minerva check --help`" in result.stderr


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
        [finding] = json.loads(result.stdout)["findings"]
        assert (finding["severity"], finding["waived"]) == ("note", True)

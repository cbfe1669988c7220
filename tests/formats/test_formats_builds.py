"""Fingerprints, cases and numbers, as build systems take them."""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import count, product
from pathlib import Path
from subprocess import run as run_command
from typing import get_args

import pytest
from msgspec.structs import replace

from minerva.findings import Finding, Severity, findings_at
from minerva.formats.builds import github, sarif
from minerva.model.catalogue import Level
from minerva.position import position_at
from minerva.store import File, read_programme
from minerva.views import check as view
from minerva.views.check import Verdict
from tests.command import ROOT, run_process
from tests.formats.test_formats import (
    DAY,
    FORMATS,
    MILESTONES,
    WORKSTREAMS,
    accepted,
    cases,
    check,
    commands,
    nothing,
)
from tests.programmes import programme, write_programme


def fingerprints(found: Verdict, format: str = "sarif") -> list[str]:
    """Return the fingerprints in a report, in its order."""
    read = json.loads(FORMATS[format](found))
    if format == "gitlab":
        return [finding["fingerprint"] for finding in read]
    return [result["partialFingerprints"]["minerva/v1"] for result in read["runs"][0]["results"]]


def by_identity(found: Verdict) -> Counter[tuple[object, str]]:
    return Counter(
        zip([finding.identity for finding in found.shown], fingerprints(found), strict=True)
    )


def test_no_two_findings_share_a_fingerprint_even_of_claims_that_are_alike() -> None:
    found = check(show_waived=True)
    identities = Counter(finding.identity for finding in found.found)
    assert max(identities.values()) == 2
    assert len(set(fingerprints(found))) == len(found.found)
    assert fingerprints(found, "gitlab") == fingerprints(found)
    assert set(fingerprints(check(), "gitlab")) < set(fingerprints(found))


@pytest.mark.parametrize(
    "changed",
    [
        check(b"# above\n\n" + MILESTONES, b"\n\n# above\n" + WORKSTREAMS),
        check(when=DAY + timedelta(days=5)),
        check(MILESTONES.replace(b'name = "Design agreed"', b'name = "Agreed design"')),
        check(MILESTONES, WORKSTREAMS.replace(b"full_year = 500_000", b"full_year = 600_000")),
    ],
    ids=["lines above", "another day", "another name", "another amount"],
)
def test_a_fingerprint_stays_the_same_when_what_it_is_about_does(changed: Verdict) -> None:
    assert by_identity(changed) == by_identity(check())
    assert changed.found != check().found


def test_a_fingerprint_stays_the_same_when_files_are_moved() -> None:
    files = [("workstreams.toml", WORKSTREAMS), ("milestones.toml", MILESTONES)]
    moved = read_programme([File(name, f"plans/our {name}", content) for name, content in files])
    position = position_at(moved, DAY, (), DAY)
    found = Verdict(position, findings_at(position))
    assert {finding.location.file.partition("/")[0] for finding in found.found} == {"plans"}
    assert fingerprints(found) == fingerprints(check())


def test_a_fingerprint_of_another_programme_in_the_repository_is_another() -> None:
    north, south = (replace(check(), place=place) for place in ("north", "south"))
    assert not set(fingerprints(north)) & set(fingerprints(south))
    assert fingerprints(replace(check(), place="")) == fingerprints(check())


def test_waived_findings_are_in_sarif_only_where_they_are_asked_for() -> None:
    def results(found: Verdict) -> list[dict[str, object]]:
        listed: list[dict[str, object]] = json.loads(FORMATS["sarif"](found))["runs"][0]["results"]
        return listed

    shown, everything = results(check()), results(check(show_waived=True))
    assert not [result for result in shown if "suppressions" in result]
    assert [result for result in everything if "suppressions" not in result] == shown
    assert len(everything) == len(check().found) > len(shown)


def test_another_subject_has_another_fingerprint() -> None:
    renamed = check(MILESTONES.replace(b'"design"', b'"designs"'), show_waived=True)
    everything = check(show_waived=True)
    before, after = set(fingerprints(everything)), set(fingerprints(renamed))
    assert (len(before - after), len(after - before)) == (1, 1)
    other = check(
        MILESTONES.replace(b'"yard"', b'"other"'), WORKSTREAMS.replace(b'"yard"', b'"other"')
    )
    assert not before & set(fingerprints(other))
    finding = everything.found[0]
    alike = [finding, replace(finding, about="contract"), replace(finding, detail="another")]
    assert len(set(fingerprints(replace(everything, found=alike)))) == len(alike)


def test_fingerprints_are_the_same_in_every_process(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, WORKSTREAMS)
    for seed in ("1", "2"):
        arguments = ("check", "--as-of", DAY.isoformat(), "--format", "gitlab")
        result = run_process(*arguments, cwd=tmp_path, env={"PYTHONHASHSEED": seed})
        read = {issue["fingerprint"] for issue in json.loads(result.stdout)}
        assert read == set(fingerprints(check(), "gitlab"))


def test_github_is_given_at_most_ten_of_each_level_and_told_of_the_rest() -> None:
    base = check()
    for numbers in product((0, 9, 10, 11, 25), repeat=3):
        wanted = dict(zip(Severity, numbers, strict=True))
        told = [(s, f"{s} {n}") for s in wanted for n in range(wanted[s])]
        made = [replace(base.found[0], severity=s, message=message) for s, message in told]
        taken, left = commands(github.render(replace(base, found=made)))
        each = Counter(command.name for command in taken)
        assert max(each.values(), default=0) <= 10
        rest = [command for command in taken if "file" not in command.properties]
        assert len(rest) == (max(numbers) > 10)
        shown = [command.message.split("\n")[0] for command in taken if command not in rest]
        most = {s: 10 - (s is Severity.NOTE and bool(rest)) for s in wanted}
        assert shown == [f"{s} {n}" for s in wanted for n in range(min(wanted[s], most[s]))]
        assert left == [f"minerva check as of 20 Feb 2015: {said(wanted)}"]
        if rest:
            beyond = {s: max(wanted[s] - most[s], 0) for s in wanted}
            assert rest == taken[-1:]
            assert rest[0].properties == {"title": f"{said(beyond)} more"}
            lines = rest[0].message.split("\n")
            listed = [f"{s} {n}" for s in wanted for n in range(most[s], wanted[s])]
            assert [line.split(": ")[-1] for line in lines[:30]] == listed[:30]
            assert lines[30:] == [f"and {len(listed) - 30} more"] * (len(listed) > 30)


def said(numbers: Mapping[Severity, int]) -> str:
    counted = [f"{n} {s.value}{'s' * (n > 1)}" for s, n in numbers.items() if n]
    return ", ".join(counted) or "nothing found"


def case_of(finding: Finding, found: Verdict) -> tuple[str, str]:
    """Return what tells the case of a finding."""
    if finding.about != "waiver":
        return finding.about, finding.subject
    waiver = found.position.programme.waivers[int(finding.location.path[1])]
    return "waiver", f"{waiver.finding}.{waiver.subject} until {waiver.until}"


IN_ALL = (
    "yard tenders-in design handover plan staff-told moved-in rent handover vehicles removal "
    "handover cleaning catering handover skips design tenders-in handover yard yard yard plan plan"
)
IN_BUILD = (
    "yard tenders-in design handover rent handover cleaning catering handover design tenders-in "
    "handover yard yard yard"
)
IN_MOVE = (
    "yard plan staff-told moved-in handover vehicles removal handover yard yard yard plan plan"
)


@pytest.mark.parametrize(
    ("only", "ids"), [((), IN_ALL), (("build",), IN_BUILD), (("move",), IN_MOVE)]
)
def test_everything_that_is_checked_is_one_case(only: Sequence[str], ids: str) -> None:
    found = cases(check(MILESTONES, WORKSTREAMS, only))
    assert [id.split(" ")[0].split(".")[-1] for _, id in found] == ids.split()


@pytest.mark.parametrize("only", [(), ("build",), ("move",), ("build", "move")])
@pytest.mark.parametrize("level", get_args(Level))
def test_a_case_fails_is_skipped_or_passes_by_what_was_found_of_it(
    level: Level, only: Sequence[str]
) -> None:
    found = check(MILESTONES, WORKSTREAMS, only, fail_on=level)
    by_name = cases(found)
    failing = {
        case_of(finding, found)
        for finding in found.found
        if not finding.waiver and finding.severity.reaches(level)
    }
    waived = {case_of(finding, found) for finding in found.found if finding.waiver} - failing
    assert {
        name for name, finding in by_name.items() if finding.find("failure") is not None
    } == failing
    assert {
        name for name, finding in by_name.items() if finding.find("skipped") is not None
    } == waived
    for name, case in by_name.items():
        assert max(Counter(finding.tag for finding in case).values(), default=1) == 1
        told = "".join(f"\n{finding.text}" for finding in case if finding.tag != "skipped")
        ids = re.findall(r"^(?:error|warning|note)\[(.*?)\]: ", told, re.MULTILINE)
        mine = [finding for finding in found.found if case_of(finding, found) == name]
        assert Counter(ids) == Counter(
            finding.id for finding in mine if finding.waiver is None or name in failing
        )
        skipped = case.find("skipped")
        messages = "\n".join(accepted(finding) for finding in mine if finding.waiver)
        assert skipped is None or skipped.get("message") == messages


def test_nothing_found_is_said_in_every_format() -> None:
    written = {format: render(nothing()) for format, render in FORMATS.items()}
    assert written["text"] == "P: check as of 20 Feb 2015: nothing found.\n"
    assert written["table"] == "P: check as of 20 Feb 2015\nNothing found.\n"
    assert written["markdown"].startswith("## P: check as of 20 Feb 2015\n\nNothing found.\n")
    assert written["github"] == "minerva check as of 20 Feb 2015: nothing found\n"
    assert written["csv"].splitlines() == [",".join(column.key for column in view.COLUMNS)]
    read = json.loads(written["json"])
    assert (read["findings"], read["failed"]) == ([], False)
    assert read["summary"] == {"error": 0, "warning": 0, "note": 0}
    assert json.loads(written["gitlab"]) == []
    assert json.loads(written["sarif"])["runs"][0]["results"] == []
    assert [len(case) for case in cases(nothing()).values()] == [0, 0]


def test_what_is_waived_is_not_nothing() -> None:
    found = check()
    waived = replace(found, found=[finding for finding in found.found if finding.waiver])
    assert github.render(waived) == "minerva check as of 20 Feb 2015: 4 waived\n"
    since = replace(waived, found=[], since="main", left_out=3)
    assert github.render(since).endswith(": nothing found; 3 known since main not shown\n")


def counted(work: Callable[[], str]) -> tuple[str, int]:
    """Return what a function returns, and how often functions are called and left on the way."""
    ticks = count()
    sys.setprofile(lambda *_: next(ticks) and None)
    try:
        return work(), next(ticks)
    finally:
        sys.setprofile(None)


@pytest.mark.no_cover
def test_a_log_and_the_work_for_it_grow_as_the_findings_do(tmp_path: Path) -> None:
    grown = []
    sarif.render(check())  # the texts of the rules are read once
    for number in (2_000, 8_000):
        generator = [sys.executable, str(ROOT / "bench" / "generate.py"), str(number)]
        run_command([*generator, str(tmp_path)], check=True)
        milestones, workstreams = (
            (tmp_path / name).read_bytes() for name in ("milestones.toml", "workstreams.toml")
        )
        found = check(milestones, workstreams, when=date(2014, 12, 9))
        overdue = sum(finding.id == "milestone-overdue" for finding in found.found)
        assert 0.25 * number < overdue < 0.35 * number
        log, calls = counted(lambda: sarif.render(found))  # noqa: B023 - called at once
        grown.append((len(found.found), len(log), calls))
    assert all(3.5 < after / before < 4.1 for before, after in zip(*grown, strict=True)), grown


REGISTER = """
    [[risk]]
    id = "frost"
    name = "Frost"
    raised = 2014-10-01
    probability = 10

    [[issue]]
    id = "leak"
    name = "Leak"
    raised = 2014-10-01
    severity = "high"

    [[action]]
    id = "call"
    name = "Call"
    raised = 2014-10-01
    due = 2015-01-31

    [[decision]]
    id = "roof"
    name = "Roof"
    raised = 2014-10-01
    needed_by = 2015-01-31

    [[indicator]]
    id = "visits"
    name = "Visits"
    better = "higher"
    amber_within = 2
    target = [{ from = "2014/15", value = 10 }]
    actual = [{ period = "2014/15-Q3", value = 7 }]

    [[assessment]]
    subject = "build"
    on = 2014-10-01
    by = "Board"
    text = "On course"
"""


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_found_in_the_register_is_in_every_format(format: str) -> None:
    position = position_at(programme(MILESTONES, WORKSTREAMS, REGISTER), DAY, (), DAY)
    found = Verdict(position, findings_at(position))
    of_register = [finding for finding in found.found if finding.location.file == "register.toml"]
    assert {finding.about for finding in of_register} == {
        *("risk", "issue", "action", "decision", "indicator", "workstream")
    }
    written = FORMATS[format](found)
    for finding in of_register:
        assert finding.message.partition(":")[0] in written
    assert {case_of(finding, found) for finding in found.found} <= set(cases(found))

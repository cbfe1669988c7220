"""Records that had facts and are gone: what is told, where, and what may go unsaid."""

import json
from datetime import date
from pathlib import Path

import pytest

from minerva.findings import findings_between
from minerva.position import position_at
from tests.command import run
from tests.programmes import programme, write_programme
from tests.repositories import commit

KEPT = '[[milestone]]\nid = "kept"\nworkstream = "ict"\nname = "Kept"\nbaseline = 2015-01-01\n'
PLANNED = KEPT.replace("kept", "gone").replace("Kept", "Gone")
WORK = """
[programme]
id = "p"
name = "P"

[[workstream]]
id = "ict"
name = "ICT"

[[workstream]]
id = "hrd"
name = "HRD"
"""
DAY = date(2015, 3, 1)

MILESTONES = {
    "achieved": f"{PLANNED}actual = 2015-02-01\n",
    "forecast": f"{PLANNED}[[milestone.forecast]]\non = 2015-02-01\ndate = 2015-05-01\n",
    "cancelled": PLANNED + 'cancelled = { on = 2015-02-01, approved_by = "B", reason = "R" }\n',
    "moved": f'{PLANNED}[[milestone.moved]]\non = 2015-02-01\nto = "hrd"\nreason = "R"\n',
}
OTHERS = {
    "claim": '[[saving]]\nid = "gone"\nworkstream = "ict"\nname = "Gone"\nfull_year = 9\n'
    '[[saving.realised]]\nyear = "2014/15"\namount = 9\non = 2015-02-01\n',
    "spent": '[[cost]]\nid = "gone"\nworkstream = "ict"\nname = "Gone"\n'
    '[[cost.spent]]\nyear = "2014/15"\namount = 9\non = 2015-02-01\n',
    "notice": '[[contract]]\nid = "gone"\nsupplier = "Gone"\nexpires = 2016-01-01\n'
    'notice = "1 month"\nnotice_served = 2015-02-01\n',
    "bid": '[[procurement]]\nid = "gone"\nworkstream = "ict"\nname = "Gone"\n'
    '[[procurement.bidder]]\nname = "A"\n[[procurement.bid]]\nbidder = "A"\non = 2015-02-01\n'
    "[procurement.evaluation]\nprice = { weight = 100 }\n",
    "closed": '[[workstream]]\nid = "gone"\nname = "Gone"\nclosed = 2015-02-01\n',
}


def found(before: tuple[str, str], after: tuple[str, str], day: date = DAY) -> list[str]:
    earlier, later = (position_at(programme(*files), day) for files in (before, after))
    return [
        f"{finding.severity.value} {finding.about} {finding.subject}: {finding.message}"
        for finding in findings_between(earlier, later)
    ]


@pytest.mark.parametrize("fact", [*MILESTONES, *OTHERS])
def test_a_record_with_a_fact_that_is_gone_is_a_warning(fact: str) -> None:
    milestones = KEPT + MILESTONES.get(fact, "")
    told = found((milestones, WORK + OTHERS.get(fact, "")), (KEPT, WORK))
    assert len(told) == 1
    assert told[0].startswith("warning ")
    assert "Gone: removed from the files, with 1 dated fact, the last of 1 Feb 2015" in told[0]


def test_nothing_is_said_of_a_plan_nor_of_what_was_not_known_by_the_day() -> None:
    assert found((KEPT + PLANNED, WORK), (KEPT, WORK)) == []
    achieved = (KEPT + MILESTONES["achieved"], WORK)
    assert found(achieved, (KEPT, WORK), date(2015, 1, 31)) == []
    assert len(found(achieved, (KEPT, WORK), date(2015, 2, 1))) == 1
    assert found(achieved, achieved) == []
    assert found((KEPT, WORK), achieved) == []


def test_another_id_is_another_record() -> None:
    renamed = MILESTONES["achieved"].replace('"gone"', '"went"')
    assert len(found((KEPT + MILESTONES["achieved"], WORK), (KEPT + renamed, WORK))) == 1


def test_it_can_be_left_out_and_is_narrowed_with_the_rest() -> None:
    before = position_at(programme(KEPT + MILESTONES["achieved"], WORK), DAY)
    ignored = programme(KEPT, f'{WORK}[check]\nignore = ["record-removed"]\n')
    assert findings_between(before, position_at(ignored, DAY)) == []
    after = programme(KEPT, WORK)
    assert len(findings_between(before, position_at(after, DAY, ["ict"]))) == 1
    assert findings_between(before, position_at(after, DAY, ["hrd"])) == []


@pytest.mark.parametrize("fact", MILESTONES)
def test_the_hint_can_be_followed(fact: str) -> None:
    before = position_at(programme(KEPT + MILESTONES[fact], WORK), DAY)
    [finding] = findings_between(before, position_at(programme(KEPT, WORK), DAY))
    assert ("minerva cancel gone" in finding.hint) is (fact in ("forecast", "moved"))
    assert finding.hint.startswith("put it back")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    write_programme(tmp_path, KEPT + MILESTONES["achieved"], WORK)
    commit(tmp_path, day="2015-02-10")
    return write_programme(tmp_path, KEPT, WORK)


def test_diff_and_check_warn_of_it(plan: Path) -> None:
    diff = run("diff", "--rev", "HEAD", "--as-of", "2015-03-01", "-f", "json", cwd=plan)
    told = json.loads(diff.stdout)
    assert told["removed"] == ["gone"]
    assert "record-removed" in [finding["id"] for finding in told["findings"]["new"]]
    assert "removed from the files" in " ".join(
        run("diff", "--rev", "HEAD", "--as-of", "2015-03-01", cwd=plan).stdout.split()
    )
    failed = run(
        *("check", "--since", "HEAD", "--fail-on", "warning", "--as-of", "2015-03-01"), cwd=plan
    )
    assert failed.status == 1
    assert "warning[record-removed]: Gone: removed" in failed.stdout
    assert "--> milestones.toml:1:1" in failed.stdout


@pytest.mark.parametrize("format", ["json", "github", "gitlab", "junit", "sarif", "csv", "table"])
def test_every_format_of_check_has_it(plan: Path, format: str) -> None:
    check = ("check", "--since", "HEAD", "--as-of", "2015-03-01", "--exit-zero")
    shown = run(*check, "--format", format, cwd=plan)
    assert shown.status == 0, shown.stderr
    assert "record-removed" in shown.stdout


def test_no_other_comparison_looks_for_it(plan: Path) -> None:
    for command in ("check --exit-zero", "diff --from 2015-01-01", "what-if kept=2015-04-01"):
        shown = run(*command.split(), "--as-of", "2015-03-01", cwd=plan)
        assert shown.status == 0, shown.stderr
        assert "removed from the files" not in shown.stdout

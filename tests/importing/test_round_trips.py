"""What goes out comes back: an export that is imported changes nothing."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.exporting.exporters import FORMATS
from minerva.exporting.outgoing import Request
from minerva.importing import detection
from minerva.importing.grid import ImportOptions
from minerva.importing.plan import ImportRequest, Plan
from minerva.importing.planning import plan_import
from minerva.position import Position, position_at
from tests.command import ROOT, Result, run
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.strategies import Tables, networks, programmes, texts, toml
from tests.views.test_reports import DEPOT

DAY = date(2014, 12, 9)
LATER = date(2018, 1, 1)
Export = Callable[[Path, date], Path]


def exported(*arguments: str) -> Export:
    """Return what exports a programme and gives the file to import."""
    *options, name = arguments

    def export(plan: Path, day: date) -> Path:
        to = name.split("/")[0]
        result = run("export", to, *options, "--as-of", day.isoformat(), cwd=plan)
        assert result.status == 0, result.stderr
        return plan / name

    return export


def reported(*command: str, suffix: str) -> Export:
    """Return what writes a report and gives the file to import."""

    def report(plan: Path, day: date) -> Path:
        result = run(*command, "--as-of", day.isoformat(), cwd=plan)
        (plan / f"report.{suffix}").write_text(result.stdout, "utf-8", newline="")
        return plan / f"report.{suffix}"

    return report


MILESTONES = {
    "xml": exported("plan.xml"),
    "json": exported("programme.json"),
    "csv": exported("--format", "csv", "tables/milestones.csv"),
    "report-json": reported("milestones", "--format", "json", suffix="json"),
    "report-csv": reported("milestones", "--format", "csv", suffix="csv"),
}
SAVINGS = {
    "json": exported("programme.json"),
    "report-json": reported("savings", "--format", "json", suffix="json"),
}


def imported(plan: Path, file: Path, day: date, *options: str) -> Result:
    return run("import", str(file), "--on", day.isoformat(), *options, cwd=plan, today=day)


def assert_nothing_changes(plan: Path, export: Export, day: date, *options: str) -> None:
    """Show that the import of an export has nothing to say or to write."""
    preview = imported(plan, export(plan, day), day, "--format", "json", *options)
    assert preview.status == 0, f"{preview.stdout}{preview.stderr}"
    before = {path.name: path.read_bytes() for path in plan.glob("*.toml")}
    told = json.loads(preview.stdout)
    unchanged = told["summary"].pop("unchanged")
    assert unchanged, "something was read"
    assert not any(told["summary"].values()), told
    assert (told["differs"], told["renames"]) == ([], [])
    written = imported(plan, plan / export(plan, day), day, "--write", *options)
    assert written.status == 0, written.stderr
    assert {path.name: path.read_bytes() for path in plan.glob("*.toml")} == before


def copied(directory: Path, source: Path) -> Path:
    """Return a copy of the two files of a programme."""
    for name in ("milestones.toml", "workstreams.toml"):
        (directory / name).write_bytes((source / name).read_bytes())
    return directory


@pytest.mark.parametrize("format", MILESTONES)
@pytest.mark.parametrize(
    ("source", "day"), [(ROOT, DAY), (DEPOT, date(2015, 2, 20))], ids=["shipped", "depot"]
)
def test_a_programme_that_is_exported_and_imported_stays_as_it_is(
    tmp_path: Path, format: str, source: Path, day: date
) -> None:
    assert_nothing_changes(copied(tmp_path, source), MILESTONES[format], day)


@pytest.mark.parametrize("format", SAVINGS)
def test_its_savings_stay_as_they_are(tmp_path: Path, format: str) -> None:
    plan = copied(tmp_path, ROOT)
    assert_nothing_changes(plan, SAVINGS[format], DAY, "--as", "savings")


def assert_nothing_in(plan: Plan, milestones: int) -> None:
    """Show that the import of an export would change nothing, and has nothing to say."""
    assert len([noun for noun, _ in plan.unchanged if noun == "milestone"]) == milestones
    assert (plan.edits, plan.steps, plan.differs) == ([], [], [])
    assert (list(plan.rejected), list(plan.skipped), list(plan.likely)) == ([], [], [])


def plans(there: Position, formats: Sequence[str]) -> Iterator[Plan]:
    """Yield what an import of each export of a position would change."""
    details = there.programme.details
    request = ImportRequest(there.as_of, there.as_of)
    for format in formats:
        content = FORMATS[format].export(Request(there)).content
        name, content = (
            (f"a.{format}", content)
            if isinstance(content, bytes)
            else ("milestones.csv", content["milestones.csv"])
        )
        sheet = "Milestones" if format == "xlsx" else None
        options = ImportOptions(
            there.as_of, details.currency, details.financial_year_starts, "milestones", sheet
        )
        yield plan_import(there.programme, detection.read(content, name, options), request)


@given(st.one_of(programmes(), networks()))
@settings(max_examples=25, deadline=None)
def test_any_programme_stays_as_it_is(drawn: Tables) -> None:
    there = position_at(programme(*toml(drawn)), LATER, (), LATER)
    for plan in plans(there, ("xml", "json", "csv", "xlsx")):
        assert_nothing_in(plan, len(drawn["milestone"]))


@given(texts)
@settings(max_examples=25, deadline=None)
def test_any_text_stays_as_it_is(text: str) -> None:
    keys = ("name", "note", "owner", "source", "deadline_reason")
    table = {"id": "m", "workstream": "ict", "baseline": DAY, "deadline": DAY}
    milestones = tomli_w.dumps({"milestone": [table | dict.fromkeys(keys, text)]})
    there = position_at(programme(milestones), LATER, (), LATER)
    for plan in plans(there, ("xml", "json")):
        assert_nothing_in(plan, 1)


def test_a_new_programme_takes_over_what_was_exported(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    copied(old, ROOT)
    exported("plan.xml")(old, DAY)
    write_programme(new, "", WORKSTREAMS)
    result = imported(new, old / "plan.xml", DAY, "--write")
    assert result.status == 0, result.stderr
    keys = (
        *("id", "workstream", "name", "baseline", "forecast", "actual", "deadline"),
        *("float_days", "tolerance_limit", "projected", "driver"),
    )
    for key in keys:
        before, after = (
            {
                milestone["id"]: milestone[key]
                for milestone in json.loads(
                    run("milestones", "--as-of", DAY.isoformat(), "-f", "json", cwd=plan).stdout
                )["milestones"]
            }
            for plan in (old, new)
        )
        assert before == after, key


def test_a_date_that_moved_in_project_is_a_forecast_and_one_that_is_done_is_recorded(
    tmp_path: Path,
) -> None:
    plan = copied(tmp_path, ROOT)
    file = exported("plan.xml")(plan, DAY)
    text = file.read_text("utf-8")
    moved = text.replace("2015-11-01T17:00:00", "2015-12-01T17:00:00")
    done = moved.replace(
        "<PercentComplete>0</PercentComplete>",
        "<PercentComplete>100</PercentComplete><ActualFinish>2014-12-08T17:00:00</ActualFinish>",
        2,
    )
    file.write_text(done, "utf-8")
    result = imported(plan, file, DAY, "--write", "--format", "json")
    told = json.loads(result.stdout)["summary"]
    assert (told["reforecast"], told["completed"], told["added"]) == (2, 2, 0), told


def many_savings(number: int) -> str:
    """Return a programme with many savings: costs too, names of totals, claims and statements."""
    savings = []
    for n in range(number):
        name = ("Total", f"Sub-total {n}", f"Licences {n}")[min(n, 2)]
        amount = -500 if n % 3 else 1_000 + n
        savings.append(
            f'[[saving]]\nid = "s-{n}"\nworkstream = "ict"\nname = "{name}"\nref = "S{n}"\n'
            f'owner = "O. {n}"\nfull_year = {amount}\nstarts = 2015-04-01\nrecurring = '
            f"{str(n % 4 != 0).lower()}\n"
            + ("cashable = false\none_off_cost = 70\n" if n % 5 == 0 else "")
            + (f'plan = {{ "2015/16" = {amount} }}\n' if n % 4 == 2 else "")
            + ("ends = 2019-03-31\n" if n % 4 else "")
            + f'[[saving.realised]]\nyear = "2015/16"\namount = {amount}.25\non = 2016-01-01\n'
            + ("validated = { on = 2016-02-01 }\n" if n % 2 else "")
            + f'[[saving.forecast]]\non = 2016-01-01\nyears = {{ "2016/17" = {amount} }}\n'
            f'[[saving.state]]\non = 2016-01-01\nstate = "at-risk"\n'
        )
    return WORKSTREAMS + "\n".join(savings)


@pytest.mark.parametrize("number", [1, 3, 120])
@pytest.mark.parametrize("format", ["xlsx", "json"])
def test_any_number_of_savings_stays_as_it_is(number: int, format: str) -> None:
    there = position_at(programme("", many_savings(number)), LATER, (), LATER)
    details = there.programme.details
    content = FORMATS[format].export(Request(there)).content
    assert isinstance(content, bytes)
    options = ImportOptions(there.as_of, details.currency, details.financial_year_starts, "savings")
    incoming = detection.read(content, f"a.{format}", options)
    plan = plan_import(there.programme, incoming, ImportRequest(LATER, LATER))
    assert len(plan.unchanged) == number
    assert (plan.edits, plan.steps, plan.differs, list(plan.rejected)) == ([], [], [], [])
    assert not incoming.questions

"""What changes without slipping, row by row: the file, undo, reports, JSON, schema, in and out."""

import json
import shlex
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from jsonschema import Draft202012Validator

from minerva.store import NAMES
from tests.command import Result, run
from tests.programmes import write_programme
from tests.store.test_json_schema import SCHEMAS, plain

TODAY: Final = date(2030, 1, 10)
BEFORE, ON = "2030-01-04", "2030-01-05"
WORKSTREAMS = """
[programme]
id = "depot"
name = "New depot"

[[workstream]]
id = "build"
name = "Building works"

[[workstream]]
id = "fleet"
name = "Fleet"

[[saving]]
id = "rent"
workstream = "build"
name = "Rent of the old depot"
full_year = 120_000
starts_with = "moved-in"
"""
MILESTONES = """
[[milestone]]
id = "permit"
workstream = "build"
name = "Permit granted"
baseline = 2030-03-01

[[milestone]]
id = "moved-in"
workstream = "build"
name = "Moved in"
baseline = 2030-06-01
after = ["permit"]

[[milestone]]
id = "signs"
workstream = "fleet"
name = "Signs put up"
baseline = 2030-07-01
"""


class Row(NamedTuple):
    """A row: its command, what it writes, and what reports say from its day on.

    `kept` is whether it is dated: then the day before stays as it was. `told` is found in the
    document of `report`, under the keys and indexes of `place`.
    """

    command: str
    written: str
    report: str
    place: tuple[str | int, ...]
    told: Any
    kept: bool = True


ROWS: Final = {
    "cancelled": Row(
        "cancel permit --approved-by Board --reason 'Not needed' --on 2030-01-05",
        'cancelled = { on = 2030-01-05, approved_by = "Board", reason = "Not needed" }',
        "milestones",
        ("cancelled", 0, "reason"),
        "Not needed",
    ),
    "its saving": Row(
        "cancel moved-in --approved-by Board --reason 'Not needed' --on 2030-01-05",
        "cancelled = { on = 2030-01-05",
        "savings",
        ("totals", "full_year"),
        0,
    ),
    "undated": Row(
        "add milestone opening --workstream build --name Opening",
        'id = "opening"\nworkstream = "build"\nname = "Opening"\n',
        "milestones",
        ("milestones", 2, "status"),
        "undated",
        kept=False,
    ),
    "external": Row(
        "add milestone grant --workstream build --name Grant --external 'NHS ICB' "
        "--baseline 2030-02-01",
        'external = "NHS ICB"',
        "status",
        ("milestones", "total"),
        3,
        kept=False,
    ),
    "link": Row(
        "link signs --after moved-in --lag '2 weeks'",
        'after = [{ milestone = "moved-in", lag = "2 weeks" }]',
        "forecast",
        ("milestones", 2, "driver"),
        None,
        kept=False,
    ),
    "unlink": Row(
        "unlink moved-in --after permit",
        "after = []",
        "milestones",
        ("milestones", 1, "driver"),
        None,
        kept=False,
    ),
    "saving moved": Row(
        "move rent fleet --reason 'New team' --on 2030-01-05",
        '[[saving.moved]]\n  on = 2030-01-05\n  to = "fleet"\n  reason = "New team"\n',
        "savings",
        ("lines", 0, "workstream"),
        "fleet",
    ),
    "milestone moved": Row(
        "move signs build --reason 'New team' --on 2030-01-05",
        '[[milestone.moved]]\n  on = 2030-01-05\n  to = "build"\n  reason = "New team"\n',
        "status",
        ("workstreams", 0, "milestones", "total"),
        3,
    ),
    "closed": Row(
        "close fleet --on 2030-01-05",
        "closed = 2030-01-05",
        "status",
        ("workstreams", 1, "id"),
        "fleet",
    ),
    "renamed": Row(
        "rename build 'Property works' --on 2030-01-05",
        'name = "Property works"\n\n  [[workstream.renamed]]\n  on = 2030-01-05\n'
        '  from = "Building works"\n',
        "status",
        ("workstreams", 0, "name"),
        "Property works",
    ),
    "quarter": Row(
        "reforecast signs 'Q2 2030/31' --reason 'Later' --on 2030-01-05",
        'date = "2030/31-Q2"',
        "milestones",
        ("milestones", 2, "forecast_text"),
        "2030/31-Q2",
    ),
}
every_row = pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    (plan := tmp_path / "depot").mkdir()
    return write_programme(plan, MILESTONES, WORKSTREAMS)


def given(depot: Path, command: str, *more: str) -> Result:
    done = run(*shlex.split(command), *more, cwd=depot, today=TODAY)
    assert done.status == 0, done.stderr
    return done


def texts(depot: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(depot.glob("*.toml"))}


def reported(depot: Path, report: str, day: str) -> Any:
    return json.loads(given(depot, report, "--as-of", day, "--format", "json").stdout)


def _id_of(record: Any) -> str:
    return str(record.get("id", record) if isinstance(record, dict) else record)


def by_id(document: Any) -> Any:
    """Return a document with the records of each list in the order of their ids."""
    if isinstance(document, dict):
        return {key: by_id(value) for key, value in document.items()}
    if isinstance(document, list):
        return sorted(map(by_id, document), key=_id_of)
    return document


REPORTS: Final = (
    *("status", "milestones", "slippage", "savings", "forecast", "trend", "costs", "procurement"),
    *("check --exit-zero", "owners", "report -f markdown"),
)


@every_row
def test_the_command_writes_it_and_undo_takes_it_back(depot: Path, row: Row) -> None:
    before = texts(depot)
    dry = given(depot, row.command, "--dry-run")
    assert "+" in dry.stdout
    assert texts(depot) == before
    given(depot, row.command)
    written = "".join(texts(depot).values())
    assert row.written in written
    given(depot, "undo")
    assert texts(depot) == before


@every_row
def test_what_the_command_says_follows_is_json_too(depot: Path, row: Row) -> None:
    told = json.loads(given(depot, row.command, "--format", "json").stdout)
    assert told["summary"]
    assert all(len(line) <= 200 for line in told["summary"].splitlines())


@every_row
def test_the_schema_takes_what_is_written(depot: Path, row: Row) -> None:
    given(depot, row.command)
    for name in NAMES:
        if (depot / name).exists():
            found = plain(tomllib.loads((depot / name).read_text("utf-8")))
            assert not list(Draft202012Validator(SCHEMAS[name]).iter_errors(found))


@every_row
def test_the_day_before_stays_as_it_was_and_its_day_shows_it(depot: Path, row: Row) -> None:
    before = [given(depot, report, "--as-of", BEFORE).stdout for report in REPORTS]
    given(depot, row.command)
    if row.kept:
        after = [given(depot, report, "--as-of", BEFORE).stdout for report in REPORTS]
        assert after == before
    told = reported(depot, row.report, ON)
    for key in row.place:
        told = told[key]
    assert told == row.told


@every_row
def test_every_report_on_its_day_fits_80_columns(depot: Path, row: Row) -> None:
    given(depot, row.command)
    for report in (*REPORTS[:-3], "owners", f"diff --from {BEFORE}"):  # a finding has its line
        shown = given(depot, report, "--as-of", ON).stdout
        assert all(len(line) <= 80 for line in shown.splitlines()), shown


@every_row
def test_it_goes_out_and_comes_in(depot: Path, tmp_path: Path, row: Row) -> None:
    given(depot, row.command)
    given(depot, "export", "out.json", "--as-of", ON)
    (there := tmp_path / "there").mkdir()
    write_programme(there, "", WORKSTREAMS.partition("\n[[workstream]]")[0])
    given(there, f"import {depot / 'out.json'} --write --on {ON}")
    for report in ("milestones", "savings", "status", "forecast"):
        for day in (BEFORE, ON) if row.kept and "reforecast" not in row.command else (ON,):
            told = by_id(reported(there, report, day)), by_id(reported(depot, report, day))
            assert told[0] == told[1], (report, day)
    again = json.loads(given(there, f"import {depot / 'out.json'} --on {ON} -f json").stdout)
    assert not any(count for key, count in again["summary"].items() if key != "unchanged"), again
    assert again["differs"] == []


@every_row
def test_another_programme_is_told_of_it(depot: Path, tmp_path: Path, row: Row) -> None:
    """What is there is never edited by an import: it is listed, with how it is recorded."""
    (other := tmp_path / "other").mkdir()
    write_programme(other, MILESTONES, WORKSTREAMS)
    given(depot, row.command)
    given(depot, "export", "out.json", "--as-of", ON)
    told = run("import", str(depot / "out.json"), "--on", ON, cwd=other, today=TODAY).stdout
    if row.command.startswith("cancel"):
        assert "minerva cancel" in told
    if row.command.startswith("move"):
        assert "minerva move" in told
    if row.command.startswith("link"):
        assert "moved-in+2 weeks" in told


@every_row
def test_diff_names_it(depot: Path, row: Row) -> None:
    given(depot, row.command)
    if not row.kept:
        return
    told = given(depot, f"diff --from {BEFORE} --to {ON}").stdout
    words = {
        "cancel": "by Board: Not needed",
        "move": "moved to another workstream",
        "close": "closed         –    5 Jan 2030",
        "rename": "renamed        Building works  Property works",
        "reforecast": "1 Jul 2030  2030/31-Q2",
    }
    assert words[row.command.split()[0]] in told, told
    if row.command.startswith("move"):
        to = row.command.split()[2]
        assert f"from {'build' if to == 'fleet' else 'fleet'} to {to}" in told
    rows = given(depot, f"diff --from {BEFORE} --to {ON} --format csv").stdout
    assert len(rows.splitlines()) > 1
    assert row.command.split()[1] in rows


def test_a_saving_whose_milestone_is_cancelled_stops_until_what_ends_that(depot: Path) -> None:
    def effect(day: str) -> Any:
        return reported(depot, "savings", day)["totals"]["full_year"]

    def found(day: str) -> list[str]:
        return [finding["id"] for finding in reported(depot, "check --exit-zero", day)["findings"]]

    given(depot, ROWS["its saving"].command)
    assert (effect(BEFORE), effect(ON)) == (120_000, 0)
    assert "starts-with-cancelled" not in found(BEFORE)
    assert "starts-with-cancelled" in found(ON)
    given(depot, "restate rent --full-year 90k --reason 'Part of it' --on 2030-01-07")
    assert (effect("2030-01-06"), effect("2030-01-07")) == (0, 90_000)
    given(depot, "undo")
    given(depot, "state rent on-track --on 2030-01-08")
    assert (effect("2030-01-07"), effect("2030-01-08")) == (0, 120_000)
    given(depot, "undo")
    given(depot, "rebudget rent --full-year 60k --approved-by Board --reason R --on 2030-01-09")
    assert (effect("2030-01-08"), effect("2030-01-09")) == (0, 60_000)


def test_what_waited_for_a_cancelled_milestone_is_told(depot: Path) -> None:
    given(depot, ROWS["cancelled"].command)
    for day, found in ((BEFORE, False), (ON, True)):
        told = reported(depot, "check --exit-zero", day)["findings"]
        notes = [said["subject"] for said in told if said["id"] == "after-cancelled"]
        assert notes == (["moved-in"] if found else [])


def test_an_undated_milestone_is_in_the_total_and_in_no_measure_of_time(depot: Path) -> None:
    measures = {name: reported(depot, "slippage", ON)[name] for name in ("hit_rate", "bei")}
    total = reported(depot, "status", ON)["milestones"]["total"]
    given(depot, ROWS["undated"].command)
    given(depot, "link moved-in --after opening")
    assert reported(depot, "status", ON)["milestones"]["total"] == total + 1
    assert {name: reported(depot, "slippage", ON)[name] for name in measures} == measures
    shown = {
        milestone["id"]: milestone for milestone in reported(depot, "milestones", ON)["milestones"]
    }
    opening = shown["opening"]
    assert (opening["status"], opening["rating"]) == ("undated", None)
    assert opening["slippage_days"] is None
    assert shown["moved-in"]["projected"] is None
    assert "Opening has no date yet" in given(depot, "milestones", "--as-of", ON).stdout
    given(depot, "rebaseline opening 2030-05-01 --approved-by B --reason R --on 2030-01-09")
    dated = {said["id"]: said for said in reported(depot, "milestones", "2030-01-09")["milestones"]}
    assert dated["opening"]["original_baseline"] == "2030-05-01"
    assert reported(depot, "milestones", ON) == {
        "schema_version": 1,
        "as_of": ON,
        "milestones": list(shown.values()),
    }


def test_what_is_external_is_in_the_network_and_in_no_count(depot: Path) -> None:
    given(depot, ROWS["external"].command)
    given(depot, "link permit --after grant --lag '2 months'")
    permit = reported(depot, "forecast", ON)["milestones"][0]
    assert (permit["driver"], permit["projected"]) == ("grant", "2030-04-01")
    assert reported(depot, "status", ON)["workstreams"][0]["milestones"]["total"] == 2
    assert reported(depot, "owners", ON)["owners"] == []

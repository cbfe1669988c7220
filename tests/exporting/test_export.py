"""What `minerva export` writes where, and what it will not write over."""

import json
import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from minerva.cli.export import ExportFormat
from minerva.cli.extras import needs
from minerva.exporting.exporters import FORMATS
from minerva.exporting.outgoing import Request
from minerva.model.errors import MinervaError
from minerva.position import position_at
from minerva.store import read_files, read_programme
from tests.command import ROOT, USER, Result, environment, run
from tests.programmes import write_programme

MILESTONES = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2014-12-09
    after = ["n"]
    note = "why"

    [[milestone.forecast]]
    on = 2014-11-01
    date = "2014-12"
    reason = "because"

    [[milestone]]
    id = "n"
    workstream = "hrd"
    name = "N"
    baseline = 2014-11-09
    actual = 2014-11-10
"""
DAY = ("--as-of", "2014-12-01")


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "plan").mkdir()
    return write_programme(tmp_path / "plan", MILESTONES)


def export(plan: Path, *arguments: str, status: int = 0) -> Result:
    result = run("export", *arguments, *DAY, cwd=plan)
    assert result.status == status, result.stderr
    return result


def test_every_format_may_be_asked_for() -> None:
    assert {format.value for format in ExportFormat} == set(FORMATS)


def test_the_end_of_the_name_chooses_the_format_whatever_its_case(plan: Path) -> None:
    for name in ("a.json", "A.JSON"):
        result = export(plan, name)
        assert (result.stdout, result.stderr) == ("", f"{name}: 2 milestones and 0 savings.\n")
        assert json.loads((plan / name).read_text("utf-8"))["made_by"] == "minerva"


def test_a_name_that_says_nothing_takes_the_format_from_the_option(plan: Path) -> None:
    assert "does not say how to write it" in export(plan, "a", status=2).stderr
    export(plan, "a", "--format", "json")
    assert json.loads((plan / "a").read_text("utf-8"))["as_of"] == "2014-12-01"


def test_an_unknown_name_names_the_formats_there_are(plan: Path) -> None:
    told = export(plan, "a.pdf", status=2).stderr
    assert all(f".{name}" in told for name, format in FORMATS.items() if format.ends_names)
    assert not (plan / "a.pdf").exists()


def test_the_json_has_the_shapes_of_the_reports() -> None:
    everything = json.loads(run("export", "-", "--format", "json", *DAY).stdout)
    for command in ("milestones", "savings", "procurement", "options", "check"):
        report = json.loads(run(command, "--format", "json", *DAY).stdout)
        part = everything["savings"] if command == "savings" else everything
        for key, value in report.items():
            if key in ("failed", "schema_version", "as_of"):
                continue
            if key not in ("milestones", "lines"):
                assert part[key] == value, (command, key)
                continue
            for milestone, whole in zip(value, part[key], strict=True):
                assert whole | milestone == whole


def test_the_json_has_what_was_stated_and_nothing_later(plan: Path) -> None:
    export(plan, "a.json")
    [m, n] = json.loads((plan / "a.json").read_text("utf-8"))["milestones"]
    assert m["after"] == [{"milestone": "n", "lag": "0 days"}]
    assert (m["note"], m["statements"][0]["reason"]) == ("why", "because")
    assert n["actual"] == "2014-11-10"
    run("export", "b.json", "--as-of", "2014-10-31", cwd=plan)
    [m, n] = json.loads((plan / "b.json").read_text("utf-8"))["milestones"]
    assert (m["statements"], n["actual"]) == ([], None)


def test_claims_and_their_validation_are_as_of_the_day() -> None:
    written = json.loads(run("export", "-", "--format", "json", *DAY).stdout)
    assert [claim["amount"] for claim in written["claims"]] == [41_000, 101_000, 80_000]
    early = run("export", "-", "--format", "json", "--as-of", "2014-01-01").stdout
    assert json.loads(early)["claims"] == []


def test_a_file_that_minerva_made_is_replaced_and_no_other(plan: Path) -> None:
    export(plan, "a.json")
    export(plan, "a.json", "--workstream", "ict")
    mine = plan / "b.json"
    mine.write_text('{"title": "mine"}', "utf-8")
    refused = export(plan, "b.json", status=2).stderr
    assert "b.json is there already, and minerva did not make it" in refused
    assert "--force" in refused
    assert mine.read_text("utf-8") == '{"title": "mine"}'
    export(plan, "b.json", "--force")
    assert json.loads(mine.read_text("utf-8"))["made_by"] == "minerva"


@pytest.mark.parametrize("link", ["itself", "symbolic", "hard"])
def test_an_input_is_never_written_over(plan: Path, link: str) -> None:
    before = (plan / "milestones.toml").read_bytes()
    target = plan / ("milestones.toml" if link == "itself" else "a.json")
    if link == "symbolic":
        target.symlink_to("milestones.toml")
    elif link == "hard":
        os.link(plan / "milestones.toml", target)
    refused = export(plan, target.name, "--format", "json", "--force", status=2)
    assert "one of the programme's own files" in refused.stderr
    assert (plan / "milestones.toml").read_bytes() == before


def test_a_link_is_followed_and_stays_a_link(plan: Path) -> None:
    (plan / "a.json").symlink_to("b.json")
    export(plan, "a.json")
    assert (plan / "a.json").is_symlink()
    assert json.loads((plan / "b.json").read_text("utf-8"))["made_by"] == "minerva"


def test_what_cannot_be_written_is_said_and_nothing_is_left(plan: Path) -> None:
    before = sorted(plan.iterdir())
    assert "No such file" in export(plan, "nowhere/a.json", status=2).stderr
    (plan / "d.json").mkdir()
    assert "d.json is a directory" in export(plan, "d.json", status=2).stderr
    assert sorted(plan.iterdir()) == sorted([*before, plan / "d.json"])


def test_permissions_stay_as_they_are(plan: Path) -> None:
    export(plan, "a.json")
    (plan / "a.json").chmod(0o600)
    export(plan, "a.json")
    assert stat.S_IMODE((plan / "a.json").stat().st_mode) == 0o600


def test_standard_output_gets_the_same_bytes_and_nothing_else(plan: Path) -> None:
    export(plan, "a.json")
    result = export(plan, "-", "--format", "json")
    assert result.stdout.encode() == (plan / "a.json").read_bytes()
    assert result.stderr == ""
    assert not (plan / "-").exists()
    assert "does not say how" in export(plan, "-", status=2).stderr


def test_problems_of_the_files_stop_it(tmp_path: Path) -> None:
    write_programme(tmp_path, "[[milestone]]\nid = 3\n")
    result = run("export", "a.json", cwd=tmp_path)
    assert result.status == 2
    assert result.stderr.startswith("error[")
    assert not (tmp_path / "a.json").exists()


def test_a_missing_extra_says_which_line_installs_it(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for format, library in (("ics", "icalendar"), ("parquet", "pyarrow")):
        chosen = FORMATS.get(format)
        if chosen is None:
            continue
        monkeypatch.setitem(sys.modules, library, None)
        told = export(plan, f"a.{format}", status=2).stderr
        assert f"needs {library}, which is not installed" in told
        assert f"pip install 'minerva-programme[{chosen.extra}]'" in told


def test_the_help_of_the_command_imports_no_library_of_a_format() -> None:
    code = (
        "import sys, minerva.cli\n"
        "sys.argv = ['minerva', 'export', '--help']\n"
        "try: minerva.cli.main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'icalendar', 'pyarrow', 'defusedxml', 'rich'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "dates.ics" in done.stdout
    assert done.stdout.endswith("\n[]\n")


@pytest.mark.parametrize("format", ["ics", "xml", "parquet", "csv"])
def test_it_says_how_far_long_work_has_come(format: str) -> None:
    day = date(2014, 12, 1)
    position = position_at(read_programme(read_files(ROOT, ROOT)), day, (), day)
    steps: list[tuple[int, int]] = []
    FORMATS[format].export(Request(position, advance=lambda *step: steps.append(step)))
    done, totals = zip(*steps, strict=True)
    assert list(done) == sorted(set(done))
    assert len(set(totals)) == 1
    assert done[-1] <= totals[0]


def test_a_name_and_an_option_that_contradict_each_other_are_refused(plan: Path) -> None:
    told = export(plan, "a.json", "--format", "ics", status=2).stderr
    assert "a.json ends in .json, but --format says ics" in told


@pytest.mark.skipif(not USER, reason="the superuser may read every file")
def test_a_file_that_cannot_be_looked_into_is_not_replaced(plan: Path) -> None:
    (plan / "a.json").write_text("mine", "utf-8")
    (plan / "a.json").chmod(0)
    assert "cannot be read" in export(plan, "a.json", status=2).stderr


def test_a_pipe_is_written_to(plan: Path) -> None:
    if not Path("/dev/null").exists():
        pytest.skip("there is no /dev/null")
    export(plan, "/dev/null", "--format", "json")
    assert not Path("/dev/null").is_file()


def test_a_workstream_without_milestones_goes_out_empty(plan: Path) -> None:
    (plan / "milestones.toml").write_text(
        '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2014-12-09\n', "utf-8"
    )
    for name in ("a.json", "a.ics", "a.xml", "tables.parquet"):
        export(plan, name, "--workstream", "hrd")
    assert "<Summary>1" in (plan / "a.xml").read_text("utf-8")
    assert "BEGIN:VEVENT" not in (plan / "a.ics").read_text("utf-8")


@pytest.mark.parametrize(("extra", "library"), [("calendar", "minerva.importing.x"), (None, "x")])
def test_a_fault_of_minerva_itself_is_not_taken_for_a_missing_library(
    extra: str | None, library: str
) -> None:
    with pytest.raises(ModuleNotFoundError), needs(extra, "a calendar"):
        raise ModuleNotFoundError(name=library)
    with (
        pytest.raises(MinervaError, match="a calendar needs x, which"),
        needs("calendar", "a calendar"),
    ):
        raise ModuleNotFoundError(name="x")

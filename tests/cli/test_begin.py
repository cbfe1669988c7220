"""A programme begins with two files that check passes on, whatever day it is."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from minerva.model.errors import MinervaError
from minerva.recording.starter import starter_files, write_new
from minerva.store import read_files, read_programme
from tests.command import ROOT, run

DAY = date(2025, 2, 3)


def read_yaml(text: str) -> Any:
    return YAML(typ="safe").load(text)


def begin(directory: Path, *arguments: str, today: date = DAY) -> None:
    result = run("init", str(directory), *arguments, today=today)
    assert result.status == 0, result.stderr


@pytest.mark.parametrize(
    "day",
    [date(2024, 1, 1) + timedelta(days=37 * n) for n in range(40)]
    + [date(2024, 2, 29), date(2025, 3, 31), date(2025, 4, 1), date(2025, 4, 7), date(2025, 4, 8)],
)
def test_check_passes_on_it_at_once(tmp_path: Path, day: date) -> None:
    begin(tmp_path, today=day)
    checked = run("check", "--format", "csv", cwd=tmp_path, today=day)
    assert checked.status == 0, checked.stdout
    assert "error" not in checked.stdout
    assert "data-stale" not in checked.stdout


def test_it_shows_each_kind_of_record(tmp_path: Path) -> None:
    begin(tmp_path)
    programme = read_programme(read_files(tmp_path, tmp_path))
    assert len(programme.workstreams) == 2
    known = [saving.full_year is not None for saving in programme.savings]
    assert True in known
    assert False in known
    assert any(milestone.after for milestone in programme.milestones)
    assert any(saving.starts_with for saving in programme.savings)
    assert any(saving.state and saving.owner and saving.ref for saving in programme.savings)
    [cost] = programme.costs
    assert cost.budget
    assert cost.saving
    [procurement] = programme.procurements
    assert len(procurement.stage) > 1
    assert procurement.evaluation
    assert programme.contracts[0].replaced_by
    for name in ("workstreams.toml", "milestones.toml"):
        assert (tmp_path / name).read_text().count("# ") >= 5


@pytest.mark.parametrize(
    "name", ['O\'Hara "quoted"', "a ]] b", "two\nlines", "\x1b[31m", "é漢😀", "$name ${x} $$"]
)
def test_any_name_is_kept(tmp_path: Path, name: str) -> None:
    begin(tmp_path, "--name", name)
    details = tomllib.loads((tmp_path / "workstreams.toml").read_text())["programme"]
    assert details["name"] == name
    assert run("check", cwd=tmp_path, today=DAY).status == 0


def test_it_is_named_after_its_directory(tmp_path: Path) -> None:
    begin(tmp_path / "New depot")
    details = tomllib.loads((tmp_path / "New depot" / "workstreams.toml").read_text())["programme"]
    assert (details["id"], details["name"]) == ("new-depot", "New depot")


def test_a_name_that_says_nothing_is_refused(tmp_path: Path) -> None:
    result = run("init", str(tmp_path), "--name", " ")
    assert (result.status, result.stdout) == (2, "")
    assert "the name of the programme is empty" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "milestones.toml").write_text("mine")
    result = run("init", str(tmp_path))
    assert (result.status, result.stdout) == (2, "")
    assert "there already" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["milestones.toml"]
    assert (tmp_path / "milestones.toml").read_text() == "mine"


def test_what_was_written_is_taken_back_where_the_rest_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "schemas").write_text("a file, no directory")
    with pytest.raises(MinervaError, match="cannot write"):
        write_new(starter_files(tmp_path, "N", DAY, {"workstreams": "{}"}))
    assert [path.name for path in tmp_path.iterdir()] == ["schemas"]


@pytest.mark.parametrize(
    ("builder", "workflow"),
    [("github", ".github/workflows/programme.yml"), ("gitlab", ".gitlab-ci.yml")],
)
@pytest.mark.parametrize("inside", [".", "plans", 'it\'s: a "plan" # 1'])
def test_the_job_of_a_builder_is_written_for_its_directory(
    tmp_path: Path, builder: str, workflow: str, inside: str
) -> None:
    (tmp_path / ".git").mkdir()
    begin(tmp_path / inside, "--ci", builder)
    job = read_yaml((tmp_path / workflow).read_text())
    if builder == "github":
        assert job["jobs"]["check"]["steps"][-1]["with"]["directory"] == inside
    else:
        check = job["programme"]["script"][-1]
        assert check.endswith(" check")
        assert ("-C" in check) == (inside != ".")


def test_without_a_repository_the_job_stands_beside_the_files(tmp_path: Path) -> None:
    begin(tmp_path, "--ci", "gitlab")
    assert (tmp_path / ".gitlab-ci.yml").exists()


def test_the_examples_of_the_workflow_are_those_of_the_page() -> None:
    page = (ROOT / "docs" / "ci.md").read_text()
    templates = ROOT / "minerva" / "recording" / "templates"
    github = read_yaml(templates.joinpath("github.yml").read_text().replace("$", ""))
    assert github["jobs"]["check"]["steps"][-1]["uses"] == "OWNER/minerva@main"
    assert "uses: OWNER/minerva@main" in page
    gitlab = templates.joinpath("gitlab.yml").read_text()
    assert 'pip install --quiet "git+https://HOST/OWNER/minerva.git@main"' in gitlab
    assert 'pip install --quiet "git+https://HOST/OWNER/minerva.git@main"' in page

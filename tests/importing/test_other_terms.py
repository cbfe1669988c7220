"""Files of minerva's in another currency, or with other financial years, than the programme."""

from pathlib import Path

import pytest

from minerva.model.programme import Programme
from tests.command import Result, run
from tests.programmes import WORKSTREAMS, programme, write_programme

MILESTONES = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2025-12-01
"""
SAVING = """
    [[saving]]
    id = "rent"
    workstream = "ict"
    name = "Rent"
    full_year = 120_000
    starts = 2025-03-01
"""
EUROS = {"currency": "EUR", "financial_year_starts": "10-01"}
FILES = pytest.mark.parametrize(
    "file", [("programme.json",), ("programme.xlsx", "--as", "savings")], ids=["json", "xlsx"]
)


def with_terms(**terms: str) -> str:
    keys = "".join(f'    {key} = "{value}"\n' for key, value in terms.items())
    return (WORKSTREAMS + SAVING).replace('    name = "P"\n', f'    name = "P"\n{keys}')


def exported(folder: Path, file: str, **terms: str) -> None:
    write_programme(folder, MILESTONES, with_terms(**terms))
    assert run("export", file, cwd=folder).status == 0


def taken_over(folder: Path, *options: str) -> Result:
    return run("import", *options, "--write", cwd=folder)


def at(folder: Path) -> Programme:
    milestones, workstreams = (folder / f"{kind}.toml" for kind in ("milestones", "workstreams"))
    return programme(milestones.read_text("utf-8"), workstreams.read_text("utf-8"))


@FILES
def test_amounts_and_years_are_never_taken_for_those_of_the_programme(
    tmp_path: Path, file: tuple[str, ...]
) -> None:
    exported(tmp_path, file[0], **EUROS)
    write_programme(tmp_path, MILESTONES, WORKSTREAMS + SAVING)
    result = taken_over(tmp_path, *file)
    assert result.status == 2
    assert result.stderr.startswith(
        f"error: {file[0]} is in EUR, and the programme in GBP; it has years that start on 10-01, "
        "and the programme on 04-01\n"
    )
    hinted = result.stderr.strip().rpartition("minerva ")[2].split()
    assert run(*hinted, cwd=tmp_path).status == 0
    assert taken_over(tmp_path, *file).status == 0


@FILES
@pytest.mark.parametrize("terms", [{"currency": "EUR"}, {"financial_year_starts": "01-01"}])
def test_a_new_programme_has_those_of_the_file(
    tmp_path: Path, file: tuple[str, ...], terms: dict[str, str]
) -> None:
    exported(tmp_path, file[0], **terms)
    assert taken_over(tmp_path, *file, "--into", "new").status == 0
    here, new = at(tmp_path), at(tmp_path / "new")
    assert new.details.currency == here.details.currency
    assert new.details.financial_year_starts == here.details.financial_year_starts
    assert [saving.id for saving in new.savings] == ["rent"]


def test_milestones_have_neither(tmp_path: Path) -> None:
    exported(tmp_path, "programme.json", **EUROS)
    write_programme(tmp_path, MILESTONES, WORKSTREAMS + SAVING)
    assert taken_over(tmp_path, "programme.json", "--as", "milestones").status == 0


@pytest.mark.parametrize("wrong", ['"eur"', "7", '"04-31"'])
def test_what_is_no_currency_or_day_is_refused(tmp_path: Path, wrong: str) -> None:
    exported(tmp_path, "programme.json", **EUROS)
    old = '"10-01"' if wrong == '"04-31"' else '"EUR"'
    path = tmp_path / "programme.json"
    path.write_text(path.read_text("utf-8").replace(old, wrong), "utf-8")
    result = taken_over(tmp_path, "programme.json", "--into", "new")
    assert result.status == 2
    assert f"{wrong} is not a " in result.stderr

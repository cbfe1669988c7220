"""Each input of the workbook has a note with its place in the files."""

from pathlib import Path

import openpyxl
import pytest

from tests.command import ROOT, run


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], tuple[object, str]]:
    """The notes of the shipped programme's workbook: the value and the note of each cell."""
    path = tmp_path_factory.mktemp("workbook") / "minerva.xlsx"
    assert run("export", str(path), "--as-of", "2014-12-09").status == 0
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.comment.text)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def line(place: str) -> str:
    name, number = place.rsplit(":", 1)
    return (ROOT / Path(name).name).read_text("utf-8").splitlines()[int(number) - 1]


def test_a_full_year_a_claim_and_a_baseline_lead_to_their_lines(
    notes: dict[tuple[str, str], tuple[object, str]],
) -> None:
    said = {(sheet, str(value)): line(place) for (sheet, _), (value, place) in notes.items()}
    assert said["Savings", "494000"].strip() == "full_year = 494_000"
    assert said["Savings", "2000000"].strip().startswith("full_year = 2_000_000")
    assert said["Savings", "11600000"].strip().startswith("cost_base = 11_600_000")
    assert said["Claims", "41000"].strip() == "amount = 41_000"
    assert said["Milestones", "2015-11-03 00:00:00"].startswith(("deadline", "baseline"))


def test_every_note_is_a_line_of_the_files(
    notes: dict[tuple[str, str], tuple[object, str]],
) -> None:
    assert {sheet for sheet, _ in notes} >= {"Savings", "Claims", "Milestones", "Procurement"}
    assert all(line(place).strip() for _, place in notes.values())

"""Tables of savings by state that a council published, made again from rows that come to them.

Brighton & Hove City Council, Targeted Budget Management, General Fund, in thousands of pounds:

- the end of the third quarter: "Families, Children & Learning (FCL)", Revenue Budget Summary, of
  the report "2024/25 Month 9 (December)" (Cabinet, 13 February 2025). Its columns are headed
  Month 9, Savings Proposed, Savings Achieved, Savings At Risk; what is achieved by then includes
  what is anticipated, as the year runs;
- the appendix "Savings Monitoring" of 2023/24 while the year ran, read as text from a copy that
  does not say which month it is of;
- the same appendix of 2024/25 with the provisional outturn (Cabinet, 26 June 2025).

An in-year pressure is a row below 0 there.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.command import run
from tests.programmes import write_programme


class Row(NamedTuple):
    """A directorate as published: proposed, achieved or anticipated, pressures, and the rest."""

    name: str
    proposed: int
    achieved: int
    pressures: int
    rest: int


QUARTER_3 = [
    Row("Director of Families, Children & Learning", 0, 0, 0, 0),
    Row("Health, SEN & Disability Services", 982, 732, 0, 250),
    Row("Education & Skills", 1_665, 1_589, 0, 76),
    Row("Children's Safeguarding & Care", 2_241, 2_218, 0, 23),
    Row("Quality Assurance & Performance", 0, 0, 0, 0),
    Row("Libraries & Information Services", 132, 132, 0, 0),
]
"""Month 9 of 2024/25; in all 5,020 proposed, 4,671 achieved and 349 at risk."""
ANTICIPATED = [
    Row("Families, Children & Learning", 1_866, 1_680, 0, 186),
    Row("Health & Adult Social Care", 4_316, 3_010, 0, 1_306),
    Row("Economy, Environment & Culture", 4_727, 4_247, -909, 1_389),
    Row("Housing, Neighbourhoods & Communities", 1_916, 853, 0, 1_063),
    Row("Governance, People & Resources", 1_186, 1_154, 0, 32),
    Row("Corporate Budgets", 162, 162, 0, 0),
]
OUTTURN = [
    Row("Families, Children & Wellbeing", 5_879, 5_801, 0, 78),
    Row("Homes & Adult Social Care", 6_583, 5_260, -328, 1_651),
    Row("City Operations", 6_071, 4_726, 0, 1_345),
    Row("Central Hub", 2_619, 2_137, 0, 482),
    Row("Centrally-held Budgets", 2_475, 1_271, 0, 1_204),
]


def saving(number: int, part: str, amount: int, year: int, fields: str) -> str:
    return (
        f'[[saving]]\nid = "s{number}-{part}"\nworkstream = "d{number}"\nname = "{part}"\n'
        f"full_year = {amount * 1_000}\nstarts = {year}-04-01\n{fields}\n"
    )


def claim(amount: int, label: str, year: int) -> str:
    on = f"{year + 1}-03-31"
    return f'realised = [{{ year = "{label}", amount = {amount * 1_000}, on = {on} }}]'


def anticipated(rows: list[Row], year: int) -> Iterator[str]:
    """Yield the savings of a year that runs: what is anticipated is on track, the rest at risk."""
    for number, row in enumerate(rows):
        state = f'state = [{{{{ on = {year}-09-30, state = "{{}}" }}}}]'.format
        yield saving(number, "anticipated", row.achieved, year, state("on-track"))
        yield saving(number, "at-risk", row.rest, year, state("at-risk"))
        yield saving(number, "pressures", row.pressures, year, "")


def achieved() -> Iterator[str]:
    """Yield the savings of 2024/25 after its end: what was achieved is claimed."""
    for number, row in enumerate(OUTTURN):
        label = "2024/25"
        yield saving(number, "achieved", row.achieved, 2024, claim(row.achieved, label, 2024))
        yield saving(number, "unachieved", row.rest, 2024, "")
        yield saving(number, "pressures", row.pressures, 2024, claim(row.pressures, label, 2024))


def by_state(folder: Path, rows: list[Row], savings: Iterator[str], year: str, day: str) -> None:
    heading = '[programme]\nid = "p"\nname = "P"\n'
    directorates = [
        f'[[workstream]]\nid = "d{number}"\nname = "{row.name}"\n'
        for number, row in enumerate(rows)
    ]
    write_programme(folder, "", "\n".join([heading, *directorates, *savings]))
    command = ("savings", "--by", "state", "--year", year, "--as-of", day)
    (folder / "states.json").write_text(run(*command, "-f", "json", cwd=folder).stdout, "utf-8")


def amounts(folder: Path) -> dict[str, int]:
    """Return the amount of each state in thousands."""
    told = json.loads((folder / "states.json").read_text("utf-8"), parse_float=Decimal)
    return {state["state"]: int(state["amount"] / 1_000) for state in told["states"]}


def printed(folder: Path, year: str, day: str) -> dict[str, list[str]]:
    """Return the cells of each row as they are printed in thousands, by what it begins with."""
    command = ("savings", "--by", "state", "--year", year, "--as-of", day)
    wide = run(*command, "--units", "thousands", cwd=folder, env={"COLUMNS": "200"}).stdout
    lines = [line.split("  ") for line in wide.splitlines()]
    return {line[0]: [cell.strip() for cell in line[1:] if cell.strip()] for line in lines if line}


@pytest.mark.parametrize("row", [*QUARTER_3, *ANTICIPATED, *OUTTURN], ids=lambda row: row.name)
def test_the_published_rows_tie(row: Row) -> None:
    assert row.proposed == row.achieved + row.pressures + row.rest


def test_the_table_at_the_end_of_a_quarter(tmp_path: Path) -> None:
    by_state(tmp_path, QUARTER_3, anticipated(QUARTER_3, 2024), "2024/25", "2024-12-31")
    states = amounts(tmp_path)
    assert (states["on-track"], states["at-risk"]) == (4_671, 349)
    assert sum(states.values()) == sum(row.proposed for row in QUARTER_3) == 5_020
    table = printed(tmp_path, "2024/25", "2024-12-31")
    assert table["On track"] == ["4,671", "93%"]
    assert table["At risk"] == ["349", "7%"]
    assert table["Planned"] == ["5,020", "100%"]
    for row in QUARTER_3:
        if row.proposed:
            shown = [f"{amount:,}" for amount in (row.achieved, row.rest, row.proposed)]
            assert [cell for cell in table[row.name] if cell != "0"] == [
                cell for cell in shown if cell != "0"
            ]


def test_a_year_that_runs_is_on_track_or_at_risk(tmp_path: Path) -> None:
    by_state(tmp_path, ANTICIPATED, anticipated(ANTICIPATED, 2023), "2023/24", "2023-10-31")
    states = amounts(tmp_path)
    assert (states["on-track"], states["at-risk"], states["not-stated"]) == (11_106, 3_976, -909)
    assert sum(states.values()) == sum(row.proposed for row in ANTICIPATED) == 14_173
    assert not any(states[name] for name in ("delivered", "undeliverable", "over-delivered"))


def test_a_year_that_has_ended_was_delivered_or_is_undeliverable(tmp_path: Path) -> None:
    by_state(tmp_path, OUTTURN, achieved(), "2024/25", "2025-06-26")
    states = amounts(tmp_path)
    assert (states["delivered"], states["undeliverable"]) == (19_195 - 328, 4_760)
    assert sum(states.values()) == sum(row.proposed for row in OUTTURN) == 23_627


def test_the_directorates_are_as_published_too(tmp_path: Path) -> None:
    by_state(tmp_path, ANTICIPATED, anticipated(ANTICIPATED, 2023), "2023/24", "2023-10-31")
    rows = printed(tmp_path, "2023/24", "2023-10-31")
    for row in ANTICIPATED:
        assert f"{row.achieved:,}" in rows[row.name], rows[row.name]
        assert f"{row.rest:,}" in rows[row.name]
        assert f"{row.proposed:,}" in rows[row.name]

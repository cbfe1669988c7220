"""Money in thousands or millions: rows add up to their totals, and machines get exact amounts."""

from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.views.table import Column, Kind, Table
from minerva.views.units import Units, apportioned, table_in
from tests.command import ROOT, run

AMOUNTS: Final = st.lists(st.decimals(-10_000_000, 10_000_000, places=2), min_size=1, max_size=12)
COLUMNS: Final = (
    Column("name", "Saving", of=lambda row: row[0]),
    Column("amount", "Amount", Kind.MONEY, lambda row: row[1], lambda total: total),
)


def table(amounts: list[Decimal | None], total: Decimal) -> Table:
    rows = [(f"s{n}", amount) for n, amount in enumerate(amounts)]
    return Table(COLUMNS, rows, whole={None: total}, notes=["Money in £."])


@given(AMOUNTS, st.sampled_from(["thousands", "millions"]))
def test_rows_add_up_to_the_rounded_total(amounts: list[Decimal], units: Units) -> None:
    total = sum(amounts, start=Decimal(0))
    found = table_in(table([*amounts], total), units, "£")
    shown: list[Any] = [row[1] for row in found.rows]
    rounded_total: Any = found.totals[None][1]
    size, step = (1_000, 1_000) if units == "thousands" else (1_000_000, 10_000)
    assert sum(shown) == rounded_total
    assert abs(rounded_total * size - total) <= Decimal(step) / 2
    for exact, rounded in zip(amounts, shown, strict=True):
        assert abs(rounded * size - exact) < step


@given(AMOUNTS)
def test_in_pounds_nothing_is_touched(amounts: list[Decimal]) -> None:
    exact = table([*amounts], sum(amounts, start=Decimal(0)))
    assert table_in(exact, "pounds", "£") is exact


def test_what_is_not_known_stays_not_known() -> None:
    found = table_in(table([None, Decimal(1_499)], Decimal(1_499)), "thousands", "£")
    assert [row[1] for row in found.rows] == [None, 1]
    assert found.notes[0] == "Money in £ thousands."


def test_the_largest_remainder_goes_up_and_of_equal_ones_the_first() -> None:
    halves = [Decimal("0.5"), Decimal("0.5"), Decimal("1.0")]
    assert apportioned(halves, Decimal(2)) == [1, 0, 1]
    assert apportioned([Decimal("-0.4"), Decimal("0.4")], Decimal(0)) == [0, 0]


def test_a_variance_is_the_forecast_less_the_planned_amount_beside_it() -> None:
    columns = [
        Column(key, key, kind, itemgetter(n))
        for n, (key, kind) in enumerate(
            [("planned", Kind.MONEY), ("forecast", Kind.MONEY), ("variance", Kind.VARIANCE)]
        )
    ]
    row = (Decimal(1_499), Decimal(2_501), Decimal(1_002))
    assert table_in(Table(columns, [row]), "thousands", "£").rows == [(1, 3, 2)]


def test_a_forecast_that_was_not_planned_is_in_no_variance() -> None:
    keys = ("planned", "forecast", "variance")
    columns = [
        Column(key, key, Kind.MONEY, itemgetter(n), itemgetter(n)) for n, key in enumerate(keys)
    ]
    rows = [
        (Decimal(614), Decimal(572), Decimal(-42)),
        (Decimal(9_000), Decimal(7_600), Decimal(-1_400)),
        (None, Decimal(253_000), None),
    ]
    total = (Decimal(9_614), Decimal(261_172), Decimal(-1_442))
    found = table_in(Table(columns, rows, whole={None: total}), "thousands", "£")
    assert [[*row] for row in found.rows] == [[1, 0, -1], [9, 8, -1], [None, 253, None]]
    assert [*found.totals[None]] == [10, 261, -2]


def test_nothing_is_below_0_by_less_than_half_a_unit() -> None:
    found = table_in(table([Decimal(-400)], Decimal(-400)), "thousands", "£")
    assert [str(row[1]) for row in found.rows] == ["0"]
    assert str(found.totals[None][1]) == "0"


def test_a_table_without_a_total_has_each_amount_rounded_by_itself() -> None:
    found = table_in(Table(COLUMNS, [("s", Decimal(1))]), "thousands", "£")
    assert found.notes == ["Amounts in £ thousands, each rounded by itself."]


@pytest.mark.parametrize("command", ["savings", "status"])
@pytest.mark.parametrize("format", ["json", "csv"])
def test_machines_get_exact_amounts(command: str, format: str) -> None:
    asked = (command, "--as-of", "2014-12-09", "--format", format)
    assert run(*asked, "--units", "millions") == run(*asked)


@pytest.mark.parametrize("command", ["savings", "status", "report"])
def test_pounds_are_the_default(command: str) -> None:
    format = "markdown" if command == "report" else "table"
    asked = (command, "--as-of", "2014-12-09", "--format", format)
    assert run(*asked, "--units", "pounds") == run(*asked)
    told = run(*asked, "--units", "thousands").stdout
    assert "£ thousands" in told
    assert told != run(*asked).stdout


def test_an_unknown_unit_is_refused() -> None:
    result = run("savings", "--units", "billions")
    assert (result.status, result.stdout) == (2, "")
    assert '--units cannot be "billions"' in result.stderr


def test_costs_are_in_units_and_their_variance_is_of_what_stands_beside_it() -> None:
    keys = ("budget", "forecast", "spent", "variance")
    columns = [Column(key, key, Kind.MONEY, of=itemgetter(n)) for n, key in enumerate(keys)]
    rows = [(Decimal(1_400), Decimal(2_500), Decimal(0), Decimal(1_100))]
    found = table_in(Table(columns, rows), "thousands", "£")
    assert [*found.rows[0]] == [1, 3, 0, 2]


def test_costs_take_units(tmp_path: Path) -> None:
    cost = '\n[[cost]]\nid = "c"\nworkstream = "ict"\nname = "C"\nbudget = { "2014/15" = 40_600 }\n'
    for name, more in (("workstreams.toml", cost), ("milestones.toml", "")):
        (tmp_path / name).write_text((ROOT / name).read_text() + more)
    told = run("costs", "--as-of", "2014-12-09", "--units", "thousands", cwd=tmp_path).stdout
    assert "costs (£ thousands)" in told
    assert ["C", "41", "41", "0", "0"] in [line.split() for line in told.splitlines()]
    exact = ("costs", "--as-of", "2014-12-09", "--format", "csv")
    assert run(*exact, "--units", "thousands", cwd=tmp_path) == run(*exact, cwd=tmp_path)

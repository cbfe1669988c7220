"""Years that need not be read twice: what is folded is said, and no figure is lost."""

import csv
import json
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.formats.data import markdown
from minerva.formats.screen import terminal
from minerva.position import Position, position_at
from minerva.views import savings as view
from minerva.views.savings_years import By
from minerva.views.table import Row, Table
from tests.command import ROOT, run
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.strategies import days, programmes, toml

LATER = ("--as-of", "2026-11-25")
MILESTONE = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2015-04-01
"""
MONEY = ("planned", "forecast", "realised", "validated", "variance")


def saving(id: str, *lines: str) -> str:
    more = "".join(f"    {line}\n" for line in lines)
    named = f'    id = "{id}"\n    workstream = "ict"\n    name = "{id.upper()}"\n'
    return f"    [[saving]]\n{named}{more}"


def table(savings: str, when: date, by: By = "saving", *, fold: bool = True) -> Table:
    position = position_at(programme(MILESTONE, WORKSTREAMS + savings), when)
    return view.report(position, by, fold=fold).tables[0]


def names(shown: Table, group: str) -> list[object]:
    return [row[shown.position_of("name")] for row in dict(shown.groups())[group]]


STEADY = saving("a", "full_year = 120", "starts = 2015-04-01")
LATE = saving("late", "full_year = 240", "starts = 2017-04-01")


def test_a_year_that_is_as_the_one_before_is_left_with_its_total_alone() -> None:
    shown = table(STEADY + LATE, date(2021, 6, 1))
    assert [group for group, _ in shown.groups()] == [
        *("2015/16", "2016/17", "2017/18", "2018/19", "2021/22"),
    ]
    assert shown.heading("2016/17") == "2016/17: as 2015/16"
    assert shown.heading("2018/19") == "2018/19 to 2020/21, each: as 2017/18"
    assert names(shown, "2015/16") == ["A", "LATE"]
    assert names(shown, "2018/19") == ["Total"]
    figures = dict(shown.groups())["2018/19"][0]
    assert figures[shown.position_of("planned")] == 360


def test_rows_that_are_0_throughout_a_year_are_counted_and_one_alone_is_named() -> None:
    several = STEADY + LATE + LATE.replace("late", "later").replace("LATE", "LATER")
    shown = table(several, date(2015, 6, 1))
    assert names(shown, "2015/16") == ["A", "2 savings at 0"]
    assert names(table(STEADY + LATE, date(2015, 6, 1)), "2015/16") == ["A", "LATE"]


def test_what_is_not_known_is_not_0() -> None:
    shown = table(STEADY + saving("x") + saving("y"), date(2015, 6, 1))
    assert names(shown, "2015/16") == ["A", "X", "Y"]


def test_what_has_a_claim_is_not_0_in_a_year_without_a_plan() -> None:
    claim = [
        *("full_year = 240", "starts = 2017-04-01", "[[saving.realised]]"),
        *('year = "2015/16"', "amount = 0.01", "on = 2015-05-01"),
    ]
    shown = table(STEADY + LATE + saving("early", *claim), date(2015, 6, 1))
    assert names(shown, "2015/16") == ["A", "LATE", "EARLY"]


def test_workstreams_are_folded_too_but_not_those_with_something_not_known() -> None:
    shown = table(STEADY, date(2015, 6, 1), "workstream")
    assert names(shown, "2015/16") == ["ICT", "HRD"]
    more = '    [[workstream]]\n    id = "third"\n    name = "Third"\n'
    assert names(table(more + STEADY, date(2015, 6, 1), "workstream"), "2015/16") == [
        "ICT",
        "2 workstreams at 0",
    ]
    unknown = saving("x").replace('"ict"', '"third"')
    assert names(table(more + STEADY + unknown, date(2015, 6, 1), "workstream"), "2015/16") == [
        *("ICT", "HRD", "Third"),
    ]


def test_a_workstream_at_0_that_leaves_something_out_stays() -> None:
    more = '    [[workstream]]\n    id = "third"\n    name = "Third"\n'
    in_third = [text.replace('"ict"', '"third"') for text in (LATE, saving("x"))]
    shown = table(more + STEADY + "".join(in_third), date(2015, 6, 1), "workstream")
    assert names(shown, "2015/16") == ["ICT", "HRD", "Third"]
    assert "not known: X" in dict(shown.groups())["2015/16"][2]


def test_nothing_to_fold_is_the_table_itself() -> None:
    shown = table(STEADY, date(2015, 6, 1))
    assert shown.notes == table(STEADY, date(2015, 6, 1), fold=False).notes


def test_all_shows_everything_and_machines_always_get_everything() -> None:
    folded = run("savings", *LATER).stdout
    assert "2016/17 to 2025/26, each: as 2015/16" in folded
    assert "--all" in folded
    everything = run("savings", *LATER, "--all").stdout
    assert "each" not in everything
    assert all(f"\n20{year}/{year + 1}\n" in everything for year in range(13, 28))
    for format in ("csv", "json"):
        plain = run("savings", *LATER, "-f", format).stdout
        assert plain == run("savings", *LATER, "-f", format, "--all").stdout
    rows = list(csv.DictReader(run("savings", *LATER, "-f", "csv").stdout.splitlines()))
    assert len(rows) == 15 * 6
    assert len(json.loads(run("savings", *LATER, "-f", "json").stdout)["years"]) == 15


def test_a_year_asked_for_is_shown_in_full() -> None:
    assert "at 0" in run("savings", "--as-of", "2014-12-09").stdout
    assert "at 0" not in run("savings", "--as-of", "2014-12-09", "--year", "2013/14").stdout


@pytest.mark.parametrize(
    ("arguments", "folded", "beside", "last"),
    [
        (
            ["diff", "--from", "2014-12-09", *LATER],
            "2015/16 to 2025/26, each forecast 494,000 0 -494,000",
            "2015/16 to 2025/26, each slipped 0 494,000 +494,000",
            "2026/27 forecast 494,000 172,900 -321,100",
        ),
        (
            ["what-if", "hrd-go-live=2028-05-01", "--as-of", "2014-12-09"],
            "2015/16 to 2027/28, each forecast 494,000.00 0.00 -494,000.00",
            "2015/16 to 2027/28, each slipped 0.00 494,000.00 +494,000.00",
            "2028/29 forecast 494,000.00 452,833.33 -41,166.67",
        ),
    ],
)
def test_amounts_that_moved_in_the_same_way_every_year_are_one_row(
    arguments: list[str], folded: str, beside: str, last: str
) -> None:
    lines = [" ".join(line.split()) for line in run(*arguments).stdout.splitlines()]
    at = lines.index(folded)
    assert lines[at - 1 : at + 3] == ["HR Transformation", folded, beside, last]
    assert any("--all" in line for line in lines)
    everything = run(*arguments, "--all").stdout
    moved = json.loads(run(*arguments, "-f", "json").stdout)["savings"]["years"]
    assert all(everything.count(f"\n{label} ") >= 2 for label in moved)
    assert "each" not in everything.split("Findings\n")[0].split("Savings\n")[1]
    for format in ("csv", "json"):
        plain = run(*arguments, "-f", format).stdout
        assert plain == run(*arguments, "-f", format, "--all").stdout


def test_years_with_one_between_that_did_not_move_are_not_joined(tmp_path: Path) -> None:
    steady = saving("a", "full_year = 120", "starts = 2015-04-01", 'plan = { "2016/17" = 0 }')
    write_programme(tmp_path, MILESTONE, WORKSTREAMS + steady)
    result = run("diff", "--from", "2015-04-01", "--to", "2019-06-01", cwd=tmp_path)
    rows = [line.split()[0] for line in result.stdout.splitlines() if line.startswith("20")]
    assert rows == ["2015/16"] * 2 + ["2017/18"] * 2 + ["2015/16"] * 2 + ["2017/18"] * 2
    assert result.stdout.count("2017/18 to 2018/19, each  forecast      120    0    -120") == 2


@given(programmes(), days, st.integers(0, 12), st.sampled_from(["saving", "workstream"]))
@settings(max_examples=60)
def test_folded_rows_add_up_to_their_totals_and_no_figure_is_lost(
    tables: dict[str, Any], when: date, years_on: int, by: By
) -> None:
    position = _position(tables, when + timedelta(days=365 * years_on))
    whole = view.report(position, by).tables[0]
    shown = view.report(position, by, fold=True).tables[0]
    every = dict(whole.groups())
    latest: Sequence[Row] = []
    labels = [year.label for year in position.years] if whole.rows else []
    groups = dict(shown.groups())
    for label in labels:
        if label in shown.whole:
            latest = groups[label]
            total = shown.totals[label]
        elif label in groups:
            [total] = groups[label]
        for key in MONEY:
            at = whole.position_of(key)
            amounts = [row[at] for row in latest]
            assert total[at] == whole.totals[label][at]
            assert sum(amount for amount in amounts if isinstance(amount, Decimal)) == (
                total[at] or 0
            )
        written = [_figures(shown, row) for row in latest]
        for row in every[label]:
            assert _figures(whole, row) in written or not any(_figures(whole, row)[1:])
        assert not any("at 0" in str(name) and any(figures) for name, *figures in written)
    report = view.report(position, by, fold=True)
    for text in (terminal.render(report, 200, colour=False), markdown.render(report)):
        assert all(str(shown.heading(group)) in text for group in groups)


def _figures(shown: Table, row: Row) -> tuple[object, ...]:
    return tuple(row[shown.position_of(key)] for key in ("name", *MONEY))


def _position(tables: dict[str, Any], when: date) -> Position:
    return position_at(programme(*toml(tables)), when)


def test_the_shipped_programme_on_a_day_years_later_fits_on_few_screens() -> None:
    assert len(run("savings", *LATER, cwd=ROOT).stdout.splitlines()) < 80

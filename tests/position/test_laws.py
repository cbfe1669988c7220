"""What holds for every programme, whatever is in it."""

import contextlib
import copy
import csv
import io
import json
import re
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.formats.cells import visible
from minerva.formats.data import csv as csv_format
from minerva.formats.data import json as json_format
from minerva.formats.data import markdown
from minerva.formats.screen import terminal, text
from minerva.model.problems import InvalidProgrammeError
from minerva.position import Position, position_at
from minerva.position.milestones import MilestonePosition
from minerva.views import procurement as procurement_view
from minerva.views import savings as savings_view
from minerva.views import status as status_view
from tests.programmes import programme
from tests.strategies import days, milestones, programmes, shifted, texts, toml

FIGURES = ("planned", "forecast", "realised", "validated", "variance")


def position(tables: dict[str, Any], when: date) -> Position:
    """Return the position of drawn tables."""
    return position_at(programme(*toml(tables)), when)


def figures(milestone: MilestonePosition) -> tuple[object, ...]:
    """Return every figure of a milestone that is not a date."""
    return (
        milestone.status,
        milestone.rating,
        milestone.overdue_days,
        milestone.slippage_days,
        milestone.total_slippage_days,
        milestone.within_tolerance,
        milestone.float_days,
        milestone.baseline_missed,
    )


@given(programmes(), days, st.integers(-2_000, 2_000))
@settings(deadline=None)
def test_moving_every_date_and_the_day_together_changes_no_figure_of_a_milestone(
    tables: dict[str, Any], when: date, by: int
) -> None:
    shift = timedelta(days=by)
    here = position({"milestone": tables["milestone"]}, when)
    there = position(shifted({"milestone": tables["milestone"]}, shift), when + shift)
    assert [figures(milestone) for milestone in here.milestones] == [
        figures(record) for record in there.milestones
    ]
    assert here.counts == there.counts


@given(st.data(), days, st.integers(0, 900))
@settings(deadline=None)
def test_time_alone_never_brings_forward_what_is_not_complete(
    data: st.DataObject, when: date, later: int
) -> None:
    table = data.draw(milestones("m-0", stated_by=when))
    table.pop("actual", None)
    now = position({"milestone": [table]}, when).milestones[0]
    then = position({"milestone": [table]}, when + timedelta(days=later)).milestones[0]
    assert (then.slippage_days or 0) >= (now.slippage_days or 0)


@given(programmes(), days)
@settings(deadline=None)
def test_what_is_dated_after_the_day_does_not_exist_on_it(
    tables: dict[str, Any], when: date
) -> None:
    known = {
        "milestone": [
            {
                key: [item for item in value if item["on"] <= when]
                if isinstance(value, list)
                else value
                for key, value in record.items()
                if key != "actual" or value <= when
            }
            for record in tables["milestone"]
        ],
        "saving": [
            {
                key: [claim for claim in value if claim["on"] <= when]
                if key == "realised"
                else value
                for key, value in record.items()
            }
            for record in tables["saving"]
        ],
    }
    told, whole = position(known, when), position(tables, when)
    assert [figures(milestone) for milestone in told.milestones] == [
        figures(record) for record in whole.milestones
    ]
    assert told.savings.lines == whole.savings.lines
    assert told.savings.total == whole.savings.total


@given(programmes(), days)
@settings(deadline=None)
def test_columns_of_money_add_up_in_json(tables: dict[str, Any], when: date) -> None:
    document = json.loads(
        json_format.render(savings_view.document(position(tables, when))), parse_float=Decimal
    )
    for year in document["years"]:
        for figure in FIGURES:
            total = document["totals"]["years"][year][figure]
            for rows in (document["lines"], document["workstreams"]):
                known = [row["years"][year][figure] for row in rows]
                summed = sum(amount for amount in known if amount is not None)
                assert summed == (total or 0), (year, figure)


@given(programmes(), days)
@settings(deadline=None)
def test_each_row_is_its_own_forecast_less_its_plan(tables: dict[str, Any], when: date) -> None:
    # To a penny: the variance is rounded from the exact one, which is 0 where both are the same.
    for years in position(tables, when).savings.lines.values():
        for year in years.values():
            if year.planned is None or year.forecast is None:
                assert year.variance is None
            else:
                assert year.variance is not None
                assert abs(year.variance - (year.forecast - year.planned)) <= Decimal("0.01")


@given(programmes(), days)
@settings(deadline=None)
def test_columns_of_money_add_up_in_a_spreadsheet_and_on_paper(
    tables: dict[str, Any], when: date
) -> None:
    found = position(tables, when)
    report = savings_view.report(found)
    rows = list(csv.DictReader(csv_format.render(report).splitlines()))
    for label, year in found.savings.total.years.items():
        for figure in FIGURES:
            cells = [row[figure] for row in rows if row["year"] == label and row[figure]]
            assert sum(map(Decimal, cells)) == (getattr(year, figure) or 0)
    for drawn in (terminal.render(report, 200, colour=False), markdown.render(report)):
        totals = columns_that_add_up(drawn.replace("\\", "").replace("**", ""))
        assert totals == (len(found.savings.years) if found.savings.savings else 0)


def columns_that_add_up(text: str) -> int:
    """Add up the figures of each block of rows, and compare with the total below; count totals."""
    totals = 0
    sums = [Decimal(0)] * len(FIGURES)
    for line in text.split("Full-year effect")[-2].splitlines():
        cells = re.split(r"\s{2,}|\s*\|\s*", line.strip("| "))
        amounts = [_amount(cell) for cell in cells[1:6]]
        if len(amounts) < len(FIGURES) or None in amounts:
            continue
        if cells[0].startswith("Total"):
            assert amounts == sums, line
            totals += 1
            sums = [Decimal(0)] * len(FIGURES)
        else:
            sums = [total + (amount or 0) for total, amount in zip(sums, amounts, strict=True)]
    return totals


def _amount(cell: str) -> Decimal | None:
    """Return the amount in a cell, nothing for one not known, None for what is not money."""
    if cell == "not known":
        return Decimal(0)
    return Decimal(cell.replace(",", "")) if re.fullmatch(r"[+-]?[\d,.]+", cell) else None


@given(texts)
@settings(deadline=None)
def test_any_text_at_all_comes_out_of_every_format_unharmed(name: str) -> None:
    tables = {
        "programme": {"name": name},
        "milestone": [
            {"id": "m", "workstream": "ict", "name": name, "baseline": date(2014, 12, 1)}
        ],
        "saving": [{"id": "s", "workstream": "ict", "name": name}],
    }
    found = position(tables, date(2014, 12, 9))
    report = savings_view.report(found)
    assert json.loads(json_format.render(status_view.document(found)))["programme"]["name"] == name
    rows = list(csv.reader(io.StringIO(csv_format.render(report), newline="")))
    guarded = f"'{name}" if csv_format.looks_like_formula(name) else name
    assert rows[1][3] == guarded
    wide = terminal.render(report, 400, colour=False)
    assert visible(name) in wide
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028]", wide)
    written = markdown.render(report)
    row = next(line for line in written.splitlines() if "not known" in line and "|" in line)
    cell = re.split(r"(?<!\\)\|", row)[1].strip()
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", cell) == visible(name).strip()


WHOLE = {
    name: tomllib.loads((Path(__file__).parent.parent / "depot" / name).read_text())
    for name in ("workstreams.toml", "milestones.toml")
}
anything = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.floats(),
        texts,
        st.dates(date(1, 1, 1)),
        st.datetimes(),
        st.times(),
        st.sampled_from(["2014-W48", "2015-04", "1 month", "2014/15", "moved-in", "build"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(texts | st.just("id"), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value in some tables."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [path] * bool(path) + [
        found
        for key, item in inner
        for found in (
            places(item, (*path, key)) if isinstance(item, dict | list) else [(*path, key)]
        )
    ]


PLACES = [(name, *path) for name, tables in WHOLE.items() for path in places(tables)]


@given(st.data())
@settings(max_examples=2 * settings().max_examples)
def test_whatever_is_written_in_a_file_is_read_or_refused_in_words(data: st.DataObject) -> None:
    files = copy.deepcopy(WHOLE)
    for path in data.draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        place: Any = files
        with contextlib.suppress(KeyError, IndexError, TypeError):
            for key in path[:-1]:
                place = place[key]
            place[path[-1]]  # still there, whatever was drawn before
            place[path[-1]] = data.draw(anything)
    milestones, workstreams = (
        tomli_w.dumps(files[name]) for name in ("milestones.toml", "workstreams.toml")
    )
    refused = None
    try:
        found = position_at(programme(milestones, workstreams), date(2015, 2, 20))
    except InvalidProgrammeError as error:
        refused = error
    if refused is not None:
        assert text.problems(refused.problems, colour=False).endswith("nothing was reported.\n")
    else:
        for view in (status_view, savings_view, procurement_view):
            json_format.render(view.document(found))
            terminal.render(view.report(found), 80, colour=False)

"""What `import minerva` gives to programs: the figures of the reports, as plain values."""

import subprocess
import sys
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import minerva
from minerva import api
from minerva.views import milestones, savings_years
from tests.command import ROOT, run
from tests.programmes import WORKSTREAMS, write_programme
from tests.repositories import commit

DAY = date(2014, 12, 9)
MILESTONES = """
    [[milestone]]
    id = "go"
    workstream = "ict"
    name = "Go <b>live</b>"
    baseline = "2014-12"

      [[milestone.forecast]]
      on = 2014-12-05
      date = 2015-01-20

    [[milestone]]
    id = "posts"
    workstream = "hrd"
    name = "Posts filled"
    baseline = 2014-11-01
"""
UNKNOWN = (
    WORKSTREAMS
    + """
    [[saving]]
    id = "later"
    workstream = "ict"
    name = "Later"
"""
)


@pytest.fixture
def programme(tmp_path: Path) -> api.Programme:
    return minerva.load(write_programme(tmp_path, MILESTONES, UNKNOWN))


def test_importing_it_loads_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import minerva; print(*set(sys.modules)-before)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["minerva"]


def test_it_offers_what_it_says_and_no_more() -> None:
    for name in minerva.__all__:
        assert getattr(minerva, name) is not None
    assert set(dir(minerva)) == set(minerva.__all__)
    with pytest.raises(AttributeError, match="no attribute 'store_it'"):
        minerva.store_it  # noqa: B018 - it is to fail


def test_what_a_year_loses_is_told_apart() -> None:
    position = minerva.load(ROOT).at(date(2015, 6, 1))
    year = position.savings.totals["2014/15"]
    assert year.slipped is not None
    assert year.restated is not None
    assert year.not_realised is not None
    assert year.variance == -(year.slipped + year.restated + year.not_realised) != 0


def test_values_are_named_as_in_the_documents() -> None:
    assert {field.name for field in fields(api.Milestone)} <= {*milestones.KEYS, "reason"}
    assert {field.name for field in fields(api.Year)} <= {*savings_years.FIGURE_KEYS}


def test_a_window_is_its_last_day_and_a_word_is_a_text(programme: api.Programme) -> None:
    milestone = programme.at(DAY).milestone("go")
    assert (milestone.baseline, milestone.expected) == (date(2014, 12, 31), date(2015, 1, 20))
    assert (milestone.slippage_days, milestone.status, milestone.rating) == (
        20,
        "upcoming",
        "amber",
    )


def test_what_is_not_known_is_none(programme: api.Programme) -> None:
    savings = programme.at(DAY).savings
    assert (savings.full_year, savings.unknown, savings.target) == (None, ("later",), None)
    assert savings.totals["2014/15"].forecast is None
    assert savings.totals["2014/15"].realised == Decimal(0)
    assert repr(savings.lines[0]) == "<Saving later: not known>"


@pytest.mark.parametrize("day", ["2014-12-09", datetime(2014, 12, 9, tzinfo=UTC)])
def test_a_day_that_is_no_date_is_refused(programme: api.Programme, day: Any) -> None:
    with pytest.raises(TypeError, match=r"a day is a datetime\.date"):
        programme.at(day)


def test_a_position_may_be_of_some_workstreams(programme: api.Programme) -> None:
    position = programme.at(DAY, workstreams=["hrd"])
    assert [milestone.id for milestone in position.milestones] == ["posts"]
    assert repr(position) == "<Position of P as of 9 Dec 2014: red, 1 milestone>"
    assert programme.at(DAY, workstreams="hrd").milestones == position.milestones


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda programme: programme.at(DAY).milestone("gone"),
            "no milestone 'gone': did you mean \"go\"?",
        ),
        (lambda programme: programme.at(DAY, ["hr"]), "no workstream 'hr': did you mean \"hrd\"?"),
        (lambda programme: programme.at(DAY, ["zzzz"]), "the workstreams are ict, hrd"),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_the_nearest(
    programme: api.Programme, ask: object, message: str
) -> None:
    assert callable(ask)
    with pytest.raises(KeyError) as refused:
        ask(programme)
    assert message in refused.value.args[0]


def test_a_day_after_the_clock_is_found_as_in_a_check(tmp_path: Path) -> None:
    done = MILESTONES.replace("baseline = 2014-11-01", "baseline = 2014-11-01\nactual = 2199-01-01")
    position = minerva.load(write_programme(tmp_path, done)).at()
    assert "actual-in-future" in [finding.id for finding in position.findings()]


def test_problems_are_those_that_a_command_prints(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES.replace("baseline", "basline"))
    with pytest.raises(minerva.Problems) as refused:
        minerva.load(tmp_path)
    printed = run("-C", str(tmp_path), "status").stderr
    assert f"{refused.value}\n" == printed
    assert len(refused.value.problems) == 2
    assert refused.value.problems[0].line == 6
    assert repr(refused.value).startswith("<Problems: 2, the first")


def test_a_directory_without_a_programme_is_a_problem_too(tmp_path: Path) -> None:
    with pytest.raises(minerva.Problems, match=r"there is no workstreams\.toml") as refused:
        minerva.load(tmp_path)
    [problem] = refused.value.problems
    assert (problem.kind, problem.file, problem.line) == ("not-found", None, None)


def test_a_revision_is_read_as_it_was(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES)
    commit(tmp_path)
    write_programme(tmp_path, MILESTONES.replace("2014-11-01", "2014-11-02"))
    before = minerva.load(tmp_path, rev="HEAD").at(DAY).milestone("posts")
    assert before.baseline == date(2014, 11, 1)
    with pytest.raises(minerva.Problems, match='there is no revision "v9"'):
        minerva.load(tmp_path, rev="v9")


def test_a_table_is_rows_typed_columns_and_html(programme: api.Programme) -> None:
    table = programme.at(DAY).tables()["milestones"]
    rows, columns = table.to_dicts(), table.to_arrow()
    assert [row["slippage_days"] for row in rows] == [20, 38]
    assert columns.column("expected").to_pylist() == [row["expected"] for row in rows]
    assert repr(table) == f"<Table milestones: 2 rows, {len(table.columns)} columns>"
    written = table._repr_html_()
    assert "Go &lt;b&gt;live&lt;/b&gt;" in written
    assert "<b>" not in written


def test_a_notebook_shows_the_beginning_of_a_long_table(tmp_path: Path) -> None:
    many = "\n".join(
        f'[[milestone]]\nid = "m-{n}"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-01-01'
        for n in range(120)
    )
    table = minerva.load(write_programme(tmp_path, many)).at(DAY).tables()["milestones"]
    written = table._repr_html_()
    assert written.count("<tr>") == 101
    assert "20 more rows" in written

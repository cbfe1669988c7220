"""Records as they stood on a day: cancelled, undated, external, moved, renamed."""

from datetime import date

import pytest

from minerva.model.programme import Id
from minerva.position import Position, position_at
from minerva.position.milestones import Rating, Status
from minerva.views import milestones as view
from tests.programmes import problems_of, programme

WORKSTREAMS = """
[programme]
id = "depot"
name = "New depot"

[[workstream]]
id = "build"
name = "Property"

  [[workstream.renamed]]
  on = 2025-03-01
  from = "Building works"

[[workstream]]
id = "fleet"
name = "Fleet"

[[contract]]
id = "lease"
supplier = "Northway"
expires = 2025-12-31
replaced_by = "moved-in"

[[saving]]
id = "rent"
workstream = "build"
name = "Rent"
full_year = 120_000
starts_with = "moved-in"

  [[saving.moved]]
  on = 2025-03-02
  to = "fleet"
"""
MOVED_IN = """
[[milestone]]
id = "moved-in"
workstream = "build"
name = "Moved in"
baseline = 2025-06-01
after = ["first"]
deadline = 2025-09-30
"""


def first(text: str) -> str:
    return f'[[milestone]]\nid = "first"\nworkstream = "build"\nname = "First"\n{text}\n{MOVED_IN}'


def on(milestones: str, day: str) -> Position:
    return position_at(programme(milestones, WORKSTREAMS), date.fromisoformat(day))


CANCELLED = first(
    "baseline = 2025-08-01\n"
    'cancelled = { on = 2025-02-10, approved_by = "Board", reason = "Not needed" }'
)


def test_before_its_day_a_cancelled_milestone_stands_as_it_stood() -> None:
    position = on(CANCELLED, "2025-02-09")
    assert position.counts.total == 2
    assert str(position.by_id[Id("moved-in")].projected) == "1 Aug 2025"
    assert "cancelled" not in view.document(position, position.milestones)


def test_from_its_day_on_it_is_in_no_count_and_holds_nothing_back() -> None:
    position = on(CANCELLED, "2025-02-10")
    assert position.counts.total == 1
    assert str(position.by_id[Id("moved-in")].projected) == "1 Jun 2025"
    document = view.document(position, position.milestones)
    assert [row["id"] for row in document["cancelled"]] == ["first"]
    assert [row["id"] for row in document["milestones"]] == ["moved-in"]


def test_what_was_achieved_cannot_be_cancelled() -> None:
    done = CANCELLED.replace("cancelled =", "actual = 2025-01-01\ncancelled =")
    assert [problem.kind for problem in problems_of(done, WORKSTREAMS)] == ["cancelled-and-done"]


def test_a_milestone_without_a_date_is_counted_and_in_no_measure_of_time() -> None:
    position = on(first(""), "2025-02-01")
    assert position.counts.total == 2
    assert position.counts.worst_days == 0
    rows = view.choose_all(position, (), None)
    [row] = [row for row in rows if row.record.id == "first"]
    assert (row.status, row.rating, row.slippage_days) == (Status.UNDATED, None, None)


def test_what_comes_after_it_has_no_projected_date_and_says_why() -> None:
    position = on(first(""), "2025-02-01")
    after = position.by_id[Id("moved-in")]
    assert after.projected is None
    assert position.total_float_days(after) is None
    assert "First has no date yet" in view.driven_text(position, after)
    assert [deadline.float_days for deadline in position.deadlines] == [None, None]


def test_a_forecast_dates_it_and_there_is_still_no_slip() -> None:
    dated = first("  [[milestone.forecast]]\n  on = 2025-02-01\n  date = 2025-07-01")
    assert on(dated, "2025-01-31").by_id.keys() == {"moved-in"}
    position = on(dated, "2025-02-01")
    milestone = position.by_id[Id("first")]
    assert (milestone.baseline, milestone.slippage_days) == (None, None)
    assert (milestone.status, milestone.rating) == (Status.UPCOMING, Rating.GREEN)
    assert str(position.by_id[Id("moved-in")].projected) == "1 Jul 2025"


def test_its_first_rebaseline_is_its_original_baseline() -> None:
    agreed = first(
        "  [[milestone.rebaseline]]\n  on = 2025-02-01\n  date = 2025-04-01\n"
        "  [[milestone.rebaseline]]\n  on = 2025-03-01\n  date = 2025-05-01"
    )
    milestone = on(agreed, "2025-03-01").by_id[Id("first")]
    assert str(milestone.original_baseline) == "1 Apr 2025"
    assert (milestone.slippage_days, milestone.total_slippage_days) == (0, 30)


def test_one_that_was_achieved_without_ever_having_a_date_is_complete() -> None:
    position = on(first("actual = 2025-02-01"), "2025-02-01")
    milestone = position.by_id[Id("first")]
    assert (milestone.status, milestone.slippage_days) == (Status.COMPLETE, None)
    assert on(first("actual = 2025-02-01"), "2025-01-31").undated


def test_an_external_milestone_holds_back_and_is_in_no_count() -> None:
    position = on(first('baseline = 2025-07-01\nexternal = "County"'), "2025-08-01")
    assert (position.counts.total, position.counts.overdue) == (1, 1)
    assert str(position.by_id[Id("moved-in")].projected) == "1 Aug 2025"
    assert [part.counts.total for part in position.workstreams] == [1, 0]


@pytest.mark.parametrize(("day", "workstream"), [("2025-03-01", "build"), ("2025-03-02", "fleet")])
def test_a_saving_belongs_to_where_it_was_on_the_day(day: str, workstream: str) -> None:
    position = on(first("baseline = 2025-05-01"), day)
    assert [saving.record.workstream for saving in position.all_savings] == [workstream]


@pytest.mark.parametrize(
    ("day", "name"), [("2025-02-28", "Building works"), ("2025-03-01", "Property")]
)
def test_a_workstream_has_the_name_of_the_day(day: str, name: str) -> None:
    position = on(first("baseline = 2025-05-01"), day)
    assert position.programme.workstream_names[Id("build")] == name


def test_a_move_leads_to_a_workstream_that_is_there() -> None:
    moved = first('baseline = 2025-05-01\n[[milestone.moved]]\non = 2025-02-01\nto = "flet"')
    [problem] = problems_of(moved, WORKSTREAMS)
    assert (problem.kind, problem.hint) == ("unknown-reference", 'did you mean "fleet"?')

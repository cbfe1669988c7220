"""Two positions compared: what is said of each thing that may happen in between."""

from datetime import date

import pytest

from minerva.comparison import Comparison, Event, compare
from minerva.formats.screen import terminal
from minerva.position import position_at
from minerva.views import diff as view
from tests.programmes import WORKSTREAMS, programme

FIRST, LAST = date(2014, 12, 1), date(2014, 12, 31)


PLAIN = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2015-02-01
"""


def milestone(fields: str, id: str = "m", workstream: str = "ict", name: str = "M") -> str:
    return f'\n[[milestone]]\nid = "{id}"\nworkstream = "{workstream}"\nname = "{name}"\n{fields}\n'


def said(on: str, when: str, reason: str = "") -> str:
    why = f'\nreason = "{reason}"' if reason else ""
    return f"\n[[milestone.forecast]]\non = {on}\ndate = {when}{why}\n"


def between(
    before: str, after: str | None = None, savings: str = "", savings_after: str | None = None
) -> Comparison:
    """Compare 1 December with 31 December: of one programme, or of two."""
    now = WORKSTREAMS + (savings if savings_after is None else savings_after)
    return compare(
        position_at(programme(before, WORKSTREAMS + savings), FIRST),
        position_at(programme(before if after is None else after, now), LAST),
    )


def edited(before: str, after: str) -> Comparison:
    """Compare two states of the files on one day."""
    return compare(position_at(programme(before), FIRST), position_at(programme(after), FIRST))


@pytest.mark.parametrize(
    ("fields", "events", "moved"),
    [
        ("baseline = 2015-02-01", [], 0),
        ("baseline = 2014-12-20\nactual = 2014-12-20", [Event.COMPLETED], 0),
        (
            "baseline = 2014-12-20\nactual = 2014-12-25",
            [Event.SLIPPED, Event.COMPLETED],
            5,
        ),
        (
            "baseline = 2014-12-20\nactual = 2014-12-15",
            [Event.RECOVERED, Event.COMPLETED],
            -5,
        ),
        ("baseline = 2014-12-20", [Event.OVERDUE, Event.SLIPPED], 11),
        ("baseline = 2014-12-30", [Event.OVERDUE, Event.SLIPPED], 1),
        ("baseline = 2014-12-31", [], 0),
        ("baseline = 2014-11-01", [Event.SLIPPED], 30),
        ("baseline = 2015-01-20", [Event.DUE], 0),
        (
            "baseline = 2015-02-01" + said("2014-12-10", "2015-03-01"),
            [Event.SLIPPED, Event.REFORECAST],
            28,
        ),
        (
            "baseline = 2015-03-01" + said("2014-12-10", "2015-02-15"),
            [Event.REFORECAST, Event.RECOVERED],
            -14,
        ),
        (
            "baseline = 2014-12-15" + said("2014-12-10", "2015-02-15"),
            [Event.SLIPPED, Event.BASELINE_MISSED, Event.REFORECAST],
            62,
        ),
        (
            "baseline = 2015-02-01\n[[milestone.rebaseline]]\non = 2014-12-10\ndate = 2015-03-01",
            [Event.SLIPPED, Event.REBASELINED],
            28,
        ),
    ],
)
def test_what_happens_to_a_milestone_as_days_go_by(
    fields: str, events: list[Event], moved: int
) -> None:
    changed = between(milestone(fields)).milestones
    assert [(list(change.events), change.moved_days) for change in changed] == (
        [(events, moved)] if events else []
    )


@pytest.mark.parametrize(
    ("fields", "event", "told"),
    [
        ("baseline = 2015-02-02", Event.BASELINE_EDITED, "2 Feb 2015: a baseline is never edited"),
        ('baseline = 2015-02-01\ntolerance = "1 week"', Event.TOLERANCE_CHANGED, "now 1 week"),
        ("baseline = 2015-02-01\ndeadline = 2015-06-01", Event.DEADLINE_MOVED, "now 1 Jun 2015"),
        ("baseline = 2015-02-01\nactual = 2014-11-30", Event.COMPLETED, ""),
        ("baseline = 2015-02-01\nforecast = 2015-02-01", None, ""),
        ('baseline = 2015-02-01\nnote = "New"', None, ""),
    ],
)
def test_what_an_edit_does_to_a_milestone(fields: str, event: Event | None, told: str) -> None:
    changed = edited(PLAIN, milestone(fields))
    assert [event in change.events for change in changed.milestones] == ([True] if event else [])
    assert told in terminal.render(view.report(changed, "T"), 400, colour=False)


def test_an_edited_baseline_comes_before_everything_else() -> None:
    late = milestone("baseline = 2014-11-01", "late")
    changed = edited(
        PLAIN + late, milestone("baseline = 2015-02-02") + late.replace("11-01", "10-01")
    )
    report = view.report(changed, "T")
    assert [row[0] for row in report.tables[0].rows] == ["m", "late"]
    assert all(str(row[2]).startswith("baseline edited") for row in report.tables[0].rows)
    assert report.summary[0].startswith("Milestones: 2 baseline edited")


def test_a_name_a_workstream_and_a_tolerance_may_change_too() -> None:
    changed = edited(PLAIN, milestone("baseline = 2015-02-01", workstream="hrd", name="New"))
    (change,) = changed.milestones
    assert list(change.events) == [Event.RENAMED, Event.MOVED]
    assert [(field, was, now) for field, was, now in change.changes] == [
        ("workstream", "ict", "hrd"),
        ("name", "M", "New"),
    ]
    written = terminal.render(view.report(changed, "T"), 200, colour=False)
    assert "it was called M; from ict to hrd" in written


def test_milestones_that_come_and_go() -> None:
    other = milestone("baseline = 2015-03-01", "other")
    changed = edited(PLAIN, other)
    assert [change.record.id for change in changed.added] == ["other"]
    assert [change.record.id for change in changed.removed] == ["m"]
    document = view.document(changed)
    assert (document["added"], document["removed"]) == (["other"], ["m"])
    assert view.headline(changed) == "Milestones: 1 added, 1 removed."


def test_a_completion_that_is_taken_back_is_said() -> None:
    done = milestone("baseline = 2015-02-01\nactual = 2014-11-30")
    (change,) = edited(done, PLAIN).milestones
    assert list(change.events) == [Event.SLIPPED, Event.REOPENED]


def test_why_a_date_moved_is_told_with_it() -> None:
    forecast = milestone(
        "baseline = 2015-02-01" + said("2014-12-10", "2015-03-01", "Due diligence")
    )
    written = terminal.render(view.report(between(forecast), "T"), 80, colour=False)
    assert "  Due diligence\n" in written
    agreed = milestone(
        "baseline = 2015-02-01\n[[milestone.rebaseline]]\non = 2014-12-10\ndate = 2015-03-01\n"
        'approved_by = "Board"\nreason = "Agreed"'
    )
    written = terminal.render(view.report(between(agreed), "T"), 80, colour=False)
    assert "  baseline 1 Feb 2015, now 1 Mar 2015; Agreed (approved by Board)\n" in written


SAVING = """
    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
    full_year = 120_000
    starts_with = "m"

      [[saving.realised]]
      year = "2014/15"
      amount = 500.25
      on = 2014-12-20
      validated = { on = 2014-12-30, by = "Finance" }
"""


def test_money_that_moved_is_told_by_saving_and_together() -> None:
    changed = between(
        milestone("baseline = 2015-02-01" + said("2014-12-10", "2015-03-01")), savings=SAVING
    )
    document = view.document(changed)["savings"]
    assert document["full_year"] == {"from": 120_000, "to": 120_000}
    assert document["years"] == {
        "2014/15": {
            "planned": {"from": 20_000, "to": 20_000},
            "forecast": {"from": 20_000, "to": 10_000},
            "realised": {"from": 0, "to": 500.25},
            "validated": {"from": 0, "to": 500.25},
            "slipped": {"from": 0, "to": 10_000},
            "restated": {"from": 0, "to": 0},
            "not_realised": {"from": 0, "to": 0},
        }
    }
    assert [(line["id"], line["years"]) for line in document["lines"]] == [("s", document["years"])]
    written = terminal.render(view.report(changed, "T"), 80, colour=False)
    assert "2014/15  forecast   20,000.00  10,000.00  -10,000.00\n" in written
    assert "2014/15  claimed         0.00     500.25     +500.25\n" in written


def test_years_that_only_one_position_shows_are_compared_all_the_same() -> None:
    later = SAVING.replace("starts_with", "starts").replace('"m"', "2016-06-01")
    earlier = later.replace("2016-06-01", "2015-04-01")
    document = view.document(between(PLAIN, savings=earlier, savings_after=later))["savings"]
    assert document["years"]["2016/17"]["forecast"] == {"from": 120_000, "to": 100_000}
    assert "2017/18" not in document["years"]


def test_an_amount_that_becomes_known_was_not_nothing() -> None:
    unknown = SAVING.replace("full_year = 120_000\n", "")
    changed = between(PLAIN, savings=unknown, savings_after=SAVING)
    assert view.document(changed)["savings"]["full_year"] == {"from": None, "to": 120_000}
    assert "not known" in terminal.render(view.report(changed, "T"), 80, colour=False)
    assert "S (amount now known)\n" in shown(changed)
    back = between(PLAIN, savings=SAVING, savings_after=unknown)
    assert "S (amount no longer known)\n" in shown(back)
    rows = view.rows(back, "T").tables[0].rows
    assert ("saving", "s", "S", None, "event", None, "amount no longer known") in rows


def test_savings_that_come_and_go_move_from_and_to_nothing() -> None:
    come = view.document(between(PLAIN, savings_after=SAVING))["savings"]
    assert come["lines"][0]["full_year"] == {"from": 0, "to": 120_000}
    assert come["full_year"] == {"from": 0, "to": 120_000}
    gone = view.document(between(PLAIN, savings=SAVING, savings_after=""))["savings"]
    assert gone["lines"][0]["full_year"] == {"from": 120_000, "to": 0}


CONTRACT = """
    [[contract]]
    id = "c"
    supplier = "Capita"
    expires = 2015-02-20
    replaced_by = "m"
"""


PROCUREMENT = """
    [[procurement]]
    id = "p"
    name = "Buying"
    workstream = "ict"

      [[procurement.stage]]
      id = "tender"
      name = "Tender"
      closes = 2014-12-15

      [[procurement.stage]]
      id = "award"
      name = "Award"
      closes = "m"

      [[procurement.bidder]]
      name = "Alder"

      [[procurement.bidder]]
      name = "Brook"
      out_at = "tender"
"""


def shown(changed: Comparison) -> str:
    """Return what is told of changes on a screen with room."""
    return terminal.render(view.report(changed, "T"), 200, colour=False)

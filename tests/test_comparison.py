"""Two positions compared: what is said of each thing that may happen in between."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.comparison import Comparison, Event, compare
from minerva.findings import Finding, Severity, new_among, paired
from minerva.formats.screen import terminal
from minerva.position import position_at
from minerva.views import diff as view
from tests.command import run
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.repositories import commit
from tests.strategies import days, programmes, toml

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
    assert [(list(one.events), one.moved_days) for one in changed] == (
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
    assert [event in one.events for one in changed.milestones] == ([True] if event else [])
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
    (one,) = changed.milestones
    assert list(one.events) == [Event.RENAMED, Event.MOVED]
    assert [(field, was, now) for field, was, now in one.changes] == [
        ("workstream", "ict", "hrd"),
        ("name", "M", "New"),
    ]
    written = terminal.render(view.report(changed, "T"), 200, colour=False)
    assert "it was called M; from ict to hrd" in written


def test_milestones_that_come_and_go() -> None:
    other = milestone("baseline = 2015-03-01", "other")
    changed = edited(PLAIN, other)
    assert [one.record.id for one in changed.added] == ["other"]
    assert [one.record.id for one in changed.removed] == ["m"]
    document = view.document(changed)
    assert (document["added"], document["removed"]) == (["other"], ["m"])
    assert view.headline(changed) == "Milestones: 1 added, 1 removed."


def test_a_completion_that_is_taken_back_is_said() -> None:
    done = milestone("baseline = 2015-02-01\nactual = 2014-11-30")
    (one,) = edited(done, PLAIN).milestones
    assert list(one.events) == [Event.SLIPPED, Event.REOPENED]


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
        }
    }
    assert [(one["id"], one["years"]) for one in document["lines"]] == [("s", document["years"])]
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


@pytest.mark.parametrize(
    ("forecast", "float_days", "uncovered"),
    [("2015-02-20", 0, 0), ("2015-02-21", -1, 0), ("2015-02-22", -2, 1), ("2015-03-20", -28, 27)],
)
def test_floats_that_moved_and_the_days_that_nothing_covers(
    forecast: str, float_days: int, uncovered: int
) -> None:
    moved = milestone("baseline = 2015-02-01\ndeadline = 2015-02-20" + said("2014-12-10", forecast))
    document = view.document(between(moved, savings=CONTRACT))["deadlines"]
    same = {
        "milestone": "m",
        "date": date(2015, 2, 20),
        "float_days": {"from": 19, "to": float_days},
        "uncovered_days": {"from": 0, "to": uncovered},
        "chain": ["m"],
    }
    assert document == [
        {**same, "kind": "deadline"},
        {**same, "kind": "contract", "contract": "c"},
    ]


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


def test_a_deadline_that_was_moved_added_or_removed_says_so() -> None:
    def held(more: str) -> str:
        return milestone(f"baseline = 2015-02-01\n{more}")

    moved = edited(held("deadline = 2015-02-20"), held("deadline = 2015-03-20"))
    assert "\n  moved: it was 20 Feb 2015\n" in shown(moved)
    (told,) = view.document(moved)["deadlines"]
    assert (told["date"], told["date_was"]) == (date(2015, 3, 20), date(2015, 2, 20))
    added = edited(held(""), held("deadline = 2015-02-20"))
    assert "\n  added\n" in shown(added)
    removed = edited(held("deadline = 2015-02-20"), held(""))
    assert "\n  removed: it was 20 Feb 2015\n" in shown(removed)
    assert view.document(removed)["deadlines"][0]["date_was"] == date(2015, 2, 20)


def test_a_contract_that_waits_for_another_milestone_says_so() -> None:
    other = CONTRACT.replace('replaced_by = "m"', 'replaced_by = "n"')
    for baseline in ("2015-02-01", "2015-02-10"):  # with the same float, and with another
        plan = PLAIN + milestone(f"baseline = {baseline}", "n", name="N")
        changed = between(plan, plan, CONTRACT, other)
        assert "\n  now for N, was for M\n" in shown(changed)
        (told,) = view.document(changed)["deadlines"]
        assert (told["milestone"], told["milestone_was"]) == ("n", "m")
        row = ("contract", "c", "Capita", None, "milestone", "m", "n")
        assert row in view.rows(changed, "T").tables[0].rows


UNBOUND = CONTRACT.replace('    replaced_by = "m"\n', "")


@pytest.mark.parametrize(
    ("before", "after", "told", "date_was"),
    [
        ("", UNBOUND, "added", None),
        (UNBOUND, "", "removed: it was 20 Feb 2015", date(2015, 2, 20)),
        (
            UNBOUND,
            UNBOUND.replace("02-20", "03-20"),
            "moved: it was 20 Feb 2015",
            date(2015, 2, 20),
        ),
        (CONTRACT, UNBOUND, "no longer for M", None),
        (UNBOUND, CONTRACT, "now for M", None),
        (
            UNBOUND,
            CONTRACT.replace("02-20", "03-20"),
            "moved: it was 20 Feb 2015; now for M",
            date(2015, 2, 20),
        ),
    ],
)
def test_a_contract_is_compared_whether_or_not_something_replaces_it(
    before: str, after: str, told: str, date_was: date | None
) -> None:
    changed = between(PLAIN, None, before, after)
    assert f"\n  {told}\n" in shown(changed)
    (document,) = view.document(changed)["deadlines"]
    assert (document["contract"], document.get("date_was")) == ("c", date_was)
    assert (document["milestone"] == "m") == ("replaced_by" in after)


def test_a_float_that_came_or_went_is_told_in_words() -> None:
    came = shown(between(PLAIN, None, UNBOUND, CONTRACT))
    assert "\n  19 days of float, was bound by nothing\n" in came
    assert "\n  bound by nothing now\n" in shown(between(PLAIN, None, CONTRACT, UNBOUND))


@pytest.mark.parametrize(
    ("before", "after", "told", "row"),
    [
        ("", "P", "Buying: procurement added.", (None, "tender")),
        ("P", "", "Buying: procurement removed.", ("tender", None)),
    ],
)
def test_a_procurement_that_was_added_or_removed_is_told(
    before: str, after: str, told: str, row: tuple[str | None, str | None]
) -> None:
    texts = {"P": PROCUREMENT, "": ""}
    early = programme(PLAIN, WORKSTREAMS + texts[before])
    late = programme(PLAIN, WORKSTREAMS + texts[after])
    changed = compare(position_at(early, FIRST), position_at(late, FIRST))
    assert view.report(changed, "T").summary[1:] == [told]
    stage = ("procurement", "p", "Buying", None, "stage", *row)
    assert stage in view.rows(changed, "T").tables[0].rows
    assert view.document(changed)["procurement"][0]["stage"] == dict(
        zip(("from", "to"), row, strict=True)
    )


def test_a_procurement_that_moved_on_is_told() -> None:
    changed = between(PLAIN, savings=PROCUREMENT)
    assert view.report(changed, "T").summary == [
        "No milestone moved.",
        "Buying: Award, was Tender; bidders 2, now 1.",
    ]
    assert view.document(changed)["procurement"] == [
        {
            "id": "p",
            "stage": {"from": "tender", "to": "award"},
            "bidders": {"from": ["Alder", "Brook"], "to": ["Alder"]},
            "workstream": {"from": "ict", "to": "ict"},
        }
    ]


LATE = "baseline = 2014-11-20"
WAIVER = """
    [[waiver]]
    finding = "milestone-overdue"
    subject = "m"
    until = 2015-01-31
    reason = "Known"
    approved_by = "Board"
"""


def test_what_is_waived_or_milder_is_still_there() -> None:
    waived = edited(milestone(LATE), milestone(LATE) + WAIVER)
    (one,) = waived.altered
    assert (one.how, list(waived.new), list(waived.cleared)) == ("waived", [], [])
    assert view.report(waived, "T").summary == [
        "No milestone moved. Findings: 0 new, 0 cleared, 1 waived."
    ]
    assert "waived  note" in shown(waived)
    told = view.document(waived)
    assert [(one["id"], one["severity"], one["was"]) for one in told["eased"]] == [
        ("milestone-overdue", "note", "error")
    ]
    assert (told["findings"], told["worsened"]) == ({"new": [], "cleared": []}, [])


def test_what_is_waived_no_longer_or_worse_is_not_new() -> None:
    back = edited(milestone(LATE) + WAIVER, milestone(LATE))
    assert view.headline(back) == (
        "No milestone moved. Findings: 0 new, 0 cleared, 1 no longer waived."
    )
    assert "no longer waived  error" in shown(back)
    (row,) = view.rows(back, "T").tables[0].rows
    assert row[4:] == ("milestone-overdue", "waived", "error")

    grace = WORKSTREAMS + "\n[check]\ngrace = 7\n"
    plan = programme(milestone("baseline = 2014-11-28"), grace)
    worse = compare(position_at(plan, FIRST), position_at(plan, LAST))
    assert ([one.how for one in worse.altered], list(worse.new)) == (["worsened"], [])
    assert "worsened  error" in shown(worse)
    told = view.document(worse)
    assert told["findings"] == {"new": [], "cleared": []}
    assert [(one["id"], one["severity"], one["was"]) for one in told["worsened"]] == [
        ("milestone-overdue", "error", "warning")
    ]
    milder = compare(position_at(plan, LAST), position_at(plan, FIRST))
    assert [one.how for one in milder.altered] == ["eased"]
    assert "eased   warning" in shown(milder)


def test_of_several_findings_about_the_same_each_is_told_once() -> None:
    (one,) = between(milestone(LATE)).after.programme.milestones
    bad, fair, mild = (
        Finding("saving-unvalidated", severity, "saving", "s", "", "", one.location)
        for severity in Severity
    )
    assert paired([mild], [bad, mild]) == [(None, bad), (mild, mild)]
    assert paired([bad, mild], [mild]) == [(mild, mild), (bad, None)]
    assert paired([fair], [mild]) == [(fair, mild)]
    assert paired([fair], [bad]) == [(fair, bad)]
    assert (new_among([bad], [fair]), new_among([mild], [fair])) == ([bad], [])


def test_amounts_that_cannot_be_compared_are_called_out() -> None:
    euros = WORKSTREAMS.replace('name = "P"', 'name = "P"\ncurrency = "EUR"')
    year = euros.replace('currency = "EUR"', 'financial_year_starts = "01-01"\ncurrency = "EUR"')
    changed = compare(
        position_at(programme(PLAIN), FIRST), position_at(programme(PLAIN, year), FIRST)
    )
    assert view.report(changed, "T").summary[1:] == [
        "The currency was GBP and is EUR: amounts are not comparable.",
        "The start of the financial year was 04-01 and is 01-01: amounts are not comparable.",
    ]
    assert not changed.is_empty
    assert view.document(changed)["basis"][0] == {"field": "currency", "from": "GBP", "to": "EUR"}


def test_what_moved_between_workstreams_is_neither_added_nor_removed() -> None:
    saving = """
        [[saving]]
        id = "s"
        workstream = "%s"
        name = "S"
        full_year = 1_000
        starts = 2014-04-01
    """
    before = position_at(programme(PLAIN, WORKSTREAMS + saving % "ict"), FIRST, ["ict"])
    there = programme(PLAIN.replace("ict", "hrd"), WORKSTREAMS + saving % "hrd")
    away = compare(before, position_at(there, FIRST, ["ict"]))
    assert [list(one.events) for one in away.milestones] == [[Event.MOVED]]
    assert (list(away.added), list(away.removed)) == ([], [])
    assert [one.event for one in away.savings] == ["moved away"]
    assert "S (moved away)" in shown(away)
    here = compare(
        position_at(before.programme, FIRST, ["hrd"]), position_at(there, FIRST, ["hrd"])
    )
    assert [list(one.events) for one in here.milestones] == [[Event.MOVED]]
    assert [one.event for one in here.savings] == ["moved here"]
    whole = compare(position_at(before.programme, FIRST), position_at(there, FIRST))
    assert [(one.event, one.has_change) for one in whole.savings] == [
        ("moved to another workstream", False)
    ]
    assert "S (moved to another workstream)" in shown(whole)


@pytest.mark.parametrize("only", ["ict", "hrd"])
def test_leaving_the_workstreams_looked_at_is_no_other_change(only: str) -> None:
    plan = milestone(f"{LATE}\ndeadline = 2015-02-01") + milestone(LATE, "stays")
    there = plan.replace("ict", "hrd", 1)
    changed = compare(
        position_at(programme(plan, WORKSTREAMS + CONTRACT), FIRST, [only]),
        position_at(programme(there, WORKSTREAMS + CONTRACT), FIRST, [only]),
    )
    assert [list(one.events) for one in changed.milestones] == [[Event.MOVED]]
    assert (list(changed.new), list(changed.cleared), list(changed.deadlines)) == ([], [], [])
    whole = compare(changed.before.whole, changed.after.whole)
    assert changed.milestones == whole.milestones


def test_a_procurement_that_moved_between_workstreams_is_there_still() -> None:
    buying = programme(PLAIN, WORKSTREAMS + PROCUREMENT)
    there = PROCUREMENT.replace('"ict"', '"hrd"')
    for only in ([], ["ict"], ["hrd"]):
        changed = compare(
            position_at(buying, FIRST, only),
            position_at(programme(PLAIN, WORKSTREAMS + there), FIRST, only),
        )
        assert view.report(changed, "T").summary[1:] == ["Buying: Tender; moved from ict to hrd."]
        (told,) = view.document(changed)["procurement"]
        assert told["workstream"] == {"from": "ict", "to": "hrd"}
        row = ("procurement", "p", "Buying", None, "workstream", "ict", "hrd")
        assert row in view.rows(changed, "T").tables[0].rows


def test_a_saving_that_was_added_or_removed_says_so() -> None:
    saving = """
        [[saving]]
        id = "s"
        workstream = "ict"
        name = "S"
        full_year = 1_000
        starts = 2014-04-01
    """
    added, removed = between(PLAIN, None, "", saving), between(PLAIN, None, saving, "")
    assert ("S (added)" in shown(added), "S (removed)" in shown(removed)) == (True, True)
    rows = view.rows(added, "T").tables[0].rows
    assert ("saving", "s", "S", None, "event", None, "added") in rows
    of_nothing = between(PLAIN, None, "", saving.replace("1_000", "0"))
    assert "S (added)" in shown(of_nothing)
    assert not of_nothing.is_empty


def test_history_that_was_rewritten_is_told() -> None:
    dated = "baseline = 2015-02-01" + said("2014-11-10", "2015-02-20")
    gone = edited(milestone(dated), milestone("baseline = 2015-02-01"))
    (one,) = gone.milestones
    assert Event.STATEMENT_EDITED in one.events
    assert "the forecast stated on 10 Nov 2014, 20 Feb 2015, is gone" in " ".join(
        shown(gone).split()
    )
    other = milestone(dated.replace("2015-02-20", "2015-03-20"))
    assert "20 Feb 2015, is now 20 Mar 2015" in " ".join(
        shown(edited(milestone(dated), other)).split()
    )
    agreed = "\n[[milestone.rebaseline]]\non = 2014-11-%s\ndate = 2015-02-20\n"
    later = edited(milestone(dated + agreed % "10"), milestone(dated + agreed % "12"))
    assert [(edit.what, edit.after) for edit in later.milestones[0].edits] == [("baseline", None)]
    told = view.document(gone)["milestones"][0]["statements"]
    assert told == [
        {"what": "forecast", "on": date(2014, 11, 10), "from": date(2015, 2, 20), "to": None}
    ]
    unsaid = milestone("baseline = 2015-02-01" + said("2014-12-02", "2015-02-20"))
    assert edited(unsaid, milestone("baseline = 2015-02-01")).is_empty


def test_a_float_that_changed_is_no_rating() -> None:
    follows = milestone('baseline = 2015-03-01\nafter = ["m"]\ndeadline = %s', id="n", name="N")
    changed = edited(PLAIN + follows % "2015-04-01", PLAIN + follows % "2015-05-01")
    events = {one.after.record.id: list(one.events) for one in changed.milestones}
    assert events == {"m": [Event.FLOAT_CHANGED], "n": [Event.DEADLINE_MOVED]}
    assert "\n  89 days of float, was 59 days\n" in shown(changed)
    assert view.headline(changed) == "Milestones: 1 deadline moved."


def test_what_was_completed_late_has_not_recovered() -> None:
    done = "baseline = 2014-11-10\nactual = 2014-11-20"
    changed = edited(milestone("baseline = 2014-11-10"), milestone(done))
    assert [list(one.events) for one in changed.milestones] == [[Event.COMPLETED]]


def test_a_date_of_completion_that_was_edited_is_neither_a_slip_nor_a_recovery() -> None:
    early, late = "actual = 2014-11-10", "actual = 2014-11-20"
    for was, now in ((early, late), (late, early)):
        changed = edited(
            milestone(f"baseline = 2014-11-01\n{was}"), milestone(f"baseline = 2014-11-01\n{now}")
        )
        assert [list(one.events) for one in changed.milestones] == [[Event.COMPLETION_EDITED]]
        assert view.headline(changed) == "Milestones: 1 completion edited."


@pytest.mark.parametrize(
    ("before", "after", "day", "told"),
    [
        ('after = ["a"]', 'after = ["b"]', FIRST, "driver"),
        ('after = ["a"]', 'after = ["a"]', LAST, "expected, slippage days"),
    ],
)
def test_what_is_no_event_and_no_float_names_the_figures(
    before: str, after: str, day: date, told: str
) -> None:
    firsts = milestone("baseline = 2015-03-01", "a") + milestone("baseline = 2015-03-01", "b")
    plans = [firsts + milestone(f"baseline = 2014-11-01\n{one}") for one in (before, after)]
    early, late = (programme(plan) for plan in plans)
    changed = compare(position_at(early, FIRST), position_at(late, day))
    events = {one.after.record.id: list(one.events) for one in changed.milestones}
    assert events == {"m": [Event.CHANGED]}
    assert f"\n  changed: {told}" in shown(changed)


def test_a_milestone_that_is_no_longer_due_has_not_changed_its_float() -> None:
    plan = programme(milestone("baseline = 2014-12-20"))
    changed = compare(position_at(plan, FIRST), position_at(plan, date(2014, 10, 1)))
    assert [list(one.events) for one in changed.milestones] == [[Event.CHANGED]]
    assert "\n  changed: status\n" in shown(changed)


def test_a_rewritten_statement_comes_right_after_an_edited_baseline() -> None:
    said_once = milestone("baseline = 2015-02-01" + said("2014-11-10", "2015-02-20"))
    changed = edited(said_once, milestone("baseline = 2015-02-01", name="New"))
    (one,) = changed.milestones
    assert list(one.events) == [Event.STATEMENT_EDITED, Event.RECOVERED, Event.RENAMED]


def test_every_kind_of_change_has_a_row() -> None:
    plan = milestone("baseline = 2014-12-20" + said("2014-11-10", "2014-12-25"))
    after = milestone("baseline = 2014-12-20\ndeadline = 2015-01-31\nactual = 2014-12-21") + WAIVER
    changed = between(plan, after, PROCUREMENT)
    rows = view.rows(changed, "T").tables[0].rows
    kinds = {(row[0], row[4]) for row in rows}
    assert kinds >= {
        ("milestone", "event"),
        ("milestone", "forecast of 2014-11-10"),
        ("deadline", "date"),
        ("deadline", "float_days"),
        ("deadline", "uncovered_days"),
        ("deadline", "milestone"),
        ("procurement", "stage"),
    }
    waived = edited(milestone(LATE), milestone(LATE) + WAIVER)
    (row,) = view.rows(waived, "T").tables[0].rows
    assert (row[0], row[4:]) == ("finding", ("milestone-overdue", "error", "waived"))


def shown(changed: Comparison) -> str:
    """Return what is told of changes on a screen with room."""
    return terminal.render(view.report(changed, "T"), 200, colour=False)


def test_findings_are_new_or_cleared() -> None:
    late = milestone("baseline = 2014-12-10")
    assert [one.id for one in between(late).new] == ["milestone-overdue"]
    assert between(late).cleared == []
    done = milestone("baseline = 2014-11-20\nactual = 2014-12-10")
    cleared = between(done)
    assert ([one.id for one in cleared.cleared], cleared.new) == (["milestone-overdue"], [])
    still = milestone("baseline = 2014-11-20")
    assert (between(still).new, between(still).cleared) == ([], [])


@given(programmes(), days)
def test_a_position_does_not_differ_from_itself(tables: dict[str, Any], when: date) -> None:
    position = position_at(programme(*toml(tables)), when)
    changed = compare(position, position)
    assert changed.is_empty
    assert view.headline(changed) == "Nothing changed."
    document = view.document(changed)
    for key in ("milestones", "added", "removed", "deadlines", "procurement"):
        assert document[key] == []
    assert document["findings"] == {"new": [], "cleared": []}
    assert document["savings"]["years"] == {}


@given(programmes(), days, st.integers(0, 400))
def test_read_backwards_everything_is_the_other_way_round(
    tables: dict[str, Any], when: date, later: int
) -> None:
    plan = programme(*toml(tables))
    ends = position_at(plan, when), position_at(plan, date.fromordinal(when.toordinal() + later))
    there, back = compare(*ends), compare(*reversed(ends))
    assert [(c.after, c.before) for one in there.milestones for c in one.changes] == [
        (c.before, c.after) for one in back.milestones for c in one.changes
    ]
    assert [one.identity for one in there.new] == [one.identity for one in back.cleared]
    assert {(one.after, one.before) for one in there.altered} == set(back.altered)
    for was, now in zip(there.savings, back.savings, strict=True):
        for label, figures in was.years.items():
            assert {f: (a.after, a.before) for f, a in figures.items()} == {
                f: tuple(a) for f, a in now.years[label].items()
            }


@given(programmes(), days, st.integers(0, 400))
def test_a_narrowed_comparison_tells_nothing_that_the_whole_one_does_not(
    tables: dict[str, Any], when: date, later: int
) -> None:
    plan = programme(*toml(tables))
    end = date.fromordinal(when.toordinal() + later)
    whole = compare(position_at(plan, when), position_at(plan, end))
    for workstream in plan.workstreams:
        only = [workstream.id]
        part = compare(position_at(plan, when, only), position_at(plan, end, only))
        assert all(one in whole.new for one in part.new)
        assert all(one in whole.cleared for one in part.cleared)
        assert all(one in whole.deadlines for one in part.deadlines)


@given(programmes(), days, st.integers(0, 400))
def test_savings_that_moved_add_up_to_what_all_moved(
    tables: dict[str, Any], when: date, later: int
) -> None:
    plan = programme(*toml(tables))
    end = date.fromordinal(when.toordinal() + later)
    changed = compare(position_at(plan, when), position_at(plan, end))
    for label, figures in changed.total.years.items():
        for figure in ("realised", "validated"):
            moved = sum(
                (one.years[label][figure].change or 0)
                for one in changed.savings
                if label in one.years
            )
            assert moved == figures[figure].change


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A repository with a milestone whose baseline was edited since it was committed."""
    commit(write_programme(tmp_path, PLAIN))
    return write_programme(tmp_path, PLAIN.replace("2015-02-01", "2015-02-08"))


def test_the_files_are_compared_with_those_of_a_revision(plan: Path) -> None:
    told = run("diff", "--rev", "HEAD", "--as-of", "2014-12-09", cwd=plan)
    assert told.status == 0
    assert "changes since revision HEAD, as of 9 Dec 2014\n" in told.stdout
    assert "Milestones: 1 baseline edited, 1 slipped further.\n" in told.stdout
    document = json.loads(
        run("diff", "--rev", "HEAD", "--as-of", "2014-12-09", "-f", "json", cwd=plan).stdout
    )
    assert (document["from"], document["to"]) == ("2014-12-09", "2014-12-09")
    assert document["rev"] == "HEAD"


def test_a_revision_may_be_looked_at_as_of_another_day(plan: Path) -> None:
    both = ("--rev", "HEAD", "--from", "2014-12-01", "--to", "2015-03-01")
    told = run("diff", *both, cwd=plan).stdout
    assert "since revision HEAD, from 1 Dec 2014 to 1 Mar 2015\n" in told
    assert "became overdue" in told


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_nothing_that_changed_is_no_error(plan: Path, format: str) -> None:
    days_text = ("--from", "2014-12-09", "--to", "2014-12-09")
    result = run("diff", *days_text, "-f", format, cwd=plan)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout


def test_a_first_day_that_is_to_come_is_pointed_out(plan: Path) -> None:
    result = run("diff", "--from", "2199-03-01", cwd=plan)
    assert result.status == 0
    assert result.stderr.startswith(
        "--from lies in the future. This reads back from 1 Mar 2199 to "
    )


def test_swapped_dates_are_pointed_out_and_compared_as_asked(plan: Path) -> None:
    result = run("diff", "--from", "2015-03-01", "--to", "2014-12-09", cwd=plan)
    assert result.status == 0
    assert result.stderr.startswith("--from is after --to: are the dates swapped?")
    assert "recovered" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "nothing to compare with"),
        (["--to", "2014-12-09"], "nothing to compare with"),
        (["--from", "2014-12-01", "--to", "2014-12-09", "--as-of", "2014-12-10"], "same day"),
        (["--from", "2014-12-01", "-w", "icr"], 'no workstream "icr"'),
    ],
)
def test_what_cannot_be_compared_is_refused(plan: Path, arguments: list[str], told: str) -> None:
    result = run("diff", *arguments, cwd=plan)
    assert (result.status, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_comparison_may_be_narrowed(plan: Path) -> None:
    other = milestone("baseline = 2014-12-10", "other", "hrd")
    write_programme(plan, PLAIN + other)
    days_text = ("--from", "2014-12-09", "--to", "2014-12-20")
    assert "became overdue" in run("diff", *days_text, cwd=plan).stdout
    narrowed = run("diff", *days_text, "-w", "ict", cwd=plan).stdout
    assert narrowed == "P: changes from 9 Dec 2014 to 20 Dec 2014, ict only\nNothing changed.\n"

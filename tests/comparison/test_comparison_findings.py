"""Findings, rewritten history and narrowed positions, compared."""

from datetime import date

import pytest

from minerva.comparison import Event, compare
from minerva.findings import Finding, Severity, new_among, pair_findings
from minerva.position import position_at
from minerva.views import diff as view
from tests.comparison.test_comparison import (
    CONTRACT,
    FIRST,
    LAST,
    PLAIN,
    PROCUREMENT,
    between,
    edited,
    milestone,
    said,
    shown,
)
from tests.programmes import WORKSTREAMS, programme

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
    (change,) = waived.altered
    assert (change.how, list(waived.new), list(waived.cleared)) == ("waived", [], [])
    assert view.report(waived, "T").summary == [
        "No milestone moved. Findings: 0 new, 0 cleared, 1 waived."
    ]
    assert "waived  note" in shown(waived)
    told = view.document(waived)
    assert [(change["id"], change["severity"], change["was"]) for change in told["eased"]] == [
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
    assert ([change.how for change in worse.altered], list(worse.new)) == (["worsened"], [])
    assert "worsened  error" in shown(worse)
    told = view.document(worse)
    assert told["findings"] == {"new": [], "cleared": []}
    assert [(change["id"], change["severity"], change["was"]) for change in told["worsened"]] == [
        ("milestone-overdue", "error", "warning")
    ]
    milder = compare(position_at(plan, LAST), position_at(plan, FIRST))
    assert [change.how for change in milder.altered] == ["eased"]
    assert "eased   warning" in shown(milder)


def test_of_several_findings_about_the_same_each_is_told_once() -> None:
    (change,) = between(milestone(LATE)).after.programme.milestones
    bad, fair, mild = (
        Finding("saving-unvalidated", severity, "saving", "s", "", "", change.location)
        for severity in Severity
    )
    assert pair_findings([mild], [bad, mild]) == [(None, bad), (mild, mild)]
    assert pair_findings([bad, mild], [mild]) == [(mild, mild), (bad, None)]
    assert pair_findings([fair], [mild]) == [(fair, mild)]
    assert pair_findings([fair], [bad]) == [(fair, bad)]
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
    assert [list(change.events) for change in away.milestones] == [[Event.MOVED]]
    assert (list(away.added), list(away.removed)) == ([], [])
    assert [change.event for change in away.savings] == ["moved away"]
    assert "S (moved away)" in shown(away)
    here = compare(
        position_at(before.programme, FIRST, ["hrd"]), position_at(there, FIRST, ["hrd"])
    )
    assert [list(change.events) for change in here.milestones] == [[Event.MOVED]]
    assert [change.event for change in here.savings] == ["moved here"]
    whole = compare(position_at(before.programme, FIRST), position_at(there, FIRST))
    assert [(change.event, change.has_change) for change in whole.savings] == [
        ("moved to another workstream", False)
    ]
    assert "S (moved to another workstream: from ict to hrd)" in shown(whole)


@pytest.mark.parametrize("only", ["ict", "hrd"])
def test_leaving_the_workstreams_looked_at_is_no_other_change(only: str) -> None:
    plan = milestone(f"{LATE}\ndeadline = 2015-02-01") + milestone(LATE, "stays")
    there = plan.replace("ict", "hrd", 1)
    changed = compare(
        position_at(programme(plan, WORKSTREAMS + CONTRACT), FIRST, [only]),
        position_at(programme(there, WORKSTREAMS + CONTRACT), FIRST, [only]),
    )
    assert [list(change.events) for change in changed.milestones] == [[Event.MOVED]]
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
    (change,) = gone.milestones
    assert Event.STATEMENT_EDITED in change.events
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
    events = {change.after.record.id: list(change.events) for change in changed.milestones}
    assert events == {"m": [Event.FLOAT_CHANGED], "n": [Event.DEADLINE_MOVED]}
    assert "\n  89 days of float, was 59 days\n" in shown(changed)
    assert view.headline(changed) == "Milestones: 1 deadline moved."


def test_what_was_completed_late_has_not_recovered() -> None:
    done = "baseline = 2014-11-10\nactual = 2014-11-20"
    changed = edited(milestone("baseline = 2014-11-10"), milestone(done))
    assert [list(change.events) for change in changed.milestones] == [[Event.COMPLETED]]


def test_a_date_of_completion_that_was_edited_is_neither_a_slip_nor_a_recovery() -> None:
    early, late = "actual = 2014-11-10", "actual = 2014-11-20"
    for was, now in ((early, late), (late, early)):
        changed = edited(
            milestone(f"baseline = 2014-11-01\n{was}"), milestone(f"baseline = 2014-11-01\n{now}")
        )
        assert [list(change.events) for change in changed.milestones] == [[Event.COMPLETION_EDITED]]
        assert view.headline(changed) == "Milestones: 1 completion edited."


@pytest.mark.parametrize(
    ("before", "after", "day", "event", "told"),
    [
        ("a", "b", FIRST, Event.LINKED, "after b, was after a"),
        ("a", "a", LAST, Event.CHANGED, "changed: expected, slippage days"),
    ],
)
def test_what_is_no_event_and_no_float_names_the_figures(
    before: str, after: str, day: date, event: Event, told: str
) -> None:
    firsts = milestone("baseline = 2015-03-01", "a") + milestone("baseline = 2015-03-01", "b")
    plans = [
        firsts + milestone(f'baseline = 2014-11-01\nafter = ["{change}"]')
        for change in (before, after)
    ]
    early, late = (programme(plan) for plan in plans)
    changed = compare(position_at(early, FIRST), position_at(late, day))
    events = {change.after.record.id: list(change.events) for change in changed.milestones}
    assert events == {"m": [event]}
    assert f"\n  {told}" in shown(changed)


def test_a_milestone_that_is_no_longer_due_has_not_changed_its_float() -> None:
    plan = programme(milestone("baseline = 2014-12-20"))
    changed = compare(position_at(plan, FIRST), position_at(plan, date(2014, 10, 1)))
    assert [list(change.events) for change in changed.milestones] == [[Event.CHANGED]]
    assert "\n  changed: status\n" in shown(changed)


def test_a_rewritten_statement_comes_right_after_an_edited_baseline() -> None:
    said_once = milestone("baseline = 2015-02-01" + said("2014-11-10", "2015-02-20"))
    changed = edited(said_once, milestone("baseline = 2015-02-01", name="New"))
    (change,) = changed.milestones
    assert list(change.events) == [Event.STATEMENT_EDITED, Event.RECOVERED, Event.RENAMED]


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


def test_findings_are_new_or_cleared() -> None:
    late = milestone("baseline = 2014-12-10")
    assert [change.id for change in between(late).new] == ["milestone-overdue"]
    assert between(late).cleared == []
    done = milestone("baseline = 2014-11-20\nactual = 2014-12-10")
    cleared = between(done)
    assert ([change.id for change in cleared.cleared], cleared.new) == (["milestone-overdue"], [])
    still = milestone("baseline = 2014-11-20")
    assert (between(still).new, between(still).cleared) == ([], [])

"""Deadlines, contracts and procurements that moved, came or went."""

from datetime import date

import pytest

from minerva.comparison import compare
from minerva.position import position_at
from minerva.views import diff as view
from tests.comparison.test_comparison import (
    CONTRACT,
    FIRST,
    PLAIN,
    PROCUREMENT,
    between,
    edited,
    milestone,
    said,
    shown,
)
from tests.programmes import WORKSTREAMS, programme


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
    with_a_day_more = {**same, "float_days": {"from": 20, "to": float_days + 1}}
    assert document == [
        {**same, "kind": "deadline"},
        {**with_a_day_more, "kind": "contract", "contract": "c"},
    ]


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
    assert "\n  20 days of float, was bound by nothing\n" in came
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

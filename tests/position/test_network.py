"""What a slip does to what follows: hand-worked networks, and laws that hold for all of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from minerva.comparison.supposition import suppose
from minerva.model.dates import LATEST
from minerva.model.programme import Id
from minerva.position import Position, position_at
from tests.programmes import WORKSTREAMS, programme
from tests.strategies import networks, toml

D = date(2015, 1, 1)


def milestone(id: str, baseline: str, after: str = "", more: str = "") -> str:
    waits = f"after = [{after}]" if after else ""
    return f"""
    [[milestone]]
    id = "{id}"
    workstream = "ict"
    name = "{id.upper()}"
    baseline = {baseline}
    {waits}
    {more}
    """


def contract(expires: str, replaced_by: str, id: str = "c") -> str:
    return f"""
    [[contract]]
    id = "{id}"
    supplier = "{id.upper()}"
    expires = {expires}
    replaced_by = "{replaced_by}"
    """


def position(*milestones: str, more: str = "", when: date = D) -> Position:
    return position_at(programme("".join(milestones), WORKSTREAMS + more), when)


def dates(found: Position) -> dict[str, tuple[str, str | None]]:
    """Return each milestone's projected date, and what drives it."""
    return {
        id: (str(reached.projected), None if reached.driver is None else reached.driver.id)
        for id, reached in found.by_id.items()
    }


def floats(found: Position) -> dict[str, int | None]:
    return {id: found.total_float_days(reached) for id, reached in found.by_id.items()}


def late(when: str, on: str = "2014-12-15") -> str:
    return f"[[milestone.forecast]]\n    on = {on}\n    date = {when}"


def test_a_chain_is_pushed_along_as_far_as_it_has_no_room() -> None:
    found = position(
        milestone("a", "2015-02-01", more=late("2015-02-20")),
        milestone("b", "2015-02-10", '"a"'),
        milestone("c", "2015-02-15", '{ milestone = "b", lag = "1 week" }'),
        milestone("d", "2015-06-01", '"c"'),
    )
    assert dates(found) == {
        "a": ("20 Feb 2015", None),
        "b": ("20 Feb 2015", "a"),
        "c": ("27 Feb 2015", "b"),
        "d": ("1 Jun 2015", None),
    }


def test_of_two_that_meet_in_a_diamond_the_later_drives() -> None:
    found = position(
        milestone("a", "2015-02-01"),
        milestone("b", "2015-02-05", '{ milestone = "a", lag = "10 days" }'),
        milestone("c", "2015-02-05", '{ milestone = "a", lag = "3 weeks" }'),
        milestone("d", "2015-02-06", '"b", "c"'),
    )
    assert dates(found)["d"] == ("22 Feb 2015", "c")


def test_of_two_that_lead_to_one_day_the_first_written_drives() -> None:
    found = position(
        milestone("a", "2015-02-10"),
        milestone("b", "2015-02-10"),
        milestone("c", "2015-02-01", '"b", "a"'),
    )
    assert dates(found)["c"] == ("10 Feb 2015", "b")


def test_what_is_allowed_on_the_day_itself_is_not_driven() -> None:
    found = position(milestone("a", "2015-02-10"), milestone("b", "2015-02-10", '"a"'))
    assert dates(found)["b"] == ("10 Feb 2015", None)


@pytest.mark.parametrize(
    ("start", "lag", "projected"),
    [
        ("2015-01-31", "1 month", "28 Feb 2015"),
        ("2016-01-31", "1 month", "29 Feb 2016"),
        ("2015-01-28", "1 month", "28 Feb 2015"),
        ("2015-08-31", "6 months", "29 Feb 2016"),
        ("2015-03-31", "1 month", "30 Apr 2015"),
        ("2015-12-15", "2 weeks", "29 Dec 2015"),
    ],
)
def test_lags_in_months_are_clamped(start: str, lag: str, projected: str) -> None:
    found = position(
        milestone("a", start),
        milestone("b", "2015-01-02", f'{{ milestone = "a", lag = "{lag}" }}'),
    )
    assert dates(found)["b"] == (projected, "a")


def test_a_completed_predecessor_drives_from_where_it_is() -> None:
    done = milestone("a", "2014-11-01", more="actual = 2014-12-20")
    found = position(done, milestone("b", "2015-01-10", '{ milestone = "a", lag = "1 month" }'))
    assert dates(found)["b"] == ("20 Jan 2015", "a")
    early = milestone("a", "2015-03-01", more="actual = 2014-12-20")
    assert dates(position(early, milestone("b", "2015-01-10", '"a"')))["b"] == ("10 Jan 2015", None)


def test_what_is_complete_is_where_it_is_and_held_back_by_nothing() -> None:
    found = position(
        milestone("a", "2015-02-01"),
        milestone("b", "2014-12-01", '"a"', "actual = 2014-12-02"),
        milestone("c", "2014-12-31", '"b"'),
    )
    assert dates(found) == {
        "a": ("1 Feb 2015", None),
        "b": ("2 Dec 2014", None),
        "c": ("1 Jan 2015", None),
    }


def test_what_is_overdue_pushes_from_the_day_on() -> None:
    found = position(milestone("a", "2014-12-01"), milestone("b", "2014-12-20", '"a"'))
    assert dates(found) == {"a": ("1 Jan 2015", None), "b": ("1 Jan 2015", None)}
    lagged = position(
        milestone("a", "2014-12-01"),
        milestone("b", "2014-12-20", '{ milestone = "a", lag = "1 day" }'),
    )
    assert dates(lagged)["b"] == ("2 Jan 2015", "a")


def test_a_window_pushes_from_its_last_day_and_keeps_its_text() -> None:
    found = position(
        milestone("a", '"2015-02"'),
        milestone("b", "2015-02-10", '"a"'),
        milestone("c", '"2015-03"', '"a"'),
    )
    assert dates(found) == {
        "a": ("Feb 2015", None),
        "b": ("28 Feb 2015", "a"),
        "c": ("Mar 2015", None),
    }


def test_what_is_said_later_drives_nothing_yet() -> None:
    said = milestone("a", "2015-02-01", more=late("2015-05-01", on="2015-01-02"))
    after = milestone("b", "2015-02-01", '"a"')
    assert dates(position(said, after))["b"] == ("1 Feb 2015", None)
    assert dates(position(said, after, when=date(2015, 1, 2)))["b"] == ("1 May 2015", "a")


def test_float_is_counted_back_from_the_nearest_of_several_deadlines() -> None:
    found = position(
        milestone("a", "2015-02-01"),
        milestone("b", "2015-02-10", '"a"', "deadline = 2015-02-28"),
        milestone(
            "c", "2015-03-10", '{ milestone = "a", lag = "1 month" }', "deadline = 2015-03-20"
        ),
        milestone("free", "2015-03-10", '"a"'),
        more=contract("2015-03-15", "c"),
    )
    assert found.latest_allowable == {
        "b": date(2015, 2, 28),
        "c": date(2015, 3, 16),
        "a": date(2015, 2, 16),
    }
    assert floats(found) == {"a": 15, "b": 18, "c": 6, "free": None}


@pytest.mark.parametrize(
    ("lag", "deadline", "latest"),
    [
        ("1 month", "2015-02-28", date(2015, 1, 31)),
        ("1 month", "2015-02-27", date(2015, 1, 27)),
        ("1 month", "2015-03-30", date(2015, 2, 28)),
        ("1 month", "2015-04-30", date(2015, 3, 31)),
        ("12 months", "2016-02-29", date(2015, 2, 28)),
        ("6 months", "2015-11-03", date(2015, 5, 3)),
        ("2 weeks", "2015-03-10", date(2015, 2, 24)),
        ("0 days", "2015-03-10", date(2015, 3, 10)),
    ],
)
def test_the_latest_allowable_date_is_the_last_from_which_the_lag_still_fits(
    lag: str, deadline: str, latest: date
) -> None:
    found = position(
        milestone("a", "2015-01-02"),
        milestone(
            "b", "2015-01-03", f'{{ milestone = "a", lag = "{lag}" }}', f"deadline = {deadline}"
        ),
    )
    assert found.latest_allowable[Id("a")] == latest
    duration = found.programme.milestones[1].after[0].lag
    limit = date.fromisoformat(deadline)
    assert duration.after(latest) <= limit < duration.after(latest + timedelta(days=1))


def test_a_broken_deadline_is_a_float_below_zero_all_along_its_chain() -> None:
    found = position(
        milestone("a", "2015-02-01", more=late("2015-03-01")),
        milestone("b", "2015-02-10", '"a"', "deadline = 2015-02-20"),
        more=contract("2015-02-01", "b"),
    )
    assert floats(found) == {"a": -27, "b": -27}
    (deadline, expiry) = found.deadlines
    assert (deadline.kind, deadline.float_days, deadline.uncovered_days) == ("deadline", -9, 8)
    assert (expiry.kind, expiry.float_days, expiry.uncovered_days) == ("contract", -27, 27)


@pytest.mark.parametrize(
    ("expires", "float_days", "uncovered"),
    [("2015-12-01", 1, 0), ("2015-11-30", 0, 0), ("2015-11-29", -1, 1), ("2015-11-03", -27, 27)],
)
def test_uncovered_days_lie_between_the_last_covered_and_the_start(
    expires: str, float_days: int, uncovered: int
) -> None:
    found = position(milestone("a", "2015-12-01"), more=contract(expires, "a"))
    (end,) = found.deadlines
    assert (end.float_days, end.uncovered_days) == (float_days, uncovered)
    assert found.contracts[0].float_days == end.float_days
    assert floats(found) == {"a": float_days}


def test_the_float_of_a_contract_counts_what_holds_its_replacement_back() -> None:
    found = position(
        milestone("a", "2015-02-01", more=late("2015-03-01")),
        milestone("b", "2015-02-10", '{ milestone = "a", lag = "1 month" }'),
        more=contract("2015-03-31", "b"),
    )
    assert found.contracts[0].float_days == found.deadlines[0].float_days == 0


def test_what_follows_something_complete_binds_nothing_before_it() -> None:
    found = position(
        milestone("a", "2015-02-01"),
        milestone("b", "2014-12-01", '"a"', "actual = 2014-12-02"),
        milestone("c", "2015-02-10", '"b"', "deadline = 2015-02-20"),
    )
    assert floats(found)["a"] is None
    assert found.critical_chain(found.deadlines[0]) == ["c"]


def test_the_critical_chain_is_the_one_with_the_least_float_in_order() -> None:
    found = position(
        milestone("a", "2015-02-01"),
        milestone("b", "2015-02-10", '"a"'),
        milestone("slow", "2015-02-05", '"a"'),
        milestone("done", "2014-12-01", more="actual = 2014-12-31"),
        milestone(
            "end",
            "2015-06-01",
            '"b", "done", { milestone = "slow", lag = "2 weeks" }',
            "deadline = 2015-07-01",
        ),
    )
    chain = found.critical_chain(found.deadlines[0])
    assert chain == ["a", "slow", "end"]
    on_it = [found.total_float_days(found.by_id[id]) or 0 for id in chain]
    assert max(on_it[:2]) < (found.total_float_days(found.by_id[Id("b")]) or 0)


def test_a_nearer_deadline_elsewhere_has_no_part_in_a_critical_chain() -> None:
    found = position(
        milestone("driver", "2015-05-01"),
        milestone("pressed", "2015-02-01", more="deadline = 2015-01-15"),
        milestone("end", "2015-04-01", '"pressed", "driver"', "deadline = 2015-05-10"),
    )
    assert floats(found) == {"driver": 9, "pressed": -17, "end": 9}
    chains = {deadline.id: found.critical_chain(deadline) for deadline in found.deadlines}
    assert chains == {"pressed": ["pressed"], "end": ["driver", "end"]}


def test_a_lag_in_months_counts_for_the_float_on_a_critical_chain() -> None:
    # Both lead to 28 February, from which only "month" can slip: to 31 January, by 3 days.
    found = position(
        milestone("month", "2015-01-28"),
        milestone("week", "2015-02-21"),
        milestone(
            "end",
            "2015-02-01",
            '{ milestone = "month", lag = "1 month" }, { milestone = "week", lag = "1 week" }',
            "deadline = 2015-02-28",
        ),
    )
    assert floats(found) == {"month": 3, "week": 0, "end": 0}
    assert found.critical_chain(found.deadlines[0]) == ["week", "end"]


def test_of_equal_floats_the_first_written_is_on_the_critical_chain() -> None:
    found = position(
        milestone("a", "2015-02-01"),
        milestone("b", "2015-02-01"),
        milestone("end", "2015-02-01", '"b", "a"', "deadline = 2015-02-28"),
    )
    assert found.critical_chain(found.deadlines[0]) == ["b", "end"]


@pytest.mark.no_cover
def test_a_chain_of_a_hundred_thousand_overflows_nothing() -> None:
    number = 100_000
    many = "".join(
        f'[[milestone]]\nid = "m-{n}"\nworkstream = "ict"\nname = "M"\nbaseline = 1900-01-01\n'
        + (f'after = [{{ milestone = "m-{n - 1}", lag = "1 day" }}]\n' if n else "")
        for n in range(number)
    )
    found = position(many + "deadline = 2199-01-01\n", when=date(1900, 1, 1))
    last = found.by_id[found.programme.milestones[-1].id]
    assert last.best_known.latest == date(1900, 1, 1) + timedelta(days=number - 1)
    assert len(found.critical_chain(found.deadlines[0])) == number


def test_a_chain_that_leaves_the_years_that_are_read_stays_on_their_last_day() -> None:
    lag = '{ milestone = "m-%d", lag = "1200 months" }'
    long = [milestone("m-0", "2199-01-01")]
    long += [milestone(f"m-{n}", "2015-02-01", lag % (n - 1)) for n in range(1, 100)]
    found = position(*long, more=contract("2015-02-01", "m-99"))
    assert found.by_id[found.programme.milestones[-1].id].best_known.latest == LATEST
    assert found.latest_allowable[found.programme.milestones[0].id] == date.min


def slipped(found: Position, id: str, by: int) -> Position:
    """Return the position with a milestone later by some days."""
    return suppose(found, [f"{id}=+{by}days"])[0]


@given(networks(), st.integers(0, 400), st.data())
def test_a_day_of_slip_never_makes_anything_earlier(
    tables: dict[str, Any], later: int, data: st.DataObject
) -> None:
    found = position_at(programme(*toml(tables)), D)
    left = [id for id, reached in found.by_id.items() if not reached.complete]
    if not left:
        return
    after = slipped(found, data.draw(st.sampled_from(left)), later)
    for id, reached in found.by_id.items():
        assert after.by_id[id].best_known.latest >= reached.best_known.latest


@given(networks(), st.data())
def test_float_is_how_long_a_slip_breaks_no_deadline(
    tables: dict[str, Any], data: st.DataObject
) -> None:
    ample = timedelta(days=1_500)
    for table in (*tables["milestone"], *tables["contract"]):
        for key in table.keys() & {"deadline", "expires"}:
            table[key] += ample
    found = position_at(programme(*toml(tables)), D)
    # A deadline that is broken from elsewhere already is not broken anew.
    assume(all((end.float_days or 0) >= 0 for end in found.deadlines))
    bound = [
        reached
        for id, reached in found.by_id.items()
        if id in found.latest_allowable and not reached.complete and reached.driver is None
    ]
    if not bound:
        return
    reached = data.draw(st.sampled_from(bound))
    spare = found.total_float_days(reached)
    assert spare is not None

    def broken(by: int) -> set[tuple[str, str]]:
        ends = slipped(found, reached.record.id, by).deadlines
        return {(end.kind, end.id) for end in ends if (end.float_days or 0) < 0}

    assert not broken(spare)
    assert broken(spare + 1)


@given(networks())
def test_projected_dates_are_the_latest_of_what_each_waits_for(tables: dict[str, Any]) -> None:
    found = position_at(programme(*toml(tables)), D)
    for reached in found.by_id.values():
        if reached.complete:
            assert reached.projected == reached.actual
            continue
        waits = [
            before.lag.after(found.by_id[before.milestone].best_known.latest)
            for before in reached.record.after
        ]
        assert reached.best_known.latest == max([reached.expected.latest, *waits])
        if reached.driver is not None:
            assert reached.driver.until > reached.expected.latest


@given(networks())
def test_the_order_in_the_file_makes_no_difference(tables: dict[str, Any]) -> None:
    there = position_at(programme(*toml(tables)), D)
    turned = tables | {"milestone": tables["milestone"][::-1]}
    back = position_at(programme(*toml(turned)), D)
    assert dates(there) == {id: dates(back)[id] for id in dates(there)}
    assert floats(there) == {id: floats(back)[id] for id in floats(there)}


# Only those that savings depend on


@given(networks(), st.integers(0, 6), st.sampled_from(["starts_with", "known_with"]))
def test_savings_are_the_same_with_only_the_milestones_they_depend_on(
    tables: dict[str, Any], number: int, key: str
) -> None:
    id = f"m-{number % len(tables['milestone'])}"
    saving = {"id": "s", "workstream": "ict", "name": "S", "full_year": 12, key: id}
    plan = programme(*toml(tables | {"saving": [saving]}))
    alone, after_all = position_at(plan, D), position_at(plan, D)
    assert after_all.by_id
    assert alone.all_savings == after_all.all_savings
    assert "by_id" not in vars(alone)

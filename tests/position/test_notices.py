"""The notices of the Procurement Act 2023: which are listed, by when each is due, its state."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.position import Position, position_at
from minerva.position.notices import NoticePosition, NoticeState, qualifies
from minerva.position.thresholds import needs_kpis, threshold_at
from tests.programmes import WORKSTREAMS, programme

MILESTONES = """
    [[milestone]]
    id = "signed"
    workstream = "ict"
    name = "Contract signed"
    baseline = 2026-04-14
    {actual}
"""
PROCUREMENT = """
    [[procurement]]
    id = "care"
    name = "Care"
    workstream = "ict"
    regime = "{regime}"
    procedure = "{procedure}"
    {keys}

      [[procurement.stage]]
      id = "standstill"
      name = "Standstill"
      standstill = "electronic"
      opens = 2026-03-31
      closes = "signed"
"""
SIGNED = "actual = 2026-04-14"
D = date(2026, 4, 20)


def position(
    *notices: str,
    on: date = D,
    regime: str = "PA 2023",
    procedure: str = "open",
    keys: str = "",
    more: str = "",
    actual: str = SIGNED,
) -> Position:
    """Return the position of a programme with one procurement, whose contract is of 14 April."""
    written = PROCUREMENT.format(regime=regime, procedure=procedure, keys=keys)
    listed = "".join(f"\n[[procurement.notice]]\n{notice}\n" for notice in notices)
    milestones = MILESTONES.format(actual=actual)
    return position_at(programme(milestones, WORKSTREAMS + written + listed + more), on)


def notices(*written: str, **keys: Any) -> list[NoticePosition]:
    """Return the notices of that procurement."""
    return list(next(iter(position(*written, **keys).notices.values())))


def due(kind: str, *written: str, **keys: Any) -> list[date | None]:
    """Return the last days of the notices of a kind."""
    return [notice.due for notice in notices(*written, **keys) if notice.kind == kind]


CONTRACT = """
[[contract]]
id = "c"
supplier = "Ash"
procurement = "care"
expires = 2027-10-13
"""


def test_what_is_sure_to_be_due_is_listed_whether_recorded_or_not() -> None:
    found = notices(more=CONTRACT, keys="value = 6_000_000")
    assert [(notice.kind, notice.due) for notice in found] == [
        ("UK6", date(2026, 3, 31)),
        ("UK7", date(2026, 5, 13)),
        ("UK9", date(2027, 4, 13)),
        ("UK11", date(2027, 11, 11)),
    ]
    assert [notice.published for notice in found] == [date(2026, 3, 31), None, None, None]
    assert found[1].name == "Contract details notice"
    assert all(notice.record is None for notice in found)


@pytest.mark.parametrize("regime", ["PCR 2006", "PCR 2015", "UCR 2016", ""])
def test_no_notice_is_due_under_other_rules(regime: str) -> None:
    assert notices('kind = "UK7"', regime=regime, more=CONTRACT) == []


def test_a_contract_below_the_threshold_has_only_what_is_recorded() -> None:
    found = notices('kind = "UK7"\ndue = 2026-05-01', procedure="below threshold", more=CONTRACT)
    assert [(notice.kind, notice.due) for notice in found] == [("UK7", date(2026, 5, 1))]
    assert notices(procedure="below threshold", more=CONTRACT) == []


def test_nothing_more_is_due_of_a_procurement_that_was_terminated() -> None:
    ended = 'kind = "UK12"\npublished = 2026-04-01'
    assert [notice.kind for notice in notices(ended)] == ["UK12"]
    assert "UK7" in [notice.kind for notice in notices(ended, on=date(2026, 3, 31))]


def test_a_light_touch_contract_has_120_days_for_its_details_and_no_change_notice() -> None:
    assert due("UK7", procedure="light touch") == [date(2026, 8, 11)]
    assert due("UK7", keys='kind = "light touch"') == [date(2026, 8, 11)]
    option = '[[contract.option]]\nkind = "extension"\nlength = "6 months"\ntaken = 2026-04-15\n'
    assert due("UK10", procedure="light touch", more=CONTRACT + option) == []
    assert due("UK10", more=CONTRACT + option) == [date(2027, 10, 13)]
    assert due("UK11", more=CONTRACT + option) == [date(2028, 5, 12)]


def test_a_contract_that_is_not_signed_yet_has_its_notices_by_the_expected_day() -> None:
    late = "[[milestone.forecast]]\non = 2026-04-01\ndate = 2026-06-01"
    assert due("UK7", actual=late) == [date(2026, 6, 30)]


@pytest.mark.parametrize(
    ("tender", "pipeline", "engagement", "planned"),
    [
        ("2026-05-26", date(2026, 5, 26), date(2026, 5, 25), date(2026, 4, 16)),
        ("2026-05-25", date(2025, 5, 26), date(2026, 5, 24), date(2026, 4, 15)),
        ("2025-05-25", None, date(2025, 5, 24), date(2025, 4, 15)),
    ],
)
def test_what_comes_before_the_tender_notice_is_counted_from_it(
    tender: str, pipeline: date | None, engagement: date, planned: date
) -> None:
    written = [f'kind = "UK4"\ndue = {tender}', *(f'kind = "UK{n}"' for n in (1, 2, 3))]
    assert due("UK1", *written) == [pipeline]
    assert due("UK2", *written) == [engagement]
    assert due("UK3", *written) == [planned]
    assert due("UK1", 'kind = "UK1"') == [None]


def test_a_planned_procurement_notice_qualifies_from_40_days_to_12_months_ahead() -> None:
    tender = date(2026, 3, 31)
    assert qualifies(date(2026, 2, 19), tender)
    assert not qualifies(date(2026, 2, 20), tender)
    assert qualifies(date(2025, 3, 31), tender)
    assert not qualifies(date(2025, 3, 30), tender)


def test_payment_notices_are_for_one_period_after_another() -> None:
    payments = ['kind = "UK8"'] * 3 + ['kind = "UK17"'] * 2
    assert due("UK8", *payments) == [date(2026, 7, 29), date(2026, 10, 29), date(2027, 1, 29)]
    assert due("UK17", *payments) == [date(2026, 10, 29), date(2027, 4, 29)]


def test_performance_is_due_a_year_after_the_last_time_and_when_the_contract_ends() -> None:
    keys = 'value = 6_000_000\nkind = "works"'
    first = 'kind = "UK9"\npublished = 2026-12-01'
    assert due("UK9", keys=keys) == [date(2027, 4, 13)]
    assert due("UK9", first, keys=keys, on=date(2027, 1, 1)) == [
        date(2027, 4, 13),
        date(2027, 12, 1),
    ]
    assert due("UK9", first, keys=keys, on=date(2027, 1, 1), more=CONTRACT)[1] == date(2027, 10, 13)
    last = 'kind = "UK9"\npublished = 2027-10-13'
    assert len(due("UK9", first, last, keys=keys, on=date(2027, 11, 1), more=CONTRACT)) == 2
    # What is published after the day is still to come on the day.
    assert due("UK9", first, keys=keys) == [date(2027, 4, 13)]


@pytest.mark.parametrize(
    ("keys", "needed"),
    [
        ("value = 5_000_000", False),
        ("value = 5_000_000.01", True),
        ('value = 9_000_000\nkind = "concession"', False),
        ('value = 9_000_000\nkind = "light touch"', False),
        ("", False),
    ],
)
def test_indicators_are_needed_over_five_million(keys: str, needed: bool) -> None:
    [procurement] = position(keys=keys).procurements
    assert needs_kpis(procurement.record) is needed
    assert bool(due("UK9", keys=keys)) is needed


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 4, 28), NoticeState.PLANNED),
        (date(2026, 4, 29), NoticeState.DUE),
        (date(2026, 5, 13), NoticeState.DUE),
        (date(2026, 5, 14), NoticeState.OVERDUE),
    ],
)
def test_a_notice_is_due_14_days_ahead_and_overdue_after_its_last_day(
    on: date, state: NoticeState
) -> None:
    [details] = [notice for notice in notices(on=on) if notice.kind == "UK7"]
    assert details.state is state
    published = 'kind = "UK7"\npublished = 2026-04-21\nreference = "2026/S 000-1"'
    [known] = [notice for notice in notices(published, on=on) if notice.kind == "UK7"]
    assert (known.state, known.reference) == (NoticeState.PUBLISHED, "2026/S 000-1")


def test_a_day_that_is_written_counts_unless_the_act_wants_it_sooner() -> None:
    assert due("UK7", 'kind = "UK7"\ndue = 2026-05-01') == [date(2026, 5, 1)]
    assert due("UK7", 'kind = "UK7"\ndue = 2026-06-01') == [date(2026, 5, 13)]
    assert due("UK16", 'kind = "UK16"\ndue = 2026-06-01') == [date(2026, 6, 1)]


def test_an_award_notice_that_is_recorded_says_itself_when_it_was_published() -> None:
    [award] = [notice for notice in notices('kind = "UK6"') if notice.kind == "UK6"]
    assert (award.due, award.state) == (date(2026, 3, 31), NoticeState.OVERDUE)


# Thresholds


@pytest.mark.parametrize(
    ("kind", "value", "before", "after"),
    [
        ("works", "5_193_000", False, True),
        ("works", "5_372_609", True, True),
        ("sub-central", "207_720", False, True),
        ("sub-central", "207_719.99", False, False),
        ("central", "135_018", False, True),
        ("goods", "139_688", True, True),
        ("utilities", "415_440", False, True),
        ("concession", "5_193_000", False, True),
        ("light touch", "663_540", True, True),
        ("light touch", "663_539", False, False),
        ("light touch concession", "5_200_000", False, False),
    ],
)
def test_a_value_is_above_from_the_threshold_on_by_the_table_of_its_day(
    kind: str, value: str, before: bool, after: bool
) -> None:
    keys = f'kind = "{kind}"\nvalue = {value}'
    for tender, above in (("2025-12-31", before), ("2026-01-01", after)):
        [procurement] = position(f'kind = "UK4"\npublished = {tender}', keys=keys).procurements
        threshold = threshold_at(procurement)
        assert threshold is not None
        assert (threshold.above, threshold.changed) == (above, before is not after)


@pytest.mark.parametrize("keys", ["value = 1", 'kind = "works"', ""])
def test_without_a_value_or_a_kind_there_is_no_threshold(keys: str) -> None:
    [procurement] = position(keys=keys).procurements
    assert threshold_at(procurement) is None
    [other] = position(keys='value = 1\nkind = "works"', regime="PCR 2015").procurements
    assert threshold_at(other) is None


def test_a_procurement_begins_with_its_tender_stage_else_on_the_day_itself() -> None:
    stage = '\n[[procurement.stage]]\nid = "t"\nname = "Tender"\nopens = 2025-11-03\n'
    keys = 'kind = "works"\nvalue = 1'
    for more, began in ((stage, date(2025, 11, 3)), ("", D)):
        threshold = threshold_at(position(keys=keys, more=more).procurements[0])
        assert threshold is not None
        assert threshold.day == began


# Laws


@given(st.integers(-400, 800), st.integers(0, 400))
def test_moving_every_date_moves_what_is_counted_in_days(shift: int, later: int) -> None:
    moved = date(2026, 4, 14) + timedelta(days=shift)
    on = moved + timedelta(days=later)
    found = notices(actual=f"actual = {moved}", on=on)
    [details] = [notice for notice in found if notice.kind == "UK7"]
    assert details.due == moved + timedelta(days=29)
    assert details.days_left == 29 - later

"""The standstill under the Procurement Act 2023, and a second count of both regimes' last days."""

from datetime import date, timedelta
from functools import cache

import pytest
from msgspec.structs import replace

from minerva.findings import findings_at
from minerva.model.procurement_law import Procedure, Regime, procedure_of, regime_of
from minerva.model.working_days import FIRST_YEAR, LAST_YEAR, last_of_united_kingdom
from minerva.position import position_at
from minerva.position.standstill import (
    LONGEST_EIGHT,
    SHORTEST_EIGHT,
    WORKING_DAYS,
    breach,
    ends,
    is_standstill,
)
from tests.position.test_standstill import stage
from tests.programmes import WORKSTREAMS, problems_of, programme

MILESTONES = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2099-01-01
"""
PROCUREMENT = """
    [[procurement]]
    id = "care"
    name = "Care"
    workstream = "ict"
    regime = "{regime}"

      [[procurement.stage]]
      id = "standstill"
      name = "Standstill"
      standstill = "{kind}"
      {reason}
      opens = {opens}
      closes = {closes}
"""


def found(
    opens: str,
    closes: str,
    *,
    regime: str = "PA 2023",
    kind: str = "electronic",
    reason: str = "",
    more: str = "",
) -> list[str]:
    """Return what is found of a standstill the day before it begins."""
    written = PROCUREMENT.format(
        regime=regime, kind=kind, opens=opens, closes=closes, reason=reason
    )
    plan = programme(MILESTONES, WORKSTREAMS + written + more)
    at = date.fromisoformat(opens) - timedelta(days=1)
    return [
        finding.message
        for finding in findings_at(position_at(plan, at))
        if finding.id == "standstill-infeasible"
    ]


@pytest.mark.parametrize(
    ("published", "last"),
    [
        (date(2026, 3, 31), date(2026, 4, 13)),  # Good Friday and Easter Monday lie within
        (date(2025, 12, 18), date(2025, 12, 31)),  # Christmas
        (date(2026, 3, 12), date(2026, 3, 24)),  # St Patrick's Day, in Northern Ireland
        (date(2026, 7, 3), date(2026, 7, 15)),  # 13 July, in Northern Ireland
        (date(2026, 11, 25), date(2026, 12, 7)),  # St Andrew's Day, in Scotland
        (date(2025, 12, 31), date(2026, 1, 13)),  # 2 January, in Scotland
        (date(2026, 6, 8), date(2026, 6, 18)),  # 15 June 2026, proclaimed for Scotland
        (date(2026, 2, 7), date(2026, 2, 18)),  # a Saturday: Monday is the first
    ],
)
def test_eight_working_days_begin_with_the_day_of_the_notice(published: date, last: date) -> None:
    for kind in ("electronic", "other"):
        at = replace(stage(published, None, kind), regime=Regime.PA_2023)
        assert ends(at) == last


def test_the_contract_may_be_entered_into_from_the_day_after() -> None:
    assert found("2026-03-31", "2026-04-14") == []
    [message] = found("2026-03-31", "2026-04-13")
    assert message.endswith("(31 Mar 2026), which ends on 13 Apr 2026")
    assert found("2025-12-18", "2025-12-31")
    assert found("2025-12-18", "2026-01-01") == []


def test_the_regulations_count_as_before() -> None:
    assert found("2026-03-31", "2026-04-11", regime="PCR 2015") == []
    assert found("2026-03-31", "2026-04-10", regime="PCR 2015")
    assert found("2026-03-31", "2026-04-11", regime="in house") == []


def test_a_notice_that_was_published_later_than_the_stage_opens_counts() -> None:
    later = '\n[[procurement.notice]]\nkind = "UK6"\npublished = 2026-04-01\n'
    plan = programme(
        MILESTONES,
        WORKSTREAMS
        + PROCUREMENT.format(
            regime="PA 2023",
            kind="electronic",
            reason="",
            opens="2026-03-31",
            closes="2026-04-14",
        )
        + later,
    )
    known = position_at(plan, date(2026, 4, 1)).procurements[0].stages[0]
    assert ends(known) == date(2026, 4, 14)
    assert breach(known) is not None
    before = position_at(plan, date(2026, 3, 31)).procurements[0].stages[0]
    assert ends(before) == date(2026, 4, 13)


def test_a_stage_may_say_that_there_is_no_standstill_and_then_says_why() -> None:
    reason = 'standstill_reason = "Award under a framework"'
    assert found("2026-03-31", "2026-04-01", kind="none", reason=reason) == []
    assert not is_standstill(stage(date(2026, 3, 31), None, "none"))
    for kind, key, said in (
        ("none", "", 'needs "standstill_reason"'),
        ("other", reason, "does not say that it has no standstill"),
    ):
        written = PROCUREMENT.format(
            regime="PA 2023", kind=kind, opens="2026-03-31", closes="2026-04-20", reason=key
        )
        [problem] = problems_of(MILESTONES, WORKSTREAMS + written)
        assert said in problem.message


def test_words_of_the_law_are_known_however_they_are_spaced() -> None:
    assert regime_of("PA 2023") is regime_of("pa2023") is Regime.PA_2023
    assert regime_of("PCR 2015") is Regime.PCR_2015
    assert regime_of("UCR 2016") is regime_of(None) is None
    assert procedure_of("competitive-flexible") is Procedure.COMPETITIVE_FLEXIBLE
    assert procedure_of("framework call-off") is Procedure.FRAMEWORK_CALL_OFF
    assert procedure_of("competitive-dialogue") is procedure_of("") is None


def test_a_year_whose_bank_holidays_are_not_known_is_not_made_up() -> None:
    at = replace(stage(date(2100, 12, 28), date(2101, 1, 6)), regime=Regime.PA_2023)
    assert ends(at) is None
    short = breach(at)
    assert short is not None
    assert (short.ends, short.short_days) == (None, 1)
    assert breach(replace(at, closes=stage(None, date(2101, 1, 20)).closes)) is None


def test_eight_working_days_are_never_shorter_or_longer_than_what_is_looked_at() -> None:
    day, end = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 1)
    lengths = set()
    while day < end:
        last = last_of_united_kingdom(WORKING_DAYS, day)
        assert last is not None
        lengths.add((last - day).days + 1)
        day += timedelta(days=1)
    assert min(lengths) >= SHORTEST_EIGHT
    assert max(lengths) <= LONGEST_EIGHT


# The same days, counted a second time: bank holidays from the rules of the Act of 1971


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian algorithm)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * n) // 433
    month = (h + n - 7 * m + 90) // 25
    return date(year, month, (h + n - 7 * m + 33 * month + 19) % 32)


def monday(year: int, month: int, *, last: bool = False) -> date:
    """Return the first Monday of a month, or the last."""
    first = date(year, month, 1)
    first += timedelta(days=-first.weekday() % 7)
    while last and (first + timedelta(days=7)).month == month:
        first += timedelta(days=7)
    return first


def observed(day: date, *others: date) -> date:
    """Return the day, or the next weekday that is not one of the others."""
    while day.weekday() > 4 or day in others:
        day += timedelta(days=1)
    return day


@cache
def off(year: int, *, scotland_and_northern_ireland: bool) -> frozenset[date]:
    """Return the weekdays of a year on which nobody works for the law."""
    sunday = easter(year)
    new_year, christmas = observed(date(year, 1, 1)), observed(date(year, 12, 25))
    days = {
        new_year,
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        monday(year, 5),
        monday(year, 5, last=True),
        monday(year, 8, last=True),
        christmas,
        observed(date(year, 12, 26), christmas),
    }
    if scotland_and_northern_ireland:
        days |= {
            observed(date(year, 1, 2), new_year),
            observed(date(year, 3, 17)),
            observed(date(year, 7, 12)),
            monday(year, 8),
            observed(date(year, 11, 30)),
        }
        days |= {date(2026, 6, 15)} if year == 2026 else set()
    return frozenset(days)


def works(day: date, *, everywhere: bool) -> bool:
    """Tell whether a day is a working day."""
    return day.weekday() < 5 and day not in off(day.year, scotland_and_northern_ireland=everywhere)


def counted(day: date, regime: Regime, kind: str) -> date:
    """Return the last day of a standstill."""
    if regime is Regime.PA_2023:
        left = 8 - works(day, everywhere=True)
        while left:
            day += timedelta(days=1)
            left -= works(day, everywhere=True)
        return day
    day += timedelta(days=10 if kind == "electronic" else 15)
    while not works(day, everywhere=False):
        day += timedelta(days=1)
    return day


@pytest.mark.parametrize("kind", ["electronic", "other"])
@pytest.mark.parametrize("regime", [Regime.PCR_2015, Regime.PA_2023])
def test_a_second_count_finds_the_same_last_day_from_2025_to_2030(
    regime: Regime, kind: str
) -> None:
    day, different = date(2025, 1, 1), []
    while day <= date(2030, 12, 31):
        at = stage(day, None, "electronic" if kind == "electronic" else "other")
        if ends(replace(at, regime=regime)) != counted(day, regime, kind):
            different.append(day)
        day += timedelta(days=1)
    assert different == []

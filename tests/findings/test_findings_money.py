"""Claims that are odd, and forecasts of money that need a decision."""

from datetime import date
from typing import Any

import pytest

from minerva.findings import findings_at
from minerva.position import position_at
from tests.programmes import programme

MILESTONE = '[[milestone]]\nid = "m"\nworkstream = "w"\nname = "M"\nbaseline = 2025-05-01\n'
HEAD = '[programme]\nid = "p"\nname = "P"\n{brief}\n[[workstream]]\nid = "w"\nname = "W"\n'
SAVING = '[[saving]]\nid = "s"\nworkstream = "w"\nname = "S"\n'
YEARLY = "full_year = 120_000\nstarts = 2024-04-01\n"


def found(fields: str, day: date, brief: str = "", milestone: str = MILESTONE) -> list[str]:
    plan = programme(milestone.encode(), (HEAD.format(brief=brief) + SAVING + fields).encode())
    return [finding.id for finding in findings_at(position_at(plan, day))]


def claim(year: str, amount: str, on: str, more: str = "") -> str:
    return f'\n[[saving.realised]]\nyear = "{year}"\namount = {amount}\non = {on}\n{more}'


@pytest.mark.parametrize(
    ("id", "firing", "silent", "day"),
    [
        (
            "claim-repeated",
            YEARLY + claim("2024/25", "5", "2024-07-01") * 2,
            YEARLY + claim("2024/25", "5", "2024-07-01") + claim("2024/25", "5", "2024-07-02"),
            date(2024, 8, 1),
        ),
        (
            "claim-early",
            YEARLY + claim("2025/26", "5", "2025-03-31"),
            YEARLY + claim("2025/26", "5", "2025-04-01"),
            date(2025, 5, 1),
        ),
        (
            "claim-exceeds",
            YEARLY + claim("2024/25", "144_000.01", "2024-07-01"),
            YEARLY + claim("2024/25", "144_000", "2024-07-01"),
            date(2024, 8, 1),
        ),
        (
            "claims-behind",
            YEARLY + claim("2024/25", "59_999.99", "2024-07-01"),
            YEARLY + claim("2024/25", "60_000", "2024-07-01"),
            date(2025, 3, 31),
        ),
        (
            "validation-early",
            YEARLY + claim("2024/25", "5", "2024-07-02", "validated = { on = 2024-07-01 }"),
            YEARLY + claim("2024/25", "5", "2024-07-01", "validated = { on = 2024-07-01 }"),
            date(2024, 8, 1),
        ),
        (
            "forecast-above-plan",
            YEARLY + '[[saving.forecast]]\non = 2024-07-01\nyears = { "2024/25" = 120_000.01 }',
            YEARLY + '[[saving.forecast]]\non = 2024-07-01\nyears = { "2024/25" = 120_000 }',
            date(2024, 8, 1),
        ),
        (
            "start-assumed",
            'plan = { "2024/25" = 5 }\n[[saving.forecast]]\non = 2024-07-01\nstarts = 2024-08-01',
            'starts = 2024-04-01\nplan = { "2024/25" = 5 }\n'
            "[[saving.forecast]]\non = 2024-07-01\nstarts = 2024-08-01",
            date(2024, 8, 1),
        ),
    ],
)
def test_a_finding_of_money_fires_just_beyond_its_boundary(
    id: str, firing: str, silent: str, day: date
) -> None:
    assert id in found(firing, day)
    assert id not in found(silent, day)
    assert id not in found(YEARLY, date(2024, 5, 1))


def test_the_first_year_of_the_target_is_compared() -> None:
    target = '[programme.target]\nfull_year = 120_000\nfrom = "2024/25"'
    assert "target-late" not in found(YEARLY, date(2024, 5, 1), target)
    assert "target-late" in found(YEARLY.replace("04-01", "04-02"), date(2024, 5, 1), target)


@pytest.mark.parametrize(("on", "outdated"), [("2025-01-31", True), ("2025-02-01", False)])
def test_an_amount_stated_before_the_milestone_moved_is_outdated(on: str, outdated: bool) -> None:
    moved = MILESTONE + "[[milestone.forecast]]\non = 2025-02-01\ndate = 2025-06-01\n"
    stated = f'[[saving.forecast]]\non = {on}\nyears = {{ "2025/26" = 5 }}'
    fields = f'full_year = 120_000\nstarts_with = "m"\n{stated}'
    assert ("forecast-outdated" in found(fields, date(2025, 3, 1), milestone=moved)) is outdated


@pytest.mark.parametrize(("forecast", "over"), [("5_000", False), ("5_000.01", True)])
def test_a_cost_over_its_budget_is_found(forecast: str, over: bool) -> None:
    cost = '[[cost]]\nid = "c"\nworkstream = "w"\nname = "C"\nbudget = { "2024/25" = 5_000 }\n'
    said = f'[[cost.forecast]]\non = 2024-07-01\nyears = {{ "2024/25" = {forecast} }}'
    ids: list[Any] = found(YEARLY + cost + said, date(2024, 8, 1))
    assert ids.count("cost-over-budget") == (2 if over else 0)

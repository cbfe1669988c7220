"""Extensions, renewals and price reviews, and the last day to plan a new procurement."""

from datetime import date

import pytest

from minerva.position import position_at
from minerva.position.contracts import ContractPosition
from tests.programmes import WORKSTREAMS, problems_of, programme

MILESTONES = """
    [[milestone]]
    id = "award"
    workstream = "ict"
    name = "Award"
    baseline = 2027-01-04

    [[milestone]]
    id = "begins"
    workstream = "ict"
    name = "Service begins"
    baseline = 2028-04-01
    after = ["award"]
"""
D = date(2026, 6, 1)


def contract(keys: str, more: str = "", on: date = D) -> ContractPosition:
    """Return a contract that expires at the end of February 2028, a leap year."""
    written = f'[[contract]]\nid = "c"\nsupplier = "Ash"\nexpires = 2028-02-28\n{keys}\n'
    plan = programme(MILESTONES, f"{WORKSTREAMS}\n{written}{more}")
    return position_at(plan, on).contracts[0]


def option(keys: str) -> str:
    """Return the TOML of an option."""
    return f"[[contract.option]]\n{keys}\n"


YEAR = 'kind = "extension"\nlength = "12 months"\nnotice = "6 months"'


def test_an_extension_follows_on_and_is_taken_on_its_day() -> None:
    taken = option(f"{YEAR}\ntaken = 2026-06-01") + option(YEAR)
    known = contract("", taken)
    assert [(found.on, found.ends) for found in known.options] == [
        (date(2028, 2, 29), date(2029, 2, 27)),
        (date(2029, 2, 28), date(2030, 2, 27)),
    ]
    assert known.ends == date(2029, 2, 27)
    assert known.options[0].notice_deadline == date(2027, 8, 28)
    before = contract("", taken, on=date(2026, 5, 31))
    assert before.ends == date(2028, 2, 28)
    assert before.options[0].taken is None


def test_the_float_counts_to_the_end_with_the_extensions_taken_up() -> None:
    keys = 'replaced_by = "begins"'
    assert contract(keys).float_days == contract(keys, option(YEAR)).float_days
    longer = contract(keys, option(f"{YEAR}\ntaken = 2026-06-01")).float_days
    assert longer is not None
    assert longer > (contract(keys).float_days or 0)


def test_a_price_review_is_a_day_and_its_notice_is_counted_from_it() -> None:
    review = option('kind = "price review"\non = 2027-04-01\nnotice = "3 months"')
    [known] = contract("", review).options
    assert (known.on, known.ends, known.notice_deadline) == (
        date(2027, 4, 1),
        None,
        date(2027, 1, 1),
    )
    assert contract("", review).ends == date(2028, 2, 28)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ('kind = "price review"', 'is a price review and needs "on"'),
        ('kind = "price review"\non = 2027-04-01\nlength = "1 month"', "makes no contract longer"),
        ('kind = "extension"', 'is an extension and needs "length"'),
        ('kind = "renewal"', 'is a renewal and needs "length"'),
        ('kind = "break"', "is not one of extension, renewal, price review"),
    ],
)
def test_an_option_has_what_its_kind_needs(keys: str, message: str) -> None:
    written = f'[[contract]]\nid = "c"\nsupplier = "Ash"\nexpires = 2028-02-28\n{option(keys)}'
    [problem] = problems_of(MILESTONES, f"{WORKSTREAMS}\n{written}")
    assert message in problem.message


PROCUREMENT = """
[[procurement]]
id = "{id}"
name = "Care"
workstream = "ict"

  [[procurement.stage]]
  id = "tender"
  name = "Tender"
  opens = 2023-01-02
  closes = 2023-06-30

  [[procurement.stage]]
  id = "award"
  name = "Award"
  closes = {closes}
"""
AWARDED = PROCUREMENT.format(id="care", closes="2024-01-02")


def test_a_new_procurement_has_to_be_planned_the_lead_time_before_the_end() -> None:
    known = contract('lead_time = "18 months"')
    assert known.replan_by == date(2026, 8, 28)
    assert not contract('lead_time = "18 months"', on=date(2026, 8, 28)).replan_overdue
    assert contract('lead_time = "18 months"', on=date(2026, 8, 29)).replan_overdue
    assert contract('lead_time = "18 months"', on=date(2028, 2, 28)).replan_overdue
    assert not contract('lead_time = "18 months"', on=date(2028, 2, 29)).replan_overdue


def test_without_a_lead_time_it_is_as_long_as_its_procurement_took() -> None:
    known = contract('procurement = "care"', AWARDED)
    assert known.replan_by == date(2027, 2, 28)  # 365 days
    assert contract("", AWARDED).replan_by is None
    endless = AWARDED.replace("  closes = 2024-01-02\n", "")
    assert contract('procurement = "care"', endless).replan_by is None
    shorter = contract('procurement = "care"\nlead_time = "1 month"', AWARDED)
    assert shorter.replan_by == date(2028, 1, 28)


def test_a_procurement_that_leads_to_the_replacement_is_planned() -> None:
    keys, late = 'lead_time = "24 months"\nreplaced_by = "begins"', date(2026, 6, 1)
    assert contract(keys, on=late).replan_overdue
    following = PROCUREMENT.format(id="next", closes='"award"')
    assert not contract(keys, following, on=late).replan_overdue
    own = PROCUREMENT.format(id="care", closes='"award"')
    assert contract(f'{keys}\nprocurement = "care"', own, on=late).replan_overdue


def test_a_contract_names_a_procurement_that_is_there() -> None:
    written = (
        '[[contract]]\nid = "c"\nsupplier = "Ash"\nexpires = 2028-02-28\nprocurement = "car"\n'
    )
    [problem] = problems_of(MILESTONES, f"{WORKSTREAMS}\n{written}{AWARDED}")
    assert 'refers to procurement "car"' in problem.message
    assert problem.hint == 'did you mean "care"?'

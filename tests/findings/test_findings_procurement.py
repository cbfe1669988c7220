"""What is found of procurements under the Act, of odd prices, and of contracts to plan anew."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from minerva.findings import Finding, findings_at
from minerva.model.programme import Percentage
from minerva.position import position_at
from tests.position.test_contract_options import MILESTONES as LATER
from tests.position.test_notices import CONTRACT, SIGNED, position
from tests.programmes import WORKSTREAMS, programme
from tests.tenders import bid
from tests.tenders import position as tendered


def of(id: str, found: list[Finding]) -> list[Finding]:
    """Return the findings of an id."""
    return [finding for finding in found if finding.id == id]


@pytest.mark.parametrize(
    ("on", "due", "overdue"),
    [
        (date(2026, 4, 28), 0, 0),
        (date(2026, 4, 29), 1, 0),
        (date(2026, 5, 13), 1, 0),
        (date(2026, 5, 14), 0, 1),
    ],
)
def test_a_notice_is_found_14_days_ahead_and_after_its_last_day(
    on: date, due: int, overdue: int
) -> None:
    found = findings_at(position(on=on))
    assert len(of("notice-due", found)) == due
    assert len(of("notice-overdue", found)) == overdue
    published = 'kind = "UK7"\npublished = 2026-04-20'
    silent = findings_at(position(published, on=on))
    assert of("notice-due", silent) == of("notice-overdue", silent) == []
    assert of("notice-overdue", findings_at(position(on=on, regime="PCR 2015"))) == []


def test_the_more_days_a_notice_is_late_the_worse_it_is() -> None:
    [finding] = of("notice-overdue", findings_at(position(on=date(2026, 5, 20))))
    assert (finding.days, finding.detail, finding.subject) == (7, "UK7 2026-05-13", "care")
    assert finding.location.line > 0
    [due] = of("notice-due", findings_at(position(on=date(2026, 5, 13))))
    assert (due.days, "today" in due.message) == (0, True)


def test_a_notice_may_be_waived() -> None:
    waiver = (
        '\n[[waiver]]\nfinding = "notice-overdue"\nsubject = "care"\nuntil = 2026-06-01\n'
        'reason = "Below the threshold"\napproved_by = "Board"\n'
    )
    found = findings_at(position(on=date(2026, 5, 20), actual=SIGNED + waiver))
    [finding] = of("notice-overdue", found)
    assert finding.waiver is not None


KPI = '\n[[procurement.kpi]]\nname = "{name}"\n'


@pytest.mark.parametrize(
    ("value", "count", "on", "found"),
    [
        ("5_000_000", 0, date(2026, 4, 20), 0),
        ("5_000_000.01", 0, date(2026, 4, 20), 1),
        ("6_000_000", 2, date(2026, 4, 20), 1),
        ("6_000_000", 3, date(2026, 4, 20), 0),
        ("6_000_000", 0, date(2026, 3, 30), 0),
        ("6_000_000", 0, date(2026, 3, 31), 1),
    ],
)
def test_three_indicators_are_needed_over_five_million_once_awarded(
    value: str, count: int, on: date, found: int
) -> None:
    more = "".join(KPI.format(name=f"K{n}") for n in range(count))
    known = position(keys=f"value = {value}", on=on, more=more, actual="")
    assert len(of("kpi-missing", findings_at(known))) == found


# Prices

GROUPS = """
    quality = { weight = 60 }
    price = { weight = 40 }
    price_formula = "linear"
    price_criterion = "price"
"""


def low(*prices: str, share: int = 50, groups: str = GROUPS) -> list[str]:
    """Return what is found of prices, each a bidder's."""
    bids = [
        bid(name, {"quality": 70}, price=price) for name, price in zip("ABCD", prices, strict=False)
    ]
    known = tendered(f"{groups}\n", *bids)
    settings = replace(known.programme.check, abnormally_low=Percentage(Decimal(share)))
    plan = replace(known.programme, check=settings)
    return [
        finding.message
        for finding in findings_at(position_at(plan, known.as_of))
        if finding.id == "price-abnormally-low"
    ]


def test_a_price_under_half_of_the_mean_of_the_others_is_found() -> None:
    [message] = low("149.99", "200", "400")
    assert "the price of A, £149.99, is 50% of the mean of the others, £300" in message
    assert low("150", "200", "400") == []
    assert low("300", "300", "300") == []
    assert low("1") == []


def test_how_low_is_too_low_may_be_set_and_0_looks_for_nothing() -> None:
    assert low("30", "100", share=30) == []
    assert len(low("29.99", "100", share=30)) == 1
    assert low("0.01", "100", share=0) == []


def test_each_part_of_a_price_is_compared_by_itself_and_a_nil_divides_nothing() -> None:
    parts = """
        quality = { weight = 60 }
        price = { weight = 40, criteria = { Block = 60, Unit = 40 } }
        price_formula = "linear"
        price_criterion = ["Block", "Unit"]
    """
    found = low("{ Block = 100, Unit = 0 }", "{ Block = 90, Unit = 10 }", groups=parts)
    assert len(found) == 1
    assert "the price of A for Unit, £0, is 0% of the mean of the others, £10" in found[0]
    nil = "{ Block = 100, Unit = 0 }"
    assert low(nil, nil, groups=parts) == []


def test_a_bid_that_was_withdrawn_neither_counts_nor_is_compared() -> None:
    bids = [
        bid("A", {"quality": 70}, price=100),
        bid("B", {"quality": 70}, price=120),
        bid("C", {"quality": 70}, price=1, withdrawn="2015-01-30"),
    ]
    assert of("price-abnormally-low", findings_at(tendered(GROUPS, *bids))) == []


# Contracts


@pytest.mark.parametrize(
    ("on", "found"),
    [(date(2026, 8, 28), 0), (date(2026, 8, 29), 1), (date(2028, 2, 29), 0)],
)
def test_a_contract_is_found_from_the_day_after_the_last_day_to_plan(on: date, found: int) -> None:
    written = (
        '[[contract]]\nid = "c"\nsupplier = "Ash"\nexpires = 2028-02-28\nlead_time = "18 months"\n'
    )
    plan = programme(LATER, f"{WORKSTREAMS}\n{written}")
    assert len(of("replan-due", findings_at(position_at(plan, on)))) == found


def test_a_contract_that_names_no_lead_time_goes_by_its_procurement() -> None:
    known = position(more=CONTRACT, on=date(2027, 9, 30))
    [finding] = of("replan-due", findings_at(known))
    assert finding.location.path[-1] == "procurement"
    assert "as long before as its procurement took" in finding.message
    assert of("replan-due", findings_at(position(more=CONTRACT, on=date(2027, 9, 29)))) == []

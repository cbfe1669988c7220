"""Procurement stages, contracts and options on a day."""

from datetime import date
from decimal import Decimal

import pytest

from minerva.position import position_at
from minerva.position.contracts import Payback, payback
from minerva.position.procurement import ProcurementPosition, StageStatus
from minerva.views import procurement as procurement_view
from tests.programmes import WORKSTREAMS, programme

MILESTONES = """
    [[milestone]]
    id = "dialogue-ends"
    workstream = "ict"
    name = "Dialogue ends"
    baseline = 2014-12-19
    actual = 2015-01-05

    [[milestone]]
    id = "tenders-in"
    workstream = "ict"
    name = "Tenders in"
    baseline = 2015-01-09
    actual = 2015-01-20
"""
PROCUREMENT = """
    [[procurement]]
    id = "ito"
    name = "ITO"
    workstream = "ict"

      [[procurement.stage]]
      id = "pqq"
      name = "PQQ"
      closes = "2014-10"
      bidders_in = 12
      bidders_out = 4

      [[procurement.stage]]
      id = "isds"
      name = "ISDS"
      opens = 2014-11-01
      closes = "dialogue-ends"
      bidders_in = 4
      bidders_out = 3

      [[procurement.stage]]
      id = "isft"
      name = "ISFT"
      opens = "dialogue-ends"
      closes = "tenders-in"
      bidders_out = 1
"""
BIDDERS = """
      [[procurement.bidder]]
      name = "Stays"

      [[procurement.bidder]]
      name = "Leaves"
      out_at = "isds"
"""


def on(when: date, bidders: str = "") -> ProcurementPosition:
    """Return the procurement as known on a day."""
    plan = programme(MILESTONES, WORKSTREAMS + PROCUREMENT + bidders)
    return position_at(plan, when).procurements[0]


@pytest.mark.parametrize(
    ("when", "stage", "days"),
    [
        (date(2014, 10, 30), "pqq", None),
        (date(2014, 10, 31), "isds", None),
        (date(2014, 11, 1), "isds", 0),
        (date(2015, 1, 4), "isds", 64),
        (date(2015, 1, 5), "isft", 0),
        (date(2015, 1, 19), "isft", 14),
        (date(2015, 1, 20), None, None),
    ],
)
def test_the_current_stage_is_the_first_not_passed(
    when: date, stage: str | None, days: int | None
) -> None:
    found = on(when)
    assert (found.current and found.current.record.id, found.days_in_stage) == (stage, days)
    assert found.complete is (stage is None)


def test_stages_are_passed_current_or_future() -> None:
    assert [stage.status for stage in on(date(2014, 12, 9)).stages] == [
        StageStatus.PASSED,
        StageStatus.CURRENT,
        StageStatus.FUTURE,
    ]


def test_what_comes_next_is_the_milestone_that_closes_the_stage() -> None:
    coming = on(date(2014, 12, 9)).next
    assert coming is not None
    assert coming.record.id == "dialogue-ends"
    first = on(date(2014, 10, 1)).next
    assert first is not None
    assert first.record.id == "dialogue-ends"
    assert on(date(2015, 1, 20)).next is None


def test_a_stage_slips_with_the_milestone_that_closes_it() -> None:
    assert [stage.slippage_days for stage in on(date(2015, 1, 20)).stages] == [None, 17, 11]


def test_named_bidders_are_in_until_their_stage_is_passed() -> None:
    before, after = on(date(2015, 1, 4), BIDDERS), on(date(2015, 1, 5), BIDDERS)
    assert [bidder.name for bidder in before.bidders] == ["Stays", "Leaves"]
    assert ([bidder.name for bidder in after.bidders], after.bidder_count) == (["Stays"], 1)


@pytest.mark.parametrize(
    ("when", "count"),
    [
        (date(2014, 10, 1), 12),
        (date(2014, 12, 9), 4),
        (date(2015, 1, 6), None),
        (date(2015, 2, 1), 1),
    ],
)
def test_bidders_without_names_are_counted_by_stage(when: date, count: int | None) -> None:
    assert on(when).bidder_count == count


def test_notice_is_due_so_many_calendar_months_before_the_contract_ends() -> None:
    contract = """
    [[contract]]
    id = "c"
    supplier = "S"
    expires = 2016-02-29
    notice = "12 months"
    """
    plan = programme(MILESTONES, WORKSTREAMS + contract)
    found = position_at(plan, date(2014, 12, 9)).contracts[0]
    assert found.notice_deadline == date(2015, 2, 28)
    assert (found.float_days, found.replacement) == (None, None)


def test_narrowed_contracts_are_those_a_workstream_replaces() -> None:
    contract = """
    [[contract]]
    id = "c"
    supplier = "S"
    expires = 2016-02-29
    replaced_by = "tenders-in"
    """
    plan = programme(MILESTONES, WORKSTREAMS + contract)
    assert len(position_at(plan, date(2014, 12, 9), ["ict"]).contracts) == 1
    assert position_at(plan, date(2014, 12, 9), ["hrd"]).contracts == []


@pytest.mark.parametrize(
    ("amounts", "years"),
    [
        ("annual_saving = 200_000\ninvestment = 3_000_000", (Decimal(15), Decimal(15))),
        (
            "annual_saving = { low = 100, high = 200 }\ninvestment = { low = 400, high = 600 }",
            (Decimal(2), Decimal(6)),
        ),
        ("annual_saving = { low = 0, high = 200 }\ninvestment = 400", (Decimal(2), None)),
        ("annual_saving = 0\ninvestment = 400", None),
        ("investment = 400", None),
        ("annual_saving = 400", None),
    ],
)
def test_payback(amounts: str, years: tuple[Decimal, Decimal | None] | None) -> None:
    option = f"""
    [[option]]
    id = "o"
    name = "O"
    {amounts}
    """
    plan = programme(MILESTONES, WORKSTREAMS + option)
    assert payback(plan.options[0]) == (years and Payback(*years))


def test_a_stage_that_a_late_milestone_should_have_opened_has_not_run_a_day() -> None:
    waiting = PROCUREMENT.replace("opens = 2014-11-01", 'opens = "dialogue-ends"')
    late = MILESTONES.replace("actual = 2015-01-05", "").replace("dialogue-ends", "late")
    plan = programme(
        MILESTONES + late.split("[[milestone]]")[1].join(["[[milestone]]", ""]),
        WORKSTREAMS + waiting.replace('opens = "dialogue-ends"', 'opens = "late"', 1),
    )
    found = position_at(plan, date(2015, 1, 4)).procurements[0]
    assert found.current is not None
    assert (found.current.record.id, found.days_in_stage) == ("isds", None)


def test_a_procurement_without_stages_is_at_none() -> None:
    bare = """
    [[procurement]]
    id = "ito"
    name = "ITO"
    workstream = "ict"
    """
    position = position_at(programme(MILESTONES, WORKSTREAMS + bare), date(2015, 1, 4))
    found = procurement_view.document(position)["procurements"][0]
    assert (found["stage"], found["stage_name"], found["stages"]) == (None, None, [])
    assert procurement_view.report(position).summary == ["ITO: no stages are recorded."]


def test_a_stage_that_nothing_closes_is_not_passed() -> None:
    open_ended = PROCUREMENT.replace('closes = "2014-10"\n', "")
    plan = programme(MILESTONES, WORKSTREAMS + open_ended)
    buying = position_at(plan, date(2030, 1, 1)).procurements[0]
    assert buying.current is not None
    assert (buying.current.record.id, buying.current.closes) == ("pqq", None)
    found = procurement_view.document(position_at(plan, date(2030, 1, 1)))["procurements"][0]
    assert (found["stage"], found["stages"][0]["closes"]) == ("pqq", None)

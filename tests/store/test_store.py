"""Sound files: what each table becomes, however it is written, and where files are found."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from msgspec import structs

from minerva.model.dates import Duration, Window, YearStart, single_day
from minerva.model.errors import MinervaError
from minerva.model.problems import InvalidProgrammeError
from minerva.model.programme import Amounts, Offer, Percentage, Price, Programme, Weighting
from minerva.store import find_directory, read_files, read_programme
from minerva.store.schema import defaults_of
from tests.command import run
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.strategies import programmes, toml

FINE = """\
[[milestone]]
id = "m"
workstream = "ict"
name = "M"
baseline = 2014-12-09
"""
APRIL_2015 = Window(date(2015, 4, 1), date(2015, 4, 30), "2015-04")


def stated(record: Any) -> dict[str, Any]:
    """Return what a record holds besides its place and what was left out, tables as dicts."""
    return {
        name: _plain(value)
        for name, value in structs.asdict(record).items()
        if name != "location" and value != defaults_of(type(record)).get(name)
    }


def _plain(value: Any) -> Any:
    if hasattr(value, "location"):
        return stated(value)
    if type(value) is tuple:
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


MILESTONE = (
    """
    [[milestone]]
    id = "award"
    workstream = "ict"
    name = "Award"
    baseline = "2015-04"
    tolerance = "1 month"
    deadline = 2015-11-03
    deadline_reason = "the contract ends"
    after = ["m", { milestone = "m", lag = "6 months" }]
    actual = 2015-04-30
    owner = "Head of ICT"
    source = "Table 2"
    note = "as minuted"

      [[milestone.forecast]]
      on = 2014-12-22
      date = "2015-W20"
      reason = "Due diligence"
      source = "a letter"
      note = "by post"

      [[milestone.rebaseline]]
      on = 2015-01-05
      date = "2015-05-04/2015-05-08"
      approved_by = "Programme board"
      reason = "Agreed"
      source = "minutes"
      note = "unanimous"
    """,
    {
        "id": "award",
        "workstream": "ict",
        "name": "Award",
        "baseline": APRIL_2015,
        "tolerance": Duration(1, "month"),
        "deadline": single_day(date(2015, 11, 3)),
        "deadline_reason": "the contract ends",
        "after": [{"milestone": "m"}, {"milestone": "m", "lag": Duration(6, "month")}],
        "actual": single_day(date(2015, 4, 30)),
        "owner": "Head of ICT",
        "source": "Table 2",
        "note": "as minuted",
        "forecast": [
            {
                "on": date(2014, 12, 22),
                "date": Window(date(2015, 5, 11), date(2015, 5, 17), "2015-W20"),
                "reason": "Due diligence",
                "source": "a letter",
                "note": "by post",
            }
        ],
        "rebaseline": [
            {
                "on": date(2015, 1, 5),
                "date": Window(date(2015, 5, 4), date(2015, 5, 8), "2015-05-04/2015-05-08"),
                "approved_by": "Programme board",
                "reason": "Agreed",
                "source": "minutes",
                "note": "unanimous",
            }
        ],
    },
)
WAIVER = (
    """
    [[waiver]]
    finding = "milestone-overdue"
    subject = "m"
    until = 2015-02-28
    reason = "Two posts re-advertised"
    approved_by = "Programme board"
    """,
    {
        "finding": "milestone-overdue",
        "subject": "m",
        "until": date(2015, 2, 28),
        "reason": "Two posts re-advertised",
        "approved_by": "Programme board",
    },
)
BRIEF = (
    """
    [programme]
    id = "minerva"
    name = "Programme Minerva"
    organisation = "The Fund"
    currency = "EUR"
    financial_year_starts = "04-06"
    launched = "2015-04"
    updated = 2014-11-26
    tolerance = "2 weeks"
    validator = "Director of Finance"
    [programme.target]
    full_year = 2_000_000
    from = "2015/16"
    cost_base = 11_600_000
    percent = 17.5
    investment = 1_300_000
    """,
    {
        "id": "minerva",
        "name": "Programme Minerva",
        "organisation": "The Fund",
        "currency": "EUR",
        "financial_year_starts": YearStart(4, 6),
        "launched": APRIL_2015,
        "updated": date(2014, 11, 26),
        "tolerance": Duration(2, "week"),
        "validator": "Director of Finance",
        "target": {
            "full_year": Decimal(2_000_000),
            "from_": "2015/16",
            "cost_base": Decimal(11_600_000),
            "percent": Decimal("17.5"),
            "investment": Decimal(1_300_000),
        },
    },
)
SAVING = (
    """
    [[saving]]
    id = "posts"
    workstream = "hrd"
    name = "Posts"
    category = "staffing"
    cashable = false
    full_year = 494_000.50
    starts_with = "m"
    ends = 2019-03-31
    known_with = "m"
    plan = { "2014/15" = 80_000 }
    one_off_cost = 250_000
    components = { "Insurance Fund contributions" = 200_000 }
    owner = "Head of HR"
    ref = "HR01"
    replaces = "posts-2"

      [[saving.forecast]]
      on = 2014-12-22
      full_year = -450_000
      starts = 2015-05-01
      years = { "2015/16" = 410_000 }
      reason = "Fewer posts"

      [[saving.rebudget]]
      on = 2015-02-26
      approved_by = "Council"
      from = "2015/16"
      full_year = 480_000
      starts = 2015-04-01
      plan = { "2015/16" = 300_000 }
      reason = "Budget"

      [[saving.state]]
      on = 2014-12-01
      state = "at-risk"
      by = "Finance"

      [[saving.realised]]
      year = "2014/15"
      amount = 80_000
      on = 2014-11-26
      evidence = "Payroll"
      validated = { on = 2015-04-10, by = "Director of Finance", amount = 70_000 }
    """,
    {
        "id": "posts",
        "workstream": "hrd",
        "name": "Posts",
        "category": "staffing",
        "cashable": False,
        "full_year": Decimal("494000.50"),
        "starts_with": "m",
        "ends": date(2019, 3, 31),
        "known_with": "m",
        "plan": {"2014/15": Decimal(80_000)},
        "one_off_cost": Decimal(250_000),
        "components": {"Insurance Fund contributions": Decimal(200_000)},
        "owner": "Head of HR",
        "ref": "HR01",
        "replaces": "posts-2",
        "forecast": [
            {
                "on": date(2014, 12, 22),
                "full_year": Decimal(-450_000),
                "starts": date(2015, 5, 1),
                "years": {"2015/16": Decimal(410_000)},
                "reason": "Fewer posts",
            }
        ],
        "rebudget": [
            {
                "on": date(2015, 2, 26),
                "approved_by": "Council",
                "from_": "2015/16",
                "full_year": Decimal(480_000),
                "starts": date(2015, 4, 1),
                "plan": {"2015/16": Decimal(300_000)},
                "reason": "Budget",
            }
        ],
        "state": [{"on": date(2014, 12, 1), "state": "at-risk", "by": "Finance"}],
        "realised": [
            {
                "year": "2014/15",
                "amount": Decimal(80_000),
                "on": date(2014, 11, 26),
                "evidence": "Payroll",
                "validated": {
                    "on": date(2015, 4, 10),
                    "by": "Director of Finance",
                    "amount": Decimal(70_000),
                },
            }
        ],
    },
)
ONCE = (
    """
    [[saving]]
    id = "posts-2"
    workstream = "hrd"
    name = "Agency"
    recurring = false
    full_year = 80_000
    plan = { "2014/15" = 80_000 }
    """,
    {
        "id": "posts-2",
        "workstream": "hrd",
        "name": "Agency",
        "recurring": False,
        "full_year": Decimal(80_000),
        "plan": {"2014/15": Decimal(80_000)},
    },
)
COST = (
    """
    [[cost]]
    id = "severance"
    workstream = "hrd"
    name = "Severance"
    owner = "Head of HR"
    budget = { "2014/15" = 200_000 }

      [[cost.forecast]]
      on = 2014-12-22
      years = { "2014/15" = 260_000 }
      reason = "More posts"

      [[cost.spent]]
      year = "2014/15"
      amount = 40_000
      on = 2014-12-01
      evidence = "Ledger"
    """,
    {
        "id": "severance",
        "workstream": "hrd",
        "name": "Severance",
        "owner": "Head of HR",
        "budget": {"2014/15": Decimal(200_000)},
        "forecast": [
            {
                "on": date(2014, 12, 22),
                "years": {"2014/15": Decimal(260_000)},
                "reason": "More posts",
            }
        ],
        "spent": [
            {
                "year": "2014/15",
                "amount": Decimal(40_000),
                "on": date(2014, 12, 1),
                "evidence": "Ledger",
            }
        ],
    },
)
PROCUREMENT = (
    """
    [[procurement]]
    id = "ito"
    name = "ICT Outsource"
    workstream = "ict"
    procedure = "competitive-dialogue"
    regime = "PA 2023"
    value = 6_000_000
    kind = "sub-central"
    ocid = "ocds-h6vhtk-04f8d1"

      [[procurement.stage]]
      id = "isds"
      name = "Detailed Solutions"
      opens = "2015-04"
      closes = "m"
      bidders_in = 4
      bidders_out = 0
      standstill = "none"
      standstill_reason = "Light touch"

      [[procurement.bidder]]
      name = "HCL"
      out_at = "isds"

      [procurement.evaluation]
      price = { weight = 40 }
      price_formula = "linear"
      price_criterion = "price"

        [procurement.evaluation.quality]
        weight = 60
        minimum = 50
        criteria = { "Design" = 66.6, "Fit" = { weight = 33.4, minimum = 40 } }

      [[procurement.bid]]
      bidder = "HCL"
      stage = "isds"
      on = 2015-01-30
      price = 12_500_000.50
      scores = { "Design" = 72.5, "Fit" = 0 }
      withdrawn = 2015-02-02

      [[procurement.notice]]
      kind = "UK6"
      due = 2026-03-31
      published = 2026-03-31
      reference = "2026/S 000-1"

      [[procurement.kpi]]
      name = "Calls answered"

        [[procurement.kpi.rating]]
        on = 2027-04-01
        rating = "requires improvement"
    """,
    {
        "id": "ito",
        "name": "ICT Outsource",
        "workstream": "ict",
        "procedure": "competitive-dialogue",
        "regime": "PA 2023",
        "value": Decimal(6_000_000),
        "kind": "sub-central",
        "ocid": "ocds-h6vhtk-04f8d1",
        "stage": [
            {
                "id": "isds",
                "name": "Detailed Solutions",
                "opens": APRIL_2015,
                "closes": "m",
                "bidders_in": 4,
                "bidders_out": 0,
                "standstill": "none",
                "standstill_reason": "Light touch",
            }
        ],
        "bidder": [{"name": "HCL", "out_at": "isds"}],
        "evaluation": {
            "price_formula": "linear",
            "price_criterion": ["price"],
            "groups": {
                "quality": {
                    "weight": Decimal(60),
                    "minimum": Decimal(50),
                    "criteria": {
                        "Design": Weighting(Percentage(Decimal("66.6"))),
                        "Fit": Weighting(Percentage(Decimal("33.4")), Percentage(Decimal(40))),
                    },
                },
                "price": {"weight": Decimal(40)},
            },
        },
        "bid": [
            {
                "bidder": "HCL",
                "stage": "isds",
                "on": date(2015, 1, 30),
                "price": Offer(Price(Decimal("12500000.50"))),
                "scores": {"Design": Decimal("72.5"), "Fit": Decimal(0)},
                "withdrawn": date(2015, 2, 2),
            }
        ],
        "notice": [
            {
                "kind": "UK6",
                "due": date(2026, 3, 31),
                "published": date(2026, 3, 31),
                "reference": "2026/S 000-1",
            }
        ],
        "kpi": [
            {
                "name": "Calls answered",
                "rating": [{"on": date(2027, 4, 1), "rating": "requires improvement"}],
            }
        ],
    },
)
CONTRACT = (
    """
    [[contract]]
    id = "partnership"
    supplier = "Capita"
    expires = 2015-11-03
    replaced_by = "m"
    notice = "12 months"
    notice_for = "extension"
    notice_served = 2014-01-15
    lead_time = "18 months"

      [[contract.option]]
      kind = "extension"
      on = 2015-11-04
      length = "12 months"
      notice = "6 months"
      taken = 2015-01-05
    """,
    {
        "id": "partnership",
        "supplier": "Capita",
        "expires": date(2015, 11, 3),
        "replaced_by": "m",
        "notice": Duration(12, "month"),
        "notice_for": "extension",
        "notice_served": date(2014, 1, 15),
        "lead_time": Duration(18, "month"),
        "option": [
            {
                "kind": "extension",
                "on": date(2015, 11, 4),
                "length": Duration(12, "month"),
                "notice": Duration(6, "month"),
                "taken": date(2015, 1, 5),
            }
        ],
    },
)
OPTION = (
    """
    [[option]]
    id = "relocation"
    name = "Relocation of services"
    annual_saving = 200_000
    investment = { low = 2_500_000, high = 3_000_000.50 }
    payback_stated = "more than 10 years"
    decision = "rejected"
    """,
    {
        "id": "relocation",
        "name": "Relocation of services",
        "annual_saving": Amounts(Decimal(200_000), Decimal(200_000)),
        "investment": Amounts(Decimal(2_500_000), Decimal("3000000.50")),
        "payback_stated": "more than 10 years",
        "decision": "rejected",
    },
)
TWO_WORKSTREAMS = """
[[workstream]]
id = "ict"
name = "ICT Procurement"
owner = "Head of ICT"
description = "What is bought"
[[workstream]]
id = "hrd"
name = "HRD"
"""


@pytest.mark.parametrize(("written", "expected"), [MILESTONE, WAIVER], ids=["milestone", "waiver"])
def test_every_key_of_the_milestones_file(written: str, expected: dict[str, Any]) -> None:
    found = programme(FINE + written)
    assert stated([*found.milestones, *found.waivers][-1]) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [(SAVING[0] + ONCE[0], SAVING[1]), ONCE, COST, PROCUREMENT, CONTRACT, OPTION],
    ids=["saving", "once", "cost", "procurement", "contract", "option"],
)
def test_every_key_of_the_workstreams_file(written: str, expected: dict[str, Any]) -> None:
    found = programme(FINE, WORKSTREAMS + written)
    records = [*found.savings, *found.costs, *found.procurements, *found.contracts, *found.options]
    assert [stated(record) for record in records][:1] == [expected]


def test_every_key_of_the_programme_and_its_workstreams() -> None:
    written, expected = BRIEF
    found = programme(FINE, written + TWO_WORKSTREAMS)
    assert stated(found.details) == expected
    assert [stated(workstream) for workstream in found.workstreams] == [
        {
            "id": "ict",
            "name": "ICT Procurement",
            "owner": "Head of ICT",
            "description": "What is bought",
        },
        {"id": "hrd", "name": "HRD"},
    ]


def test_what_is_left_out_is_unknown_or_the_default() -> None:
    found = programme(FINE, WORKSTREAMS + '[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"')
    details, saving, milestone = found.details, found.savings[0], found.milestones[0]
    assert (details.currency, details.financial_year_starts, details.target) == (
        "GBP",
        (4, 1),
        None,
    )
    assert (saving.cashable, saving.recurring, saving.full_year) == (True, True, None)
    assert (milestone.tolerance, milestone.forecast, milestone.after) == (None, (), ())
    assert (found.procurements, found.contracts, found.options, found.waivers) == ((), (), (), ())


FORECAST = [{"on": date(2014, 1, 2), "date": single_day(date(2015, 1, 2))}]


@pytest.mark.parametrize(
    "written",
    [
        FINE + "[[milestone.forecast]]\non = 2014-01-02\ndate = 2015-01-02\n",
        FINE + "\t[[ milestone . 'forecast' ]] # said\n\ton = 2014-01-02\n\tdate = 2015-01-02\n",
        FINE + "forecast = [{ on = 2014-01-02, date = 2015-01-02 }]\n",
        FINE + "forecast = [\n  { on = 2014-01-02, date = 2015-01-02 }, # said\n]\n",
        FINE.replace("id", '"id"') + "[[milestone.forecast]]\n'date' = 2015-01-02\non=2014-01-02",
        "milestone = [{ id = 'm', workstream = 'ict', name = 'M', baseline = 2014-12-09, "
        "forecast = [{ on = 2014-01-02, date = 2015-01-02 }] }]",
        FINE.replace("2014-12-09", '"2014-12-09/2014-12-09"')
        + "[[milestone.forecast]]\non = 2014-01-02\ndate = 2015-01-02\n",
    ],
    ids=["header", "spaced", "braces", "lines", "quoted", "inline", "interval"],
)
def test_the_same_milestone_however_it_is_written(written: str) -> None:
    assert stated(programme(written).milestones[0]) == {
        "id": "m",
        "workstream": "ict",
        "name": "M",
        "baseline": single_day(date(2014, 12, 9)),
        "forecast": FORECAST,
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("forecast = 2015-01-02", single_day(date(2015, 1, 2))),
        ('forecast = "2015-04"', APRIL_2015),
    ],
)
def test_an_undated_forecast_is_one_that_was_stated_on_no_day(
    written: str, expected: Window
) -> None:
    (forecast,) = programme(FINE + written).milestones[0].forecast
    assert (forecast.on, forecast.date) == (None, expected)


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ("0.10", "0.10"),
        ("1_234.5", "1234.5"),
        ("-0.01", "-0.01"),
        ("9_999_999_999_999.99", "9999999999999.99"),
        ("0", "0"),
        ("1e3", "1000"),
    ],
)
def test_money_is_exact(written: str, exact: str) -> None:
    saving = '[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"\n'
    found = programme(FINE, f"{WORKSTREAMS}{saving}full_year = {written}\nstarts = 2015-04-01")
    assert found.savings[0].full_year == Decimal(exact)


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ('closes = "2015-04"', APRIL_2015),
        ("closes = 2015-04-30", single_day(date(2015, 4, 30))),
        ('closes = "m"', "m"),
        ("", None),
    ],
)
def test_a_stage_closes_on_a_date_or_with_a_milestone_or_never(
    closes: str, expected: object
) -> None:
    stage = f'[[procurement.stage]]\nid = "s"\nname = "S"\n{closes}'
    more = f'[[procurement]]\nid = "o"\nname = "O"\nworkstream = "ict"\n{stage}'
    assert programme(FINE, WORKSTREAMS + more).procurements[0].stage[0].closes == expected


def test_records_stand_in_the_order_of_the_file_and_know_their_lines() -> None:
    found = programme("".join(FINE.replace('"m"', f'"{id}"') + "\n" for id in "cab")).milestones
    assert [(record.id, record.location.file, record.location.line) for record in found] == [
        ("c", "milestones.toml", 1),
        ("a", "milestones.toml", 7),
        ("b", "milestones.toml", 13),
    ]


@given(programmes())
def test_what_is_written_is_what_is_read(tables: dict[str, Any]) -> None:
    found = programme(*toml(tables))
    assert [
        (milestone.id, milestone.baseline and milestone.baseline.latest)
        for milestone in found.milestones
    ] == [(table["id"], table["baseline"]) for table in tables["milestone"]]
    for record, table in zip(found.milestones, tables["milestone"], strict=True):
        assert [(said.on, said.date.latest) for said in record.forecast] == [
            (said["on"], said["date"]) for said in table["forecast"]
        ]
    for saving, table in zip(found.savings, tables["saving"], strict=True):
        assert saving.full_year == table.get("full_year")
        assert dict(saving.plan) == table.get("plan", {})
        assert [(claim.year, claim.amount, claim.on) for claim in saving.realised] == [
            (claim["year"], claim["amount"], claim["on"]) for claim in table["realised"]
        ]


def read(directory: Path, here: Path) -> Programme:
    """Read the programme in a directory."""
    return read_programme(read_files(directory, here))


@pytest.mark.parametrize(
    ("here", "shown"),
    [
        (".", "milestones.toml"),
        ("..", "plans/milestones.toml"),
        ("../elsewhere", "{root}/plans/milestones.toml"),
    ],
)
def test_files_are_shown_from_here_where_they_lie_below_it(
    tmp_path: Path, here: str, shown: str
) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (tmp_path / "elsewhere").mkdir()
    write_programme(plans, FINE)
    found = read(plans, (plans / here).resolve())
    assert found.milestones[0].location.file == shown.format(root=tmp_path)


def test_the_nearest_programme_is_found_and_one_file_is_enough(tmp_path: Path) -> None:
    nearer = tmp_path / "a" / "b"
    below = nearer / "c" / "d"
    below.mkdir(parents=True)
    write_programme(tmp_path, FINE)
    assert find_directory(None, below) == tmp_path
    (nearer / "milestones.toml").write_text(FINE)
    assert find_directory(None, below) == nearer
    with pytest.raises(InvalidProgrammeError) as refused:
        read(nearer, below)
    assert [problem.kind for problem in refused.value.problems] == ["missing-file"]


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nothing", "nothing is not a directory"),
        ("a-file", "a-file is not a directory"),
        ("empty", "there is no workstreams.toml or milestones.toml in "),
    ],
)
def test_a_directory_that_is_named_has_to_hold_the_programme(
    tmp_path: Path, named: str, said: str
) -> None:
    write_programme(tmp_path, FINE)
    (tmp_path / "a-file").touch()
    (tmp_path / "empty").mkdir()
    with pytest.raises(MinervaError, match=said):
        find_directory(tmp_path / named, tmp_path)


def test_files_are_only_read(tmp_path: Path) -> None:
    write_programme(tmp_path, FINE)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*")}
    assert run("status", cwd=tmp_path).status == 0
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*")}
    assert after == before


@pytest.mark.parametrize(
    "note",
    [
        "weeks [1, 2) of the plan",
        "see [1",
        "a { b",
        ". " * 600,
    ],
    ids=["interval", "bracket", "brace", "dots"],
)
def test_any_number_of_brackets_and_dots_may_stand_in_text(note: str) -> None:
    written = "".join(
        FINE.replace('"m"', f'"m-{n}"') + f'note = """\n{note}\n"""\n' for n in range(501)
    )
    assert len(programme(written).milestones) == 501

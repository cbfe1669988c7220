"""The forecast of dates and money, and what would be if."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from minerva.comparison import compare
from minerva.comparison.supposition import suppose
from minerva.model.errors import MinervaError
from minerva.position import Position, position_at
from minerva.views import diff, forecast
from minerva.views import document as plain
from tests.command import Result, run
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.strategies import days, networks, programmes, toml

D = date(2014, 12, 9)
AS_OF = ("--as-of", "2014-12-09")
PLAN = """
    [[milestone]]
    id = "award"
    workstream = "ict"
    name = "Award"
    baseline = 2015-04-01

    [[milestone]]
    id = "start"
    workstream = "ict"
    name = "Start"
    baseline = 2015-04-01
    after = [{ milestone = "award", lag = "1 month" }]
    deadline = 2015-06-01
"""
SAVING = """
    [[saving]]
    id = "s"
    workstream = "hrd"
    name = "S"
    full_year = 120_000
    starts_with = "start"
"""
ONE_OFF = SAVING.replace('"s"', '"once"') + "    recurring = false\n"
UNTIED = """
    [[saving]]
    id = "untied"
    workstream = "hrd"
    name = "Untied"
    full_year = 60_000
    starts = 2015-04-01
"""


def position(savings: str = SAVING, milestones: str = PLAN, when: date = D) -> Position:
    return position_at(programme(milestones, WORKSTREAMS + savings), when)


def test_a_saving_starts_when_its_milestone_can_be_reached() -> None:
    found = position()
    line = found.savings.lines[found.programme.savings[0].id]["2015/16"]
    assert line.planned == Decimal(120_000)
    assert line.forecast == Decimal(110_000)
    assert line.variance == Decimal(-10_000)


def test_what_slips_costs_planned_less_forecast_in_the_years_touched() -> None:
    document = forecast.document(position(SAVING + UNTIED))["savings"]
    assert document["years"] == {
        "2015/16": {
            "planned": 180_000,
            "forecast": 170_000,
            "lost": 10_000,
            "slipped": 10_000,
            "restated": 0,
            "not_realised": 0,
        },
        "2016/17": {
            "planned": 180_000,
            "forecast": 180_000,
            "lost": 0,
            "slipped": 0,
            "restated": 0,
            "not_realised": 0,
        },
    }
    assert document["workstreams"] == [{"id": "hrd", "years": document["years"]}]


def test_a_one_off_that_slips_into_the_next_year_carries_over() -> None:
    later = PLAN.replace("2015-04-01", "2016-03-15")
    years = position(ONE_OFF, later).savings.total.years.values()
    assert [year.slipped for year in years] == [year.lost for year in years] == [120_000, -120_000]
    written = " ".join(run_on(SAVING + ONE_OFF, later, "forecast").stdout.split())
    less = "Over all years, £10,150.54 less than planned: £10,150.54 slipped."
    assert less in written


def test_an_amount_that_is_not_known_has_no_cost() -> None:
    unknown = SAVING.replace("    full_year = 120_000\n", "")
    document = forecast.document(position(unknown))["savings"]
    nothing = dict.fromkeys(forecast.AMOUNT_KEYS)
    assert document == {
        "years": {"2014/15": nothing},
        "workstreams": [{"id": "hrd", "years": {"2014/15": nothing}}],
    }


@given(programmes(), days)
def test_the_loss_and_the_forecast_of_each_year_are_its_plan_to_a_penny(
    tables: dict[str, Any], when: date
) -> None:
    found = position_at(programme(*toml(tables)), when)
    document, savings = forecast.document(found)["savings"], found.savings.total
    for label, year in document["years"].items():
        assert year["planned"] == plain.money(savings.years[label].planned)
        if year["planned"] is None:
            assert set(year.values()) == {None}
            continue
        assert year["lost"] + year["forecast"] == pytest.approx(year["planned"], abs=0.011)
        if not savings.not_planned:
            assert year["forecast"] == plain.money(savings.years[label].forecast)
        parts = year["slipped"] + year["restated"] + year["not_realised"]
        assert parts == pytest.approx(year["lost"], abs=0.011 * max(len(found.savings.savings), 1))


def test_the_keys_of_a_milestone_and_of_a_deadline_are_in_their_order() -> None:
    document = forecast.document(position())
    assert document["milestones"][1] == {
        "id": "start",
        "name": "Start",
        "workstream": "ict",
        "expected": date(2015, 4, 1),
        "projected": date(2015, 5, 1),
        "driver": "award",
        "latest_allowable": date(2015, 6, 1),
        "total_float_days": 31,
    }
    keys = "id name workstream expected projected driver latest_allowable total_float_days"
    assert " ".join(document["milestones"][1]) == keys
    assert document["deadlines"] == [
        {
            "milestone": "start",
            "kind": "deadline",
            "date": date(2015, 6, 1),
            "float_days": 31,
            "uncovered_days": 0,
            "chain": ["award", "start"],
        }
    ]


def run_on(savings: str, milestones: str, *arguments: str, width: int = 80) -> Result:
    """Run a command on a programme of its own."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as directory:
        plan = write_programme(Path(directory), milestones, WORKSTREAMS + savings)
        return run(*arguments, *AS_OF, cwd=plan, env={"COLUMNS": str(width)})


def test_people_are_told_what_drives_what_and_what_it_costs() -> None:
    told = run_on(SAVING, PLAN, "forecast").stdout
    assert (
        "1 milestone is held back by what comes first; the most, Start, by 30 days"
        in told.replace("\n", " ")
    )
    assert "  projected 1 May 2015, driven by Award\n" in told
    assert "Start, 1 May 2015: 31 days of float to its deadline of 1 Jun 2015." in told
    assert "└ Award" in told
    assert "2015/16  120,000   110,000  +10,000  +10,000         0             0\n" in told


def test_a_contract_that_leaves_days_uncovered_says_how_many() -> None:
    ends = '\n    [[contract]]\n    id = "c"\n    supplier = "Capita"\n'
    ends += '    expires = 2015-04-10\n    replaced_by = "start"\n'
    told = run_on(ends, PLAN, "forecast", width=120).stdout
    assert "20 days uncovered after the end of the Capita contract, 10 Apr 2015." in told


def test_a_long_chain_is_drawn_in_part() -> None:
    chain = "".join(
        f'[[milestone]]\nid = "m-{n}"\nworkstream = "ict"\nname = "M{n}"\nbaseline = 2015-02-01\n'
        + (f'after = ["m-{n - 1}"]\n' if n else "")
        for n in range(20)
    )
    told = run_on("", f"{chain}deadline = 2015-06-01\n", "forecast").stdout
    assert "└ 8 more" in told
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("award=+1day", "2 Apr 2015"),
        ("award=+10days", "11 Apr 2015"),
        ("award=+2weeks", "15 Apr 2015"),
        ("award=+1month", "1 May 2015"),
        ("award = +1 month", "1 May 2015"),
        ("award=2015-05-05", "5 May 2015"),
        ("award=2015-01-05", "5 Jan 2015"),
        ("award=2014-12-09", "9 Dec 2014"),
        ("award=2015-05", "May 2015"),
        ("award=2015-W20", "w/c 11 May 2015"),
        ("award=+0days", "1 Apr 2015"),
    ],
)
def test_what_may_be_supposed(written: str, expected: str) -> None:
    after, supposed = suppose(position(), [written])
    assert [str(when) for when in supposed.values()] == [expected]
    assert str(after.milestones[0].expected) == expected


@pytest.mark.parametrize(
    ("written", "told", "hint"),
    [
        (["award"], "supposes nothing", "ID=+10days"),
        (["award="], "is not a date or a delay", "ID=+10days"),
        (["award=soon"], "is not a date or a delay", "ID=+10days"),
        (["award=+1"], "is not a date or a delay", "ID=+10days"),
        (["award=01/02/2015"], "may be 1 Feb 2015 or 2 Jan 2015", "write 2015-02-01"),
        (["award=+99999months"], "is more than a hundred years", "check the number"),
        (["award=2200-01-01"], "2200-01-01 is out of range", "1900 to 2199"),
        (["award=2200-05"], "2200-05-01 is out of range", "1900 to 2199"),
        (["award=2015-05-09/2015-05-01"], "ends before it begins", "2015-05-01/2015-05-09"),
        (["award=2015-W54"], '"2015-W54" is not a date', "ID=+10days"),
        (["award=2015-02-30"], "is not a day of the calendar", "check the day"),
        (["award=2014-12-08"], "8 Dec 2014 has passed", "later date"),
        (["awrad=+1day"], 'no milestone "awrad"', 'did you mean "award"?'),
        (["=+1day"], 'no milestone ""', "they are"),
        (["award=+1day", "award=+2days"], "twice", "once"),
        (["done=+1day"], "done is complete: it was achieved on 1 Dec 2014", "still to come"),
    ],
)
def test_what_cannot_be_supposed_says_why(written: list[str], told: str, hint: str) -> None:
    done = '\n[[milestone]]\nid = "done"\nworkstream = "ict"\nname = "Done"\n'
    done += "baseline = 2014-12-01\nactual = 2014-12-01\n"
    with pytest.raises(MinervaError) as refused:
        suppose(position("", PLAN + done), written)
    assert told in str(refused.value)
    assert hint in (refused.value.hint or "")
    result = run_on("", PLAN + done, "what-if", *written)
    assert (result.status, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_delay_counts_from_when_it_is_expected_not_from_a_date_that_has_passed() -> None:
    late = PLAN.replace("2015-04-01", "2014-12-01", 1)
    _, supposed = suppose(position("", late), ["award=+1week"])
    assert [str(when) for when in supposed.values()] == ["16 Dec 2014"]


def test_what_is_supposed_counts_as_said_last() -> None:
    said = "[[milestone.forecast]]\n    on = 2014-12-09\n    date = 2015-04-20\n"
    said += "    [[milestone.rebaseline]]\n    on = 2014-12-09\n    date = 2015-04-10\n"
    plan = PLAN.replace("2015-04-01", f"2015-04-01\n    {said}", 1)
    after, _ = suppose(position("", plan), ["award=2015-05-01"])
    assert str(after.milestones[0].expected) == "1 May 2015"
    assert str(after.milestones[0].baseline) == "10 Apr 2015"


@given(networks())
def test_what_is_supposed_to_stay_changes_nothing(tables: dict[str, Any]) -> None:
    found = position_at(programme(*toml(tables)), D)
    left = [
        id
        for id, milestone in found.by_id.items()
        if not milestone.complete and not milestone.overdue
    ]
    after, _ = suppose(found, [f"{id}=+0days" for id in left])
    document = diff.document(compare(found, after))
    assert (document["milestones"], document["deadlines"]) == ([], [])
    assert (document["savings"]["years"], document["findings"]) == ({}, {"new": [], "cleared": []})


def test_nothing_supposed_is_nothing_changed() -> None:
    found = position()
    assert compare(found, suppose(found, [])[0]).is_empty


def test_what_if_tells_dates_floats_money_and_findings() -> None:
    result = run_on(SAVING, PLAN, "what-if", "award=+2months", "-f", "json")
    document = json.loads(result.stdout)
    assert list(document)[:8] == (
        ["schema_version", "from", "to", "milestones", "added", "removed", "savings", "deadlines"]
    )
    assert document["supposed"] == [{"id": "award", "date": "2015-06-01"}]
    changes = {
        (milestone["id"], change["field"]): (change["from"], change["to"])
        for milestone in document["milestones"]
        for change in milestone["changes"]
    }
    assert changes["award", "expected"] == ("2015-04-01", "2015-06-01")
    assert changes["start", "projected"] == ("2015-05-01", "2015-07-01")
    assert ("start", "expected") not in changes
    assert changes["start", "total_float_days"] == (31, -30)
    assert document["deadlines"] == [
        {
            "milestone": "start",
            "kind": "deadline",
            "date": "2015-06-01",
            "float_days": {"from": 31, "to": -30},
            "uncovered_days": {"from": 0, "to": 29},
            "chain": ["award", "start"],
        }
    ]
    assert document["savings"]["years"]["2015/16"]["forecast"] == {"from": 110_000, "to": 90_000}
    assert [new["id"] for new in document["findings"]["new"]] == []


def test_what_if_writes_nothing(tmp_path: Path) -> None:
    write_programme(tmp_path, PLAN)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert run("what-if", "award=+1month", *AS_OF, cwd=tmp_path).status == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_what_if_comes_in_every_format(format: str) -> None:
    result = run_on(SAVING, PLAN, "what-if", "award=+1month", "-f", format)
    assert (result.status, result.stderr) == (0, "")
    assert "ward" in result.stdout
    if format == "table":
        assert result.stdout.startswith("P: what if Award were 1 May 2015, as of 9 Dec 2014\n")
        assert "  driven by Award\n" in result.stdout


def shipped(*written: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("what-if", *written, *AS_OF, "-f", "json").stdout)
    return document


def test_a_month_on_every_date_of_the_procurement_leaves_27_days_uncovered() -> None:
    ids = (
        "ito-dialogue-ends ito-call-for-final-tenders ito-final-tenders ito-evaluation ito-award "
        "ito-commencement ito-full-service-start"
    )
    found = shipped(*(f"{id}=+1month" for id in ids.split()))
    ends = {deadline["kind"]: deadline for deadline in found["deadlines"]}
    assert ends["contract"]["float_days"] == {"from": 3, "to": -27}
    assert ends["contract"]["uncovered_days"] == {"from": 0, "to": 27}
    assert {"contract-gap", "deadline-broken"} <= {
        milestone["id"] for milestone in found["findings"]["new"]
    }


@pytest.mark.parametrize(
    ("slip", "forecast"),
    [
        ("+1month", Decimal("1976833.33")),
        ("+2months", Decimal("1935666.67")),
        ("+3months", Decimal("1894500")),
    ],
)
def test_each_month_of_the_hr_service_costs_a_twelfth_of_its_saving(
    slip: str, forecast: Decimal
) -> None:
    years = shipped(f"hrd-go-live={slip}")["savings"]["years"]
    assert years["2015/16"]["forecast"] == {"from": 2_018_000, "to": float(forecast)}
    assert "2016/17" not in years


@pytest.mark.parametrize(
    ("only", "told"),
    [("ict", "Every milestone is complete.\n"), ("hrd", "There is no milestone.\n")],
)
def test_with_nothing_left_to_reach_it_says_so_once(tmp_path: Path, only: str, told: str) -> None:
    done = """
        [[milestone]]
        id = "m"
        workstream = "ict"
        name = "M"
        baseline = 2014-12-05
        actual = 2014-12-05
    """
    write_programme(tmp_path, done)
    shown = run("forecast", "--as-of", "2014-12-09", "-w", only, cwd=tmp_path).stdout
    assert shown == f"P: forecast as of 9 Dec 2014, {only} only\n\n{told}"

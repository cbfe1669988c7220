"""Importing savings: new ones, restatements, claims and validations; a second time, nothing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.model.programme import Saving
from minerva.store import read_files, read_programme
from tests.command import Result, run
from tests.importing.test_import import MILESTONES, SAVINGS, contents, document, offer
from tests.programmes import write_programme

HEADINGS = ["Workstream", "Saving", "Full year effect (£k)", "Starts", "2014/15 plan (£k)"]
YEARS = ["Workstream", "Saving", "Realised 2014/15", "Validated 2014/15"]


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, SAVINGS)


def savings(where: Path) -> dict[str, Saving]:
    return {str(s.id): s for s in read_programme(read_files(where, where)).savings}


def test_a_new_saving_has_all_that_its_row_says(programme: Path) -> None:
    rows = [
        [*HEADINGS, "Category", "Cashable", "Type of saving", "One-off cost", "Notes", "Ref"],
        ["HRD", "Posts", "45.5", "Apr-15", "10", "Staff", "no", "", "£5k", "Two, so far", "S-7"],
    ]
    found = document(programme, rows, "--write")
    assert found["summary"]["added"] == 1
    posts = savings(programme)["s-7"]
    assert posts == Saving(
        posts.location,
        *("s-7", "hrd", "Posts"),  # type: ignore[arg-type]  # ids are texts
        category="staffing",
        cashable=False,
        full_year=Decimal(45500),
        starts=date(2015, 4, 1),
        plan={"2014/15": Decimal(10000)},  # type: ignore[dict-item]  # a label of a year
        one_off_cost=Decimal(5000),
        ref="S-7",
        note="Two, so far",
    )


def test_a_saving_may_start_with_a_milestone_by_its_name(programme: Path) -> None:
    rows = [
        ["Workstream", "Saving", "Full year (£k)", "Linked milestone", "Settled by"],
        ["HRD", "a", "5", "Contract award", ""],
        ["HRD", "b", "TBC", "", "award"],
        ["HRD", "c", "5", "Go-live", ""],
    ]
    found = document(programme, rows, "--write", "--skip-unread", status=1)
    made = savings(programme)
    assert (made["a"].starts_with, made["b"].known_with, made["b"].full_year) == (
        *("award", "award", None),
    )
    assert found["unread"][0]["why"] == 'starts_with: there is no milestone "Go-live"'


def test_an_amount_and_a_start_that_changed_are_restated_together(programme: Path) -> None:
    rows = [
        HEADINGS,
        ["ICT", "Licences", "150", "01/06/2015", ""],
        ["ICT", "Support", "80", "", ""],
    ]
    found = document(programme, rows, "--write", "--on", "2015-01-30")
    assert [(step["id"], step["what"], step["from"], step["to"]) for step in found["restated"]] == [
        ("licences", "full_year", 120000, 150000),
        ("licences", "starts", "2015-04-01", "2015-06-01"),
        ("support", "full_year", None, 80000),
    ]
    made = savings(programme)
    (stated,) = made["licences"].forecast
    assert (stated.on, stated.full_year, stated.starts) == (
        *(date(2015, 1, 30), Decimal(150000), date(2015, 6, 1)),
    )
    assert stated.reason == "As in plan.csv, line 2"
    assert document(programme, rows)["summary"]["unchanged"] == 2


def test_a_start_that_moves_with_a_milestone_is_listed(programme: Path) -> None:
    found = document(programme, [HEADINGS, ["ICT", "Support", "", "01/06/2015", ""]])
    assert found["restated"] == []
    assert found["differs"][0]["hint"] == "it starts with award, and moves with that"


def test_what_else_differs_is_listed(programme: Path) -> None:
    rows = [
        [*HEADINGS, "Category", "Cashable", "Ref"],
        ["ICT", "Licences and more", "120", "", "10", "contract", "no", "licences"],
    ]
    found = document(programme, rows)
    assert {(each["key"], each["here"], each["there"]) for each in found["differs"]} == {
        ("name", "Licences", "Licences and more"),
        ("category", "nothing", "contract"),
        ("cashable", "True", "False"),
        ("plan 2014/15", "nothing", "£10,000"),
    }


def test_a_claim_is_what_the_file_has_beyond_what_was_claimed(programme: Path) -> None:
    rows: list[Sequence[object]] = [YEARS, ["ICT", "Licences", "12,500.50", ""]]
    found = document(programme, rows, "--write")
    assert [(step["what"], step["from"], step["to"]) for step in found["claimed"]] == [
        ("2014/15", 10000, 12500.5)
    ]
    first, second = savings(programme)["licences"].realised
    assert (first.amount, second.amount, second.on) == (
        *(Decimal(10000), Decimal("2500.50"), date(2015, 2, 2)),
    )
    assert second.evidence == "As in plan.csv, line 2"
    document(programme, [YEARS, ["ICT", "Licences", "12,000", ""]], "--write")
    assert savings(programme)["licences"].realised[-1].amount == Decimal("-500.50")


@pytest.mark.parametrize(
    ("realised", "validated", "amounts"),
    [
        ("10,000", "10,000", [(10000, 10000)]),
        ("15,000", "15,000", [(10000, 10000), (5000, 5000)]),
        ("15,000", "10,000", [(10000, 10000), (5000, None)]),
        ("15,000", "5,000", [(10000, None), (5000, 5000)]),
        ("15,000", "2,000", [(10000, None), (5000, 2000)]),
        ("15,000", "12,000", None),
        ("10,000", "4,000", None),
        ("", "20,000", None),
    ],
)
def test_a_validation_is_of_the_claims_that_make_it_up(
    programme: Path, realised: str, validated: str, amounts: list[Any] | None
) -> None:
    rows = [YEARS, ["ICT", "Licences", realised, validated]]
    found = document(programme, rows, "--write")
    claims = savings(programme)["licences"].realised
    if amounts is None:
        assert "minerva validate licences --year 2014/15" in found["differs"][0]["hint"]
        assert not any(claim.validated for claim in claims)
        return
    assert [
        (
            claim.amount,
            claim.validated and (claim.validated.amount or claim.amount),
        )
        for claim in claims
    ] == amounts
    assert document(programme, rows)["summary"]["unchanged"] == 1


def test_the_preview_of_savings_has_amounts(programme: Path) -> None:
    rows = [HEADINGS, ["ICT", "Licences", "150", "", ""], ["HRD", "Posts", "(45)", "", ""]]
    shown = offer(programme, rows).stdout
    assert "licences  full_year: £120,000 → £150,000  line 2" in shown
    assert "posts  -£45,000  line 3" in shown
    assert "column 3  Full year effect (£k)  full_year     £k" in shown


amounts = st.one_of(
    st.integers(-90_000, 90_000).map(lambda pence: f"{pence / 100:,.2f}"),
    st.sampled_from(["", "TBC", "nil", "(45)", "£1.2m", "5k", "1,5"]),
)
drawn = st.lists(
    st.tuples(
        st.sampled_from(["ICT", "HRD", "New"]),
        st.sampled_from(["Licences", "Support", "Posts", "Licence", "Total"]),
        *[amounts] * 5,
        st.sampled_from(["", "01/04/2015", "Apr-15", "TBC"]),
    ),
    max_size=6,
)


@settings(max_examples=15)
@given(drawn)
def test_a_second_import_of_savings_changes_nothing(rows: list[tuple[str, ...]]) -> None:
    headings = ["Workstream", "Saving", "Full year", "Plan 2015/16", "Realised 2014/15"]
    headings += ["Validated 2014/15", "Realised 2015/16", "Starts"]
    with TemporaryDirectory() as directory:
        where = write_programme(Path(directory), MILESTONES, SAVINGS)
        table = [headings, *rows]
        first = offer(where, table, "--write", "--skip-unread")
        if not rows:
            assert "has no rows to take over" in first.stderr
            return
        assert first.status in (0, 1), first.stderr
        before = contents(where)
        again = offer(where, table, "--write", "--skip-unread")
        assert contents(where) == before
        assert again.status == first.status


CALENDAR_YEARS = """
    [programme]
    id = "p"
    name = "P"
    financial_year_starts = "01-01"

    [[workstream]]
    id = "ict"
    name = "ICT"
"""
ONE = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2014-12-05\n'


def imported(place: Path, content: str, *options: str) -> Result:
    write_programme(place, ONE, CALENDAR_YEARS)
    (place / "f.csv").write_text(content)
    on = ("--on", "2014-12-01", "--write", "--skip-unread", "-f", "json")
    return run("import", "f.csv", "--workstream", "ict", *on, *options, cwd=place)


@pytest.mark.parametrize(
    ("heading", "options"),
    [("2014", ()), ("Plan 2014", ()), ("FY2014 budget", ()), ("x", ("--map", "x=plan 2014"))],
)
def test_calendar_years_stand_in_headings_as_they_are(
    heading: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    result = imported(tmp_path, f"Saving,{heading}\nGas,100\n", "--as", "savings", *options)
    assert result.status == 0, result.stderr
    assert "plan = { 2014 = 100 }" in (tmp_path / "workstreams.toml").read_text("utf-8")


def test_a_financial_year_is_refused_where_years_are_calendar_years(tmp_path: Path) -> None:
    result = imported(tmp_path, "Saving,2014/15\nGas,100\n", "--as", "savings")
    assert result.status == 2
    assert '"2014/15" is not a year here' in result.stderr
    assert 'hint: write "2014"' in result.stderr


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2014-Q3", "2014-Q3"),
        ("Q3 2014", "2014-Q3"),
        ("2014 H1", "2014-01-01/2014-06-30"),
        ("Q3 2014/15", "write 2014-Q3"),
        ("2014/15 H2", "write 2014-H2"),
    ],
)
def test_a_part_of_a_calendar_year_is_a_date(written: str, told: str, tmp_path: Path) -> None:
    result = imported(tmp_path, f"Milestone,Baseline\nA,{written}\n")
    assert told in result.stdout + (tmp_path / "milestones.toml").read_text("utf-8")


def test_what_is_asked_is_not_written_until_it_is_said(programme: Path) -> None:
    rows = [["Workstream", "Saving", "2015/16 £k"], ["ICT", "A", "(100)"], ["ICT", "B", "(50)"]]
    before = contents(programme)
    refused = offer(programme, rows, "--write", "--skip-unread")
    assert (refused.status, contents(programme)) == (1, before)
    assert "1 question is open: nothing was written." in refused.stderr
    said = document(programme, rows, "--write", "--sign", "savings-negative")
    assert said["money"]["totals"]["plan"] == {"2015/16": 150000}
    assert savings(programme)["a"].plan == {"2015/16": Decimal(100000)}


def test_a_total_that_differs_is_written_past_only_when_that_is_asked(programme: Path) -> None:
    rows = [["Workstream", "Saving", "2015/16 £k"], ["ICT", "A", "100"], ["", "Total", "90"]]
    before = contents(programme)
    refused = offer(programme, rows, "--write")
    assert (refused.status, contents(programme)) == (1, before)
    assert "1 total differs from its rows: nothing was written; --skip-unread" in refused.stderr
    found = document(programme, rows, "--write", "--skip-unread", status=1)
    assert found["money"]["sheet_totals"][0]["agrees"] is False
    assert savings(programme)["a"].plan == {"2015/16": Decimal(100000)}


def test_a_forecast_of_a_year_and_a_state_are_stated_once(programme: Path) -> None:
    head = ["Workstream", "Saving", "Forecast 2015/16 £k", "RAG"]
    document(programme, [head, ["ICT", "Licences", "90", "Amber"]], "--write")
    made = savings(programme)["licences"]
    assert made.forecast[-1].years == {"2015/16": Decimal(90000)}
    assert [stated.state for stated in made.state] == ["at-risk"]
    again = document(programme, [head, ["ICT", "Licences", "90", "Amber"]])
    assert again["summary"]["unchanged"] == 1
    found = document(programme, [head, ["ICT", "Licences", "80", "Green"]])
    assert [(step["what"], step["from"], step["to"]) for step in found["restated"]] == [
        ("forecast 2015/16", 90000, 80000),
        ("state", "at-risk", "on-track"),
    ]


GIVEN_UP = ["Workstream", "Saving", "Full year (£k)", "Forecast 2015/16 £k", "RAG"]


def test_a_saving_stays_given_up_while_the_file_says_so(programme: Path) -> None:
    """Next month's file is no statement that it brings something after all."""
    rows = [GIVEN_UP, ["ICT", "Licences", "120", "90", "Undeliverable"]]
    document(programme, rows, "--write", "--on", "2014-12-31")
    again = document(programme, rows, "--write", "--on", "2015-01-31")
    assert again["summary"]["unchanged"] == 1
    rows[1][2:4] = ["110", "80"]
    found = document(programme, rows, "--write", "--on", "2015-01-31")
    assert [(step["what"], step["from"], step["to"]) for step in found["restated"]] == [
        ("full_year", 120000, 110000),
        ("forecast 2015/16", 90000, 80000),
        ("state", "undeliverable", "undeliverable"),
    ]
    savings_now = run("savings", "-f", "json", "--as-of", "2015-02-01", cwd=programme)
    assert '"full_year": 0,' in savings_now.stdout


def test_a_saving_that_was_restated_since_is_given_up_anew(programme: Path) -> None:
    rows = [["Workstream", "Saving", "Status"], ["ICT", "Licences", "Written off"]]
    document(programme, rows, "--write", "--on", "2014-12-01")
    words = ("--full-year", "50k", "--reason", "Some of it", "--on", "2014-12-15")
    assert run("restate", "licences", *words, cwd=programme).status == 0
    document(programme, rows, "--write", "--on", "2014-12-31")
    made = savings(programme)["licences"]
    assert [(str(said.on), said.state) for said in made.state] == [
        ("2014-12-01", "written-off"),
        ("2014-12-31", "written-off"),
    ]
    assert document(programme, rows, "--on", "2015-01-31")["summary"]["unchanged"] == 1


def test_a_saving_whose_milestone_was_cancelled_is_not_restated(programme: Path) -> None:
    words = ("--approved-by", "Board", "--reason", "R", "--on", "2014-12-01")
    path = programme / "workstreams.toml"
    with path.open("a", encoding="utf-8") as file:
        file.write(
            '[[saving]]\nid = "x"\nworkstream = "ict"\nname = "X"\nfull_year = 5_000\n'
            'starts_with = "award"\n'
        )
    assert run("cancel", "award", *words, cwd=programme).status == 0
    rows = [["Workstream", "Saving", "Full year (£k)"], ["ICT", "X", "5"]]
    assert document(programme, rows, "--on", "2015-01-31")["restated"] == []


def test_a_plan_that_was_agreed_anew_is_no_difference(programme: Path) -> None:
    """Nor is an amount that follows from the full year and the start."""
    head = ["Workstream", "Saving", "Plan 2015/16 £k", "Plan 2016/17 £k"]
    rows = [head, ["ICT", "Licences", "120", "90"]]
    (difference,) = document(programme, rows, "--on", "2015-01-31")["differs"]
    assert (difference["key"], difference["here"]) == ("plan 2016/17", "nothing")
    hinted = difference["hint"].rpartition("minerva ")[2].split()
    assert run(*hinted, cwd=programme, today=date(2015, 1, 31)).status == 0
    assert document(programme, rows, "--on", "2015-01-31")["differs"] == []

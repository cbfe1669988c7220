"""The trend of a milestone: what was stated of it when, and how fast it moves away."""

import json
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from minerva.model.dates import single_day
from minerva.model.programme import Milestone, MilestoneForecast, Rebaseline, Version
from minerva.position import position_at
from minerva.position.milestones import milestone_at
from minerva.position.trend import DAYS_A_MONTH, Trend, mean_slip_per_month, trends_at
from tests.command import Result, run
from tests.programmes import UPDATED, programme, write_programme
from tests.strategies import EPOCH, days, programmes, toml

D = date(2015, 2, 20)
TWICE = """
    forecast = [
        { on = 2015-01-05, date = 2015-03-31, reason = "Lawyers" },
        { on = 2014-12-01, date = 2015-02-28 },
    ]
"""


def milestone(fields: str, id: str = "m", baseline: str = "2015-01-31") -> str:
    return f"""
        [[milestone]]
        id = "{id}"
        workstream = "ict"
        name = "Milestone {id}"
        baseline = {baseline}
        {fields}
    """


def written(fields: str, baseline: str = "2015-01-31") -> Milestone:
    """Return the milestone that a file with these fields has."""
    return programme(milestone(fields, baseline=baseline)).milestones[0]


def version(when: date, fields: str, baseline: str = "2015-01-31") -> Version:
    """Return the file as a commit of a day left it, with one milestone in it."""
    return Version(
        when, f"{when:%m%d}", {trended.id: trended for trended in [written(fields, baseline)]}
    )


def trend(fields: str, when: date = D, versions: list[Version] | None = None) -> Trend:
    """Return the trend of the one milestone with these fields."""
    plan = programme(milestone(fields))
    position = position_at(plan, when)
    return trends_at(position.milestones, plan.details, versions or [])[0]


def said(of: Trend) -> list[tuple[str | None, str, int, int | None]]:
    """Return the statements: the day, the forecast, the days moved, the slippage."""
    return [
        (
            statement.on.isoformat() if statement.on else None,
            str(statement.at.forecast),
            statement.moved_days,
            statement.at.slippage_days,
        )
        for statement in of.statements
    ]


def test_the_forecast_in_force_on_each_day_of_a_statement_in_order() -> None:
    trended = trend(TWICE)
    assert said(trended) == [
        ("2014-12-01", "28 Feb 2015", 28, 28),
        ("2015-01-05", "31 Mar 2015", 31, 59),
    ]
    assert (trended.reforecasts, trended.moved_days, trended.slips_every_time) == (2, 59, True)


def test_nothing_is_known_of_what_was_stated_later() -> None:
    assert [on for on, *_ in said(trend(TWICE, date(2015, 1, 5)))] == ["2014-12-01", "2015-01-05"]
    assert [on for on, *_ in said(trend(TWICE, date(2015, 1, 4)))] == ["2014-12-01"]
    before = trend(TWICE, date(2014, 11, 30))
    assert (said(before), before.reforecasts, before.slips_every_time) == ([], 0, False)
    assert before.slip_per_month is None


def test_what_was_never_restated_has_no_statement() -> None:
    assert said(trend("")) == []


def test_an_undated_forecast_comes_first_without_a_day() -> None:
    fields = "forecast = 2015-02-14"
    assert said(trend(fields)) == [(None, "14 Feb 2015", 14, 14)]
    both = """
        [[milestone.forecast]]
        on = 2014-12-01
        date = 2015-02-28
        [[milestone.forecast]]
        on = 2014-12-01
        date = 2015-02-21
    """
    assert said(trend(both)) == [("2014-12-01", "21 Feb 2015", 21, 21)]


def test_a_window_moves_by_its_last_day() -> None:
    trended = trend('forecast = [{ on = 2014-12-01, date = "2015-02" }]')
    assert said(trended) == [("2014-12-01", "Feb 2015", 28, 28)]


def test_a_new_baseline_is_a_statement_and_slippage_is_from_the_baseline_then() -> None:
    trended = trend(
        TWICE
        + """
        rebaseline = [
            { on = 2015-01-20, date = 2015-03-31 },
            { on = 2015-02-10, date = 2015-04-30 },
        ]
        """
    )
    assert said(trended)[2:] == [
        ("2015-01-20", "31 Mar 2015", 0, 0),
        ("2015-02-10", "30 Apr 2015", 30, 0),
    ]
    assert (trended.reforecasts, trended.moved_days, trended.slips_every_time) == (2, 89, True)


@pytest.mark.parametrize(
    ("dates", "steady"),
    [
        (("2015-02-10",), False),  # once is no pattern
        (("2015-02-10", "2015-02-11"), True),
        (("2015-02-10", "2015-02-10"), False),  # said again
        (("2015-01-31", "2015-02-10", "2015-02-11"), False),  # at first as agreed
        (("2015-01-20", "2015-02-10"), False),  # at first earlier
        (("2015-02-10", "2015-02-09", "2015-03-01"), False),
    ],
)
def test_slipping_at_every_statement(dates: tuple[str, ...], steady: bool) -> None:
    stated = ", ".join(f"{{ on = 2014-12-0{n + 1}, date = {d} }}" for n, d in enumerate(dates))
    assert trend(f"forecast = [{stated}]").slips_every_time is steady


def test_slip_per_month_is_what_moved_between_first_and_last_statement() -> None:
    trended = trend(TWICE)
    # 31 days, stated over the 35 from 1 December to 5 January; a month is 30.4375 days.
    assert Fraction(487, 16) == DAYS_A_MONTH
    assert trended.slip_per_month == Fraction(31 * 487, 35 * 16)


@pytest.mark.parametrize(("last", "known"), [("2014-12-28", False), ("2014-12-29", True)])
def test_less_than_a_month_of_statements_gives_no_slip_per_month(last: str, known: bool) -> None:
    trended = trend(
        f"""forecast = [
        {{ on = 2014-12-01, date = 2015-02-28 }}, {{ on = {last}, date = 2015-03-31 }},
        ]"""
    )
    assert (trended.slip_per_month is not None) is known


def test_the_mean_slip_weighs_milestones_by_how_long_they_were_reported() -> None:
    early = """forecast = [
        { on = 2014-10-01, date = 2015-03-01 }, { on = 2014-12-01, date = 2015-02-28 },
    ]"""
    plan = programme(milestone(TWICE) + milestone(early, "n") + milestone("", "o"))
    trends = trends_at(position_at(plan, D).milestones, plan.details)
    assert mean_slip_per_month(trends) == Fraction((31 - 1) * 487, (35 + 61) * 16)
    assert mean_slip_per_month(trends[2:]) is None


def test_the_first_version_states_what_it_has() -> None:
    trended = trend("", versions=[version(date(2014, 11, 3), "")])
    assert said(trended) == [("2014-11-03", "31 Jan 2015", 0, 0)]
    assert (trended.statements[0].commit, trended.reforecasts) == ("1103", 0)


def test_a_change_without_a_date_was_stated_on_the_day_of_its_version() -> None:
    versions = [
        version(date(2014, 11, 3), ""),
        version(date(2014, 11, 20), "owner = 'Another'"),
        version(date(2014, 12, 1), "forecast = 2015-02-28"),
        version(date(2015, 1, 5), "forecast = 2015-03-31"),
    ]
    trended = trend("forecast = 2015-04-30", versions=versions)
    assert said(trended) == [
        ("2014-11-03", "31 Jan 2015", 0, 0),
        ("2014-12-01", "28 Feb 2015", 28, 28),
        ("2015-01-05", "31 Mar 2015", 31, 59),
    ]
    assert (trended.reforecasts, trended.slips_every_time) == (2, True)
    assert [each.commit for each in trended.statements] == ["1103", "1201", "0105"]


def test_what_a_version_dates_was_said_on_its_date_and_only_once() -> None:
    versions = [version(date(2014, 12, 3), ""), version(date(2015, 1, 9), TWICE)]
    trended = trend(TWICE, versions=versions)
    assert [on for on, *_ in said(trended)] == ["2014-12-01", "2015-01-05"]
    assert [each.commit for each in trended.statements] == [None, None]


def test_a_statement_taken_out_of_the_file_is_remembered() -> None:
    versions = [
        version(date(2014, 12, 1), "forecast = [{ on = 2014-12-01, date = 2015-02-28 }]"),
        version(date(2015, 1, 5), "forecast = [{ on = 2015-01-05, date = 2015-03-31 }]"),
    ]
    trended = trend("forecast = [{ on = 2015-01-05, date = 2015-03-31 }]", versions=versions)
    assert [on for on, *_ in said(trended)] == ["2014-12-01", "2015-01-05"]


def test_a_statement_that_was_taken_back_holds_until_its_commit() -> None:
    dated = "forecast = [{ on = 2014-12-01, date = 2015-02-28 }]"
    versions = [
        version(date(2014, 11, 3), ""),
        version(date(2014, 12, 3), dated),
        version(date(2015, 1, 12), ""),
        version(date(2015, 2, 2), "owner = 'Another'"),
    ]
    trended = trend("", versions=versions)
    assert said(trended) == [
        ("2014-11-03", "31 Jan 2015", 0, 0),
        ("2014-12-01", "28 Feb 2015", 28, 28),
        ("2015-01-12", "31 Jan 2015", -28, 0),
    ]
    assert [each.commit for each in trended.statements] == ["1103", None, "0112"]
    assert said(trend("", date(2015, 1, 11), versions)) == said(trended)[:2]


def test_a_statement_that_was_corrected_is_told_as_it_is_now() -> None:
    versions = [version(date(2014, 12, 1), "forecast = [{ on = 2014-12-01, date = 2051-02-28 }]")]
    trended = trend("forecast = [{ on = 2014-12-01, date = 2015-02-28 }]", versions=versions)
    assert said(trended) == [("2014-12-01", "28 Feb 2015", 28, 28)]


def test_a_baseline_that_was_written_over_is_named() -> None:
    versions = [
        version(date(2014, 11, 3), "", "2014-12-19"),
        version(date(2014, 12, 1), "", "2015-01-31"),
    ]
    trended = trend("", versions=versions)
    assert said(trended) == [
        ("2014-11-03", "19 Dec 2014", 0, 0),
        ("2014-12-01", "31 Jan 2015", 43, 0),
    ]
    [edit] = trended.edits
    assert (edit.on, edit.commit) == (date(2014, 12, 1), "1201")
    assert (edit.before, edit.after) == (
        single_day(date(2014, 12, 19)),
        single_day(date(2015, 1, 31)),
    )


def test_versions_after_the_day_do_not_exist_on_it() -> None:
    versions = [version(date(2014, 11, 3), ""), version(date(2015, 1, 5), "", "2015-06-30")]
    trended = trend("", date(2015, 1, 4), versions)
    assert (said(trended), list(trended.edits)) == ([("2014-11-03", "31 Jan 2015", 0, 0)], [])


def test_of_two_versions_on_one_day_the_later_holds() -> None:
    versions = [
        version(date(2014, 12, 1), "forecast = 2015-02-28"),
        version(date(2014, 12, 1), "forecast = 2015-02-14"),
        version(date(2014, 12, 9), "forecast = 2015-03-31"),
        version(date(2014, 12, 9), "forecast = 2015-02-14"),
    ]
    trended = trend("forecast = 2015-02-14", versions=versions)
    assert said(trended) == [("2014-12-01", "14 Feb 2015", 0, 14)]


@given(programmes(), days)
@settings(deadline=None)
def test_each_statement_is_the_position_of_its_day(tables: dict[str, Any], when: date) -> None:
    plan = programme(*toml(tables))
    position = position_at(plan, when)
    for trended in trends_at(position.milestones, plan.details):
        assert [each.on for each in trended.statements] == sorted(
            {
                on
                for on in [
                    *(each.on for each in trended.position.record.forecast),
                    *(each.on for each in trended.position.record.rebaseline),
                ]
                if on is not None and on <= when
            }
        )
        for each in trended.statements:
            assert each.on is not None
            then = milestone_at(trended.position.record, plan.details, plan.check, each.on)
            assert (each.at.forecast, each.at.slippage_days) == (then.forecast, then.slippage_days)
        if trended.statements:
            assert trended.statements[-1].at.forecast == trended.position.forecast
        agreed = trended.position.record.baseline
        assert agreed is not None
        assert trended.moved_days == (trended.position.forecast.latest - agreed.latest).days


@given(programmes(), days, days)
@settings(deadline=None)
def test_a_later_day_only_adds_statements(tables: dict[str, Any], one: date, other: date) -> None:
    plan = programme(*toml(tables))
    early, late = (
        [
            [(each.on, each.at.forecast, each.moved_days) for each in of.statements]
            for of in trends_at(position_at(plan, when).milestones, plan.details)
        ]
        for when in sorted((one, other))
    )
    for before, after in zip(early, late, strict=True):
        assert after[: len(before)] == before


@given(programmes(), days, days)
@settings(deadline=None)
def test_the_file_as_its_own_first_version_changes_no_statement(
    tables: dict[str, Any], when: date, made: date
) -> None:
    plan = programme(*toml(tables))
    position = position_at(plan, when)
    versions = [Version(made, "a", {trended.id: trended for trended in plan.milestones})]
    alone = trends_at(position.milestones, plan.details)
    for trended, other in zip(
        alone, trends_at(position.milestones, plan.details, versions), strict=True
    ):
        dated = [each for each in other.statements if each.commit is None]
        assert [each.on for each in dated] == [each.on for each in trended.statements]
        assert (other.reforecasts, other.slips_every_time) == (
            trended.reforecasts,
            trended.slips_every_time,
        )


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A programme with a milestone that slips each time, one that comes forward, one at rest."""
    earlier = "forecast = [{ on = 2014-12-22, date = 2015-01-20, reason = 'Early' }]"
    return write_programme(
        tmp_path, milestone(earlier, "n") + milestone(TWICE) + milestone("", "o"), UPDATED
    )


def shown(plan: Path, *arguments: str, env: dict[str, str] | None = None) -> Result:
    result = run("trend", *arguments, "--as-of", D.isoformat(), cwd=plan, env=env)
    assert (result.status, result.stderr) == (0, "")
    return result


def test_json(plan: Path) -> None:
    document = json.loads(shown(plan, "-f", "json").stdout)
    assert [trended["id"] for trended in document["milestones"]] == ["n", "m", "o"]
    assert document["milestones"][1] == {
        "id": "m",
        "name": "Milestone m",
        "baseline": "2015-01-31",
        "reforecasts": 2,
        "statements": [
            {
                "on": "2014-12-01",
                "forecast": "2015-02-28",
                "slippage_days": 28,
                "moved_days": 28,
                "reason": None,
                "commit": None,
            },
            {
                "on": "2015-01-05",
                "forecast": "2015-03-31",
                "slippage_days": 59,
                "moved_days": 31,
                "reason": "Lawyers",
                "commit": None,
            },
        ],
        "slips_every_time": True,
        "slip_per_month": 26.96,
        "baseline_edits": [],
    }
    assert document["milestones"][2]["statements"] == []
    assert {key: document[key] for key in list(document)[3:]} == {
        "slips_every_time": ["m"],
        "reforecasts": 3,
        "slip_per_month": 26.96,
    }


def test_a_row_a_statement(plan: Path) -> None:
    assert shown(plan, "-f", "csv").stdout.splitlines() == [
        "id,workstream,name,on,baseline,forecast,moved_days,slippage_days,reason,commit",
        "n,ict,Milestone n,2014-12-22,2015-01-31,2015-01-20,-11,-11,Early,",
        "m,ict,Milestone m,2014-12-01,2015-01-31,2015-02-28,28,28,,",
        "m,ict,Milestone m,2015-01-05,2015-01-31,2015-03-31,31,59,Lawyers,",
    ]


def test_the_screen_names_what_slips_every_time_and_draws_it(plan: Path) -> None:
    lines = shown(plan).stdout.splitlines()
    assert lines[1] == "Slips at every statement: Milestone m."
    assert lines[2] == ("3 re-forecasts of 2 milestones; mean slip per month reported +27.0 days.")
    assert "A Milestone m" in lines
    assert "B Milestone n" in lines
    assert not any("Milestone o" in line for line in lines)
    [row] = [line for line in lines if line.startswith("Milestone m  ")]
    assert row.split()[-3:] == ["2", "+59", "+27.0"]


def test_only_the_milestones_named(plan: Path) -> None:
    document = json.loads(shown(plan, "m", "o", "-f", "json").stdout)
    assert [trended["id"] for trended in document["milestones"]] == ["m", "o"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mm"], 'error: there is no milestone "mm"\n   = hint: did you mean "m"?\n'),
        (
            ["somewhere"],
            'error: there is no milestone "somewhere"\n'
            "   = hint: they are n (Milestone n), m (Milestone m), o (Milestone o)\n",
        ),
        (["m", "-w", "hrd"], 'error: there is no milestone "m" in hrd\n'),
    ],
)
def test_a_milestone_that_there_is_not(plan: Path, arguments: list[str], message: str) -> None:
    result = run("trend", *arguments, cwd=plan)
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith(message)


def test_nothing_moved(tmp_path: Path) -> None:
    write_programme(tmp_path, milestone(""), UPDATED)
    assert shown(tmp_path).stdout == (
        "P: trend as of 20 Feb 2015\n\n"
        "No date was stated to have moved by 20 Feb 2015. A new date is stated with a\n"
        "[[milestone.forecast]]; --git also looks for dates that were written over.\n"
    )


def test_working_days_stand_beside_days(plan: Path) -> None:
    document = json.loads(shown(plan, "m", "--working-days", "-f", "json").stdout)
    statements = document["milestones"][0]["statements"]
    # 31 January 2015 is a Saturday: 20 working days to 27 February, 22 more to 31 March.
    assert [statement["slippage_working_days"] for statement in statements] == [20, 42]
    drawn = shown(plan, "--working-days").stdout
    assert "Slip  Working " in drawn
    assert "Slip  Working days  Reason" in drawn


def chart(result: Result) -> list[str]:
    """Return the lines of a drawing, the frame among them."""
    lines = result.stdout.splitlines()
    begin = next(n for n, line in enumerate(lines) if "┌" in line)
    return lines[begin : begin + 20]


def test_the_chart_steps_up_where_a_date_slips(plan: Path) -> None:
    drawn = chart(shown(plan, "m"))
    marks = [
        (row, column)
        for row, line in enumerate(drawn)
        for column, character in enumerate(line)
        if character == "A"
    ]
    (latest, second), (_, end), (middle, first) = marks
    assert latest < middle
    assert first < second < end
    assert "│" in {drawn[row][second] for row in range(latest + 1, middle)}
    assert set(drawn[latest][second + 1 : end]) == {"─"}


def test_the_chart_of_one_statement_and_of_one_date_is_drawn(tmp_path: Path) -> None:
    there_and_back = """forecast = [
        { on = 2015-02-20, date = 2015-02-20 },
    ]"""
    write_programme(tmp_path, milestone(there_and_back, baseline="2015-02-19"), UPDATED)
    assert any("A" in line for line in chart(shown(tmp_path)))


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_chart_is_as_wide_as_the_terminal(plan: Path, width: int) -> None:
    drawn = chart(shown(plan, env={"COLUMNS": str(width)}))
    assert cell_len(drawn[0]) == width
    assert max(cell_len(line) for line in drawn) <= width


def test_too_narrow_a_terminal_has_no_chart(plan: Path) -> None:
    assert "┌" not in shown(plan, env={"COLUMNS": "39"}).stdout


def test_the_chart_is_coloured_only_where_colour_is_wanted(plan: Path) -> None:
    assert "\x1b" not in shown(plan).stdout
    assert "\x1b[38;5;1mA" in run("--color", "always", "trend", cwd=plan).stdout


def test_at_most_eight_are_drawn_and_the_rest_counted(tmp_path: Path) -> None:
    text = "".join(
        milestone(f"forecast = [{{ on = 2015-01-05, date = 2015-03-{n + 10} }}]", f"m-{n}")
        for n in range(11)
    )
    drawn = shown(write_programme(tmp_path, text, UPDATED)).stdout
    assert "\nH Milestone m-3\n" in drawn
    assert "3 more moved: `minerva trend ID`" in " ".join(drawn.split())
    assert "\nI " not in drawn


def test_the_chart_ends_when_every_milestone_is_past(tmp_path: Path) -> None:
    trended = milestone("forecast = [{ on = 2014-12-01, date = 2015-02-10 }]\nactual = 2015-02-06")
    write_programme(tmp_path, trended, UPDATED)
    late = run("trend", "--as-of", "2026-02-20", cwd=tmp_path).stdout
    assert "Feb 2015" in late
    assert "2026" not in late.partition("\n")[2].replace("20 Feb 2026", "")
    assert "  achieved 6 Feb 2015\n" in late


def test_markdown_has_the_chart_as_a_block(plan: Path) -> None:
    page = shown(plan, "-f", "markdown").stdout
    assert page.count("```") == 2
    assert "- A Milestone m\n- B Milestone n\n" in page


some_days = st.integers(0, 40).map(lambda n: EPOCH + timedelta(days=n))
dated = st.lists(st.tuples(some_days, some_days), max_size=3)
files = st.tuples(some_days, st.none() | some_days, dated, dated)
"""What a file says of a milestone: baseline, undated forecast, dated forecasts, new baselines."""

File = tuple[date, date | None, list[tuple[date, date]], list[tuple[date, date]]]


def record(file: File) -> Milestone:
    """Return the milestone that a file like this has."""
    baseline, undated, forecasts, rebaselines = file
    trended = written("")
    stated = [MilestoneForecast(trended.location, on, single_day(when)) for on, when in forecasts]
    if undated is not None:
        stated.append(MilestoneForecast(trended.location, None, single_day(undated)))
    agreed = [Rebaseline(trended.location, on, single_day(when)) for on, when in rebaselines]
    return replace(
        trended, baseline=single_day(baseline), forecast=tuple(stated), rebaseline=tuple(agreed)
    )


def day_by_day(
    versions: list[tuple[date, File]], now: File, until: date
) -> list[tuple[date | None, date]]:
    """Work out the statements by looking at every single day."""
    every = [*versions, (date.max, now)]
    forecasts: dict[date, tuple[date, date]] = {}
    rebaselines: dict[date, tuple[date, date]] = {}
    for (_, file), (following, _) in pairwise([*every, (date.max, now)]):
        forecasts |= {on: (following, when) for on, when in file[2]}
        rebaselines |= {on: (following, when) for on, when in file[3]}
    known = [trended for trended in versions if trended[0] <= until]

    def state(on: date) -> tuple[date, date]:
        past = [file for made, file in known if made <= on]
        baseline, undated, *_ = past[-1] if past else known[0][1] if known else now
        agreed = [trended for trended, (gone, _) in rebaselines.items() if trended <= on < gone]
        if agreed:
            baseline, undated = rebaselines[max(agreed)][1], None
        said = [trended for trended, (gone, _) in forecasts.items() if trended <= on < gone]
        said = [trended for trended in said if trended >= max(agreed, default=trended)]
        return forecasts[max(said)][1] if said else undated or baseline, baseline

    on = EPOCH - timedelta(days=1)
    before, told = state(on), list[tuple[date | None, date]]()
    if not known and now[1] is not None:
        told.append((None, now[1]))
    holding = {
        trended
        for span in (forecasts, rebaselines)
        for trended, (gone, _) in span.items()
        if trended < gone
    }
    while on < until:
        on += timedelta(days=1)
        is_first = bool(known) and on == known[0][0] and not told
        if on in holding or state(on) != before or is_first:
            told.append((on, state(on)[0]))
        before = state(on)
    return told


@given(
    st.lists(st.tuples(some_days, files), max_size=4, unique_by=lambda trended: trended[0]), files
)
@example([(EPOCH + timedelta(1), (EPOCH, None, [], [(EPOCH, EPOCH)]))], (EPOCH, None, [], []))
@settings(max_examples=2 * settings().max_examples)
def test_the_statements_are_those_that_a_look_at_every_day_finds(
    drawn: list[tuple[date, File]], now: File
) -> None:
    versions = sorted(drawn, key=lambda trended: trended[0])
    plan = replace(programme(milestone("")), milestones=(record(now),))
    for until in (EPOCH, EPOCH + timedelta(days=20), EPOCH + timedelta(days=41)):
        made = [Version(on, "c", {record(file).id: record(file)}) for on, file in versions]
        [found] = trends_at(position_at(plan, until).milestones, plan.details, made)
        said_then = [(statement.on, statement.at.forecast.latest) for statement in found.statements]
        assert said_then == day_by_day(versions, now, until)

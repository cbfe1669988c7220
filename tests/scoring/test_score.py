"""How good forecasts were: the worked example, each boundary, and a second way to count."""

import json
import re
from datetime import date, timedelta
from fractions import Fraction
from importlib import util
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import pytest
from hypothesis import given, settings

from minerva.model.dates import add_months
from minerva.position import position_at
from minerva.position.milestones import Rating
from minerva.scoring import FEWEST, LEADS, LeadScore, Score, score
from minerva.scoring.levels import with_levels
from minerva.simulation import Settings, simulate
from tests.command import ROOT, Result, run
from tests.programmes import UPDATED, programme, write_programme
from tests.repositories import commit
from tests.strategies import Tables, days, programmes, shifted, toml

D: Final = "2025-06-30"


@pytest.fixture
def refit(tmp_path: Path) -> Path:
    """The programme that docs/score.md works through by hand."""
    page = (ROOT / "docs" / "score.md").read_text("utf-8")
    for name, text in re.findall(r"```toml\n# (\w+\.toml)\n(.*?)```", page, re.DOTALL):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def document(directory: Path, *options: str) -> Any:
    result = run("score", "--as-of", D, "--format", "json", *options, cwd=directory)
    assert result.status == 0, result.stderr
    return json.loads(result.stdout)


def lead(found: Any, months: int) -> Any:
    return next(each for each in found["lead_times"] if each["lead_months"] == months)


def reached(number: int, baseline: date, actual: date | None, more: str = "") -> str:
    done = f"actual = {actual}" if actual else ""
    return f"""
[[milestone]]
id = "m-{number}"
workstream = "ict"
name = "M {number}"
baseline = {baseline}
{done}
{more}
"""


def of(milestones: str, as_of: date = date(2025, 6, 30), workstreams: str = UPDATED) -> Score:
    return score(position_at(programme(milestones, workstreams), as_of))


def of_lead(found: Score, months: int) -> LeadScore:
    return next(lead for lead in found.whole.lead_times if lead.lead_months == months)


def test_the_worked_example_comes_out_as_worked_by_hand(refit: Path) -> None:
    found = document(refit)
    assert [each["lead_months"] for each in found["lead_times"]] == [1, 3, 6, 12]
    assert lead(found, 3) == {
        "lead_months": 3,
        "cases": 10,
        "bias_days": 4.2,
        "error_days": 6.2,
        "held": 0.6,
        "held_at_level": 0.9,
        "cases_with_level": 10,
    }
    ratings = found["ratings"]
    assert (ratings["brier"], ratings["base_rate_brier"], ratings["cases"]) == (0.225, 0.24, 10)
    assert [(row["rating"], row["cases"], row["kept"]) for row in ratings["rated"]] == [
        ("red", 1, 0),
        ("amber", 1, 0),
        ("green", 8, 6),
    ]
    assert found["savings"] == [
        {
            "year": "2024/25",
            "cases": 1,
            "unknown": 0,
            "forecast": 120_000,
            "realised": 110_000,
            "variance": -10_000,
            "held": None,
        }
    ]
    assert lead(found["workstreams"][0], 3) == lead(found, 3)
    assert list(found)[:6] == [
        *("schema_version", "as_of", "lead_times", "ratings", "savings", "workstreams"),
    ]


def test_the_table_of_the_worked_example_is_what_it_says(refit: Path) -> None:
    page = (ROOT / "docs" / "score.md").read_text("utf-8")
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| (-?\d+) \|$", page, re.M)
    text = (refit / "milestones.toml").read_text(), (refit / "workstreams.toml").read_text()
    found = of(*text[:1], workstreams=text[1])
    assert [(case.milestone.record.name, case.error_days) for case in of_lead(found, 3).cases] == [
        (name, int(error)) for name, *_, error in rows
    ]
    for case, (_, on, stated, actual, _) in zip(of_lead(found, 3).cases, rows, strict=True):
        shown = [f"{day.day} {day:%b %Y}" for day in (case.milestone.as_of, case.stated)]
        assert [*shown, f"{case.reached.day} {case.reached:%b %Y}"] == [on, stated, actual]


@pytest.mark.parametrize(("count", "told"), [(FEWEST - 1, False), (FEWEST, True)])
def test_below_ten_cases_it_cannot_tell(tmp_path: Path, count: int, *, told: bool) -> None:
    milestones = [reached(n, date(2025, 1, 31), date(2025, 2, 10)) for n in range(count)]
    write_programme(tmp_path, "".join(milestones), UPDATED)
    found = document(tmp_path)
    for each in found["lead_times"]:
        assert each["cases"] == count
        assert each["bias_days"] == (10 if told else None)
        assert each["error_days"] == (10 if told else None)
        assert each["held"] == (0 if told else None)
        assert each["held_at_level"] is None
    assert (found["ratings"]["brier"] is not None) is told
    shown = run("score", "--as-of", D, cwd=tmp_path).stdout
    assert ("Dates, 3 months before: 10.0 days late on average" in shown) is told
    cannot_tell = f"Dates, 3 months before: cannot tell, fewer than 10 cases ({count})"
    assert (cannot_tell in shown) is not told


def test_reached_on_the_stated_day_is_held_and_a_day_after_is_not() -> None:
    on, after = date(2025, 1, 31), date(2025, 2, 1)
    ten = [reached(n, on, on if n < 4 else after) for n in range(10)]
    found = of_lead(of("".join(ten)), 1)
    assert found.held == Fraction(4, 10)
    assert found.bias_days == Fraction(6, 10)


@pytest.mark.parametrize(("said", "error"), [("2025-01-28", 0), ("2025-01-29", 28)])
def test_what_was_said_on_the_day_of_the_lead_time_counts(said: str, error: int) -> None:
    more = f"forecast = [{{ on = {said}, date = 2025-02-28 }}]"
    found = of(reached(1, date(2025, 1, 31), date(2025, 2, 28), more))
    [case] = of_lead(found, 1).cases  # a month before 28 February is 28 January
    assert case.error_days == error


def test_a_window_is_reached_and_stated_on_its_last_day() -> None:
    text = reached(1, date(2025, 1, 31), None).replace("2025-01-31", '"2025-01"')
    [case] = of_lead(of(text + 'actual = "2025-02"'), 1).cases
    assert (case.milestone.as_of, case.stated, case.reached) == (
        date(2025, 1, 28),
        date(2025, 1, 31),
        date(2025, 2, 28),
    )


def test_before_the_launch_nothing_was_stated() -> None:
    launched = UPDATED.replace('name = "P"', 'name = "P"\n    launched = 2024-12-01', 1)
    found = of(reached(1, date(2025, 3, 1), date(2025, 3, 1)), workstreams=launched)
    assert [len(lead.cases) for lead in found.whole.lead_times] == [1, 1, 0, 0]


def test_a_rating_that_is_always_right_scores_0_and_always_wrong_1() -> None:
    early, base = date(2024, 6, 1), date(2025, 1, 31)
    late = f'forecast = [{{ on = {early}, date = 2025-04-01 }}]\ntolerance = "0 days"'
    green = 'tolerance = "0 days"'
    right = [reached(n, base, base, green) for n in range(5)]
    right += [reached(n, base, date(2025, 4, 1), late) for n in range(5, 10)]
    assert of("".join(right)).whole.ratings.brier == 0
    wrong = [reached(n, base, date(2025, 4, 1), green) for n in range(5)]
    wrong += [reached(n, base, base, late) for n in range(5, 10)]
    found = of("".join(wrong)).whole.ratings
    assert (found.brier, found.base_rate_brier) == (Fraction(1), Fraction(1, 4))
    assert len(found.rated(Rating.RED)) == 5


@pytest.mark.parametrize(("actual", "kept"), [("2025-02-14", True), ("2025-02-15", False)])
def test_kept_is_within_the_tolerance_as_of_the_day_of_the_rating(
    actual: str, *, kept: bool
) -> None:
    later = 'rebaseline = [{ on = 2025-01-15, date = 2025-12-31 }]\ntolerance = "2 weeks"'
    text = reached(1, date(2025, 1, 31), date.fromisoformat(actual), later)
    [case] = of(text).whole.ratings.cases
    assert case.kept is kept


@pytest.mark.parametrize(("updated", "cases"), [("2025-01-31", 0), ("2025-02-01", 1)])
def test_what_is_not_reached_counts_once_the_data_speaks_of_a_later_day(
    updated: str, cases: int
) -> None:
    text = UPDATED.replace("2100-01-01", updated)
    found = of(reached(1, date(2025, 1, 31), None), workstreams=text).whole.ratings
    assert [case.kept for case in found.cases] == [False] * cases


SAVING: Final = """
    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
    owner = "Ann"
    full_year = 1_200
    starts = 2023-04-01
"""


@pytest.mark.parametrize(("said", "forecast"), [("2024-04-01", 900), ("2024-04-02", 1_200)])
def test_a_year_goes_by_what_was_forecast_on_its_first_day(said: str, forecast: int) -> None:
    stated = f"""
      [[saving.forecast]]
      on = {said}
      years = {{ "2024/25" = 900 }}

      [[saving.realised]]
      year = "2024/25"
      amount = 1_000
      on = 2025-04-20
"""
    found = of("", workstreams=UPDATED + SAVING + stated)
    _, year = found.years
    assert (year.year, int(year.forecast), int(year.realised)) == ("2024/25", forecast, 1_000)
    assert [case.held for case in year.cases] == [forecast <= 1_000]
    assert found.whole.savings.cases[-1].saving.record.owner == "Ann"
    assert [name for name, _ in found.owners] == ["Ann"]


def test_a_year_that_runs_on_or_that_nobody_spoke_of_is_left_out() -> None:
    day = date(2025, 3, 31)
    assert [year.year for year in of("", day, UPDATED + SAVING).years] == ["2023/24"]
    old = (UPDATED + SAVING).replace("2100-01-01", "2023-12-01")
    assert [year.year for year in of("", date(2026, 6, 1), old).years] == ["2023/24"]


def test_a_saving_not_known_at_the_start_is_counted_and_in_no_sum() -> None:
    unknown = SAVING.replace("full_year = 1_200", "").replace("starts = 2023-04-01", "")
    unknown += """
      [[saving.realised]]
      year = "2023/24"
      amount = 5
      on = 2024-01-01
"""
    [year] = of("", date(2024, 6, 1), UPDATED + unknown).years
    assert (year.unknown, len(year.cases), int(year.forecast)) == (1, 0, 0)


def test_git_finds_dates_that_were_written_over_or_entered_after_the_event(tmp_path: Path) -> None:
    first = "".join(reached(n, date(2025, 1, 31), None) for n in range(10))
    write_programme(tmp_path, first, UPDATED)
    commit(tmp_path, day="2024-06-01")
    moved = "".join(reached(n, date(2025, 3, 2), date(2025, 3, 2)) for n in range(10))
    late = reached(10, date(2025, 3, 2), date(2025, 3, 2))
    write_programme(tmp_path, moved + late, UPDATED)
    commit(tmp_path, day="2025-03-02")
    files, git = document(tmp_path), document(tmp_path, "--git")
    assert (lead(files, 3)["bias_days"], lead(files, 3)["cases"]) == (0, 11)
    assert (lead(git, 3)["bias_days"], lead(git, 3)["cases"]) == (30, 10)
    assert lead(git, 12)["cases"] == 0  # nothing was committed a year before


def test_the_level_is_the_one_that_confidence_gave_on_the_day(refit: Path) -> None:
    text = (refit / "milestones.toml").read_text(), (refit / "workstreams.toml").read_text()
    whole = position_at(programme(*text), date(2025, 6, 30))
    found = score(whole, with_levels=lambda files, cases: with_levels(whole, files, cases))
    for case in of_lead(found, 6).cases:
        then = position_at(programme(*text), case.milestone.as_of)
        odds = {
            milestone.milestone.record.id: milestone
            for milestone in simulate(then, Settings()).milestones
        }
        assert case.level == odds[case.milestone.record.id].at_level


def test_a_date_without_an_estimate_has_no_level(tmp_path: Path) -> None:
    base = date(2025, 1, 31)
    estimate = 'estimate = { low = "-1 week", high = "2 months" }'
    ten = [reached(n, base, base, estimate) for n in range(10)]
    write_programme(tmp_path, "".join(ten) + reached(10, base, base), UPDATED)
    found = lead(document(tmp_path), 3)
    assert (found["cases"], found["cases_with_level"], found["held_at_level"]) == (11, 10, 1)


@given(programmes(), days)
@settings(max_examples=50)
def test_a_second_way_to_count_finds_the_same(drawn: Tables, day: date) -> None:
    read = programme(*toml(drawn))
    found = score(position_at(read, day))
    for months in LEADS:
        errors = {}
        for milestone in position_at(read, day).milestones:
            if milestone.actual is not None:
                then = position_at(read, add_months(milestone.actual.latest, -months))
                stated = then.by_id[milestone.record.id].forecast.latest
                errors[milestone.record.id] = (milestone.actual.latest - stated).days
        cases = of_lead(found, months).cases
        assert {case.milestone.record.id: case.error_days for case in cases} == errors
        assert all(case.held == (case.error_days <= 0) for case in cases)
    for year in found.years:
        label = year.year or ""
        start = position_at(read, date(int(label[:4]), 4, 1)).savings_in((label,)).lines
        now = position_at(read, day).savings_in((label,)).lines
        known = [id for id, years in start.items() if years[label].forecast is not None]
        assert year.forecast == sum(start[id][label].forecast or 0 for id in known)
        assert year.realised == sum(now[id][label].realised for id in known)


@given(programmes(), days)
@settings(max_examples=25)
def test_moving_every_day_moves_no_score(drawn: Tables, day: date) -> None:
    later = timedelta(days=10_227)  # 28 years, after which months are as long as before
    dated = {key: value for key, value in drawn.items() if key == "milestone"}
    whole = score(position_at(programme(*toml(dated)), day)).whole
    two = score(position_at(programme(*toml(shifted(dated, later))), day + later)).whole
    assert [len(lead.cases) for lead in whole.lead_times] == [
        len(lead.cases) for lead in two.lead_times
    ]
    assert [lead.bias_days for lead in whole.lead_times] == [
        lead.bias_days for lead in two.lead_times
    ]
    assert whole.ratings.brier == two.ratings.brier


def test_the_mean_of_errors_is_that_of_the_cases(refit: Path) -> None:
    text = (refit / "milestones.toml").read_text(), (refit / "workstreams.toml").read_text()
    found = of(text[0], workstreams=text[1])
    for each in found.whole.lead_times:
        errors = [case.error_days for case in each.cases]
        assert float(each.bias_days or 0) == pytest.approx(fmean(errors))
        assert float(each.error_days or 0) == pytest.approx(fmean(map(abs, errors)))


def test_csv_has_a_row_a_lead_time_of_everybody(refit: Path) -> None:
    lines = run("score", "--as-of", D, "--format", "csv", cwd=refit).stdout.splitlines()
    assert lines[0].startswith("of,id,name,lead_months,cases,bias_days,error_days,held_percent")
    assert [line.split(",")[0] for line in lines[1:]] == ["programme"] * 4 + ["workstream"] * 4


def test_the_chart_is_drawn_where_it_can_tell(refit: Path, tmp_path: Path) -> None:
    drawn = run("score", "--as-of", D, "--chart", cwd=refit).stdout
    assert "░ error, ▒ bias" in drawn
    assert "12 months" in drawn
    few = tmp_path / "few"
    few.mkdir()
    write_programme(few, reached(1, date(2025, 1, 31), date(2025, 1, 31)), UPDATED)
    assert "░" not in run("score", "--as-of", D, "--chart", cwd=few).stdout
    refused = run("score", "--chart", "--format", "json", cwd=refit)
    assert (refused.status, refused.stdout) == (2, "")
    assert "leave out --chart" in refused.stderr


def test_the_page_has_the_score_where_it_is_asked_for(refit: Path) -> None:
    def page(*options: str) -> Result:
        return run("report", "--as-of", D, "--format", "markdown", *options, cwd=refit)

    assert "How good the forecasts were" not in page().stdout
    asked = page("--with-score").stdout
    assert "How good the forecasts were" in asked
    assert "4.2 days late on average" in asked
    refused = page("--with-score", "--brief")
    assert refused.status == 2
    assert "leave out one of the two" in refused.stderr


def test_the_page_draws_dates_where_it_can_tell_and_says_so_where_it_cannot(
    refit: Path, tmp_path: Path
) -> None:
    words = ("report", "--as-of", D, "--with-score", "--output", "page.html")
    assert run(*words, cwd=refit).status == 0
    page = (refit / "page.html").read_text("utf-8")
    assert page.count('aria-labelledby="score-errors-') == page.count("score-held-wide-t") + 1 == 3
    described = re.search(r'<desc id="score-held-narrow-d">(.*?)</desc>', page)
    assert described is not None
    assert "12 months before: 50% held, 70% by the day 80% sure." in described[1]
    assert "12 months before: 17.6 days off, 15.6 days late on average." in page
    few = tmp_path / "few"
    few.mkdir()
    write_programme(few, reached(1, date(2025, 1, 31), date(2025, 1, 31)), UPDATED)
    assert run(*words, cwd=few).status == 0
    page = (few / "page.html").read_text("utf-8")
    assert "score-errors" not in page
    assert "cannot tell" in page


def test_sentences_tables_and_drawings_round_a_half_alike(tmp_path: Path) -> None:
    base = date(2025, 1, 31)
    late = [0] * 10 + [1] * 4 + [24] * 2
    cases = [reached(n, base, base + timedelta(days=by)) for n, by in enumerate(late)]
    write_programme(tmp_path, "".join(cases), UPDATED)
    found = lead(document(tmp_path), 3)
    assert (found["held"], found["bias_days"]) == (0.625, 3.25)
    table = run("score", "--as-of", "2025-06-30", cwd=tmp_path).stdout
    assert "3.3 days late on average, 63% held (16 cases)" in " ".join(table.split())
    assert re.search(r"3 months +16 +\+3\.3 +3\.25 +63%", table)
    page = tmp_path / "page.html"
    run("report", "--with-score", "--as-of", "2025-06-30", "--output", str(page), cwd=tmp_path)
    written = page.read_text("utf-8")
    assert "63% of the dates stated held" in written
    assert "3.3 days late" in written
    assert "62%" not in written
    assert "3.2 days" not in written


def test_a_lead_time_with_too_few_cases_is_named_beside_the_drawing(tmp_path: Path) -> None:
    head = UPDATED.replace(
        "updated = 2100-01-01", "updated = 2100-01-01\n    launched = 2024-11-01"
    )
    dates = "".join(reached(n, date(2025, 1, 31), date(2025, 2, 10)) for n in range(FEWEST))
    write_programme(tmp_path, dates, head)
    assert (
        run("report", "--as-of", D, "--with-score", "--output", "page.html", cwd=tmp_path).status
        == 0
    )
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "1 month before: 10.0 days off, 10.0 days late on average." in page
    assert "12 months before: cannot tell, fewer than 10 cases." in page


def test_a_workstream_alone_has_its_own_score(tmp_path: Path) -> None:
    base = date(2025, 1, 31)
    other = reached(10, base, base).replace('"ict"', '"hrd"')
    write_programme(tmp_path, "".join(reached(n, base, base) for n in range(10)) + other, UPDATED)
    found = document(tmp_path, "--workstream", "hrd")
    assert lead(found, 1)["cases"] == 1
    assert [each["id"] for each in found["workstreams"]] == ["hrd"]


def test_without_numpy_the_rest_is_there(refit: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "numpy" else real(name))
    shown = run("score", "--as-of", D, cwd=refit)
    assert shown.status == 0
    assert "4.2 days late" in shown.stdout
    assert "80% held" not in shown.stdout
    assert "80% levels are left out" in shown.stderr
    assert "pip install 'minerva-programme[simulate]'" in shown.stderr

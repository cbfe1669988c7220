"""What savings were planned, forecast, realised and validated on a day."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.dates import YearStart, twelfths
from minerva.model.programme import Id
from minerva.position import Position, position_at
from minerva.position.milestones import Rating
from minerva.position.rounding import PENNY, apportion, pounds, round_column, round_to_pence
from minerva.position.totals import SavingsPosition, YearFigures
from tests.programmes import programme

D = date(2014, 12, 9)
S = Id("s")
MILESTONE = """
    [[milestone]]
    id = "go-live"
    workstream = "hrd"
    name = "Go-live"
    baseline = 2015-04-01
"""


def savings(
    fields: str, when: date = D, milestone: str = MILESTONE, details: str = ""
) -> SavingsPosition:
    """Return the savings of a programme whose one saving has these fields."""
    plan = programme(
        milestone,
        f"""
        [programme]
        id = "p"
        name = "P"
        {details}
        [[workstream]]
        id = "hrd"
        name = "HRD"
        [[saving]]
        id = "s"
        workstream = "hrd"
        name = "S"
        {fields}
        """,
    )
    return position_at(plan, when).savings


def figures(fields: str, year: str, when: date = D, milestone: str = MILESTONE) -> YearFigures:
    """Return the one saving's figures for a year."""
    return savings(fields, when, milestone).lines[S][year]


def told(year: YearFigures, names: str) -> tuple[object, ...]:
    """Return some of a year's figures."""
    return tuple(getattr(year, name) for name in names.split())


def test_a_start_on_the_first_day_of_the_year_is_in_effect_in_full() -> None:
    year = figures("full_year = 494_000\nstarts = 2015-04-01", "2015/16")
    assert told(year, "planned forecast variance") == (494_000, 494_000, 0)


def test_a_start_on_the_last_day_of_the_year_counts_one_day_of_march() -> None:
    year = figures("full_year = 372_000\nstarts = 2015-03-31", "2014/15")
    assert year.planned == 1_000


def test_a_started_month_counts_by_its_days() -> None:
    year = figures("full_year = 120_000\nstarts = 2015-02-15", "2014/15")
    assert year.planned == 15_000  # 14 of February's 28 days, and March: a twelfth and a half


def test_a_plan_that_names_the_year_replaces_the_twelfths() -> None:
    year = figures(
        'full_year = 120_000\nstarts = 2014-04-01\nplan = { "2014/15" = 80_000 }', "2014/15"
    )
    assert told(year, "planned forecast") == (80_000, 80_000)


def test_a_restated_amount_scales_a_plan() -> None:
    restated = """
        full_year = 120_000
        starts = 2014-04-01
        plan = { "2014/15" = 80_000 }
        [[saving.forecast]]
        on = 2014-12-01
        full_year = 60_000
    """
    before = figures(restated, "2014/15", date(2014, 11, 30))
    after = figures(restated, "2014/15", date(2014, 12, 1))
    assert told(before, "forecast") == (80_000,)
    assert told(after, "forecast variance") == (40_000, -40_000)  # half of the full year


def test_a_milestone_that_slips_takes_money_out_of_the_year() -> None:
    slipped = MILESTONE + "    forecast = 2015-05-01\n"
    found = savings('full_year = 120_000\nstarts_with = "go-live"', milestone=slipped)
    year = found.lines[S]["2015/16"]
    assert told(year, "planned forecast variance") == (120_000, 110_000, -10_000)
    assert found.total.full_year == 120_000


def test_a_milestone_starts_its_saving_on_its_last_day() -> None:
    window = MILESTONE.replace("2015-04-01", '"2015-04"')
    year = figures('full_year = 120_000\nstarts_with = "go-live"', "2015/16", milestone=window)
    assert year.planned == Decimal("110333.33")  # 11 months, and the 30th of April's 30 days


def test_a_restated_start_moves_the_forecast_and_not_the_plan() -> None:
    year = figures(
        """
        full_year = 120_000
        starts = 2014-04-01
        [[saving.forecast]]
        on = 2014-12-01
        starts = 2015-03-01
        """,
        "2014/15",
    )
    assert told(year, "planned forecast") == (120_000, 10_000)


CLAIMED = """
    full_year = 120_000
    starts = 2014-04-01
    [[saving.realised]]
    year = "2014/15"
    amount = 70_000
    on = 2014-10-01
    validated = { on = 2014-11-01, amount = 50_000 }
    [[saving.realised]]
    year = "2014/15"
    amount = 65_000.50
    on = 2014-12-09
    validated = { on = 2014-12-10 }
"""


@pytest.mark.parametrize(
    ("when", "realised", "validated"),
    [
        (date(2014, 9, 30), "0", "0"),
        (date(2014, 10, 1), "70000", "0"),
        (date(2014, 11, 1), "70000", "50000"),
        (date(2014, 12, 9), "135000.5", "50000"),
        (date(2014, 12, 10), "135000.5", "115000.5"),
    ],
)
def test_claims_and_validations_count_from_their_day(
    when: date, realised: str, validated: str
) -> None:
    year = figures(CLAIMED, "2014/15", when)
    assert told(year, "realised validated") == (Decimal(realised), Decimal(validated))


def test_more_realised_than_due_raises_the_forecast() -> None:
    year = figures(CLAIMED, "2014/15")
    assert told(year, "planned forecast variance") == (
        120_000,
        Decimal("135000.5"),
        Decimal("15000.5"),
    )
    assert year.percent_delivered == Decimal("135000.5") * 100 / 120_000


@pytest.mark.parametrize(
    ("when", "forecast"), [(date(2015, 3, 31), "120000"), (date(2015, 4, 1), "70000")]
)
def test_a_year_that_has_ended_is_forecast_as_realised(when: date, forecast: str) -> None:
    first = CLAIMED.split('    [[saving.realised]]\n    year = "2014/15"\n    amount = 65')[0]
    assert figures(first, "2014/15", when).forecast == Decimal(forecast)


def test_a_cost_pressure_is_negative_and_no_claim_makes_it_nothing() -> None:
    year = figures("full_year = -12_000\nstarts = 2014-04-01", "2014/15")
    assert told(year, "planned forecast variance") == (-12_000, -12_000, 0)


def test_a_one_off_falls_wholly_in_the_year_of_its_start() -> None:
    found = savings("full_year = 90_000\nstarts = 2015-03-31\nrecurring = false")
    planned = {label: year.planned for label, year in found.lines[S].items()}
    assert planned == {"2014/15": 90_000}


def test_an_unknown_amount_is_never_zero() -> None:
    found = savings('known_with = "go-live"')
    year = found.lines[S]["2014/15"]
    assert told(year, "planned forecast variance") == (None, None, None)
    assert told(year, "realised percent_delivered") == (0, None)
    assert (found.total.full_year, found.total.unknown) == (None, ("s",))


def test_an_amount_becomes_known_on_the_day_it_is_stated() -> None:
    stated = """
        starts = 2015-04-01
        [[saving.forecast]]
        on = 2014-12-09
        full_year = 300_000
    """
    assert savings(stated, date(2014, 12, 8)).total.full_year is None
    known = savings(stated)
    assert known.total.full_year == 300_000
    assert known.total.unknown == ()
    assert known.lines[S]["2015/16"].forecast == 300_000


def test_an_amount_without_a_start_counts_for_the_full_year_and_for_no_year() -> None:
    found = savings("full_year = 100_000")
    assert found.total.full_year == 100_000
    assert found.lines[S]["2014/15"].planned is None


@pytest.mark.parametrize(
    ("fields", "years"),
    [
        ("full_year = 1\nstarts = 2015-04-01", ["2015/16"]),
        ("full_year = 1\nstarts = 2015-04-02", ["2015/16", "2016/17"]),
        (
            'full_year = 1\nstarts = 2014-04-01\nplan = { "2016/17" = 1 }',
            ["2014/15", "2015/16", "2016/17"],
        ),
        (
            'full_year = 1\nstarts = 2014-04-01\n[[saving.realised]]\nyear = "2012/13"\n'
            "amount = 1\non = 2014-12-09",
            ["2012/13", "2013/14", "2014/15"],
        ),
        (
            'full_year = 1\nstarts = 2014-04-01\n[[saving.realised]]\nyear = "2012/13"\n'
            "amount = 1\non = 2014-12-10",
            ["2014/15"],
        ),
        ("", ["2014/15"]),
    ],
)
def test_the_years_shown(fields: str, years: list[str]) -> None:
    assert [year.label for year in savings(fields).years] == years


def test_the_years_reach_the_first_of_the_target() -> None:
    found = savings(
        "full_year = 1\nstarts = 2014-04-01",
        details='[programme.target]\nfull_year = 2\nfrom = "2016/17"',
    )
    assert [year.label for year in found.years] == ["2014/15", "2015/16", "2016/17"]


def test_a_financial_year_may_start_on_any_day() -> None:
    found = savings(
        "full_year = 120_000\nstarts = 2014-04-05", details='financial_year_starts = "04-06"'
    )
    planned = {label: year.planned for label, year in found.lines[S].items()}
    assert planned == {"2013/14": Decimal("322.58"), "2014/15": 120_000}


def test_the_total_is_set_against_the_target_and_the_cost_base() -> None:
    found = savings(
        "full_year = 2_018_000\nstarts = 2015-04-01",
        details="[programme.target]\nfull_year = 2_000_000\ncost_base = 11_600_000",
    )
    assert found.variance == 18_000
    assert found.percent_of_cost_base is not None
    assert round(found.percent_of_cost_base, 2) == Decimal("17.40")


def test_three_thirds_add_up_in_every_figure() -> None:
    thirds = "".join(
        f"""
        [[saving]]
        id = "s{n}"
        workstream = "{workstream}"
        name = "S"
        full_year = 100_000
        starts = 2014-09-01
        """
        for n, workstream in enumerate(("hrd", "hrd", "ict"))
    )
    plan = programme(
        MILESTONE,
        f"""
        [programme]
        id = "p"
        name = "P"
        [[workstream]]
        id = "hrd"
        name = "HRD"
        [[workstream]]
        id = "ict"
        name = "ICT"
        {thirds}
        """,
    )
    found = position_at(plan, D).savings
    lines = [years["2014/15"] for years in found.lines.values()]
    total = found.total.years["2014/15"]
    assert total.planned == 175_000
    assert sum(row.planned or 0 for row in lines) == total.planned
    assert sum(row.years["2014/15"].planned or 0 for row in found.workstreams.values()) == 175_000
    assert [line.variance for line in lines] == [0, 0, 0]
    assert all(abs((row.planned or 0) - Decimal("58333.33")) <= Decimal("0.01") for row in lines)


def test_rounding_gives_the_pennies_left_to_those_that_lost_most() -> None:
    parts = [PENNY // 3, 2 * PENNY // 3, 10 * PENNY, 4 * PENNY // 3]
    assert apportion(12, parts) == [0, 1, 10, 1]
    assert apportion(13, parts)[2] == 10


def test_rounding_keeps_equal_amounts_alike_across_columns() -> None:
    assert apportion(1, [PENNY // 3] * 3, [0, 1, 0]) == [0, 1, 0]


@pytest.mark.parametrize(
    ("pence", "amount"), [(0, "0"), (150, "1.50"), (200, "2"), (-150, "-1.50"), (-200, "-2")]
)
def test_pence_as_pounds(pence: int, amount: str) -> None:
    assert str(pounds(pence)) == amount


def test_sums_are_exact_and_half_a_penny_goes_up() -> None:
    amounts = [PENNY, PENNY // 3, 2 * PENNY // 3, PENNY // 7]
    assert round_column([amounts]).sums == [2 * PENNY + PENNY // 7]
    assert [round_to_pence(n * PENNY // 2) for n in (1, 3, -1)] == [1, 2, -1]


@given(
    st.dates(date(1901, 1, 1), date(2198, 12, 31)),
    st.dates(date(2015, 1, 1), date(2015, 12, 31)),
)
def test_a_part_of_a_year_is_a_whole_number_of_the_parts_of_a_penny(
    start: date, year_starts: date
) -> None:
    year = YearStart(year_starts.month, year_starts.day).containing(start)
    assert (twelfths(year, start) * PENNY).denominator == 1


def both(first: str, second: str, when: date) -> Position:
    """Return the position of two savings, in a workstream each."""
    return position_at(
        programme(
            MILESTONE,
            f"""
            [programme]
            id = "p"
            name = "P"
            [[workstream]]
            id = "hrd"
            name = "HRD"
            [[workstream]]
            id = "ict"
            name = "ICT"
            [[saving]]
            id = "first"
            workstream = "hrd"
            name = "First"
            {first}
            [[saving]]
            id = "second"
            workstream = "ict"
            name = "Second"
            {second}
            """,
        ),
        when,
    )


UNEQUAL = (
    "full_year = 21_000\nstarts = 2014-04-09",
    """
    full_year = 23_000
    starts = 2014-11-09
    [[saving.forecast]]
    on = 2014-02-01
    full_year = 25_000
    """,
)


def test_what_is_forecast_just_as_planned_shows_no_variance_of_a_penny() -> None:
    position = both(*UNEQUAL, date(2014, 3, 1))
    year = position.savings.lines[Id("first")]["2014/15"]
    assert told(year, "planned forecast variance") == (year.planned, year.planned, 0)
    assert [workstream.rating for workstream in position.workstreams] == [
        Rating.GREEN,
        Rating.GREEN,
    ]
    total = position.savings.total.years["2014/15"]
    lines = [years["2014/15"] for years in position.savings.lines.values()]
    assert sum(line.forecast or 0 for line in lines) == total.forecast


def test_a_saving_shows_the_same_pence_whichever_workstreams_are_chosen() -> None:
    whole = both(*UNEQUAL, date(2014, 3, 1))
    for id in ("hrd", "ict"):
        narrowed = position_at(whole.programme, whole.as_of, [id]).savings
        for name, years in narrowed.lines.items():
            assert years == whole.savings.lines[name]
        assert narrowed.total.years == whole.savings.workstreams[Id(id)].years


@pytest.mark.parametrize(
    ("when", "forecast", "variance"),
    [(date(2015, 3, 31), 80_000, 0), (date(2015, 4, 1), 0, -80_000)],
)
def test_a_planned_year_ends_as_realised_though_the_amount_is_not_known(
    when: date, forecast: int, variance: int
) -> None:
    year = figures('plan = { "2014/15" = 80_000 }', "2014/15", when)
    assert told(year, "planned forecast variance") == (80_000, forecast, variance)


def test_a_cost_pressure_claimed_before_its_start_is_in_the_forecast() -> None:
    claimed = """
        full_year = -100
        starts = 2015-04-01
        [[saving.realised]]
        year = "2014/15"
        amount = -40
        on = 2014-10-01
    """
    assert figures(claimed, "2014/15").forecast == -40

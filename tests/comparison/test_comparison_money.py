"""Money that moved, told apart: to other dates, to other amounts, and what was not realised."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from minerva.comparison import FIGURES, PARTS, Comparison, MoneyChange, causes, compare
from minerva.model.money import ZERO
from minerva.position import position_at
from minerva.views import diff as view
from tests.comparison.test_comparison import PLAIN, SAVING, between, milestone, said, shown
from tests.drawn_savings import Drawn, days, programmes
from tests.programmes import WORKSTREAMS, programme

LATE = milestone("baseline = 2015-02-01" + said("2014-12-10", "2015-03-01"))
CUT = "\n[[saving.forecast]]\non = 2014-12-12\nfull_year = 90_000\n"
CLAIM = SAVING[SAVING.index("[[saving.realised]]") :]


def told(changed: Comparison) -> list[str]:
    """Return what follows for the money of all savings."""
    return [line for line in view.consequence_lines(changed) if line.startswith("savings, ")]


@pytest.mark.parametrize(
    ("after", "savings_after", "why"),
    [
        (LATE, SAVING, "£10,000, was £20,000 (-£10,000: £10,000 slipped)"),
        (PLAIN, SAVING + CUT, "£15,000, was £20,000 (-£5,000: £5,000 restated down)"),
        (
            LATE,
            SAVING + CUT,
            "£7,500, was £20,000 (-£12,500: £10,000 slipped, £2,500 restated down)",
        ),
        (
            PLAIN,
            SAVING.replace("500.25", "25_000"),
            "£25,000, was £20,000 (+£5,000: £5,000 realised)",
        ),
        (PLAIN, "", "£0, was £20,000 (-£20,000)"),
    ],
)
def test_what_moved_a_forecast_is_told_apart(after: str, savings_after: str, why: str) -> None:
    changed = between(PLAIN, after, SAVING, savings_after)
    assert f"savings, forecast for 2014/15: {why}" in told(changed)


def test_a_year_without_a_claim_was_not_realised() -> None:
    earlier = SAVING.replace(CLAIM, "").replace('starts_with = "m"', "starts = 2014-02-01")
    before = position_at(programme("", WORKSTREAMS + earlier), date(2014, 3, 1))
    after = position_at(programme("", WORKSTREAMS + earlier), date(2014, 5, 1))
    assert told(compare(before, after)) == [
        "savings, forecast for 2013/14: £0, was £20,000 (-£20,000: £20,000 not realised)"
    ]


def test_less_that_was_due_of_an_ended_year_is_no_money_realised() -> None:
    earlier = SAVING.replace(CLAIM, "").replace('starts_with = "m"', "starts = 2014-02-01")
    cut = '\n[[saving.forecast]]\non = 2014-03-02\nyears = { "2013/14" = 15_000 }\n'
    before, after = (
        position_at(programme("", WORKSTREAMS + savings), date(2014, 5, 1))
        for savings in (earlier, earlier + cut)
    )
    assert told(compare(before, after))[-1] == (
        "savings, forecast for 2013/14 as before: £5,000 restated down, £5,000 less not realised"
    )


def test_a_stated_year_may_stand_while_its_parts_change() -> None:
    stated = SAVING + '\n[[saving.forecast]]\non = 2014-11-12\nyears = { "2014/15" = 8_000 }\n'
    assert told(between(PLAIN, LATE, stated))[-1] == (
        "savings, forecast for 2014/15 as before: £10,000 slipped, £10,000 restated up"
    )


def test_a_table_has_the_parts_and_their_sum_over_all_years() -> None:
    written = shown(between(PLAIN, LATE, SAVING, SAVING + CUT))
    rows = [line.split() for line in written.splitlines()]
    assert ["2014/15", "slipped", "0.00", "10,000.00", "+10,000.00"] in rows
    assert ["2014/15", "restated", "0.00", "2,500.00", "+2,500.00"] in rows
    assert "The forecast of all years: £10,000 slipped, " in written


def test_what_was_never_planned_is_told_too() -> None:
    unplanned = SAVING.replace("full_year = 120_000\n", 'known_with = "m"\n')
    restated = unplanned + "\n[[saving.forecast]]\non = 2014-12-12\nfull_year = 90_000\n"
    other = SAVING.replace('id = "s"', 'id = "other"')
    changed = between(PLAIN, PLAIN, unplanned + other, restated + other)
    assert any("more that is not planned)" in line for line in told(changed))


@given(programmes(), days)
@settings(deadline=None)
def test_what_changed_is_what_savings_shows_on_both_days(drawn: Drawn, other: date) -> None:
    """To the penny, and the parts say in full by how much each forecast changed."""
    read = programme(drawn.milestones, drawn.workstreams)
    before, after = position_at(read, drawn.day), position_at(read, other)
    changed = compare(before, after)
    for change in changed.savings:
        hold_to_parts(change)
        assert change.id is not None
        for at, figures in (("before", before.savings.lines), ("after", after.savings.lines)):
            for year, amounts in change.years.items():
                if year in figures[change.id]:
                    for figure in FIGURES:
                        shown = getattr(figures[change.id][year], figure)
                        assert getattr(amounts[figure], at) == shown, (year, figure)
    hold_to_parts(changed.total)
    years = changed.total.years.values()
    why = causes(years)
    moved = [why.planned, -why.slipped, -why.restated, -why.not_realised, why.not_planned]
    forecasts = [year["forecast"] for year in years]
    forecast = sum(((of.after or ZERO) - (of.before or ZERO) for of in forecasts), ZERO)
    assert abs(sum(moved, ZERO) - forecast) <= Decimal("0.08") * len(years)


def hold_to_parts(change: MoneyChange) -> None:
    """Check that plan, parts and what is not planned make up the change of each forecast."""
    for year, amounts in change.years.items():
        moved = {figure: (of.after or ZERO) - (of.before or ZERO) for figure, of in amounts.items()}
        not_planned = moved["forecast"] - moved["forecast_of_planned"]
        because = moved["planned"] - sum((moved[part] for part in PARTS), ZERO) + not_planned
        assert abs(moved["forecast"] - because) <= Decimal("0.08"), year

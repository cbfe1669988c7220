"""What holds of the money of every programme: moved, scaled, slipped and told apart, exactly."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import tomli_w
from hypothesis import Phase, given, settings

from minerva.model.dates import TWELFTH
from minerva.position import Position, position_at
from minerva.position.rounding import PENNY, round_to_pence
from minerva.position.savings import Figures, SavingPosition
from tests.drawn_savings import Drawn, programmes
from tests.programmes import programme

UNSHRUNK = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
SEEDS = (1, 59)
"""With 59, a row is two pence off unless a penny is moved."""
FAR = tuple(range(2008, 2041))
"""Years enough that everything drawn has come in or has come to its amount of a whole year."""


def at(drawn: Drawn) -> Position:
    """Return the position of a drawn programme on its day."""
    return position_at(programme(drawn.milestones, drawn.workstreams), drawn.day)


def four_years_later(value: Any) -> Any:
    """Return what a file holds with each day and each financial year four years later."""
    if isinstance(value, date):
        return value.replace(year=value.year + 4)
    if isinstance(value, list):
        return [four_years_later(item) for item in value]
    if isinstance(value, dict):
        return {later_year(key): four_years_later(item) for key, item in value.items()}
    return later_year(value) if isinstance(value, str) else value


def later_year(text: str) -> str:
    """Return the financial year four years later; any other text as it is."""
    if not text[:4].isdigit():
        return text
    year = int(text[:4]) + 4
    return f"{year}/{(year + 1) % 100:02}" if "/" in text else str(year)


def with_statement(drawn: Drawn, statements: dict[str, dict[str, Any]]) -> Drawn:
    """Return a programme in which one more thing was stated of some savings, on its day."""
    files = tomllib.loads(drawn.workstreams, parse_float=Decimal)
    for saving in files["saving"]:
        if saving["id"] in statements:
            said = {"on": drawn.day} | statements[saving["id"]]
            saving["forecast"] = [*saving.get("forecast", []), said]
    return drawn._replace(workstreams=tomli_w.dumps(files))


def figures(saving: SavingPosition) -> Figures:
    return saving.figures_in(FAR)


def unbroken(saving: SavingPosition) -> bool:
    """Tell whether a saving was never rebudgeted, has no year stated, and brings something."""
    said = saving.statements.forecasts
    return len(saving.budgets) == 1 and not saving.over and not any(each.years for each in said)


@UNSHRUNK
@given(programmes())
def test_four_years_later_every_year_brings_the_same(drawn: Drawn) -> None:
    milestones, workstreams = (
        tomli_w.dumps(four_years_later(tomllib.loads(text, parse_float=Decimal)))
        for text in (drawn.milestones, drawn.workstreams)
    )
    later = at(Drawn(milestones, workstreams, four_years_later(drawn.day)))
    moved = tuple(year + 4 for year in FAR)
    for before, after in zip(at(drawn).all_savings, later.all_savings, strict=True):
        assert before.figures_in(FAR) == after.figures_in(moved)
    own, theirs = at(drawn).costs, later.costs
    assert [cost.figures(year) for cost in own.costs for year in FAR] == [
        cost.figures(year) for cost in theirs.costs for year in moved
    ]


@UNSHRUNK
@given(programmes())
def test_a_full_year_that_is_restated_as_it_is_changes_nothing(drawn: Drawn) -> None:
    before = {saving.record.id: saving for saving in at(drawn).all_savings}
    stated = {
        str(id): {"full_year": saving.full_year}
        for id, saving in before.items()
        if unbroken(saving) and saving.budget.whole and saving.full_year
    }
    for saving in at(with_statement(drawn, stated)).all_savings:
        assert figures(saving) == figures(before[saving.record.id])


@UNSHRUNK
@given(programmes())
def test_a_start_that_is_restated_as_it_is_changes_nothing(drawn: Drawn) -> None:
    before = {saving.record.id: saving for saving in at(drawn).all_savings}
    stated = {
        str(id): {"starts": saving.start.latest}
        for id, saving in before.items()
        if unbroken(saving) and saving.start and saving.planned_start
    }
    for saving in at(with_statement(drawn, stated)).all_savings:
        assert figures(saving) == figures(before[saving.record.id])


@UNSHRUNK
@given(programmes())
def test_a_slip_loses_its_twelfths_of_a_whole_year(drawn: Drawn) -> None:
    """Of a recurring saving without an end, over all years: delay x whole / 12."""
    for saving in at(drawn).all_savings:
        whole, start = saving.budget.whole, saving.planned_start
        if not saving.record.recurring or saving.record.ends or len(saving.budgets) > 1:
            continue
        slipped = figures(saving).slipped
        if whole is None or start is None or saving.start is None or None in slipped:
            continue
        places = [saving.starts_on.place(window.latest) for window in (start, saving.start)]
        delay = Fraction(places[1] - places[0], TWELFTH)
        assert sum(part or 0 for part in slipped) == delay * whole * PENNY / 12


def many_savings(seed: int) -> str:
    """Return sixty savings whose parts of a loss have odd pence, by chance."""
    chance = Random(seed)  # noqa: S311 - no secret
    texts = []
    for number in range(60):
        starts = date(2014, 4, 1) + timedelta(days=chance.randrange(700))
        texts.append(f"""
            [[saving]]
            id = "s{number}"
            workstream = "a"
            name = "S{number}"
            full_year = {chance.randrange(1, 99_999)}.{chance.randrange(10, 99)}
            starts = {starts}
              [[saving.forecast]]
              on = 2014-05-01
              full_year = {chance.randrange(1, 99_999)}.{chance.randrange(10, 99)}
              starts = {starts + timedelta(days=chance.randrange(200))}
              [[saving.realised]]
              year = "2014/15"
              amount = {chance.randrange(0, 9_999)}.07
              on = 2014-06-01
        """)
    return "".join(texts)


def test_the_parts_come_to_the_loss_within_a_penny_as_shown_of_many_savings_too() -> None:
    """Each column is rounded so that it adds up: a row of four could be two pence off."""
    heading = """
        [programme]
        id = "p"
        name = "P"
        [[workstream]]
        id = "a"
        name = "A"
    """
    for seed in SEEDS:
        read = programme("", heading + many_savings(seed))
        savings = position_at(read, date(2015, 12, 1)).savings
        for line in savings.lines.values():
            for shown in line.values():
                parts = (shown.slipped_pence, shown.restated_pence, shown.not_realised_pence)
                assert abs(sum(part or 0 for part in parts) + (shown.variance_pence or 0)) <= 1
        for label, year in savings.total.years.items():
            exact = sum(figures_of(saving, label) for saving in savings.savings)
            assert year.restated_pence == round_to_pence(exact)


def figures_of(saving: SavingPosition, label: str) -> Any:
    [restated] = saving.figures_in((int(label[:4]),)).restated
    return restated


@UNSHRUNK
@given(programmes())
def test_the_parts_of_a_loss_are_the_whole_of_it(drawn: Drawn) -> None:
    """Exactly; what has no delay has not slipped, and what nobody restated was not restated."""
    for saving in at(drawn).all_savings:
        told = figures(saving)
        for planned, forecast, *parts in zip(*told, strict=True):
            if planned is None or forecast is None:
                assert parts == [None, None, None]
            else:
                assert planned - forecast == sum(part or 0 for part in parts)
        starts = {agreed.budget.start for agreed in saving.budgets}
        if starts == {saving.start}:
            assert not any(told.slipped)
        said = saving.statements
        if not (said.forecasts or said.states or said.cancelled):
            assert not any(told.restated)


@UNSHRUNK
@given(programmes())
def test_net_is_savings_less_costs_in_every_year(drawn: Drawn) -> None:
    position = at(drawn)
    for basis, figure, cost in (
        (position.net.planned, "planned", "budget"),
        (position.net.forecast, "forecast", "forecast"),
    ):
        added_up = Decimal(0)
        for year in basis:
            amount = getattr(position.savings.total.years[year.year], figure)
            assert year.savings == amount
            assert year.costs == getattr(position.costs.total[year.year], cost)
            assert year.net == (amount or 0) - year.costs
            added_up += year.net
            assert year.added_up == added_up

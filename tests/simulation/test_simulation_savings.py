"""The money of a simulation: claims stay, plans stand in, the unknown stays unknown."""

from datetime import date
from decimal import Decimal

import pytest

from minerva.position.savings import SavingPosition
from minerva.simulation import SavingsOdds, YearOdds
from tests.simulations import milestone, simulated

START = milestone("a", date(2015, 7, 1), 'estimate = { low = "-2 months", high = "4 months" }')
TARGET = "\n[programme.target]\nfull_year = {}\n"
LINE = '\n[[saving]]\nid = "{id}"\nworkstream = "ict"\nname = "S"\n'


def saving(*lines: str, id: str = "s") -> str:
    return LINE.format(id=id) + "\n".join(lines) + "\n"


def odds(text: str, more: str = "", level: int = 80) -> SavingsOdds:
    found = simulated(START, text + more, level=level).savings
    assert found is not None
    return found


def year(found: SavingsOdds, label: str) -> YearOdds:
    [in_year] = [in_year for in_year in found.years if in_year.year == label]
    return in_year


def test_a_year_brings_its_twelfths_from_the_start_of_each_run() -> None:
    found = odds(saving("full_year = 120_000", 'starts_with = "a"'))
    brings = year(found, "2015/16").spread
    # Nine twelfths from 1 July; 11 from 1 May, 5 from 1 November: the ends of the estimate.
    assert float(brings.p50.amount) == pytest.approx(90_000, abs=700)
    assert float(brings.p90.amount) == pytest.approx(110_000, abs=1_500)
    assert float(brings.p10.amount) == pytest.approx(50_000, abs=2_500)
    assert year(found, "2016/17").spread.p50.amount == 120_000


def test_at_the_level_is_what_so_many_runs_bring_or_more() -> None:
    text = saving("full_year = 120_000", 'starts_with = "a"')
    spread = year(odds(text, level=90), "2015/16").spread
    assert spread.at_level == spread.p10
    assert year(odds(text, level=10), "2015/16").spread.at_level == spread.p90
    assert year(odds(text, level=50), "2015/16").spread.at_level == spread.p50


def test_how_likely_a_year_brings_what_was_planned() -> None:
    planned = year(odds(saving("full_year = 120_000", 'starts_with = "a"')), "2015/16")
    assert planned.planned == planned.forecast == 90_000
    assert planned.plan_met is not None
    assert float(planned.plan_met.share) == pytest.approx(0.5, abs=0.03)
    assert not planned.plan_met.certain


KEPT = "\n[confidence]\nsavings = { low = 80, high = 110 }\n"


def test_a_part_is_kept_of_what_is_due_and_claims_stay() -> None:
    claim = '\n[[saving.realised]]\nyear = "2014/15"\namount = 30_000\non = 2014-12-01\n'
    text = saving("full_year = 120_000", "starts = 2014-12-01") + claim
    # Four twelfths are due, 40,000, of which the least is not under the claim.
    spread = year(odds(text, KEPT), "2014/15").spread
    assert float(spread.p50.amount) == pytest.approx(40_000, abs=300)
    assert float(spread.p10.amount) == pytest.approx(32_000, abs=700)
    more = text.replace("30_000", "39_000")
    assert year(odds(more, KEPT), "2014/15").spread.p10.amount == 39_000


def test_of_a_cost_pressure_what_was_claimed_beyond_it_stays() -> None:
    claim = '\n[[saving.realised]]\nyear = "2014/15"\namount = -45_000\non = 2014-12-01\n'
    text = saving("full_year = -120_000", "starts = 2014-12-01") + claim
    spread = year(odds(text, KEPT), "2014/15").spread
    assert spread.p90.amount == -45_000
    assert year(odds(text), "2014/15").spread.p90.amount == -45_000


def test_a_year_that_has_ended_is_what_was_claimed() -> None:
    claim = '\n[[saving.realised]]\nyear = "2013/14"\namount = 12_345.67\non = 2014-04-01\n'
    text = saving("full_year = 120_000", "starts = 2013-04-01") + claim
    assert year(odds(text, KEPT), "2013/14").spread.p90.amount == Decimal("12345.67")


def test_a_plan_moves_with_the_start_of_each_run() -> None:
    text = saving("full_year = 120_000", 'starts_with = "a"', 'plan = { "2015/16" = 90_000 }')
    without = saving("full_year = 120_000", 'starts_with = "a"')
    for label in ("2015/16", "2016/17"):  # the plan is what the twelfths come to
        assert year(odds(text), label).spread == year(odds(without), label).spread


def test_a_plan_of_a_year_stands_in_for_its_twelfths_and_part_of_it_is_kept() -> None:
    text = saving("full_year = 120_000", "starts = 2015-07-01", 'plan = { "2015/16" = 70_000 }')
    assert year(odds(text), "2015/16").spread.p10.amount == 70_000
    assert float(year(odds(text, KEPT), "2015/16").spread.p10.amount) == pytest.approx(
        56_000, abs=900
    )


def test_a_restated_start_does_not_move_with_the_milestone() -> None:
    restated = "\n[[saving.forecast]]\non = 2014-12-01\nstarts = 2015-10-01\n"
    text = saving("full_year = 120_000", 'starts_with = "a"') + restated
    spread = year(odds(text), "2015/16").spread
    assert spread.p10.amount == spread.p90.amount == 60_000


def test_a_restated_start_after_the_day_is_not_known_yet() -> None:
    restated = "\n[[saving.forecast]]\non = 2014-12-31\nstarts = 2015-10-01\n"
    spread = year(
        odds(saving("full_year = 120_000", 'starts_with = "a"') + restated), "2015/16"
    ).spread
    assert spread.p10.amount < spread.p90.amount


def test_a_one_off_falls_in_the_year_of_its_start() -> None:
    text = saving("full_year = 1_000", "recurring = false", 'starts_with = "a"')
    text = text.replace('"a"', '"b"') + TARGET.format('1_000\nfrom = "2016/17"')
    late = milestone("b", date(2016, 3, 31), 'estimate = { low = "-1 month", high = "1 month" }')
    found = simulated(START + late, text).savings
    assert found is not None
    first, second = (year(found, label) for label in ("2015/16", "2016/17"))
    assert [first.spread.p10.amount, first.spread.p90.amount] == [Decimal(0), Decimal(1_000)]
    assert [second.spread.p10.amount, second.spread.p90.amount] == [Decimal(0), Decimal(1_000)]
    assert first.plan_met is not None
    assert float(first.plan_met.share) == pytest.approx(0.5, abs=0.03)


def test_an_unknown_amount_is_in_no_figure_and_is_named() -> None:
    text = saving("full_year = 120_000", 'starts_with = "a"')
    unknown = saving('starts_with = "a"', 'known_with = "a"', id="unknown")
    known, both = odds(text), odds(text + unknown)
    assert both.unknown == ("unknown",)
    assert both.full_year == known.full_year
    assert [in_year.spread for in_year in both.years] == [in_year.spread for in_year in known.years]


def test_the_target_is_met_in_so_many_runs() -> None:
    text = saving("full_year = 120_000", 'starts_with = "a"')
    assert odds(text, TARGET.format(120_000)).target_met == (1, 1, True)
    assert odds(text, TARGET.format(120_001)).target_met == (0, 1, True)
    likely = odds(text, KEPT + TARGET.format(108_000)).target_met
    assert likely is not None
    # 90% is half of the way to 80%, at which 1 in 10 are less: Φ(1.2816 / 2) are more.
    assert float(likely.share) == pytest.approx(0.739, abs=4 * likely.error)


def test_amounts_beyond_what_whole_parts_of_a_penny_have_room_for_are_counted_in_pence() -> None:
    text = saving("full_year = 9_000_000_000_000", 'starts_with = "a"')
    spread = year(odds(text), "2016/17").spread
    assert spread.p10.amount == spread.p90.amount == 9_000_000_000_000


def test_a_saving_follows_its_milestone_unless_its_start_was_stated() -> None:
    at = simulated(START, saving("full_year = 1", 'starts_with = "a"')).position
    [found] = at.savings.savings
    assert isinstance(found, SavingPosition)
    assert found.follows is not None
    assert found.follows.record.id == "a"


def test_no_less_than_nothing_is_kept() -> None:
    kept = "\n[confidence]\nsavings = { low = 0, high = 200 }\n"
    text = saving("full_year = 120_000", 'starts_with = "a"')
    assert odds(text, kept, level=99).full_year.at_level.amount == 0

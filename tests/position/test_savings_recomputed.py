"""Every figure of savings and costs, worked out a second time by separate code."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import Phase, given, settings

from tests.command import run
from tests.drawn_savings import Drawn, programmes
from tests.savings_calculator import Calculator

HALF_A_PENNY = Fraction(1, 200)
TWO_PENCE = Fraction(2, 100)
"""A row may be a penny away for its workstream and another for the total: rows add up."""

UNSHRUNK = settings(phases=[Phase.explicit, Phase.reuse, Phase.generate])
"""A programme is slow to run, and whole commands are many times slower to shrink."""


def reports(drawn: Drawn, *commands: tuple[str, ...]) -> list[Any]:
    """Return what commands write as JSON for a programme."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "milestones.toml").write_text(drawn.milestones, encoding="utf-8")
        (folder / "workstreams.toml").write_text(drawn.workstreams, encoding="utf-8")
        written = [
            run(*command, "--as-of", str(drawn.day), "--format", "json", cwd=folder)
            for command in commands
        ]
    for result in written:
        assert result.status == 0, result.stderr
    return [json.loads(result.stdout, parse_float=Decimal) for result in written]


def same(told: Decimal | None, exact: Fraction | None, within: Fraction = HALF_A_PENNY) -> bool:
    """Tell whether a figure that was shown is the exact one, but for rounding."""
    if told is None or exact is None:
        return told is None and exact is None
    return abs(Fraction(told) - exact) <= within


def check(
    shown: dict[str, Any], exact: Mapping[str, Fraction | None], within: Fraction, *where: str
) -> None:
    """Hold the figures of a row to the exact ones, by name."""
    for name, figure in exact.items():
        assert same(shown[name], figure, within), (*where, name, shown[name], figure)


@UNSHRUNK
@given(programmes())
def test_savings_are_what_separate_code_makes_of_the_files(drawn: Drawn) -> None:
    """Every saving in every year, the totals, the full years and the target."""
    calculator = Calculator(*drawn)
    (report,) = reports(drawn, ("savings",))
    for saving, line in zip(calculator.savings, report["lines"], strict=True):
        assert same(line["full_year"], calculator.full_year(saving)), line["id"]
        for year, shown in line["years"].items():
            figures = calculator.figures(saving, int(year[:4]))
            check(shown, figures._asdict(), TWO_PENCE, line["id"], year)
    for year, shown in report["totals"]["years"].items():
        check(shown, calculator.total(int(year[:4])), HALF_A_PENNY, "total", year)
    labels = report["years"]
    assert (int(labels[0][:4]), int(labels[-1][:4])) == calculator.years_shown()
    effects = [e for s in calculator.savings if (e := calculator.full_year(s)) is not None]
    if effects:
        target = calculator.target()
        assert same(report["target"]["variance"], target["variance"])
        assert same(report["target"]["in_first_year"]["variance"], target["first_year"])


@UNSHRUNK
@given(programmes())
def test_costs_net_states_and_losses_are_too(drawn: Drawn) -> None:
    """Costs by line and in total, savings less costs, what years lose, and a year by state."""
    calculator = Calculator(*drawn)
    year = calculator.programme["target"]["from"]
    costs, net, forecast, states = reports(
        drawn,
        ("costs",),
        ("savings", "--net"),
        ("forecast",),
        ("savings", "--by", "state", "--year", year),
    )
    for line, cost in zip(costs["lines"], calculator.cost_lines(), strict=True):
        for shown_year, shown in line["years"].items():
            check(shown, cost(int(shown_year[:4])), HALF_A_PENNY, line["id"], shown_year)
    for shown_year, shown in costs["totals"]["years"].items():
        check(shown, calculator.total_cost(int(shown_year[:4])), HALF_A_PENNY, shown_year)
    for shown_year, shown in net["net"]["years"].items():
        check(shown, calculator.net(int(shown_year[:4])), HALF_A_PENNY, "net", shown_year)
    first = int(next(iter(net["net"]["years"]))[:4])
    for basis, told in net["net"]["payback"].items():
        assert (told and int(told[:4])) == calculator.payback(basis, first), basis
    for shown_year, shown in forecast["savings"]["years"].items():
        check(shown, calculator.losses(int(shown_year[:4])), HALF_A_PENNY, "lost", shown_year)
    shown = {state["state"]: state["amount"] for state in states["states"]}
    for state, amount in calculator.by_state(calculator.number(year)).items():
        assert same(shown[state], amount, TWO_PENCE), (state, shown[state], amount)


@UNSHRUNK
@given(programmes())
def test_parts_add_up_and_net_is_savings_less_costs(drawn: Drawn) -> None:
    """What a year loses is told in full, in every row and total, to the penny as shown."""
    (report, costs) = reports(drawn, ("savings", "--net"), ("costs",))
    for row in (*report["lines"], *report["workstreams"], report["totals"]):
        for shown in row["years"].values():
            if shown["variance"] is not None:
                parts = shown["slipped"] + shown["restated"] + shown["not_realised"]
                assert abs(parts + shown["variance"]) <= Decimal("0.01")
    for year, net in report["net"]["years"].items():
        savings, cost = report["totals"]["years"][year], costs["totals"]["years"].get(year, {})
        for figure, spent in (("planned", "budget"), ("forecast", "forecast")):
            if savings[figure] is not None:
                difference = savings[figure] - cost.get(spent, 0) - net[figure]
                assert abs(difference) <= Decimal("0.01")


@UNSHRUNK
@given(programmes())
def test_nothing_restated_is_restated_0(drawn: Drawn) -> None:
    """Without a statement, a state and a cancelled milestone, a year loses nothing to restating."""
    calculator = Calculator(*drawn)
    (report,) = reports(drawn, ("savings",))
    for saving, line in zip(calculator.savings, report["lines"], strict=True):
        milestone = calculator.milestone_of(saving) or {}
        if not ({"forecast", "state"} & saving.keys() or "cancelled" in milestone):
            assert all(shown["restated"] in (0, None) for shown in line["years"].values())


def test_a_new_amount_leaves_a_saving_at_risk() -> None:
    """By state, the word last stated counts, also after the amount was restated."""
    workstreams = """
        [programme]
        id = "p"
        name = "P"
        [[workstream]]
        id = "a"
        name = "A"
        [[saving]]
        id = "s"
        workstream = "a"
        name = "S"
        full_year = 1200
        starts = 2014-04-01
        state = [{ on = 2014-06-01, state = "at-risk" }]
        forecast = [{ on = 2014-07-01, full_year = 900 }]
    """
    drawn = Drawn("", workstreams, date(2014, 12, 1))
    (report,) = reports(drawn, ("savings", "--by", "state", "--year", "2014/15"))
    shown = {state["state"]: state["amount"] for state in report["states"]}
    assert (shown["at-risk"], shown["not-stated"], shown["undeliverable"]) == (900, 0, 300)

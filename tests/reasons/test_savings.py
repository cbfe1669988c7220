"""Every figure of a saving explained: its root, its parts, the lines that it rests on."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from minerva.model.programme import Id
from minerva.position import Position, position_at
from minerva.reasons import Part
from minerva.reasons.savings import SAVING_FIGURES, explain_saving
from minerva.reasons.totals import explain_full_year, explain_target, explain_total
from tests.programmes import WORKSTREAMS, programme
from tests.strategies import Tables, days, programmes, toml

DEPOT = (
    WORKSTREAMS
    + """
    [[saving]]
    id = "rent"
    workstream = "ict"
    name = "Rent of the old depot"
    full_year = 120_000
    starts_with = "moved-in"
"""
)
MOVED_IN = """
    [[milestone]]
    id = "moved-in"
    workstream = "ict"
    name = "Moved in"
    baseline = 2026-04-01

      [[milestone.forecast]]
      on = 2026-01-15
      date = 2026-05-16
      reason = "Ground works found a sewer"
"""


def adds_up(part: Part) -> bool:
    """Tell whether money in the parts of money comes to it, all the way down."""
    known = [below.value for below in part.parts if isinstance(below.value, Decimal)]
    here = not isinstance(part.value, Decimal) or not known or sum(known) == part.value
    return here and all(map(adds_up, part.parts))


def every_figure(position: Position) -> list[tuple[Part, Decimal | None]]:
    """Return the explanation of each figure of each saving, with what reports show."""
    return [
        (explain_saving(position, id, label, figure), getattr(figures, figure))
        for id, years in position.savings.lines.items()
        for label, figures in years.items()
        for figure in SAVING_FIGURES
    ]


def test_a_forecast_is_taken_apart_to_its_lines() -> None:
    position = position_at(programme(MOVED_IN, DEPOT), date(2026, 2, 1))
    part = explain_saving(position, Id("rent"), "2026/27", "forecast")
    assert part.value == Decimal("105161.29")
    amounts = [(below.text, below.value) for below in part.parts if below.value is not None]
    assert amounts[:2] == [
        ("May 2026: 16 of 31 days", Decimal("5161.29")),
        ("June 2026 to March 2027: 10 twelfths", Decimal(100_000)),
    ]
    said = [place.source.line(place.line).strip() for place in part.places]
    assert said == ["full_year = 120_000", 'starts_with = "moved-in"', "date = 2026-05-16"]
    texts = [below.text for _, below in part.walk()]
    assert "£14,838.71 less than planned: 45 days later" in texts
    assert 'stated on 15 Jan 2026, "Ground works found a sewer"' in texts
    assert "instead of the baseline of 1 Apr 2026" in texts


@given(programmes(), days)
def test_the_root_is_the_figure_of_the_reports_and_parts_add_up(drawn: Tables, day: date) -> None:
    position = position_at(programme(*toml(drawn)), day)
    for part, value in every_figure(position):
        assert part.value == value
        assert adds_up(part)


@given(programmes(), days)
def test_a_total_has_a_part_a_saving_and_is_their_sum(drawn: Tables, day: date) -> None:
    position = position_at(programme(*toml(drawn)), day)
    for label, figures in position.savings.total.years.items():
        for figure in SAVING_FIGURES:
            part = explain_total(position, label, figure)
            assert part.value == getattr(figures, figure)
            assert len(part.parts) == len(position.savings.savings)
            assert adds_up(part)
    full_year = explain_full_year(position)
    assert full_year.value == position.savings.total.full_year
    assert explain_target(position).value == position.savings.against.full_year
    assert adds_up(full_year)


@pytest.mark.parametrize("figure", SAVING_FIGURES)
def test_what_is_not_known_says_so(figure: str) -> None:
    unknown = DEPOT.replace("    full_year = 120_000\n", "")
    position = position_at(programme(MOVED_IN, unknown), date(2026, 2, 1))
    part = explain_saving(position, Id("rent"), "2026/27", figure)
    assert part.value in (None, 0)
    assert part.parts


def test_a_plan_that_is_scaled_says_from_what() -> None:
    scaled = DEPOT.replace("full_year = 120_000", 'plan = { "2026/27" = 80_000 }')
    scaled += "      forecast = [{ on = 2026-02-01, full_year = 60_000 }]\n"
    kept = MOVED_IN.split("[[milestone.forecast]]")[0]
    position = position_at(programme(kept, scaled), date(2026, 2, 1))
    part = explain_saving(position, Id("rent"), "2026/27", "forecast").parts[0]
    assert (part.text, part.value) == ("its plan for 2026/27, scaled from £80,000", 60_000)
    [planned] = explain_saving(position, Id("rent"), "2026/27", "planned").parts
    assert planned.text == "its plan for 2026/27"


@pytest.mark.parametrize("done", ["", "actual = 2026-01-30"])
def test_what_settles_an_amount_is_said_as_reports_say_it(done: str) -> None:
    later = 'after = [{ milestone = "built", lag = "12 months" }]'
    built = MOVED_IN.split("[[milestone.forecast]]")[0]
    settled = MOVED_IN.replace("baseline", f"{done}\n{later}\nbaseline")
    milestones = settled + built.replace("moved-in", "built")
    unknown = DEPOT.replace("full_year = 120_000", 'known_with = "moved-in"')
    position = position_at(programme(milestones, unknown), date(2026, 2, 1))
    [saving] = position.savings.savings
    for part in (
        explain_full_year(position),
        explain_saving(position, Id("rent"), "2026/27", "forecast"),
    ):
        assert saving.known_when in [below.text for _, below in part.walk()]

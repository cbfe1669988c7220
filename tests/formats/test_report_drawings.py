"""The drawings: what their rows say, where texts stand, and that they ask for nothing."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from minerva.formats.page import bars, charts, palette, plots
from minerva.formats.page.layers import LINE, Scale
from minerva.formats.page.rows import Row, pixels, spec, wrapped
from minerva.formats.page.scales import money_scale
from minerva.position.milestones import Rating
from minerva.position.procurement import StageStatus
from minerva.views.board.parts import (
    Band,
    Bar,
    Bridge,
    Drawing,
    Errors,
    Funnel,
    Held,
    LeadError,
    LeadHeld,
    Pass,
    Step,
    Timeline,
    YearAmount,
    Years,
)
from minerva.views.chart import Chart, Line
from minerva.views.table import Table
from minerva.views.timeline import Mark
from tests.pages import read

DAY = date(2015, 1, 20)
MARK = Mark("W", "Moved in", date(2015, 1, 10), date(2015, 2, 9), Rating.RED, 30, DAY, DAY)


def drawn(picture: dict[str, object]) -> str:
    return json.dumps(picture, ensure_ascii=False)


@given(st.text(), st.integers(60, 300))
def test_a_name_is_wrapped_into_what_fits(name: str, room: int) -> None:
    lines = wrapped(name, room)
    assert 1 <= len(lines) <= 3
    assert all(len(line) <= 2 or pixels(line) <= room + pixels("…") for line in lines)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "Posts for the new organisation are filled",
            ["Posts for the new organisation", "are filled"],
        ),
        ("", [""]),
        ("X" * 100, ["X" * 24, "X" * 24, "X" * 23 + "…"]),
        ("日" * 20, ["日" * 13, "日" * 7]),
    ],
)
def test_where_a_name_is_wrapped(name: str, lines: list[str]) -> None:
    assert wrapped(name, 220) == lines


@pytest.mark.parametrize("wide", [True, False])
def test_a_milestone_shows_its_dates_its_slip_and_its_rating_in_words(wide: bool) -> None:
    picture = Timeline(DAY, [Band("Works", marks=[MARK], left_out=3)])
    shown = drawn(bars.timeline(picture, wide=wide))
    for said in ("Moved in", "red, +30 days", "and 3 more, in the tables", "20 Jan 2015", "Works"):
        assert said in shown
    assert palette.SHAPES[Rating.RED] in shown
    assert "triangle-right" in shown  # the arrow of the slip
    assert str(date(2015, 2, 9).toordinal()) in shown


def test_an_early_milestone_has_an_arrow_to_the_left_and_a_short_slip_none() -> None:
    early = replace(MARK, expected=date(2014, 6, 1), slippage_days=-223, rating=Rating.BLUE)
    picture = Timeline(DAY, [Band("Works", marks=[early])])
    assert "triangle-left" in drawn(bars.timeline(picture, wide=True))
    late = replace(MARK, baseline=date(2010, 1, 1))
    near = replace(MARK, expected=date(2015, 1, 12))
    marks = [replace(late, expected=late.baseline), near]
    shown = drawn(bars.timeline(Timeline(DAY, [Band("Works", marks=marks)]), wide=True))
    assert "triangle-right" not in shown


def test_a_stage_is_drawn_from_when_it_opened_or_as_the_span_it_closed_in() -> None:
    known = Bar("Tender", StageStatus.CURRENT, date(2014, 1, 1), DAY, DAY)
    unknown = Bar("Selection", StageStatus.PASSED, None, date(2013, 1, 1), date(2013, 6, 1))
    moment = Bar("Award", StageStatus.FUTURE, None, DAY, DAY)
    shown = drawn(bars.timeline(Timeline(DAY, [Band("ITO", [known, unknown, moment])]), wide=True))
    assert '"dash": [3, 2]' in shown
    assert shown.count('"fill"') >= 2


def test_a_bridge_says_what_is_not_known() -> None:
    steps = [
        Step("A year", "Target", Decimal(100), says="£100"),
        Step("A year", "Short of target", Decimal(-30), Decimal(100), "-£30"),
        Step("A year", "Not known", None, says="2 savings"),
    ]
    picture = bars.bridge(Bridge("£", steps), wide=True)
    shown = drawn(picture)
    assert "2 savings" in shown
    bars_drawn = [layer for layer in picture["layer"] if layer["mark"]["type"] == "rect"]
    [values] = [layer["data"]["values"] for layer in bars_drawn]
    assert [(value["x"], value["x2"]) for value in values] == [(0, 100), (100, 70)]


def test_a_funnel_counts_in_and_out() -> None:
    passes = [
        Pass("First", StageStatus.PASSED, 47, None),
        Pass("Second", StageStatus.CURRENT, 12, 8),
        Pass("Third", StageStatus.FUTURE, None, None),
    ]
    shown = drawn(bars.funnel(Funnel(passes), wide=False))
    assert "passed, 47 in" in shown
    assert "current, 12 in, 8 out" in shown
    assert '"text": "future"' in shown


def test_a_drawing_is_one_picture_and_its_texts_are_kept() -> None:
    name = 'a role="x" <b>&'
    funnel = Funnel([Pass(name, StageStatus.CURRENT, 3, None)])
    drawing = Drawing("d", f"T {name}", "What it shows", funnel, Table((), ()))
    root = read(charts.svg(drawing, wide=True))
    [picture] = root.all("svg")
    assert [text.text() for text in picture.all("text")] == [name, "current, 3 in"]
    assert picture.all("title")[0].text() == f"T {name}"
    inside = [part for part in picture.walk() if part is not picture]
    assert not [part for part in inside if "role" in part.attributes]
    assert [part.attributes["id"] for part in inside if "id" in part.attributes] == [
        *("d-wide-t", "d-wide-d"),
    ]


@given(
    st.lists(
        st.decimals(-(10**9), 10**9, places=2, allow_nan=False, allow_infinity=False),
        min_size=1,
        max_size=8,
    )
)
def test_a_scale_of_money_holds_every_amount_on_few_round_ticks(amounts: list[Decimal]) -> None:
    zero = Decimal(0)
    low, high = float(min(zero, *amounts)), float(max(zero, *amounts))
    scale = money_scale("£", low, high, 5)
    assert scale.low <= low <= high <= scale.high
    assert 2 <= len(scale.ticks) <= 8
    assert len({name for _, name in scale.ticks}) == len(scale.ticks)


def test_round_amounts_are_named_in_short() -> None:
    assert [name for _, name in money_scale("£", -500_000, 1_500_000, 5).ticks] == [
        *("-£500k", "0", "£500k", "£1m", "£1.5m"),
    ]
    assert money_scale("CHF ", 0, 7_000_000_000, 3).ticks[1][1] == "CHF 5bn"


def test_years_without_an_amount_have_no_bar() -> None:
    amounts = [YearAmount("2014/15", 0, Decimal(5)), YearAmount("2015/16", 1, Decimal(-3))]
    picture = Years("£", ["Planned", "Forecast"], ["2014/15", "2015/16"], amounts)
    [layer] = plots.years(picture, wide=True)["layer"]
    assert [value["amount"] for value in layer["data"]["values"]] == [5, -3]
    assert layer["encoding"]["x"]["scale"]["domain"] == ["2014/15", "2015/16"]


def test_letters_of_lines_that_end_together_stand_beside_each_other() -> None:
    stated = [(date(2014, 6, 1), date(2015, 3, 1)), (date(2014, 9, 1), date(2015, 6, 1))]
    lines = [Line(name, date(2015, 1, 1), stated) for name in ("One", "Two", "Three")]
    picture = plots.slips(Chart(lines, DAY), wide=False)
    asides = [layer["mark"]["dx"] for layer in picture["layer"] if "dx" in layer["mark"]]
    assert len(set(asides)) == 3
    assert picture["padding"]["right"] > max(asides)


@pytest.mark.parametrize("wide", [True, False])
def test_a_specification_has_its_data_in_it(wide: bool) -> None:
    made = spec([Row("A", "says", signs=[])], Scale(0, 1, [(0, "low")], (1, "now")), wide=wide)
    assert "url" not in drawn({key: value for key, value in made.items() if key != "$schema"})
    assert made["width"] + made["padding"]["left"] + made["padding"]["right"] in (800, 320)


def test_every_colour_has_one_for_the_dark() -> None:
    colours = {
        value
        for name, value in vars(palette).items()
        if name.isupper() and isinstance(value, str) and value.startswith("#")
    }
    assert set(palette.DARK) == colours
    assert set(palette.OF_RATINGS) == set(palette.SHAPES) == set(Rating)
    assert len(set(palette.SHAPES.values())) == len(Rating)


@pytest.mark.parametrize("wide", [True, False])
def test_the_errors_of_dates_have_a_bar_and_a_diamond_on_one_scale(*, wide: bool) -> None:
    leads = [
        LeadError("12 months before", Decimal("17.6"), Decimal("15.6")),
        LeadError("1 month before", Decimal("3.2"), Decimal("-1.2")),
    ]
    picture = bars.errors(Errors(leads), wide=wide)
    text = drawn(picture)
    assert "17.6 days off, bias +15.6" in text
    assert "3.2 days off, bias -1.2" in text
    assert '"on the day"' in text
    values = [value for layer in picture["layer"] for value in layer["data"]["values"]]
    assert [value["x2"] for value in values if value.get("fill") == palette.BAND] == [17.6, 3.2]
    diamonds = [value["x"] for value in values if value.get("shape") == "diamond"]
    assert diamonds == [15.6, -1.2]


@pytest.mark.parametrize("level", [Decimal(70), None])
def test_the_dates_that_held_stand_on_a_scale_of_100(level: Decimal | None) -> None:
    picture = bars.held(Held([LeadHeld("3 months before", Decimal(50), level)]), wide=True)
    values = [value for layer in picture["layer"] for value in layer["data"]["values"]]
    marks = {value["shape"]: value["x"] for value in values if "shape" in value}
    assert marks == {"circle": 50.0} | ({} if level is None else {"square": 70.0})
    assert ("level 70%" in drawn(picture)) == (level is not None)
    assert '"80%"' in drawn(picture)


def test_no_line_across_the_rows_meets_a_word_where_names_stand_above() -> None:
    """A row's name and what it says stand on one line, or on more: the lines begin below."""
    rows = [Row("3 months before", "60% held"), Row("A name of many words " * 4, "70% held")]
    picture = spec(rows, Scale(0, 100, [(50, "50%")], (80, "80%")), wide=False)
    values = [value for layer in picture["layer"] for value in layer["data"]["values"]]
    words = [
        (
            value["y"] - 6,
            value["y"]
            + LINE * (len(value["text"]) - 1 if isinstance(value["text"], list) else 0)
            + 8,
        )
        for value in values
        if isinstance(value.get("text"), list) or value.get("text") in ("60% held", "70% held")
    ]
    lines = [(value["y"], value["y2"]) for value in values if "dash" in value]
    assert len(lines) == 4
    assert not [
        (word, line) for word in words for line in lines if word[0] < line[1] and line[0] < word[1]
    ]

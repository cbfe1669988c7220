"""The scorecard that is shipped as a second programme: what is worked out, as it was published."""

from datetime import date
from decimal import Decimal
from typing import Final

from minerva.position import position_at
from minerva.position.indicators import Direction, IndicatorPosition
from minerva.store import read_files, read_programme
from tests.command import ROOT, run

SCORECARD: Final = ROOT / "examples" / "children-and-families"
D: Final = date(2014, 12, 9)

UP, DOWN, LEVEL = Direction.IMPROVED, Direction.WORSE, Direction.SAME
ARROWS: Final = {
    **dict.fromkeys(("TS2", "TS5", "TS6", "TS13", "TS15", "TS17", "TS19", "TS24", "TS27"), UP),
    **dict.fromkeys(("EIS28", "EIS29", "EIS30"), UP),
    **dict.fromkeys(("TS1", "TS3", "TS4", "TS7", "TS8", "TS9", "TS12", "TS14", "TS16"), DOWN),
    **dict.fromkeys(("TS20", "TS22", "TS23", "TS25", "TS26"), DOWN),
    **dict.fromkeys(("TS18", "EIS31"), LEVEL),
    **dict.fromkeys(("TS10", "TS11")),
}
"""The arrow published for each indicator; None where none is."""
NOT_COMPARED: Final = {
    *("TS10", "TS11", "TS15", "TS22", "TS23", "TS24", "TS25", "TS26", "TS27"),
    *("EIS28", "EIS29", "EIS30", "EIS31"),
}


def scorecard() -> dict[str, IndicatorPosition]:
    """Return its indicators by their references."""
    position = position_at(read_programme(read_files(SCORECARD, ROOT)), D)
    return {indicator.record.ref or "": indicator for indicator in position.indicators}


def test_every_direction_is_the_arrow_that_was_published() -> None:
    """Of each that has a polarity, two numbers and an arrow."""
    found = scorecard()
    compared = {
        ref
        for ref, indicator in found.items()
        if indicator.record.better is not None and indicator.previous is not None and ARROWS[ref]
    }
    assert compared == ARROWS.keys() - NOT_COMPARED
    assert {ref: found[ref].direction for ref in compared} == {ref: ARROWS[ref] for ref in compared}


def test_the_page_names_each_that_is_not_compared() -> None:
    page = (ROOT / "docs" / "indicators.md").read_text("utf-8")
    section = page.partition("## A real scorecard")[2]
    assert all(ref in section for ref in NOT_COMPARED)


def test_it_has_every_row_with_three_periods_each() -> None:
    found = scorecard()
    assert list(found) == [f"TS{n}" for n in range(1, 28) if n != 21] + [
        f"EIS{n}" for n in range(28, 32)
    ]
    for indicator in found.values():
        periods = [value.period.written for value in indicator.values]
        assert periods == ["2013/14-Q4", "2014/15-Q1", "2014/15-Q2"]
        assert all(value.value is not None or value.note for value in indicator.values)


def test_its_figures_are_those_of_the_paper() -> None:
    found = scorecard()
    traces = {ref: [value.value for value in indicator.values] for ref, indicator in found.items()}
    assert traces["TS9"] == [Decimal("42.9"), Decimal("43.5"), 40]
    assert traces["TS22"] == [327, 343, None]
    assert traces["TS27"] == [None, None, None]
    assert found["TS8"].target == 9
    assert list(found["TS8"].record.benchmarks.values()) == [11, Decimal("10.8")]
    assert sum(indicator.target is not None for indicator in found.values()) == 23


def test_its_published_ratings_are_notes_and_no_band_is_guessed() -> None:
    for ref, indicator in scorecard().items():
        assert indicator.record.amber_within == 0
        if ref in ("TS1", "TS20", "EIS31"):
            assert all((value.note or "").startswith("Rated ") for value in indicator.values[1:])


def test_it_passes_the_check_and_is_shown() -> None:
    check = run("-C", str(SCORECARD), "check", "--as-of", str(D))
    assert (check.status, "12 warnings" in check.stdout) == (0, True)
    shown = run("-C", str(SCORECARD), "indicators", "--as-of", str(D))
    assert shown.status == 0
    assert "30 indicators: 12 red, 7 green, 11 not rated." in shown.stdout

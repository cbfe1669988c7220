"""The years of the savings, drawn: bars that are as long as the amounts."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from minerva.formats.screen import drawing, yearchart
from minerva.views.chart import Bars
from tests.command import run, run_process

WHEN = ("--as-of", "2014-12-09")
NAMES = ("planned", "forecast", "realised", "validated")


def bars(*amounts: tuple[int | None, ...], note: str = "") -> Bars:
    """Return bars of years from 2013/14 on, given what each name has in each."""
    years = [f"{2013 + n}/{(14 + n) % 100:02}" for n in range(len(amounts[0]))]
    series = [
        (name, [None if amount is None else Decimal(amount) for amount in of_name])
        for name, of_name in zip(NAMES, amounts, strict=False)
    ]
    return Bars(years, series, "£", note)


def heights(lines: list[str], mark: str) -> int:
    """Return in how many lines a bar is drawn."""
    return sum(mark in line for line in lines[1:-2])


def test_bars_are_as_high_as_their_amounts_and_nothing_stands_for_0_or_what_is_not_known() -> None:
    lines = yearchart.render(bars((100,), (50,), (0,), (None,)), 60, colour=False)
    assert heights(lines, "░") == 17
    assert heights(lines, "▒") == 9
    assert heights(lines, "▓") == heights(lines, "█") == 0
    assert lines[-1].split() == ["2013/14"]


def test_what_costs_goes_below_the_line() -> None:
    lines = yearchart.render(bars((100,), (-100,)), 60, colour=False)
    up = [n for n, line in enumerate(lines) if "░" in line]
    down = [n for n, line in enumerate(lines) if "▒" in line]
    assert max(up) == min(down)
    assert "-100┤" in lines[max(down)]


def test_the_bars_of_a_year_stand_in_the_order_of_the_legend() -> None:
    shown = bars((10, 20), (10, 20), (10, 20), (10, 20), note="Not known and in no bar: X.")
    lines = yearchart.render(shown, 80, colour=False)
    bottom = next(line for line in reversed(lines) if "█" in line)
    assert [part[0] + part[-1] for part in bottom.strip("┤│0 ").split()] == ["░█", "░█"]
    assert yearchart.legend(shown) == [
        "░ planned, ▒ forecast, ▓ realised, █ validated",
        "Amounts in £ by financial year. Not known and in no bar: X.",
    ]


def test_years_without_room_follow_on_the_same_scale() -> None:
    amounts = tuple(range(1, 41))
    lines = yearchart.render(bars(amounts, amounts, amounts, amounts), 80, colour=False)
    frames = "\n".join(lines).split("\n\n")
    assert len(frames) == 3
    assert len({frame.splitlines()[1][:5] for frame in frames}) == 1
    assert "2013/14" in frames[0].splitlines()[-1]


def test_too_narrow_for_bars_is_no_bars() -> None:
    assert yearchart.render(bars((1,)), 39, colour=False) == []


@given(
    st.lists(
        st.tuples(*[st.none() | st.integers(-(10**13), 10**13)] * 4), min_size=1, max_size=45
    ).filter(lambda years: any(any(year) for year in years)),
    st.integers(40, 140),
)
@settings(max_examples=40)
def test_any_amounts_are_drawn_within_the_width(
    years: list[tuple[int | None, ...]], width: int
) -> None:
    shown = bars(*zip(*years, strict=True))
    lines = drawing.render(shown, width, colour=False)
    assert max(map(cell_len, lines)) <= width
    for mark, (_, amounts) in zip("░▒▓█", shown.series, strict=True):
        assert any(mark in line for line in lines) is any(amounts)
    assert "\x1b" not in "".join(lines)
    assert "\x1b" in "".join(drawing.render(shown, width, colour=True))


def test_a_chart_stands_above_the_tables_of_savings_and_of_a_matrix() -> None:
    for more in ([], ["--matrix", "planned"], ["--by", "workstream"]):
        plain = run("savings", *more, *WHEN).stdout
        drawn = run("savings", "--chart", *more, *WHEN).stdout
        assert "░ planned, ▒ forecast, ▓ realised, █ validated" in drawn
        assert drawn.endswith(plain.split("\n\n", 1)[1])
    markdown = run("savings", "--chart", *WHEN, "-f", "markdown").stdout
    assert "```text\n" in markdown
    assert "- ░ planned" in markdown
    painted = run("savings", "--chart", *WHEN, "--color", "always").stdout
    assert "\x1b[" in painted


@pytest.mark.parametrize("format", ["csv", "json"])
def test_a_chart_is_no_format_for_machines(format: str) -> None:
    result = run("savings", "--chart", *WHEN, "-f", format)
    assert (result.stdout, result.status) == ("", 2)
    assert f"--chart is a drawing: it cannot be written as {format}" in result.stderr


def test_a_chart_is_of_all_years() -> None:
    result = run("savings", "--chart", "--year", "2014/15")
    assert (result.stdout, result.status) == ("", 2)


def test_nothing_to_draw_is_no_chart(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("plan")
    (directory / "workstreams.toml").write_text(
        '[programme]\nid = "p"\nname = "P"\n[[workstream]]\nid = "w"\nname = "W"\n'
        '[[saving]]\nid = "s"\nworkstream = "w"\nname = "S"\n'
    )
    (directory / "milestones.toml").write_text(
        '[[milestone]]\nid = "m"\nworkstream = "w"\nname = "M"\nbaseline = 2015-01-01\n'
    )
    result = run("savings", "--chart", *WHEN, cwd=directory)
    assert result.status == 0
    assert "planned," not in result.stdout
    assert json.loads(run("savings", *WHEN, "-f", "json", cwd=directory).stdout)["years"]


def test_a_stream_without_these_characters_gets_plainer_ones() -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    result = run_process("savings", "--chart", *WHEN, env=ascii_only)
    assert ". planned, : forecast, + realised, # validated" in result.stdout

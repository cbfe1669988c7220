"""An explanation as a tree stays within the columns of the terminal, whatever it says."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from minerva.formats.screen import tree
from minerva.formats.text_width import text_width
from minerva.reasons import Part
from tests.programmes import programme

MILESTONE = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2014-12-01
"""
WIDE = "事業費削減計画" * 6


def nested(text: str, depth: int) -> Part:
    """Return a part with parts in parts, each with an amount and a place."""
    place = programme(MILESTONE).workstreams[0].location.at("name")
    part = Part(text, Decimal("-1132812.76"), location=place)
    for _ in range(depth):
        part = replace(part, parts=(part,))
    return part


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize(
    "text", ["its plan for 2027/28", "w" * 200, WIDE], ids=["usual", "long", "wide"]
)
def test_nothing_runs_off_and_values_end_in_one_column(text: str, width: int) -> None:
    part = nested(text, 14)
    lines = tree.render(part, "GBP", width, colour=False).splitlines()
    assert all(text_width(line) <= width for line in lines)
    values = [line for line in lines if line.endswith("£1,132,812.76")][1:]
    assert {text_width(line) for line in values} <= {width}
    written = "".join(lines)
    assert all(written.count(letter) >= 14 * text.count(letter) for letter in set(text) - {" "})

"""The colours of the page's drawings, and how each looks on a dark screen.

They are Okabe and Ito's, which colour-blind readers can tell apart, darkened where text or thin
lines need it. Shapes and words say the same, so that nothing is lost in grey.
"""

from typing import Final

from minerva.position.milestones import Rating

INK: Final = "#1f2328"
MUTED: Final = "#57606a"
GRID: Final = "#d8dee4"
BAND: Final = "#dfe5ec"
PAPER: Final = "#ffffff"
BLUE: Final = "#0072b2"
SKY: Final = "#56b4e9"
RED: Final = "#c8500a"
AMBER: Final = "#e69f00"
GREEN: Final = "#00805e"
PINK: Final = "#b0568c"
BROWN: Final = "#7a5c1e"

DARK: Final = {
    INK: "#e8e6e1",
    MUTED: "#a9b1ba",
    GRID: "#343b43",
    BAND: "#39424d",
    PAPER: "#14171b",
    BLUE: "#4ba3e3",
    SKY: "#9ad4f5",
    RED: "#ff8f4f",
    AMBER: "#f2b93b",
    GREEN: "#3fc79a",
    PINK: "#e391bf",
    BROWN: "#cfae68",
}
"""What each colour becomes where the reader's screen is dark."""

OF_RATINGS: Final = {
    Rating.RED: RED,
    Rating.AMBER: AMBER,
    Rating.GREEN: GREEN,
    Rating.BLUE: BLUE,
}
SHAPES: Final = {
    Rating.RED: "diamond",
    Rating.AMBER: "triangle-up",
    Rating.GREEN: "circle",
    Rating.BLUE: "square",
}
LINES: Final = (
    (RED, [1, 0]),
    (BLUE, [6, 3]),
    (GREEN, [2, 2]),
    (PINK, [8, 3, 2, 3]),
    (BROWN, [4, 2]),
    (AMBER, [10, 4]),
    (SKY, [1, 3]),
    (INK, [3, 5]),
)
"""The colour and the dashes of each line of a slip chart."""

LETTERS: Final = "ABCDEFGH"
"""What each line of a slip chart is called."""


def dark_styles() -> str:
    """Return the rules that change the colours of drawings on a dark screen."""
    rules = []
    for light, dark in DARK.items():
        for attribute in ("fill", "stroke"):
            rules.append(f'.picture [{attribute}="{light}"]{{{attribute}:{dark}}}')
    return "\n".join(rules)

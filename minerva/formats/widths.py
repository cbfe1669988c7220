"""How wide the columns of a table are on paper, and whether it needs the page turned."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from minerva.formats.cells import RIGHT
from minerva.views.table import Column, Kind

_MOST_OF_A_WORD: Final = 24
_MOST_OF_A_TEXT: Final = 60
_MOST_OF_A_DATE: Final = 16
_PADDING: Final = 3


class Layout(Struct, frozen=True):
    """Whether a table needs the page turned, and the share of its width that each column has."""

    landscape: bool
    shares: Sequence[float]


def layout(
    columns: Sequence[Column], cells: Sequence[Sequence[str]], across: int, turned: int
) -> Layout:
    """Return how a table is laid out on a page of `across` letters, or `turned` if turned.

    Figures and days are never broken, and words only where they are longer than 24 letters. What
    is left is shared by the texts, the longest of them most. A page is turned where words would be
    broken, or where texts would have less than a third of what they ask for.
    """
    least, wanted = [], []
    for n, column in enumerate(columns):
        texts = [line for row in cells for line in row[n].split("\n")]
        longest = max(map(len, texts), default=0) + _PADDING
        words = [word for text in texts for word in text.split(" ")]
        word = min(max(map(len, words), default=0), _MOST_OF_A_WORD) + _PADDING
        whole = column.kind in RIGHT or (column.kind is Kind.DATE and longest <= _MOST_OF_A_DATE)
        least.append(longest if whole else word)
        wanted.append(longest if whole else max(word, min(longest, _MOST_OF_A_TEXT)))
    landscape = sum(least) > across or sum(wanted) > 3 * across
    room = turned if landscape else across
    spare = max(room - sum(least), 0)
    asked = [want - need for need, want in zip(least, wanted, strict=True)]
    given = [
        need + (spare * more / sum(asked) if sum(asked) else 0)
        for need, more in zip(least, asked, strict=True)
    ]
    return Layout(landscape, [width / sum(given) for width in given])

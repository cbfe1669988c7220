"""How many columns of a terminal a text takes: rich knows of every character."""

from itertools import chain
from typing import Final

_NARROW: Final = frozenset(
    map(
        chr,
        chain(
            range(0x20, 0x7F),  # ASCII
            range(0xA0, 0xAD),  # the pound sign; not the soft hyphen, of which rich has two views
            range(0xAE, 0x300),  # Latin letters
            range(0x2010, 0x2028),  # dashes, quotes, the ellipsis
            range(0x2500, 0x25FD),  # lines, blocks and shapes of drawings
        ),
    )
)
"""What takes one column each. Nearly every text has nothing else, and is measured without rich."""


def text_width(text: str) -> int:
    """Return how many columns a text without control characters takes."""
    if _NARROW.issuperset(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def resized(text: str, width: int) -> str:
    """Return a text cut or filled up with spaces to so many columns."""
    if _NARROW.issuperset(text):
        return text[:width].ljust(width)
    from rich.cells import set_cell_size

    return set_cell_size(text, width)


def chopped(word: str, width: int) -> list[str]:
    """Return a word in pieces of at most so many columns."""
    if text_width(word) <= width:
        return [word]
    from rich.cells import chop_cells

    return chop_cells(word, width)

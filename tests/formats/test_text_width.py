"""How many columns a text takes, as rich counts them."""

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len, chop_cells, set_cell_size

from minerva.formats.text_width import _NARROW, chopped, resized, text_width

PRINTABLE = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]))


@given(PRINTABLE)
@example("Café – £5 … █")
@example("e\u0301")
@example("👩‍💻 日本")
def test_a_text_is_as_wide_as_rich_says(text: str) -> None:
    assert text_width(text) == cell_len(text)


@given(PRINTABLE, st.integers(2, 30))
@example("Café – £5", 4)
def test_a_text_is_cut_as_rich_cuts_it(text: str, width: int) -> None:
    assert resized(text, width) == set_cell_size(text, width)
    assert chopped(text, width) == (chop_cells(text, width) if cell_len(text) > width else [text])


def test_what_is_measured_without_rich_takes_one_column() -> None:
    assert len(_NARROW) > 900
    assert {character for character in _NARROW if cell_len(character) != 1} == set()

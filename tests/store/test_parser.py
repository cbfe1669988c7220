"""What toml-rs does not promise and minerva relies on: where it broke, this says what."""

from decimal import Decimal

import pytest

from minerva.store.parser import Mistake, NotTomlError, parse_nodes, parse_values

TEXT = """\
a = 1
  "é" = { b = [
  2] }
[[c.d]]
e = "x"
"""


def test_each_key_has_the_lines_of_itself_and_of_its_value() -> None:
    nodes = parse_nodes(TEXT)
    assert (nodes["a"]["key_line"], nodes["a"]["value_line"]) == (1, 1)
    [table] = nodes["c"]["d"]["value"]
    assert table["value"]["e"]["key_line"] == 5


def test_columns_are_counted_in_bytes_from_1_with_both_ends() -> None:
    nodes = parse_nodes(TEXT)
    assert nodes["a"]["value_col"] == 5
    assert nodes["é"]["key_col"] == (3, 6)


def test_a_value_of_several_lines_has_its_first_and_its_last() -> None:
    inner = parse_nodes(TEXT)["é"]["value"]["b"]
    assert inner["value_line"] == (2, 3)


def test_a_text_that_is_not_toml_has_no_nodes() -> None:
    assert parse_nodes("a = ") == {}


def test_a_fraction_is_read_as_it_is_written() -> None:
    assert parse_values("a = 0.10\nb = 1") == {"a": Decimal("0.10"), "b": 1}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a = 1\na = 2", Mistake("duplicate key", 2, 1, 1)),
        ("a = tru", Mistake("invalid boolean, expected `true`", 1, 5, 3)),
    ],
)
def test_a_mistake_has_its_line_its_column_and_its_length(text: str, mistake: Mistake) -> None:
    with pytest.raises(NotTomlError) as refused:
        parse_values(text)
    assert refused.value.mistake == mistake

"""An edit changes what it says, where a colleague would, and no other byte."""

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from minerva.model.errors import MinervaError
from minerva.recording.change import AddTable, Edit, SetKey, Value
from minerva.recording.edits import CannotEditError, apply_to_data, edit_record, edit_text
from minerva.recording.rendering import Style, render_value, style_of
from minerva.store import MILESTONES
from minerva.store.places import SourceText
from tests.strategies import texts

ROOT = Path(__file__).parent.parent.parent
DAY = date(2015, 3, 31)


def source_of(text: str) -> SourceText:
    tables = tomllib.loads(text)
    counts = {name: len(array) for name, array in tables.items() if isinstance(array, list)}
    return SourceText("milestones.toml", text, counts)


def edited(text: str, *edits: Edit) -> str:
    """Edit a text in both ways, the quick and the whole, and check that they agree."""
    quick = edit_record(source_of(text), edits)
    assert edit_text(text, edits) == quick
    expected = tomllib.loads(text, parse_float=Decimal)
    apply_to_data(expected, edits)
    assert tomllib.loads(quick, parse_float=Decimal) == expected
    return quick


def set_key(path: Sequence[Any], key: str, value: Value) -> SetKey:
    return SetKey(MILESTONES, tuple(path), key, value)


def add_table(path: Sequence[Any], **values: Value) -> AddTable:
    return AddTable(MILESTONES, tuple(path), values)


TWO = """\
# The plan.

[[milestone]]
id = "a"
baseline = 2015-01-01   # agreed in June

  # what the supplier says
  [[milestone.forecast]]
  on = 2015-01-01
  date = "2015-02"

# The second one.
[[milestone]]
id = "b"
baseline = 2015-01-01
source = "Table 2"

# The end.
"""


def test_a_new_key_goes_where_its_record_has_it() -> None:
    assert edited(TWO, set_key(("milestone", 1), "actual", DAY)) == TWO.replace(
        'source = "Table 2"', 'actual = 2015-03-31\nsource = "Table 2"'
    )


def test_a_new_key_goes_above_the_comment_of_the_key_after_it() -> None:
    text = '[[milestone]]\nid = "a"\nbaseline = 2015-01-01\n# Where it is from.\nsource = "T"\n'
    assert edited(text, set_key(("milestone", 0), "actual", DAY)) == text.replace(
        "# Where", "actual = 2015-03-31\n# Where"
    )


def test_a_new_key_stays_above_the_tables_of_its_record() -> None:
    assert edited(TWO, set_key(("milestone", 0), "actual", DAY)) == TWO.replace(
        "agreed in June\n", "agreed in June\nactual = 2015-03-31\n"
    )


def test_a_value_is_replaced_and_its_comment_stays() -> None:
    assert edited(TWO, set_key(("milestone", 0), "baseline", DAY)) == TWO.replace(
        "2015-01-01   # agreed", "2015-03-31   # agreed"
    )


def test_a_table_is_added_after_those_beside_it_and_indented_as_they_are() -> None:
    added = edited(TWO, add_table(("milestone", 0, "forecast"), on=DAY, date="2015-05"))
    assert added == TWO.replace(
        'date = "2015-02"\n',
        'date = "2015-02"\n\n  [[milestone.forecast]]\n  on = 2015-03-31\n  date = "2015-05"\n',
    )


def test_the_first_tables_of_a_record_are_laid_out_as_those_of_another() -> None:
    path = ("milestone", 1, "forecast")
    added = edited(TWO, add_table(path, on=DAY, date=DAY), add_table(path, on=DAY, date="2015-06"))
    assert added == TWO.replace(
        'source = "Table 2"\n',
        'source = "Table 2"\n\n'
        "  [[milestone.forecast]]\n  on = 2015-03-31\n  date = 2015-03-31\n\n"
        '  [[milestone.forecast]]\n  on = 2015-03-31\n  date = "2015-06"\n',
    )


def test_a_file_without_indentation_stays_without() -> None:
    text = TWO.replace("\n  ", "\n")
    added = edited(text, add_table(("milestone", 1, "rebaseline"), on=DAY, date=DAY))
    assert "\n[[milestone.rebaseline]]\non = 2015-03-31\ndate = 2015-03-31\n" in added


NEW_FORECAST = "  [[milestone.forecast]]\n  on = 2015-03-31\n"


@pytest.mark.parametrize("end", ["", "\n", '\n\n# Part two.\n\n[[milestone]]\nid = "b"\n'])
def test_comments_below_a_table_stay_with_it(end: str) -> None:
    record = "[[milestone]]\n\n  [[milestone.forecast]]\n  on = 2015-01-01\n  # as the board said"
    added = edited(record + end, add_table(("milestone", 0, "forecast"), on=DAY))
    if end:
        assert added == f"{record}\n\n{NEW_FORECAST}{end[1:]}"
    else:
        assert added == f"{record}\n\n{NEW_FORECAST}".rstrip("\n")


def test_comments_below_a_table_stay_with_it_where_several_are_added() -> None:
    text = TWO.replace('source = "Table 2"\n', 'source = "Table 2"\n# not signed\n')
    path = ("milestone", 1, "forecast")
    added = edited(text, add_table(path, on=DAY), add_table(path, on=DAY))
    assert added == text.replace("signed\n", f"signed\n\n{NEW_FORECAST}\n{NEW_FORECAST}")
    added = edited(text, add_table(("milestone",), id="c"))
    assert added == text.replace("signed\n", 'signed\n\n[[milestone]]\nid = "c"\n')


def test_a_comment_above_a_header_stays_with_it() -> None:
    text = TWO.replace('"2015-02"\n\n', '"2015-02"\n')
    added = edited(text, add_table(("milestone", 0, "forecast"), on=DAY))
    assert added == text.replace("# The second", f"\n{NEW_FORECAST}\n# The second")


def test_tables_without_blank_lines_between_them_get_none() -> None:
    text = "[[milestone]]\n[[milestone.forecast]]\non = 2015-01-01\n[[milestone]]\nid = 'b'\n"
    added = edited(text, add_table(("milestone", 0, "forecast"), on=DAY))
    assert added == text.replace(
        "2015-01-01\n", "2015-01-01\n[[milestone.forecast]]\non = 2015-03-31\n"
    )


def test_a_blank_line_at_the_end_is_not_doubled() -> None:
    added = edited(f"{TWO}\n", add_table(("waiver",), until=DAY))
    assert added == f"{TWO}\n[[waiver]]\nuntil = 2015-03-31\n"


def test_the_first_record_of_an_array_goes_to_the_end() -> None:
    added = edited(TWO, add_table(("waiver",), finding="low-float", until=DAY))
    assert added == TWO + '\n[[waiver]]\nfinding = "low-float"\nuntil = 2015-03-31\n'


def test_a_further_record_goes_after_the_last_and_before_what_follows() -> None:
    added = edited(TWO, add_table(("milestone",), id="c", baseline="2015-04"))
    assert added == TWO.replace(
        "\n# The end.", '\n[[milestone]]\nid = "c"\nbaseline = "2015-04"\n\n# The end.'
    )


@pytest.mark.parametrize("ending", ["", "\n", "\n\n\n"])
def test_however_a_file_ends_it_can_be_added_to(ending: str) -> None:
    text = f'[[milestone]]\nid = "a"\nbaseline = 2015-01-01{ending}'
    added = edited(text, add_table(("waiver",), finding="low-float"))
    assert added.startswith(text)
    added = edited(text, set_key(("milestone", 0), "actual", DAY))
    assert added.startswith(text.rstrip("\n"))


def test_windows_line_ends_stay_and_are_used() -> None:
    text = TWO.replace("\n", "\r\n")
    added = edited(
        text,
        set_key(("milestone", 0), "actual", DAY),
        add_table(("milestone", 0, "forecast"), on=DAY, date=DAY),
        set_key(("milestone", 1), "actual", DAY),
        add_table(("milestone", 1, "forecast"), on=DAY, date=DAY),
        add_table(("waiver",), finding="low-float"),
    )
    assert added.count("\r\n") == added.count("\n") > text.count("\n")
    for line in text.split("\r\n"):
        assert line in added.split("\r\n")


def test_several_records_are_edited_at_once() -> None:
    both = edited(
        TWO, set_key(("milestone", 0), "actual", DAY), set_key(("milestone", 1), "actual", DAY)
    )
    assert both.count("actual = 2015-03-31\n") == 2
    assert both.replace("actual = 2015-03-31\n", "") == TWO


@pytest.mark.parametrize(
    "text",
    [
        'milestone = [{ id = "a", baseline = 2015-01-01 }]\n',
        '[[ milestone ]]\nid = "a"\nbaseline = 2015-01-01\n',
        '[["milestone"]]\n"id" = "a"\n\'baseline\' = 2015-01-01\n',
        '[[milestone]]\nid = "a"\nbaseline = 2015-01-01\nforecast = []\n',
        '[[milestone]]\nid = "a"\nbaseline = 2015-01-01\n'
        "forecast = [{ on = 2014-01-01, date = 2015-01-01 }]\n",
        '[[milestone]]\nid = "a"\nbaseline = 2015-01-01\n'
        "forecast = [\n  { on = 2014-01-01, date = 2015-01-01 },  # first\n]\n",
        '[[milestone]]\nid = "a"\nbaseline = 2015-01-01\nnote = """\n[[milestone]]\n"""\n',
        '\t[[milestone]]\n\tid = "a"\n\tbaseline = 2015-01-01\n',
    ],
)
def test_other_ways_of_writing_a_table_are_followed(text: str) -> None:
    edited(text, set_key(("milestone", 0), "actual", DAY))
    edited(text, add_table(("milestone", 0, "forecast"), on=DAY, date="2015-05"))


def test_a_place_that_is_not_there_is_not_made() -> None:
    for edit in (
        set_key(("milestone", 7), "actual", DAY),
        set_key(("waiver", 0), "until", DAY),
        add_table(("milestone", 0, "forecast", 9, "x"), on=DAY),
    ):
        with pytest.raises(CannotEditError):
            edit_text(TWO, [edit])


def test_the_shipped_files_are_edited_line_by_line() -> None:
    for name in ("milestones.toml", "workstreams.toml"):
        text = (ROOT / name).read_text("utf-8")
        for array, records in tomllib.loads(text).items():
            for index, record in enumerate(records if isinstance(records, list) else []):
                if "owner" in record:
                    continue
                changed = edited(text, set_key((array, index), "owner", "The director"))
                before, after = text.splitlines(), changed.splitlines()
                assert len(after) == len(before) + 1
                after.remove('owner = "The director"')
                assert after == before


# Values


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (True, "true"),
        (999, "999"),
        (9_999, "9999"),
        (80_000, "80_000"),
        (Decimal("80000.50"), "80_000.50"),
        (Decimal("-1234567.00"), "-1_234_567"),
        (Decimal("1E+6"), "1_000_000"),
        (DAY, "2015-03-31"),
        ("2015-04", '"2015-04"'),
        ({"on": DAY, "by": "F"}, '{ on = 2015-03-31, by = "F" }'),
        ({"a b": 1, "c": [1, "d"]}, '{ "a b" = 1, c = [1, "d"] }'),
        ({}, "{}"),
    ],
)
def test_a_value_is_written_on_one_line(value: Value, written: str) -> None:
    assert render_value(value, Style()) == written


def test_numbers_are_parted_as_the_file_parts_them() -> None:
    assert style_of("a = 80_000\nb = 10000\n").underscores
    assert not style_of("a = 80000\n").underscores
    assert style_of("a = 2015-01-01\nb = 999\n").underscores
    assert render_value(80_000, Style(underscores=False)) == "80000"


def test_half_a_character_is_refused_in_words() -> None:
    with pytest.raises(MinervaError, match="half a character"):
        edit_text(TWO, [set_key(("milestone", 0), "note", "a \ud800 b")])


# Laws

_COMMENTS = st.sampled_from(["", "# a remark\n", "\n# two\n# lines\n", "\n\n", "\t\n", "#\n"])
_INDENTS = st.sampled_from(["", "  ", "\t", "    "])


@st.composite
def layouts(draw: st.DrawFn) -> str:
    """Draw a milestones file of an odd layout."""
    text = draw(_COMMENTS)
    indent, newline = draw(_INDENTS), draw(st.sampled_from(["\n", "\r\n"]))
    for number in range(draw(st.integers(1, 4))):
        text += f'[[milestone]]{draw(st.sampled_from(["", "  # head"]))}\nid = "m-{number}"\n'
        text += draw(_COMMENTS)
        text += draw(st.sampled_from(["baseline = 2015-01-01", "baseline   =   2015-01-01 # b"]))
        text += "\n" + draw(st.sampled_from(["", 'note = """\n# no comment\n[x]\n"""\n']))
        text += draw(st.sampled_from(["", 'source = "T"\n', "'owner' = 'O'\n"]))
        for _ in range(draw(st.integers(0, 2))):
            gap = draw(_COMMENTS)
            text += f"{gap}{indent}[[milestone.forecast]]\n{indent}on = 2015-01-01\n"
            text += f'{indent}date = "2015-02"\n'
        text += draw(_COMMENTS)
    return text.replace("\n", newline)


@st.composite
def layouts_and_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """Draw a file and edits of it, as recording makes them."""
    text = draw(layouts())
    count = len(tomllib.loads(text)["milestone"])
    edits: list[Edit] = []
    for _ in range(draw(st.integers(1, 4))):
        index = draw(st.integers(0, count - 1))
        possible: list[Edit] = [
            set_key(("milestone", index), "actual", DAY),
            set_key(("milestone", index), "note", draw(texts)),
            add_table(("milestone", index, "forecast"), on=DAY, reason=draw(texts)),
            add_table(("milestone", index, "rebaseline"), on=DAY, date="2015-05"),
            add_table(("waiver",), reason=draw(texts)),
            add_table(("milestone",), id="new", name=draw(texts)),
        ]
        edits.append(draw(st.sampled_from(possible)))
    return text, edits


@given(layouts_and_edits())
@example((TWO, [set_key(("milestone", 0), "note", '"""\n]] \x00\x1b\u2028')]))
def test_every_line_that_is_not_meant_stays_and_the_data_is_what_was_meant(
    drawn: tuple[str, list[Edit]],
) -> None:
    text, edits = drawn
    changed = edit_record(source_of(text), edits)
    expected = tomllib.loads(text)
    apply_to_data(expected, edits)
    assert tomllib.loads(changed) == expected
    assert "\r\n" not in text or changed.count("\n") == changed.count("\r\n")
    replaced = {edit.key for edit in edits if isinstance(edit, SetKey)}
    left = iter(changed.split("\n"))
    for line in _lines_outside(text, replaced):
        assert any(line == other for other in left), f"{line!r} is gone or moved"


def _lines_outside(text: str, keys: set[str]) -> list[str]:
    """Return the lines of a text, without those of the values of keys and without blank ends."""
    kept, inside = [], False
    for line in text.split("\n"):
        if inside:
            inside = not line.startswith('"""')
            continue
        if line.split("=")[0].strip() in keys:
            inside = line.rstrip("\r").endswith('"""')
            continue
        kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept

"""Many new records at once stand in the file as if they had been added one by one."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.recording.blocks import AddRecords, join_added
from minerva.recording.change import Edit
from minerva.recording.edits import CannotEditError, apply_to_data, edit_record, edit_text
from tests.recording.test_recording_edits import (
    DAY,
    TWO,
    add_table,
    edited,
    layouts,
    set_key,
    source_of,
)
from tests.strategies import texts


@st.composite
def added(draw: st.DrawFn, before: int) -> list[Edit]:
    """Draw new milestones, some of them with forecasts."""
    edits: list[Edit] = []
    for number in range(before, before + draw(st.integers(1, 4))):
        edits.append(add_table(("milestone",), id=f"new-{number}", name=draw(texts), baseline=DAY))
        edits += [
            add_table(("milestone", number, "forecast"), on=DAY, reason=draw(texts))
            for _ in range(draw(st.integers(0, 2)))
        ]
    return edits


@given(st.data())
def test_many_records_stand_as_if_they_were_added_one_by_one(data: st.DataObject) -> None:
    text = data.draw(layouts())
    edits = data.draw(added(len(tomllib.loads(text)["milestone"])))
    one_by_one = text
    for edit in edits:
        one_by_one = edit_record(source_of(one_by_one), [edit])
    at_once = edit_record(source_of(text), edits)
    assert _without_gaps(at_once) == _without_gaps(one_by_one)
    expected = tomllib.loads(text)
    apply_to_data(expected, edits)
    assert tomllib.loads(at_once) == expected


def test_records_are_laid_out_as_those_above_them() -> None:
    new = [
        add_table(("milestone",), id="n", baseline=DAY),
        add_table(("milestone", 2, "forecast"), on=DAY, date="2015-05"),
        add_table(("milestone",), id="o", baseline=DAY),
        add_table(("milestone",), id="p", baseline=DAY),
        add_table(("milestone", 4, "forecast"), on=DAY, date="2015-05"),
        add_table(("milestone", 4, "forecast"), on=DAY, date="2015-06"),
    ]
    written = edited(TWO, *new, set_key(("milestone", 0), "actual", DAY)).partition('id = "n"')[2]
    assert (
        written
        == """
baseline = 2015-03-31

  [[milestone.forecast]]
  on = 2015-03-31
  date = "2015-05"

[[milestone]]
id = "o"
baseline = 2015-03-31

[[milestone]]
id = "p"
baseline = 2015-03-31

  [[milestone.forecast]]
  on = 2015-03-31
  date = "2015-05"

  [[milestone.forecast]]
  on = 2015-03-31
  date = "2015-06"

# The end.
"""
    )


@pytest.mark.parametrize("text", ["", "# Nothing yet.", "# Nothing yet.\r\n\r\n"])
def test_the_first_records_of_a_file_stand_at_its_end(text: str) -> None:
    new = [add_table(("milestone",), id="a"), add_table(("milestone",), id="b")]
    newline = "\r\n" if "\r\n" in text else "\n"
    written = edit_record(source_of(text), new)
    assert written == edit_text(text, new)
    assert written.startswith(text)
    end = newline.join(["[[milestone]]", 'id = "a"', "", "[[milestone]]", 'id = "b"', ""])
    assert written.endswith(end)
    assert written.count("\n") == written.count(newline)


def test_a_text_that_looks_like_a_token_of_ours_stays_what_it_is() -> None:
    looks_alike = '"minerva-value-1-end"'
    new = [
        add_table(("milestone",), id="a", name=looks_alike),
        add_table(("milestone",), id=looks_alike),
    ]
    assert tomllib.loads(edit_record(source_of(TWO), new))["milestone"][2:] == [
        *({"id": "a", "name": looks_alike}, {"id": looks_alike})
    ]


def test_one_record_alone_is_no_block_and_a_table_of_no_record_cannot_be_added() -> None:
    alone = add_table(("milestone",), id="a")
    assert join_added([alone], lambda _: 2) == [alone]
    (joined,) = join_added([alone, alone], lambda _: 2)
    assert isinstance(joined, AddRecords)
    nowhere = add_table(("milestone", 5, "forecast"), on=DAY)
    with pytest.raises(CannotEditError):
        edit_text(TWO, [alone, nowhere])


def _without_gaps(text: str) -> list[str]:
    """Return the lines of a text that are not blank."""
    return [line for line in text.splitlines() if line.strip()]

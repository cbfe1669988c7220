"""Each kind reads its example and what it writes, and a column as each value in it."""

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from minerva.store.kinds import KINDS, NEEDED_TEXT, Kind
from minerva.store.parser import parse_values

ALL = [*KINDS.values(), NEEDED_TEXT]
VALUES = [
    *["", " ", "a", "a-b", "A B", "a\nb", "2014/15", "2014/16", "1 day", "-1 week", "04-01", "GBP"],
    *["2014-12", "2014-12-09", "2014-12-09/2014-12-10", 0, -1, 3, 101, 10**14, True, None],
    *[date(2014, 12, 9), date(1899, 1, 1), [], {}, ["a"], {"low": 1, "high": 2}],
]


def example(kind: Kind) -> Any:
    return parse_values(f"value = {kind.example}")["value"]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.example)
def test_an_example_is_read_and_what_is_written_is_read_as_the_same(kind: Kind) -> None:
    read = kind.read(example(kind))
    assert kind.read(kind.write(read)) == read


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.example)
def test_what_is_refused_has_a_reason_and_a_hint(kind: Kind) -> None:
    refused = 0
    for value in VALUES:
        try:
            kind.read(value)
        except ValueError as error:
            message, hint = error.args
            assert message
            assert hint
            refused += 1
    assert refused


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.example)
def test_the_schema_takes_what_is_read(kind: Kind) -> None:
    validator = Draft202012Validator(kind.schema)
    for value in VALUES:
        if isinstance(value, date):
            continue
        try:
            kind.read(value)
        except ValueError:
            continue
        assert validator.is_valid(value), value

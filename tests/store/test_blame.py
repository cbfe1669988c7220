"""Which lines of a file are those of a revision: those that stand in both, in order."""

from time import process_time

from hypothesis import example, given
from hypothesis import strategies as st

from minerva.store.blame import LONG, _same_lines

LINES = st.lists(st.sampled_from(["", "a", "b", "[[milestone]]", "actual = 2014-12-09"]))


@given(LINES, LINES)
@example(["a"] * 3, ["a"] * 2)
@example(["a", "b", "a"], ["a", "a"])
def test_shared_lines_are_equal_and_in_order(before: list[str], now: list[str]) -> None:
    found = list(_same_lines(before, now))
    assert all(before[one - 1] == now[other - 1] for one, other in found)
    for places in zip(*found, strict=True):
        assert sorted(set(places)) == list(places)


@given(LINES, LINES, LINES, LINES)
def test_how_a_file_begins_and_ends_is_shared(
    begin: list[str], before: list[str], now: list[str], end: list[str]
) -> None:
    found = list(_same_lines([*begin, *before, *end], [*begin, *now, *end]))
    assert found[: len(begin)] == [(n, n) for n in range(1, len(begin) + 1)]
    assert len(found) >= len(begin) + len(end)


@given(LINES)
def test_a_file_that_stayed_shares_every_line(lines: list[str]) -> None:
    assert list(_same_lines(lines, lines)) == [(n, n) for n in range(1, len(lines) + 1)]


def test_a_file_that_changed_from_end_to_end_is_compared_within_seconds() -> None:
    record = ["[[milestone]]", 'workstream = "ict"', "baseline = 2014-12-09", ""]
    before = [line for n in range(LONG) for line in (*record, f'id = "m-{n}"')]
    now = [line for n in range(LONG) for line in (f'id = "m-{n}"', *record, "tolerance = 3")]
    begun = process_time()
    found = dict(_same_lines(before, now))
    assert process_time() - begun < 10
    assert all(found[5 * n + 5] == 6 * n + 1 for n in range(LONG))

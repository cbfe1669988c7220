"""Which lines of a file are those of a revision: those that stand in both, in order."""

from hypothesis import example, given
from hypothesis import strategies as st

from minerva.store.blame import _places

LINES = st.lists(st.sampled_from(["", "a", "b", "[[milestone]]", "actual = 2014-12-09"]))
END = st.sampled_from(["\n", ""])
MANY = 2_000


def shared(before: list[str], now: list[str], end: str = "\n") -> list[tuple[int, int]]:
    """Return the numbers of shared lines of two texts, in the one and in the other."""
    texts = ("\n".join(lines) + end * bool(lines) for lines in (before, now))
    there, here = texts
    return list(_places(there.encode(), here, range(1, len(now) + 1)).items())


@given(LINES, LINES, END)
@example(["a"] * 3, ["a"] * 2, "\n")
@example(["a", "b", "a"], ["a", "a"], "")
def test_shared_lines_are_equal_and_in_order(before: list[str], now: list[str], end: str) -> None:
    found = shared(before, now, end)
    assert all(before[there - 1] == now[here - 1] for there, here in found)
    for places in zip(*found, strict=True):
        assert sorted(set(places)) == list(places)


@given(LINES, LINES, LINES, LINES)
def test_how_a_file_begins_and_ends_is_shared(
    begin: list[str], before: list[str], now: list[str], end: list[str]
) -> None:
    found = shared([*begin, *before, *end], [*begin, *now, *end])
    assert len(found) >= len(begin) + len(end)


@given(LINES)
def test_a_file_that_stayed_shares_every_line(lines: list[str]) -> None:
    assert shared(lines, lines) == [(n, n) for n in range(1, len(lines) + 1)]
    assert shared(lines, [f"{line}\r" for line in lines]) == shared(lines, lines)


def test_a_file_that_changed_from_end_to_end_is_compared_line_by_line() -> None:
    record = ["[[milestone]]", 'workstream = "ict"', "baseline = 2014-12-09", ""]
    before = [line for n in range(MANY) for line in (*record, f'id = "m-{n}"')]
    now = [line for n in range(MANY) for line in (f'id = "m-{n}"', *record, "tolerance = 3")]
    found = dict(shared(before, now))
    assert all(found[5 * n + 5] == 6 * n + 1 for n in range(MANY))

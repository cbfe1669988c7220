"""Where things stand: the line and column of a key, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.source import KeyPath, Source
from tests.programmes import programme

TEXT = """\
# a comment
[programme]
id = "p"
target.full_year = 2_000
"quoted" = 1

[[milestone]]
id = "a"
name = "é漢😀" # after wide characters
"baseline" = 2014-12-09
after = [
  "x",
  { milestone = "y", lag = "1 day" },
]
  [[milestone.forecast]]
  on = 2014-01-01
  [[milestone.forecast]]
\ton = 2014-02-01
\tdate = 2014-03-01

[[milestone]]
id = "b"
forecast = 2015-01-01
note = "é" # é
plan = { "2014/15" = 1, a = [1, { b = 2 }] }
"""


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        (("programme",), (2, 1, 11), (2, 1, 11)),
        (("programme", "id"), (3, 1, 2), (3, 6, 3)),
        (("programme", "target", "full_year"), (4, 8, 9), (4, 20, 5)),
        (("programme", "quoted"), (5, 1, 8), (5, 12, 1)),
        (("milestone", 0), (7, 1, 13), (7, 1, 13)),
        (("milestone", 0, "name"), (9, 1, 4), (9, 8, 5)),
        (("milestone", 0, "baseline"), (10, 1, 10), (10, 14, 10)),
        (("milestone", 0, "missing"), (7, 1, 13), (7, 1, 13)),
        (("milestone", 0, "after"), (11, 1, 5), (11, 9, 1)),
        (("milestone", 0, "after", 0), (12, 3, 3), (12, 3, 3)),
        (("milestone", 0, "after", 1, "lag"), (13, 22, 3), (13, 28, 7)),
        (("milestone", 0, "forecast", 0, "on"), (16, 3, 2), (16, 8, 10)),
        (("milestone", 0, "forecast", 1), (17, 3, 22), (17, 3, 22)),
        (("milestone", 0, "forecast", 1, "date"), (19, 2, 4), (19, 9, 10)),
        (("milestone", 1, "forecast", 0, "date"), (23, 1, 8), (23, 12, 10)),
        (("milestone", 1, "note"), (24, 1, 4), (24, 8, 3)),
        (("milestone", 1, "plan", "2014/15"), (25, 10, 9), (25, 22, 1)),
        (("milestone", 1, "plan", "a", 1, "b"), (25, 35, 1), (25, 39, 1)),
        (("nothing",), (1, 1, 11), (1, 1, 11)),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("records", [2, 3])
def test_places(
    path: KeyPath,
    key: tuple[int, int, int],
    value: tuple[int, int, int],
    ending: str,
    records: int,
) -> None:
    """With two records they are found one by one; were there three, in the whole file."""
    source = Source("f", TEXT.replace("\n", ending), {"milestone": records})
    assert source.locate(path) == key
    assert source.locate(path, value=True) == value
    assert source.line_of(path) == key[0]


def test_lines_of_the_text() -> None:
    source = Source("f", "a\r\nb\n\nd", {})
    assert [source.line(n) for n in range(1, 5)] == ["a", "b", "", "d"]


HEADERS_IN_TEXT = '''\
[[milestone]]
id = "a"
workstream = "ict"
name = """
[[milestone]]
  [[milestone.forecast]]
"""
baseline = 2014-12-09

[[milestone]]
id = "b"
workstream = "ict"
name = "B"
baseline = 2014-12-10
'''
INLINE = """\
milestone = [
  { id = "a", workstream = "ict", name = "A", baseline = 2014-12-09 },
  { id = "b", workstream = "ict", name = "B",
    baseline = 2014-12-10 },
]
"""
SPACED = """\
 [[ "milestone" ]]
id = "a"
workstream = "ict"
name = "A"
baseline = 2014-12-09
\t[['milestone']]
id = "b"
workstream = "ict"
name = "B"
baseline = 2014-12-10
"""


@pytest.mark.parametrize(
    ("text", "lines"), [(HEADERS_IN_TEXT, [8, 14]), (INLINE, [2, 4]), (SPACED, [5, 10])]
)
def test_records_are_not_mistaken(text: str, lines: list[int]) -> None:
    found = programme(text).milestones
    assert [one.location.at("baseline").line for one in found] == lines


padding = st.lists(st.sampled_from(["", "# x", '# """', "  ", "# [[milestone]]"]), max_size=3)


@given(st.lists(st.tuples(padding, padding, st.booleans()), min_size=1, max_size=6))
def test_the_line_reported_is_the_line_written(
    records: list[tuple[list[str], list[str], bool]],
) -> None:
    lines: list[str] = []
    baselines, dates = [], []
    for n, (before, between, forecast) in enumerate(records):
        lines += [*before, "[[milestone]]", f'id = "m-{n}"', 'workstream = "ict"', 'name = "M"']
        lines += [*between, "baseline = 2014-12-09"]
        baselines.append(len(lines))
        if forecast:
            lines += ["  [[milestone.forecast]]", "on = 2014-12-01", *before, "date = 2014-12-10"]
            dates.append(len(lines))
    found = programme("\n".join(lines)).milestones
    assert [one.location.at("baseline").line for one in found] == baselines
    assert [f.location.at("date").line for one in found for f in one.forecast] == dates

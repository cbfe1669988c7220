"""Where things stand: the line and column of a key, however it is written."""

import tomllib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.model.source import KeyPath, Location, Source
from minerva.store.places import SourceText
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
    source = SourceText("f", TEXT.replace("\n", ending), {"milestone": records})
    assert source.locate(path) == key
    assert source.locate(path, value=True) == value
    assert source.locate(path).line == key[0]


def test_lines_of_the_text() -> None:
    source = SourceText("f", "a\r\nb\n\nd", {})
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
    assert [milestone.location.at("baseline").line for milestone in found] == lines


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
    assert [milestone.location.at("baseline").line for milestone in found] == baselines
    assert [f.location.at("date").line for milestone in found for f in milestone.forecast] == dates


def source(text: str) -> SourceText:
    """Return a text as a file in which every `[[...]]` at the margin is a record."""
    names = [line.strip("[] ") for line in text.splitlines() if line.startswith("[[")]
    return SourceText("f", text, Counter(names))


def marked(source: Source, path: KeyPath) -> str:
    """Return what is pointed at as the value of a key."""
    line, column, length = source.locate(path, value=True)
    return source.line(line)[column - 1 : column - 1 + length]


EVALUATION = """\
[[procurement]]
id = "a"

[[procurement]]
id = "b"
  [procurement.evaluation]
  [procurement.evaluation.quality]
  weight = 60
  [procurement.evaluation.quality.criteria]
  "Fit" = 100
"""
VALIDATED = """\
[[saving]]
id = "a"
  [[saving.realised]]
  amount = 1
  [[saving.realised]]
  amount = 2
  [saving.realised.validated]
  on = 2014-01-01
"""
DOTTED = """\
# a comment
[programme]
id = "p"
target.from = "2014/15"

[[milestone]]
id = "a"

[[milestone]]
id = "b"
tolerance.days = 1
"""
SINGLE = """\
[[milestone]]
id = "a"

[[milestone]]
id = "b"
  [milestone.forecast]
  on = 2014-01-01
"""
UNKNOWN = """\
# a comment
stray.key = 1

["mile stones"]
id = "a"

[[nested.tables]]
id = "b"

[programme.target]
full_year = 1
"""


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        (EVALUATION, ("procurement", 1, "evaluation"), 6),
        (EVALUATION, ("procurement", 1, "evaluation", "quality"), 7),
        (EVALUATION, ("procurement", 1, "evaluation", "quality", "weight"), 8),
        (EVALUATION, ("procurement", 1, "evaluation", "quality", "criteria"), 9),
        (EVALUATION, ("procurement", 1, "evaluation", "quality", "criteria", "Fit"), 10),
        (VALIDATED, ("saving", 0, "realised", 1), 5),
        (VALIDATED, ("saving", 0, "realised", 1, "validated"), 7),
        (VALIDATED, ("saving", 0, "realised", 1, "validated", "on"), 8),
        (DOTTED, ("programme", "target"), 4),
        (DOTTED, ("milestone", 1, "tolerance"), 11),
        (SINGLE, ("milestone", 1, "forecast"), 6),
        (UNKNOWN, ("stray",), 2),
        (UNKNOWN, ("mile stones",), 4),
        (UNKNOWN, ("nested",), 7),
        (UNKNOWN, ("programme",), 10),
        (UNKNOWN, ("programme", "target"), 10),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_a_table_stands_where_its_header_or_its_dotted_key_does(
    text: str, path: KeyPath, line: int
) -> None:
    found = source(text)
    assert found.locate(path).line == line
    assert found.locate(path, value=True).line == line
    assert found.locate(path).line == line


LOOKALIKE = """\
[[procurement]]
id = "a"
note = \'\'\'
[procurement.evaluation.quality]
\'\'\'
# [procurement.evaluation.quality]
regime = [
  "[procurement.evaluation.quality]",
]
[ procurement . "evaluation".quality ] # ]
weight = 60
"""


def test_what_only_looks_like_a_header_is_passed_over() -> None:
    found = source(LOOKALIKE)
    header = '[ procurement . "evaluation".quality ]'
    assert found.locate(("procurement", 0, "evaluation", "quality")) == (10, 1, len(header))
    assert found.locate(("procurement", 0, "evaluation", "quality", "weight")).line == 11


@pytest.mark.parametrize(
    "header",
    ["[[ milestone.forecast ]]", "[[milestone . forecast]]", "[['milestone'.\"forecast\"]]"],
)
def test_a_header_spelt_unlike_the_others_is_not_passed_over(header: str) -> None:
    usual = "[[milestone.forecast]]"
    text = "".join(
        f"{milestone}\non = 2014-01-0{n}\n"
        for n, milestone in enumerate([usual, header, usual], start=1)
    )
    found = source(f'[[milestone]]\nid = "a"\n{text}')
    assert [
        (found.locate(path).line, marked(found, path))
        for path in (("milestone", 0, "forecast", n, "on") for n in range(3))
    ] == [(4, "2014-01-01"), (6, "2014-01-02"), (8, "2014-01-03")]


@pytest.mark.parametrize("written", ['"2015-01"', "'2015-W02'", '"2015-01-05/2015-01-09"'])
def test_an_undated_forecast_in_quotes_has_a_place(written: str) -> None:
    found = source(f"[[milestone]]\n\nforecast = {written}\n")
    for path in (("milestone", 0, "forecast", 0), ("milestone", 0, "forecast", 0, "date")):
        assert (found.locate(path).line, marked(found, path)) == (3, written)


def test_tables_where_a_value_should_be_have_a_place() -> None:
    found = source("[[milestone]]\n[[milestone.owner]]\nname = 1\n")
    assert found.locate(("milestone", 0, "owner"), value=True).line == 2


def test_a_value_of_several_lines_is_marked_to_the_end_of_its_first() -> None:
    found = source('[[milestone]]\nname = """\nM\n"""\nafter = [ # x\n  "a",\n]\nnote = "n"\n')
    assert marked(found, ("milestone", 0, "name")) == '"""'
    assert marked(found, ("milestone", 0, "after")) == "[ # x"
    assert marked(found, ("milestone", 0, "after", 0)) == '"a"'
    assert marked(found, ("milestone", 0, "note")) == '"n"'


def test_lines_end_where_toml_ends_them_and_nowhere_else() -> None:
    found = source('[[milestone]]\nname = "a\u2028b\u0085c"\nnote = "n"\n')
    assert found.line(2) == 'name = "a\u2028b\u0085c"'
    assert found.locate(("milestone", 0, "note")) == (3, 1, 4)


def test_a_location_leads_to_those_below_it() -> None:
    location = Location(source(TEXT), ("milestone", 0)).at("forecast", 1).at("date")
    assert (location.file, location.line) == ("f", 19)
    assert location.span() == (19, 2, 4)
    assert location.span(value=True) == (19, 9, 10)


indents = st.sampled_from(["", "  ", "\t"])
headers = st.sampled_from(
    ["[[milestone.forecast]]", "[[ milestone.forecast ]]", '[["milestone".forecast]] # said']
)
names = st.text(st.sampled_from("aé漢😀[]{}#.'\\\u2028"), min_size=1, max_size=8).filter(str.strip)


@given(
    st.lists(
        st.tuples(names, st.booleans(), st.lists(st.tuples(indents, headers), max_size=3)),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_forecast_is_found_however_its_header_is_written(
    records: list[tuple[str, bool, list[tuple[str, str]]]], ending: str
) -> None:
    lines: list[str] = []
    written: dict[KeyPath, tuple[int, str]] = {}
    for n, (name, several_lines, forecasts) in enumerate(records):
        lines += ["[[milestone]]", f'id = "m-{n}"', 'workstream = "ict"', "baseline = 2014-12-09"]
        if several_lines:
            lines += ["name = '''", "[[milestone]]", "  [[milestone.forecast]]", "'''"]
        else:
            escaped = name.replace("\\", "\\\\")
            lines.append(f'name = "{escaped}"')
            written["milestone", n, "name"] = (len(lines), f'"{escaped}"')
        for m, (indent, header) in enumerate(forecasts):
            lines += [indent + header, f'{indent}reason = "é{m}"', f"{indent}on = 2014-01-0{m + 1}"]
            lines.append(f"{indent}date = 2014-02-0{m + 1}")
            written["milestone", n, "forecast", m, "date"] = (len(lines), f"2014-02-0{m + 1}")
    found = programme((ending.join(lines) + ending).encode()).milestones[0].location.source
    assert {path: (found.locate(path).line, marked(found, path)) for path in written} == written


LINES = [
    "baseline = 2014-12-09",
    "\tbaseline=2014-12-09 # a comment",
    '"baseline" = 2014-12-09',
    "name = 'é = 1' # é",
    'name = "a # b"',
    'name = "a \\" b"',
    'name = "[ {"',
    "tolerance.x = 1",
    'after = ["a", { milestone = "b", lag = "1 day" }]',
    'after = [\n  "a",\n  { milestone = "b", date = 1 },\n]',
    "after = [\n[1],\n]",
    "date = 2014-01-01 10:00:00",
    "forecast = 2015-01-01",
    "# baseline = 2013-01-01",
    "[[milestone.forecast]]",
    "  [[milestone.forecast]] # é",
    "[[milestone.rebaseline]]",
    "[milestone.x]",
    "date = 2015-02-03",
    "on = 2_000",
]
PATHS: list[KeyPath] = [
    *(("milestone", 0, key) for key in ("baseline", "name", "after", "date", "tolerance")),
    *(("milestone", 0, "forecast", n, key) for n in (0, 1) for key in ("date", "name", "on")),
    ("milestone", 0, "rebaseline", 0, "date"),
    ("milestone", 0, "x", "date"),
    ("milestone", 0, "after", 1, "lag"),
    ("milestone", 0),
]


@given(st.lists(st.sampled_from(LINES), max_size=9), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=2 * settings().max_examples)
def test_what_is_plain_to_see_stands_where_the_reader_says(lines: list[str], ending: str) -> None:
    text = "\n".join(["[[milestone]]", *lines, "# ", ""])
    # Three quotes make it as hard to see as can be, and move nothing.
    hard = text.replace("\n# \n", "\n# '''\n").replace("\n", ending)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    plain = source(text.replace("\n", ending))
    for path in PATHS:
        for value in (False, True):
            assert plain.locate(path, value=value) == source(hard).locate(path, value=value), path

"""Everything that is refused, where it is said to be, and how it is told."""

from pathlib import Path
from textwrap import dedent

import pytest

from minerva.formats.screen import text
from minerva.model.problems import InvalidProgrammeError, Problem
from minerva.store import File, read_programme
from tests.command import run
from tests.programmes import WORKSTREAMS, files, problems_of, programme, write_programme

FINE = """\
[[milestone]]
id = "m"
workstream = "ict"
name = "M"
baseline = 2014-12-09
"""


def told(problems: list[Problem]) -> list[tuple[str, str, int, int]]:
    """Return each problem's kind, file, line and column."""
    return [
        (problem.kind, problem.location.file, problem.where().line, problem.where().column)
        for problem in problems
    ]


def only(problems: list[Problem]) -> Problem:
    """Return the one problem there is."""
    assert len(problems) == 1, problems
    return problems[0]


def of_milestone(fields: str) -> Problem:
    """Return the one problem of a milestone with these fields more."""
    return only(problems_of(FINE + fields))


def of_workstreams(more: str) -> Problem:
    """Return the one problem of a workstreams file with this more."""
    return only(problems_of(FINE, WORKSTREAMS + more))


def saving(fields: str) -> str:
    """Return a saving with these fields."""
    return f"""
    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
    {fields}
    """


@pytest.mark.parametrize(
    ("milestones", "line", "column"),
    [
        ("a = 1\nb = = 2\n", 2, 5),
        ("é = 1\n", 1, 1),
        ('a = "é漢😀" x\n', 1, 11),
        ('a = "é漢😀"\n# ü\nb =\n', 3, 4),
        ("a = 1\r\nb = = 2\r\n", 2, 5),
        ("[[milestone]\n", 1, 13),
        ("a = 2015-02-30\n", 1, 5),
        ("a = 1\na = 2\n", 2, 1),
        ("\x00", 1, 2),
    ],
)
def test_bad_toml_points_at_the_place(milestones: str, line: int, column: int) -> None:
    problem = only(problems_of(milestones.encode()))
    assert told([problem]) == [("bad-toml", "milestones.toml", line, column)]
    assert "only the first such mistake" in (problem.hint or "")


def test_a_file_that_is_not_utf_8_points_at_the_byte() -> None:
    problem = only(problems_of('a = "é"\nb = "'.encode() + b"\xff\xfe" + b'"\n'))
    assert told([problem]) == [("not-utf-8", "milestones.toml", 2, 6)]


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (FileNotFoundError(2, "No such file"), "missing-file", "milestones.toml is missing"),
        (
            PermissionError(13, "Permission denied"),
            "unreadable-file",
            "milestones.toml cannot be read: Permission denied",
        ),
        (
            IsADirectoryError(21, "Is a directory"),
            "unreadable-file",
            "milestones.toml cannot be read: Is a directory",
        ),
    ],
)
def test_a_file_that_cannot_be_read(error: OSError, kind: str, message: str) -> None:
    sound, _ = files(FINE)
    with pytest.raises(InvalidProgrammeError) as refused:
        read_programme([sound, File("milestones.toml", "milestones.toml", error)])
    problem = only(list(refused.value.problems))
    assert (problem.kind, problem.message) == (kind, message)
    assert "--> milestones.toml\n" in text.problems([problem], colour=False)


def test_a_directory_or_nothing_in_place_of_a_file(tmp_path: Path) -> None:
    write_programme(tmp_path, FINE)
    (tmp_path / "milestones.toml").unlink()
    assert "error[missing-file]: milestones.toml is missing" in run("check", cwd=tmp_path).stderr
    (tmp_path / "milestones.toml").mkdir()
    result = run("check", cwd=tmp_path)
    assert "error[unreadable-file]: milestones.toml cannot be read" in result.stderr
    assert (result.stdout, result.status) == ("", 2)


def test_empty_files_are_problems_never_a_pass() -> None:
    assert [problem.kind for problem in problems_of("")] == ["no-milestones"]
    assert [found.kind for found in problems_of("# nothing yet\n")] == ["no-milestones"]
    saving = '\n    [[saving]]\n    id = "a"\n    workstream = "ict"\n    name = "A"\n'
    assert read_programme(files("", WORKSTREAMS + saving)).milestones == ()
    empty = problems_of(FINE, "")
    assert [found.kind for found in empty] == ["missing-key", "no-workstreams", "unknown-reference"]
    assert empty[0].message == "workstreams.toml has no [programme]"


@pytest.mark.parametrize(
    ("fields", "message", "hint"),
    [
        ("forcast = 2015-04-30", 'milestone "m" has no key "forcast"', 'did you mean "forecast"?'),
        ("location = 3", 'milestone "m" has no key "location"', "the keys are id, workstream,"),
        (
            "[[milestone.forecast]]\non = 2014-12-01\ndate = 2014-12-02\nreasn = 'x'",
            'milestone "m", forecast 1 has no key "reasn"',
            'did you mean "reason"?',
        ),
    ],
)
def test_unknown_keys_are_answered_with_the_nearest(fields: str, message: str, hint: str) -> None:
    problem = of_milestone(fields)
    assert (problem.kind, problem.message) == ("unknown-key", message)
    assert (problem.hint or "").startswith(hint)


@pytest.mark.parametrize(
    ("milestones", "kind", "hint"),
    [
        (FINE + "[[milestones]]\n", "unknown-key", 'did you mean "milestone"?'),
        (FINE + "[[saving]]\n", "unknown-key", "it belongs in workstreams.toml"),
        (FINE + "[programme]\n", "unknown-key", "it belongs in workstreams.toml"),
        (FINE + "xyz = 1\n", "unknown-key", "the keys are"),
    ],
)
def test_unknown_tables(milestones: str, kind: str, hint: str) -> None:
    problem = only(problems_of(milestones))
    assert problem.kind == kind
    assert (problem.hint or "").startswith(hint)


@pytest.mark.parametrize(
    ("milestones", "message"),
    [
        ('[milestone]\nid = "m"\n', '"milestone" is not a list of tables'),
        ("milestone = 3\n", '"milestone" is not a list of tables'),
        ("milestone = [3]\n", "milestone 1 is 3, not a table"),
    ],
)
def test_milestones_are_tables_in_double_brackets(milestones: str, message: str) -> None:
    problems = problems_of(milestones)
    assert ("wrong-value", message) in [(problem.kind, problem.message) for problem in problems]


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("1.005", "1.01"),
        ("1.015", "1.02"),
        ("-1.005", "-1.01"),
        ("1.0049", "1.00"),
        ("1.500", "1.50"),
    ],
)
def test_half_a_penny_is_offered_away_from_0(written: str, offered: str) -> None:
    problem = of_workstreams(saving(f"full_year = {written}"))
    assert problem.hint == f"write {offered}"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("full_year = 1.005", "full_year: 1.005 has more than two decimals"),
        ("full_year = 1.500", "full_year: 1.500 has more than two decimals"),
        ("full_year = nan", "full_year: NaN is not an amount of money"),
        ("full_year = inf", "full_year: Infinity is not an amount of money"),
        ("full_year = true", "full_year: true is not an amount of money"),
        ('full_year = "80,000"', 'full_year: "80,000" is not an amount of money'),
        ("full_year = 1e400", "full_year: an amount this large is not read"),
        (f"full_year = {10**40}", "full_year: an amount this large is not read"),
        ("full_year = []", "full_year: a list is not an amount of money"),
        ("full_year = { low = 1 }", "full_year: a table is not an amount of money"),
        ("cashable = 1", "cashable: 1 is not true or false"),
        ('cashable = "yes"', 'cashable: "yes" is not true or false'),
        ('category = "staff"', 'category: "staff" is not one of staffing, income,'),
        ("starts = '2015-04'", 'starts: "2015-04" is not a day'),
        ("starts = '2015-04-01'", 'starts: "2015-04-01" is text, not a date'),
        ("starts = 2015-04-01T10:00:00Z", "(with a time of day) is not a day"),
        ("starts = 10:00:00", "(with a time of day) is not a day"),
        ("starts = 1815-04-01", "starts: 1815-04-01 is out of range"),
        ('starts_with = "Go Live"', 'starts_with: "Go Live" is not an id in lower case'),
        ("starts_with = 3", "starts_with: 3 is not text"),
        ("plan = { '2014-15' = 1 }", 'plan, 2014-15: "2014-15" is not a financial year'),
        ("plan = { '2014/15' = 'x' }", 'plan, 2014/15: "x" is not an amount of money'),
        ("plan = 3", "plan: 3 is not a table"),
        ("components = { a = 1.001 }", "components, a: 1.001 has more than two decimals"),
        ("realised = 3", "realised: 3 is not a list"),
        ("realised = [3]", "realised 1: 3 is not a table"),
        (
            "realised = [{ year = '2014/16', amount = 1, on = 2014-01-01 }]",
            'realised 1, year: "2014/16" is not a financial year',
        ),
        (
            "realised = [{ year = '2014/15', amount = 1, on = 2014-01-01, validated = true }]",
            "realised 1, validated: true is not a table",
        ),
        ("source = 3", "source: 3 is not text"),
        ("note = { a = 1 }", "note: a table is not text"),
    ],
)
def test_wrong_values_of_a_saving(fields: str, said: str) -> None:
    problem = of_workstreams(saving(fields))
    assert problem.kind == "wrong-value"
    assert problem.message.startswith('saving "s"')
    assert said in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "[[option]]\nid = 'o'\nname = 'O'\ninvestment = { low = 2, high = 1 }",
            "is over the high",
        ),
        ("[[option]]\nid = 'o'\nname = 'O'\ninvestment = { low = 2 }", "needs a low and a high"),
        ("[[option]]\nid = 'o'\nname = 'O'\ndecision = 'no'", "is not one of chosen, rejected"),
        ("[[option]]\nid = 'o'\nname = ' '", "this text is empty"),
        (
            "[[contract]]\nid = 'c'\nsupplier = 'S'\nexpires = '2015-11'",
            '"2015-11" is not a day',
        ),
        (
            "[[contract]]\nid = 'c'\nsupplier = 'S'\nexpires = 2015-11-03\nnotice = '1 yr'",
            '"1 yr" is not a duration',
        ),
        (
            "[[procurement]]\nid = 'p'\nname = 'P'\nworkstream = 'ict'\n"
            "[procurement.evaluation]\nprice = { weight = 101 }",
            "101 is not a percentage",
        ),
        (
            "[[procurement]]\nid = 'p'\nname = 'P'\nworkstream = 'ict'\n"
            "[[procurement.stage]]\nid = 's'\nname = 'S'\ncloses = 'm'\nbidders_in = -1",
            "-1 is not a count",
        ),
        (
            "[[procurement]]\nid = 'p'\nname = 'P'\nworkstream = 'ict'\n"
            "[[procurement.stage]]\nid = 's'\nname = 'S'\ncloses = '2014-13'",
            '"2014-13" is not a date',
        ),
    ],
)
def test_wrong_values_elsewhere(more: str, said: str) -> None:
    problem = of_workstreams("\n" + more.replace("\n", "\n    "))
    assert said in problem.message


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ("currency = 'pounds'", '"pounds" is not a currency'),
        ("financial_year_starts = '31-12'", "is not a day of the year"),
        ("updated = '2014-11'", '"2014-11" is not a day'),
        ("tolerance = 14", "14 is not a duration"),
        ("target = { full_year = 1, from = '2015' }", '"2015" is not a financial year'),
        ("nme = 'x'", 'has no key "nme"'),
    ],
)
def test_wrong_values_of_the_programme(details: str, said: str) -> None:
    broken = WORKSTREAMS.replace('name = "P"', f'name = "P"\n    {details}')
    assert said in only(problems_of(FINE, broken)).message


@pytest.mark.parametrize(
    ("remove", "message", "hint"),
    [
        ("name", 'milestone "m" needs "name"', 'add name = "..."'),
        (
            "workstream",
            'milestone "m" needs "workstream"',
            'add workstream = "...", with an id that is in the files',
        ),
        ("id", 'milestone 1 needs "id"', 'add id = "ito-award"'),
    ],
)
def test_missing_keys_point_at_the_table(remove: str, message: str, hint: str) -> None:
    kept = "\n".join(line for line in FINE.splitlines() if not line.startswith(remove))
    problem = only(problems_of(kept))
    assert (problem.kind, problem.message, problem.hint) == ("missing-key", message, hint)
    assert (problem.where().line, problem.where().column) == (1, 1)


def test_a_dated_forecast_needs_its_day() -> None:
    problem = of_milestone("[[milestone.forecast]]\ndate = 2014-12-02")
    assert problem.message == 'milestone "m", forecast 1 needs "on"'


PROCUREMENT = "[[procurement]]\nid = 'p'\nname = 'P'\nworkstream = 'ict'\n"


STAGE = "[[procurement.stage]]\nid = 's'\nname = 'S'\n"


def after(**edges: str) -> str:
    """Return milestones, each after those named beside it."""
    return "".join(
        FINE.replace('"m"', f'"{id}"') + f"after = {before.split()!r}\n".replace("'", '"')
        for id, before in edges.items()
    )


def marked(problem: Problem) -> str:
    """Return the text above the carets."""
    line, column, length = problem.where()
    return problem.location.source.line(line)[column - 1 : column - 1 + length]


def found_in(milestones: str, workstreams: str) -> list[Problem]:
    """Return the problems of the sound files with more in each of them."""
    return problems_of(f"{FINE}\n{milestones}\n", f"{SOUND}\n{workstreams}\n")


SOUND = dedent(WORKSTREAMS)


SAVING = '[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"\n'


CONTRACT = '[[contract]]\nid = "c"\nsupplier = "C"\nexpires = 2015-11-03\n'


OPTION = '[[option]]\nid = "o"\nname = "O"\n'


CLAIM = '[[saving.realised]]\nyear = "2014/15"\namount = 3\non = 2014-01-01\n'


WAIVER = (
    '[[waiver]]\nfinding = "low-float"\nsubject = "m"\nuntil = 2014-12-09\n'
    'reason = "R"\napproved_by = "B"\n'
)


def test_a_time_zone_is_one_that_there_is() -> None:
    named = WORKSTREAMS.replace("[programme]\n", '[programme]\n    timezone = "Europe/Lisbon"\n')
    assert read_programme(files(FINE, named)).details.timezone == "Europe/Lisbon"
    problem = only(problems_of(FINE, named.replace("Lisbon", "Lisboa")))
    assert problem.message == '[programme]: "Europe/Lisboa" is not a time zone'
    assert problem.hint == 'did you mean "Europe/Lisbon"?'
    assert problems_of(FINE, named.replace("Europe/Lisbon", "../etc/passwd"))


CONFLICT = """
[[milestone]]
id = "m"
<<<<<<< HEAD
workstream = "ict"
=======
workstream = "hrd"
>>>>>>> theirs
name = "M"
baseline = 2014-12-01
<<<<<<< HEAD
=======
owner = "Board"
>>>>>>> theirs
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_an_unresolved_merge_is_called_one(line_end: str) -> None:
    found = problems_of(CONFLICT.replace("\n", line_end).encode())
    assert [(problem.message, problem.where().line) for problem in found] == [
        ("milestones.toml has an unresolved merge, from line 4", 4),
        ("milestones.toml has an unresolved merge, from line 11", 11),
    ]


def test_marks_of_a_merge_within_a_text_are_text() -> None:
    text = 'note = """\n<<<<<<< HEAD\n"""\n'
    assert programme(FINE + text).milestones[0].note == "<<<<<<< HEAD\n"


@pytest.mark.parametrize(("length", "shown"), [(9, 10), (10, 11), (11, 11), (3_000, 11)])
def test_of_a_long_cycle_the_first_few_are_named(length: int, shown: int) -> None:
    milestones = "".join(
        f'[[milestone]]\nid = "m{n}"\nworkstream = "ict"\nname = "M"\nbaseline = 2014-12-01\n'
        f'after = ["m{(n + 1) % length}"]\n'
        for n in range(length)
    )
    [problem] = problems_of(milestones)
    steps = problem.message.partition(": ")[2].split(" -> ")
    assert len(steps) == shown
    assert steps[0] == steps[-1]
    assert (f"{length + 1 - 10:,} more" in steps) == (length > 10)

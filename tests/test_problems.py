"""Everything that is refused, where it is said to be, and how it is told."""

import os
from pathlib import Path
from textwrap import dedent
from time import perf_counter

import pytest

from minerva.formats.screen import text
from minerva.model.problems import InvalidProgrammeError, Problem
from minerva.store import File, read_programme
from tests.command import run, run_process
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
    return [(one.kind, one.location.file, one.where().line, one.where().column) for one in problems]


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
    assert [one.kind for one in problems_of("")] == ["no-milestones"]
    assert [one.kind for one in problems_of("# nothing yet\n")] == ["no-milestones"]
    empty = problems_of(FINE, "")
    assert [one.kind for one in empty] == ["missing-key", "no-workstreams", "unknown-reference"]
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
    assert problems[0].message == message or problems[-1].message == message
    assert {"wrong-value"} <= {one.kind for one in problems}


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
    ("brief", "said"),
    [
        ("currency = 'pounds'", '"pounds" is not a currency'),
        ("financial_year_starts = '31-12'", "is not a day of the year"),
        ("updated = '2014-11'", '"2014-11" is not a day'),
        ("tolerance = 14", "14 is not a duration"),
        ("target = { full_year = 1, from = '2015' }", '"2015" is not a financial year'),
        ("nme = 'x'", 'has no key "nme"'),
    ],
)
def test_wrong_values_of_the_programme(brief: str, said: str) -> None:
    broken = WORKSTREAMS.replace('name = "P"', f'name = "P"\n    {brief}')
    assert said in only(problems_of(FINE, broken)).message


@pytest.mark.parametrize(
    ("remove", "message", "hint"),
    [
        ("baseline", 'milestone "m" needs "baseline"', "add baseline = 2015-01-09"),
        ("name", 'milestone "m" needs "name"', 'add name = "..."'),
        ("workstream", 'milestone "m" needs "workstream"', 'add workstream = "ito-award"'),
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


def test_an_id_used_twice_names_the_other_line() -> None:
    problem = only(problems_of(FINE + "\n" + FINE))
    assert (problem.kind, problem.message) == ("duplicate-id", 'milestone "m" is there twice')
    assert problem.where().line == 8
    assert "line 1" in (problem.hint or "")


@pytest.mark.parametrize(
    "more",
    [
        "[[workstream]]\nid = 'ict'\nname = 'Again'",
        saving("") + saving(""),
        "[[contract]]\nid = 'c'\nsupplier = 'S'\nexpires = 2015-11-03\n" * 2,
        "[[option]]\nid = 'o'\nname = 'O'\n" * 2,
        "[[procurement]]\nid = 'p'\nname = 'P'\nworkstream = 'ict'\n" * 2,
        "[[procurement]]\nid = 'p'\nname = 'P'\nworkstream = 'ict'\n"
        + "[[procurement.stage]]\nid = 's'\nname = 'S'\ncloses = 'm'\n" * 2,
    ],
)
def test_every_kind_of_id_names_one_thing(more: str) -> None:
    lines = "\n".join(line.strip() for line in more.splitlines())
    workstreams = "\n".join(line.strip() for line in WORKSTREAMS.splitlines())
    problem = only(problems_of(FINE, f"{workstreams}\n{lines}\n"))
    assert problem.kind == "duplicate-id"


PROCUREMENT = "[[procurement]]\nid = 'p'\nname = 'P'\nworkstream = 'ict'\n"
STAGE = "[[procurement.stage]]\nid = 's'\nname = 'S'\n"


@pytest.mark.parametrize(
    ("milestone", "more", "said"),
    [
        (FINE.replace("ict", "icr"), "", 'refers to workstream "icr"'),
        (FINE + 'after = ["n"]', "", 'refers to milestone "n"'),
        (FINE + 'after = [{ milestone = "n", lag = "1 day" }]', "", 'refers to milestone "n"'),
        (FINE, saving('starts_with = "n"'), 'refers to milestone "n"'),
        (FINE, saving('known_with = "n"'), 'refers to milestone "n"'),
        (FINE, saving("").replace("ict", "icr"), 'refers to workstream "icr"'),
        (FINE, PROCUREMENT.replace("ict", "icr"), 'refers to workstream "icr"'),
        (FINE, PROCUREMENT + STAGE + "closes = 'n'", 'refers to milestone "n"'),
        (FINE, PROCUREMENT + STAGE + "closes = 'm'\nopens = 'n'", 'refers to milestone "n"'),
        (
            FINE,
            PROCUREMENT + STAGE + "closes = 'm'\n[[procurement.bidder]]\nname = 'B'\nout_at = 'n'",
            'has no stage "n"',
        ),
        (
            FINE,
            "[[contract]]\nid = 'c'\nsupplier = 'S'\nexpires = 2015-11-03\nreplaced_by = 'n'",
            'refers to milestone "n"',
        ),
        (
            FINE + "[[waiver]]\nfinding = 'low-float'\nsubject = 'n'\nuntil = 2014-12-09\n"
            "reason = 'R'\napproved_by = 'B'",
            "",
            'refers to subject "n"',
        ),
    ],
)
def test_references_to_nothing(milestone: str, more: str, said: str) -> None:
    lines = "\n".join(line.strip() for line in (WORKSTREAMS + "\n" + more).splitlines())
    problem = only(problems_of(milestone, lines))
    assert problem.kind == "unknown-reference"
    assert said in problem.message


def test_a_waiver_for_a_finding_that_is_none() -> None:
    problem = of_milestone(
        "[[waiver]]\nfinding = 'milestone-overdu'\nsubject = 'm'\nuntil = 2014-12-09\n"
        "reason = 'R'\napproved_by = 'B'"
    )
    assert (problem.kind, problem.hint) == ("wrong-value", 'did you mean "milestone-overdue"?')


def after(**edges: str) -> str:
    """Return milestones, each after those named beside it."""
    return "".join(
        FINE.replace('"m"', f'"{id}"') + f"after = {before.split()!r}\n".replace("'", '"')
        for id, before in edges.items()
    )


@pytest.mark.parametrize(
    ("edges", "rings"),
    [
        ({"a": "a"}, ["a -> a"]),
        ({"a": "b", "b": "a"}, ["a -> b -> a"]),
        ({"a": "c", "b": "a", "c": "b"}, ["a -> b -> c -> a"]),
        ({"a": "b", "b": "a", "c": "d", "d": "c"}, ["a -> b -> a", "c -> d -> c"]),
        ({"x": "a", "a": "b", "b": "a"}, ["a -> b -> a"]),
    ],
)
def test_cycles_are_named_in_order(edges: dict[str, str], rings: list[str]) -> None:
    problems = problems_of(after(**edges))
    assert [one.kind for one in problems] == ["cycle"] * len(rings)
    assert [one.message.split(": ")[1] for one in problems] == rings


def test_a_diamond_is_no_cycle() -> None:
    assert len(programme(after(a="", b="a", c="a", d="b c")).milestones) == 4


def test_a_long_chain_is_no_cycle_and_a_long_ring_is_one() -> None:
    chain = {f"m{n}": f"m{n - 1}" for n in range(1, 20_000)}
    assert len(programme(after(m0="", **chain)).milestones) == 20_000
    ring = only(problems_of(after(m0="m19999", **chain)))
    assert ring.message.startswith("these milestones wait for each other: m0 -> m1 -> m2")


@pytest.mark.parametrize(
    ("evaluation", "message", "hint"),
    [
        (
            "q = { weight = 60 }\np = { weight = 30 }",
            'the weights of "evaluation" sum to 90, not 100',
            "10 too little: q 60, p 30",
        ),
        (
            "q = { weight = 100, criteria = { a = 60, b = 40.5 } }",
            'the weights of "q" sum to 100.5, not 100',
            "0.5 too much: a 60, b 40.5",
        ),
    ],
)
def test_weights_that_do_not_sum_to_100(evaluation: str, message: str, hint: str) -> None:
    more = f"{PROCUREMENT}[procurement.evaluation]\n{evaluation}"
    problem = of_workstreams("\n" + more.replace("\n", "\n    "))
    assert (problem.kind, problem.hint) == ("weights", hint)
    assert message in problem.message


def test_weights_are_summed_exactly() -> None:
    more = (
        f"{PROCUREMENT}[procurement.evaluation]\nq = {{ weight = 33.4 }}\np = {{ weight = 66.6 }}"
    )
    assert programme(FINE, WORKSTREAMS + "\n" + more.replace("\n", "\n    ")).procurements


@pytest.mark.parametrize(
    ("amount", "validated", "refused"),
    [(3, 4, True), (3, 3, False), (3, 0, False), (-3, -4, True), (-3, -3, False), (3, -1, True)],
)
def test_no_more_is_validated_than_was_claimed(amount: int, validated: int, refused: bool) -> None:
    more = saving(
        f"realised = [{{ year = '2014/15', amount = {amount}, on = 2014-01-01, "
        f"validated = {{ on = 2014-01-02, amount = {validated} }} }}]"
    )
    if refused:
        assert of_workstreams(more).kind == "over-validated"
    else:
        assert programme(FINE, WORKSTREAMS + more).savings


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ("full_year = 100\nstarts = 2015-04-01\ncomponents = { a = 60, b = 41 }", "components"),
        ('starts = 2015-04-01\nstarts_with = "m"', "two-starts"),
        ("[[saving.forecast]]\non = 2014-12-01", "missing-key"),
    ],
)
def test_savings_that_contradict_themselves(fields: str, kind: str) -> None:
    assert of_workstreams(saving(fields)).kind == kind


@pytest.mark.parametrize(
    "fields",
    [
        "full_year = 0\nstarts = 2015-04-01",
        "full_year = -5_000.25\nstarts = 2015-04-01\ncomponents = { a = -5_000 }",
        "full_year = 100\nstarts = 2015-04-01\ncomponents = { a = 60, b = 40 }",
        "realised = [{ year = '2030/31', amount = -1, on = 2014-01-01 }]",
        "plan = { '2014/15' = 0 }",
    ],
)
def test_what_a_programme_could_really_do_is_never_refused(fields: str) -> None:
    assert programme(FINE, WORKSTREAMS + saving(fields)).savings


@pytest.mark.parametrize(
    "fields",
    [
        "actual = 2010-01-01",
        "forecast = 2010-01-01",
        'tolerance = "0 days"',
        "deadline = 2010-01-01",
        '[[milestone.forecast]]\non = 2020-01-01\ndate = "2019"'.replace('"2019"', '"2019-01"'),
    ],
)
def test_early_late_and_strict_are_all_possible(fields: str) -> None:
    assert programme(FINE + fields).milestones


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_read(mark: bytes, ending: str) -> None:
    content = mark + FINE.replace("\n", ending).encode()
    assert programme(content).milestones[0].location.at("baseline").line == 5
    broken = mark + (FINE + "forcast = 1\n").replace("\n", ending).encode()
    assert told(problems_of(broken)) == [("unknown-key", "milestones.toml", 6, 1)]


def test_all_problems_of_both_files_come_at_once_in_file_order() -> None:
    milestones = FINE.replace("ict", "icr") + 'forcast = 1\nafter = ["n", 3, "m"]\n'
    workstreams = WORKSTREAMS.replace('name = "HRD"', "name = 3") + saving("full_year = true")
    assert told(problems_of(milestones, workstreams)) == [
        ("wrong-value", "workstreams.toml", 12, 8),
        ("wrong-value", "workstreams.toml", 18, 13),
        ("unknown-reference", "milestones.toml", 3, 14),
        ("unknown-key", "milestones.toml", 6, 1),
        ("unknown-reference", "milestones.toml", 7, 10),
        ("wrong-value", "milestones.toml", 7, 15),
        ("cycle", "milestones.toml", 7, 18),
    ]


def test_one_file_that_cannot_be_read_does_not_hide_the_other() -> None:
    problems = problems_of("[[", WORKSTREAMS + saving("full_year = true\nstarts_with = 'n'"))
    assert [one.kind for one in problems] == ["wrong-value", "bad-toml"]


def test_how_a_problem_is_printed(tmp_path: Path) -> None:
    write_programme(tmp_path, "\n" * 36 + FINE.replace('"m"', '"ito-award"', 1) + "forcast = 3")
    assert run("check", cwd=tmp_path).stderr == (
        'error[unknown-key]: milestone "ito-award" has no key "forcast"\n'
        "  --> milestones.toml:42:1\n"
        "   |\n"
        "42 | forcast = 3\n"
        "   | ^^^^^^^\n"
        '   = hint: did you mean "forecast"?\n'
        "\n"
        "1 problem in milestones.toml; nothing was reported.\n"
    )


def test_the_caret_stands_under_wide_characters_and_tabs(tmp_path: Path) -> None:
    write_programme(tmp_path, FINE + '\tafter = [{ milestone = "漢😀" }]\n')
    lines = run("check", cwd=tmp_path).stderr.splitlines()
    assert lines[3] == '6 |     after = [{ milestone = "漢😀" }]'
    assert lines[4] == "  |                            ^^^^^^"


def test_a_long_line_is_shown_around_the_caret(tmp_path: Path) -> None:
    write_programme(tmp_path, FINE + f'note = "{"x" * 500}"\n'.replace("note", "nope"))
    assert max(map(len, run("check", cwd=tmp_path).stderr.splitlines())) < 200


def test_ten_thousand_problems_print_the_first_fifty_and_the_count(tmp_path: Path) -> None:
    many = "".join(FINE.replace('"m"', f'"m-{n}"', 1) + f"forcast = {n}\n" for n in range(10_000))
    write_programme(tmp_path, many)
    result = run("check", cwd=tmp_path)
    assert result.stderr.count("error[") == 50
    assert result.stderr.endswith(
        "10,000 problems in milestones.toml, the first 50 shown; nothing was reported.\n"
    )
    assert (result.stdout, result.status) == ("", 2)


def test_hostile_text_in_a_problem_is_shown_harmless(tmp_path: Path) -> None:
    write_programme(tmp_path, FINE + '"\\u001b[31m" = "\\u001b]0;title\\u0007"\n')
    result = run("check", cwd=tmp_path)
    assert "\x1b" not in result.stderr
    assert "\\u001b[31m" in result.stderr


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ('forecast = "next week"', 'forecast 1, date: "next week" is not a date'),
        ("forecast = 2015-02-09T10:00:00", "(with a time of day) is not a date"),
        ("forecast = { on = 2014-12-01 }", "forecast: a table is not a list"),
        ('after = "n"', 'after: "n" is not a list'),
        ('after = [["n"]]', "after 1: a list is not a table"),
    ],
)
def test_short_forms_that_are_wrong(fields: str, said: str) -> None:
    problem = of_milestone(fields)
    assert problem.kind == "wrong-value"
    assert said in problem.message


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

VALUES = {
    "text": '"Some Text"',
    "number": "3",
    "decimal": "1.50",
    "nan": "nan",
    "infinity": "-inf",
    "huge": "1e400",
    "true": "true",
    "day": "2014-12-09",
    "moment": "2014-12-09T10:00:00Z",
    "local moment": "2014-12-09 10:00:00",
    "time": "10:00:00",
    "quoted day": '"2014-12-09"',
    "list": "[1]",
    "table": "{ a = 1 }",
}
A_KEY_THAT_HOLDS = {  # where it stands, and which of the values it takes
    "a date": (FINE, "deadline", ["day"]),
    "a forecast": (FINE, "forecast", ["day"]),
    "a list": (FINE, "after", []),
    "tables": (FINE, "rebaseline", []),
    "text": (FINE, "owner", ["text", "quoted day"]),
    "a duration": (FINE, "tolerance", []),
    "a day": (CONTRACT, "notice_served", ["day"]),
    "a choice": (CONTRACT, "notice_for", []),
    "money": (SAVING, "one_off_cost", ["number", "decimal"]),
    "yes or no": (SAVING, "cashable", ["true"]),
    "an id": (SAVING, "known_with", ["quoted day"]),
    "money by year": (SAVING, "plan", []),
    "a range": (OPTION, "investment", ["number", "decimal"]),
    "a count": (PROCUREMENT + STAGE, "bidders_in", ["number"]),
    "a date or id": (PROCUREMENT + STAGE, "closes", ["day"]),
    "a percentage": ("[programme.target]\nfull_year = 1\n", "percent", ["number", "decimal"]),
    "a year": ("[programme.target]\nfull_year = 1\n", "from", []),
}


@pytest.mark.parametrize(
    ("holds", "value"),
    [
        (holds, value)
        for holds, (_, _, takes) in A_KEY_THAT_HOLDS.items()
        for value in VALUES
        if value not in takes
    ],
)
def test_a_value_of_another_kind_is_refused_where_it_stands(holds: str, value: str) -> None:
    table, key, _ = A_KEY_THAT_HOLDS[holds]
    written = f"{table}{key} = {VALUES[value]}\n"
    problem = only(
        problems_of(written) if table == FINE else problems_of(FINE, f"{SOUND}\n{written}")
    )
    assert problem.kind == "wrong-value"
    assert marked(problem) in VALUES[value]
    assert problem.hint


@pytest.mark.parametrize(
    ("table", "key"),
    [(FINE, "deadline"), (FINE, "actual"), (PROCUREMENT + STAGE, "closes")],
    ids=["deadline", "actual", "closes"],
)
def test_a_day_in_quotes_is_told_to_lose_them(table: str, key: str) -> None:
    written = f'{table}{key} = "2014-12-09"\n'
    problems = problems_of(written) if table == FINE else problems_of(FINE, f"{SOUND}\n{written}")
    assert [one.hint for one in problems] == ["take the quotes away: 2014-12-09"]


@pytest.mark.parametrize("key", ["deadline", "owner"])
@pytest.mark.parametrize(
    "value",
    [
        "0000-01-01",
        "0000-01-01T00:00:00",
        "2014-12-31T23:59:60Z",
        "23:59:60",
        "1e9999999999999999999",
        "-1e-9999999999999999999",
        "1" * 5_000,
        "0x" + "F" * 5_000,
    ],
    ids=lambda value: value[:25] if len(value) < 50 else f"{value[:3]}...",
)
def test_what_toml_has_and_python_has_not_is_refused_on_its_line(key: str, value: str) -> None:
    problem = of_milestone(f"{key} = {value}\n")
    assert problem.kind in ("wrong-value", "bad-toml")
    assert problem.where().line == 6


@pytest.mark.parametrize("value", ["1e9999999999999999999", "1" * 5_000], ids=["e", "digits"])
def test_an_amount_of_any_length_is_refused(value: str) -> None:
    problem = only(found_in("", f"{SAVING}full_year = {value}"))
    assert problem.where().line == len(SOUND.splitlines()) + 6


RECORDS = {
    "[[milestone]]": ["id = 'n'", "workstream = 'ict'", "name = 'N'", "baseline = 2014-12-09"],
    "[[milestone.forecast]]": ["on = 2014-01-01", "date = 2014-12-09"],
    "[[milestone.rebaseline]]": ["on = 2014-01-01", "date = 2014-12-09"],
    "[[milestone.after]]": ["milestone = 'm'"],
    "[[waiver]]": [
        "finding = 'low-float'",
        "subject = 'm'",
        "until = 2014-12-09",
        "reason = 'R'",
        "approved_by = 'B'",
    ],
    "[programme.target]": ["full_year = 1"],
    "[[workstream]]": ["id = 'new'", "name = 'W'"],
    "[[saving]]": ["id = 's'", "workstream = 'ict'", "name = 'S'"],
    "[[saving.forecast]]": ["on = 2014-01-01"],
    "[[saving.realised]]": ["year = '2014/15'", "amount = 3", "on = 2014-01-01"],
    "[saving.realised.validated]": ["on = 2014-01-02"],
    "[[procurement]]": ["id = 'p'", "name = 'P'", "workstream = 'ict'"],
    "[[procurement.stage]]": ["id = 's'", "name = 'S'"],
    "[[procurement.bidder]]": ["name = 'B'"],
    "[procurement.evaluation.price]": ["weight = 100"],
    "[[contract]]": ["id = 'c'", "supplier = 'S'", "expires = 2015-11-03"],
    "[[option]]": ["id = 'o'", "name = 'O'"],
}
HOLDERS = {
    "[[milestone.after]]": FINE.replace('"m"', '"later"'),
    "[[saving.forecast]]": SAVING,
    "[[saving.realised]]": SAVING,
    "[saving.realised.validated]": SAVING + CLAIM,
    "[[procurement.stage]]": PROCUREMENT,
    "[[procurement.bidder]]": PROCUREMENT,
    "[procurement.evaluation.price]": PROCUREMENT,
}


@pytest.mark.parametrize(
    ("header", "left_out"),
    [(header, line) for header, lines in RECORDS.items() for line in lines],
)
def test_every_key_that_is_needed_is_missed_at_its_header(header: str, left_out: str) -> None:
    extra = ["full_year = 1"] if header == "[[saving.forecast]]" else []
    kept = [line for line in RECORDS[header] if line != left_out]
    written = HOLDERS.get(header, "") + "\n".join([header, *kept, *extra])
    in_milestones = header.startswith(("[[milestone", "[[waiver"))
    problem = only(found_in(written, "") if in_milestones else found_in("", written))
    assert problem.kind == "missing-key"
    assert f'needs "{left_out.split(" = ")[0]}"' in problem.message
    assert marked(problem) == header


@pytest.mark.parametrize(
    ("written", "marks"),
    [
        ("[programme]\nid = 'again'", "programme"),
        ("[programme.traget]", "[programme.traget]"),
        ("[[savings]]", "[[savings]]"),
        ("[[milestone]]", "[[milestone]]"),
        ("[saving]", "[saving]"),
        (SAVING + "[[saving.realized]]", "[[saving.realized]]"),
        (SAVING + "[saving.realised]", "[saving.realised]"),
        (PROCUREMENT + "[procurement.evaluation]\nprice.wieght = 100", "price.wieght"),
        (OPTION + "[[option.name]]", "[[option.name]]"),
    ],
    ids=lambda written: written.splitlines()[-1],
)
def test_a_header_that_is_wrong_is_pointed_at(written: str, marks: str) -> None:
    problems = found_in("", written)
    lines = {problem.location.source.line(problem.where().line) for problem in problems}
    assert any(marks in line for line in lines), lines


@pytest.mark.parametrize(
    ("milestones", "marks"),
    [
        ("stray.key = 1\n" + FINE, "stray.key = 1"),
        (FINE + '["mile stones"]\n', '["mile stones"]'),
        (FINE + "[[new.tables]]\n", "[[new.tables]]"),
        (FINE + '\n[[milestone]]\nid = "n"\n[milestone.forecast]\n', "[milestone.forecast]"),
        (FINE + "tolerance.days = 1\n", "tolerance.days = 1"),
        (FINE + "'[key]' = 1\n", "'[key]' = 1"),
        (FINE + "'' = 1\n", "'' = 1"),
    ],
    ids=lambda written: written.splitlines()[0] if "\n" not in written else "in",
)
def test_what_is_unknown_is_pointed_at_however_it_is_written(milestones: str, marks: str) -> None:
    lines = [one.location.source.line(one.where().line) for one in problems_of(milestones)]
    assert marks in lines


@pytest.mark.parametrize(
    ("milestones", "workstreams", "marks"),
    [
        ('after = ["x", "mm"]', "", '"mm"'),
        ('after = [{ lag = "1 day", milestone = "mm" }]', "", '"mm"'),
        ("", SAVING + 'starts_with = "mm"', '"mm"'),
        ("", PROCUREMENT + STAGE + 'closes = "mm"', '"mm"'),
        ("", CONTRACT + 'replaced_by = "mm"', '"mm"'),
        ("", SAVING.replace("ict", "icr"), '"icr"'),
        (WAIVER.replace('"m"', '"mm"'), "", '"mm"'),
    ],
)
def test_a_reference_to_nothing_is_answered_with_the_nearest(
    milestones: str, workstreams: str, marks: str
) -> None:
    text = FINE.replace('"m"', '"mmm"') + milestones
    problem = problems_of(text, f"{SOUND}\n{workstreams}\n")[-1]
    assert (problem.kind, marked(problem)) == ("unknown-reference", marks)
    assert problem.hint == f'did you mean "{"mmm" if "mm" in marks else "ict"}"?'


@pytest.mark.parametrize(
    "workstreams",
    [
        "\n".join(PROCUREMENT.replace("'p'", f"'{id}'") + STAGE + "closes = 'm'\n" for id in "ab"),
        SAVING.replace('"s"', '"m"'),
        CONTRACT.replace('"c"', '"ict"') + OPTION.replace('"o"', '"ict"'),
        PROCUREMENT.replace("'p'", "'m'") + STAGE.replace("'s'", "'m'"),
    ],
    ids=["stages of two procurements", "saving and milestone", "contract and option", "stage"],
)
def test_an_id_may_name_one_thing_of_each_kind(workstreams: str) -> None:
    assert programme(FINE, f"{SOUND}\n{workstreams}").milestones


def test_a_cycle_is_told_once_though_it_is_written_twice() -> None:
    assert [one.kind for one in problems_of(after(a="b b", b="a a"))] == ["cycle"]


@pytest.mark.parametrize(
    ("milestones", "kinds"),
    [
        (
            FINE.replace('id = "m"\n', "").replace("ict", "icr"),
            ["missing-key", "unknown-reference"],
        ),
        (
            FINE + WAIVER.replace("low-float", "lost-float").replace('"m"', '"x"'),
            ["wrong-value", "unknown-reference"],
        ),
        (FINE + 'after = ["x", 3]\ntolerance = 1\n', ["unknown-reference"] + ["wrong-value"] * 2),
    ],
    ids=["no id", "waiver", "after"],
)
def test_one_mistake_hides_no_other(milestones: str, kinds: list[str]) -> None:
    assert [one.kind for one in problems_of(milestones)] == kinds


def test_a_waiver_is_counted_among_all_of_them() -> None:
    written = WAIVER.replace("low-float", "lost-float") + WAIVER.replace('"m"', '"x"')
    first, second = problems_of(FINE + written)
    assert first.message.startswith("waiver 1")
    assert second.message.startswith("waiver 2")


def test_a_stage_that_is_refused_is_still_there_to_be_referred_to() -> None:
    stage = STAGE + "bidders_in = -1\n"
    problem = only(
        found_in("", PROCUREMENT + stage + "[[procurement.bidder]]\nname = 'B'\nout_at = 's'")
    )
    assert problem.kind == "wrong-value"


@pytest.mark.parametrize(
    ("weights", "fine"),
    [
        (["33.33", "33.33", "33.34"], True),
        (["33.33", "33.33", "33.33"], False),
        (["0.1"] * 10 + ["99"], True),
        (["100", "0"], True),
        (["50", "50.00000000000000000000000000001"], False),
        (["100", "1e-400"], False),
    ],
    ids=lambda value: " + ".join(value) if isinstance(value, list) and len(value) < 4 else "",
)
def test_weights_sum_to_exactly_100(weights: list[str], fine: bool) -> None:
    groups = "".join(
        f"[procurement.evaluation.g{n}]\nweight = {weight}\n" for n, weight in enumerate(weights)
    )
    if fine:
        assert programme(FINE, f"{SOUND}\n{PROCUREMENT}{groups}").procurements
    else:
        assert only(found_in("", PROCUREMENT + groups)).kind in ("weights", "wrong-value")


@pytest.mark.parametrize(
    ("evaluation", "line"),
    [
        ("[procurement.evaluation]\nq = { weight = 99 }", "[procurement.evaluation]"),
        ("[procurement.evaluation.q]\nweight = 99", "[procurement.evaluation.q]"),
        (
            "[procurement.evaluation.q]\nweight = 100\ncriteria = { a = 99 }",
            "criteria = { a = 99 }",
        ),
        (
            "[procurement.evaluation.q]\nweight = 100\n[procurement.evaluation.q.criteria]\na = 99",
            "[procurement.evaluation.q.criteria]",
        ),
    ],
    ids=["groups", "group", "criteria", "criteria by header"],
)
def test_weights_that_are_wrong_are_pointed_at(evaluation: str, line: str) -> None:
    problem = only(found_in("", PROCUREMENT.replace("'p'", "'o'") + PROCUREMENT + evaluation))
    assert problem.kind == "weights"
    assert problem.location.source.line(problem.where().line) == line


@pytest.mark.parametrize(
    ("full_year", "components", "fine"),
    [
        ("100", "{ a = 60, b = 40 }", True),
        ("100", "{ a = 60.01, b = 40 }", False),
        ("100", "{ a = 150, b = -60 }", True),
        ("-100", "{ a = -60, b = -40 }", True),
        ("-100", "{ a = 60 }", False),
    ],
)
def test_components_sum_to_no_more_than_the_amount(
    full_year: str, components: str, fine: bool
) -> None:
    written = f"{SAVING}full_year = {full_year}\nstarts = 2015-04-01\ncomponents = {components}\n"
    if fine:
        assert programme(FINE, f"{SOUND}\n{written}").savings
    else:
        problem = only(found_in("", written))
        assert (problem.kind, marked(problem)) == ("components", "components")


@pytest.mark.parametrize(
    "validated",
    [
        "validated = { on = 2014-01-02, amount = 3.01 }",
        "[saving.realised.validated]\non = 2014-01-02\namount = 3.01",
    ],
    ids=["braces", "header"],
)
def test_a_validation_of_too_much_is_pointed_at(validated: str) -> None:
    problem = only(found_in("", SAVING + CLAIM + validated))
    assert (problem.kind, marked(problem)) == ("over-validated", "3.01")


def test_a_restatement_of_nothing_is_pointed_at() -> None:
    sound = "[[saving.forecast]]\non = 2014-12-01\nfull_year = 1\n"
    empty = "  [[saving.forecast]] # nothing\n  on = 2014-12-02\n"
    problem = only(found_in("", SAVING + sound + empty))
    assert (problem.kind, marked(problem)) == ("missing-key", "[[saving.forecast]]")


@pytest.mark.parametrize("written", ["milestone = []\n", "\ufeff", "\r\n \t# milestone\n"])
def test_a_file_without_a_milestone_is_never_a_pass(written: str) -> None:
    assert [one.kind for one in problems_of(written)] == ["no-milestones"]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfa = '\xc3\xa9'\r\nb = '\xc3\xa9\xff'",
        b"a = '\xc3\xa9'\r\nb = '\xc3\xa9\xff'",
        b"a = 1\nb = '\xc3\xa9\xc3",
        b"\xef\xbb\xbf\n\xef\xbb\xbfbcd\xf0\x9f\x98",
    ],
    ids=["mark", "no mark", "cut short", "two marks"],
)
def test_what_is_not_utf_8_is_pointed_at_with_or_without_a_mark(content: bytes) -> None:
    problem = only(problems_of(content))
    where = problem.where()
    assert (problem.kind, where.line) == ("not-utf-8", 2)
    assert problem.location.source.line(2)[where.column - 1] == "\ufffd"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_other_encodings_are_told_apart_from_utf_8(encoding: str) -> None:
    problem = only(problems_of(FINE.replace('"M"', '"é"').encode(encoding)))
    assert (problem.kind, problem.hint) == ("not-utf-8", "save the file with the encoding UTF-8")


def test_columns_are_right_after_a_mark_and_with_windows_line_ends() -> None:
    text = FINE.replace('"M"', '"é漢"').replace("2014-12-09", "2014-12-09 # é") + "\tlate = 'x'\n"
    problem = only(problems_of(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()))
    assert (problem.where(), marked(problem)) == ((6, 2, 4), "late")
    problem = only(problems_of(b'\xef\xbb\xbfa = "\xc3\xa9" x\r\n'))
    assert told([problem]) == [("bad-toml", "milestones.toml", 1, 9)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
@pytest.mark.parametrize("name", ["workstreams.toml", "milestones.toml"])
def test_a_file_that_may_not_be_read(tmp_path: Path, name: str) -> None:
    (write_programme(tmp_path, FINE) / name).chmod(0)
    result = run("check", cwd=tmp_path)
    assert f"error[unreadable-file]: {name} cannot be read: Permission denied" in result.stderr
    assert (result.stdout, result.status) == ("", 2)


@pytest.mark.parametrize("depth", [10_000, 100_000])
@pytest.mark.parametrize(
    ("opening", "inside", "closing"),
    [("[", "", "]"), ("[", "", ""), ("{ a = ", "1", " }"), ("[\n", "", "]\n"), ("[{a=", "1", "}]")],
    ids=["lists", "unclosed", "tables", "lines", "both"],
)
def test_deep_nesting_is_a_problem_and_no_crash(
    tmp_path: Path, opening: str, inside: str, closing: str, depth: int
) -> None:
    write_programme(tmp_path, f"{FINE}note = {opening * depth}{inside}{closing * depth}\n")
    result = run_process("check", cwd=tmp_path)
    assert (result.stdout, result.status) == ("", 2)
    assert "error[bad-toml]" in result.stderr


@pytest.mark.parametrize("written", ["{} = 1\n", "[{}]\n", "[[{}]]\n"])
def test_deep_keys_are_a_problem_and_no_crash(tmp_path: Path, written: str) -> None:
    write_programme(tmp_path, written.format("a" + ".a" * 100_000) + FINE)
    result = run_process("check", cwd=tmp_path)
    assert (result.stdout, result.status) == ("", 2)
    assert "error[bad-toml]" in result.stderr


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_text_that_ends_in_a_quote_hides_no_nesting(tmp_path: Path, quote: str) -> None:
    text = f"{quote * 3}ends in a quote{quote * 4}"
    nested = "[" * 20_000 + "]" * 20_000
    write_programme(tmp_path, f"{FINE}note = [{text}, {nested}, {quote}b{quote}]\n")
    result = run_process("check", cwd=tmp_path)
    assert (result.stdout, result.status) == ("", 2)
    assert "error[bad-toml]" in result.stderr


@pytest.mark.parametrize(
    "written",
    [
        "a" + ".a" * 499 + " = 1\n",
        "[a" + ".a" * 499 + "]\n",
        "[a" + ".a" * 450 + "]\nb" + ".b" * 450 + " = 1\n",
    ],
    ids=["key", "header", "key below a header"],
)
def test_a_long_key_that_can_be_read_is_refused_for_what_it_is(written: str) -> None:
    assert [one.kind for one in problems_of(written + FINE)] == ["unknown-key"]


def test_nesting_that_can_be_read_is_refused_for_what_it_is() -> None:
    problem = of_milestone(f"note = {'[' * 400}{']' * 400}")
    assert (problem.kind, problem.where()) == ("wrong-value", (6, 8, 800))


def test_how_problems_of_both_files_are_printed(tmp_path: Path) -> None:
    workstreams = f'{SOUND}\n[[contract]]\nid = "c"\nsupplier = "C"\nexpires = "2015-11-03"\n'
    write_programme(tmp_path, FINE + '\n[[milestone]]\nid = "m"\n', workstreams)
    assert run("status", cwd=tmp_path) == (
        "",
        'error[wrong-value]: contract "c", expires: "2015-11-03" is text, not a date\n'
        "  --> workstreams.toml:17:11\n"
        "   |\n"
        '17 | expires = "2015-11-03"\n'
        "   |           ^^^^^^^^^^^^\n"
        "   = hint: take the quotes away: 2015-11-03\n"
        "\n"
        'error[missing-key]: milestone "m" needs "workstream"\n'
        " --> milestones.toml:7:1\n"
        "  |\n"
        "7 | [[milestone]]\n"
        "  | ^^^^^^^^^^^^^\n"
        '  = hint: add workstream = "ito-award"\n'
        "\n"
        'error[missing-key]: milestone "m" needs "name"\n'
        " --> milestones.toml:7:1\n"
        "  |\n"
        "7 | [[milestone]]\n"
        "  | ^^^^^^^^^^^^^\n"
        '  = hint: add name = "..."\n'
        "\n"
        'error[missing-key]: milestone "m" needs "baseline"\n'
        " --> milestones.toml:7:1\n"
        "  |\n"
        "7 | [[milestone]]\n"
        "  | ^^^^^^^^^^^^^\n"
        "  = hint: add baseline = 2015-01-09\n"
        "\n"
        'error[duplicate-id]: milestone "m" is there twice\n'
        " --> milestones.toml:8:6\n"
        "  |\n"
        '8 | id = "m"\n'
        "  |      ^^^\n"
        "  = hint: the other one is on line 1: give one of them another id\n"
        "\n"
        "5 problems in workstreams.toml and milestones.toml; nothing was reported.\n",
        2,
    )


@pytest.mark.parametrize(("number", "shown"), [(50, ""), (51, ", the first 50 shown")])
def test_fifty_problems_are_all_shown_and_of_more_the_first(number: int, shown: str) -> None:
    many = "".join(FINE.replace('"m"', f'"m-{n}"') + "late = 1\n" for n in range(number))
    printed = text.problems(problems_of(many), colour=False)
    assert printed.count("error[") == 50
    assert printed.endswith(
        f"\n{number} problems in milestones.toml{shown}; nothing was reported.\n"
    )


def test_thousands_of_references_to_nothing_are_told_at_once() -> None:
    many = "".join(
        FINE.replace('"m"', f'"m-{n}"', 1) + f'after = ["no-{n}"]\n' for n in range(3_000)
    )
    started = perf_counter()
    assert len(problems_of(many)) == 3_000
    assert perf_counter() - started < 30  # looking for the id nearest to each took minutes

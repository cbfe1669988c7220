"""What refers to nothing, goes in circles or contradicts itself, and how it is printed."""

from pathlib import Path

import pytest

from tests.command import run
from tests.programmes import WORKSTREAMS, problems_of, programme, write_programme
from tests.store.test_problems import (
    FINE,
    PROCUREMENT,
    STAGE,
    after,
    of_milestone,
    of_workstreams,
    only,
    saving,
    told,
)


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
    assert [problem.kind for problem in problems] == ["cycle"] * len(rings)
    assert [ring.message.split(": ")[1] for ring in problems] == rings


def test_a_diamond_is_no_cycle() -> None:
    assert len(programme(after(a="", b="a", c="a", d="b c")).milestones) == 4


@pytest.mark.no_cover
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
    assert [problem.kind for problem in problems] == ["wrong-value", "bad-toml"]


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


@pytest.mark.no_cover
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

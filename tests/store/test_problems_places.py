"""Each problem is pointed at where it stands, however the file is written."""

from pathlib import Path
from time import perf_counter

import pytest

from minerva.formats.screen import text
from tests.command import USER, run, run_process
from tests.machine import slowness
from tests.programmes import problems_of, programme, write_programme
from tests.store.test_problems import (
    CLAIM,
    CONTRACT,
    FINE,
    OPTION,
    PROCUREMENT,
    SAVING,
    SOUND,
    STAGE,
    WAIVER,
    after,
    found_in,
    marked,
    of_milestone,
    only,
    told,
)


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
    lines = [
        problem.location.source.line(problem.where().line) for problem in problems_of(milestones)
    ]
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
    assert [problem.kind for problem in problems_of(after(a="b b", b="a a"))] == ["cycle"]


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
    assert [problem.kind for problem in problems_of(milestones)] == kinds


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
    assert [problem.kind for problem in problems_of(written)] == ["no-milestones"]


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


@pytest.mark.skipif(not USER, reason="root may read every file")
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
@pytest.mark.no_cover
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
    assert [problem.kind for problem in problems_of(written + FINE)] == ["unknown-key"]


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
        '  = hint: add workstream = "...", with an id that is in the files\n'
        "\n"
        'error[missing-key]: milestone "m" needs "name"\n'
        " --> milestones.toml:7:1\n"
        "  |\n"
        "7 | [[milestone]]\n"
        "  | ^^^^^^^^^^^^^\n"
        '  = hint: add name = "..."\n'
        "\n"
        'error[duplicate-id]: milestone "m" is there twice\n'
        " --> milestones.toml:8:6\n"
        "  |\n"
        '8 | id = "m"\n'
        "  |      ^^^\n"
        "  = hint: the other one is on line 1: give one of them another id\n"
        "\n"
        "4 problems in workstreams.toml and milestones.toml; nothing was reported.\n",
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


@pytest.mark.no_cover
def test_thousands_of_references_to_nothing_are_told_at_once() -> None:
    many = "".join(
        FINE.replace('"m"', f'"m-{n}"', 1) + f'after = ["no-{n}"]\n' for n in range(3_000)
    )
    started = perf_counter()
    assert len(problems_of(many)) == 3_000
    assert (
        perf_counter() - started < 30 * slowness()
    )  # looking for the id nearest to each took minutes

"""Parsing large files in stretches gives what parsing them whole gives, or is not done."""

import json
import re
from itertools import chain
from typing import Any
from unittest.mock import patch

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from minerva.model.problems import Problem
from minerva.model.programme import Programme
from minerva.store import toml
from minerva.store.toml import NotInStretchesError, parse, parse_in_stretches
from tests.programmes import problems_of, programme
from tests.strategies import programmes

RECORD = '[[milestone]]\nid = "m-{n}"\nworkstream = "ict"\nname = "M"\nbaseline = 2014-12-09\n'


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every file count as large, and stretches be of two records."""
    monkeypatch.setattr(toml, "RECORDS_A_STRETCH", 2)
    monkeypatch.setattr("minerva.store.tables.LARGE", 0)


def joined(parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Put the values of stretches together."""
    whole: dict[str, Any] = {}
    for name, value in chain.from_iterable(part.items() for part in parts):
        whole[name] = whole[name] + value if isinstance(value, list) and name in whole else value
    return whole


@given(programmes(), st.integers(1, 3))
def test_stretches_put_together_are_the_whole(tables: dict[str, Any], size: int) -> None:
    text = "".join(
        tomli_w.dumps({name: record}).replace(f"[{name}]", f"[[{name}]]", 1)
        for name in tables
        for record in tables[name]
    )
    problems: list[Problem] = []
    with patch.object(toml, "RECORDS_A_STRETCH", size):
        stretches = list(parse_in_stretches(text, text.encode()))
    assert len(stretches) == -(-len([*tables["milestone"], *tables["saving"]]) // size)
    assert joined(stretches) == parse(text, "f", problems)
    assert problems == []


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "text",
    [
        'a = """\n[[b]]\n"""\n',
        "a = '''\n'''\n",
        "[a]\n[[b]]\n[[b]]\n[[b]]\n[a]\n",
        "b = [{}]\n[[c]]\n",
        " [[b]]\n[[b]]\n[[b]]\n",
        "[[b]]\na = 1\n[[b]]\n[[b]]\na = \n",
        "a = " + "[" * 501 + "]" * 501,
    ],
)
def test_what_could_differ_is_parsed_whole(text: str) -> None:
    with pytest.raises(NotInStretchesError):
        list(parse_in_stretches(text, text.encode()))


@pytest.mark.usefixtures("small")
def test_a_programme_is_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(RECORD.format(n=n) for n in range(7))
    text += '[[waiver]]\nfinding = "low-float"\nsubject = "m-1"\nuntil = 2014-12-09\n'
    text += 'reason = "R"\napproved_by = "B"\n'

    def facts(found: Programme) -> list[object]:
        return [
            (milestone.id, milestone.location.path, milestone.location.line)
            for milestone in found.milestones
        ]

    in_stretches = facts(programme(text))
    monkeypatch.setattr("minerva.store.tables.LARGE", 1_000_000)
    assert facts(programme(text)) == in_stretches
    assert in_stretches[-1] == ("m-6", ("milestone", 6), 31)


@pytest.mark.usefixtures("small")
def test_problems_are_the_same_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(RECORD.format(n=n % 6) for n in range(7)) + "late = 1\n[[milestones]]\n"

    def facts() -> list[object]:
        return [(problem.kind, problem.message, problem.where()) for problem in problems_of(text)]

    in_stretches = facts()
    monkeypatch.setattr("minerva.store.tables.LARGE", 1_000_000)
    assert facts() == in_stretches
    assert len(in_stretches) == 3


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "[" * 100_000 + "]" * 100_000,
        "a = " + "{a=" * 100_000,
        "a." * 100_000 + "b = 1",
        "[" + "a." * 100_000 + "b]",
        "a = " + ("[" * 499 + '"' + "]" * 499 + '", ') * 100 + "1" + "]" * 49_900,
        "a = " + ("[" * 499 + "'" + "]" * 499 + "', ") * 100 + "1" + "]" * 49_900,
        "a = [\n" + ("[" * 499 + "#" + "]" * 499 + "\n") * 100 + "1" + "]" * 49_901,
        "a = " + ("[" * 499 + '"""' + "]" * 499 + '""", ') * 100 + "1" + "]" * 49_900,
        "a = " + ("[" * 499 + "'''\n" + "]" * 499 + "''', ") * 100 + "1" + "]" * 49_900,
        "a = " + ("[" * 499 + '"\\"' + "]" * 499 + '\\"", ') * 100 + "1" + "]" * 49_900,
        "a = " + ("[" * 499 + '"\\\\' + "]" * 499 + '", "", ') * 100 + "1" + "]" * 49_900,
        "a = [\n" + ("{" + "a." * 400 + "a = [\n") * 10 + "]}" * 10 + "]",
        "a = [\n" + ("{" + "a." * 100 + "a = [\n") * 10 + "]}" * 10 + "]",
    ],
    ids=[
        *("open", "closed", "tables", "key", "header"),
        *("behind a text", "behind a literal text", "behind a comment", "behind lines"),
        *("behind literal lines", "behind quotes", "behind a backslash"),
        *("keys in lists", "shorter keys in lists"),
    ],
)
@pytest.mark.no_cover
def test_nesting_that_would_exhaust_the_stack_is_refused(text: str) -> None:
    problems: list[Problem] = []
    assert parse(text, "f", problems) is None
    assert [problem.kind for problem in problems] == ["bad-toml"]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 50 + "]" * 50,
        f'a = "{"." * 5_000}"',
        f'a = "{"[" * 400}"',
        'a = "' + "x.y " * 2_000 + '"',
        "a = [\n" + "  { b = [1, 2] },\n" * 2_000 + "]",
        "a = [" + "1.5, " * 2_000 + "]",
        "a = [" + "[[[1.5]]], " * 2_000 + "]",
        "a.b = [\n" + '  "[", "]", # [\n' * 2_000 + "]",
        "a = [" + "{ b.c.d = 1.5, e = [] }, " * 300 + "]",
        "a = " + "[" * 400 + '"' + "]" * 600 + '"' + "]" * 400,
    ],
)
def test_what_is_merely_long_is_read(text: str) -> None:
    problems: list[Problem] = []
    assert parse(text, "f", problems) is not None
    assert problems == []


@given(st.text())
def test_any_text_at_all_is_parsed_or_refused(text: str) -> None:
    problems: list[Problem] = []
    assert (parse(text, "f", problems) is None) is bool(problems)
    assert all(problem.where().line >= 1 for problem in problems)


AWKWARD = st.text("[]{}\"'#\\ a\n", max_size=6)
NESTED = st.recursive(
    AWKWARD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(AWKWARD, inner, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    """Return a value as TOML on one line, its texts in the quotes that they can stand in."""
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{written(key)} = {written(of)}' for key, of in value.items())} }}"
    text = str(value)
    return json.dumps(text) if "'" in text or "\n" in text else f"'{text}'"


def depth(value: object) -> int:
    """Return how many lists and tables are inside each other."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(NESTED, AWKWARD)
def test_brackets_in_texts_and_comments_do_not_count(value: object, comment: str) -> None:
    line = comment.replace("\n", "")
    text = f"# {line}\na = {written(value)}  # {line}\n# {line}\n"
    problems: list[Problem] = []
    assert parse(text, "f", problems) == {"a": value}
    bare = re.sub(toml._TEXT_OR_COMMENT, "", text)
    assert toml._depth(bare) == depth(value)
    marks = text.encode().translate(None, toml._NOT_MARKS)
    hidden = toml._may_hide_brackets(text, marks)
    assert hidden or toml._most_open(marks) >= depth(value)

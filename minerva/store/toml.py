"""From the bytes of a file to plain TOML values, or to what keeps it from being read.

A large file is parsed in stretches of some records each: parsed whole, it would take several
times its size in memory at once, and longer.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import islice, pairwise, repeat
from typing import Final

from minerva.model.problems import Problem
from minerva.model.source import Location, Span
from minerva.store.files import MILESTONES, WORKSTREAMS, File
from minerva.store.parser import NotTomlError, Tables, parse_values
from minerva.store.places import SourceText
from minerva.store.plain_places import is_flat

LARGE: Final = 100_000
RECORDS_A_STRETCH: Final = 100
DEEPEST: Final = 500

_CONFLICT: Final = r"(?m)^<{7}(?= |\r?$)"
_NO_DATE: Final = r"\b0000-[0-9]{2}-[0-9]{2}|[0-9]{2}:[0-9]{2}:60"
_RECORD: Final = r"\n\[\[[A-Za-z0-9_-]+\]\]"


class NotInStretchesError(Exception):
    """A file cannot be parsed a stretch at a time for sure: it has to be parsed whole."""


def decode(file: File, problems: list[Problem]) -> str | None:
    """Return the text of a file; None, with the problem added, where there is none."""
    nowhere = Location(SourceText(file.shown, "", {}), ())
    if isinstance(file.content, OSError):
        missing = isinstance(file.content, FileNotFoundError)
        reason = "is missing" if missing else f"cannot be read: {file.content.strerror}"
        hint = f"a programme is two files: {WORKSTREAMS} and {MILESTONES}" if missing else None
        kind = "missing-file" if missing else "unreadable-file"
        problems.append(Problem(kind, f"{file.shown} {reason}", nowhere, hint))
        return None
    content = file.content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        sound = content[: error.start].decode()
        line = sound.count("\n") + 1
        column = len(sound) - (sound.rfind("\n") + 1) + 1
        text = content.decode(errors="replace")
        problems.append(
            Problem(
                "not-utf-8",
                f"{file.shown} is not UTF-8 text",
                Location(SourceText(file.shown, text, {}), ()),
                "save the file with the encoding UTF-8",
                span=Span(line, column, 1),
            )
        )
        return None


def parse(text: str, shown: str, problems: list[Problem]) -> Tables | None:
    """Return the values of a whole text; None, with the problem added, where it is not TOML."""
    where = Location(SourceText(shown, text, {}), ())
    if _too_deep(text, text.encode(), flat=is_flat(text, 0, len(text))):
        message = f"{shown} is nested more than {DEEPEST} deep"
        hint = "close each bracket and brace"
        problems.append(Problem("bad-toml", message, where, hint, span=_deep_place(text)))
        return None
    try:
        return parse_values(text)
    except NotTomlError as error:
        if conflicts := list(re.finditer(_CONFLICT, text)):
            problems.extend(_unresolved(text, conflict, where) for conflict in conflicts)
            return None
        mistake = error.mistake
        problems.append(
            Problem(
                "bad-toml",
                f"this is not TOML: {mistake.message}",
                where,
                "only the first such mistake in a file is found: fix it and run again",
                span=Span(mistake.line, mistake.column, mistake.length),
            )
        )
        return None
    except ValueError as error:  # a date that TOML has and the calendar here has not
        place = re.search(_NO_DATE, text)
        before = text[: place.start()] if place else ""
        span = Span(before.count("\n") + 1, len(before) - before.rfind("\n"), 10 if place else 1)
        message = f"this cannot be read: {error}"
        problems.append(Problem("bad-toml", message, where, "check the date", span=span))
        return None


def _unresolved(text: str, conflict: re.Match[str], where: Location) -> Problem:
    """Return the problem that git left a merge to be settled by hand."""
    line = text.count("\n", 0, conflict.start()) + 1
    return Problem(
        "bad-toml",
        f"{where.file} has an unresolved merge, from line {line}",
        where,
        "keep what is right of the two sides, and take out the lines with <<<<<<<, ======= and "
        ">>>>>>>",
        span=Span(line, 1, len(conflict[0])),
    )


def parse_in_stretches(text: str, content: bytes) -> Iterator[Tables]:
    """Yield the values of a text a stretch of records at a time. `content` is the text's bytes.

    Raises NotInStretchesError where the parts could differ from the whole: where a text may run
    over several lines, a table other than a record stands in more than one stretch, the
    records found are not the headers seen, or a stretch by itself is not TOML.
    """
    if not is_flat(text, 0, len(text)) or _too_deep(text, content, flat=True):
        raise NotInStretchesError
    later = RECORDS_A_STRETCH - text.startswith("[[")  # headers are found behind a line end
    headers = islice(re.finditer(_RECORD, text), later, None, RECORDS_A_STRETCH)
    begins = [0, *[header.start() for header in headers]]
    seen: set[str] = set()
    for begin, end in pairwise([*begins, len(text)]):
        try:
            tables = parse_values(text[begin:end])
        except ValueError:
            raise NotInStretchesError from None
        for name, value in tables.items():
            single = not isinstance(value, list)
            if name in seen if single else len(value) != _headers(text, name, begin, end):
                raise NotInStretchesError
            if single:
                seen.add(name)
        yield tables


def record_texts(text: str) -> list[str]:
    """Return a text in parts, each from the header of a record to the next; the first has the rest.

    Whether each part may be read by itself, `parse_record` says.
    """
    begins = [0, *[header.start() for header in re.finditer(_RECORD, text)]]
    return [text[begin:end] for begin, end in pairwise([*begins, len(text)])]


def parse_record(part: str) -> Tables:
    """Return the values of a part of a text by itself.

    Raises NotInStretchesError where they could differ from those in the whole text.
    """
    if not is_flat(part, 0, len(part)) or _too_deep(part, part.encode(), flat=True):
        raise NotInStretchesError
    try:
        tables = parse_values(part)
    except ValueError:
        raise NotInStretchesError from None
    for name, value in tables.items():
        if isinstance(value, list) and len(value) != _headers(part, name, 0, len(part)):
            raise NotInStretchesError
    return tables


def _headers(text: str, name: str, begin: int, end: int) -> int:
    """Return how many headers of a record are written plainly in a part of a text."""
    first = begin == 0 and text.startswith(f"[[{name}]]")
    return first + text.count(f"\n[[{name}]]", begin, end)


def _deep_place(text: str) -> Span:
    """Return where a text begins to be nested deep."""
    found = re.search(r"(?:[\[{][^\[\]{}]*){100}", text) or re.search(r"(?:[^\n.]*\.){400}", text)
    start = found.start() if found else 0
    line_start = text.rfind("\n", 0, start) + 1
    return Span(text.count("\n", 0, start) + 1, start - line_start + 1, 1)


def _too_deep(text: str, content: bytes, *, flat: bool) -> bool:
    """Tell whether a text is nested so deep that parsing it would exhaust the stack.

    `content` is the text's bytes. `flat` says that no value in it can be a text of several lines.
    What is nested in what is looked at only where few brackets and dots do not show already that
    it cannot be too deep.
    """
    marks = content.translate(None, _NOT_MARKS)
    surely_parsed = (
        flat
        and not _may_hide_brackets(text, marks)
        and (1 + _most_open(marks)) * (1 + _most_dots(text)) <= _SURELY_PARSED
    )
    return not surely_parsed and _depth(re.sub(_TEXT_OR_COMMENT, "", text)) > DEEPEST


def _depth(text: str) -> int:
    """Return how many tables and lists are inside each other, in a text without texts in it.

    A bracket that is open counts, and each dot of a key, be it in a header or before a value.
    What another kind of bracket closes stays open.
    """
    deepest = inside = dots = key = 0
    unclosed: list[tuple[str, int]] = []
    for mark in re.findall(_NESTING, text):
        if mark == ".":
            dots += 1
        elif mark == "=":
            key, dots = dots, 0
        elif mark in "[{":
            unclosed.append((mark, 1 + key + dots))
            inside += 1 + key + dots
            key = dots = 0
        else:
            key = dots = 0
            if unclosed and unclosed[-1][0] == _OPENED_WITH.get(mark):
                inside -= unclosed.pop()[1]
        deepest = max(deepest, inside + key + dots)
    return deepest


def _most_open(marks: bytes) -> int:
    """Return how many brackets are open at once, at most; those that nothing closes all count.

    They are paired off from the inside out, which soon ends in most texts.
    """
    brackets, level = marks.translate(None, _NOT_BRACKETS), 0
    while level < _USUAL_DEPTH:
        before = level
        for pair in (b"[]", b"{}"):
            outer = brackets.replace(pair, b"")
            level += len(outer) < len(brackets)
            brackets = outer
        if level == before:
            return level + brackets.count(b"[") + brackets.count(b"{")
    return level + len(brackets)


def _most_dots(text: str) -> int:
    """Return how many dots a key can have at most: a line has not more than every other letter."""
    long_lines = re.finditer(_LONG_LINE, f"\n{text}") if _may_have_long_lines(text) else ()
    return max((line[0].count(".") for line in long_lines), default=0) + DEEPEST // 2


def _may_hide_brackets(text: str, marks: bytes) -> bool:
    """Tell whether a bracket that closes may stand in a text or a comment, and close nothing.

    It then has a quote behind it or a # before it, on its line. `marks` are the brackets,
    quotes, # and line ends of the text, which has no texts of several lines. A pair of quotes
    with no mark in between is left out: behind a bracket in a text there is one quote without
    another. Few different lines are left, however long the text is.
    """
    if "\\" in text:
        unescaped = text.replace("\\\\", "").replace('\\"', "")
        marks = unescaped.encode().translate(None, _NOT_MARKS)
    return any(map(_HIDDEN.match, set(marks.replace(b'""', b"").split())))


def _may_have_long_lines(text: str) -> bool:
    """Tell whether some line may be longer than 500 characters: 250 have no line end in them.

    Looking at every 250 by themselves is quicker than looking at every line.
    """
    part, end = DEEPEST // 2, len(text)
    begins, ends = range(0, end, part), range(part, end + part, part)
    return -1 in map(text.find, repeat("\n"), begins, ends)


_LONG_LINE: Final = rf"\n[^\n]{{{DEEPEST + 1},}}"
_USUAL_DEPTH: Final = 20
_SURELY_PARSED: Final = 3 * DEEPEST
_NESTING: Final = r"[][{}.=,\n]"
_OPENED_WITH: Final = {"]": "[", "}": "{"}
_NOT_BRACKETS: Final = bytes(set(range(256)) - set(b"[]{}"))
_NOT_MARKS: Final = bytes(set(range(256)) - set(b"[]{}\"'#\n"))
_HIDDEN: Final = re.compile(rb"""[^]}]*[]}].*["']|[^#]*#.*[]}]""")
_TEXT_OR_COMMENT: Final = (
    r'(?s)"""(?:[^\\]|\\.)*?"{3,5}|"(?:[^"\\\n]|\\.)*"'
    r"|'''.*?'{3,5}|'[^'\n]*'|#[^\n]*"
)

"""Problems and findings as text: the place, the line, a caret, and what to do about it."""

import re
from collections.abc import Iterable, Sequence

from minerva.formats.cells import joined, visible
from minerva.formats.text_width import text_width
from minerva.model.problems import MOST_SHOWN, Problem
from minerva.model.source import Source, Span
from minerva.views.check import Verdict, waiver_text

_COLOURS = {"error": "1;31", "warning": "33", "note": "36", "place": "34", "hint": "36"}
_MOST_EXCERPT = 160


def problems(
    found: Sequence[Problem], outcome: str = "nothing was reported", *, colour: bool
) -> str:
    """Return problems in the order given, the first 50, how many there are, and what came of it."""
    blocks = [
        _block(
            "error",
            problem.kind,
            problem.message,
            problem.location.source,
            problem.where(),
            problem.hint,
            colour,
        )
        for problem in found[:MOST_SHOWN]
    ]
    files = " and ".join(dict.fromkeys(problem.location.file for problem in found))
    count = f"{len(found):,} problem{'' if len(found) == 1 else 's'} in {visible(files)}"
    shown = f", the first {MOST_SHOWN} shown" if len(found) > MOST_SHOWN else ""
    return "\n".join([*blocks, f"{count}{shown}; {outcome}.\n"])


def findings(verdict: Verdict, *, colour: bool) -> str:
    """Return findings in the order given, each with its place, and how many of each severity.

    What is waived comes last, a line each.
    """
    blocks = []
    for finding in verdict.shown:
        where = finding.location.span(value=True)
        message = (
            f"{finding.message} ({waiver_text(finding)})" if finding.waiver else finding.message
        )
        severity, source = finding.severity.value, finding.location.source
        blocks.append(_block(severity, finding.id, message, source, where, finding.hint, colour))
    accepted = [
        f"{finding.id}: {finding.message} ({waiver_text(finding)})" for finding in verdict.accepted
    ]
    if accepted:
        blocks.append(joined(visible(line) for line in accepted))
    return "\n".join([*blocks, f"{visible(verdict.title)}: {visible(verdict.summary)}.\n"])


def plain(lines: Iterable[str]) -> str:
    """Return lines as text that a terminal shows and does not act on."""
    return joined(visible(line) for line in lines)


def diff(text: str) -> str:
    """Return a difference between two texts, with what a terminal would act on made visible.

    Tabs and line ends stay, so that what a file may hold can still be applied as a patch.
    """
    return "".join(
        part if part in ("\t", "\r\n", "\n") else visible(part)
        for part in re.split(r"(\t|\r?\n)", text)
    )


def _block(
    severity: str,
    id: str,
    message: str,
    source: Source,
    where: Span,
    hint: str | None,
    colour: bool,
) -> str:
    def paint(text: str, name: str) -> str:
        return f"\x1b[{_COLOURS[name]}m{text}\x1b[0m" if colour else text

    lines = [f"{paint(f'{severity}[{id}]', severity)}: {visible(message)}"]
    number = str(where.line)
    gutter, bar = " " * len(number), paint("|", "place")
    if source.text:
        text, carets = _excerpt(source, where)
        lines += [
            f"{gutter}{paint('-->', 'place')} {visible(source.name)}:{where.line}:{where.column}",
            f"{gutter} {bar}",
            f"{paint(number, 'place')} {bar} {text}".rstrip(),
            f"{gutter} {bar} {carets}".rstrip(),
        ]
    else:
        lines.append(f"{gutter}{paint('-->', 'place')} {visible(source.name)}")
    if hint:
        lines.append(f"{gutter} {paint('=', 'place')} {paint('hint', 'hint')}: {visible(hint)}")
    return joined(lines)


def _excerpt(source: Source, where: Span) -> tuple[str, str]:
    """Return the line and the caret below it; of a long line, the part around the caret."""
    line = source.line(where.line)
    begin = max(0, where.column - 1 - _MOST_EXCERPT // 2) if len(line) > _MOST_EXCERPT else 0
    before = _flat(line[begin : where.column - 1])
    rest = _flat(line[where.column - 1 : begin + _MOST_EXCERPT])
    marked = _flat(line[where.column - 1 : where.column - 1 + where.length])
    carets = "^" * max(1, min(text_width(marked), text_width(rest)))
    return before + rest, " " * text_width(before) + carets


def _flat(line: str) -> str:
    return line if line.isprintable() else visible(line.replace("\t", "    "))

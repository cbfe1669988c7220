"""An entry of the page on findings, for a terminal.

Markdown is drawn by rich, which is imported only here: nothing else is drawn from Markdown.
"""

import io
from collections.abc import Sequence
from itertools import pairwise

from rich.console import Console
from rich.markdown import Markdown
from rich.theme import Theme

from minerva.findings.explanations import Explanation
from minerva.formats.cells import joined
from minerva.formats.screen.terminal import wrap
from minerva.model.catalogue import KINDS


def render(entry: Explanation, width: int, *, colour: bool) -> str:
    """Return an entry: what it means, the files that fire it, what is printed, the fix.

    That of a finding ends with how to ask what one of the files rests on, but where two positions
    are compared.
    """
    text = io.StringIO()
    console = Console(
        file=text,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        theme=Theme({"markdown.code": "bold"}),
    )
    shown = f"**{entry.id}**\n\n{entry.markdown}"
    kind = KINDS.get(entry.id)
    if kind is not None and kind.looks_at != "comparison":
        shown += f"\n\n`minerva why finding {entry.id} SUBJECT` says what one of yours rests on."
    console.print(Markdown(shown, code_theme="ansi_dark"))
    lines = [line.rstrip() for line in text.getvalue().splitlines()]
    return joined(line for above, line in pairwise(["", *lines]) if line or above)


def contents(entries: Sequence[Explanation], width: int, *, colour: bool) -> str:
    """Return every id, each with its summary below it."""
    lines = []
    for entry in entries:
        lines.append(f"\x1b[1m{entry.id}\x1b[0m" if colour else entry.id)
        lines += [f"  {line}" for line in wrap(entry.summary, width - 2)]
    return joined(lines)

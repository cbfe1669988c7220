"""What a command recorded, where, and what follows from it."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from minerva.comparison import Comparison
from minerva.views import diff
from minerva.views.document import SCHEMA_VERSION, Document


class Place(NamedTuple):
    """A line of a file that was written, as it is shown."""

    file: str
    line: int


class Recorded(Struct, frozen=True):
    """A change to the files: what it says, the lines it wrote, and what follows from it.

    `warnings` are what is odd about it. A dry run has written nothing: `diff` is what it would
    write, and None where it was written.
    """

    summary: str
    places: Sequence[Place]
    warnings: Sequence[str]
    changed: Comparison
    diff: str | None = None


def lines(recorded: Recorded) -> Sequence[str]:
    """Return what was written where in one line, then what follows, indented."""
    first, *others = recorded.places
    also = ", ".join(f"{place.line}" for place in others)
    also = f" (also line{'s' if len(others) > 1 else ''} {also})" if others else ""
    follows = diff.consequence_lines(recorded.changed)
    return [
        f"{first.file}:{first.line}: {recorded.summary}{also}",
        *(f"  {line}" for line in follows),
    ]


def document(recorded: Recorded) -> Document:
    """Return it as a JSON document; `written` has nothing where nothing was written."""
    dry_run = recorded.diff is not None
    written = [] if dry_run else recorded.places
    return {
        "schema_version": SCHEMA_VERSION,
        "summary": recorded.summary,
        "dry_run": dry_run,
        "written": [place._asdict() for place in written],
        "warnings": list(recorded.warnings),
        "diff": recorded.diff,
        "changes": diff.document(recorded.changed),
    }


def undone_line(summary: str, *, dry_run: bool) -> str:
    """Return in one line what was taken back."""
    return f"{'would take back' if dry_run else 'took back'}: {summary}"


def undone_document(summary: str, recorded: datetime, diff: str, *, dry_run: bool) -> Document:
    """Return what was taken back as a JSON document."""
    return {
        "schema_version": SCHEMA_VERSION,
        "undone": summary,
        "recorded": recorded,
        "dry_run": dry_run,
        "diff": diff,
    }

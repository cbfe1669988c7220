"""The trail of the files in git: a row for each change of a key, and what is wrong with it."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from msgspec.structs import replace

from minerva.findings import Finding
from minerva.model.trail import Change
from minerva.position import Position
from minerva.views import check
from minerva.views.document import Document, entries, heading
from minerva.views.table import Column, Kind, Report, Table, Value
from minerva.views.titles import title

KEYS: Final = (
    *("record", "kind", "key", "before", "after", "on", "committed", "lag_days"),
    *("author", "committer", "commit", "merge", "evidence"),
)
COLUMNS: Final = (
    Column("record", "Record", of=attrgetter("record")),
    Column("kind", "Kind", of=attrgetter("kind"), shown=False),
    Column("key", "Key", of=attrgetter("key")),
    Column("before", "Was", of=attrgetter("before")),
    Column("after", "Became", of=attrgetter("after")),
    Column("on", "Of", Kind.DATE, attrgetter("on")),
    Column("committed", "Committed", Kind.DATE, attrgetter("commit.day")),
    Column("lag_days", "Lag", Kind.COUNT, attrgetter("lag_days")),
    Column("author", "Author", of=attrgetter("commit.author")),
    Column("committer", "Committer", of=attrgetter("commit.committer"), shown=False),
    Column("commit", "Commit", of=attrgetter("commit.hash"), shown=False),
    Column("merge", "Merge", of=attrgetter("commit.merge"), shown=False),
    Column("evidence", "Evidence", of=attrgetter("evidence"), shown=False),
)


def document(position: Position, changes: Sequence[Change], found: Sequence[Finding]) -> Document:
    """Return the changes and the findings of the trail as a JSON document."""
    return heading(position) | {
        "changes": entries(COLUMNS, changes, KEYS),
        "findings": check.finding_documents(found),
    }


def report(position: Position, changes: Sequence[Change], found: Sequence[Finding]) -> Report:
    """Return the changes, the last made first, and the findings of the trail above them."""
    authors = len({change.commit.author for change in changes})
    commits = len({change.commit.hash for change in changes})
    summary = (
        f"{_counted(len(changes), 'change')} in {_counted(commits, 'commit')} by "
        f"{_counted(authors, 'author')}; {_counted(len(found), 'finding')}."
    )
    table = Table(
        [replace(column, of=_text(column)) for column in COLUMNS],
        changes[::-1],
        title="Changes",
        notes=["Of: the day that it speaks of. Lag: days from then to the commit."],
        empty="No such change was committed.",
    )
    findings = [Table(check.COLUMNS, found, title="Findings")] if found else []
    return Report(title(position, "audit"), [*findings, table], [summary])


def rows(position: Position, changes: Sequence[Change]) -> Report:
    """Return the changes as plain rows, the first made first."""
    columns = [replace(column, of=_text(column)) for column in COLUMNS]
    return Report(title(position, "audit"), [Table(columns, changes)])


def _text(column: Column) -> Value:
    """Return how a value is taken for a table, where numbers stand among texts."""
    if column.key not in ("before", "after"):
        return column.of
    return lambda change: None if (value := column.of(change)) is None else str(value)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

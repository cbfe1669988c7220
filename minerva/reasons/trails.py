"""Why a finding of an audit is there: what was committed of it, when, and by whom."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from minerva.findings import Finding
from minerva.model.dates import format_date
from minerva.model.trail import Change, Commit, Trail
from minerva.position import Position
from minerva.position.milestones import days
from minerva.reasons.part import Part
from minerva.reasons.varied import is_written


def explain_found(position: Position, found: Finding, trail: Trail) -> Part:
    """Return why a finding of an audit is there: its line, the commits, the limit it is over."""
    place = None if found.id == "unsigned" else found.location
    parts = [Part(found.message, found.severity.value, location=place)]
    parts += _history(found, trail) if found.id != "unsigned" else _commit(found, trail)
    if found.id == "back-dated":
        check = position.programme.check
        limit = check.location.at("back_dated")
        text = f"what is committed more than {days(check.back_dated)} after its day is late"
        parts.append(Part(text, location=limit if is_written(limit) else None))
    words = f"`minerva explain {found.id}` says what it means"
    return Part(f"{found.id} {found.subject}", found.severity.value, words, parts=tuple(parts))


def _commit(found: Finding, trail: Trail) -> Iterator[Part]:
    """Yield the commit that a finding is of."""
    for commit in trail.commits:
        if commit.hash == found.detail:
            yield _committed(commit)


def _history(found: Finding, trail: Trail) -> Iterator[Part]:
    """Yield each commit that said something of the fact or the key that a finding is of."""
    about = [
        change
        for change in trail.changes
        if found.detail.startswith(f"{change.kind} {change.record} {change.fact or change.key} ")
    ]
    for _, changes in groupby(about, key=lambda change: change.commit.hash):
        said = list(changes)
        yield _committed(said[0].commit, said)


def _committed(commit: Commit, changes: Iterable[Change] = ()) -> Part:
    by = commit.author
    if commit.committer != commit.author:
        by += f", and by {commit.committer} as it is now"
    text = f"committed on {format_date(commit.day)} by {by}"
    parts = tuple(Part(_said(change)) for change in changes)
    return Part(text, commit.day, parts=parts, commit=commit)


def _said(change: Change) -> str:
    if change.before is None:
        return f"{change.key}: {change.after}"
    if change.after is None:
        return f"{change.key} was {change.before}, and taken out"
    return f"{change.key} was {change.before}, and made {change.after}"

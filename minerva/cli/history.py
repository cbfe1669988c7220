"""What git says of a programme's past: versions of its files, who changed what, earlier updates."""

from collections.abc import Sequence
from datetime import date

import typer
from msgspec.structs import replace

from minerva.cli.output import write_error
from minerva.cli.reading import directory, today
from minerva.formats.cells import visible
from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.programme import Version
from minerva.model.trail import Trail
from minerva.position import Position
from minerva.store import MILESTONES
from minerva.store.history import History, read_history, read_updates
from minerva.store.revisions import Revision


def versions(ctx: typer.Context, position: Position, at: Revision | None) -> Sequence[Version]:
    """Return what each git commit left in milestones.toml, and what is in it now.

    Says on standard error what is missing from that. Stops where there is no history.
    """
    starts = position.programme.details.financial_year_starts
    history = read_history(directory(ctx), at, starts)
    _write_gaps(history, position.as_of)
    day = position.today
    if at is not None or day is None or position.as_of < day:
        return history.versions
    current = {milestone.id: milestone for milestone in position.programme.milestones}
    return [*history.versions, Version(day, None, current)]


def trail(
    ctx: typer.Context, position: Position, at: Revision | None, *, signatures: bool = False
) -> Trail:
    """Return the trail of the files in git up to the day of a position.

    With `signatures`, git verifies those of its commits. Says on standard error what cannot be read
    of it. Stops where there is no whole history.
    """
    from minerva.portfolio import cache
    from minerva.store.trail import read_trail

    kept = cache.Cache(cache.user_file().with_name("audit.sqlite"), today().toordinal())
    found = read_trail(directory(ctx), at.commit if at else "HEAD", kept, cache.version())
    kept.close()
    for unread in found.unread:
        write_error(
            f"Commit {unread.commit.hash[:9]} cannot be read, and its changes count for the next "
            f"that can: {visible(unread.why)}.\n"
        )
    changes = [change for change in found.changes if change.commit.day <= position.as_of]
    commits = [commit for commit in found.commits if commit.day <= position.as_of]
    if signatures:
        from minerva.store.signatures import with_signatures

        commits = with_signatures(directory(ctx), commits)
    return replace(found, commits=commits, changes=changes)


def update_before(ctx: typer.Context, position: Position, at: Revision | None) -> date | None:
    """Return the day of the update before the one that a position shows; None where git has none.

    Of the days that the versions of workstreams.toml give as `updated`, the last but one that is
    not after the day of the position.
    """
    updated = position.programme.details.updated
    if updated is None:
        return None
    days = {updated} if updated <= position.as_of else set()
    try:
        for day in read_updates(directory(ctx), at):
            if day <= position.as_of:
                days.add(day)
            if len(days) > 1:
                return min(days)
    except MinervaError:
        return None
    return None


def _write_gaps(history: History, as_of: date) -> None:
    """Say what a history lacks: commits that cannot be read, or that a shallow clone is without."""
    if history.unread:
        first, count = history.unread[0], len(history.unread)
        write_error(
            f"{count:,} of {count + len(history.versions):,} commits of {MILESTONES} cannot be "
            f"read and {'is' if count == 1 else 'are'} left out: {first.commit[:9]} of "
            f"{format_date(first.day)}{' and others' if count > 1 else ''} "
            f"({visible(first.why)}).\n"
        )
    if history.shallow:
        write_error("This clone is shallow: `git fetch --unshallow` fetches the earlier commits.\n")
    days = [version.day for version in history.versions]
    if days and days[0] > as_of:
        write_error(
            f"The first commit of {MILESTONES} is of {format_date(days[0])}: "
            "git says nothing before.\n"
        )

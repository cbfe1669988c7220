"""What the commands that record have in common: find, change, write, and say what follows."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer
from msgspec.structs import replace

from minerva.cli import reading
from minerva.cli.output import require_output, write, write_error, write_unshown
from minerva.cli.record_options import RecordFormat
from minerva.model.errors import MinervaError
from minerva.model.problems import InvalidProgrammeError
from minerva.model.programme import Cost, Programme, Saving
from minerva.parsing.lookup import Named, find_record
from minerva.recording.change import Change

if TYPE_CHECKING:
    from minerva.recording.recorder import Recorded

R = TypeVar("R", bound=Named)


def on_terminal() -> bool:
    """Tell whether a person at a terminal gives the command and reads the result."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def find(noun: str, records: Sequence[R], id: str) -> R:
    """Return the record that an id or a name means, whole or a part that only one has."""
    return find_record(noun, records, id)


@contextmanager
def showing(recorded: str) -> Iterator[None]:
    """Show what follows from something that was recorded; if that fails, say that it was.

    The command then ends with 0, as the fact is in the files: a script that tried again would
    record it twice.
    """
    try:
        yield
    except typer.Exit:
        raise
    except (Exception, KeyboardInterrupt) as error:
        write_unshown(recorded, error)
        raise typer.Exit from None


def is_cost(programme: Programme, text: str) -> bool:
    """Tell whether an id or a name means a cost rather than a saving.

    Raises MinervaError where it may be both, or is neither.
    """
    ids = [{record.id for record in records} for records in (programme.costs, programme.savings)]
    if all(text in some for some in ids):
        raise MinervaError(
            f'"{text}" may be the cost {text} or the saving {text}',
            "give the whole id; where both have the same one, give the cost another in the file",
        )
    if any(text in some for some in ids):
        return text in ids[0]
    records: list[Cost | Saving] = [*programme.savings, *programme.costs]
    return isinstance(find_record("saving or cost", records, text), Cost)


def carry_out(
    ctx: typer.Context,
    change: Callable[[Programme, date], Change],
    format: RecordFormat,
    *,
    dry_run: bool,
) -> None:
    """Write the change that a programme calls for, and say what follows from it.

    What is odd about it is said before it is written. A dry run writes nothing, and says what
    would be written.
    """
    from minerva.recording.recorder import record

    require_output()
    today = reading.today()
    try:
        done = record(
            reading.directory(ctx),
            Path.cwd(),
            lambda programme: _warned(change(programme, today)),
            today,
            dry_run=dry_run,
        )
    except InvalidProgrammeError as error:
        reading.stop_at_problems(ctx, error, "nothing was written")
    if dry_run:
        _show(done, format, today, dry_run=True)
        return
    with showing(done.change.summary):
        _show(done, format, today, dry_run=False)


def _warned(change: Change) -> Change:
    """Say what is odd about a change, and return it."""
    from minerva.formats.screen import text

    write_error(text.plain(f"warning: {warning}" for warning in change.warnings))
    return change


def _show(done: "Recorded", format: RecordFormat, today: date, *, dry_run: bool) -> None:
    """Write what was recorded, or would be, and what follows from it."""
    from minerva.comparison import compare
    from minerva.formats.data import json
    from minerva.formats.screen import text
    from minerva.position import position_at
    from minerva.views import recorded as view

    check = reading.skip_simulation_without_numpy(done.after).check
    before, after = (
        position_at(replace(programme, check=check), today, (), today)
        for programme in (done.before, done.after)
    )
    recorded = view.Recorded(
        done.change.summary,
        [view.Place(*place) for place in done.places],
        done.change.warnings,
        compare(before, after),
        done.diff if dry_run else None,
    )
    if format is RecordFormat.JSON:
        write(json.render(view.document(recorded)))
    elif recorded.diff is not None:
        write(text.diff(recorded.diff))
    else:
        write(text.plain(view.lines(recorded)))

"""Taking back what was recorded."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import ChosenRecordFormat, DryRun, RecordFormat

if TYPE_CHECKING:
    from minerva.recording.undo import Undone


@app.command(
    epilog=examples("minerva undo", "minerva undo --dry-run"),
)
def undo(
    ctx: typer.Context,
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Take back the last recorded change.

    Given again, it takes back the one before. Shows what the files hold before and after. A file
    that was changed since, in an editor or by git, is left as it is, and what changed is shown.
    """
    from minerva.cli import reading
    from minerva.cli.output import FAILED, require_output, write_error, write_failure
    from minerva.cli.record_change import showing
    from minerva.formats.screen import text
    from minerva.recording.undo import ChangedSinceError
    from minerva.recording.undo import undo as take_back
    from minerva.views import recorded as view

    require_output()
    try:
        undone = take_back(reading.directory(ctx), Path.cwd(), dry_run=dry_run)
    except ChangedSinceError as error:
        write_failure(error)
        write_error(text.diff(error.diff), as_it_is=True)
        raise typer.Exit(FAILED) from None
    line = view.undone_line(undone.summary, dry_run=dry_run)
    with nullcontext() if dry_run else showing(line):
        _show(undone, line, format, dry_run=dry_run)


def _show(undone: "Undone", line: str, format: RecordFormat, *, dry_run: bool) -> None:
    from minerva.cli.output import write
    from minerva.formats.data import json
    from minerva.formats.screen import text
    from minerva.views import recorded as view

    if format is RecordFormat.JSON:
        write(json.render(view.undone_document(*undone, dry_run=dry_run)))
    else:
        write(text.plain([line]) + text.diff(undone.diff))

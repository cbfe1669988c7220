"""Taking back what was recorded."""

from pathlib import Path

import typer

from minerva.cli.app import app
from minerva.cli.choices import RecordFormat
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import ChosenRecordFormat, DryRun


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
    from minerva.cli.output import FAILED, Failure, fail, write, write_error, write_failure
    from minerva.formats.data import json
    from minerva.formats.screen import text
    from minerva.recording.refusal import RefusedError
    from minerva.recording.undo import ChangedSinceError
    from minerva.recording.undo import undo as take_back
    from minerva.views import recorded as view

    try:
        undone = take_back(reading.directory(ctx), Path.cwd(), dry_run=dry_run)
    except ChangedSinceError as error:
        write_failure(Failure(str(error), error.hint))
        write_error(text.diff(error.diff))
        raise typer.Exit(FAILED) from None
    except RefusedError as error:
        fail(str(error), error.hint)
    if format is RecordFormat.JSON:
        write(json.render(view.undone_document(*undone, dry_run=dry_run)))
    else:
        line = view.undone_line(undone.summary, dry_run=dry_run)
        write(text.plain([line]) + text.diff(undone.diff))

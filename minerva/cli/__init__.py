"""The command line: it reads the clock, the environment and the options, and writes the results.

The only layer that knows standard output, exit statuses or what today is. What a command
needs is imported when it runs, so that `--help` and `--version` start at once.
"""

import gc
import sys

import typer

from minerva.cli import (  # noqa: F401 - each adds its commands
    add,
    begin,
    check,
    confidence,
    diff,
    evaluate,
    explain,
    export,
    forecast,
    importing,
    record_milestones,
    record_others,
    record_savings,
    report,
    reports,
    trend,
    undo,
)
from minerva.cli.app import app
from minerva.cli.output import FAILED, write_error, write_failure


def main() -> None:
    """Run the command line, and turn whatever goes wrong into a message and exit status 2."""
    # A command makes a few large structures without cycles and ends: collecting them again
    # and again while they grow would take longer than the work.
    gc.disable()
    try:
        status = app(prog_name="minerva", standalone_mode=False)
    except typer.Abort:
        write_error("error: stopped: nothing was written\n")
        status = FAILED
    except Exception as error:
        status = _refused(error)
    sys.exit(status if isinstance(status, int) else 0)


def _refused(error: Exception) -> int:
    """Say what went wrong, in words. Returns the exit status."""
    from minerva.cli import usage

    if not usage.is_usage_error(error):
        return write_failure(error)
    if usage.asks_for_help(error):
        write_error(f"{error}\n")
        return FAILED
    return write_failure(usage.as_failure(error))

"""The command line: it reads the clock, the environment and the options, and writes the results.

The only layer that knows standard output, exit statuses or what today is. What a command
needs is imported when it runs, so that `--help` and `--version` start at once.
"""

import gc
import sys

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
from minerva.cli.output import write_failure


def main() -> None:
    """Run the command line, and turn whatever goes wrong into a message and exit status 2."""
    # A command makes a few large structures without cycles and ends: collecting them again
    # and again while they grow would take longer than the work.
    gc.disable()
    try:
        app(prog_name="minerva")
    except Exception as error:
        sys.exit(write_failure(error))

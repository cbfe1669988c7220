"""The command line: it reads the clock, the environment and the options, and writes the results.

The only layer that knows standard output, exit statuses or what today is. What a command
needs is imported when it runs, so that `--help` and `--version` start at once.
"""

import gc
import sys

from minerva.cli import add as _add  # noqa: F401 - adds its command
from minerva.cli import check as _check  # noqa: F401 - adds its command
from minerva.cli import diff as _diff  # noqa: F401 - the same
from minerva.cli import explain as _explain  # noqa: F401 - the same
from minerva.cli import forecast as _forecast  # noqa: F401 - the same
from minerva.cli import record_milestones as _record_milestones  # noqa: F401 - the same
from minerva.cli import record_others as _record_others  # noqa: F401 - the same
from minerva.cli import record_savings as _record_savings  # noqa: F401 - the same
from minerva.cli import trend as _trend  # noqa: F401 - the same
from minerva.cli import undo as _undo  # noqa: F401 - the same
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

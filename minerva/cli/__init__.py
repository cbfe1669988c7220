"""The command line: it reads the clock, the environment and the options, and writes the results.

The only layer that knows standard output, exit statuses or what today is. What a command
needs is imported when it runs, so that `--help` and `--version` start at once.
"""

import gc
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import typer

from minerva.cli.app import HEADINGS, app
from minerva.cli.output import FAILED, require_output, write_error, write_failure

_HELP = {"--help", "-h"}


def load_commands(words: Sequence[str] = ()) -> None:
    """Import the modules of the commands that words of a command line may name.

    Where none of the words is a command, or help is asked for, all of them are imported, but not
    to tell the version. Typer builds every command that it has been given, which takes longer than
    most of them run.
    """
    if [*words] == ["--version"]:
        return
    modules = {name: module for names in HEADINGS.values() for name, module in names.items()}
    named = [] if _HELP.intersection(words) else filter(modules.get, words)
    for module in dict.fromkeys(map(modules.get, named)) or dict.fromkeys(modules.values()):
        import_module(f"minerva.cli.{module}")


def main() -> None:
    """Run the command line, and end the process with its exit status."""
    # A command makes a few large structures without cycles and ends: collecting them again
    # and again while they grow would take longer than the work.
    gc.disable()
    load_commands(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    status = run()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.freeze()  # leaves what is kept out of the last collection, at the end
    sys.exit(status)


def run() -> int:
    """Run the command line, and turn whatever goes wrong into a message and exit status 2.

    Returns the exit status.
    """
    load_commands(sys.argv[1:])
    try:
        if _HELP.intersection(sys.argv[1:]):
            require_output()  # the option parser would say nothing, and end with 0
        status = app(prog_name="minerva", standalone_mode=False)
    except typer.Abort:
        write_error("error: stopped: nothing was written\n")
        return FAILED
    except Exception as error:
        return _refused(error)
    return status if isinstance(status, int) else 0


def _refused(error: Exception) -> int:
    """Say what went wrong, in words. Returns the exit status."""
    from minerva.cli import usage

    if not usage.is_usage_error(error):
        return write_failure(error)
    if usage.asks_for_help(error):
        write_error(f"{error}\n")
        return FAILED
    return write_failure(usage.as_failure(error))

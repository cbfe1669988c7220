"""The command line: it reads the clock, the environment and the options, and writes the results.

The only layer that knows standard output, exit statuses or what today is. What a command
needs is imported when it runs, so that `--help` and `--version` start at once.
"""

import signal
import sys
from collections.abc import Sequence
from copy import copy
from importlib import import_module

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

from minerva.cli.app import HEADINGS, app
from minerva.cli.output import FAILED, require_output, write_error, write_failure

_HELP = {"--help", "-h"}


def load_commands(words: Sequence[str] = ()) -> typer.Typer:
    """Import the modules of the commands that words of a command line may name.

    Returns the application with these commands. Where none of the words is a command, or help is
    asked for, it has all of them, but none to tell the version. Typer builds every command that it
    has been given, which takes longer than most of them run.
    """
    if [*words] == ["--version"]:
        return app
    modules = {name: module for names in HEADINGS.values() for name, module in names.items()}
    named = [] if _HELP.intersection(words) else list(filter(modules.get, words))
    for module in dict.fromkeys(map(modules.get, named)) or dict.fromkeys(modules.values()):
        import_module(f"minerva.cli.{module}")
    return _with_only(named) if named else app


def _with_only(names: Sequence[str]) -> typer.Typer:
    """Return the application with the commands of some names, and no others."""
    chosen = copy(app)
    chosen.registered_commands = [
        command for command in app.registered_commands if _name_of(command) in names
    ]
    chosen.registered_groups = [
        group
        for group in app.registered_groups
        if group.typer_instance is not None and group.typer_instance.info.name in names
    ]
    return chosen


def _name_of(command: CommandInfo) -> str | None:
    """Return the name of a command: its function's, if it was given none."""
    if command.name or command.callback is None:
        return command.name
    return get_command_name(command.callback.__name__)


def main() -> None:
    """Run the command line, and end the process with its exit status."""
    load_commands(sys.argv[1:])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    status = run()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(status)


def run() -> int:
    """Run the command line, and turn whatever goes wrong into a message and exit status 2.

    Returns the exit status.
    """
    application = load_commands(sys.argv[1:])
    try:
        if _HELP.intersection(sys.argv[1:]):
            require_output()  # the option parser would say nothing, and end with 0
        status = application(prog_name="minerva", standalone_mode=False)
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

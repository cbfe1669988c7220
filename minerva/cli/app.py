"""The application: what stands before a command's name, and how the help lists the commands."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from minerva.cli.options import ChosenColour

HEADINGS: Final[Mapping[str, Mapping[str, str]]] = {
    "Reports": {
        "status": "reports",
        "milestones": "reports",
        "slippage": "reports",
        "savings": "savings",
        "costs": "savings",
        "owners": "owners",
        "procurement": "reports",
        "evaluate": "evaluate",
        "options": "reports",
        "register": "register",
        "indicators": "register",
        "forecast": "forecast",
        "confidence": "confidence",
        "what-if": "forecast",
        "trend": "trend",
        "diff": "diff",
        "report": "report",
        "score": "score",
        "why": "why",
    },
    "Many programmes": {"portfolio": "portfolio"},
    "In a build": {"check": "check", "explain": "explain"},
    "The trail": {"audit": "audit", "seal": "audit"},
    "Record": {
        "complete": "record_milestones",
        "reforecast": "record_milestones",
        "rebaseline": "record_milestones",
        "cancel": "record_arrangements",
        "link": "record_arrangements",
        "unlink": "record_arrangements",
        "move": "record_arrangements",
        "rename": "record_arrangements",
        "assign": "record_arrangements",
        "claim": "record_savings",
        "validate": "record_savings",
        "restate": "record_savings",
        "rebudget": "record_savings",
        "state": "record_savings",
        "spend": "record_savings",
        "waive": "record_waivers",
        "serve-notice": "record_procurement",
        "withdraw-bidder": "record_procurement",
        "add": "add",
        "raise": "add",
        "set": "record_settings",
        "review": "record_register",
        "close": "record_register",
        "assess": "record_register",
        "undo": "undo",
    },
    "In and out": {"import": "importing", "export": "export", "merge-files": "merging"},
    "Begin": {"init": "begin", "schema": "begin"},
}
"""The commands as the help lists them, under their headings, each with the module that has it."""


class SuggestingGroup(TyperGroup):
    """Commands that answer a wrong name with the nearest."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command of a name; stop at an unknown one."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            from minerva.cli.usage import no_command

            raise no_command(args[0], self.names(), ctx.command_path)
        return super().resolve_command(ctx, args)

    def names(self) -> list[str]:
        """Return the names of all commands, loaded or not."""
        return [name for names in self.headings().values() for name in names]

    def headings(self) -> Mapping[str, Iterable[str]]:
        """Return the commands as the help lists them, under their headings."""
        return {"Commands": self.commands}

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click gives it
        """Write a section a heading: each command with the whole first sentence of its help."""
        width = max(len(name) for name in self.commands)
        for heading, names in self.headings().items():
            with formatter.section(heading):
                formatter.write_dl(
                    [
                        (name.ljust(width), self.commands[name].get_short_help_str(sys.maxsize))
                        for name in names
                    ]
                )


class Commands(SuggestingGroup):
    """The commands, listed under their headings. Only those that a line may name are loaded."""

    def headings(self) -> Mapping[str, Iterable[str]]:
        """Return the headings of all commands, loaded or not."""
        return HEADINGS


app = typer.Typer(
    name="minerva",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from minerva import __version__
        from minerva.cli.output import write

        write(f"minerva {__version__}\n")
        raise typer.Exit


@app.callback()
def settings(
    ctx: typer.Context,
    directory: Annotated[
        Path | None,
        typer.Option(
            "--directory",
            "-C",
            metavar="DIR",
            help="Where the programme's files are. Default: here, or the nearest directory above.",
        ),
    ] = None,
    color: ChosenColour = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Track a programme's milestones, savings and procurement, as of any date.

    Plans are plain text: workstreams.toml, milestones.toml and, where there are risks or
    indicators, register.toml. Begin with `minerva status`.
    """
    ctx.ensure_object(dict)["directory"] = directory

"""The group of commands that raise an entry of the register; the commands are `new_entries`."""

from collections.abc import MutableMapping
from typing import Any

import typer

from minerva.cli.app import SuggestingGroup, app


class NewEntries(SuggestingGroup):
    """The commands of `raise`, made when they are asked for: their flags come from the records."""

    @property
    def commands(self) -> MutableMapping[str, Any]:
        """The commands by their names."""
        from minerva.cli.new_entries import new_entries

        group: Any = typer.main.get_command(new_entries)
        commands: MutableMapping[str, Any] = group.commands
        return commands

    @commands.setter
    def commands(self, _: MutableMapping[str, Any]) -> None:
        """Take no others: a group is made with none."""


raising = typer.Typer(
    name="raise",
    cls=NewEntries,
    help="Raise a risk, issue, action or decision.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(raising)

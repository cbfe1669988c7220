"""The group of commands that add a record; the commands themselves are `new_records`."""

from collections.abc import MutableMapping
from typing import Any

import typer

from minerva.cli.app import SuggestingGroup, app


class NewRecords(SuggestingGroup):
    """The commands of `add`, made when they are asked for: their flags come from the records."""

    @property
    def commands(self) -> MutableMapping[str, Any]:
        """The commands by their names."""
        from minerva.cli.new_records import new_records

        group: Any = typer.main.get_command(new_records)
        commands: MutableMapping[str, Any] = group.commands
        return commands

    @commands.setter
    def commands(self, _: MutableMapping[str, Any]) -> None:
        """Take no others: a group is made with none."""


add = typer.Typer(
    name="add",
    cls=NewRecords,
    help="Add a workstream, milestone, saving or cost.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(add)

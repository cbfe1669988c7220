"""The groups of commands for new records: `add`, and `raise` for entries of the register."""

from collections.abc import MutableMapping
from typing import Any

import typer

from minerva.cli.app import SuggestingGroup, app


class NewRecords(SuggestingGroup):
    """The commands of a group, made when they are asked for: their flags come from the records."""

    @property
    def commands(self) -> MutableMapping[str, Any]:
        """The commands by their names."""
        from minerva.cli.new_records import commands_of

        group: Any = typer.main.get_command(commands_of(self.name))
        commands: MutableMapping[str, Any] = group.commands
        return commands

    @commands.setter
    def commands(self, _: MutableMapping[str, Any]) -> None:
        """Take no others: a group is made with none."""


for name, about in {
    "add": "Add a milestone, a saving, a bid, another record.",
    "raise": "Raise a risk, issue, action or decision.",
}.items():
    app.add_typer(
        typer.Typer(
            name=name, cls=NewRecords, help=about, no_args_is_help=True, rich_markup_mode=None
        )
    )

"""The groups of commands for new records: `add`, and `raise` for entries of the register."""

from collections.abc import MutableMapping
from typing import Any

import typer

from minerva.cli.app import SuggestingGroup, app
from minerva.cli.options import examples


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


for name, about, example in (
    (
        "add",
        "Add a milestone, a saving, a bid, another record.",
        "minerva add workstream estates --name Estates",
    ),
    (
        "raise",
        "Raise a risk, issue, action or decision.",
        "minerva raise issue no-lead --name 'Nobody leads it' --severity high",
    ),
):
    app.add_typer(
        typer.Typer(
            name=name,
            cls=NewRecords,
            help=about,
            epilog=examples(example),
            no_args_is_help=True,
            rich_markup_mode=None,
        )
    )

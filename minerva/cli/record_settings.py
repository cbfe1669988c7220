"""The command that sets what holds for the whole programme."""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples
from minerva.cli.record_options import ChosenRecordFormat, DryRun, RecordFormat

if TYPE_CHECKING:
    from minerva.model.programme import Programme
    from minerva.recording.change import Change


class SettingsOf(StrEnum):
    """What holds for the whole programme."""

    TARGET = "target"
    PROGRAMME = "programme"


def complete_key(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the keys that can be set, with what each is for."""
    from minerva.recording.settings import settable

    chosen = ctx.params.get("part") or next(iter(ctx.args), None)
    for part in SettingsOf:
        if part.value == chosen:
            return [
                (f"{field.key}=", field.text)
                for field in settable(part.value)
                if field.key.startswith(incomplete)
            ]
    return []


@app.command(
    name="set",
    epilog=examples(
        "minerva set target full_year=1m from=2026/27",
        "minerva set programme validator='Director of Finance' tolerance='2 weeks'",
    ),
)
def set_keys(
    ctx: typer.Context,
    part: Annotated[
        SettingsOf, typer.Argument(metavar="target|programme", help="What to set something of.")
    ],
    pairs: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY=VALUE...",
            autocompletion=complete_key,
            help="What to set, as workstreams.toml calls it, and to what.",
        ),
    ],
    dry_run: DryRun = False,
    format: ChosenRecordFormat = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Set keys of the target or of the programme.

    Amounts and dates are written as for other commands. They have no dates of their own: what is
    set holds on every day.
    """
    from minerva.cli import record_change
    from minerva.recording import settings

    def change(programme: "Programme", today: date) -> "Change":
        return settings.set_keys(programme, part.value, pairs, today)

    record_change.carry_out(ctx, change, format, dry_run=dry_run)

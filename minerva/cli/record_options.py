"""The options and arguments that the commands which record share, each declared once."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperOption

from minerva.cli.options import offered

_NEGATIVE: Final = re.compile(r"-(?=[£$€]?[0-9])")
_MINUS: Final = "\u2212"


class RecordFormat(StrEnum):
    """How a command writes what it recorded."""

    TABLE = "table"
    JSON = "json"


class TakesNegative(TyperCommand):
    """A command with an amount or a delay among its arguments: `-5000`, `-1week`; no options."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take what begins like a negative number for an argument, unless an option takes it."""
        takes_value = {
            name
            for option in self.params
            if isinstance(option, TyperOption) and not option.is_flag
            for name in option.opts
        }
        before = ["", *args]
        return super().parse_args(
            ctx,
            [
                word
                if previous in takes_value
                else _NEGATIVE.sub(_MINUS, word, count=1)
                if _NEGATIVE.match(word)
                else word
                for previous, word in zip(before, args, strict=False)
            ],
        )


def parse_text(text: str) -> str:
    """Take a text that says something, and that a file in UTF-8 can hold."""
    if not text.strip():
        raise typer.BadParameter("this text is empty: write at least a word")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("this text is not UTF-8: write it anew") from None
    return text


def _offer(ctx: typer.Context, incomplete: str, name: str, **having: Any) -> list[tuple[str, str]]:
    """Offer records by id and by name; of those only that have what is asked."""
    from minerva.cli.reading import read

    try:
        records: Iterable[Any] = getattr(read(ctx), name)
    except Exception:
        return []
    wanted = [
        record
        for record in records
        if all(getattr(record, field) == value for field, value in having.items())
    ]
    return offered(wanted, incomplete)


def complete_unfinished_milestone(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the milestones that are not complete, with their names."""
    return _offer(ctx, incomplete, "milestones", actual=None)


def complete_saving(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the savings, with their names."""
    return _offer(ctx, incomplete, "savings")


def complete_cost(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the costs, with their names."""
    return _offer(ctx, incomplete, "costs")


def complete_saving_or_cost(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the savings and then the costs, with their names."""
    return [*complete_saving(ctx, incomplete), *complete_cost(ctx, incomplete)]


def complete_contract(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the contracts that no notice is recorded for, with their suppliers."""
    return _offer(ctx, incomplete, "contracts", notice_served=None)


def complete_procurement(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the procurements, with their names."""
    return _offer(ctx, incomplete, "procurements")


def complete_owned(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer all that may have an owner, with its name."""
    from minerva.cli.reading import read
    from minerva.recording.ownership import owned

    try:
        return offered(owned(read(ctx)), incomplete)
    except Exception:
        return []


def complete_bidder(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the bidders that are still in the procurement named before."""
    return [
        (bidder.name, "")
        for procurement in _chosen_procurement(ctx)
        for bidder in procurement.bidder
        if bidder.out_at is None and bidder.name.startswith(incomplete)
    ]


def complete_stage(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the stages of the procurement named before, with their names."""
    return [
        (stage.id, stage.name)
        for procurement in _chosen_procurement(ctx)
        for stage in procurement.stage
        if stage.id.startswith(incomplete)
    ]


def _chosen_procurement(ctx: typer.Context) -> list[Any]:
    from minerva.cli.reading import read

    try:
        procurements = read(ctx).procurements
    except Exception:
        return []
    # Where an option without its value comes last, arguments are not matched to names yet.
    id = ctx.params.get("procurement") or next(iter(ctx.args), None)
    return [record for record in procurements if record.id == id]


def complete_entry(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the entries of the register, with their names."""
    names = ("risks", "issues", "actions", "decisions")
    return [offered for name in names for offered in _offer(ctx, incomplete, name)]


def complete_waivable(incomplete: str) -> list[str]:
    """Offer the ids of the findings that can be waived."""
    from minerva.model.catalogue import WAIVABLE

    return [id for id in WAIVABLE if id.startswith(incomplete)]


def complete_subject(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the ids of what the finding named before may be about."""
    from minerva.cli.reading import read
    from minerva.recording.acceptance import subjects

    try:
        ids = subjects(read(ctx), str(ctx.params.get("finding")))
    except Exception:
        return []
    return [id for id in ids if id.startswith(incomplete)]


Milestone = Annotated[
    str,
    typer.Argument(
        metavar="MILESTONE",
        autocompletion=complete_unfinished_milestone,
        help="The milestone's id, or its name or a part of it.",
    ),
]
Saving = Annotated[
    str,
    typer.Argument(
        metavar="SAVING",
        autocompletion=complete_saving,
        help="The saving's id, or its name or a part of it.",
    ),
]
Cost = Annotated[
    str, typer.Argument(metavar="COST", autocompletion=complete_cost, help="The cost's id.")
]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DAY", help="The day it was stated or done. Default: today."),
]
Year = Annotated[
    str, typer.Option("--year", metavar="YEAR", help="The financial year it is for: 2014/15.")
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", parser=parse_text, help="Why.")]
ApprovedBy = Annotated[
    str,
    typer.Option("--approved-by", metavar="TEXT", parser=parse_text, help="Who agreed to it."),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Show the change as a unified diff, and write nothing."),
]
ChosenRecordFormat = Annotated[
    RecordFormat, typer.Option("--format", "-f", help="How to say what was written.")
]

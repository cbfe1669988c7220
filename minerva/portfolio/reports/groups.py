"""The groups of a portfolio, alike in every report: who is in them, and what they come to."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from minerva.model import money
from minerva.portfolio.gathered import Gathered
from minerva.portfolio.settings import Group
from minerva.portfolio.sums import totals
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Table

NO_GROUPS = "There are no groups: portfolio.toml says which programmes are in which."


class Inside(NamedTuple):
    """A group, and the programmes that are in it or in a group inside it."""

    group: Group
    gathered: Gathered


def insides(gathered: Gathered) -> list[Inside]:
    """Return the groups of a portfolio, in the order in which they are written."""
    return [Inside(group, gathered.in_group(group)) for group in gathered.groups]


def grouped(gathered: Gathered, sums: Callable[[Gathered], Document]) -> Document:
    """Return the groups as part of a JSON document, with what each comes to; empty without any."""
    found = [
        {"id": group.id, "name": group.name, "group": group.group}
        | {"programmes": [outcome.label for outcome in inside.outcomes]}
        | sums(inside)
        for group, inside in insides(gathered)
    ]
    return {"groups": found} if found else {}


def group_tables(gathered: Gathered, columns: Sequence[Column]) -> list[Table]:
    """Return a table with a row a group, or none; columns are about the programmes of a group."""
    if not gathered.groups:
        return []
    names = {group.id: group.name for group in gathered.groups}
    opening = (
        Column("id", "Id", of=lambda row: row.group.id, shown=False),
        Column("name", "Group", of=lambda row: row.group.name),
        Column("within", "In", of=lambda row: _within(row.group, names), under="name"),
        Column("programmes", "Programmes", Kind.COUNT, lambda row: len(row.gathered.outcomes)),
        Column(
            "unread",
            "Not read",
            Kind.COUNT,
            of=lambda row: len(row.gathered.unread),
            shown=bool(gathered.unread),
        ),
    )
    return [Table([*opening, *map(_of_inside, columns)], insides(gathered), title="By group")]


def _within(group: Group, names: dict[str, str]) -> str:
    return f"in {names[group.group]}" if group.group else ""


def _of_inside(column: Column) -> Column:
    return replace(column, of=lambda row: column.of(row.gathered))


def money_columns(
    take: Callable[[Any], Any], keys: Sequence[tuple[str, str]], main: str
) -> list[Column]:
    """Return columns of amounts of a group's totals, each given as its key and title.

    Where a group has several kinds of money nothing is added: a remark says the `main` one of
    each.
    """
    columns = [Column(key, text, Kind.MONEY, of=_only_total(take, key)) for key, text in keys]
    word = dict(keys)[main].lower()
    return [*columns, Column("money", "Of it", of=_told_apart(take, main, word), under="name")]


def _only_total(take: Callable[[Any], Any], key: str) -> Any:
    def found(gathered: Gathered) -> Decimal | str | None:
        if not gathered.outcomes:
            return ""
        if len(list(gathered.by_money())) > 1:
            return "told apart"
        value = totals(gathered, take).get(key)
        return None if value is None else Decimal(str(value))

    return found


def _told_apart(take: Callable[[Any], Any], key: str, word: str) -> Any:
    def text(gathered: Gathered) -> str:
        kinds = [label for label, _ in gathered.by_money()]
        if len(kinds) < 2:
            return ""
        sums = totals(gathered, take)
        return "; ".join(f"{label}: {word} {_written(sums[label][key], label)}" for label in kinds)

    return text


def _written(value: Any, label: str) -> str:
    return "not known" if value is None else money.format_money(Decimal(str(value)), label[:3])

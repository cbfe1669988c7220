"""A cost from a row of a grid, and which way round the costs of a sheet are."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from minerva.importing.cell_values import read_line, read_text
from minerva.importing.grid import ImportOptions, Value
from minerva.importing.headings import KeyedColumn
from minerva.importing.identifiers import id_from, ref_from
from minerva.importing.incoming import IncomingCost, Question
from minerva.importing.money_readings import Readings, are_below_zero
from minerva.importing.row_cells import Cells
from minerva.importing.saving_rows import amount_to_the_penny
from minerva.model.errors import MinervaError


def read_cost(cells: Cells, options: ImportOptions) -> IncomingCost:
    """Return the cost that a row is; what of it cannot be read is kept in `cells`."""

    def amount(value: Value, column: KeyedColumn) -> Decimal | None:
        return amount_to_the_penny(cells, value, column, options)

    def text(value: Value, _column: KeyedColumn) -> str | None:
        return read_line(value)

    name, reference = cells.read("name", text), cells.read("id", text)
    if name is None and reference is None and not cells.rejected:
        cells.refuse(None, "the row has no name")
    heading = column.heading if (column := cells.column("id")) else ""
    note = cells.read("note", lambda value, _: read_text(value))
    called = f"Reference {ref}" if (ref := ref_from(reference, heading)) else None
    return IncomingCost(
        place=cells.place,
        name=name or reference or "",
        id=id_from(reference),
        workstream=cells.read("workstream", text),
        saving=cells.read("saving", text),
        owner=cells.read("owner", text),
        budget=cells.by_year("budget", amount),
        stated=cells.by_year("forecast", amount),
        spent=cells.by_year("spent", amount),
        note=f"{called}: {note}" if called and note else note or called,
        source=cells.read("source", lambda value, _: read_text(value)),
    )


def costs_as_asked(costs: Sequence[IncomingCost], options: ImportOptions) -> Readings:
    """Turn costs the way that was asked for; ask where most, or their sum, are below zero.

    Raises MinervaError where changes are to be added up: a cost has none.
    """
    if options.savings.increments is not None:
        raise MinervaError(
            "a cost is what each year comes to, not a change on the year before",
            "leave out --increments",
        )
    found = [amount for cost in costs for amount in _amounts(cost)]
    below = sum(amount < 0 for amount in found)
    count = f"{below} of {len(found)} amounts {'is' if below == 1 else 'are'} below zero"
    if options.savings.sign == "savings-positive":
        turned = [_turned_over(cost) for cost in costs]
        said = "amounts below zero are costs (--sign savings-positive)"
        return Readings((), said, costs=turned)
    if options.savings.sign == "savings-negative":
        return Readings((), "amounts above zero are costs (--sign savings-negative)", costs=costs)
    if not are_below_zero(found):
        said = f"amounts above zero are costs{f'; {count}' if below else ''}"
        return Readings((), said, costs=costs)
    question = Question(
        f"{count}: they are costs, or money that comes back",
        "--sign savings-positive says that they are costs, --sign savings-negative that they "
        "come back",
    )
    said = f"not sure: {count}, and shown as in the file"
    return Readings((), said, questions=[question], costs=costs)


def _amounts(cost: IncomingCost) -> Iterator[Decimal]:
    """Yield the amounts of a cost that are not 0."""
    for years in (cost.budget, cost.stated, cost.spent):
        yield from (amount for amount in years.values() if amount)


def _turned_over(cost: IncomingCost) -> IncomingCost:
    def turned(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
        return {year: -amount for year, amount in amounts.items()}

    return replace(
        cost, budget=turned(cost.budget), stated=turned(cost.stated), spent=turned(cost.spent)
    )

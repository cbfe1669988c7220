"""What rows of totals come to beside the rows that they are the sum of, in words."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from minerva.importing.grid import ImportOptions
from minerva.importing.headings import HeadedTable, label_of
from minerva.importing.incoming import Rejected, SheetTotal
from minerva.importing.sheet_totals import Line, Total
from minerva.model.money import format_money

MOST_LISTED: Final = 6


def not_agreeing(totals: Sequence[SheetTotal], noun: str) -> list[Rejected]:
    """Return why totals that differ from their rows are a reason to stop."""
    return [
        Rejected(
            total.place,
            total.name,
            f"it is no sum of {total.of}: {total.difference}",
            f"mend the rows or the total in the file; if it is a {noun}, give it another name",
        )
        for total in totals
        if total.agrees is False
    ]


def doubtful(line: Line, members: Sequence[Line], text: str, noun: str) -> Rejected:
    """Return why a row that may be a total, and may be a saving or a cost, is kept out."""
    return Rejected(
        line.place,
        line.name or text,
        _why_doubtful(line, members),
        f"if it is a {noun}, give it a reference; if it is a total, write Total in its name",
    )


def sheet_total(line: Line, total: Total, table: HeadedTable, options: ImportOptions) -> SheetTotal:
    """Say whether a row of totals agrees with the rows that it is the sum of."""
    columns = {column.number: column for column in table.columns}
    differs = [
        f"{label_of(columns[n])} differs by {format_money(by, options.currency)}"
        for n, by in total.differences.items()
    ]
    return SheetTotal(
        line.place,
        line.name or "without a name",
        _places(total.members),
        None if not total.compared else not differs,
        "; ".join(differs) or None,
    )


def _places(lines: Sequence[Line]) -> str:
    """Return where lines stand: `line 5`, `lines 5 to 6`, of a workbook `Savings, rows 5 to 6`."""
    if not lines:
        return "no rows"
    first, last = lines[0], lines[-1]
    if len(lines) == 1:
        return first.place
    before, _, _ = first.place.rpartition(" ")
    numbers = [line.row.number for line in lines]
    if numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{before}s {first.row.number} to {last.row.number}"
    if len(numbers) > MOST_LISTED:
        return f"{len(numbers)} rows ({numbers[0]} to {numbers[-1]})"
    return f"{before}s {', '.join(map(str, numbers))}"


def _why_doubtful(line: Line, members: Sequence[Line]) -> str:
    if not members:
        return "it may be part of the totals: it stands below them, without a reference of its own"
    nearly = "" if _is_exact(line, members) else "nearly "
    return f"it may be a total: it is {nearly}the sum of {_places(members)}"


def _is_exact(line: Line, members: Sequence[Line]) -> bool:
    return all(
        amount == sum(member.amounts.get(column) or Decimal(0) for member in members)
        for column, amount in line.amounts.items()
    )

"""From the rows under known headings to savings or costs: groups and totals are told apart first.

A row is read whole or not at all. Totals are left out, and used to check what was read.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from minerva.formats.cells import column_letters
from minerva.importing.cell_values import is_unknown
from minerva.importing.column_proofs import MONEY, decimal_comma, refuse_months_first
from minerva.importing.cost_rows import costs_as_asked, read_cost
from minerva.importing.grid import ImportOptions, Row, shown
from minerva.importing.headings import HeadedTable, has_figure
from minerva.importing.incoming import (
    Incoming,
    IncomingCost,
    IncomingSaving,
    MoneyReading,
    Question,
    Rejected,
    Skipped,
)
from minerva.importing.money_readings import read_as_asked
from minerva.importing.row_cells import Cells
from minerva.importing.saving_lines import sort_rows
from minerva.importing.saving_rows import read_saving
from minerva.importing.sheet_totals import Found, Line, find_totals
from minerva.importing.total_checks import doubtful, not_agreeing, sheet_total
from minerva.importing.units import with_units
from minerva.importing.wordings import AMOUNTS


class AmountRows(Struct, frozen=True):
    """What the rows under the headings come to: savings, or costs."""

    savings: Sequence[IncomingSaving]
    costs: Sequence[IncomingCost]
    kept_out: Sequence[IncomingSaving | IncomingCost]
    rejected: Sequence[Rejected]
    skipped: Sequence[Skipped]


def read_amounts(
    table: HeadedTable,
    rows: Sequence[Row],
    options: ImportOptions,
    text_of: Callable[[Row], str],
) -> tuple[Incoming, Sequence[int]]:
    """Return what the rows say, to be completed with the file's name, and the blank rows' numbers.

    Raises MinervaError where the unit, or the order of days and months, contradicts itself.
    """
    refuse_months_first(table, rows, options)
    units = with_units(table, rows, options)
    table = units.table
    comma = decimal_comma(table, rows)
    sorted_rows = sort_rows(table, rows, options, comma, text_of)
    lines = sorted_rows.lines
    found = Found({}, {}, ()) if options.savings.only_savings else find_totals(lines)
    lines = _in_groups(lines, found)
    read = _read_lines(table, lines, found, options, comma)
    noun = table.kind.removesuffix("s")
    totals = [sheet_total(lines[n], total, table, options) for n, total in found.totals.items()]
    unsure = [
        doubtful(lines[n], members, text_of(lines[n].row), noun)
        for n, members in found.doubtful.items()
    ]
    readings = (
        costs_as_asked(read.costs, options)
        if table.kind == "costs"
        else read_as_asked(read.savings, table, rows, options)
    )
    remarks = list(readings.remarks)
    if sorted_rows.filled_down:
        count = sorted_rows.filled_down
        remarks.append(
            f"{count} row{'' if count == 1 else 's'} without a workstream "
            f"{'is' if count == 1 else 'are'} in that of the row above"
        )
    questions = [*units.questions, *readings.questions]
    unused = list(_unused_figures(table, lines, options))
    amounts = [column for column in table.columns if column.key in MONEY]
    if options.savings.only_savings:
        unused = []
    if unused and not amounts:
        questions.append(_no_amounts(unused, table, options))
    elif unused:
        remarks.append(f"not used, though there are figures in it: {', '.join(unused)}")
    incoming = Incoming(
        "",
        "",
        savings=readings.savings,
        costs=readings.costs,
        rejected=[*read.rejected, *not_agreeing(totals, noun), *unsure, *readings.rejected],
        kept_out=read.kept_out,
        skipped=_in_order([*sorted_rows.skipped, *read.skipped]),
        matched=table.matched,
        remarks=remarks,
        money=MoneyReading(units.said, readings.sign, totals) if amounts else None,
        questions=questions,
    )
    return incoming, sorted_rows.blank


def _read_lines(
    table: HeadedTable,
    lines: Sequence[Line],
    found: Found,
    options: ImportOptions,
    comma: str | None,
) -> AmountRows:
    """Read the lines that are savings or costs; those that may be totals are kept out."""
    taken: list[IncomingSaving | IncomingCost] = []
    kept_out: list[IncomingSaving | IncomingCost] = []
    rejected: list[Rejected] = []
    skipped: list[Skipped] = []
    for number, line in enumerate(lines):
        if number in found.totals:
            skipped.append(Skipped(line.place, _text_of_total(line), "a row of totals"))
            continue
        if number in found.nameless:
            why = "a row of figures without a name"
            skipped.append(Skipped(line.place, _text_of_total(line), why))
            continue
        cells = Cells(table, line.row, comma)
        if options.savings.increments:
            _refuse_unknown_changes(table, cells)
        read: IncomingSaving | IncomingCost = (
            read_cost(cells, options) if table.kind == "costs" else read_saving(cells, options)
        )
        if read.workstream is None:
            read = replace(read, workstream=line.workstream)
        (kept_out if cells.rejected or number in found.doubtful else taken).append(read)
        rejected += cells.rejected
        skipped += cells.skipped
    savings = [row for row in taken if isinstance(row, IncomingSaving)]
    costs = [row for row in taken if isinstance(row, IncomingCost)]
    return AmountRows(savings, costs, kept_out, rejected, skipped)


def _refuse_unknown_changes(table: HeadedTable, cells: Cells) -> None:
    """Keep a row out whose change in some year is not known; a blank and a dash are no change."""
    for column in table.columns:
        value = cells.raw(column)
        if column.key == "plan" and is_unknown(value) and any(map(str.isalpha, shown(value))):
            cells.refuse(
                column,
                "a change that is not known cannot be added up",
                "write the change, or leave the cell blank for none",
            )


def _in_order(skipped: Sequence[Skipped]) -> list[Skipped]:
    """Return what was left out in the order of the rows, by the first number after the sheet."""

    def row(each: Skipped) -> int:
        found = re.search(r"(?:line |row |![A-Z]+)([0-9]+)", each.place)
        return int(found[1]) if found else 0

    return sorted(skipped, key=row)


def _text_of_total(line: Line) -> str:
    text = " | ".join(shown(value) for value in line.row.values if value is not None)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _in_groups(lines: Sequence[Line], found: Found) -> list[Line]:
    """Put lines without a workstream into the group whose total stands above them."""
    groups = {
        member.place: lines[n].name
        for n, total in found.totals.items()
        for member in total.members
        if total.members[0].row.number > lines[n].row.number
    }
    return [
        replace(line, workstream=groups.get(line.place)) if line.workstream is None else line
        for line in lines
    ]


def _no_amounts(unused: Sequence[str], table: HeadedTable, options: ImportOptions) -> Question:
    """Ask what figures are, where none of them is taken for an amount."""
    year = options.year_start.year(options.today.year).label
    heading = unused[0].strip('"')
    key = next(iter(AMOUNTS[table.kind]))
    return Question(
        f"nothing is taken for an amount, and there are figures in {', '.join(unused)}",
        f'say what they are, --map "{heading}={key} {year}", or leave them out, --map "{heading}="',
    )


def _unused_figures(
    table: HeadedTable, lines: Sequence[Line], options: ImportOptions
) -> Iterator[str]:
    """Yield the columns with figures that are not used, each with its heading.

    Those that `--map` leaves out are not among them.
    """
    left_out = {heading.casefold() for heading, key in options.maps.items() if not key}
    headings = {matched.place: matched.heading for matched in table.matched}
    used = {column.number for column in table.columns}
    for number in range(max((len(line.row.values) for line in lines), default=0)):
        cells = [line.row.values[number] for line in lines if number < len(line.row.values)]
        place = table.grid.column(number)
        asked = {headings.get(place, "").casefold(), column_letters(number).casefold()}
        if number not in used and asked.isdisjoint(left_out) and any(map(has_figure, cells)):
            yield f'"{headings[place]}"' if place in headings else f'"{column_letters(number)}"'

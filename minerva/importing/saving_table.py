"""From the rows under known headings to savings: groups and totals are told from savings first.

A row is read whole or not at all. Totals are left out, and used to check what was read.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from minerva.formats.cells import column_letters
from minerva.importing.cell_values import is_unknown, read_line
from minerva.importing.column_proofs import MONEY, decimal_comma, refuse_months_first
from minerva.importing.grid import ImportOptions, Row, shown
from minerva.importing.heading_rows import unit_row
from minerva.importing.headings import HeadedTable, has_figure, is_heading_again, label_of
from minerva.importing.incoming import (
    Incoming,
    IncomingSaving,
    MoneyReading,
    Question,
    Rejected,
    SheetTotal,
    Skipped,
)
from minerva.importing.money_readings import read_as_asked
from minerva.importing.row_cells import Cells
from minerva.importing.saving_rows import read_amount, read_saving
from minerva.importing.sheet_totals import TOTAL, UNREAD, Found, Line, Total, find_totals
from minerva.importing.units import with_units
from minerva.importing.wordings import units_in
from minerva.model.errors import MinervaError
from minerva.model.money import format_money

STEP: Final = 500
MOST_LISTED: Final = 6
_A_GROUP: Final = re.compile(r"(?!\(|\*|note\b|source\b|all figures\b|figures\b)[^.]{1,80}", re.I)
"""What a row alone may call the group of the rows below it; a remark ends with a full stop."""


class SavingRows(NamedTuple):
    """What the rows under the headings come to."""

    savings: Sequence[IncomingSaving]
    kept_out: Sequence[IncomingSaving]
    rejected: Sequence[Rejected]
    skipped: Sequence[Skipped]


class _Sorted(NamedTuple):
    """The rows with amounts or names, those left out, and the numbers of blank rows."""

    lines: Sequence[Line]
    skipped: Sequence[Skipped]
    blank: Sequence[int]
    filled_down: int


def read_savings(
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
    sorted_rows = _sort_rows(table, rows, options, comma, text_of)
    lines = sorted_rows.lines
    found = Found({}, {}, ()) if options.savings.only_savings else find_totals(lines)
    lines = _in_groups(lines, found)
    read = _read_lines(table, lines, found, options, comma)
    totals = [_sheet_total(lines[n], total, table, options) for n, total in found.totals.items()]
    differing = [
        Rejected(
            total.place,
            total.name,
            f"it is no sum of {total.of}: {total.difference}",
            "mend the rows or the total in the file; if it is a saving, give it another name",
        )
        for total in totals
        if total.agrees is False
    ]
    unsure = [
        Rejected(
            lines[n].place,
            lines[n].name or text_of(lines[n].row),
            _why_doubtful(lines[n], members),
            "if it is a saving, give it a reference; if it is a total, write Total in its name",
        )
        for n, members in found.doubtful.items()
    ]
    readings = read_as_asked(read.savings, table, rows, options)
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
        questions.append(_no_amounts(unused, options))
    elif unused:
        remarks.append(f"not used, though there are figures in it: {', '.join(unused)}")
    incoming = Incoming(
        "",
        "",
        savings=readings.savings,
        rejected=[*read.rejected, *differing, *unsure, *readings.rejected],
        kept_out=read.kept_out,
        skipped=_in_order([*sorted_rows.skipped, *read.skipped]),
        matched=table.matched,
        remarks=remarks,
        money=MoneyReading(units.said, readings.sign, totals) if amounts else None,
        questions=questions,
    )
    return incoming, sorted_rows.blank


def _sort_rows(
    table: HeadedTable,
    rows: Sequence[Row],
    options: ImportOptions,
    comma: str | None,
    text_of: Callable[[Row], str],
) -> _Sorted:
    """Part the rows into lines, and rows that are neither savings nor totals."""
    lines: list[Line] = []
    skipped: list[Skipped] = []
    blank: list[int] = []
    group, block, filled_down = None, 0, 0
    fills = _fills_down(table, rows)
    under = unit_row(table.grid, table.row, calendar=options.year_start.is_calendar)
    for number, row in enumerate(rows):
        if number % STEP == 0:
            options.advance(number, len(rows))
        place = table.grid.place(row.number)
        if row.values.count(None) == len(row.values):
            blank.append(row.number)
            continue
        if (why := _why_left_out(table, row, under)) is not None:
            if why == _GROUP and (name := _group_named(table, rows, number)) is not None:
                group, block = name, block + 1
                why = "the name of the group below it"
            skipped.append(Skipped(place, text_of(row), why))
            continue
        line = _line(table, row, place, group, block, options, comma)
        if line.own_workstream is None and group is None and fills and lines and line.name:
            above = lines[-1]
            if not TOTAL.search(line.name) and not TOTAL.search(above.name or ""):
                line = line._replace(workstream=above.workstream)
                filled_down += line.workstream is not None
        lines.append(line)
    return _Sorted(lines, skipped, blank, filled_down)


_GROUP: Final = "a heading or a remark: nothing else is in the row"


def _why_left_out(table: HeadedTable, row: Row, under: Row | None) -> str | None:
    """Say why a row is neither a saving nor a total; None where it is one."""
    filled = [(n, value) for n, value in enumerate(row.values) if value is not None]
    if is_heading_again(row, table.row):
        return "the headings again"
    if row is under:
        return "the units of the headings"
    if {column.number for column in table.columns}.isdisjoint([n for n, _ in filled]):
        return "nothing in the columns that are read"
    if len(filled) == 1 and len(table.columns) > 1 and isinstance(filled[0][1], str):
        return _GROUP
    return None


def _group_named(table: HeadedTable, rows: Sequence[Row], number: int) -> str | None:
    """Return the group that a text alone names: one with rows below it that have amounts."""
    text = " ".join(
        next(shown(value) for value in rows[number].values if value is not None).split()
    )
    below = rows[number + 1] if number + 1 < len(rows) else None
    if below is None or units_in(text) or _A_GROUP.fullmatch(text) is None or TOTAL.search(text):
        return None
    amounts = [column.number for column in table.columns if column.key in MONEY]
    named = [column.number for column in table.columns if column.key in ("id", "name")]
    with_amounts = any(n < len(below.values) and has_figure(below.values[n]) for n in amounts)
    with_name = any(n < len(below.values) and below.values[n] is not None for n in named)
    return text.rstrip(":").strip() if with_amounts and with_name else None


def _fills_down(table: HeadedTable, rows: Sequence[Row]) -> bool:
    """Tell whether workstreams stand in the first row of each group alone.

    Then no two rows after one another have the same one.
    """
    column = table.of("workstream")
    if column is None:
        return False
    values = [
        row.values[column.number] if column.number < len(row.values) else None
        for row in rows
        if row.values.count(None) < len(row.values) - 1
    ]
    return not any(first is not None and first == second for first, second in pairwise(values))


def _line(
    table: HeadedTable,
    row: Row,
    place: str,
    group: str | None,
    block: int,
    options: ImportOptions,
    comma: str | None,
) -> Line:
    cells = Cells(table, row, comma)

    def text(key: str) -> str | None:
        column = table.of(key)
        value = None if column is None else cells.raw(column)
        return None if is_unknown(value) or not isinstance(value, str) else read_line(value)

    name, id, own = text("name"), text("id"), text("workstream")
    if id is not None and TOTAL.search(id) and not options.savings.only_savings:
        name, id = name or id, None
    if name is None and id is None:
        texts = (value for value in row.values if isinstance(value, str))
        name = next((value for value in texts if TOTAL.search(value)), None)
    amounts: dict[int, Decimal | None] = {}
    for column in table.columns:
        value = cells.raw(column)
        if column.key not in MONEY or is_unknown(value):
            continue
        try:
            amount = read_amount(value, column, options, comma)
        except MinervaError:
            amounts[column.number] = UNREAD
        else:
            if amount is not None:
                amounts[column.number] = amount
    has_details = any(
        column.key not in (*MONEY, "id", "name", "workstream") and not is_unknown(cells.raw(column))
        for column in table.columns
    )
    return Line(row, place, name, id, own, own or group, amounts, block, has_details)


def _read_lines(
    table: HeadedTable,
    lines: Sequence[Line],
    found: Found,
    options: ImportOptions,
    comma: str | None,
) -> SavingRows:
    """Read the lines that are savings; those that may be totals are kept out."""
    savings: list[IncomingSaving] = []
    kept_out: list[IncomingSaving] = []
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
        saving = read_saving(cells, options)
        if saving.workstream is None:
            saving = saving._replace(workstream=line.workstream)
        (kept_out if cells.rejected or number in found.doubtful else savings).append(saving)
        rejected += cells.rejected
        skipped += cells.skipped
    return SavingRows(savings, kept_out, rejected, skipped)


def _refuse_unknown_changes(table: HeadedTable, cells: Cells) -> None:
    """Keep a row out whose change in some year is not known: a blank, and a dash, are none."""
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


def _sheet_total(
    line: Line, total: Total, table: HeadedTable, options: ImportOptions
) -> SheetTotal:
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


def _in_groups(lines: Sequence[Line], found: Found) -> list[Line]:
    """Put lines without a workstream into the group whose total stands above them."""
    groups = {
        member.place: lines[n].name
        for n, total in found.totals.items()
        for member in total.members
        if total.members[0].row.number > lines[n].row.number
    }
    return [
        line._replace(workstream=groups.get(line.place)) if line.workstream is None else line
        for line in lines
    ]


def _no_amounts(unused: Sequence[str], options: ImportOptions) -> Question:
    """Ask what figures are, where none of them is taken for an amount."""
    year = options.year_start.year(options.today.year).label
    heading = unused[0].strip('"')
    return Question(
        f"nothing is taken for an amount, and there are figures in {', '.join(unused)}",
        f'say what they are, --map "{heading}=plan {year}", or leave them out, --map "{heading}="',
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

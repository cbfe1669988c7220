"""A committee report as Markdown: what GitHub draws, and pandoc turns into Word or PDF.

Between the bars of a table's second line, the number of dashes is the share of the page that pandoc
gives each column.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from minerva.formats.cells import RIGHT, human, joined, places
from minerva.formats.data import markdown
from minerva.formats.data.markdown import row
from minerva.formats.widths import layout
from minerva.views.board.parts import Board, Drawing, Folded, Part, Section, Terms
from minerva.views.table import Column, Row, Table

MOST_FIGURES: Final = 6
"""Columns of figures that stand side by side at most."""

_PAGE: Final = 100


def escape(text: str) -> str:
    """Return text that stays as it is: pandoc would make a dash of the two hyphens of an option."""
    return markdown.escape(text).replace("--", r"\-\-")


def render(board: Board) -> str:
    """Return the report: its sections under second-level headings, in their order."""
    lines = [f"# {escape(board.title)}", ""]
    if board.organisation:
        lines += [escape(board.organisation), ""]
    lines += [f"{escape(board.basis)}.", ""]
    for section in board.sections:
        lines += _section(section)
    return joined(lines[:-1])


def _section(section: Section) -> list[str]:
    lines = [f"## {escape(section.title)}", ""]
    if section.message:
        lines += [escape(section.message), ""]
    for line in section.lines:
        lines += [f"- {escape(line)}"]
    if section.lines:
        lines.append("")
    for part in section.parts:
        lines += _part(part)
    return lines


def _part(part: Part) -> list[str]:
    if isinstance(part, Terms):
        return [
            line
            for term in part.terms
            for line in (f"- **{escape(term.name)}**: {escape(term.meaning)}",)
        ] + [""]
    if isinstance(part, Drawing | Folded):
        return [f"### {escape(part.title)}", "", *_table(part.table)]
    return _table(part)


def _table(table: Table) -> list[str]:
    lines = [f"### {escape(table.title)}", ""] if table.title else []
    if not table.subjects:
        return [*lines, escape(table.empty), ""]
    decimals = places(table)
    for group, rows in table.groups():
        if heading := table.heading(group):
            lines += [f"#### {escape(heading)}", ""]
        total = table.totals.get(group)
        for columns in _parts(table, rows):
            cells = [_cells(table, columns, values, decimals) for values in rows]
            if total is not None:
                summed = _cells(table, columns, total, decimals)
                cells.append([f"**{cell}**" if cell else "" for cell in summed])
            titles = [escape(column.title) for column in columns]
            lines += [row(titles), row(_rules(columns, titles, cells)), *map(row, cells), ""]
    for note in table.notes:
        lines += [escape(note), ""]
    return lines


def _parts(table: Table, rows: Sequence[Row]) -> list[list[Column]]:
    """Return the columns of a table, in parts that fit a page; a remark follows its column."""
    columns = [
        column
        for n, column in enumerate(table.columns)
        if column.shown and column.key != table.group
        if not column.under or any(values[n] for values in rows)
    ]
    figures = [column for column in columns if column.kind in RIGHT]
    if len(figures) <= MOST_FIGURES:
        return [columns]
    others = [column for column in columns if column not in figures]
    size = -(-len(figures) // -(-len(figures) // MOST_FIGURES))
    return [[*others, *figures[begin : begin + size]] for begin in range(0, len(figures), size)]


def _cells(table: Table, columns: Sequence[Column], values: Row, decimals: int) -> list[str]:
    return [
        escape(human(values[table.position_of(column.key)], column.kind, decimals))
        for column in columns
    ]


def _rules(
    columns: Sequence[Column], titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> list[str]:
    """Return the line under a table's head: which way each column leans, and its share."""
    shares = layout(columns, [titles, *rows], _PAGE, _PAGE).shares
    ends = [round(_PAGE * sum(shares[: n + 1])) for n in range(len(shares))]
    dashes = [max(end - begin, 3) for begin, end in pairwise([0, *ends])]
    return [
        f"{'-' * (dash - 1)}:" if column.kind in RIGHT else f":{'-' * (dash - 1)}"
        for column, dash in zip(columns, dashes, strict=True)
    ]

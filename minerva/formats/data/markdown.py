"""A report as Markdown: headings, and tables that any renderer of GitHub's kind draws."""

import re
from collections.abc import Sequence
from typing import Final

from minerva.formats.cells import RIGHT, human, joined, places, visible
from minerva.views.chart import Drawing
from minerva.views.table import Column, Report, Row, Table

_PAGE: Final = 80
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&$@])")


def escape(text: str) -> str:
    """Return text that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", visible(text))


def render(report: Report) -> str:
    """Return the report under a second-level heading, and above it what has to be read first."""
    lines = [f"**{escape(report.caution)}**", ""] if report.caution else []
    lines += [f"## {escape(report.title)}", ""]
    for line in report.summary:
        lines += [escape(line), ""]
    if report.chart is not None:
        lines += _chart(report.chart)
    for table in report.tables:
        lines += _table(table)
    return joined(lines[:-1])


def _chart(chart: Drawing) -> list[str]:
    from minerva.formats.screen import drawing

    drawn = [line.rstrip() for line in drawing.render(chart, _PAGE, colour=False)]
    *names, how = drawing.legend(chart)
    return [
        "```text",
        *drawn,
        "```",
        "",
        *(f"- {escape(name)}" for name in names),
        "",
        escape(how),
        "",
    ]


def _table(table: Table) -> list[str]:
    lines = [f"### {escape(table.title)}", ""] if table.title else []
    if not table.rows:
        return [*lines, escape(table.empty), ""]
    columns = [
        column
        for n, column in enumerate(table.columns)
        if column.shown and column.key != table.group
        # A remark that is never made has no column.
        if not column.under or any(row[n] for row in table.rows)
    ]
    decimals = places(table)
    for group, rows in table.groups():
        if heading := table.heading(group):
            lines += [f"#### {escape(heading)}", ""]
        lines.append(row([escape(column.title) for column in columns]))
        lines.append(row(["---:" if column.kind in RIGHT else ":---" for column in columns]))
        lines += [row(_cells(table, columns, values, decimals)) for values in rows]
        if group in table.totals:
            cells = _cells(table, columns, table.totals[group], decimals)
            lines.append(row([f"**{cell}**" if cell else "" for cell in cells]))
        lines.append("")
    for note in table.notes:
        lines += [escape(note), ""]
    return lines


def _cells(table: Table, columns: list[Column], row: Row, decimals: int) -> list[str]:
    return [
        escape(human(row[table.position_of(column.key)], column.kind, decimals))
        for column in columns
    ]


def row(cells: Sequence[str]) -> str:
    """Return a line of a table."""
    return f"| {' | '.join(cells)} |"

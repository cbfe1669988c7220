"""The last sheet: as of when, from which files, what each figure means, how to trace it."""

from collections.abc import Iterable
from itertools import chain
from typing import Final

from msgspec import Struct

from minerva import __version__
from minerva.exporting.workbook.blocks import Column
from minerva.exporting.workbook.book import Book, Sheet
from minerva.exporting.workbook.cells import Kind, Origin
from minerva.exporting.workbook.register import sheets_of
from minerva.exporting.workbook.wording import Figure, wrapped, write_figures
from minerva.model.programme import Programme
from minerva.position import Position
from minerva.views.titles import title

PRINTED: Final = 3


class _Definition(Struct, frozen=True):
    sheet: str
    figure: str
    meaning: str


_TRACING: Final = (
    "A figure on Summary is a formula: follow it (in Excel: Formulas, Trace Precedents) to a total "
    "on another sheet, from there to the rows of a table, and from a row by its Place to the line "
    "of the file.",
    "What is not known says so, and is in no sum. A day before 1 March 1900 is a text, because "
    "spreadsheets count these days differently.",
)
_LEGEND: Final = {
    Origin.INPUT: "An input, as the files have it. `minerva import` takes over what is changed in "
    "the tables Milestones and FullYear, and on the sheets Claims, Rebudgets and Costs.",
    Origin.FIGURE: "Worked out by minerva from the files. Amounts by year are rounded together, so "
    "that savings add up to the total to the penny.",
    Origin.FORMULA: "A formula. It follows a change of an input here; amounts in grey do not.",
}
_DEFINITIONS: Final = tuple(
    _Definition(*texts)
    for texts in (
        ("Savings", "Planned", "What the plan names for the year; else the full-year amount first "
         "agreed, for the twelfths of the year in effect from the planned start. A month that is "
         "begun counts by its days."),
        ("Savings", "Forecast", "Of a year that has ended: what was realised. Else the larger of "
         "realised and the full-year amount as last stated, for the twelfths of the year in effect "
         "from the expected start."),
        ("Savings", "Realised", "The claims for the year made by the day: the sum of Claims."),
        ("Savings", "Validated", "The part of the claims that finance had confirmed by the day."),
        ("Savings", "Variance", "Forecast less planned; below zero is a shortfall. A total adds up "
         "the variances of the savings of which both are known."),
        ("Savings", "Delivered", "Realised as a part of planned; n/a where nothing is planned."),
        ("Savings", "Short", "Whether the forecast is under the plan before it is rounded."),
        ("Savings", "Full year", "What a saving brings in a whole year once it is in effect, as "
         "last stated by the day; of a saving that comes once, the whole amount."),
        ("Savings", "Not known", "How many savings are in no total, as their amount is not known."),
        ("Claims", "To validate", "What was claimed and is not confirmed yet."),
        ("Milestones", "Expected", "The day it was reached; else its forecast, or the day of this "
         "position where that has passed. A span of days is due on its last one."),
        ("Milestones", "Slip", "Expected less baseline, in days; above zero is late."),
        ("Milestones", "Total slip", "Expected less the baseline first agreed, in days."),
        ("Milestones", "Tolerance limit", "Baseline and tolerance: the last day within it."),
        ("Milestones", "Float", "Deadline less expected, in days; below zero it is broken."),
        ("Milestones", "Rating", "Blue: complete. Red: overdue, beyond its tolerance or its "
         "deadline. Amber: slipped, its baseline missed, or little float. Green: on course."),
        ("Summary", "Rating", "Of a workstream: blue where all its milestones are complete; else "
         "the worst of those that are not, and amber at least where a saving is short in a year. "
         "Of the programme: the worst of the workstreams."),
        ("Summary", "Short", "How many times a saving of the workstream is short in a year."),
        ("Summary", "Milestone hit rate", "Of the milestones due by their baseline, the part that "
         "was reached on or before it."),
        ("Summary", "Milestone BEI", "Baseline execution index: milestones complete, divided by "
         "those due by their baseline; below 1 is behind plan."),
        ("Procurement", "Weight of the whole", "The weight of the group by the weight in it."),
        ("Procurement", "Notice by", "The last day to give notice: expiry less the notice."),
        ("Procurement", "Float", "The day after the contract expires less the projected date of "
         "its replacement, in days; below zero is a gap."),
        ("Findings", "Severity", "Error: act. Warning: look. Note: for information, or accepted."),
    )
)  # fmt: skip
_OF_REGISTER: Final = tuple(
    _Definition(*texts)
    for texts in (
        ("Risks", "Delay, low and high", "In days from the day of this position: 1 in 10 is "
         "outside at either end."),
        ("Risks", "Expected days", "The probability x the middle of the delay."),
        ("Risks", "Expected money", "The probability x the middle of what it would cost."),
        ("Issues", "Days late", "Days since it was due, while it is open."),
        ("Actions", "Days late", "Days since it was due, while it is open."),
        ("Decisions", "Days late", "Days since it was needed, while it is open."),
        ("Indicators", "Short by", "How far the actual is on the wrong side of its target; 0 or "
         "less is met."),
        ("Indicators", "Rating", "Green: the target is met. Amber: no further from it than is "
         "agreed. Red: further."),
    )
)  # fmt: skip


def write(book: Book, sheet: Sheet, position: Position) -> None:
    """Write the sheet."""
    sheet.title(title(position, "notes"))
    after = write_figures(book, sheet, 2, 1, _facts(position))
    sheet.heading(after + 1, "How to read and trace it")
    for row, (origin, meaning) in enumerate(_LEGEND.items(), after + 2):
        sheet.value(row, 0, Kind.TEXT, origin, origin)
        sheet.text(row, 1, meaning)
    first = after + 2 + len(_LEGEND)
    lines = wrapped(_TRACING)
    for row, line in enumerate(lines, first):
        sheet.text(row, 0, line)
    definitions = first + len(lines) + 2
    sheet.heading(definitions - 1, "Definitions")
    columns = [
        Column("Figure", Kind.TEXT, lambda definition: definition.figure, widest=34),
        Column("Sheet", Kind.TEXT, lambda definition: definition.sheet),
        Column("Definition", Kind.TEXT, lambda definition: definition.meaning, widest=100),
    ]
    of_register = [meaning for meaning in _OF_REGISTER if meaning.sheet in sheets_of(position)]
    table = sheet.table(definitions, "Definitions", columns, [*_DEFINITIONS, *of_register])
    sheet.finish(table.last + 1, PRINTED, 1)


def _facts(position: Position) -> list[Figure]:
    details = position.programme.details
    start = details.financial_year_starts
    scope = ", ".join(workstream.name for workstream in position.chosen)
    facts: list[Figure] = [
        Figure("As of", Kind.DATE, position.as_of, name="As_of", origin=Origin.INPUT),
        Figure("Files last brought up to date", Kind.DATE, details.updated, origin=Origin.INPUT),
    ]
    texts = {
        "Programme": details.name,
        "Organisation": details.organisation,
        "Workstreams": scope if position.narrowed else f"all {len(position.chosen)}",
        "Owner": position.scope.owner and f"{position.scope.owner}: only what is theirs",
        "Files": ", ".join(_files(position.programme)),
        "Revision": position.programme.revision,
        "Currency": details.currency,
        "Financial years start": f"{start.month:02}-{start.day:02}",
        "Savings are confirmed by": details.validator,
        "Made by": f"minerva {__version__}",
    }
    facts += [
        Figure(label, Kind.TEXT, text, origin=Origin.TEXT) for label, text in texts.items() if text
    ]
    return facts


def _files(programme: Programme) -> Iterable[str]:
    """Return the names of the files that the programme was read from."""
    places = chain(
        [programme.details.location],
        (workstream.location for workstream in programme.workstreams),
        (milestone.location for milestone in programme.milestones),
        (saving.location for saving in programme.savings),
        (entry.location for entry in programme.register),
    )
    return sorted({place.file for place in places})

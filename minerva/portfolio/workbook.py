"""The workbook of a portfolio: programmes, savings by year and the league, totals as formulas."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from minerva import __version__
from minerva.exporting.outgoing import MADE_BY
from minerva.exporting.workbook.blocks import Block, Column
from minerva.exporting.workbook.book import Book, Sheet
from minerva.exporting.workbook.cells import Kind
from minerva.model.dates import format_date
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.reports import savings, slippage, status
from minerva.portfolio.reports.rows import exact, piece
from minerva.portfolio.sums import added_of
from minerva.position import Position
from minerva.views.document import Document

_COLOUR: Final = "#44546A"
_FIGURES: Final = ("planned", "forecast", "realised", "validated", "variance")


class _Year(Struct, frozen=True):
    """A programme, or a kind of money, in a financial year."""

    money: str
    year: str
    programme: str
    name: str
    figures: Mapping[str, Any]


def part(position: Position, options: Mapping[str, Any]) -> Document:  # noqa: ARG001 - it has none
    """Return what the workbook says of a programme."""
    return {
        "status": status.part(position, {}),
        "savings": savings.part(position, {}),
        "league": slippage.part(position, {})["milestones"],
    }


def render(gathered: Gathered) -> bytes:
    """Return the workbook: the same outcomes give the same bytes.

    Raises MinervaError where there is more than the rows of a sheet can hold.
    """
    kinds = [label for label, _ in gathered.by_money()]
    currency = kinds[0][:3] if len({label[:3] for label in kinds}) == 1 else ""
    basis = f"as of {format_date(gathered.as_of)}"
    book = Book(gathered.name, basis, currency, gathered.as_of, lambda _done, _total: None)
    names = ("Totals", "Programmes", "Savings", "Milestones")
    sheets = {name: book.sheet(name, _COLOUR) for name in names}
    _programmes(sheets["Programmes"], gathered)
    years = _savings(sheets["Savings"], gathered)
    _milestones(sheets["Milestones"], gathered)
    _totals(sheets["Totals"], gathered, years)
    book.properties(
        {
            "title": f"{gathered.name}: position {basis}",
            "author": MADE_BY,
            "comments": f"Made by minerva {__version__} from the programmes' files.",
        },
        {"Made by": MADE_BY, "As of": gathered.as_of.isoformat()},
    )
    return book.content()


def _programmes(sheet: Sheet, gathered: Gathered) -> None:
    unread = [outcome.label for outcome in gathered.unread]
    lines = [f"Not read, and in no total: {', '.join(unread)}."] if unread else []
    sheet.title(f"{gathered.name}: programmes", lines)
    columns = [
        Column("Money", Kind.CODE, lambda outcome: outcome.money),
        Column("Id", Kind.CODE, lambda outcome: outcome.id),
        Column("Programme", Kind.TEXT, lambda outcome: outcome.name),
        Column("Rating", Kind.RATING, lambda outcome: status.rating_of(outcome)),
        Column("Why", Kind.TEXT, lambda outcome: outcome.part["reason"], widest=60),
        *(
            Column(title, Kind.COUNT, piece("milestones", key))
            for title, key in (
                ("Milestones", "total"),
                ("Complete", "complete"),
                ("Late", "overdue"),
            )
        ),
        Column("Worst slip", Kind.SLIP, piece("milestones", "worst_days")),
        *(
            Column(title, Kind.MONEY, _amount("savings", key))
            for title, key in (
                ("Full year", "full_year"),
                ("Target", "target"),
                ("Realised", "realised"),
                ("Validated", "validated"),
            )
        ),
        Column("Data age", Kind.COUNT, piece("age_days")),
    ]
    outcomes = [replace(outcome, part=outcome.part["status"]) for outcome in gathered.read]
    table = sheet.table(3, "Programmes", columns, outcomes, "No programme could be read.")
    sheet.finish(table.last + 1, len(columns), 4, 3)


def _savings(sheet: Sheet, gathered: Gathered) -> list[_Year]:
    """Write a row a programme and year, and return what each year comes to."""
    sheet.title(f"{gathered.name}: savings by financial year", ["Variance: forecast less planned."])
    rows = [
        _Year(outcome.money, year, outcome.label, outcome.name, figures)
        for outcome in gathered.read
        for year, figures in outcome.part["savings"]["years"].items()
    ]
    table = sheet.table(3, "Savings", _year_columns(), rows, "There are no savings.")
    sheet.finish(table.last + 1, len(table.titles), 4, 3)
    sums = []
    for label, outcomes in gathered.by_money():
        found = added_of(outcomes, lambda part: part["savings"]["years"]) or {}
        sums += [_Year(label, year, "", "", figures) for year, figures in sorted(found.items())]
    return sums


def _year_columns() -> list[Column]:
    return [
        Column("Money", Kind.CODE, lambda row: row.money),
        Column("Year", Kind.YEAR, lambda row: row.year),
        Column("Id", Kind.CODE, lambda row: row.programme),
        Column("Programme", Kind.TEXT, lambda row: row.name),
        *(
            Column(
                key.capitalize(),
                Kind.VARIANCE if key == "variance" else Kind.MONEY,
                _figure(key),
            )
            for key in _FIGURES
        ),
    ]


def _totals(sheet: Sheet, gathered: Gathered, years: list[_Year]) -> Block:
    """Write what everything comes to: by money and by year, each a formula over the sheets."""
    sheet.title(
        f"{gathered.name}: totals as of {format_date(gathered.as_of)}",
        ["Money of different currencies or financial years is never added."],
    )
    columns = [
        Column("Money", Kind.CODE, lambda row: row[0]),
        Column("Programmes", Kind.COUNT, lambda row: len(row[1]), _count_of()),
        *(
            Column(title, Kind.MONEY, _sum(key), _sum_of("Programmes", title))
            for title, key in (
                ("Full year", "full_year"),
                ("Realised", "realised"),
                ("Validated", "validated"),
            )
        ),
    ]
    table = sheet.table(3, "Totals", columns, list(gathered.by_money()), "Nothing was read.")
    by_year = [
        Column("Money", Kind.CODE, lambda row: row.money),
        Column("Year", Kind.YEAR, lambda row: row.year),
        *(
            Column(
                key.capitalize(),
                Kind.VARIANCE if key == "variance" else Kind.MONEY,
                _figure(key),
                f"SUMIFS(Savings[{key.capitalize()}],Savings[Money],[@Money],"
                "Savings[Year],[@Year])",
            )
            for key in _FIGURES
        ),
    ]
    row = table.after + 1
    sheet.heading(row - 1, "By financial year")
    last = sheet.table(row, "Years", by_year, years, "There are no savings.")
    sheet.finish(last.last + 1, len(by_year), 4, 3)
    return last


def _milestones(sheet: Sheet, gathered: Gathered) -> None:
    sheet.title(f"{gathered.name}: what moved from its baseline", ["The latest first."])
    found = [
        {"programme": outcome.label} | milestone
        for outcome in gathered.read
        for milestone in outcome.part["league"]
    ]
    found.sort(key=lambda milestone: -(milestone["slippage_days"] or 0))
    columns = [
        Column("Programme", Kind.CODE, lambda row: row["programme"]),
        Column("Id", Kind.CODE, lambda row: row["id"]),
        Column("Milestone", Kind.TEXT, lambda row: row["name"]),
        *(
            Column(key.capitalize(), Kind.DATE, _day(key))
            for key in ("baseline", "forecast", "expected")
        ),
        Column("Slip", Kind.SLIP, lambda row: row["slippage_days"]),
        Column("Why", Kind.TEXT, lambda row: row["reason"], widest=60),
    ]
    table = sheet.table(3, "Milestones", columns, found, "No milestone has moved.")
    sheet.finish(table.last + 1, len(columns), 4, 3)


def _count_of() -> str:
    return "COUNTIFS(Programmes[Money],[@Money])"


def _sum_of(table: str, title: str) -> str:
    return f"SUMIFS({table}[{title}],{table}[Money],[@Money])"


def _sum(key: str) -> Any:
    def take(row: tuple[str, list[Outcome]]) -> Decimal | None:
        return exact(added_of(row[1], lambda part: part["status"]["savings"][key]))

    return take


def _amount(*keys: str) -> Any:
    take = piece(*keys)
    return lambda outcome: exact(take(outcome))


def _figure(key: str) -> Any:
    return lambda row: exact(row.figures[key])


def _day(key: str) -> Any:
    return lambda row: None if row[key] is None else date.fromisoformat(row[key])

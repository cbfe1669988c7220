"""The page of a portfolio: where all programmes stand, each leading to its own page."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from msgspec.structs import replace

import minerva
from minerva.comparison import compare
from minerva.formats.page import page
from minerva.model import money
from minerva.model.dates import format_date
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.reports import slippage, status
from minerva.portfolio.reports.rows import coverage
from minerva.portfolio.sums import added_of, totals
from minerva.position import Position, position_at
from minerva.position.milestones import Rating
from minerva.position.trend import trends_at
from minerva.views.board import PAGE, Board, BoardData, board
from minerva.views.board.parts import KeyFigure, Section
from minerva.views.document import Document
from minerva.views.table import Kind, Link, Table

TOP: Final = 20
"""How many milestones the league on the page has."""


def part(position: Position, options: Mapping[str, Any]) -> Document:
    """Return what the page says of a programme, and the programme's own page.

    Without `with_tender` they rest on no score of a tender that still runs.
    """
    if not options.get("with_tender"):
        position = position.for_everybody()
    return {
        "status": status.part(position, options),
        "slippage": slippage.part(position, {"top": TOP}),
        "page": page.render(board(_board_data(position, options), PAGE)),
    }


def _board_data(position: Position, options: Mapping[str, Any]) -> BoardData:
    changed, since = None, "What changed since the last board is not known: --since names its day."
    if options.get("since"):
        day = date.fromisoformat(options["since"])
        before = position_at(position.as_files_say, day, (), position.today)
        before = before.withholding(position.withheld)
        changed, since = compare(before, position), f"Compared with {format_date(day)}."
    trends = trends_at(position.milestones, position.programme.details)
    return BoardData(position, trends, changed, since, f"minerva {minerva.__version__}")


def file_of(outcome: Outcome) -> str:
    """Return the name of a programme's own page: its id, which is a file name everywhere."""
    return f"{outcome.id or sha256(outcome.path.encode()).hexdigest()[:16]}.html"


def render(gathered: Gathered, pages: str) -> str:
    """Return the page; `pages` is the directory, as seen from it, that programmes' own are in."""
    return page.render(_board(gathered, pages))


def _board(gathered: Gathered, pages: str) -> Board:
    of_status, of_slippage = (_piece(gathered, key) for key in ("status", "slippage"))
    programmes, *groups = status.report(of_status).tables
    league, by_programme, *_ = slippage.report(of_slippage).tables
    counts = added_of(of_status.read, lambda part: part["milestones"]) or {}
    rated = [outcome.part["rating"] for outcome in of_status.read if outcome.part["rating"]]
    worst = min(map(Rating, rated), key=lambda rating: rating.urgency, default=None)
    unread = len(gathered.unread)
    return Board(
        gathered.name,
        gathered.as_of,
        f"Position as of {format_date(gathered.as_of)}",
        "",
        worst,
        status.headline(of_status),
        "",
        [],
        [
            KeyFigure(
                "Programmes",
                len(gathered.outcomes),
                Kind.COUNT,
                f"{unread:,} not read" if unread else "all read",
            ),
            KeyFigure(
                "Milestones complete",
                f"{counts.get('complete', 0):,} of {counts.get('total', 0):,}",
                Kind.TEXT,
            ),
            KeyFigure("Overdue", counts.get("overdue", 0), Kind.COUNT),
            *_full_years(of_status),
        ],
        [
            Section(
                "standing",
                "Where they stand",
                lines=coverage(gathered),
                parts=[_with_links(programmes, pages), *groups],
            ),
            Section("league", "What slipped most", parts=[league, by_programme]),
        ],
    )


def _piece(gathered: Gathered, key: str) -> Gathered:
    """Return the programmes with one piece of their parts as the part."""
    options = {"top": TOP} if key == "slippage" else {}
    outcomes = [
        replace(outcome, part=outcome.part[key]) if outcome.read else outcome
        for outcome in gathered.outcomes
    ]
    return replace(gathered, outcomes=outcomes, options=options)


def _full_years(gathered: Gathered) -> list[KeyFigure]:
    figures = []
    for label, outcomes in gathered.by_money():
        some = replace(gathered, outcomes=outcomes)
        amount = totals(some, lambda part: part["savings"])["full_year"]
        text = (
            "not known" if amount is None else money.format_money(Decimal(str(amount)), label[:3])
        )
        figures.append(KeyFigure(f"Full-year effect, {label}", text, Kind.TEXT))
    return figures


def _with_links(table: Table, pages: str) -> Table:
    """Return the programmes with names that lead to their own pages."""

    def linked(outcome: Outcome) -> str:
        return Link(outcome.name, f"{pages}/{file_of(outcome)}") if outcome.read else outcome.name

    columns = [
        replace(column, of=linked) if column.key == "name" else column for column in table.columns
    ]
    return replace(table, columns=columns)

"""The board's page and the committee's report: the other reports' tables, in an order for readers.

Nothing is worked out here: every figure is one that a command prints. A section is a function from
`BoardData` to a `Section`, or to None where it has nothing to say. They stand in the order of
`PAGE` and of `COMMITTEE`.
"""

from collections.abc import Callable, Sequence
from typing import Final

from msgspec.structs import replace

from minerva.position import Position
from minerva.views.board import (
    brief,
    committee,
    decisions,
    definitions,
    delays,
    money,
    procurements,
    registers,
    score,
    sources,
    standing,
    tables,
    timeline,
    why,
)
from minerva.views.board.parts import Board, BoardData, Drawing, Folded, KeyFigure, Part, Section
from minerva.views.status import headline
from minerva.views.table import Table
from minerva.views.titles import basis
from minerva.views.units import Units, table_in

Sections = Sequence[Callable[[BoardData], Section | None]]

PAGE: Final[Sections] = (
    standing.section,
    decisions.section,
    timeline.section,
    money.section,
    money.costs,
    delays.section,
    registers.section,
    standing.certainty,
    registers.indicators,
    score.section,
    procurements.section,
    tables.section,
    definitions.section,
    sources.section,
    sources.made,
)
"""The sections of the page, in its order: the worst first, what explains it last."""

COMMITTEE: Final[Sections] = (
    committee.summary,
    decisions.section,
    committee.situation,
    committee.finances,
    committee.procurement,
    committee.risks,
    standing.certainty,
    registers.beside_risks,
    registers.indicators,
    score.section,
    definitions.section,
    sources.section,
    sources.made,
)
"""The sections of a report to a committee, in the order in which such reports have them."""

BRIEF_PAGE: Final[Sections] = (brief.to_decide, brief.to_come, brief.changes, brief.made)
BRIEF_PAPER: Final[Sections] = (brief.summary, *BRIEF_PAGE)
"""The sections of one page of A4, for the screen and as a paper."""


def board(
    data: BoardData, sections: Sections, title: str | None = None, units: Units = "pounds"
) -> Board:
    """Return a page: how the programme is rated and why, its key figures, and its sections.

    Without a title of its own it is called what it is.
    """
    position = data.position
    details = position.programme.details
    return Board(
        title or f"{details.name}: {_kind_of(sections, position.scope.owner)}",
        position.as_of,
        f"Position {basis(position)}",
        details.organisation or "",
        position.rating,
        _reason(position),
        standing.symbol(position),
        standing.warnings(position),
        _explained(position) if sections is PAGE else standing.key_figures(position),
        [
            _in_units(made, units, standing.symbol(position).strip())
            for section in sections
            if (made := section(data)) is not None
        ],
        brief=sections is BRIEF_PAGE or sections is BRIEF_PAPER,
        why=why.of_rating(position) if sections is PAGE else None,
    )


def _explained(position: Position) -> list[KeyFigure]:
    """Return the key figures, each with what explains it."""
    reasons = why.of_figures(position)
    return [
        replace(figure, why=reasons.get(figure.name)) for figure in standing.key_figures(position)
    ]


def _in_units(section: Section, units: Units, symbol: str) -> Section:
    """Return a section with the money of its tables in units."""
    parts: list[Part] = [
        table_in(part, units, symbol)
        if isinstance(part, Table)
        else replace(part, table=table_in(part.table, units, symbol))
        if isinstance(part, Drawing | Folded)
        else part
        for part in section.parts
    ]
    return replace(section, parts=parts)


def _kind_of(sections: Sections, owner: str | None) -> str:
    if owner is not None:
        return f"what {owner} owns"
    if sections is COMMITTEE:
        return "progress report"
    return "board report" if sections is PAGE else "in brief"


def _reason(position: Position) -> str:
    """Say why the programme is rated as it is, without the rating, which stands beside it."""
    rating = position.rating
    reason = headline(position).removeprefix(f"{rating.value.capitalize()}: " if rating else "")
    return f"{reason[0].upper()}{reason[1:]}"


__all__ = ["BRIEF_PAGE", "BRIEF_PAPER", "COMMITTEE", "PAGE", "Board", "BoardData", "board"]

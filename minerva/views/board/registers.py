"""What is in the register: risks, issues, actions and decisions, and indicators."""

from collections.abc import Sequence

from minerva.position import Position
from minerva.views import indicators as indicators_view
from minerva.views import register as register_view
from minerva.views.board.parts import BoardData, Section
from minerva.views.register import RegisterKind
from minerva.views.table import Table


def section(data: BoardData) -> Section | None:
    """Return what is open in the register; None where nothing was ever raised."""
    found = open_tables(data.position, register_view.KINDS)
    if not found:
        return None
    message = register_view.summary(data.position)
    return Section("register", "Risks, issues, actions and decisions", message, parts=found)


def beside_risks(data: BoardData) -> Section | None:
    """Return the register without its risks, which a paper has among what is at risk."""
    found = open_tables(data.position, [kind for kind in register_view.KINDS if kind != "risks"])
    if not found:
        return None
    return Section("register", "Issues, actions and decisions", parts=found)


def open_tables(position: Position, kinds: Sequence[RegisterKind]) -> list[Table]:
    """Return what is open of some kinds, a table for each of which anything was raised."""
    return [
        register_view.table(position, kind)
        for kind in kinds
        if register_view.chosen(position, kind, everything=True)
    ]


def indicators(data: BoardData) -> Section | None:
    """Return the indicators; None where there is none."""
    position = data.position
    if not position.indicators:
        return None
    [message] = indicators_view.summary(position)
    return Section("indicators", "Indicators", message, parts=[indicators_view.table(position)])

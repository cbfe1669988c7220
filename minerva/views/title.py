"""How a report introduces itself: which programme, what, as of which day, how old the data."""

from minerva.dates import said
from minerva.position import Position


def title(position: Position, what: str) -> str:
    """Return the title of a report."""
    return (
        f"{position.programme.brief.name}: {what} as of {said(position.as_of)}{_narrowed(position)}"
    )


def _narrowed(position: Position) -> str:
    if not position.narrowed:
        return ""
    return f", {', '.join(one.id for one in position.chosen)} only"

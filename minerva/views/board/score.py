"""How good the forecasts were, as a section of the page that is there on request."""

from minerva.views import score as view
from minerva.views.board.parts import BoardData, Section


def section(data: BoardData) -> Section | None:
    """Return how good dates, ratings and savings were; None where nobody asked."""
    if data.score is None:
        return None
    tables = view.report(data.score).tables
    return Section(
        "score", "How good the forecasts were", lines=view.summary(data.score), parts=tables
    )

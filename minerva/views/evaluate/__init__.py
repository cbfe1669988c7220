"""What scores make of the bids: the ranking, every sum behind it, and what would change it."""

from minerva.views.evaluate.document import document, supposed_document
from minerva.views.evaluate.report import report, title_of_suppositions
from minerva.views.evaluate.scores import rows

__all__ = ["document", "report", "rows", "supposed_document", "title_of_suppositions"]

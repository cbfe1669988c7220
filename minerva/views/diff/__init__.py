"""Two positions side by side: what changed, for people, for machines and for spreadsheets."""

from minerva.views.diff.consequences import consequence_lines
from minerva.views.diff.document import document, supposed_document
from minerva.views.diff.rows import rows
from minerva.views.diff.tables import headline, report, title, title_of_suppositions

__all__ = [
    "consequence_lines",
    "document",
    "headline",
    "report",
    "rows",
    "supposed_document",
    "title",
    "title_of_suppositions",
]

"""Two positions side by side: what changed, for people, for machines and for spreadsheets."""

from minerva.views.diff.document import document
from minerva.views.diff.rows import rows
from minerva.views.diff.tables import headline, report, title

__all__ = ["document", "headline", "report", "rows", "title"]

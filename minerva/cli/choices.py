"""The words that options of several commands may take; those of one stand beside it.

They are declared apart from what they stand for: that would have to be imported to show a help
text.
"""

from enum import StrEnum


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class Units(StrEnum):
    """What amounts of money are in: tables for people, or a file that is imported."""

    POUNDS = "pounds"
    THOUSANDS = "thousands"
    MILLIONS = "millions"


class PageFormat(StrEnum):
    """How the page for a board is written."""

    HTML = "html"
    MARKDOWN = "markdown"
    DOCX = "docx"


class Status(StrEnum):
    """How far a milestone is."""

    COMPLETE = "complete"
    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"
    UNDATED = "undated"


class RegisterOf(StrEnum):
    """A part of the register."""

    RISKS = "risks"
    ISSUES = "issues"
    ACTIONS = "actions"
    DECISIONS = "decisions"


class Colour(StrEnum):
    """When to write colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"

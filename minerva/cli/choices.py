"""The words that options may take.

Declared apart from what they stand for, which would have to be imported to show a help text.
"""

from enum import StrEnum


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


class Units(StrEnum):
    """What tables for people have money in."""

    POUNDS = "pounds"
    THOUSANDS = "thousands"
    MILLIONS = "millions"


class WhyFormat(StrEnum):
    """How an explanation of a figure is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    DOT = "dot"


class PageFormat(StrEnum):
    """How the page for a board is written."""

    HTML = "html"
    MARKDOWN = "markdown"
    DOCX = "docx"


class CheckFormat(StrEnum):
    """How the findings of a check are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    TABLE = "table"
    CSV = "csv"


class Level(StrEnum):
    """The lowest severity that fails a build."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Status(StrEnum):
    """How far a milestone is."""

    COMPLETE = "complete"
    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"
    UNDATED = "undated"


class Group(StrEnum):
    """What a row of the savings is."""

    SAVING = "saving"
    WORKSTREAM = "workstream"
    CATEGORY = "category"
    CASHABLE = "cashable"
    OWNER = "owner"
    REF = "ref"
    STATE = "state"


class CostsBy(StrEnum):
    """What a row of the costs of many programmes is."""

    PROGRAMME = "programme"
    GROUP = "group"


class RegisterOf(StrEnum):
    """A part of the register."""

    RISKS = "risks"
    ISSUES = "issues"
    ACTIONS = "actions"
    DECISIONS = "decisions"


class PortfolioBy(StrEnum):
    """What a row of the savings of many programmes is."""

    PROGRAMME = "programme"
    GROUP = "group"
    CATEGORY = "category"
    STATE = "state"


class Figure(StrEnum):
    """A figure of the savings, of a financial year."""

    PLANNED = "planned"
    FORECAST = "forecast"
    REALISED = "realised"
    VALIDATED = "validated"
    VARIANCE = "variance"


class Colour(StrEnum):
    """When to write colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class AmountUnit(StrEnum):
    """What the amounts of a file are in."""

    POUNDS = "pounds"
    THOUSANDS = "thousands"
    MILLIONS = "millions"


class AmountSign(StrEnum):
    """Which amounts of a file are savings."""

    SAVINGS_NEGATIVE = "savings-negative"
    SAVINGS_POSITIVE = "savings-positive"


class ImportedAs(StrEnum):
    """What the rows of a file are."""

    MILESTONES = "milestones"
    SAVINGS = "savings"
    COSTS = "costs"
    RISKS = "risks"
    ACTIONS = "actions"
    INDICATORS = "indicators"


class RecordFormat(StrEnum):
    """How a command writes what it recorded."""

    TABLE = "table"
    JSON = "json"


class ExportFormat(StrEnum):
    """How the programme is written for another tool."""

    XLSX = "xlsx"
    ICS = "ics"
    XML = "xml"
    JSON = "json"
    OCDS = "ocds"
    PARQUET = "parquet"
    CSV = "csv"


class Category(StrEnum):
    """What kind of saving it is."""

    STAFFING = "staffing"
    INCOME = "income"
    CONTRACT = "contract"
    RECHARGE = "recharge"
    RESERVE = "reserve"
    OTHER = "other"


class State(StrEnum):
    """How sure the rest of a saving is."""

    ON_TRACK = "on-track"
    AT_RISK = "at-risk"
    UNDELIVERABLE = "undeliverable"
    WRITTEN_OFF = "written-off"


class Builder(StrEnum):
    """A build system that a starter programme can have a job for."""

    GITHUB = "github"
    GITLAB = "gitlab"


class SettingsOf(StrEnum):
    """What holds for the whole programme."""

    TARGET = "target"
    PROGRAMME = "programme"


class SchemaOf(StrEnum):
    """A file that has a schema."""

    WORKSTREAMS = "workstreams"
    MILESTONES = "milestones"
    REGISTER = "register"

"""Minerva for programs: what `import minerva` gives.

It hands out plain, frozen values that are named as in the JSON documents: an amount is a
`Decimal`, a date the last day of its window, and what is not known is None. It works nothing out
and formats nothing: every figure is one that a report shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from msgspec.structs import replace

from minerva import store
from minerva.exporting.tables import arrow, plain_value
from minerva.findings import findings_at
from minerva.formats.page.tables import Shown, sheets
from minerva.formats.screen import text
from minerva.model import problems as model
from minerva.model import programme as files
from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.position import Position as PositionAt
from minerva.position import position_at
from minerva.position.scope import owners_of
from minerva.position.totals import YearFigures
from minerva.views import analysis, check, milestones, savings, savings_years
from minerva.views import table as views
from minerva.views.table import Column

if TYPE_CHECKING:
    import pyarrow

Rating = Literal["red", "amber", "green", "blue"]
Status = Literal["complete", "overdue", "due", "upcoming"]
Severity = Literal["error", "warning", "note"]
Value = str | int | bool | date | Decimal | None

_MOST_SHOWN: Final = 100
"""How many rows of a table a notebook shows."""

_Record = TypeVar("_Record")


@dataclass(frozen=True)
class Problem:
    """One thing wrong: what, where and how to fix it. Without a place, it is about no line."""

    kind: str
    message: str
    hint: str | None
    file: str | None = None
    line: int | None = None
    column: int | None = None


class Problems(Exception):  # noqa: N818 - it holds all that is wrong, not one error
    """A programme cannot be read. `problems` has everything that is wrong, in file order.

    As a text it is what the command line prints: places, carets and hints.
    """

    def __init__(self, text: str, problems: Sequence[Problem]) -> None:
        """Take the text to show, and the problems."""
        super().__init__(text)
        self.problems = problems

    def __repr__(self) -> str:
        return f"<Problems: {len(self.problems):,}, the first {self.problems[0].message!r}>"


@dataclass(frozen=True, repr=False)
class Milestone:
    """A milestone on a day. Days of slip and float count calendar days; late is positive."""

    id: str
    workstream: str
    name: str
    status: Status
    rating: Rating
    reason: str
    baseline: date
    original_baseline: date
    forecast: date
    actual: date | None
    expected: date
    slippage_days: int
    total_slippage_days: int
    overdue_days: int
    tolerance_limit: date | None
    within_tolerance: bool | None
    deadline: date | None
    float_days: int | None
    projected: date
    driver: str | None

    def __repr__(self) -> str:
        return f"<Milestone {self.id}: {self.rating}, expected {format_date(self.expected)}>"


@dataclass(frozen=True)
class Year:
    """The money of a financial year, in pounds or whatever the programme's currency is.

    planned - forecast = slipped + restated + not_realised, where plan and forecast are known.
    """

    planned: Decimal | None
    forecast: Decimal | None
    realised: Decimal
    validated: Decimal
    variance: Decimal | None
    slipped: Decimal | None
    restated: Decimal | None
    not_realised: Decimal | None


@dataclass(frozen=True, repr=False)
class Saving:
    """A saving on a day, with its figures of each financial year shown."""

    id: str
    workstream: str
    name: str
    cashable: bool
    recurring: bool
    full_year: Decimal | None
    starts: date | None
    known_with: str | None
    years: Mapping[str, Year]

    def __repr__(self) -> str:
        amount = "not known" if self.full_year is None else f"{self.full_year:,} in a full year"
        return f"<Saving {self.id}: {amount}>"


@dataclass(frozen=True, repr=False)
class Savings:
    """All savings on a day: each of them, and together by financial year.

    `unknown` has the ids of those whose amount is not known, and which are in no total.
    `variance` is the full-year effect less the target; None where the position is narrowed.
    """

    lines: Sequence[Saving]
    totals: Mapping[str, Year]
    full_year: Decimal | None
    unknown: Sequence[str]
    target: Decimal | None
    variance: Decimal | None

    def __repr__(self) -> str:
        years = list(self.totals)
        span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
        return f"<Savings: {len(self.lines):,}, {span}>"


@dataclass(frozen=True)
class Finding:
    """A fact that needs a decision: what, about what, what to do next, and its line."""

    id: str
    severity: Severity
    subject: str
    message: str
    hint: str
    file: str
    line: int
    waived: bool


class Table:
    """A table of a position: named columns, and a row for each thing that it is about."""

    def __init__(self, name: str, table: views.Table) -> None:
        """Take the name of the table, and the table as the reports have it."""
        self.name = name
        self._table = table

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.key for column in self._table.columns]

    def __len__(self) -> int:
        return len(self._table.subjects)

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self):,} rows, {len(self.columns)} columns>"

    def to_dicts(self) -> list[dict[str, Value]]:
        """Return each row as a dictionary, by the names of the columns."""
        return [
            dict(zip(self.columns, map(plain_value, row), strict=True)) for row in self._table.rows
        ]

    def to_arrow(self) -> "pyarrow.Table":
        """Return the table as Arrow has it, each column typed. Needs pyarrow: extra `tables`."""
        return arrow(self._table)

    def _repr_html_(self) -> str:
        """Return the table as a notebook shows it: what people read, and at most 100 rows."""
        shown = replace(self._table, subjects=self._table.subjects[:_MOST_SHOWN])
        written = "".join(
            f"<table><caption>{escape(self.name)}</caption>"
            f"<thead>{_row(sheet.heads, 'th')}</thead><tbody>"
            + "".join(_row(row, "td") for group in sheet.groups for row in group.rows)
            + "</tbody></table>"
            for sheet in sheets(shown)
        )
        more = len(self) - len(shown.subjects)
        return written + (f"<p>{more:,} more rows</p>" if more else "")


class Position:
    """What was known of a programme on a day: dates, money, ratings and findings."""

    def __init__(self, position: PositionAt) -> None:
        """Take the position as minerva works with it."""
        self._position = position

    def __repr__(self) -> str:
        number, name = len(self._position.milestones), self._position.programme.details.name
        return (
            f"<Position of {name} as of {format_date(self.as_of)}: "
            f"{self.rating or 'not rated'}, {number:,} milestone{'' if number == 1 else 's'}>"
        )

    @property
    def as_of(self) -> date:
        """The day."""
        return self._position.as_of

    @property
    def rating(self) -> Rating | None:
        """The worst rating of its workstreams; None where none of them is rated."""
        rating = self._position.rating
        return None if rating is None else rating.value

    @cached_property
    def milestones(self) -> Sequence[Milestone]:
        """The milestones, in the order of their file."""
        return [
            _record(Milestone, milestones.COLUMNS, milestone)
            for milestone in self._position.milestones
        ]

    def milestone(self, id: str) -> Milestone:
        """Return a milestone by its id. Raises KeyError where there is none."""
        for milestone in self.milestones:
            if milestone.id == id:
                return milestone
        hint = model.nearest_hint(
            id, [milestone.id for milestone in self.milestones], "`milestones` has them all"
        )
        raise KeyError(f"there is no milestone {id!r}: {hint}")

    @cached_property
    def savings(self) -> Savings:
        """The savings, rounded so that columns add up."""
        position = self._position
        found = position.savings
        return Savings(
            lines=[
                _record(Saving, savings.LINE_COLUMNS, saving, years=_years(lines))
                for saving in found.savings
                for lines in [found.lines[saving.record.id]]
            ],
            totals=_years(found.total.years),
            full_year=found.total.full_year,
            unknown=found.total.unknown,
            target=found.target.full_year if found.target else None,
            variance=None if position.narrowed else found.variance,
        )

    def findings(self) -> list[Finding]:
        """Return what `minerva check` finds, the worst first, by the settings of the files.

        Raises ImportError where `[check]` asks for a simulation, and numpy is not installed.
        """
        return [_record(Finding, check.COLUMNS, finding) for finding in findings_at(self._position)]

    def tables(self) -> dict[str, Table]:
        """Return the tables that `minerva export` writes for analysis, by their names."""
        return {name: Table(name, table) for name, table in analysis.tables(self._position).items()}


class Programme:
    """A programme as its files have it; `at` gives what was known of it on a day."""

    def __init__(self, programme: files.Programme) -> None:
        """Take the programme as minerva works with it."""
        self._programme = programme

    def __repr__(self) -> str:
        return f"<Programme {self.id}: {self.name}>"

    @property
    def id(self) -> str:
        """Its id."""
        return self._programme.details.id

    @property
    def name(self) -> str:
        """Its name."""
        return self._programme.details.name

    @property
    def workstreams(self) -> Sequence[str]:
        """The ids of its workstreams, in the order of their file."""
        return [workstream.id for workstream in self._programme.workstreams]

    def at(
        self,
        day: date | None = None,
        workstreams: str | Sequence[str] = (),
        owner: str | None = None,
    ) -> Position:
        """Return what was known on a day, that day included; today where none is given.

        With `workstreams`, one or several, only of these; with `owner`, only what that person owns.
        Raises KeyError where there is no such workstream or owner, and TypeError for a day that is
        no date.
        """
        if day is not None and type(day) is not date:
            raise TypeError(f"a day is a datetime.date, and this is none: {day!r}")
        chosen = [workstreams] if isinstance(workstreams, str) else workstreams
        for id in chosen:
            if id not in self.workstreams:
                known = f"the workstreams are {', '.join(self.workstreams)}"
                hint = model.nearest_hint(id, self.workstreams, known)
                raise KeyError(f"there is no workstream {id!r}: {hint}")
        owners = owners_of(self._programme)
        if owner is not None and owner not in owners:
            hint = model.nearest_hint(owner, owners, f"the owners are {', '.join(owners)}")
            raise KeyError(f"there is no owner {owner!r}: {hint}")
        today = datetime.now().astimezone().date()
        return Position(position_at(self._programme, day or today, chosen, today, owner))


def load(path: str | PathLike[str], rev: str | None = None) -> Programme:
    """Read the programme in a directory or, with `rev`, as it was at a revision of git.

    Raises Problems, with everything that keeps it from being read.
    """
    directory, here = Path(path), Path.cwd()
    try:
        store.find_directory(directory, here)
        if rev is None:
            return Programme(store.read_programme(store.read_files(directory, here)))
        from minerva.store import revisions

        revision = revisions.find_revision(rev, directory)
        read = store.read_programme(revisions.read_files_at(revision, directory, here))
        return Programme(replace(read, revision=revision.name))
    except model.InvalidProgrammeError as error:
        raise _problems(error) from None
    except MinervaError as error:
        hint = error.hint or "give the directory that holds the programme's files"
        raise _missing(str(error), hint) from None


def _problems(error: model.InvalidProgrammeError) -> Problems:
    return Problems(
        text.problems(error.problems, colour=False).rstrip("\n"),
        [
            Problem(
                problem.kind,
                problem.message,
                problem.hint,
                problem.location.file,
                problem.where().line,
                problem.where().column,
            )
            for problem in error.problems
        ],
    )


def _missing(message: str, hint: str | None) -> Problems:
    written = f"error: {message}" + (f"\n   = hint: {hint}" if hint else "")
    return Problems(written, [Problem("not-found", message, hint)])


def _record(
    kind: type[_Record], columns: Sequence[Column], subject: object, **more: object
) -> _Record:
    """Return a record of plain values, each from the column of its name."""
    by_key = {column.key: column for column in columns}
    names = [field.name for field in fields(kind) if field.name not in more]  # type: ignore[arg-type]  # every record here is a dataclass
    return kind(**{name: plain_value(by_key[name].of(subject)) for name in names}, **more)


def _years(years: Mapping[str, YearFigures]) -> dict[str, Year]:
    return {
        label: _record(Year, savings_years.FIGURES, figures) for label, figures in years.items()
    }


def _row(cells: Sequence[Shown], tag: str) -> str:
    right = ' style="text-align: right"'
    written = (f"<{tag}{right if cell.right else ''}>{_cell(cell)}</{tag}>" for cell in cells)
    return f"<tr>{''.join(written)}</tr>"


def _cell(cell: Shown) -> str:
    said = "".join(text.text for text in cell.texts)
    return "<br>".join(map(escape, [said, *cell.remarks]))


__all__ = [
    "Finding",
    "Milestone",
    "Position",
    "Problem",
    "Problems",
    "Programme",
    "Saving",
    "Savings",
    "Table",
    "Year",
    "load",
]

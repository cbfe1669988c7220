"""The sheet of the milestones: dates, and the slip and float that formulas work out from them."""

from collections.abc import Callable
from typing import Any, Final

from minerva.exporting.workbook.blocks import Block, Column
from minerva.exporting.workbook.book import Sheet
from minerva.exporting.workbook.cells import Kind, Origin, is_counted, key_of
from minerva.exporting.workbook.wording import LEGEND, place_of, shifted_formula
from minerva.model.dates import Window
from minerva.model.source import Location
from minerva.position import Position
from minerva.reasons.milestones import baseline
from minerva.views.milestones import AnyMilestone, choose_all
from minerva.views.titles import title

PRINTED: Final = 14


def write(sheet: Sheet, position: Position) -> None:
    """Write the sheet: one table and nothing below it, so that `import` reads it back."""
    sheet.title(title(position, "milestones"), [LEGEND])
    table = _table(sheet, 4, position)
    sheet.finish(table.last + 1, PRINTED, 5, 4)


def _of_key(key: str) -> Callable[[Any], Location]:
    """Return what gives the place of a key of a milestone."""
    return lambda milestone: milestone.record.location.at(key)


def _of_baseline(milestone: Any) -> Location | None:
    """Return where the baseline in force is written; None without one."""
    return next((part.location for part in baseline(milestone)), None)


def _of_forecast(milestone: Any) -> Location | None:
    """Return where the forecast in force is written; None where only the day of completion is."""
    if milestone.stated is not None:
        place: Location = milestone.stated.location.at("date")
        return place
    return _of_baseline(milestone)


def _table(sheet: Sheet, row: int, position: Position) -> Block:
    names = position.programme.workstream_names
    columns = [
        Column("Milestone", Kind.TEXT, lambda milestone: milestone.record.name),
        Column(
            "Workstream", Kind.TEXT, lambda milestone: names[milestone.record.workstream], widest=30
        ),
        Column("Rating", Kind.RATING, lambda milestone: milestone.rating),
        Column(
            "Baseline",
            Kind.DATE,
            lambda milestone: milestone.baseline,
            origin=Origin.INPUT,
            place=_of_baseline,
        ),
        Column(
            "Forecast",
            Kind.DATE,
            lambda milestone: milestone.forecast,
            origin=Origin.INPUT,
            place=_of_forecast,
        ),
        Column(
            "Actual",
            Kind.DATE,
            lambda milestone: milestone.actual,
            origin=Origin.INPUT,
            place=_of_key("actual"),
        ),
        Column(
            "Expected",
            Kind.DATE,
            lambda milestone: milestone.expected,
            _counted("IF(ISNUMBER([@Actual]),[@Actual],MAX([@Forecast],As_of))"),
        ),
        Column(
            "Slip",
            Kind.SLIP,
            lambda milestone: milestone.slippage_days,
            _from_baseline("[@Expected]-[@Baseline]"),
        ),
        Column("Tolerance", Kind.TEXT, lambda milestone: milestone.tolerance),
        Column("Tolerance limit", Kind.DATE, lambda milestone: milestone.tolerance_limit, _limit),
        Column(
            "Deadline",
            Kind.DATE,
            lambda milestone: milestone.record.deadline,
            origin=Origin.INPUT,
            place=_of_key("deadline"),
        ),
        Column(
            "Float",
            Kind.FLOAT,
            lambda milestone: milestone.float_days,
            _counted('IF(ISNUMBER([@Deadline]),[@Deadline]-[@Expected],"n/a")'),
        ),
        Column("As written", Kind.TEXT, _as_written, widest=24),
        Column("Why", Kind.TEXT, lambda milestone: milestone.reason, widest=34),
        Column("Status", Kind.TEXT, lambda milestone: milestone.status),
        Column(
            "Due by baseline",
            Kind.TEXT,
            _is_due,
            _from_baseline('IF([@Baseline]<=As_of,"yes","no")'),
        ),
        Column(
            "On time",
            Kind.TEXT,
            _is_on_time,
            _from_baseline('IF(ISNUMBER([@Actual]),IF([@Actual]<=[@Baseline],"yes","no"),"no")'),
        ),
        Column(
            "First baseline",
            Kind.DATE,
            lambda milestone: milestone.original_baseline,
            origin=Origin.INPUT,
        ),
        Column(
            "Total slip",
            Kind.SLIP,
            lambda milestone: milestone.total_slippage_days,
            _from_baseline("[@Expected]-[@First baseline]"),
        ),
        Column("Owner", Kind.TEXT, lambda milestone: milestone.record.owner, widest=30),
        Column("Milestone id", Kind.CODE, lambda milestone: milestone.record.id),
        Column("Workstream key", Kind.CODE, lambda milestone: key_of(milestone.record.workstream)),
        Column("Place", Kind.CODE, lambda milestone: place_of(milestone.record.location)),
    ]
    chosen = choose_all(position, (), None)
    return sheet.table(row, "Milestones", columns, chosen, "No milestone is recorded.")


def _counted(formula: str) -> Callable[[AnyMilestone], str | None]:
    """Return a formula for the milestones with a date, if every spreadsheet counts it alike."""
    return lambda milestone: formula if _is_counted(milestone) else None


def _from_baseline(formula: str) -> Callable[[AnyMilestone], str | None]:
    """Return a formula for the milestones that have a baseline; others have no slip."""
    return lambda milestone: None if milestone.baseline is None else _counted(formula)(milestone)


def _is_due(milestone: AnyMilestone) -> bool:
    return milestone.baseline is not None and milestone.baseline.latest <= milestone.as_of


def _is_on_time(milestone: AnyMilestone) -> bool:
    slip = milestone.slippage_days
    return milestone.complete and slip is not None and slip <= 0


def _is_counted(milestone: AnyMilestone) -> bool:
    return milestone.expected is not None and is_counted(
        milestone.as_of,
        milestone.baseline,
        milestone.original_baseline,
        milestone.forecast,
        milestone.actual,
        milestone.record.deadline,
    )


def _limit(milestone: AnyMilestone) -> str | None:
    if milestone.tolerance is None or milestone.baseline is None or not _is_counted(milestone):
        return None
    return shifted_formula("[@Baseline]", milestone.tolerance, 1)


def _as_written(milestone: AnyMilestone) -> str:
    """Say how the file writes the dates that are no single day."""
    dates: list[tuple[str, Window | None]] = [
        ("baseline", milestone.baseline),
        ("forecast", milestone.forecast if milestone.forecast != milestone.baseline else None),
        ("actual", milestone.actual),
        ("deadline", milestone.record.deadline),
    ]
    return "; ".join(
        f"{name} {window}" for name, window in dates if window is not None and window.text
    )

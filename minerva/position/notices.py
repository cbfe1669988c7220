"""The notices of a procurement under the Procurement Act 2023: which are due, by when, and why.

Every period of the Act that begins with a day includes it: 30 days that begin with 14 April end
with 13 May. Each rule stands beside the section it is from; docs/procurement.md has them in words.

Notices that the files cannot know to be owed are listed where they are recorded, and not otherwise:
whether an authority pays over 100 million pounds a year (UK1), engaged the market (UK2), or made a
payment in a period (UK8, UK17), and what is optional (UK3) or has no day of its own (UK4, UK5, UK12
to UK16).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from typing import Final

from msgspec import Struct

from minerva.model.dates import add_months
from minerva.model.procurement_law import (
    NOTICE_NAMES,
    NoticeKind,
    Procedure,
    Regime,
    procedure_of,
    regime_of,
)
from minerva.model.programme import Notice
from minerva.model.source import Location
from minerva.position.procurement import ProcurementPosition, StagePosition, StageStatus
from minerva.position.standstill import begins, is_standstill
from minerva.position.thresholds import is_light_touch, needs_kpis

DUE_WITHIN: Final = 14
"""A notice is a finding this many days before its last day."""

_PIPELINE_ENDS: Final = (5, 26)
_FIRST_PIPELINE: Final = 2025
_QUARTER: Final = 3
_HALF_YEAR: Final = 6
_FROM: Final = {"UK8": date(2026, 4, 1), "UK17": date(2026, 1, 1)}
"""Sections 70 and 69 apply from these days. Source: SI 2025/1316."""


class NoticeState(Enum):
    """How a notice stands on a day."""

    PUBLISHED = "published"
    OVERDUE = "overdue"
    DUE = "due"
    PLANNED = "planned"


class NoticePosition(Struct, frozen=True):
    """A notice as it was known on a day. `why` says what its last day is counted from.

    `record` is None for a notice that the Act asks for and the files do not mention.
    """

    kind: NoticeKind
    as_of: date
    due: date | None
    why: str
    published: date | None
    record: Notice | None
    location: Location

    @property
    def name(self) -> str:
        """The name of the notice."""
        return NOTICE_NAMES[self.kind]

    @property
    def reference(self) -> str | None:
        """Its number where it was published; None before that."""
        return self.record.reference if self.record and self.published else None

    @property
    def days_left(self) -> int | None:
        """Days to the last day to publish it, negative after it; None if published or undated."""
        if self.published is not None or self.due is None:
            return None
        return (self.due - self.as_of).days

    @property
    def state(self) -> NoticeState:
        """Whether it is published, overdue, due within 14 days or still to come.

        On its last day it is due, not overdue.
        """
        if self.published is not None:
            return NoticeState.PUBLISHED
        if self.days_left is None or self.days_left > DUE_WITHIN:
            return NoticeState.PLANNED
        return NoticeState.OVERDUE if self.days_left < 0 else NoticeState.DUE


class Life(Struct, frozen=True):
    """What the last days are counted from: days known on the day, or expected then.

    `tender` is when the tender or transparency notice is published, `award` when the award notice
    is, `entry` when the contract is entered into, `ends` its last day, `changes` the first days of
    what extensions and renewals taken up add to it.
    """

    tender: date | None
    award: date | None
    entry: date | None
    ends: date | None
    changes: Sequence[date]


def notices_at(
    procurement: ProcurementPosition, ends: date | None, changes: Sequence[date]
) -> list[NoticePosition]:
    """Return the notices of a procurement as they were known on a day, in the order of the Act.

    They are those recorded and those that are sure to be due. None of a procurement that is not
    under the Act. A notice recorded as published after the day was not published yet. The last day
    is the earlier of the one written and the one that the Act gives.
    """
    if regime_of(procurement.record.regime) is not Regime.PA_2023:
        return []
    life = life_of(procurement, ends, changes)
    found: list[NoticePosition] = []
    for kind in NOTICE_NAMES:
        records = [notice for notice in procurement.record.notice if notice.kind == kind]
        found += _of_kind(kind, records, procurement, life)
    return found


def life_of(procurement: ProcurementPosition, ends: date | None, changes: Sequence[date]) -> Life:
    """Return the days that the last days of notices are counted from."""
    closing = entry_stage(procurement)
    award = None if closing is None else begins(closing)
    entry = closing.closes.latest if closing and closing.closes else None
    before_entry = None if entry is None else entry - timedelta(days=1)
    noticed = before_entry if award is None else award.latest
    return Life(procurement.tender_day, noticed, entry, ends, changes)


def entry_stage(procurement: ProcurementPosition) -> StagePosition | None:
    """Return the stage that closes with the contract: the last standstill, else the last stage."""
    marked = [stage for stage in procurement.stages if stage.record.standstill is not None]
    return next(iter(reversed(marked or procurement.stages)), None)


def is_entered(procurement: ProcurementPosition) -> bool:
    """Tell whether the contract was entered into by the day."""
    stage = entry_stage(procurement)
    return stage is not None and stage.status is StageStatus.PASSED


def _of_kind(
    kind: NoticeKind, records: Sequence[Notice], procurement: ProcurementPosition, life: Life
) -> Iterator[NoticePosition]:
    """Yield the notices of a kind: those recorded, else the one that is due."""
    last: date | None = None
    for number, record in enumerate(records):
        published = record.published
        if published is not None and published > procurement.as_of:
            published = None
        by_law, why = _due(kind, number, last, procurement, life)
        days = [day for day in (record.due, by_law) if day is not None]
        due = min(days, default=None)
        if due is not None and due != by_law:
            why = "as recorded"
        yield NoticePosition(
            kind, procurement.as_of, due, why, published, record, record.location.at("kind")
        )
        last = published or last
    if _is_more_due(kind, records, last, procurement, life):
        due, why = _due(kind, len(records), last, procurement, life)
        published = _opened(procurement) if kind == "UK6" else None
        where = procurement.record.location.at("id")
        yield NoticePosition(kind, procurement.as_of, due, why, published, None, where)


def _is_more_due(
    kind: NoticeKind,
    records: Sequence[Notice],
    last: date | None,
    procurement: ProcurementPosition,
    life: Life,
) -> bool:
    """Tell whether the Act is sure to ask for a notice that is not recorded."""
    if _below_threshold(procurement) or _abandoned(procurement):
        return False
    match kind:
        case "UK6":  # section 50(1)
            return not records and life.award is not None
        case "UK7":  # section 53(1)
            return not records and life.entry is not None
        case "UK9":  # section 71(2): until the contract has ended and was assessed once more
            unpublished = any(
                record.published is None or record.published > procurement.as_of
                for record in records
            )
            over = life.ends is not None and last is not None and last >= life.ends
            rated = needs_kpis(procurement.record) or bool(procurement.record.kpi)
            return rated and life.entry is not None and not unpublished and not over
        case "UK10":  # section 75(1); not of light touch contracts, section 75(6)(b)
            light = is_light_touch(procurement.record)
            return not light and len(records) < len(life.changes)
        case "UK11":  # section 80(1), (3)(b)
            return not records and life.ends is not None
        case _:
            return False


def _due(
    kind: NoticeKind,
    number: int,
    last: date | None,
    procurement: ProcurementPosition,
    life: Life,
) -> tuple[date | None, str]:
    """Return the last day that the Act gives for a notice, and what it is counted from.

    `number` is how many of its kind come before it, `last` when the last of them was published.
    """
    if kind in ("UK1", "UK2", "UK3"):
        return _before_tender(kind, life.tender)
    if _below_threshold(procurement):
        return None, ""  # section 87(3) gives no day: as soon as reasonably practicable
    match kind:
        case "UK6" if life.award is not None:
            return life.award, "before the contract, and the day the standstill begins with"
        case "UK7" if life.entry is not None:
            length = 120 if is_light_touch(procurement.record) else 30  # section 53(1)
            return life.entry + timedelta(days=length - 1), f"{length} days from the contract"
        case "UK8" | "UK17" if life.entry is not None:
            return _after_period(kind, number, life.entry)
        case "UK9" if life.entry is not None:
            return _yearly(life.entry, last, life.ends)
        case "UK10" if number < len(life.changes):
            return life.changes[number] - timedelta(days=1), "before the contract is changed"
        case "UK11" if life.ends is not None:
            return life.ends + timedelta(days=29), "30 days from the end of the contract"
    return None, ""


def _before_tender(kind: NoticeKind, tender: date | None) -> tuple[date | None, str]:
    if tender is None:
        return None, ""
    if kind == "UK2":  # section 17(1)(a)
        return tender - timedelta(days=1), "before the tender notice"
    if kind == "UK3":  # section 15(3): at least 40 days, not more than 12 months before
        return tender - timedelta(days=40), "40 days before the tender notice"
    # Section 93(2): 56 days that begin with 1 April. The last such day before the tender notice.
    year = tender.year if (tender.month, tender.day) >= _PIPELINE_ENDS else tender.year - 1
    if year < _FIRST_PIPELINE:
        return None, ""
    return date(year, *_PIPELINE_ENDS), "56 days from 1 April"


def _after_period(kind: NoticeKind, number: int, entry: date) -> tuple[date, str]:
    """Return 30 days that begin with the last day of a period (sections 69(1) and 70(2)).

    The first notice is for the period in which the contract is entered into, each later one for
    the next. Quarters end with March, June, September and December, half-years with March and
    September.
    """
    length = _QUARTER if kind == "UK8" else _HALF_YEAR
    first = max(entry, _FROM[kind])
    ending = next(month for month in range(first.month, 25) if month % length == 3 % length)
    after = add_months(date(first.year, 1, 1), ending + number * length)
    period = "quarter" if kind == "UK8" else "half-year"
    return after + timedelta(days=28), f"30 days from the last day of the {period}"


def _yearly(entry: date, last: date | None, ends: date | None) -> tuple[date, str]:
    """Return when performance has to be assessed next (section 71(2)).

    "At least once in every period of twelve months" can mean years of the contract or any twelve
    months; twelve months from the last one hold to both. At the end of the contract it is due too.
    """
    year = add_months(last, 12) if last else add_months(entry, 12) - timedelta(days=1)
    if ends is not None and ends < year:
        return ends, "when the contract ends"
    return year, "12 months from the last one" if last else "12 months from the contract"


def _opened(procurement: ProcurementPosition) -> date | None:
    """Return the day of an award notice that is not recorded: when the standstill has opened."""
    stage = entry_stage(procurement)
    if stage is None or not is_standstill(stage) or not stage.opened or stage.opens is None:
        return None
    return stage.opens.latest


def _below_threshold(procurement: ProcurementPosition) -> bool:
    return procedure_of(procurement.record.procedure) is Procedure.BELOW_THRESHOLD


def _abandoned(procurement: ProcurementPosition) -> bool:
    """Tell whether the procurement was terminated before award (UK12, section 55)."""
    return any(
        notice.kind == "UK12"
        and notice.published is not None
        and notice.published <= procurement.as_of
        for notice in procurement.record.notice
    )


def qualifies(planned: date, tender: date) -> bool:
    """Tell whether a planned procurement notice shortens the tendering period to 10 days.

    It has to be published at least 40 days and at most 12 months before the tender notice. Source:
    Procurement Act 2023, sections 15(3) and 54(4).
    """
    return add_months(tender, -12) <= planned <= tender - timedelta(days=40)

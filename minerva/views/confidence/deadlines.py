"""How likely each deadline is held, what to plan on, what drives it and what would help."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model import working_days
from minerva.model.dates import format_date
from minerva.model.programme import Id
from minerva.position.milestones import days
from minerva.position.network import DeadlinePosition
from minerva.simulation import DeadlineOdds, Driver, MadeCertain, Simulation, WithoutRisk
from minerva.views.confidence.milestones import BUFFER_WORKING_DAYS, probability
from minerva.views.confidence.words import mean_text, percent, percent_text, points
from minerva.views.document import Document, ratio
from minerva.views.table import Column, Kind, Table
from minerva.views.working_days import NOTE

MOST_DRIVERS: Final = 5
LEAST_CORRELATION: Final = 0.05
"""A rank correlation under this is not told from none, and not shown on a screen."""

_MERGED: Final = " and "


class DriverRow(Struct, frozen=True):
    """A milestone that a date depends on, under the milestone whose date it is."""

    end: Id
    driver: Driver


class RiskRow(Struct, frozen=True):
    """A risk left out, under the deadline that it helps."""

    odds: DeadlineOdds
    made: WithoutRisk


class CertaintyRow(Struct, frozen=True):
    """A milestone made certain, under the deadline that it helps."""

    odds: DeadlineOdds
    made: MadeCertain


def documents(simulation: Simulation, *, working_days: bool) -> list[Document]:
    """Return the deadlines as part of a JSON document."""
    return [_document(odds, working_days=working_days) for odds in simulation.deadlines]


def _document(odds: DeadlineOdds, *, working_days: bool) -> Document:
    deadline = odds.deadline
    document: Document = {
        "milestone": deadline.milestone.record.id,
        "kind": deadline.kind,
        "date": deadline.date,
        **probability(odds.held),
        "expected_uncovered_days": round(odds.uncovered.value, 2),
        "expected_uncovered_standard_error": round(odds.uncovered.error, 3),
        "plan_on": odds.plan_on,
        "buffer_days": odds.buffer_days,
        "float_days": odds.float_days,
        "drivers": [driver_document(driver) for driver in odds.drivers],
        "made_certain": [
            {
                "milestone": made.milestone,
                **probability(made.held),
                "gain": ratio(made.change.share),
                "gain_standard_error": round(made.change.error, 5),
            }
            for made in odds.made_certain
        ],
    }
    if odds.without_risk:
        document["without_risk"] = [
            {
                "risk": without.risk,
                **probability(without.held),
                "gain": ratio(without.change.share),
                "gain_standard_error": round(without.change.error, 5),
                "days": round(without.days.value, 2),
                "days_standard_error": round(without.days.error, 3),
            }
            for without in odds.without_risk
        ]
    if deadline.kind == "contract":
        document["contract"] = deadline.id
    if working_days:
        document[BUFFER_WORKING_DAYS] = _buffer_working_days(odds)
    return document


def driver_document(driver: Driver) -> Document:
    """Return one milestone that a date depends on, as part of a JSON document."""
    correlation = driver.rank_correlation
    return {
        "milestone": driver.milestone,
        "criticality": ratio(driver.criticality.share),
        "standard_error": round(driver.criticality.error, 5),
        "rank_correlation": None if correlation is None else round(correlation, 3),
    }


def open_ends(simulation: Simulation) -> list[DeadlineOdds]:
    """Return the deadlines that are not settled yet, the least likely to be held first."""
    found = [odds for odds in simulation.deadlines if not odds.deadline.milestone.complete]
    return sorted(found, key=lambda odds: odds.held.share)


def lines(simulation: Simulation) -> list[str]:
    """Say of each deadline how likely it is held, and what to plan on; equal ones together."""
    return [_line(simulation, alike) for alike in _alike(open_ends(simulation))]


def _alike(ends: Sequence[DeadlineOdds]) -> Iterator[list[DeadlineOdds]]:
    """Yield the deadlines of one milestone that the same day holds together."""
    found: dict[tuple[Id, object], list[DeadlineOdds]] = {}
    for odds in ends:
        key = odds.deadline.milestone.record.id, odds.deadline.limit
        found.setdefault(key, []).append(odds)
    yield from found.values()


def _line(simulation: Simulation, alike: Sequence[DeadlineOdds]) -> str:
    odds, level = alike[0], f"{simulation.settings.level:f}%"
    bounds = _MERGED.join(_bound_text(odds.deadline) for odds in alike)
    name = odds.deadline.milestone.record.name
    on = format_date(odds.deadline.date)
    if odds.held.certain:
        held = "held" if odds.held.held else "missed"
        return f"{name}: {bounds}, {on}, is {held} if every date holds; none leading to it varies."
    spare = odds.float_days
    outcome = f"{days(spare)} to spare" if spare >= 0 else f"{days(-spare)} too late"
    return (
        f"{name}: {percent_text(odds.held)} likely by {bounds}, {on}. To be {level} sure, plan on "
        f"{format_date(odds.plan_on)}: {outcome}."
    )


def _bound_text(deadline: DeadlinePosition) -> str:
    if deadline.kind == "deadline":
        return "its deadline"
    return f"the end of the {deadline.name} contract"


def table(simulation: Simulation, *, working_days: bool) -> Table | None:
    """Return the deadlines that are not settled yet; None where there is none."""
    ends = open_ends(simulation)
    if not ends:
        return None
    level = f"{simulation.settings.level:f}%"
    columns = [
        Column("id", "Id", of=lambda odds: odds.deadline.id, shown=False),
        Column("what", "Bound to", of=lambda odds: what_text(odds.deadline)),
        Column("date", "Date", Kind.DATE, lambda odds: odds.deadline.date),
        Column("probability", "Held", Kind.PERCENT, lambda odds: percent(odds.held)),
        Column("standard_error", "±", Kind.WEIGHT, lambda odds: points(odds.held.error)),
        Column(
            "expected_uncovered_days",
            "Uncovered",
            Kind.COUNT,
            lambda odds: mean_text(*odds.uncovered),
        ),
        Column("plan_on", f"{level} sure", Kind.DATE, lambda odds: odds.plan_on),
        Column("buffer_days", "Buffer", Kind.SLIP, lambda odds: odds.buffer_days),
        Column("float_days", "Float", Kind.SLIP, lambda odds: odds.float_days),
        Column(
            "milestone",
            "Milestone",
            of=lambda odds: odds.deadline.milestone.record.name,
            under="what",
        ),
    ]
    errors = "±: standard error. Uncovered: days without cover, the mean of the runs."
    notes = [
        *([] if working_days else [errors]),
        f"{level} sure: the date to plan on. Buffer: days from the projected date to it. Float: "
        "days from it to the deadline; below 0 they are missing.",
    ]
    if working_days:
        column = Column(BUFFER_WORKING_DAYS, "Working days", Kind.SLIP, _buffer_working_days)
        columns.insert(8, column)
        dropped = ("standard_error", "expected_uncovered_days")
        columns = [
            replace(column, shown=column.shown and column.key not in dropped) for column in columns
        ]
        notes.append(f"{NOTE.replace('slip', 'buffer')}.")
    return Table(columns, ends, title="Deadlines and contracts", notes=notes)


def what_text(deadline: DeadlinePosition) -> str:
    """Say what a milestone is bound to."""
    return "deadline" if deadline.kind == "deadline" else f"{deadline.name} contract ends"


def drivers_table(simulation: Simulation) -> Table | None:
    """Return what each deadline depends on and each milestone that was asked for; None if nothing.

    Of a milestone with several deadlines they are the same, and stand there once.
    """
    by_end: dict[Id, Sequence[Driver]] = dict(simulation.targets)
    for odds in open_ends(simulation):
        by_end.setdefault(odds.deadline.milestone.record.id, odds.drivers)
    by_id = simulation.position.by_id
    varies = {odds.milestone.record.id for odds in simulation.milestones if odds.uncertain}
    rows = [
        DriverRow(end, driver)
        for end, drivers in by_end.items()
        if end in varies
        for driver in [driver for driver in drivers if _matters(driver)][:MOST_DRIVERS]
    ]
    if not rows:
        return None
    left = simulation.left_out
    more = f" {left:,} more deadlines: name a milestone to see its drivers." if left else ""
    return Table(
        (
            Column("end", "Leads to", of=lambda row: row.end, shown=False),
            Column("id", "Id", of=lambda row: row.driver.milestone, shown=False),
            Column("name", "Milestone", of=lambda row: by_id[row.driver.milestone].record.name),
            Column(
                "criticality", "Critical", Kind.PERCENT, lambda row: percent(row.driver.criticality)
            ),
            Column(
                "rank_correlation",
                "Moves with it",
                Kind.PERCENT,
                lambda row: _percent_of(row.driver.rank_correlation),
            ),
        ),
        rows,
        title="What drives it",
        group="end",
        headings={end: by_id[end].record.name for end in by_end},
        notes=[
            "Critical: in so many runs it is on the chain that sets the date. Moves with it: the "
            f"rank correlation of its own date with that date, in percent.{more}"
        ],
    )


def _matters(driver: Driver) -> bool:
    correlation = driver.rank_correlation or 0
    return driver.criticality.held > 0 or abs(correlation) >= LEAST_CORRELATION


def _percent_of(correlation: float | None) -> Decimal | None:
    return None if correlation is None else Decimal(round(correlation * 100))


def certainty_table(simulation: Simulation) -> Table | None:
    """Return what each deadline would gain by one certain date, the most first; None if nothing."""
    by_id = simulation.position.by_id
    rows = [
        CertaintyRow(alike[0], made)
        for alike in _alike(open_ends(simulation))
        for made in alike[0].made_certain[:MOST_DRIVERS]
        if made.change.share > 0
    ]
    if not rows:
        return None
    return Table(
        (
            Column(
                "end",
                "Leads to",
                of=lambda row: row.odds.deadline.milestone.record.id,
                shown=False,
            ),
            Column("deadline", "Deadline", of=_end_of, shown=False),
            Column("id", "Id", of=lambda row: row.made.milestone, shown=False),
            Column("name", "Make certain", of=lambda row: by_id[row.made.milestone].record.name),
            Column("now", "Now", Kind.PERCENT, lambda row: percent(row.odds.held)),
            Column("then", "Then", Kind.PERCENT, lambda row: percent(row.made.held)),
            Column("gain_error", "±", Kind.WEIGHT, lambda row: points(row.made.change.error)),
        ),
        rows,
        title="What certainty buys",
        group="deadline",
        headings=_headings(rows),
        notes=[
            "Now, Then: how likely it is held, as things are and if this one milestone were sure "
            "to be reached when it is expected. ±: standard error of what lies between."
        ],
    )


def risks_table(simulation: Simulation) -> Table | None:
    """Return what each risk takes from each deadline, the most days first; None if nothing."""
    names = {odds.risk.record.id: odds.risk.record.name for odds in simulation.risks}
    rows = [
        RiskRow(alike[0], without)
        for alike in _alike(open_ends(simulation))
        for without in alike[0].without_risk[:MOST_DRIVERS]
    ]
    if not rows:
        return None
    return Table(
        (
            Column("deadline", "Deadline", of=_end_of, shown=False),
            Column("id", "Id", of=lambda row: row.made.risk, shown=False),
            Column("name", "Without", of=lambda row: names.get(row.made.risk, row.made.risk)),
            Column("days", "Days", Kind.COUNT, lambda row: mean_text(*row.made.days)),
            Column("now", "Now", Kind.PERCENT, lambda row: percent(row.odds.held)),
            Column("then", "Then", Kind.PERCENT, lambda row: percent(row.made.held)),
            Column("gain_error", "±", Kind.WEIGHT, lambda row: points(row.made.change.error)),
        ),
        rows,
        title="What risks take",
        group="deadline",
        headings=_headings(rows),
        notes=[
            "Days: how much earlier it is reached, the mean of the runs, if this one risk never "
            "happens. Now, Then: how likely it is held, as things are and then."
        ],
    )


def _headings(rows: Sequence[CertaintyRow | RiskRow]) -> dict[str, str]:
    """Return what each deadline is called over its rows."""
    ends = {_end_of(row): row.odds.deadline for row in rows}
    return {
        key: f"{end.milestone.record.name} by {_bound_text(end)}, {format_date(end.date)}"
        for key, end in ends.items()
    }


def _end_of(row: CertaintyRow | RiskRow) -> str:
    deadline = row.odds.deadline
    return f"{deadline.kind} {deadline.id}"


def _buffer_working_days(odds: DeadlineOdds) -> int | None:
    return working_days.slipped(odds.deadline.milestone.best_known.latest, odds.plan_on)

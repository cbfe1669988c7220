"""When each milestone is reached: the days by which so many of the runs reach it."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Final, NamedTuple

from msgspec.structs import replace

from minerva.model import working_days
from minerva.simulation import MilestoneOdds, Proportion, Simulation
from minerva.views.chart import Curve, Curves
from minerva.views.confidence.words import percent_text, range_text
from minerva.views.document import Document, entries, ratio
from minerva.views.table import Column, Kind, Table, Value
from minerva.views.working_days import NOTE, beside

MOST_DRAWN: Final = 8
KEYS: Final = (
    *("id", "name", "workstream", "forecast", "projected", "low", "high"),
    *("p10", "p50", "at_level", "p90", "buffer_days"),
)
BUFFER_WORKING_DAYS: Final = "buffer_working_days"

_PERCENTILES: Final = "P10, P50, P90: reached by then in 10%, 50%, 90% of the runs"


class Chances(NamedTuple):
    """The three dates that a milestone may hold, and how likely it does."""

    probability_of_forecast: Proportion
    probability_of_baseline: Proportion
    probability_within_tolerance: Proportion | None


def chances(odds: MilestoneOdds) -> Chances:
    """Return how likely a milestone holds its forecast, its baseline, its tolerance."""
    return Chances(odds.by_forecast, odds.by_baseline, odds.within_tolerance)


def documents(simulation: Simulation, *, working_days: bool) -> list[Document]:
    """Return the milestones as part of a JSON document."""
    found = []
    for odds, document in zip(
        simulation.milestones,
        entries(columns(simulation), simulation.milestones, KEYS),
        strict=True,
    ):
        document["uncertain"] = odds.uncertain
        for key, chance in chances(odds)._asdict().items():
            document[key] = None if chance is None else probability(chance)
        if odds.reference_days is not None:
            document["stated_range_days"] = odds.estimate and odds.estimate.range_days
            document["reference_range_days"] = odds.reference_days
        if working_days:
            document[BUFFER_WORKING_DAYS] = _buffer_working_days(odds)
        found.append(document)
    return found


def probability(of: Proportion) -> Document:
    """Return a probability and its standard error, as fractions."""
    return {"probability": ratio(of.share), "standard_error": round(of.error, 5)}


def columns(simulation: Simulation) -> Sequence[Column]:
    """Return the columns of the milestones."""
    names = simulation.position.programme.workstream_names
    return (
        Column("id", "Id", of=lambda odds: odds.milestone.record.id, shown=False),
        Column(
            "workstream",
            "Workstream",
            of=lambda odds: odds.milestone.record.workstream,
            shown=False,
        ),
        Column(
            "workstream_name",
            "Workstream",
            of=lambda odds: names[odds.milestone.record.workstream],
            shown=False,
        ),
        Column("name", "Milestone", of=lambda odds: odds.milestone.record.name),
        Column("forecast", "Forecast", Kind.DATE, lambda odds: odds.milestone.forecast),
        Column(
            "projected",
            "Projected",
            Kind.DATE,
            lambda odds: odds.milestone.projected,
            shown=False,
        ),
        Column(
            "low",
            "Low",
            Kind.DATE,
            lambda odds: odds.estimate and odds.estimate.low,
            shown=False,
        ),
        Column(
            "high",
            "High",
            Kind.DATE,
            lambda odds: odds.estimate and odds.estimate.high,
            shown=False,
        ),
        Column("p10", "P10", Kind.DATE, lambda odds: odds.p10),
        Column("p50", "P50", Kind.DATE, lambda odds: odds.p50),
        Column(
            "at_level",
            f"{simulation.settings.level:f}% sure",
            Kind.DATE,
            lambda odds: odds.at_level,
        ),
        Column("p90", "P90", Kind.DATE, lambda odds: odds.p90),
        Column("buffer_days", "Buffer", Kind.SLIP, _buffer_days, shown=False),
        *_chance_columns(),
        Column("chances", "Likely", of=_chances_text, under="name"),
    )


def table(simulation: Simulation, *, working_days: bool) -> Table:
    """Return the milestones that are not complete, by workstream, each by its forecast."""
    order = {id: n for n, id in enumerate(simulation.position.programme.workstream_names)}
    shown = sorted(
        (odds for odds in simulation.milestones if not odds.milestone.complete),
        key=lambda odds: (
            order[odds.milestone.record.workstream],
            odds.milestone.best_known.latest,
        ),
    )
    level = f"{simulation.settings.level:f}%"
    made = Table(
        columns(simulation),
        shown,
        group="workstream",
        headings=simulation.position.programme.workstream_names,
        notes=[f"{_PERCENTILES}; {level} sure: in {level}."] if shown else [],
        empty="Every milestone is complete." if simulation.milestones else "There is no milestone.",
    )
    if not working_days or not shown:
        return made
    column = Column(BUFFER_WORKING_DAYS, "Working days", Kind.SLIP, _buffer_working_days)
    wider = beside(made.hide("p10", "p50", "p90"), "buffer_days", column)
    return replace(
        wider,
        columns=[
            replace(column, shown=column.shown or column.key == "buffer_days")
            for column in wider.columns
        ],
        notes=[
            f"{level} sure: reached by then in {level} of the runs. Buffer: days to it from the "
            "projected date.",
            f"{NOTE.replace('slip', 'buffer')}.",
        ],
    )


def ranges_table(simulation: Simulation) -> Table | None:
    """Return the stated ranges beside those of the reference class, where one was asked for."""
    compared = _compared(simulation)
    if simulation.reference is None or not compared:
        return None
    return Table(
        (
            Column("id", "Id", of=lambda odds: odds.milestone.record.id, shown=False),
            Column("name", "Milestone", of=lambda odds: odds.milestone.record.name),
            Column(
                "stated_range_days",
                "Stated",
                Kind.COUNT,
                lambda odds: odds.estimate.range_days,
            ),
            Column(
                "reference_range_days",
                simulation.reference.kind.capitalize(),
                Kind.COUNT,
                lambda odds: odds.reference_days,
            ),
        ),
        compared,
        title="Ranges compared",
        notes=["Days that hold 80% of the cases: as estimated, and by the reference class."],
    )


def ranges_line(simulation: Simulation) -> str | None:
    """Say how wide the stated ranges are and how wide the reference class has them."""
    compared = _compared(simulation)
    if simulation.reference is None or not compared:
        return None
    stated = median(odds.estimate.range_days for odds in compared if odds.estimate)
    found = median(odds.reference_days for odds in compared if odds.reference_days is not None)
    of = "" if len(compared) == 1 else f" (median of {len(compared):,} milestones)"
    says = "history" if simulation.reference.kind == "history" else "the uplifts"
    verb = "says" if simulation.reference.kind == "history" else "say"
    return (
        f"Stated 80% range{of}: {range_text(round(stated))}; {says} {verb} "
        f"{range_text(round(found))}."
    )


def curves(simulation: Simulation, chosen: Sequence[MilestoneOdds]) -> Curves | None:
    """Return the curves of the milestones that vary, the first of them."""
    bounds = {
        odds.deadline.milestone.record.id: odds.deadline.date
        for odds in reversed(simulation.deadlines)
    }
    varied = [odds for odds in chosen if odds.uncertain]
    drawn = [
        Curve(
            odds.milestone.record.name,
            odds.days.curve(),
            bounds.get(odds.milestone.record.id),
        )
        for odds in varied[:MOST_DRAWN]
    ]
    return Curves(drawn, len(varied) - len(drawn)) if drawn else None


def _compared(simulation: Simulation) -> list[MilestoneOdds]:
    return [
        odds
        for odds in simulation.milestones
        if odds.estimate is not None and odds.reference_days is not None
    ]


def _buffer_days(odds: MilestoneOdds) -> int:
    return (odds.at_level - odds.milestone.best_known.latest).days


def _buffer_working_days(odds: MilestoneOdds) -> int | None:
    return working_days.slipped(odds.milestone.best_known.latest, odds.at_level)


def _chance_columns() -> list[Column]:
    titles = {
        "probability_of_forecast": "Forecast held",
        "probability_of_baseline": "Baseline held",
        "probability_within_tolerance": "Within tolerance",
    }
    return [
        Column(key, titles[key], Kind.PERCENT, _chance_of(key), shown=False)
        for key in Chances._fields
    ]


def _chance_of(key: str) -> Value:
    return lambda odds: _exact_percent(getattr(chances(odds), key))


def _exact_percent(of: Proportion | None) -> Decimal | None:
    return None if of is None else Decimal(of.share.numerator) * 100 / of.share.denominator


def _chances_text(odds: MilestoneOdds) -> str:
    """Say how likely the forecast, the baseline and the tolerance are held, each date once."""
    if not odds.uncertain:
        return ""
    parts = [f"by its forecast {percent_text(odds.by_forecast)}"]
    baseline = odds.milestone.baseline
    if baseline is not None and baseline.latest != odds.milestone.forecast.latest:
        parts.append(f"by its baseline {percent_text(odds.by_baseline)}")
    if odds.within_tolerance is not None:
        parts.append(f"within tolerance {percent_text(odds.within_tolerance)}")
    return ", ".join(parts)

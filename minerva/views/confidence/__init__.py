"""How sure: the odds of dates, deadlines and money, as a document, a report, and for a board."""

from collections.abc import Sequence

from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.estimates import estimate_at
from minerva.simulation import MilestoneOdds, Simulation
from minerva.views.confidence import deadlines, milestones, risks, savings
from minerva.views.document import Document, heading, money
from minerva.views.table import Report, Table
from minerva.views.titles import title

HOW_TO_STATE = (
    'Say under a milestone how early and how late it may be: estimate = { low = "-1 week", high = '
    '"2 months" } means 1 in 10 that it is earlier than low, and 1 in 10 that it is later than '
    "high. Or give all of them a default under [confidence] in workstreams.toml."
)


def document(simulation: Simulation, *, working_days: bool = False) -> Document:
    """Return a simulation as a JSON document; if asked for, with buffers in working days too."""
    settings, reference = simulation.settings, simulation.reference
    return heading(simulation.position) | {
        "runs": settings.runs,
        "seed": settings.seed,
        "level": money(settings.level),
        "correlation": simulation.correlation,
        "reference": (
            None if reference is None else {"kind": reference.kind, "size": reference.size}
        ),
        "certain": list(simulation.certain),
        "milestones": milestones.documents(simulation, working_days=working_days),
        "deadlines": deadlines.documents(simulation, working_days=working_days),
        "drivers": [
            {
                "milestone": id,
                "drivers": [deadlines.driver_document(driver) for driver in drivers],
            }
            for id, drivers in simulation.targets.items()
        ],
        "savings": None if simulation.savings is None else savings.document(simulation.savings),
        "risks": risks.documents(simulation),
    }


def report(
    simulation: Simulation,
    chart_of: Sequence[MilestoneOdds] | None = None,
    *,
    working_days: bool = False,
) -> Report:
    """Return a simulation for people to read; with `chart_of`, the curves of those drawn."""
    tables = [
        milestones.table(simulation, working_days=working_days),
        deadlines.table(simulation, working_days=working_days),
        deadlines.drivers_table(simulation),
        deadlines.certainty_table(simulation),
        savings.table(simulation),
        risks.table(simulation),
        deadlines.risks_table(simulation),
        milestones.ranges_table(simulation),
    ]
    return Report(
        title(simulation.position, "confidence"),
        [table for table in tables if table is not None],
        _lines(simulation),
        chart=None if chart_of is None else milestones.curves(simulation, chart_of),
    )


def rows(simulation: Simulation, *, working_days: bool = False) -> Report:
    """Return the milestones as plain rows, in the order of the file."""
    table = milestones.table(simulation, working_days=working_days)
    plain = Table(table.columns, simulation.milestones, group="workstream")
    return Report(title(simulation.position, "confidence"), [plain])


def board(simulation: Simulation) -> tuple[list[str], list[Table]]:
    """Return what a board needs: the sentences that sum it up, then deadlines and money."""
    tables = [
        deadlines.table(simulation, working_days=False),
        savings.table(simulation),
        risks.table(simulation),
        deadlines.risks_table(simulation),
    ]
    return _lines(simulation), [table for table in tables if table is not None]


def _lines(simulation: Simulation) -> list[str]:
    """Sum it up, and say what it rests on."""
    of_risks = risks.line(simulation)
    lines = [*headlines(simulation), *assumptions(simulation), *waiting_lines(simulation)]
    return [*lines, *([of_risks] if of_risks else [])]


def headlines(simulation: Simulation) -> list[str]:
    """Say how likely each deadline and the target is, and what to plan on."""
    if _all_certain(simulation):
        return []
    of_money = savings.line(simulation)
    return [*deadlines.lines(simulation), *([of_money] if of_money else [])]


def assumptions(simulation: Simulation) -> list[str]:
    """Say what the figures rest on: how many runs, what was taken as certain, which reference."""
    left = [odds for odds in simulation.milestones if not odds.milestone.complete]
    if not left:
        return []
    if _all_certain(simulation) and _estimated_elsewhere(simulation):
        return [
            "Every date here is taken as certain: neither these milestones nor what they wait for "
            "have an estimate."
        ]
    if _all_certain(simulation):
        return [
            "Every date is taken as certain: no milestone has an estimate, and [confidence] has no "
            "default.",
            HOW_TO_STATE,
        ]
    together = (
        f"Slips within a workstream have a correlation of {simulation.correlation:g}."
        if simulation.correlation
        else "Each date is drawn independently of the others."
    )
    settings = simulation.settings
    lines = [f"{settings.runs:,} runs from seed {settings.seed}. {together}"]
    lines += [line for line in (_reference(simulation), milestones.ranges_line(simulation)) if line]
    if simulation.certain:
        lines.append(_certain(simulation, len(left)))
    return lines


def waiting_lines(simulation: Simulation) -> list[str]:
    """Name the milestones that no date can be given for, the first few of them."""
    if not simulation.waiting:
        return []
    names = _names(simulation.position, simulation.waiting)
    return [f"In none of this, as they wait for a milestone that has no date yet: {names}."]


def few_line(simulation: Simulation) -> str | None:
    """Say that a reference class is too small to go by, where it is."""
    reference = simulation.reference
    if reference is None or not reference.few:
        return None
    moves = "1 date has" if reference.size == 1 else f"only {reference.size} dates have"
    return f"{moves} a history to go by: fewer than 10 say little."


def _reference(simulation: Simulation) -> str | None:
    reference = simulation.reference
    if reference is None:
        return None
    if reference.kind == "uplift":
        return (
            f"Dates move as the {reference.size} uplifts say, in parts of the time that is left; "
            "estimates are not used."
        )
    few = few_line(simulation)
    return (
        f"Dates move as {reference.size:,} stated so far did, in parts of the time that was left; "
        f"estimates are not used.{f' {few[0].upper()}{few[1:]}' if few else ''}"
    )


def _certain(simulation: Simulation, left: int) -> str:
    """Name the milestones that are taken as certain, the first few of them."""
    names = _names(simulation.position, simulation.certain)
    return (
        f"Taken as certain, for they have no estimate: {len(simulation.certain):,} of {left:,} "
        f"milestones that are not complete ({names})."
    )


def _names(position: Position, ids: Sequence[Id]) -> str:
    """Return the names of milestones, of many the first few."""
    names = [position.by_id[id].record.name for id in ids]
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}"


def _all_certain(simulation: Simulation) -> bool:
    """Tell whether no date that is shown varies: none has an estimate, or waits for one."""
    left = [odds for odds in simulation.milestones if not odds.milestone.complete]
    varies = any(odds.uncertain for odds in simulation.milestones)
    return not varies and len(simulation.certain) == len(left)


def _estimated_elsewhere(simulation: Simulation) -> bool:
    """Tell whether a milestone that is not shown has an estimate."""
    stated = simulation.position.programme.confidence
    whole = simulation.position.whole.milestones
    return any(estimate_at(milestone, stated) for milestone in whole)

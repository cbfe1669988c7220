"""What a slip does next: projected dates, floats, the chain to each deadline, the money lost."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Window, format_date
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition, days
from minerva.position.network import DeadlinePosition
from minerva.position.totals import SavingsSum, YearFigures, cumulative
from minerva.views.deadline import deadline_text
from minerva.views.document import Document, entries, heading
from minerva.views.milestones import driven_text
from minerva.views.savings_years import PARTS, loss_text, of_figures
from minerva.views.table import Column, Kind, Report, Table, figure
from minerva.views.titles import title

MOST_OF_A_CHAIN: Final = 12

_LATER: Final = (
    "Later: days that it is held back. Float: days that it can slip before a deadline or the end "
    "of a contract is broken; – where it leads to none."
)

KEYS: Final = (
    *("id", "name", "workstream", "expected", "projected", "driver"),
    *("latest_allowable", "total_float_days"),
)
CHAIN_COLUMNS: Final = (
    Column("end", "Leads to", of=lambda link: link.end, shown=False),
    Column("id", "Id", of=lambda link: link.id, shown=False),
    Column("name", "Milestone", of=lambda link: link.name),
    Column("projected", "Projected", Kind.DATE, lambda link: link.projected),
    Column("total_float_days", "Float", Kind.SLIP, lambda link: link.total_float_days),
)
AMOUNTS: Final = (
    Column("planned", "Planned", Kind.MONEY, lambda figures: figures.planned),
    Column("forecast", "Forecast", Kind.MONEY, lambda figures: figures.forecast_of_planned),
    Column("lost", "Lost", Kind.VARIANCE, lambda figures: figures.lost),
    *(replace(column, shown=True) for column in PARTS),
)
AMOUNT_KEYS: Final = tuple(column.key for column in AMOUNTS)


class Link(Struct, frozen=True):
    """A line of the chain that leads to a deadline: a milestone, or how many more there are."""

    end: Id
    id: Id | None
    name: str
    projected: Window | None = None
    total_float_days: int | None = None


class LostInYear(Struct, frozen=True):
    """What the savings of a workstream, or all of them, lose in a financial year."""

    workstream: Id | None
    year: str
    figures: YearFigures


def document(position: Position) -> Document:
    """Return the forecast as a JSON document."""
    savings = position.savings
    return heading(position) | {
        "milestones": entries(_columns(position), position.milestones, KEYS),
        "deadlines": [deadline_document(position, deadline) for deadline in position.deadlines],
        "savings": {
            "years": _years(savings.total),
            "workstreams": [
                {"id": id, "years": _years(savings.workstreams[id])}
                for id in _with_savings(position)
            ],
        },
    }


def report(position: Position) -> Report:
    """Return what is still to come: its dates, what binds it, what its slips cost."""
    tables = [_milestones(position)]
    if position.deadlines:
        tables.append(chains(position))
    tables += lost_tables(position)
    lines = [headline(position), *deadline_lines(position)] if position.unfinished else []
    return Report(title(position, "forecast"), tables, lines)


def headline(position: Position) -> str:
    """Say how many milestones cannot be reached when expected, and which is held back most."""
    driven = [milestone for milestone in position.milestones if milestone.driver is not None]
    held = sum(milestone.held_by is not None for milestone in position.milestones)
    waiting = f" {_waiting(held)}" if held else ""
    if not driven:
        all_others = "every other" if held else "every"
        return (
            f"Nothing is held back: {all_others} milestone can be reached when it is expected."
            f"{waiting}"
        )
    worst = max(driven, key=lambda milestone: held_back_days(milestone) or 0)
    several = "1 milestone is" if len(driven) == 1 else f"{len(driven):,} milestones are"
    return (
        f"{several} held back by what comes first; the most, {worst.record.name}, by "
        f"{days(held_back_days(worst) or 0)} to {worst.projected}.{waiting}"
    )


def _waiting(held: int) -> str:
    return (
        "1 milestone waits for one without a date."
        if held == 1
        else f"{held:,} milestones wait for others without a date."
    )


def held_back_days(milestone: MilestonePosition) -> int | None:
    """Return the days from the expected date to the projected one; None where there is none."""
    projected = milestone.projected
    return None if projected is None else (projected.latest - milestone.expected.latest).days


def deadline_document(position: Position, deadline: DeadlinePosition) -> Document:
    """Return one deadline as part of a JSON document."""
    document: Document = {
        "milestone": deadline.milestone.record.id,
        "kind": deadline.kind,
        "date": deadline.date,
        "float_days": deadline.float_days,
        "uncovered_days": deadline.uncovered_days,
        "chain": list(position.critical_chain(deadline)),
    }
    return document | ({"contract": deadline.id} if deadline.kind == "contract" else {})


def _columns(position: Position) -> Sequence[Column]:
    names = position.programme.workstream_names
    return (
        Column("id", "Id", of=lambda milestone: milestone.record.id, shown=False),
        Column(
            "workstream",
            "Workstream",
            of=lambda milestone: milestone.record.workstream,
            shown=False,
        ),
        Column(
            "workstream_name",
            "Workstream",
            of=lambda milestone: names[milestone.record.workstream],
            shown=False,
        ),
        Column("name", "Milestone", of=lambda milestone: milestone.record.name),
        Column("expected", "Expected", Kind.DATE, lambda milestone: milestone.expected),
        Column("projected", "Projected", Kind.DATE, lambda milestone: milestone.projected),
        Column("held_back_days", "Later", Kind.SLIP, held_back_days),
        Column(
            "driver",
            "Driver",
            of=lambda milestone: milestone.driver and milestone.driver.id,
            shown=False,
        ),
        Column(
            "latest_allowable",
            "At the latest",
            Kind.DATE,
            lambda milestone: position.latest_allowable.get(milestone.record.id),
            shown=False,
        ),
        Column("total_float_days", "Float", Kind.SLIP, position.total_float_days),
        Column(
            "driven", "Driven", of=lambda milestone: driven_text(position, milestone), under="name"
        ),
    )


def _milestones(position: Position) -> Table:
    order = {workstream.id: n for n, workstream in enumerate(position.programme.workstreams)}
    unfinished = sorted(
        position.unfinished,
        key=lambda milestone: (order[milestone.record.workstream], milestone.best_known.latest),
    )
    return Table(
        _columns(position),
        unfinished,
        group="workstream",
        headings=position.programme.workstream_names,
        notes=[_LATER] if unfinished else [],
        empty=_nothing_left(position),
    )


def _nothing_left(position: Position) -> str:
    return "Every milestone is complete." if position.milestones else "There is no milestone."


def deadline_lines(position: Position) -> list[str]:
    """Say of each deadline that is still ahead how much there is to it, the tightest first."""
    return [
        deadline_text(deadline)
        for deadline in sorted(position.deadlines, key=_tightness)
        if not deadline.milestone.complete
    ]


def _tightness(deadline: DeadlinePosition) -> tuple[bool, int]:
    """Return what puts the tightest deadline first; those of which it is not known come last."""
    return deadline.float_days is None, deadline.float_days or 0


def chains(position: Position) -> Table:
    """Return what leads to each deadline that is still ahead, the end of the chain first."""
    links: list[Link] = []
    headings: dict[Id, str] = {}
    bound: dict[Id, list[DeadlinePosition]] = {}
    for deadline in position.deadlines:
        if not deadline.milestone.complete:
            bound.setdefault(deadline.milestone.record.id, []).append(deadline)
    for ends in bound.values():
        end = ends[0].milestone.record.id
        headings[end] = "; ".join(_date_text(deadline) for deadline in ends)
        chain = position.critical_chain(min(ends, key=lambda deadline: deadline.date))
        for depth, id in enumerate(reversed(chain[-MOST_OF_A_CHAIN:])):
            milestone = position.by_id[id]
            branch = f"{'  ' * (depth - 1)}└ " if depth else ""
            name = f"{branch}{milestone.record.name}"
            float_days = position.total_float_days(milestone)
            links.append(Link(end, id, name, milestone.projected, float_days))
        more = len(chain) - MOST_OF_A_CHAIN
        if more > 0:
            name = f"{'  ' * (MOST_OF_A_CHAIN - 1)}└ {more:,} more"
            links.append(Link(end, None, name))
    return Table(
        CHAIN_COLUMNS,
        links,
        title="What leads to each deadline",
        group="end",
        headings=headings,
        notes=["Each waits for the one below it: of those it waits for, the one with least float."],
        empty="Every deadline is behind.",
    )


def _date_text(deadline: DeadlinePosition) -> str:
    what = "Deadline" if deadline.kind == "deadline" else f"{deadline.name} contract ends"
    return f"{what} {format_date(deadline.date)}"


def lost_tables(position: Position) -> list[Table]:
    """Return what each year loses of its plan, by workstream, and to what; none without a plan."""
    savings = position.savings
    columns = (
        Column("workstream", "Workstream", of=lambda row: row.workstream),
        figure("year", "Year", Kind.TEXT, lambda row: row.year),
        *(
            figure(column.key, column.title, column.kind, of_figures(column.of))
            for column in AMOUNTS
        ),
    )
    rows = [
        LostInYear(id, label, figures)
        for id in _with_savings(position)
        for label, figures in savings.workstreams[id].years.items()
        if figures.planned or figures.forecast_of_planned
    ]
    table = Table(
        columns,
        rows,
        title="What the years lose of their plan",
        group="workstream",
        headings=position.programme.workstream_names,
        notes=_lost_lines(position),
    )
    return [table] if rows else []


def _lost_lines(position: Position) -> list[str]:
    """Say what is lost of the plan over all years, to what, and what was not planned."""
    savings, currency = position.savings, position.programme.details.currency
    together = cumulative(savings.total.years.values())
    if together.lost is None:
        return []
    text = loss_text(together, currency)
    lines = [
        f"Over all years, {text[0].lower()}{text[1:]}." if text else "Nothing is lost.",
        "Lost: planned less forecast, of savings whose plan is known. Slipped: moved to other "
        "years; below 0, from others. Restated: cut; below 0, added. Not realised: due but not "
        "claimed; below 0, claimed beyond what was due.",
    ]
    names = {saving.record.id: saving.record.name for saving in savings.savings}
    if savings.total.not_planned:
        listed = "; ".join(names[id] for id in savings.total.not_planned)
        lines.append(f"Forecast but not planned, and so not in these sums: {listed}.")
    return lines


def _with_savings(position: Position) -> list[Id]:
    """Return the workstreams that have a saving, in the order of their file."""
    ids = {saving.record.workstream for saving in position.savings.savings}
    return [workstream.id for workstream in position.chosen if workstream.id in ids]


def _years(total: SavingsSum) -> Document:
    amounts = entries(AMOUNTS, total.years.values(), AMOUNT_KEYS)
    return dict(zip(total.years, amounts, strict=True))

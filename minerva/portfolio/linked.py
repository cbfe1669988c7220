"""Links across programmes: one network of those that wait for each other, by the same rules.

Each programme says what its milestones wait for (`part`). Together they go through the very
network of a single programme, with ids such as `harbour:quay-ready`. What comes of it goes back:
to each programme the dates of the milestones that it waits for elsewhere.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import parse_duration, single_day
from minerva.model.programme import (
    Check,
    Contract,
    Id,
    Milestone,
    MilestoneForecast,
    Predecessor,
    Programme,
    ProgrammeDetails,
    Reference,
)
from minerva.model.source import Location
from minerva.portfolio.gathered import Outcome
from minerva.position import Position, position_at
from minerva.position.milestones import MilestonePosition, milestone_at
from minerva.position.network import (
    DeadlinePosition,
    critical_chain,
    deadlines,
    in_order,
    latest_allowable,
    projected,
)
from minerva.store.links import SEPARATOR, is_link
from minerva.store.places import SourceText
from minerva.views.document import Document

NOWHERE: Final = Location(SourceText("", "", {}), ())


class Reached(Struct, frozen=True):
    """When a milestone elsewhere is reached, was reached, or None where that is not known."""

    name: str
    day: date | None
    complete: bool = False


class Elsewhere(Struct, frozen=True):
    """What is known of the milestones of other programmes that one waits for, by reference.

    Programmes in `hidden` are not to be named: what waits for one waits for a `left-out:1`.
    """

    reached: Mapping[str, Reached] = {}
    hidden: tuple[str, ...] = ()

    def position(self, programme: Programme, as_of: date, today: date) -> Position:
        """Return the position of a programme, with what is known elsewhere."""
        if self.hidden:
            programme = _without_names(programme, self.hidden)
        links = tuple(self._known(link) for link in programme.links)
        return position_at(replace(programme, links=links), as_of, (), today)

    def _known(self, link: Milestone) -> Milestone:
        found = self.reached.get(link.id)
        if found is None:
            return link
        link = replace(link, name=found.name, forecast=())
        if found.day is None:
            return link
        day = single_day(found.day)
        if found.complete:
            return replace(link, actual=day)
        return replace(link, forecast=(MilestoneForecast(link.location, None, day),))


def _without_names(programme: Programme, hidden: Collection[str]) -> Programme:
    """Return a programme that waits for the same, and does not say whose milestones these are."""
    named = [link.id for link in programme.links if _programme(link.id) in hidden]
    covers = {id: Reference(Id(f"left-out:{number}")) for number, id in enumerate(named, 1)}
    if not covers:
        return programme
    milestones = tuple(
        replace(
            milestone,
            after=tuple(
                replace(before, milestone=covers.get(before.milestone, before.milestone))
                for before in milestone.after
            ),
        )
        for milestone in programme.milestones
    )
    links = tuple(
        replace(link, id=covers[link.id], name=covers[link.id], external="left out")
        if link.id in covers
        else link
        for link in programme.links
    )
    return replace(programme, milestones=milestones, links=links)


def links_of(programme: Programme) -> list[str]:
    """Return the milestones of other programmes that this one waits for."""
    return [link.id for link in programme.links]


def part(position: Position, options: Mapping[str, Any]) -> Document:  # noqa: ARG001 - it has none
    """Return what the network of a programme is made of."""
    dated = [
        {
            "id": milestone.record.id,
            "name": milestone.record.name,
            "expected": milestone.expected.latest,
            "baseline": milestone.baseline and milestone.baseline.latest,
            "complete": milestone.complete,
            "deadline": milestone.record.deadline and milestone.record.deadline.latest,
            "after": _after(milestone.record),
        }
        for milestone in position.by_id.values()
    ]
    undated = [
        {"id": record.id, "name": record.name, "expected": None, "after": _after(record)}
        for record in position.all_undated.values()
    ]
    return {
        "milestones": [*dated, *undated],
        "contracts": [
            {
                "id": contract.id,
                "supplier": contract.supplier,
                "expires": contract.expires,
                "replaced_by": contract.replaced_by,
            }
            for contract in position.programme.contracts
        ],
    }


def _after(record: Milestone) -> list[list[str]]:
    return [[before.milestone, str(before.lag)] for before in record.after]


class Network:
    """The milestones of all programmes that wait for each other, as one network on a day."""

    def __init__(self, outcomes: Iterable[Outcome], as_of: date) -> None:
        """Take the programmes' own parts. What is found wrong with links is in `problems`."""
        self._as_of = as_of
        self.problems: list[str] = []
        self.programmes = {outcome.label: outcome for outcome in outcomes}
        self._read = {
            _qualified(outcome.label, milestone["id"]): milestone
            for outcome in self.programmes.values()
            for milestone in outcome.part["milestones"]
            if not (is_link(milestone["id"]) and self._is_elsewhere(milestone["id"]))
        }
        self._contracts = [
            _contract(outcome.label, contract)
            for outcome in self.programmes.values()
            for contract in outcome.part["contracts"]
        ]
        self._after = {id: self._befores(id) for id in self._read}
        self._cut_cycles()
        self._own: dict[Id, date] = {}
        self._work()

    @property
    def sources(self) -> list[Id]:
        """The milestones that other programmes wait for, in the order of the programmes."""
        waited = {
            before.milestone
            for id, befores in self._after.items()
            for before in befores
            if _programme(before.milestone) != _programme(id)
        }
        return [id for id in self._read if id in waited]

    def elsewhere(self, programme: str) -> Elsewhere:
        """Return what a programme has to know of the milestones that it waits for."""
        found = {
            before.milestone: self._reached(before.milestone)
            for id, befores in self._after.items()
            if _programme(id) == programme
            for before in befores
            if _programme(before.milestone) != programme
        }
        return Elsewhere({str(id): reached for id, reached in found.items()})

    def if_on_baseline(self, id: Id) -> "Network":
        """Return the network as it would be had a milestone not slipped from its baseline."""
        other = Network.__new__(Network)
        vars(other).update(vars(self))
        other._own = {id: date.fromisoformat(self._read[id]["baseline"])}
        other._work()
        return other

    def slip_days(self, id: Id) -> int:
        """Return the days that a milestone itself has slipped from its baseline; 0 if none."""
        milestone = self._read[id]
        if not milestone.get("baseline") or not milestone["expected"]:
            return 0
        expected = date.fromisoformat(milestone["expected"])
        return (expected - date.fromisoformat(milestone["baseline"])).days

    def name(self, id: Id) -> str:
        """Return what a milestone is called, after its programme."""
        return f"{self.programmes[_programme(id)].name}, {self._read[id]['name']}"

    def limits(self) -> Mapping[Id, date]:
        """Return the last day on which each milestone breaks no deadline of any programme."""
        return latest_allowable(self.milestones, self._contracts, self._order, self._undated)

    def deadlines(self) -> Sequence[DeadlinePosition]:
        """Return the deadlines, and the ends of contracts, of all programmes."""
        return deadlines(self.milestones, self._contracts)

    def chain(self, deadline: DeadlinePosition) -> Sequence[Id]:
        """Return what leads to a deadline, through all programmes."""
        return critical_chain(self.milestones, deadline)

    def _is_elsewhere(self, reference: str) -> bool:
        return reference.partition(SEPARATOR)[0] in self.programmes

    def _befores(self, id: Id) -> tuple[Predecessor, ...]:
        """Return what a milestone waits for, under the ids that it has in the whole."""
        programme, befores = _programme(id), []
        for name, lag in self._read[id]["after"]:
            before = Id(name) if is_link(name) and self._is_elsewhere(name) else None
            before = before or _qualified(programme, name)
            if before not in self._read:
                self.problems.append(
                    f'{id} waits for "{name}", and {name.partition(SEPARATOR)[0]} has no such '
                    "milestone"
                )
                continue
            befores.append(Predecessor(NOWHERE, Reference(before), parse_duration(lag)))
        return tuple(befores)

    def _cut_cycles(self) -> None:
        """Leave out the links in each cycle that goes through several programmes, and name it."""
        while ring := self._cycle():
            self.problems.append(
                f"these milestones wait for each other: {' -> '.join([*ring, ring[0]])}"
            )
            for id, before in zip(ring[1:] + ring[:1], ring, strict=True):
                if _programme(id) != _programme(before):
                    befores = self._after[id]
                    self._after[id] = tuple(link for link in befores if link.milestone != before)

    def _cycle(self) -> list[Id]:
        """Return milestones that wait for each other, each before the one that waits for it."""
        records = [_record(id, milestone, self._after[id]) for id, milestone in self._read.items()]
        placed = {*in_order(records)} | {record.id for record in records if not record.after}
        left = [record.id for record in records if record.id not in placed]
        if not left:
            return []
        path: list[Id] = [left[0]]
        while True:
            before = next(
                link.milestone for link in self._after[path[-1]] if link.milestone not in placed
            )
            if before in path:
                return path[path.index(before) :][::-1]
            path.append(before)

    def _work(self) -> None:
        """Work out the dates of all milestones."""
        records = {
            id: _record(id, milestone, self._after[id], self._own.get(id))
            for id, milestone in self._read.items()
        }
        self._order = in_order(records.values())
        self._undated = {
            id: record
            for id, record in records.items()
            if not record.forecast and record.actual is None
        }
        details = ProgrammeDetails(NOWHERE, Id("all"), "all")
        self.milestones: Mapping[Id, MilestonePosition] = projected(
            {
                id: milestone_at(record, details, Check(NOWHERE), self._as_of)
                for id, record in records.items()
                if id not in self._undated
            },
            self._order,
            self._undated,
        )

    def _reached(self, id: Id) -> Reached:
        milestone = self.milestones.get(id)
        day = milestone.projected if milestone else None
        complete = milestone is not None and milestone.complete
        return Reached(self.name(id), None if day is None else day.latest, complete)


def _qualified(programme: str, id: str) -> Id:
    return Id(f"{programme}{SEPARATOR}{id}")


def _programme(id: str) -> str:
    return id.partition(SEPARATOR)[0]


def _record(
    id: Id, told: Mapping[str, Any], after: tuple[Predecessor, ...], own: date | None = None
) -> Milestone:
    """Return a milestone as a record that is expected, or was reached, on its own day."""
    expected = own or (told["expected"] and date.fromisoformat(told["expected"]))
    record = Milestone(NOWHERE, id, Id(""), told["name"], after=after)
    if told.get("deadline"):
        record = replace(record, deadline=single_day(date.fromisoformat(told["deadline"])))
    if expected is None:
        return record
    day = single_day(expected)
    if told["complete"]:
        return replace(record, actual=day)
    return replace(record, forecast=(MilestoneForecast(NOWHERE, None, day),))


def _contract(programme: str, told: Mapping[str, Any]) -> Contract:
    replaced_by = told["replaced_by"]
    return Contract(
        NOWHERE,
        _qualified(programme, told["id"]),
        told["supplier"],
        date.fromisoformat(told["expires"]),
        replaced_by and _qualified(programme, replaced_by),
    )

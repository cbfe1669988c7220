"""What only the whole programme shows: ids used twice or not at all, cycles, sums that don't hold.

Each check is a plain function from what was read to the problems it finds, and all of them
stand in CHECKS. A check that needs a file which could not be read finds nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Any, Final, NamedTuple

from minerva.model.problems import MOST_SHOWN, Problem
from minerva.model.programme import Id, Milestone, Procurement, Saving
from minerva.model.source import Location
from minerva.store.tables import Document


class Reading(NamedTuple):
    """Both files as read: the records that are sound, and the ids of all of them."""

    workstreams: Document
    milestones: Document

    def of(self, name: str) -> list[Any]:
        """Return the sound records of an array of tables, from whichever file holds it."""
        return self.workstreams.records.get(name) or self.milestones.records.get(name) or []

    def ids(self, name: str) -> set[str] | None:
        """Return every id in an array of tables; None where its file could not be read."""
        holder = self.milestones if name == "milestone" else self.workstreams
        return {id for id, _ in holder.ids.get(name, [])} if holder.readable else None


def refuse_empty(reading: Reading) -> Iterator[Problem]:
    """A programme without milestones or workstreams must never pass for a sound one."""
    for document, name in ((reading.workstreams, "workstream"), (reading.milestones, "milestone")):
        if document.readable and not document.counts[name]:
            yield Problem(
                f"no-{name}s",
                f"{document.source.name} has no {name}s",
                Location(document.source, ()),
                f"add a first one under [[{name}]]",
            )


def refuse_duplicates(reading: Reading) -> Iterator[Problem]:
    """An id names one thing only."""
    for document in (reading.workstreams, reading.milestones):
        for name, ids in document.ids.items():
            yield from _duplicates(name, ids)
    for procurement in reading.of("procurement"):
        stages = [(stage.id, stage.location) for stage in procurement.stage]
        yield from _duplicates(f"{_label(procurement)}, stage", stages)


def _duplicates(noun: str, ids: list[tuple[str, Location]]) -> Iterator[Problem]:
    first: dict[str, Location] = {}
    for id, location in ids:
        if id in first:
            yield Problem(
                "duplicate-id",
                f'{noun} "{id}" is there twice',
                location.at("id"),
                f"the other one is on line {first[id].line}: give one of them another id",
                value=True,
            )
        first.setdefault(id, location)


def refuse_dangling(reading: Reading) -> Iterator[Problem]:
    """An id that is referred to has to be there."""
    dangling = _Dangling()
    ids = {noun: reading.ids(noun) for noun in ("workstream", "milestone")}
    for name, field, noun in _REFERENCES:
        known = ids[noun]
        for record in reading.of(name):
            id = getattr(record, field)
            if known is not None and id is not None and id not in known:
                yield dangling.problem(_label(record), noun, id, record.location.at(field), known)
    milestones = ids["milestone"]
    if milestones is not None:
        yield from _dangling_milestones(reading, milestones, dangling)
    for procurement in reading.of("procurement"):
        yield from _dangling_stages(procurement)
    yield from _dangling_waivers(reading, dangling)


_REFERENCES: Final = (
    ("saving", "workstream", "workstream"),
    ("saving", "starts_with", "milestone"),
    ("saving", "known_with", "milestone"),
    ("procurement", "workstream", "workstream"),
    ("contract", "replaced_by", "milestone"),
    ("milestone", "workstream", "workstream"),
)


def _dangling_milestones(
    reading: Reading, known: set[str], dangling: "_Dangling"
) -> Iterator[Problem]:
    for milestone in reading.of("milestone"):
        for before in milestone.after:
            if before.milestone not in known:
                label, where = _label(milestone), before.location.at("milestone")
                yield dangling.problem(label, "milestone", before.milestone, where, known)
    for procurement in reading.of("procurement"):
        for stage in procurement.stage:
            for field in ("opens", "closes"):
                end = getattr(stage, field)
                if isinstance(end, str) and end not in known:
                    label = f'{_label(procurement)}, stage "{stage.id}"'
                    yield dangling.problem(label, "milestone", end, stage.location.at(field), known)


def _dangling_waivers(reading: Reading, dangling: "_Dangling") -> Iterator[Problem]:
    if not reading.workstreams.readable or not reading.of("waiver"):
        return
    known = {brief.id for brief in reading.of("programme")}
    for noun in ("milestone", "saving", "contract", "procurement"):
        known |= reading.ids(noun) or set()
    for waiver in reading.of("waiver"):
        if waiver.subject is not None and waiver.subject not in known:
            where, number = waiver.location.at("subject"), int(waiver.location.path[1]) + 1
            yield dangling.problem(f"waiver {number}", "subject", waiver.subject, where, known)


class _Dangling:
    """Makes problems of references to nothing. Only those that may be shown get a near id."""

    def __init__(self) -> None:
        self.left = MOST_SHOWN

    def problem(self, label: str, noun: str, id: str, where: Location, known: set[str]) -> Problem:
        near: list[str] = []
        if self.left:
            from difflib import get_close_matches

            self.left -= 1
            near = get_close_matches(id, sorted(known), n=1)
        return Problem(
            "unknown-reference",
            f'{label} refers to {noun} "{id}", which is not there',
            where,
            f'did you mean "{near[0]}"?' if near else f"add the {noun}, or correct the id",
            value=True,
        )


def _label(record: Any) -> str:
    """Name a record of an array: by its id, or by its number where it has none."""
    noun, index = record.location.path[:2]
    return f"{noun} {index + 1}" if record.id is None else f'{noun} "{record.id}"'


def _dangling_stages(procurement: Procurement) -> Iterator[Problem]:
    stages = [stage.id for stage in procurement.stage]
    for bidder in procurement.bidder:
        if bidder.out_at is not None and bidder.out_at not in stages:
            yield Problem(
                "unknown-reference",
                f'{_label(procurement)} has no stage "{bidder.out_at}"',
                bidder.location.at("out_at"),
                f"its stages are {', '.join(stages)}" if stages else "it has no stages",
                value=True,
            )


def refuse_cycles(reading: Reading) -> Iterator[Problem]:
    """Nothing can come after itself. Every cycle found is named, in order."""
    milestones: dict[Id, Milestone] = {
        milestone.id: milestone for milestone in reading.of("milestone") if milestone.id is not None
    }
    done: set[Id] = set()
    told: set[str] = set()
    for start, milestone in milestones.items():
        if not milestone.after:
            done.add(start)
            continue
        path: dict[Id, Iterator[Id]] = {}
        step: Id | None = start if start not in done else None
        while step is not None:
            path[step] = (p.milestone for p in milestones[step].after if p.milestone in milestones)
            step = None
            while path and step is None:
                current = next(reversed(path))
                for before in path[current]:
                    if before in path:
                        problem = _cycle(milestones, list(path), before)
                        if problem.message not in told:
                            yield problem
                        told.add(problem.message)
                    elif before not in done:
                        step = before
                        break
                else:
                    done.add(current)
                    del path[current]


def _cycle(milestones: Mapping[Id, Milestone], path: list[Id], again: Id) -> Problem:
    backwards = path[path.index(again) :]
    ring = [again, *reversed(backwards)]
    last = milestones[backwards[-1]]
    return Problem(
        "cycle",
        f"these milestones wait for each other: {' -> '.join(ring)}",
        next(before.location for before in last.after if before.milestone == again),
        "take one of them out of the other's `after`",
        value=True,
    )


def refuse_wrong_weights(reading: Reading) -> Iterator[Problem]:
    """The weights of an evaluation, and of each group in it, share out exactly 100."""
    for procurement in reading.of("procurement"):
        groups = procurement.evaluation
        where = procurement.location.at("evaluation")
        total = _exactly(group.weight for group in groups.values())
        if groups and total != 100:
            names = ", ".join(f"{name} {group.weight}" for name, group in groups.items())
            yield _wrong_weights(procurement, "evaluation", names, total, where)
        for name, group in groups.items():
            total = _exactly(group.criteria.values())
            if group.criteria and total != 100:
                names = ", ".join(
                    f"{criterion} {weight}" for criterion, weight in group.criteria.items()
                )
                yield _wrong_weights(procurement, name, names, total, group.location.at("criteria"))


def _exactly(weights: Iterable[Decimal]) -> Decimal:
    """Return a sum with every digit of it, however many there are."""
    with localcontext() as context:
        context.prec = 1_000
        return sum(weights, Decimal(0))


def _wrong_weights(
    procurement: Procurement, group: str, weights: str, total: Decimal, where: Location
) -> Problem:
    by = _exactly([total, Decimal(-100)])
    off = f"{by} too much" if by > 0 else f"{-by} too little"
    return Problem(
        "weights",
        f'{_label(procurement)}: the weights of "{group}" sum to {total}, not 100',
        where,
        f"{off}: {weights}",
    )


def refuse_wrong_savings(reading: Reading) -> Iterator[Problem]:
    """A saving has one start, components within its amount, claims validated up to theirs."""
    for saving in reading.of("saving"):
        label = _label(saving)
        if saving.starts is not None and saving.starts_with is not None:
            yield Problem(
                "two-starts",
                f'{label} has both "starts" and "starts_with"',
                saving.location.at("starts"),
                "keep the day or the milestone, not both",
            )
        for forecast in saving.forecast:
            if forecast.full_year is None and forecast.starts is None:
                yield Problem(
                    "missing-key",
                    f"{label} is restated without an amount or a start",
                    forecast.location,
                    "add full_year = 450_000 or starts = 2015-05-01",
                )
        yield from _over_components(saving, label)
        yield from _over_validations(saving, label)


def _over_components(saving: Saving, label: str) -> Iterator[Problem]:
    if saving.full_year is None or not saving.components:
        return
    total = sum(saving.components.values(), Decimal(0))
    against = saving.full_year < 0 < total
    if against or abs(total) > abs(saving.full_year):
        yield Problem(
            "components",
            f"{label}: its components sum to {total:,}, more than its {saving.full_year:,}",
            saving.location.at("components"),
            f"{abs(total - saving.full_year):,} too much",
        )


def _over_validations(saving: Saving, label: str) -> Iterator[Problem]:
    for claim in saving.realised:
        if claim.validated is None or claim.validated.amount is None:
            continue
        validated = claim.validated.amount
        if abs(validated) > abs(claim.amount) or validated * claim.amount < 0:
            yield Problem(
                "over-validated",
                f"{label}: {validated:,} is validated of a claim of {claim.amount:,}",
                claim.validated.location.at("amount"),
                f"{abs(validated - claim.amount):,} too much: correct the claim or the validation",
                value=True,
            )


CHECKS: Final[tuple[Callable[[Reading], Iterator[Problem]], ...]] = (
    refuse_empty,
    refuse_duplicates,
    refuse_dangling,
    refuse_cycles,
    refuse_wrong_weights,
    refuse_wrong_savings,
)

"""What only the whole programme shows to be wrong; first of all, ids that lead nowhere.

Each check is a plain function from what was read to the problems it finds. A check that needs a
file which could not be read finds nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from operator import attrgetter
from typing import Final

from minerva.model.problems import MOST_SHOWN, Problem, nearest_hint
from minerva.model.programme import TIMEZONE, Id, Milestone, Procurement
from minerva.model.source import Location
from minerva.store.bids import refuse_wrong_bids, refuse_wrong_formulas
from minerva.store.budgets import refuse_wrong_budgets
from minerva.store.contradictions import (
    refuse_backward_estimates,
    refuse_wrong_savings,
    refuse_wrong_weights,
    refuse_wrong_years,
)
from minerva.store.documents import Documents, label_of
from minerva.store.links import is_link, refuse_wrong_links
from minerva.store.procurement_words import (
    refuse_repeated_indicators,
    refuse_wrong_contract_options,
    refuse_wrong_standstills,
)
from minerva.store.register import (
    dangling_in_register,
    refuse_unclear_subjects,
    refuse_unclosed_risks,
    refuse_wrong_periods,
)
from minerva.store.tables import PROGRAMME


def refuse_empty(documents: Documents) -> Iterator[Problem]:
    """Find files that must never pass for a sound programme.

    They have no workstream, or neither a milestone nor a saving nor an indicator.
    """
    for document, name in (
        (documents.workstreams, "workstream"),
        (documents.milestones, "milestone"),
    ):
        if name == "milestone" and any(
            not other.readable or other.counts[instead]
            for other, instead in (
                (documents.workstreams, "saving"),
                (documents.register, "indicator"),
            )
        ):
            continue
        if document.readable and not document.counts[name]:
            yield Problem(
                f"no-{name}s",
                f"{document.source.name} has no {name}s",
                Location(document.source, ()),
                f"add a first one under [[{name}]]",
            )


def refuse_unknown_timezone(documents: Documents) -> Iterator[Problem]:
    """Find a time zone that does not exist."""
    [details] = documents.of(PROGRAMME) or [None]
    if details is None or details.timezone == TIMEZONE:
        return
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(details.timezone)
    except (ValueError, OSError, KeyError):
        yield Problem(
            "wrong-value",
            f'[programme]: "{details.timezone}" is not a time zone',
            details.location.at("timezone"),
            nearest_hint(details.timezone, available_timezones(), f'write "{TIMEZONE}"'),
            value=True,
        )


def refuse_duplicates(documents: Documents) -> Iterator[Problem]:
    """Find ids that name more than one thing."""
    for document in documents.all:
        for name, ids in document.ids.items():
            if len(set(ids)) < len(ids):
                locations = [record.location for record in document.records[name]]
                yield from _duplicates(name, zip(ids, locations, strict=True))
    for procurement in documents.of("procurement"):
        stages = [(stage.id, stage.location) for stage in procurement.stage]
        yield from _duplicates(f"{label_of(procurement)}, stage", stages)


def _duplicates(noun: str, ids: Iterable[tuple[str | None, Location]]) -> Iterator[Problem]:
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
        elif id is not None:
            first[id] = location


def refuse_dangling(documents: Documents) -> Iterator[Problem]:
    """Find references to ids that are not there."""
    dangling = _Dangling()
    nouns = ("workstream", "milestone", "saving", "procurement")
    ids = {noun: documents.ids(noun) for noun in nouns}
    for name, field, noun in REFERENCES:
        existing = ids[noun]
        references = attrgetter(field)
        records = documents.of(name)
        if existing is None or existing.issuperset(filter(None, map(references, records))):
            continue
        for record in records:
            id = references(record)
            if id is not None and id not in existing:
                where = record.location.at(field)
                yield dangling.problem(label_of(record), noun, id, where, existing)
    if ids["workstream"] is not None:
        yield from _dangling_moves(documents, ids["workstream"], dangling)
    milestones = ids["milestone"]
    if milestones is not None:
        yield from _dangling_milestones(documents, milestones, dangling)
    for procurement in documents.of("procurement"):
        yield from _dangling_stages(procurement)
    yield from _dangling_waivers(documents, dangling)
    yield from dangling_in_register(documents, dangling.problem)


REFERENCES: Final = (
    ("saving", "workstream", "workstream"),
    ("saving", "starts_with", "milestone"),
    ("saving", "known_with", "milestone"),
    ("saving", "replaces", "saving"),
    ("cost", "workstream", "workstream"),
    ("cost", "saving", "saving"),
    ("procurement", "workstream", "workstream"),
    ("contract", "replaced_by", "milestone"),
    ("contract", "procurement", "procurement"),
    ("milestone", "workstream", "workstream"),
    ("risk", "workstream", "workstream"),
    ("issue", "workstream", "workstream"),
    ("action", "workstream", "workstream"),
    ("decision", "workstream", "workstream"),
    ("indicator", "workstream", "workstream"),
)


def _dangling_milestones(
    documents: Documents, existing: set[str], dangling: "_Dangling"
) -> Iterator[Problem]:
    milestones = documents.of("milestone")
    for milestone in compress(milestones, map(attrgetter("after"), milestones)):
        for before in milestone.after:
            if before.milestone not in existing and not is_link(before.milestone):
                label, where = label_of(milestone), before.location.at("milestone")
                yield dangling.problem(label, "milestone", before.milestone, where, existing)
    for procurement in documents.of("procurement"):
        publish_from = procurement.publish_from
        if isinstance(publish_from, str) and publish_from not in existing:
            label, where = label_of(procurement), procurement.location.at("publish_from")
            yield dangling.problem(label, "milestone", publish_from, where, existing)
        for stage in procurement.stage:
            for field in ("opens", "closes"):
                end = getattr(stage, field)
                if isinstance(end, str) and end not in existing:
                    label = f'{label_of(procurement)}, stage "{stage.id}"'
                    yield dangling.problem(
                        label, "milestone", end, stage.location.at(field), existing
                    )


def _dangling_moves(
    documents: Documents, existing: set[str], dangling: "_Dangling"
) -> Iterator[Problem]:
    for name in ("milestone", "saving"):
        records = documents.of(name)
        for record in compress(records, map(attrgetter("moved"), records)):
            for move in record.moved:
                if move.to not in existing:
                    where = move.location.at("to")
                    yield dangling.problem(label_of(record), "workstream", move.to, where, existing)


def refuse_cancelled_and_done(documents: Documents) -> Iterator[Problem]:
    """Find milestones that are said to be both achieved and cancelled."""
    milestones = documents.of("milestone")
    for milestone in compress(milestones, map(attrgetter("cancelled"), milestones)):
        if milestone.actual is not None:
            yield Problem(
                "cancelled-and-done",
                f"{label_of(milestone)} is both achieved and cancelled",
                milestone.location.at("cancelled"),
                "take `actual` or `cancelled` out: one of them is wrong",
            )


def _dangling_waivers(documents: Documents, dangling: "_Dangling") -> Iterator[Problem]:
    readable = documents.workstreams.readable and documents.register.readable
    if not readable or not documents.of("waiver"):
        return
    existing = {details.id for details in documents.of("programme")}
    for noun in (
        *("milestone", "saving", "cost", "contract", "procurement", "workstream"),
        *("risk", "issue", "action", "decision", "indicator"),
    ):
        existing |= documents.ids(noun) or set()
    for waiver in documents.of("waiver"):
        if waiver.subject is not None and waiver.subject not in existing:
            where, number = waiver.location.at("subject"), int(waiver.location.path[1]) + 1
            yield dangling.problem(f"waiver {number}", "subject", waiver.subject, where, existing)


class _Dangling:
    """Makes problems of references to nothing. Only those that may be shown get a near id."""

    def __init__(self) -> None:
        self.left = MOST_SHOWN

    def problem(
        self, label: str, noun: str, id: str, where: Location, existing: set[str]
    ) -> Problem:
        near: list[str] = []
        if self.left:
            from difflib import get_close_matches

            self.left -= 1
            near = get_close_matches(id, sorted(existing), n=1)
        return Problem(
            "unknown-reference",
            f'{label} refers to {noun} "{id}", which is not there',
            where,
            f'did you mean "{near[0]}"?' if near else f"add the {noun}, or correct the id",
            value=True,
        )


def _dangling_stages(procurement: Procurement) -> Iterator[Problem]:
    stages = [stage.id for stage in procurement.stage]
    for bidder in procurement.bidder:
        if bidder.out_at is not None and bidder.out_at not in stages:
            yield Problem(
                "unknown-reference",
                f'{label_of(procurement)} has no stage "{bidder.out_at}"',
                bidder.location.at("out_at"),
                f"its stages are {', '.join(stages)}" if stages else "it has no stages",
                value=True,
            )


def refuse_cycles(documents: Documents) -> Iterator[Problem]:
    """Find milestones that come after themselves; name each cycle found, in order."""
    milestones = _possibly_in_a_cycle(documents.of("milestone"))
    done: set[Id] = set()
    found: set[str] = set()
    for start in milestones:
        path: dict[Id, Iterator[Id]] = {}
        step: Id | None = start if start not in done else None
        while step is not None:
            path[step] = (
                before.milestone
                for before in milestones[step].after
                if before.milestone in milestones
            )
            step = None
            while path and step is None:
                current = next(reversed(path))
                for before in path[current]:
                    if before in path:
                        problem = _cycle(milestones, list(path), before)
                        if problem.message not in found:
                            yield problem
                        found.add(problem.message)
                    elif before not in done:
                        step = before
                        break
                else:
                    done.add(current)
                    del path[current]


def _possibly_in_a_cycle(all_milestones: Sequence[Milestone]) -> dict[Id, Milestone]:
    """Return the milestones that come after some that themselves come after others, by their id.

    No other can be in a cycle.
    """
    followers = {
        milestone.id: milestone
        for milestone in compress(all_milestones, map(attrgetter("after"), all_milestones))
        if milestone.id is not None
    }
    return {
        id: milestone
        for id, milestone in followers.items()
        if any(before.milestone in followers for before in milestone.after)
    }


def _cycle(milestones: Mapping[Id, Milestone], path: list[Id], again: Id) -> Problem:
    backwards = path[path.index(again) :]
    ring = [again, *reversed(backwards)]
    last = milestones[backwards[-1]]
    return Problem(
        "cycle",
        f"these milestones wait for each other: {_shortened(ring)}",
        next(before.location for before in last.after if before.milestone == again),
        "take one of them out of the other's `after`",
        value=True,
    )


def _shortened(ring: Sequence[Id]) -> str:
    """Return the ids of a cycle in order: the first few, and the last two, of a long one."""
    left_out = len(ring) - _MOST_OF_A_CYCLE
    if left_out <= 1:
        return " -> ".join(ring)
    return " -> ".join([*ring[: _MOST_OF_A_CYCLE - 2], f"{left_out:,} more", *ring[-2:]])


_MOST_OF_A_CYCLE: Final = 10

CHECKS: Final[tuple[Callable[[Documents], Iterator[Problem]], ...]] = (
    refuse_empty,
    refuse_unknown_timezone,
    refuse_duplicates,
    refuse_dangling,
    refuse_cycles,
    refuse_wrong_links,
    refuse_cancelled_and_done,
    refuse_wrong_weights,
    refuse_wrong_formulas,
    refuse_wrong_bids,
    refuse_wrong_savings,
    refuse_wrong_years,
    refuse_wrong_budgets,
    refuse_backward_estimates,
    refuse_wrong_standstills,
    refuse_repeated_indicators,
    refuse_wrong_contract_options,
    refuse_unclosed_risks,
    refuse_unclear_subjects,
    refuse_wrong_periods,
)
"""Every check of the files together, in the order in which problems are collected."""

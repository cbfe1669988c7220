"""Milestones of other programmes that this one waits for: `after = ["harbour:quay-ready"]`.

They are in the network as milestones that others have to reach, with the date last recorded
here. What is wrong with a link by itself is found here; whether it leads anywhere, only where
both programmes are read.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from minerva.model.dates import Window
from minerva.model.problems import Problem
from minerva.model.programme import Id, Milestone, MilestoneForecast, Predecessor
from minerva.store.documents import Documents, label_of

SEPARATOR: Final = ":"


def is_link(id: str) -> bool:
    """Tell whether an id is that of a milestone of another programme."""
    return SEPARATOR in id


def links_of(milestones: Iterable[Milestone]) -> tuple[Milestone, ...]:
    """Return the milestones of other programmes that these wait for, as records.

    Each has the programme in `external`, and the date recorded beside it, if any, as an undated
    forecast. It stands where it is first waited for.
    """
    found: dict[Id, Milestone] = {}
    for milestone, before in _waiting(milestones):
        link = found.get(before.milestone) or Milestone(
            before.location,
            before.milestone,
            milestone.workstream,
            before.milestone,
            external=before.milestone.partition(SEPARATOR)[0],
        )
        if before.expected is not None:
            link = replace(link, forecast=forecast_of(link, before.expected))
        found[before.milestone] = link
    return tuple(found.values())


def forecast_of(link: Milestone, expected: Window) -> tuple[MilestoneForecast, ...]:
    """Return a date as all that is said of a milestone of another programme."""
    return (MilestoneForecast(link.location, None, expected),)


def refuse_wrong_links(documents: Documents) -> Iterator[Problem]:
    """Find links to the programme itself, and dates that are not those of a link, or not one."""
    own = next((details.id for details in documents.of("programme")), None)
    expected: dict[Id, Predecessor] = {}
    for milestone in documents.of("milestone"):
        for before in milestone.after:
            programme, separator, inside = before.milestone.partition(SEPARATOR)
            if separator and programme == own:
                yield Problem(
                    "unknown-reference",
                    f'{label_of(milestone)} refers to "{before.milestone}" in its own programme',
                    before.location.at("milestone"),
                    f'write "{inside}"',
                    value=True,
                )
            if before.expected is None:
                continue
            if not separator:
                yield Problem(
                    "contradiction",
                    f'{label_of(milestone)} says when "{before.milestone}" is expected, which is '
                    "a milestone of this programme",
                    before.location.at("expected"),
                    "take `expected` out: its own forecast says so",
                )
            first = expected.setdefault(before.milestone, before)
            if first.expected != before.expected:
                yield Problem(
                    "contradiction",
                    f'"{before.milestone}" is expected {before.expected} here and '
                    f"{first.expected} elsewhere",
                    before.location.at("expected"),
                    f"line {first.location.at('expected').line} has the other: keep one date",
                    value=True,
                )


def _waiting(milestones: Iterable[Milestone]) -> Iterator[tuple[Milestone, Predecessor]]:
    for milestone in milestones:
        for before in milestone.after:
            if is_link(before.milestone):
                yield milestone, before

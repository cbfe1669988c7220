"""Facts about a valid programme that somebody has to act on, and which waiver accepts them.

A check is a plain function that yields findings: `checks` finds those of the catalogue
(`model.catalogue`). What waivers themselves give rise to is looked for last. `[check]` says
which of the findings count. Nothing here ends a command: that is the command line's to do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from minerva.findings.finding import (
    Finding,
    Severity,
    count,
    fails,
    is_worse,
    new_among,
    pair_findings,
)
from minerva.findings.waivers import waive
from minerva.model.catalogue import CATALOGUE, LooksAt
from minerva.model.programme import Programme
from minerva.position import Position

if TYPE_CHECKING:
    from minerva.model.trail import Trail

__all__ = [
    "Finding",
    "Severity",
    "checks",
    "configured",
    "count",
    "fails",
    "findings_at",
    "findings_between",
    "findings_of_trail",
    "is_worse",
    "new_among",
    "pair_findings",
    "worst_first",
]


@cache
def checks(looks_at: LooksAt) -> list[Callable[..., Iterator[Finding]]]:
    """Return the checks that are given something, in the order of the catalogue.

    Raises ModuleNotFoundError or AttributeError where a row names a check that is not there.
    """
    return [_check(kind.module, kind.check) for kind in CATALOGUE if kind.looks_at == looks_at]


def _check(module: str, name: str) -> Any:
    return getattr(import_module(f"minerva.findings.{module}"), name)


def configured(programme: Programme, settings: Mapping[str, Any]) -> Programme:
    """Return a programme whose `[check]` is as the command line has it, where it says anything.

    A finding that is selected on the command line is not ignored by the file.
    """
    given = {key: value for key, value in settings.items() if value is not None}
    if "select" in given and "ignore" not in given:
        ignored = programme.check.ignore
        given["ignore"] = tuple(id for id in ignored if id not in given["select"])
    return replace(programme, check=replace(programme.check, **given))


def findings_of_trail(trail: "Trail", position: Position) -> list[Finding]:
    """Return the findings of the trail of the files that `[check]` selects, the worst first."""
    found = [finding for check in checks("history") for finding in check(trail, position)]
    return _chosen(waive(found, position), position)


def findings_between(before: Position, after: Position) -> list[Finding]:
    """Return what is found of the files of two positions, the earlier first, as `[check]` says."""
    found = [finding for check in checks("comparison") for finding in check(before, after)]
    return _chosen(found, after)


def findings_at(position: Position) -> list[Finding]:
    """Return the findings of a position that `[check]` selects.

    The worst come first: by severity, then by days at stake.
    """
    found = waive(
        [finding for check in checks("position") for finding in check(position)], position
    )
    found += [finding for check in checks("waivers") for finding in check(found, position)]
    return _chosen(found, position)


def _chosen(found: list[Finding], position: Position) -> list[Finding]:
    settings = position.programme.check
    if settings.select:
        found = [finding for finding in found if finding.id in settings.select]
    if settings.ignore:
        found = [finding for finding in found if finding.id not in settings.ignore]
    return worst_first(found)


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """Return findings by severity, then by days at stake."""
    found = sorted(found, key=attrgetter("days"), reverse=True)
    return [finding for severity in Severity for finding in found if finding.severity is severity]

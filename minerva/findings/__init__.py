"""Facts about a valid programme that somebody has to act on, and which waiver accepts them.

Each check is a plain function from a position to its findings, and all of them stand in
CHECKS; what waivers themselves give rise to is found last, in WAIVER_CHECKS. `[check]` says
which of the findings count. Nothing here ends a command: that is the command line's to do.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Final

from minerva.findings.confidence import deadline_unlikely, estimate_excludes_forecast
from minerva.findings.data import data_stale
from minerva.findings.deadlines import (
    contract_gap,
    deadline_broken,
    low_float,
    notice_missed,
    standstill_infeasible,
)
from minerva.findings.finding import (
    Finding,
    Severity,
    count,
    fails,
    is_worse,
    new_among,
    pair_findings,
)
from minerva.findings.milestones import (
    actual_in_future,
    baseline_missed,
    milestone_overdue,
    sequence_broken,
    tolerance_exceeded,
)
from minerva.findings.savings import (
    saving_shortfall,
    saving_unknown,
    saving_unvalidated,
    validator_not_independent,
)
from minerva.findings.tender import (
    tender_excluded,
    tender_fragile,
    tender_incomplete,
    tender_tied,
)
from minerva.findings.waivers import waive, waiver_expired, waiver_unused
from minerva.position import Position

__all__ = [
    "CHECKS",
    "WAIVER_CHECKS",
    "Finding",
    "Severity",
    "count",
    "fails",
    "findings_at",
    "is_worse",
    "new_among",
    "pair_findings",
]

CHECKS: Final[tuple[Callable[[Position], Iterator[Finding]], ...]] = (
    milestone_overdue,
    tolerance_exceeded,
    deadline_broken,
    baseline_missed,
    low_float,
    sequence_broken,
    actual_in_future,
    saving_shortfall,
    saving_unvalidated,
    validator_not_independent,
    saving_unknown,
    notice_missed,
    contract_gap,
    data_stale,
    standstill_infeasible,
    estimate_excludes_forecast,
    deadline_unlikely,
    tender_tied,
    tender_excluded,
    tender_incomplete,
    tender_fragile,
)
WAIVER_CHECKS: Final[tuple[Callable[[Sequence[Finding], Position], Iterator[Finding]], ...]] = (
    waiver_expired,
    waiver_unused,
)


def findings_at(position: Position) -> list[Finding]:
    """Return the findings of a position that `[check]` selects.

    The worst come first: by severity, then by days at stake.
    """
    found = waive([finding for check in CHECKS for finding in check(position)], position)
    found += [finding for check in WAIVER_CHECKS for finding in check(found, position)]
    settings = position.programme.check
    if settings.select:
        found = [finding for finding in found if finding.id in settings.select]
    if settings.ignore:
        found = [finding for finding in found if finding.id not in settings.ignore]
    found.sort(key=attrgetter("days"), reverse=True)
    return [finding for severity in Severity for finding in found if finding.severity is severity]

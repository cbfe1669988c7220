"""What a finding is, how much it matters, and what tells one from another."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from msgspec import Struct

from minerva.model.catalogue import KINDS, About, FindingId, Level
from minerva.model.programme import Waiver
from minerva.model.source import Location

Identity = tuple[str, str, str, str]


class Severity(Enum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Where the severity stands from the worst (0)."""
        return _RANKS[self]

    def reaches(self, level: Level) -> bool:
        """Tell whether it is as bad as a level, or worse."""
        return self.rank <= Severity(level).rank


_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}
_OF_LEVEL: Final = {severity.value: severity for severity in Severity}


class Finding(Struct, frozen=True, gc=False):
    """A fact that needs a decision: what, about which milestone, saving or contract, and where.

    `days` is how many days are at stake, the more the worse; 0 where it is not about time. A
    waived finding is a note that carries the waiver. `detail` tells apart findings of one id
    about one subject, as those of two claims of one saving are.
    """

    id: FindingId
    severity: Severity
    about: About
    subject: str
    message: str
    hint: str
    location: Location
    days: int = 0
    waiver: Waiver | None = None
    detail: str = ""

    @property
    def identity(self) -> Identity:
        """What it is about, whatever its figures are and wherever in the files it stands."""
        return self.id, self.about, self.subject, self.detail


def finding_of(
    id: FindingId,
    subject: str,
    message: str,
    hint: str,
    location: Location,
    days: int = 0,
    *,
    severity: Severity | None = None,
    about: About | None = None,
    detail: str = "",
) -> Finding:
    """Return a finding of a kind in the catalogue. Raises KeyError where there is no such kind.

    Its severity and what its subject is are as the row says, the first of several, unless given.
    """
    kind = KINDS[id]
    return Finding(
        id,
        severity or _OF_LEVEL[kind.severity],
        about or kind.about[0],
        subject,
        message,
        hint,
        location,
        days,
        detail=detail,
    )


def count(found: Sequence[Finding]) -> dict[str, int]:
    """Count findings by severity, the worst first."""
    severities = [finding.severity for finding in found]
    return {severity.value: severities.count(severity) for severity in Severity}


def pair_findings(
    before: Sequence[Finding], found: Sequence[Finding]
) -> list[tuple[Finding | None, Finding | None]]:
    """Return each finding of now with the one of before that is about the same.

    One of the two is None where there was none before, or is none now. The findings of now come
    first, in their order. Of several about the same, each goes with the mildest of before that
    was as bad; only then those that got worse with what is left.
    """
    left: dict[Identity, list[Finding]] = {}
    for finding in sorted(before, key=lambda finding: -finding.severity.rank):
        left.setdefault(finding.identity, []).append(finding)
    matches: dict[int, Finding] = {}
    for worse in (False, True):
        for n, after in enumerate(found):
            same = left.get(after.identity, []) if n not in matches else []
            match = next((other for other in same if worse or not is_worse(other, after)), None)
            if match is not None:
                matches[n] = match
                same.remove(match)
    gone = {id(finding) for same in left.values() for finding in same}
    pairs: list[tuple[Finding | None, Finding | None]]
    pairs = [(matches.get(n), finding) for n, finding in enumerate(found)]
    return pairs + [(finding, None) for finding in before if id(finding) in gone]


def is_worse(before: Finding, after: Finding) -> bool:
    """Tell whether a finding matters more than it did."""
    return after.severity.rank < before.severity.rank


def new_among(found: Sequence[Finding], before: Sequence[Finding]) -> list[Finding]:
    """Return the findings that were not there before, or were not as bad."""
    return [
        after
        for before, after in pair_findings(before, found)
        if after is not None and (before is None or is_worse(before, after))
    ]


def fails(found: Sequence[Finding], level: Level) -> bool:
    """Tell whether any finding is as bad as a level, or worse. What is waived is accepted."""
    return any(finding.waiver is None and finding.severity.reaches(level) for finding in found)

"""What a finding is, how much it matters, and what tells one from another."""

from collections.abc import Sequence
from enum import Enum
from typing import Final, Literal, NamedTuple

from minerva.programme import FindingId, Level, Waiver
from minerva.source import Location

About = Literal["milestone", "saving", "contract", "procurement", "programme", "waiver"]
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


class Finding(NamedTuple):
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


def count(found: Sequence[Finding]) -> dict[str, int]:
    """Count findings by severity, the worst first."""
    severities = [one.severity for one in found]
    return {severity.value: severities.count(severity) for severity in Severity}


def new_among(found: Sequence[Finding], before: Sequence[Finding]) -> list[Finding]:
    """Return the findings that were not there before, or were not as bad.

    Each finding of before stands for one of now that is about the same and no worse.
    """
    left: dict[Identity, list[int]] = {}
    for one in before:
        left.setdefault(one.identity, []).append(one.severity.rank)
    new = []
    for one in found:
        ranks = left.get(one.identity, [])
        match = next((rank for rank in ranks if rank <= one.severity.rank), None)
        if match is None:
            new.append(one)
        else:
            ranks.remove(match)
    return new


def fails(found: Sequence[Finding], level: Level) -> bool:
    """Tell whether any finding is as bad as a level, or worse. What is waived is accepted."""
    return any(one.waiver is None and one.severity.reaches(level) for one in found)

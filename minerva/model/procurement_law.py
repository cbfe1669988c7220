"""The words of the law on public procurement that the files may use: regimes, procedures, notices.

It says what the words are and which of them mean the same; what follows from them is worked out in
`position`. A regime or a procedure that is not known here stays text, and no rule applies to it.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Final, Literal


class Regime(Enum):
    """The rules that a procurement is under, by the word in the files."""

    PCR_2006 = "PCR 2006"
    PCR_2015 = "PCR 2015"
    PA_2023 = "PA 2023"


class Procedure(Enum):
    """How a contract is awarded under the Procurement Act 2023, by the word in the files.

    Sources: Procurement Act 2023, sections 20 (open, competitive flexible), 41 and 43 (direct
    award), 45 (award under a framework), 9 (light touch contracts), 5 and Part 6 (below threshold).
    """

    OPEN = "open"
    COMPETITIVE_FLEXIBLE = "competitive flexible"
    DIRECT_AWARD = "direct award"
    FRAMEWORK_CALL_OFF = "framework call-off"
    BELOW_THRESHOLD = "below threshold"
    LIGHT_TOUCH = "light touch"


ContractKind = Literal[
    "works",
    "goods",
    "services",
    "central",
    "sub-central",
    "light touch",
    "utilities",
    "utilities works",
    "utilities light touch",
    "concession",
    "light touch concession",
    "defence",
]
"""What kind of contract a threshold is for."""

NoticeKind = Literal[
    "UK1",
    "UK2",
    "UK3",
    "UK4",
    "UK5",
    "UK6",
    "UK7",
    "UK8",
    "UK9",
    "UK10",
    "UK11",
    "UK12",
    "UK13",
    "UK14",
    "UK15",
    "UK16",
    "UK17",
]

NOTICE_NAMES: Final[Mapping[NoticeKind, str]] = {
    "UK1": "Pipeline notice",
    "UK2": "Preliminary market engagement notice",
    "UK3": "Planned procurement notice",
    "UK4": "Tender notice",
    "UK5": "Transparency notice",
    "UK6": "Contract award notice",
    "UK7": "Contract details notice",
    "UK8": "Contract payment notice",
    "UK9": "Contract performance notice",
    "UK10": "Contract change notice",
    "UK11": "Contract termination notice",
    "UK12": "Procurement termination notice",
    "UK13": "Dynamic market intention notice",
    "UK14": "Dynamic market establishment notice",
    "UK15": "Dynamic market modification notice",
    "UK16": "Dynamic market cessation notice",
    "UK17": "Payments compliance notice",
}
"""The notices of the Act with their names. Source: Find a Tender, "Notice types and sequences"."""

KpiRating = Literal["good", "approaching target", "requires improvement", "inadequate", "other"]
"""How a supplier performs. Source: Procurement Regulations 2024, regulation 39(5)."""


def regime_of(text: str | None) -> Regime | None:
    """Return the known regime that a text names, whatever its case and spaces; else None."""
    written = _plain(text)
    return next((regime for regime in Regime if _plain(regime.value) == written), None)


def procedure_of(text: str | None) -> Procedure | None:
    """Return the known procedure that a text names, whatever its case, spaces and hyphens."""
    written = _plain(text)
    return next((known for known in Procedure if _plain(known.value) == written), None)


def _plain(text: str | None) -> str:
    return "".join(filter(str.isalnum, text or "")).casefold()

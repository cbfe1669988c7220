"""Every kind of finding, one row each: what may be waived, chosen and asked for is read from here.

There is no check here: a row names the module of `minerva.findings` that has it. The rows stand
below the files, because a file may name a finding and an unknown one is refused.

A new finding is a row here, its check, and its entry in docs/findings.md, in the same order.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

Level = Literal["error", "warning", "note"]
"""How much a finding matters, the worst first."""
About = Literal[
    "milestone",
    "saving",
    "cost",
    "contract",
    "procurement",
    "programme",
    "waiver",
    "workstream",
    "risk",
    "issue",
    "action",
    "decision",
    "indicator",
]
"""What the subject of a finding may be. An id may name one thing of each kind."""
LooksAt = Literal["position", "waivers", "comparison", "history"]
"""What a check is given: a position; the findings of one and its waivers; two positions, the
earlier first, for `diff` and `check --since`; the versions of the files in git, for `audit`.
"""


class FindingKind(Struct, frozen=True):
    """A row of the catalogue.

    `module` is where in `minerva.findings` the check stands; it is named as the finding, with
    underscores. A check may find something milder than `severity`, as with days of grace.
    """

    id: str
    severity: Level
    about: Sequence[About]
    module: str
    asked: str
    """What a board is asked to do, in its words rather than those of the files."""
    asked_if_complete: str | None = None
    """What is asked instead once the milestone, or the contract's replacement, is complete.

    An empty text: it is for those who keep the files, and no board is asked anything.
    """
    waivable: bool = True
    looks_at: LooksAt = "position"

    @property
    def check(self) -> str:
        """The name of the function that looks for it."""
        return self.id.replace("-", "_")


CATALOGUE: Final[Sequence[FindingKind]] = (
    FindingKind(
        "milestone-overdue",
        "error",
        ["milestone"],
        "milestones",
        "Confirm that it is done, or state a new date",
    ),
    FindingKind(
        "tolerance-exceeded",
        "error",
        ["milestone"],
        "milestones",
        "Decide on the exception: accept the new date, or bring it back",
    ),
    FindingKind(
        "deadline-broken",
        "error",
        ["milestone"],
        "deadlines",
        "Bring it forward, or arrange cover for the days after the deadline",
        asked_if_complete="Accept that it came after its deadline",
    ),
    FindingKind(
        "baseline-missed",
        "warning",
        ["milestone"],
        "milestones",
        "Accept the slip, or agree a new baseline",
    ),
    FindingKind("low-float", "warning", ["milestone", "contract"], "deadlines", "Protect the date"),
    FindingKind(
        "sequence-broken",
        "warning",
        ["milestone"],
        "milestones",
        "State a date that follows from what comes first",
        asked_if_complete="",
    ),
    FindingKind(
        "actual-in-future",
        "error",
        ["milestone"],
        "milestones",
        "Correct the date: it has not come yet",
    ),
    FindingKind("milestone-undated", "note", ["milestone"], "milestones", "Agree on a date for it"),
    FindingKind(
        "after-cancelled",
        "note",
        ["milestone"],
        "milestones",
        "Confirm that it can go ahead without what was cancelled",
    ),
    FindingKind(
        "starts-with-cancelled",
        "error",
        ["saving"],
        "savings",
        "Say what the saving now starts with, or give it up",
    ),
    FindingKind(
        "saving-shortfall",
        "warning",
        ["saving", "programme"],
        "savings",
        "Accept the shortfall, or find the difference elsewhere",
    ),
    FindingKind(
        "target-late",
        "warning",
        ["programme"],
        "money",
        "Accept that the target is met later, or bring savings forward",
    ),
    FindingKind(
        "claim-repeated",
        "warning",
        ["saving"],
        "claims",
        "Have it confirmed that both claims are meant",
    ),
    FindingKind(
        "claim-early",
        "warning",
        ["saving"],
        "claims",
        "Confirm that the money came in advance",
    ),
    FindingKind(
        "claim-exceeds",
        "warning",
        ["saving"],
        "claims",
        "Have the amount confirmed",
    ),
    FindingKind(
        "claims-behind",
        "warning",
        ["saving"],
        "claims",
        "Ask what the year will bring after all",
    ),
    FindingKind(
        "validation-early",
        "error",
        ["saving"],
        "claims",
        "Have the claim validated anew",
    ),
    FindingKind(
        "forecast-outdated",
        "warning",
        ["saving"],
        "money",
        "Ask for a new forecast of the year",
    ),
    FindingKind(
        "forecast-above-plan",
        "note",
        ["saving"],
        "money",
        "Note that more than planned is forecast",
    ),
    FindingKind(
        "start-assumed",
        "note",
        ["saving"],
        "money",
        "Note the day that the plan goes by",
    ),
    FindingKind(
        "cost-over-budget",
        "warning",
        ["cost", "programme"],
        "money",
        "Agree to the higher cost, or have it brought down",
    ),
    FindingKind(
        "saving-unvalidated", "warning", ["saving"], "savings", "Have finance validate the claim"
    ),
    FindingKind(
        "validator-not-independent",
        "note",
        ["saving"],
        "savings",
        "Have somebody outside the workstream confirm it",
    ),
    FindingKind("saving-unknown", "note", ["saving"], "savings", "Note that no total counts it"),
    FindingKind(
        "notice-missed",
        "warning",
        ["contract"],
        "deadlines",
        "Record the notice, or ask what the contract still allows",
    ),
    FindingKind(
        "contract-gap",
        "error",
        ["contract"],
        "deadlines",
        "Extend the contract, or bring its replacement forward",
        asked_if_complete="Accept the days that nothing covered",
    ),
    FindingKind(
        "data-stale",
        "warning",
        ["programme"],
        "data",
        "Bring the data up to date before deciding on it",
    ),
    FindingKind(
        "standstill-infeasible",
        "warning",
        ["procurement"],
        "deadlines",
        "Move the contract behind the standstill, or send the decision sooner",
    ),
    FindingKind(
        "estimate-excludes-forecast",
        "warning",
        ["milestone"],
        "confidence",
        "Restate the forecast, or the estimate that it lies outside of",
    ),
    FindingKind(
        "deadline-unlikely",
        "warning",
        ["milestone", "contract"],
        "confidence",
        "Make the date likelier, or arrange cover beyond the deadline",
    ),
    FindingKind(
        "tender-tied",
        "warning",
        ["procurement"],
        "tender",
        "Decide as the tender documents say of equal totals",
    ),
    FindingKind(
        "tender-excluded",
        "note",
        ["procurement"],
        "tender",
        "Tell the bidder why, with the decision",
    ),
    FindingKind(
        "tender-incomplete",
        "warning",
        ["procurement"],
        "tender",
        "Have the missing scores added before the award",
    ),
    FindingKind(
        "tender-fragile",
        "note",
        ["procurement"],
        "tender",
        "Have the scores that decide it checked before the decision is sent",
    ),
    FindingKind(
        "price-abnormally-low",
        "note",
        ["procurement"],
        "procurement",
        "Ask the bidder how it can perform the contract for that price",
    ),
    FindingKind(
        "notice-due",
        "warning",
        ["procurement"],
        "procurement",
        "Publish the notice by its last day",
    ),
    FindingKind(
        "notice-overdue",
        "error",
        ["procurement"],
        "procurement",
        "Publish the notice at once, or record when it was published",
    ),
    FindingKind(
        "kpi-missing",
        "warning",
        ["procurement"],
        "procurement",
        "Agree the key performance indicators of the contract",
    ),
    FindingKind(
        "replan-due",
        "warning",
        ["contract"],
        "procurement",
        "Begin the procurement that follows, or extend the contract",
    ),
    FindingKind("action-overdue", "warning", ["action"], "register", "Have it done, or move it"),
    FindingKind(
        "decision-overdue", "warning", ["decision"], "register", "Make the decision that is due"
    ),
    FindingKind("risk-unreviewed", "warning", ["risk"], "register", "Have the risk looked at"),
    FindingKind("risk-unowned", "note", ["risk"], "register", "Name an owner for the risk"),
    FindingKind("issue-high-open", "warning", ["issue"], "register", "Agree how it is settled"),
    FindingKind(
        "indicator-red",
        "warning",
        ["indicator"],
        "register",
        "Ask what is done about it",
    ),
    FindingKind(
        "rated-better-than-figures",
        "warning",
        ["workstream", "programme", "milestone"],
        "register",
        "Ask what the rating goes by",
    ),
    FindingKind(
        "assessment-stale",
        "warning",
        ["workstream", "programme", "milestone", "saving", "procurement"],
        "register",
        "Ask how it stands",
    ),
    FindingKind(
        "record-removed",
        "warning",
        [
            *("milestone", "saving", "cost", "procurement", "contract", "workstream"),
            *("risk", "issue", "action", "decision", "indicator"),
        ],
        "removals",
        "Confirm why it is no longer in the files",
        waivable=False,
        looks_at="comparison",
    ),
    FindingKind(
        "validated-by-claimant",
        "warning",
        ["saving"],
        "history",
        "Have somebody else confirm the claim",
        looks_at="history",
    ),
    FindingKind(
        "validated-then-changed",
        "error",
        ["saving"],
        "history",
        "Have the changed claim validated again",
        looks_at="history",
    ),
    FindingKind(
        "no-evidence",
        "note",
        ["saving"],
        "history",
        "Have the claim say what proves it",
        looks_at="history",
    ),
    FindingKind(
        "back-dated",
        "warning",
        ["milestone", "saving", "contract", "procurement", "programme"],
        "history",
        "Confirm the day, and why it was recorded so late",
        looks_at="history",
    ),
    FindingKind(
        "rewritten",
        "warning",
        ["milestone", "saving", "contract", "procurement", "programme"],
        "history",
        "Say why what was stated then is no longer what the file says",
        looks_at="history",
    ),
    FindingKind(
        "unsigned",
        "warning",
        ["programme"],
        "history",
        "Confirm who made the change",
        looks_at="history",
    ),
    FindingKind(
        "waiver-expired",
        "error",
        ["waiver"],
        "waivers",
        "Put it right, or extend the waiver",
        waivable=False,
        looks_at="waivers",
    ),
    FindingKind(
        "waiver-unused",
        "note",
        ["waiver"],
        "waivers",
        "Note that the waiver has nothing left to accept",
        waivable=False,
        looks_at="waivers",
    ),
)

KINDS: Final = {kind.id: kind for kind in CATALOGUE}
WAIVABLE: Final = tuple(kind.id for kind in CATALOGUE if kind.waivable)

if TYPE_CHECKING:
    FindingId = str
    WaivableId = str
else:  # a type checker wants the values of a Literal written out; the reader of files does not
    FindingId = Literal[tuple(KINDS)]
    WaivableId = Literal[WAIVABLE]

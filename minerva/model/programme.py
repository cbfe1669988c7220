"""The programme as its files state it: one frozen record a table, fields named as the keys.

Owns what may be written in the files and in what form. It computes nothing and knows no
date but those written: what was true on a day is the position's to say.

Records are named tuples: a hundred thousand of them are made in a fraction of a second, and
none can be changed. A field without a default is a key that must be given.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, NewType

from minerva.model.dates import Duration, Window, YearStart
from minerva.model.source import Location

Id = NewType("Id", str)
YearLabel = NewType("YearLabel", str)
Percentage = NewType("Percentage", Decimal)
Count = NewType("Count", int)
Days = NewType("Days", int)
Currency = NewType("Currency", str)

Category = Literal["staffing", "income", "contract", "recharge", "reserve", "other"]
Decision = Literal["chosen", "rejected", "open"]
WaivableId = Literal[
    "milestone-overdue",
    "tolerance-exceeded",
    "deadline-broken",
    "baseline-missed",
    "low-float",
    "sequence-broken",
    "actual-in-future",
    "saving-shortfall",
    "saving-unvalidated",
    "validator-not-independent",
    "saving-unknown",
    "notice-missed",
    "contract-gap",
    "data-stale",
    "standstill-infeasible",
]
FindingId = Literal[WaivableId, "waiver-expired", "waiver-unused"]
Level = Literal["error", "warning", "note"]
NoticeFor = Literal["extension", "break"]
Standstill = Literal["electronic", "other"]


class Predecessor(NamedTuple):
    """A milestone that has to be reached first, and how long before."""

    location: Location
    milestone: Id
    lag: Duration = Duration(0, "day")


class MilestoneForecast(NamedTuple):
    """A date stated for a milestone. Undated (the short form), it is older than any dated one."""

    location: Location
    on: date | None
    date: Window
    reason: str | None = None
    source: str | None = None
    note: str | None = None


class Rebaseline(NamedTuple):
    """A new baseline, formally agreed."""

    location: Location
    on: date
    date: Window
    approved_by: str | None = None
    reason: str | None = None
    source: str | None = None
    note: str | None = None


class Milestone(NamedTuple):
    """Something to be reached: when it was first agreed, and all that was said since."""

    location: Location
    id: Id
    workstream: Id
    name: str
    baseline: Window
    tolerance: Duration | None = None
    deadline: Window | None = None
    deadline_reason: str | None = None
    after: tuple[Predecessor, ...] = ()
    actual: Window | None = None
    owner: str | None = None
    forecast: tuple[MilestoneForecast, ...] = ()
    rebaseline: tuple[Rebaseline, ...] = ()
    source: str | None = None
    note: str | None = None


class Target(NamedTuple):
    """What the programme has promised to save."""

    location: Location
    full_year: Decimal
    from_: YearLabel | None = None
    cost_base: Decimal | None = None
    percent: Percentage | None = None
    investment: Decimal | None = None
    source: str | None = None
    note: str | None = None


class Brief(NamedTuple):
    """What holds for the whole programme: the `[programme]` table."""

    location: Location
    id: Id
    name: str
    organisation: str | None = None
    currency: Currency = Currency("GBP")
    financial_year_starts: YearStart = YearStart(4, 1)
    launched: Window | None = None
    updated: date | None = None
    tolerance: Duration | None = None
    validator: str | None = None
    target: Target | None = None
    source: str | None = None
    note: str | None = None


class Check(NamedTuple):
    """What `minerva check` looks for and what fails a build: the `[check]` table.

    An empty `select` is every finding. The rest are numbers of days: how long an overdue
    milestone is tolerated, how soon counts as due, how old the data may be, how long a claim
    may wait for its validation, and below how many days a float is low.
    """

    location: Location
    fail_on: Level = "error"
    select: tuple[FindingId, ...] = ()
    ignore: tuple[FindingId, ...] = ()
    grace: Days = Days(0)
    due_within: Days = Days(30)
    stale_after: Days = Days(35)
    validate_within: Days = Days(90)
    low_float: Days = Days(7)
    source: str | None = None
    note: str | None = None


class Workstream(NamedTuple):
    """A part of the programme with an owner of its own."""

    location: Location
    id: Id
    name: str
    owner: str | None = None
    description: str | None = None
    source: str | None = None
    note: str | None = None


class Validation(NamedTuple):
    """Finance's word that a claim is real: for all of it, or for `amount`."""

    location: Location
    on: date
    by: str | None = None
    amount: Decimal | None = None
    source: str | None = None
    note: str | None = None


class Claim(NamedTuple):
    """Savings said to have been realised for a financial year."""

    location: Location
    year: YearLabel
    amount: Decimal
    on: date
    evidence: str | None = None
    validated: Validation | None = None
    source: str | None = None
    note: str | None = None


class SavingForecast(NamedTuple):
    """A dated restatement of a saving: its amount, its start, or both."""

    location: Location
    on: date
    full_year: Decimal | None = None
    starts: date | None = None
    reason: str | None = None
    source: str | None = None
    note: str | None = None


class Saving(NamedTuple):
    """Money the programme is to save each year, or once. Unknown amounts are absent, never 0."""

    location: Location
    id: Id
    workstream: Id
    name: str
    category: Category | None = None
    cashable: bool = True
    recurring: bool = True
    full_year: Decimal | None = None
    starts: date | None = None
    starts_with: Id | None = None
    known_with: Id | None = None
    plan: Mapping[YearLabel, Decimal] = {}
    one_off_cost: Decimal | None = None
    components: Mapping[str, Decimal] = {}
    forecast: tuple[SavingForecast, ...] = ()
    realised: tuple[Claim, ...] = ()
    source: str | None = None
    note: str | None = None


class Stage(NamedTuple):
    """A step of a procurement. It opens and closes on dates or with milestones.

    A `standstill` opens with the award decision, and says how that is sent; it closes with the
    contract.
    """

    location: Location
    id: Id
    name: str
    opens: Window | Id | None = None
    closes: Window | Id | None = None
    standstill: Standstill | None = None
    bidders_in: Count | None = None
    bidders_out: Count | None = None
    source: str | None = None
    note: str | None = None


class Bidder(NamedTuple):
    """A supplier that takes part, and the stage at which it left."""

    location: Location
    name: str
    out_at: Id | None = None
    source: str | None = None
    note: str | None = None


class EvaluationGroup(NamedTuple):
    """Criteria that share a part of the evaluation's weight."""

    location: Location
    weight: Percentage
    minimum: Percentage | None = None
    criteria: Mapping[str, Percentage] = {}
    source: str | None = None
    note: str | None = None


class Procurement(NamedTuple):
    """A contract being bought, stage by stage."""

    location: Location
    id: Id
    name: str
    workstream: Id
    procedure: str | None = None
    regime: str | None = None
    stage: tuple[Stage, ...] = ()
    bidder: tuple[Bidder, ...] = ()
    evaluation: Mapping[str, EvaluationGroup] = {}
    source: str | None = None
    note: str | None = None


class Contract(NamedTuple):
    """A contract in force, when it ends and what replaces it."""

    location: Location
    id: Id
    supplier: str
    expires: date
    replaced_by: Id | None = None
    notice: Duration | None = None
    notice_for: NoticeFor | None = None
    notice_served: date | None = None
    source: str | None = None
    note: str | None = None


class Amounts(NamedTuple):
    """An amount, or the lowest and the highest it may be."""

    low: Decimal
    high: Decimal


class Option(NamedTuple):
    """A way that was appraised, and what was decided."""

    location: Location
    id: Id
    name: str
    annual_saving: Amounts | None = None
    investment: Amounts | None = None
    payback_stated: str | None = None
    decision: Decision | None = None
    source: str | None = None
    note: str | None = None


class Waiver(NamedTuple):
    """A finding accepted for a while: by whom, why and until when (that day included)."""

    location: Location
    finding: WaivableId
    subject: Id
    until: date
    reason: str
    approved_by: str
    source: str | None = None
    note: str | None = None


class Programme(NamedTuple):
    """A whole programme, its records in the order of the files.

    `revision` is what the files were asked for as, where they were read from git.
    """

    brief: Brief
    check: Check
    workstreams: tuple[Workstream, ...]
    milestones: tuple[Milestone, ...]
    savings: tuple[Saving, ...] = ()
    procurements: tuple[Procurement, ...] = ()
    contracts: tuple[Contract, ...] = ()
    options: tuple[Option, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    revision: str | None = None

    @property
    def workstream_names(self) -> Mapping[Id, str]:
        """The name of each workstream by its id."""
        return {workstream.id: workstream.name for workstream in self.workstreams}


class Version(NamedTuple):
    """The milestones as a commit left them, each by its id; without a commit, as they are now."""

    day: date
    commit: str | None
    milestones: Mapping[Id, Milestone]

"""The programme as its files state it: one frozen record a table, fields named as the keys.

Owns what may be written in the files and in what form. It computes nothing and knows no
date but those written: what was true on a day is the position's to say.

The text under a field says what the key is for: `minerva schema` shows it in editors.

Records are named tuples: a hundred thousand of them are made in a fraction of a second, and
none can be changed. A field without a default is a key that must be given.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, NamedTuple, NewType

from minerva.model.dates import Duration, Window, YearStart
from minerva.model.source import Location

new: Final = tuple.__new__
"""What a record is made with where there are many: without the Python code on the way to it."""

Id = NewType("Id", str)
YearLabel = NewType("YearLabel", str)
Percentage = NewType("Percentage", Decimal)
Score = NewType("Score", Decimal)
Price = NewType("Price", Decimal)
Count = NewType("Count", int)
Days = NewType("Days", int)
Currency = NewType("Currency", str)
Chance = NewType("Chance", Decimal)
"""A percentage above 0 and below 100."""
Correlation = NewType("Correlation", Decimal)
"""From 0 to 1."""
Bound = Window | Duration
"""One end of an estimate: a date, or how far it is from the forecast."""

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
    "estimate-excludes-forecast",
    "deadline-unlikely",
    "tender-tied",
    "tender-excluded",
    "tender-incomplete",
    "tender-fragile",
]
FindingId = Literal[WaivableId, "waiver-expired", "waiver-unused"]
Level = Literal["error", "warning", "note"]
NoticeFor = Literal["extension", "break"]
Standstill = Literal["electronic", "other"]
PriceFormula = Literal["lowest-over-bid", "linear"]

OTHER_KEYS: Final = "other keys"
"""Marks a field for the tables under every key of its record that no other field has."""


class Predecessor(NamedTuple):
    """A milestone that has to be reached first, and how long before."""

    location: Location
    milestone: Id
    """The milestone that comes first."""
    lag: Duration = Duration(0, "day")
    """The least time that has to pass after it."""


class MilestoneForecast(NamedTuple):
    """A date stated for a milestone. Undated (the short form), it is older than any dated one."""

    location: Location
    on: date | None
    """When it was stated."""
    date: Window
    """The new expected date."""
    reason: str | None = None
    """Why it moved."""
    source: str | None = None
    note: str | None = None


class Estimate(NamedTuple):
    """How early and how late a milestone may be: 1 in 10 that it is outside at either end."""

    location: Location
    low: Bound
    """1 in 10 that it is earlier: a date, or how far it is from the forecast."""
    high: Bound
    """1 in 10 that it is later: a date, or how far it is from the forecast."""
    on: date | None = None
    """When it was stated; without this key it is older than any dated one."""
    reason: str | None = None
    """What makes it so uncertain."""
    source: str | None = None
    note: str | None = None


class Rebaseline(NamedTuple):
    """A new baseline, formally agreed."""

    location: Location
    on: date
    """When it was agreed."""
    date: Window
    """The new baseline."""
    approved_by: str | None = None
    """Who agreed to it."""
    reason: str | None = None
    """Why it was agreed."""
    source: str | None = None
    note: str | None = None


class Milestone(NamedTuple):
    """A point to reach: the date first agreed, and every date stated since."""

    location: Location
    id: Id
    """The milestone's id."""
    workstream: Id
    """The workstream that it belongs to."""
    name: str
    """The name in reports."""
    baseline: Window
    """The date first agreed; never edit it."""
    tolerance: Duration | None = None
    """How late it may be without having to be raised with anybody; `"0 days"` allows no delay; if
    neither has one, no tolerance is agreed.
    """
    deadline: Window | None = None
    """A date that cannot move."""
    deadline_reason: str | None = None
    """Why it cannot move."""
    after: tuple[Predecessor, ...] = ()
    """The milestones that have to be reached first."""
    actual: Window | None = None
    """When it was achieved; leave it out until then."""
    owner: str | None = None
    """Who is responsible for it."""
    forecast: tuple[MilestoneForecast, ...] = ()
    """Dates stated since the baseline was agreed; or one date that was stated on no known day."""
    rebaseline: tuple[Rebaseline, ...] = ()
    """New baselines that were formally agreed."""
    estimate: tuple[Estimate, ...] = ()
    """How early and how late it may be; or several such ranges, each with the day it was stated."""
    source: str | None = None
    note: str | None = None


class Target(NamedTuple):
    """What the programme has promised to save."""

    location: Location
    full_year: Decimal
    """The saving promised for each full year."""
    from_: YearLabel | None = None
    """The first year in which the whole of it is due."""
    cost_base: Decimal | None = None
    """The yearly cost that the savings are compared with."""
    percent: Percentage | None = None
    """The promised share of the cost base, as stated; no figure uses it."""
    investment: Decimal | None = None
    """What the programme may spend, once; no figure uses it."""
    source: str | None = None
    note: str | None = None


class Brief(NamedTuple):
    """What holds for the whole programme: the `[programme]` table."""

    location: Location
    id: Id
    """The programme's id."""
    name: str
    """The name in the first line of every report."""
    organisation: str | None = None
    """The organisation that runs it."""
    currency: Currency = Currency("GBP")
    """The currency of every amount, as an ISO 4217 code."""
    financial_year_starts: YearStart = YearStart(4, 1)
    """The first day of every financial year."""
    launched: Window | None = None
    """When the programme began."""
    updated: date | None = None
    """The day on which the files were last brought up to date; reports warn when it is over 35
    days old.
    """
    tolerance: Duration | None = None
    """How late a milestone may be without having to be raised with anybody; for milestones without
    a tolerance of their own.
    """
    validator: str | None = None
    """Who confirms savings: name a post rather than a person."""
    target: Target | None = None
    """What the programme has promised to save."""
    source: str | None = None
    note: str | None = None


class Check(NamedTuple):
    """What `minerva check` looks for and what fails a build: the `[check]` table.

    An empty `select` is every finding. Then come numbers of days: how long an overdue
    milestone is tolerated, how soon counts as due, how old the data may be, how long a claim
    may wait for its validation, and below how many days a float is low. Last, in percent, how
    likely a deadline has to be held, and in points, one step of an evaluator's scale.
    """

    location: Location
    fail_on: Level = "error"
    """A finding of this severity, or a worse one, fails a build."""
    select: tuple[FindingId, ...] = ()
    """Look only for these."""
    ignore: tuple[FindingId, ...] = ()
    """Do not look for these."""
    grace: Days = Days(0)
    """A milestone overdue by at most this many days is a warning, not an error."""
    due_within: Days = Days(30)
    """A milestone forecast within this many days is shown as due."""
    stale_after: Days = Days(35)
    """`updated` more than this many days ago is a finding."""
    validate_within: Days = Days(90)
    """A claim this many days old that nobody has validated is a finding."""
    low_float: Days = Days(7)
    """Fewer days to spare than this (the float) before a deadline or the end of a contract are a
    finding.
    """
    deadline_probability: Chance | None = None
    """A deadline that is held with a lower probability than this, in percent, is a finding; without
    this key nothing is simulated.
    """
    tender_step: Score = Score(Decimal(5))
    """One step of an evaluator's scale, in points out of 100: a tender whose outcome turns on one
    step of one criterion is a finding.
    """
    source: str | None = None
    note: str | None = None


class Offsets(NamedTuple):
    """How much earlier and how much later than its forecast something may be."""

    low: Duration
    high: Duration


class Shares(NamedTuple):
    """The lowest and the highest percentage of an amount."""

    low: Decimal
    high: Decimal


class Confidence(NamedTuple):
    """What `minerva confidence` assumes: the `[confidence]` table."""

    location: Location
    level: Chance = Chance(Decimal(80))
    """The probability that reports lead with, in percent."""
    default: Offsets | None = None
    """The estimate of a milestone that has none; without this key such a milestone is certain."""
    correlation: Correlation = Correlation(Decimal(0))
    """How much the milestones of a workstream slip together: 0 is not at all, 1 is all alike."""
    savings: Shares | None = None
    """The percentage of each saving that is kept, 1 in 10 outside at either end; without this key
    all of it.
    """
    source: str | None = None
    note: str | None = None


class Workstream(NamedTuple):
    """A part of the programme with an owner of its own."""

    location: Location
    id: Id
    """The id that milestones, savings and procurements refer to."""
    name: str
    """The name in reports."""
    owner: str | None = None
    """Who is responsible for it."""
    description: str | None = None
    """What it covers."""
    source: str | None = None
    note: str | None = None


class Validation(NamedTuple):
    """Finance's word that a claim is real: for all of it, or for `amount`."""

    location: Location
    on: date
    """When it was confirmed."""
    by: str | None = None
    """Who confirmed it."""
    amount: Decimal | None = None
    """The part that was confirmed, at most the claim; without this key, the whole claim."""
    source: str | None = None
    note: str | None = None


class Claim(NamedTuple):
    """An amount claimed as realised in a financial year."""

    location: Location
    year: YearLabel
    """The year in which the money was saved."""
    amount: Decimal
    """How much."""
    on: date
    """When it was claimed."""
    evidence: str | None = None
    """What proves it."""
    validated: Validation | None = None
    """The confirmation by finance; leave it out until there is one."""
    source: str | None = None
    note: str | None = None


class SavingForecast(NamedTuple):
    """A dated restatement of a saving: its amount, its start, or both."""

    location: Location
    on: date
    """When it was stated."""
    full_year: Decimal | None = None
    """The new amount."""
    starts: date | None = None
    """The new start."""
    reason: str | None = None
    """Why it changed."""
    source: str | None = None
    note: str | None = None


class Saving(NamedTuple):
    """Money the programme is to save each year, or once. Unknown amounts are absent, never 0."""

    location: Location
    id: Id
    """The saving's id."""
    workstream: Id
    """The workstream that makes the saving."""
    name: str
    """The name in reports."""
    category: Category | None = None
    """What kind of saving it is."""
    cashable: bool = True
    """Whether it takes money out of a budget."""
    recurring: bool = True
    """`false` for money saved once: `full_year` is then the whole amount."""
    full_year: Decimal | None = None
    """What it saves in a full year, as first agreed; leave it out while not known."""
    starts: date | None = None
    """The day on which it takes effect."""
    starts_with: Id | None = None
    """Instead of `starts`: it takes effect on the date of this milestone, and moves with it."""
    known_with: Id | None = None
    """For an amount that is not known: the milestone that will settle it."""
    plan: Mapping[YearLabel, Decimal] = {}
    """Planned amounts for some years, instead of what Minerva works out from `full_year` and the
    start.
    """
    one_off_cost: Decimal | None = None
    """What it costs, once, to achieve it; no figure uses it."""
    components: Mapping[str, Decimal] = {}
    """How the amount is made up; together at most `full_year`."""
    forecast: tuple[SavingForecast, ...] = ()
    """Dated restatements of the amount or the start."""
    realised: tuple[Claim, ...] = ()
    """What was claimed for each financial year."""
    source: str | None = None
    note: str | None = None


class Stage(NamedTuple):
    """A step of a procurement. It opens and closes on dates or with milestones.

    A `standstill` opens with the award decision, and says how that is sent; it closes with the
    contract.
    """

    location: Location
    id: Id
    """The stage's id; no other stage of the procurement may have it."""
    name: str
    """The name in reports."""
    opens: Window | Id | None = None
    """When the stage begins."""
    closes: Window | Id | None = None
    """The stage is passed once this date has come or this milestone is achieved; without this key,
    it is never passed.
    """
    standstill: Standstill | None = None
    """Marks the stage as the standstill, the wait that the law asks for between the award decision
    (`opens`) and the contract (`closes`); the value says how the decision is sent.
    """
    bidders_in: Count | None = None
    """How many bidders take part when it begins."""
    bidders_out: Count | None = None
    """How many are left at its end."""
    source: str | None = None
    note: str | None = None


class Bidder(NamedTuple):
    """A supplier that takes part, and the stage at which it left."""

    location: Location
    name: str
    """The name of the supplier."""
    out_at: Id | None = None
    """The stage at which it left; leave it out while it takes part."""
    source: str | None = None
    note: str | None = None


class EvaluationGroup(NamedTuple):
    """Criteria that share a part of the evaluation's weight."""

    location: Location
    weight: Percentage
    """The group's share of the whole score."""
    minimum: Percentage | None = None
    """The score a bid needs in this group."""
    criteria: Mapping[str, Percentage] = {}
    """Each criterion's share of the group."""
    source: str | None = None
    note: str | None = None


class Evaluation(NamedTuple):
    """How bids are scored: groups of criteria, each a table under a name of your choice.

    Beside the groups, the table says how a price becomes a score, if a formula sets it.
    """

    location: Location
    price_formula: PriceFormula | None = None
    """How a price becomes the score of `price_criterion`; leave it out if evaluators score it."""
    price_criterion: str | None = None
    """The criterion whose score the price sets."""
    source: str | None = None
    note: str | None = None
    groups: Annotated[Mapping[str, EvaluationGroup], OTHER_KEYS] = {}

    def criteria_in(self, name: str) -> Mapping[str, Percentage]:
        """The criteria of a group with their weights; without any, the group is scored as one."""
        return self.groups[name].criteria or {name: Percentage(Decimal(100))}

    @property
    def criteria(self) -> Mapping[str, str]:
        """The group of each criterion."""
        return {criterion: name for name in self.groups for criterion in self.criteria_in(name)}


class Bid(NamedTuple):
    """What a bidder offered, and how it was scored.

    Of several bids of one bidder at a stage, the last one on or before the day counts.
    """

    location: Location
    bidder: str
    """The name of the bidder."""
    on: date
    """When the scores were settled: before this day they do not exist."""
    stage: Id | None = None
    """The stage at which it was evaluated; without this key, the final evaluation."""
    price: Price | None = None
    """The price that was offered."""
    scores: Mapping[str, Score] = {}
    """The score of each criterion, out of 100; leave a criterion out while it is not scored."""
    withdrawn: date | None = None
    """When the bidder took the bid back; leave it out unless it did."""
    source: str | None = None
    note: str | None = None


class Procurement(NamedTuple):
    """A contract being bought, stage by stage."""

    location: Location
    id: Id
    """The procurement's id."""
    name: str
    """The name in reports."""
    workstream: Id
    """The workstream that it belongs to."""
    procedure: str | None = None
    """The procedure, such as `"open"` or `"competitive-dialogue"`."""
    regime: str | None = None
    """The rules that apply, such as `"PCR 2015"` for the Public Contracts Regulations 2015."""
    stage: tuple[Stage, ...] = ()
    """The stages, in order."""
    bidder: tuple[Bidder, ...] = ()
    """The suppliers that take part or took part."""
    evaluation: Evaluation | None = None
    """How bids are scored: groups of criteria, each under a name of your choice."""
    bid: tuple[Bid, ...] = ()
    """The bids that were scored."""
    source: str | None = None
    note: str | None = None


class Contract(NamedTuple):
    """A contract in force, when it ends and what replaces it."""

    location: Location
    id: Id
    """The contract's id."""
    supplier: str
    """The supplier."""
    expires: date
    """Its last day."""
    replaced_by: Id | None = None
    """The milestone at which something else takes over."""
    notice: Duration | None = None
    """How long before `expires` notice has to be given."""
    notice_for: NoticeFor | None = None
    """What the notice does: extend the contract, or end it early."""
    notice_served: date | None = None
    """When notice was given; leave it out until then."""
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
    """The option's id."""
    name: str
    """The name in reports."""
    annual_saving: Amounts | None = None
    """What it would save a year; leave it out if the appraisal does not say."""
    investment: Amounts | None = None
    """What it would cost, once."""
    payback_stated: str | None = None
    """The payback in the words of the appraisal; reports show it beside the one they work out."""
    decision: Decision | None = None
    """What was decided."""
    source: str | None = None
    note: str | None = None


class Waiver(NamedTuple):
    """A finding accepted for a while: by whom, why and until when (that day included)."""

    location: Location
    finding: WaivableId
    """The id of the finding, which `minerva check` shows in brackets."""
    subject: Id
    """The id of the milestone, saving, contract, procurement or programme that the finding is
    about.
    """
    until: date
    """The last day on which it is accepted."""
    reason: str
    """Why it is accepted."""
    approved_by: str
    """Who accepts it."""
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
    confidence: Confidence | None = None
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

"""The programme as its files state it: one frozen record a table, fields named as the keys.

It says what may be written in the files and in what form. It computes nothing and knows no
date but those written: what was true on a day is the position's to say.

The `Doc` of a field says what the key is for: `minerva schema` shows it in editors.

Records are frozen structs: a hundred thousand of them are made in a hundredth of a second, and
none can be changed. A field without a default is a key that must be given.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, NewType

from annotated_doc import Doc
from msgspec import Struct

from minerva.model.catalogue import FindingId, Level, WaivableId
from minerva.model.dates import Duration, Window, YearStart
from minerva.model.procurement_law import ContractKind, KpiRating, NoticeKind
from minerva.model.source import Location
from minerva.model.values import Id as Id
from minerva.model.values import NoteText as NoteText
from minerva.model.values import Percentage as Percentage
from minerva.model.values import SourceText as SourceText
from minerva.model.values import YearLabel as YearLabel
from minerva.model.values import optional_texts

if TYPE_CHECKING:  # loaded where a programme has a register
    from minerva.model.register import (
        Action,
        Assessment,
        Indicator,
        Issue,
        RegisterDecision,
        Registered,
        Risk,
    )

Reference = NewType("Reference", Id)
"""The id of a milestone, or of one of another programme: `harbour:quay-ready`."""
Score = NewType("Score", Decimal)
Price = NewType("Price", Decimal)
Count = NewType("Count", int)
Days = NewType("Days", int)
Currency = NewType("Currency", str)
TIMEZONE: Final = "Europe/London"
"""The time zone of a programme that names none."""
Chance = NewType("Chance", Decimal)
"""A percentage above 0 and below 100."""
Correlation = NewType("Correlation", Decimal)
"""From 0 to 1."""
Names = NewType("Names", tuple[str, ...])
"""One name or several."""
Bound = Window | Duration
"""One end of an estimate: a date, or how far it is from the forecast."""

Category = Literal["staffing", "income", "contract", "recharge", "reserve", "other"]
Decision = Literal["chosen", "rejected", "open"]
DeliveryState = Literal["on-track", "at-risk", "undeliverable", "written-off"]
NoticeFor = Literal["extension", "break"]
Standstill = Literal["electronic", "other", "none"]
PriceFormula = Literal["lowest-over-bid", "linear"]
ContractOptionKind = Literal["extension", "renewal", "price review"]

OTHER_KEYS: Final = "other keys"
"""Marks a field for the tables under every key of its record that no other field has."""


class Predecessor(Struct, frozen=True, gc=False):
    """A milestone that has to be reached first, and how long before."""

    location: Location
    milestone: Annotated[
        Reference,
        Doc("The milestone that comes first; one of another programme as `programme:milestone`."),
    ]
    lag: Annotated[Duration, Doc("The least time that has to pass after it.")] = Duration(0, "day")
    expected: Annotated[
        Window | None,
        Doc("Of a milestone of another programme: the date last known here."),
    ] = None


class MilestoneForecast(Struct, frozen=True, gc=False):
    """A date stated for a milestone. Undated (the short form), it is older than any dated one."""

    location: Location
    on: Annotated[date | None, Doc("When it was stated.")]
    date: Annotated[Window, Doc("The new expected date.")]
    reason: Annotated[str | None, Doc("Why it moved.")] = None
    source: SourceText = None
    note: NoteText = None


class Estimate(Struct, frozen=True):
    """How early and how late a milestone may be: 1 in 10 that it is outside at either end."""

    location: Location
    low: Annotated[
        Bound,
        Doc("1 in 10 that it is earlier: a date, or how far it is from the forecast."),
    ]
    high: Annotated[
        Bound,
        Doc("1 in 10 that it is later: a date, or how far it is from the forecast."),
    ]
    on: Annotated[
        date | None,
        Doc("When it was stated; without this key it is older than any dated one."),
    ] = None
    reason: Annotated[str | None, Doc("What makes it so uncertain.")] = None
    source: SourceText = None
    note: NoteText = None


class Rebaseline(Struct, frozen=True):
    """A new baseline, formally agreed."""

    location: Location
    on: Annotated[date, Doc("When it was agreed.")]
    date: Annotated[Window, Doc("The new baseline.")]
    approved_by: Annotated[str | None, Doc("Who agreed to it.")] = None
    reason: Annotated[str | None, Doc("Why it was agreed.")] = None
    source: SourceText = None
    note: NoteText = None


class Cancellation(Struct, frozen=True):
    """The decision that a milestone is not to be reached any more."""

    location: Location
    on: Annotated[date, Doc("The day from which it no longer counts.")]
    approved_by: Annotated[str, Doc("Who decided it.")]
    reason: Annotated[str, Doc("Why it is not needed any more.")]
    source: SourceText = None
    note: NoteText = None


class Move(Struct, frozen=True):
    """A record handed over from one workstream to another."""

    location: Location
    on: Annotated[date, Doc("The first day on which it belongs to the other workstream.")]
    to: Annotated[Id, Doc("The workstream that it belongs to from then on.")]
    reason: Annotated[str | None, Doc("Why it was moved.")] = None
    source: SourceText = None
    note: NoteText = None


class Milestone(Struct, frozen=True, gc=False):
    """A point to reach: the date first agreed, and every date stated since."""

    location: Location
    id: Annotated[Id, Doc("The milestone's id.")]
    workstream: Annotated[
        Id, Doc("The workstream that it belongs to, or first belonged to before it was moved.")
    ]
    name: Annotated[str, Doc("The name in reports.")]
    baseline: Annotated[
        Window | None,
        Doc("The date first agreed; never edit it. Leave it out while no date is agreed."),
    ] = None
    tolerance: Annotated[
        Duration | None,
        Doc(
            'How late it may be without having to be raised with anybody: `"0 days"` allows no '
            "delay; without it, the tolerance of the programme, if that has one."
        ),
    ] = None
    deadline: Annotated[Window | None, Doc("A date that cannot move.")] = None
    deadline_reason: Annotated[str | None, Doc("Why it cannot move.")] = None
    after: Annotated[
        tuple[Predecessor, ...],
        Doc("The milestones that have to be reached first."),
    ] = ()
    actual: Annotated[Window | None, Doc("When it was achieved; leave it out until then.")] = None
    ref: Annotated[str | None, Doc("Its reference in another system.")] = None
    owner: Annotated[str | None, Doc("Who is responsible for it.")] = None
    external: Annotated[
        str | None,
        Doc("Who outside the programme has to reach it; it then counts among none of its own."),
    ] = None
    cancelled: Annotated[
        Cancellation | None,
        Doc("The decision to do without it; leave it out unless there is one."),
    ] = None
    moved: Annotated[tuple[Move, ...], Doc("Its moves to other workstreams.")] = ()
    forecast: Annotated[
        tuple[MilestoneForecast, ...],
        Doc(
            "Dates stated since the baseline was agreed; or one date that was stated on no known "
            "day."
        ),
    ] = ()
    rebaseline: Annotated[
        tuple[Rebaseline, ...],
        Doc("New baselines that were formally agreed."),
    ] = ()
    estimate: Annotated[
        tuple[Estimate, ...],
        Doc(
            "How early and how late it may be; or several such ranges, each with the day it was "
            "stated."
        ),
    ] = ()
    source: SourceText = None
    note: NoteText = None


MILESTONE_TEXTS: Final = tuple(key for key in optional_texts(Milestone) if key != "ref")
"""The keys of a milestone that hold a text for readers: imports and exports carry each of them."""


class Target(Struct, frozen=True):
    """What the programme has promised to save."""

    location: Location
    full_year: Annotated[Decimal, Doc("The saving promised for each full year.")]
    from_: Annotated[
        YearLabel | None,
        Doc("The first year in which the whole of it is due."),
    ] = None
    cost_base: Annotated[
        Decimal | None,
        Doc("The yearly cost that the savings are compared with."),
    ] = None
    percent: Annotated[
        Percentage | None,
        Doc("The promised share of the cost base, as stated; no figure uses it."),
    ] = None
    investment: Annotated[
        Decimal | None,
        Doc("What the programme may spend, once: costs over it are a finding."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class ProgrammeDetails(Struct, frozen=True):
    """What holds for the whole programme: the `[programme]` table."""

    location: Location
    id: Annotated[Id, Doc("The programme's id.")]
    name: Annotated[str, Doc("The name in the first line of every report.")]
    organisation: Annotated[str | None, Doc("The organisation that runs it.")] = None
    currency: Annotated[
        Currency,
        Doc("The currency of every amount, as an ISO 4217 code."),
    ] = Currency("GBP")
    financial_year_starts: Annotated[
        YearStart,
        Doc("The first day of every financial year."),
    ] = YearStart(4, 1)
    timezone: Annotated[
        str,
        Doc("The time zone in which a time stamp of an imported file is a day, by its IANA name."),
    ] = TIMEZONE
    accounts_close: Annotated[
        Duration | None,
        Doc(
            "How long after its last day the accounts of a financial year stay open: until then "
            "it has not ended."
        ),
    ] = None
    launched: Annotated[Window | None, Doc("When the programme began.")] = None
    updated: Annotated[
        date | None,
        Doc(
            "The day on which the files were last brought up to date; reports warn when it, and "
            "the latest fact, are over 35 days old."
        ),
    ] = None
    tolerance: Annotated[
        Duration | None,
        Doc(
            "How late a milestone may be without having to be raised with anybody; for milestones"
            " without a tolerance of their own."
        ),
    ] = None
    validator: Annotated[
        str | None,
        Doc("Who confirms savings: name a post rather than a person."),
    ] = None
    target: Annotated[Target | None, Doc("What the programme has promised to save.")] = None
    source: SourceText = None
    note: NoteText = None


class Check(Struct, frozen=True):
    """What `minerva check` looks for and what fails a build: the `[check]` table.

    An empty `select` is every finding. Then come numbers of days: how long an overdue
    milestone is tolerated, how soon counts as due, how old the data may be, how long a claim
    may wait for its validation, below how many days a float is low, and how long a risk may go
    without a review. Then percentages: how far under plan is red, how far over plan a claim may
    be, how likely a deadline has to be held. Last, in points, one step of an evaluator's scale.
    """

    location: Location
    fail_on: Annotated[
        Level,
        Doc("A finding of this severity, or a worse one, fails a build."),
    ] = "error"
    select: Annotated[tuple[FindingId, ...], Doc("Look only for these.")] = ()
    ignore: Annotated[tuple[FindingId, ...], Doc("Do not look for these.")] = ()
    grace: Annotated[
        Days,
        Doc("A milestone overdue by at most this many days is a warning, not an error."),
    ] = Days(0)
    due_within: Annotated[
        Days,
        Doc("A milestone forecast within this many days is shown as due."),
    ] = Days(30)
    stale_after: Annotated[
        Days,
        Doc("Nothing said for more than this many days is a finding."),
    ] = Days(35)
    validate_within: Annotated[
        Days,
        Doc("A claim this many days old that nobody has validated is a finding."),
    ] = Days(90)
    low_float: Annotated[
        Days,
        Doc(
            "Fewer days to spare than this (the float) before a deadline or the end of a contract"
            " are a finding."
        ),
    ] = Days(7)
    shortfall_red: Annotated[
        Percentage,
        Doc("A forecast that is under plan by more than this, in percent, is red, not amber."),
    ] = Percentage(Decimal(10))
    claim_over: Annotated[
        Percentage,
        Doc("Claims that are over plan by more than this, in percent, are a finding."),
    ] = Percentage(Decimal(20))
    deadline_probability: Annotated[
        Chance | None,
        Doc(
            "A deadline that is held with a lower probability than this, in percent, is a "
            "finding; without this key nothing is simulated."
        ),
    ] = None
    tender_step: Annotated[
        Score,
        Doc(
            "One step of an evaluator's scale, in points out of 100: a tender whose outcome turns"
            " on one step of one criterion is a finding."
        ),
    ] = Score(Decimal(5))
    abnormally_low: Annotated[
        Percentage,
        Doc(
            "A price under this percentage of the mean of the other bidders' prices is a finding:"
            " look into it."
        ),
    ] = Percentage(Decimal(50))
    review_within: Annotated[
        Days,
        Doc("An open risk that was not looked at for more than this many days is a finding."),
    ] = Days(90)
    back_dated: Annotated[
        Days,
        Doc(
            "A fact that was committed more than this many days after the day it speaks of is a "
            "finding of an audit."
        ),
    ] = Days(30)
    source: SourceText = None
    note: NoteText = None


class Offsets(Struct, frozen=True):
    """How much earlier and how much later than its forecast something may be."""

    low: Duration
    high: Duration


class Shares(Struct, frozen=True):
    """The lowest and the highest percentage of an amount."""

    low: Decimal
    high: Decimal


class Confidence(Struct, frozen=True):
    """What `minerva confidence` assumes: the `[confidence]` table."""

    location: Location
    level: Annotated[
        Chance,
        Doc("The probability that reports lead with, in percent."),
    ] = Chance(Decimal(80))
    default: Annotated[
        Offsets | None,
        Doc(
            "The estimate of a milestone that has none; without this key such a milestone is "
            "certain."
        ),
    ] = None
    correlation: Annotated[
        Correlation,
        Doc(
            "How much the milestones of a workstream slip together: 0 is not at all, 1 is all "
            "alike."
        ),
    ] = Correlation(Decimal(0))
    savings: Annotated[
        Shares | None,
        Doc(
            "The percentage of each saving that is kept, 1 in 10 outside at either end; without "
            "this key all of it."
        ),
    ] = None
    source: SourceText = None
    note: NoteText = None


class Renaming(Struct, frozen=True):
    """The name that a workstream had before a day."""

    location: Location
    on: Annotated[date, Doc("The first day of the new name.")]
    from_: Annotated[str, Doc("The name until then.")]
    source: SourceText = None
    note: NoteText = None


class Workstream(Struct, frozen=True):
    """A part of the programme with an owner of its own."""

    location: Location
    id: Annotated[Id, Doc("The id that milestones, savings and procurements refer to.")]
    name: Annotated[str, Doc("The name in reports.")]
    owner: Annotated[str | None, Doc("Who is responsible for it.")] = None
    description: Annotated[str | None, Doc("What it covers.")] = None
    closed: Annotated[
        date | None, Doc("The day from which it has ended; leave it out while it goes on.")
    ] = None
    renamed: Annotated[
        tuple[Renaming, ...], Doc("Its names before the present one, each until a day.")
    ] = ()
    source: SourceText = None
    note: NoteText = None


class Validation(Struct, frozen=True, gc=False):
    """Finance's word that a claim is real: for all of it, or for `amount`."""

    location: Location
    on: Annotated[date, Doc("When it was confirmed.")]
    by: Annotated[str | None, Doc("Who confirmed it.")] = None
    amount: Annotated[
        Decimal | None,
        Doc("The part that was confirmed, at most the claim; without this key, the whole claim."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class Claim(Struct, frozen=True, gc=False):
    """An amount claimed as realised in a financial year."""

    location: Location
    year: Annotated[YearLabel, Doc("The year in which the money was saved.")]
    amount: Annotated[Decimal, Doc("How much.")]
    on: Annotated[date, Doc("When it was claimed.")]
    evidence: Annotated[str | None, Doc("What proves it.")] = None
    validated: Annotated[
        Validation | None,
        Doc("The confirmation by finance; leave it out until there is one."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class SavingForecast(Struct, frozen=True):
    """A dated restatement of a saving: its amount, its start, what it brings in some years."""

    location: Location
    on: Annotated[date, Doc("When it was stated.")]
    full_year: Annotated[Decimal | None, Doc("The new amount.")] = None
    starts: Annotated[date | None, Doc("The new start.")] = None
    years: Annotated[
        Mapping[YearLabel, Decimal],
        Doc(
            "What it is now to bring in some financial years; a later statement of the year, the "
            "amount or the start takes its place."
        ),
    ] = {}
    reason: Annotated[str | None, Doc("Why it changed.")] = None
    source: SourceText = None
    note: NoteText = None


class Rebudget(Struct, frozen=True):
    """The budget of a saving, formally agreed anew; it changes no year before its first."""

    location: Location
    on: Annotated[date, Doc("When it was agreed.")]
    approved_by: Annotated[str | None, Doc("Who agreed to it.")] = None
    from_: Annotated[
        YearLabel | None,
        Doc("The first year that it changes; without this key, the year in which it was agreed."),
    ] = None
    full_year: Annotated[Decimal | None, Doc("The new amount.")] = None
    starts: Annotated[date | None, Doc("The new start.")] = None
    plan: Annotated[
        Mapping[YearLabel, Decimal], Doc("The new planned amounts for some years.")
    ] = {}
    reason: Annotated[str | None, Doc("Why it was agreed.")] = None
    source: SourceText = None
    note: NoteText = None


class SavingState(Struct, frozen=True):
    """How sure the rest of a saving is, as somebody stated it."""

    location: Location
    on: Annotated[date, Doc("When it was stated.")]
    state: Annotated[
        DeliveryState,
        Doc(
            "How sure the rest of it is; an undeliverable or written-off saving brings nothing "
            "more until a later statement, state or rebudget."
        ),
    ]
    by: Annotated[str | None, Doc("Who stated it.")] = None
    source: SourceText = None
    note: NoteText = None


class Saving(Struct, frozen=True, gc=False):
    """Money the programme is to save each year, or once. Unknown amounts are absent, never 0."""

    location: Location
    id: Annotated[Id, Doc("The saving's id.")]
    workstream: Annotated[
        Id, Doc("The workstream that makes the saving, or first made it before it was moved.")
    ]
    name: Annotated[str, Doc("The name in reports.")]
    category: Annotated[Category | None, Doc("What kind of saving it is.")] = None
    cashable: Annotated[bool, Doc("Whether it takes money out of a budget.")] = True
    recurring: Annotated[
        bool,
        Doc("Whether it is saved each year; of money saved once, `full_year` is the whole amount."),
    ] = True
    full_year: Annotated[
        Decimal | None,
        Doc("What it saves in a full year, as first agreed; leave it out while not known."),
    ] = None
    starts: Annotated[date | None, Doc("The day on which it takes effect.")] = None
    starts_with: Annotated[
        Id | None,
        Doc(
            "Instead of `starts`: it takes effect on the date of this milestone, and moves with it."
        ),
    ] = None
    ends: Annotated[
        date | None,
        Doc("For a recurring saving that ends: its last day in effect, which does not move."),
    ] = None
    known_with: Annotated[
        Id | None,
        Doc("For an amount that is not known: the milestone that will settle it."),
    ] = None
    plan: Annotated[
        Mapping[YearLabel, Decimal],
        Doc(
            "Planned amounts for some years, instead of what Minerva works out from `full_year` "
            "and the start; without `full_year`, the last one is that of a whole year."
        ),
    ] = {}
    one_off_cost: Annotated[
        Decimal | None,
        Doc("What it costs, once, to achieve it: a cost in the year of its planned start."),
    ] = None
    components: Annotated[
        Mapping[str, Decimal],
        Doc("How the amount is made up; together at most `full_year`."),
    ] = {}
    owner: Annotated[str | None, Doc("Who is responsible for it.")] = None
    ref: Annotated[str | None, Doc("Its reference in another system.")] = None
    replaces: Annotated[Id | None, Doc("The saving that it stands in for.")] = None
    forecast: Annotated[
        tuple[SavingForecast, ...],
        Doc("Dated restatements of the amount, the start or the amounts of some years."),
    ] = ()
    rebudget: Annotated[
        tuple[Rebudget, ...], Doc("Budgets that were formally agreed since the first.")
    ] = ()
    state: Annotated[
        tuple[SavingState, ...], Doc("How sure the rest of it is, each time that it was stated.")
    ] = ()
    realised: Annotated[tuple[Claim, ...], Doc("What was claimed for each financial year.")] = ()
    moved: Annotated[tuple[Move, ...], Doc("Its moves to other workstreams.")] = ()
    source: SourceText = None
    note: NoteText = None


class CostForecast(Struct, frozen=True):
    """What a cost is now to come to in some years."""

    location: Location
    on: Annotated[date, Doc("When it was stated.")]
    years: Annotated[Mapping[YearLabel, Decimal], Doc("The new amounts, by financial year.")]
    reason: Annotated[str | None, Doc("Why it changed.")] = None
    source: SourceText = None
    note: NoteText = None


class Spending(Struct, frozen=True):
    """An amount that was spent in a financial year."""

    location: Location
    year: Annotated[YearLabel, Doc("The year in which it was spent.")]
    amount: Annotated[Decimal, Doc("How much.")]
    on: Annotated[date, Doc("When it was recorded.")]
    evidence: Annotated[str | None, Doc("What proves it.")] = None
    source: SourceText = None
    note: NoteText = None


class Cost(Struct, frozen=True):
    """Money that it takes to bring the savings about."""

    location: Location
    id: Annotated[Id, Doc("The cost's id.")]
    workstream: Annotated[Id, Doc("The workstream that bears it.")]
    name: Annotated[str, Doc("The name in reports.")]
    saving: Annotated[Id | None, Doc("The saving that it is for.")] = None
    owner: Annotated[str | None, Doc("Who is responsible for it.")] = None
    budget: Annotated[
        Mapping[YearLabel, Decimal], Doc("What was agreed to be spent, by financial year.")
    ] = {}
    forecast: Annotated[
        tuple[CostForecast, ...], Doc("Dated restatements of the amounts of some years.")
    ] = ()
    spent: Annotated[tuple[Spending, ...], Doc("What was spent in each financial year.")] = ()
    source: SourceText = None
    note: NoteText = None


class Stage(Struct, frozen=True):
    """A step of a procurement. It opens and closes on dates or with milestones.

    A `standstill` opens with the award decision, and says how that is sent; it closes with the
    contract.
    """

    location: Location
    id: Annotated[Id, Doc("The stage's id; no other stage of the procurement may have it.")]
    name: Annotated[str, Doc("The name in reports.")]
    opens: Annotated[Window | Id | None, Doc("When the stage begins.")] = None
    closes: Annotated[
        Window | Id | None,
        Doc(
            "The stage is passed once this date has come or this milestone is achieved; without "
            "this key, it is never passed."
        ),
    ] = None
    standstill: Annotated[
        Standstill | None,
        Doc(
            "Marks the stage as the standstill, the wait that the law asks for between the award "
            "decision (`opens`) and the contract (`closes`); the value says how the decision is "
            'sent. Under `"PA 2023"` it opens with the contract award notice, and both values are '
            'its 8 working days. `"none"`: the law asks for none here.'
        ),
    ] = None
    standstill_reason: Annotated[
        str | None, Doc('Why there is no standstill, where `standstill` is `"none"`.')
    ] = None
    bidders_in: Annotated[Count | None, Doc("How many bidders take part when it begins.")] = None
    bidders_out: Annotated[Count | None, Doc("How many are left at its end.")] = None
    source: SourceText = None
    note: NoteText = None


class Bidder(Struct, frozen=True):
    """A supplier that takes part, and the stage at which it left."""

    location: Location
    name: Annotated[str, Doc("The name of the supplier.")]
    out_at: Annotated[
        Id | None,
        Doc("The stage at which it left; leave it out while it takes part."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class Weighting(Struct, frozen=True):
    """A criterion's share of its group, and the score that a bid needs for it."""

    weight: Percentage
    minimum: Percentage | None = None


class EvaluationGroup(Struct, frozen=True):
    """Criteria that share a part of the evaluation's weight."""

    location: Location
    weight: Annotated[Percentage, Doc("The group's share of the whole score.")]
    minimum: Annotated[Percentage | None, Doc("The score a bid needs in this group.")] = None
    criteria: Annotated[
        Mapping[str, Weighting],
        Doc(
            "Each criterion's share of the group; with a minimum of its own as "
            "`{ weight = 50, minimum = 40 }`."
        ),
    ] = {}
    source: SourceText = None
    note: NoteText = None


class Evaluation(Struct, frozen=True):
    """How bids are scored: groups of criteria, each a table under a name of your choice.

    Beside the groups, the table says how a price becomes a score, if a formula sets it.
    """

    location: Location
    price_formula: Annotated[
        PriceFormula | None,
        Doc(
            "How a price becomes the score of `price_criterion`; leave it out if evaluators score"
            " it."
        ),
    ] = None
    price_criterion: Annotated[
        Names,
        Doc(
            "The criterion whose score the price sets; or a list of them, where the price has "
            "parts that are scored by themselves."
        ),
    ] = Names(())
    source: SourceText = None
    note: NoteText = None
    groups: Annotated[Mapping[str, EvaluationGroup], OTHER_KEYS] = {}

    def criteria_in(self, name: str) -> Mapping[str, Weighting]:
        """The criteria of a group; without any, the group is scored as one."""
        return self.groups[name].criteria or {name: Weighting(Percentage(Decimal(100)))}

    @property
    def priced(self) -> tuple[str, ...]:
        """The criteria whose score a formula makes of a price."""
        return self.price_criterion if self.price_formula else ()

    @property
    def criteria(self) -> Mapping[str, str]:
        """The group of each criterion."""
        return {criterion: name for name in self.groups for criterion in self.criteria_in(name)}


class Offer(Struct, frozen=True):
    """The price of a bid: one amount, or an amount for each part of the price, by criterion."""

    whole: Price | None
    parts: Mapping[str, Decimal] = {}

    def of(self, criterion: str) -> Decimal | None:
        """The amount that the score of a criterion is made of; None where there is none."""
        return self.whole if self.whole is not None else self.parts.get(criterion)


class Bid(Struct, frozen=True):
    """What a bidder offered, and how it was scored.

    Of several bids of one bidder at a stage, the last one on or before the day counts.
    """

    location: Location
    bidder: Annotated[str, Doc("The name of the bidder.")]
    on: Annotated[date, Doc("When the scores were settled: before this day they do not exist.")]
    stage: Annotated[
        Id | None,
        Doc("The stage at which it was evaluated; without this key, the final evaluation."),
    ] = None
    price: Annotated[
        Offer | None,
        Doc(
            "The price that was offered; or, where the evaluation has several price criteria, an "
            "amount for each of them."
        ),
    ] = None
    scores: Annotated[
        Mapping[str, Score],
        Doc(
            "The score of each criterion, out of 100; leave a criterion out while it is not scored."
        ),
    ] = {}
    withdrawn: Annotated[
        date | None,
        Doc("When the bidder took the bid back; leave it out unless it did."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class Notice(Struct, frozen=True):
    """A notice that the Procurement Act 2023 asks for, or that was published under it."""

    location: Location
    kind: Annotated[NoticeKind, Doc("Which notice it is, as Find a Tender numbers them.")]
    due: Annotated[
        date | None,
        Doc(
            "The last day to publish it; without this key, as the Act says where it gives a day. "
            "A later day than the Act's does not count."
        ),
    ] = None
    published: Annotated[date | None, Doc("When it was published; leave it out until then.")] = None
    reference: Annotated[str | None, Doc("Its number where it was published.")] = None
    source: SourceText = None
    note: NoteText = None


class Rating(Struct, frozen=True):
    """How well a supplier did by one key performance indicator, as assessed on a day."""

    location: Location
    on: Annotated[date, Doc("When it was assessed.")]
    rating: Annotated[KpiRating, Doc("The rating, in the words of the regulations.")]
    source: SourceText = None
    note: NoteText = None


class Kpi(Struct, frozen=True):
    """A key performance indicator of a contract, and how the supplier was rated by it."""

    location: Location
    name: Annotated[str, Doc("What is measured.")]
    rating: Annotated[tuple[Rating, ...], Doc("The ratings: at least one a year.")] = ()
    source: SourceText = None
    note: NoteText = None


class Procurement(Struct, frozen=True):
    """A contract being bought, stage by stage."""

    location: Location
    id: Annotated[Id, Doc("The procurement's id.")]
    name: Annotated[str, Doc("The name in reports.")]
    workstream: Annotated[Id, Doc("The workstream that it belongs to.")]
    owner: Annotated[str | None, Doc("Who is responsible for it.")] = None
    procedure: Annotated[
        str | None,
        Doc(
            'The procedure, such as `"open"` or `"competitive-dialogue"`. Those of the Act are '
            "open, competitive flexible, direct award, framework call-off, below threshold and "
            "light touch."
        ),
    ] = None
    regime: Annotated[
        str | None,
        Doc(
            'The rules that apply: `"PCR 2006"` or `"PCR 2015"` for the Public Contracts '
            'Regulations, `"PA 2023"` for the Procurement Act 2023; other words are only shown.'
        ),
    ] = None
    value: Annotated[
        Decimal | None,
        Doc("The estimated value of the contract over its whole term, with VAT."),
    ] = None
    kind: Annotated[
        ContractKind | None,
        Doc(
            "What is bought, and where the threshold depends on it, by whom; `goods` and "
            "`services` do not say by whom, so the lower threshold counts."
        ),
    ] = None
    ocid: Annotated[
        str | None,
        Doc("Its Open Contracting ID, which the first notice on Find a Tender gets."),
    ] = None
    stage: Annotated[tuple[Stage, ...], Doc("The stages, in order.")] = ()
    bidder: Annotated[tuple[Bidder, ...], Doc("The suppliers that take part or took part.")] = ()
    evaluation: Annotated[
        Evaluation | None,
        Doc("How bids are scored: groups of criteria, each under a name of your choice."),
    ] = None
    bid: Annotated[tuple[Bid, ...], Doc("The bids that were scored.")] = ()
    notice: Annotated[tuple[Notice, ...], Doc("The notices of it, published or to come.")] = ()
    kpi: Annotated[tuple[Kpi, ...], Doc("The key performance indicators of the contract.")] = ()
    publish_from: Annotated[
        Window | Id | None,
        Doc(
            "The date or the milestone from which reports for everybody may show its scores; "
            "without this key, once its last stage is passed."
        ),
    ] = None
    source: SourceText = None
    note: NoteText = None


class ContractOption(Struct, frozen=True):
    """A way to go on with a contract, or a day on which its price may be reviewed."""

    location: Location
    kind: Annotated[
        ContractOptionKind,
        Doc(
            "An `extension` that has to be taken, a `renewal` that happens unless notice is given, "
            "or a `price review`."
        ),
    ]
    on: Annotated[
        date | None,
        Doc(
            "The day of a price review; the first day of an extension or a renewal, without this "
            "key the day after the contract ends."
        ),
    ] = None
    length: Annotated[Duration | None, Doc("How much longer the contract lasts with it.")] = None
    notice: Annotated[
        Duration | None,
        Doc("How long before that day notice has to be given: to take it, or to stop a renewal."),
    ] = None
    taken: Annotated[
        date | None,
        Doc("When it was taken up; leave it out until then. The contract then ends later."),
    ] = None
    source: SourceText = None
    note: NoteText = None


class Contract(Struct, frozen=True):
    """A contract in force, when it ends and what replaces it."""

    location: Location
    id: Annotated[Id, Doc("The contract's id.")]
    supplier: Annotated[str, Doc("The supplier.")]
    expires: Annotated[date, Doc("Its last day.")]
    owner: Annotated[str | None, Doc("Who is responsible for it.")] = None
    replaced_by: Annotated[
        Id | None,
        Doc("The milestone at which something else takes over."),
    ] = None
    notice: Annotated[
        Duration | None,
        Doc("How long before `expires` notice has to be given."),
    ] = None
    notice_for: Annotated[
        NoticeFor | None,
        Doc("What the notice does: extend the contract, or end it early."),
    ] = None
    notice_served: Annotated[
        date | None,
        Doc("When notice was given; leave it out until then."),
    ] = None
    procurement: Annotated[Id | None, Doc("The procurement that it was awarded in.")] = None
    lead_time: Annotated[
        Duration | None,
        Doc(
            "How long before its end a new procurement has to be planned; without this key, as "
            "long as the stages of `procurement` took."
        ),
    ] = None
    option: Annotated[
        tuple[ContractOption, ...], Doc("Extensions, renewals and price reviews.")
    ] = ()
    source: SourceText = None
    note: NoteText = None

    @property
    def last_start(self) -> date:
        """The last day on which what replaces it leaves no gap: the day after it expires."""
        return self.expires + timedelta(days=1)


class Amounts(NamedTuple):
    """An amount, or the lowest and the highest it may be."""

    low: Decimal
    high: Decimal


class Option(Struct, frozen=True):
    """A way that was appraised, and what was decided."""

    location: Location
    id: Annotated[Id, Doc("The option's id.")]
    name: Annotated[str, Doc("The name in reports.")]
    annual_saving: Annotated[
        Amounts | None,
        Doc("What it would save a year; leave it out if the appraisal does not say."),
    ] = None
    investment: Annotated[Amounts | None, Doc("What it would cost, once.")] = None
    payback_stated: Annotated[
        str | None,
        Doc(
            "The payback in the words of the appraisal; reports show it beside the one they work "
            "out."
        ),
    ] = None
    decision: Annotated[Decision | None, Doc("What was decided.")] = None
    source: SourceText = None
    note: NoteText = None


class Waiver(Struct, frozen=True):
    """A finding accepted for a while: by whom, why and until when (that day included)."""

    location: Location
    finding: Annotated[
        WaivableId,
        Doc("The id of the finding, which `minerva check` shows in brackets."),
    ]
    subject: Annotated[
        Id,
        Doc(
            "The id of the milestone, saving, contract, procurement, programme or entry of the "
            "register that the finding is about."
        ),
    ]
    until: Annotated[date, Doc("The last day on which it is accepted.")]
    reason: Annotated[str, Doc("Why it is accepted.")]
    approved_by: Annotated[str, Doc("Who accepts it.")]
    source: SourceText = None
    note: NoteText = None


class Programme(Struct, frozen=True):
    """A whole programme, its records in the order of the files.

    `revision` is what the files were asked for as, where they were read from git. `links` are the
    milestones of other programmes that its own wait for.
    """

    details: ProgrammeDetails
    check: Check
    workstreams: tuple[Workstream, ...]
    milestones: tuple[Milestone, ...]
    savings: tuple[Saving, ...] = ()
    costs: tuple[Cost, ...] = ()
    procurements: tuple[Procurement, ...] = ()
    contracts: tuple[Contract, ...] = ()
    options: tuple[Option, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    risks: "tuple[Risk, ...]" = ()
    issues: "tuple[Issue, ...]" = ()
    actions: "tuple[Action, ...]" = ()
    decisions: "tuple[RegisterDecision, ...]" = ()
    assessments: "tuple[Assessment, ...]" = ()
    indicators: "tuple[Indicator, ...]" = ()
    confidence: Confidence | None = None
    revision: str | None = None
    links: tuple[Milestone, ...] = ()

    @property
    def by_kind(self) -> Mapping[str, Sequence[Any]]:
        """The records that have an id of their own, by what they are."""
        return {
            "milestone": self.milestones,
            "saving": self.savings,
            "cost": self.costs,
            "procurement": self.procurements,
            "contract": self.contracts,
            "option": self.options,
            "workstream": self.workstreams,
            "risk": self.risks,
            "issue": self.issues,
            "action": self.actions,
            "decision": self.decisions,
            "indicator": self.indicators,
        }

    @property
    def register(self) -> "Sequence[Registered]":
        """All that its register holds."""
        entries: Sequence[Sequence[Any]] = (
            *(self.risks, self.issues, self.actions, self.decisions),
            *(self.assessments, self.indicators),
        )
        return [entry for some in entries for entry in some]

    @property
    def workstream_names(self) -> Mapping[Id, str]:
        """The name of each workstream by its id."""
        return {workstream.id: workstream.name for workstream in self.workstreams}


class Version(Struct, frozen=True):
    """The milestones as a commit left them, each by its id; without a commit, as they are now."""

    day: date
    commit: str | None
    milestones: Mapping[Id, Milestone]

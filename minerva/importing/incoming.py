"""What a file of another tool says, in minerva's terms, before it is matched to a programme.

A reader of a format turns bytes into an `Incoming`. It knows no programme: it keeps what the file
says, where it says it, what it could not read and what it left out.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct

from minerva.model.dates import Duration, Window
from minerva.model.programme import Category, DeliveryState
from minerva.recording.change import Value

NO_LAG = Duration(0, "day")


class Rejected(Struct, frozen=True):
    """A value that could not be read: its row is not taken over.

    `place` is where it stands: `Sheet1!D14`, `line 14`, `task 14 "Go live"`.
    """

    place: str
    text: str
    why: str
    hint: str | None = None


class Skipped(Struct, frozen=True):
    """What was read and is not taken over: a row of totals, a blank row, a link of another kind."""

    place: str
    what: str
    why: str


class Question(Struct, frozen=True):
    """What only a person can say of a file: nothing is written before it is said."""

    text: str
    hint: str


class SheetTotal(Struct, frozen=True):
    """A row of totals: what it is called, the rows it is compared with, and what comes of it.

    `agrees` is None where it could not be compared. `difference` says by how much it differs, and
    in which columns.
    """

    place: str
    name: str
    of: str
    agrees: bool | None
    difference: str | None = None


class MoneyReading(Struct, frozen=True):
    """How the amounts of a sheet of savings or costs were read, and what they were checked against.

    `unit` says what they are in and where that was found, `sign` which way round they are read.
    """

    unit: str
    sign: str
    totals: Sequence[SheetTotal] = ()


class Matched(Struct, frozen=True):
    """A heading of the file and the key it was taken for; None for one that is not used.

    `unit` is what its figures are multiplied by, as the heading has it: `£k`.
    """

    place: str
    heading: str
    key: str | None
    unit: str | None = None


class IncomingLink(Struct, frozen=True):
    """A milestone that comes first, by its key in the same file or by its id, and the lag.

    `code` is its key where that is not there: `TASKFS` may be a key, or `TASK` with a type of link.
    """

    key: str
    lag: Duration = NO_LAG
    code: str | None = None


class IncomingWorkstream(Struct, frozen=True):
    """A workstream that the file names."""

    place: str
    name: str
    id: str | None = None
    owner: str | None = None
    description: str | None = None
    closed: date | None = None
    renamed: Sequence[Mapping[str, Value]] = ()


class IncomingMilestone(Struct, frozen=True):
    """A milestone as the file has it. None is what the file does not say, or says is not known.

    `key` is what links of the same file call it by: a row's id, a task's UID. `workstream` is the
    id or the name of one. `baseline` is the baseline in force, `original_baseline` the first one
    where the file has both. `ref` is what the other system calls it by. `texts` has those of
    `MILESTONE_TEXTS` that the file has. `done_undated` says why a milestone that is marked as done
    is not taken as achieved: no date says when. Files of minerva's also say that it is `undated`,
    how it was `moved`, from where, and `cancelled`, as the programme's files write these.
    """

    place: str
    key: str
    name: str
    id: str | None = None
    workstream: str | None = None
    baseline: Window | None = None
    original_baseline: Window | None = None
    forecast: Window | None = None
    actual: Window | None = None
    deadline: Window | None = None
    tolerance: Duration | None = None
    after: tuple[IncomingLink, ...] = ()
    ref: str | None = None
    texts: Mapping[str, str] = {}
    done_undated: Rejected | None = None
    undated: bool = False
    moved: Sequence[Mapping[str, Value]] = ()
    cancelled: Mapping[str, Value] | None = None


class Agreed(Struct, frozen=True):
    """What was agreed first of a saving and what is stated since, where a file tells them apart."""

    full_year: Decimal | None
    starts: date | None
    stated_full_year: Decimal | None
    stated_starts: date | None


class IncomingSaving(Struct, frozen=True):
    """A saving as the file has it. None is what the file does not say, or says is not known.

    `starts_with` and `known_with` are ids or names of milestones. `plan`, `forecast`, `realised`
    and `validated` are by financial year; realised and validated are the whole of a year to date.
    `rebudgets` and `moved` are those of a file of minerva's, as the programme's files write them.
    """

    place: str
    key: str
    name: str
    id: str | None = None
    workstream: str | None = None
    category: Category | None = None
    cashable: bool | None = None
    recurring: bool | None = None
    full_year: Decimal | None = None
    starts: date | None = None
    starts_with: str | None = None
    known_with: str | None = None
    plan: Mapping[str, Decimal] = {}
    one_off_cost: Decimal | None = None
    forecast: Mapping[str, Decimal] = {}
    realised: Mapping[str, Decimal] = {}
    validated: Mapping[str, Decimal] = {}
    ref: str | None = None
    owner: str | None = None
    state: DeliveryState | None = None
    ends: date | None = None
    replaces: str | None = None
    rebudgets: Sequence[Mapping[str, Value]] = ()
    moved: Sequence[Mapping[str, Value]] = ()
    agreed: Agreed | None = None
    note: str | None = None
    source: str | None = None


class IncomingEntry(Struct, frozen=True):
    """A risk, an action or an indicator as the file has it.

    `values` are its keys as the files write them, what the file does not say left out.
    `milestones`, `savings` and `about` are ids or names. `targets` and `actuals` are by period;
    None is a period without a value.
    """

    place: str
    noun: Literal["risk", "action", "indicator"]
    name: str
    id: str | None = None
    ref: str | None = None
    workstream: str | None = None
    values: Mapping[str, Any] = {}
    milestones: tuple[str, ...] = ()
    savings: tuple[str, ...] = ()
    about: str | None = None
    targets: Mapping[str, Decimal | None] = {}
    actuals: Mapping[str, Decimal | None] = {}
    benchmarks: Mapping[str, Decimal] = {}


class IncomingCost(Struct, frozen=True):
    """A cost as the file has it: its budget, what is stated and what was spent, by year.

    `saving` is the id or the name of the saving that it is for. `spent` is the whole of a year to
    date. `one_off` is the cost of a saving in the short form, which the saving itself says.
    """

    place: str
    name: str
    id: str | None
    workstream: str | None = None
    saving: str | None = None
    owner: str | None = None
    budget: Mapping[str, Decimal] = {}
    stated: Mapping[str, Decimal] = {}
    spent: Mapping[str, Decimal] = {}
    one_off: bool = False
    ref: None = None
    note: str | None = None
    source: str | None = None


class Incoming(Struct, frozen=True):
    """All that a file says, and what of it could not be read or was left out.

    `kept_out` are rows that could not be read, with what is known of them: they are in the file
    all the same. `remarks` are lines about how it was read: the sheet, the row of the headings, how
    dates were taken.
    """

    shown: str
    format: str
    workstreams: Sequence[IncomingWorkstream] = ()
    milestones: Sequence[IncomingMilestone] = ()
    savings: Sequence[IncomingSaving] = ()
    entries: Sequence[IncomingEntry] = ()
    costs: Sequence[IncomingCost] = ()
    rejected: Sequence[Rejected] = ()
    kept_out: Sequence[IncomingMilestone | IncomingSaving | IncomingCost] = ()
    skipped: Sequence[Skipped] = ()
    matched: Sequence[Matched] = ()
    remarks: Sequence[str] = ()
    money: MoneyReading | None = None
    questions: Sequence[Question] = ()

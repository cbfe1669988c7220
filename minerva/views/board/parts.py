"""What the board's page is made of: sections of lines, drawings and tables, in order.

Plain data. What a drawing looks like, and how wide a table may be, is each format's to say.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from minerva.comparison import Comparison
from minerva.position import Position
from minerva.position.milestones import Rating
from minerva.position.procurement import StageStatus
from minerva.position.trend import Trend
from minerva.reasons import Part as Reason
from minerva.scoring import Score
from minerva.views.chart import Chart
from minerva.views.table import Cell, Kind, Table
from minerva.views.timeline import Mark

if TYPE_CHECKING:
    from minerva.simulation import Simulation


class BoardData(Struct, frozen=True):
    """What a page is made from: a position, its trends, and what changed since the last board.

    `changed` is None where it is not known when that was, and `since` says which day it was taken
    to be, and why. `made_by` names the program and its version. `simulation` is None where there
    is nothing to simulate, or nothing to do it with. `score` is None where nobody asked for it.
    """

    position: Position
    trends: Sequence[Trend]
    changed: Comparison | None
    since: str
    made_by: str
    simulation: "Simulation | None" = None
    score: Score | None = None


class Bar(Struct, frozen=True):
    """A stage of a procurement on the axis of time.

    Where it is not known when it opened, `opens` is None. `closes_from` is the first day on which
    it may close, `closes` the last.
    """

    name: str
    status: StageStatus
    opens: date | None
    closes_from: date
    closes: date


class Band(Struct, frozen=True):
    """A part of a timeline under a heading, and how many milestones of it are not drawn."""

    heading: str
    bars: Sequence[Bar] = ()
    marks: Sequence[Mark] = ()
    left_out: int = 0


class Timeline(Struct, frozen=True):
    """Bands on one axis of time, with a line at a day."""

    today: date
    bands: Sequence[Band]


class Step(Struct, frozen=True):
    """A step of a bridge: a bar from one amount to another, in the programme's currency.

    `amount` is what the step says; None is not known, and has no bar. `says` is written instead.
    """

    heading: str
    name: str
    amount: Decimal | None
    begin: Decimal = Decimal(0)
    says: str | None = None


class Bridge(Struct, frozen=True):
    """Steps that lead from one amount to the next, in a currency."""

    symbol: str
    steps: Sequence[Step]


class YearAmount(Struct, frozen=True):
    """An amount of a financial year: which figure it is, in the order of `Years.figures`."""

    year: str
    figure: int
    amount: Decimal


class Years(Struct, frozen=True):
    """Amounts by financial year, side by side, in a currency."""

    symbol: str
    figures: Sequence[str]
    years: Sequence[str]
    amounts: Sequence[YearAmount]


class Pass(Struct, frozen=True):
    """A stage of a procurement: how many bidders came in, and how many went on."""

    name: str
    status: StageStatus
    bidders_in: int | None
    bidders_out: int | None


class Funnel(Struct, frozen=True):
    """The stages of a procurement, the first one first."""

    passes: Sequence[Pass]


class Weight(Struct, frozen=True):
    """A criterion, and its share of the whole evaluation in percent."""

    group: str
    name: str
    share: Decimal


class Weights(Struct, frozen=True):
    """The criteria of an evaluation, group by group."""

    weights: Sequence[Weight]


class LeadError(Struct, frozen=True):
    """How far off dates were that were stated so long before: the error and the bias, in days."""

    name: str
    error: Decimal
    bias: Decimal


class Errors(Struct, frozen=True):
    """How far off dates were, by lead time, the longest first. A bias above 0 is later."""

    leads: Sequence[LeadError]


class LeadHeld(Struct, frozen=True):
    """How many dates held that were stated so long before, and how many 80% levels, in percent."""

    name: str
    held: Decimal
    at_level: Decimal | None


class Held(Struct, frozen=True):
    """How many dates held, by lead time, the longest first."""

    leads: Sequence[LeadHeld]


Picture = Timeline | Bridge | Years | Chart | Funnel | Weights | Errors | Held


class Drawing(Struct, frozen=True):
    """A picture with what it says, the same in words, and the table of its figures.

    `title` is its message, `text` describes it to those who do not see it, `how` says how to read
    it.
    """

    id: str
    title: str
    text: str
    picture: Picture
    table: Table
    how: str = ""


class Term(Struct, frozen=True):
    """A figure or a word, and what it means."""

    name: str
    meaning: str


class Terms(Struct, frozen=True):
    """What words mean, in the order of the alphabet."""

    terms: Sequence[Term]


class Folded(Struct, frozen=True):
    """A table that is shown on demand, as it is in full or long, and printed open."""

    title: str
    table: Table
    open: bool = True


Part = Table | Drawing | Terms | Folded


class Section(Struct, frozen=True):
    """A section of a page: its heading, its key message, lines of text, and its parts."""

    id: str
    title: str
    message: str = ""
    lines: Sequence[str] = ()
    parts: Sequence[Part] = ()


class KeyFigure(Struct, frozen=True):
    """A figure that stands at the head of the page, with a remark that puts it in its place.

    `why` is what explains it, where a page may open that.
    """

    name: str
    value: Cell
    kind: Kind
    remark: str = ""
    why: Reason | None = None


class Board(Struct, frozen=True):
    """A page for a board: what it is of, how that is rated and why, and its sections in order.

    `why` explains the rating, where a page may open that.
    """

    title: str
    as_of: date
    basis: str
    organisation: str
    rating: Rating | None
    reason: str
    symbol: str
    warnings: Sequence[str]
    figures: Sequence[KeyFigure]
    sections: Sequence[Section]
    brief: bool = False
    why: Reason | None = None

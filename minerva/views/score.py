"""How good the forecasts were: dates by lead time, ratings beside the base rate, savings."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Duration
from minerva.position.milestones import Rating
from minerva.position.rounding import round_fraction
from minerva.scoring import (
    FEWEST,
    RATED_BEFORE,
    GroupScore,
    LeadScore,
    RatingScore,
    Score,
    YearScore,
)
from minerva.views.chart import Bars
from minerva.views.document import Document, heading, money, ratio
from minerva.views.table import Column, Kind, Report, Table, Value, figure
from minerva.views.titles import title

CANNOT_TELL: Final = "cannot tell"
LED_BY: Final = 3
"""The months before that stand for a workstream and an owner where only one row shows."""


class _Row(Struct, frozen=True):
    """A lead time, and whose it is: the programme's, a workstream's or an owner's."""

    of: str
    id: str | None
    name: str
    lead: LeadScore


def document(score: Score) -> Document:
    """Return the score as a JSON document: parts of 1, and None where there are too few cases."""
    position = score.position
    return heading(position) | {
        "lead_times": _leads(score.whole),
        "ratings": _ratings(score.whole.ratings),
        "savings": [{"year": year.year} | _savings(year) for year in score.years],
        "workstreams": [
            {"id": workstream.id, "name": workstream.name} | _group(group)
            for workstream, group in score.workstreams
        ],
        "owners": [{"name": name} | _group(group) for name, group in score.owners],
        "all_savings": _savings(score.whole.savings),
    }


def _group(group: GroupScore) -> Document:
    return {
        "lead_times": _leads(group),
        "ratings": _ratings(group.ratings),
        "savings": _savings(group.savings),
    }


def _leads(group: GroupScore) -> list[Document]:
    return [
        {
            "lead_months": lead.lead_months,
            "cases": len(lead.cases),
            "bias_days": ratio(lead.bias_days),
            "error_days": ratio(lead.error_days),
            "held": ratio(lead.held),
            "held_at_level": ratio(lead.held_at_level),
            "cases_with_level": len(lead.with_level),
        }
        for lead in group.lead_times
    ]


def _ratings(ratings: RatingScore) -> Document:
    return {
        "brier": ratio(ratings.brier),
        "base_rate_brier": ratio(ratings.base_rate_brier),
        "cases": len(ratings.cases),
        "kept": ratio(ratings.kept),
        "rated": [
            {
                "rating": rating.value,
                "cases": len(ratings.rated(rating)),
                "kept": sum(case.kept for case in ratings.rated(rating)),
            }
            for rating in _COLOURS
        ],
    }


def _savings(year: YearScore) -> Document:
    return {
        "cases": len(year.cases),
        "unknown": year.unknown,
        "forecast": money(year.forecast),
        "realised": money(year.realised),
        "variance": money(year.variance),
        "held": ratio(year.held),
    }


def report(score: Score, *, chart: bool = False) -> Report:
    """Return the score for people; where there are too few cases it says that it cannot tell."""
    tables = [dates_table(score), ratings_table(score.whole.ratings), savings_table(score)]
    tables += groups_tables(score)
    drawing = _chart(score.whole.lead_times) if chart else None
    return Report(title(score.position, "score"), tables, summary(score), chart=drawing)


def rows(score: Score) -> Report:
    """Return the lead times as plain rows: the programme's, each workstream's, each owner's."""
    groups: list[tuple[str, str | None, str, GroupScore]] = [
        ("programme", None, score.position.programme.details.name, score.whole),
        *(("workstream", found.id, found.name, group) for found, group in score.workstreams),
        *(("owner", None, name, group) for name, group in score.owners),
    ]
    found = [
        _Row(of, id, name, lead) for of, id, name, group in groups for lead in group.lead_times
    ]
    columns = (
        Column("of", "Of", of=lambda row: row.of),
        Column("id", "Id", of=lambda row: row.id),
        Column("name", "Name", of=lambda row: row.name),
        Column("lead_months", "Months before", Kind.COUNT, lambda row: row.lead.lead_months),
        *(replace(column, of=_of_lead(column.of)) for column in (*_LEAD_COLUMNS, _WITH_LEVEL)),
    )
    return Report(title(score.position, "score"), [Table(columns, found)])


def summary(score: Score) -> list[str]:
    """Say in a few lines how good dates, ratings and savings were, or that it cannot tell."""
    few = f"fewer than {FEWEST} cases"
    [lead] = [lead for lead in score.whole.lead_times if lead.lead_months == LED_BY]
    before = f"{months(LED_BY)} before"
    if lead.bias_days is None or lead.held is None:
        lines = [f"Dates, {before}: cannot tell, {few} ({len(lead.cases)})."]
    else:
        lines = [
            f"Dates, {before}: {_days_text(lead.bias_days)} on average, "
            f"{_percent_text(lead.held)} held ({len(lead.cases)} cases)."
        ]
    ratings = score.whole.ratings
    if ratings.brier is None or ratings.base_rate_brier is None:
        lines.append(f"Ratings: cannot tell, {few} ({len(ratings.cases)}).")
    else:
        better = "better" if ratings.brier < ratings.base_rate_brier else "no better"
        lines.append(f"Ratings: {better} than saying the base rate of every date.")
    savings = score.whole.savings
    if savings.held is None:
        lines.append(f"Savings: cannot tell, {few} ({len(savings.cases)}).")
    else:
        lines.append(
            f"Savings: {_percent_text(savings.held)} brought what was forecast at the start of "
            f"their year ({len(savings.cases)} cases)."
        )
    return lines


def dates_table(score: Score) -> Table:
    """Return how good dates were, a row a lead time."""
    notes = ["Bias: mean of days late, early ones less. Error: without the sign."]
    if score.levels:
        notes.append(
            "80% held: reached by the day that was 80% sure then; 80% of them, if estimates are "
            "right."
        )
    columns = (
        Column("lead", "Before it was reached", of=lambda lead: months(lead.lead_months)),
        *map(_or_cannot_tell, _LEAD_COLUMNS),
    )
    table = Table(columns, score.whole.lead_times, title="Dates", notes=notes)
    return table if score.levels else table.hide("held_at_level_percent")


def ratings_table(ratings: RatingScore) -> Table:
    """Return how often dates were kept of each colour, with the Brier score in a note."""
    columns = (
        Column("rating", f"Rated {months(RATED_BEFORE)} before", Kind.RATING, lambda row: row),
        Column("cases", "Cases", Kind.COUNT, lambda row: len(ratings.rated(row))),
        Column(
            "kept", "Kept", Kind.COUNT, lambda row: sum(case.kept for case in ratings.rated(row))
        ),
    )
    if ratings.brier is None or ratings.base_rate_brier is None or ratings.kept is None:
        note = f"Brier score: {CANNOT_TELL}, fewer than {FEWEST} cases."
    else:
        note = (
            f"Brier score: {round_fraction(ratings.brier, 2)}; saying "
            f"{_percent_text(ratings.kept)} of every date scores "
            f"{round_fraction(ratings.base_rate_brier, 2)}. Lower is better."
        )
    return Table(columns, _COLOURS, title="Ratings", notes=[note])


def savings_table(score: Score) -> Table:
    """Return what was forecast of each ended year at its start, and what was realised since."""
    columns = (
        Column("year", "Year", of=lambda year: year.year, total=lambda _: "All years"),
        figure("cases", "Cases", Kind.COUNT, lambda year: len(year.cases)),
        figure("unknown", "Not known", Kind.COUNT, lambda year: year.unknown, shown=False),
        figure("forecast", "At its start", Kind.MONEY, lambda year: year.forecast),
        figure("realised", "Realised", Kind.MONEY, lambda year: year.realised),
        figure("variance", "Variance", Kind.VARIANCE, lambda year: year.variance),
        figure("held_percent", "Held", Kind.PERCENT, lambda year: percent(year.held)),
    )
    held = columns[-1]
    columns = (*columns[:-1], replace(held, of=_told(held.of), total=_told(held.of)))
    unknown = score.whole.savings.unknown
    notes = ["Held: brought at least its forecast. Only years that have ended."]
    if unknown:
        notes.append(f"Left out: {unknown} without a forecast at the start of a year.")
    return Table(
        columns,
        score.years,
        title="Savings",
        whole={None: score.whole.savings} if score.years else {},
        notes=notes if score.years else [],
        empty="No year with savings has ended.",
    )


def groups_tables(score: Score) -> list[Table]:
    """Return the dates of each workstream, and of each owner that the records name."""
    found = []
    for what, groups in (
        ("workstream", [(workstream.name, group) for workstream, group in score.workstreams]),
        ("owner", list(score.owners)),
    ):
        leads = [
            _Row(what, None, name, lead)
            for name, group in groups
            for lead in group.lead_times
            if lead.lead_months == LED_BY and lead.cases
        ]
        columns = (
            Column(what, what.capitalize(), of=lambda row: row.name),
            *(_or_cannot_tell(replace(column, of=_of_lead(column.of))) for column in _LEAD_COLUMNS),
        )
        if leads:
            table = Table(columns, leads, title=f"Dates by {what}, {months(LED_BY)} before")
            found.append(table if score.levels else table.hide("held_at_level_percent"))
    return found


def _chart(leads: Sequence[LeadScore]) -> Bars | None:
    """Return the errors of dates by lead time; None where there are too few cases of each."""
    told = [lead for lead in reversed(leads) if lead.bias_days is not None]
    if not told:
        return None
    return Bars(
        [months(lead.lead_months) for lead in told],
        [
            ("error", [days(lead.error_days) for lead in told]),
            ("bias", [days(lead.bias_days) for lead in told]),
        ],
        "days",
        how="Days from the date stated so long before to the one reached; above 0 is later.",
    )


def _of_lead(value: Value) -> Value:
    return lambda row: value(row.lead)


def _told(value: Value) -> Value:
    return lambda subject: CANNOT_TELL if (found := value(subject)) is None else found


def _or_cannot_tell(column: Column) -> Column:
    return column.otherwise(CANNOT_TELL)


def months(count: int) -> str:
    """Return a number of months in words: `3 months`."""
    return str(Duration(count, "month"))


def days(value: Fraction | None) -> Decimal | None:
    """Return a mean of days to a tenth; None where there is none."""
    return None if value is None else round_fraction(value, 1)


def percent(value: Fraction | None) -> Decimal | None:
    """Return a part of 1 as a percentage; None where there is none."""
    return None if value is None else Decimal(value.numerator) * 100 / value.denominator


def percent_text(percentage: Decimal | Fraction) -> str:
    """Return a percentage in whole ones, rounded as tables round it."""
    return f"{round_fraction(Fraction(percentage), 0)}%"


def _percent_text(value: Fraction) -> str:
    return percent_text(value * 100)


def _days_text(bias: Fraction) -> str:
    rounded = round_fraction(bias, 1)
    if not rounded:
        return "on the day"
    return f"{abs(rounded):,} days {'late' if bias > 0 else 'early'}"


_COLOURS: Final = (Rating.RED, Rating.AMBER, Rating.GREEN)
_LEAD_COLUMNS: Final = (
    Column("cases", "Cases", Kind.COUNT, lambda lead: len(lead.cases)),
    Column("bias_days", "Bias", Kind.SLIP, lambda lead: days(lead.bias_days)),
    Column("error_days", "Error", Kind.SCORE, lambda lead: lead.error_days),
    Column("held_percent", "Held", Kind.PERCENT, lambda lead: percent(lead.held)),
    Column(
        "held_at_level_percent", "80% held", Kind.PERCENT, lambda lead: percent(lead.held_at_level)
    ),
)
_WITH_LEVEL: Final = Column(
    "cases_with_level", "With a level", Kind.COUNT, lambda lead: len(lead.with_level)
)

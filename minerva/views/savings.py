"""The savings: planned, forecast, realised and validated by financial year, against the target."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal

from minerva.model import money
from minerva.position import Position
from minerva.position.savings import SavingPosition
from minerva.position.totals import SavingsSum, YearFigures
from minerva.views import document as plain
from minerva.views.document import Document, heading, percent, put_window
from minerva.views.opening import title
from minerva.views.savings_year import NONE, claims, known_when, plans
from minerva.views.table import Column, Kind, Report, Row, Table

By = Literal["saving", "workstream"]

FIGURES: Final = (
    Column("planned", "Planned", Kind.MONEY),
    Column("forecast", "Forecast", Kind.MONEY),
    Column("realised", "Realised", Kind.MONEY),
    Column("validated", "Validated", Kind.MONEY),
    Column("variance", "Variance", Kind.VARIANCE),
    Column("percent_delivered", "%", Kind.PERCENT),
)
COLUMNS: Final = (
    Column("year", "Year"),
    Column("id", "Id", shown=False),
    Column("workstream", "Workstream", shown=False),
    Column("name", "Saving"),
    Column("cashable", "Cashable", Kind.FLAG, shown=False),
    Column("recurring", "Recurring", Kind.FLAG, shown=False),
    *FIGURES,
)
WORKSTREAM_COLUMNS: Final = (
    Column("year", "Year"),
    Column("id", "Id", shown=False),
    Column("name", "Workstream"),
    Column("unknown", "Not known", Kind.COUNT, shown=False),
    Column("left_out", "Left out", under="name"),
    *FIGURES,
)
FULL_YEAR_COLUMNS: Final = (
    Column("id", "Id", shown=False),
    Column("name", "Saving"),
    Column("kind", "Kind"),
    Column("starts", "Starts", Kind.DATE),
    Column("full_year", "Full year", Kind.MONEY),
)


def document(position: Position, year: str | None = None) -> Document:
    """Return the savings as a JSON document, of all years shown or of one."""
    savings = position.savings
    labels = _labels(position, year)
    names = {workstream.id: workstream.name for workstream in position.chosen}
    target = savings.target
    return heading(position) | {
        "years": labels,
        "lines": [
            _line(saving, savings.lines[saving.record.id], labels) for saving in savings.savings
        ],
        "workstreams": [
            {"id": id, "name": names[id]} | _sum(total, labels)
            for id, total in savings.workstreams.items()
        ],
        "totals": _sum(savings.total, labels),
        "target": {
            "full_year": plain.money(target.full_year) if target else None,
            "from": target.from_ if target else None,
            "variance": plain.money(None if position.narrowed else savings.variance),
            "percent_of_cost_base": percent(savings.percent_of_cost_base),
        },
    }


def report(position: Position, by: By = "saving", year: str | None = None) -> Report:
    """Return a table of each year, the full-year effect, and, for one year, every detail of it."""
    labels = _labels(position, year)
    tables = [
        _by_saving(position, labels) if by == "saving" else _by_workstream(position, labels),
        _full_year(position),
    ]
    if year is not None:
        tables = [tables[0], plans(position, year), claims(position, year)]
    what = f"savings ({money.symbol(position.programme.brief.currency).strip()})"
    return Report(title(position, what), tables, against_target(position))


def against_target(position: Position) -> list[str]:
    """Say the full-year effect of what is known against the target, and what is not known."""
    savings, currency = position.savings, position.programme.brief.currency
    target, full_year = savings.target, savings.total.full_year
    known = "not known" if full_year is None else money.format_money(full_year, currency)
    told = f"Full-year effect {known}"
    if target is not None and savings.variance is not None and not position.narrowed:
        over = "over" if savings.variance >= 0 else "short of"
        by = money.format_money(abs(savings.variance), currency)
        since = f" from {target.from_}" if target.from_ else ""
        promised = money.format_money(target.full_year, currency)
        told += f", {by} {over} the target of {promised} a year{since}"
    if target is not None and savings.percent_of_cost_base is not None and target.cost_base:
        base = money.format_money(target.cost_base, currency)
        told += f"; {savings.percent_of_cost_base:.1f}% of the cost base of {base}"
    return [f"{told}.", *unknown(position)]


def unknown(position: Position) -> list[str]:
    """Say which savings are left out of which totals, and when what is not known will be."""
    savings = position.savings.savings
    missing = [
        f"{saving.record.name} ({known_when(saving)})"
        for saving in savings
        if saving.full_year is None
    ]
    known = [saving for saving in savings if saving.full_year is not None]
    unplanned = [saving.record.name for saving in known if saving.record.full_year is None]
    undated = [saving.record.name for saving in known if saving.start is None]
    return [
        f"{what}: {'; '.join(names)}."
        for what, names in (
            ("Not known and in no total", missing),
            ("Not known when planned, and so in no planned total or variance", unplanned),
            ("Start not known, and so only in the years its plan names", undated),
        )
        if names
    ]


def _labels(position: Position, year: str | None) -> list[str]:
    return [shown.label for shown in position.savings.years if year in (None, shown.label)]


def _line(
    saving: SavingPosition, years: Mapping[str, YearFigures], labels: Sequence[str]
) -> Document:
    document: Document = {
        "id": saving.record.id,
        "workstream": saving.record.workstream,
        "name": saving.record.name,
        "cashable": saving.record.cashable,
        "recurring": saving.record.recurring,
        "full_year": plain.money(saving.full_year),
    }
    put_window(document, "starts", saving.start)
    document["known_with"] = saving.record.known_with
    document["years"] = _years(years, labels)
    return document


def _sum(total: SavingsSum, labels: Sequence[str]) -> Document:
    return {
        "full_year": plain.money(total.full_year),
        "unknown": list(total.unknown),
        "years": _years(total.years, labels),
    }


def _years(years: Mapping[str, YearFigures], labels: Sequence[str]) -> Document:
    return {
        label: {
            "planned": plain.money(years[label].planned),
            "forecast": plain.money(years[label].forecast),
            "realised": plain.money(years[label].realised),
            "validated": plain.money(years[label].validated),
            "variance": plain.money(years[label].variance),
        }
        for label in labels
    }


def _figures(year: YearFigures) -> Row:
    return (
        year.planned,
        year.forecast,
        year.realised,
        year.validated,
        year.variance,
        year.percent_delivered,
    )


def _by_saving(position: Position, labels: Sequence[str]) -> Table:
    savings = position.savings
    rows = [
        (
            label,
            saving.record.id,
            saving.record.workstream,
            saving.record.name,
            saving.record.cashable,
            saving.record.recurring,
            *_figures(savings.lines[saving.record.id][label]),
        )
        for label in labels
        for saving in savings.savings
    ]
    totals: Mapping[object, Row] = {
        label: (
            label,
            "",
            "",
            _total_of(savings.total),
            "",
            "",
            *_figures(savings.total.years[label]),
        )
        for label in labels
    }
    return Table(COLUMNS, rows, group="year", totals=totals, notes=_NOTES, empty=NONE)


def _by_workstream(position: Position, labels: Sequence[str]) -> Table:
    savings = position.savings
    rows = [
        (
            label,
            workstream.id,
            workstream.name,
            len(savings.workstreams[workstream.id].unknown),
            left_out(position, savings.workstreams[workstream.id]),
            *_figures(savings.workstreams[workstream.id].years[label]),
        )
        for label in labels
        for workstream in position.chosen
    ]
    totals: Mapping[object, Row] = {
        label: (
            label,
            "",
            _total_of(savings.total),
            len(savings.total.unknown),
            "",
            *_figures(savings.total.years[label]),
        )
        for label in labels
    }
    return Table(WORKSTREAM_COLUMNS, rows, group="year", totals=totals, notes=_NOTES, empty=NONE)


_NOTES: Final = ["Variance: forecast less planned. %: realised of planned."]


def left_out(position: Position, total: SavingsSum) -> str:
    """Say which savings a workstream's sums leave out, because they are not known."""
    names = [
        saving.record.name
        for saving in position.savings.savings
        if saving.record.id in total.unknown
    ]
    return f"not known: {', '.join(names)}" if names else ""


def _total_of(total: SavingsSum) -> str:
    return f"Total ({len(total.unknown)} not known)" if total.unknown else "Total"


def _full_year(position: Position) -> Table:
    savings = position.savings
    rows = [
        (
            saving.record.id,
            saving.record.name,
            ", ".join(_kind(saving)),
            saving.start if saving.start is not None else "not known",
            saving.full_year,
        )
        for saving in savings.savings
    ]
    return Table(
        FULL_YEAR_COLUMNS,
        rows,
        title="Full-year effect",
        totals={None: ("", _total_of(savings.total), "", "", savings.total.full_year)},
        notes=_apart(position),
        empty=NONE,
    )


def _kind(saving: SavingPosition) -> list[str]:
    return [
        *([saving.record.category] if saving.record.category else []),
        *([] if saving.record.cashable else ["non-cashable"]),
        *([] if saving.record.recurring else ["one-off"]),
    ]


def _apart(position: Position) -> list[str]:
    """Say how much of the total is non-cashable, and how much comes once only."""
    currency = position.programme.brief.currency
    apart: dict[str, Decimal] = {}
    for saving in position.savings.savings:
        for what in _kind(saving)[1 if saving.record.category else 0 :]:
            apart[what] = apart.get(what, Decimal(0)) + (saving.full_year or 0)
    told = [
        f"{money.format_money(amount, currency)} {what}" for what, amount in apart.items() if amount
    ]
    return [f"Of the total: {', '.join(told)}."] if told else []

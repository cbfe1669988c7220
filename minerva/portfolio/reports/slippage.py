"""The league of slippage: of all milestones of a portfolio those that moved, the worst first."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from msgspec.structs import replace

from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.reports.groups import group_tables, grouped
from minerva.portfolio.reports.milestones import KEYS, rows
from minerva.portfolio.reports.rows import PROGRAMME, coverage, from_documents, piece, title
from minerva.portfolio.sums import added_of
from minerva.position import Position
from minerva.position.measures import hit_rate
from minerva.views import milestones, slippage
from minerva.views.document import Document, entries, ratio
from minerva.views.table import Column, Kind, Report, Table
from minerva.views.titles import measures_text

_COUNTS: Final = (
    *("total", "complete", "complete_with_baseline", "overdue", "slipped"),
    *("due_by_baseline", "on_time", "moved"),
)
_SHOWN: Final = ("programme", "name", "baseline", "expected", "slippage_days", "rating")


def part(position: Position, options: Mapping[str, Any]) -> Document:
    """Return the milestones of a programme that moved, and what its measures are made of.

    With `top`, no more of them than the whole league may show.
    """
    late = slippage.worst_first(position)
    due = [
        milestone
        for milestone in position.own
        if milestone.baseline is not None and milestone.baseline.latest <= position.as_of
    ]
    hit = hit_rate(position.own) or 0
    counts = position.counts
    return {
        "total": counts.total,
        "complete": counts.complete,
        "complete_with_baseline": sum(
            milestone.complete for milestone in position.own if milestone.baseline
        ),
        "overdue": counts.overdue,
        "slipped": counts.slipped,
        "due_by_baseline": len(due),
        "on_time": int(hit * len(due)),
        "moved": len(late),
        "worst_days": counts.worst_days,
        "mean_days": None if counts.mean_days is None else float(counts.mean_days),
        "milestones": entries(milestones.COLUMNS, late[: options.get("top")], KEYS),
    }


def document(gathered: Gathered) -> Document:
    """Return the league as a JSON document."""
    return (
        gathered.heading()
        | {"name": gathered.name}
        | _shares(_counts(gathered))
        | {"programmes": gathered.programmes(without=["milestones"])}
        | {"milestones": league(gathered)}
        | grouped(gathered, lambda inside: _shares(_counts(inside)) | _totals(inside))
        | _totals(gathered)
    )


def report(gathered: Gathered) -> Report:
    """Return the league, the worst first, then a row a programme, the worst first."""
    columns = [
        replace(column, shown=column.key in _SHOWN or bool(column.under))
        for column in (PROGRAMME, *from_documents(milestones.COLUMNS))
    ]
    names = {outcome.label: outcome.name for outcome in gathered.outcomes}
    columns[0] = replace(columns[0], of=lambda row: names[row["programme"]])
    columns.insert(0, Column("programme_id", "Id", of=lambda row: row["programme"], shown=False))
    found, counts = league(gathered), _counts(gathered)
    moved = counts.get("moved", 0)
    notes = [f"{len(found):,} of {moved:,} that moved."] if len(found) < moved else []
    return Report(
        title(gathered, "slippage"),
        [
            Table(
                columns,
                found,
                title="Moved from their baseline",
                notes=notes,
                empty="No milestone has moved from its baseline.",
            ),
            _programmes(gathered),
            *_groups(gathered),
        ],
        [_measures(counts), *coverage(gathered)],
    )


def league(gathered: Gathered) -> list[Document]:
    """Return the milestones that moved or are overdue, the latest first; at most `top` of them."""
    found = sorted(rows(gathered), key=lambda milestone: -(milestone["slippage_days"] or 0))
    return found[: gathered.options.get("top")]


def _counts(gathered: Gathered) -> Document:
    return added_of(gathered.read, lambda part: {key: part[key] for key in _COUNTS}) or {}


def _totals(gathered: Gathered) -> Document:
    unread = [outcome.label for outcome in gathered.unread]
    return {"totals": _counts(gathered) | {"unread": unread}}


def _shares(counts: Document) -> Document:
    hit, index = _share(counts, "on_time"), _share(counts, "complete_with_baseline")
    return {"hit_rate": ratio(hit), "bei": ratio(index)}


def _share(counts: Document, key: str) -> Fraction | None:
    """Return a count as a share of the milestones that were due by their baseline."""
    due = counts.get("due_by_baseline")
    return Fraction(counts[key], due) if due else None


def _measures(counts: Document) -> str:
    hit, index = _share(counts, "on_time"), _share(counts, "complete_with_baseline")
    complete = counts.get("complete_with_baseline", 0)
    return measures_text(counts.get("due_by_baseline", 0), complete, hit, index)


def _programmes(gathered: Gathered) -> Table:
    def worst(outcome: Outcome) -> int:
        return -(outcome.part["worst_days"] or 0)

    return Table(
        (
            Column("id", "Id", of=lambda outcome: outcome.id, shown=False),
            Column("name", "Programme", of=lambda outcome: outcome.name),
            *(
                Column(key, text, Kind.COUNT, of=piece(key))
                for key, text in (
                    ("total", "Milestones"),
                    ("complete", "Complete"),
                    ("overdue", "Late"),
                    ("slipped", "Slipped"),
                )
            ),
            Column("worst_days", "Worst", Kind.SLIP, of=piece("worst_days")),
            Column("mean_days", "Mean", Kind.SLIP, of=_mean),
        ),
        sorted(gathered.read, key=worst),
        title="By programme",
        notes=["Worst and mean: days from baseline over all milestones, early ones too."],
    )


def _groups(gathered: Gathered) -> list[Table]:
    def worst(inside: Gathered) -> int | None:
        slips = [outcome.part["worst_days"] for outcome in inside.read]
        return max((slip for slip in slips if slip is not None), default=None)

    columns = (
        *(
            Column(key, text, Kind.COUNT, of=_counted(key))
            for key, text in (("total", "Milestones"), ("overdue", "Late"), ("slipped", "Slipped"))
        ),
        Column("worst_days", "Worst", Kind.SLIP, of=worst),
        Column("hit_rate", "Hit rate", Kind.PERCENT, of=_percent_of("on_time")),
        Column("bei", "BEI", Kind.SCORE, of=_index_of),
    )
    return group_tables(gathered, columns)


def _counted(key: str) -> Any:
    return lambda inside: _counts(inside).get(key, 0)


def _percent_of(key: str) -> Any:
    def take(inside: Gathered) -> Decimal | None:
        share = _share(_counts(inside), key)
        return None if share is None else Decimal(share.numerator) * 100 / share.denominator

    return take


def _index_of(inside: Gathered) -> Fraction | None:
    return _share(_counts(inside), "complete_with_baseline")


def _mean(outcome: Outcome) -> Decimal | None:
    mean = outcome.part["mean_days"]
    return None if mean is None else Decimal(str(mean))

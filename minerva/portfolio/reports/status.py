"""The status of many programmes: a line each, the groups, and what it all comes to."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.findings import findings_at
from minerva.model import money
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.reports.groups import group_tables, grouped, money_columns
from minerva.portfolio.reports.rows import amount, coverage, piece, title
from minerva.portfolio.sums import added_of, totals
from minerva.position import Position
from minerva.position.milestones import Rating, days
from minerva.views import status
from minerva.views.decisions import decisions_of
from minerva.views.document import Document
from minerva.views.table import Column, Kind, Report, Table

_RATIOS: Final = ("hit_rate", "bei")


class Together(Struct, frozen=True):
    """Several programmes as one row: a group, or all whose money can be added."""

    name: str
    gathered: Gathered


def part(position: Position, options: Mapping[str, Any]) -> Document:
    """Return the line of a programme: its status, why, the next decision, and how old it is.

    Without `with_tender` it rests on no score of a tender that still runs.
    """
    if not options.get("with_tender"):
        position = position.for_everybody()
    found = findings_at(position)
    whole = status.document(position, findings=found)
    decisions = decisions_of(position, found)
    decision = decisions[0] if decisions else None
    return {
        "updated": whole["programme"]["updated"],
        "rating": whole["rating"],
        "reason": status.headline(position),
        "milestones": whole["milestones"] | {"worst_days": position.counts.worst_days},
        "savings": whole["savings"],
        "decision": decision
        and {
            "subject": decision.worst.subject,
            "message": decision.message,
            "next": decision.worst.hint,
        },
        "age_days": position.age_days,
        "findings": whole["findings"],
        "withheld": sorted(position.withheld),
    }


def document(gathered: Gathered) -> Document:
    """Return the status of a portfolio as a JSON document."""
    return (
        gathered.heading()
        | {"name": gathered.name, "rating": _rating(gathered)}
        | {"programmes": gathered.programmes()}
        | grouped(gathered, _sums)
        | _sums(gathered)
    )


def report(gathered: Gathered) -> Report:
    """Return a row a programme, what they come to, and a row a group."""
    several = len(list(gathered.by_money())) > 1
    tables = [_programmes(gathered, several=several), *_groups(gathered)]
    return Report(title(gathered, "status"), tables, [headline(gathered), *coverage(gathered)])


def headline(gathered: Gathered) -> str:
    """Say how many programmes have each rating."""
    ratings = [outcome.part["rating"] for outcome in gathered.read]
    parts = [
        f"{ratings.count(rating):,} {rating or 'not rated'}"
        for rating in (*(rating.value for rating in Rating), None)
        if rating in ratings
    ]
    return f"{', '.join(parts).capitalize()}." if parts else "No programme could be read."


def _rating(gathered: Gathered) -> str | None:
    """Return the worst rating of the programmes that could be read and have one."""
    ratings = [
        Rating(outcome.part["rating"]) for outcome in gathered.read if outcome.part["rating"]
    ]
    worst = min(ratings, key=lambda rating: rating.urgency, default=None)
    return worst and worst.value


def _sums(gathered: Gathered) -> Document:
    milestones = added_of(gathered.read, lambda part: part["milestones"]) or {}
    worst = [
        outcome.part["milestones"]["worst_days"]
        for outcome in gathered.read
        if outcome.part["milestones"]["worst_days"] is not None
    ]
    counted = {key: value for key, value in milestones.items() if key not in _RATIOS}
    return {
        "milestones": counted
        | {
            "worst_days": max(worst, default=None),
            "unread": [outcome.label for outcome in gathered.unread],
        },
        "totals": totals(gathered, lambda part: part["savings"]),
        "findings": added_of(gathered.read, lambda part: part["findings"]) or {},
    }


def _programmes(gathered: Gathered, *, several: bool) -> Table:
    columns = (
        Column("id", "Id", of=lambda outcome: outcome.id, shown=False),
        Column("path", "Path", of=lambda outcome: outcome.path, shown=False),
        Column("money", "Money", of=_money_of, shown=False),
        Column(
            "name",
            "Programme",
            of=lambda outcome: outcome.name,
            total=lambda together: together.name,
        ),
        Column("rating", "Rating", Kind.RATING, of=rating_of, total=_rating_of_all),
        Column("reason", "Why", of=_reason, under="name"),
        Column("done", "Done", of=_done, total=_done_of_all),
        _count("total", "Milestones", shown=False),
        _count("complete", "Complete", shown=False),
        _count("overdue", "Late"),
        Column(
            "worst_days",
            "Slip",
            Kind.SLIP,
            of=piece("milestones", "worst_days"),
            total=lambda together: _sums(together.gathered)["milestones"]["worst_days"],
        ),
        _money("full_year", "Full year"),
        _money("target", "Target", shown=False),
        _money("variance", "Against target", Kind.VARIANCE, shown=False),
        _money("realised", "Realised"),
        _money("validated", "Validated"),
        Column("decision", "Next decision", of=_decision, under="name"),
        Column("against", "Against the target", of=_against, under="name"),
        Column("age_days", "Age", Kind.COUNT, of=piece("age_days"), shown=False),
    )
    every = {
        label: Together(label, replace(gathered, outcomes=outcomes))
        for label, outcomes in gathered.by_money()
    }
    notes = [
        "Done: milestones complete. Late: overdue. Slip: the worst, in days. Money in "
        + " and ".join(dict.fromkeys(_symbol(label) for label in every))
        + ".",
        *_not_known(gathered),
    ]
    if several:
        headings = {label: label for label in every} | {"": "Not read"}
        return Table(
            columns,
            sorted(gathered.outcomes, key=lambda outcome: not outcome.read),
            group="money",
            headings=headings,
            whole=every,
            notes=notes,
        )
    whole = {None: Together("All", gathered)} if every else {}
    return Table(columns, gathered.outcomes, whole=whole, notes=notes if every else [])


def _groups(gathered: Gathered) -> list[Table]:
    counted = Column(
        "overdue",
        "Late",
        Kind.COUNT,
        of=lambda inside: _sums(inside)["milestones"].get("overdue"),
    )
    keys = (("full_year", "Full year"), ("realised", "Realised"), ("validated", "Validated"))
    columns = (
        Column("rating", "Rating", Kind.RATING, of=_worst),
        Column("done", "Done", of=lambda inside: _done_of_all(Together("", inside))),
        counted,
        *money_columns(lambda part: part["savings"], keys, "full_year"),
    )
    return group_tables(gathered, columns)


def _count(key: str, text: str, *, shown: bool = True) -> Column:
    return Column(
        key,
        text,
        Kind.COUNT,
        of=piece("milestones", key),
        total=lambda together: _sums(together.gathered)["milestones"].get(key),
        shown=shown,
    )


def _money(key: str, text: str, kind: Kind = Kind.MONEY, *, shown: bool = True) -> Column:
    def total(together: Together) -> Decimal | None:
        outcomes = together.gathered.read
        value = added_of(outcomes, lambda part: part["savings"][key])
        return None if value is None else Decimal(str(value))

    return Column(key, text, kind, of=amount("savings", key), total=total, shown=shown)


def _money_of(outcome: Outcome) -> str:
    return outcome.money if outcome.read else ""


def _symbol(label: str) -> str:
    return money.symbol(label[:3]).strip()


def rating_of(outcome: Outcome) -> Rating | None:
    """Return the rating of a programme; None where it has none, or was not read."""
    rating = outcome.part["rating"] if outcome.read else None
    return rating and Rating(rating)


def _rating_of_all(together: Together) -> Rating | None:
    return _worst(together.gathered)


def _worst(gathered: Gathered) -> Rating | None:
    rating = _rating(gathered)
    return None if rating is None else Rating(rating)


def _reason(outcome: Outcome) -> str:
    if outcome.read:
        reason: str = outcome.part["reason"]
        _, _, why = reason.partition(": ")
        return why if outcome.part["rating"] in ("red", "amber") and why else ""
    number = len(outcome.problems)
    first = outcome.problems[0]["message"] if outcome.problems else ""
    return f"not read, {number:,} problem{'' if number == 1 else 's'}: {first}"


def _done(outcome: Outcome) -> str:
    if not outcome.read:
        return ""
    counts = outcome.part["milestones"]
    return f"{counts['complete']:,} of {counts['total']:,}"


def _done_of_all(together: Together) -> str:
    counts = _sums(together.gathered)["milestones"]
    return f"{counts['complete']:,} of {counts['total']:,}" if "total" in counts else ""


def _decision(outcome: Outcome) -> str:
    decision = outcome.part["decision"] if outcome.read else None
    return f"decide: {decision['message']}" if decision else ""


def _against(outcome: Outcome) -> str:
    """Say how the full-year effect stands against the target, and how old the data is."""
    if not outcome.read:
        return ""
    parts = []
    savings, currency = outcome.part["savings"], outcome.about["currency"]
    if savings["target"] is not None and savings["variance"] is not None:
        variance = Decimal(str(savings["variance"]))
        by = money.format_money(abs(variance), currency)
        target = money.format_money(Decimal(str(savings["target"])), currency)
        parts.append(f"{by} {'short of' if variance < 0 else 'over'} its target of {target}")
    if (age := outcome.part["age_days"]) is not None and age >= 0:
        parts.append(f"data of {days(age)} ago")
    return "; ".join(parts)


def _not_known(gathered: Gathered) -> list[str]:
    unknown = added_of(gathered.read, lambda part: part["savings"]["unknown"]) or []
    if not unknown:
        return []
    return [f"Savings not known, and in no total: {', '.join(unknown)}."]

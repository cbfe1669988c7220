"""The whole of a position in one document: what the reports say, and the facts they rest on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from minerva.findings import findings_at
from minerva.model.programme import (
    MILESTONE_TEXTS,
    Cost,
    Milestone,
    ProgrammeDetails,
    Saving,
    YearLabel,
)
from minerva.position import Position
from minerva.position.costs import CostPosition
from minerva.position.rounding import pounds
from minerva.position.savings import SavingPosition
from minerva.position.trend import trends_at
from minerva.views import (
    check,
    costs,
    indicators,
    milestones,
    options,
    procurement,
    register,
    register_tables,
    savings,
    trend,
)
from minerva.views.document import Document, entries, heading, money, put_window
from minerva.views.milestones import cancelled_document, cancelled_in
from minerva.views.savings_year import CLAIM_COLUMNS, ClaimPosition, claims_at

CLAIM_KEYS: Final = (
    *("id", "workstream", "name", "year", "on", "amount"),
    *("validated", "validated_on", "by", "evidence"),
)
"""The keys of a claim in a document; its `id` is that of the saving."""


def document(position: Position, made_by: str) -> Document:
    """Return everything that was known on the day as a JSON document, and who made it.

    Each part has the shape that the report of its name has by itself.
    """
    found = check.document(check.Verdict(position, findings_at(position)))
    return (
        heading(position)
        | {"made_by": made_by, "programme": _brief(position.programme.details)}
        | {
            "workstreams": [
                {
                    "id": workstream.id,
                    "name": workstream.name,
                    "owner": workstream.owner,
                    "description": workstream.description,
                    "closed": _by(workstream.closed, position),
                    "renamed": [
                        {"on": renaming.on, "from": renaming.from_}
                        for renaming in workstream.renamed
                        if renaming.on <= position.as_of
                    ],
                    "source": workstream.source,
                    "note": workstream.note,
                }
                for workstream in position.chosen
            ],
            "milestones": list(_milestones(position)),
            "cancelled": [_cancelled(record, position) for record in cancelled_in(position)],
            "savings": _savings(position),
            "claims": entries(CLAIM_COLUMNS, claims(position), CLAIM_KEYS),
        }
        | _without_heading(position, procurement.document(position))
        | _without_heading(position, options.document(position))
        | {"costs": _costs(position)}
        | _without_heading(position, register.document(position, everything=True))
        | {"assessments": register_tables.assessment_documents(position)}
        | _without_heading(position, indicators.document(position))
        | {"findings": found["findings"], "summary": found["summary"]}
    )


def claims(position: Position) -> list[ClaimPosition]:
    """Return every claim made by the day, in the order of the file."""
    return [
        claim for saving in position.savings.savings for claim in claims_at(saving, position.as_of)
    ]


def _brief(details: ProgrammeDetails) -> Document:
    start = details.financial_year_starts
    document: Document = {
        "id": details.id,
        "name": details.name,
        "organisation": details.organisation,
        "currency": details.currency,
        "financial_year_starts": f"{start.month:02}-{start.day:02}",
    }
    put_window(document, "launched", details.launched)
    target = details.target
    return document | {
        "timezone": details.timezone,
        "accounts_close": details.accounts_close and str(details.accounts_close),
        "tolerance": details.tolerance and str(details.tolerance),
        "updated": details.updated,
        "validator": details.validator,
        "target": target
        and {
            "full_year": money(target.full_year),
            "from": target.from_,
            "cost_base": money(target.cost_base),
            "investment": money(target.investment),
        },
    }


def _by(day: date | None, position: Position) -> date | None:
    """Return a day that has come by the day of a position, else None."""
    return day if day is not None and day <= position.as_of else None


def _cancelled(record: Milestone, position: Position) -> Document:
    """Return a milestone that was given up, as it was and why."""
    document = cancelled_document(record)
    put_window(document, "original_baseline", record.baseline)
    written = position.records_in_files[record.id]
    return document | _facts(written) | {"moved": moves_of(record, position)}


def moves_of(record: Milestone | Saving, position: Position) -> list[Document]:
    """Return the moves of a record by the day, each with the workstream that it came from."""
    moved = []
    files = position.as_files_say
    written: Sequence[Any] = files.milestones if isinstance(record, Milestone) else files.savings
    last = next(other.workstream for other in written if other.id == record.id)
    for move in sorted(record.moved, key=lambda move: move.on):
        if move.on <= position.as_of:
            moved.append({"on": move.on, "from": last, "to": move.to, "reason": move.reason})
            last = move.to
    return moved


def _milestones(position: Position) -> Iterator[Document]:
    """Yield each milestone: its figures, what the file says besides, and what was stated when."""
    chosen = milestones.choose_all(position, (), None)
    figures = entries(milestones.COLUMNS, chosen, milestones.KEYS)
    dated = milestones.choose(position, (), None)
    histories = trend.document(position, trends_at(dated, position.programme.details))
    stated = {history["id"]: history["statements"] for history in histories["milestones"]}
    for milestone, document in zip(chosen, figures, strict=True):
        record = milestone.record
        agreed = record.tolerance or position.programme.details.tolerance
        tolerance = {"tolerance": agreed and str(agreed)}
        statements = {"statements": stated.get(record.id, [])}
        moved = {"moved": moves_of(record, position) if record.moved else []}
        written = position.records_in_files.get(record.id, record)
        yield document | tolerance | _facts(written) | moved | statements


def _facts(milestone: Milestone) -> Document:
    texts = {key: getattr(milestone, key) for key in MILESTONE_TEXTS}
    facts: Document = {
        "deadline_reason": milestone.deadline_reason,
        "ref": milestone.ref,
        "after": [
            {"milestone": predecessor.milestone, "lag": str(predecessor.lag)}
            for predecessor in milestone.after
        ],
    }
    return facts | texts


def _savings(position: Position) -> Document:
    """Return the savings, each with what was agreed and stated of it besides its figures."""
    document = _without_heading(position, savings.document(position))
    lines = zip(document["lines"], position.savings.savings, strict=True)
    facts = [line | _facts_of_saving(saving, position) for line, saving in lines]
    return document | {"lines": facts}


def _facts_of_saving(saving: SavingPosition, position: Position) -> Document:
    record, stated = saving.record, saving.start_stated
    full_year = saving.statements.full_year(saving.budgets[-1].since)
    return {
        "starts_with": record.starts_with,
        "replaces": record.replaces,
        "one_off_cost": money(record.one_off_cost),
        "agreed": {
            "full_year": money(record.full_year),
            "starts": record.starts,
            "plan": _amounts(record.plan),
        },
        "rebudgets": [
            {
                "on": rebudget.on,
                "approved_by": rebudget.approved_by,
                "from": rebudget.from_,
                "full_year": money(rebudget.full_year),
                "starts": rebudget.starts,
                "plan": _amounts(rebudget.plan),
                "reason": rebudget.reason,
                "source": rebudget.source,
                "note": rebudget.note,
            }
            for rebudget in record.rebudget
            if rebudget.on <= saving.as_of
        ],
        "stated": {
            "full_year": None if full_year is None else money(pounds(full_year)),
            "starts": stated and stated.starts,
            "years": _amounts(saving.stated_years),
        },
        "moved": moves_of(record, position) if record.moved else [],
        "source": record.source,
        "note": record.note,
    }


def _costs(position: Position) -> Document:
    """Return the costs by year, each with what was agreed, stated and spent."""
    document = _without_heading(position, costs.document(position))
    lines = zip(document["lines"], position.costs.costs, strict=True)
    return document | {"lines": [line | _facts_of_cost(position, cost) for line, cost in lines]}


def _facts_of_cost(position: Position, cost: CostPosition) -> Document:
    year = position.programme.details.financial_year_starts.year
    return {
        "owner": cost.owner,
        "one_off": not isinstance(cost.record, Cost),
        "stated": {
            year(number).label: money(pounds(amount))
            for number, amount in sorted(cost.stated.items())
        },
    }


def _amounts(years: Mapping[YearLabel, Decimal]) -> Document:
    return {label: money(amount) for label, amount in years.items()}


def _without_heading(position: Position, document: Document) -> Document:
    return {key: value for key, value in document.items() if key not in heading(position)}

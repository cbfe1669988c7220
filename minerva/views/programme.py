"""The whole of a position in one document: what the reports say, and the facts they rest on."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from minerva.findings import findings_at
from minerva.model.programme import MILESTONE_TEXTS, Cost, Milestone, ProgrammeDetails, YearLabel
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
                    "source": workstream.source,
                    "note": workstream.note,
                }
                for workstream in position.chosen
            ],
            "milestones": list(_milestones(position)),
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
        yield document | tolerance | _facts(record) | statements


def _facts(milestone: Milestone) -> Document:
    texts = {key: getattr(milestone, key) for key in MILESTONE_TEXTS}
    facts: Document = {
        "deadline_reason": milestone.deadline_reason,
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
    return document | {"lines": [line | _facts_of_saving(saving) for line, saving in lines]}


def _facts_of_saving(saving: SavingPosition) -> Document:
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
            }
            for rebudget in record.rebudget
            if rebudget.on <= saving.as_of
        ],
        "stated": {
            "full_year": None if full_year is None else money(pounds(full_year)),
            "starts": stated and stated.starts,
            "years": _amounts(saving.stated_years),
        },
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

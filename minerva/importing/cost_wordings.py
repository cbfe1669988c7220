"""The wordings of headings of costs: what brings the savings about, by financial year.

They read as those of `wordings` do, which puts them beside the others.
"""

import re
from collections.abc import Mapping
from typing import Final

USUAL: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset({"id", "cost id", "unique id", "uid", "minerva id"}),
    "name": frozenset(
        {
            *("cost", "costs", "cost name", "cost title", "cost description", "cost line"),
            *("description of cost", "description of costs", "cost item", "item of cost"),
            *("one off cost", "one off costs", "transition cost", "transition costs"),
            *("implementation cost", "implementation costs", "transformation cost"),
            *("transformation costs", "investment", "investment line", "spend item", "cost type"),
            *("expenditure", "expenditure item", "expenditure line", "name", "title"),
        }
    ),
    "workstream": frozenset({"workstream", "work stream", "workstream id"}),
    "saving": frozenset(
        {
            *("saving", "savings", "saving id", "for saving", "linked saving", "related saving"),
            *("saving supported", "savings line", "saving name", "benefit", "linked benefit"),
        }
    ),
    "owner": frozenset(
        {
            *("owner", "cost owner", "lead", "lead officer", "responsible officer"),
            *("responsible", "accountable", "accountable officer", "budget holder"),
            *("budget manager", "responsible owner"),
        }
    ),
    "note": frozenset({"note", "notes", "comment", "comments", "remarks", "commentary"}),
    "source": frozenset({"source", "reference document", "evidence"}),
}
LOOSE: Final[Mapping[str, frozenset[str]]] = {
    "id": frozenset(
        {"ref", "reference", "no", "number", "cost ref", "cost reference", "ref no", "code"}
        | {"reference number", "project code"}
    ),
    "name": frozenset(
        {"description", "line", "item", "project", "scheme", "initiative", "project name"}
    ),
    "workstream": frozenset(
        {
            *("workstream name", "stream", "theme", "area", "department", "directorate"),
            *("service", "service area", "portfolio", "division", "group", "directorate name"),
        }
    ),
}
OF_YEAR: Final[Mapping[str, frozenset[str]]] = {
    "budget": frozenset(
        {
            *("", "budget", "budgeted", "plan", "planned", "agreed", "approved", "allocation"),
            *("cost", "costs", "planned cost", "planned costs", "budgeted cost", "cost budget"),
            *("approved budget", "agreed budget", "original budget", "approved cost", "amount"),
            *("planned spend", "budgeted spend", "budget cost", "estimated cost", "value"),
            *("one off cost", "one off costs", "investment", "profile", "profiled", "allocated"),
        }
    ),
    "forecast": frozenset(
        {
            *("forecast", "forecast outturn", "outturn", "outturn forecast", "projected"),
            *("expected", "forecast cost", "forecast costs", "forecast spend", "projection"),
            *("projected cost", "projected costs", "projected spend", "latest forecast"),
            *("current forecast", "revised forecast", "projected outturn", "expected cost"),
            *("year end forecast", "full year forecast", "forecast year end", "expected outturn"),
            *("forecast expenditure", "projected expenditure", "in year forecast"),
        }
    ),
    "spent": frozenset(
        {
            *("spent", "spend", "spent to date", "spend to date", "actual", "actuals"),
            *("actual spend", "actual cost", "actual costs", "actual to date", "spending"),
            *("actuals to date", "actual spend to date", "ytd", "year to date", "ytd spend"),
            *("actual ytd", "ytd actual", "expenditure", "expenditure to date", "paid"),
            *("actual expenditure", "paid to date", "incurred", "incurred to date"),
            *("cost to date", "costs to date", "spend ytd", "amount spent"),
        }
    ),
}
"""The wordings beside a financial year: `Spent 2024/25`, `2024/25 budget`."""
MARKS: Final = frozenset(OF_YEAR)
NO_MONEY: Final = ("id", "workstream", "owner", "saving")
"""The keys whose columns hold no amounts."""

SAYS_COST: Final = re.compile(
    r"\b(?:costs?|spend|spent|spending|expenditure|investment|incurred)\b", re.IGNORECASE
)
"""A word that says that rows are costs."""
SAYS_SAVING: Final = re.compile(
    r"\b(?:savings?|benefits?|efficienc(?:y|ies)|cashable|income)\b", re.IGNORECASE
)
"""A word that says that they are savings."""

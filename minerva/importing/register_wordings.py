"""The headings of risk logs, action logs and scorecards, and how they are told from other rows."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from minerva.importing.grid import Kind
from minerva.model.errors import MinervaError
from minerva.model.periods import parse_period

REGISTER_ROWS: Final[Sequence[Kind]] = ("risks", "actions", "indicators")

_WORKSTREAM: Final = frozenset(
    {
        *("workstream", "work stream", "workstream id", "project", "area", "theme", "stream"),
        *("service", "service area", "directorate", "department", "team", "division"),
    }
)
_OWNER: Final = frozenset(
    {
        *("owner", "lead", "responsible", "accountable", "assigned to", "assignee", "by whom"),
        *("responsible officer", "lead officer", "responsible owner", "person responsible"),
    }
)
_RAISED: Final = frozenset(
    {
        *("raised", "date raised", "raised on", "date identified", "identified", "date logged"),
        *("logged", "opened", "date opened", "opened on", "created", "date added", "created on"),
    }
)
_NOTE: Final = frozenset(
    {
        *("note", "notes", "comment", "comments", "commentary", "remarks", "update", "progress"),
        *("latest update", "progress update", "mitigation", "mitigating actions"),
    }
)
_STATUS: Final = frozenset({"status", "state"})

USUAL: Final[Mapping[Kind, Mapping[str, frozenset[str]]]] = {
    "risks": {
        "id": frozenset({"id", "risk id", "risk ref", "risk no", "risk number", "risk reference"}),
        "name": frozenset({"risk", "name", "risk name", "risk title", "title"}),
        "workstream": _WORKSTREAM,
        "owner": _OWNER | {"risk owner"},
        "raised": _RAISED,
        "cause": frozenset({"cause", "causes", "risk cause", "trigger"}),
        "effect": frozenset({"effect", "effects", "consequence", "consequences"}),
        "milestones": frozenset({"milestones", "milestone", "affected milestones"}),
        "savings": frozenset({"savings", "affected savings"}),
        "probability": frozenset(
            {
                *("probability", "likelihood", "chance", "probability percent", "risk probability"),
                *("likelihood percent", "percent probability", "percent likelihood"),
                *("probability of occurrence", "likelihood of occurrence", "risk likelihood"),
            }
        ),
        "delay": frozenset({"delay", "schedule impact", "time impact", "delay if it happens"}),
        "delay_low": frozenset({"delay low", "minimum delay", "delay min", "least delay"}),
        "delay_high": frozenset({"delay high", "maximum delay", "delay max", "most delay"}),
        "money": frozenset(
            {"money", "cost impact", "financial impact", "cost", "loss", "financial exposure"}
        ),
        "money_low": frozenset({"money low", "minimum cost", "cost low", "cost min", "low cost"}),
        "money_high": frozenset(
            {"money high", "maximum cost", "cost high", "cost max", "high cost"}
        ),
        "response": frozenset({"response", "risk response", "treatment", "response type"}),
        "status": _STATUS | {"risk status"},
        "closed": frozenset({"closed", "date closed", "closed on", "closed date", "closure date"}),
        "note": _NOTE,
    },
    "actions": {
        "id": frozenset({"id", "action id", "action ref", "action no", "action number"}),
        "name": frozenset({"action", "name", "action name", "action title", "title"}),
        "workstream": _WORKSTREAM,
        "owner": _OWNER | {"action owner", "who"},
        "raised": _RAISED,
        "due": frozenset(
            {
                *("due", "due date", "date due", "by when", "target date", "deadline", "when"),
                *("target completion date", "due by", "target"),
            }
        ),
        "done": frozenset(
            {
                *("done", "date done", "date completed", "completed", "completed on", "closed"),
                *("date closed", "completion date", "closed on", "done on", "actual"),
                *("completed date", "actual completion date", "closed date"),
            }
        ),
        "status": _STATUS | {"action status"},
        "about": frozenset({"about", "relates to", "related to", "risk id", "linked risk"}),
        "note": _NOTE,
    },
    "indicators": {
        "id": frozenset({"indicator id", "minerva id"}),
        "ref": frozenset({"ref", "ref no", "reference", "indicator ref", "no", "number", "id"}),
        "name": frozenset(
            {
                *("indicator", "name", "indicator name", "indicator description", "measure"),
                *("kpi", "performance indicator", "performance measure", "title"),
            }
        ),
        "workstream": _WORKSTREAM,
        "owner": _OWNER | {"indicator owner"},
        "unit": frozenset({"unit", "units", "unit of measure", "measured in"}),
        "better": frozenset(
            {"polarity", "better", "good is", "good performance is", "good performance"}
        ),
        "amber_within": frozenset({"amber within", "tolerance", "amber tolerance"}),
        "benchmark": frozenset({"benchmark"}),
        "target": frozenset({"target"}),
        "actual": frozenset({"actual"}),
        "note": _NOTE - {"progress"},
    },
}
LOOSE: Final[Mapping[Kind, Mapping[str, frozenset[str]]]] = {
    "risks": {
        "id": frozenset({"ref", "reference", "no", "number"}),
        "name": frozenset({"description", "risk description", "description of risk", "summary"}),
        "raised": frozenset({"date"}),
    },
    "actions": {
        "id": frozenset({"ref", "reference", "no", "number"}),
        "name": frozenset(
            {"description", "action description", "summary", "task", "what", "action required"}
        ),
        "raised": frozenset({"date"}),
    },
    "indicators": {"name": frozenset({"description"})},
}
MARKS: Final[Mapping[Kind, frozenset[str]]] = {
    "risks": frozenset({"probability"}),
    "actions": frozenset({"due", "done"}),
    "indicators": frozenset({"better", "actual", "benchmark"}),
}
"""The keys that such rows have beside a name."""
NAMES: Final[Mapping[Kind, frozenset[str]]] = {
    "risks": frozenset({"risk", "risk name", "risk title", "risk description"}),
    "actions": frozenset({"action", "action name", "action title", "action description"}),
    "indicators": frozenset({"indicator", "indicator name", "indicator description", "kpi"}),
}
"""The headings of a name that say what the rows are."""

_YEAR: Final = r"(?:fy\s*)?((?:19|20)[0-9]{2})(?:\s*[/–_-]\s*((?:20)?[0-9]{2}))?"
_QUARTER: Final = r"(?:q(?:tr|uarter)?\s*([1-4])|([1-4])(?:st|nd|rd|th) quarter)"
_OF_QUARTER: Final = re.compile(
    rf"(?<!\w){_QUARTER}[\s,-]*{_YEAR}(?![0-9])|(?<!\w){_YEAR}[\s,-]*{_QUARTER}(?!\w)"
)
_OF_YEAR: Final = re.compile(rf"(?<![0-9]){_YEAR}(?![0-9/–-])")
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_OF_MONTH: Final = re.compile(
    rf"(?<!\w)({'|'.join(_MONTHS)})[a-z]*[\s'-]*((?:19|20)[0-9]{{2}})(?![0-9])"
)
_ACTUAL: Final = re.compile(r"\b(actuals?|outturn|result|performance|value)\b")
_NO_ACTUAL: Final = re.compile(
    r"\b(rag|status|rating|direction|travel|trend|variance|target|forecast|average|rank|quartile)\b"
)
_BENCHMARK: Final = re.compile(r"\b(average|benchmark|national|neighbours?|comparators?|median)\b")


@lru_cache(maxsize=4096)
def label_of_indicators(heading: str, *, calendar: bool) -> str | None:
    """Return the key of a heading of a scorecard, with its period: `actual 2014/15-Q1`.

    A benchmark is named after the whole heading. None for a heading of something else. A quarter
    of a year that may be a calendar or a financial one has no period here: `--map` says it.
    """
    text = " ".join(heading.lower().split())
    if _BENCHMARK.search(text) and not re.search(r"\b(target|rank|quartile)\b", text):
        return f"benchmark {' '.join(heading.split())}"
    period, rest = _period_in(text, calendar=calendar)
    if period is None:
        return None
    if re.search(r"\btarget\b", rest) and not re.search(r"\b(rag|status|variance)\b", rest):
        return f"target {period}"
    if _NO_ACTUAL.search(rest):
        return None
    words = re.findall(r"[a-z]{3,}", rest)
    return f"actual {period}" if not words or _ACTUAL.search(rest) else None


def label_named(key: str) -> str | None:
    """Return what `--map` names of a scorecard with a period or a name; None for a plain key."""
    word, _, rest = key.partition(" ")
    if word not in ("actual", "target", "benchmark") or not rest.strip():
        return None
    if word != "benchmark":
        try:
            parse_period(rest.strip())
        except MinervaError:
            return None
    return f"{word} {rest.strip()}"


def _period_in(text: str, *, calendar: bool) -> tuple[str | None, str]:
    """Return the period that a heading names as the files write it, and the rest of the words."""
    if found := _OF_QUARTER.search(text):
        *quarters, year, after, year_2, after_2, third, fourth = found.groups()
        label = _year(year or year_2, after or after_2, calendar=calendar)
        quarter = next(filter(None, (*quarters, third, fourth)))
        written = label and f"{label}-Q{quarter}"
    elif found := _OF_MONTH.search(text):
        written = f"{found[2]}-{_MONTHS.index(found[1]) + 1:02d}"
    elif found := _OF_YEAR.search(text):
        written = _year(found[1], found[2], calendar=calendar)
    else:
        return None, text
    return written, f"{text[: found.start()]} {text[found.end() :]}"


def _year(first: str, after: str | None, *, calendar: bool) -> str | None:
    """Return a financial year as it is written; None where it may be of another kind."""
    if after is None:
        return first if calendar else None
    if calendar or (int(first) + 1) % 100 != int(after[-2:]):
        return None
    return f"{first}/{after[-2:]}"

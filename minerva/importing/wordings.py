"""What a heading says: its words, a year, a unit; and the wordings that are known for each key.

A wording is in lower case, without punctuation, units and years. Those of `USUAL` are sure;
those of `LOOSE` count only where no surer heading is there for the key.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.importing import cost_wordings, register_wordings
from minerva.importing.grid import Kind

USUAL: Final[Mapping[Kind, Mapping[str, frozenset[str]]]] = {
    "milestones": {
        "id": frozenset(
            {
                *("id", "milestone id", "unique id", "uid", "minerva id", "activity id"),
                *("issue key", "work item id"),
            }
        ),
        "name": frozenset(
            {
                *("name", "milestone name", "task name", "milestone title", "title"),
                *("name of milestone", "subject", "activity name"),
            }
        ),
        "workstream": frozenset({"workstream", "work stream", "workstream id"}),
        "baseline": frozenset(
            {
                *("baseline", "baseline finish", "baseline date", "baseline end", "baselined"),
                *("baseline finish date", "baseline end date", "baseline due date", "bl finish"),
                *("planned", "planned finish", "planned date", "planned end", "plan date"),
                *("planned finish date", "planned end date", "planned completion", "plan finish"),
                *("planned completion date", "agreed date", "date agreed", "due", "due date"),
                *("date due", "target date", "target", "target completion date"),
                *("bl project finish", "primary baseline finish"),
            }
        ),
        "original_baseline": frozenset(
            {"original baseline", "original date", "original finish", "first baseline"}
        ),
        "forecast": frozenset(
            {
                *("forecast", "forecast finish", "forecast date", "forecast end", "finish"),
                *("forecast finish date", "forecast end date", "forecast completion"),
                *("forecast completion date", "current forecast", "latest forecast"),
                *(
                    "current forecast date",
                    "latest forecast date",
                    "revised date",
                    "revised finish",
                ),
                *("revised forecast", "revised due date", "finish date", "new date", "fcst", "eta"),
            }
        ),
        "actual": frozenset(
            {
                *("actual", "actual finish", "actual date", "actual end", "actual completion"),
                *("actual finish date", "actual end date", "actual completion date"),
                *("completed on", "completed date", "date completed", "completion date"),
                *("date achieved", "achieved", "achieved on", "done on", "date done", "delivered"),
                *("delivered on", "date delivered", "completed at", "resolved", "resolved at"),
                *("resolved on", "date resolved", "resolution date", "closed", "closed at"),
                *("closed on", "date closed", "closed date", "finished on", "done date"),
            }
        ),
        "percent": frozenset(
            {
                *("percent complete", "complete", "percent", "progress", "percentage complete"),
                *("pct complete", "percent work complete", "percent done", "completion"),
            }
        ),
        "status": frozenset({"status", "state", "milestone status"}),
        "deadline": frozenset({"deadline", "hard deadline", "must finish on", "immovable date"}),
        "deadline_reason": frozenset({"deadline reason", "reason for deadline"}),
        "tolerance": frozenset({"tolerance", "time tolerance"}),
        "after": frozenset(
            {
                *("after", "predecessors", "predecessor", "depends on", "dependencies"),
                *("dependency", "dependent on", "follows"),
            }
        ),
        "owner": frozenset(
            {
                *("owner", "milestone owner", "lead", "responsible", "accountable"),
                *("milestone lead", "assigned to", "resource names", "responsible officer"),
                *("assignee", "coordinator"),
            }
        ),
        "note": frozenset({"note", "notes", "comment", "comments", "remarks", "commentary"}),
        "source": frozenset({"source", "reference document", "evidence"}),
        "flag": frozenset({"is milestone", "milestone flag"}),
    },
    "savings": {
        "id": frozenset({"id", "saving id", "savings id", "unique id", "uid", "minerva id"}),
        "name": frozenset(
            {
                *("name", "saving", "saving name", "savings", "savings line", "title"),
                *("saving title", "savings title", "initiative", "scheme", "savings initiative"),
                *("saving line", "savings proposal", "saving description", "saving proposal"),
                *("savings description", "description of saving", "description of savings"),
                *("saving initiative", "savings scheme", "savings option", "budget saving"),
                *("budget proposal", "efficiency", "saving title and description"),
            }
        ),
        "workstream": frozenset({"workstream", "work stream", "workstream id"}),
        "category": frozenset({"category", "type", "saving type", "savings type", "kind"}),
        "cashable": frozenset(
            {
                *(
                    "cashable",
                    "is cashable",
                    "cashable non cashable",
                    "cashability",
                    "cashable y n",
                ),
                *("cashable or non cashable", "cashable or not", "cashable yes no"),
            }
        ),
        "recurring": frozenset(
            {
                *("recurring", "is recurring", "recurrent", "one off recurring", "permanence"),
                *("recurring one off", "one off or recurring", "recurring or one off"),
                *("one off ongoing", "ongoing one off", "one off or ongoing", "ongoing or one off"),
                *("permanent one off", "one off permanent", "permanent or one off", "recurrence"),
                *("one off or permanent", "recurrent non recurrent", "recurring non recurring"),
                *("recurring y n", "one off", "is one off", "one off y n", "ongoing", "permanent"),
            }
        ),
        "full_year": frozenset(
            {
                *("full year", "full year effect", "full year saving", "full year savings", "fye"),
                *("full year value", "full year amount", "annual saving", "annual savings"),
                *("saving per annum", "savings per annum", "recurring saving", "full year impact"),
                *("fye saving", "annual value", "full year benefit", "annual amount", "pa"),
                *("saving pa", "savings pa", "per annum"),
            }
        ),
        "starts": frozenset(
            {
                *("starts", "start", "start date", "starts on", "effective", "effective date"),
                *("effective from", "from", "takes effect", "in effect from", "begins"),
                *("saving starts", "date from"),
            }
        ),
        "ref": frozenset(
            {"other ref", "other reference", "external ref", "external reference", "finance ref"}
        ),
        "ends": frozenset(
            {"ends", "ends on", "end", "end date", "saving ends", "effective until", "last day"}
        ),
        "starts_with": frozenset(
            {"starts with", "linked milestone", "milestone", "start milestone", "dependent on"}
        ),
        "known_with": frozenset({"known with", "settled by", "settling milestone"}),
        "one_off_cost": frozenset(
            {
                *("one off cost", "one off costs", "cost to achieve", "investment"),
                *("implementation cost", "cost of implementation"),
            }
        ),
        "owner": frozenset(
            {
                *("owner", "saving owner", "savings owner", "lead", "lead officer", "saving lead"),
                *("responsible officer", "responsible", "accountable", "accountable officer"),
                *("budget holder", "savings lead", "responsible owner"),
            }
        ),
        "state": frozenset(
            {
                *("rag", "rag status", "rag rating", "state", "status", "delivery status"),
                *("delivery rag", "delivery state", "deliverability", "savings rag", "current rag"),
            }
        ),
        "note": frozenset({"note", "notes", "comment", "comments", "remarks", "commentary"}),
        "source": frozenset({"source", "reference document", "evidence"}),
    },
    "costs": cost_wordings.USUAL,
    **register_wordings.USUAL,
}

LOOSE: Final[Mapping[Kind, Mapping[str, frozenset[str]]]] = {
    "milestones": {
        "id": frozenset(
            {
                *("ref", "reference", "no", "number", "task id", "wbs", "milestone ref"),
                *("key", "issue id"),
            }
        ),
        "name": frozenset(
            {
                *("milestone", "task", "activity", "deliverable", "description", "event"),
                *("milestone description", "key milestone", "key milestones", "milestones"),
                *("task description", "activity name", "summary"),
            }
        ),
        "workstream": frozenset(
            {"workstream name", "project", "project name", "stream", "theme", "area", "workpackage"}
        ),
        "baseline": frozenset({"date", "milestone date", "end date", "end", "original plan"}),
        "forecast": frozenset({"expected", "expected date", "expected finish", "projected"}),
        "actual": frozenset({"completed", "done", "finished"}),
    },
    "savings": {
        "id": frozenset(
            {"ref", "reference", "no", "number", "saving ref", "savings ref", "ref no"}
            | {"reference number", "proposal ref", "saving reference", "savings reference", "code"}
        ),
        "name": frozenset(
            {"description", "line", "item", "project", "proposal", "benefit", "budget line"}
        ),
        "workstream": frozenset(
            {
                *("workstream name", "stream", "theme", "area", "department", "directorate"),
                *("service", "service area", "portfolio", "division", "group", "directorate name"),
            }
        ),
        "full_year": frozenset({"amount", "value", "total saving", "gross saving"}),
    },
    "costs": cost_wordings.LOOSE,
    **register_wordings.LOOSE,
}

OF_YEAR: Final[Mapping[str, frozenset[str]]] = {
    "plan": frozenset(
        {
            *("", "plan", "planned", "planned saving", "planned savings", "saving", "savings"),
            *("target", "budget", "budgeted", "profile", "profiled", "plan saving"),
            *("proposed", "proposal", "agreed", "approved", "savings proposal", "savings target"),
            *("proposed saving", "proposed savings", "target saving", "target savings", "amount"),
            *("budget saving", "budget savings", "budgeted saving", "budgeted savings", "value"),
            *("agreed saving", "agreed savings", "approved saving", "approved savings"),
            *("saving target", "planned amount", "in year target", "in year saving"),
        }
    ),
    "forecast": frozenset(
        {
            *(
                "forecast",
                "forecast outturn",
                "outturn",
                "outturn forecast",
                "projected",
                "expected",
            ),
            *("forecast saving", "forecast savings", "projected outturn", "latest forecast"),
            *("projected saving", "projected savings", "year end forecast", "forecast delivery"),
            *("current forecast", "revised forecast", "full year forecast", "projection"),
            *("forecast year end", "in year forecast", "expected outturn", "expected delivery"),
        }
    ),
    "realised": frozenset(
        {
            *("realised", "realized", "actual", "actuals", "delivered", "achieved", "claimed"),
            *("realised saving", "realised savings", "actual saving", "actual savings"),
            *("saving realised", "savings realised", "realised to date", "actual to date"),
            *("delivered to date", "achieved to date", "savings delivered", "saving delivered"),
            *("savings achieved", "saving achieved", "actuals to date", "ytd", "year to date"),
            *("actual ytd", "ytd actual", "delivered ytd", "delivered saving", "delivered savings"),
            *("achieved saving", "achieved savings", "actual delivered", "actual delivery"),
            *("savings achieved to date", "savings delivered to date", "claimed to date"),
        }
    ),
    "validated": frozenset(
        {
            *("validated", "verified", "confirmed", "signed off", "validated saving"),
            *("validated savings", "confirmed by finance", "validated to date"),
        }
    ),
}
"""The wordings beside a financial year: `Realised 2014/15`, `2014/15 plan`."""

AMOUNTS: Final[Mapping[Kind, Mapping[str, frozenset[str]]]] = {
    "savings": OF_YEAR,
    "costs": cost_wordings.OF_YEAR,
}
"""The kinds of rows with amounts by year, and the wordings of these."""

A_YEAR: Final = frozenset({"year", "financial year"})
"""The wordings of a column that says which year a row is for."""

FIRST_AGREED: Final = ("baseline", "original", "agreed", "baselined")
"""The words that say that a date is the one first agreed, and not just the only one there is."""

MARKS: Final[Mapping[Kind, frozenset[str]]] = {
    "milestones": frozenset(
        {"baseline", "original_baseline", "forecast", "actual", "percent", "deadline", "after"}
    ),
    "savings": frozenset({"full_year", "cashable", "recurring", "plan", "forecast"})
    | frozenset({"realised", "validated", "one_off_cost"}),
    "costs": cost_wordings.MARKS,
    **register_wordings.MARKS,
}
"""The keys that tell what rows are: milestones from savings, and either from a register."""

IMPACTS: Final = frozenset({"impact", "exposure", "value", "cost impact", "cost", "loss"})
"""The words that mean what a risk would cost where a sign of money is with them: `Impact (£k)`."""

MONEY_ALONE: Final = frozenset({"saving", "savings", "benefit", "amount", "value"})
"""The words that mean the full-year amount where a sign of money is with them: `Saving (£k)`."""

_OTHERWISE: Final = {kind: frozenset({""}).union(*LOOSE[kind].values()) for kind in AMOUNTS}
"""Words that mean something else without a year than beside one."""
NO_MONEY: Final = {
    "savings": (
        *("category", "cashable", "recurring", "starts", "starts_with", "known_with"),
        *("owner", "state", "id", "workstream"),
    ),
    "costs": cost_wordings.NO_MONEY,
}
"""The keys whose columns hold no amounts: `One-off (£k)` is none of them."""

_YEAR: Final = re.compile(
    r"(?:\b(?:year|yr|y)\s*[0-9]{1,2}\b[\s:(–-]*)?(?:\bfy\s*|\b|(?<=_))"
    r"(?:(20[0-9]{2}|19[0-9]{2})|([0-9]{2}))\s*[/–_-]\s*(?:20)?([0-9]{2})(?![0-9])"
)
_LONE_YEAR: Final = re.compile(r"(?i)(?:\bfy\s*|\b)((?:19|20)[0-9]{2})\b")
_UNITS: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(("k", "000", "1000", "thousand", "thousands"), Decimal(1_000)),
    **dict.fromkeys(("m", "mn", "million", "millions"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion"), Decimal(1_000_000_000)),
}
_SCALE: Final = r"([',]?000'?s?|1,?000'?s?|k|mn?|bn|thousands?|millions?|billion)"
_SIGN: Final = r"(?:[£€$]|\bgbp\b|\beur\b|\busd\b)"
_UNIT: Final = re.compile(
    rf"(?:\(?\s*(?:in\s+)?{_SIGN}(?:\s*(?:in|,)?\s*\(?{_SCALE}(?![a-z0-9])\)?|s\b)?\s*\)?)"
    rf"|\(\s*(?:in\s+)?{_SCALE}\s*\)|(?<=\s)'?000'?s?\b|\(?\s*\b{_SCALE}\s*[£€$]\s*\)?"
    r"|\(?\b(?:in\s+)?(thousands|millions)(?:\s+of)?(?:\s+pounds)?\)?|\(?\bin pounds\b\)?",
    re.IGNORECASE,
)
_CURRENCIES: Final = {"£": "GBP", "€": "EUR", "$": "USD"}
_LENGTH: Final = re.compile(r"\bin (days|weeks|months)\b|\((days|weeks|months)\)", re.IGNORECASE)


class Heading(Struct, frozen=True):
    """What a heading says: its words alone, a year, a unit of money or of time, a currency."""

    words: str
    year: str | None = None
    unit: Decimal = Decimal(1)
    written_unit: str | None = None
    length: str | None = None
    currency: str | None = None

    @property
    def is_money(self) -> bool:
        """Whether the heading has a sign of money, or a unit of it."""
        return self.currency is not None or self.written_unit is not None


@lru_cache(maxsize=4096)
def words_of(heading: str) -> Heading:
    """Return what a heading says, with its year and its units apart from its words."""
    text = _plain(heading)
    text = re.sub(r"%\s*", "percent ", text) if "%" in text else text
    found_year = _YEAR.search(text)
    year = None
    if found_year:
        number = int(found_year[1] or f"20{found_year[2]}")
        if (number + 1) % 100 == int(found_year[3]):
            year = f"{number}/{found_year[3]}"
            text = f"{text[: found_year.start()]} {text[found_year.end() :]}"
    unit, written, currency = Decimal(1), None, None
    if found := _UNIT.search(text):
        unit, written = _unit_of(found)
        sign = re.search("[£€$]", found[0])
        letters = re.search(r"gbp|eur|usd", found[0])
        currency = _CURRENCIES[sign[0]] if sign else letters[0].upper() if letters else None
        text = f"{text[: found.start()]} {text[found.end() :]}"
    length = None
    if found := _LENGTH.search(text):
        length = found[1] or found[2]
        text = f"{text[: found.start()]} {text[found.end() :]}"
    words = " ".join(re.findall(r"[^\W_]+", re.sub(r"\(.*?\)", " ", text))) or " ".join(
        re.findall(r"[^\W_]+", text)
    )
    return Heading(words, year, unit, written, length, currency)


def _unit_of(found: re.Match[str]) -> tuple[Decimal, str | None]:
    """Return the unit that a mark of one stands for, and how it is written; £ alone is 1."""
    scale = next((part for part in found.groups() if part), None)
    scale = scale or ("000" if "000" in found[0] else None)
    if scale is None:
        return Decimal(1), None
    plain = re.sub(r"[',]|(?<=0)s$", "", scale.lower())
    return _UNITS[plain], _as_written(found)


def _as_written(found: re.Match[str]) -> str:
    text = found[0].strip(" ()").removeprefix("in ")
    return f"{text})" if "(" in text else text


def units_in(text: str) -> Sequence[tuple[Decimal, str]]:
    """Return the units that a title or a remark states, each as it is written.

    An amount is none: `£2m by 2026` has a number before its unit, and states nothing.
    """
    plain = _plain(text)
    found = []
    for mark in _UNIT.finditer(plain):
        unit, written = _unit_of(mark)
        digit_before = re.search(r"[0-9][.,]?\s*$", plain[: mark.start()])
        digit_after = re.match(r"\s*[0-9]", plain[mark.end() :])
        if not digit_before and not (written is None and digit_after):
            found.append((unit, written or _as_written(mark)))
    return found


def _plain(text: str) -> str:
    quotes = str.maketrans("\u2018\u2019\u00b4`", "''''")
    return " ".join(text.lower().translate(quotes).split())


def said_of_year(heading: str, *, calendar: bool) -> Heading:
    """Return what a heading says; with `calendar`, a year alone is a financial year: `2025`."""
    said = words_of(heading)
    found = _LONE_YEAR.search(heading) if calendar and said.year is None else None
    if found is None:
        return said
    rest = words_of(f"{heading[: found.start()]} {heading[found.end() :]}")
    return replace(rest, year=found[1])


def label_of_year(heading: str, kind: Kind) -> str | None:
    """Return the key of a heading with a calendar year, `plan 2025`; None for one of none."""
    said = said_of_year(heading, calendar=True)
    of_another_kind = said.year is None or words_of(heading).year is not None
    return None if of_another_kind else _label_of_year(said, kind)


@lru_cache(maxsize=4096)
def label_of_words(heading: str, kind: Kind, *, loose: bool, calendar: bool) -> str | None:
    """Return the key that a heading has a wording of, with its year; None for a heading of none.

    With `calendar`, years are calendar years: `Plan 2025`.
    """
    if calendar and kind in AMOUNTS and not loose and (label := label_of_year(heading, kind)):
        return label
    if kind == "indicators" and not loose:
        label = register_wordings.label_of_indicators(heading, calendar=calendar)
        if label is not None:
            return label
    wording = words_of(heading)
    if kind == "risks" and wording.is_money and wording.words in IMPACTS:
        return None if loose else "money"
    if kind in AMOUNTS and wording.year is not None:
        return None if loose else _label_of_year(wording, kind)
    if wording.year is not None or (kind == "milestones" and wording.is_money):
        return None
    if kind == "savings" and wording.currency and wording.words in MONEY_ALONE:
        return None if loose else "full_year"
    wordings_of = LOOSE[kind] if loose else USUAL[kind]
    label = next((key for key, wordings in wordings_of.items() if wording.words in wordings), None)
    if kind not in AMOUNTS:
        return label
    if wording.is_money and label in NO_MONEY[kind]:
        return None
    if label is None and not loose and wording.words not in _OTHERWISE[kind]:
        return _label_of_year(wording, kind)
    return label


def _label_of_year(wording: Heading, kind: Kind) -> str | None:
    """Return the key of an amount of a year, with the year where the heading has one."""
    of_year = AMOUNTS[kind]
    key = next((key for key, wordings in of_year.items() if wording.words in wordings), None)
    return f"{key} {wording.year}" if key and wording.year else key

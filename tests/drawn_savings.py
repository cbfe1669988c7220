"""Drawn programmes whose savings and costs use every key, as the text of their two files."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import tomli_w
from hypothesis import strategies as st

Record = dict[str, Any]
YEARS = range(2013, 2020)
FIRST, LAST = date(2013, 1, 1), date(2019, 12, 31)
LAST_REBUDGETED = 2021
"""The last year that a rebudget of a plan can begin with: each names all years up to it."""


def pence(amount: int) -> Decimal:
    """Return a number of pence as money."""
    return Decimal(amount) / 100


days = st.dates(FIRST, LAST)
signed = st.integers(-40, 400).map(lambda hundreds: Decimal(hundreds * 100))
amounts = st.one_of(signed, signed, st.just(Decimal(0)), st.integers(1, 9_999_999).map(pence))


_AFTERS: list[Record] = [
    {},
    {"after": ["m1"]},
    {"after": [{"milestone": "m1", "lag": "10 days"}]},
    {"after": [{"milestone": "m1", "lag": "7 months"}]},
]


class Drawn(NamedTuple):
    """A programme as drawn: its two files, and the day to look at it."""

    milestones: str
    workstreams: str
    day: date


@st.composite
def programmes(draw: st.DrawFn) -> Drawn:
    """Draw a programme with milestones, savings and costs."""
    begins = draw(st.sampled_from(["04-01", "04-01", "07-01", "01-01", "04-06"]))
    milestones = [draw(_milestone(f"m{index}")) for index in range(draw(st.integers(1, 2)))]
    if len(milestones) > 1:
        milestones[0] |= draw(st.sampled_from(_AFTERS))
    programme: Record = {"id": "p", "name": "P", "financial_year_starts": begins}
    programme["target"] = {
        "full_year": draw(st.integers(1, 100_000)),
        "from": written(draw(st.sampled_from(YEARS)), begins),
    }
    if draw(st.booleans()):
        programme["accounts_close"] = draw(st.sampled_from(["2 months", "10 days", "6 weeks"]))
    files: Record = {
        "programme": programme,
        "workstream": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
        "saving": [draw(_saving(f"s{n}", begins)) for n in range(draw(st.integers(1, 3)))],
        "cost": [draw(_cost(f"c{n}", begins)) for n in range(draw(st.integers(0, 2)))],
    }
    return Drawn(tomli_w.dumps({"milestone": milestones}), tomli_w.dumps(files), draw(days))


def written(year: int, begins: str) -> str:
    """Return how a financial year is written."""
    return str(year) if begins == "01-01" else f"{year}/{(year + 1) % 100:02}"


def first_day(year: int, begins: str) -> date:
    """Return the first day of a financial year."""
    return date.fromisoformat(f"{year}-{begins}")


@st.composite
def _milestone(draw: st.DrawFn, name: str) -> Record:
    milestone: Record = {"id": name, "workstream": "a", "name": name}
    kind = draw(st.sampled_from(["dated", "dated", "dated", "done", "cancelled", "undated"]))
    if kind != "undated":
        milestone["baseline"] = draw(days)
        milestone["rebaseline"] = draw(_dated(st.fixed_dictionaries({"date": days})))
        for rebaseline in milestone["rebaseline"]:
            rebaseline |= {"approved_by": "Board", "reason": "Agreed"}
    milestone["forecast"] = draw(_dated(st.fixed_dictionaries({"date": days})))
    if kind == "done":
        milestone["actual"] = draw(days)
    if kind == "cancelled":
        cancelled = {"on": draw(days), "approved_by": "Board", "reason": "Not needed"}
        milestone["cancelled"] = cancelled
    return milestone


def _dated(records: st.SearchStrategy[Record], most: int = 2) -> st.SearchStrategy[list[Record]]:
    """Draw records with a day each; some of them of the same day."""
    return st.lists(
        st.tuples(st.one_of(days, st.just(date(2015, 6, 1))), records), max_size=most
    ).map(lambda drawn: [{"on": on, **record} for on, record in drawn])


def _years(begins: str, least: int = 1) -> st.SearchStrategy[Record]:
    return st.dictionaries(
        st.sampled_from(YEARS).map(lambda year: written(year, begins)),
        amounts,
        min_size=least,
        max_size=4,
    )


@st.composite
def _saving(draw: st.DrawFn, name: str, begins: str) -> Record:
    saving: Record = {"id": name, "workstream": draw(st.sampled_from("ab")), "name": name}
    recurring = draw(st.sampled_from([True, True, True, False]))
    if not recurring:
        saving["recurring"] = False
    has = draw(st.sampled_from(["full_year", "plan", "both", "unknown"]))
    if has in ("full_year", "both"):
        saving["full_year"] = draw(amounts)
    if has in ("plan", "both"):
        saving["plan"] = draw(_years(begins))
        if has == "both" and not recurring:
            saving["full_year"] = sum(saving["plan"].values())
        last = saving["plan"][max(saving["plan"])]
        if has == "plan" and recurring and last < 0:
            saving["full_year"] = draw(amounts)
    if has == "unknown":
        saving["known_with"] = "m0"
    start = draw(st.sampled_from(["starts", "with", "with", "none"]))
    if start == "starts" or (start == "none" and "plan" not in saving):
        saving["starts"] = draw(days)
    elif start == "with":
        saving["starts_with"] = "m0"
    saving["forecast"] = draw(_dated(_statement(begins), most=3))
    saving["rebudget"] = draw(st.lists(_rebudget(saving, begins), max_size=2))
    if recurring and draw(st.sampled_from([False, False, True])):
        budgets = [saving, *saving["rebudget"]]
        years = [int(year[:4]) for budget in budgets for year in budget.get("plan", {})]
        soonest = first_day(max(years, default=2013), begins)
        starts = [budget["starts"] for budget in budgets if "starts" in budget]
        with_milestone = [LAST] if "starts_with" in saving else []
        soonest = max([soonest, *starts, *with_milestone])
        saving["ends"] = draw(st.dates(soonest, soonest + timedelta(days=900)))
    saving["state"] = draw(
        _dated(
            st.fixed_dictionaries(
                {"state": st.sampled_from(["on-track", "at-risk", "undeliverable", "written-off"])}
            )
        )
    )
    saving["realised"] = draw(_dated(_claim(begins), most=3))
    if draw(st.booleans()):
        saving["one_off_cost"] = draw(st.integers(1, 9999))
    return {key: value for key, value in saving.items() if value != []}


@st.composite
def _statement(draw: st.DrawFn, begins: str) -> Record:
    keys = draw(st.sets(st.sampled_from(["full_year", "starts", "years"]), min_size=1, max_size=2))
    drawn = {"full_year": amounts, "starts": days, "years": _years(begins)}
    return {key: draw(drawn[key]) for key in sorted(keys)}


@st.composite
def _rebudget(draw: st.DrawFn, saving: Record, begins: str) -> Record:
    on = draw(days)
    first = on.year - (on < first_day(on.year, begins))
    rebudget: Record = {"on": on, "approved_by": "Council"}
    if draw(st.booleans()):
        first = draw(st.integers(first, first + 2))
        rebudget["from"] = written(first, begins)
    if "plan" in saving:
        named = range(first, LAST_REBUDGETED + 1)
        rebudget["plan"] = {written(year, begins): draw(amounts) for year in named}
        if saving.get("recurring", True) and rebudget["plan"][written(LAST_REBUDGETED, begins)] < 0:
            rebudget["full_year"] = draw(amounts)
        if "starts_with" in saving or draw(st.booleans()):
            rebudget["starts"] = draw(st.dates(FIRST, date(2020, 12, 31)))
    else:
        keys = draw(st.sampled_from([("full_year",), ("starts",), ("full_year", "starts")]))
        rebudget |= {key: draw(amounts if key == "full_year" else days) for key in keys}
    return rebudget


@st.composite
def _claim(draw: st.DrawFn, begins: str) -> Record:
    amount = draw(amounts)
    claim: Record = {"year": written(draw(st.sampled_from(YEARS)), begins), "amount": amount}
    if draw(st.booleans()):
        claim["validated"] = {"on": draw(days)}
        if draw(st.booleans()) and amount > 0:
            claim["validated"]["amount"] = amount / 2 if amount == amount.to_integral() else amount
    return claim


@st.composite
def _cost(draw: st.DrawFn, name: str, begins: str) -> Record:
    money = st.integers(0, 9_999)
    years = st.dictionaries(
        st.sampled_from(YEARS).map(lambda year: written(year, begins)),
        money,
        min_size=1,
        max_size=3,
    )
    spent = st.fixed_dictionaries(
        {"year": st.sampled_from(YEARS).map(lambda year: written(year, begins)), "amount": money}
    )
    cost: Record = {
        "id": name,
        "workstream": draw(st.sampled_from("ab")),
        "name": name,
        "budget": draw(years),
        "forecast": draw(_dated(st.fixed_dictionaries({"years": years}))),
        "spent": draw(_dated(spent)),
    }
    return {key: value for key, value in cost.items() if value != []}

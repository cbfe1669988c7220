"""Savings with all that may be said of them: plans, statements, states, new budgets."""

from typing import Any

from hypothesis import strategies as st

from minerva.model.problems import InvalidProgrammeError
from minerva.model.programme import Programme
from tests.programmes import programme
from tests.strategies import Tables, days, milestones, toml, years

plans = st.dictionaries(years, st.integers(-100_000, 1_000_000), max_size=3)


@st.composite
def stated(draw: st.DrawFn) -> Tables:
    """Draw a statement of a saving."""
    table: Tables = {"on": draw(days)}
    kind = draw(st.sampled_from(["full_year", "starts", "years"]))
    values: dict[str, st.SearchStrategy[Any]] = {
        "full_year": st.integers(-100_000, 1_000_000),
        "starts": days,
        "years": plans.filter(bool),
    }
    return table | {kind: draw(values[kind])}


@st.composite
def savings(draw: st.DrawFn, id: str, milestone_ids: list[str]) -> Tables:
    """Draw a saving of which much was said."""
    table: Tables = {"id": id, "workstream": "ict", "name": id}
    table["recurring"] = draw(st.booleans())
    start = draw(st.sampled_from(["starts", "starts_with"]))
    table[start] = draw(days if start == "starts" else st.sampled_from(milestone_ids))
    plan = draw(plans)
    if plan:
        table["plan"] = plan
    if not plan or (table["recurring"] and draw(st.booleans())):
        table["full_year"] = draw(st.integers(-100_000, 1_000_000))
    if table["recurring"] and draw(st.integers(0, 4)) == 0:
        table["ends"] = draw(days)
    table["forecast"] = draw(st.lists(stated(), max_size=3))
    table["state"] = [
        {"on": draw(days), "state": draw(st.sampled_from(["on-track", "at-risk", "written-off"]))}
        for _ in range(draw(st.integers(0, 1)))
    ]
    if not plan and draw(st.booleans()):
        table["rebudget"] = [{"on": draw(days), "full_year": draw(st.integers(0, 1_000_000))}]
    table["realised"] = [draw(claims()) for _ in range(draw(st.integers(0, 2)))]
    return table


@st.composite
def claims(draw: st.DrawFn) -> Tables:
    """Draw a claim, validated in whole, in part or not."""
    amount = draw(st.integers(-1000, 900_000))
    table: Tables = {"year": draw(years), "amount": amount, "on": draw(days)}
    validated = draw(st.sampled_from(["", "whole", "part"]))
    if validated:
        table["validated"] = {"on": draw(days)}
    if validated == "part":
        table["validated"]["amount"] = draw(st.integers(min(amount, 0), max(amount, 0)))
    return table


@st.composite
def details(draw: st.DrawFn) -> Tables:
    """Draw what a programme may say of itself: when its accounts close, what it has promised."""
    table: Tables = {}
    if draw(st.booleans()):
        table["accounts_close"] = f"{draw(st.integers(0, 14))} months"
    if draw(st.booleans()):
        table["target"] = {"full_year": draw(st.integers(1, 1_000_000)), "from": draw(years)}
    return table


@st.composite
def cancelled(draw: st.DrawFn, milestone: Tables) -> Tables:
    """Draw a milestone that is to be reached still, or was given up."""
    if draw(st.integers(0, 3)):
        return milestone
    given_up = {"on": draw(days), "approved_by": "Board", "reason": "Not needed"}
    return {**milestone, "cancelled": given_up}


@st.composite
def drawn(draw: st.DrawFn) -> Tables:
    """Draw the tables of a programme whose savings have a history."""
    ids = ["m-0", "m-1"]
    return {
        "milestone": [draw(cancelled(draw(milestones(id)))) for id in ids],
        "saving": [draw(savings(f"s-{n}", ids)) for n in range(draw(st.integers(1, 3)))],
        "programme": draw(details()),
    }


def read(tables: Tables) -> Programme | None:
    """Read the programme of drawn tables; None where its files are refused."""
    try:
        return programme(*toml(tables))
    except InvalidProgrammeError:
        return None


histories = drawn().map(read).filter(lambda programme: programme is not None)

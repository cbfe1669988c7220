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
    table["realised"] = [
        {"year": draw(years), "amount": draw(st.integers(-1000, 900_000)), "on": draw(days)}
        for _ in range(draw(st.integers(0, 2)))
    ]
    return table


@st.composite
def drawn(draw: st.DrawFn) -> Tables:
    """Draw the tables of a programme whose savings have a history."""
    ids = ["m-0", "m-1"]
    return {
        "milestone": [draw(milestones(id)) for id in ids],
        "saving": [draw(savings(f"s-{n}", ids)) for n in range(draw(st.integers(1, 3)))],
    }


def read(tables: Tables) -> Programme | None:
    """Read the programme of drawn tables; None where its files are refused."""
    try:
        return programme(*toml(tables))
    except InvalidProgrammeError:
        return None


histories = drawn().map(read).filter(lambda programme: programme is not None)

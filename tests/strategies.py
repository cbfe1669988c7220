"""What Hypothesis draws: texts, days, and the tables of whole programmes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import tomli_w
from hypothesis import strategies as st

EPOCH = date(2014, 4, 1)

Tables = dict[str, Any]

texts = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("|[]<>&*_`\\\"'=+-@%:#\n\r\t\x00\x1b\x7f\x9b\u202e\u2028\ufeff😀é漢א"),
    ),
    min_size=1,
    max_size=30,
).filter(lambda text: bool(text.strip()))
days = st.integers(0, 1_200).map(lambda n: EPOCH + timedelta(days=n))
pence = st.integers(-10_000_000, 100_000_000)
lags = st.builds("{} {}s".format, st.integers(0, 14), st.sampled_from(["day", "week", "month"]))
years = st.sampled_from(["2013/14", "2014/15", "2015/16", "2016/17"])


@st.composite
def milestones(draw: st.DrawFn, id: str, stated_by: date | None = None) -> Tables:
    """Draw a milestone; with `stated_by`, nothing was stated of it after that day."""
    table: Tables = {"id": id, "workstream": "ict", "name": id, "baseline": draw(days)}
    stated = days if stated_by is None else days.filter(lambda when: when <= stated_by)
    if draw(st.booleans()):
        table["tolerance"] = f"{draw(st.integers(0, 60))} days"
    if draw(st.booleans()):
        table["deadline"] = draw(days)
    if draw(st.booleans()):
        table["actual"] = draw(days)
    table["forecast"] = [
        {"on": draw(stated), "date": draw(days)} for _ in range(draw(st.integers(0, 3)))
    ]
    table["rebaseline"] = [
        {"on": draw(stated), "date": draw(days)} for _ in range(draw(st.integers(0, 2)))
    ]
    return table


@st.composite
def savings(draw: st.DrawFn, id: str, milestone_ids: list[str]) -> Tables:
    """Draw a saving: known or not, with a day or a milestone to start with, and claims."""
    workstream = draw(st.sampled_from(["ict", "hrd"]))
    table: Tables = {"id": id, "workstream": workstream, "name": id}
    if draw(st.integers(0, 4)):
        table["full_year"] = _pounds(draw(pence))
        table["recurring"] = draw(st.booleans())
        if draw(st.booleans()):
            table["starts_with"] = draw(st.sampled_from(milestone_ids))
        else:
            table["starts"] = draw(days)
        if table["recurring"] and draw(st.booleans()):
            table["plan"] = {draw(years): _pounds(draw(pence))}
    table["realised"] = [
        {"year": draw(years), "amount": _pounds(draw(pence)), "on": draw(days)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    return table


@st.composite
def programmes(draw: st.DrawFn, stated_by: date | None = None) -> Tables:
    """Draw the milestones and savings of a programme."""
    drawn = [draw(milestones(f"m-{n}", stated_by)) for n in range(draw(st.integers(1, 4)))]
    ids = [str(record["id"]) for record in drawn]
    return {
        "milestone": drawn,
        "saving": [draw(savings(f"s-{n}", ids)) for n in range(draw(st.integers(0, 5)))],
    }


@st.composite
def networks(draw: st.DrawFn) -> Tables:
    """Draw milestones that come after one another, with lags, deadlines and contracts."""
    number = draw(st.integers(1, 7))
    drawn = []
    for n in range(number):
        table = draw(milestones(f"m-{n}"))
        befores = draw(st.lists(st.integers(0, n - 1), max_size=3, unique=True)) if n else []
        table["after"] = [{"milestone": f"m-{before}", "lag": draw(lags)} for before in befores]
        drawn.append(table)
    contracts = [
        {
            "id": f"c-{n}",
            "supplier": "S",
            "expires": draw(days),
            "replaced_by": f"m-{draw(st.integers(0, number - 1))}",
        }
        for n in range(draw(st.integers(0, 2)))
    ]
    return {"milestone": draw(st.permutations(drawn)), "contract": contracts}


def toml(tables: Tables) -> tuple[str, str]:
    """Return the two files of a programme: milestones and workstreams."""
    workstreams: Tables = {
        "programme": {"id": "p", "name": "P"} | tables.get("programme", {}),
        "workstream": [{"id": "ict", "name": "ICT"}, {"id": "hrd", "name": "HRD"}],
        "saving": tables.get("saving", []),
        "contract": tables.get("contract", []),
    }
    return tomli_w.dumps({"milestone": tables["milestone"]}), tomli_w.dumps(workstreams)


def shifted(value: Any, by: timedelta) -> Any:
    """Return tables with every day in them moved."""
    if isinstance(value, dict):
        return {key: shifted(item, by) for key, item in value.items()}
    if isinstance(value, list):
        return [shifted(item, by) for item in value]
    return value + by if isinstance(value, date) else value


def _pounds(amount: int) -> Decimal:
    return Decimal(amount).scaleb(-2)

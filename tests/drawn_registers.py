"""Registers drawn for laws, and what was known of them on a day."""

import copy
from datetime import date, timedelta
from typing import Any, Final

import tomli_w
from hypothesis import strategies as st

from minerva.model.dates import YearStart
from minerva.model.periods import parse_period
from tests.strategies import Tables, days

APRIL: Final = YearStart(4, 1)
MILESTONES: Final = (
    '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-06-01\n'
    'deadline = 2015-09-01\n\n[[milestone]]\nid = "n"\nworkstream = "hrd"\nname = "N"\n'
    'baseline = 2015-07-01\nafter = ["m"]\n'
)
_ENDS: Final = {"risk": "closed", "issue": "closed", "action": "done", "decision": "made"}
_SAID: Final = {"risk": ["happened"], "issue": ["resolution"], "decision": ["outcome"]}
"""What is said of an end, and not known before it."""

_weeks = st.integers(0, 20)
_percents = st.integers(0, 100)


def _range(draw: st.DrawFn, unit: str = "") -> dict[str, Any]:
    low, more = draw(_weeks), draw(_weeks)
    ends = (low, low + more)
    low_end, high_end = (f"{end} weeks" if unit else end * 1_000 for end in ends)
    return {"low": low_end, "high": high_end}


@st.composite
def entries(draw: st.DrawFn, kind: str, number: int) -> Tables:
    """Draw an entry of a kind, with reviews and an end that may come at any time."""
    table: Tables = {"id": f"{kind}-{number}", "name": f"{kind} {number}", "raised": draw(days)}

    def later() -> date:
        raised: date = table["raised"]
        return raised + timedelta(days=draw(st.integers(0, 400)))

    if draw(st.booleans()):
        table["workstream"] = draw(st.sampled_from(["ict", "hrd"]))
    if draw(st.booleans()):
        table["owner"] = "O"
    if kind == "risk":
        table["probability"] = draw(_percents)
        if draw(st.booleans()):
            table |= {"milestones": ["m"], "delay": _range(draw, "weeks")}
        if draw(st.booleans()):
            table["money"] = _range(draw)
        table["review"] = [
            {"on": later(), "probability": draw(_percents)} for _ in range(draw(st.integers(0, 3)))
        ]
    if kind == "issue":
        severities = st.sampled_from(["high", "medium", "low"])
        table["severity"] = draw(severities)
        table["review"] = [
            {"on": later(), "severity": draw(severities)} for _ in range(draw(st.integers(0, 2)))
        ]
    if kind in ("issue", "action") and draw(st.booleans()):
        table["due"] = draw(days)
    if kind == "decision" and draw(st.booleans()):
        table["needed_by"] = draw(days)
    if draw(st.booleans()):
        table[_ENDS[kind]] = later()
        if kind == "risk":
            table["happened"] = draw(st.booleans())
        for key in _SAID.get(kind, []):
            table.setdefault(key, "Said")
    return table


@st.composite
def indicators(draw: st.DrawFn, number: int) -> Tables:
    """Draw an indicator with figures of quarters, some known later than at their end."""
    table: Tables = {"id": f"i-{number}", "name": f"I {number}"}
    if draw(st.booleans()):
        table["better"] = draw(st.sampled_from(["lower", "higher"]))
        table["amber_within"] = draw(st.integers(0, 5))
    table["target"] = [{"from": "2014/15", "value": draw(st.integers(0, 50))}]
    table["actual"] = []
    for _ in range(draw(st.integers(0, 6))):
        year, quarter = draw(st.integers(2013, 2016)), draw(st.integers(1, 4))
        actual: Tables = {"period": f"{year}/{(year + 1) % 100:02d}-Q{quarter}"}
        if draw(st.integers(0, 4)):
            actual["value"] = draw(st.integers(0, 60))
        if draw(st.booleans()):
            actual["on"] = draw(days)
        table["actual"].append(actual)
    return table


@st.composite
def registers(draw: st.DrawFn) -> Tables:
    """Draw a register with a few of everything."""
    tables: Tables = {
        kind: [draw(entries(kind, n)) for n in range(draw(st.integers(0, 3)))] for kind in _ENDS
    }
    tables["indicator"] = [draw(indicators(n)) for n in range(draw(st.integers(0, 2)))]
    tables["assessment"] = [
        {
            "subject": draw(st.sampled_from(["p", "ict", "m"])),
            "on": draw(days),
            "by": f"B{n}",
            "text": f"T{n}",
            **({"rating": draw(st.sampled_from(["green", "amber", "red"]))} if n % 2 else {}),
        }
        for n in range(draw(st.integers(0, 4)))
    ]
    return tables


def known(tables: Tables, day: date) -> Tables:
    """Return what of a register was known on a day: nothing dated later is left."""
    found = copy.deepcopy(tables)
    for kind, end in _ENDS.items():
        found[kind] = [entry for entry in found[kind] if entry["raised"] <= day]
        for entry in found[kind]:
            if "review" in entry:
                entry["review"] = [review for review in entry["review"] if review["on"] <= day]
            if end in entry and entry[end] > day:
                for key in (end, *_SAID.get(kind, [])):
                    entry.pop(key, None)
    for indicator in found["indicator"]:
        indicator["actual"] = [
            actual
            for actual in indicator["actual"]
            if actual.get("on", parse_period(actual["period"]).window(APRIL).latest) <= day
        ]
    found["assessment"] = [said for said in found["assessment"] if said["on"] <= day]
    return found


def toml(tables: Tables) -> str:
    """Return a register as its file."""
    return tomli_w.dumps(tables)

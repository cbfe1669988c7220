"""Whatever is recorded in a register is taken back by undo, to the byte."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.command import Result, run
from tests.programmes import WORKSTREAMS, write_programme
from tests.recordings import contents

DAY = date(2015, 2, 1)
MILESTONE = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-06-01\n'


def minerva(plan: Path, day: date, *arguments: str) -> Result:
    return run(*arguments, cwd=plan, today=day)


def drawn(draw: random.Random, number: int, ids: dict[str, str]) -> list[str]:
    """Return a command that records something; `ids` are of what is open, with their kinds."""
    kinds = ["risk", "issue", "action", "decision"]
    choice = draw.choice(["raise", "raise", "review", "close", "assess"])
    reviewable = [id for id, kind in ids.items() if kind in ("risk", "issue")]
    if choice == "review" and reviewable:
        id = draw.choice(reviewable)
        of_risk = ["--probability", str(draw.randint(0, 100)), "--money", "10k to 20k"]
        more = of_risk if ids[id] == "risk" else ["--severity", "low"]
        return ["review", id, *more, "--note", "Looked at"]
    if choice == "close" and ids:
        id = draw.choice(list(ids))
        flags = {"risk": ["--happened"], "decision": ["--outcome", "Yes"]}.get(ids.pop(id), [])
        return ["close", id, *flags]
    if choice == "assess":
        return ["assess", "ict", f"Text {number}", "--by", "B", "--rating", "amber"]
    kind, id = draw.choice(kinds), f"e-{number}"
    ids[id] = kind
    more = ["--probability", "30", "--delay", "1 week"] if kind == "risk" else []
    return ["raise", kind, id, "--name", f"E {number}", *more]


@pytest.mark.parametrize("seed", range(12))
def test_undo_takes_back_each_record_to_the_byte(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    plan = tmp_path / "plan"
    plan.mkdir()
    write_programme(plan, MILESTONE, WORKSTREAMS)
    draw = random.Random(seed)  # noqa: S311 - commands, not secrets
    ids: dict[str, str] = {}
    before = []
    for number in range(7):
        before.append(contents(plan))
        day = DAY + timedelta(days=number)
        done = minerva(plan, day, *drawn(draw, number, ids))
        assert (done.status, done.stderr) == (0, ""), done
        assert contents(plan) != before[-1]
        assert minerva(plan, day, "check").status in (0, 1)
    while before:
        assert minerva(plan, DAY, "undo").status == 0
        assert contents(plan) == before.pop()

"""What ids and years on the command line mean; a wrong one is answered with the nearest."""

from collections.abc import Sequence
from typing import get_args

from minerva.cli.output import (
    fail,
)
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition


def find_findings(ids: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the ids of findings given on the command line, or stop at one that there is not."""
    from minerva.model.programme import FindingId

    known = get_args(FindingId)
    for id in ids or []:
        if id not in known:
            hint = nearest_hint(id, known) or f"the findings are {', '.join(known)}"
            fail(f'there is no finding "{id}"', hint)
    return tuple(ids) if ids else None


def find_milestones(position: Position, ids: Sequence[str] | None) -> Sequence[MilestonePosition]:
    """Return the milestones given on the command line, or all; stop at one that there is not."""
    known = {milestone.record.id: milestone for milestone in position.milestones}
    for id in ids or []:
        if Id(id) not in known:
            where = f" in {', '.join(workstream.id for workstream in position.chosen)}"
            hint = nearest_hint(id, list(known)) or "`minerva milestones -f csv` has the ids"
            fail(f'there is no milestone "{id}"{where if position.narrowed else ""}', hint)
    return [milestone for id, milestone in known.items() if not ids or id in ids]


def require_year(position: Position, label: str) -> None:
    """Stop unless a financial year is one that is shown."""
    shown = [year.label for year in position.savings.years]
    if label not in shown:
        fail(f'"{label}" is not a financial year with savings', f"the years are {', '.join(shown)}")


def nearest_hint(id: str, known: Sequence[str]) -> str | None:
    """Return a hint at what an id that there is not was probably meant to be."""
    from difflib import get_close_matches

    near = get_close_matches(id, known, n=1)
    return f'did you mean "{near[0]}"?' if near else None

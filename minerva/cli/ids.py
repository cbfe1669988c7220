"""Looks up ids and years from the command line; answers a wrong one with the nearest."""

import re
from collections.abc import Sequence

from minerva.cli.output import fail
from minerva.model.catalogue import KINDS
from minerva.model.problems import nearest_hint
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import MilestonePosition


def find_findings(ids: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the ids of findings given on the command line, or stop at an unknown one."""
    for id in ids or []:
        if id not in KINDS:
            hint = nearest_hint(id, KINDS, f"the findings are {', '.join(KINDS)}")
            fail(f'there is no finding "{id}"', hint)
    return tuple(ids) if ids else None


def find_milestones(position: Position, ids: Sequence[str] | None) -> Sequence[MilestonePosition]:
    """Return the milestones given on the command line, or all; stop at an unknown one."""
    by_id = {milestone.record.id: milestone for milestone in position.milestones}
    for id in ids or []:
        if Id(id) not in by_id:
            where = f" in {', '.join(workstream.id for workstream in position.chosen)}"
            hint = nearest_hint(id, by_id, "`minerva milestones -f csv` has the ids")
            fail(f'there is no milestone "{id}"{where if position.narrowed else ""}', hint)
    return [milestone for id, milestone in by_id.items() if not ids or id in ids]


def require_year(position: Position, label: str) -> None:
    """Stop unless a financial year is one that is shown."""
    shown = [year.label for year in position.savings.years]
    if label not in shown:
        starts = position.programme.details.financial_year_starts
        if re.fullmatch(r"[0-9]{4}(/[0-9]{2})?", label):
            own = starts.named(label).label
            if own in shown and len(own) != len(label):
                starts.read_label(label)  # which says how years are written here
        years = f"{shown[0]} to {shown[-1]}" if len(shown) > 2 else ", ".join(shown)
        hint = nearest_hint(label, shown, f"the years are {years}")
        fail(f'"{label}" is not a financial year with savings', hint)

"""Looks up ids and years from the command line; answers a wrong one with the nearest."""

import re
from collections.abc import Sequence

from minerva.cli.output import fail
from minerva.model.catalogue import KINDS
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.parsing.lookup import find_record
from minerva.position import Position
from minerva.position.milestones import MilestonePosition


def find_findings(ids: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the ids of findings given on the command line, or stop at an unknown one."""
    for id in ids or []:
        if id not in KINDS:
            hint = nearest_hint(id, KINDS, f"the findings are {', '.join(KINDS)}")
            fail(f'there is no finding "{id}"', hint)
    return tuple(ids) if ids else None


def find_milestones(position: Position, texts: Sequence[str] | None) -> Sequence[MilestonePosition]:
    """Return the milestones that ids or names mean, in the order of the files; without any, all.

    Stops at one that is not among those that are looked at, or that may be several.
    """
    if not texts:
        return position.milestones
    records = [milestone.record for milestone in position.milestones]
    try:
        wanted = {find_record("milestone", records, text).id for text in texts}
    except MinervaError as error:
        workstreams, owner = position.scope.workstreams, position.scope.owner
        where = f" in {', '.join(workstreams)}" if workstreams else ""
        where += f" that {owner} owns" if owner is not None else ""
        none_there = error.message.startswith("there is no")
        fail(f"{error.message}{where}" if none_there else error.message, error.hint)
    return [milestone for milestone in position.milestones if milestone.record.id in wanted]


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

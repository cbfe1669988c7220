"""By when dates were 80% sure, as of the day on which they were stated."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from minerva.model.programme import Id
from minerva.position import Position, position_at
from minerva.position.trend import Written
from minerva.scoring.dates import DateCase
from minerva.simulation import Settings, dates_at_level

LEVEL: Final = Decimal(80)


def with_levels(
    position: Position, files: Sequence[Written], cases: Sequence[DateCase]
) -> list[DateCase]:
    """Return cases with the day by which each was 80% sure, drawn as of the day of the case.

    The draws are those of `minerva confidence` on that day, from what was known then. A date that
    counted as certain has no such day: it had no estimate, and waited for none.
    """
    wanted: dict[date, list[Id]] = {}
    for case in cases:
        wanted.setdefault(case.milestone.as_of, []).append(case.milestone.record.id)
    found: dict[date, Mapping[Id, date]] = {
        day: dates_at_level(_as_known(position, files, day), Settings(level=LEVEL), ids)
        for day, ids in wanted.items()
    }
    return [
        replace(case, level=found[case.milestone.as_of].get(case.milestone.record.id))
        for case in cases
    ]


def _as_known(position: Position, files: Sequence[Written], day: date) -> Position:
    """Return the position of a day, of the milestones as their file had them then."""
    programme = position.as_files_say
    known = {then.record.id: then.record for file in files if (then := file.at(day)) is not None}
    milestones = tuple(known.get(record.id, record) for record in programme.milestones)
    return position_at(replace(programme, milestones=milestones), day)

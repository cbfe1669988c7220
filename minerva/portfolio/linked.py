"""What a programme waits for in others, and what of that is known while it is worked out."""

from datetime import date
from typing import Any, NamedTuple

from minerva.model.programme import Programme
from minerva.position import Position, position_at


class Elsewhere(NamedTuple):
    """What other programmes say of the milestones that this one waits for."""

    def position(self, programme: Programme, as_of: date, today: date) -> Position:
        """Return the position of a programme, with what is known elsewhere."""
        return position_at(programme, as_of, (), today)


def links_of(programme: Programme) -> list[dict[str, Any]]:
    """Return the milestones of other programmes that this one waits for."""
    return [
        {"milestone": before.milestone}
        for milestone in programme.milestones
        for before in milestone.after
        if ":" in before.milestone
    ]

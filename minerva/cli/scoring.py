"""Scoring the forecasts of a position, with the 80% levels where they can be drawn."""

from collections.abc import Sequence

from minerva.cli.output import write_error
from minerva.cli.reading import INSTALL_NUMPY, can_simulate
from minerva.model.programme import Version
from minerva.position import Position
from minerva.scoring import Score, has_estimates, score


def scored(position: Position, versions: Sequence[Version] = ()) -> Score:
    """Return how good the forecasts were.

    Without estimates there are no 80% levels; without numpy neither, which standard error says.
    """
    if not has_estimates(position):
        return score(position, versions)
    if not can_simulate():
        write_error(
            "warning: 80% levels are left out: they need numpy, which is not installed. "
            f"{INSTALL_NUMPY}\n"
        )
        return score(position, versions)
    from minerva.scoring.levels import with_levels

    return score(position, versions, lambda files, cases: with_levels(position, files, cases))

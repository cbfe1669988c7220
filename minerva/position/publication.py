"""What of a procurement everybody may see: not its scores, while it still runs.

It has the rule of when scores may be shown, and takes them out of a programme before anything is
worked out, so that no figure, finding or sentence can give them away.
"""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from minerva.model.dates import Window
from minerva.model.programme import Id, Programme
from minerva.position.milestones import MilestonePosition
from minerva.position.procurement import ProcurementPosition, StageStatus


def published(procurement: ProcurementPosition, milestones: Mapping[Id, MilestonePosition]) -> bool:
    """Tell whether the scores of a procurement may be shown to everybody on its day.

    From `publish_from` on: that day, the last one of a window, or once that milestone is complete.
    Without it, once the last stage is passed; a procurement without stages never is.
    """
    day = procurement.record.publish_from
    if isinstance(day, Window):
        return day.latest <= procurement.as_of
    if day is not None:
        milestone = milestones.get(day)  # none where it has no date, or is cancelled
        return milestone is not None and milestone.complete
    stages = procurement.stages
    return bool(stages) and stages[-1].status is StageStatus.PASSED


def without_scores(programme: Programme, procurements: Collection[Id]) -> Programme:
    """Return the programme without the bids of some procurements. Bidders and stages stay.

    Nor does it have the waivers that accept findings of these bids.
    """
    if not procurements:
        return programme
    return replace(
        programme,
        procurements=tuple(
            replace(procurement, bid=()) if procurement.id in procurements else procurement
            for procurement in programme.procurements
        ),
        waivers=tuple(
            waiver
            for waiver in programme.waivers
            if not (waiver.finding.startswith("tender-") and waiver.subject in procurements)
        ),
    )

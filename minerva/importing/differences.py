"""What a file has otherwise of milestones that are there: listed, with the way to record it."""

from collections.abc import Mapping

from minerva.importing.incoming import IncomingMilestone, LeftOut
from minerva.importing.matching import Workstreams, fold
from minerva.importing.plan import Differs, Plan
from minerva.model.dates import Window, format_date
from minerva.position import MilestonePosition
from minerva.recording.change import Value

Ids = Mapping[str, str]
"""The ids of milestones, each by what a file may call it."""


class Links:
    """What the predecessors that a file names are in the programme."""

    def __init__(self, plan: Plan, by_key: Ids) -> None:
        self._plan = plan
        self._by_key = by_key

    def of(self, row: IncomingMilestone, own: str) -> list[Value]:
        """Return the predecessors of a row as the files write them; what is none is left out."""
        links: dict[str, Value] = {}
        for link in row.after:
            id = self._by_key.get(link.key) or self._by_key.get(fold(link.key))
            if id is None:
                why = "no milestone of the file or the programme comes first under this name"
                self._plan.left_out.append(LeftOut(row.place, link.key, why))
            elif id == own or id in links:
                why = "a link to itself" if id == own else "the same link is there already"
                self._plan.left_out.append(LeftOut(row.place, link.key, why))
            elif link.lag.number:
                links[id] = {"milestone": id, "lag": str(link.lag)}
            else:
                links[id] = id
        return list(links.values())


def list_differences(
    plan: Plan,
    row: IncomingMilestone,
    at: MilestonePosition,
    links: Links,
    workstreams: Workstreams,
) -> None:
    """List what the file has otherwise of a milestone that is there: none of it is edited."""
    record = at.record

    def differs(key: str, here: object, there: object, hint: str | None = None) -> None:
        text = "nothing" if here is None or here == () else str(here)
        plan.differs.append(Differs(row.place, record.id, key, text, str(there), hint))

    if row.baseline is not None and row.baseline.latest != at.baseline.latest:
        differs("baseline", at.baseline, row.baseline, how_to_rebaseline(record.id, row.baseline))
    if row.actual is not None and record.actual and row.actual.latest != record.actual.latest:
        differs(
            "actual",
            record.actual,
            row.actual,
            f"minerva complete {record.id} '{_typed(row.actual)}' --correct",
        )
    by_hand = "change it in the file, if that is right"
    if row.deadline is not None and (
        record.deadline is None or row.deadline.latest != record.deadline.latest
    ):
        differs("deadline", record.deadline, row.deadline, by_hand)
    if row.tolerance is not None and row.tolerance != at.tolerance:
        differs("tolerance", at.tolerance, row.tolerance, by_hand)
    if row.owner is not None and row.owner != record.owner:
        differs("owner", record.owner, row.owner, by_hand)
    if fold(row.name) != fold(record.name) and row.name != row.id and not _renamed(plan, row):
        differs("name", record.name, row.name, by_hand)
    workstream = workstreams.known(row.workstream) if row.workstream else None
    if row.workstream and workstream != record.workstream and plan.order.workstream is None:
        differs("workstream", record.workstream, row.workstream, by_hand)
    after = links.of(row, record.id) if row.after else []
    here = [
        {"milestone": before.milestone, "lag": str(before.lag)} if before.lag.number
        else before.milestone
        for before in record.after
    ]  # fmt: skip
    missing = [link for link in after if link not in here]
    if missing:
        differs(
            "after", ", ".join(map(_link, here)) or None, ", ".join(map(_link, missing)), by_hand
        )


def _renamed(plan: Plan, row: IncomingMilestone) -> bool:
    return row.place in plan.order.renames


def _link(value: object) -> str:
    return f"{value['milestone']}+{value['lag']}" if isinstance(value, dict) else str(value)


def _typed(window: Window) -> str:
    """Return a date as a command takes it."""
    return format_date(window.latest) if window.text is None else window.text


def how_to_rebaseline(id: str, window: Window) -> str:
    """Return how a new baseline is recorded, which an import never does."""
    return (
        f"a baseline is never edited; if it was agreed anew: minerva rebaseline {id} "
        f"'{_typed(window)}' --approved-by NAME --reason TEXT"
    )

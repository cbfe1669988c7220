"""The links of a Microsoft Project file: which can be taken over, and how their lags are read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from typing import Final

from minerva import project_terms as terms
from minerva.formats.cells import counted
from minerva.importing.incoming import IncomingLink, Skipped
from minerva.importing.project_tasks import NO_TIME, Task
from minerva.model.errors import MinervaError

_WORKING_DAYS: Final = "7"


class Network:
    """The links of a file: which of them can be taken over, and how their lags are read."""

    def __init__(
        self, by_uid: Mapping[str, Task], taken: Set[Task], time: terms.WorkingTime
    ) -> None:
        """Take the tasks by their UIDs, those that are taken over, and how long they work."""
        self._by_uid = by_uid
        self._taken = taken
        self._time = time
        self._lags: Counter[str] = Counter()

    def links_of(self, task: Task, skipped: list[Skipped]) -> Iterator[IncomingLink]:
        """Yield what a task comes after; what cannot be taken over is named in `left_out`."""
        for link in task.links:
            before = self._by_uid.get(link.get("PredecessorUID", ""))
            named = f'"{before.name}"' if before else "a task that is not in the file"
            kind = terms.LINK_TYPES.get(link.get("Type", terms.FINISH_TO_START), "unknown")
            why = self._why_left_out(link, before, kind)
            lag = None
            if why is None:
                try:
                    lag = self._lag(link, ours=terms.ID in task.fields)
                except ValueError as error:
                    why = f"its lag cannot be kept: {error}"
            if why is not None:
                skipped.append(Skipped(task.place, f"a link ({kind}) from {named}", why))
            elif before is not None and lag is not None:
                self._lags[lag.remark or ""] += 1
                yield IncomingLink(before.uid, lag.duration)

    def remarks(self) -> Iterator[str]:
        """Yield how the lags were read that are not in whole calendar days."""
        for remark, count in self._lags.items():
            if remark:
                yield f"lags: {remark} ({counted(count, 'link')})"

    def _why_left_out(self, link: Mapping[str, str], before: Task | None, kind: str) -> str | None:
        if link.get("CrossProject") == "1" or (before and before.is_set("ExternalTask")):
            return "it comes from another project"
        if kind != terms.LINK_TYPES[terms.FINISH_TO_START]:
            return "only finish to start is taken over, as `after`"
        if before is None:
            return "there is nothing at its other end"
        if before.summary and not before.milestone:
            return "a summary task is a workstream, not a milestone"
        if before not in self._taken:
            return "the task at its other end is not taken over"
        return None

    def _lag(self, link: Mapping[str, str], *, ours: bool) -> terms.Lag:
        lag, format = link.get("LinkLag", "0"), link.get("LagFormat", _WORKING_DAYS)
        try:
            tenths = 0 if lag in NO_TIME else int(Decimal(lag))
            number = int(format) if tenths or format.isdecimal() else int(_WORKING_DAYS)
        except (ValueError, ArithmeticError):
            raise MinervaError("it is no number") from None
        return terms.read_lag(tenths, number, self._time, ours=ours)

"""What came of all programmes of a portfolio, for a report to be put together from."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.portfolio.settings import Group
from minerva.portfolio.sources import Member
from minerva.views.document import SCHEMA_VERSION, Document

_USUAL_YEAR: Final = "04-01"


class Outcome(Struct, frozen=True):
    """What came of one programme: its part of the report or, where there is none, why.

    `about` is what tells it from others; of one that was not read only its id, if that.
    `text` is what a single run prints of its problems. `blobs` are the ids of the contents of its
    files, by their names.
    """

    member: Member
    about: Mapping[str, Any]
    part: Any
    problems: Sequence[Mapping[str, Any]]
    text: str = ""
    links: Sequence[str] = ()
    blobs: Mapping[str, str] = {}
    commit: str | None = None

    @property
    def id(self) -> str | None:
        """The programme's id; None where that could not be read either."""
        id: str | None = self.about.get("id")
        return id

    @property
    def path(self) -> str:
        """The path that it was read from, with the revision if there is one."""
        return self.member.source.path

    @property
    def name(self) -> str:
        """What to call it: its name, or where it is."""
        return str(self.about.get("name") or self.id or self.path)

    @property
    def label(self) -> str:
        """What to name it by among ids: its id, or where it is."""
        return self.id or self.path

    @property
    def read(self) -> bool:
        """Whether it could be read, and so is in the totals."""
        return self.part is not None

    @property
    def money(self) -> str:
        """What its money can be added to: the same currency and the same financial year.

        The currency and, where the year does not begin on 1 April, the day that it begins on.
        """
        starts = self.about["year_starts"]
        return f"{self.about['currency']}{'' if starts == _USUAL_YEAR else f' {starts}'}"


class Gathered(Struct, frozen=True):
    """All programmes of a portfolio on a day.

    `unnamed` is how many could not be read, not even their ids, and may be some that are to be
    left out: nothing more is said of them. `network` is that of the programmes that wait for each
    other, if any do, and `lost` what slips of one cost in others.
    """

    name: str
    as_of: date
    outcomes: Sequence[Outcome]
    groups: Sequence[Group] = ()
    options: Mapping[str, Any] = {}
    unnamed: int = 0
    network: Any = None
    lost: Sequence[Mapping[str, Any]] = ()

    @property
    def read(self) -> list[Outcome]:
        """The programmes that could be read."""
        return [outcome for outcome in self.outcomes if outcome.read]

    @property
    def unread(self) -> list[Outcome]:
        """The programmes that could not be read; they are in no total, and named beside it."""
        return [outcome for outcome in self.outcomes if not outcome.read]

    def in_group(self, group: Group) -> "Gathered":
        """Return the programmes of a group, and of the groups that are in it."""
        ids = {group.id}
        grown = True
        while grown:
            inside = {other.id for other in self.groups if other.group in ids}
            grown = not inside <= ids
            ids |= inside
        chosen = [outcome for outcome in self.outcomes if ids.intersection(outcome.member.groups)]
        return replace(self, outcomes=chosen, groups=())

    def by_money(self) -> Iterator[tuple[str, list[Outcome]]]:
        """Yield the programmes that were read by what their money can be added to."""
        found: dict[str, list[Outcome]] = {}
        for outcome in self.read:
            found.setdefault(outcome.money, []).append(outcome)
        yield from found.items()

    def heading(self) -> Document:
        """Return the keys that every document begins with."""
        unnamed = {"unnamed": self.unnamed} if self.unnamed else {}
        return {"schema_version": SCHEMA_VERSION, "as_of": self.as_of} | unnamed

    def programmes(self, *, without: Collection[str] = ()) -> list[Document]:
        """Return an entry for each programme, in the order of the paths.

        With what its part has, without some keys of it; last the problems that kept it from being
        read.
        """
        return [
            {"id": outcome.id, "path": outcome.path, "name": outcome.about.get("name")}
            | {key: value for key, value in (outcome.part or {}).items() if key not in without}
            | {"problems": list(outcome.problems)}
            for outcome in self.outcomes
        ]

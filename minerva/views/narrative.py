"""What people say of the programme, beside what is worked out: never instead of it."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from minerva.model.dates import format_date
from minerva.model.programme import Id
from minerva.position import Position
from minerva.position.milestones import Rating
from minerva.views.table import Column, Kind, Table

if TYPE_CHECKING:
    from minerva.position.assessments import Stated


class Account(Struct, frozen=True):
    """What was last said of the programme or a workstream; `rating` is the one worked out."""

    id: Id
    name: str
    rating: Rating | None
    stated: "Stated"

    @property
    def said_rating(self) -> Rating | None:
        """The rating that was given with the text, if one was."""
        rating = self.stated.latest.rating
        return None if rating is None else Rating(rating)

    @property
    def on(self) -> date:
        """The day on which it was said."""
        return self.stated.latest.on


COLUMNS: Final = (
    Column("id", "Id", of=lambda account: account.id, shown=False),
    Column("name", "Of", of=lambda account: account.name),
    Column("text", "Text", of=lambda account: account.stated.latest.text, under="name"),
    Column("rating", "By the figures", Kind.RATING, lambda account: account.rating),
    Column("stated", "Stated", Kind.RATING, lambda account: account.said_rating),
    Column("by", "By", of=lambda account: account.stated.latest.by),
    Column("on", "On", Kind.DATE, lambda account: account.on),
)


def accounts(position: Position) -> list[Account]:
    """Return what was last said of the programme, if it is looked at whole, and of workstreams."""
    found = []
    details = position.programme.details
    of_programme = position.stated.get(("programme", details.id))
    if of_programme is not None and not position.narrowed:
        found.append(Account(details.id, "Programme", position.rating, of_programme))
    for part in position.workstreams:
        workstream = part.workstream
        stated = position.stated.get(("workstream", workstream.id))
        if stated is not None:
            found.append(Account(workstream.id, workstream.name, part.rating, stated))
    return found


def tables(position: Position) -> Sequence[Table]:
    """Return a table of what was said; none where nobody said anything."""
    found = accounts(position)
    return [Table(COLUMNS, found, title="What is said")] if found else []


def lines(position: Position) -> list[str]:
    """Return what was said, a paragraph each, with who said it, when, and both ratings."""
    return [_line(account) for account in accounts(position)]


def _line(account: Account) -> str:
    latest = account.stated.latest
    text = latest.text.strip()
    end = "" if text.endswith((".", "!", "?")) else "."
    rated = f", rated {latest.rating}" if latest.rating else ""
    worked_out = account.rating.value if account.rating else "not rated"
    return (
        f"{account.name}: {text}{end} ({latest.by}, {format_date(latest.on)}{rated}; by the "
        f"figures: {worked_out})"
    )

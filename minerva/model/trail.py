"""The trail of a programme's files in git: who changed which key of which record, and when."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct


class Commit(Struct, frozen=True):
    """A commit that touched the files.

    `day` is the day on which it was committed, where it was. `merge` is the merge that brought it
    in. `unsigned` says what is wrong with its signature; None where nothing is, or nobody asked.
    """

    hash: str
    day: date
    author: str
    author_email: str
    committer: str
    merge: str | None = None
    unsigned: str | None = None


class Change(NamedTuple):
    """A change of one key of one record: what it was, what it became, and by which commit.

    `on` is the day that the key speaks of, None for a key without one. `fact` tells apart the dated
    entries of a record, and is empty outside of them.
    """

    record: str
    kind: str
    key: str
    before: object
    after: object
    on: date | None
    evidence: str | None
    fact: str
    commit: Commit

    @property
    def lag_days(self) -> int | None:
        """Days from the day it speaks of to that of the commit; negative if it is said ahead.

        None where it speaks of no day.
        """
        return None if self.on is None else (self.commit.day - self.on).days


class UnreadFile(Struct, frozen=True):
    """A version of a file that cannot be read: its changes count for the next that can."""

    commit: Commit
    why: str


class Trail(Struct, frozen=True):
    """The commits that touched the files, and what each changed; the first made first."""

    commits: Sequence[Commit]
    changes: Sequence[Change]
    unread: Sequence[UnreadFile]

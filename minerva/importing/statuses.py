"""How far a milestone is, in the words of trackers: Jira, Planner, Asana, OpenProject, Redmine, P6.

A word that is not known says nothing.
"""

from typing import Final

_DONE: Final = frozenset(
    {
        *("complete", "completed", "done", "achieved", "delivered", "finished", "closed"),
        *("resolved", "implemented", "verified", "met", "signed off", "100%"),
    }
)
_OPEN: Final = frozenset(
    {
        *("not started", "in progress", "to do", "todo", "open", "new", "on hold", "deferred"),
        *("waiting", "waiting on someone else", "started", "ongoing", "planned", "scheduled"),
        *("backlog", "blocked", "in review", "on track", "at risk", "off track", "delayed", "late"),
        *("reopened", "feedback", "specified", "in specification", "confirmed", "assigned"),
        *("selected for development", "active", "pending", "upcoming", "overdue", "due"),
        *("incomplete", "not complete", "not completed", "not done", "partial", "no", "n", "false"),
    }
)
_CANCELLED: Final = frozenset(
    {
        *("cancelled", "canceled", "rejected", "withdrawn", "won't do", "wont do", "won't fix"),
        *("removed", "abandoned", "obsolete", "duplicate", "not required", "dropped", "deleted"),
    }
)


def is_done(word: str) -> bool:
    """Tell whether a status says that a milestone is achieved."""
    return _folded(word) in _DONE


def is_open(word: str) -> bool:
    """Tell whether a status says that a milestone is not achieved."""
    return _folded(word) in _OPEN


def is_cancelled(word: str) -> bool:
    """Tell whether a status says that a milestone was taken out of the plan."""
    return _folded(word) in _CANCELLED


def _folded(word: str) -> str:
    return " ".join(word.casefold().replace("-", " ").replace("_", " ").split())

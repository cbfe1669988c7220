"""Totals: the figures of several documents added up, to the penny, and nothing else."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from minerva.portfolio.gathered import Gathered, Outcome
from minerva.views.document import Document, money


def added(parts: Iterable[tuple[str, Any]]) -> Any:
    """Return documents of the same shape added up, each given with the id of its programme.

    Numbers are added exactly: of two decimals at most, in pounds. Null is not known: it is left
    out, and where all are null the sum is. Objects are added key by key, in the order in which
    keys first come. Lists are of ids: they are joined, each id after its programme's. Words have
    no sum, and are left out. Of nothing at all the sum is null.
    """
    known = [(id, value) for id, value in parts if value is not None]
    if not known:
        return None
    first = known[0][1]
    if isinstance(first, dict):
        keys = dict.fromkeys(key for _, value in known for key in value)
        sums = {key: added((id, value.get(key)) for id, value in known) for key in keys}
        words = [
            key for key in keys if any(isinstance(value.get(key), str | bool) for _, value in known)
        ]
        return {key: value for key, value in sums.items() if key not in words}
    if isinstance(first, list):
        return [f"{id}:{item}" for id, value in known for item in value]
    if isinstance(first, str | bool):
        return None
    return money(sum((Decimal(str(value)) for _, value in known), Decimal(0)))


def added_of(outcomes: Iterable[Outcome], take: Callable[[Any], Any]) -> Any:
    """Return a piece of each programme's part added up."""
    return added((outcome.label, take(outcome.part)) for outcome in outcomes)


def totals(gathered: Gathered, take: Callable[[Any], Any]) -> Document:
    """Return the sum of a piece of each part, over what can be added.

    Where there are several currencies, or financial years that begin on different days, a sum
    for each of them by its name. Each names what could not be read and is not in it.
    """
    unread = [outcome.label for outcome in gathered.unread]
    sums = {
        label: added_of(outcomes, take) | {"unread": unread}
        for label, outcomes in gathered.by_money()
    }
    if not sums:
        return {"unread": unread}
    return sums if len(sums) > 1 else next(iter(sums.values()))

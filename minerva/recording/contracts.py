"""What is recorded of contracts and procurements: notice served, a bidder that left."""

from collections.abc import Iterator
from datetime import date

from minerva.model.dates import format_date
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.model.programme import Bidder, Contract, Procurement, Stage
from minerva.recording.change import Change, SetKey
from minerva.store.files import WORKSTREAMS


def serve_notice(contract: Contract, on: date) -> Change:
    """Set the day on which notice was served on a contract."""
    if contract.notice_served is not None:
        raise MinervaError(
            f"notice on {contract.id} was served on {format_date(contract.notice_served)} already",
            "if that day is wrong, take it back with `minerva undo` or put it right in "
            f"{contract.location.file}",
        )
    return Change(
        [SetKey(WORKSTREAMS, contract.location.path, "notice_served", on)],
        f"notice on {contract.id} was served on {format_date(on)}",
        list(_doubts_of_notice(contract, on)),
    )


def withdraw_bidder(procurement: Procurement, name: str, stage: Stage) -> Change:
    """Set the stage at which a bidder left a procurement."""
    bidder = _find_bidder(procurement, name)
    if bidder.out_at is not None:
        raise MinervaError(
            f"{bidder.name} left {procurement.id} at {bidder.out_at} already",
            "if that stage is wrong, take it back with `minerva undo` or put it right in "
            f"{procurement.location.file}",
        )
    return Change(
        [SetKey(WORKSTREAMS, bidder.location.path, "out_at", stage.id)],
        f"{bidder.name} left {procurement.id} at {stage.id}",
    )


def _find_bidder(procurement: Procurement, name: str) -> Bidder:
    """Return the bidder of a name, whatever its capitals."""
    found = [bidder for bidder in procurement.bidder if bidder.name == name]
    found = found or [
        bidder for bidder in procurement.bidder if bidder.name.casefold() == name.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise MinervaError(
            f'{procurement.id} has {len(found)} bidders "{name}"',
            f"tell them apart in {procurement.location.file}",
        )
    names = [bidder.name for bidder in procurement.bidder]
    otherwise = f"they are {', '.join(names)}" if names else "it has no bidders"
    raise MinervaError(
        f'{procurement.id} has no bidder "{name}"', nearest_hint(name, names, otherwise)
    )


def _doubts_of_notice(contract: Contract, on: date) -> Iterator[str]:
    if contract.notice is None:
        yield "no notice period is recorded for it"
    elif (due := contract.notice.before(contract.expires)) < on:
        yield f"notice was due by {format_date(due)}"
    if on > contract.expires:
        yield f"it expired on {format_date(contract.expires)}"

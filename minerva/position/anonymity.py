"""Letters in place of the names of bidders, for those who are not to know them.

It decides which letter a bidder has, and takes the names out of a programme before anything is
worked out from it.
"""

import re
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from minerva.model.programme import Procurement, Programme


def letters(procurement: Procurement) -> Mapping[str, str]:
    """Return the letter of each bidder of a procurement: A, B, ... Z, AA, AB, ...

    They go by a hash of the procurement's id and the bidder's name, and so by neither name nor
    rank. A bidder keeps its letter whatever bids, scores and prices are recorded; one that is added
    to the procurement, or has its name corrected, may move the others.
    """
    from hashlib import sha256

    def mixed(name: str) -> bytes:
        return sha256(f"{procurement.id}\n{name}".encode()).digest()

    names = sorted({bidder.name for bidder in procurement.bidder}, key=mixed)
    return {name: _letter(n) for n, name in enumerate(names)}


def _letter(n: int) -> str:
    """Return the nth label, as spreadsheets count columns: 0 is A, 25 is Z, 26 is AA."""
    label = ""
    n += 1
    while n:
        n, last = divmod(n - 1, 26)
        label = chr(ord("A") + last) + label
    return label


def without_names(programme: Programme) -> Programme:
    """Return a programme in which the procurements have letters for the names of their bidders.

    A name is also replaced where it stands, in any case, as words of a name or a note. Ids stay, as
    commands take them, and so do groups and criteria, which are published before there are bids.
    The bidders stand in the order of their letters.
    """
    procurements = tuple(map(_without_names, programme.procurements))
    return replace(programme, procurements=procurements)


def _without_names(procurement: Procurement) -> Procurement:
    labels = letters(procurement)
    if not labels:
        return procurement
    replaced = replacement(labels)
    bidders = [replace(bidder, name=labels[bidder.name]) for bidder in procurement.bidder]
    return replace(
        procurement,
        name=replaced(procurement.name),
        stage=tuple(replace(stage, name=replaced(stage.name)) for stage in procurement.stage),
        bidder=tuple(sorted(bidders, key=lambda bidder: (len(bidder.name), bidder.name))),
        bid=tuple(
            replace(bid, bidder=labels[bid.bidder], note=bid.note and replaced(bid.note))
            for bid in procurement.bid
        ),
    )


def replacement(labels: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that puts letters for the names in a text, whatever their case.

    Only whole words are names, and of names that begin alike the longest is taken.
    """
    if not labels:
        return lambda text: text
    plain = {_plain(name): label for name, label in labels.items()}
    longest_first = sorted(labels, key=len, reverse=True)
    patterns = [r"\s+".join(map(re.escape, name.split())) for name in longest_first]
    named = re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
    return lambda text: named.sub(lambda found: plain.get(_plain(found[0]), "?"), text)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()

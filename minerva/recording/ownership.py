"""What may have an owner."""

from typing import Any

from minerva.model.programme import Programme


def owned(programme: Programme) -> list[Any]:
    """Return the records that have a key for an owner, in the order of the files."""
    records = (
        *programme.workstreams,
        *programme.milestones,
        *programme.savings,
        *getattr(programme, "costs", ()),
        *programme.contracts,
        *programme.procurements,
    )
    return [record for record in records if "owner" in record._fields]

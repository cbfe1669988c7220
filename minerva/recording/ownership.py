"""What may have an owner."""

from typing import Any

from minerva.model.programme import Programme


def owned(programme: Programme) -> list[Any]:
    """Return the records that have a key for an owner, in the order of the files."""
    records: tuple[Any, ...] = (
        *programme.workstreams,
        *programme.milestones,
        *programme.savings,
        *programme.costs,
        *programme.contracts,
        *programme.procurements,
        *programme.risks,
        *programme.issues,
        *programme.actions,
        *programme.decisions,
    )
    return [record for record in records if hasattr(record, "owner")]

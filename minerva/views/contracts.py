"""The contracts: when each ends, its notice, and how it and what replaces it meet."""

from typing import Final

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.contracts import ContractPosition
from minerva.position.milestones import days
from minerva.position.network import DeadlinePosition
from minerva.views.document import Document, entries
from minerva.views.table import Column, Kind, Table

KEYS: Final = (
    *("id", "supplier", "expires", "replaced_by", "float_days"),
    *("notice_for", "notice_deadline", "notice_served", "ends", "procurement", "replan_by"),
)
COLUMNS: Final = (
    Column("id", "Contract", of=lambda contract: contract.record.id),
    Column("supplier", "Supplier", of=lambda contract: contract.record.supplier),
    Column("expires", "Expires", Kind.DATE, lambda contract: contract.record.expires),
    Column("notice_deadline", "Notice by", Kind.DATE, lambda contract: contract.notice_deadline),
    Column("notice", "Notice", of=lambda contract: notice_text(contract), under="id"),
    Column("extended", "Extended", of=lambda contract: extended_text(contract), under="id"),
    Column(
        "replacement",
        "Replaced by",
        of=lambda contract: contract.replacement and contract.replacement.record.name,
    ),
    Column("float_days", "Float", Kind.SLIP, lambda contract: contract.float_days),
)
_DOCUMENT_COLUMNS: Final = (
    *COLUMNS,
    Column("replaced_by", "Replaced by", of=lambda contract: contract.record.replaced_by),
    Column("notice_for", "Notice for", of=lambda contract: contract.record.notice_for),
    Column("notice_served", "Served", Kind.DATE, lambda contract: contract.notice_served),
    Column("ends", "Ends", Kind.DATE, lambda contract: contract.ends),
    Column("procurement", "Procurement", of=lambda contract: contract.record.procurement),
    Column("replan_by", "Plan anew by", Kind.DATE, lambda contract: contract.replan_by),
)
OPTION_KEYS: Final = ("kind", "on", "ends", "notice_deadline", "taken")
OPTION_COLUMNS: Final = (
    Column("contract", "Contract", of=lambda row: row[0].record.id, shown=False),
    Column("kind", "Option", of=lambda row: row[1].record.kind),
    Column("on", "On", Kind.DATE, lambda row: row[1].on),
    Column("ends", "Until", Kind.DATE, lambda row: row[1].ends),
    Column("notice_deadline", "Notice by", Kind.DATE, lambda row: row[1].notice_deadline),
    Column("taken", "Taken", Kind.DATE, lambda row: row[1].taken),
)


def documents(position: Position) -> list[Document]:
    """Return the contracts as part of a JSON document."""
    found = entries(_DOCUMENT_COLUMNS, position.contracts, KEYS)
    for contract, document in zip(position.contracts, found, strict=True):
        options = [(contract, option) for option in contract.options]
        document["options"] = entries(OPTION_COLUMNS, options, OPTION_KEYS)
    return found


def table(position: Position) -> Table:
    """Return the contracts with their notice and their float."""
    return Table(
        COLUMNS,
        position.contracts,
        title="Contracts",
        notes=["Float: days from the replacement to the day after the contract ends."],
    )


def options_table(position: Position) -> Table | None:
    """Return the extensions, renewals and price reviews; None where no contract has any."""
    rows = [(contract, option) for contract in position.contracts for option in contract.options]
    if not rows:
        return None
    return Table(
        OPTION_COLUMNS,
        rows,
        title="Options of contracts",
        group="contract",
        headings={contract.record.id: contract.record.supplier for contract, _ in rows},
    )


def lines(position: Position) -> list[str]:
    """Say of each contract that something replaces how it and its replacement meet."""
    return [
        f"{contract.record.supplier} contract ends {format_date(contract.ends)}: "
        f"{meeting_text(contract.end)}."
        for contract in position.contracts
        if contract.end is not None
    ]


def meeting_text(end: DeadlinePosition) -> str:
    """Say how many days of float a contract leaves its replacement, or leaves uncovered."""
    if end.float_days is None:
        return f"{end.milestone.record.name} waits for a milestone without a date"
    replacement = f"{end.milestone.record.name}, {end.milestone.projected}"
    if end.float_days < 0:
        return f"{days(-end.float_days)} uncovered before {replacement}"
    return f"{days(end.float_days)} of float for {replacement}"


def extended_text(contract: ContractPosition) -> str | None:
    """Say until when a contract was extended; None where it was not."""
    if contract.ends == contract.record.expires:
        return None
    return f"extended to {format_date(contract.ends)}"


def notice_text(contract: ContractPosition) -> str | None:
    """Say what notice a contract asks for, and whether it was served or missed; None without."""
    if contract.notice_deadline is None:
        return None
    purpose = f" for {contract.record.notice_for}" if contract.record.notice_for else ""
    notice = f"notice of {contract.record.notice}{purpose}"
    if contract.notice_served is not None:
        return f"{notice}, served {format_date(contract.notice_served)}"
    return f"{notice}, {'missed: ' if contract.notice_missed else ''}none recorded"

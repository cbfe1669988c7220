"""The tables of a programme that a store keeps: those for analysis, and a line of its own.

Each table goes from the worker as Arrow has it, in the text of the worker's document.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from minerva.exporting.tables import arrow
from minerva.findings import count
from minerva.position import Position
from minerva.views import analysis, register_tables, savings
from minerva.views.document import Document
from minerva.views.status import headline
from minerva.views.table import Column, Kind, Table

if TYPE_CHECKING:
    import pyarrow

_NAMES: Final = {"savings_by_year": "years"}
"""The names of tables that have another name among those of many programmes."""

_PROGRAMME: Final = (
    Column("id", "Id", of=lambda position: position.programme.details.id),
    Column("name", "Name", of=lambda position: position.programme.details.name),
    Column("organisation", "For", of=lambda position: position.programme.details.organisation),
    Column("currency", "Currency", of=lambda position: position.programme.details.currency),
    Column("year_starts", "Year starts", of=lambda position: _year_starts(position)),
    Column("updated", "Updated", Kind.DATE, lambda position: position.programme.details.updated),
    Column("age_days", "Age", Kind.COUNT, lambda position: position.age_days),
    Column("rating", "Rating", Kind.RATING, lambda position: position.rating),
    Column("reason", "Why", of=headline),
    Column("milestones", "Milestones", Kind.COUNT, lambda position: position.counts.total),
    Column("complete", "Complete", Kind.COUNT, lambda position: position.counts.complete),
    Column("overdue", "Late", Kind.COUNT, lambda position: position.counts.overdue),
    Column("due", "Due", Kind.COUNT, lambda position: position.counts.due),
    Column("slipped", "Slipped", Kind.COUNT, lambda position: position.counts.slipped),
    Column("worst_days", "Slip", Kind.SLIP, lambda position: position.counts.worst_days),
    Column("full_year", "Full year", Kind.MONEY, lambda position: position.savings.total.full_year),
    Column("target", "Target", Kind.MONEY, lambda position: _target(position)),
    Column("variance", "Variance", Kind.VARIANCE, lambda position: position.savings.variance),
    Column("realised", "Realised", Kind.MONEY, lambda position: position.savings.total.realised),
    Column("validated", "Validated", Kind.MONEY, lambda position: position.savings.total.validated),
)


def part(position: Position, options: Mapping[str, Any]) -> Document:  # noqa: ARG001 - it has none
    """Return the tables of a programme, each as the text of an Arrow stream."""
    return {name: packed(arrow(table)) for name, table in tables(position).items()}


def tables(position: Position) -> dict[str, Table]:
    """Return every table by its name; each row begins with the programme and the day."""
    exported = {_NAMES.get(name, name): table for name, table in analysis.tables(position).items()}
    counts = count(exported["findings"].subjects)
    found = {
        "programmes": Table(
            [*_PROGRAMME, *(_counted(counts, severity) for severity in counts)], [position]
        ),
        "savings": Table(savings.LINE_COLUMNS, position.savings.savings),
    }
    if not position.programme.register:
        found |= register_tables.tables(position)
    headed = {name: analysis.with_heading(position, table) for name, table in found.items()}
    return headed | exported


def packed(table: "pyarrow.Table") -> str:
    """Return a table as text."""
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    small = pyarrow.ipc.IpcWriteOptions(compression="lz4")
    with pyarrow.ipc.new_stream(sink, table.schema, options=small) as stream:
        stream.write_table(table)
    return b64encode(sink.getvalue()).decode()


def unpacked(text: str) -> "pyarrow.Table":
    """Return the table that was made a text."""
    import pyarrow

    return pyarrow.ipc.open_stream(b64decode(text)).read_all()


def _year_starts(position: Position) -> str:
    starts = position.programme.details.financial_year_starts
    return f"{starts.month:02d}-{starts.day:02d}"


def _target(position: Position) -> Any:
    target = position.savings.target
    return target and target.full_year


def _counted(counts: Mapping[str, int], severity: str) -> Column:
    title = f"{severity}s"
    return Column(title, title.capitalize(), Kind.COUNT, lambda _: counts[severity])

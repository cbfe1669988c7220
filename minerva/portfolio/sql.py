"""Questions in SQL over a store. Only here is DuckDB imported.

The connection reads a store, and can do nothing else: no other file, no network, no writing.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from glob import escape
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.portfolio.days import days, quoted
from minerva.views.table import Column, Kind, Report, Table

if TYPE_CHECKING:
    import duckdb

    from minerva.views.document import Document

_KINDS: Final = {"DATE": Kind.DATE, "BOOLEAN": Kind.FLAG}
_NUMBERS: Final = ("INT", "HUGEINT", "DECIMAL", "DOUBLE", "FLOAT")


class Answer(Struct, frozen=True):
    """What a question gives: the names and types of its columns, and its rows."""

    columns: list[tuple[str, str]]
    rows: list[tuple[Any, ...]]


def ask(store: Path, question: str) -> Answer:
    """Return what a question gives over all days of a store.

    Raises MinervaError where there is no store, or where the question is not one, or is wrong.
    """
    import duckdb

    try:
        statements = duckdb.extract_statements(question)
    except duckdb.Error as error:
        raise MinervaError(_said(error), _HELP) from None
    # not EXPLAIN either: EXPLAIN ANALYZE runs what it explains, such as a COPY that writes a file
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise MinervaError("this is not one question", "write one SELECT: nothing else is run")
    with _connected(store) as connection:
        try:
            found = connection.sql(question)
            types = [str(type) for type in found.types]
            return Answer(list(zip(found.columns, types, strict=True)), found.fetchall())
        except duckdb.Error as error:
            raise MinervaError(_said(error), _HELP) from None


def document(answer: Answer) -> "Document":
    """Return an answer as a JSON document."""
    names = [name for name, _ in answer.columns]
    return {
        "schema_version": 1,
        "columns": [{"name": name, "type": type.lower()} for name, type in answer.columns],
        "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in answer.rows],
    }


def report(answer: Answer) -> Report:
    """Return an answer as a table."""
    columns = [
        Column(name, name, _kind(type), of=itemgetter(n))
        for n, (name, type) in enumerate(answer.columns)
    ]
    table = Table(columns, [tuple(map(_cell, row)) for row in answer.rows], empty="No rows.")
    return Report(f"{len(answer.rows):,} row{'' if len(answer.rows) == 1 else 's'}", [table])


_HELP: Final = (
    "the views are programmes, milestones, savings, years, findings, risks and others: "
    "`show tables` lists them, `describe milestones` their columns"
)


@contextmanager
def _connected(store: Path) -> "Iterator[duckdb.DuckDBPyConnection]":
    """Connect to views over a store, in a database that can only be read."""
    import duckdb

    found = days(store)
    with tempfile.TemporaryDirectory() as directory:
        database = Path(directory) / "views.duckdb"
        with duckdb.connect(database) as making:
            for name in sorted({path.stem for day in found for path in day.glob("*.parquet")}):
                _make_view(making, store, name)
        offline: Any = {
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_persistent_secrets": "false",
        }
        with duckdb.connect(database, read_only=True, config=offline) as connection:
            place = quoted(store.resolve())  # and as the views have it, in a pattern
            connection.execute(f"set allowed_directories = ['{place}/', '{escape(place)}/']")
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
            yield connection


def _make_view(making: "duckdb.DuckDBPyConnection", store: Path, name: str) -> None:
    """Make a view of a table over all days. Raises MinervaError where a file is not Parquet."""
    import duckdb

    pattern = f"{escape(quoted(store.resolve()))}/as_of=*/{name}.parquet"
    try:
        making.execute(
            f'create view "{name}" as select * from read_parquet('  # noqa: S608 - names of our own
            f"'{pattern}', union_by_name = true, hive_partitioning = false)"
        )
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise MinervaError(
            f"{store} cannot be read: {said}",
            f"build that day again: minerva portfolio build -o {store} --as-of DAY",
        ) from None


def _said(error: Exception) -> str:
    return str(error).strip().split("\n\n")[0].replace("\n", " ")


def _kind(type: str) -> Kind:
    if type.startswith("DECIMAL"):
        return Kind.MONEY
    if type.startswith(_NUMBERS) or "INT" in type:
        return Kind.COUNT
    return _KINDS.get(type, Kind.TEXT)


def _cell(value: Any) -> Any:
    return "" if value is None else value


def _plain(value: Any) -> Any:
    from minerva.views.document import money

    return money(value) if isinstance(value, Decimal) else value

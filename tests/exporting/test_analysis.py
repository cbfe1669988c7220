"""The page on analysis keeps its word: its columns are there, its queries give what it says.

A ```sql block is run on exports of two programmes, one of them on two days; the ```text block
after it is what comes out, as comma-separated values. After a change this writes it anew:

    python -m tests.exporting.test_analysis --update
"""

import contextlib
import csv
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import pytest

from minerva.views.register_tables import NAMES
from tests.command import ROOT, run
from tests.registers import D, write_depot
from tests.views.test_reports import DEPOT

duckdb = pytest.importorskip("duckdb", reason="duckdb runs the queries of the page")
parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow writes the tables")

PAGE: Final = ROOT / "docs" / "analysis.md"
EXPORTS: Final = (
    (ROOT, "exports/minerva/2014-12-09", "parquet"),
    (DEPOT, "exports/depot/2014-12-09", "parquet"),
    (DEPOT, "exports/depot/2015-02-20", "parquet"),
    (DEPOT, "tables", "csv"),
)
LAST_DAY: Final = "2015-02-20"
TYPES: Final = {
    "date": "date32[day]",
    "text": "string",
    "whole number": "int32",
    "number": "double",
    "true or false": "bool",
    "decimal(18, 2)": "decimal128(18, 2)",
    "decimal(28, 2)": "decimal128(28, 2)",
}
_QUERY: Final = re.compile(r"^```sql\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Query(NamedTuple):
    """A query of the page, and the result that stands after it."""

    sql: str
    result: str
    begin: int
    end: int


def queries() -> Iterator[Query]:
    for found in _QUERY.finditer(PAGE.read_text("utf-8")):
        yield Query(found[1], found[2], found.start(2), found.end(2))


def write_exports(directory: Path) -> None:
    for plan, name, format in EXPORTS:
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        day = name.rpartition("/")[2] if "/" in name else LAST_DAY
        where = ("-C", str(plan), "export", name, "--format", format, "--as-of", day)
        assert run(*where, cwd=directory).status == 0
    plan = write_depot(directory / "plan")
    where = ("-C", str(plan), "export", "register", "--format", "parquet", "--as-of", str(D))
    assert run(*where, cwd=directory).status == 0


def result_of(sql: str, directory: Path) -> str:
    """Run a query where the exports are, and return what comes out as comma-separated values."""
    with contextlib.chdir(directory):
        found = duckdb.sql(sql)
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(found.columns)
        writer.writerows(found.fetchall())
    return written.getvalue()


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("analysis")
    write_exports(directory)
    return directory


def test_every_query_has_its_result() -> None:
    assert len(list(queries())) == PAGE.read_text("utf-8").count("```sql") > 5


@pytest.mark.parametrize("query", list(queries()), ids=lambda query: query.sql.split("\n")[0][:40])
def test_a_query_gives_what_the_page_says(query: Query, exports: Path) -> None:
    assert result_of(query.sql, exports) == query.result, (
        "python -m tests.exporting.test_analysis --update"
    )


def test_every_column_is_described_with_its_type(exports: Path) -> None:
    _, *sections = re.split(r"^### ", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    described = {
        section.split("\n", 1)[0]: {
            name: TYPES[type]
            for name, type in re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section, re.MULTILINE)
        }
        for section in sections
    }
    files = sorted((exports / "register").iterdir())
    shipped = {file.name for file in (exports / "exports" / "minerva" / "2014-12-09").iterdir()}
    assert {file.stem for file in files if file.name not in shipped} == {*NAMES}
    assert described == {
        file.stem: {field.name: str(field.type) for field in parquet.read_schema(file)}
        for file in files
    }


def update() -> None:
    """Write into the page what its queries give now."""
    text = PAGE.read_text("utf-8")
    with TemporaryDirectory() as name:
        write_exports(Path(name))
        for query in reversed(list(queries())):
            now = result_of(query.sql, Path(name))
            text = text[: query.begin] + now + text[query.end :]
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python -m tests.exporting.test_analysis --update")
    update()

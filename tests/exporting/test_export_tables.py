"""The tables for analysis that `minerva export` writes, and the directory that they are in."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings

from minerva.cli.output import write_directory
from minerva.exporting.outgoing import Request
from minerva.exporting.tables import export_csv, export_parquet, is_our_csv, is_our_parquet
from minerva.formats.data.csv import looks_like_formula
from minerva.model.errors import MinervaError
from minerva.position import Position, position_at
from minerva.store import read_files, read_programme
from minerva.views.analysis import NAMES
from tests.command import ROOT, run
from tests.formats.test_formats_hostile import HOSTILE
from tests.programmes import WORKSTREAMS, programme, write_programme
from tests.strategies import Tables, programmes, texts, toml
from tests.views.test_reports import DEPOT

parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow reads what it wrote")

DAY = date(2014, 12, 9)
AS_OF = ("--as-of", "2014-12-09")
Rows = list[dict[str, Any]]


def shipped(day: date = DAY) -> Position:
    return position_at(read_programme(read_files(ROOT, ROOT)), day, (), day)


def depot() -> Position:
    day = date(2015, 2, 20)
    return position_at(read_programme(read_files(DEPOT, DEPOT)), day, (), day)


def rows_of(position: Position) -> dict[str, Rows]:
    """Return the rows of each table of a position, as pyarrow reads them."""
    content = export_parquet(Request(position)).content
    assert not isinstance(content, bytes)
    return {
        name.removesuffix(".parquet"): parquet.read_table(io.BytesIO(file)).to_pylist()
        for name, file in content.items()
    }


def test_there_is_a_file_for_each_table_and_every_row_says_whose_and_when_it_is() -> None:
    tables = rows_of(depot())
    assert tuple(tables) == NAMES
    for name, rows in tables.items():
        if name == "costs":
            assert not rows
            continue
        assert rows, name
        assert {(row["programme"], row["as_of"]) for row in rows} == {("depot", date(2015, 2, 20))}
        assert list(rows[0])[:2] == ["programme", "as_of"]


def test_columns_have_the_types_of_what_they_hold_even_where_there_are_no_rows() -> None:
    content = export_parquet(Request(named("M"))).content
    assert not isinstance(content, bytes)
    types = {
        name.removesuffix(".parquet"): {
            field.name: str(field.type) for field in parquet.read_schema(io.BytesIO(file))
        }
        for name, file in content.items()
    }
    assert types["milestones"]["forecast"] == "date32[day]"
    assert types["milestones"]["slippage_days"] == "int32"
    assert types["milestones"]["within_tolerance"] == "bool"
    assert types["milestones"]["rating"] == "string"
    assert types["claims"]["amount"] == "decimal128(18, 2)"
    assert types["claims"]["validated_on"] == "date32[day]"
    assert types["savings_by_year"]["planned"] == "decimal128(18, 2)"
    assert types["statements"]["on"] == "date32[day]"
    assert types["findings"]["line"] == "int32"
    assert types["findings"]["waived"] == "bool"


def test_milestones_are_those_of_the_report() -> None:
    for position, arguments in (
        (shipped(), AS_OF),
        (depot(), ("-C", str(DEPOT), "--as-of", "2015-02-20")),
    ):
        where = arguments[:-2]
        told = run(*where, "milestones", *arguments[-2:], "--format", "json").stdout
        rows = rows_of(position)["milestones"]
        for row, milestone in zip(rows, json.loads(told)["milestones"], strict=True):
            for key in milestone.keys() & row.keys():
                value = row[key]
                assert (value.isoformat() if isinstance(value, date) else value) == milestone[key]


def test_money_is_exact_and_adds_up_to_the_totals_of_the_report() -> None:
    for position in (shipped(), depot()):
        rows = rows_of(position)["savings_by_year"]
        for label, year in position.savings.total.years.items():
            for key in ("planned", "forecast", "realised", "validated", "variance"):
                amounts = [row[key] for row in rows if row["year"] == label]
                known = [amount for amount in amounts if amount is not None]
                assert all(isinstance(amount, Decimal) for amount in known)
                assert sum(known, Decimal(0)) == (getattr(year, key) or 0)


def test_what_is_not_known_is_null_and_not_nothing() -> None:
    rows = [row for row in rows_of(shipped())["savings_by_year"] if row["id"] == "shared-services"]
    assert rows
    assert {row["planned"] for row in rows} == {None}


MONEY = """
    target = { full_year = 200_000 }

    [[workstream]]
    id = "ict"
    name = "ICT"

    [[saving]]
    id = "rent"
    workstream = "ict"
    name = "Rent"
    category = "contract"
    ref = "P7"
    owner = "Director of Property"
    full_year = 120_000
    starts = 2014-07-01
    one_off_cost = 30_000

    [[saving.state]]
    on = 2014-11-01
    state = "at-risk"

    [[saving.forecast]]
    on = 2014-11-01
    full_year = 60_000
    reason = "R"

    [[cost]]
    id = "removal"
    workstream = "ict"
    saving = "rent"
    name = "Removal"
    budget = { "2014/15" = 40_000 }

    [[cost.spent]]
    year = "2014/15"
    amount = 50_000.50
    on = 2014-11-02
"""


def test_a_saving_of_a_year_says_what_kind_it_is_and_where_its_money_went() -> None:
    heading = '    [programme]\n    id = "p"\n    name = "P"'
    plan = programme(
        '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-01-01\n',
        heading + MONEY,
    )
    position = position_at(plan, DAY, (), DAY)
    tables = rows_of(position)
    row = next(row for row in tables["savings_by_year"] if row["year"] == "2014/15")
    words = [row[key] for key in ("category", "ref", "owner", "state", "ends")]
    assert words == ["contract", "P7", "Director of Property", "at-risk", None]
    assert (row["full_year"], row["target"]) == (60_000, 200_000)
    assert (row["planned"], row["forecast"], row["restated"]) == (90_000, 45_000, 45_000)
    parts = [row[key] for key in ("slipped", "restated", "not_realised")]
    assert sum(parts) == -row["variance"]
    costs = [
        [row[key] for key in ("id", "saving", "budget", "forecast", "spent", "variance")]
        for row in tables["costs"]
    ]
    assert costs == [
        ["removal", "rent", 40_000, Decimal("50000.50"), Decimal("50000.50"), Decimal("10000.50")],
        ["rent", "rent", 30_000, 30_000, 0, 0],
    ]


def test_claims_are_those_made_by_the_day() -> None:
    rows = rows_of(shipped())["claims"]
    assert [row["amount"] for row in rows] == [41_000, 101_000, 80_000]
    assert {row["on"] for row in rows} == {date(2014, 11, 26)}
    assert rows_of(shipped(date(2014, 11, 25)))["claims"] == []


def test_a_percentage_has_two_decimals_and_a_half_goes_up() -> None:
    saving = {"id": "s", "workstream": "ict", "name": "S", "full_year": 800, "starts": DAY}
    claim = {"year": "2014/15", "amount": 1, "on": DAY}
    tables = {"saving": [saving | {"plan": {"2014/15": 800}, "realised": [claim]}]}
    milestone = {"id": "m", "workstream": "ict", "name": "M", "baseline": DAY}
    there = position_at(programme(*toml(tables | {"milestone": [milestone]})), DAY, (), DAY)
    first, *_ = rows_of(there)["savings_by_year"]
    assert first["percent_delivered"] == Decimal("0.13")


def test_statements_are_every_date_that_was_stated() -> None:
    rows = rows_of(depot())["statements"]
    handover = [row for row in rows if row["id"] == "handover"]
    assert [(row["on"], row["forecast"], row["moved_days"]) for row in handover] == [
        (date(2014, 11, 1), date(2015, 5, 1), 30),
        (date(2015, 1, 20), date(2015, 6, 30), 60),
    ]
    assert handover[1]["reason"] == "Ground works found a sewer"


def test_findings_are_those_of_the_check() -> None:
    found = json.loads(run("check", *AS_OF, "--format", "json").stdout)["findings"]
    rows = rows_of(shipped())["findings"]
    for row, finding in zip(rows, found, strict=True):
        assert {key: row[key] for key in ("id", "severity", "subject", "message", "line")} == {
            key: finding[key] for key in ("id", "severity", "subject", "message", "line")
        }


@given(programmes())
@settings(max_examples=15, deadline=None)
def test_any_programme_has_its_tables(drawn: Tables) -> None:
    position = position_at(programme(*toml(drawn)), DAY, (), DAY)
    rows = rows_of(position)
    assert len(rows["milestones"]) == len(drawn["milestone"])
    assert len(rows["savings_by_year"]) == len(drawn["saving"]) * len(position.years)


def named(text: str) -> Position:
    table = {"id": "m", "workstream": "ict", "name": text, "baseline": DAY}
    return position_at(programme(tomli_w.dumps({"milestone": [table]})), DAY, (), DAY)


@pytest.mark.parametrize("text", [*HOSTILE, "=cmd()", "+1", "@x"], ids=ascii)
def test_hostile_text_comes_back_from_parquet(text: str) -> None:
    assert rows_of(named(f"a{text}"))["milestones"][0]["name"] == f"a{text}"


@given(texts)
@settings(max_examples=20, deadline=None)
def test_any_text_comes_back_from_both(text: str) -> None:
    assert rows_of(named(text))["milestones"][0]["name"] == text
    content = export_csv(Request(named(text))).content
    assert not isinstance(content, bytes)
    read = csv.DictReader(io.StringIO(content["milestones.csv"].decode(), newline=""))
    [row] = read
    guarded = looks_like_formula(text)
    assert row["name"] == (f"'{text}" if guarded else text)


def test_comma_separated_values_have_the_same_columns_and_rows() -> None:
    content = export_csv(Request(depot())).content
    assert not isinstance(content, bytes)
    for name, rows in rows_of(depot()).items():
        read = list(csv.DictReader(io.StringIO(content[f"{name}.csv"].decode(), newline="")))
        assert [list(row) for row in read] == [list(row) for row in rows]


# The directory.


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    milestones = {"id": "m", "workstream": "ict", "name": "M", "baseline": DAY}
    (tmp_path / "plan").mkdir()
    return write_programme(
        tmp_path / "plan", tomli_w.dumps({"milestone": [milestones]}), WORKSTREAMS
    )


def export(plan: Path, *arguments: str, status: int = 0) -> str:
    result = run("export", *arguments, *AS_OF, cwd=plan)
    assert (result.status, result.stdout) == (status, ""), result.stderr
    return result.stderr


def files(directory: Path) -> list[str]:
    return sorted(file.name for file in directory.iterdir())


def test_a_directory_takes_the_format_from_the_option_or_from_its_name(plan: Path) -> None:
    told = export(plan, "tables/", "--format", "parquet")
    assert told == (
        "tables: 6 tables, with so many rows: milestones 1, statements 0, savings_by_year 0, "
        "claims 0, costs 0, findings 0.\n"
    )
    assert files(plan / "tables") == sorted(f"{name}.parquet" for name in NAMES)
    export(plan, "tables.parquet")
    assert files(plan / "tables.parquet") == files(plan / "tables")
    assert "does not say how to write it" in export(plan, "more/", status=2)
    assert "a file for each table" in export(plan, "a.csv", status=2)
    assert "name the directory" in export(plan, "-", "--format", "csv", status=2)


def test_tables_of_an_earlier_export_are_replaced_as_a_whole(plan: Path) -> None:
    before = files(plan)
    export(plan, "tables", "--format", "parquet")
    (plan / "tables").chmod(0o750)
    export(plan, "tables", "--format", "parquet")
    export(plan, "tables", "--format", "csv")
    assert files(plan / "tables") == sorted(f"{name}.csv" for name in NAMES)
    assert (plan / "tables").stat().st_mode & 0o777 == 0o750
    assert files(plan) == sorted([*before, "tables"])


def test_an_empty_directory_is_filled(plan: Path) -> None:
    (plan / "tables").mkdir()
    export(plan, "tables", "--format", "csv")
    assert len(files(plan / "tables")) == len(NAMES)


def test_a_directory_with_anything_else_in_it_is_left_alone(plan: Path) -> None:
    export(plan, "tables", "--format", "csv")
    (plan / "tables" / "notes.txt").write_text("mine", "utf-8")
    for force in ((), ("--force",)):
        told = export(plan, "tables", "--format", "csv", *force, status=2)
        assert "tables holds notes.txt, which is no table of minerva's" in told
    assert (plan / "tables" / "notes.txt").read_text("utf-8") == "mine"


def test_a_table_of_the_same_name_is_replaced_only_with_force(plan: Path) -> None:
    (plan / "tables").mkdir()
    for name in ("claims.csv", "claims.parquet"):
        (plan / "tables" / name).write_text("mine", "utf-8")
        assert f"{name} is there already" in export(plan, "tables", "--format", "parquet", status=2)
        assert (plan / "tables" / name).read_text("utf-8") == "mine"
        (plan / "tables" / name).unlink()
    (plan / "tables" / "claims.parquet").write_text("mine", "utf-8")
    export(plan, "tables", "--format", "parquet", "--force")
    assert len(files(plan / "tables")) == len(NAMES)


def test_a_directory_with_the_programme_in_or_below_it_is_never_replaced(plan: Path) -> None:
    before = files(plan)
    for name in (".", "..", str(plan), "milestones.toml"):
        told = export(plan, name, "--format", "csv", "--force", status=2)
        assert told.startswith("error: ")
    assert files(plan) == before


def test_a_directory_that_holds_an_input_is_never_replaced_whoever_asks(plan: Path) -> None:
    with pytest.raises(MinervaError, match="holds the programme's own files"):
        write_directory(plan, {"a": b""}, [plan / "milestones.toml"])
    assert "milestones.toml" in files(plan)


def test_what_cannot_be_written_leaves_nothing(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export(plan, "tables", "--format", "csv")
    before = {file.name: file.read_bytes() for file in (plan / "tables").iterdir()}
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    told = export(plan, "tables", "--format", "csv", "--workstream", "hrd", status=2)
    assert "No space left on device" in told
    assert {file.name: file.read_bytes() for file in (plan / "tables").iterdir()} == before
    assert files(plan) == ["milestones.toml", "tables", "workstreams.toml"]
    assert "No such file" in export(plan, "nowhere/tables", "--format", "csv", status=2)


def test_a_link_to_a_directory_stays_a_link(plan: Path) -> None:
    (plan / "real").mkdir()
    (plan / "tables").symlink_to("real")
    export(plan, "tables", "--format", "csv")
    assert (plan / "tables").is_symlink()
    assert len(files(plan / "real")) == len(NAMES)


def test_files_of_others_are_not_ours() -> None:
    for content in (b"", b"PAR1", b"a,b\n1,2\n", b"PAR1" + b"\0" * 100 + b"PAR1"):
        assert not is_our_parquet(io.BytesIO(content))
        assert not is_our_csv(io.BytesIO(content))
    import pyarrow

    other = io.BytesIO()
    parquet.write_table(pyarrow.table({"a": [1]}), other)
    assert not is_our_parquet(io.BytesIO(other.getvalue()))

"""The store of many programmes, and questions in SQL that can read it and do nothing else."""

import json
from pathlib import Path

import pytest

from tests.command import Result, run
from tests.portfolios import DAY, drawn, empty, mixed, write

pytest.importorskip("duckdb", reason="DuckDB asks the store")
parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow writes the store")


def build(here: Path, *paths: str, day: str = DAY) -> Result:
    return run("portfolio", "build", "-o", "store", *paths, "--as-of", day, "--no-cache", cwd=here)


def ask(here: Path, question: str, *more: str) -> Result:
    return run("portfolio", "sql", "--store", "store", question, "-f", "json", *more, cwd=here)


def test_a_day_is_a_directory_of_tables_and_a_manifest(tmp_path: Path) -> None:
    mixed(tmp_path)
    result = build(tmp_path, "plans")
    assert result.status == 2
    assert result.stdout.startswith("store/as_of=2026-02-01: 4 programmes, with so many rows:")
    assert "2 of 6 programmes could not be read." in result.stderr
    [day] = (tmp_path / "store").iterdir()
    manifest = json.loads((day / "manifest.json").read_text("utf-8"))
    assert [programme["id"] for programme in manifest["programmes"]] == [
        *("alpha", "beta", "broken", "empty", "euro", "july")
    ]
    assert [listed["id"] for listed in manifest["programmes"] if listed["problems"]] == [
        "broken",
        "empty",
    ]
    assert all(len(blob) == 40 for blob in manifest["programmes"][0]["blobs"].values())
    for name, rows in manifest["rows"].items():
        assert parquet.read_table(day / f"{name}.parquet", partitioning=None).num_rows == rows


def test_the_tables_are_those_of_the_single_programmes(tmp_path: Path) -> None:
    paths = drawn(tmp_path / "plans", 30)
    build(tmp_path, "plans")
    for name, single in (("milestones", "milestones"), ("years", "savings_by_year")):
        rows = []
        for path in paths:
            run("-C", str(path), "export", "t", "--format", "parquet", "--as-of", DAY, cwd=path)
            rows += parquet.read_table(path / "t" / f"{single}.parquet").to_pylist()
        found = parquet.read_table(
            tmp_path / "store" / f"as_of={DAY}" / f"{name}.parquet", partitioning=None
        )
        assert found.to_pylist() == rows


def test_questions_are_over_every_day(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")
    build(tmp_path, "a")
    build(tmp_path, "a", day="2026-01-01")
    build(tmp_path, "a", day="2026-01-01")
    result = ask(
        tmp_path,
        "select as_of, max(slippage_days) as worst from milestones group by 1 order by 1",
    )
    assert json.loads(result.stdout)["rows"] == [
        {"as_of": "2026-01-01", "worst": 0},
        {"as_of": "2026-02-01", "worst": 60},
    ]
    money = ask(tmp_path, "select forecast from years where forecast > 0 order by 1 limit 1")
    assert json.loads(money.stdout)["columns"] == [{"name": "forecast", "type": "decimal(18,2)"}]


def test_programmes_may_be_asked_without_a_store(tmp_path: Path) -> None:
    mixed(tmp_path)
    question = "select id, currency, full_year from programmes order by id"
    result = run("portfolio", "sql", question, "plans", "-f", "csv", "--no-cache", cwd=tmp_path)
    assert result.status == 2
    assert result.stdout == (
        "id,currency,full_year\nalpha,GBP,120000.50\nbeta,GBP,120000.50\n"
        "euro,EUR,120000.50\njuly,GBP,120000.50\n"
    )


def contents(here: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in here.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "question",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_parquet('other/as_of=2026-02-01/milestones.parquet')",
        "select * from '../secret.parquet'",
        "select * from glob('/etc/*')",
        "select * from 'http://127.0.0.1:1/x.parquet'",
        "select * from read_text('store/../secret.txt')",
        "select * from read_blob('/proc/self/environ')",
        "select * from sniff_csv('/etc/passwd')",
        "select getenv('HOME')",
        "copy (select 1) to 'store/x.csv'",
        "explain copy (select 1) to 'store/x.csv'",
        "explain analyze copy (select 1) to 'store/x.csv'",
        "explain analyze copy (select 1) to 'store/as_of=2026-02-01/milestones.parquet'",
        "select * from query('copy (select 1) to ''store/x.csv''')",
        "with x as (insert into milestones values (1) returning *) select * from x",
        "insert into milestones select * from milestones",
        "call pragma_version()",
        "load httpfs",
        "export database 'store/x'",
        "create table t as select 1",
        "attach 'x.db'",
        "install httpfs",
        "set enable_external_access = true",
        "select 1; select 2",
        "drop view milestones",
        "selec",
        "",
    ],
)
def test_nothing_but_the_store_can_be_read_and_nothing_written(
    tmp_path: Path, question: str
) -> None:
    write(tmp_path / "a", "a")
    build(tmp_path, "a")
    (tmp_path / "other").mkdir()
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    before = contents(tmp_path)
    result = ask(tmp_path, question)
    assert (result.status, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert "hint: " in result.stderr
    assert contents(tmp_path) == before


def test_what_is_left_out_is_in_no_byte_of_the_store(tmp_path: Path) -> None:
    write(tmp_path / "plans" / "open", "open")
    hidden = write(tmp_path / "plans" / "hush", "hush") / "milestones.toml"
    broken = write(tmp_path / "plans" / "hush2", "hush") / "workstreams.toml"
    broken.write_text(broken.read_text("utf-8").replace('id = "hush"', "id = hush"), "utf-8")
    waits = write(tmp_path / "plans" / "waits", "waits") / "milestones.toml"
    after = 'after = [{ milestone = "hush:live", expected = 2026-06-01 }]'
    waits.write_text(waits.read_text("utf-8").replace('after = ["ready"]', after), "utf-8")
    hidden.write_text(hidden.read_text("utf-8").replace('"Live"', '"Hushed"'), "utf-8")
    result = build(tmp_path, "plans", "--without", "hush")
    assert result.status == 2
    assert result.stderr == (
        "1 more could not be read, and is not named: it may be one that is left out.\n"
    )
    stored = [path for path in (tmp_path / "store").rglob("*") if path.is_file()]
    assert stored
    for path in stored:
        assert b"hush" not in path.read_bytes().lower()


def test_what_minerva_did_not_make_is_left(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "notes.txt").write_text("mine", "utf-8")
    result = build(tmp_path, "a")
    assert result.status == 2
    assert "store/notes.txt is not minerva's" in result.stderr
    (tmp_path / "store" / "notes.txt").rename(tmp_path / "store" / "as_of=2026-02-01")
    assert build(tmp_path, "a").status == 2
    assert (tmp_path / "store" / "as_of=2026-02-01").read_text("utf-8") == "mine"


def test_a_store_of_nothing_is_refused(tmp_path: Path) -> None:
    empty(tmp_path / "a", "a")
    result = build(tmp_path, "a")
    assert result.status == 2
    assert "error[no-milestones]" in result.stderr
    assert "1 of 1 programmes could not be read." in result.stderr
    assert not (tmp_path / "store").exists()
    assert "there is no store in store" in ask(tmp_path, "select 1").stderr


def test_every_table_is_there_though_no_programme_has_a_register(tmp_path: Path) -> None:
    write(tmp_path / "plans" / "a", "a")
    build(tmp_path, "plans")
    assert json.loads(ask(tmp_path, "select count(*) as n from risks").stdout)["rows"] == [{"n": 0}]
    risk = (
        '[[risk]]\nid = "r"\nname = "R"\nraised = 2026-01-01\nprobability = 30\n'
        "money = { low = 100, high = 300.50 }\n"
    )
    (write(tmp_path / "plans" / "b", "b") / "register.toml").write_text(risk, "utf-8")
    build(tmp_path, "plans")
    question = "select programme, probability, money_high, expected_money from risks"
    [found] = json.loads(ask(tmp_path, question).stdout)["rows"]
    assert found == {
        "programme": "b",
        "probability": 30,
        "money_high": 300.5,
        "expected_money": 60.08,
    }
    [day] = (tmp_path / "store").iterdir()
    manifest = json.loads((day / "manifest.json").read_text("utf-8"))
    assert [list(programme["blobs"]) for programme in manifest["programmes"]] == [
        ["workstreams.toml", "milestones.toml"],
        ["workstreams.toml", "milestones.toml", "register.toml"],
    ]


def test_a_store_may_have_any_name(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")
    build(tmp_path, "a")
    name = "st[1]'or*e ü"
    (tmp_path / "store").rename(tmp_path / name)
    question = "select count(*) as n from milestones"
    result = run("portfolio", "sql", "--store", name, question, "-f", "csv", cwd=tmp_path)
    assert result == ("n\n2\n", "", 0)


def test_a_file_that_is_not_parquet_is_said_so(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")
    build(tmp_path, "a")
    (tmp_path / "store" / f"as_of={DAY}" / "years.parquet").write_text("x", "utf-8")
    result = ask(tmp_path, "select 1")
    assert (result.status, result.stdout) == (2, "")
    assert "error: store cannot be read: " in result.stderr
    assert "years.parquet" in result.stderr
    assert "hint: build that day again: minerva portfolio build -o store" in result.stderr


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        (["a"], "leave out the paths"),
        (["--as-of", DAY], f"ask for rows where as_of = '{DAY}'"),
        (["--without", "a"], "minerva portfolio build --without a"),
    ],
)
def test_nothing_that_is_asked_of_a_store_is_ignored(
    tmp_path: Path, more: list[str], hint: str
) -> None:
    write(tmp_path / "a", "a")
    build(tmp_path, "a")
    result = ask(tmp_path, "select 1", *more)
    assert (result.status, result.stdout) == (2, "")
    assert hint in result.stderr


def test_no_secret_of_the_user_is_listed(tmp_path: Path) -> None:
    """DuckDB keeps secrets in the home directory; only newer ones refuse to list them here."""
    write(tmp_path / "a", "a")
    build(tmp_path, "a")
    result = ask(tmp_path, "from duckdb_secrets()")
    assert result.status == 2 or json.loads(result.stdout)["rows"] == []

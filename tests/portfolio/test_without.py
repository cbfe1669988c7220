"""A confidential programme is left out of everything that is written."""

from pathlib import Path

import pytest

from tests.command import run
from tests.portfolios import DAY, write

REPORTS = {
    "status": [],
    "milestones": [],
    "slippage": [],
    "savings": [],
    "costs": [],
    "forecast": [],
    "check": [],
    "register": [],
    "diff": ["--from", "2025-06-01"],
    "confidence": ["--runs", "100"],
}
FORMATS = ("table", "json", "csv", "markdown")


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """Write a programme that is secret, one that waits for it, one that it waits for, a group."""
    write(tmp_path / "plans" / "open", "open")
    secret = write(tmp_path / "plans" / "hush", "hush") / "milestones.toml"
    told = secret.read_text("utf-8").replace('"Live"', '"Hush now"')
    secret.write_text(told.replace('after = ["ready"]', 'after = ["open:live"]'), "utf-8")
    waits = write(tmp_path / "plans" / "waits", "waits") / "milestones.toml"
    after = 'after = [{ milestone = "hush:live", expected = 2026-06-01 }]'
    waits.write_text(waits.read_text("utf-8").replace('after = ["ready"]', after), "utf-8")
    (tmp_path / "portfolio.toml").write_text(
        'name = "All"\nprogrammes = ["plans/*"]\n\n[[group]]\nid = "east"\nname = "East"\n'
        'programmes = ["plans/hush", "plans/open"]\n',
        "utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("report", REPORTS)
def test_no_byte_of_a_report_names_what_is_left_out(plans: Path, report: str, format: str) -> None:
    if report == "confidence":
        pytest.importorskip("numpy", reason="numpy simulates")
    asked = ("portfolio", report, *REPORTS[report], "--as-of", DAY, "-f", format, "--no-cache")
    assert format != "json" or "hush" in run(*asked, cwd=plans).stdout.lower()
    result = run(*asked, "--without", "hush", cwd=plans)
    assert result.status in (0, 1)
    assert "hush" not in (result.stdout + result.stderr).lower()
    assert format != "json" or "open" in result.stdout.lower()


@pytest.mark.parametrize(
    ("library", "command"),
    [
        ("jinja2", ("report", "-o", "out/all.html")),
        ("xlsxwriter", ("export", "out/all.xlsx")),
        ("pyarrow", ("build", "-o", "out/store")),
    ],
)
def test_no_byte_of_a_file_names_what_is_left_out(
    plans: Path, library: str, command: tuple[str, ...]
) -> None:
    pytest.importorskip(library, reason=f"{library} makes it")
    (plans / "out").mkdir()
    asked = ("portfolio", *command, "--as-of", DAY, "--no-cache", "--without", "hush")
    result = run(*asked, cwd=plans)
    assert result.status == 0
    assert "hush" not in (result.stdout + result.stderr).lower()
    written = [path for path in (plans / "out").rglob("*") if path.is_file()]
    assert written
    for path in written:
        assert "hush" not in str(path)
        for content in unpacked(path):
            assert b"hush" not in content.lower()


def unpacked(path: Path) -> list[bytes]:
    """Return the bytes of a file and, of an archive or a table, those of what is inside."""
    found = [path.read_bytes()]
    if path.suffix == ".xlsx":
        from zipfile import ZipFile

        with ZipFile(path) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    if path.suffix == ".parquet":
        from pyarrow import parquet

        table = parquet.read_table(path, partitioning=None)
        found += [repr(table.to_pylist()).encode(), str(table.schema).encode()]
    return found


def test_a_misspelt_id_is_refused(plans: Path) -> None:
    result = run(
        *("portfolio", "status", "--without", "hsuh", "--as-of", DAY, "--no-cache"), cwd=plans
    )
    assert (result.status, result.stdout) == (2, "")
    assert 'error: there is no programme "hsuh" to be left out' in result.stderr
    assert 'hint: did you mean "hush"?' in result.stderr


def test_a_path_that_leads_nowhere_is_told_all_the_same(plans: Path) -> None:
    asked = ("portfolio", "status", "--as-of", DAY, "--no-cache", "--without", "hush")
    result = run(*asked, "plans", "plnas", cwd=plans)
    assert result.status == 2
    assert "plnas" in result.stdout
    silent = run(*asked, "plans/open", "plans/hush", "old/hush", cwd=plans)
    assert silent.status == 2
    assert "hush" not in silent.stdout + silent.stderr
    assert "1 more could not be read, and is not named" in silent.stderr

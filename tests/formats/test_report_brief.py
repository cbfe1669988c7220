"""One page of A4, and a long report on few of them."""

import re
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest

from tests.command import run
from tests.programmes import write_programme

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
DAYS: Final = [("2014-12-09", "2014-11-14"), ("2015-04-01", "2014-12-09")]
SECTIONS: Final = ["For decision", "What is next", "What changed", "How this was made"]


def page(folder: Path, day: str, since: str, *more: str) -> Path:
    path = folder / "a.html"
    result = run("report", "--as-of", day, "--since", since, *more, "-o", str(path))
    assert result.status == 0, result.stderr
    return path


def printed(page: Path) -> list[str]:
    """Return the text of each page of paper that a browser prints."""
    assert CHROMIUM is not None
    pdf = page.with_suffix(".pdf")
    subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
            *(f"--user-data-dir={page.parent / 'profile'}", f"--print-to-pdf={pdf}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout
    return text.split("\f")[:-1]


needs_paper = pytest.mark.skipif(
    CHROMIUM is None or shutil.which("pdftotext") is None,
    reason="tests/tools installs chromium and poppler, which print the page",
)


@pytest.mark.parametrize(("day", "since"), DAYS)
def test_in_brief_there_is_what_to_decide_what_is_next_and_what_changed(
    day: str, since: str, tmp_path: Path
) -> None:
    text = page(tmp_path, day, since, "--brief").read_text("utf-8")
    assert re.findall(r"<h2[^>]*>([^<]*)", text) == SECTIONS
    assert 'class="verdict red"' in text
    assert text.count("<dt>") == 6
    assert "<nav" not in text


def test_in_brief_a_paper_has_the_rating_and_the_figures_too() -> None:
    told = run("report", "--brief", "--as-of", "2014-12-09", "--format", "markdown").stdout
    assert re.findall(r"(?m)^## (.*)$", told) == ["Summary", *SECTIONS]
    assert "- Red: Finance" in told
    assert "- Full-year effect: £2,018,000" in told


@needs_paper
@pytest.mark.parametrize(("day", "since"), DAYS)
def test_in_brief_it_is_one_page(day: str, since: str, tmp_path: Path) -> None:
    assert len(printed(page(tmp_path, day, since, "--brief"))) == 1


def six_workstreams(directory: Path) -> Path:
    """Return a programme of six workstreams with 42 milestones and 24 savings."""
    workstreams = ['[programme]\nid = "six"\nname = "Six workstreams"\nupdated = 2025-06-01\n']
    milestones = []
    for part in range(6):
        workstreams.append(f'[[workstream]]\nid = "w{part}"\nname = "Workstream {part}"\n')
        workstreams += [
            f'[[saving]]\nid = "s{part}-{n}"\nworkstream = "w{part}"\nname = "Saving {part}.{n}"\n'
            f'full_year = {10_000 * n + 5_000}\nstarts_with = "m{part}-3"\n'
            for n in range(4)
        ]
        for n in range(7):
            baseline = date(2025, 3, 1) + timedelta(days=40 * n + 3 * part)
            done = f"actual = {baseline}\n" if n < 2 else ""
            after = f'after = ["m{part}-{n - 1}"]\n' if n else ""
            milestones.append(
                f'[[milestone]]\nid = "m{part}-{n}"\nworkstream = "w{part}"\nname = "Milestone '
                f'{part}.{n} is reached"\nbaseline = {baseline}\n{done}{after}'
                f"forecast = {baseline + timedelta(days=10 * (n % 3))}\n"
            )
    return write_programme(directory, "\n".join(milestones), "\n".join(workstreams))


@needs_paper
@pytest.mark.parametrize(("brief", "most"), [((), 14), (("--brief",), 1)])
def test_six_workstreams_print_on_fewer_than_15_pages_and_in_brief_on_one(
    brief: tuple[str, ...], most: int, tmp_path: Path
) -> None:
    six_workstreams(tmp_path)
    path = tmp_path / "board.html"
    days = ("--as-of", "2025-06-10", "--since", "2025-04-01")
    result = run("report", *days, *brief, "-o", str(path), cwd=tmp_path)
    assert result.status == 0, result.stderr
    assert len(printed(path)) <= most


@needs_paper
@pytest.mark.parametrize(("day", "since"), DAYS)
def test_the_report_prints_on_fewer_than_15_pages_none_with_a_heading_alone(
    day: str, since: str, tmp_path: Path
) -> None:
    path = page(tmp_path, day, since)
    pages = printed(path)
    assert len(pages) < 15
    headings = {*re.findall(r"<h[23][^>]*>([^<]*)", path.read_text("utf-8"))}
    for text in pages:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert len(lines) > 3
        assert lines[-1] not in headings  # nothing that it heads is on the next page

"""The committee report: its sections, and that pandoc turns it into Word without a warning."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command import ROOT, run
from tests.odd_programmes import DAY, HOSTILE, ODD

SECTIONS = [
    *("Summary", "For decision", "Current situation", "Financial implications", "Procurement"),
    *("Risks", "Definitions", "Sources and notes", "How this was made"),
]
DEPOT = Path(__file__).parent.parent / "depot"
PANDOC = shutil.which("pandoc")


def report(*arguments: str, cwd: Path = ROOT) -> str:
    result = run("report", "--format", "markdown", *arguments, cwd=cwd)
    assert result.status == 0, result.stderr
    return result.stdout


def part(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def test_the_sections_are_those_of_a_committee_report() -> None:
    text = report("--as-of", "2014-12-09")
    assert text.startswith("# Programme Minerva: progress report\n")
    assert re.findall("^## (.*)$", text, re.MULTILINE) == SECTIONS


def test_each_workstream_has_its_milestones() -> None:
    situation = part(report("--as-of", "2014-12-09"), "Current situation")
    assert "### Finance \\& Assurance: red" in situation
    assert "| Final decision on the revised arrangements | w/c 24 Nov 2014 |" in situation
    assert situation.index("### ICT Procurement: amber") < situation.index("### HRD Review")
    assert "No milestone is recorded." in situation  # of external shared services


def test_the_money_is_against_the_target_by_year_and_by_saving() -> None:
    money = part(report("--as-of", "2014-12-09"), "Financial implications")
    assert money.startswith("\n£18,000 over target.\n")
    assert "| 2015/16 | 2,018,000 | 2,018,000 | 0 | 0 | 0 | 0% |" in money
    assert "### Forecast, by saving and year" in money
    assert "| **Total (2 not known)** | **41,000** | **181,000** | **2,018,000** |" in money


COST = """
[[cost]]
id = "removal"
workstream = "ict"
name = "Removal"
budget = { "2014/15" = 40_000, "2015/16" = 60_000 }

[[cost.forecast]]
on = 2014-10-01
years = { "2015/16" = 90_000 }
reason = "R"
"""


@pytest.fixture
def with_costs(tmp_path: Path) -> Path:
    for name in ("workstreams.toml", "milestones.toml"):
        more = COST if name == "workstreams.toml" else ""
        (tmp_path / name).write_text((ROOT / name).read_text() + more)
    return tmp_path


def test_the_money_says_what_is_lost_and_to_what() -> None:
    money = part(report("--as-of", "2014-12-09"), "Financial implications")
    lost = money.split("### What the years lose of their plan\n")[1].split("\n### ")[0]
    assert "| Year | Planned | Forecast | Lost | Slipped | Restated | Not realised |" in lost


def test_costs_stand_beside_the_savings(with_costs: Path) -> None:
    line = "Costs forecast £130,000, budgeted £100,000, spent £0; the investment allowed is"
    paper = part(report("--as-of", "2014-12-09", cwd=with_costs), "Financial implications")
    assert line in paper
    for title in ("Costs by financial year", "Savings less costs"):
        assert f"### {title}\n" in paper
    assert "| **Total** | **60,000** | **90,000** | **0** | **+30,000** |" in paper
    page = run("report", "--as-of", "2014-12-09", "-o", "-", cwd=with_costs).stdout
    section = page.split('id="costs"')[1].split("</section>")[0]
    assert line in section
    assert "Removal" in section
    assert "Payback: 2013/14 as planned, 2013/14 as forecast." in section
    assert 'id="costs"' not in run("report", "--as-of", "2014-12-09", "-o", "-").stdout


def test_risks_are_deadlines_and_what_is_noted() -> None:
    risks = part(report("--as-of", "2014-12-09"), "Risks")
    assert "- Full service start date, 1 Nov 2015: 2 days of float to its deadline" in risks
    assert "What leads to each deadline" in risks
    assert "ICT contract: the amount is not known until Contract award" in risks


def test_columns_have_the_widths_that_pandoc_goes_by() -> None:
    for line in report("--as-of", "2014-12-09").splitlines():
        if re.fullmatch(r"\|( :?-+:? \|)+", line):
            widths = [len(cell) for cell in line.strip("| ").split(" | ")]
            assert sum(widths) >= 95
            assert min(widths) >= 5


def test_a_table_of_many_years_is_parted(tmp_path: Path) -> None:
    text = report("--as-of", DAY, cwd=ODD["40 years"](tmp_path / "p"))
    assert max(line.count(" | ") for line in text.splitlines()) < 9


pandoc_only = pytest.mark.skipif(PANDOC is None, reason="pandoc is not installed")


def converted(text: str, file: Path, *options: str) -> str:
    source = file.with_suffix(".md")
    source.write_text(text, "utf-8")
    done = subprocess.run(
        ["pandoc", "--fail-if-warnings", *options, str(source), "--output", str(file)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return file.read_text("utf-8") if file.suffix == ".txt" else ""


@pandoc_only
@pytest.mark.parametrize("name", ["shipped", "depot", *ODD])
def test_pandoc_makes_word_of_it_without_a_warning(name: str, tmp_path: Path) -> None:
    programmes = {"shipped": (ROOT, "2015-04-01"), "depot": (DEPOT, "2015-02-20")}
    directory, day = programmes.get(name, (None, DAY))
    place = directory or ODD[name](tmp_path / "p")
    text = report("--as-of", day, "--since", "2015-01-01", cwd=place)
    converted(text, tmp_path / "report.docx")
    assert (tmp_path / "report.docx").stat().st_size > 5_000


@pandoc_only
def test_pandoc_reads_hostile_text_as_it_is(tmp_path: Path) -> None:
    text = report("--as-of", DAY, "--title", HOSTILE, cwd=ODD["hostile"](tmp_path / "p"))
    plain = converted(text, tmp_path / "report.txt", "--to", "plain", "--wrap", "none")
    straight = plain.replace("\u201c", '"').replace("\u201d", '"')
    assert HOSTILE.replace("\u202e", "\\u202e") in straight.splitlines()[0]
    page = tmp_path / "report.html"
    converted(text, page, "--standalone", "--metadata", "title=Report")
    assert "<script>alert" not in page.read_text("utf-8")
    assert "&lt;script&gt;alert" in page.read_text("utf-8")


@pandoc_only
def test_pandoc_makes_pdf_where_there_is_an_engine(tmp_path: Path) -> None:
    engines = [
        name for name in ("xelatex", "lualatex", "weasyprint", "typst") if shutil.which(name)
    ]
    if not engines:
        pytest.skip("no PDF engine of pandoc is installed")
    text = report("--as-of", "2014-12-09")
    converted(text, tmp_path / "report.pdf", "--pdf-engine", engines[0], "--metadata", "title=R")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")

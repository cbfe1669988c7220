"""The page for a board: its order, what each section says, and that text stays text."""

import builtins
import json
import re
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from minerva.formats.page.page import _environment
from tests.command import ROOT, run
from tests.odd_programmes import ADDRESSES, DAY, HOSTILE, LONG, ODD, hostile
from tests.pages import Element, read
from tests.programmes import write_programme
from tests.repositories import commit

SECTIONS = [
    *("standing", "decisions", "timeline", "savings", "slips", "procurement"),
    *("tables", "definitions", "sources", "made"),
]
DEPOT = Path(__file__).parent.parent / "depot"


def page(*arguments: str, cwd: Path = ROOT) -> Element:
    result = run("report", *arguments, cwd=cwd)
    assert result.status == 0, result.stderr
    return read(result.stdout)


def section(root: Element, id: str) -> Element:
    return next(part for part in root.all("section") if part.attributes["id"] == id)


def by_id(root: Element, id: str) -> Element:
    return next(part for part in root.walk() if part.attributes.get("id") == id)


@pytest.fixture(scope="module")
def shipped() -> Element:
    return page("--as-of", "2014-12-09", "--since", "2014-11-14")


@pytest.fixture(scope="module")
def late() -> Element:
    return page("--as-of", "2015-04-01", "--since", "2014-12-09")


@pytest.fixture(scope="module")
def depot() -> Element:
    return page("--as-of", "2015-02-20", "--since", "2015-01-10", cwd=DEPOT)


def test_the_sections_come_in_the_order_of_a_board(shipped: Element) -> None:
    assert [part.attributes["id"] for part in shipped.all("section")] == SECTIONS
    links = [link.attributes["href"] for link in shipped.all("nav")[0].all("a")]
    assert links == [f"#{id}" for id in SECTIONS]


def test_the_head_gives_the_rating_its_reason_and_the_day(shipped: Element) -> None:
    head = shipped.all("header")[0].text()
    assert "Programme Minerva: board report" in head
    assert "Position as of 9 Dec 2014" in head
    assert (
        "Finance & Assurance, Final decision on the revised arrangements: 9 days overdue." in head
    )
    [word] = [part for part in shipped.walk() if part.classes() == ["word"]]
    assert word.text() == "red"
    assert "£2,018,000" in head
    assert "£18,000 over target, 2 not known" in head


def test_old_data_is_said_before_all_else(late: Element, shipped: Element) -> None:
    [warning] = [part for part in late.walk() if part.classes() == ["warning"] and part.tag == "p"]
    assert "last updated on 26 Nov 2014, 126 days before" in warning.text()
    assert "Old data." not in shipped.text()


def test_what_changed_is_told_since_the_day_given(shipped: Element) -> None:
    lines = section(shipped, "standing").all("ul")[0].text()
    assert "Compared with 14 Nov 2014." in lines
    assert "1 became overdue" in lines


def test_without_a_day_what_changed_is_not_known(tmp_path: Path) -> None:
    ODD["one saving"](tmp_path / "p")
    lines = section(page("--as-of", DAY, cwd=tmp_path / "p"), "standing").text()
    assert "What changed since the last board is not known: --since names its day." in lines


def test_git_knows_the_update_before(tmp_path: Path) -> None:
    workstreams = """
        [programme]
        id = "p"
        name = "P"
        updated = {day}

        [[workstream]]
        id = "ict"
        name = "ICT"
    """
    milestones = """
        [[milestone]]
        id = "m"
        workstream = "ict"
        name = "M"
        baseline = 2015-01-10
    """
    for day in ("2015-01-05", "2015-02-05", "2015-03-05"):
        write_programme(tmp_path, milestones, workstreams.format(day=day))
        commit(tmp_path, day=day)
    since = {
        day: section(page("--as-of", day, cwd=tmp_path), "standing").text()
        for day in ("2015-03-06", "2015-02-06", "2015-01-06")
    }
    assert "Compared with 5 Feb 2015, when the data was brought up to date" in since["2015-03-06"]
    assert "Compared with 5 Jan 2015, when the data was brought up to date" in since["2015-02-06"]
    assert "is not known" in since["2015-01-06"]
    at_first = section(page("--as-of", "2015-03-06", "--rev", "HEAD~2", cwd=tmp_path), "standing")
    assert "is not known" in at_first.text()


def test_what_is_for_decision_is_one_row_a_subject(late: Element) -> None:
    decisions = section(late, "decisions")
    row = next(row for row in decisions.all("tr") if "Competitive dialogue" in row.text())
    assert "103 days overdue, 72 days beyond its tolerance of 1 month" in row.text()
    assert "Confirm that it is done, or state a new date; Decide on the exception" in row.text()
    assert "3 May 2015, the last day that breaks no deadline" in row.text()
    names = [cell.text("remark") for cell in decisions.all("th") if "scope" in cell.attributes]
    assert names.count("Competitive dialogue stage ends") == 1
    assert "HRD Review and Transformation" in names  # a heading: there are many


def test_waivers_that_run_out_soon_are_for_decision(depot: Element) -> None:
    tables = section(depot, "decisions").all("table")
    [waivers] = [table for table in tables if "run out soon" in table.text()]
    assert "1 Mar 2015" in waivers.text()
    days = ("2015-01-29", "2015-01-30", "2015-03-01", "2015-03-02")
    soon = [
        "run out soon" in section(page("--as-of", day, cwd=DEPOT), "decisions").text()
        for day in days
    ]
    assert soon == [False, True, True, False]  # 30 days ahead, to its last day


def test_nothing_for_decision_is_said(tmp_path: Path) -> None:
    place = ODD["one saving"](tmp_path / "p")
    assert (
        "Nothing needs a decision." in section(page("--as-of", DAY, cwd=place), "decisions").text()
    )


def test_the_worst_of_many_come_first_and_the_rest_is_folded_and_counted(tmp_path: Path) -> None:
    place = ODD["2,000 milestones"](tmp_path / "p")
    root = page("--as-of", DAY, "--since", "2015-01-01", cwd=place)
    assert [part.attributes["id"] for part in root.all("section")] == SECTIONS
    [rest] = section(root, "decisions").all("details")
    assert "open" not in rest.attributes
    first = section(root, "decisions").all("table")[0]
    assert len(first.all("tr")) < 60
    drawing = by_id(root, "timeline-wide-t")
    assert "of 2,000 milestones" in drawing.text()
    [wide, narrow] = [
        part for part in by_id(root, "timeline-figure").all("svg") if part.all("title")
    ]
    for drawn in (wide, narrow):
        left = re.findall(r"and ([\d,]+) more, in the tables", drawn.text())
        counted = sum(int(number.replace(",", "")) for number in left)
        assert counted <= 2000 - 40
        assert counted > 1000
    milestones = section(root, "tables").all("details")[0]
    assert "open" not in milestones.attributes


def test_drawings_say_their_message_and_are_described(shipped: Element) -> None:
    figures = shipped.all("figure")
    titles = [figure.all("h3")[0].text() for figure in figures]
    assert titles[1] == "£18,000 over target"
    assert "3 bidders left of 47" in titles[3]
    for figure in figures:
        drawings = [part for part in figure.all("svg") if part.attributes.get("role") == "img"]
        assert len(drawings) == 2  # a wide and a narrow one
        for drawing in drawings:
            name, description = drawing.all("title")[0], drawing.all("desc")[0]
            assert drawing.attributes["aria-labelledby"] == name.attributes["id"]
            assert drawing.attributes["aria-describedby"] == description.attributes["id"]
            assert name.text() == figure.all("h3")[0].text()
            assert len(description.text()) > 40
        assert figure.all("table"), "its figures stand beside it"


def test_a_rating_is_never_a_colour_alone(late: Element) -> None:
    for part in late.walk():
        for colour in {"red", "amber", "green", "blue"} & {*part.classes()}:
            assert colour in part.text().lower()
    drawn = by_id(late, "timeline-figure").all("svg")[-1].text()
    assert "red, +103 days" in drawn


def test_savings_are_shown_as_bridge_years_and_matrices(depot: Element) -> None:
    savings = section(depot, "savings")
    bridge = by_id(depot, "bridge-figure").all("table")[0]
    steps = [row.all("th")[0].text() for row in bridge.all("tr")[1:]]
    assert steps == [
        *("Target", "Short of target", "Identified", "One-off", "Not known"),
        *("Slipped", "Restated", "Not realised", "Realised", "Validated"),
    ]
    said = {row.all("th")[0].text(): row.all("td")[0].text() for row in bridge.all("tr")[1:]}
    assert (said["Short of target"], said["Not known"]) == ("-134,000.00", "not known")
    assert (said["One-off"], said["Slipped"]) == ("250,000.50", "49,444.44")
    assert (said["Restated"], said["Not realised"]) == ("17,527.78", "-12,500.25")
    captions = [summary.text() for summary in savings.all("summary")]
    for figure in ("Planned", "Forecast", "Realised", "Validated"):
        assert any(caption.startswith(f"{figure}, by saving and year") for caption in captions)
    assert savings.text().count("Cumulative: all years shown, added up.") == 4


def test_a_programme_that_moves_has_a_slip_chart(depot: Element) -> None:
    slips = section(depot, "slips").text()
    assert "Slips at every statement" in slips
    assert by_id(depot, "slips-figure").all("svg")
    assert "What leads to each deadline" in slips


ESTIMATED = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2015-03-10
    deadline = 2015-03-20
    estimate = { low = "-1 week", high = "1 month" }
"""


def test_how_sure_a_date_is_stands_there_where_it_is_estimated(
    tmp_path: Path, shipped: Element, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_programme(tmp_path, ESTIMATED)
    sure = section(page("--as-of", DAY, cwd=tmp_path), "confidence")
    known = run("confidence", "--as-of", DAY, "--format", "json", cwd=tmp_path)
    [odds] = json.loads(known.stdout)["deadlines"]
    assert f"{round(odds['probability'] * 100)}%" in sure.text()
    assert "confidence" not in [part.attributes["id"] for part in shipped.all("section")]
    monkeypatch.setitem(sys.modules, "minerva.simulation", None)
    monkeypatch.setattr("minerva.cli.pages._simulated", lambda _: None)
    without = section(page("--as-of", DAY, cwd=tmp_path), "confidence")
    assert "minerva-programme[simulate]" in without.text()


def test_no_date_that_moved_is_said(shipped: Element) -> None:
    assert "No date was stated to have moved by 9 Dec 2014." in section(shipped, "slips").text()


def test_headings_are_in_order_and_ids_are_unique(shipped: Element, depot: Element) -> None:
    for root in (shipped, depot):
        levels = [int(part.tag[1]) for part in root.walk() if re.fullmatch("h[1-6]", part.tag)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        ids = [part.attributes["id"] for part in root.walk() if "id" in part.attributes]
        assert len(ids) == len(set(ids))


def test_tables_have_captions_and_headers_with_scope(shipped: Element) -> None:
    tables = shipped.all("table")
    assert len(tables) > 15
    for table in tables:
        assert table.all("caption")[0].text()
        for header in table.all("th"):
            assert header.attributes["scope"] in ("col", "row", "rowgroup")
            assert header.text()


def test_the_page_needs_nothing_else(shipped: Element) -> None:
    assert not shipped.all("script")
    assert not shipped.all("img")
    assert not shipped.all("link")
    assert not [part for part in shipped.walk() if "style" in part.attributes]
    assert shipped.all("html")[0].attributes["lang"] == "en-GB"
    [policy] = [part for part in shipped.all("meta") if "http-equiv" in part.attributes]
    assert (policy.attributes["content"] or "").startswith("default-src 'none'; style-src 'sha256-")
    assert "url(" not in shipped.all("style")[0].inside[0]


def test_the_same_input_gives_the_same_bytes() -> None:
    options = ["--as-of", "2015-02-20", "--since", "2015-01-10"]
    first = run("report", *options, cwd=DEPOT).stdout
    run("report", "--as-of", "2014-12-09")  # another page in between changes nothing
    assert run("report", *options, cwd=DEPOT, today=date(2031, 1, 1)).stdout == first


@pytest.mark.parametrize("text", [HOSTILE, LONG], ids=["hostile", "long"])
def test_hostile_text_stays_text(text: str, tmp_path: Path) -> None:
    place = hostile(tmp_path / "p", text)
    written = run("report", "--as-of", DAY, "--since", "2015-01-01", "--title", text, cwd=place)
    root = read(written.stdout)
    shown = text.replace("\u202e", "\\u202e")
    assert root.all("h1")[0].text() == shown
    assert not root.all("script")
    for part in root.walk():
        assert not [name for name in part.attributes if name.startswith("on")]
    assert "{{ 7*7 }}" in root.text()
    assert shown in section(root, "tables").text()
    assert shown in section(root, "procurement").text()
    assert shown in section(root, "sources").text()


def test_only_web_addresses_in_sources_are_links(tmp_path: Path) -> None:
    root = page("--as-of", DAY, cwd=hostile(tmp_path / "p"))
    links = section(root, "sources").all("a")
    assert {link.attributes["href"] for link in links} == {
        "https://example.org/a?b=1&c=2",
        "http://example.org/x",
    }
    assert ADDRESSES.split(" ", 1)[0] in section(root, "sources").text()
    others = [link for link in root.all("a") if link not in links]
    assert all((link.attributes["href"] or "").startswith("#") for link in others)


@pytest.mark.parametrize("name", [name for name in ODD if name != "2,000 milestones"])
def test_an_odd_programme_has_a_page(name: str, tmp_path: Path) -> None:
    place = ODD[name](tmp_path / "p")
    root = page("--as-of", DAY, "--since", "2015-01-01", cwd=place)
    assert [part.attributes["id"] for part in root.all("section")] == SECTIONS


def test_a_programme_without_savings_or_procurement_says_so(tmp_path: Path) -> None:
    root = page("--as-of", DAY, cwd=ODD["only milestones"](tmp_path / "p"))
    assert "No savings are recorded." in section(root, "savings").text()
    assert "No procurement is recorded." in section(root, "procurement").text()
    assert "Full-year effect" not in root.all("header")[0].text()
    assert "Standstill" not in section(root, "definitions").text()


def test_a_day_before_all_savings_is_no_error(tmp_path: Path) -> None:
    root = page("--as-of", DAY, cwd=ODD["40 years"](tmp_path / "p"))
    assert by_id(root, "years-says").text() == "Nothing before 2015/16"


def test_a_workstream_alone() -> None:
    root = page("--as-of", "2014-12-09", "--workstream", "hrd")
    assert "hrd only" in root.all("header")[0].text()
    assert "over target" not in root.text()
    assert "ICT Outsource" not in root.text()


def test_a_title_of_ones_own() -> None:
    root = page("--as-of", "2014-12-09", "--title", "Board of 9 December")
    assert root.all("h1")[0].text() == "Board of 9 December"
    assert root.all("title")[0].text().startswith("Board of 9 December")


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.html", "<!DOCTYPE html>"),
        ("a.HTM", "<!DOCTYPE html>"),
        ("a.md", "# "),
        ("b.markdown", "# "),
    ],
)
def test_the_suffix_chooses_the_format(name: str, begins: str, tmp_path: Path) -> None:
    result = run("report", "--as-of", "2014-12-09", "-o", str(tmp_path / name))
    assert (result.status, result.stdout) == (0, "")
    assert (tmp_path / name).read_text("utf-8").startswith(begins)


def test_a_format_that_is_asked_for_wins_over_the_suffix(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    refused = run("report", "--as-of", "2014-12-09", "-o", str(file))
    assert refused.status == 2
    assert "--format" in refused.stderr
    assert not file.exists()
    run("report", "--as-of", "2014-12-09", "-o", str(file), "--format", "markdown")
    assert file.read_text("utf-8").startswith("# ")


def test_a_hyphen_is_standard_output() -> None:
    options = ["--as-of", "2014-12-09", "--format", "markdown"]
    assert run("report", *options, "-o", "-").stdout == run("report", *options).stdout


def test_a_file_of_the_programme_is_never_written_over(tmp_path: Path) -> None:
    place = ODD["only milestones"](tmp_path / "p")
    before = (place / "milestones.toml").read_bytes()
    options = ["--as-of", DAY, "--format", "html", "-o", "milestones.toml"]
    result = run("report", *options, cwd=place)
    assert result.status == 2
    assert "one of the programme's own files" in result.stderr
    assert (place / "milestones.toml").read_bytes() == before


def test_since_after_the_day_is_refused() -> None:
    result = run("report", "--as-of", "2014-12-09", "--since", "2014-12-10")
    assert (result.status, result.stdout) == (2, "")
    assert "--since 2014-12-10 is after the day of the report" in result.stderr


def test_since_the_day_itself_nothing_changed() -> None:
    root = page("--as-of", "2014-12-09", "--since", "2014-12-09")
    assert "Compared with 9 Dec 2014. Nothing changed." in section(root, "standing").text()


def test_without_the_extra_the_line_to_install_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any, **options: Any) -> Any:
        if name.split(".")[0] == "jinja2":
            raise ModuleNotFoundError("No module named 'jinja2'", name="jinja2")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    monkeypatch.setattr("minerva.formats.page.page._environment", _environment.__wrapped__)
    result = run("report", "--as-of", "2014-12-09")
    assert (result.status, result.stdout) == (2, "")
    assert "pip install 'minerva-programme[report]'" in result.stderr
    markdown = run("report", "--as-of", "2014-12-09", "--format", "markdown")
    assert markdown.status == 0


def test_open_shows_the_page_in_the_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("webbrowser.open", shown.append)
    file = tmp_path / "page.html"
    result = run("report", "--as-of", "2014-12-09", "--open", "-o", str(file))
    assert shown == [file.as_uri()]
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = run("report", "--as-of", "2014-12-09", "--open")
    assert result.stdout == ""
    assert shown[1].startswith(tmp_path.as_uri())
    assert shown[1].endswith(".html")

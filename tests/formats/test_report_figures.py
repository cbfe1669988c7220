"""Every figure of the page and of the committee report is one of the JSON of the same position."""

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minerva.model.dates import format_date, parse_window
from tests.command import ROOT, run
from tests.pages import read

DEPOT = Path(__file__).parent.parent / "depot"
COMMANDS = (
    ["status"],
    ["milestones"],
    ["slippage", "--history"],
    ["savings"],
    ["procurement"],
    ["forecast"],
    ["trend"],
    ["check"],
    ["options"],
    ["why", "rating"],
    ["why", "full-year"],
)
POSITIONS = {
    "shipped": (ROOT, "2014-12-09", "2014-11-14"),
    "shipped, late": (ROOT, "2015-04-01", "2014-12-09"),
    "shipped, years later": (ROOT, "2026-11-01", "2014-12-09"),
    "depot": (DEPOT, "2015-02-20", "2015-01-10"),
}
FIGURE = re.compile(
    r"\d{1,2} [A-Z][a-z]{2} \d{4}|\b[A-Z][a-z]{2} \d{4}|\d{4}/\d{2}|\d+(?:,\d{3})*(?:\.\d+)?"
)
NO_FIGURES = (
    *("scale_left_marks", "scale_center_marks", "scale_right_marks", "role-axis"),
    *("count", "figcaption", "place"),
)
"""What names the values of a scale, counts rows, explains a drawing, or is a line of a file."""


class Known(NamedTuple):
    """What a page may say: numbers whatever their sign, and texts with digits in them."""

    numbers: set[Decimal]
    texts: set[str]

    def has(self, figure: str) -> bool:
        """Tell whether a figure is one of them."""
        if figure in self.texts:
            return True
        try:
            return Decimal(figure.replace(",", "")) in self.numbers
        except InvalidOperation:
            return False


@cache
def known(directory: Path, as_of: str, since: str) -> Known:
    """Return all that the JSON documents of a position say, and the sums of it that pages show."""
    found = Known(set(), set())
    commands = [[*command, "--as-of", as_of] for command in COMMANDS]
    commands.append(["diff", "--from", since, "--to", as_of])
    documents: dict[str, Any] = {}
    for command in commands:
        result = run("-C", str(directory), *command, "--format", "json")
        document = json.loads(result.stdout)
        documents.setdefault(command[0], document)
        learn(document, found)
    for name in ("workstreams.toml", "milestones.toml"):
        learn(tomllib.loads((directory / name).read_text("utf-8"), parse_float=Decimal), found)
    for number in (*sums(documents), *derived(documents)):
        note(number, found)
    for year in documents["savings"]["years"]:  # by when a saving is short: the end of the year
        found.texts.add(f"31 Mar {int(year[:4]) + 1}")
    return found


def learn(value: Any, found: Known) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            learn(key, found)
            learn(inner, found)
    elif isinstance(value, list):
        note(len(value), found)
        for inner in value:
            learn(inner, found)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float | Decimal):
        note(value, found)
    elif value is not None:
        text = str(value)
        found.texts.update(FIGURE.findall(text))
        for figure in FIGURE.findall(text):
            if re.fullmatch(r"[\d,.]+", figure):
                note(Decimal(figure.replace(",", "")), found)
        if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            learn_window(text, found)
        else:
            learn_day(text, found)


def learn_day(text: str, found: Known) -> None:
    found.texts.add(format_date(date.fromisoformat(text)))


def learn_window(text: str, found: Known) -> None:
    try:
        window = parse_window(text)
    except ValueError:
        return
    found.texts.update(FIGURE.findall(str(window)))


def note(number: float | Decimal, found: Known) -> None:
    exact = abs(Decimal(str(number)))
    for places in ("1", "0.1", "0.01"):
        for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN):
            found.numbers.add(exact.quantize(Decimal(places), rounding))
            found.numbers.add((exact * 100).quantize(Decimal(places), rounding))


def sums(documents: dict[str, Any]) -> Iterator[Decimal]:
    """Yield sums that pages show of what documents have one by one."""
    savings, found = documents["savings"], documents["check"]["findings"]
    for line in (*savings["lines"], savings["totals"]):
        for figure in ("planned", "forecast", "realised", "validated"):
            amounts = [Decimal(str(line["years"][y][figure] or 0)) for y in savings["years"]]
            yield sum(amounts, Decimal(0))
            yield from accumulate(amounts)
    lost = [
        Decimal(str(year["lost"] or 0))
        for workstream in documents["forecast"]["savings"]["workstreams"]
        for year in workstream["years"].values()
    ]
    yield sum((amount for amount in lost if amount > 0), Decimal(0))
    yield sum((-amount for amount in lost if amount < 0), Decimal(0))
    years = documents["forecast"]["savings"]["years"].values()
    for part in ("lost", "slipped", "restated", "not_realised"):
        yield sum((Decimal(str(year[part] or 0)) for year in years), Decimal(0))
    matters: dict[str, list[str]] = {}
    for finding in found:
        if finding["severity"] != "note":
            matters.setdefault(finding["subject"], []).append(finding["severity"])
    yield Decimal(len(matters))
    yield Decimal(sum("error" in severities for severities in matters.values()))


def derived(documents: dict[str, Any]) -> Iterator[Decimal]:
    """Yield what tables have beside figures of the documents: percentages, and differences."""
    savings = documents["savings"]
    for part in (*savings["lines"], *savings["workstreams"], savings["totals"]):
        for year in part["years"].values():
            if year["planned"]:
                yield Decimal(str(year["realised"])) / Decimal(str(year["planned"]))
    for milestone in documents["milestones"]["milestones"]:
        days = {
            key: date.fromisoformat(milestone[key])
            for key in ("baseline", "expected", "projected", "tolerance_limit")
            if milestone[key]
        }
        yield Decimal((days["projected"] - days["expected"]).days)
        if "tolerance_limit" in days and days["tolerance_limit"] > days["baseline"]:
            length = (days["tolerance_limit"] - days["baseline"]).days
            yield Decimal(milestone["slippage_days"]) / length
    yield from differences(documents["diff"])


def differences(value: Any) -> Iterator[Decimal]:
    """Yield what lies between each `from` and its `to`, where both are numbers."""
    if isinstance(value, list):
        for inner in value:
            yield from differences(inner)
    elif isinstance(value, dict):
        ends = value.get("from"), value.get("to")
        if all(type(end) in (int, float) for end in ends):
            yield Decimal(str(ends[1])) - Decimal(str(ends[0]))
        for inner in value.values():
            yield from differences(inner)


def unknown_in(text: str, found: Known) -> list[str]:
    return sorted({figure for figure in FIGURE.findall(text) if not found.has(figure)})


def page_text(page: str) -> str:
    """Return the text of a page's sections, those that explain words and the page itself apart."""
    root = read(page)
    sections = [
        section
        for section in root.all("section")
        if section.attributes["id"] not in ("definitions", "made")
    ]
    return "\n".join(part.text(*NO_FIGURES) for part in (*root.all("header"), *sections))


@pytest.mark.parametrize("name", POSITIONS)
def test_every_figure_of_the_page_is_in_the_json(name: str) -> None:
    directory, as_of, since = POSITIONS[name]
    page = run("-C", str(directory), "report", "--as-of", as_of, "--since", since)
    text = page_text(page.stdout)
    assert len(FIGURE.findall(text)) > 300
    assert unknown_in(text, known(directory, as_of, since)) == []


@pytest.mark.parametrize("name", POSITIONS)
def test_every_figure_of_the_committee_report_is_in_the_json(name: str) -> None:
    directory, as_of, since = POSITIONS[name]
    options = ["--as-of", as_of, "--since", since, "--format", "markdown"]
    report = run("-C", str(directory), "report", *options).stdout
    text = re.sub(r"\\(.)", r"\1", report.split("## Definitions")[0])
    assert len(FIGURE.findall(text)) > 150
    assert unknown_in(text, known(directory, as_of, since)) == []


def test_a_figure_that_is_nowhere_is_found() -> None:
    directory, as_of, since = POSITIONS["shipped"]
    page = run("report", "--as-of", as_of, "--since", since).stdout
    wrong = page.replace("2,018,000", "2,018,001").replace("as of 9 Dec 2014", "as of 8 Dec 2013")
    found = unknown_in(page_text(wrong), known(directory, as_of, since))
    assert found == ["2,018,001", "8 Dec 2013"]

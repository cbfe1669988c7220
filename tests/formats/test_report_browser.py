"""The page in a browser: on small, middle and large screens, in the dark and on paper.

They need Chromium, Playwright's Python and axe-core (which a package of Python brings along), and
are skipped where one of these is missing.
"""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.command import ROOT, run
from tests.odd_programmes import DAY, LONG, ODD, hostile

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-core is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
WIDTHS = (360, 768, 1440)

CUT_OFF = """() => {
  const cut = [];
  for (const element of document.querySelectorAll("body *")) {
    const box = element.getBoundingClientRect();
    const outside = box.width && (box.right > innerWidth + 1 || box.left < -1);
    const wider = element.scrollWidth > element.clientWidth + 1;
    if (!outside && !wider) continue;
    const style = getComputedStyle(element);
    if (style.display === "none" || element.closest("caption.hidden, thead, .skip")) continue;
    if (outside) cut.push(element.tagName + ": " + element.textContent.slice(0, 60));
    if (wider && style.overflowX === "hidden")
      cut.push("hidden: " + element.textContent.slice(0, 60));
  }
  for (const drawing of document.querySelectorAll("div > svg.picture")) {
    const around = drawing.getBoundingClientRect();
    if (!around.width) continue;
    for (const text of drawing.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.left < around.left - 2 || box.right > around.right + 8 ||
          box.top < around.top - 2 || box.bottom > around.bottom + 2)
        cut.push("drawing: " + text.textContent);
    }
  }
  return cut;
}"""
OVERLAPS = """() => {
  const over = [];
  for (const drawing of document.querySelectorAll("div > svg.picture")) {
    if (!drawing.getBoundingClientRect().width) continue;
    const boxes = [...drawing.querySelectorAll("text")]
      .filter((text) => text.textContent.trim() && text.getAttribute("opacity") !== "0")
      .map((text) => [text.getBoundingClientRect(), text.textContent]);
    boxes.forEach(([one, a], n) => boxes.slice(n + 1).forEach(([two, b]) => {
      if (one.left < two.right - 1 && two.left < one.right - 1 &&
          one.top < two.bottom - 3 && two.top < one.bottom - 3) over.push(a + " / " + b);
    }));
  }
  return over;
}"""
LOOK = f"() => [document.documentElement.scrollWidth, ({CUT_OFF})(), ({OVERLAPS})()]"
"""All of it at once: each question to the browser takes its time."""


class Tab(NamedTuple):
    """A page of the browser, and what it said on its console or asked for since it was opened."""

    page: Any
    troubles: list[str]


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    """Return the one page of the browser: to open another for each file takes as long again."""
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page, troubles = chromium.new_page(), []
        page.on("console", lambda message: troubles.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: troubles.append(f"request: {request.url}"))
        yield Tab(page, troubles)
        chromium.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write the pages that are looked at, each once."""
    directory = tmp_path_factory.mktemp("pages")
    shipped = {"shipped": "2014-12-09", "late": "2015-04-01", "years later": "2026-11-01"}
    written = {}
    for name, day in shipped.items():
        written[name] = _page(ROOT, day, "2014-11-14", directory / f"{name}.html")
    depot = ROOT / "tests" / "depot"
    written["depot"] = _page(depot, "2015-02-20", "2015-01-10", directory / "depot.html")
    for name, write in ODD.items():
        place = write(directory / name)
        written[name] = _page(place, DAY, "2015-01-01", directory / f"{name}.html")
    place = hostile(directory / "10,000 letters", LONG)
    written["10,000 letters"] = _page(place, DAY, "2015-01-01", directory / "letters.html")
    return written


def _page(programme: Path, day: str, since: str, page: Path) -> Path:
    options = ["--as-of", day, "--since", since, "--output", str(page)]
    result = run("-C", str(programme), "report", *options)
    assert result.status == 0, result.stderr
    return page


def opened(tab: Tab, page: Path, width: int, scheme: str = "light") -> tuple[Any, list[str]]:
    """Open a page; what it says on its console or asks for is added to the list."""
    tab.page.set_viewport_size({"width": width, "height": 900})
    tab.page.emulate_media(color_scheme=scheme, media="screen")
    tab.troubles.clear()
    tab.page.goto(page.as_uri())
    tab.troubles.remove(f"request: {page.as_uri()}")
    return tab.page, tab.troubles


NAMES = ["shipped", "late", "years later", "depot", *ODD, "10,000 letters"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_every_screen_and_asks_for_nothing(
    name: str, tab: Tab, pages: dict[str, Path]
) -> None:
    seen, troubles = opened(tab, pages[name], WIDTHS[0])
    for width in (320, *WIDTHS):
        seen.set_viewport_size({"width": width, "height": 900})
        wide, cut_off, overlaps = seen.evaluate(LOOK)
        assert wide <= width
        assert cut_off == []
        assert overlaps == []
    assert troubles == []


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("late", 360, "light"),
        ("shipped", 1440, "light"),
        ("depot", 768, "dark"),
        ("one saving", 1440, "dark"),
        ("hostile", 360, "light"),
    ],
)
def test_axe_finds_nothing(
    name: str, width: int, scheme: str, tab: Tab, pages: dict[str, Path]
) -> None:
    seen, troubles = opened(tab, pages[name], width, scheme)
    seen.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    seen.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = seen.evaluate("axe.run({resultTypes: ['violations']})")
    assert [
        (violation["id"], node["html"][:200], node["failureSummary"])
        for violation in found["violations"]
        for node in violation["nodes"][:3]
    ] == []
    assert troubles == []


@pytest.mark.parametrize("name", ["shipped", "late", "hostile"])
def test_a_page_prints_in_full_on_a4(
    name: str, tab: Tab, pages: dict[str, Path], tmp_path: Path
) -> None:
    seen, troubles = opened(tab, pages[name], 680)  # A4 less the margins, in CSS pixels
    seen.emulate_media(media="print")
    assert seen.evaluate("document.documentElement.scrollWidth") <= 680
    assert seen.evaluate(CUT_OFF) == []
    folded = """() => [...document.querySelectorAll("details:not(.why, .unprinted)")]
        .filter((part) => !part.closest("figure"))  // a drawing stands for its figures on paper
        .filter((part) => !part.querySelector("tbody, .empty").checkVisibility()).length"""
    assert seen.evaluate(folded) == 0
    assert not seen.locator("nav").is_visible()
    assert not seen.locator(".narrow").first.is_visible()
    printed = seen.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert troubles == []


def test_a_page_is_read_in_the_dark_in_other_colours(tab: Tab, pages: dict[str, Path]) -> None:
    colours = """() => ["body", "svg.picture text", "svg.picture [fill]:not(text)"]
        .map((which) => getComputedStyle(document.querySelector(which)))
        .map((style) => [style.color, style.fill])"""
    seen_in = []
    for scheme in ("light", "dark"):
        seen, _ = opened(tab, pages["late"], 1440, scheme)
        seen_in.append(seen.evaluate(colours))
    assert all(light != dark for light, dark in zip(*seen_in, strict=True))


def test_text_of_the_programme_is_never_run(tab: Tab, pages: dict[str, Path]) -> None:
    seen, troubles = opened(tab, pages["hostile"], 1440)
    assert seen.evaluate("document.scripts.length") == 0
    assert seen.evaluate("document.querySelectorAll('[onload]').length") == 0
    addresses = seen.evaluate("[...document.links].map((link) => link.protocol)")
    assert set(addresses) == {"file:", "http:", "https:"}
    assert "49" not in seen.evaluate("document.querySelector('h1').textContent")
    assert troubles == []

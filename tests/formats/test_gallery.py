"""The gallery: a picture of every report, small, safe to show, and of what is printed now."""

import re
from datetime import date
from importlib.machinery import SourceFileLoader
from importlib.metadata import version
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType
from xml.etree import ElementTree

import pytest

from minerva.cli.app import HEADINGS
from tests.command import ROOT, run

AGAIN = "run `.venv/bin/python docs/make-gallery`, look at what changed, and commit it"


def script() -> ModuleType:
    """Return the script that makes the gallery, which has no suffix to be imported by."""
    loader = SourceFileLoader("make_gallery", str(ROOT / "docs" / "make-gallery"))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


GALLERY = script()
NAMES = [picture.name for picture in GALLERY.TERMINAL]


def test_every_report_has_a_picture() -> None:
    shown = {picture.report for picture in GALLERY.TERMINAL} | {GALLERY.BROWSER.split()[0]}
    assert {*HEADINGS["Reports"], *HEADINGS["In a build"]} - shown == set()


def test_the_page_shows_every_picture_and_there_is_no_other() -> None:
    page = GALLERY.PAGE.read_text("utf-8")
    assert page == GALLERY.page(), AGAIN
    named = re.findall(r"!\[.+\]\(gallery/(.+)\)", page)
    assert sorted(named) == sorted(path.name for path in GALLERY.PICTURES.iterdir())
    assert len(named) == len(set(named)) >= len(NAMES)


def test_the_pictures_are_small_together() -> None:
    sizes = [path.stat().st_size for path in GALLERY.PICTURES.iterdir()]
    assert min(sizes) > 0
    assert sum(sizes) < GALLERY.MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_of_what_is_printed_now(name: str) -> None:
    if name == "explain" and int(version("rich").partition(".")[0]) < 15:
        pytest.skip("rich before 15 lays Markdown out in another way")
    picture = next(picture for picture in GALLERY.TERMINAL if picture.name == name)
    arguments = ("--color", "always", *picture.command.split())
    result = run(*arguments, env=GALLERY.WITHOUT_GIT, today=date(2026, 11, 25))
    assert result.status in (0, 1)
    written = (GALLERY.PICTURES / picture.file).read_text("utf-8")
    assert GALLERY.drawn(picture.command, result.stdout) == written, AGAIN


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_asks_for_nothing_and_stays_within_its_frame(name: str) -> None:
    text = (GALLERY.PICTURES / f"{name}.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)  # noqa: S314 - what we wrote ourselves
    kinds = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert kinds <= {"svg", "style", "rect", "text", "tspan"}
    assert not re.search(r"href|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", text)
    ends = [
        float(element.get("x", 0)) + float(element.get("textLength", 0)) for element in root.iter()
    ]
    assert max(ends) <= float(root.get("width", 0)) - GALLERY.MARGIN + 0.01


def test_text_in_the_data_stays_text_in_a_picture() -> None:
    hostile = "<script>&\"' \x1b[31mred\x1b[0m 漢字  aligned"
    drawn = GALLERY.drawn("status <b>", hostile)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - what we wrote ourselves
    assert "".join(root.itertext()).endswith("<script>&\"' red 漢字aligned\n")
    places = [float(element.get("x", 0)) for element in root.iter() if element.get("textLength")]
    assert places[-1] == pytest.approx(GALLERY.MARGIN + 22 * GALLERY.COLUMN)

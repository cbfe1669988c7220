"""Reading a page back: its elements and its text, as a browser would take them apart."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Element(NamedTuple):
    """An element of a page: its tag, its attributes, what is in it, and what it is in."""

    tag: str
    attributes: dict[str, str | None]
    inside: list["Element | str"]

    def walk(self) -> Iterator["Element"]:
        """Yield the element and all that are in it, in their order."""
        yield self
        for child in self.inside:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, tag: str) -> list["Element"]:
        """Return the elements of a tag."""
        return [element for element in self.walk() if element.tag == tag]

    def classes(self) -> list[str]:
        """Return the classes of the element."""
        return (self.attributes.get("class") or "").split()

    def text(self, *without: str) -> str:
        """Return the text, a line an element, without that of some classes and tags."""
        parts = []
        for child in self.inside:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag not in ("style", *without) and not {*child.classes()} & {*without}:
                parts.append(child.text(*without))
        return "\n".join(part for part in parts if part.strip())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {}, [])
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), [])
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(page: str) -> Element:
    """Return a page's elements; each that is opened has to be closed."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is not closed"
    return reader.root

"""What each finding and problem means and how to fix it: the entries of docs/findings.md.

The page is the only home of these texts. It is shipped with the package; in a checkout it is
read from where it stands. Nothing here knows a programme.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

_HERE: Final = Path(__file__).parent
_PAGES: Final = (_HERE / "explanations.md", _HERE.parents[1] / "docs" / "findings.md")
_ENTRY: Final = re.compile(
    r"^### `([a-z0-9-]+)`\n((?:^```.*?^```\n|^(?!#{1,3} )[^\n]*\n?)*)", re.MULTILINE | re.DOTALL
)
_FENCE: Final = re.compile(r"^```.*?^```\n?", re.MULTILINE | re.DOTALL)


class Explanation(Struct, frozen=True):
    """An entry of the page: what it is about, and its text in Markdown."""

    id: str
    markdown: str

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs between the examples, each on one line, without marks for code."""
        prose = _FENCE.sub("\n", self.markdown).replace("`", "").replace("**", "")
        return [
            " ".join(paragraph.split()) for paragraph in prose.split("\n\n") if paragraph.strip()
        ]

    @property
    def meaning(self) -> str:
        """What it means: the first paragraph."""
        return self.paragraphs[0]

    @property
    def summary(self) -> str:
        """What it means in short: the first sentence."""
        return re.split(r"(?<=\.) ", self.meaning)[0]

    @property
    def text(self) -> str:
        """What it means and how to fix it, without the examples."""
        return "\n\n".join(self.paragraphs)


@cache
def explanations() -> dict[str, Explanation]:
    """Return every entry of the page by its id, in the order of the page."""
    page = next(path for path in _PAGES if path.exists()).read_text("utf-8")
    return {id: Explanation(id, text.strip()) for id, text in _ENTRY.findall(page)}


def explanation(id: str) -> Explanation:
    """Return the entry of a finding or a problem. Raises KeyError where there is none."""
    return explanations()[id]

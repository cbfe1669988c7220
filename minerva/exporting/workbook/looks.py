"""How cells look: by what they hold, where that comes from, and how it is rated."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from minerva.exporting.workbook.cells import Kind, Origin, number_format

_HEADING: Final = "#DCE3EC"
_RULE: Final = "#D9D9D9"
_FILLS: Final = {Origin.INPUT: "#FFF9E5", Origin.FIGURE: "#F2F2F2"}
_INK: Final = {Origin.INPUT: "#1F3F8F"}
_RED: Final = ("#F8D7DA", "#842029")
_AMBER: Final = ("#FFE8B3", "#664D03")
_BLUE: Final = ("#D6E4F5", "#1F3F6F")
_RATINGS: Final = {
    "red": _RED,
    "amber": _AMBER,
    "green": ("#D5EBDD", "#0F5132"),
    "blue": _BLUE,
    "error": _RED,
    "warning": _AMBER,
    "note": _BLUE,
}
"""The fill and the ink beside each word of a rating or a severity."""
_BELOW_ZERO: Final = "#842029"
_WORDS: Final[Mapping[Kind, Mapping[str, object]]] = {
    Kind.TEXT: {"align": "left", "indent": 1, "text_wrap": True},
    Kind.CODE: {"align": "left", "indent": 1},
    Kind.RATING: {"align": "center", "text_wrap": True},
}
_NUMBERS: Final[Mapping[str, object]] = {"align": "right", "indent": 1}


class Looks:
    """The formats of one workbook, each made when it is first asked for."""

    def __init__(self, add: Callable[[dict[str, object]], Any], currency: str) -> None:
        """Take what adds a format to the workbook, and the currency of its amounts."""
        self._add = add
        self._currency = currency
        self._formats: dict[object, Any] = {}

    def cell(self, kind: Kind, origin: Origin = Origin.TEXT, *, quoted: bool = False) -> Any:
        """Return the format of a cell: how it is written, and where it comes from."""
        key = (kind, origin, quoted)
        found = self._formats.get(key)
        if found is None:
            look: dict[str, object] = {"valign": "top", "bottom": 1, "bottom_color": _RULE}
            look |= _WORDS.get(kind, _NUMBERS)
            if kind not in _WORDS:
                look["num_format"] = number_format(kind, self._currency)
            if origin in _FILLS:
                look["bg_color"] = _FILLS[origin]
            if origin in _INK:
                look["font_color"] = _INK[origin]
            if quoted:
                look["quote_prefix"] = True
            found = self._formats[key] = self._add(look)
        return found

    def text(self, **properties: object) -> Any:
        """Return a format for what stands outside the tables."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._add(dict(properties))
        return self._formats[key]

    def header(self, kind: Kind) -> Any:
        """Return the format of a column's title, aligned as the column is."""
        return self.text(
            bold=True,
            valign="vcenter",
            **{**_WORDS.get(kind, _NUMBERS), "text_wrap": True},
            bg_color=_HEADING,
            bottom=1,
            bottom_color="#7F8FA9",
        )

    def rules(self, kind: Kind) -> list[dict[str, object]]:
        """Return what colours cells by what they say: ratings, and what is below zero."""
        if kind is Kind.RATING:
            return [
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{word}"',
                    "format": self.text(bg_color=fill, font_color=ink),
                }
                for word, (fill, ink) in _RATINGS.items()
            ]
        if kind in (Kind.VARIANCE, Kind.FLOAT):
            look = self.text(font_color=_BELOW_ZERO)
            return [{"type": "cell", "criteria": "<", "value": 0, "format": look}]
        return []

"""The board's page as one HTML file: the template, its styles and the drawings put together.

Only here is Jinja imported. Autoescape writes every text of the programme as text.
"""

import re
from base64 import b64encode
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from minerva.formats.cells import human, visible
from minerva.formats.page import charts, legends
from minerva.formats.page.palette import dark_styles
from minerva.formats.page.tables import sheets
from minerva.views.board.parts import Board, Drawing, Folded, Terms
from minerva.views.table import Kind
from minerva.views.why import place_of, shown

if TYPE_CHECKING:
    import jinja2

    from minerva.reasons.part import Part

_TEMPLATES: Final = files(__package__) / "templates"


MOST_PRINTED: Final = 12
"""The rows of the longest of the tables in full that paper has too."""


def render(board: Board) -> str:
    """Return the page. The same board gives the same bytes."""
    from markupsafe import Markup

    css = (_TEMPLATES / "board.css").read_text("utf-8")
    styles = _dense(css.replace("/* dark */", dark_styles()))
    hashed = b64encode(sha256(styles.encode()).digest()).decode()
    text = (
        _environment()
        .get_template("board.html")
        .render(
            board=board,
            figure=lambda figure: _figure(figure.value, figure.kind, board.symbol),
            styles=Markup(styles),  # noqa: S704 - the package's own
            policy=f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; "
            "form-action 'none'",
        )
    )
    return _dense(text)


@cache
def _environment() -> "jinja2.Environment":
    """Return what reads the templates, with what they may use."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (_TEMPLATES / name).read_text("utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals["most_printed"] = MOST_PRINTED
    environment.filters["visible"] = lambda text: visible(str(text))
    environment.tests["drawing"] = lambda part: isinstance(part, Drawing)
    environment.tests["folded"] = lambda part: isinstance(part, Folded)
    environment.tests["terms"] = lambda part: isinstance(part, Terms)
    environment.globals |= {
        "place_of": _place_of,
        "reason_value": _reason_value,
        "sheets": sheets,
        "legend": legends.legend,
        "svg": lambda drawing, wide: Markup(charts.svg(drawing, wide=wide)),  # noqa: S704 - escaped by Vega and `charts`
    }
    return environment


def _reason_value(value: Any, symbol: str) -> str:
    """Return the value of a part of an explanation as people read it."""
    if isinstance(value, Decimal):
        return _figure(value, Kind.MONEY, symbol)
    return shown(value, "GBP")


def _dense(text: str) -> str:
    """Return text without empty lines."""
    return re.sub(r"\n[ \n]*\n", "\n", text)


def _place_of(part: "Part") -> str:
    """Return the name and the line of a file: a page for everybody says no more of where it is."""
    return PurePath(place_of(part)).name


def _figure(value: Any, kind: Kind, symbol: str) -> str:
    """Return a key figure as people read it, money with its currency."""
    if kind is Kind.MONEY and value is not None:
        decimals = 0 if value == value.to_integral_value() else 2
        sign = "-" if value < 0 else ""
        return f"{sign}{symbol}{human(abs(value), kind, decimals)}"
    return human(value, kind)

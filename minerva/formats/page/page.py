"""The board's page as one HTML file: the template, its styles and the drawings put together.

Only here is Jinja imported. Autoescape writes every text of the programme as text.
"""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

from minerva.formats.cells import human, visible
from minerva.formats.page import charts, legends
from minerva.formats.page.palette import dark_styles
from minerva.formats.page.tables import sheets
from minerva.views.board.parts import Board, Drawing, Folded, Terms
from minerva.views.table import Kind


def render(board: Board) -> str:
    """Return the page. The same board gives the same bytes."""
    import jinja2
    from markupsafe import Markup

    templates = files(__package__) / "templates"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (templates / name).read_text("utf-8")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    styles = _dense(
        (templates / "board.css").read_text("utf-8").replace("/* dark */", dark_styles())
    )
    hashed = b64encode(sha256(styles.encode()).digest()).decode()
    environment.filters["visible"] = lambda text: visible(str(text))
    environment.tests["drawing"] = lambda part: isinstance(part, Drawing)
    environment.tests["folded"] = lambda part: isinstance(part, Folded)
    environment.tests["terms"] = lambda part: isinstance(part, Terms)
    environment.globals |= {
        "sheets": sheets,
        "legend": legends.legend,
        "figure": lambda figure: _figure(figure.value, figure.kind, board.symbol),
        "svg": lambda drawing, wide: Markup(charts.svg(drawing, wide=wide)),  # noqa: S704 - escaped by Vega and `charts`
    }
    text = environment.get_template("board.html").render(
        board=board,
        styles=Markup(styles),  # noqa: S704 - the package's own
        policy=f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; "
        "form-action 'none'",
    )
    return _dense(text)


def _dense(text: str) -> str:
    """Return text without empty lines."""
    return re.sub(r"\n[ \n]*\n", "\n", text)


def _figure(value: Any, kind: Kind, symbol: str) -> str:
    """Return a key figure as people read it, money with its currency."""
    if kind is Kind.MONEY and value is not None:
        decimals = 0 if value == value.to_integral_value() else 2
        sign = "-" if value < 0 else ""
        return f"{sign}{symbol}{human(abs(value), kind, decimals)}"
    return human(value, kind)

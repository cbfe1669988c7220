"""A saving from a row of a grid."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, get_args

from minerva.importing.cell_dates import read_date
from minerva.importing.cell_values import read_flag, read_line, read_money, read_text
from minerva.importing.grid import ImportOptions, Value
from minerva.importing.headings import KeyedColumn
from minerva.importing.identifiers import id_from, ref_from
from minerva.importing.incoming import IncomingSaving
from minerva.importing.row_cells import Cells
from minerva.importing.wordings import words_of
from minerva.model.errors import MinervaError
from minerva.model.money import format_digits
from minerva.model.programme import Category, DeliveryState
from minerva.store.values import MOST_MONEY

_PENNY: Final = Decimal("0.01")
_CASHABLE: Final = {"cashable": True, "non cashable": False, "not cashable": False}
_RECURRING: Final = {
    **dict.fromkeys(("recurring", "recurrent", "ongoing", "permanent"), True),
    **dict.fromkeys(("one off", "non recurring", "non recurrent", "once"), False),
}
_CATEGORIES: Final[dict[str, Category]] = {
    category: category for category in get_args(Category)
} | {
    "staff": "staffing",
    "pay": "staffing",
    "contracts": "contract",
    "procurement": "contract",
    "recharges": "recharge",
    "reserves": "reserve",
}


_STATES: Final[dict[str, DeliveryState | None]] = {
    **dict.fromkeys(("on track", "green", "g", "on target"), "on-track"),
    **dict.fromkeys(("at risk", "amber", "a", "red", "r", "off track", "high risk"), "at-risk"),
    **dict.fromkeys(("undeliverable", "not deliverable", "unachievable"), "undeliverable"),
    **dict.fromkeys(("written off", "withdrawn", "removed", "cancelled"), "written-off"),
    **dict.fromkeys(("blue", "b", "complete", "delivered", "achieved"), None),
}
"""How sure a saving is, by the words and colours of trackers. Red says that it is at risk: that it
brings nothing more is said in words. What is delivered is said by its claims.
"""


def read_saving(cells: Cells, options: ImportOptions) -> IncomingSaving:
    """Return the saving that a row is; what of it cannot be read is kept in `cells`."""

    def amount(value: Value, column: KeyedColumn) -> Decimal | None:
        return amount_to_the_penny(cells, value, column, options)

    def text(value: Value, _column: KeyedColumn) -> str | None:
        return read_line(value)

    def start(value: Value, _column: KeyedColumn) -> date | None:
        window = read_date(value, options.year_start, options.today, options.timezone)
        return None if window is None else window.earliest

    def end(value: Value, _column: KeyedColumn) -> date | None:
        window = read_date(value, options.year_start, options.today, options.timezone)
        return None if window is None else window.latest

    def category_of(value: Value, column: KeyedColumn) -> Category | None:
        return _category(cells, value, column)

    def state(value: Value, column: KeyedColumn) -> DeliveryState | None:
        return _state(cells, value, column)

    name, reference = cells.read("name", text), cells.read("id", text)
    if name is None and reference is None and not cells.rejected:
        cells.refuse(None, "the row has no name")
    kind = cells.read("category", lambda value, _: _word(value))
    cashable = cells.read("cashable", lambda value, _: _flag(value, _CASHABLE))
    recurring = cells.read("recurring", _recurring)
    heading = column.heading if (column := cells.column("id")) else ""
    return IncomingSaving(
        place=cells.place,
        key=reference or cells.place,
        name=name or reference or "",
        id=id_from(reference),
        workstream=cells.read("workstream", text),
        category=cells.read("category", category_of),
        cashable=_CASHABLE.get(kind or "") if cashable is None else cashable,
        recurring=_RECURRING.get(kind or "") if recurring is None else recurring,
        full_year=cells.read("full_year", amount),
        starts=cells.read("starts", start),
        ends=cells.read("ends", end),
        starts_with=cells.read("starts_with", text),
        known_with=cells.read("known_with", text),
        plan=cells.by_year("plan", amount),
        one_off_cost=cells.read("one_off_cost", amount),
        forecast=cells.by_year("forecast", amount),
        realised=cells.by_year("realised", amount),
        validated=cells.by_year("validated", amount),
        ref=cells.read("ref", text) or ref_from(reference, heading),
        owner=cells.read("owner", text),
        state=cells.read("state", state),
        note=cells.read("note", lambda value, _: read_text(value)),
        source=cells.read("source", lambda value, _: read_text(value)),
    )


def read_amount(
    value: Value, column: KeyedColumn, options: ImportOptions, decimal_comma: str | None
) -> Decimal | None:
    """Return an amount of a column in its unit, as exact as it is written; None if not known."""
    if column.currency is not None and column.currency != options.currency:
        raise MinervaError(
            f'"{column.heading}" is in {column.currency}, and the programme in {options.currency}',
            f"give the amounts in {options.currency}",
        )
    return read_money(value, options.currency, column.unit, decimal_comma)


def amount_to_the_penny(
    cells: Cells, value: Value, column: KeyedColumn, options: ImportOptions
) -> Decimal | None:
    """Return an amount to the penny; what is less is rounded off, half up, and said."""
    amount = read_amount(value, column, options, cells.decimal_comma)
    if amount is None:
        return None
    if abs(amount) >= MOST_MONEY:
        raise MinervaError("an amount this large is not read", "check the number of digits")
    rounded = amount.quantize(_PENNY, ROUND_HALF_UP)
    if rounded != amount:
        cells.leave_out(column, f"less than a penny: rounded to {format_digits(rounded)}")
    whole = rounded.to_integral_value()
    return Decimal(int(whole)) if whole == rounded else rounded


def _recurring(value: Value, column: KeyedColumn) -> bool | None:
    """Return whether a saving recurs; yes under `One-off` says that it does not."""
    flag = _flag(value, _RECURRING)
    plain = _word(value) not in _RECURRING
    return not flag if flag is not None and plain and _asks_for_one_off(column.heading) else flag


def _asks_for_one_off(heading: str) -> bool:
    words = words_of(heading).words
    return words.removeprefix("is ").removesuffix(" y n") == "one off"


def _word(value: Value) -> str | None:
    read = read_text(value)
    return None if read is None else " ".join(read.lower().replace("-", " ").split())


def _category(cells: Cells, value: Value, column: KeyedColumn) -> Category | None:
    """Return a category; a word that is none of minerva's is left out, and said."""
    word = _word(value)
    if word is None or word in _CASHABLE or word in _RECURRING:
        return None
    if word not in _CATEGORIES:
        known = ", ".join(get_args(Category))
        cells.leave_out(column, f"not one of minerva's categories: {known}")
    return _CATEGORIES.get(word)


def _flag(value: Value, words: dict[str, bool]) -> bool | None:
    word = _word(value)
    return words[word] if word in words else read_flag(value)


def _state(cells: Cells, value: Value, column: KeyedColumn) -> DeliveryState | None:
    """Return how sure a saving is; a word that says nothing of it is left out, and said."""
    word = _word(value)
    if word is None:
        return None
    if _STATES.get(word) is None:
        known = ", ".join(get_args(DeliveryState))
        cells.leave_out(column, f"it says none of {known}")
    return _STATES.get(word)

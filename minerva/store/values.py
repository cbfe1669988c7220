"""How values are read that take more than a pattern or bounds; `store.kinds` lists all kinds.

Every `read_...` raises MinervaError with what is wrong and how to fix it. Dates and
durations have theirs in `model.dates`. Nothing here knows a record.
"""

import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from minerva.model import dates
from minerva.model.dates import Window, describe
from minerva.model.errors import MinervaError
from minerva.model.programme import (
    Amounts,
    Estimate,
    MilestoneForecast,
    Names,
    Offer,
    Offsets,
    Percentage,
    Predecessor,
    Price,
    Shares,
    Weighting,
)
from minerva.model.values import Delay, Loss
from minerva.parsing.ids import KEBAB

MOST_MONEY: Final = Decimal(10) ** 13

_MOST_DIGITS: Final = MOST_MONEY.adjusted()


def read_money(value: object) -> Decimal:
    """Return an amount of at most two decimals, below 10,000,000,000,000."""
    if type(value) is int:
        amount = Decimal(value)
    elif isinstance(value, Decimal):
        amount = value
    else:
        raise MinervaError(
            f"{describe(value)} is not an amount of money", "write pounds: 80_000 or 80_000.50"
        )
    if not amount.is_finite():
        raise MinervaError(
            f"{value} is not an amount of money", "leave the key out while it is unknown"
        )
    if amount and amount.adjusted() >= _MOST_DIGITS:
        raise MinervaError(
            "an amount this large is not read", "amounts are in whole pounds: check it"
        )
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
        raise MinervaError(f"{value} has more than two decimals", f"write {rounded}")
    return amount


def read_price(value: object) -> Decimal:
    """Return an amount of money over 0."""
    amount = read_money(value)
    if amount <= 0:
        hint = "write what the bidder asks for, or leave the key out while it is not known"
        raise MinervaError(f"{amount} is not a price: a price is over 0", hint)
    return amount


def read_offer(value: object) -> Offer:
    """Return the price of a bid: an amount over 0, or an amount of 0 or more for each part."""
    if not isinstance(value, dict):
        return Offer(Price(read_price(value)))
    parts = {str(name): read_money(amount) for name, amount in value.items()}
    wrong = next((name for name, amount in parts.items() if amount < 0), None)
    if wrong is not None or not parts:
        problem = "a price has no parts" if wrong is None else f'the price for "{wrong}" is under 0'
        raise MinervaError(problem, 'write an amount for each: { "Fixed" = 85_000, "Unit" = 0 }')
    return Offer(None, parts)


def read_weighting(read_percentage: Callable[[Any], Decimal], value: object) -> Weighting:
    """Return the weight of a criterion; a number by itself is a weight without a minimum."""
    if not isinstance(value, dict):
        return Weighting(Percentage(read_percentage(value)))
    if "weight" not in value or not set(value) <= {"weight", "minimum"}:
        raise MinervaError(
            "a criterion has a weight, and it may have a minimum",
            "write { weight = 50, minimum = 40 }",
        )
    weight, minimum = read_percentage(value["weight"]), value.get("minimum")
    return Weighting(
        Percentage(weight), None if minimum is None else Percentage(read_percentage(minimum))
    )


def read_names(value: object) -> Names:
    """Return one name, or a list of different ones."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise MinervaError(
            f"{describe(value)} is not a name or a list of names",
            'write "Price" or ["Fixed", "Unit"]',
        )
    if len(set(names)) < len(names):
        raise MinervaError("a name is there twice", "name each of them once")
    return Names(tuple(names))


def read_amounts(value: object) -> Amounts:
    """Return a range of money; an amount by itself is both its ends."""
    if not isinstance(value, dict):
        amount = read_money(value)
        return Amounts(amount, amount)
    if set(value) != {"low", "high"}:
        raise MinervaError(
            "a range needs a low and a high", "write { low = 6_800_000, high = 8_500_000 }"
        )
    low, high = read_money(value["low"]), read_money(value["high"])
    if low > high:
        raise MinervaError(f"the low amount {low} is over the high one {high}", "swap them")
    return Amounts(low, high)


def read_offsets(value: object) -> Offsets:
    """Return how much earlier and later something may be, the forecast included."""
    example = 'write { low = "-1 week", high = "1 month" }'
    if not isinstance(value, dict) or set(value) != {"low", "high"}:
        raise MinervaError("an estimate needs a low and a high, and nothing else", example)
    low, high = dates.parse_offset(value["low"]), dates.parse_offset(value["high"])
    if low.number > 0 or high.number < 0:
        raise MinervaError(
            f'"{low}" to "{high}" excludes the forecast itself',
            "low is earlier than the forecast or 0 days, high is later or 0 days",
        )
    return Offsets(low, high)


def read_delay(value: object) -> Delay:
    """Return the shortest and the longest delay; a duration by itself is both."""
    if isinstance(value, str):
        length = dates.parse_duration(value)
        return Delay(length, length)
    if not isinstance(value, dict) or set(value) != {"low", "high"}:
        raise MinervaError(
            "a delay needs a low and a high, and nothing else",
            'write { low = "1 week", high = "1 month" }',
        )
    low, high = dates.parse_duration(value["low"]), dates.parse_duration(value["high"])
    if low.days_at_least() > high.days_at_most():
        raise MinervaError(
            f'the low delay "{low}" is longer than the high one "{high}"', "swap them"
        )
    return Delay(low, high)


def read_loss(value: object) -> Loss:
    """Return the least and the most that something costs; an amount by itself is both."""
    low, high = read_amounts(value)
    if low < 0:
        raise MinervaError(
            f"{low} is below 0: a loss is written without a sign", f"write {abs(low)}"
        )
    return Loss(low, high)


def read_shares(read_share: Callable[[Any], Decimal], value: object) -> Shares:
    """Return a range of percentages, each read by `read_share`."""
    if not isinstance(value, dict) or set(value) != {"low", "high"}:
        raise MinervaError(
            "a range needs a low and a high, and nothing else", "write { low = 85, high = 105 }"
        )
    low, high = (read_share(value[key]) for key in ("low", "high"))
    if low > high:
        raise MinervaError(f"the low percentage {low} is over the high one {high}", "swap them")
    return Shares(low, high)


def read_window_or_id(value: object) -> Window | str:
    """Return the id of a milestone; what looks like a date is read as a window of days."""
    if isinstance(value, str) and re.fullmatch(KEBAB, value) and not dates.looks_like_window(value):
        return value
    return dates.parse_window(value)


def _undated_forecast(value: Any) -> Any:
    """Return `forecast = 2015-02-09` as the tables that it stands for."""
    return value if isinstance(value, list | dict) else [{"on": None, "date": value}]


def _bare_predecessors(value: Any) -> Any:
    """Return `after = ["id"]` as the tables that it stands for."""
    if not isinstance(value, list):
        return value
    return [{"milestone": item} if isinstance(item, str) else item for item in value]


def _single_estimate(value: Any) -> Any:
    """Return `estimate = { low = ..., high = ... }` as the list of one that it stands for."""
    if isinstance(value, list | dict):
        return value if isinstance(value, list) else [value]
    raise MinervaError(
        f"{describe(value)} is not an estimate",
        'write { low = "-1 week", high = "2 months" }, or two dates',
    )


SHORT_FORMS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    MilestoneForecast: _undated_forecast,
    Estimate: _single_estimate,
    Predecessor: _bare_predecessors,
}
"""How the value of a key that holds tables of a record is turned into a list of tables."""

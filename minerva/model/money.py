"""Writes amounts of money. Amounts are `Decimal` pounds (or euros, ...), never floats."""

from decimal import Decimal
from typing import Final

ZERO: Final = Decimal(0)

_SYMBOLS: Final = {"GBP": "£", "EUR": "€", "USD": "$"}


def symbol(currency: str) -> str:
    """Return what stands before an amount: `£`, or the currency's letters and a space."""
    return _SYMBOLS.get(currency, f"{currency} ")


def format_digits(amount: Decimal, places: int | None = None) -> str:
    """Return an amount with its thousands apart: `2,018,000`, `80,000.50`, `-1,200`.

    Without `places`, pence are shown where there are any.
    """
    if places is None:
        places = 0 if amount == amount.to_integral_value() else 2
    return f"{amount:,.{places}f}"


def format_money(amount: Decimal, currency: str) -> str:
    """Return an amount as people read it: `£2,018,000`, `-£1,200.50`."""
    return f"{'-' if amount < 0 else ''}{symbol(currency)}{format_digits(abs(amount))}"

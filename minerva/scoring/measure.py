"""Means and shares over cases, which say nothing where there are too few."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

FEWEST: Final = 10
"""How many cases there have to be: fewer cannot tell skill from luck."""


def mean(values: Iterable[int | Fraction]) -> Fraction | None:
    """Return the mean of some values; None where there are fewer than 10."""
    fractions = [Fraction(value) for value in values]
    return sum(fractions, Fraction(0)) / len(fractions) if len(fractions) >= FEWEST else None


def share(held: Iterable[bool]) -> Fraction | None:
    """Return the part of some cases that held, from 0 to 1; None where there are fewer than 10."""
    return mean(map(int, held))

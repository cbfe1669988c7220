"""Scales of round amounts, named in short."""

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from minerva.formats.page.layers import Scale


def money_scale(symbol: str, low: float, high: float, most: int) -> Scale:
    """Return a scale of round amounts, from 0 or below to the highest or above."""
    return _round_scale(low, high, most, partial(_short, symbol))


def day_scale(low: float, high: float, most: int) -> Scale:
    """Return a scale of round numbers of days, with a line at 0."""
    scale = _round_scale(low, high, most, lambda days: f"{days:g}")
    return replace(scale, line=(0.0, "on the day"))


def percent_scale(line: float) -> Scale:
    """Return a scale from 0 to 100%, with a line at a percentage."""
    ticks = [(float(at), f"{at}%") for at in (0, 50, 100)]
    return Scale(0, 100, ticks, (line, f"{line:g}%"))


def _round_scale(low: float, high: float, most: int, name: Callable[[float], str]) -> Scale:
    step = _round_step((high - low) / most)
    begin = int(low // step)
    end = max(int(-(-high // step)), begin + 1)
    ticks = [(n * step, name(n * step)) for n in range(begin, end + 1)]
    return Scale(begin * step, end * step, ticks)


def _round_step(at_least: float) -> float:
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if step * factor >= at_least:
                return step * factor
        step *= 10


def _short(symbol: str, amount: float) -> str:
    """Return a round amount in short: £500k, £1.5m."""
    sign, size = "-" if amount < 0 else "", abs(amount)
    for unit, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if size >= unit:
            return f"{sign}{symbol}{size / unit:g}{letter}"
    return f"{sign}{symbol}{size:g}" if size else "0"

"""How slow the machine is that runs the tests: a bound of time follows it."""

import os
import subprocess
import sys
from functools import cache
from typing import Final

USUAL: Final = 0.07
"""The seconds of the processor that the import of Typer takes where bounds were measured."""


@cache
def slowness() -> float:
    """Return how many times as long as usual the machine takes for its work; never less than 1."""
    taken = []
    for _ in range(3):
        before = os.times()
        subprocess.run([sys.executable, "-c", "import typer"], check=True)
        after = os.times()
        taken.append(after.children_user - before.children_user)
    return max(1, min(taken) / USUAL)

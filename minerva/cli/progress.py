"""The bar that shows how far long work has come: on a terminal only, after half a second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

DELAY: Final = 0.5
"""How many seconds work may take before the bar is shown."""


class Progress:
    """How far some work has come; drawn once it has taken longer than people like to wait."""

    def __init__(self, text: str, *, visible: bool) -> None:
        """Take what is being done, and whether there is a terminal to show it on."""
        self._text = text
        self._visible = visible
        self._began = monotonic()
        self._bar: Any = None
        self._task: Any = None

    def advance(self, done: int, total: int, text: str | None = None) -> None:
        """Say that `done` of `total` steps are behind; total 0 says that nobody knows."""
        self._text = text or self._text
        if not self._visible or monotonic() - self._began < DELAY:
            return
        if self._bar is None:
            self._open()
        self._bar.update(self._task, description=self._text, completed=done, total=total or None)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        columns = TextColumn("{task.description}", markup=False), BarColumn()
        share = TextColumn("{task.percentage:>3.0f}%")
        self._bar = Bar(*columns, share, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self._text, total=None)
        self._bar.start()


@contextmanager
def progress(text: str) -> Iterator[Progress]:
    """Show how far the work inside has come, on standard error, and take it away at its end.

    Nothing is shown where standard error is no terminal, or before half a second has passed.
    """
    stream = sys.stderr
    bar = Progress(text, visible=stream is not None and stream.isatty())
    try:
        yield bar
    finally:
        bar.close()

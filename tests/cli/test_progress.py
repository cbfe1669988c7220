"""The bar: on a terminal, after half a second, and gone at the end."""

import io
from unittest.mock import patch

import pytest

from minerva.cli.progress import DELAY, progress


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@pytest.mark.parametrize(
    ("stream", "seconds", "shown"),
    [
        (Terminal(), DELAY + 0.1, True),
        (Terminal(), DELAY - 0.1, False),
        (io.StringIO(), 60.0, False),
    ],
)
def test_the_bar_is_shown(stream: io.StringIO, seconds: float, shown: bool) -> None:
    with (
        patch("sys.stderr", stream),
        patch("minerva.cli.progress.monotonic", side_effect=[0.0, *[seconds] * 9]),
        patch.dict("os.environ", {"TERM": "xterm", "COLUMNS": "80"}),
        progress("Reading [bold]plan.csv") as bar,
    ):
        bar.advance(1, 4)
        bar.advance(2, 4, "Writing")
        if shown:
            assert "Reading [bold]plan.csv" in stream.getvalue()
    assert bool(stream.getvalue()) == shown


def test_no_terminal_at_all_is_no_fault() -> None:
    with patch("sys.stderr", None), progress("Reading") as bar:
        bar.advance(1, 0)


def test_the_bar_goes_when_the_work_fails() -> None:
    stream = Terminal()
    with (
        patch("sys.stderr", stream),
        patch("minerva.cli.progress.monotonic", side_effect=[0.0, 1.0, 1.0]),
        pytest.raises(ValueError, match="broken"),
    ):
        _fail()
    assert stream.getvalue().endswith("\x1b[2K")


def _fail() -> None:
    with progress("Reading") as bar:
        bar.advance(1, 4)
        raise ValueError("broken")

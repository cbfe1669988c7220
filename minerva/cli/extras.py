"""What is installed only where it is asked for, and which line installs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from minerva.cli.output import fail


@contextmanager
def needs(extra: str | None, what: str) -> Iterator[None]:
    """Say which line installs an extra where something inside needs it and it is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        if extra is None or library == "minerva":
            raise
        fail(
            f"{what} needs {library}, which is not installed",
            f"pip install 'minerva-programme[{extra}]'",
        )

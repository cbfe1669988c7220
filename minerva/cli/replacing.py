"""The one rule for files that are in the way: what minerva did not make stays, unless forced."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import BinaryIO, Final

import typer

from minerva.cli.output import fail, reading_file, same_file

STANDARD_OUTPUT: Final = Path("-")

_NOTHING: Final = (b"", b"[]")
"""What is replaced whoever wrote it: there is nothing to lose."""


def require_replaceable(
    ctx: typer.Context, file: Path, is_ours: Callable[[BinaryIO], bool], *, force: bool
) -> None:
    """Stop where a file may not be written over: an input ever, a foreign file without `force`.

    What is no file, such as a pipe or a device, is written to.
    """
    from minerva.cli import reading

    if file == STANDARD_OUTPUT:
        return
    require_replaceable_among(reading.inputs_there(ctx), file, is_ours, force=force)


def require_replaceable_among(
    inputs: Collection[Path], file: Path, is_ours: Callable[[BinaryIO], bool], *, force: bool
) -> None:
    """Stop where a file may not be written over: one of these inputs, a foreign one."""
    if any(same_file(file, input) for input in inputs):
        fail(f"{file} is one of the programme's own files", "write to another file")
    if force or not _is_file(file):
        return
    with reading_file(file), file.open("rb") as opened:
        if opened.read(1024).strip() in _NOTHING:
            return
        opened.seek(0)
        ours = is_ours(opened)
    if not ours:
        fail(
            f"{file} is there already, and minerva did not make it",
            "write to another file, or replace it with --force",
        )


def _is_file(file: Path) -> bool:
    """Tell whether there is a file; what is wrong with a name is said when it is written."""
    try:
        return file.is_file()
    except OSError:
        return False


def has_our_sign(file: BinaryIO) -> bool:
    """Tell whether a file is a check or a report that minerva wrote."""
    from minerva.formats.ours import is_ours

    return is_ours(file.read())

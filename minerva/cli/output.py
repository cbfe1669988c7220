"""Standard output and standard error: colour, width, and what a failure says."""

import io
import os
import re
import shutil
import stat
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TextIO

from minerva.model.errors import MinervaError

if TYPE_CHECKING:
    import typer

FAILED: Final = 2

_WIDEST: Final = 1_000
_UNWANTED: Final = "write to /dev/null if the result is not wanted"
_COMMAND: Final = r"(?m)^(\s*):(?=:)|#(?=#\[)"
_PLAINER: Final = str.maketrans(
    {"○": "o", "●": "*", "◆": "#", "─": "-", "│": "|", "–": "-", "…": ".", "·": "."}
    | {"░": ".", "▒": ":", "▓": "+", "█": "#"}
    | dict.fromkeys("┌┐└┘├┤┬┴", "+")
)


def setting_of(ctx: "typer.Context", name: str) -> Any:
    """Return what was asked for before the command's name, if it was."""
    settings = ctx.find_root().obj
    return settings.get(name) if isinstance(settings, dict) else None


def colour_wanted(choice: str | None, *, stderr: bool = False) -> bool:
    """Tell whether to write colour: as asked, else by NO_COLOR, FORCE_COLOR and the terminal."""
    if choice in ("always", "never"):
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = sys.stderr if stderr else sys.stdout
    return _is_open(stream) and stream.isatty() and os.environ.get("TERM") != "dumb"


def links_shown() -> bool:
    """Tell whether people read standard output on a terminal that may show links."""
    return (
        _is_open(sys.stdout)
        and sys.stdout.isatty()
        and os.environ.get("TERM") not in (None, "dumb", "linux")
        and not os.environ.get("NO_COLOR")
    )


def terminal_width() -> int:
    """Return how many columns there are; 80 where nobody says, and never more than can be drawn."""
    return min(max(shutil.get_terminal_size((80, 24)).columns, 20), _WIDEST)


def people_read() -> bool:
    """Tell whether people read standard output as it is: on a terminal, or in the log of a job."""
    return _is_open(sys.stdout) and (sys.stdout.isatty() or _in_job_log())


def _in_job_log() -> bool:
    """Tell whether GitHub's runner reads standard output, and looks for commands in it."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return False
    try:
        return not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return True


def _inert(text: str) -> str:
    """Return text in which the runner finds no command: each that it has is written as an escape.

    A command stands at the beginning of a line, `::error::`, or anywhere, `##[error]`.
    """
    return re.sub(_COMMAND, lambda found: f"{found[1] or ''}\\u{ord(found[0][-1]):04x}", text)


def require_output() -> None:
    """Stop where it shows already that standard output takes nothing: before a fact is recorded.

    Raises MinervaError where it was closed, or is a device that is full. A disk may still fill up.
    """
    if not _is_open(sys.stdout):
        fail("standard output is closed", _UNWANTED)
    try:
        os.write(sys.stdout.fileno(), b"")
    except (BrokenPipeError, io.UnsupportedOperation):  # a reader that has gone, and no file
        return
    except OSError as error:
        fail(f"standard output cannot be written: {error.strerror or error}", _UNWANTED)


def write(result: str | bytes, *, as_it_is: bool = False) -> None:
    """Write a whole result to standard output. A reader that has gone is no error.

    Text is for people, as the terminal has it; bytes are for programs. In the log of a job no
    text of the files is a command, unless the result is to be written `as_it_is`. Raises
    MinervaError where standard output was closed before it began, and OSError where it cannot be
    written.
    """
    if not _is_open(sys.stdout):
        fail("standard output is closed", _UNWANTED)
    if _in_job_log() and not as_it_is:
        result = _inert(result) if isinstance(result, str) else _inert(result.decode()).encode()
    try:
        if isinstance(result, bytes):
            sys.stdout.flush()
            sys.stdout.buffer.write(result)
        else:
            sys.stdout.write(_writable(result, sys.stdout.encoding))
        sys.stdout.flush()
    except OSError as error:
        # Python would try again at the end, and fail in its own words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def write_file(path: Path, content: str | bytes, inputs: Collection[Path]) -> None:
    """Write a whole result to a file, or nothing of it. An input is never written over.

    A regular file is replaced at once, from a temporary file beside it; what is none (a pipe, a
    device) is written to. Text is written as UTF-8. Raises MinervaError.
    """
    written = content.encode("utf-8") if isinstance(content, str) else content
    try:
        target = path.resolve()
        if any(same_file(target, path) for path in inputs):
            fail(f"{path} is one of the programme's own files", "write to another file")
        if target.exists() and not target.is_file():
            target.write_bytes(written)
            return
        import tempfile

        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:32]}.")
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle
                file.write(written)
            os.chmod(name, _mode(target))  # noqa: PTH101 - a name, from mkstemp
            os.replace(name, target)  # noqa: PTH105 - the same
        except BaseException:
            os.unlink(name)  # noqa: PTH108 - the same
            raise
    except (OSError, RuntimeError) as error:  # resolve() raises either at a loop of links
        fail(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}")


def write_directory(path: Path, files: Mapping[str, bytes], inputs: Collection[Path]) -> None:
    """Write a directory of files as a whole, in the place of one that is there, or nothing of it.

    Whatever the directory held is gone afterwards: the caller has made sure that it may go. One
    that holds an input is never replaced. Raises MinervaError.
    """
    import shutil
    import tempfile

    try:
        target = path.resolve()
        if any(target in input.resolve().parents for input in inputs):
            fail(f"{path} holds the programme's own files", "write to another directory")
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:32]}."))
        try:
            new, old = beside / "new", beside / "old"
            new.mkdir()
            for name, content in files.items():
                (new / name).write_bytes(content)
            if target.exists():
                new.chmod(stat.S_IMODE(target.stat().st_mode))
                target.rename(old)
            try:
                new.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except (OSError, RuntimeError) as error:
        fail(f"{path} cannot be written: {getattr(error, 'strerror', None) or error}")


def append_to_file(path: Path, text: str, inputs: Collection[Path]) -> None:
    """Add text at the end of a file that is no input. Raises MinervaError."""
    if any(same_file(path, input) for input in inputs):
        fail(f"{path} is one of the programme's own files", "write to another file")
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        fail(f"{path} cannot be written: {error.strerror or error}")


def same_file(path: Path, other: Path) -> bool:
    """Tell whether two paths are of one file, whatever they are called."""
    try:
        return path.samefile(other)
    except OSError:
        return path == other.resolve()


def _mode(target: Path) -> int:
    """Return the permissions a file has or, where there is none, those a new one would get."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def write_error(text: str, *, as_it_is: bool = False) -> None:
    """Write to standard error, if there is one.

    On a terminal, lines are broken between words, unless they are to be written `as_it_is`.
    """
    if not _is_open(sys.stderr):
        return
    if not as_it_is and sys.stderr.isatty():
        from minerva.formats.screen.wrapping import wrap

        width = terminal_width()
        text = "\n".join(part for line in text.split("\n") for part in wrap(line, width))
    try:
        sys.stderr.write(_writable(text, sys.stderr.encoding))
        sys.stderr.flush()
    except OSError:
        pass


def write_failure(error: Exception) -> int:
    """Say what went wrong, in words. Returns the exit status."""
    message, hint = _what_failed(error)
    write_error(f"error: {message}\n" + (f"   = hint: {hint}\n" if hint else ""))
    return FAILED


def write_unshown(recorded: str, error: BaseException) -> None:
    """Say that something was recorded, but that what follows from it could not be shown."""
    from minerva.formats.cells import visible

    if isinstance(error, Exception):
        why, hint = _what_failed(error)
    else:
        why, hint = "stopped", None
    write_error(
        f"It was recorded: {visible(recorded)}. What follows from it could not be shown: {why}\n"
        + (f"   = hint: {hint}\n" if hint else "")
    )


def _what_failed(error: Exception) -> tuple[str, str | None]:
    """Return what went wrong, in words, and what to do about it."""
    if isinstance(error, MinervaError):
        from minerva.formats.cells import visible

        return visible(str(error)), visible(error.hint) if error.hint else None
    if isinstance(error, OSError):
        return f"the result could not be written: {error.strerror or error}", None
    at = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{os.path.basename(at.filename)}:{at.lineno}"  # noqa: PTH119 - imported already
    return (
        f"minerva itself failed: {type(error).__name__}: {error} ({place})",
        "the fault is minerva's, not your files': please report it with this line",
    )


def fail(message: str, hint: str | None = None) -> NoReturn:
    """Stop the command with a message on standard error and exit status 2."""
    raise MinervaError(message, hint)


@contextmanager
def reading_file(shown: object) -> Iterator[None]:
    """Stop with a message where a file that was named cannot be read."""
    try:
        yield
    except OSError as error:
        fail(f"{shown} cannot be read: {error.strerror or error}", "check the name of the file")


def _is_open(stream: TextIO | None) -> bool:
    """Tell whether there is a stream: Python has None for one that was closed before it began."""
    return stream is not None


def _writable(text: str, encoding: str | None) -> str:
    """Return text that a stream of this encoding can take; what it cannot becomes plainer."""
    if (encoding or "utf-8").lower().replace("-", "") == "utf8":
        return text
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        plainer = text.translate(_PLAINER)
        return plainer.encode(encoding or "utf-8", errors="backslashreplace").decode(
            encoding or "utf-8"
        )
    return text

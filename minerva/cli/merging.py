"""The merge driver: three versions of a file in, one out, and how git comes to use it."""

from pathlib import Path
from typing import Annotated

import typer

from minerva.cli.app import app
from minerva.cli.options import ChosenColour, examples

_CONFLICTS = 1


@app.command(
    "merge-files",
    epilog=examples(
        "minerva merge-files --install",
        "minerva merge-files base.toml ours.toml theirs.toml",
    ),
)
def merge_files_(
    ctx: typer.Context,
    base: Annotated[
        Path | None, typer.Argument(metavar="BASE", help="The file that both sides began with.")
    ] = None,
    ours: Annotated[
        Path | None, typer.Argument(metavar="OURS", help="Our file; the result is written to it.")
    ] = None,
    theirs: Annotated[Path | None, typer.Argument(metavar="THEIRS", help="Their file.")] = None,
    install: Annotated[
        bool,
        typer.Option("--install", help="Have git merge the programme's files with this, here."),
    ] = False,
    color: ChosenColour = None,
) -> None:
    """Merge two versions of a file by record and key.

    Facts that were added on both sides are all kept, in the order of their days. What one side
    changed is taken over. What both changed, each in its own way, is a conflict around that key
    alone, marked as git marks it. Exit status: 0, or 1 with conflicts in the file.
    """
    from minerva.cli.output import fail

    if install:
        if base is not None:
            fail("--install takes no files", "give it alone")
        _install(ctx)
        return
    if base is None or ours is None or theirs is None:
        fail(
            "three files are needed: BASE, OURS and THEIRS",
            "to have git use this by itself, run `minerva merge-files --install`",
        )
    raise typer.Exit(_merge(base, ours, theirs))


def _merge(base: Path, ours: Path, theirs: Path) -> int:
    from minerva.cli.output import reading_file, write_error, write_file
    from minerva.formats.screen import text
    from minerva.merging.merge import merge_files

    contents = []
    for path in (base, ours, theirs):
        with reading_file(path):
            contents.append(path.read_bytes())
    merged = merge_files(*contents)
    write_file(ours, merged.content, ())
    if not merged.conflicts:
        return 0
    many = "1 conflict" if merged.conflicts == 1 else f"{merged.conflicts:,} conflicts"
    lines = [f"{many} in the merged file"]
    lines += [
        f"merged, the file would be refused: {problem.message}" for problem in merged.problems
    ]
    write_error(text.plain(lines))
    return _CONFLICTS


def _install(ctx: typer.Context) -> None:
    from minerva.cli import reading
    from minerva.cli.output import write

    directory = reading.directory(ctx)
    write("".join(f"{line}\n" for line in install_in(directory)))


def require_clone(directory: Path) -> None:
    """Stop unless a directory, which need not be there yet, is or will be in a git repository."""
    from minerva.cli.output import fail
    from minerva.model.errors import MinervaError
    from minerva.store.git import require_repository

    here = directory.resolve()
    there = next(path for path in (here, *here.parents) if path.is_dir())
    try:
        require_repository(there)
    except MinervaError as error:
        fail(str(error), "run `git init` first, or leave --git out")


def install_in(directory: Path) -> list[str]:
    """Have git merge the files of a directory with minerva, and say what was written."""
    from minerva.cli.output import write_file
    from minerva.merging.install import ATTRIBUTES, attributes, configure

    command = configure(directory)
    text = attributes(directory)
    lines = [f"git merges with `{command}` in this clone"]
    if text is not None:
        write_file(directory / ATTRIBUTES, text, ())
        lines.append(f"wrote {ATTRIBUTES}: commit it; each other clone runs --install once")
    return lines

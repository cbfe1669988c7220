"""Who said what, when: the trail of the files in git, and seals that keep a position for good."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from minerva.cli.app import app
from minerva.cli.choices import Format
from minerva.cli.options import AsOf, ChosenColour, examples, parse_day
from minerva.cli.report_options import ReportRequest, takes_report_options

if TYPE_CHECKING:
    from minerva.model.trail import Trail
    from minerva.position import Position


@app.command(
    epilog=examples(
        "minerva audit",
        "minerva audit --record moved-in --since 2015-01-01",
        "minerva audit --author 'Ann Lee' --format csv",
        "minerva audit --signatures",
        "minerva audit --seal board-2015-01",
    ),
)
@takes_report_options
def audit(
    request: ReportRequest,
    record: Annotated[
        list[str] | None,
        typer.Option(
            "--record", metavar="ID", help="Only changes of this record. May be given again."
        ),
    ] = None,
    since: Annotated[
        Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option(
            "--since", metavar="DATE", parser=parse_day, help="Only commits from this day on."
        ),
    ] = None,
    author: Annotated[
        list[str] | None,
        typer.Option(
            "--author",
            metavar="NAME",
            help="Only commits whose author's name or address has this in it.",
        ),
    ] = None,
    signatures: Annotated[
        bool,
        typer.Option(
            "--signatures",
            help="Also find unsigned commits: git runs the verifier that your own settings name.",
        ),
    ] = False,
    seal: Annotated[
        str | None,
        typer.Option("--seal", metavar="NAME", help="Only tell whether this seal still holds."),
    ] = None,
) -> None:
    """Who said what, when: each change of a key, from git.

    Versions are compared record by record: a file that was only written in another way has no
    changes. It finds what was committed long after its day, facts that were rewritten, and claims
    that were validated by who made them, changed afterwards, or are without evidence.

    Exit status: 0; 1 when a seal does not hold; 2 when the trail cannot be trusted, as in a
    shallow clone.
    """
    from minerva.cli import history
    from minerva.findings import findings_of_trail
    from minerva.views import audit as view

    if seal is not None:
        if record or since or author or signatures or request.format is not Format.TABLE:
            raise typer.BadParameter(
                "--seal says in words whether a seal holds: leave out what chooses changes, "
                "--signatures and --format"
            )
        _check_seal(request.ctx, seal)
        return
    position = request.position()
    trail = history.trail(request.ctx, position, request.revision(), signatures=signatures)
    record = _ids(position, trail, record or ())
    found = [
        finding
        for finding in findings_of_trail(trail, position)
        if (not record or finding.subject in record) and position.includes(finding.subject)
    ]
    wanted = [name.casefold() for name in author or ()]
    changes = [
        change
        for change in trail.changes
        if (not record or change.record in record)
        and position.includes(change.record)
        and (since is None or change.commit.day >= since)
        and (
            not wanted
            or any(
                name in f"{change.commit.author} <{change.commit.author_email}>".casefold()
                for name in wanted
            )
        )
    ]
    request.emit(
        position,
        lambda: view.document(position, changes, found),
        lambda: (
            view.rows(position, changes)
            if request.format is Format.CSV
            else view.report(position, changes, found)
        ),
    )


def _ids(position: "Position", trail: "Trail", texts: Iterable[str]) -> list[str]:
    """Return the ids that texts mean, of records in the files or only in their trail, or stop."""
    from minerva.parsing.lookup import KnownByName, find_record

    known: dict[str, Any] = {change.record: KnownByName(change.record) for change in trail.changes}
    for records in position.programme.by_kind.values():
        known |= {record.id: record for record in records}
    return [find_record("record", list(known.values()), text).id for text in texts]


@app.command(
    epilog=examples("minerva seal board-2015-01", "minerva seal board-2015-01 --as-of 2015-01-09"),
)
def seal(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the tag.")],
    as_of: AsOf = None,
    color: ChosenColour = None,
) -> None:
    """Keep a position for good: a git tag with its hash.

    The tag has the hash of the position's JSON and the blobs of the files. `minerva audit --seal
    NAME` works it out again. Files with changes that are not committed are refused.
    """
    import minerva
    from minerva.cli import reading
    from minerva.cli.output import write
    from minerva.model.dates import format_date
    from minerva.store import seals

    directory = reading.directory(ctx)
    head = seals.committed(directory)
    day = as_of or reading.today()
    hash = _hash(ctx, head.commit, day)
    blobs = seals.blobs_at(directory, head.commit)
    made = seals.Seal(name, head.commit, day, hash, blobs, f"minerva {minerva.__version__}")
    seals.write_seal(directory, made)
    write(
        f"Sealed the position as of {format_date(day)} at commit {head.commit[:9]}: {name}\n"
        f"`git push origin {name}` shares it; `minerva audit --seal {name}` checks it.\n"
    )


def _check_seal(ctx: typer.Context, name: str) -> None:
    """Say whether a seal still holds; exit with 1 where anything differs."""
    import minerva
    from minerva.cli import reading
    from minerva.cli.output import write
    from minerva.model.dates import format_date
    from minerva.store import seals

    directory = reading.directory(ctx)
    seal = seals.read_seal(directory, name)
    broken = []
    if not seals.is_ancestor(directory, seal.commit):
        broken.append(
            f"the sealed commit {seal.commit[:9]} is not in the history any more: it was rewritten"
        )
    blobs = seals.blobs_at(directory, seal.commit)
    broken += [
        f"{file} of the sealed commit is not the file that was sealed"
        for file, blob in seal.blobs.items()
        if blobs.get(file) != blob
    ]
    if _hash(ctx, seal.commit, seal.as_of) != seal.position:
        made = f"minerva {minerva.__version__}"
        other = (
            "" if made == seal.version else f": it was sealed with {seal.version}, this is {made}"
        )
        broken.append(f"the figures are not the same{other}")
    write("".join(f"{name}: {line}.\n" for line in broken))
    if broken:
        raise typer.Exit(1)
    write(
        f"{name}: holds. The position as of {format_date(seal.as_of)} at commit "
        f"{seal.commit[:9]} is the same to the last byte.\n"
    )


def _hash(ctx: typer.Context, commit: str, day: date) -> str:
    """Return the SHA-256 of a position's JSON, worked out as if on its own day.

    The files are named the same from wherever the command is run.
    """
    from minerva.cli import reading
    from minerva.exporting.outgoing import MADE_BY
    from minerva.formats.data import json
    from minerva.position import position_at
    from minerva.store import read_programme
    from minerva.store.revisions import Revision, read_files_at
    from minerva.views import programme as view

    directory = reading.directory(ctx)
    files = read_files_at(Revision("sealed", commit, day), directory, directory)
    position = position_at(read_programme(files), day, (), day)
    text = json.render(view.document(position, MADE_BY))
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()

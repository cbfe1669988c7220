"""What is made of many programmes and is no report: a page, a workbook, a store, an answer."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer
from msgspec.structs import replace

from minerva.cli.options import Force, WithTender, parse_day
from minerva.cli.portfolio_work import (
    PortfolioRequest,
    command,
    gather,
    tell_unread,
)

if TYPE_CHECKING:
    from minerva.portfolio.gathered import Gathered
    from minerva.portfolio.sql import Answer


@command("report", "minerva portfolio report -o portfolio.html plans/*")
def report(
    request: PortfolioRequest,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The page. Needed."),
    ] = None,
    since: Annotated[
        Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option(
            "--since",
            metavar="DATE",
            parser=parse_day,
            help="The day of the last board: programmes' own pages show what changed since.",
        ),
    ] = None,
    with_tender: WithTender = False,
    force: Force = False,
) -> None:
    """A page of all programmes, each leading to its own.

    FILE is written, and beside it a directory with a page for each programme: portfolio.html
    and portfolio-pages/.
    """
    from minerva.cli.extras import needs
    from minerva.cli.output import fail, write, write_file
    from minerva.cli.replacing import has_our_sign, require_replaceable_among
    from minerva.portfolio import page

    if output is None:
        fail("a page needs a file to be written to", "name one: -o portfolio.html")
    if output.suffix.lower() not in (".html", ".htm"):
        fail(f"{output} does not end as a page does", "name a file that ends with .html")
    pages = output.with_name(f"{output.stem}-pages")
    options = {"since": since and since.isoformat(), "with_tender": with_tender}
    with needs("report", "the page"):
        gathered = gather(request, "page", options)
        inputs = _inputs(gathered)
        files = {
            pages / page.file_of(outcome): outcome.part["page"] for outcome in gathered.read
        } | {output: page.render(gathered, pages.name)}
        for path in files:
            require_replaceable_among(inputs, path, has_our_sign, force=force)
        pages.mkdir(exist_ok=True)
        for path, text in files.items():
            write_file(path, text, inputs)
    number = len(gathered.read)
    write(f"{output}: {number:,} programme{'' if number == 1 else 's'}, pages in {pages}.\n")
    tell_unread(gathered)


@command("export", "minerva portfolio export plans/* -o portfolio.xlsx")
def export(
    request: PortfolioRequest,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The workbook: portfolio.xlsx."),
    ] = None,
    force: Force = False,
) -> None:
    """A workbook of all programmes, with totals that are formulas.

    The file may also be the first of the paths: portfolio export portfolio.xlsx plans/*.
    """
    from minerva.cli.extras import needs
    from minerva.cli.output import fail, write, write_file
    from minerva.cli.replacing import require_replaceable_among
    from minerva.exporting import workbook as single
    from minerva.portfolio import workbook

    if output is None and request.paths and request.paths[0].lower().endswith(".xlsx"):
        output = Path(request.paths[0])
        request = replace(request, paths=request.paths[1:])
    if output is None or output.suffix.lower() != ".xlsx":
        fail("export needs a workbook to be written to", "name one: portfolio.xlsx")
    with needs("excel", "the workbook"):
        gathered = gather(request, "workbook", {})
        inputs = _inputs(gathered)
        require_replaceable_among(inputs, output, single.is_ours, force=force)
        write_file(output, workbook.render(gathered), inputs)
    number = len(gathered.read)
    write(f"{output}: {number:,} programme{'' if number == 1 else 's'}.\n")
    tell_unread(gathered)


def _inputs(gathered: "Gathered") -> list[Path]:
    """Return the programmes' own files, which are never written to."""
    from minerva.store import NAMES

    return [
        outcome.member.source.directory / name for outcome in gathered.outcomes for name in NAMES
    ]


@command(
    "build",
    "minerva portfolio build -o store plans/*",
    "minerva portfolio build -o store --as-of 2026-03-31 --without secret",
)
def build(
    request: PortfolioRequest,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="The store. Needed.", show_default=False
        ),
    ] = None,
) -> None:
    """Store the tables of all programmes on a day, as Parquet.

    A directory for each day, with a file for each table and a manifest of what it was made of. A
    day that is there is replaced as a whole.
    """
    import tempfile

    from minerva.cli.extras import needs
    from minerva.cli.output import fail, write
    from minerva.portfolio import store

    if output is None:
        fail("build needs a store to write to", "name a directory: -o store")
    with needs("portfolio", "build"):
        store.require_writable(output)
        with tempfile.TemporaryDirectory() as spool:
            gathered = gather(request, "tables", {}, Path(spool))
            if not gathered.read:
                tell_unread(gathered)
            rows = store.build(gathered, output)
    counted = ", ".join(f"{name} {number:,}" for name, number in rows.items())
    number = len(gathered.read)
    write(
        f"{store.day_directory(output, gathered)}: {number:,} "
        f"programme{'' if number == 1 else 's'}, with so many rows: {counted}.\n"
    )
    tell_unread(gathered)


@command(
    "sql",
    "minerva portfolio sql --store store \\",
    '    "select rating, count(*) from milestones group by 1"',
    "minerva portfolio sql \\",
    '    "select programme, sum(forecast) from years group by 1" plans/*',
)
def sql(
    request: PortfolioRequest,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="One SELECT.")],
    store: Annotated[
        Path | None,
        typer.Option("--store", metavar="DIR", help="The store that `build` made."),
    ] = None,
) -> None:
    """Ask a question in SQL, over a store or over programmes.

    The views are programmes, milestones, savings, years, costs, claims, statements, findings,
    risks and others: `show tables` lists them. Nothing but the store can be read, and nothing can
    be written.
    """
    import tempfile

    from minerva.cli.extras import needs
    from minerva.portfolio import sql as asking

    with needs("portfolio", "sql"):
        if store is not None:
            _require_nothing_else(request)
            _emit_answer(request, asking.ask(store, question))
            return
        from minerva.portfolio import store as stores

        with tempfile.TemporaryDirectory() as directory:
            spool = Path(directory) / "spool"
            spool.mkdir()
            gathered = gather(request, "tables", {}, spool)
            if not gathered.read:
                tell_unread(gathered)
            stores.build(gathered, Path(directory) / "store")
            answer = asking.ask(Path(directory) / "store", question)
    _emit_answer(request, answer)
    tell_unread(gathered)


def _require_nothing_else(request: PortfolioRequest) -> None:
    """Stop at what would be ignored: a store has its programmes and its days already."""
    from minerva.cli.output import fail

    if request.paths:
        fail("--store has its programmes already", "leave out the paths, or --store")
    if request.as_of is not None:
        day = request.as_of.isoformat()
        fail(
            "--store has its days already, and all of them are asked",
            f"leave out --as-of, and ask for rows where as_of = '{day}'",
        )
    if request.without:
        fail(
            "--without leaves nothing out of a store that is built",
            f"build it anew: minerva portfolio build --without {request.without[0]}",
        )


def _emit_answer(request: PortfolioRequest, answer: "Answer") -> None:
    from minerva.cli import results
    from minerva.cli.output import people_read, write
    from minerva.portfolio import sql as asking

    write(
        results.render(
            request.ctx,
            request.format,
            lambda: asking.document(answer),
            lambda: asking.report(answer),
            shown=people_read(),
        )
    )

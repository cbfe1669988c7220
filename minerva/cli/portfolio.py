"""The reports of many programmes: what they share, and a few lines for each."""

import inspect
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, Optional

import typer

from minerva.cli.app import SuggestingGroup, app
from minerva.cli.choices import Format, Level, PortfolioBy, Status
from minerva.cli.options import (
    AsOf,
    ChosenColour,
    ChosenFormat,
    Force,
    complete_finding,
    examples,
    parse_day,
)

if TYPE_CHECKING:
    from minerva.portfolio.executors import Workers
    from minerva.portfolio.gathered import Gathered

portfolio = typer.Typer(
    name="portfolio",
    cls=SuggestingGroup,
    help="Many programmes as one: a report over all of them.",
    epilog=examples(
        "minerva portfolio status plans/*",
        "minerva portfolio savings --by group",
        "minerva portfolio check --format json",
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(portfolio)

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="A programme's directory, one above several, a pattern, or DIR@REV. Default: what "
        "portfolio.toml says, here or in the nearest directory above.",
        show_default=False,
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without", metavar="ID", help="Leave this programme out. May be given more than once."
    ),
]
NumberOfWorkers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        max=1_000,
        help="So many processes do the work. Default: as many as there are processors.",
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="URL",
        help="The workers of this dask scheduler do the work: tcp://host:8786.",
    ),
]
Shared = Annotated[
    bool,
    typer.Option(
        "--shared", help="Workers read the files themselves: they have the same directories."
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Work everything out anew, and keep nothing of it.")
]


class Asked(NamedTuple):
    """What all reports of a portfolio take from the command line."""

    ctx: typer.Context
    paths: list[str]
    as_of: date | None
    format: Format
    without: list[str]
    workers: int | None
    scheduler: str | None
    shared: bool
    no_cache: bool


def _shared_options(
    ctx: typer.Context,
    path: Paths = None,
    as_of: AsOf = None,
    format: ChosenFormat = Format.TABLE,
    without: Without = None,
    workers: NumberOfWorkers = None,
    scheduler: Scheduler = None,
    shared: Shared = False,
    no_cache: NoCache = False,
    color: ChosenColour = None,
) -> Asked:
    return Asked(
        ctx, path or [], as_of, format, without or [], workers, scheduler, shared, no_cache
    )


def command(name: str, *lines: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function that takes what is asked, and options of its own."""

    def made(function: Callable[..., None]) -> Callable[..., None]:
        common = inspect.signature(_shared_options).parameters
        _, *own = inspect.signature(function).parameters.values()
        first, second, *rest = common.values()

        @wraps(function)
        def run(**given: Any) -> None:
            asked = _shared_options(**{key: given.pop(key) for key in common})
            function(asked, **given)

        run.__signature__ = inspect.Signature([first, second, *own, *rest])  # type: ignore[attr-defined]  # Typer reads it
        run.__annotations__ = {
            parameter.name: parameter.annotation for parameter in (*common.values(), *own)
        }
        return portfolio.command(name, epilog=examples(*lines))(run)

    return made


@command("status", "minerva portfolio status plans/*", "minerva portfolio status -f json")
def status(asked: Asked) -> None:
    """A line a programme: rating and why, what is late, money, next decision.

    With groups and totals. A programme that cannot be read is listed, and in no total.
    """
    emit(asked, "status", {})


@command(
    "milestones",
    "minerva portfolio milestones plans/* --status overdue",
    "minerva portfolio milestones --due-within 30",
)
def milestones(
    asked: Asked,
    status: Annotated[
        list[Status] | None,
        typer.Option(
            "--status", help="Only milestones of this status. May be given more than once."
        ),
    ] = None,
    due_within: Annotated[
        int | None,
        typer.Option(
            "--due-within",
            metavar="DAYS",
            min=0,
            max=36_525,
            help="Only milestones due in this many days.",
        ),
    ] = None,
) -> None:
    """The milestones of all programmes."""
    wanted = [choice.value for choice in status or []]
    emit(asked, "milestones", {"status": wanted, "due_within": due_within})


@command("slippage", "minerva portfolio slippage plans/* --top 20")
def slippage(
    asked: Asked,
    top: Annotated[
        int | None,
        typer.Option("--top", metavar="N", min=1, help="Only so many milestones, the worst."),
    ] = None,
) -> None:
    """The league: what moved from its baseline, the worst of all first."""
    emit(asked, "slippage", {"top": top})


@command(
    "savings",
    "minerva portfolio savings plans/*",
    "minerva portfolio savings --by group --format csv",
)
def savings(
    asked: Asked,
    by: Annotated[PortfolioBy, typer.Option("--by", help="What a row is.")] = PortfolioBy.PROGRAMME,
) -> None:
    """Savings of all by year: planned, forecast, realised, validated.

    What is in different currencies, or in financial years that begin on different days, is told
    apart and never added.
    """
    emit(asked, "savings", {"by": by.value})


@command("costs", "minerva portfolio costs plans/*")
def costs(asked: Asked) -> None:
    """Costs of all by year: budget, forecast, spent."""
    emit(asked, "costs", {})


@command("forecast", "minerva portfolio forecast plans/*")
def forecast(asked: Asked) -> None:
    """What slips do next, through all programmes that wait for each other.

    Projected dates, floats, the chain to each deadline, and what the slip of a milestone costs
    other programmes.
    """
    emit(asked, "forecast", {})


@command("confidence", "minerva portfolio confidence plans/* --runs 100000 --seed 7")
def confidence(
    asked: Asked,
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", min=100, max=1_000_000, help="Runs of each.")
    ] = 10_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="What the draws are made from.")
    ] = 1,
) -> None:
    """How sure each deadline and the savings are, in all programmes.

    Each is simulated as `minerva confidence` does it: the same seed gives the same figures,
    whoever does the work.
    """
    from minerva.cli.output import fail
    from minerva.cli.reading import INSTALL_NUMPY, can_simulate

    if not can_simulate():
        fail("confidence needs numpy, which is not installed", INSTALL_NUMPY)
    emit(asked, "confidence", {"runs": runs, "seed": seed})


@command("diff", "minerva portfolio diff plans/* --from 2026-01-01 --to 2026-04-01")
def diff(
    asked: Asked,
    begin: Annotated[
        Optional[date],  # noqa: UP045 - typer reads it with a parser of its own
        typer.Option("--from", metavar="DATE", parser=parse_day, help="The first day. Needed."),
    ] = None,
    end: Annotated[
        Optional[date],  # noqa: UP045 - the same
        typer.Option(
            "--to", metavar="DATE", parser=parse_day, help="The last day. Default: today."
        ),
    ] = None,
) -> None:
    """What happened between two days, in all programmes.

    --as-of is another word for --to.
    """
    from minerva.cli.output import fail

    if begin is None:
        fail("there is nothing to compare with", "give the day to compare from: --from DATE")
    if end is not None and asked.as_of is not None and end != asked.as_of:
        fail("--to and --as-of are two words for the same day", "give one of them")
    emit(asked._replace(as_of=end or asked.as_of), "diff", {"from": begin.isoformat()})


@command("check", "minerva portfolio check plans/*", "minerva portfolio check --fail-on warning")
def check(
    asked: Asked,
    fail_on: Annotated[
        Level | None,
        typer.Option("--fail-on", help="Fail on findings of this severity and worse."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="FINDING",
            autocompletion=complete_finding,
            help="Only this finding. May be given more than once.",
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="FINDING",
            autocompletion=complete_finding,
            help="Not this finding. May be given more than once.",
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 whatever is found.")
    ] = False,
) -> None:
    """All findings of all programmes, the worst first.

    Exit status: 0 when nothing is found that fails a build, 1 when something is, 2 when a
    programme could not be read. Each is judged by its own [check], unless an option says
    otherwise.
    """
    from minerva.cli import ids
    from minerva.portfolio.reports.check import failed

    settings = {
        "fail_on": fail_on and fail_on.value,
        "select": ids.find_findings(select),
        "ignore": ids.find_findings(ignore),
    }
    given = {key: value for key, value in settings.items() if value is not None}
    gathered = emit(asked, "check", given)
    if failed(gathered) and not exit_zero:
        raise typer.Exit(1)


@command("report", "minerva portfolio report -o portfolio.html plans/*")
def report(
    asked: Asked,
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
    options = {"since": since and since.isoformat()}
    with needs("report", "the page"):
        gathered = gather(asked, "page", options)
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
    asked: Asked,
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

    if output is None and asked.paths and asked.paths[0].lower().endswith(".xlsx"):
        output = Path(asked.paths[0])
        asked = asked._replace(paths=asked.paths[1:])
    if output is None or output.suffix.lower() != ".xlsx":
        fail("export needs a workbook to be written to", "name one: portfolio.xlsx")
    with needs("excel", "the workbook"):
        gathered = gather(asked, "workbook", {})
        inputs = _inputs(gathered)
        require_replaceable_among(inputs, output, single.is_ours, force=force)
        write_file(output, workbook.render(gathered), inputs)
    number = len(gathered.read)
    write(f"{output}: {number:,} programme{'' if number == 1 else 's'}.\n")
    tell_unread(gathered)


def _inputs(gathered: "Gathered") -> list[Path]:
    """Return the programmes' own files, which are never written to."""
    return [
        outcome.member.source.directory / name
        for outcome in gathered.outcomes
        for name in ("workstreams.toml", "milestones.toml")
    ]


@command(
    "build",
    "minerva portfolio build -o store plans/*",
    "minerva portfolio build -o store --as-of 2026-03-31 --without secret",
)
def build(
    asked: Asked,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="DIR", help="The store. Needed.", show_default=False
        ),
    ] = None,
) -> None:
    """Store the tables of all programmes on a day, as Parquet.

    A directory a day, with a file for each table and a manifest of what it was made of. A day
    that is there is replaced as a whole.
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
            gathered = gather(asked, "tables", {}, Path(spool))
            rows = store.build(gathered, output)
    counted = ", ".join(f"{name} {number:,}" for name, number in rows.items())
    number = len(gathered.read)
    write(
        f"{store.day_directory(output, gathered)}: {number:,} "
        f"programme{'' if number == 1 else 's'}, with so many rows: {counted}.\n"
    )
    tell_unread(gathered)


@portfolio.command(
    "sql",
    epilog=examples(
        'minerva portfolio sql --store store "select rating, count(*) from milestones group by 1"',
        'minerva portfolio sql "select programme, sum(forecast) from years group by 1" plans/*',
    ),
)
def sql(
    ctx: typer.Context,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="One SELECT.")],
    path: Paths = None,
    store: Annotated[
        Path | None,
        typer.Option("--store", metavar="DIR", help="The store that `build` made."),
    ] = None,
    as_of: AsOf = None,
    format: ChosenFormat = Format.TABLE,
    without: Without = None,
    workers: NumberOfWorkers = None,
    scheduler: Scheduler = None,
    shared: Shared = False,
    no_cache: NoCache = False,
    color: ChosenColour = None,
) -> None:
    """Ask a question in SQL, over a store or over programmes.

    The views are programmes, milestones, savings, years, statements, claims and findings. Nothing
    but the store can be read, and nothing can be written.
    """
    import tempfile

    from minerva.cli.extras import needs
    from minerva.cli.output import fail
    from minerva.portfolio import sql as asking
    from minerva.portfolio import store as stores

    if store is not None and path:
        fail("--store has its programmes already", "leave out the paths, or --store")
    with needs("portfolio", "sql"):
        if store is not None:
            _emit_answer(ctx, format, asking.ask(store, question))
            return
        asked = _shared_options(
            ctx, path, as_of, format, without, workers, scheduler, shared, no_cache
        )
        with tempfile.TemporaryDirectory() as directory:
            spool = Path(directory) / "spool"
            spool.mkdir()
            gathered = gather(asked, "tables", {}, spool)
            stores.build(gathered, Path(directory) / "store")
            answer = asking.ask(Path(directory) / "store", question)
    _emit_answer(ctx, format, answer)
    tell_unread(gathered)


def _emit_answer(ctx: typer.Context, format: Format, answer: Any) -> None:
    from minerva.cli import results
    from minerva.cli.output import people_read, write
    from minerva.portfolio import sql as asking

    write(
        results.render(
            ctx,
            format,
            lambda: asking.document(answer),
            lambda: asking.report(answer),
            shown=people_read(),
        )
    )


def emit(asked: Asked, report: str, options: dict[str, Any]) -> "Gathered":
    """Write a report, then what could not be read; exit with 2 if anything could not."""
    from minerva.cli import results
    from minerva.cli.output import people_read, write
    from minerva.portfolio.work import report_module

    gathered = gather(asked, report, options)
    module = report_module(report)
    write(
        results.render(
            asked.ctx,
            asked.format,
            lambda: module.document(gathered),
            lambda: module.report(gathered),
            shown=people_read(),
        )
    )
    tell_unread(gathered)
    return gathered


def tell_unread(gathered: "Gathered") -> None:
    """Say on standard error what could not be read, and end with 2, if anything could not."""
    from minerva.cli.output import FAILED, write_error

    problems = gathered.network.problems if gathered.network else []
    for problem in problems:
        write_error(
            f"error: {problem}\n   = hint: the dates recorded beside the links are used: correct "
            "`after` in one of the programmes\n"
        )
    if problems and not gathered.unread:
        raise typer.Exit(FAILED)
    if gathered.unread:
        write_error("\n".join(outcome.text for outcome in gathered.unread))
        number, whole = len(gathered.unread), len(gathered.outcomes)
        write_error(f"{number:,} of {whole:,} programmes could not be read.\n")
        raise typer.Exit(FAILED)


def gather(
    asked: Asked, report: str, options: dict[str, Any], spool: Path | None = None
) -> "Gathered":
    """Have all programmes worked out, and show how far that has come."""
    import gc

    from minerva.cli.progress import progress
    from minerva.cli.reading import today
    from minerva.portfolio.cache import user_file
    from minerva.portfolio.run import Ask
    from minerva.portfolio.run import gather as gather_all

    gc.enable()  # what is done with a programme can go before the next
    name, members, groups = _members(asked)
    day = today()
    with progress(f"{len(members):,} programmes") as bar:
        return gather_all(
            Ask(
                name=name,
                members=members,
                groups=groups,
                report=report,
                options=options,
                as_of=asked.as_of or day,
                today=day,
                here=Path.cwd(),
                workers=_workers(asked),
                shared=asked.shared,
                cache=None if asked.no_cache else user_file(),
                without=asked.without,
                advance=lambda done, total, unread: bar.advance(
                    done,
                    total,
                    f"{done:,} of {total:,} programmes" + (f", {unread:,} not read" * bool(unread)),
                ),
                spool=spool,
            )
        )


def _members(asked: Asked) -> tuple[str, list[Any], tuple[Any, ...]]:
    """Return the portfolio's name, its programmes and groups, from paths or portfolio.toml."""
    from minerva.cli.output import fail
    from minerva.cli.reading import setting_of, stop_at_problems
    from minerva.model.problems import InvalidProgrammeError
    from minerva.portfolio.settings import PORTFOLIO, find_settings, read_settings
    from minerva.portfolio.sources import Member, members_of, sources_of

    here = Path.cwd()
    base = here / (setting_of(asked.ctx, "directory") or "")
    if asked.paths:
        found = [Member(source) for source in sources_of(asked.paths, base, here)]
        return "Portfolio", found, ()
    path = find_settings(base)
    if path is None:
        fail(
            f"there is no {PORTFOLIO} in {base} or any directory above it, and no path is given",
            f'name the programmes, or write a {PORTFOLIO} with name = "..." and '
            'programmes = ["plans/*"]',
        )
    try:
        settings = read_settings(path, here)
    except InvalidProgrammeError as error:
        stop_at_problems(asked.ctx, error)
    return settings.name, members_of(settings, here), settings.groups


def _workers(asked: Asked) -> "Workers":
    from minerva.cli.extras import needs
    from minerva.portfolio.executors import cluster, local, processors

    if asked.scheduler is None:
        return local(asked.workers or processors())
    with needs("cluster", "--scheduler"):
        return cluster(asked.scheduler)

"""What all reports of many programmes share: their options, their work and how they are written."""

import inspect
from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct

from minerva.cli.app import SuggestingGroup, app
from minerva.cli.choices import Format
from minerva.cli.options import AsOf, ChosenColour, ChosenFormat, Ids, examples

if TYPE_CHECKING:
    from minerva.portfolio.executors import Workers
    from minerva.portfolio.gathered import Gathered
    from minerva.views.table import Report

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


class PortfolioRequest(Struct, frozen=True):
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


def shared_options(
    ctx: typer.Context,
    path: Paths = None,
    as_of: AsOf = None,
    format: ChosenFormat = Format.TABLE,
    without: Without = None,
    workers: NumberOfWorkers = None,
    scheduler: Scheduler = None,
    shared: Shared = False,
    no_cache: NoCache = False,
    ids: Ids = False,
    color: ChosenColour = None,
) -> PortfolioRequest:
    """Return what these options ask for."""
    return PortfolioRequest(
        ctx, path or [], as_of, format, without or [], workers, scheduler, shared, no_cache
    )


def command(name: str, *lines: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function that takes a request, and options of its own.

    An option without a default comes before the paths: it is an argument.
    """

    def made(function: Callable[..., None]) -> Callable[..., None]:
        common = inspect.signature(shared_options).parameters
        _, *own = inspect.signature(function).parameters.values()
        first, second, *rest = common.values()

        @wraps(function)
        def run(**given: Any) -> None:
            request = shared_options(**{key: given.pop(key) for key in common})
            function(request, **given)

        before = [parameter for parameter in own if parameter.default is parameter.empty]
        after = [parameter for parameter in own if parameter.default is not parameter.empty]
        whole = inspect.Signature([first, *before, second, *after, *rest])
        run.__signature__ = whole  # type: ignore[attr-defined]  # Typer reads it
        run.__annotations__ = {
            parameter.name: parameter.annotation for parameter in (*common.values(), *own)
        }
        return portfolio.command(name, epilog=examples(*lines))(run)

    return made


def emit(
    request: PortfolioRequest,
    report: str,
    options: dict[str, Any],
    flat: "Callable[[Gathered], Report] | None" = None,
) -> "Gathered":
    """Write a report, then what could not be read; exit with 2 if anything could not.

    `flat` makes the report of a format that has one table only.
    """
    from minerva.cli import results
    from minerva.cli.output import people_read, write
    from minerva.portfolio.work import report_module

    gathered = gather(request, report, options)
    module = report_module(report)
    made = flat if flat and request.format is Format.CSV else module.report
    write(
        results.render(
            request.ctx,
            request.format,
            lambda: module.document(gathered),
            lambda: made(gathered),
            shown=people_read(),
        )
    )
    tell_unread(gathered)
    return gathered


def tell_unread(gathered: "Gathered") -> None:
    """Say on standard error what could not be read, and end with 2, if anything could not."""
    from minerva.cli.output import FAILED, write_error
    from minerva.portfolio.reports.rows import unnamed_text

    problems = gathered.network.problems if gathered.network else []
    for problem in problems:
        write_error(
            f"error: {problem}\n   = hint: the dates recorded beside the links are used: correct "
            "`after` in one of the programmes\n"
        )
    if gathered.unread:
        write_error("\n".join(outcome.text for outcome in gathered.unread), as_it_is=True)
        number, whole = len(gathered.unread), len(gathered.outcomes)
        write_error(f"{number:,} of {whole:,} programmes could not be read.\n")
    if gathered.unnamed:
        write_error(f"{unnamed_text(gathered.unnamed)}.\n")
    if problems or gathered.unread or gathered.unnamed:
        raise typer.Exit(FAILED)


def gather(
    request: PortfolioRequest, report: str, options: dict[str, Any], spool: Path | None = None
) -> "Gathered":
    """Have all programmes worked out, and show how far that has come."""
    import gc

    from minerva.cli.progress import progress
    from minerva.cli.reading import today
    from minerva.portfolio.cache import user_file
    from minerva.portfolio.run import Ask
    from minerva.portfolio.run import gather as gather_all

    gc.enable()  # what is done with a programme can go before the next
    name, members, groups = _members(request)
    day = today()
    with progress(f"{len(members):,} programmes") as bar:
        return gather_all(
            Ask(
                name=name,
                members=members,
                groups=groups,
                report=report,
                options=options,
                as_of=request.as_of or day,
                today=day,
                here=Path.cwd(),
                workers=_workers(request),
                shared=request.shared,
                cache=None if request.no_cache else user_file(),
                without=request.without,
                advance=lambda done, total, unread: bar.advance(
                    done, total, _how_far(done, total, unread)
                ),
                spool=spool,
            )
        )


def _how_far(done: int, total: int, unread: Sequence[str]) -> str:
    """Say how many programmes are done, and what could not be read so far, the last by its path."""
    text = f"{done:,} of {total:,} programmes"
    return f"{text}, {len(unread):,} not read, last {unread[-1]}" if unread else text


def _members(request: PortfolioRequest) -> tuple[str, list[Any], tuple[Any, ...]]:
    """Return the portfolio's name, its programmes and groups, from paths or portfolio.toml."""
    from minerva.cli.output import fail, setting_of
    from minerva.cli.reading import stop_at_problems
    from minerva.model.problems import InvalidProgrammeError
    from minerva.portfolio.settings import PORTFOLIO, find_settings, read_settings
    from minerva.portfolio.sources import Member, members_of, sources_of

    here = Path.cwd()
    base = here / (setting_of(request.ctx, "directory") or "")
    if request.paths:
        found = [Member(source) for source in sources_of(request.paths, base, here)]
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
        stop_at_problems(request.ctx, error)
    return settings.name, members_of(settings, here), settings.groups


def _workers(request: PortfolioRequest) -> "Workers":
    from minerva.cli.extras import needs
    from minerva.portfolio.executors import cluster, local, processors

    if request.scheduler is None:
        return local(request.workers or processors())
    with needs("cluster", "--scheduler"):
        return cluster(request.scheduler)

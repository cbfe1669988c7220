"""The reports of many programmes: what they share, and a few lines for each."""

import inspect
from collections.abc import Callable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from minerva.cli.app import Answering, app
from minerva.cli.choices import Format, Level, PortfolioBy, Status
from minerva.cli.options import AsOf, ChosenColour, ChosenFormat, complete_finding, examples

if TYPE_CHECKING:
    from minerva.portfolio.executors import Workers
    from minerva.portfolio.gathered import Gathered

portfolio = typer.Typer(
    name="portfolio",
    cls=Answering,
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
    from minerva.cli import named
    from minerva.portfolio.reports.check import failed

    settings = {
        "fail_on": fail_on and fail_on.value,
        "select": named.find_findings(select),
        "ignore": named.find_findings(ignore),
    }
    given = {key: value for key, value in settings.items() if value is not None}
    gathered = emit(asked, "check", given)
    if failed(gathered) and not exit_zero:
        raise typer.Exit(1)


def emit(asked: Asked, report: str, options: dict[str, Any]) -> "Gathered":
    """Write a report, then what could not be read; exit with 2 if anything could not."""
    from minerva.cli import results
    from minerva.cli.output import FAILED, people_read, write, write_error
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
    if gathered.unread:
        write_error("\n".join(outcome.text for outcome in gathered.unread))
        number, whole = len(gathered.unread), len(gathered.outcomes)
        write_error(f"{number:,} of {whole:,} programmes could not be read.\n")
        raise typer.Exit(FAILED)
    return gathered


def gather(asked: Asked, report: str, options: dict[str, Any]) -> "Gathered":
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
    from minerva.cli.output import fail
    from minerva.portfolio.executors import ClusterError, cluster, local, processors

    if asked.scheduler is None:
        return local(asked.workers or processors())
    try:
        with needs("cluster", "--scheduler"):
            return cluster(asked.scheduler)
    except ClusterError as error:
        fail(str(error), error.hint)

"""The reports of many programmes, a few lines each."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Optional

import typer
from msgspec.structs import replace

from minerva.cli.check_options import ExitZero, FailOn, Grace, Ignore, Select
from minerva.cli.choices import RegisterOf, Status
from minerva.cli.options import ChosenLevel, WithoutRisks, WithTender, parse_day
from minerva.cli.portfolio_work import PortfolioRequest, command, emit


class CostsBy(StrEnum):
    """What a row of the costs of many programmes is."""

    PROGRAMME = "programme"
    GROUP = "group"


class PortfolioBy(StrEnum):
    """What a row of the savings of many programmes is."""

    PROGRAMME = "programme"
    GROUP = "group"
    CATEGORY = "category"
    STATE = "state"


@command("status", "minerva portfolio status plans/*", "minerva portfolio status -f json")
def status(request: PortfolioRequest, with_tender: WithTender = False) -> None:
    """A line for each programme: rating, what is late, money.

    And why, the next decision, and how old the data is; with groups and totals. A programme that
    cannot be read is listed, and in no total.
    """
    emit(request, "status", {"with_tender": with_tender})


@command(
    "milestones",
    "minerva portfolio milestones plans/* --status overdue",
    "minerva portfolio milestones --due-within 30",
)
def milestones(
    request: PortfolioRequest,
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
    emit(request, "milestones", {"status": wanted, "due_within": due_within})


@command("slippage", "minerva portfolio slippage plans/* --top 20")
def slippage(
    request: PortfolioRequest,
    top: Annotated[
        int | None,
        typer.Option("--top", metavar="N", min=1, help="Only so many milestones, the worst."),
    ] = None,
) -> None:
    """The league: what moved from its baseline, the worst first."""
    emit(request, "slippage", {"top": top})


@command(
    "savings",
    "minerva portfolio savings plans/*",
    "minerva portfolio savings --by group --format csv",
)
def savings(
    request: PortfolioRequest,
    by: Annotated[PortfolioBy, typer.Option("--by", help="What a row is.")] = PortfolioBy.PROGRAMME,
) -> None:
    """Savings by year: planned, forecast, realised, validated.

    What is in different currencies, or in financial years that begin on different days, is told
    apart and never added.
    """
    emit(request, "savings", {"by": by.value})


@command("costs", "minerva portfolio costs plans/*", "minerva portfolio costs --by group")
def costs(
    request: PortfolioRequest,
    by: Annotated[CostsBy, typer.Option("--by", help="What a row is.")] = CostsBy.PROGRAMME,
) -> None:
    """Costs of all by year: budget, forecast, spent."""
    emit(request, "costs", {"by": by.value})


@command("forecast", "minerva portfolio forecast plans/*")
def forecast(request: PortfolioRequest) -> None:
    """What slips do next, from one programme to another.

    Projected dates, floats, the chain to each deadline, and what the slip of a milestone costs
    other programmes.
    """
    emit(request, "forecast", {})


@command("confidence", "minerva portfolio confidence plans/* --runs 100000 --seed 7")
def confidence(
    request: PortfolioRequest,
    runs: Annotated[
        int, typer.Option("--runs", metavar="N", min=100, max=1_000_000, help="Runs of each.")
    ] = 10_000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="What the draws are made from.")
    ] = 1,
    level: ChosenLevel = None,
    without_risks: WithoutRisks = False,
) -> None:
    """How sure each deadline and the savings are.

    Each is simulated as `minerva confidence` does it: the same seed gives the same figures,
    whoever does the work.
    """
    from minerva.cli.output import fail
    from minerva.cli.reading import INSTALL_NUMPY, can_simulate

    if not can_simulate():
        fail("confidence needs numpy, which is not installed", INSTALL_NUMPY)
    options: dict[str, int | str] = {"runs": runs, "seed": seed}
    if level is not None:
        options["level"] = f"{level:f}"
    if without_risks:
        options["without_risks"] = True
    emit(request, "confidence", options)


@command(
    "register",
    "minerva portfolio register plans/*",
    "minerva portfolio register --only risks --format csv",
)
def register(
    request: PortfolioRequest,
    only: Annotated[
        list[RegisterOf] | None,
        typer.Option("--only", help="Only this part of it. May be given more than once."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also show what is closed, done or decided.")
    ] = False,
) -> None:
    """Risks, issues, actions and decisions, the worst first."""
    from minerva.portfolio.reports.register import flat
    from minerva.views.register import KINDS

    kinds = [kind for kind in KINDS if not only or kind in {chosen.value for chosen in only}]
    emit(request, "register", {"kinds": kinds, "everything": everything}, flat)


@command("diff", "minerva portfolio diff plans/* --from 2026-01-01 --to 2026-04-01")
def diff(
    request: PortfolioRequest,
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
    with_tender: WithTender = False,
) -> None:
    """What happened between two days, in all programmes.

    --as-of means the same as --to.
    """
    from minerva.cli.output import fail

    if begin is None:
        fail("there is nothing to compare with", "give the day to compare from: --from DATE")
    if end is not None and request.as_of is not None and end != request.as_of:
        fail("--to and --as-of are two words for the same day", "give one of them")
    options = {"from": begin.isoformat(), "with_tender": with_tender}
    emit(replace(request, as_of=end or request.as_of), "diff", options)


@command("check", "minerva portfolio check plans/*", "minerva portfolio check --fail-on warning")
def check(
    request: PortfolioRequest,
    fail_on: FailOn = None,
    select: Select = None,
    ignore: Ignore = None,
    grace: Grace = None,
    exit_zero: ExitZero = False,
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
        "grace": grace,
    }
    given = {key: value for key, value in settings.items() if value is not None}
    gathered = emit(request, "check", given)
    if failed(gathered) and not exit_zero:
        raise typer.Exit(1)


from minerva.cli import portfolio_files  # noqa: E402, F401 - after the reports, as the help lists it

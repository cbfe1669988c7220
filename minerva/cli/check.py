"""The check that a build depends on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from msgspec.structs import replace

from minerva.cli.app import app
from minerva.cli.check_options import ExitZero, FailOn, Grace, Ignore, Select
from minerva.cli.choices import Format
from minerva.cli.memory import keep
from minerva.cli.options import AsOf, ChosenColour, Force, Ids, Owner, Rev, Workstreams, examples
from minerva.cli.output import append_to_file, people_read, write_error
from minerva.model.errors import MinervaError
from minerva.model.problems import InvalidProgrammeError

if TYPE_CHECKING:
    from minerva.position import Position
    from minerva.views.check import Verdict


class CheckFormat(StrEnum):
    """How the findings of a check are written."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "markdown"
    TABLE = "table"
    CSV = "csv"


_FOR_BUILDS: Final = (
    CheckFormat.GITHUB,
    CheckFormat.GITLAB,
    CheckFormat.JUNIT,
    CheckFormat.SARIF,
)


@app.command(
    epilog=examples(
        "minerva check",
        "minerva check --as-of 2014-12-09 --fail-on warning",
        "minerva check --ignore notice-missed --grace 7",
        "minerva check --since origin/main",
        "minerva check --format sarif --output minerva.sarif",
    ),
)
def check(
    ctx: typer.Context,
    as_of: AsOf = None,
    workstream: Workstreams = None,
    owner: Owner = None,
    rev: Rev = None,
    ids: Ids = False,
    format: Annotated[
        CheckFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="How to write the findings. Default: text; github in GitHub Actions.",
            show_default=False,
        ),
    ] = None,
    fail_on: FailOn = None,
    select: Select = None,
    ignore: Ignore = None,
    grace: Grace = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="REV",
            help="Only findings that are new since this git revision, on the day it was made.",
        ),
    ] = None,
    audit: Annotated[
        bool,
        typer.Option("--audit", help="Also look at the history of the files in git."),
    ] = False,
    signatures: Annotated[
        bool,
        typer.Option(
            "--signatures",
            help="With --audit: also find unsigned commits. Git runs the verifier that your own "
            "settings name.",
        ),
    ] = False,
    exit_zero: ExitZero = False,
    show_waived: Annotated[
        bool, typer.Option("--show-waived", help="Show what is waived in full, not in short.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the findings to this file, whole or not at all; - is standard output.",
        ),
    ] = None,
    force: Force = False,
    summary: Annotated[
        bool,
        typer.Option("--summary", help="In GitHub Actions, add the findings to the job's summary."),
    ] = False,
    color: ChosenColour = None,
) -> None:
    """Find what is overdue or broken, and fail a build on it.

    Each finding points at its line: a milestone past its forecast, its tolerance or its deadline,
    a saving short of its plan, a claim not validated, a notice missed.

    Exit status: 0 when nothing is found that fails a build, 1 when something is, 2 when the
    files cannot be trusted. [check] in workstreams.toml sets the same options; the command line
    wins over it. `minerva explain FINDING` says what a finding means.
    """
    from minerva.cli import reading, results
    from minerva.cli.ids import find_findings
    from minerva.cli.replacing import STANDARD_OUTPUT, has_our_sign, require_replaceable
    from minerva.findings import configured, findings_of_trail, worst_first

    if signatures and not audit:
        raise typer.BadParameter("--signatures goes with --audit: give both, or neither")
    if output is not None:
        require_replaceable(ctx, output, has_our_sign, force=force)
    to_file = output not in (None, STANDARD_OUTPUT)
    in_actions = os.environ.get("GITHUB_ACTIONS") == "true"
    format = format or (CheckFormat.GITHUB if in_actions else CheckFormat.TEXT)
    log = output if format is CheckFormat.SARIF and to_file else None
    with _telling(ctx, log, annotate=format is CheckFormat.GITHUB):
        settings = {
            "fail_on": fail_on and fail_on.value,
            "select": find_findings(select),
            "ignore": find_findings(ignore),
            "grace": grace,
        }
        base = reading.workspace() if format in _FOR_BUILDS else None
        programme = reading.read(ctx, reading.revision(ctx, rev), base)
        programme = configured(programme, settings)
        reading.require_simulable(programme)
        position = reading.position(programme, as_of, workstream, owner)
        verdict = _verdict(ctx, position, since, show_waived=show_waived)
        if audit:
            from minerva.cli import history

            at = reading.revision(ctx, rev)
            trail = history.trail(ctx, position, at, signatures=signatures)
            audited = findings_of_trail(trail, position)
            verdict = replace(verdict, found=worst_first([*verdict.found, *audited]))
    verdict = replace(verdict, place=reading.place(ctx))
    keep(verdict)
    rendered = _render(ctx, format, verdict, shown=not to_file and people_read())
    if summary and (page := os.environ.get("GITHUB_STEP_SUMMARY")):
        from minerva.formats.data import markdown
        from minerva.views import check as view

        append_to_file(Path(page), markdown.render(view.report(verdict)), reading.inputs(ctx))
    if output is None or not to_file:
        results.emit_result(position, rendered, as_it_is=format is CheckFormat.GITHUB)
    else:
        from minerva.formats.cells import visible

        results.emit_file(ctx, position, rendered, output)
        write_error(visible(f"{output}: {verdict.summary}.") + "\n")
    if verdict.failed and not exit_zero:
        raise typer.Exit(1)


@contextmanager
def _telling(ctx: typer.Context, log: Path | None, *, annotate: bool) -> Iterator[None]:
    """Have builds told why nothing could be checked.

    With `annotate`, GitHub's annotations say what is wrong with the files. A `log` is written as
    SARIF: a step that uploads it would fail for want of it, and hide what is wrong.
    """
    from minerva.cli import reading
    from minerva.cli.output import write_file

    def write_log(failure: InvalidProgrammeError | MinervaError) -> None:
        if log is None:
            return
        from minerva.formats.builds import sarif

        place = reading.place(ctx)
        if isinstance(failure, InvalidProgrammeError):
            text = sarif.render_problems(failure.problems, place)
        else:
            text = sarif.render_failure(str(failure), failure.hint, place)
        with suppress(MinervaError):  # what is wrong comes first
            write_file(log, text, reading.inputs_there(ctx))

    try:
        yield
    except InvalidProgrammeError as error:
        write_log(error)
        reading.stop_at_problems(ctx, error, annotate=annotate)
    except MinervaError as failure:
        write_log(failure)
        raise


def _verdict(
    ctx: typer.Context,
    position: "Position",
    since: str | None,
    *,
    show_waived: bool,
) -> "Verdict":
    """Return what is found of a position or, with `since`, what of it is new since a revision.

    The revision is looked at as of the day it was made, or the position's day if that is
    earlier, by the settings of now, and whole: a milestone may have been elsewhere then.
    """
    from minerva.cli import reading
    from minerva.findings import findings_at, findings_between, new_among, worst_first
    from minerva.position import position_at
    from minerva.views.check import Verdict

    found = findings_at(position)
    at = reading.revision(ctx, since)
    if at is None:
        return Verdict(position, found, show_waived=show_waived)
    before = reading.read_before(ctx, at)
    if before is None:
        return Verdict(position, found, at.name, show_waived=show_waived)
    before = replace(before, check=position.programme.check)
    then = position_at(before, min(at.day, position.as_of), (), position.today)
    new = new_among(found, findings_at(then))
    shown = worst_first([*new, *findings_between(then, position)])
    return Verdict(position, shown, at.name, len(found) - len(new), show_waived)


def _render(
    ctx: typer.Context, format: CheckFormat, verdict: "Verdict", *, shown: bool
) -> str | bytes:
    from minerva.cli import results

    if format is CheckFormat.TEXT:
        from minerva.formats.screen import text

        return text.findings(verdict, colour=results.colour(ctx))
    if format is CheckFormat.GITHUB:
        from minerva.formats.builds import github

        return github.render(verdict).encode()
    if format is CheckFormat.GITLAB:
        from minerva.formats.builds import gitlab

        return gitlab.render(verdict).encode()
    if format is CheckFormat.JUNIT:
        from minerva.formats.builds import junit

        return junit.render(verdict).encode()
    if format is CheckFormat.SARIF:
        from minerva.formats.builds import sarif

        return sarif.render(verdict).encode()
    from minerva.views import check as view

    report = view.rows if format is CheckFormat.CSV else view.report
    return results.render(
        ctx,
        Format(format.value),
        lambda: view.document(verdict),
        lambda: report(verdict),
        shown=shown,
    )

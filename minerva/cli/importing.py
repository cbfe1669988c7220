"""Taking over the files of other tools: a preview first, then one change."""

import shlex
from collections.abc import Sequence
from contextlib import nullcontext
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from msgspec.structs import replace

from minerva.cli.app import app
from minerva.cli.choices import Units
from minerva.cli.options import ChosenColour, complete_workstream, examples
from minerva.cli.record_options import RecordFormat

if TYPE_CHECKING:
    from minerva.importing.grid import Kind, Sign
    from minerva.importing.likely import Decided
    from minerva.importing.plan import Plan
    from minerva.importing.preview import Outcome


class AmountSign(StrEnum):
    """Which amounts of a file are savings."""

    SAVINGS_NEGATIVE = "savings-negative"
    SAVINGS_POSITIVE = "savings-positive"


class ImportedAs(StrEnum):
    """What the rows of a file are."""

    MILESTONES = "milestones"
    SAVINGS = "savings"
    COSTS = "costs"
    RISKS = "risks"
    ACTIONS = "actions"
    INDICATORS = "indicators"


SOME_REJECTED = 1
"""The exit status where some rows could not be read."""


@app.command(
    "import",
    epilog=examples(
        "minerva import plan.xlsx",
        "minerva import plan.csv --workstream ict --write",
        'minerva import plan.xlsx --sheet Plan --map "Planned finish=baseline"',
        "minerva import savings.xlsx --as savings --on 2014-12-22 --write",
        "minerva import plan.mpp --into plans/depot --write",
        "minerva import costs.csv --as costs --unit thousands --write",
        "minerva import risks.xlsx --as risks --scale High=70 --scale Low=10",
        "minerva import budget.csv --sign savings-negative --increments",
    ),
)
def import_(
    ctx: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="The file: .csv, .xlsx, .xml of Microsoft Project, minerva's .json; .mpp, .xer "
            "and other schedules.",
        ),
    ],
    kind: Annotated[
        ImportedAs | None,
        typer.Option("--as", help="What the rows are. Default: as the headings say."),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")
    ] = None,
    header: Annotated[
        int | None,
        typer.Option(
            "--header", metavar="ROW", min=1, help="The row of the headings. Default: found."
        ),
    ] = None,
    map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="HEADING=KEY",
            help="What a heading, or the column of a letter, means: 'Planned finish=baseline', "
            "'D=plan 2024/25'; without a key it is not used. May be given more than once.",
        ),
    ] = None,
    workstream: Annotated[
        str | None,
        typer.Option(
            "--workstream",
            "-w",
            metavar="ID",
            autocompletion=complete_workstream,
            help="The workstream of every row, whatever the file says. Default: as it says.",
        ),
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="NEWDIR",
            help="Begin a programme in a new directory with what the file says.",
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", metavar="DAY", help="The day of what the file states. Default: today."
        ),
    ] = None,
    all_tasks: Annotated[
        bool,
        typer.Option("--all-tasks", help="Take tasks too, not only what is marked a milestone."),
    ] = False,
    baseline: Annotated[
        int,
        typer.Option(
            "--baseline",
            metavar="N",
            min=0,
            max=10,
            help="Which baseline of a schedule is read: Project keeps Baseline (0) to Baseline 10.",
        ),
    ] = 0,
    renamed: Annotated[
        bool | None,
        typer.Option(
            "--renamed/--no-renamed",
            help="Whether a row whose name is like that of a record is that record, or a new one.",
            show_default=False,
        ),
    ] = None,
    moved: Annotated[
        bool | None,
        typer.Option(
            "--moved/--no-moved",
            help="Whether a row of a name that only another workstream has is that record, moved.",
            show_default=False,
        ),
    ] = None,
    done_when_due: Annotated[
        bool,
        typer.Option(
            "--done-when-due",
            help="What is marked as done, without a date of it, was done on the day it was due.",
        ),
    ] = False,
    unit: Annotated[
        Units | None,
        typer.Option("--unit", help="What amounts are in, whatever the file says of it."),
    ] = None,
    sign: Annotated[
        AmountSign | None,
        typer.Option("--sign", help="Whether amounts below zero, or above, are savings."),
    ] = None,
    increments: Annotated[
        bool | None,
        typer.Option(
            "--increments/--no-increments",
            help="Whether each year has its change on the year before, to be added up, or what it "
            "brings.",
            show_default=False,
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            "--year", metavar="YEAR", help="The financial year of amounts whose headings name none."
        ),
    ] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option(
            "--scale",
            metavar="WORD=PERCENT",
            help="How likely a word or a score of a risk log is: High=70. May be given more than "
            "once.",
        ),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write it. Default: show what would be written.")
    ] = False,
    skip_unread: Annotated[
        bool,
        typer.Option("--skip-unread", help="With --write: write what could be read nevertheless."),
    ] = False,
    format: Annotated[
        RecordFormat, typer.Option("--format", "-f", help="How to say what comes of it.")
    ] = RecordFormat.TABLE,
    color: ChosenColour = None,
) -> None:
    """Take over a plan from a spreadsheet or a schedule.

    Reads CSV, Excel workbooks, XML of Microsoft Project and minerva's own JSON; with Java and the
    extra `projects`, .mpp, .mpx, .xer, .pmxml and files of other schedulers. Shows what each
    heading is taken for and what would be added, re-forecast and completed. With
    --write all of it is written as one change, which `minerva undo` takes back. Exits with 1 where
    some rows could not be read, or a total differs from its rows: then nothing is written without
    --skip-unread. What a file leaves open, such as which way round its amounts are, is asked.
    """
    from minerva.cli import reading, record_change
    from minerva.cli.importer import Importer, ReadOptions, begin
    from minerva.cli.output import require_output
    from minerva.importing.likely import Decided
    from minerva.importing.plan import ImportRequest
    from minerva.recording.parse_dates import read_past_day

    require_output()
    today = reading.today()
    if into is None:
        _require_programme(ctx)
    request = ImportRequest(read_past_day(on, today), today, workstream, Decided(renamed, moved))
    asked_unit = None if unit is None else unit.value
    options = ReadOptions(
        _kind_of(kind), sheet, header, _maps(map or []), all_tasks, baseline, done_when_due,
        asked_unit, _sign_of(sign), increments, year, _scale(scale or []),
    )  # fmt: skip
    importing = Importer(ctx, file, _content(file), options)
    if into is not None:
        outcome = begin(importing, into, request, write=write, skip_unread=skip_unread)
        _show(ctx, outcome, format, write=write)
        _say_what_is_needed(outcome, f" -C {shlex.quote(str(into))}")
        return
    if write and record_change.on_terminal():
        outcome = importing.carry_out(request, write=False, skip_unread=skip_unread)
        request = replace(request, decided=_decided(outcome.plan))
    outcome = importing.carry_out(request, write=write, skip_unread=skip_unread)
    with record_change.showing(outcome.plan.summary()) if outcome.files else nullcontext():
        _show(ctx, outcome, format, write=write)
        _say_what_is_needed(outcome)


def _require_programme(ctx: typer.Context) -> None:
    """Stop where there is no programme to import into: one is begun by a command of its own."""
    from minerva.cli import reading
    from minerva.cli.output import fail
    from minerva.model.errors import MinervaError

    try:
        reading.directory(ctx)
    except MinervaError as failure:
        how = "begin one with --into NEWDIR or `minerva init`, or name its directory with -C"
        fail(str(failure), how)


def _kind_of(kind: ImportedAs | None) -> "Kind | None":
    from minerva.importing.grid import Kind

    return next((known for known in get_args(Kind) if kind and known == kind.value), None)


def _sign_of(sign: AmountSign | None) -> "Sign | None":
    if sign is None:
        return None
    below = sign is AmountSign.SAVINGS_NEGATIVE
    return "savings-negative" if below else "savings-positive"


def _maps(texts: Sequence[str]) -> dict[str, str]:
    """Return the key of each heading that `--map` names; nothing for one that is not to be used."""
    from minerva.cli.output import fail

    maps = {}
    for text in texts:
        heading, sign, key = text.rpartition("=")
        if not sign or not heading.strip():
            fail(f'--map "{text}" has no heading and key', 'write --map "Planned finish=baseline"')
        maps[heading.strip()] = key.strip()
    return maps


def _scale(texts: Sequence[str]) -> dict[str, Decimal]:
    """Return how many percent each word of `--scale` stands for, by the folded word."""
    from minerva.cli.output import fail

    scale = {}
    for text in texts:
        word, _, percent = text.rpartition("=")
        try:
            number = Decimal(percent.strip().removesuffix("%"))
        except InvalidOperation:
            number = Decimal(-1)
        if not word.strip() or not number.is_finite() or not 0 <= number <= 100:
            fail(f'--scale "{text}" has no word and percentage', "write --scale High=70")
        scale[word.strip().casefold()] = number
    return scale


def _content(file: Path) -> bytes:
    """Return the bytes of the file. Raises MinervaError where there are none to read."""
    from minerva.cli.output import reading_file
    from minerva.importing.detection import MOST_BYTES

    with reading_file(file), file.open("rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _decided(plan: "Plan") -> "Decided":
    """Ask of each likely rename or move whether it is one; return the answers."""
    from minerva.formats.cells import visible

    agreed: list[str] = []
    denied: list[str] = []
    for likely in plan.likely:
        what = "the new name" if likely.change == "renamed" else "the new place"
        question = (
            f'Is "{visible(likely.name)}" ({visible(likely.place)}) {what} of {likely.id}, '
            f'"{visible(likely.name_here)}"?'
        )
        (agreed if typer.confirm(question, err=True) else denied).append(likely.place)
    return replace(plan.request.decided, agreed=agreed, denied=denied)


def _show(ctx: typer.Context, outcome: "Outcome", format: RecordFormat, *, write: bool) -> None:
    """Write what comes of the import; exit with 1 where some rows could not be read."""
    from minerva.cli.output import terminal_width, write_error
    from minerva.cli.output import write as write_out
    from minerva.cli.results import colour
    from minerva.importing import preview

    if format is RecordFormat.JSON:
        from minerva.formats.data import json

        write_out(json.render(preview.document(outcome)))
    else:
        from minerva.formats.screen import terminal

        report = preview.report(outcome)
        write_out(terminal.render(report, terminal_width(), colour=colour(ctx)))
    if stopped := _why_stopped(outcome.plan):
        if write and not outcome.files and outcome.plan.edits:
            way = "" if outcome.plan.incoming.questions else "; --skip-unread writes the rest"
            write_error(f"{stopped}: nothing was written{way}.\n")
        else:
            write_error(f"{stopped}.\n")
        raise typer.Exit(SOME_REJECTED)
    if not write and outcome.plan.edits:
        write_error("Nothing was written: --write writes it.\n")


def _say_what_is_needed(outcome: "Outcome", where: str = "") -> None:
    """Say what comes next where nothing is there yet that a report could be about."""
    from minerva.cli.output import write_error

    if outcome.files and not outcome.begun:
        write_error(
            "Reports need a milestone or a saving too: "
            f"`minerva{where} add milestone`, or `minerva{where} import FILE`.\n"
        )


def _why_stopped(plan: "Plan") -> str:
    """Say what a person has to look at before all of it can be written; nothing if there is not."""
    money = plan.incoming.money
    totals = sum(total.agrees is False for total in money.totals) if money else 0
    values = len(plan.rejected) - totals
    questions = len(plan.incoming.questions)
    parts = [
        f"{number:,} {noun}{'' if number == 1 else 's'} {verb if number == 1 else verbs}"
        for number, noun, verb, verbs in (
            (values, "value", "could not be read", "could not be read"),
            (totals, "total", "differs from its rows", "differ from their rows"),
            (questions, "question", "is open", "are open"),
        )
        if number
    ]
    return ", ".join(parts)

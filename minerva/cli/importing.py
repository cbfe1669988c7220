"""Taking over the files of other tools: a preview first, then one change."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from minerva.cli.app import app
from minerva.cli.choices import AmountSign, AmountUnit, ImportedAs, RecordFormat
from minerva.cli.options import ChosenColour, complete_workstream, examples

if TYPE_CHECKING:
    from minerva.importing.grid import ImportOptions, Kind, Sign
    from minerva.importing.incoming import Incoming
    from minerva.importing.likely import Decided
    from minerva.importing.plan import ImportRequest, Plan
    from minerva.importing.preview import Outcome
    from minerva.model.programme import Programme, ProgrammeDetails

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
        AmountUnit | None,
        typer.Option("--unit", help="What savings are in, whatever the file says of it."),
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
    from minerva.cli import reading, recorded
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
    options = _Options(
        _kind_of(kind), sheet, header, _maps(map or []), all_tasks, baseline, done_when_due,
        asked_unit, _sign_of(sign), increments, year,
    )  # fmt: skip
    importing = _Importing(ctx, file, _content(file), options)
    if into is not None:
        outcome = _begin(importing, into, request, write=write, skip_unread=skip_unread)
        _show(ctx, outcome, format, write=write)
        return
    if write and recorded.on_terminal():
        outcome = importing.carry_out(request, write=False, skip_unread=skip_unread)
        request = request._replace(decided=_decided(outcome.plan))
    outcome = importing.carry_out(request, write=write, skip_unread=skip_unread)
    with recorded.showing(outcome.plan.summary()) if outcome.files else nullcontext():
        _show(ctx, outcome, format, write=write)


class _Options(NamedTuple):
    """What the options say of how the file is to be read."""

    kind: "Kind | None"
    sheet: str | None
    header: int | None
    maps: Mapping[str, str]
    all_tasks: bool
    baseline: int
    done_when_due: bool
    unit: str | None
    sign: "Sign | None"
    increments: bool | None
    year: str | None

    def for_programme(
        self, details: "ProgrammeDetails", today: date, advance: Callable[[int, int], None]
    ) -> "ImportOptions":
        """Return what a reader is asked, with what it has to know of the programme.

        Raises MinervaError for a year that is none of the programme's.
        """
        from minerva.importing.grid import ImportOptions, SavingsOptions
        from minerva.importing.units import UNITS
        from minerva.importing.wordings import words_of
        from minerva.recording.parse_amounts import read_year

        starts = details.financial_year_starts
        year = (
            None if self.year is None else read_year(words_of(self.year).year or self.year, starts)
        )
        unit = None if self.unit is None else UNITS[self.unit]
        return ImportOptions(
            today,
            details.currency,
            starts,
            self.kind,
            self.sheet,
            self.header,
            self.maps,
            self.all_tasks,
            self.baseline,
            self.done_when_due,
            details.timezone,
            SavingsOptions(unit, self.sign, self.increments, year),
            advance,
        )


class _Importing:
    """A file, and how it is to be read: carried out once for a preview, once to write."""

    def __init__(self, ctx: typer.Context, file: Path, content: bytes, options: _Options) -> None:
        self._ctx = ctx
        self._shown = file.name
        self._content = content
        self._asked = options
        self._incoming: Incoming | None = None
        self.directory: Path | None = None
        self.made: Mapping[str, str] = {}

    def carry_out(self, request: "ImportRequest", *, write: bool, skip_unread: bool) -> "Outcome":
        """Work out what the file changes, and write it where that is asked for and it may be.

        The programme is the one of the command line, unless it is in a `directory` of its own.
        `made` are then the new texts of its files.
        """
        from minerva.cli import reading
        from minerva.cli.progress import progress
        from minerva.formats.cells import visible
        from minerva.importing.planning import plan_import
        from minerva.importing.preview import Outcome
        from minerva.model.problems import InvalidProgrammeError
        from minerva.recording.change import Change
        from minerva.recording.recorder import record

        plans: list[Plan] = []

        def change(programme: "Programme") -> Change:
            incoming = self._read(programme, request.today, bar.advance)
            plan = plan_import(programme, incoming, request)
            plans.append(plan)
            bar.advance(0, 0, "Writing" if write else "Checking")
            unread = plan.rejected and not skip_unread
            held_back = write and (unread or plan.incoming.questions)
            return Change([], plan.summary()) if held_back else plan.change()

        with progress(f"Reading {visible(self._shown)}") as bar:
            try:
                done = record(
                    self.directory or reading.directory(self._ctx),
                    Path.cwd(),
                    change,
                    request.today,
                    dry_run=not write,
                    may_be_empty=True,
                )
            except InvalidProgrammeError as error:
                reading.stop_at_problems(self._ctx, error, "nothing was written")
        self.made = {file.name: file.after.decode() for file in done.files}
        files = [done.shown[file.name] for file in done.files] if write else []
        return Outcome(plans[-1], done.before.details.currency, files)

    def says_every_workstream(self, programme: "Programme", today: date) -> bool:
        """Tell whether each row of the file says which workstream it is in."""
        incoming = self._read(programme, today, lambda _done, _total: None)
        milestones, savings = incoming.milestones, incoming.savings
        return all(row.workstream for row in milestones) and all(row.workstream for row in savings)

    def _read(
        self, programme: "Programme", today: date, advance: Callable[[int, int], None]
    ) -> "Incoming":
        """Read the file, once: the second time what was read is still known."""
        from minerva.importing import reading

        if self._incoming is None:
            options = self._asked.for_programme(programme.details, today, advance)
            self._incoming = reading.read(self._content, self._shown, options)
        return self._incoming


def _begin(
    importing: _Importing,
    into: Path,
    request: "ImportRequest",
    *,
    write: bool,
    skip_unread: bool,
) -> "Outcome":
    """Carry an import out in a programme that has nothing in it yet, and write that as a new one.

    A file that does not say which workstream its rows are in has all of them in one of the
    programme's name, or in the one that was chosen.
    """
    from minerva.cli.begin import schema_texts
    from minerva.recording.starter import empty_files, write_new
    from minerva.store import read_files, read_programme

    schemas = schema_texts()
    files = empty_files(into, request.today, schemas, request.workstream)
    with TemporaryDirectory() as temporary:
        importing.directory = Path(temporary)

        def lay_out() -> None:
            for path, text in files.items():
                if path.suffix == ".toml":
                    (importing.directory or into).joinpath(path.name).write_text(text, "utf-8")

        lay_out()
        empty = read_programme(read_files(importing.directory, Path.cwd()), may_be_empty=True)
        if request.workstream is None and not importing.says_every_workstream(empty, request.today):
            files = empty_files(into, request.today, schemas, into.resolve().name)
            lay_out()
        outcome = importing.carry_out(request, write=False, skip_unread=skip_unread)
    held_back = outcome.plan.rejected and not skip_unread
    if not write or held_back or not importing.made:
        return outcome
    made = {path: importing.made.get(path.name, text) for path, text in files.items()}
    write_new(made)
    return outcome._replace(files=[str(path) for path in made if path.suffix == ".toml"])


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
    if kind is None:
        return None
    return "savings" if kind is ImportedAs.SAVINGS else "milestones"


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


def _content(file: Path) -> bytes:
    """Return the bytes of the file. Raises MinervaError where there are none to read."""
    from minerva.cli.output import fail
    from minerva.importing.reading import MOST_BYTES

    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        fail(f"{file} cannot be read: {error.strerror or error}", "check the name of the file")


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
    return plan.request.decided._replace(agreed=agreed, denied=denied)


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

"""Carrying out an import: in the programme of the command line, or in a new one of its own."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import typer
from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from minerva.importing.grid import ImportOptions, Kind, Sign
    from minerva.importing.incoming import Incoming
    from minerva.importing.plan import ImportRequest, Plan
    from minerva.importing.preview import Outcome
    from minerva.model.programme import Programme, ProgrammeDetails


class ReadOptions(Struct, frozen=True):
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
    scale: Mapping[str, Decimal] = {}

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
            self.scale,
            advance,
        )


class Importer:
    """A file, and how it is to be read: carried out once for a preview, once to write."""

    def __init__(
        self, ctx: typer.Context, file: Path, content: bytes, options: ReadOptions
    ) -> None:
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
                )
            except InvalidProgrammeError as error:
                reading.stop_at_problems(self._ctx, error, "nothing was written")
        self.made = {file.name: (file.after or b"").decode() for file in done.files}
        files = [done.shown[file.name] for file in done.files] if write else []
        after = done.after
        begun = bool(after.milestones or after.savings or after.indicators)
        return Outcome(plans[-1], done.before.details.currency, files, begun)

    def says_every_workstream(self, programme: "Programme", today: date) -> bool:
        """Tell whether each row of the file says which workstream it is in."""
        incoming = self._read(programme, today, lambda _done, _total: None)
        milestones, savings, costs = incoming.milestones, incoming.savings, incoming.costs
        return (
            all(row.workstream for row in milestones)
            and all(row.workstream for row in savings)
            and all(row.workstream for row in costs)
        )

    def _read(
        self, programme: "Programme", today: date, advance: Callable[[int, int], None]
    ) -> "Incoming":
        """Read the file, once: the second time what was read is still known."""
        from minerva.importing import detection

        if self._incoming is None:
            options = self._asked.for_programme(programme.details, today, advance)
            self._incoming = detection.read(self._content, self._shown, options)
        return self._incoming


def begin(
    importing: Importer,
    into: Path,
    request: "ImportRequest",
    *,
    write: bool,
    skip_unread: bool,
) -> "Outcome":
    """Carry an import out in a programme that has nothing in it yet, and write that as a new one.

    A file that does not say which workstream its rows are in has all of them in one of the
    programme's name, or in the one that was chosen. The programme has the currency and the
    financial years that the file says it has.
    """
    from minerva.cli.begin import schema_texts
    from minerva.importing.terms import OtherTermsError
    from minerva.recording.starter import empty_files, write_new
    from minerva.store import read_files, read_programme

    schemas = schema_texts()
    with TemporaryDirectory() as temporary:
        directory = importing.directory = Path(temporary)

        def lay_out(workstream: str | None, settings: Mapping[str, str]) -> dict[Path, str]:
            files = empty_files(into, schemas, workstream, settings=settings)
            for path, text in files.items():
                if path.suffix == ".toml":
                    directory.joinpath(path.name).write_text(text, "utf-8")
            return files

        def says_every_workstream() -> bool:
            empty = read_programme(read_files(directory, Path.cwd()), may_be_empty=True)
            return importing.says_every_workstream(empty, request.today)

        workstream = request.workstream
        settings: Mapping[str, str] = {}
        files = lay_out(workstream, settings)
        try:
            is_said = says_every_workstream()
        except OtherTermsError as other:
            settings = other.settings
            files = lay_out(workstream, settings)
            is_said = says_every_workstream()
        if workstream is None and not is_said:
            files = lay_out(into.resolve().name, settings)
        outcome = importing.carry_out(request, write=False, skip_unread=skip_unread)
    held_back = outcome.plan.rejected and not skip_unread
    if not write or held_back or not importing.made:
        return outcome
    made = {path: importing.made.get(path.name, text) for path, text in files.items()}
    names = {path.name for path in files}
    made |= {into / name: text for name, text in importing.made.items() if name not in names}
    write_new(made)
    return replace(outcome, files=[str(path) for path in made if path.suffix == ".toml"])

"""What every report has in common: the options it takes, how it is loaded and how it is written."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import update_wrapper
from inspect import Parameter, signature
from typing import TYPE_CHECKING, Any

import typer
from msgspec import Struct

from minerva.cli.choices import Format, Units
from minerva.cli.options import AsOf, ChosenColour, ChosenFormat, Ids, Owner, Rev, Workstreams

if TYPE_CHECKING:
    from minerva.position import Position
    from minerva.store.revisions import Revision
    from minerva.views.document import Document
    from minerva.views.table import Report


class ReportRequest(Struct, frozen=True):
    """What the options that all reports share ask for."""

    ctx: typer.Context
    as_of: date | None
    workstreams: list[str] | None
    owner: str | None
    rev: str | None
    format: Format

    def revision(self) -> "Revision | None":
        """Return the git revision asked for, if one is."""
        from minerva.cli import reading

        return reading.revision(self.ctx, self.rev)

    def position(self, settings: Mapping[str, object] | None = None) -> "Position":
        """Return the position asked for, or stop with the problems of the files.

        `settings` take the place of what `[check]` says.
        """
        from minerva.cli import reading
        from minerva.findings import configured

        programme = reading.read_or_stop(self.ctx, self.revision())
        programme = configured(programme, settings or {})
        return reading.position(programme, self.as_of, self.workstreams, self.owner)

    def in_units(self, position: "Position", report: "Report", units: Units) -> "Report":
        """Return a report with the money of its tables in units; CSV stays exact."""
        if self.format is Format.CSV or units.value == "pounds":
            return report
        from minerva.model import money
        from minerva.views.units import report_in

        symbol = money.symbol(position.programme.details.currency).strip()
        return report_in(report, units.value, symbol)

    def emit(
        self,
        position: "Position",
        document: Callable[[], "Document"],
        report: Callable[[], "Report"],
    ) -> None:
        """Write the report in the format asked for."""
        from minerva.cli import results

        results.emit(self.ctx, position, self.format, document, report)


def takes_report_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that all reports share; it takes a `ReportRequest` for them.

    They come before the command's own options in its help; `--color` comes last.
    """

    def run(
        ctx: typer.Context,
        as_of: AsOf = None,
        workstream: Workstreams = None,
        owner: Owner = None,
        rev: Rev = None,
        ids: Ids = False,
        format: ChosenFormat = Format.TABLE,
        color: ChosenColour = None,
        **own: Any,
    ) -> None:
        command(ReportRequest(ctx, as_of, workstream, owner, rev, format), **own)

    *shared, colour, _ = signature(run).parameters.values()
    _, *own = signature(command).parameters.values()
    options = [option.replace(kind=Parameter.KEYWORD_ONLY) for option in (*shared, *own, colour)]
    extended = signature(run).replace(parameters=options)
    update_wrapper(run, command, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
    run.__signature__ = extended  # type: ignore[attr-defined]  # what Typer reads
    return run

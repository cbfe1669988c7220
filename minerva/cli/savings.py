"""The money: savings by year, by state, and less what they cost; the costs."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer
from msgspec.structs import replace

from minerva.cli.app import app
from minerva.cli.choices import Format, Units
from minerva.cli.options import Everything, InUnits, examples
from minerva.cli.report_options import ReportRequest, takes_report_options

if TYPE_CHECKING:
    from minerva.position import Position
    from minerva.views.document import Document
    from minerva.views.table import Report


class Group(StrEnum):
    """What a row of the savings is."""

    SAVING = "saving"
    WORKSTREAM = "workstream"
    CATEGORY = "category"
    CASHABLE = "cashable"
    OWNER = "owner"
    REF = "ref"
    STATE = "state"


class Figure(StrEnum):
    """A figure of the savings, of a financial year."""

    PLANNED = "planned"
    FORECAST = "forecast"
    REALISED = "realised"
    VALIDATED = "validated"
    VARIANCE = "variance"


_ROWS: Final = (Group.SAVING, Group.WORKSTREAM)
"""What a row of a matrix may be."""


@app.command(
    epilog=examples(
        "minerva savings --by workstream",
        "minerva savings --year 2015/16",
        "minerva savings --by state --year 2015/16",
        "minerva savings --net",
        "minerva savings --matrix planned --by workstream",
        "minerva savings --chart",
        "minerva savings --as-of 2014-12-09 --format csv",
    ),
)
@takes_report_options
def savings(
    request: ReportRequest,
    by: Annotated[
        Group,
        typer.Option(
            "--by", help="What a row is; state: how sure a year is, the year of the day or --year."
        ),
    ] = Group.SAVING,
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="YEAR", help="One financial year in full: 2015/16."),
    ] = None,
    net: Annotated[
        bool, typer.Option("--net", help="Savings less costs, added up, with the payback.")
    ] = False,
    matrix: Annotated[
        Figure | None,
        typer.Option(
            "--matrix", help="One figure only: a column for each year, and a cumulative total."
        ),
    ] = None,
    chart: Annotated[
        bool, typer.Option("--chart", help="Also draw the years: bars for each figure.")
    ] = False,
    everything: Everything = False,
    units: InUnits = Units.POUNDS,
) -> None:
    """Savings by year: planned, forecast, realised, validated.

    Years are financial years; the full-year effect is set against the target.
    """
    from minerva.cli import ids, results
    from minerva.views import savings as view
    from minerva.views import savings_matrix, savings_net, savings_states

    _refuse_contradictions(by, year, net=net, matrix=matrix, chart=chart)
    if chart:
        results.require_drawable("--chart", request.format)
    position = request.position()
    if year is not None:
        ids.require_year(position, year)
    of_state = year or _year_of(position)
    rows: savings_matrix.By = "workstream" if by is Group.WORKSTREAM else "saving"
    if by is Group.STATE:
        ids.require_year(position, of_state)

    def document() -> "Document":
        if matrix is not None:
            return savings_matrix.document(position, matrix.value, rows)
        document = view.document(position, by.value, year)
        if net:
            document["net"] = savings_net.document(position.net)
        if by is Group.STATE:
            document["states"] = savings_states.document(position, of_state)
        return document

    def report() -> "Report":
        if net:
            return savings_net.report(position)
        if by is Group.STATE:
            return savings_states.report(position, of_state)
        if matrix is not None:
            written = savings_matrix.report(position, matrix.value, rows)
        else:
            fold = not everything and request.format is not Format.CSV
            written = view.report(position, by.value, year, fold=fold)
        return replace(written, chart=view.chart(position)) if chart else written

    request.emit(position, document, lambda: request.in_units(position, report(), units))


def _refuse_contradictions(
    by: Group, year: str | None, *, net: bool, matrix: Figure | None, chart: bool
) -> None:
    """Stop where options ask for two different things."""
    every = "--matrix" if matrix is not None else "--chart" if chart else "--net" if net else None
    if every is not None and year is not None:
        raise typer.BadParameter(f"{every} shows every year: it cannot be narrowed with --year")
    if every is not None and by is Group.STATE:
        raise typer.BadParameter(f"{every} shows every year, and --by state one year")
    if net and (matrix is not None or chart):
        other = "--chart" if matrix is None else "--matrix"
        raise typer.BadParameter(f"--net has figures of its own: leave out {other}")
    if net and by is not Group.SAVING:
        raise typer.BadParameter("--net is of all savings and costs together: leave out --by")
    if matrix is not None and by not in _ROWS:
        raise typer.BadParameter(f"--matrix has a row a saving or a workstream, not a {by.value}")


def _year_of(position: "Position") -> str:
    """Return the financial year of the day or, where none is shown yet, the first that is."""
    label = position.programme.details.financial_year_starts.containing(position.as_of).label
    shown = [year.label for year in position.savings.years]
    return label if label in shown else shown[0]


@app.command(
    epilog=examples(
        "minerva costs",
        "minerva costs --as-of 2014-12-09 --format json",
        "minerva costs --units thousands",
    ),
)
@takes_report_options
def costs(request: ReportRequest, units: InUnits = Units.POUNDS) -> None:
    """What the savings cost: budget, forecast, spent, by year.

    The one-off cost of a saving counts in the year of its planned start. `savings --net` takes
    costs off the savings.
    """
    from minerva.views import costs as view

    position = request.position()
    request.emit(
        position,
        lambda: view.document(position),
        lambda: request.in_units(position, view.report(position), units),
    )

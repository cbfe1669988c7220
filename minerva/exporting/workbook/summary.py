"""The first sheet: the rating and its reason, the headline figures, the workstreams, two charts."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from minerva.exporting.workbook.blocks import Block, Column, Take
from minerva.exporting.workbook.book import Book, Sheet
from minerva.exporting.workbook.cells import Kind, Origin, key_of
from minerva.exporting.workbook.charts import put_savings, put_slips
from minerva.exporting.workbook.costs import figures_of_costs
from minerva.exporting.workbook.effect import figures_of_effect
from minerva.exporting.workbook.wording import LEGEND, Figure, total_formula, wrapped, write_figures
from minerva.findings import Finding, count
from minerva.model.programme import Id
from minerva.position import Position, WorkstreamPosition
from minerva.position.measures import execution_index, hit_rate
from minerva.position.milestones import MilestonePosition
from minerva.views.money_lines import unknown_lines
from minerva.views.procurement import stage_line
from minerva.views.status import headline
from minerva.views.titles import title

PRINTED: Final = 13
MOST_BARS: Final = 25
"""How many milestones the chart of slips shows, those with the largest slip."""
_RATING: Final = (
    'IF(OR([@Red]>0,[@Money]="red"),"red",IF(OR([@Amber]>0,[@Money]="amber"),"amber",'
    'IF([@Milestones]=0,IF([@Money]="green","green","not rated"),'
    'IF([@Complete]=[@Milestones],"blue","green"))))'
)


def write(
    book: Book,
    sheet: Sheet,
    position: Position,
    found: Sequence[Finding],
    totals: Block,
) -> None:
    """Write the sheet, with charts of the totals by year and of the slips."""
    lines = wrapped([headline(position)])
    sheet.title(title(position, "position"), [*lines, LEGEND])
    row = len(lines) + 3
    sheet.heading(row, "Headline figures")
    figures = [
        *_of_programme(position),
        *_of_savings(position),
        *figures_of_costs(position),
        *_of_milestones(position),
        *_of_findings(found),
    ]
    after = write_figures(book, sheet, row + 1, 1, figures)
    put_savings(book, sheet, row + 1, 4, totals, position)
    sheet.heading(after + 1, "Workstreams")
    table = _table_of_workstreams(sheet, after + 2, position)
    remarks = wrapped([*map(stage_line, position.procurements), *unknown_lines(position)])
    for at, line in enumerate(remarks, table.after):
        sheet.text(at, 0, line)
    at = table.after + len(remarks) + 1
    sheet.heading(at, f"Slip by milestone, the {MOST_BARS} largest at most")
    slips = _table_of_slips(sheet, at + 1, position)
    put_slips(book, sheet, row + 1, 4, slips, position)
    sheet.finish(slips.last + 1, PRINTED, 1)


def _of_programme(position: Position) -> list[Figure]:
    of_target = position.target_rating
    target = of_target.rating.value if of_target and of_target.reason else "no reason for amber"

    def any_rated(rating: str, otherwise: str) -> str:
        rated = f'OR(COUNTIF(Workstreams[Rating],"{rating}")>0,Target_rating="{rating}")'
        return f'IF({rated},"{rating}",{otherwise})'

    rating = '"not rated"'
    for name in ("blue", "green", "amber", "red"):
        rating = any_rated(name, rating)
    return [
        Figure("As of", Kind.DATE, position.as_of, "As_of", where="Notes"),
        Figure(
            "Rating: the worst of the workstreams and the target",
            Kind.RATING,
            position.rating,
            rating,
        ),
        Figure(
            "The target's part of it",
            Kind.TEXT,
            target,
            name="Target_rating",
            origin=Origin.FIGURE,
        ),
    ]


def _of_savings(position: Position) -> list[Figure]:
    against_target = [
        replace(figure, formula=figure.name, name=None, where="Savings")
        for figure in figures_of_effect(position)
    ]
    return [*against_target, *_of_year(position)]


def _of_year(position: Position) -> list[Figure]:
    """Return the figures of the financial year that the day is in, if reports show that year."""
    label = position.programme.details.financial_year_starts.containing(position.as_of).label
    year = position.savings.total.years.get(label)
    if year is None:
        return []

    def figure(name: str, kind: Kind, value: object) -> Figure:
        formula = f'INDEX(YearTotals[{name}],MATCH("{label}",YearTotals[Year],0))'
        return Figure(f"{name}, {label}", kind, value, formula, where="Savings")

    return [
        figure("Planned", Kind.MONEY, year.planned),
        figure("Forecast", Kind.MONEY, year.forecast),
        figure("Variance", Kind.VARIANCE, year.variance),
        figure("Realised", Kind.MONEY, year.realised),
        figure("Validated", Kind.MONEY, year.validated),
    ]


def _of_milestones(position: Position) -> list[Figure]:
    counts, hit = position.counts, hit_rate(position.own)
    due = [
        milestone
        for milestone in position.own
        if milestone.baseline is not None and milestone.baseline.latest <= position.as_of
    ]
    on_time = round(hit * len(due)) if hit is not None else 0
    index: Fraction | None = execution_index(position.own)
    figures: list[tuple[str, Kind, object, str, str | None]] = [
        ("Milestones", Kind.COUNT, counts.total, 'COUNTIF(Milestones[Milestone id],"?*")', "Total"),
        ("Complete", Kind.COUNT, counts.complete, _of_status("complete"), "Complete"),
        ("Overdue", Kind.COUNT, counts.overdue, _of_status("overdue"), None),
        ("Slipped", Kind.COUNT, counts.slipped, 'COUNTIF(Milestones[Slip],">0")', None),
        (
            "Worst slip, days",
            Kind.SLIP,
            counts.worst_days,
            'IF(COUNT(Milestones[Slip])=0,"n/a",MAX(Milestones[Slip]))',
            None,
        ),
        (
            "Due by their baseline",
            Kind.COUNT,
            len(due),
            'COUNTIF(Milestones[Due by baseline],"yes")',
            "Due",
        ),
        (
            "Of these reached on time",
            Kind.COUNT,
            on_time,
            'COUNTIFS(Milestones[Due by baseline],"yes",Milestones[On time],"yes")',
            "On_time",
        ),
        (
            "Milestone hit rate",
            Kind.PERCENT,
            hit,
            'IF(Milestones_due=0,"n/a",Milestones_on_time/Milestones_due)',
            None,
        ),
        (
            "Milestone BEI",
            Kind.RATIO,
            index,
            'IF(Milestones_due=0,"n/a",Milestones_complete/Milestones_due)',
            None,
        ),
    ]
    return [
        Figure(
            label, kind, value, formula, name and f"Milestones_{name.lower()}", where="Milestones"
        )
        for label, kind, value, formula, name in figures
    ]


def _of_status(status: str) -> str:
    return f'COUNTIF(Milestones[Status],"{status}")'


def _of_findings(found: Sequence[Finding]) -> list[Figure]:
    return [
        Figure(
            f"Findings: {severity}s",
            Kind.COUNT,
            number,
            f'COUNTIF(Findings[Severity],"{severity}")',
            where="Findings",
        )
        for severity, number in count(found).items()
    ]


def _money_rating(position: Position, workstream: Id) -> str:
    """Return how the money of a workstream is rated."""
    rating = position.money_ratings[workstream]
    return "not rated" if rating is None else rating.rating.value


def _table_of_workstreams(sheet: Sheet, row: int, position: Position) -> Block:
    shortfalls = [shortfall.saving.record.workstream for shortfall in position.shortfalls]
    columns = [
        Column("Workstream", Kind.TEXT, lambda part: part.workstream.name, widest=36),
        Column("Rating", Kind.RATING, lambda part: part.rating, _RATING),
        _counting("Milestones", lambda part: part.counts.total, ""),
        _counting("Complete", lambda part: part.counts.complete, 'Milestones[Status],"complete"'),
        _counting("Overdue", lambda part: part.counts.overdue, 'Milestones[Status],"overdue"'),
        _counting("Red", lambda part: _rated(part, "red"), 'Milestones[Rating],"red"'),
        _counting("Amber", lambda part: _rated(part, "amber"), 'Milestones[Rating],"amber"'),
        Column(
            "Short",
            Kind.COUNT,
            lambda part: shortfalls.count(part.workstream.id),
            'COUNTIFS(SavingYears[Workstream key],[@Workstream key],SavingYears[Short],"yes")',
        ),
        Column(
            "Money",
            Kind.TEXT,
            lambda part: _money_rating(position, part.workstream.id),
            origin=Origin.FIGURE,
        ),
        Column(
            "Full year",
            Kind.MONEY,
            lambda part: part.savings.full_year,
            total_formula(
                "FullYear[Full year]",
                'FullYear[Workstream key],[@Workstream key],FullYear[Recurring],"yes"',
            ),
        ),
        Column(
            "Not known",
            Kind.COUNT,
            lambda part: len(part.savings.unknown),
            'COUNTIFS(FullYear[Workstream key],[@Workstream key],FullYear[Full year],"not known")',
        ),
        Column("Realised", Kind.MONEY, lambda part: part.savings.realised, _of_years("Realised")),
        Column(
            "Validated", Kind.MONEY, lambda part: part.savings.validated, _of_years("Validated")
        ),
        Column("Why", Kind.TEXT, lambda part: part.reason),
        Column("Workstream key", Kind.CODE, lambda part: key_of(part.workstream.id)),
    ]
    return sheet.table(row, "Workstreams", columns, position.workstreams)


def _counting(title: str, of: Take, condition: str) -> Column:
    """Return a column that counts the milestones of a workstream, all or those of a condition."""
    criteria = ",".join(filter(None, ["Milestones[Workstream key],[@Workstream key]", condition]))
    return Column(title, Kind.COUNT, of, f"COUNTIFS({criteria})")


def _rated(part: WorkstreamPosition, rating: str) -> int:
    return sum(milestone.rating.value == rating for milestone in part.milestones)


def _of_years(column: str) -> str:
    return f"ROUND(SUMIFS(SavingYears[{column}],SavingYears[Workstream key],[@Workstream key]),2)"


def _slips_shown(position: Position) -> list[MilestonePosition]:
    """Return the milestones whose slip is in the chart: the largest first, early ones last."""
    return sorted(position.milestones, key=lambda milestone: -(milestone.slippage_days or 0))[
        :MOST_BARS
    ]


def _table_of_slips(sheet: Sheet, row: int, position: Position) -> Block:
    columns = [
        Column("Milestone", Kind.TEXT, lambda milestone: milestone.record.name),
        Column("Id", Kind.CODE, lambda milestone: milestone.record.id, widest=24),
        Column(
            "Slip",
            Kind.SLIP,
            lambda milestone: milestone.slippage_days,
            "INDEX(Milestones[Slip],MATCH([@Id],Milestones[Milestone id],0))",
        ),
    ]
    return sheet.table(row, "Slips", columns, _slips_shown(position), "No milestone is recorded.")

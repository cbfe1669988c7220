"""The whole score of a programme: its dates, its ratings and its savings, and whose they were."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from minerva.model.programme import Milestone, Saving, Version, Workstream
from minerva.position import Position
from minerva.position.trend import Written, written
from minerva.scoring.dates import LEADS, DateCase, LeadScore, date_cases
from minerva.scoring.ratings import RatingCase, RatingScore, rating_cases
from minerva.scoring.savings import SavingCase, YearScore, saving_cases

WithLevels = Callable[[Sequence[Written], Sequence[DateCase]], Sequence[DateCase]]
"""What adds the 80% level to cases, from what was stated of all milestones."""


class GroupScore(Struct, frozen=True):
    """The score of some milestones and savings: of all, a workstream's, or an owner's.

    `savings` are those of all years together.
    """

    lead_times: Sequence[LeadScore]
    ratings: RatingScore
    savings: YearScore


class Score(Struct, frozen=True):
    """How good the forecasts of a position were.

    `levels` says whether 80% levels were worked out. `owners` are those whom the records name.
    """

    position: Position
    whole: GroupScore
    years: Sequence[YearScore]
    workstreams: Sequence[tuple[Workstream, GroupScore]]
    owners: Sequence[tuple[str, GroupScore]]
    levels: bool


def score(
    position: Position, versions: Sequence[Version] = (), with_levels: WithLevels | None = None
) -> Score:
    """Return how good forecasts were, from what was stated and reached by the day.

    `versions` are those of the file of milestones, for dates that were written over. Milestones of
    others outside are left out. Only a record's own owner counts.
    """
    details = position.programme.details
    launched = None if details.launched is None else details.launched.earliest
    everything = written(position.whole.milestones, details, versions)
    chosen = {milestone.record.id for milestone in position.own}
    files = [file for file in everything if file.milestone.record.id in chosen]
    dates: Sequence[DateCase] = date_cases(files, launched)
    if with_levels is not None:
        dates = with_levels(everything, dates)
    ratings, years = (
        rating_cases(files, launched, position.last_said),
        saving_cases(position, launched),
    )
    savings = [case for year in years for case in year.cases]
    unknown = sum(year.unknown for year in years)
    owners = dict.fromkeys(
        name
        for name in (
            *(case.milestone.record.owner for case in dates),
            *(case.milestone.record.owner for case in ratings),
            *(case.saving.record.owner for case in savings),
        )
        if name is not None
    )
    return Score(
        position,
        _group(dates, ratings, savings, unknown),
        years,
        [
            (workstream, _of(dates, ratings, savings, lambda case: case.workstream, workstream.id))
            for workstream in position.chosen
        ],
        [(name, _of(dates, ratings, savings, lambda case: case.owner, name)) for name in owners],
        levels=with_levels is not None,
    )


def _of(
    dates: Iterable[DateCase],
    ratings: Iterable[RatingCase],
    savings: Iterable[SavingCase],
    key: Callable[[Milestone | Saving], str | None],
    wanted: str,
) -> GroupScore:
    """Return the score of the cases whose records have a value."""
    return _group(
        [case for case in dates if key(case.milestone.record) == wanted],
        [case for case in ratings if key(case.milestone.record) == wanted],
        [case for case in savings if key(case.saving.record) == wanted],
    )


def _group(
    dates: Sequence[DateCase],
    ratings: Sequence[RatingCase],
    savings: Sequence[SavingCase],
    unknown: int = 0,
) -> GroupScore:
    return GroupScore(
        [
            LeadScore(months, [case for case in dates if case.lead_months == months])
            for months in LEADS
        ],
        RatingScore(ratings),
        YearScore(None, savings, unknown),
    )

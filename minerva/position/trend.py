"""The trend of a milestone: what was stated of it, day by day, and where that was heading.

Statements are what the file dates (forecasts and rebaselines) and, where the file's versions
are given, what changed in it without a date of its own: the baseline and the undated forecast.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.dates import Window
from minerva.model.programme import (
    Id,
    Milestone,
    MilestoneForecast,
    ProgrammeDetails,
    Rebaseline,
    Version,
)
from minerva.position.milestones import MilestonePosition, has_date, milestone_at

_Dated = TypeVar("_Dated", MilestoneForecast, Rebaseline)
_Version = tuple[Version, Milestone]
"""A version of the file, and the milestone as it has it."""

DAYS_A_MONTH: Final = Fraction(1461, 48)
"""A twelfth of 365.25 days."""

_SHORTEST: Final = 28


class Statement(Struct, frozen=True):
    """What was stated of a milestone on a day, and by how many days that moved its forecast.

    `on` is None for an undated forecast, which is older than any other. `at` is the milestone
    as it was known then; `commit` is the one that says so, where the file gives it no date.
    """

    on: date | None
    at: MilestonePosition
    moved_days: int
    commit: str | None = None

    @property
    def is_forecast(self) -> bool:
        """Whether the file gives a forecast of this date, whatever else was agreed on it."""
        stated = self.at.stated
        return isinstance(stated, MilestoneForecast) and stated.on == self.on

    @property
    def is_rebaseline(self) -> bool:
        """Whether it is a new baseline, agreed on this date, without a forecast of its own."""
        stated = self.at.stated
        return isinstance(stated, Rebaseline) and stated.on == self.on


class BaselineEdit(Struct, frozen=True):
    """A baseline that was written over, which hides a slip: when, by which commit, and how."""

    on: date
    commit: str | None
    before: Window
    after: Window


class Trend(Struct, frozen=True):
    """A milestone on a day, with all that was stated of it until then, the earliest first."""

    position: MilestonePosition
    statements: Sequence[Statement]
    edits: Sequence[BaselineEdit] = ()

    @property
    def reforecasts(self) -> int:
        """How many of the statements moved the forecast, later or earlier, by at least a day.

        The first is compared with what it replaced: the baseline, or an undated forecast. A new
        baseline that was agreed is not counted, whatever it moved.
        """
        return sum(
            statement.moved_days != 0 and not statement.is_rebaseline
            for statement in self.statements
        )

    @property
    def moved(self) -> bool:
        """Whether any statement moved the forecast, a new baseline included."""
        return any(statement.moved_days for statement in self.statements)

    @property
    def moved_days(self) -> int:
        """Days that all the statements moved the forecast by: positive is later."""
        return sum(statement.moved_days for statement in self.statements)

    @property
    def slips_every_time(self) -> bool:
        """Whether it slipped at every statement, and at two or more: each moved it later.

        What leaves the forecast as it was and is no forecast itself is not counted: a new
        baseline agreed for the date that was expected, or the first version of a file.
        """
        moves = [
            statement.moved_days
            for statement in self.statements
            if statement.moved_days or statement.is_forecast
        ]
        return len(moves) > 1 and all(days > 0 for days in moves)

    @property
    def reported_days(self) -> int:
        """Days from the first dated statement to the last; 0 where there are not two."""
        dated = [statement.on for statement in self.statements if statement.on is not None]
        return (dated[-1] - dated[0]).days if dated else 0

    @property
    def slip_while_reported(self) -> int:
        """Days that the forecast moved from the first dated statement to the last."""
        dated = [statement for statement in self.statements if statement.on is not None]
        return sum(statement.moved_days for statement in dated[1:])

    @property
    def slip_per_month(self) -> Fraction | None:
        """Days slipped per month reported: positive is later, 30 is a day a day.

        Days that the forecast moved from the first dated statement to the last / months between
        the two, a month being a twelfth of 365.25 days. None where they are less than 28 days
        apart, so with a single one: too short a time to go by.
        """
        return _per_month([self])


def trends_at(
    milestones: Iterable[MilestonePosition],
    details: ProgrammeDetails,
    versions: Sequence[Version] = (),
) -> list[Trend]:
    """Return the trends of milestones, in their order, each until the day of its position.

    `versions` are those of the file in the order they were made. What is dated in any of them
    was stated on its own date, and holds until the day of the version that took it out, if one
    did; where two differ the last one's word holds. A baseline or an undated forecast was stated
    on the day of the first version that has it.
    """
    by_id = _by_id(versions)
    return [
        _trend(milestone, details, by_id.get(milestone.record.id, [])) for milestone in milestones
    ]


def mean_slip_per_month(trends: Iterable[Trend]) -> Fraction | None:
    """Return the mean slip per month reported of several milestones: positive is later.

    Days that their forecasts moved between first and last dated statement, summed / the months
    between these, summed. Milestones reported for less than 28 days are left out; None where
    that is all of them.
    """
    return _per_month([trend for trend in trends if trend.slip_per_month is not None])


def _per_month(trends: Sequence[Trend]) -> Fraction | None:
    days = sum(trend.reported_days for trend in trends)
    if days < _SHORTEST:
        return None
    return sum(trend.slip_while_reported for trend in trends) * DAYS_A_MONTH / days


class _Stretch(Struct, frozen=True):
    """Since when, and by which commit, a baseline and an undated forecast stood in the file."""

    since: date
    commit: str | None
    baseline: Window | None
    undated: MilestoneForecast | None


class Written:
    """All that was stated of a milestone, in its file and in the file's versions, by day."""

    def __init__(
        self,
        milestone: MilestonePosition,
        details: ProgrammeDetails,
        versions: Sequence[_Version] = (),
    ) -> None:
        """Take a milestone on a day, and the versions of the file that have it, in their order."""
        record = milestone.record
        self.milestone, self._details = milestone, details
        self.by_the_day = [
            (version, written) for version, written in versions if version.day <= milestone.as_of
        ]
        self.stretches = _stretches(self.by_the_day) or [_stretch(date.min, None, record)]
        every = [*((version.day, written) for version, written in versions), (date.max, record)]
        self.forecasts = _lasting((until, file.forecast) for until, file in _until_the_next(every))
        self.rebaselines = _lasting(
            (until, file.rebaseline) for until, file in _until_the_next(every)
        )

    def at(self, day: date) -> MilestonePosition | None:
        """Return the milestone as it was known on a day; None where no date of it was.

        What has no day of its own is taken as known before the first version too.
        """
        record = self.milestone.record
        stretch = next(
            (other for other in reversed(self.stretches) if other.since <= day), self.stretches[0]
        )
        undated = [stretch.undated] if stretch.undated is not None else []
        forecasts = (stated for until, stated in self.forecasts.values() if day < until)
        then = replace(
            record,
            baseline=stretch.baseline,
            forecast=(*undated, *forecasts),
            rebaseline=tuple(agreed for until, agreed in self.rebaselines.values() if day < until),
        )
        if not has_date(then, day):
            return None
        return milestone_at(then, self._details, self.milestone.check, day)

    def stated_by(self, day: date) -> MilestonePosition | None:
        """Return the milestone as it was known on a day; None where nobody had stated its date.

        A baseline or an undated forecast was not stated before the first version that has it.
        """
        then = self.at(day)
        if then is None or self.stretches[0].since <= day:
            return then
        return then if then.stated is not None and then.stated.on is not None else None


def written(
    milestones: Iterable[MilestonePosition],
    details: ProgrammeDetails,
    versions: Sequence[Version] = (),
) -> list[Written]:
    """Return what was stated of milestones, in their order, as `trends_at` takes it."""
    by_id = _by_id(versions)
    return [Written(other, details, by_id.get(other.record.id, ())) for other in milestones]


def _by_id(versions: Sequence[Version]) -> dict[Id, list[_Version]]:
    found: dict[Id, list[_Version]] = {}
    for version in versions:
        for id, milestone in version.milestones.items():
            found.setdefault(id, []).append((version, milestone))
    return found


def _trend(
    milestone: MilestonePosition, details: ProgrammeDetails, versions: Sequence[_Version]
) -> Trend:
    record, as_of = milestone.record, milestone.as_of
    if not (versions or record.forecast or record.rebaseline):
        return Trend(milestone, ())
    file = Written(milestone, details, versions)
    by_the_day, stretches = file.by_the_day, file.stretches
    before = file.at(date.min)
    statements: list[Statement] = []
    if before is not None and before.stated is not None and not by_the_day:
        moved = _moved(before.baseline or before.forecast, before.forecast)
        statements.append(Statement(None, before, moved))
    lasting = [*file.forecasts.items(), *file.rebaselines.items()]
    dated = {on for on, (until, _) in lasting if on < until}
    others = {stretch.since for stretch in stretches if stretch.since > date.min}
    others |= {until for _, (until, _) in lasting}
    commits = {version.day: version.commit for version, _ in by_the_day}
    for day in sorted(dated | others):
        if day > as_of:
            break
        after = file.at(day)
        if after is None:
            continue
        if before is None:
            before = after
        restated = (before.forecast, before.baseline) != (after.forecast, after.baseline)
        if day in dated or restated or not statements:
            commit = None if day in dated else commits.get(day)
            moved = _moved(before.forecast, after.forecast)
            statements.append(Statement(day, after, moved, commit))
        before = after
    return Trend(milestone, statements, _edits(stretches))


def _until_the_next(
    files: Sequence[tuple[date, Milestone]],
) -> Iterator[tuple[date, Milestone]]:
    """Yield each version of a milestone with the day of the next one; the last is for ever."""
    for (_, milestone), (following, _) in pairwise([*files, (date.max, files[-1][1])]):
        yield following, milestone


def _lasting(files: Iterable[tuple[date, Sequence[_Dated]]]) -> dict[date, tuple[date, _Dated]]:
    """Return what was stated on each day, and from when on it is no longer in the file.

    Where two versions differ the last one's word holds; what none of them takes out is for ever.
    """
    return {
        statement.on: (until, statement)
        for until, statements in files
        for statement in statements
        if statement.on is not None
    }


def _stretches(versions: Sequence[_Version]) -> list[_Stretch]:
    """Return what stood without a date of its own in versions of the file, changes only.

    Of two changes on one day the later holds.
    """
    stretches: list[_Stretch] = []
    for version, written in versions:
        latest = _stretch(version.day, version.commit, written)
        if stretches and _stood(stretches[-1]) == _stood(latest):
            continue
        if stretches and stretches[-1].since == latest.since:
            del stretches[-1]
        if not stretches or _stood(stretches[-1]) != _stood(latest):
            stretches.append(latest)
    return stretches


def _stretch(since: date, commit: str | None, milestone: Milestone) -> _Stretch:
    undated = [forecast for forecast in milestone.forecast if forecast.on is None]
    return _Stretch(since, commit, milestone.baseline, undated[-1] if undated else None)


def _stood(stretch: _Stretch) -> tuple[Window | None, Window | None]:
    return stretch.baseline, None if stretch.undated is None else stretch.undated.date


def _edits(stretches: Sequence[_Stretch]) -> list[BaselineEdit]:
    return [
        BaselineEdit(latter.since, latter.commit, former.baseline, latter.baseline)
        for former, latter in pairwise(stretches)
        if former.baseline is not None
        and latter.baseline is not None
        and former.baseline != latter.baseline
    ]


def _moved(before: Window, after: Window) -> int:
    return (after.latest - before.latest).days

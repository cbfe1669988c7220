"""What was known of a programme on a day: milestones, money, procurement and contracts.

A position is computed from a programme and a date, and from nothing else: the same two give
the same position for ever. What is dated after the day does not exist in it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from minerva.model.dates import FinancialYear
from minerva.model.programme import Contract, Id, Milestone, Programme, Workstream
from minerva.position.age import last_fact
from minerva.position.contracts import ContractPosition, contract_at, extended
from minerva.position.costs import CostPosition, CostsPosition, all_costs, costs_in
from minerva.position.day import programme_on
from minerva.position.measures import Counts, counts, schedule_index
from minerva.position.milestones import (
    MilestonePosition,
    Rating,
    UndatedMilestone,
)
from minerva.position.money_rating import MoneyRating, rate_target, rate_workstreams
from minerva.position.network import (
    DeadlinePosition,
    critical_chain,
    deadlines,
    in_order,
    latest_allowable,
    projected_at,
    with_predecessors,
)
from minerva.position.notices import NoticePosition, notices_at
from minerva.position.procurement import ProcurementPosition, procurement_at
from minerva.position.publication import published, without_scores
from minerva.position.savings import Around, SavingPosition, first_open_year, saving_at
from minerva.position.scope import Scope
from minerva.position.scores import TenderPosition
from minerva.position.tender import tender_at
from minerva.position.totals import (
    SavingsPosition,
    SavingsSum,
    Shortfall,
    savings_at,
)
from minerva.position.years import years_shown

if TYPE_CHECKING:  # loaded where a programme has any of them
    from minerva.position.assessments import Stated, Subject
    from minerva.position.indicators import IndicatorPosition
    from minerva.position.net import Net
    from minerva.position.register import (
        ActionPosition,
        DecisionPosition,
        IssuePosition,
        RiskPosition,
    )


class WorkstreamPosition(Struct, frozen=True):
    """A workstream on a day. Its rating is None while it has nothing to be rated by.

    `next` is the first of its milestones that is not complete, which may be long overdue.
    """

    workstream: Workstream
    milestones: Sequence[MilestonePosition]
    counts: Counts
    next: MilestonePosition | None
    savings: SavingsSum
    rating: Rating | None
    reason: str

    @property
    def upcoming(self) -> MilestonePosition | None:
        """The first of its milestones that is still to come: neither complete nor overdue.

        First by forecast; what is due on the day itself is still to come. None where nothing is.
        """
        to_come = [
            milestone
            for milestone in self.milestones
            if not milestone.complete and not milestone.overdue
        ]
        return min(to_come, key=lambda milestone: milestone.forecast.latest, default=None)


class Position:
    """A programme on a day, narrowed to some workstreams or to what somebody owns, or whole.

    Each part is computed when it is first asked for. Narrowing leaves out milestones and
    savings of others, but what is left is computed from the whole programme.
    """

    def __init__(
        self,
        programme: Programme,
        as_of: date,
        only: Sequence[str] = (),
        today: date | None = None,
        withheld: Collection[Id] = (),
        owner: str | None = None,
    ) -> None:
        """Take the programme, the day, and the workstreams or owner to narrow to (none: all).

        `today` is the day the command runs, where that matters: nothing can have been done
        after it. `withheld` are procurements whose scores were taken out of the programme.
        """
        on_day = programme_on(programme, as_of)
        self.programme = on_day.programme
        self.as_files_say = programme
        self.all_undated = on_day.undated
        self.cancelled = on_day.cancelled
        self.as_of = as_of
        self.scope = Scope(tuple(only), owner)
        self.narrowed = self.scope.is_narrow
        self.today = today
        self.withheld = frozenset(withheld)
        self.chosen = self.scope.workstreams_of(self.programme)

    @cached_property
    def whole(self) -> Position:
        """The position of the whole programme on the same day."""
        if not self.narrowed:
            return self
        return Position(self.as_files_say, self.as_of, (), self.today, self.withheld)

    @cached_property
    def running(self) -> frozenset[Id]:
        """The procurements whose scores not everybody may see yet, narrowed or not."""
        return frozenset(
            procurement.record.id
            for procurement in self.whole.procurements
            if not published(procurement, self.by_id)
        )

    @cached_property
    def scored(self) -> frozenset[Id]:
        """The procurements that had scores by the day, narrowed or not."""
        return frozenset(
            procurement.id
            for procurement in self.programme.procurements
            if any(bid.on <= self.as_of for bid in procurement.bid)
        )

    def for_everybody(self) -> Position:
        """Return the same position without the scores that not everybody may see yet."""
        return self.withholding(self.running & self.scored)

    def withholding(self, procurements: Collection[Id]) -> Position:
        """Return the same position worked out without the scores of some procurements."""
        if not procurements:
            return self
        programme = without_scores(self.as_files_say, procurements)
        only, owner = self.scope.workstreams, self.scope.owner
        return Position(programme, self.as_of, only, self.today, procurements, owner)

    @cached_property
    def records_in_files(self) -> Mapping[Id, Milestone]:
        """The milestones as the files have them, whatever the day, by their ids."""
        return {milestone.id: milestone for milestone in self.as_files_say.milestones}

    def alike(self, programme: Programme, as_of: date | None = None) -> Position:
        """Return the position of another programme, or another day, narrowed to the same."""
        only, owner = self.scope.workstreams, self.scope.owner
        return Position(programme, as_of or self.as_of, only, self.today, owner=owner)

    @cached_property
    def by_id(self) -> Mapping[Id, MilestonePosition]:
        """Every milestone of the programme by its id, narrowed or not."""
        return self._positions(self.programme.milestones, self.order)

    @cached_property
    def _by_id_for_savings(self) -> Mapping[Id, MilestonePosition]:
        """The milestones that savings depend on by their id; all of them if they are there."""
        if "by_id" in vars(self):
            return self.by_id
        savings = self.programme.savings
        ids = {saving.starts_with for saving in savings} | {saving.known_with for saving in savings}
        every = [*self.programme.milestones, *self.all_undated.values()]
        known = {milestone.id for milestone in every}
        needed = with_predecessors(every, [id for id in ids if id in known])
        dated = [milestone for milestone in needed if milestone.id not in self.all_undated]
        return self._positions(dated, in_order(needed))

    def _positions(
        self, milestones: Sequence[Milestone], order: Sequence[Id]
    ) -> Mapping[Id, MilestonePosition]:
        details, check, as_of = self.programme.details, self.programme.check, self.as_of
        return projected_at(milestones, self.all_undated, order, details, check, as_of)

    @cached_property
    def milestones(self) -> Sequence[MilestonePosition]:
        """The milestones with a date, in the order of their file; those of others too."""
        if not self.narrowed:
            return list(self.by_id.values())
        return [milestone for milestone in self.by_id.values() if self.scope.has(milestone.record)]

    @cached_property
    def own(self) -> Sequence[MilestonePosition]:
        """The programme's own milestones: not those that others outside have to reach."""
        return [milestone for milestone in self.milestones if milestone.record.external is None]

    @cached_property
    def undated(self) -> Sequence[UndatedMilestone]:
        """The milestones without a date yet, in the order of their file."""
        return [
            UndatedMilestone(record, self.as_of)
            for record in self.all_undated.values()
            if self.scope.has(record)
        ]

    @cached_property
    def own_undated(self) -> Sequence[UndatedMilestone]:
        """The programme's own milestones without a date yet."""
        return [milestone for milestone in self.undated if milestone.record.external is None]

    @cached_property
    def unfinished(self) -> Sequence[MilestonePosition]:
        """The milestones that are not complete, in the order of their file."""
        return [milestone for milestone in self.milestones if milestone.actual is None]

    @cached_property
    def latest_allowable(self) -> Mapping[Id, date]:
        """The last day on which each milestone of the programme breaks no deadline."""
        return latest_allowable(self.by_id, self._extended, self.order, self.all_undated)

    @cached_property
    def deadlines(self) -> Sequence[DeadlinePosition]:
        """The deadlines, and the ends of contracts, that the milestones are bound by."""
        chosen = {milestone.record.id for milestone in self.milestones}
        all_deadlines = deadlines(self.by_id, self._extended)
        return [deadline for deadline in all_deadlines if deadline.milestone.record.id in chosen]

    def critical_chain(self, deadline: DeadlinePosition) -> Sequence[Id]:
        """Return the milestones that lead to a deadline with the least float, in order."""
        return critical_chain(self.by_id, deadline)

    @cached_property
    def order(self) -> Sequence[Id]:
        """The milestones that come after others, each after all that it comes after.

        Those without a date are among them.
        """
        return in_order([*self.programme.milestones, *self.all_undated.values()])

    def total_float_days(self, milestone: MilestonePosition) -> int | None:
        """Return latest allowable less projected, in days; negative is what has to be made up.

        None where no deadline depends on the milestone, or it has no projected date.
        """
        limit, projected = self.latest_allowable.get(milestone.record.id), milestone.projected
        return None if limit is None or projected is None else (limit - projected.latest).days

    @cached_property
    def savings(self) -> SavingsPosition:
        """The savings, rounded so that their columns add up."""
        return self._savings_in(self.years)

    def savings_in(self, labels: Sequence[str]) -> SavingsPosition:
        """Return the savings over some financial years, those that reports show or others."""
        starts = self.programme.details.financial_year_starts
        years = tuple(starts.named(label) for label in labels)
        return self.savings if years == self.years else self._savings_in(years)

    def _savings_in(self, years: tuple[FinancialYear, ...]) -> SavingsPosition:
        ids = [workstream.id for workstream in self.chosen]
        return savings_at(self.programme, self.all_savings, years, ids, self.scope.has)

    @cached_property
    def years(self) -> tuple[FinancialYear, ...]:
        """The financial years that reports show, those of the whole programme."""
        return years_shown(self.programme, self.all_savings, self.all_costs, self.as_of)

    @cached_property
    def first_open_year(self) -> int:
        """The number of the first financial year that has not ended by the day."""
        return first_open_year(self.programme.details, self.as_of)

    @cached_property
    def all_costs(self) -> Sequence[CostPosition]:
        """Every cost of the programme, narrowed or not: its own, then those of savings."""
        return all_costs(self.programme, self.all_savings, self.as_of, self.first_open_year)

    @cached_property
    def costs(self) -> CostsPosition:
        """The costs of the workstreams, over the years that reports show."""
        costs = [cost for cost in self.all_costs if self.scope.has(cost)]
        return costs_in(costs, self.years)

    @cached_property
    def net(self) -> Net:
        """Savings less costs of the workstreams, over the years that reports show."""
        from minerva.position.net import net_of

        starts_on = self.programme.details.financial_year_starts
        return net_of(self.savings.savings, self.costs.costs, self.years, starts_on)

    @cached_property
    def shortfalls(self) -> Sequence[Shortfall]:
        """What savings are short of their plan, by saving and year, in the order of the file."""
        return self.savings.shortfalls

    @cached_property
    def money_ratings(self) -> Mapping[Id, MoneyRating | None]:
        """How the money of each workstream is rated; None for one without a known saving."""
        return rate_workstreams(self.programme, self.savings, self.first_open_year)

    @cached_property
    def target_rating(self) -> MoneyRating | None:
        """How the savings that count against the target are rated; None where none are.

        Of a narrowed position there is none: the target is the whole programme's.
        """
        return None if self.narrowed else rate_target(self.programme, self.savings)

    @cached_property
    def unknown_savings(self) -> Sequence[SavingPosition]:
        """The savings whose amount is not known, in the order of the file."""
        return [saving for saving in self.chosen_savings if saving.full_year_pence is None]

    @cached_property
    def chosen_savings(self) -> Sequence[SavingPosition]:
        """The savings that are looked at, in the order of the file."""
        return [saving for saving in self.all_savings if self.scope.has(saving.record)]

    @cached_property
    def around(self) -> Around:
        """What the savings are worked out with."""
        return Around(
            self._by_id_for_savings,
            self.cancelled,
            self.as_of,
            self.programme.details.financial_year_starts,
            self.first_open_year,
        )

    @cached_property
    def all_savings(self) -> Sequence[SavingPosition]:
        """Every saving of the programme, narrowed or not, in the order of the file."""
        return [saving_at(saving, self.around) for saving in self.programme.savings]

    @cached_property
    def procurements(self) -> Sequence[ProcurementPosition]:
        """The procurements of the workstreams."""
        return [
            procurement_at(procurement, self.by_id, self.as_of)
            for procurement in self.programme.procurements
            if self.scope.has(procurement)
        ]

    @cached_property
    def tenders(self) -> Mapping[Id, TenderPosition]:
        """The bids of each procurement of the workstreams at its last stage that has scores."""
        return {
            procurement.record.id: tender_at(procurement.record, self.as_of)
            for procurement in self.procurements
        }

    @cached_property
    def contracts(self) -> Sequence[ContractPosition]:
        """The contracts; narrowed, those that the workstreams awarded or replace.

        Of an owner, those that are theirs.
        """
        contracts = self.programme.contracts
        only, owner = self.scope.workstreams, self.scope.owner
        if owner is not None:
            contracts = tuple(contract for contract in contracts if contract.owner == owner)
        if only:
            theirs = Scope(only)
            ids = {milestone.id for milestone in self.programme.milestones if theirs.has(milestone)}
            ids |= {record.id for record in self.programme.procurements if theirs.has(record)}
            contracts = tuple(
                contract
                for contract in contracts
                if contract.replaced_by in ids or contract.procurement in ids
            )
        procurements = self._procurements if any(map(_is_planned, contracts)) else {}
        return [
            contract_at(
                contract,
                self.by_id,
                self.as_of,
                procurements.get(contract.procurement) if contract.procurement else None,
                procured=_is_planned(contract) and self._is_procured(contract, procurements),
            )
            for contract in contracts
        ]

    @property
    def _extended(self) -> Sequence[Contract]:
        """The contracts, each expiring when it ends with what was taken up by the day."""
        return [extended(contract, self.as_of) for contract in self.programme.contracts]

    @property
    def _procurements(self) -> Mapping[Id, ProcurementPosition]:
        """Every procurement of the programme by its id, narrowed or not."""
        return {procurement.record.id: procurement for procurement in self.whole.procurements}

    def _is_procured(
        self, contract: Contract, procurements: Mapping[Id, ProcurementPosition]
    ) -> bool:
        """Tell whether a procurement leads to what replaces a contract, other than its own."""
        if contract.replaced_by is None or contract.replaced_by not in self.by_id:
            return False
        before = with_predecessors(self.programme.milestones, [contract.replaced_by])
        ids = {milestone.id for milestone in before}
        return any(
            stage.closing is not None and stage.closing.record.id in ids
            for id, procurement in procurements.items()
            if id != contract.procurement
            for stage in procurement.stages
        )

    @cached_property
    def notices(self) -> Mapping[Id, Sequence[NoticePosition]]:
        """The notices of each procurement of the workstreams, in the order of the Act."""
        awarded = {
            contract.procurement: contract_at(contract, self.by_id, self.as_of)
            for contract in self.programme.contracts
            if contract.procurement is not None
        }
        found = {}
        for procurement in self.procurements:
            contract = awarded.get(procurement.record.id)
            ends, changes = (contract.ends, contract.changes) if contract else (None, ())
            found[procurement.record.id] = notices_at(procurement, ends, changes)
        return found

    @cached_property
    def risks(self) -> Sequence[RiskPosition]:
        """The risks of the workstreams that were raised by the day, the worst first."""
        chosen = list(filter(self._is_chosen, self.programme.risks))
        if not chosen:
            return []
        from minerva.position.register import risks_at

        return risks_at(chosen, self.as_of)

    @cached_property
    def issues(self) -> Sequence[IssuePosition]:
        """The issues of the workstreams that were raised by the day, the worst first."""
        chosen = list(filter(self._is_chosen, self.programme.issues))
        if not chosen:
            return []
        from minerva.position.register import issues_at

        return issues_at(chosen, self.as_of)

    @cached_property
    def actions(self) -> Sequence[ActionPosition]:
        """The actions of the workstreams that were raised by the day, the most overdue first."""
        chosen = list(filter(self._is_chosen, self.programme.actions))
        if not chosen:
            return []
        from minerva.position.register import actions_at

        return actions_at(chosen, self.as_of)

    @cached_property
    def decisions(self) -> Sequence[DecisionPosition]:
        """The decisions of the workstreams that were raised by the day, the most overdue first."""
        chosen = list(filter(self._is_chosen, self.programme.decisions))
        if not chosen:
            return []
        from minerva.position.register import decisions_at

        return decisions_at(chosen, self.as_of)

    @cached_property
    def indicators(self) -> Sequence[IndicatorPosition]:
        """The indicators of the workstreams, in the order of their file."""
        chosen = list(filter(self._is_chosen, self.programme.indicators))
        if not chosen:
            return []
        from minerva.position.indicators import indicator_at

        starts = self.programme.details.financial_year_starts
        return [indicator_at(indicator, starts, self.as_of) for indicator in chosen]

    @cached_property
    def stated(self) -> Mapping[Subject, Stated]:
        """What people said by the day, by what they said it of, narrowed or not."""
        if not self.as_files_say.assessments:
            return {}
        from minerva.position.assessments import stated_at

        return stated_at(self.as_files_say, self.as_of)

    def _is_chosen(self, record: Any) -> bool:
        """Tell whether a record of the register belongs to what is looked at.

        One that belongs to no workstream belongs to the whole programme alone.
        """
        return self.scope.has(record)

    def includes(self, subject: str) -> bool:
        """Tell whether what has an id is looked at: everything, or what it was narrowed to."""
        return not self.narrowed or subject in self._ids

    @cached_property
    def _ids(self) -> set[str]:
        ids = {milestone.record.id for milestone in self.milestones}
        ids |= {contract.record.id for contract in self.contracts}
        ids |= {procurement.record.id for procurement in self.procurements}
        ids |= {cost.id for cost in self.costs.costs}
        ids |= {workstream.id for workstream in self.chosen if self.scope.owns(workstream)}
        ids |= {
            entry.record.id
            for entries in (self.risks, self.issues, self.actions, self.decisions, self.indicators)
            for entry in entries
        }
        return ids | {saving.id for saving in self.programme.savings if self.scope.has(saving)}

    @cached_property
    def workstreams(self) -> Sequence[WorkstreamPosition]:
        """The workstreams in the order of their file."""
        grouped: dict[Id, list[MilestonePosition]] = {
            workstream.id: [] for workstream in self.chosen
        }
        for milestone in self.own:
            grouped[milestone.record.workstream].append(milestone)
        return [self._workstream(workstream, grouped[workstream.id]) for workstream in self.chosen]

    @cached_property
    def counts(self) -> Counts:
        """All milestones of the programme's own counted, those without a date too."""
        return counts(self.own, len(self.own_undated))

    @cached_property
    def schedule_index(self) -> Fraction | None:
        """SPI(t) of the milestones, counted from the first day of the launch."""
        launched = self.programme.details.launched
        return schedule_index(self.own, None if launched is None else launched.earliest)

    @cached_property
    def rating(self) -> Rating | None:
        """The worst rating of the workstreams and of the target; None where there is none."""
        ratings = [
            workstream.rating for workstream in self.workstreams if workstream.rating is not None
        ]
        if self.target_rating is not None and self.target_rating.rating is not Rating.GREEN:
            ratings.append(self.target_rating.rating)
        return min(ratings, key=lambda rating: rating.urgency, default=None)

    @cached_property
    def last_said(self) -> date | None:
        """The later of `updated` and the last dated fact by the day; None without either."""
        updated = self.programme.details.updated
        if updated is not None and (self.as_of - updated).days <= 0:
            return updated
        days = [day for day in (updated, last_fact(self.as_files_say, self.as_of)) if day]
        return max(days, default=None)

    @property
    def age_days(self) -> int | None:
        """How old the data was on the day: the day less what was said last.

        None where nothing says when anything was said.
        """
        return None if self.last_said is None else (self.as_of - self.last_said).days

    @property
    def stale(self) -> bool:
        """Whether the data was last brought up to date too long before the day.

        That is more than 35 days, or more than `stale_after` of `[check]` says.
        """
        updated = self.programme.details.updated
        if updated is not None and (self.as_of - updated).days <= self.programme.check.stale_after:
            return False  # nobody has to look for a later fact
        return self.age_days is not None and self.age_days > self.programme.check.stale_after

    def _workstream(
        self, workstream: Workstream, milestones: Sequence[MilestonePosition]
    ) -> WorkstreamPosition:
        unfinished = sorted(
            (milestone for milestone in milestones if not milestone.complete),
            key=lambda milestone: milestone.forecast.latest,
        )
        undated = sum(other.record.workstream == workstream.id for other in self.own_undated)
        rating, reason = self._rating(workstream.id, milestones, unfinished)
        if undated and not unfinished and rating in (None, Rating.BLUE):
            rating, reason = None, "what is left has no date yet"
        return WorkstreamPosition(
            workstream,
            milestones,
            counts(milestones, undated),
            unfinished[0] if unfinished else None,
            self.savings.workstreams[workstream.id],
            rating,
            reason,
        )

    def _rating(
        self,
        id: Id,
        milestones: Sequence[MilestonePosition],
        unfinished: Sequence[MilestonePosition],
    ) -> tuple[Rating | None, str]:
        """Rate a workstream, with the reason.

        The worst rating of its unfinished milestones and of its money, the milestones' reason
        where both are alike. Blue when all its milestones are complete and its money is neither
        amber nor red. Without milestones, and without a saving that is known, it is not rated.
        """
        worst = min(unfinished, key=lambda milestone: milestone.rating.urgency, default=None)
        of_money = self.money_ratings[id]
        urgency = Rating.GREEN.urgency if worst is None else worst.rating.urgency
        if of_money is not None and of_money.rating.urgency < urgency:
            return of_money.rating, of_money.reason
        if worst is not None:
            reason = worst.reason and f"{worst.record.name}: {worst.reason}"
            return worst.rating, reason
        if milestones:
            return Rating.BLUE, ""
        if of_money is not None:
            return Rating.GREEN, ""
        return None, "no milestones and no known savings to rate it by"


def _is_planned(contract: Contract) -> bool:
    """Tell whether it matters for a contract which procurements there are."""
    return contract.lead_time is not None or contract.procurement is not None


def position_at(
    programme: Programme,
    as_of: date,
    only: Sequence[str] = (),
    today: date | None = None,
    owner: str | None = None,
) -> Position:
    """Return what was known of a programme on a day, that day included.

    `only` and `owner` narrow it to some workstreams, and to what somebody owns.
    """
    return Position(programme, as_of, only, today, owner=owner)


__all__ = ["MilestonePosition", "Position", "Rating", "position_at"]

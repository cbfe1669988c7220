"""The lines that the amounts and the starts of a saving's budgets come from."""

from collections.abc import Sequence

from minerva.model.dates import Window, format_date, number_of, single_day
from minerva.model.programme import Rebudget
from minerva.model.source import Location
from minerva.position import Position
from minerva.position.budget import Agreed, first_year
from minerva.position.rounding import pounds
from minerva.position.savings import SavingPosition
from minerva.reasons.amounts import Amounts
from minerva.reasons.milestones import projected
from minerva.reasons.part import RULES, Part


class Sources:
    """Where the budget of a saving that holds for a year is written, key by key."""

    def __init__(self, saving: SavingPosition, agreed: Agreed, amounts: Amounts) -> None:
        """Take the saving, the budget, and how amounts are written."""
        self.saving, self.agreed, self.amounts = saving, agreed, amounts
        self.rebudgets: Sequence[Rebudget] = [
            rebudget
            for rebudget in saving.statements.rebudgets
            if first_year(rebudget, saving.starts_on) <= agreed.first
        ]

    def whole(self) -> tuple[Part, ...]:
        """Return the amount of a whole year, with the lines that it rests on."""
        record, budget = self.saving.record, self.agreed.budget
        amount = 0 if budget.whole is None else int(budget.whole)
        text = self.amounts.whole(pounds(amount), recurring=record.recurring)
        for rebudget in reversed(self.rebudgets):
            if rebudget.full_year is not None:
                return (Part(text, location=rebudget.location.at("full_year")),)
        if record.full_year is not None:
            return (Part(text, location=record.location.at("full_year")),)
        if budget.recurring:
            return (Part(f"{text}, the last of its plan", location=self.plan(max(budget.plan))),)
        return tuple(
            Part(f"{self.amounts(pounds(int(amount)))} of it in its plan", location=self.plan(year))
            for year, amount in budget.plan.items()
        )

    def plan(self, number: int) -> Location:
        """Return where the plan has the amount of a year, or of the year before that it skips."""
        record = self.saving.record
        written: dict[int, Location] = {
            number_of(label): record.location.at("plan", label) for label in record.plan
        }
        for rebudget in self.rebudgets:
            for label in rebudget.plan:
                written[number_of(label)] = rebudget.location.at("plan", label)
        return written[max(year for year in written if year <= number)]

    def start(self) -> tuple[Part, ...]:
        """Return the start in the budget, with the lines that it rests on."""
        record, budget = self.saving.record, self.agreed.budget
        for rebudget in reversed(self.rebudgets):
            if rebudget.starts is not None:
                text = f"the budget of {format_date(rebudget.on)} starts"
                start = single_day(rebudget.starts)
                return (Part(text, start, location=rebudget.location.at("starts")),)
        if record.starts is not None:
            return (
                Part("starts", single_day(record.starts), location=record.location.at("starts")),
            )
        if budget.start is None:
            return ()
        if budget.assumed:
            place = self.plan(self.saving.starts_on.containing(budget.start.latest).first.year)
            return (Part("starts with the first amount of its plan", budget.start, location=place),)
        return self._with_milestone(budget.start)

    def _with_milestone(self, start: Window) -> tuple[Part, ...]:
        place = self.saving.record.location.at("starts_with")
        milestone = self.saving.milestone
        if milestone is None:
            return (Part("was to start with its milestone", start, location=place),)
        record = milestone.record
        if record.baseline is not None:
            first = record.location.at("baseline")
        else:
            agreed = [new for new in record.rebaseline if new.on <= milestone.as_of]
            first = min(agreed, key=lambda new: new.on).location.at("date")
        text = f"planned to start with {record.name}"
        return (
            Part(text, start, location=place, parts=(Part("first agreed", start, location=first),)),
        )


def expected_start(saving: SavingPosition, position: Position, amounts: Amounts) -> Part | None:
    """Return when a saving is expected to start, with the lines that say so; None if unknown."""
    said, milestone = saving.start_stated, saving.milestone
    if said is not None:
        text = f"starts as stated on {format_date(said.on)}"
        text += f', "{said.reason}"' if said.reason else ""
        return Part(text, saving.start, RULES["start"], said.location.at("starts"))
    if saving.record.starts_with is None:
        parts = Sources(saving, saving.budgets[-1], amounts).start()
        return parts[0] if parts else None
    if milestone is None or saving.start is None:
        return None
    return Part(
        f"starts with {milestone.record.name}",
        saving.start,
        RULES["start"],
        saving.record.location.at("starts_with"),
        projected(position.by_id, milestone),
    )

"""Savings and costs worked out anew from the files, by the formulas of docs/figures.md.

Fractions and tomllib, and nothing of minerva's: so that a mistake in one is not made in both.
Money is in pounds, exact and not rounded; None is what is not known.
"""

import calendar
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

Record = dict[str, Any]
OVER = ("undeliverable", "written-off")
"""The states in which a saving brings nothing more."""


class Figures(NamedTuple):
    """What a saving brings in a year."""

    planned: Fraction | None
    forecast: Fraction | None
    realised: Fraction
    validated: Fraction
    variance: Fraction | None
    slipped: Fraction | None
    restated: Fraction | None
    not_realised: Fraction | None


class Budget(NamedTuple):
    """What was agreed that a saving brings; the start is a place in time."""

    whole: Fraction | None
    plan: dict[int, Fraction]
    start: Fraction | None


class Piece(NamedTuple):
    """Money that comes in evenly from one place in time to another, at a rate per twelfth."""

    begins: Fraction
    ends: Fraction | None
    rate: Fraction


class Calculator:
    """The figures of a programme as of a day."""

    def __init__(self, milestones: str, workstreams: str, day: date) -> None:
        """Read the two files."""
        files = tomllib.loads(workstreams, parse_float=Fraction)
        self.day = day
        self.programme: Record = files["programme"]
        self.savings: list[Record] = files.get("saving", [])
        self.costs: list[Record] = files.get("cost", [])
        self.milestones: dict[str, Record] = {
            milestone["id"]: milestone
            for milestone in tomllib.loads(milestones).get("milestone", [])
        }
        self.begins: str = self.programme.get("financial_year_starts", "04-01")
        month, first = self.begins.split("-")
        self.month, self.first = int(month), int(first)

    # Time

    def number(self, year: str) -> int:
        """Return the number of a financial year that is written 2014/15 or 2014."""
        return int(year[:4])

    def year_of(self, day: date) -> int:
        """Return the number of the financial year that a day lies in."""
        return day.year - (day < date(day.year, self.month, self.first))

    def last_day(self, year: int) -> date:
        """Return the last day of a financial year."""
        return date(year + 1, self.month, self.first) - timedelta(days=1)

    def place(self, day: date) -> Fraction:
        """Return the place in time of the first moment of a day, in twelfths."""
        year = self.year_of(day)
        recurrences = [
            date(
                year + (self.month + months - 1) // 12,
                (self.month + months - 1) % 12 + 1,
                self.first,
            )
            for months in range(13)
        ]
        months = max(index for index, recurrence in enumerate(recurrences) if recurrence <= day)
        since, until = recurrences[months], recurrences[months + 1]
        return 12 * year + months + Fraction((day - since).days, (until - since).days)

    def has_ended(self, year: int) -> bool:
        """Tell whether a year has ended, and its accounts have closed."""
        closes = self.last_day(year)
        if closes >= self.day:
            return False
        if "accounts_close" in self.programme:
            amount, unit = self.programme["accounts_close"].split()
            closes = later(closes, int(amount), unit)
        return closes < self.day

    # Milestones

    def expected_date(self, milestone: Record) -> date | None:
        """Return the day on which a milestone was or will be reached; None if not known."""
        if self.cancelled_on(milestone):
            return None
        if "actual" in milestone and milestone["actual"] <= self.day:
            return milestone["actual"]  # type: ignore[no-any-return]  # TOML says its type
        agreed, baseline = date.min, milestone.get("baseline")
        for rebaseline in self.known(milestone.get("rebaseline", [])):
            agreed, baseline = rebaseline["on"], rebaseline["date"]
        for forecast in self.known(milestone.get("forecast", [])):
            if forecast["on"] >= agreed:
                baseline = forecast["date"]
        return None if baseline is None else max(baseline, self.day)

    def projected_date(self, milestone: Record) -> date | None:
        """Return the day on which a milestone can be reached after those that it comes after.

        None if it has no date, or waits for one that has none. What was cancelled is not waited
        for.
        """
        own = self.expected_date(milestone)
        done = "actual" in milestone and milestone["actual"] <= self.day
        if own is None or done:
            return own
        dates = [own]
        for before in milestone.get("after", []):
            name, lag = (
                (before["milestone"], before.get("lag", "0 days"))
                if isinstance(before, dict)
                else (before, "0 days")
            )
            if self.cancelled_on(self.milestones[name]):
                continue
            reached = self.projected_date(self.milestones[name])
            if reached is None:
                return None
            amount, unit = lag.split()
            dates.append(later(reached, int(amount), unit))
        return max(dates)

    def cancelled_on(self, milestone: Record, by: date | None = None) -> date | None:
        """Return the day on which a milestone was cancelled, by a day."""
        on = milestone.get("cancelled", {}).get("on", date.max)
        return on if on <= (by or self.day) else None

    def last_word(self, milestone: Record) -> date:
        """Return when a milestone was last forecast, rebaselined or completed."""
        said = [
            statement["on"]
            for key in ("forecast", "rebaseline")
            for statement in self.known(milestone.get(key, []))
        ]
        if "actual" in milestone and milestone["actual"] <= self.day:
            said.append(milestone["actual"])
        return max(said, default=date.min)

    def known(self, records: list[Record], by: date | None = None) -> list[Record]:
        """Return the dated records made by a day, in the order of their days."""
        limit = by or self.day
        return sorted((r for r in records if r["on"] <= limit), key=lambda record: record["on"])

    def milestone_of(self, saving: Record) -> Record | None:
        """Return the milestone that a saving starts with."""
        return self.milestones[saving["starts_with"]] if "starts_with" in saving else None

    # Budget

    def changes_from(self, rebudget: Record) -> int:
        """Return the first year that a rebudget changes."""
        if "from" in rebudget:
            return self.number(rebudget["from"])
        return self.year_of(rebudget["on"])

    def budget(self, saving: Record, year: int | None = None) -> Budget:
        """Return the budget that holds for a year; the last agreed one without a year."""
        full_year = saving.get("full_year")
        plan = {self.number(y): Fraction(amount) for y, amount in saving.get("plan", {}).items()}
        milestone, starts, summed_from = self.milestone_of(saving), saving.get("starts"), None
        if milestone:
            starts = milestone.get("baseline")
        for rebudget in self.known(saving.get("rebudget", [])):
            if year is not None and year < self.changes_from(rebudget):
                continue
            full_year = rebudget.get("full_year", full_year)
            starts = rebudget.get("starts", starts)
            if "plan" in rebudget:
                plan |= {self.number(y): Fraction(a) for y, a in rebudget["plan"].items()}
                summed_from = self.changes_from(rebudget)
        if full_year is not None:
            whole: Fraction | None = Fraction(full_year)
        elif not plan:
            whole = None
        elif saving.get("recurring", True):
            whole = plan[max(plan)]
        else:
            whole = sum((a for y, a in plan.items() if y >= (summed_from or 0)), Fraction())
        start = self.place(starts) if starts else None
        if start is None and any(plan.values()):
            start = Fraction(12 * min(y for y, amount in plan.items() if amount))
        return Budget(whole, plan, start)

    def expected_start(self, saving: Record) -> Fraction | None:
        """Return the place of the start as far as is known on the day."""
        milestone = self.milestone_of(saving)
        stated = [s for s in self.known(saving.get("forecast", [])) if "starts" in s]
        rebudgets = [r for r in self.known(saving.get("rebudget", [])) if "starts" in r]
        if stated and rebudgets and stated[-1]["on"] < rebudgets[-1]["on"]:
            stated = []
        if stated and not (milestone and stated[-1]["on"] <= self.last_word(milestone)):
            return self.place(stated[-1]["starts"])
        if milestone:
            expected = self.projected_date(milestone)
            return self.place(expected) if expected else None
        return self.budget(saving).start

    # The profile

    def amount(
        self, saving: Record, budget: Budget, start: Fraction | None, year: int
    ) -> Fraction | None:
        """Return what the profile brings in a year."""
        plan = budget.plan
        if year in plan:
            return plan[year]
        if not saving.get("recurring", True):
            if plan:
                return Fraction() if start is not None else None
            if start is None or budget.whole is None:
                return None
            return budget.whole if start // 12 == year else Fraction()
        if plan and min(plan) < year < max(plan):
            return plan[max(named for named in plan if named < year)]
        if start is None or budget.whole is None:
            return None
        begins, ends = self.effect(saving, start, year)
        return budget.whole * max(ends - begins, Fraction()) / 12

    def effect(self, saving: Record, start: Fraction, year: int) -> tuple[Fraction, Fraction]:
        """Return from when to when a saving is in effect in a year."""
        ends = Fraction(12 * year + 12)
        if "ends" in saving:
            ends = min(ends, self.place(saving["ends"] + timedelta(days=1)))
        return max(start, Fraction(12 * year)), ends

    def pieces(self, saving: Record, budget: Budget, start: Fraction) -> list[Piece]:
        """Return the profile of a recurring saving from its start on, as pieces."""
        assert budget.whole is not None
        last = max([*budget.plan, int(start // 12)])
        pieces = []
        for year in range(int(start // 12), last + 1):
            begins, ends = self.effect(saving, start, year)
            amount = self.amount(saving, budget, start, year)
            assert amount is not None
            if ends > begins:
                pieces.append(Piece(begins, ends, amount / (ends - begins)))
        closes = self.place(saving["ends"] + timedelta(days=1)) if "ends" in saving else None
        if closes is None or closes > 12 * last + 12:
            pieces.append(Piece(Fraction(12 * last + 12), closes, budget.whole / 12))
        return pieces

    def moved(
        self,
        saving: Record,
        budget: Budget,
        scale: tuple[Fraction | None, Fraction | None],
        year: int,
    ) -> Fraction | None:
        """Return what a year brings with the expected start, each amount scaled."""
        expected = self.expected_start(saving)
        start = budget.start if budget.start is not None else expected
        if expected is None:
            amount = self.amount(saving, budget, start, year)
            return None if amount is None else scaled(amount, *scale)
        assert start is not None
        if budget.whole is None:
            return None
        if not saving.get("recurring", True):
            years = int(expected // 12) - int(start // 12)
            amounts = budget.plan or {int(start // 12): budget.whole}
            total = Fraction()
            for planned_year, amount in amounts.items():
                stays = 12 * planned_year + 12 <= start
                if year == planned_year + (0 if stays else years):
                    total += scaled(amount, *scale)
            return total
        if 12 * year + 12 <= start:
            stay = self.amount(saving, budget, start, year)
            assert stay is not None
            total = scaled(stay, *scale)
        else:
            total = Fraction()
        delay = expected - start
        closes = self.place(saving["ends"] + timedelta(days=1)) if "ends" in saving else None
        moved = [
            Piece(p.begins + delay, None if p.ends is None else p.ends + delay, p.rate)
            for p in self.pieces(saving, budget, start)
        ]
        if closes is not None and moved:
            moved[-1] = moved[-1]._replace(ends=closes)
        for piece in moved:
            ends = [Fraction(12 * year + 12), *(e for e in (piece.ends, closes) if e is not None)]
            twelfths = min(ends) - max(piece.begins, Fraction(12 * year))
            total += scaled(piece.rate, *scale) * max(twelfths, Fraction())
        return total

    # Statements

    def counting(self, saving: Record, year: int | None, by: date) -> list[Record]:
        """Return the statements that count for a year; for the last budget without a year."""
        voided = max(
            (
                rebudget["on"]
                for rebudget in self.known(saving.get("rebudget", []))
                if year is None or year >= self.changes_from(rebudget)
            ),
            default=date.min,
        )
        return [s for s in self.known(saving.get("forecast", []), by) if s["on"] >= voided]

    def is_over(self, saving: Record, by: date) -> str | None:
        """Return the state if a saving brings nothing more: as stated, or cancelled."""
        over: list[tuple[date, str]] = []
        states = self.known(saving.get("state", []), by)
        if states and states[-1]["state"] in OVER:
            over.append((states[-1]["on"], states[-1]["state"]))
        milestone = self.milestone_of(saving)
        if milestone and (on := self.cancelled_on(milestone, by)):
            over.append((on, "undeliverable"))
        said = [
            r["on"]
            for key in ("forecast", "state", "rebudget")
            for r in self.known(saving.get(key, []), by)
        ]
        holding = [(on, word) for on, word in over if not any(day > on for day in said)]
        return holding[0][1] if holding else None

    def due(self, saving: Record, year: int, realised: Fraction, by: date) -> Fraction | None:
        """Return what a year should still bring, claims apart, by what was stated by a day."""
        if self.is_over(saving, by):
            return realised
        budget = self.budget(saving, year)
        statements = self.counting(saving, year, by)
        for statement in reversed(statements):
            years = {self.number(y): a for y, a in statement.get("years", {}).items()}
            if year in years:
                return Fraction(years[year])
            if "full_year" in statement or "starts" in statement:
                break
        full_years = [s["full_year"] for s in statements if "full_year" in s]
        if not full_years:
            return self.moved(saving, budget, (None, None), year)
        stated = Fraction(full_years[-1])
        if not budget.whole:
            return self.moved(saving, budget._replace(whole=stated), (None, None), year)
        return self.moved(saving, budget, (stated, budget.whole), year)

    # Figures

    def figures(self, saving: Record, year: int) -> Figures:
        """Return what a saving brings in a year."""
        claims = [
            c for c in self.known(saving.get("realised", [])) if self.number(c["year"]) == year
        ]
        realised = sum((Fraction(claim["amount"]) for claim in claims), Fraction())
        validated = sum(
            (
                Fraction(claim["validated"].get("amount", claim["amount"]))
                for claim in claims
                if claim.get("validated", {}).get("on", date.max) <= self.day
            ),
            Fraction(),
        )
        budget = self.budget(saving, year)
        planned = self.amount(saving, budget, budget.start, year)
        due, ended = self.due(saving, year, realised, self.day), self.has_ended(year)
        if due is None and not claims and not (ended and planned is not None):
            forecast = None
        elif ended or due is None:
            forecast = realised
        elif due < 0 or (due == 0 and realised < 0):
            forecast = min(realised, due)
        else:
            forecast = max(realised, due)
        if planned is None or forecast is None:
            return Figures(planned, forecast, realised, validated, None, None, None, None)
        moved = (
            planned
            if self.expected_start(saving) is None
            else self.moved(saving, budget, (None, None), year)
        )
        if ended:
            due = self.due(saving, year, realised, self.last_day(year))
        assert moved is not None
        assert due is not None
        return Figures(
            planned,
            forecast,
            realised,
            validated,
            forecast - planned,
            planned - moved,
            moved - due,
            due - forecast,
        )

    def full_year(self, saving: Record) -> Fraction | None:
        """Return the full-year effect; None if not known."""
        if self.is_over(saving, self.day):
            return Fraction()
        stated = [s["full_year"] for s in self.counting(saving, None, self.day) if "full_year" in s]
        return Fraction(stated[-1]) if stated else self.budget(saving).whole

    def total(self, year: int) -> dict[str, Fraction | None]:
        """Return the figures of a year for all savings; None where no saving's is known."""
        rows = [self.figures(saving, year) for saving in self.savings]
        return {name: total_of([getattr(row, name) for row in rows]) for name in Figures._fields}

    def counts(self, saving: Record) -> bool:
        """Tell whether a saving counts against the target."""
        until = max(self.day, self.last_day(self.number(self.programme["target"]["from"])))
        return bool(saving.get("recurring", True) and saving.get("ends", date.max) >= until)

    def target(self) -> dict[str, Fraction | None]:
        """Return by how much the target is passed: in a whole year, and in its first year.

        Not known where savings count and none of their amounts is known.
        """
        wanted = Fraction(self.programme["target"]["full_year"])
        year = self.number(self.programme["target"]["from"])
        counting = [saving for saving in self.savings if self.counts(saving)]
        amounts = {
            "variance": [self.full_year(saving) for saving in counting],
            "first_year": [self.figures(saving, year).forecast for saving in counting],
        }
        return {name: less(wanted, listed) for name, listed in amounts.items()}

    def by_state(self, year: int) -> dict[str, Fraction]:
        """Return the amounts of a year by how sure they are."""
        parts: dict[str, Fraction] = {}
        for saving in self.savings:
            row = self.figures(saving, year)
            if row.planned is None or row.forecast is None:
                continue
            over = self.is_over(saving, self.day)
            states = self.known(saving.get("state", []))
            last = states[-1]["state"] if states else None
            for state, amount in (
                ("delivered", row.realised),
                (
                    last if last in ("on-track", "at-risk") else "not-stated",
                    row.forecast - row.realised,
                ),
                (
                    "written-off" if over == "written-off" else "undeliverable",
                    max(row.planned - row.forecast, Fraction()),
                ),
                ("over-delivered", max(row.forecast - row.planned, Fraction())),
            ):
                parts[state] = parts.get(state, Fraction()) + amount
        return parts

    def cost(self, cost: Record, year: int) -> dict[str, Fraction]:
        """Return what a cost comes to in a year."""
        budget = amount_of(cost.get("budget", {}), year)
        stated = budget or Fraction()
        for statement in self.known(cost.get("forecast", [])):
            restated = amount_of(statement["years"], year)
            stated = stated if restated is None else restated
        spent = sum(
            (
                Fraction(s["amount"])
                for s in self.known(cost.get("spent", []))
                if self.number(s["year"]) == year
            ),
            Fraction(),
        )
        forecast = spent if self.has_ended(year) else max(spent, stated)
        return told(budget or Fraction(), forecast, spent)

    def one_off_cost(self, saving: Record, year: int) -> Mapping[str, Fraction | None]:
        """Return what a one-off cost comes to in a year; None without a start of the budget."""
        start = self.budget(saving).start
        if start is None:
            return dict.fromkeys(("budget", "forecast", "spent", "variance"))
        amount = Fraction(saving["one_off_cost"]) if start // 12 == year else Fraction()
        return told(amount, amount, amount if self.has_ended(year) else Fraction())

    def cost_lines(self) -> list[Callable[[int], Mapping[str, Fraction | None]]]:
        """Return, for each cost, what gives its figures of a year: the one-off costs last."""
        one_off = [saving for saving in self.savings if "one_off_cost" in saving]
        return [
            *(partial(self.cost, cost) for cost in self.costs),
            *(partial(self.one_off_cost, saving) for saving in one_off),
        ]

    def net(self, year: int) -> dict[str, Fraction]:
        """Return savings less costs of a year, over what is known."""
        savings, costs = self.total(year), self.total_cost(year)
        return {
            "planned": (savings["planned"] or 0) - costs["budget"],
            "forecast": (savings["forecast"] or 0) - costs["forecast"],
        }

    def payback(self, basis: str, first: int) -> int | None:
        """Return the first year from which on the net, added up, stays 0 or more in 50 years."""
        if not self.cost_lines():
            return None
        added_up, found = Fraction(), None
        for year in range(first, first + 50):
            added_up += self.net(year)[basis]
            if added_up < 0:
                found = None
            elif found is None:
                found = year
        return found

    def years_shown(self) -> tuple[int, int]:
        """Return the first and the last year that reports show."""
        begins = {self.number(self.programme["target"]["from"])}
        ends = {self.year_of(self.day)}
        for cost in self.costs:
            listed = [cost["budget"], *(s["years"] for s in self.known(cost.get("forecast", [])))]
            begins |= {self.number(year) for years in listed for year in years}
            begins |= {self.number(s["year"]) for s in self.known(cost.get("spent", []))}
        for saving in self.savings:
            begins |= self.named_years(saving) | self.start_years(saving)
            ends |= self.last_years(saving)
        return min(begins), max(begins | ends)

    def named_years(self, saving: Record) -> set[int]:
        """Return the years that a plan, a statement or a claim names by the day."""
        listed = [saving.get("plan", {})]
        listed += [r.get("plan", {}) for r in self.known(saving.get("rebudget", []))]
        listed += [s.get("years", {}) for s in self.known(saving.get("forecast", []))]
        named = {self.number(year) for years in listed for year in years}
        return named | {self.number(c["year"]) for c in self.known(saving.get("realised", []))}

    def start_years(self, saving: Record) -> set[int]:
        """Return the years in which a saving starts to bring what is known of it."""
        years = set()
        for year in self.budget_years(saving):
            budget = self.budget(saving, year)
            if budget.whole is not None and budget.start is not None:
                years.add(int(budget.start // 12))
        expected = self.expected_start(saving)
        if self.full_year(saving) is not None and expected is not None:
            years.add(int(expected // 12))
        start = self.budget(saving).start
        if "one_off_cost" in saving and start is not None:
            years.add(int(start // 12))
        return years

    def budget_years(self, saving: Record) -> list[int | None]:
        """Return a year for each budget that was agreed by the day: one that it holds for."""
        changes = {self.changes_from(r) for r in self.known(saving.get("rebudget", []))}
        return [-1, *sorted(changes), None] if changes else [None]

    def last_years(self, saving: Record) -> set[int]:
        """Return the years that have to be shown for what a saving ends, moves to or comes to."""
        years = set()
        if "ends" in saving:
            years.add(self.year_of(saving["ends"]))
        expected, budget = self.expected_start(saving), self.budget(saving)
        if not saving.get("recurring", True):
            if expected is not None and budget.start is not None:
                by = int(expected // 12) - int(budget.start // 12)
                years |= {year + by for year in budget.plan}
            return years
        effect = self.full_year(saving)
        if effect is None or saving.get("ends", date.max) < self.day:
            return years
        first = min(self.named_years(saving) | self.start_years(saving), default=2050)
        counted = range(first, 2050)
        for year in counted:
            own = self.budget(saving, year)
            if own.whole is not None and self.amount(saving, own, own.start, year) == own.whole:
                years.add(year)
                break
        if self.is_over(saving, self.day):
            return years
        for year in counted:
            stated = [s for s in self.counting(saving, year, self.day) if "full_year" in s]
            whole = stated[-1]["full_year"] if stated else self.budget(saving, year).whole
            if whole is not None and self.due(saving, year, Fraction(), self.day) == whole:
                years.add(year)
                break
        return years

    def losses(self, year: int) -> dict[str, Fraction | None]:
        """Return what a year loses of its plan, over savings whose plan and forecast are known."""
        rows = [self.figures(saving, year) for saving in self.savings]
        known = [row for row in rows if row.variance is not None]
        names = ("planned", "forecast", "slipped", "restated", "not_realised")
        losses = {name: total_of([getattr(row, name) for row in known]) for name in names}
        variance = total_of([row.variance for row in known])
        return losses | {"lost": None if variance is None else -variance}

    def total_cost(self, year: int) -> dict[str, Fraction]:
        """Return what all costs come to in a year."""
        rows = [figures(year) for figures in self.cost_lines()]
        names = ("budget", "forecast", "spent", "variance")
        return {name: sum((row[name] or Fraction() for row in rows), Fraction()) for name in names}


def told(budget: Fraction, forecast: Fraction, spent: Fraction) -> dict[str, Fraction]:
    """Return the figures of a cost by their names."""
    return {"budget": budget, "forecast": forecast, "spent": spent, "variance": forecast - budget}


def total_of(amounts: list[Fraction | None]) -> Fraction | None:
    """Return the sum of the amounts that are known; None if none is."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction()) if known else None


def amount_of(years: Record, year: int) -> Fraction | None:
    """Return what is named for a year; None if nothing is."""
    return next((Fraction(amount) for y, amount in years.items() if int(y[:4]) == year), None)


def scaled(amount: Fraction, stated: Fraction | None, whole: Fraction | None) -> Fraction:
    """Return an amount of a profile, scaled to the full year that was stated."""
    if stated is None or whole is None:
        return amount
    if stated == 0:
        return Fraction()
    return amount * stated / whole if amount * whole > 0 else amount


def later(day: date, amount: int, unit: str) -> date:
    """Return the day that is some days, weeks or calendar months later."""
    if unit.startswith("day"):
        return day + timedelta(days=amount)
    if unit.startswith("week"):
        return day + timedelta(weeks=amount)
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def less(wanted: Fraction, amounts: list[Fraction | None]) -> Fraction | None:
    """Return the sum of the known amounts less another; None where there are only unknown ones."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Fraction()) - wanted if known or not amounts else None

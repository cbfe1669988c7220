"""Budgets of savings that do not hold together: plans, rebudgets, starts and ends.

Each check is a plain function from what was read to the problems it finds.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from minerva.model.dates import YearStart, format_date, number_of
from minerva.model.problems import Problem
from minerva.model.programme import Id, Milestone, Rebudget, Saving, YearLabel
from minerva.store.documents import Documents, label_of

Plan = Mapping[YearLabel, Decimal]


def refuse_wrong_budgets(documents: Documents) -> Iterator[Problem]:
    """Find budgets of savings that could mean two things, or that end before they begin."""
    details = documents.of("programme")
    if not details:
        return
    starts_on = details[0].financial_year_starts or YearStart(4, 1)
    milestones = {milestone.id: milestone for milestone in documents.of("milestone")}
    for saving in documents.of("saving"):
        if saving.plan or saving.rebudget:
            yield from _wrong_plan(saving)
            yield from _wrong_rebudgets(saving, starts_on)
        if saving.ends is not None:
            yield from _wrong_end(saving, starts_on, milestones)
        if saving.replaces is not None and saving.replaces == saving.id:
            yield Problem(
                "unknown-reference",
                f"{label_of(saving)} replaces itself",
                saving.location.at("replaces"),
                "name the saving that it stands in for",
                value=True,
            )


def _wrong_plan(saving: Saving) -> Iterator[Problem]:
    """Find a plan that says something else than the amount beside it, or no clear amount."""
    total = sum(saving.plan.values(), Decimal(0))
    if not saving.recurring and saving.plan and saving.full_year not in (None, total):
        yield Problem(
            "budget",
            f"{label_of(saving)} comes once: its plan sums to {total:,}, its full_year is "
            f"{saving.full_year:,}",
            saving.location.at("plan"),
            "make the two agree, or leave full_year out",
        )
    if saving.recurring and saving.full_year is None and _turns_negative(saving.plan):
        yield Problem(
            "budget",
            f"{label_of(saving)}: the last amount of its plan is below 0 after one above it, so "
            "it does not say what a whole year brings",
            saving.location.at("plan"),
            "say it: add full_year",
        )


def _turns_negative(plan: Plan) -> bool:
    amounts = [plan[label] for label in sorted(plan)]
    return bool(amounts) and amounts[-1] < 0 < max(amounts)


def _wrong_rebudgets(saving: Saving, starts_on: YearStart) -> Iterator[Problem]:
    """Find rebudgets that leave open what a year brings, in the order of their days."""
    plan, full_year = dict(saving.plan), saving.full_year
    agreed = [rebudget for rebudget in saving.rebudget if rebudget.on is not None]
    for rebudget in sorted(agreed, key=lambda rebudget: rebudget.on):
        begun = starts_on.containing(rebudget.on).label
        first = rebudget.from_ or begun
        yield from _wrong_years(saving, rebudget, first, begun)
        yield from _incomplete(saving, rebudget, first, plan)
        plan |= rebudget.plan
        full_year = full_year if rebudget.full_year is None else rebudget.full_year
        if saving.recurring and full_year is None and rebudget.plan and _turns_negative(plan):
            yield Problem(
                "budget",
                f"{label_of(saving)}: the last amount of its plan is below 0 after one above it, "
                "so it does not say what a whole year brings",
                rebudget.location.at("plan"),
                "say it: add full_year",
            )


def _wrong_years(saving: Saving, rebudget: Rebudget, first: str, begun: str) -> Iterator[Problem]:
    label = label_of(saving)
    if rebudget.full_year is None and rebudget.starts is None and not rebudget.plan:
        yield Problem(
            "missing-key",
            f"{label} is rebudgeted without an amount, a start or a plan",
            rebudget.location,
            'add full_year = 450_000, starts = 2015-05-01 or plan = { "2015/16" = 300_000 }',
        )
    if number_of(first) < number_of(begun):
        yield Problem(
            "budget",
            f"{label}: a rebudget of {format_date(rebudget.on)} changes no year before {begun}",
            rebudget.location.at("from"),
            f'write from = "{begun}" or a later year, or leave the key out',
            value=True,
        )
    for year in rebudget.plan:
        if number_of(year) < number_of(first):
            yield Problem(
                "budget",
                f"{label}: the rebudget of {format_date(rebudget.on)} changes {first} and later "
                f"years, and its plan names {year}",
                rebudget.location.at("plan", year),
                f"take {year} out of its plan: a year before keeps its budget",
            )


def _incomplete(saving: Saving, rebudget: Rebudget, first: str, plan: Plan) -> Iterator[Problem]:
    """Find a rebudget that leaves open what becomes of the plan, or from when it counts."""
    label = label_of(saving)
    left = [year for year in sorted(plan) if number_of(year) >= number_of(first)]
    left = [year for year in left if year not in rebudget.plan]
    if left and (rebudget.full_year is not None or rebudget.starts is not None):
        given = "start" if rebudget.full_year is None else "full year"
        entries = ", ".join(f'"{year}" = ...' for year in left)
        yield Problem(
            "budget",
            f"{label}: the rebudget of {format_date(rebudget.on)} gives a {given}, and leaves "
            f"open what the plan now has for {', '.join(left)}",
            rebudget.location,
            f"add plan = {{ {entries} }}; with `minerva rebudget`, a --year for each",
        )
    if rebudget.plan and rebudget.starts is None and saving.starts_with is not None:
        yield Problem(
            "budget",
            f"{label}: the rebudget of {format_date(rebudget.on)} gives a plan, and leaves open "
            f'whether that goes by the first date of "{saving.starts_with}"',
            rebudget.location.at("plan"),
            "add starts, the day that the new plan goes by",
        )


def _wrong_end(
    saving: Saving, starts_on: YearStart, milestones: Mapping[Id, Milestone]
) -> Iterator[Problem]:
    label, ends = label_of(saving), saving.ends
    if ends is None:
        return
    where = saving.location.at("ends")
    if not saving.recurring:
        yield Problem(
            "ends",
            f"{label} comes once, and cannot end",
            where,
            "take ends away, or recurring = false",
        )
    starts = [saving.starts, *(rebudget.starts for rebudget in saving.rebudget)]
    milestone = milestones.get(saving.starts_with) if saving.starts_with else None
    if milestone is not None and milestone.baseline is not None:
        starts.append(milestone.baseline.latest)
    late = [start for start in starts if start is not None and start > ends]
    if late:
        yield Problem(
            "ends",
            f"{label} ends on {format_date(ends)}, before it starts on {format_date(max(late))}",
            where,
            "ends is the last day in effect: correct it or the start",
            value=True,
        )
    named = [*saving.plan, *(year for rebudget in saving.rebudget for year in rebudget.plan)]
    after = [year for year in named if starts_on.named(year).first > ends]
    if after:
        yield Problem(
            "ends",
            f"{label} ends on {format_date(ends)}, before {min(after)}, which its plan names",
            where,
            f"correct it, or take {', '.join(sorted(set(after)))} out of the plan",
            value=True,
        )

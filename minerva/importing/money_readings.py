"""Two things that a sheet of savings can mean by its amounts: which way round, and since when.

Savings may be written below zero, and a year may have what it brings or only the change on the year
before. What the sheet does not settle is asked.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from minerva.importing.grid import ImportOptions, Row
from minerva.importing.headings import HeadedTable
from minerva.importing.incoming import IncomingCost, IncomingSaving, Question, Rejected
from minerva.model.errors import MinervaError
from minerva.model.money import ZERO, format_money

_CHANGES: Final = re.compile(
    r"\b(?:change|increase|movement|addition|difference)s?\b.{0,30}\b(?:previous|prior|preceding|"
    r"last|before)\b|\byear[- ]on[- ]year\b|\bincremental\b|\bincrements?\b",
    re.IGNORECASE,
)
_EXPECTED: Final = ("full_year", "plan", "forecast")
_CLAIMED: Final = ("realised", "validated")
"""What was claimed may be below zero where it corrects an earlier claim."""


class Readings(Struct, frozen=True):
    """The savings or costs as they are read, how in words, and what is asked or refused."""

    savings: Sequence[IncomingSaving]
    sign: str
    remarks: Sequence[str] = ()
    questions: Sequence[Question] = ()
    rejected: Sequence[Rejected] = ()
    costs: Sequence[IncomingCost] = ()


def read_as_asked(
    savings: Sequence[IncomingSaving],
    table: HeadedTable,
    rows: Sequence[Row],
    options: ImportOptions,
) -> Readings:
    """Turn the amounts the way that was asked for, add changes up, and ask what is not sure.

    In a workbook that minerva wrote nothing is in doubt: it is taken as it is.

    Raises MinervaError where there are no amounts by year to add up.
    """
    sign, questions = _which_way(savings, options)
    if options.savings.only_savings:
        return Readings(savings, sign, [], questions, [])
    if options.savings.sign == "savings-negative":
        savings = [_turned_over(saving) for saving in savings]
    remarks: list[str] = []
    rejected: list[Rejected] = []
    years = sorted({str(c.year) for c in table.columns if c.key == "plan" and c.year})
    if options.savings.increments and len(years) < 2:
        raise MinervaError(
            "--increments adds up the changes of several years, and the file has planned amounts "
            f"of {'one year' if years else 'none'}",
            "leave it out, or say of each year's column what it is: --map D='plan 2014/15'",
        )
    if sum(any(saving.plan.get(year) for saving in savings) for year in years) > 1 or (
        options.savings.increments
    ):
        both = _both(savings, years, options.currency)
        place = _where_changes_are_said(table, rows)
        if options.savings.increments:
            savings, rejected = _all_added_up(savings, years)
            remarks.append(f"the changes of the years are added up ({both})")
        elif options.savings.increments is None and (
            place is not None or _full_years_are(savings, _sum)
        ):
            why = (
                f"{place} speaks of changes on the year before"
                if place
                else "the full-year amounts are the sums of the years"
            )
            questions.append(
                Question(
                    f"{why} ({both})",
                    "--increments adds them up, --no-increments takes them as they are",
                )
            )
        elif not _full_years_are(savings, _last):
            hint = "" if options.savings.increments is False else "; --increments adds them up"
            remarks.append(f"the amounts are read as what each year brings ({both}){hint}")
    savings, of_one_offs = _checked_one_offs(savings, options.currency)
    return Readings(savings, sign, remarks, questions, [*rejected, *of_one_offs])


def _which_way(
    savings: Sequence[IncomingSaving], options: ImportOptions
) -> tuple[str, list[Question]]:
    """Say which way round amounts are read; ask where most, or their sum, are below zero."""
    if options.savings.only_savings:
        return "amounts above zero are savings", []
    by_key = {key: list(_amounts(savings, key)) for key in _EXPECTED}
    found = [amount for amounts in by_key.values() for amount in amounts] or [
        amount for key in _CLAIMED for amount in _amounts(savings, key)
    ]
    below = sum(amount < 0 for amount in found)
    count = f"{below} of {len(found)} amounts {'is' if below == 1 else 'are'} below zero"
    if len({are_below_zero(amounts) for amounts in by_key.values() if _one_way(amounts)}) > 1:
        question = Question(
            "some columns have their amounts below zero, and others above",
            'turn one of them over in the file, or leave it out: --map "HEADING="',
        )
        return f"not sure: {count}, and shown as in the file", [question]
    if options.savings.sign == "savings-negative":
        return "amounts below zero, or in brackets, are savings (--sign savings-negative)", []
    if options.savings.sign == "savings-positive":
        return f"amounts above zero are savings (--sign savings-positive); {count}", []
    if not are_below_zero(found):
        return f"amounts above zero are savings{f'; {count}' if below else ''}", []
    question = Question(
        f"{count}: they are savings, or they are costs",
        "--sign savings-negative says that they are savings, --sign savings-positive that they "
        "are costs",
    )
    return f"not sure: {count}, and shown as in the file", [question]


def _amounts(savings: Sequence[IncomingSaving], key: str) -> Iterator[Decimal]:
    """Yield the amounts of a key that are not 0."""
    for saving in savings:
        value = getattr(saving, key)
        yield from (v for v in ([value] if key == "full_year" else value.values()) if v)


def are_below_zero(amounts: Sequence[Decimal]) -> bool:
    """Tell whether more than half of some amounts are below zero, or all of them together."""
    below = sum(amount < 0 for amount in amounts)
    return below * 2 > len(amounts) or sum(amounts, ZERO) < 0


def _one_way(amounts: Sequence[Decimal]) -> bool:
    """Tell whether there are several amounts, and all of them are on one side of zero."""
    return len(amounts) > 1 and len({amount < 0 for amount in amounts}) == 1


def _turned_over(saving: IncomingSaving) -> IncomingSaving:
    """Return a saving with its amounts the other way round; what it costs stays as it is."""

    def turned(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
        return {year: -amount for year, amount in amounts.items()}

    return replace(
        saving,
        full_year=None if saving.full_year is None else -saving.full_year,
        plan=turned(saving.plan),
        forecast=turned(saving.forecast),
        realised=turned(saving.realised),
        validated=turned(saving.validated),
    )


def added_up(plan: Mapping[str, Decimal], years: Sequence[str]) -> dict[str, Decimal]:
    """Return what each year brings where a plan has the changes: their sum up to that year.

    A year without an amount has no change; nothing is said of years before the first amount.
    """
    brought: dict[str, Decimal] = {}
    so_far = None
    for year in years:
        change = plan.get(year)
        if change is not None:
            so_far = (so_far or ZERO) + change
        if so_far is not None:
            brought[year] = so_far
    return brought


def _all_added_up(
    savings: Sequence[IncomingSaving], years: Sequence[str]
) -> tuple[list[IncomingSaving], list[Rejected]]:
    """Add up the changes of each saving; a one-off has to go again in a later year, or end it."""
    added, rejected = [], []
    for saving in savings:
        plan = added_up(saving.plan, years)
        amounts = list(plan.values())
        goes_on = saving.recurring is False and len([a for a in amounts if a]) > 1 and amounts[-1]
        if goes_on:
            rejected.append(
                Rejected(
                    saving.place,
                    saving.name,
                    "a one-off whose changes, added up, go on for several years",
                    "write the change back in the year after it, or call it recurring",
                )
            )
        else:
            added.append(replace(saving, plan=plan))
    return added, rejected


def _both(savings: Sequence[IncomingSaving], years: Sequence[str], currency: str) -> str:
    """Return what the years come to in both readings."""
    yearly = [sum((saving.plan.get(year, ZERO) for saving in savings), ZERO) for year in years]
    sums = [added_up(saving.plan, years) for saving in savings]
    changed = [sum((each.get(year, ZERO) for each in sums), ZERO) for year in years]
    first, second = (
        ", ".join(format_money(amount, currency) for amount in amounts)
        for amounts in (yearly, changed)
    )
    return f"as yearly amounts: {first}; as changes, added up: {second}"


def _where_changes_are_said(table: HeadedTable, rows: Sequence[Row]) -> str | None:
    """Return the first place beside the rows that says that amounts are changes."""
    above = [row for row in table.grid.rows if row.number <= table.row.number]
    alone = [row for row in rows if sum(value is not None for value in row.values) == 1]
    for row in (*above, *alone):
        for value in row.values:
            if isinstance(value, str) and _CHANGES.search(value):
                return table.grid.place(row.number)
    return None


def _sum(plan: Mapping[str, Decimal]) -> Decimal:
    return sum(plan.values(), ZERO)


def _last(plan: Mapping[str, Decimal]) -> Decimal:
    return plan[max(plan)]


def _full_years_are(
    savings: Sequence[IncomingSaving], figure: Callable[[Mapping[str, Decimal]], Decimal]
) -> bool:
    """Tell whether the full-year amounts prove one reading: its figure is all of them.

    Only recurring savings for which the last year and the sum of the years differ say anything.
    """
    telling = [
        saving
        for saving in savings
        if saving.recurring is not False
        and saving.full_year is not None
        and len(saving.plan) > 1
        and _sum(saving.plan) != _last(saving.plan)
    ]
    return bool(telling) and all(figure(saving.plan) == saving.full_year for saving in telling)


def _checked_one_offs(
    savings: Sequence[IncomingSaving], currency: str
) -> tuple[list[IncomingSaving], list[Rejected]]:
    """Keep out one-offs whose whole amount is not the sum of their years.

    A full-year amount of 0 says of a one-off that nothing of it goes on: it is left out.
    """
    checked, rejected = [], []
    for saving in savings:
        whole = _sum(saving.plan)
        if saving.recurring is not False or not saving.plan or saving.full_year in (None, whole):
            checked.append(saving)
        elif saving.full_year == 0:
            checked.append(replace(saving, full_year=None))
        else:
            amounts = (
                f"{format_money(saving.full_year or ZERO, currency)}, and its years come to "
                f"{format_money(whole, currency)}"
            )
            rejected.append(
                Rejected(
                    saving.place,
                    saving.name,
                    f"a one-off of {amounts}",
                    "make them agree: of a one-off, the full-year amount is the whole of it",
                )
            )
    return checked, rejected

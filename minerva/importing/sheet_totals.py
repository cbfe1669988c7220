"""Rows of totals among the savings of a sheet: they are found, left out and used to check.

A row is a total by its name, or because it is the sum of those above it, of its group or of those
below it. One that may be a total and may be a saving is neither: it is kept out.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.importing.grid import Row
from minerva.importing.workstreams import fold
from minerva.model.money import ZERO

TOTAL: Final = re.compile(
    r"\b(?:sub|grand)?[\s-]*totals?\b|\bnet\b.*\brequirement\b|\bsavings? requirement\b"
    r"|\ball (?:savings|directorates|departments|services)\b",
    re.IGNORECASE,
)
_OF_ALL: Final = re.compile(r"\b(?:grand|overall|all|net|requirement|council)\b", re.IGNORECASE)
_NEARLY: Final = Decimal("0.1")

MOST_IN_A_GROUP: Final = 50
"""How many rows without a break a row may be the sum of, where nothing else speaks for a total."""
MOST_COMPARED_WITH_ALL: Final = 2_000
UNREAD: Final = None
"""What stands for an amount that could not be read."""


class Line(Struct, frozen=True):
    """A row with amounts, or of a saving without any: what tells a total from a saving.

    `amounts` are by the number of the column; those that are not known are left out, and one that
    could not be read is UNREAD. `block` is the number of the part of the sheet that it stands in:
    each row that names a group begins another. One that `has_details` says more than a name and
    amounts: a start, a category, a note.
    """

    row: Row
    place: str
    name: str | None
    id: str | None
    own_workstream: str | None
    workstream: str | None
    amounts: Mapping[int, Decimal | None]
    block: int
    has_details: bool = False


class Total(Struct, frozen=True):
    """A line that is a total: the lines it is the sum of, and by how much it differs in columns.

    `compared` tells whether any of its amounts could be.
    """

    members: Sequence[Line]
    differences: Mapping[int, Decimal]
    compared: bool


class Found(Struct, frozen=True):
    """The lines that are totals, and those that may be, with the lines they are the sum of.

    `nameless` are the others that have no name: they are no savings either.
    """

    totals: Mapping[int, Total]
    doubtful: Mapping[int, Sequence[Line]]
    nameless: Collection[int]


def find_totals(lines: Sequence[Line]) -> Found:
    """Tell totals from savings; both are by their number among the lines.

    A total is compared in the columns in which it has an amount. A saving without an amount counts
    as nothing; a column with an amount that could not be read is not compared.
    """
    others = [line for line in lines if not is_called_total(line)]
    have_ids = _mostly([line.id is not None for line in others])
    have_workstreams = _mostly([line.own_workstream is not None for line in others])
    groups = {fold(line.workstream) for line in lines if line.workstream}
    totals: dict[int, Total] = {}
    doubtful: dict[int, Sequence[Line]] = {}
    nameless: set[int] = set()
    for number, line in enumerate(lines):
        if not any(line.amounts.values()) and not is_called_total(line):
            continue
        if line.id is not None and have_ids and not _is_plainly_total(line, groups):
            continue
        unlike = (have_ids and line.id is None) or (have_workstreams and not line.own_workstream)
        no_savings = {*totals, *doubtful}
        if is_called_total(line) or (unlike and len(lines) <= MOST_COMPARED_WITH_ALL):
            candidates = list(_candidates(lines, number, no_savings, groups, have_ids=have_ids))
        else:
            candidates = [
                _run_above(lines, number, no_savings),
                _run_below(lines, number, have_ids=have_ids),
            ]
        agreeing = _sum_of(lines, number, candidates)
        called = is_called_total(line) or (line.id is None and _is_called_as_a_group(line, groups))
        if called and agreeing is None and _is_saving_called_total(line, groups, lines):
            continue
        if called:
            totals[number] = agreeing or _expected(lines, number, no_savings, groups)
        elif agreeing is not None and (unlike or _are_summed(line, agreeing.members) > 1):
            totals[number] = agreeing
        elif agreeing is not None and _are_summed(line, agreeing.members):
            doubtful[number] = agreeing.members
        elif unlike and (members := _nearly_sum_of(lines, number, candidates)):
            doubtful[number] = members
        elif line.name is None and line.id is None:
            nameless.add(number)
        elif unlike and _is_below_all(lines, number, totals):
            doubtful[number] = ()
    for number in [n for n in doubtful if _is_proven(lines, n, totals)]:
        members = doubtful.pop(number)
        totals[number] = _compared(lines[number], members)
    return Found(totals, doubtful, nameless)


def _is_below_all(lines: Sequence[Line], number: int, totals: Mapping[int, Total]) -> bool:
    """Tell whether a line stands below a total of all that is above that: `Of which cashable`."""
    return any(
        n < number and len(total.members) == n - sum(other < n for other in totals)
        for n, total in totals.items()
        if not _is_sub_total(lines[n])
        and (_OF_ALL.search(lines[n].name or "") or _rest_of_name(lines[n]) == "")
    )


def _is_proven(lines: Sequence[Line], number: int, totals: Mapping[int, Total]) -> bool:
    """Tell whether a line that may be a total is one: a total that agrees runs over it without it.

    It is the sum of those above it, to the penny.
    """
    line = lines[number]
    return any(
        total.compared
        and not total.differences
        and len(total.members) > 1
        and total.members[0].row.number < line.row.number < lines[n].row.number
        and line not in total.members
        for n, total in totals.items()
    )


def is_called_total(line: Line) -> bool:
    """Tell whether a line says that it is a total, wherever it says so."""
    texts = (line.name, line.id, *[v for v in line.row.values if isinstance(v, str)][:1])
    return any(text is not None and TOTAL.search(text) for text in texts)


def _mostly(facts: Sequence[bool]) -> bool:
    return sum(facts) * 2 > len(facts)


def _rest_of_name(line: Line) -> str:
    """Return what a total is called beside the word: `adult social care`."""
    return fold(re.sub(r"[^\w\s&/-]", " ", TOTAL.sub(" ", line.name or ""))).strip(" -")


def _is_plainly_total(line: Line, groups: Collection[str]) -> bool:
    """Tell whether a line with a reference is a total for all that: it says of what group."""
    rest = _rest_of_name(line)
    return is_called_total(line) and (rest == "" or rest in groups)


def _is_called_as_a_group(line: Line, groups: Collection[str]) -> bool:
    return line.name is not None and fold(line.name) in groups


def _is_saving_called_total(line: Line, groups: Collection[str], lines: Sequence[Line]) -> bool:
    """Tell whether a line that is the sum of nothing has the word for another reason.

    `Total facilities management` has a name of its own beside it, and details or no rows to sum.
    """
    rest = _rest_of_name(line)
    return rest != "" and rest not in groups and (line.has_details or len(lines) == 1)


def _candidates(
    lines: Sequence[Line],
    number: int,
    others: Collection[int],
    groups: Collection[str],
    *,
    have_ids: bool,
) -> Iterator[Sequence[Line]]:
    """Yield the lines that one may be the sum of, the likeliest first; `others` are no savings.

    One that names a group, or stands in one, is a total of that alone.
    """
    line = lines[number]
    leaves = [(n, other) for n, other in enumerate(lines) if n not in others and n != number]
    before = [(n, other) for n, other in leaves if n < number]
    last = max((n for n in others if n < number), default=-1)
    yield [other for n, other in before if n > last and other.block == line.block]
    yield [other for n, other in before if n > last]
    yield [other for _, other in before if other.block == line.block]
    named = (_rest_of_name(line), fold(line.name or ""), fold(line.own_workstream or ""))
    of_all = _OF_ALL.search(line.name or "") is not None
    in_a_group = any(name in groups for name in named[: 1 if of_all else 3])
    for name in named:
        if name in groups:
            yield [other for _, other in leaves if fold(other.workstream or "") == name]
    yield _run_below(lines, number, have_ids=have_ids)
    if not in_a_group:
        yield [other for _, other in before]
        if not before:
            yield [other for _, other in leaves if not is_called_total(other)]


def _run_above(lines: Sequence[Line], number: int, others: Collection[int]) -> list[Line]:
    """Return the lines above one, up to the last that is no saving or that begins a block."""
    run: list[Line] = []
    for n in range(number - 1, -1, -1):
        if n in others or lines[n].block != lines[number].block:
            break
        if len(run) == MOST_IN_A_GROUP:
            return []
        run.append(lines[n])
    return run[::-1]


def _run_below(lines: Sequence[Line], number: int, *, have_ids: bool) -> list[Line]:
    """Return the lines below one, down to the next that may be a total or that begins a block."""
    run: list[Line] = []
    for n in range(number + 1, len(lines)):
        other = lines[n]
        may_be_total = is_called_total(other) or (have_ids and other.id is None)
        if may_be_total or other.block != lines[number].block:
            break
        if len(run) == MOST_IN_A_GROUP:
            return []
        run.append(other)
    return run


def _sum_of(
    lines: Sequence[Line], number: int, candidates: Sequence[Sequence[Line]]
) -> Total | None:
    """Return the total that a line is, where it is the sum of some lines; None where of none."""
    called = is_called_total(lines[number])
    for members in candidates:
        total = _compared(lines[number], members)
        if len(members) > (0 if called else 1) and total.compared and not total.differences:
            return total
    return None


def _nearly_sum_of(
    lines: Sequence[Line], number: int, candidates: Sequence[Sequence[Line]]
) -> Sequence[Line]:
    """Return the lines that one is nearly the sum of: within a tenth, in every column."""
    line = lines[number]
    for members in candidates:
        total = _compared(line, members)
        if len(members) > 1 and total.compared:
            near = (
                abs(difference) <= abs(line.amounts[column] or ZERO) * _NEARLY
                for column, difference in total.differences.items()
            )
            if all(near):
                return members
    return ()


def _compared(line: Line, members: Sequence[Line]) -> Total:
    """Compare a line with the sum of others, in the columns in which all could be read."""
    differences: dict[int, Decimal] = {}
    compared = False
    for column, amount in line.amounts.items():
        amounts = [member.amounts[column] for member in members if column in member.amounts]
        if amount is None or None in amounts:
            continue
        compared = True
        difference = amount - sum((each for each in amounts if each is not None), ZERO)
        if difference:
            differences[column] = difference
    return Total(members, differences, compared)


def _are_summed(line: Line, members: Sequence[Line]) -> int:
    """Return in how many columns, all different, a line is a sum of two amounts or more."""
    columns = set()
    for column in line.amounts:
        amounts = tuple(member.amounts.get(column) or ZERO for member in members)
        if sum(map(bool, amounts)) > 1:
            columns.add(amounts)
    return len(columns)


def _expected(
    lines: Sequence[Line], number: int, others: Collection[int], groups: Collection[str]
) -> Total:
    """Return the total that a line is by its name, with what it should have been the sum of."""
    line = lines[number]
    leaves = [other for n, other in enumerate(lines) if n not in others and n != number]
    before = [other for n, other in enumerate(lines[:number]) if n not in others]
    last_total = max((n for n in others if n < number), default=-1)
    group = next(
        (
            name
            for name in (_rest_of_name(line), fold(line.name or ""), fold(line.workstream or ""))
            if name in groups
        ),
        None,
    )
    since = [other for n, other in enumerate(lines[:number]) if n > last_total]
    is_last = all(is_called_total(other) for other in lines[number + 1 :])
    if _OF_ALL.search(line.name or "") or (is_last and not _is_sub_total(line) and group is None):
        members = before or leaves
    elif (group is not None and line.own_workstream is not None) or group in (
        _rest_of_name(line),
        fold(line.name or ""),
    ):
        members = [other for other in leaves if fold(other.workstream or "") == group]
    else:
        members = since or before or leaves
    return _compared(line, members)


def _is_sub_total(line: Line) -> bool:
    return bool(re.search(r"\bsub", line.name or "", re.IGNORECASE))

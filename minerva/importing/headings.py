"""Which row of a grid has the headings, and which key each of them is taken for.

Nothing is taken for a key on a likeness: a heading has one of the usual wordings, or `--map` says
what it is. Where two headings have a claim to one key, the file is refused with what to write.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.importing.grid import (
    Grid,
    ImportOptions,
    Kind,
    Row,
    Scaled,
    column_number,
)
from minerva.importing.heading_rows import headings_of
from minerva.importing.incoming import Matched
from minerva.importing.kinds import (
    Labels,
    UnclearKindError,
    kind_of,
    listed,
    may_be_costs,
    titles_of,
)
from minerva.importing.register_wordings import NAMES, REGISTER_ROWS, label_named
from minerva.importing.wordings import (
    A_YEAR,
    AMOUNTS,
    FIRST_AGREED,
    MARKS,
    USUAL,
    label_of_words,
    label_of_year,
    words_of,
)
from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint

_NO_FIGURE: Final = re.compile("[A-Za-z]{3}|[0-9]+[./-][0-9]+[./-][0-9]+")
"""What a cell with digits has that is no amount: a word, or a date."""
_LETTERS: Final = re.compile("[A-Za-z]{1,2}")
MOST_ROWS_ABOVE: Final = 200
"""How many rows with something in them are looked at for the headings."""


class KeyedColumn(Struct, frozen=True):
    """A column of the grid that is read: its number from 0, the key, and what its heading adds."""

    number: int
    heading: str
    key: str
    year: str | None = None
    unit: Decimal = Decimal(1)
    length: str | None = None
    currency: str | None = None
    first_agreed: bool = False


class HeadedTable(Struct, frozen=True):
    """A grid with its headings found: what it holds, the row of the headings, the columns read."""

    grid: Grid
    kind: Kind
    row: Row
    columns: Sequence[KeyedColumn]
    matched: Sequence[Matched]
    by_key: Mapping[str, KeyedColumn]

    def of(self, key: str) -> KeyedColumn | None:
        """Return the column of a key; the first of those of several years."""
        return self.by_key.get(key)


def find_headings(
    grid: Grid, options: ImportOptions, kind: Kind | None
) -> tuple[Row, Kind, int] | None:
    """Return the row that has the headings, what it holds, and how many columns are matched.

    It is the first of those with the most columns matched, two at least, and with a name or an
    id. Raises MinervaError where `--header` names a row that is not there, and
    UnclearKindError where nothing tells what the rows are, or for a key of `--map` that nothing
    has.
    """
    if options.header is not None:
        row = next((row for row in grid.rows if row.number == options.header), None)
        if row is None:
            raise MinervaError(
                f"row {options.header} has nothing in it",
                "give the row of the headings as --header",
            )
        labels = _possible(grid, row, kind, options)
        chosen = kind_of(row, labels, titles_of(grid, row))
        return row, chosen, len(_keys_of(labels[chosen], options))
    best: tuple[Row, dict[Kind, Labels]] | None = None
    score = 1
    for row in [row for row in grid.rows if _is_filled(row)][:MOST_ROWS_ABOVE]:
        labels = _possible(grid, row, kind, options)
        keys = [_keys_of(found, options) for found in labels.values()]
        count = max((len(found) for found in keys if found & {"name", "id"}), default=0)
        if count > score:
            best, score = (row, labels), count
    if best is None:
        registered = _register_headings(grid, options) if kind is None else None
        if registered is None:
            _refuse_unknown_keys(options, kind)
        return registered
    row, labels = best
    if kind is None and (registered := _registered(grid, row, labels, options)) is not None:
        return registered
    chosen = kind_of(row, labels, titles_of(grid, row))
    return row, chosen, len(_keys_of(labels[chosen], options))


def _possible(
    grid: Grid, row: Row, kind: Kind | None, options: ImportOptions
) -> dict[Kind, Labels]:
    """Return what the headings would be taken for as each kind that the rows may be."""
    if kind is not None:
        return {kind: _labels_of(grid, row, kind, options)}
    labels: dict[Kind, Labels] = {
        each: _labels_of(grid, row, each, options) for each in ("milestones", "savings")
    }
    costs = _labels_of(grid, row, "costs", options)
    return labels | ({"costs": costs} if may_be_costs(costs, titles_of(grid, row)) else {})


_ENDS_TOO: Final = {"actual"}
"""A mark of milestones that the end of a risk or of an action has too: `Date closed`."""


def _register_headings(grid: Grid, options: ImportOptions) -> tuple[Row, Kind, int] | None:
    """Return the first row with the headings of a risk log, an action log or a scorecard."""
    for row in [row for row in grid.rows if _is_filled(row)][:MOST_ROWS_ABOVE]:
        found = _registered(grid, row, {}, options)
        if found is not None:
            return found
    return None


def _registered(
    grid: Grid, row: Row, labels: Mapping[Kind, Labels], options: ImportOptions
) -> tuple[Row, Kind, int] | None:
    """Return a row as the headings of a register, where it has a name of such rows and a mark.

    Raises UnclearKindError where they may be those of milestones, savings or costs as well.
    """
    texts = [value for value in row.values if isinstance(value, str)]
    found: list[tuple[Kind, int]] = []
    for kind in REGISTER_ROWS:
        keys = _keys_of(_labels_of(grid, row, kind, options), options)
        marked = {label.split(" ")[0] for label in keys} & MARKS[kind]
        called = any(words_of(text).words in NAMES[kind] for text in texts)
        sure = called or kind == "risks"  # nothing else has a probability
        if "name" in keys and marked and sure:
            found.append((kind, len(keys)))
    if not found:
        return None
    others = [
        kind
        for kind, keys in ((each, {*found.values()}) for each, found in labels.items())
        if "name" in keys and (keys & MARKS[kind]) - _ENDS_TOO
    ]
    if others or len(found) > 1:
        kinds = [*others, *(kind for kind, _ in found)]
        raise UnclearKindError(
            f"the headings may be those of {' or of '.join(kinds)}: {listed(row)}",
            f"write {' or '.join(f'--as {kind}' for kind in kinds)}",
        )
    return row, *found[0]


def match_headings(grid: Grid, row: Row, kind: Kind, options: ImportOptions) -> HeadedTable:
    """Take each heading for a key, or for none.

    Raises MinervaError where two have a claim to one, where there is no name, and where
    `--map` names a heading or a key that is not there.
    """
    headings = _texts(grid, row, kind, options)
    chosen = _mapped(headings, kind, options)
    explicit = set(chosen)
    _refuse_rows_by_year(grid, row, kind, headings, chosen)
    claims: dict[str, list[int]] = {}
    for loose in (False, True):
        before = set(claims) | {label for label in chosen.values() if label}
        for n, heading in headings.items():
            label = (
                None
                if n in chosen
                else label_of_words(
                    heading, kind, loose=loose, calendar=options.year_start.is_calendar
                )
            )
            if label is not None and label not in before:
                claims.setdefault(label, []).append(n)
    flagged = _milestone_flag(headings, kind, claims, chosen)
    for label, claimants in claims.items():
        exact = [n for n in claimants if words_of(headings[n]).words == label]
        if len(claimants) > 1 and len(exact) != 1:
            raise _claimed_twice(grid, row, label, [(n, headings[n]) for n in claimants])
        chosen[(exact or claimants)[0]] = label
    chosen.update(flagged)
    if kind in AMOUNTS:
        _leave_out_sums_of_years(headings, chosen, explicit)
        _give_years(grid, row, kind, headings, chosen, options)
    columns = [
        _column(n, headings[n], label, explicit=_folded(headings[n]) in _folded_maps(options))
        for n, label in sorted(chosen.items())
        if label
    ]
    by_number = {column.number: column for column in columns}
    matched = [
        Matched(
            grid.column(n),
            heading,
            label_of(by_number[n]) if n in by_number else None,
            words_of(heading).written_unit if n in by_number else None,
        )
        for n, heading in headings.items()
    ]
    by_key = {column.key: column for column in reversed(columns)}
    table = HeadedTable(grid, kind, row, columns, matched, by_key)
    if table.of("name") is None and table.of("id") is None:
        raise MinervaError(
            f"no column of {grid.place(row.number)} is taken for the name of the {kind}",
            f'say which it is: --map "{next(iter(headings.values()), "Heading")}=name"',
        )
    return table


def label_of(column: KeyedColumn) -> str:
    """Return what a column is taken for, as `--map` writes it: `baseline`, `plan 2014/15`."""
    return f"{column.key} {column.year}" if column.year else column.key


def one_date(table: HeadedTable) -> str | None:
    """Return the heading of a baseline that is the only expected date the rows have.

    It is not taken for the first one agreed where nothing says so: as people move it, it is the
    date now expected. None where the heading says baseline, or the rows have a forecast too.
    """
    baseline = table.of("baseline")
    if baseline is None or table.of("forecast") is not None or baseline.first_agreed:
        return None
    return baseline.heading


def is_heading_again(row: Row, headings: Row) -> bool:
    """Tell whether a row is the headings once more, as on each page of a long table."""
    if row.values[0] not in headings.values:
        return False
    filled = [value for value in row.values if value is not None]
    return bool(filled) and filled == [value for value in headings.values if value is not None]


def _refuse_rows_by_year(
    grid: Grid,
    row: Row,
    kind: Kind,
    headings: Mapping[int, str],
    chosen: Mapping[int, str | None],
) -> None:
    """Refuse savings, or costs, with a row for each year: one has one row here."""
    for n, heading in headings.items():
        if kind in AMOUNTS and n not in chosen and words_of(heading).words in A_YEAR:
            noun, example = ("cost", "Spent") if kind == "costs" else ("saving", "Realised")
            raise MinervaError(
                f'"{heading}" ({grid.place(row.number, n)}) says that a {noun} has a row for each '
                "year",
                f"give each year a column, as {example} 2014/15; minerva's own come back as "
                "`minerva export programme.json` writes them",
            )


def _kinds(kind: Kind | None) -> Sequence[Kind]:
    return (kind,) if kind else ("milestones", "savings", "costs")


def _is_filled(row: Row) -> bool:
    return any(value is not None for value in row.values)


def _texts(grid: Grid, row: Row, kind: Kind, options: ImportOptions) -> dict[int, str]:
    """Return the headings by column; those of amounts with what the rows beside them add."""
    if kind in AMOUNTS:
        found = headings_of(grid, row, kind, calendar=options.year_start.is_calendar)
        return {n: heading.text for n, heading in found.items()}
    return {n: value for n, value in enumerate(row.values) if isinstance(value, str)}


def _labels_of(grid: Grid, row: Row, kind: Kind, options: ImportOptions) -> Labels:
    """Return what the headings in a row are for, whatever else is in it.

    An amount whose heading has neither a year nor a sign of money counts only where it was said
    what the rows are: `Target` may be a date.
    """
    maps = _folded_maps(options)
    labels: dict[str, str] = {}
    for value in _texts(grid, row, kind, options).values():
        if len(value) > 100:
            continue
        calendar = options.year_start.is_calendar
        label = label_of_words(value, kind, loose=False, calendar=calendar) or label_of_words(
            value, kind, loose=True, calendar=calendar
        )
        label = maps.get(_folded(value)) or label
        sure = options.kind is not None or words_of(value).is_money
        if kind in AMOUNTS and label in AMOUNTS[kind] and not sure:
            label = None
        if label:
            labels[value] = label
    return labels


def _keys_of(labels: Labels, options: ImportOptions) -> set[str]:
    """Return the keys that headings are for, with those that `--map` gives columns by letters."""
    keys = {*labels.values()}
    if keys & {"name", "id"}:
        keys |= {key for heading, key in options.maps.items() if _LETTERS.fullmatch(heading)}
    return keys - {""}


def _milestone_flag(
    headings: Mapping[int, str],
    kind: Kind,
    claims: Mapping[str, Sequence[int]],
    chosen: Mapping[int, str | None],
) -> dict[int, str | None]:
    """Take `Milestone` beside a name for the mark that says which tasks are milestones."""
    named = "name" in claims or "name" in chosen.values()
    if kind != "milestones" or not named:
        return {}
    taken = {n for columns in claims.values() for n in columns} | set(chosen)
    return {
        n: "flag" for n, text in headings.items() if n not in taken and _folded(text) == "milestone"
    }


def _mapped(headings: dict[int, str], kind: Kind, options: ImportOptions) -> dict[int, str | None]:
    """Return the key of each column that `--map` names; None for one that is not to be used.

    It names a column by its heading or, where no heading is called that, by its letters.
    """
    by_words = {_folded(heading): n for n, heading in reversed(list(headings.items()))}
    chosen: dict[int, str | None] = {}
    for heading, key in options.maps.items():
        column = by_words.get(_folded(heading))
        if column is None and _LETTERS.fullmatch(heading):
            column = column_number(heading)
            headings.setdefault(column, f"column {heading.upper()}")
        if column is None:
            raise MinervaError(
                f'there is no heading "{heading}" to take for {key or "nothing"}',
                nearest_hint(
                    heading, headings.values(), f"the headings are {', '.join(headings.values())}"
                ),
            )
        label = _key_named(key, kind, options) if key else None
        if label is not None and label in chosen.values():
            raise MinervaError(
                f"--map takes two headings for {label}", "take one of them for another key"
            )
        chosen[column] = label
    return chosen


def _refuse_unknown_keys(options: ImportOptions, kind: Kind | None) -> None:
    """Refuse a key of `--map` that no kind of rows has, before it is missed among the headings."""
    for key in filter(None, options.maps.values()):
        refused = []
        for possible in _kinds(kind):
            try:
                _key_named(key, possible, options)
            except MinervaError as error:
                refused.append(error)
        if len(refused) == len(_kinds(kind)):
            if kind is not None:
                raise refused[0]
            keys = dict.fromkeys(key for of in _kinds(None) for key in USUAL[of])
            raise MinervaError(
                f'neither milestones nor savings nor costs have a key "{key}", which --map names',
                nearest_hint(key, keys, f"the keys are {', '.join(keys)}"),
            )


def _key_named(key: str, kind: Kind, options: ImportOptions) -> str:
    """Return the key that `--map` names. Raises MinervaError for one that is not there."""
    if kind == "indicators" and (label := label_named(key)) is not None:
        return label
    plain = "_".join(key.lower().replace("-", "_").split())
    if plain in USUAL[kind]:
        return plain
    wording = words_of(key)
    amounts = AMOUNTS.get(kind, {})
    if wording.words in amounts:
        return f"{wording.words} {wording.year}" if wording.year else wording.words
    if amounts and wording.year and wording.words == "":
        return f"{next(iter(amounts))} {wording.year}"
    calendar = options.year_start.is_calendar
    if amounts and calendar and (label := label_of_year(key, kind)):
        return label
    example = options.year_start.year(2014).label
    keys = [*USUAL[kind], *(f"{of} {example}" for of in amounts)]
    raise MinervaError(
        f'{kind} have no key "{key}", which --map names',
        nearest_hint(key, keys, f"the keys are {', '.join(keys)}"),
    )


def _leave_out_sums_of_years(
    headings: Mapping[int, str], chosen: dict[int, str | None], explicit: Collection[int]
) -> None:
    """Leave out a total beside planned amounts by year: it is their sum, and no full year."""
    if any(label is not None and label.startswith("plan ") for label in chosen.values()):
        for n, label in chosen.items():
            words = words_of(headings[n]).words.split()
            if label == "full_year" and "total" in words and n not in explicit:
                chosen[n] = None


def _give_years(
    grid: Grid,
    row: Row,
    kind: Kind,
    headings: Mapping[int, str],
    chosen: dict[int, str | None],
    options: ImportOptions,
) -> None:
    """Give amounts whose headings name no year the year that was asked for.

    A column without figures is not used. Raises MinervaError where no year was asked for, and
    where another column is for the same amount of that year.
    """
    without = [n for n, label in sorted(chosen.items()) if label in AMOUNTS[kind]]
    below = [each for each in grid.rows if each.number > row.number]
    asked = options.savings.year
    unsaid = []
    for n in without:
        label = f"{chosen[n]} {asked}"
        if not any(n < len(each.values) and has_figure(each.values[n]) for each in below):
            chosen[n] = None
        elif asked is None:
            unsaid.append(headings[n])
        elif label in chosen.values():
            other = next(number for number, each in chosen.items() if each == label)
            raise _claimed_twice(grid, row, label, [(other, headings[other]), (n, headings[n])])
        else:
            chosen[n] = label
    if unsaid:
        *first, last = [f'"{heading}"' for heading in unsaid]
        names = f"{', '.join(first)} and {last}" if first else last
        raise MinervaError(
            f"nothing says which financial year {names} {'is' if len(unsaid) == 1 else 'are'} for",
            f"say it: --year {_year_above(grid, row) or '2024/25'}",
        )


def has_figure(value: object) -> bool:
    """Tell whether a cell holds a number, or a text with one and no words."""
    if isinstance(value, str):
        return bool(re.search("[0-9]", value)) and not _NO_FIGURE.search(value)
    return isinstance(value, Decimal | Scaled)


def _year_above(grid: Grid, row: Row) -> str | None:
    """Return the one financial year that the titles above the headings name."""
    texts = (str(v) for r in grid.rows if r.number < row.number for v in r.values if v is not None)
    years = {found for text in texts if (found := words_of(text).year) is not None}
    return years.pop() if len(years) == 1 else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _folded_maps(options: ImportOptions) -> Mapping[str, str]:
    return {_folded(heading): key for heading, key in options.maps.items()}


def _claimed_twice(
    grid: Grid, row: Row, label: str, columns: Sequence[tuple[int, str]]
) -> MinervaError:
    names = " and ".join(f'"{heading}" ({grid.place(row.number, n)})' for n, heading in columns)
    first, second = columns[0][1], columns[1][1]
    if _folded(first) == _folded(second):
        hint = "give one of them another heading"
    else:
        hint = f'say which it is, --map "{first}={label}", or leave one out, --map "{second}="'
    return MinervaError(f"{names} may both be the {label}", hint)


def _column(number: int, heading: str, label: str, *, explicit: bool) -> KeyedColumn:
    wording = words_of(heading)
    key, _, year = label.partition(" ")
    first_agreed = explicit or any(word in wording.words.split() for word in FIRST_AGREED)
    return KeyedColumn(
        number,
        heading,
        key,
        year or None,
        wording.unit,
        wording.length,
        wording.currency,
        first_agreed,
    )

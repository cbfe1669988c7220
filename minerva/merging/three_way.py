"""The merge itself: what two versions of a file made of the one that both began with.

A key that one side changed takes that change. Facts that were added on both sides are all kept,
in the order of their days. What both changed, each in its own way, is a conflict around that
alone. Comments and layout of ours stay.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from minerva.merging.pieces import Conflict, Key, Pieces, Table
from minerva.recording.rendering import Style, render_value
from minerva.store.parser import parse_values

_UPDATED: Final = (("programme",), "updated")
_PLACES: Final = ("on", "year", "period", "from", "kind")
"""The keys that tell two facts of a record apart where neither has an id or a name."""


class FormsDifferError(Exception):
    """The same thing is written as a key on one side and under a header on the other."""


def merge(base: Pieces, ours: Pieces, theirs: Pieces, style: Style, newline: str) -> Pieces:
    """Return ours with what theirs changed since base; conflicts are in their places.

    Raises FormsDifferError where the files are written in ways that cannot be set side by side.
    """
    root = _Merge(style, newline, base.end).table(base.root, ours.root, theirs.root)
    return Pieces(root, _merged_lines(base.end, ours.end, theirs.end))


class Versions(NamedTuple):
    """One table in the three versions; None where a version has none."""

    base: Table | None
    ours: Table | None
    theirs: Table | None


class _Merge:
    """Merges tables, in the style that our file writes its values in."""

    def __init__(self, style: Style, newline: str, end: str) -> None:
        """Take the style and the line end of our file, and the last lines of the base."""
        self._style = style
        self._newline = newline
        self._end = end

    def table(self, base: Table | None, ours: Table, theirs: Table) -> Table:
        """Merge a table that both sides have."""
        if base is not None and ours.text == base.text:
            merged = theirs
        elif base is not None and theirs.text == base.text:
            merged = ours
        else:
            merged = self._piece_by_piece(base, ours, theirs)
        above = _merged_lines(base.above if base else "", ours.above, theirs.above)
        return replace(merged, above=above)

    def _piece_by_piece(self, base: Table | None, ours: Table, theirs: Table) -> Table:
        _require_same_forms([table for table in (base, ours, theirs) if table is not None])
        header = ours.header
        if base is not None and ours.header == base.header:
            header = theirs.header
        return replace(
            ours,
            header=header,
            keys=self._keys(base, ours, theirs),
            tables=self._tables(base, ours, theirs),
        )

    def _keys(self, base: Table | None, ours: Table, theirs: Table) -> tuple[Key, ...]:
        before = {key.name: key for key in base.keys} if base else {}
        mine = {key.name: key for key in ours.keys}
        other = {key.name: key for key in theirs.keys}
        order = _woven(list(mine), list(other))
        merged = (
            self._key(ours.path, before.get(name), mine.get(name), other.get(name))
            for name in order
        )
        return tuple(key for key in merged if key is not None)

    def _key(
        self, path: tuple[str, ...], base: Key | None, ours: Key | None, theirs: Key | None
    ) -> Key | None:
        if _same(ours, theirs) or _same(theirs, base):
            if ours is None or theirs is None:
                return ours
            return _with_text_of(base, ours, theirs)
        if _same(ours, base):
            if theirs is None:
                return _without_value(base, ours)
            if ours is None:
                return theirs
            return self._with_value_of(base, ours, theirs)
        if ours is not None and theirs is not None:
            both = self._brought_together(path, base, ours, theirs)
            if both is not None:
                return both
        conflict = Conflict(ours.text if ours else "", theirs.text if theirs else "")
        kept = ours or Key(theirs.name if theirs else "", "", "", None)
        return replace(kept, conflict=conflict)

    def _with_value_of(self, base: Key | None, ours: Key, theirs: Key) -> Key:
        """Return our key with their value: in their lines, unless ours were laid out anew."""
        above = _merged_lines(base.above if base else "", ours.above, theirs.above)
        if base is None or ours.text == base.text:
            return replace(theirs, above=above)
        comment = _comment_of(ours)
        if comment is None:
            return replace(ours, conflict=Conflict(ours.text, theirs.text))
        return replace(theirs, above=above, text=self._line(ours, theirs.value, comment))

    def _line(self, key: Key, value: Any, comment: str) -> str:
        start = key.text[: key.text.index("=") + 1]
        return f"{start} {render_value(value, self._style)}{comment}"

    def _brought_together(
        self, path: tuple[str, ...], base: Key | None, ours: Key, theirs: Key
    ) -> Key | None:
        """Return one key for what both changed; None where they contradict each other."""
        if (path, ours.name) == _UPDATED and _are_days(ours.value, theirs.value):
            return replace(max(ours, theirs, key=lambda key: key.value), above=ours.above)
        before = base.value if base else []
        if not all(map(_is_tables, (before, ours.value, theirs.value))):
            return None
        as_tables = [_tables_of(ours.name, value) for value in (before, ours.value, theirs.value)]
        merged = self._siblings(*as_tables)
        comment = _comment_of(ours)
        if comment is None or _conflicts(merged):
            return None
        value = [table.data() for table in merged]
        return replace(ours, value=value, text=self._line(ours, value, comment))

    def _tables(self, base: Table | None, ours: Table, theirs: Table) -> tuple[Table, ...]:
        return tuple(self._siblings(base.tables if base else (), ours.tables, theirs.tables))

    def _siblings(
        self, base: Sequence[Table], ours: Sequence[Table], theirs: Sequence[Table]
    ) -> list[Table]:
        """Merge the tables below one table."""
        matched = _matched(base, ours, theirs)
        by_ours = {id(found.ours): found for found in matched if found.ours is not None}
        merged: list[tuple[Table, Versions]] = []
        for table in ours:
            found = by_ours[id(table)]
            result = self._one(found)
            if result is not None:
                merged.append((result, found))
        by_theirs = {id(found.theirs): found for found in matched if found.theirs is not None}
        for number, table in enumerate(theirs):
            found = by_theirs[id(table)]
            if found.ours is None and (result := self._one(found)) is not None:
                before = [by_theirs[id(other)] for other in theirs[:number]]
                place = _place_for(found, before, merged)
                merged.insert(place, (self._set_apart(result, found), found))
        return [table for table, _ in merged]

    def _set_apart(self, table: Table, found: Versions) -> Table:
        """Return a table of theirs as it comes in: below a blank line.

        The comments that stood at the end of the file before it are left out: we have them too.
        """
        if found.base is not None:
            return table
        ends = {line.strip() for line in self._end.splitlines() if line.strip()}
        lines = table.above.splitlines(keepends=True)
        above = "".join(line for line in lines if line.strip() not in ends)
        return replace(table, above=above or (self._newline if len(table.path) == 1 else ""))

    def _one(self, found: Versions) -> Table | None:
        """Merge one table; None where it is gone."""
        base, ours, theirs = found
        if ours is not None and theirs is not None:
            try:
                return self.table(base, ours, theirs)
            except FormsDifferError:
                return _contradiction(found)
        left = ours or theirs
        if left is None or base is None:
            return left
        known = base.above + base.text
        kept = left.data() != base.data() or _new_comments(known, left.above + left.text)
        return _contradiction(found) if kept else None


def _contradiction(found: Versions) -> Table:
    """Return a table that is there as either side has it, or has it not."""
    ours, theirs = (
        "" if table is None else table.above + table.text for table in (found.ours, found.theirs)
    )
    kept = found.ours or found.theirs
    assert kept is not None  # noqa: S101 - one side has it
    if found.ours is None:
        kept = replace(kept, above="", header="", keys=(), tables=())
    return replace(kept, conflict=Conflict(ours, theirs))


def _conflicts(tables: Iterable[Table]) -> bool:
    return any(count_conflicts(table) for table in tables)


def count_conflicts(table: Table) -> int:
    """Return how many conflicts there are in a table and below it."""
    if table.conflict is not None:
        return 1
    return sum(key.conflict is not None for key in table.keys) + sum(
        map(count_conflicts, table.tables)
    )


def _require_same_forms(versions: Sequence[Table]) -> None:
    keys = {key.name for table in versions for key in table.keys}
    headers = {below.path[len(table.path)] for table in versions for below in table.tables}
    if keys & headers:
        raise FormsDifferError


def _matched(
    base: Sequence[Table], ours: Sequence[Table], theirs: Sequence[Table]
) -> list[Versions]:
    """Return which tables of the three versions are the same one."""
    mine, other = _pairs(base, ours), _pairs(base, theirs)
    found = [Versions(table, mine.get(id(table)), other.get(id(table))) for table in base]
    known = {id(table) for versions in found for table in versions[1:] if table is not None}
    ours_added = [table for table in ours if id(table) not in known]
    theirs_added = [table for table in theirs if id(table) not in known]
    both = _pairs_of_added(ours_added, theirs_added)
    paired = {id(table) for table in both.values()}
    found += [Versions(None, table, both.get(id(table))) for table in ours_added]
    return found + [
        Versions(None, None, table) for table in theirs_added if id(table) not in paired
    ]


def _pairs(base: Sequence[Table], side: Sequence[Table]) -> dict[int, Table]:
    """Return for each table of the base, by its identity, the one that a side has of it.

    By id or name; else the one that says just the same; else one of the same day and year.
    """
    found: dict[int, Table] = {}
    left_base, left_side = list(base), list(side)
    for likeness in (_named, _said, _placed):
        there: dict[object, list[Table]] = {}
        for table in left_side:
            there.setdefault(likeness(table), []).append(table)
        for table in left_base:
            alike = there.get(likeness(table)) if likeness(table) is not None else None
            if alike:
                found[id(table)] = alike.pop(0)
        taken = {id(table) for table in found.values()}
        left_base = [table for table in left_base if id(table) not in found]
        left_side = [table for table in left_side if id(table) not in taken]
    return found


def _pairs_of_added(ours: Sequence[Table], theirs: Sequence[Table]) -> dict[int, Table]:
    """Return for tables that we added, by identity, the same one where they added it too.

    Two with one id or name are one. Two facts are one where neither says anything that
    contradicts the other: one may say more.
    """
    found: dict[int, Table] = {}
    left = list(theirs)
    for table in ours:
        for other in left:
            if _same_addition(table, other):
                found[id(table)] = other
                left = [candidate for candidate in left if candidate is not other]
                break
    return found


def _same_addition(table: Table, other: Table) -> bool:
    if table.path != other.path or table.is_array != other.is_array:
        return False
    if _named(table) is not None or _named(other) is not None:
        return _named(table) == _named(other)
    mine, yours = (
        {(key, repr(_ordered(value))) for key, value in fact.data().items()}
        for fact in (table, other)
    )
    return mine <= yours or yours <= mine


def _named(table: Table) -> object:
    """Return what names a table; None where it is a fact without a name of its own."""
    if not table.is_array:
        return table.path
    said = {key.name: key.value for key in table.keys}
    if isinstance(said.get("id"), str):
        return (*table.path, "id", said["id"])
    if isinstance(said.get("name"), str) and "on" not in said:
        return (*table.path, "name", said["name"])
    if isinstance(said.get("finding"), str):
        return (*table.path, "finding", said["finding"], str(said.get("subject")))
    for key in ("period", "from"):  # one figure holds for a period, unless a day tells two apart
        if key in said and "on" not in said:
            return (*table.path, key, str(said[key]))
    return None


def _said(table: Table) -> tuple[str, ...]:
    return (*table.path, repr(_ordered(table.data())))


def _placed(table: Table) -> object:
    """Return the day, year or period of a fact; None of what has a name, or has none of these."""
    said = table.data()
    places = [str(said[key]) if key in said else None for key in _PLACES]
    return (*table.path, *places) if any(places) and _named(table) is None else None


def _ordered(value: Any) -> Any:
    """Return what a table says in an order that does not depend on its layout."""
    if isinstance(value, dict):
        return sorted((key, _ordered(inner)) for key, inner in value.items())
    return [_ordered(inner) for inner in value] if isinstance(value, list) else repr(value)


def _place_for(
    found: Versions, before: Sequence[Versions], merged: Sequence[tuple[Table, Versions]]
) -> int:
    """Return where a table that only they have goes.

    A fact goes where its day has it. Of facts of one day, those of both sides stand in an order
    that is the same whoever merges: by what they say. Anything else goes below what it followed,
    and below what we added there.
    """
    table = found.theirs
    assert table is not None  # noqa: S101 - the caller has looked
    alike = [number for number, (other, _) in enumerate(merged) if other.path == table.path]
    if alike and table.is_array and _named(table) is None:
        day = _day_of(table)
        same_day = [number for number in alike if _day_of(merged[number][0]) == day]
        added = [number for number in same_day if _added_by_us(merged[number][1])]
        theirs = [number for number in same_day if merged[number][1].ours is None]
        if (
            added
            and not theirs
            and _said(table) < min(_said(merged[number][0]) for number in added)
        ):
            return added[0]
        if theirs and added and theirs[-1] < added[0]:
            return theirs[-1] + 1
        earlier = [number for number in alike if _day_of(merged[number][0]) <= day]
        return earlier[-1] + 1 if earlier else alike[0]
    ids = [id(versions) for _, versions in merged]
    for versions in reversed(before):
        if id(versions) in ids:
            place = ids.index(id(versions)) + 1
            while place < len(merged) and _added_by_us(merged[place][1]):
                place += 1
            return place
    return alike[0] if alike else len(merged)


def _added_by_us(found: Versions) -> bool:
    return found.base is None and found.theirs is None


def _day_of(table: Table) -> date:
    """Return the day that a fact was said; one without is older than all others."""
    for key in table.keys:
        if key.name == "on" and type(key.value) is date:
            return key.value
    return date.min


def _same(key: Key | None, other: Key | None) -> bool:
    """Tell whether two keys say the same, or are both not there."""
    if key is None or other is None:
        return key is other
    return bool(key.value == other.value) and _ordered(key.value) == _ordered(other.value)


def _without_value(base: Key | None, ours: Key | None) -> Key | None:
    """Return what is left of a key that they took away: the comments that we wrote above it."""
    if ours is None or not _new_comments(base.above if base else "", ours.above):
        return None
    return replace(ours, text="")


def _with_text_of(base: Key | None, ours: Key, theirs: Key) -> Key:
    """Return our key, in their lines where only they laid it out anew."""
    above = _merged_lines(base.above if base else "", ours.above, theirs.above)
    if base is not None and _same(ours, theirs) and ours.text == base.text:
        return replace(theirs, above=above)
    return replace(ours, above=above)


def _merged_lines(base: str, ours: str, theirs: str) -> str:
    """Return comments and blank lines: as who changed them has them; of both, ours and their new.

    No comment of either side is lost that the other did not take away.
    """
    if ours == base:
        return theirs
    if theirs in (base, ours):
        return ours
    return ours + _new_comments(base + ours, theirs)


def _new_comments(known: str, text: str) -> str:
    """Return the lines of a text that are comments, and stand nowhere in what is known."""
    there = {line.strip() for line in known.splitlines()}
    lines = text.splitlines(keepends=True)
    return "".join(
        line for line in lines if line.strip().startswith("#") and line.strip() not in there
    )


def _woven(ours: list[str], theirs: list[str]) -> list[str]:
    """Return our names in our order, each of theirs that we lack below the one it follows."""
    order = list(ours)
    for number, name in enumerate(theirs):
        if name not in order:
            before = [other for other in theirs[:number] if other in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, name)
    return order


def _comment_of(key: Key) -> str | None:
    """Return what stands behind the value on its line, its end included.

    None where the value runs over several lines.
    """
    if key.text.count("\n") > 1 or "=" not in key.text:
        return None
    line = key.text.rstrip("\r\n")
    places = [number for number, letter in enumerate(line) if letter == "#"]
    value_ends = next((place for place in places if _is_whole(line[:place])), len(line))
    return key.text[len(line[:value_ends].rstrip()) :]


def _is_whole(text: str) -> bool:
    try:
        parse_values(text)
    except ValueError:
        return False
    return True


def _are_days(*values: object) -> bool:
    return all(type(value) is date for value in values)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and "on" in item for item in value
    )


def _tables_of(name: str, values: Sequence[dict[str, Any]]) -> list[Table]:
    """Return tables that stand in a list on one line, so that they can be merged as others are."""
    return [
        Table(
            (name,),
            is_array=True,
            above="",
            header="",
            keys=tuple(Key(key, "", key, value) for key, value in fact.items()),
            tables=(),
        )
        for fact in values
    ]

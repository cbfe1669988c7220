"""What is given on a command line for the keys of a record, as the values that the files hold.

What a key may hold is the record's to say and the reader's to judge: here text becomes a value.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, get_args, get_origin

from minerva.model.dates import Duration, Window, YearStart, parse_delay
from minerva.model.errors import MinervaError
from minerva.model.programme import (
    Amounts,
    Count,
    Id,
    Offer,
    Percentage,
    Procurement,
    Programme,
    Score,
    YearLabel,
)
from minerva.model.values import Delay, Loss
from minerva.parsing.lookup import KnownByName, Named, find_record
from minerva.recording.change import Value
from minerva.recording.milestones import date_value
from minerva.recording.parse_amounts import read_amount, read_year
from minerva.recording.parse_dates import read_day, read_past_day, read_past_window, read_window
from minerva.store.schema import Field, fields_of

Given = str | bool | Sequence[str]

_RANGE: Final = re.compile(r"\s*(?:\.\.|\bto\b)\s*")
_LISTS: Final = {"milestones": "milestone", "savings": "saving"}
"""The keys that hold several ids, and what they are of."""
_PAST: Final = frozenset({"raised", "closed", "done", "made", "on", "notice_served", "withdrawn"})
"""The keys for a day that has to have come."""


def read_values(
    programme: Programme, record: Any, given: Mapping[str, Given], today: date
) -> dict[str, Value]:
    """Return the values of a record's keys from the text given for each, in its own order."""
    reader = GivenReader(programme, {}, today)
    return {
        field.key: reader.value(field, given[field.key])
        for field in fields_of(record)
        if given.get(field.key) not in (None, [])
    }


def records_of(
    programme: Programme, within: Procurement | None = None
) -> Mapping[str, Sequence[Named]]:
    """Return the records that others refer to, by what they are: those of a procurement too."""
    return {
        **programme.by_kind,
        "stage": within.stage if within else (),
        "bidder": [KnownByName(bidder.name) for bidder in within.bidder] if within else (),
    }


class GivenReader:
    """Turns what is given for a key into the value that the files hold.

    `referred` says what the ids in the keys are of; `within` is the procurement that the record is
    a part of, if it is one.
    """

    def __init__(
        self,
        programme: Programme,
        referred: Mapping[str, str],
        today: date,
        within: Procurement | None = None,
    ) -> None:
        self.programme = programme
        self.referred = referred
        self.today = today
        self.records = records_of(programme, within)

    def value(self, field: Field, given: Given) -> Value:
        """Return the value of a key, as its record's annotation has it. Raises MinervaError."""
        key, hint = field.key, field.hint
        if isinstance(given, bool):
            return given
        if isinstance(given, str):
            return self._text(key, get_args(hint) or (hint,), given)
        if Offer in get_args(hint):
            return self._offer(given)
        if get_origin(hint) is Mapping:
            return self._table(key, get_args(hint), given)
        if key in _LISTS:
            return [self._id(_LISTS[key], text) for text in given]
        return [self._predecessor(text) for text in given]

    def _text(self, key: str, hints: Sequence[Any], text: str) -> Value:
        if key == "actual":
            return date_value(read_past_window(text, self.today, self._year_start))
        if key in _PAST:
            return read_past_day(text, self.today)
        if Window in hints and Id in hints:
            return self._date_or_milestone(text)
        if Percentage in hints:
            return _number(text, "percentage")
        if Count in hints:
            return _count(text)
        if Delay in hints:
            return _ends([" ".join(end.split()) for end in _RANGE.split(text.strip())], text)
        if Loss in hints or Amounts in hints:
            return _ends([self._amount(end) for end in _RANGE.split(text.strip())], text)
        if Window in hints:
            return date_value(read_window(text, self.today, self._year_start))
        if date in hints:
            return read_day(text, self.today)
        if Decimal in hints:
            return self._amount(text)
        if Duration in hints:
            return " ".join(text.split())
        if YearLabel in hints:
            return read_year(text, self._year_start)
        noun = self.referred.get(key)
        return text if noun is None else self._id(noun, text)

    @property
    def _year_start(self) -> YearStart:
        return self.programme.details.financial_year_starts

    def _amount(self, text: str) -> Decimal:
        return read_amount(text, self.programme.details.currency)

    def _id(self, noun: str, text: str) -> str:
        return find_record(noun, self.records[noun], text).id

    def _date_or_milestone(self, text: str) -> Value:
        """Read a date or, where it is none, the milestone that an id or a name means."""
        if any(record.id == text for record in self.records["milestone"]):
            return text
        try:
            return date_value(read_window(text, self.today, self._year_start))
        except MinervaError as error:
            if not error.message.endswith("is not a date"):
                raise
        try:
            return self._id("milestone", text)
        except MinervaError as error:
            if error.message.startswith("there is no"):
                raise MinervaError(
                    f'"{text}" is neither a date nor a milestone', error.hint
                ) from None
            raise

    def _offer(self, given: Sequence[str]) -> Value:
        """Read a price: one amount, or an amount for each part of it."""
        if len(given) == 1 and "=" not in given[0]:
            return self._amount(given[0])
        return self._table("price", (str, Decimal), given)

    def _table(self, key: str, hints: Sequence[Any], given: Sequence[str]) -> Value:
        name_hint, hint = hints
        entries: dict[str, Value] = {}
        for text in given:
            name, value = self._entry(key, name_hint, hint, text)
            if name in entries:
                raise MinervaError(f'--{key} has "{name}" twice', "give it once")
            entries[name] = value
        return entries

    def _entry(self, key: str, name_hint: Any, hint: Any, text: str) -> tuple[str, Value]:
        """Read an entry of a table, such as `2014/15=80k`, by its last sign."""
        name, sign, value = text.rpartition("=")
        if not sign:
            what = "score" if hint is Score else "amount"
            example = "Quality=72.5" if hint is Score else "Insurance=20k"
            if name_hint is YearLabel:
                example = f"{self._year_start.year(2014).label}=80k"
            article = "a" if hint is Score else "an"
            raise MinervaError(
                f'"{text}" has no {what}',
                f"write --{key} with a name and {article} {what}: {example}",
            )
        if name_hint is YearLabel:
            return read_year(name, self._year_start), self._amount(value)
        return name.strip(), _number(value, "score") if hint is Score else self._amount(value)

    def _predecessor(self, text: str) -> Value:
        """Read a milestone that comes first and, if one is given, the time in between."""
        id, plus, lag = text.partition("+")
        milestone = self._id("milestone", id.strip())
        if not plus:
            return milestone
        try:
            delay = parse_delay(" ".join(f"+{lag}".split()))
        except ValueError as error:
            raise MinervaError(*error.args) from None
        if delay is None or delay.number < 0:
            raise MinervaError(f'"+{lag}" is not a delay', f"write {milestone}+3weeks")
        return {"milestone": milestone, "lag": str(delay)}


def _number(text: str, what: str) -> Decimal:
    """Read a percentage or a score: `30`, `30%`, `12.5`."""
    try:
        return Decimal(text.strip().removesuffix("%").rstrip())
    except InvalidOperation:
        raise MinervaError(
            f'"{text}" is not a {what}', "write a number from 0 to 100, such as 30"
        ) from None


def _count(text: str) -> int:
    if re.fullmatch(r"\s*[0-9]{1,9}\s*", text):
        return int(text)
    raise MinervaError(f'"{text}" is not a count', "write a whole number, such as 4")


def _ends(ends: Sequence[Value], text: str) -> Value:
    """Return one value, or a low and a high."""
    if len(ends) == 1:
        return ends[0]
    if len(ends) > 2:
        raise MinervaError(
            f'"{text}" has more than two ends', "write a low and a high: LOW to HIGH"
        )
    return {"low": ends[0], "high": ends[1]}

"""The tasks of a Microsoft Project file, one by one: their fields, and where each stands.

It knows what an element means, not what becomes of the task.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import zip_longest
from typing import Final
from xml.etree.ElementTree import Element

from minerva import project_terms as terms
from minerva.importing.bounds import MOST_DEEP
from minerva.importing.incoming import Rejected
from minerva.model.dates import (
    APRIL,
    EARLIEST,
    LATEST,
    Duration,
    Window,
    YearStart,
    parse_duration,
    parse_window,
)
from minerva.model.errors import MinervaError

_PREFIX: Final = f"{{{terms.NAMESPACE}}}"
NO_TIME: Final = ("PT0H0M0S", "P0D", "PT0S", "PT0M", "PT0H")
"""How files write that something takes no time."""

_MIDNIGHT: Final = "T00:00:00"
_COMPLETE: Final = 100
_DATE_IN_WORDS: Final = (
    r"(?:[a-z]{2,9}\.?,? )?"
    r"(?:[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
    r"|[0-9]{1,2}\.?[ -][^\W\d_]{3,}\.?,?[ -]'?[0-9]{2,4}"
    r"|[^\W\d_]{3,}\.? [0-9]{1,2},? '?[0-9]{2,4})(?:[ T][0-9:. apm]+)?"
)
"""A day in numbers or with the name of its month, and perhaps a weekday before and a time after."""
_TEXTS: Final = ("StartText", "FinishText")
_GIVE_A_DATE: Final = "give the task a finish date in Project, and save the file again"
_SAVE_IN_PROJECT: Final = "open the file in Project, and save it again"


@dataclass(eq=False)
class Task:
    """A task: its elements, its place in the outline, and what could not be read of it.

    `texts` are what Project shows for its dates where it is scheduled by hand. `above` are the
    summary tasks that it stands under, the outermost first.
    """

    values: Mapping[str, str]
    links: Sequence[Mapping[str, str]]
    baselines: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, str]
    texts: Mapping[str, str] = field(default_factory=dict)
    above: tuple["Task", ...] = ()
    summary: bool = False
    actuals: bool = True
    year_start: YearStart = APRIL
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def uid(self) -> str:
        """What links call it by."""
        return self.values.get("UID") or self.values.get("ID", "")

    @property
    def level(self) -> int:
        """How deep it stands in the outline: Project begins with 1, TaskJuggler with 0."""
        return _number(self.values.get("OutlineLevel"), 1)

    @property
    def is_project(self) -> bool:
        """Whether it stands for the project as a whole, above all others."""
        return self.level == 0 and self.values.get("UID") == "0"

    @property
    def name(self) -> str:
        """Its name, as it was before minerva wrote it where minerva did."""
        return self.text("name", self.values.get("Name")) or ""

    @property
    def place(self) -> str:
        """Where it stands, for people: the number that Project shows, and the name."""
        shown = self.values.get("ID") or self.uid
        return f'task {shown} "{self.name}"' if self.name else f"task {shown}"

    @property
    def milestone(self) -> bool:
        """Whether it is flagged as a milestone or, in a file without the flag, takes no time."""
        flag = self.values.get("Milestone")
        if flag or self.summary:
            return _flag(flag)
        return self.values.get("Duration") in NO_TIME

    @property
    def complete(self) -> bool:
        """Whether all of it is done: as its percentage says, or else that it has an actual finish.

        A file that writes an actual finish for every task says nothing with it (`actuals`).
        """
        percent = self.values.get("PercentComplete")
        if percent is None:
            return self.actuals and self.moment("ActualFinish") is not None
        return (_fraction(percent.removesuffix("%").strip()) or 0) >= _COMPLETE

    def is_set(self, name: str) -> bool:
        """Tell whether an element says yes."""
        return _flag(self.values.get(name))

    def moment(self, name: str) -> str | None:
        """Return a moment as it is written; None where there is none, or `NA`."""
        moment = self.values.get(name)
        return None if moment is None or terms.is_not_available(moment) else moment

    @property
    def finish(self) -> str | None:
        """The moment that Project shows as its finish, or its start where it takes no time.

        None where Project shows nothing, and where that is not known: it shows a text instead, or
        would work it out from a duration and its calendars. Why is then kept in `rejected`.
        """
        shown = self._shown_instead
        if shown:
            why = f'Project shows "{shown}" for its finish'
            self.rejected.append(Rejected(self.place, shown, why, _GIVE_A_DATE))
        if shown is not None:
            return None
        finish = self.moment("Finish")
        duration = self.values.get("Duration")
        if finish is None and duration is not None and duration not in NO_TIME:
            why = "it has a duration and no finish, which Project works out from its calendars"
            self.rejected.append(Rejected(self.place, duration, why, _SAVE_IN_PROJECT))
            return None
        return finish or self.moment("Start")

    @property
    def _shown_instead(self) -> str | None:
        """What Project shows where a task that is scheduled by hand has no date for its finish.

        Its finish in the file then only holds a place. None where the finish is a date.
        """
        if self.values.get("Manual") == "0" or not self.texts:
            return None
        finish, start = self.texts.get("FinishText", ""), self.texts.get("StartText", "")
        if finish or start:
            words = finish or start
            return None if _is_date(words) else words
        return "" if self.is_set("Manual") and "FinishText" in self.texts else None

    @property
    def blank(self) -> bool:
        """Whether it is an empty row, which stands nowhere in the outline."""
        return not self.is_project and (self.is_set("IsNull") or "Name" not in self.values)

    @property
    def inactive(self) -> bool:
        """Whether it was taken out of the plan and only kept to be seen."""
        return "Active" in self.values and not self.is_set("Active")

    @property
    def recurring(self) -> bool:
        """Whether it comes again and again, or is one of the times that such a task comes."""
        return any(task.is_set("Recurring") for task in (self, *self.above))

    def text(self, name: str, value: str | None) -> str | None:
        """Return one of its texts, as it was before minerva wrote it where minerva did."""
        if terms.EXACT not in self.fields:
            return value
        exact = terms.read_exact(self.fields[terms.EXACT])
        return terms.exact_text(name, value, exact) or None

    def window(self, name: str, moment: str | None, begins: str | None = None) -> Window | None:
        """Read a date: the day of a moment, or the window that minerva wrote it for.

        What `begins` before and ends at midnight ends on the day before. What cannot be read is
        kept in `unread`.
        """
        if moment is None:
            return None
        what = name.replace("_", " ")
        try:
            day = terms.day_of(moment)
        except ValueError:
            self.rejected.append(Rejected(self.place, moment, f"its {what} is not a date"))
            return None
        if day is None:
            return None
        if begins and begins < moment and moment.endswith(_MIDNIGHT):
            day -= timedelta(days=1)
        if not EARLIEST <= day <= LATEST:
            why = f"its {what} is out of range: {EARLIEST.year} to {LATEST.year} are read"
            self.rejected.append(Rejected(self.place, moment, why))
            return None
        return self._as_written(name, day)

    def _as_written(self, name: str, day: date) -> Window:
        """Return the window that a field has in words, unless the date has moved since."""
        try:
            window = self.year_start.own_quarter(parse_window(self.fields[terms.WINDOWS[name]]))
        except (KeyError, ValueError):
            return Window(day, day)
        return window if window.latest == day else Window(day, day)

    @property
    def tolerance(self) -> Duration | None:
        """The tolerance that minerva wrote, if it did."""
        try:
            return parse_duration(self.fields[terms.TOLERANCE])
        except (KeyError, ValueError):
            return None


def read_tasks(root: Element, *, actuals: bool, year_start: YearStart) -> list[Task]:
    """Return the tasks of a file in their order, each with the summary tasks above it.

    `actuals` says whether an actual finish in it is one. Quarters are of the financial year that
    begins as `year_start` says.
    """
    aliases = _aliases(root)
    listed = root.iterfind(f"{_PREFIX}Tasks/{_PREFIX}Task")
    read = [_task(element, aliases, actuals=actuals) for element in listed]
    for task in read:
        task.year_start = year_start
    outline = [task for task in read if not task.blank]
    above: list[Task] = []
    for task, following in zip_longest(outline, outline[1:]):
        while above and above[-1].level >= task.level:
            above.pop()
        if len(above) > MOST_DEEP:
            raise MinervaError(
                f'task "{task.name}" stands under more than {MOST_DEEP} others',
                "bring the outline to fewer levels",
            )
        task.above = tuple(parent for parent in above if not parent.is_project)
        deeper = following is not None and following.level > task.level
        task.summary = task.is_set("Summary") or deeper
        above.append(task)
    return read


def elements(parent: Element) -> dict[str, str]:
    """Return the texts of the elements in another, by name, the first of each."""
    found: dict[str, str] = {}
    for element in parent:
        text = (element.text or "").strip()
        if text:
            found.setdefault(element.tag.removeprefix(_PREFIX), text)
    return found


def working_time(root: Element) -> terms.WorkingTime:
    """Return how much working time a file has in a day and a week."""
    values, usual = elements(root), terms.WorkingTime()
    return terms.WorkingTime(
        _number(values.get("MinutesPerDay"), 0) or usual.minutes_a_day,
        _number(values.get("MinutesPerWeek"), 0) or usual.minutes_a_week,
    )


def _task(element: Element, aliases: Mapping[str, str], *, actuals: bool) -> Task:
    fields: dict[str, str] = {}
    baselines: dict[str, Mapping[str, str]] = {}
    texts: dict[str, str] = {}
    links = []
    for child in element:
        name = child.tag.removeprefix(_PREFIX)
        if name == "PredecessorLink":
            links.append(elements(child))
        elif name in _TEXTS:
            texts[name] = (child.text or "").strip()
        elif name == "Baseline":
            baseline = elements(child)
            baselines.setdefault(baseline.get("Number", "0"), baseline)
        elif name == "ExtendedAttribute":
            value = elements(child)
            alias = aliases.get(value.get("FieldID", ""))
            if alias is not None and "Value" in value:
                fields.setdefault(alias, value["Value"])
    return Task(elements(element), links, baselines, fields, texts, actuals=actuals)


def _aliases(root: Element) -> dict[str, str]:
    """Return what the text fields of a file are called that minerva writes, by their numbers."""
    fields = root.iterfind(f"{_PREFIX}ExtendedAttributes/{_PREFIX}ExtendedAttribute")
    named = (elements(field) for field in fields)
    return {
        field["FieldID"]: field["Alias"]
        for field in named
        if "FieldID" in field and field.get("Alias") in terms.FIELDS
    }


def _is_date(words: str) -> bool:
    """Tell whether a text is a date as Project writes one for people, in any of its forms."""
    return bool(re.fullmatch(_DATE_IN_WORDS, words, re.IGNORECASE))


def _flag(text: str | None) -> bool:
    return (text or "").lower() in ("1", "true")


def _number(text: str | None, otherwise: int) -> int:
    """Read a whole number; what is none counts as if it were not there."""
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def _fraction(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,20})?", text) else None

"""A timeline drawn in characters: a line for each milestone, a column for some days."""

from datetime import date
from itertools import groupby

from minerva.formats.cells import joined, visible
from minerva.formats.text_width import resized, text_width
from minerva.model.dates import add_months, format_date
from minerva.views.timeline import Mark, Timeline

_BASELINE, _EXPECTED, _BOTH, _SLIP, _TODAY = "○", "●", "◆", "─", "│"
_LEGEND = (
    f"{_BASELINE} baseline  {_EXPECTED} expected or actual  {_BOTH} both  {_SLIP} slip  {_TODAY}"
)
_COLOURS = {"red": "31", "amber": "33", "green": "32", "blue": "34"}


def render(timeline: Timeline, width: int, *, colour: bool) -> str:
    """Return the timeline drawn in at most `width` columns."""
    if not timeline.marks:
        return joined([visible(timeline.title), "No milestone matches."])
    days = [day for mark in timeline.marks for day in (mark.baseline, mark.expected)]
    first, last = min(*days, timeline.today), max(*days, timeline.today)
    names = [text for mark in timeline.marks for text in (f"  {mark.name}", mark.workstream)]
    label = min(max(text_width(visible(name)) for name in names), width * 2 // 5)
    axis = _Axis(first, last, max(width - label - 1, 10))
    lines = [visible(timeline.title), "", " " * label + " " + axis.scale()]
    for workstream, marks in groupby(timeline.marks, key=lambda mark: mark.workstream):
        lines.append(f"{_fit(visible(workstream), label)} {axis.blank(timeline.today)}".rstrip())
        for mark in marks:
            name = _fit(f"  {visible(mark.name)}", label)
            lines.append(f"{name} {axis.draw(mark, timeline.today, colour=colour)}".rstrip())
    return joined([*lines, "", f"{_LEGEND} {format_date(timeline.today)}"])


class _Axis:
    """Days laid out on a number of columns, the first and the last day at its ends."""

    def __init__(self, first: date, last: date, width: int) -> None:
        self.first = first
        self.days = max((last - first).days, 1)
        self.width = width

    def column(self, day: date) -> int:
        return round((day - self.first).days * (self.width - 1) / self.days)

    def blank(self, today: date) -> str:
        return " " * self.column(today) + _TODAY

    def draw(self, mark: Mark, today: date, *, colour: bool) -> str:
        cells = [" "] * self.width
        cells[self.column(today)] = _TODAY
        baseline, expected = self.column(mark.baseline), self.column(mark.expected)
        low, high = sorted((baseline, expected))
        cells[low:high] = [_SLIP] * (high - low)
        cells[baseline] = _BASELINE
        paint = f"\x1b[{_COLOURS[mark.rating.value]}m" if colour else ""
        sign = _EXPECTED if baseline != expected else _BOTH
        cells[expected] = f"{paint}{sign}\x1b[0m" if colour else sign
        return "".join(cells)

    def scale(self) -> str:
        """Write the months along the axis, as many as there is room for."""
        line = ""
        month = self.first.replace(day=1)
        for _ in range(self.days // 28 + 2):
            if month >= self.first:
                column = self.column(month)
                label = format_date(month).split(" ", 1)[1]
                if column >= len(line) + (1 if line else 0) and column + len(label) <= self.width:
                    line = line.ljust(column) + label
            month = add_months(month, 1)
        return line or format_date(self.first)


def _fit(text: str, width: int) -> str:
    """Cut or fill text to a width in columns, with an ellipsis where it was cut."""
    return resized(text, width) if text_width(text) <= width else f"{resized(text, width - 1)}…"

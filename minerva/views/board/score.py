"""How good the forecasts were, as a section of the page that is there on request."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from minerva.scoring import FEWEST, LeadScore, Score
from minerva.views import score as view
from minerva.views.board.parts import (
    BoardData,
    Drawing,
    Errors,
    Held,
    LeadError,
    LeadHeld,
    Part,
    Section,
)
from minerva.views.table import Table

_HOW_ERRORS: Final = (
    "A bar is how many days dates were off on average, early or late, by how long before they were "
    "reached. The diamond is the bias: to the right of 0 they came later than stated."
)
_HOW_HELD: Final = (
    "The circle is the part of dates that was reached on or before the day stated so long before."
)
_HOW_LEVEL: Final = (
    " The square is the part reached by the day that was 80% sure then. Where estimates are right, "
    "it stands on the line at 80%."
)


def section(data: BoardData) -> Section | None:
    """Return how good dates, ratings and savings were; None where nobody asked.

    Dates are drawn where there are enough of them; else their table says that it cannot tell.
    """
    if data.score is None:
        return None
    dates, *others = view.report(data.score).tables
    drawn: Sequence[Part] = _drawings(data.score, dates)
    return Section(
        "score",
        "How good the forecasts were",
        lines=view.summary(data.score),
        parts=[*(drawn or [dates]), *others],
    )


def _drawings(score: Score, table: Table) -> Sequence[Drawing]:
    """Return the errors of dates, and how many held, by lead time; none with too few cases."""
    leads = [lead for lead in reversed(score.whole.lead_times) if lead.bias_days is not None]
    if not leads:
        return ()
    errors, held = _errors(leads), _held(leads)
    few = [lead for lead in score.whole.lead_times if lead.bias_days is None]
    left_out = "".join(
        f" {view.months(lead.lead_months).capitalize()} before: cannot tell, fewer than {FEWEST} "
        "cases."
        for lead in few
    )
    levels = any(lead.at_level is not None for lead in held.leads)
    return (
        Drawing(
            "score-errors",
            _errors_message(errors.leads),
            " ".join(map(_error_text, errors.leads)) + left_out,
            errors,
            table.hide("held_percent", "held_at_level_percent"),
            _HOW_ERRORS,
        ),
        Drawing(
            "score-held",
            _held_message(held.leads),
            " ".join(map(_held_text, held.leads)) + left_out,
            held,
            table.hide("bias_days", "error_days"),
            _HOW_HELD + (_HOW_LEVEL if levels else ""),
        ),
    )


def _errors(leads: Sequence[LeadScore]) -> Errors:
    return Errors(
        [
            LeadError(_before(lead), error, bias)
            for lead in leads
            if (error := view.days(lead.error_days)) is not None
            and (bias := view.days(lead.bias_days)) is not None
        ]
    )


def _held(leads: Sequence[LeadScore]) -> Held:
    return Held(
        [
            LeadHeld(_before(lead), held, view.percent(lead.held_at_level))
            for lead in leads
            if (held := view.percent(lead.held)) is not None
        ]
    )


def _before(lead: LeadScore) -> str:
    return f"{view.months(lead.lead_months)} before"


def _errors_message(leads: Sequence[LeadError]) -> str:
    """Say how late dates came of the longest lead time and of the shortest."""
    first, *_, last = [*leads, leads[-1]]
    message = f"{first.name}, dates were {_bias_text(first.bias)}"
    if last is first:
        return message
    return f"{message}; {last.name}, {_bias_text(last.bias)}"


def _held_message(leads: Sequence[LeadHeld]) -> str:
    """Say how many dates of the longest lead time held, and how many of their levels."""
    first = leads[0]
    message = f"{first.name}, {view.percent_text(first.held)} of the dates stated held"
    if first.at_level is None:
        return message
    return f"{message}, and {view.percent_text(first.at_level)} of the 80% levels"


def _error_text(lead: LeadError) -> str:
    return f"{lead.name}: {lead.error} days off, {_bias_text(lead.bias)}."


def _held_text(lead: LeadHeld) -> str:
    level = (
        "" if lead.at_level is None else f", {view.percent_text(lead.at_level)} by the day 80% sure"
    )
    return f"{lead.name}: {view.percent_text(lead.held)} held{level}."


def _bias_text(bias: Decimal) -> str:
    if not bias:
        return "on the day on average"
    return f"{abs(bias)} days {'late' if bias > 0 else 'early'} on average"

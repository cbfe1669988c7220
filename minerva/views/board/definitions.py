"""What each figure and word of the page means, in the order of the alphabet."""

from typing import Final

from minerva.views.board.parts import BoardData, Section, Term, Terms

ALWAYS: Final = (
    Term("Baseline", "The date first agreed, or the last one formally agreed since."),
    Term("Complete", "Achieved on or before the day of this report."),
    Term(
        "Deadline",
        "A date that cannot move. The end of a contract is one for what replaces it.",
    ),
    Term(
        "Due",
        "Not complete, and forecast within the days looked ahead: 30, unless the programme sets "
        "another number.",
    ),
    Term("Expected", "The actual date; else the later of the forecast and the day of this report."),
    Term("Float", "Days to spare before a deadline; below 0 it is broken."),
    Term("Forecast", "The date last stated by the day of this report; else the baseline."),
    Term(
        "Milestone BEI",
        "Baseline execution index: milestones complete, divided by those whose baseline has come. "
        "Below 1 is behind plan.",
    ),
    Term(
        "Milestone hit rate",
        "Of the milestones whose baseline has come, the share achieved on or before it.",
    ),
    Term("Overdue", "Not complete, and the forecast has passed. Due on the day is not overdue."),
    Term(
        "Projected",
        "The date expected, or the later one that what has to come first allows.",
    ),
    Term(
        "Rating",
        "Red: overdue, beyond tolerance, or a deadline broken. Amber: slipped, baseline missed, or "
        "little float. Green: on course. Blue: complete. A workstream takes the worst of what is "
        "not complete and of its money: amber where a year that has not ended is forecast under "
        "plan, red where by more than a tenth, unless the programme sets another limit. The "
        "programme is amber or red too where recurring savings are under the target.",
    ),
    Term(
        "Slip",
        "Expected less baseline, in calendar days: above 0 late, below 0 early.",
    ),
    Term(
        "SPI(t)",
        "Schedule performance index: the time by which as many milestones were planned, divided by "
        "the time taken. Below 1 is late.",
    ),
    Term("Tolerance", "How late a milestone may be before it has to be raised with the board."),
    Term("Window", "A date given as a week, a month or a span is due on its last day."),
)
OF_SAVINGS: Final = (
    Term(
        "Full-year effect",
        "What recurring savings bring in a year once all of them are in effect; one-off savings "
        "stand beside it.",
    ),
    Term(
        "In-year forecast",
        "A year that has ended: what was realised. Otherwise the larger of realised and what the "
        "year should bring from the expected start.",
    ),
    Term(
        "In-year planned",
        "What the plan names for the year; else the twelfths of the full-year amount from the "
        "start in the budget.",
    ),
    Term("Not known", "No amount is known. It is not 0: it is left out of every total."),
    Term("Realised", "Claimed as saved, by the day of this report."),
    Term(
        "Slipped, restated, not realised",
        "What a year loses of its plan: to a later start, to a lower amount, to claims that did "
        "not come. Together they are planned less forecast.",
    ),
    Term("Validated", "The part of the claims that finance has confirmed."),
    Term("Variance", "Forecast less planned: below 0 is a shortfall."),
)
OF_PROCUREMENT: Final = (
    Term("Notice by", "The last day to give notice: the contract's end less the notice agreed."),
    Term("Of the whole", "A criterion's weight, multiplied by the weight of its group."),
    Term(
        "Stage", "Passed once what closes it is complete; the first not passed is the current one."
    ),
    Term(
        "Standstill",
        "The days that the law makes a buyer wait between the award decision and the contract.",
    ),
)
OF_RISKS: Final = (
    Term("Chance", "How likely a risk is to happen, in percent, as last stated."),
    Term(
        "Days and money of a risk",
        "The chance x the middle of what it would delay and cost: what is to be expected of it.",
    ),
)
OF_ASSESSMENTS: Final = (
    Term("Stated rating", "What somebody rates it; it stands beside the rating worked out."),
)
OF_INDICATORS: Final = (
    Term(
        "Direction",
        "The last value of an indicator against the one before, by which way is better.",
    ),
    Term(
        "Rating of an indicator",
        "Green: the target is met. Amber: no further from it than is agreed. Red: further.",
    ),
)


def section(data: BoardData) -> Section:
    """Return the definitions of what the page shows."""
    position = data.position
    terms = list(ALWAYS)
    if position.savings.savings:
        terms += OF_SAVINGS
    if position.procurements or position.contracts:
        terms += OF_PROCUREMENT
    if position.risks:
        terms += OF_RISKS
    if position.stated:
        terms += OF_ASSESSMENTS
    if position.indicators:
        terms += OF_INDICATORS
    terms.sort(key=lambda term: term.name.casefold())
    return Section("definitions", "Definitions", parts=[Terms(terms)])

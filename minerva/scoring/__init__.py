"""How good the forecasts were: what was stated, held to what came of it.

Everything is worked out from positions of earlier days: what they forecast is what a report of
that day said. Nothing is stated of fewer than `FEWEST` cases.
"""

from minerva.scoring.dates import LEADS, DateCase, LeadScore, date_cases, has_estimates
from minerva.scoring.measure import FEWEST, share
from minerva.scoring.ratings import RATED_BEFORE, RatingCase, RatingScore, rating_cases
from minerva.scoring.savings import SavingCase, YearScore, saving_cases
from minerva.scoring.score import GroupScore, Score, score

__all__ = [
    "FEWEST",
    "LEADS",
    "RATED_BEFORE",
    "DateCase",
    "GroupScore",
    "LeadScore",
    "RatingCase",
    "RatingScore",
    "SavingCase",
    "Score",
    "YearScore",
    "date_cases",
    "has_estimates",
    "rating_cases",
    "saving_cases",
    "score",
    "share",
]

"""What only the whole programme shows to be wrong: every check of it, in order."""

from collections.abc import Callable, Iterator
from typing import Final

from minerva.model.problems import Problem
from minerva.store.bids import refuse_wrong_bids, refuse_wrong_formulas
from minerva.store.estimates import refuse_backward_estimates
from minerva.store.reading import Reading
from minerva.store.references import (
    refuse_cycles,
    refuse_dangling,
    refuse_duplicates,
    refuse_empty,
)
from minerva.store.sums import refuse_wrong_savings, refuse_wrong_weights

CHECKS: Final[tuple[Callable[[Reading], Iterator[Problem]], ...]] = (
    refuse_empty,
    refuse_duplicates,
    refuse_dangling,
    refuse_cycles,
    refuse_wrong_weights,
    refuse_wrong_formulas,
    refuse_wrong_bids,
    refuse_wrong_savings,
    refuse_backward_estimates,
)

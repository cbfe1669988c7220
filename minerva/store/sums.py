"""Amounts and weights that do not go together within a saving or an evaluation.

Each check is a plain function from what was read to the problems it finds.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal, localcontext

from minerva.model.problems import Problem
from minerva.model.programme import Procurement, Saving
from minerva.model.source import Location
from minerva.store.reading import Reading, label_of


def refuse_wrong_weights(reading: Reading) -> Iterator[Problem]:
    """Find weights that do not sum to 100, of an evaluation or of a group in it."""
    for procurement in reading.of("procurement"):
        if procurement.evaluation is None:
            continue
        groups, where = procurement.evaluation.groups, procurement.evaluation.location
        total = _exactly(group.weight for group in groups.values())
        if groups and total != 100:
            names = ", ".join(f"{name} {group.weight}" for name, group in groups.items())
            yield _wrong_weights(procurement, "evaluation", names, total, where)
        for name, group in groups.items():
            total = _exactly(group.criteria.values())
            if group.criteria and total != 100:
                names = ", ".join(
                    f"{criterion} {weight}" for criterion, weight in group.criteria.items()
                )
                yield _wrong_weights(procurement, name, names, total, group.location.at("criteria"))


def _exactly(weights: Iterable[Decimal]) -> Decimal:
    """Return a sum with every digit of it, however many there are."""
    with localcontext() as context:
        context.prec = 1_000
        return sum(weights, Decimal(0))


def _wrong_weights(
    procurement: Procurement, group: str, weights: str, total: Decimal, where: Location
) -> Problem:
    by = _exactly([total, Decimal(-100)])
    off = f"{by} too much" if by > 0 else f"{-by} too little"
    return Problem(
        "weights",
        f'{label_of(procurement)}: the weights of "{group}" sum to {total}, not 100',
        where,
        f"{off}: {weights}",
    )


def refuse_wrong_savings(reading: Reading) -> Iterator[Problem]:
    """Find savings with two starts, or with more in their parts than in the whole."""
    for saving in reading.of("saving"):
        if saving.starts is not None and saving.starts_with is not None:
            yield Problem(
                "two-starts",
                f'{label_of(saving)} has both "starts" and "starts_with"',
                saving.location.at("starts"),
                "keep the day or the milestone, not both",
            )
        for forecast in saving.forecast:
            if forecast.full_year is None and forecast.starts is None:
                yield Problem(
                    "missing-key",
                    f"{label_of(saving)} is restated without an amount or a start",
                    forecast.location,
                    "add full_year = 450_000 or starts = 2015-05-01",
                )
        yield from _over_components(saving)
        yield from _over_validations(saving)


def _over_components(saving: Saving) -> Iterator[Problem]:
    if saving.full_year is None or not saving.components:
        return
    total = sum(saving.components.values(), Decimal(0))
    against = saving.full_year < 0 < total
    if against or abs(total) > abs(saving.full_year):
        yield Problem(
            "components",
            f"{label_of(saving)}: its components sum to {total:,}, "
            f"more than its {saving.full_year:,}",
            saving.location.at("components"),
            f"{abs(total - saving.full_year):,} too much",
        )


def _over_validations(saving: Saving) -> Iterator[Problem]:
    for claim in saving.realised:
        if claim.validated is None or claim.validated.amount is None:
            continue
        validated = claim.validated.amount
        if abs(validated) > abs(claim.amount) or validated * claim.amount < 0:
            yield Problem(
                "over-validated",
                f"{label_of(saving)}: {validated:,} is validated of a claim of {claim.amount:,}",
                claim.validated.location.at("amount"),
                f"{abs(validated - claim.amount):,} too much: correct the claim or the validation",
                value=True,
            )

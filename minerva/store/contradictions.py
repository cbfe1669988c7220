"""Values of one record that contradict each other: amounts, weights, the ends of an estimate.

Each check is a plain function from what was read to the problems it finds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, localcontext
from functools import cache
from typing import Any, Final, get_args, get_origin

from minerva.model.dates import Duration, Window
from minerva.model.errors import MinervaError
from minerva.model.problems import Problem
from minerva.model.programme import Bound, Procurement, Saving, YearLabel
from minerva.model.source import Location
from minerva.store.documents import Documents, label_of
from minerva.store.schema import Record, fields_of, names_of, without_none
from minerva.store.tables import PROGRAMME

_CALENDAR_YEAR: Final = len("2014")


def refuse_wrong_weights(documents: Documents) -> Iterator[Problem]:
    """Find weights that do not sum to 100, of an evaluation or of a group in it."""
    for procurement in documents.of("procurement"):
        if procurement.evaluation is None:
            continue
        groups, where = procurement.evaluation.groups, procurement.evaluation.location
        total = _exactly(group.weight for group in groups.values())
        if groups and total != 100:
            names = ", ".join(f"{name} {group.weight}" for name, group in groups.items())
            yield _wrong_weights(procurement, "evaluation", names, total, where)
        for name, group in groups.items():
            total = _exactly(criterion.weight for criterion in group.criteria.values())
            if group.criteria and total != 100:
                names = ", ".join(
                    f"{criterion} {known.weight}" for criterion, known in group.criteria.items()
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


def refuse_wrong_savings(documents: Documents) -> Iterator[Problem]:
    """Find savings with two starts, or with more in their parts than in the whole."""
    for saving in documents.of("saving"):
        if saving.starts is not None and saving.starts_with is not None:
            yield Problem(
                "two-starts",
                f'{label_of(saving)} has both "starts" and "starts_with"',
                saving.location.at("starts"),
                "keep the day or the milestone, not both",
            )
        for forecast in saving.forecast:
            if forecast.full_year is None and forecast.starts is None and not forecast.years:
                yield Problem(
                    "missing-key",
                    f"{label_of(saving)} is restated without an amount or a start",
                    forecast.location,
                    "add full_year = 450_000, starts = 2015-05-01 or "
                    'years = { "2015/16" = 410_000 }',
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


def refuse_backward_estimates(documents: Documents) -> Iterator[Problem]:
    """The low of an estimate is not after its high.

    Of a date and a distance from the forecast only a position can say which is first, and of
    a month and some days only where every month would have it so: those are not refused.
    """
    for milestone in documents.of("milestone"):
        for estimate in milestone.estimate:
            if _is_backward(estimate.low, estimate.high):
                yield Problem(
                    "backward-estimate",
                    f"{label_of(milestone)}: the high of its estimate, {estimate.high}, comes "
                    f"before the low, {estimate.low}",
                    estimate.location.at("high"),
                    "swap the two",
                    value=True,
                )


def _is_backward(low: Bound | None, high: Bound | None) -> bool:
    if isinstance(low, Window) and isinstance(high, Window):
        return high.latest < low.latest
    if isinstance(low, Duration) and isinstance(high, Duration):
        return high.days_at_most() < low.days_at_least()
    return False


def refuse_wrong_years(documents: Documents) -> Iterator[Problem]:
    """Find years that are not written as the programme writes them: `2014/15`, or `2014`."""
    for details in documents.of(PROGRAMME):
        starts = details.financial_year_starts
        sound: set[str] = set()
        for record in (details, *documents.of("saving"), *documents.of("cost")):
            for year, holder, keys, is_value in _years_in(record):
                if year in sound or (len(year) == _CALENDAR_YEAR and starts.is_calendar):
                    continue
                try:
                    sound.add(starts.read_label(year))
                except MinervaError as error:
                    label = PROGRAMME if record is details else label_of(record)
                    where = holder.location.at(*keys)
                    below = where.path[len(record.location.path) :]
                    about = "".join([label, *map(_step, below)])
                    message = f"{about}: {error.message}"
                    yield Problem("wrong-value", message, where, error.hint or "", is_value)


def _step(key: str | int) -> str:
    return f" {key + 1}" if isinstance(key, int) else f", {key}"


def _years_in(record: Any) -> Iterator[tuple[str, Any, tuple[str, ...], bool]]:
    """Yield the years in a record and in those nested in it.

    Each with the record that it is in, the keys that lead to it from there, and whether it is a
    value: it is one, or a key of a table of amounts.
    """
    kind: Record = type(record)
    for name, key, nested in _fields_with_years(kind):
        found = getattr(record, name)
        if not found:
            continue
        if isinstance(found, str):
            yield found, record, (key,), True
        elif isinstance(found, Mapping):
            for year in found:
                yield year, record, (key, year), False
        elif nested:
            for below in found if type(found) is tuple else [found]:
                yield from _years_in(below)


@cache
def _fields_with_years(record: Record) -> Sequence[tuple[str, str, bool]]:
    """Return the fields of a record that have years: name, key, and whether records are in it."""
    found = []
    for name, field in zip(names_of(record), fields_of(record), strict=True):
        hint = without_none(field.hint)
        if hint is YearLabel or (get_origin(hint) is Mapping and get_args(hint)[0] is YearLabel):
            found.append((name, field.key, False))
        elif field.nested and field.many is not Mapping and _fields_with_years(field.nested):
            found.append((name, field.key, True))
    return found

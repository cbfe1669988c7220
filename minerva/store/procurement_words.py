"""Procurements and contracts whose keys do not go together: standstills, indicators, options.

Each check is a plain function from what was read to the problems it finds.
"""

from collections.abc import Iterator

from minerva.model.problems import Problem
from minerva.model.programme import Contract, Procurement
from minerva.store.documents import Documents, label_of


def refuse_wrong_standstills(documents: Documents) -> Iterator[Problem]:
    """A stage without a standstill says why, and only such a stage does."""
    for procurement in documents.of("procurement"):
        for stage in procurement.stage:
            label = f'{label_of(procurement)}, stage "{stage.id}"'
            if stage.standstill == "none" and stage.standstill_reason is None:
                yield Problem(
                    "missing-key",
                    f'{label} has no standstill and needs "standstill_reason"',
                    stage.location.at("standstill"),
                    "say why the law asks for none: "
                    'standstill_reason = "Award under a framework: section 51(3)(d)"',
                )
            if stage.standstill_reason is not None and stage.standstill != "none":
                yield Problem(
                    "wrong-value",
                    f"{label}, standstill_reason: the stage does not say that it has no standstill",
                    stage.location.at("standstill_reason"),
                    'write standstill = "none", or take the reason out',
                )


def refuse_repeated_indicators(documents: Documents) -> Iterator[Problem]:
    """A key performance indicator stands once, and is rated once a day."""
    for procurement in documents.of("procurement"):
        yield from _repeated_indicators(procurement)


def _repeated_indicators(procurement: Procurement) -> Iterator[Problem]:
    lines: dict[str, int] = {}
    for kpi in procurement.kpi:
        if kpi.name in lines:
            yield Problem(
                "duplicate-id",
                f'{label_of(procurement)}, kpi "{kpi.name}" is there twice',
                kpi.location.at("name"),
                f"the other one is on line {lines[kpi.name]}: put the ratings under one of them",
                value=True,
            )
        lines.setdefault(kpi.name, kpi.location.line)
        rated: dict[object, int] = {}
        for rating in kpi.rating:
            if rating.on in rated:
                yield Problem(
                    "duplicate-id",
                    f'{label_of(procurement)}, kpi "{kpi.name}" is rated twice on {rating.on}',
                    rating.location.at("on"),
                    f"the other one is on line {rated[rating.on]}: take one of them out",
                    value=True,
                )
            rated.setdefault(rating.on, rating.location.line)


def refuse_wrong_contract_options(documents: Documents) -> Iterator[Problem]:
    """An extension or a renewal has a length, a price review a day and no length."""
    for contract in documents.of("contract"):
        yield from _wrong_options(contract)


def _wrong_options(contract: Contract) -> Iterator[Problem]:
    for number, option in enumerate(contract.option, 1):
        label = f"{label_of(contract)}, option {number}"
        if option.kind == "price review":
            if option.on is None:
                yield Problem(
                    "missing-key",
                    f'{label} is a price review and needs "on"',
                    option.location.at("kind"),
                    "say on which day the price may be reviewed: on = 2027-04-01",
                )
            if option.length is not None:
                yield Problem(
                    "wrong-value",
                    f"{label}, length: a price review makes no contract longer",
                    option.location.at("length"),
                    'take it out, or write kind = "extension"',
                )
        elif option.length is None:
            yield Problem(
                "missing-key",
                f'{label} is {_article(option.kind)} and needs "length"',
                option.location.at("kind"),
                'say how much longer the contract lasts: length = "12 months"',
            )


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"

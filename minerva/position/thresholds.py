"""Whether the value of a contract brings it under the Procurement Act 2023 in full.

The thresholds include VAT, and a value that is equal to one is above it ("not less than"). The
table that counts is that of the day on which the procurement began. Sources: Procurement Act 2023,
sections 3 and 5 and Schedule 1, as amended by SI 2025/163 (figures of 2024); SI 2025/1200 (from
1 January 2026, for procurements begun from then on). Light touch thresholds did not change.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from minerva.model.procurement_law import ContractKind, Procedure, Regime, procedure_of, regime_of
from minerva.model.programme import Procurement
from minerva.position.procurement import ProcurementPosition

KPI_VALUE: Final = Decimal(5_000_000)
"""A contract of a higher value than this needs key performance indicators (section 52)."""
KPI_COUNT: Final = 3

CHANGED: Final = date(2026, 1, 1)
"""The first day of the thresholds of 2026."""

_2024: Final[Mapping[ContractKind, int]] = {
    "works": 5_372_609,
    "goods": 139_688,
    "services": 139_688,
    "central": 139_688,
    "sub-central": 214_904,
    "light touch": 663_540,
    "utilities": 429_809,
    "utilities works": 5_372_609,
    "utilities light touch": 884_720,
    "concession": 5_372_609,
    "light touch concession": 5_372_609,
    "defence": 429_809,
}
_2026: Final[Mapping[ContractKind, int]] = {
    "works": 5_193_000,
    "goods": 135_018,
    "services": 135_018,
    "central": 135_018,
    "sub-central": 207_720,
    "light touch": 663_540,
    "utilities": 415_440,
    "utilities works": 5_193_000,
    "utilities light touch": 884_720,
    "concession": 5_193_000,
    "light touch concession": 5_372_609,
    "defence": 415_440,
}
"""Goods and services that do not say who buys them have the threshold of central government, the
lower one: a contract taken for above it breaks no rule."""

_WITHOUT_KPIS: Final = (
    "light touch",
    "utilities light touch",
    "concession",
    "light touch concession",
)


class Threshold(Struct, frozen=True):
    """The threshold of a contract on the day that counts, and on which side its value is.

    `changed` tells whether the value is on the other side by the table before or after it.
    """

    day: date
    amount: Decimal
    above: bool
    changed: bool


def threshold_amount(kind: ContractKind, day: date) -> Decimal:
    """Return the threshold for a kind of contract on a day, in pounds with VAT."""
    return Decimal((_2026 if day >= CHANGED else _2024)[kind])


def threshold_at(procurement: ProcurementPosition) -> Threshold | None:
    """Return the threshold of a procurement as it was known on a day.

    It is that of the day on which the procurement begins: its tender or transparency notice, or the
    day itself while that is not known. `above = value >= threshold`. None where the regime is not
    the Act, and while the value or the kind is not known.
    """
    record, began = procurement.record, procurement.tender_day or procurement.as_of
    value, kind = record.value, record.kind
    if regime_of(record.regime) is not Regime.PA_2023 or value is None or kind is None:
        return None
    sides = [value >= table[kind] for table in (_2024, _2026)]
    amount = threshold_amount(kind, began)
    return Threshold(began, amount, value >= amount, sides[0] is not sides[1])


def needs_kpis(procurement: Procurement) -> bool:
    """Tell whether at least three key performance indicators have to be set.

    The value is over 5 million pounds, and the contract is neither a light touch nor a concession
    contract nor one below the threshold. Not where the value is not known. Not modelled: frameworks
    themselves, private utilities, and a contract that indicators do not fit. Source: Procurement
    Act 2023, section 52.
    """
    exempt = (Procedure.LIGHT_TOUCH, Procedure.BELOW_THRESHOLD)
    return (
        regime_of(procurement.regime) is Regime.PA_2023
        and procurement.value is not None
        and procurement.value > KPI_VALUE
        and procurement.kind not in _WITHOUT_KPIS
        and procedure_of(procurement.procedure) not in exempt
    )


def is_light_touch(procurement: Procurement) -> bool:
    """Tell whether the contract is a light touch contract, by its procedure or its kind."""
    return procedure_of(procurement.procedure) is Procedure.LIGHT_TOUCH or "light touch" in (
        procurement.kind or ""
    )

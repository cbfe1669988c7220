"""Awkward sheets of savings: each is read to the penny, or asked about, or refused with a reason.

Each sheet is written from the same amounts in another way: in another unit, below zero, with totals
in other places, with changes instead of amounts, under other headings.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from typing import NamedTuple

import openpyxl
import pytest

from minerva.importing import detection
from minerva.importing.grid import ImportOptions, SavingsOptions, Sign
from minerva.importing.incoming import Incoming
from minerva.model.dates import parse_year_starts
from minerva.model.errors import MinervaError

YEARS = ("2024/25", "2025/26", "2026/27")
GROUPS: Mapping[str, Mapping[str, Sequence[int]]] = {
    "Adult Social Care": {
        "Reablement": (100_250, 150_250, 150_250),
        "High-cost placements": (250_000, 500_000, 625_000),
    },
    "Place": {
        "Parking fees": (80_000, 80_000, 95_000),
        "Street lighting": (40_000, 100_000, 100_000),
        "Use of a reserve comes back": (-75_000, -75_000, -75_000),
    },
}
TRUTH = {
    name: dict(zip(YEARS, map(Decimal, amounts), strict=True))
    for group in GROUPS.values()
    for name, amounts in group.items()
}
UNITS = {
    "pounds in headings": (1, "", " £", ""),
    "£000 in headings": (1_000, "", " £000", ""),
    "£k in headings": (1_000, "", " (£k)", ""),
    "£m in headings": (1_000_000, "", " £m", ""),
    "thousands in the title": (1_000, "Savings (all figures in £'000s)", "", ""),
    "millions under the rows": (1_000_000, "Savings", "", "All figures are in £m"),
    "a row of its own": (1_000, "", "", "£000"),
}
SIGNS = ("above zero", "in brackets", "with a minus")
TOTALS = ("none", "by word", "with a directorate", "by arithmetic", "above the rows")
HEADINGS = {
    "plain": YEARS,
    "short": ("24/25", "25/26", "26/27"),
    "FY": ("FY2024/25", "FY2025/26", "FY2026/27"),
    "numbered": ("Year 1 2024/25", "Year 2 (2025/26)", "Yr 3 2026/27"),
    "in two rows": YEARS,
}


class Sheet(NamedTuple):
    """How a sheet is written."""

    unit: str
    sign: str
    totals: str
    increments: bool
    headings: str


SHEETS = [
    Sheet(unit, sign, totals, increments, headings)
    for number, (unit, sign, totals, increments, headings) in enumerate(
        product(UNITS, SIGNS, TOTALS, (False, True), HEADINGS)
    )
    if number % 17 == 0
]


def test_there_are_sheets_of_each_kind() -> None:
    assert len(SHEETS) > 40
    kinds: list[set[object]] = [set(UNITS), set(SIGNS), set(TOTALS), {True, False}, set(HEADINGS)]
    assert [{sheet[n] for sheet in SHEETS} for n in range(len(kinds))] == kinds


def changes(amounts: Sequence[int]) -> list[int]:
    return [amount - before for amount, before in zip(amounts, (0, *amounts), strict=False)]


def written(amount: int, sheet: Sheet) -> str:
    """Return an amount as the sheet has it, exact in its unit."""
    number = Decimal(amount) / UNITS[sheet.unit][0]
    if sheet.sign == "above zero":
        return f"{number.normalize():f}"
    if sheet.sign == "in brackets":
        return f"({number.normalize():f})" if amount > 0 else f"{-number.normalize():f}"
    return f"{-number.normalize():f}"


def rows(sheet: Sheet) -> Iterator[list[str]]:
    """Yield the rows of a sheet."""
    _, title, in_headings, beside = UNITS[sheet.unit]
    headings = [f"{year}{in_headings}" for year in HEADINGS[sheet.headings]]
    if title:
        yield [title]
        yield []
    if sheet.headings == "in two rows":
        yield ["", "", "", *headings]
        yield ["Ref", "Directorate", "Saving proposal", "Target", "Target", "Target"]
    else:
        yield ["Ref", "Directorate", "Saving proposal", *headings]
    if beside == "£000":
        yield ["", "", "", beside, beside, beside]
    for n, (group, savings) in enumerate(GROUPS.items()):
        shown = {name: changes(a) if sheet.increments else a for name, a in savings.items()}
        total = [written(sum(column), sheet) for column in zip(*shown.values(), strict=True)]
        if sheet.totals == "above the rows":
            yield ["", "", group, *total]
        for m, (name, amounts) in enumerate(shown.items(), 1):
            yield [f"S{n}{m}", group, name, *[written(amount, sheet) for amount in amounts]]
        if sheet.totals == "by word":
            yield [f"Sub-total {group}", "", "", *total]
        elif sheet.totals == "with a directorate":
            yield ["", group, f"{group} Total", *total]
        elif sheet.totals == "by arithmetic":
            yield ["", group, "Everything", *total]
    if sheet.totals in ("by word", "with a directorate"):
        every = [a for group in GROUPS.values() for a in group.values()]
        shown_all = [changes(a) if sheet.increments else a for a in every]
        sums = [written(sum(column), sheet) for column in zip(*shown_all, strict=True)]
        yield ["", "", "Net savings requirement", *sums]
    if beside and beside != "£000":
        yield [beside]


def content(sheet: Sheet) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows(sheet))
    return stream.getvalue().encode()


def read(content: bytes, asked: SavingsOptions) -> Incoming:
    today, starts = date(2024, 4, 1), parse_year_starts("04-01")
    options = ImportOptions(today, "GBP", starts, savings=asked)
    return detection.read(content, "sheet.csv", options)


def amounts_of(incoming: Incoming) -> dict[str, dict[str, Decimal]]:
    return {saving.name: dict(saving.plan) for saving in incoming.savings}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: "-".join(map(str, sheet)))
def test_a_sheet_is_read_to_the_penny_once_everything_is_said(sheet: Sheet) -> None:
    sign: Sign = "savings-positive" if sheet.sign == "above zero" else "savings-negative"
    found = read(content(sheet), SavingsOptions(sign=sign, increments=sheet.increments))
    assert amounts_of(found) == TRUTH
    assert (list(found.rejected), list(found.questions)) == ([], [])
    assert {s.name: s.workstream for s in found.savings} == {
        name: group for group, savings in GROUPS.items() for name in savings
    }
    assert found.money is not None
    number = {"none": 0, "by word": 3, "with a directorate": 3}.get(sheet.totals, 2)
    assert [total.agrees for total in found.money.totals] == [True] * number


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: "-".join(map(str, sheet)))
def test_no_sheet_is_wrong_without_a_word(sheet: Sheet) -> None:
    found = read(content(sheet), SavingsOptions())
    right = amounts_of(found) == TRUTH
    both = any("as changes, added up" in text for text in found.remarks)
    assert right or found.questions or both, "a wrong reading is shown beside the other one"
    if sheet.sign != "above zero":
        assert found.questions, "amounts below zero are asked about"


@pytest.mark.parametrize(
    ("title", "heading"),
    [("Savings (£m)", "2024/25 £000"), ("All in £000", "2024/25 £m"), ("£k", "2024/25 (£)")],
)
def test_units_that_contradict_each_other_are_refused(title: str, heading: str) -> None:
    sheet = f"{title}\n,,\nDirectorate,Saving,{heading}\nPlace,Parking,80\n".encode()
    with pytest.raises(MinervaError, match="says"):
        read(sheet, SavingsOptions())
    found = read(sheet, SavingsOptions(unit=Decimal(1_000)))
    assert amounts_of(found) == {"Parking": {"2024/25": Decimal(80_000)}}


def test_an_amount_in_a_title_is_no_unit() -> None:
    found = read(b"Savings of \xc2\xa32m by 2026\nDirectorate,Saving,2024/25\nPlace,Parking,80\n",
                 SavingsOptions())  # fmt: skip
    assert amounts_of(found) == {"Parking": {"2024/25": Decimal(80)}}


@pytest.mark.parametrize(("total", "agrees"), [("180", True), ("180.01", False), ("170", False)])
def test_a_total_that_differs_is_a_reason_to_stop(total: str, agrees: bool) -> None:
    sheet = f"Directorate,Saving,2024/25 £\nPlace,A,100\nPlace,B,80\n,Place Total,{total}\n"
    found = read(sheet.encode(), SavingsOptions())
    assert found.money is not None
    assert [each.agrees for each in found.money.totals] == [agrees]
    assert len(found.rejected) == (not agrees)
    assert len(found.savings) == 2


@pytest.mark.parametrize(
    ("row", "is_saving"),
    [
        ("P3,Place,Total Mobile contract,180,190", True),
        (",Place,Total Mobile contract,180,190", False),
        (",Place,All of it,180,190", False),
        ("P3,Place,All of it,180,190", True),
        (",Place,Nearly,180,195", None),
        (",Place,Something else,12,13", True),
    ],
)
def test_a_total_is_told_from_a_saving(row: str, is_saving: bool | None) -> None:
    head = "Ref,Directorate,Saving,2024/25 £,2025/26 £\nP1,Place,A,100,100\nP2,Place,B,80,90\n"
    found = read(f"{head}{row}\n".encode(), SavingsOptions())
    assert found.money is not None
    assert (len(found.savings), len(found.money.totals), len(found.rejected)) == {
        True: (3, 0, 0),
        False: (2, 1, 0),
        None: (2, 0, 1),
    }[is_saving]


def test_a_blank_is_no_change_and_what_is_not_known_is_no_blank() -> None:
    head = "Ref,Directorate,Saving,2024/25 £k,2025/26 £k,2026/27 £k\n"
    asked = SavingsOptions(increments=True)
    found = read(f"{head}A,Place,X,,50,\n".encode(), asked)
    assert amounts_of(found) == {"X": {"2025/26": Decimal(50_000), "2026/27": Decimal(50_000)}}
    found = read(f"{head}A,Place,X,50,TBC,\n".encode(), asked)
    assert [rejected.place for rejected in found.rejected] == ["line 2, column 5"]


def test_a_one_off_is_the_sum_of_its_years() -> None:
    head = "Ref,Directorate,Saving,2024/25 £k,FYE £k,One-off\n"
    found = read(f"{head}A,Place,X,50,50,Yes\nB,Place,Y,50,0,Yes\nC,Place,Z,5,6,Yes\n".encode(),
                 SavingsOptions())  # fmt: skip
    assert [(s.name, s.recurring, s.full_year) for s in found.savings] == [
        ("X", False, Decimal(50_000)),
        ("Y", False, None),
    ]
    assert [rejected.place for rejected in found.rejected] == ["line 4"]


def test_a_tracker_without_years_is_asked_for_one() -> None:
    sheet = "Ref,Directorate,Saving,Target £k,Delivered to date £k,Forecast outturn £k,RAG,Lead\n"
    sheet += "A,Place,X,100,40,90,Amber,J. Smith\n"
    with pytest.raises(MinervaError, match="which financial year"):
        read(sheet.encode(), SavingsOptions())
    (saving,) = read(sheet.encode(), SavingsOptions(year="2024/25")).savings
    assert (saving.plan, saving.realised, saving.forecast) == (
        {"2024/25": Decimal(100_000)},
        {"2024/25": Decimal(40_000)},
        {"2024/25": Decimal(90_000)},
    )
    assert (saving.state, saving.owner) == ("at-risk", "J. Smith")


def test_a_row_of_its_own_names_the_group_below_it() -> None:
    sheet = "Saving,2024/25 £k\nPlace\nParking,80\nLighting,60\nAdult Social Care:\nReablement,5\n"
    sheet += "(some of these are subject to consultation)\n"
    found = read(sheet.encode(), SavingsOptions())
    assert [(s.name, s.workstream) for s in found.savings] == [
        ("Parking", "Place"),
        ("Lighting", "Place"),
        ("Reablement", "Adult Social Care"),
    ]


def test_figures_that_nothing_names_are_asked_about() -> None:
    sheet = b"Ref,Directorate,Saving,Year 1,Year 2\nA,Place,X,100,50\n"
    (question,) = read(sheet, SavingsOptions()).questions
    assert "Year 1" in question.text
    today, starts = date(2024, 4, 1), parse_year_starts("04-01")
    maps = {"D": "plan 2024/25", "e": "plan 2025/26"}
    options = ImportOptions(today, "GBP", starts, maps=maps)
    found = detection.read(sheet, "sheet.csv", options)
    assert amounts_of(found) == {"X": {"2024/25": Decimal(100), "2025/26": Decimal(50)}}
    assert not found.questions


@pytest.mark.parametrize(
    ("number", "format", "title", "amount"),
    [
        (100, "#,##0", "Savings £000", 100_000),
        (100_000, "#,##0,", "Savings £000", 100_000),
        (100_000, "#,##0,", "Savings", 100_000),
        (100, '#,##0"k"', "Savings", 100_000),
        (100, '#,##0"k"', "Savings £k", 100_000),
        (1.5, '0.0"m"', "Savings", 1_500_000),
        (100, "#,##0;[Red](#,##0)", "Savings £m", 100_000_000),
    ],
)
def test_an_amount_is_multiplied_once(number: float, format: str, title: str, amount: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([title], ["Directorate", "Saving", "2024/25"], ["Place", "Parking", number]):
        sheet.append(row)
    sheet["C3"].number_format = format
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue(), SavingsOptions())
    assert amounts_of(found) == {"Parking": {"2024/25": Decimal(amount)}}


def test_headings_may_be_merged_over_two_rows() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Savings £k"
    for row in (
        ["Directorate", "Ref", "Saving", "2024/25", None, "2025/26", None],
        [None, None, None, "Target", "Forecast", "Target", "Forecast"],
        ["Place", "P1", "Parking", 80, 70, 80, 75],
        [None, "P2", "Lighting", 40, 40, 100, 100],
        ["Total", None, None, 120, 110, 180, 175],
    ):
        sheet.append(row)
    for merged in ("A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "A3:A4"):
        sheet.merge_cells(merged)
    stream = io.BytesIO()
    book.save(stream)
    found = read(stream.getvalue(), SavingsOptions())
    assert [(s.workstream, s.plan, s.forecast) for s in found.savings] == [
        (
            "Place",
            {"2024/25": Decimal(80_000), "2025/26": Decimal(80_000)},
            {"2024/25": Decimal(70_000), "2025/26": Decimal(75_000)},
        ),
        (
            "Place",
            {"2024/25": Decimal(40_000), "2025/26": Decimal(100_000)},
            {"2024/25": Decimal(40_000), "2025/26": Decimal(100_000)},
        ),
    ]
    assert found.money is not None
    assert found.money.unit == "£k, from the name of the sheet"
    assert [total.agrees for total in found.money.totals] == [True]


def test_a_sub_total_is_of_its_group_alone() -> None:
    head = "Ref,Directorate,Saving,2024/25 £k\nA1,X,a,100\nA2,X,b,50\n"
    found = read(f"{head},X,X sub-total,160\nA3,Y,c,10\n,,Total,160\n".encode(), SavingsOptions())
    assert found.money is not None
    assert [(t.of, t.agrees) for t in found.money.totals] == [
        ("lines 2 to 3", False),
        ("lines 2, 3, 5", True),
    ]


def test_a_part_of_the_totals_is_no_saving() -> None:
    head = "Ref,Directorate,Saving,2024/25 £k\nA1,X,a,100\nA2,X,b,50\n,,Total,150\n"
    found = read(f"{head},,Of which cashable,100\n".encode(), SavingsOptions())
    assert [rejected.text for rejected in found.rejected] == ["Of which cashable"]
    assert len(found.savings) == 2


def test_a_total_proves_what_else_is_one() -> None:
    sheet = "Saving,2024/25 £k\nReablement,100\nHigh cost,50\nAdult Social Care,150\n"
    sheet += "Parking,80\nLighting,20\nPlace,100\nTotal,250\n"
    found = read(sheet.encode(), SavingsOptions())
    assert found.money is not None
    assert {total.name: total.agrees for total in found.money.totals} == {
        "Adult Social Care": True,
        "Place": True,
        "Total": True,
    }
    assert [s.name for s in found.savings] == ["Reablement", "High cost", "Parking", "Lighting"]

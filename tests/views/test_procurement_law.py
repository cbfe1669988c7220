"""What `minerva procurement` says of procurements under the Act, in every format."""

import json
from datetime import date
from pathlib import Path

import pytest
import tomli_w

from minerva.views import procurement
from tests.command import run
from tests.formats.test_formats_hostile import HOSTILE
from tests.position.test_notices import CONTRACT, MILESTONES, PROCUREMENT, SIGNED, position
from tests.programmes import WORKSTREAMS, write_programme


def said(on: date = date(2026, 4, 20), **keys: str) -> list[str]:
    """Return the lines that the report begins with."""
    return list(procurement.report(position(on=on, **keys)).summary)


def test_the_standstill_and_the_next_notice_are_said_in_words() -> None:
    lines = said()
    assert "Care: standstill 31 Mar 2026 to 13 Apr 2026, contract from 14 Apr 2026." in lines
    assert "Care: next notice: UK7 contract details notice, by 13 May 2026." in lines
    assert "Care: overdue: UK7 contract details notice." in said(on=date(2026, 5, 14))


def test_nothing_is_said_of_procurements_under_other_rules() -> None:
    found = procurement.report(position(regime="PCR 2015", keys='value = 1\nkind = "works"'))
    assert found.summary == ["Care: complete, every stage is passed."]
    assert [table.title for table in found.tables] == [None]


def test_a_value_that_changed_sides_is_noted() -> None:
    changed = said(keys='value = 210_000\nkind = "sub-central"')
    assert "Care: £210,000 is above the threshold of £207,720." in changed
    assert any("changed sides on 1 Jan 2026" in line for line in changed)
    assert not any("changed sides" in line for line in said(keys='value = 1\nkind = "works"'))


def test_a_procedure_that_does_not_fit_the_value_is_noted() -> None:
    keys = 'value = 6_000_000\nkind = "works"'
    assert any("procedure says" in line for line in said(keys=keys, procedure="below threshold"))
    assert not any("procedure says" in line for line in said(keys=keys))


def test_missing_indicators_are_said() -> None:
    lines = said(keys="value = 6_000_000", more='\n[[procurement.kpi]]\nname = "K"\n')
    assert any(line.endswith("indicators are needed; 1 is recorded.") for line in lines)


def test_the_document_has_what_is_new_after_what_was_there() -> None:
    keys = 'value = 210_000\nkind = "sub-central"'
    rated = (
        '[[procurement.kpi]]\nname = "K"\n[[procurement.kpi.rating]]\non = {}\nrating = "good"\n'
    )
    more = "\n" + rated.format("2026-04-19") + CONTRACT
    document = procurement.document(position(keys=keys, more=more))
    found = document["procurements"][0]
    assert list(found)[-7:] == [
        *("regime", "value", "kind", "threshold", "contract_from", "notices", "kpis"),
    ]
    assert found["threshold"] == {
        "day": date(2026, 4, 20),
        "amount": 207_720,
        "above": True,
        "changed": True,
    }
    assert found["contract_from"] == date(2026, 4, 14)
    assert found["notices"][1] == {
        "kind": "UK7",
        "name": "Contract details notice",
        "state": "planned",
        "due": date(2026, 5, 13),
        "published": None,
        "reference": None,
        "why": "30 days from the contract",
    }
    assert found["kpis"] == [
        {"name": "K", "ratings": [{"on": date(2026, 4, 19), "rating": "good"}]}
    ]
    assert document["contracts"][0]["ends"] == date(2027, 10, 13)
    assert document["contracts"][0]["options"] == []


def test_a_rating_of_a_later_day_is_not_there_yet() -> None:
    rated = '[[procurement.kpi]]\nname = "K"\n[[procurement.kpi.rating]]\non = 2026-04-21\n'
    known = position(more="\n" + rated + 'rating = "good"\n')
    assert procurement.document(known)["procurements"][0]["kpis"] == [{"name": "K", "ratings": []}]


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
def test_any_text_comes_out_unharmed(tmp_path: Path, format: str) -> None:
    text = tomli_w.dumps({"text": " ".join(HOSTILE)}).partition(" = ")[2].strip()
    written = PROCUREMENT.format(regime="PA 2023", procedure="open", keys="").replace(
        'standstill = "electronic"', f'standstill = "none"\nstandstill_reason = {text}'
    )
    more = (
        f'\n[[procurement.notice]]\nkind = "UK4"\npublished = 2025-12-01\nreference = {text}\n'
        f"[[procurement.kpi]]\nname = {text}\n"
    )
    write_programme(tmp_path, MILESTONES.format(actual=SIGNED), WORKSTREAMS + written + more)
    result = run("procurement", "--as-of", "2026-04-20", "--format", format, cwd=tmp_path)
    assert (result.status, result.stderr) == (0, "")
    assert "\x1b" not in result.stdout
    assert "\x07" not in result.stdout
    exported = run(*("export", "-", "--format", "ocds", "--as-of", "2026-04-20"), cwd=tmp_path)
    assert json.loads(exported.stdout)["releases"][0]["tender"]["documents"]


@pytest.mark.parametrize("format", ["html", "markdown"])
def test_the_page_and_the_committee_report_have_notices_and_options(
    tmp_path: Path, format: str
) -> None:
    option = '\n[[contract.option]]\nkind = "extension"\nlength = "12 months"\n'
    written = PROCUREMENT.format(regime="PA 2023", procedure="open", keys="value = 6_000_000")
    kpi = '\n[[procurement.kpi]]\nname = "Visits on time"\n'
    write_programme(
        tmp_path, MILESTONES.format(actual=SIGNED), WORKSTREAMS + written + kpi + CONTRACT + option
    )
    result = run("report", "--format", format, "--as-of", "2026-04-20", cwd=tmp_path)
    assert (result.status, result.stderr) == (0, "")
    for heading in (
        "Notices of Care",
        "Key performance indicators of Care",
        "Options of contracts",
    ):
        assert result.stdout.count(heading) >= 1

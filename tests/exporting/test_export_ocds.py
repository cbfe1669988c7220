"""Open Contracting data: valid by the standard's own schemas, and only what notices made public."""

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from libcoveocds.api import ocds_json_output
from libcoveocds.config import LibCoveOCDSConfig
from referencing import Registry, Resource

from minerva.exporting import ocds
from minerva.exporting.outgoing import Request
from minerva.model.errors import MinervaError
from minerva.position import position_at
from tests.command import run
from tests.programmes import programme, write_programme

SCHEMAS = Path(__file__).parent / "ocds"
MILESTONES = """
    [[milestone]]
    id = "signed"
    workstream = "care"
    name = "Contract signed"
    baseline = 2026-04-14
    actual = 2026-04-14
"""
WORKSTREAMS = """
    [programme]
    id = "homecare"
    name = "Home care"
    organisation = "Northbridge Council"

    [[workstream]]
    id = "care"
    name = "Care"

    [[procurement]]
    id = "visits"
    name = "Home visits"
    workstream = "care"
    regime = "PA 2023"
    procedure = "competitive flexible"
    value = 6_200_000.50
    kind = "services"
    ocid = "ocds-h6vhtk-05a1b2"

      [[procurement.stage]]
      id = "tender"
      name = "Tender"
      opens = 2025-12-01
      closes = 2026-01-30

      [[procurement.stage]]
      id = "standstill"
      name = "Standstill"
      standstill = "electronic"
      opens = 2026-03-31
      closes = "signed"

      [[procurement.bidder]]
      name = "Ash Care"

      [[procurement.bidder]]
      name = "Birch Homes"

      [[procurement.kpi]]
      name = "Visits on time"

        [[procurement.kpi.rating]]
        on = 2027-04-01
        rating = "approaching target"

        [[procurement.kpi.rating]]
        on = 2027-09-01
        rating = "other"

    [[contract]]
    id = "ash"
    supplier = "Ash Care"
    procurement = "visits"
    expires = 2030-04-13

      [[contract.option]]
      kind = "extension"
      length = "12 months"
"""
PUBLISHED = {
    "UK1": date(2025, 5, 20),
    "UK3": date(2025, 9, 15),
    "UK4": date(2025, 12, 1),
    "UK6": date(2026, 3, 31),
    "UK7": date(2026, 5, 10),
    "UK9": date(2027, 4, 10),
}
NOTICES = "".join(
    f'\n[[procurement.notice]]\nkind = "{kind}"\npublished = {day}\nreference = "2026/S {kind}"\n'
    for kind, day in PUBLISHED.items()
)
HEAD, CONTRACT = WORKSTREAMS.split("    [[contract]]")
WHOLE = f"{HEAD}{NOTICES}\n    [[contract]]{CONTRACT}"
PARTS = ("planning", "tender", "awards", "contracts")


def package(on: date, workstreams: str = WHOLE) -> Any:
    """Return the release package of a day."""
    position = position_at(programme(MILESTONES, workstreams), on)
    return json.loads(_bytes(ocds.export(Request(position)).content))


def _bytes(content: object) -> bytes:
    assert isinstance(content, bytes)
    return content


def mistakes(found: Any) -> list[str]:
    """Return what the schemas of the standard say is wrong with a package."""
    schemas = [json.loads(file.read_text("utf-8")) for file in SCHEMAS.glob("release*.json")]
    resources = [(schema["id"], Resource.from_contents(schema)) for schema in schemas]
    by_id = {schema["id"].rpartition("/")[2]: schema for schema in schemas}
    validator = jsonschema.Draft4Validator(
        by_id["release-package-schema.json"],
        registry=Registry().with_resources(resources),
        format_checker=jsonschema.FormatChecker(),
    )
    return [error.message for error in validator.iter_errors(found)]


def codelists() -> dict[str, set[str]]:
    """Return the codes of each list of the standard, as far as its schema gives them."""
    found: dict[str, set[str]] = {}
    left: list[Any] = [json.loads((SCHEMAS / "release-schema.json").read_text("utf-8"))]
    while left:
        node = left.pop()
        left += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
        if isinstance(node, dict) and "codelist" in node:
            codes = node.get("enum") or node.get("items", {}).get("enum") or []
            found.setdefault(node["codelist"], set()).update(filter(None, codes))
    return found


def days() -> Iterator[date]:
    """Yield the days on which a notice is published, and one long after."""
    yield from PUBLISHED.values()
    yield date(2031, 1, 1)


@pytest.mark.parametrize("on", list(days()))
def test_a_package_is_valid_on_every_day_on_which_something_is_published(on: date) -> None:
    assert mistakes(package(on)) == []


def test_the_schemas_find_a_mistake() -> None:
    wrong = package(date(2031, 1, 1))
    wrong["releases"][0]["tender"]["status"] = "finished"
    wrong["publishedDate"] = 3
    del wrong["releases"][0]["ocid"]
    assert len(mistakes(wrong)) == 3


def test_a_part_goes_in_from_the_day_on_which_its_notice_is_published() -> None:
    found = {on: package(on)["releases"][0] for on in PUBLISHED.values()}
    assert [[part for part in PARTS if part in release] for release in found.values()] == [
        ["planning"],
        ["planning"],
        ["planning", "tender"],
        ["planning", "tender", "awards"],
        ["planning", "tender", "awards", "contracts"],
        ["planning", "tender", "awards", "contracts"],
    ]
    before, after = found[PUBLISHED["UK7"]], found[PUBLISHED["UK9"]]
    assert "implementation" not in before["contracts"][0]
    assert after["tag"] == ["planning", "tender", "award", "contract", "implementation"]
    assert after["id"] == "ocds-h6vhtk-05a1b2-2027-04-10"
    day_before = package(date(2025, 11, 30))["releases"][0]
    assert day_before["tag"] == ["planning"]


def test_only_the_supplier_of_all_bidders_is_named_and_only_once_awarded() -> None:
    tender = json.dumps(package(date(2026, 3, 30)))
    assert "Ash Care" not in tender
    assert "Birch Homes" not in tender
    award = json.dumps(package(date(2026, 3, 31)))
    assert "Ash Care" in award
    assert "Birch Homes" not in json.dumps(package(date(2031, 1, 1)))


def test_a_rating_is_public_from_the_performance_notice_after_it() -> None:
    contract = package(date(2027, 10, 1))["releases"][0]["contracts"][0]
    [milestone] = contract["implementation"]["milestones"]
    assert milestone["title"] == "Visits on time"
    assert (milestone["status"], milestone["description"]) == (
        "partiallyMet",
        "Rating: approaching target",
    )
    assert contract["period"] == {
        "startDate": "2026-04-14T00:00:00Z",
        "endDate": "2030-04-13T00:00:00Z",
        "maxExtentDate": "2031-04-13T00:00:00Z",
    }


def test_money_is_exact_and_what_is_not_known_is_left_out() -> None:
    tender = package(date(2026, 1, 1))["releases"][0]["tender"]
    assert tender["value"] == {"amount": 6200000.5, "currency": "GBP"}
    assert tender["procurementMethod"] == "selective"
    bare = WHOLE.replace("    value = 6_200_000.50\n", "").replace('    kind = "services"\n', "")
    unknown = package(date(2026, 1, 1), bare)
    assert "value" not in unknown["releases"][0]["tender"]
    assert mistakes(unknown) == []


def test_a_procurement_that_was_terminated_is_cancelled() -> None:
    ended = WHOLE.replace('"UK6"', '"UK12"')
    assert package(date(2026, 4, 1), ended)["releases"][0]["tender"]["status"] == "cancelled"


@pytest.mark.parametrize(
    ("workstreams", "on"),
    [
        (WHOLE, date(2025, 5, 19)),
        (WHOLE.replace("PA 2023", "PCR 2015"), date(2031, 1, 1)),
        (WORKSTREAMS, date(2031, 1, 1)),
    ],
)
def test_what_nobody_published_is_not_written(workstreams: str, on: date) -> None:
    with pytest.raises(MinervaError):
        package(on, workstreams)


def test_the_command_writes_it_again_and_only_over_its_own(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONES, WHOLE)
    arguments = ("export", "releases.json", "--format", "ocds", "--as-of", "2027-09-01")
    for _ in range(2):
        result = run(*arguments, cwd=tmp_path)
        assert (result.status, result.stderr) == (0, "releases.json: 1 release.\n")
    assert mistakes(json.loads((tmp_path / "releases.json").read_text("utf-8"))) == []
    run("export", "p.json", "--as-of", "2027-09-01", cwd=tmp_path)
    (tmp_path / "p.json").replace(tmp_path / "releases.json")
    assert "minerva did not make it" in run(*arguments, cwd=tmp_path).stderr
    early = run("export", "early.json", "--format", "ocds", "--as-of", "2025-01-01", cwd=tmp_path)
    assert early.status == 2
    assert "no notice of a procurement was published by 1 Jan 2025" in early.stderr
    assert not (tmp_path / "early.json").exists()


def test_the_reviewing_tool_of_the_standard_finds_nothing(tmp_path: Path) -> None:
    standard = tmp_path / "standard.zip"
    with zipfile.ZipFile(standard, "w") as archive:
        archive.writestr("standard-1__1__5/", "")
        for file in sorted(SCHEMAS.glob("*.json")):
            archive.write(file, f"standard-1__1__5/schema/{file.name}")
        for name, codes in codelists().items():
            rows = "".join(f"{code},\n" for code in ["Code", *sorted(codes)])
            archive.writestr(f"standard-1__1__5/schema/codelists/{name}", rows)
    written = tmp_path / "releases.json"
    written.write_text(json.dumps(package(date(2031, 1, 1))), "utf-8")
    config = LibCoveOCDSConfig()
    config.config |= {"standard_zip": standard.as_uri(), "context": "api"}
    found = ocds_json_output(
        str(tmp_path), str(written), schema_version=None, convert=False, lib_cove_ocds_config=config
    )
    for key in ("validation_errors", "deprecated_fields", "all_additional_fields"):
        assert found[key] == []
    assert found["additional_closed_codelist_values"] == {}
    assert found["additional_checks"] == {}
    assert found["version_used"] == "1.1"

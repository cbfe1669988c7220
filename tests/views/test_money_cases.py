"""Programmes of which a figure was once wrong, each with what finance expects of it."""

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

from tests.command import run
from tests.programmes import write_programme

HEAD = """
    [programme]
    id = "p"
    name = "P"

    [[workstream]]
    id = "w"
    name = "W"
"""
REACHED = """
    [[milestone]]
    id = "go-live"
    workstream = "w"
    name = "Go-live"
    baseline = 2025-04-01
    actual = 2025-04-01
"""


def told(folder: Path, day: str, *command: str) -> Any:
    """Return the JSON of a command on a day."""
    result = run(*command, "--as-of", day, "--format", "json", cwd=folder)
    return json.loads(result.stdout, parse_float=Decimal)


def written(folder: Path, savings: str, milestones: str = REACHED, head: str = HEAD) -> Path:
    return write_programme(folder, milestones, head + savings)


def figures(folder: Path, day: str, saving: str, figure: str) -> dict[str, Any]:
    """Return a figure of a saving in every year."""
    lines = told(folder, day, "savings")["lines"]
    line = next(line for line in lines if line["id"] == saving)
    return {year: shown[figure] for year, shown in line["years"].items()}


def found(folder: Path, day: str) -> list[str]:
    """Return the ids of what `check` finds, whatever stands in it."""
    return [finding["id"] for finding in told(folder, day, "check")["findings"]]


def test_claims_are_controlled(tmp_path: Path) -> None:
    claims = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "A"
        full_year = 100_000
        starts = 2025-10-01

          [[saving.realised]]
          year = "2027/28"
          amount = 500_000
          on = 2025-04-10
          validated = { on = 2025-04-01, by = "Finance" }

          [[saving.realised]]
          year = "2024/25"
          amount = 50_000
          on = 2025-04-10
    """
    ids = found(written(tmp_path, claims), "2025-05-01")
    assert ids.count("claim-early") == 2
    assert {"claim-exceeds", "validation-early"} <= {*ids}


def test_an_ended_year_of_a_saving_without_a_start_is_not_known(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "Start not known"
        full_year = 1000

        [[saving]]
        id = "b"
        workstream = "w"
        name = "Known"
        full_year = 1000
        starts = 2023-04-01
    """
    folder = written(tmp_path, savings)
    assert figures(folder, "2025-02-01", "a", "forecast")["2023/24"] is None
    assert figures(folder, "2025-02-01", "b", "forecast")["2023/24"] == 0


TARGET = """
    [programme.target]
    full_year = {}
    from = "2025/26"
"""


def test_a_target_whose_first_year_is_missed_is_found(tmp_path: Path) -> None:
    late = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "Late"
        full_year = 120_000
        starts = 2030-04-01
    """
    folder = written(tmp_path, late, head=HEAD + TARGET.format("100_000"))
    target = told(folder, "2025-06-01", "savings")["target"]
    assert target["in_first_year"] == {"year": "2025/26", "forecast": 0, "variance": -100_000}
    assert "target-late" in found(folder, "2025-06-01")


def test_what_is_lost_is_the_same_in_every_report(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "Cut, not slipped"
        full_year = 100_000
        starts_with = "go-live"

          [[saving.forecast]]
          on = 2025-04-02
          full_year = 40_000

        [[saving]]
        id = "b"
        workstream = "w"
        name = "Known later, not slipped"
        starts_with = "go-live"

          [[saving.forecast]]
          on = 2025-04-02
          full_year = 30_000
    """
    folder = written(tmp_path, savings)
    lost = told(folder, "2025-06-01", "forecast")["savings"]["years"]["2025/26"]
    assert (lost["lost"], lost["slipped"], lost["restated"]) == (60_000, 0, 60_000)
    total = told(folder, "2025-06-01", "savings")["totals"]
    assert total["years"]["2025/26"]["variance"] == -60_000
    assert total["not_planned"] == ["b"]
    sentence = run("forecast", "--as-of", "2025-06-01", cwd=folder).stdout
    assert "Over all years, £60,000 less than planned: £60,000 restated down." in sentence


def test_a_one_off_meets_no_yearly_target(tmp_path: Path) -> None:
    reserve = """
        [[saving]]
        id = "reserve"
        workstream = "w"
        name = "Use of reserve"
        category = "reserve"
        recurring = false
        cashable = false
        full_year = 1_000_000
        starts = 2025-04-01
    """
    folder = written(tmp_path, reserve, head=HEAD + TARGET.format("1_000_000"))
    report = told(folder, "2025-06-01", "savings")
    assert report["target"]["variance"] == -1_000_000
    assert (report["totals"]["full_year"], report["totals"]["one_off"]) == (0, 1_000_000)
    assert told(folder, "2025-06-01", "status")["rating"] == "red"
    assert (
        "Beside it, one-off: £1,000,000."
        in run("status", "--as-of", "2025-06-01", cwd=folder).stdout
    )


def test_what_is_forecast_exactly_to_plan_has_no_variance(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "A, exactly to plan"
        full_year = 10
        starts = 2024-06-01

        [[saving]]
        id = "b"
        workstream = "w"
        name = "B, restated"
        full_year = 10
        starts = 2024-06-01

          [[saving.forecast]]
          on = 2024-04-02
          full_year = 120
    """
    folder = written(tmp_path, savings)
    assert figures(folder, "2024-06-02", "a", "variance") == {"2024/25": 0, "2025/26": 0}
    text = run("savings", "--as-of", "2024-06-02", "--format", "csv", cwd=folder).stdout
    rows = [row for row in csv.DictReader(StringIO(text)) if row["id"] == "a"]
    assert [row["variance"] for row in rows] == ["0", "0"]


def test_what_is_planned_before_the_start_does_not_slip(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "s"
        workstream = "w"
        name = "Fewer hours"
        full_year = 1_400_000
        starts_with = "rotas"
        plan = { "2024/25" = 100_000, "2025/26" = 450_000 }

          [[saving.realised]]
          year = "2024/25"
          amount = 85_000
          on = 2025-05-30
    """
    rotas = REACHED.replace("go-live", "rotas").replace("2025-04-01", "2025-09-01")
    rotas = "\n".join(line for line in rotas.splitlines() if "actual" not in line)
    folder = written(tmp_path, savings, rotas)
    assert figures(folder, "2025-06-01", "s", "slipped")["2024/25"] == 0
    assert figures(folder, "2025-06-01", "s", "not_realised")["2024/25"] == 15_000


def test_a_plan_alone_is_known(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "A"
        plan = { "2024/25" = 100_000 }

          [[saving.forecast]]
          on = 2024-04-20
          full_year = 100_000
    """
    folder = written(tmp_path, savings)
    report = told(folder, "2024-05-01", "savings")
    assert report["totals"]["unknown"] == []
    assert report["totals"]["full_year"] == 100_000
    assert figures(folder, "2024-05-01", "a", "planned")["2024/25"] == 100_000


def test_a_profile_slips_by_exact_twelfths(tmp_path: Path) -> None:
    savings = """
        [programme.target]
        full_year = 275_000
        from = "2026/27"

        [[saving]]
        id = "ramp"
        workstream = "w"
        name = "Placements"
        full_year = 275_000
        starts_with = "go-live"
        plan = { "2024/25" = 100_000, "2025/26" = 150_000, "2026/27" = 275_000 }
    """
    milestone = """
        [[milestone]]
        id = "go-live"
        workstream = "w"
        name = "Go-live"
        baseline = 2024-04-15

          [[milestone.forecast]]
          on = 2024-04-10
          date = 2026-10-01
          reason = "supplier failed"
    """
    forecast = figures(written(tmp_path, savings, milestone), "2024-05-01", "ramp", "forecast")
    assert (forecast["2026/27"], forecast["2027/28"], forecast["2028/29"]) == (
        Decimal("52023.12"),
        Decimal("128810.21"),
        Decimal("217361.11"),
    )
    assert (forecast["2024/25"], forecast["2025/26"]) == (0, 0)


def test_a_new_baseline_of_the_board_changes_no_budget(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "rent"
        workstream = "w"
        name = "Rent"
        full_year = 120_000
        starts_with = "go-live"
    """
    milestone = """
        [[milestone]]
        id = "go-live"
        workstream = "w"
        name = "Go-live"
        baseline = 2025-04-01

          [[milestone.rebaseline]]
          on = 2025-03-01
          date = 2027-04-01
          approved_by = "Programme board"
    """
    folder = written(tmp_path, savings, milestone, HEAD + TARGET.format("120_000"))
    planned = figures(folder, "2025-04-02", "rent", "planned")
    forecast = figures(folder, "2025-04-02", "rent", "forecast")
    for year in ("2025/26", "2026/27"):
        assert (planned[year], forecast[year]) == (120_000, 0)
    assert "saving-shortfall" in found(folder, "2025-04-02")


def test_a_restated_profile_keeps_its_shape(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "s"
        workstream = "w"
        name = "Move-on"
        full_year = 1_600_000
        plan = { "2025/26" = 320_000, "2026/27" = 1_250_000, "2027/28" = 1_600_000 }

          [[saving.forecast]]
          on = 2025-07-01
          full_year = 1_450_000

        [[saving]]
        id = "t"
        workstream = "w"
        name = "Other"
        full_year = 100_000
        plan = { "2025/26" = 100_000, "2026/27" = 100_000, "2027/28" = 100_000 }

          [[saving.realised]]
          year = "2025/26"
          amount = 1_000_000
          on = 2025-07-01

        [[saving]]
        id = "u"
        workstream = "w"
        name = "Retender"

          [[saving.forecast]]
          on = 2025-07-01
          full_year = 90_000
          starts = 2026-04-01
    """
    folder = written(tmp_path, savings)
    forecast = figures(folder, "2025-07-02", "s", "forecast")
    assert [*forecast.values()][:3] == [290_000, Decimal("1132812.5"), 1_450_000]
    assert "claim-exceeds" in found(folder, "2025-07-02")
    assert {*figures(folder, "2025-07-02", "u", "planned").values()} == {None}
    totals = told(folder, "2025-07-02", "savings")["totals"]
    assert totals["not_planned"] == ["u"]
    assert totals["years"]["2026/27"]["forecast"] == Decimal("1322812.5")


def test_a_contract_has_one_float(tmp_path: Path) -> None:
    contract = """
        [[contract]]
        id = "c"
        supplier = "C"
        expires = 2025-09-30
        replaced_by = "live"
    """
    milestones = """
        [[milestone]]
        id = "award"
        workstream = "w"
        name = "Award"
        baseline = 2025-04-01

          [[milestone.forecast]]
          on = 2025-03-01
          date = 2025-12-01

        [[milestone]]
        id = "live"
        workstream = "w"
        name = "Live"
        baseline = 2025-09-01
        after = [{ milestone = "award", lag = "3 months" }]
    """
    folder = written(tmp_path, contract, milestones)
    text = run("status", "--as-of", "2025-03-10", cwd=folder, env={"COLUMNS": "200"}).stdout
    assert text.count("151 days uncovered") == 3
    assert "before Live, 1 Mar 2026" in text


def test_what_will_not_be_delivered_is_red_whatever_its_milestones(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "Undeliverable"
        full_year = 5_000_000
        starts = 2025-04-01

          [[saving.forecast]]
          on = 2025-04-10
          full_year = 0
    """
    folder = written(tmp_path, savings)
    status = told(folder, "2025-06-01", "status")
    assert status["rating"] == "red"
    assert [part["rating"] for part in status["workstreams"]] == ["red"]
    text = run("status", "--as-of", "2025-06-01", cwd=folder).stdout
    assert "Red: W, Undeliverable: £5,000,000 short in 2025/26." in text


def test_claims_behind_are_found_before_the_year_ends(tmp_path: Path) -> None:
    savings = """
        [[saving]]
        id = "a"
        workstream = "w"
        name = "Under-delivering"
        full_year = 120_000
        starts = 2024-04-01

          [[saving.realised]]
          year = "2024/25"
          amount = 20_000
          on = 2025-03-20
    """
    assert "claims-behind" in found(written(tmp_path, savings), "2025-03-31")

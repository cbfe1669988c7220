"""A claim is warned of as it would be found once it is written."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest

from minerva.findings import findings_at
from minerva.model.errors import MinervaError
from minerva.model.programme import YearLabel
from minerva.position import position_at
from minerva.recording.savings import claim
from tests.command import run
from tests.programmes import programme, write_programme

MILESTONE = b'[[milestone]]\nid = "m"\nworkstream = "w"\nname = "M"\nbaseline = 2025-05-01\n'
PLAN = """[programme]
id = "p"
name = "P"
[[workstream]]
id = "w"
name = "W"
[[saving]]
id = "s"
workstream = "w"
name = "S"
full_year = 120_000
starts = 2024-04-01
"""
TODAY = date(2024, 8, 1)


def claimed(year: str, amount: str, on: str, evidence: str | None = None) -> str:
    shown = "" if evidence is None else f'evidence = "{evidence}"\n'
    return f'[[saving.realised]]\nyear = "{year}"\namount = {amount}\non = {on}\n{shown}'


@pytest.mark.parametrize(
    ("before", "year", "amount", "on", "evidence"),
    [
        ("", "2024/25", "10_000", "2024-07-01", None),
        (claimed("2024/25", "5", "2024-07-01"), "2024/25", "5", "2024-07-01", None),
        (claimed("2024/25", "5", "2024-07-01") * 2, "2024/25", "5", "2024-07-01", None),
        (claimed("2024/25", "5", "2024-07-01", "E"), "2024/25", "5", "2024-07-01", "E"),
        (claimed("2024/25", "5", "2024-07-01"), "2024/25", "5", "2024-07-02", None),
        ("", "2025/26", "5", "2024-07-01", None),
        (claimed("2025/26", "5", "2024-07-01"), "2025/26", "5", "2024-07-01", None),
        ("", "2023/24", "5", "2024-07-01", None),
        ("", "2024/25", "144_000", "2024-07-01", None),
        ("", "2024/25", "144_000.01", "2024-07-01", None),
        (claimed("2024/25", "150_000", "2024-07-01"), "2024/25", "1", "2024-07-02", None),
        ("", "2023/24", "200_000", "2024-07-01", None),
    ],
)
def test_a_claim_is_warned_of_as_it_would_be_found(
    before: str, year: str, amount: str, on: str, evidence: str | None
) -> None:
    plan = programme(MILESTONE, (PLAN + before).encode())
    [saving] = plan.savings
    change = claim(
        plan, saving, Decimal(amount), YearLabel(year), evidence, date.fromisoformat(on), TODAY
    )
    after = programme(MILESTONE, (PLAN + before + claimed(year, amount, on, evidence)).encode())
    was, now = (
        [
            f"{finding.message} ({finding.id})"
            for finding in findings_at(position_at(version, TODAY))
            if finding.id in ("claim-repeated", "claim-early", "claim-exceeds")
        ]
        for version in (plan, after)
    )
    for message in was:
        if message in now:
            now.remove(message)
    assert sorted(change.warnings) == sorted(now)


def test_the_warnings_are_said_before_anything_is_written(tmp_path: Path) -> None:
    write_programme(tmp_path, MILESTONE.decode(), PLAN)
    before = (tmp_path / "workstreams.toml").read_bytes()
    with patch("minerva.recording.recorder.write_change", side_effect=MinervaError("no space")):
        refused = run("claim", "s", "500k", "--year", "2024/25", cwd=tmp_path, today=TODAY)
    assert refused.status == 2
    assert refused.stderr.index("warning: ") < refused.stderr.index("error: no space")
    assert (tmp_path / "workstreams.toml").read_bytes() == before
    written = run("claim", "s", "500k", "--year", "2024/25", cwd=tmp_path, today=TODAY)
    assert (written.status, written.stderr.count("warning: ")) == (0, 1)

"""A format needs a report and nothing else: the example of the architecture page, run."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from minerva.position import position_at
from minerva.store import read_files, read_programme
from minerva.views import milestones, savings, status
from minerva.views.table import Report
from tests.command import ROOT

DAY = date(2014, 12, 9)


def columns_of_the_page() -> Callable[[Report], list[dict[str, list[object]]]]:
    """Run the example of the page and return its function."""
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    [example] = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert example.count("\n") <= 20
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - the page's own example
    found: Callable[[Report], list[dict[str, list[object]]]] = names["columns"]
    return found


def test_a_format_of_typed_columns_needs_a_report_alone() -> None:
    position = position_at(read_programme(read_files(ROOT, ROOT)), DAY, (), DAY)
    columns = columns_of_the_page()
    [table] = columns(milestones.report(position, position.milestones))
    assert table["id"] == [milestone.record.id for milestone in position.milestones]
    assert {type(value) for value in table["baseline"]} == {date}
    assert {type(value) for value in table["slippage_days"]} == {int}
    years, full_year = columns(savings.report(position))
    assert all(type(value) in (Decimal, type(None)) for value in years["planned"])
    assert len(full_year["id"]) == len(position.savings.savings)
    workstreams, findings = columns(status.report(position))
    assert workstreams["rating"][0] == "amber"
    assert "error" in findings["severity"]

"""Many programmes as one: what is told of each, what is added, and what is told apart."""

import json
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.command import ROOT, Result, run
from tests.portfolios import DAY, drawn, estimated, mixed, write

REPORTS = ["status", "milestones", "slippage", "savings", "costs", "check"]


def portfolio(*arguments: str, cwd: Path, format: str = "json") -> Result:
    return run(
        *("portfolio", *arguments, "--as-of", DAY, "--no-cache", "--format", format), cwd=cwd
    )


def told(*arguments: str, cwd: Path) -> dict[str, Any]:
    result = portfolio(*arguments, cwd=cwd)
    document: dict[str, Any] = json.loads(result.stdout)
    return document


@pytest.mark.parametrize("report", REPORTS)
def test_a_broken_programme_stops_no_other(tmp_path: Path, report: str) -> None:
    mixed(tmp_path)
    result = portfolio(report, "plans", cwd=tmp_path)
    programmes = json.loads(result.stdout)["programmes"]
    assert result.status == 2
    assert [programme["path"] for programme in programmes] == [
        f"plans/{name}" for name in ("alpha", "beta", "broken", "empty", "euro", "july")
    ]
    assert [listed["id"] for listed in programmes if listed["problems"]] == ["broken", "empty"]
    assert all(list(listed)[-1] == "problems" for listed in programmes)
    assert "error[unknown-key]" in result.stderr
    assert "error[no-milestones]" in result.stderr
    assert result.stderr.endswith("2 of 6 programmes could not be read.\n")


@pytest.mark.parametrize("format", ["table", "csv", "markdown"])
@pytest.mark.parametrize("report", [report for report in REPORTS if report != "costs"])
def test_every_report_has_every_format(tmp_path: Path, report: str, format: str) -> None:
    mixed(tmp_path)
    result = portfolio(report, "plans", cwd=tmp_path, format=format)
    assert result.status == 2
    assert "July" in result.stdout or "july" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80 or format != "table"


def test_different_money_is_never_added(tmp_path: Path) -> None:
    mixed(tmp_path)
    totals = told("savings", "plans", cwd=tmp_path)["totals"]
    assert list(totals) == ["GBP", "EUR", "GBP 07-01"]
    assert totals["GBP"]["full_year"] == 240_001
    assert totals["EUR"]["full_year"] == totals["GBP 07-01"]["full_year"] == 120_000.5
    assert totals["GBP"]["unread"] == ["broken", "empty"]


def test_one_money_has_plain_totals(tmp_path: Path) -> None:
    mixed(tmp_path)
    document = told("status", "plans/alpha", "plans/beta", cwd=tmp_path)
    assert document["totals"]["full_year"] == 240_001
    assert document["milestones"]["total"] == 4
    assert document["milestones"]["unread"] == []


def test_the_single_reports_say_the_same(tmp_path: Path) -> None:
    paths = drawn(tmp_path, 300)
    together = told("savings", ".", cwd=tmp_path)
    sums: dict[str, dict[str, Decimal]] = {}
    unknown: list[str] = []
    for path in paths:
        single = json.loads(
            run("-C", str(path), "savings", "--as-of", DAY, "-f", "json").stdout,
            parse_float=Decimal,
        )
        settings = (path / "workstreams.toml").read_text("utf-8")
        money = "EUR" if "EUR" in settings else "GBP 07-01" if "07-01" in settings else "GBP"
        for year, figures in single["totals"]["years"].items():
            for name, amount in figures.items():
                if amount is not None:
                    row = sums.setdefault(f"{money} {year}", {})
                    row[name] = row.get(name, Decimal(0)) + amount
        unknown += [f"{path.name}:{id}" for id in single["totals"]["unknown"]]
    assert sums == {
        f"{money} {year}": {
            name: Decimal(str(amount)) for name, amount in figures.items() if amount is not None
        }
        for money, total in together["totals"].items()
        for year, figures in total["years"].items()
    }
    named = [id for total in together["totals"].values() for id in total["unknown"]]
    assert sorted(named) == sorted(unknown)


def test_counts_of_all_are_the_sums_of_the_single_ones(tmp_path: Path) -> None:
    paths = drawn(tmp_path, 60, seed=2)
    counted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for path in paths:
        single = json.loads(run("-C", str(path), "status", "--as-of", DAY, "-f", "json").stdout)
        counted.update(
            {
                key: value
                for key, value in single["milestones"].items()
                if key not in ("hit_rate", "bei")
            }
        )
        found.update(single["findings"])
    together = told("status", ".", cwd=tmp_path)
    assert {key: together["milestones"][key] for key in counted} == counted
    assert together["findings"] == found
    assert told("check", ".", cwd=tmp_path)["summary"] == found


def test_years_that_a_programme_does_not_show_are_named(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")
    late = write(tmp_path / "b", "b") / "milestones.toml"
    late.write_text(late.read_text("utf-8").replace('"2026-05"', '"2027-05"'), "utf-8")
    assert told("savings", ".", cwd=tmp_path)["not_shown"] == {"2028/29": ["a"]}
    shown = portfolio("savings", ".", cwd=tmp_path, format="table").stdout
    assert "2028/29 is without a: their own reports do not show it." in shown


def test_without_groups_there_is_nothing_by_group(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")
    shown = portfolio("savings", "a", "--by", "group", cwd=tmp_path, format="table").stdout
    assert "There are no groups: portfolio.toml says which programmes are in which." in shown


def test_the_shipped_programmes_are_a_portfolio() -> None:
    document = told("status", ".", "tests/depot", "examples", cwd=ROOT)
    assert [programme["id"] for programme in document["programmes"]] == [
        *("minerva", "depot", "children-and-families")
    ]
    assert document["milestones"]["total"] == 22
    single = json.loads(run("status", "--as-of", DAY, "-f", "json").stdout)
    first = document["programmes"][0]
    assert {**single["milestones"], "worst_days": 433}.keys() == first["milestones"].keys()
    assert first["savings"] == single["savings"]
    assert first["findings"] == single["findings"]


def test_the_league_is_of_all_and_may_be_short(tmp_path: Path) -> None:
    drawn(tmp_path, 20)
    league = told("slippage", ".", cwd=tmp_path)["milestones"]
    days = [milestone["slippage_days"] for milestone in league]
    assert days == sorted(days, reverse=True)
    assert told("slippage", ".", "--top", "3", cwd=tmp_path)["milestones"] == league[:3]


def test_milestones_may_be_chosen(tmp_path: Path) -> None:
    mixed(tmp_path)
    document = told("milestones", "plans", "--status", "complete", cwd=tmp_path)
    assert [(milestone["programme"], milestone["id"]) for milestone in document["milestones"]] == [
        (id, "ready") for id in ("alpha", "beta", "euro", "july")
    ]
    assert document["totals"]["milestones"] == 8


def test_a_check_ends_as_a_single_one_does(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")
    write(tmp_path / "b", "b", settings='\n[check]\nfail_on = "warning"')
    result = portfolio("check", ".", cwd=tmp_path)
    assert result.status == 1
    assert [programme["failed"] for programme in json.loads(result.stdout)["programmes"]] == [
        False,
        True,
    ]
    assert portfolio("check", ".", "--exit-zero", cwd=tmp_path).status == 0
    assert portfolio("check", "a", cwd=tmp_path).status == 0
    assert portfolio("check", "a", "--fail-on", "warning", cwd=tmp_path).status == 1
    late = write(tmp_path / "late", "late") / "milestones.toml"
    late.write_text(late.read_text("utf-8").replace("actual = 2025-06-01", ""), "utf-8")
    assert portfolio("check", "late", cwd=tmp_path).status == 1
    assert portfolio("check", "late", "--grace", "300", cwd=tmp_path).status == 0
    chosen = told("check", ".", "--select", "saving-unknown", cwd=tmp_path)
    assert chosen["findings"] == []


def test_a_programme_may_be_left_out(tmp_path: Path) -> None:
    mixed(tmp_path)
    document = told("status", "plans", "--without", "beta", "--without", "broken", cwd=tmp_path)
    assert [programme["id"] for programme in document["programmes"]] == [
        "alpha",
        "empty",
        "euro",
        "july",
    ]


def test_an_id_counts_once(tmp_path: Path) -> None:
    write(tmp_path / "a", "same")
    write(tmp_path / "b", "same")
    result = portfolio("status", "a", "b", cwd=tmp_path)
    document = json.loads(result.stdout)
    assert [len(programme["problems"]) for programme in document["programmes"]] == [0, 1]
    assert document["totals"]["full_year"] == 120_000.5
    assert 'b has the id "same", and so has a' in result.stderr
    assert result.status == 2


def test_costs_and_states_are_the_sums_of_the_single_ones(tmp_path: Path) -> None:
    cost = (
        '\n[[cost]]\nid = "move"\nworkstream = "w"\nname = "Move"\n'
        'budget = {{ "2025/26" = {0}, "2026/27" = 1_000.10 }}\n'
    )
    for id, amount in (("a", "200_000.55"), ("b", "0.45")):
        file = write(tmp_path / id, id) / "workstreams.toml"
        file.write_text(file.read_text("utf-8") + cost.format(amount), "utf-8")
    costs = told("costs", ".", cwd=tmp_path)["totals"]["years"]
    assert (costs["2025/26"]["budget"], costs["2026/27"]["budget"]) == (200_001, 2_000.2)
    assert "200,001.00" in portfolio("costs", ".", cwd=tmp_path, format="table").stdout
    together = told("savings", ".", "--by", "state", cwd=tmp_path)["states"]["GBP"]
    amounts: dict[str, Decimal] = {}
    for id in ("a", "b"):
        single = run(
            "-C", id, "savings", "--by", "state", "--as-of", DAY, "-f", "json", cwd=tmp_path
        )
        for row in json.loads(single.stdout)["states"]:
            before = amounts.get(row["state"], Decimal(0))
            amounts[row["state"]] = before + Decimal(str(row["amount"]))
    assert {row["state"]: Decimal(str(row["amount"])) for row in together} == amounts


def test_what_happened_is_told_of_all_and_added(tmp_path: Path) -> None:
    paths = drawn(tmp_path, 30)
    days = ("--from", "2025-06-01", "--to", DAY)
    result = run("portfolio", "diff", ".", *days, "-f", "json", "--no-cache", cwd=tmp_path)
    document = json.loads(result.stdout)
    assert (document["from"], document["to"]) == ("2025-06-01", DAY)
    for path, entry in zip(paths, document["programmes"], strict=True):
        single = json.loads(run("-C", str(path), "diff", *days, "-f", "json").stdout)
        for key in ("milestones", "added", "removed", "savings", "deadlines", "findings"):
            told_of = json.dumps(entry[key]).replace(f"{path.name}/", "")
            assert told_of == json.dumps(single[key]).replace(f"{path}/", "")
    table = run("portfolio", "diff", ".", *days, "--no-cache", cwd=tmp_path).stdout
    assert "GBP: full-year effect" in table
    assert max(map(len, table.splitlines())) <= 80
    refused = run("portfolio", "diff", ".", cwd=tmp_path)
    assert (refused.status, refused.stdout) == (2, "")
    assert "--from DATE" in refused.stderr


def test_confidence_is_that_of_the_single_programmes() -> None:
    pytest.importorskip("numpy", reason="numpy simulates")
    asked = ("--as-of", "2014-12-09", "--runs", "500", "--seed", "3", "-f", "json")
    result = run("portfolio", "confidence", ".", "tests/depot", *asked, "--no-cache", cwd=ROOT)
    document = json.loads(result.stdout)
    for path, entry in zip((".", "tests/depot"), document["programmes"], strict=True):
        single = json.loads(run("-C", path, "confidence", *asked, cwd=ROOT).stdout)
        assert entry["savings"] == single["savings"]
        odds = [
            deadline for deadline in document["deadlines"] if deadline["programme"] == entry["id"]
        ]
        assert sorted(odd["probability"] for odd in odds) == sorted(
            listed["probability"] for listed in single["deadlines"]
        )


def test_what_is_taken_as_certain_is_said(tmp_path: Path) -> None:
    pytest.importorskip("numpy", reason="numpy simulates")
    estimated(write(tmp_path / "a", "a"))
    file = estimated(write(tmp_path / "b", "b")) / "milestones.toml"
    file.write_text(re.sub("estimate = .*", "", file.read_text("utf-8")), "utf-8")
    shown = portfolio("confidence", ".", "--runs", "500", cwd=tmp_path, format="table").stdout
    assert "Every date that leads to a deadline is taken as certain in: B." in " ".join(
        shown.split()
    )
    assert "Live" in shown


def test_savings_may_be_shown_by_state_and_by_category(tmp_path: Path) -> None:
    mixed(tmp_path)
    by_state = portfolio("savings", "plans", "--by", "state", cwd=tmp_path, format="table").stdout
    assert "Delivered" in by_state
    assert "GBP 07-01" in by_state
    by_category = portfolio(
        "savings", "plans/alpha", "--by", "category", cwd=tmp_path, format="csv"
    ).stdout
    assert ",contract,contract," in by_category


def test_the_level_may_be_chosen_and_risks_left_out(tmp_path: Path) -> None:
    pytest.importorskip("numpy", reason="numpy simulates")
    plan = estimated(write(tmp_path / "a", "a"))
    (plan / "register.toml").write_text(
        '[[risk]]\nid = "r"\nname = "R"\nraised = 2026-01-01\nprobability = 100\n'
        'milestones = ["live"]\ndelay = { low = "60 days", high = "60 days" }\n',
        "utf-8",
    )
    asked = ("confidence", "a", "--runs", "500")
    [low], [high], [spared] = (
        told(*asked, *more, cwd=tmp_path)["deadlines"]
        for more in (["--level", "50"], ["--level", "90"], ["--level", "50", "--without-risks"])
    )
    assert spared["plan_on"] < low["plan_on"] < high["plan_on"]


def test_data_that_is_too_old_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a", "a")  # its last statement is of 15 January 2026
    shown = run(
        "portfolio", "status", "a", "--as-of", "2026-06-01", "--no-cache", cwd=tmp_path
    ).stdout
    assert "Data too old for the day (1): A." in shown
    assert "data of 137 days ago" in shown


def test_what_a_name_holds_stays_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a", "a") / "workstreams.toml"
    path.write_text(path.read_text("utf-8").replace('"A"', '"=A|[bold]\\u001b[31m😀"'), "utf-8")
    for report in REPORTS:
        for format in ("table", "markdown"):
            assert "\x1b" not in portfolio(report, "a", cwd=tmp_path, format=format).stdout
        assert ",=A" not in portfolio(report, "a", cwd=tmp_path, format="csv").stdout


def test_tables_show_ids_where_they_are_asked_for() -> None:
    plain = run("portfolio", "slippage", ".", "--as-of", "2014-12-09").stdout
    with_ids = run("portfolio", "slippage", ".", "--as-of", "2014-12-09", "--ids").stdout
    assert "fa-final-decision" not in plain
    assert "fa-final-decision" in with_ids

"""Risk logs, action logs and scorecards: what their headings and cells say, and what is asked."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from minerva.importing.register_wordings import label_of_indicators
from minerva.model.programme import Programme
from minerva.store import read_files, read_programme
from tests.command import ROOT, Result, run
from tests.programmes import write_programme
from tests.registers import MILESTONES, WORKSTREAMS, D, write_depot

RISKS = (
    "Risk ID,Risk,Likelihood,Impact (£k),Delay,Owner,Date raised,Response,Milestone\n"
    "R-1,An old sewer,60%,20 to 60,2 weeks to 2 months,Property,01/10/2024,Mitigate,"
    "Ground works done\n"
)
ACTIONS = (
    "Ref,Action,Owner,Raised,Due date,Status,Date completed\n"
    "A1,Survey the sewer,Property,15/01/2025,14/02/2025,Open,\n"
    "A2,Order the steel,Buyer,15/01/2025,Feb 2025,Complete,20/01/2025\n"
)
SCORECARD = (
    "Ref No,Indicator,Service,Polarity,England average 2023,Target 2024-25,Actual Q1 2024-25,"
    "RAG status Q1 2024-25,Actual Q2 2024-25\n"
    "E4,Waste recycled,Building works,▲,74,80,71.5,R,New Indicator\n"
)


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    where = tmp_path / "plan"
    where.mkdir()
    write_programme(where, MILESTONES, WORKSTREAMS)
    return where


def brought(depot: Path, text: str, *arguments: str, on: date = D) -> Result:
    """Import a text as a file."""
    file = depot.parent / "file.csv"
    file.write_text(text, "utf-8")
    return run("-C", str(depot), "import", str(file), "--on", str(on), *arguments, today=on)


def preview(depot: Path, text: str, *arguments: str) -> Any:
    return json.loads(brought(depot, text, *arguments, "--format", "json").stdout)


def read(depot: Path) -> Programme:
    return read_programme(read_files(depot, depot))


def test_a_risk_log_becomes_risks(depot: Path) -> None:
    result = brought(depot, RISKS, "--write")
    assert (result.status, "1 risk added" in result.stdout) == (0, True)
    [risk] = read(depot).risks
    assert (risk.id, risk.name, risk.response) == ("r-1", "An old sewer", "treat")
    assert risk.probability == Decimal(60)
    assert (str(risk.delay and risk.delay.low), str(risk.delay and risk.delay.high)) == (
        "2 weeks",
        "2 months",
    )
    assert risk.money is not None
    assert (risk.money.low, risk.money.high) == (Decimal(20_000), Decimal(60_000))
    assert list(risk.milestones) == ["ground-works"]
    assert (risk.raised, risk.source) == (date(2024, 10, 1), "file.csv, line 2")


def test_a_preview_writes_nothing(depot: Path) -> None:
    assert "Nothing was written" in brought(depot, RISKS).stderr
    assert not (depot / "register.toml").exists()


def test_what_changed_of_a_risk_is_a_review_and_the_rest_is_kept(depot: Path) -> None:
    brought(depot, RISKS, "--write")
    again = brought(depot, RISKS)
    assert "Nothing changes." in again.stdout
    later = date(2025, 3, 1)
    changed = RISKS.replace("60%", "75%").replace("Property", "Legal")
    result = brought(depot, changed, "--write", on=later)
    assert "probability: 60 → 75" in result.stdout
    assert "Otherwise in the file, and kept as it is here" in result.stdout
    [risk] = read(depot).risks
    assert (str(risk.probability), risk.owner) == ("60", "Property")
    assert [(review.on, str(review.probability)) for review in risk.review] == [(later, "75")]


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("High", '"High" is not a percentage'),
        ("3", "3 may be a score or 3%"),
        ("120", "120 is not a percentage"),
        ("", "the row has no probability"),
    ],
)
def test_a_probability_that_may_mean_two_things_is_asked_for(
    depot: Path, written: str, why: str
) -> None:
    result = brought(depot, RISKS.replace("60%", written), "--write")
    assert (result.status, why in result.stdout) == (1, True)
    assert not (depot / "register.toml").exists()


def test_a_scale_says_what_words_and_scores_stand_for(depot: Path) -> None:
    text = RISKS.replace("60%", "high") + "R-2,Prices rise,3,,,,01/10/2024,,\n"
    assert brought(depot, text, "--write", "--scale", "High=70", "--scale", "3=50%").status == 0
    assert [risk.probability for risk in read(depot).risks] == [70, 50]
    refused = brought(depot, text, "--scale", "High")
    assert "write --scale High=70" in refused.stderr


def test_probabilities_in_parts_of_one_are_known_by_their_column(depot: Path) -> None:
    text = RISKS.replace("60%", "0.6") + "R-2,Prices rise,1,,,,01/10/2024,,\n"
    assert brought(depot, text, "--write").status == 0
    assert [risk.probability for risk in read(depot).risks] == [60, 100]


def test_an_action_log_becomes_actions_with_their_ends(depot: Path) -> None:
    assert brought(depot, ACTIONS, "--write").status == 0
    first, second = read(depot).actions
    assert (first.id, str(first.due), first.done) == ("a1", "14 Feb 2025", None)
    assert (second.id, str(second.due), second.done) == ("a2", "Feb 2025", date(2025, 1, 20))
    done = ACTIONS.replace("Open,", "Complete,18/02/2025")
    assert "1 completed" in brought(depot, done, "--write").stdout
    assert read(depot).actions[0].done == date(2025, 2, 18)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (ACTIONS.replace("20/01/2025", ""), "no cell says since when"),
        (ACTIONS.replace("20/01/2025", "20/03/2025"), "is not over"),
        (ACTIONS.replace("20/01/2025", "01/01/2025"), "it was raised after that"),
        (ACTIONS.replace("Complete", "Open"), 'its status is "Open"'),
        (ACTIONS.replace("Feb 2025", "soon"), "due:"),
        (ACTIONS.replace("A2,Order the steel", "A2,"), "the row has no name"),
        (ACTIONS.replace("A2,Order the steel", "A1,Survey the sewer"), "is about the same"),
    ],
)
def test_a_row_that_contradicts_itself_is_kept_out(depot: Path, text: str, why: str) -> None:
    result = brought(depot, text)
    assert (result.status, why in result.stdout) == (1, True), result.stdout


def test_a_scorecard_becomes_indicators(depot: Path) -> None:
    document = preview(depot, SCORECARD)
    assert {entry["heading"]: entry["key"] for entry in document["headings"]} == {
        "Ref No": "ref",
        "Indicator": "name",
        "Service": "workstream",
        "Polarity": "better",
        "England average 2023": "benchmark England average 2023",
        "Target 2024-25": "target 2024/25",
        "Actual Q1 2024-25": "actual 2024/25-Q1",
        "RAG status Q1 2024-25": None,
        "Actual Q2 2024-25": "actual 2024/25-Q2",
    }
    assert brought(depot, SCORECARD, "--write").status == 0
    [indicator] = read(depot).indicators
    assert (indicator.ref, indicator.better, indicator.workstream) == ("E4", "higher", "build")
    assert dict(indicator.benchmarks) == {"England average 2023": 74}
    assert [(actual.period.written, actual.value) for actual in indicator.actual] == [
        ("2024/25-Q1", pytest.approx(71.5)),
        ("2024/25-Q2", None),
    ]
    assert [target.value for target in indicator.target] == [80]


def test_a_figure_of_another_period_is_added_and_another_of_the_same_is_known_later(
    depot: Path,
) -> None:
    brought(depot, SCORECARD, "--write")
    later = date(2025, 3, 1)
    more = SCORECARD.replace("New Indicator", "74").replace("71.5", "72")
    result = brought(depot, more, "--write", on=later)
    assert "actual 2024/25-Q1: 71.5 → 72" in result.stdout
    actuals = read(depot).indicators[0].actual
    assert [(actual.period.written, str(actual.value), actual.on) for actual in actuals[2:]] == [
        ("2024/25-Q1", "72", later),
        ("2024/25-Q2", "74", None),
    ]
    assert "Nothing changes." in brought(depot, more, on=later).stdout


def test_a_cell_with_two_figures_is_not_read(depot: Path) -> None:
    result = brought(depot, SCORECARD.replace("71.5", "77 (327)"))
    assert (result.status, '"77 (327)" is not one number' in result.stdout) == (1, True)
    result = brought(depot, SCORECARD.replace("71.5", '"71,5"'))
    assert '"71,5" is not one number' in result.stdout


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Q1 2014/15", "actual 2014/15-Q1"),
        ("2014-15 Q3", "actual 2014/15-Q3"),
        ("Outturn 2013/14", "actual 2013/14"),
        ("Actual Oct 2014", "actual 2014-10"),
        ("Target 2015/16", "target 2015/16"),
        ("Q1 2014", None),
        ("RAG Q1 2014/15", None),
        ("Direction of travel", None),
        ("Forecast 2014/15", None),
        ("Children aged 4", None),
    ],
)
def test_a_heading_has_the_period_that_it_names(heading: str, label: str | None) -> None:
    assert label_of_indicators(heading, calendar=False) == label


def test_a_quarter_that_may_be_of_two_kinds_of_year_is_said_with_map(depot: Path) -> None:
    text = SCORECARD.replace("Actual Q1 2024-25", "Actual Q1 2024")
    document = preview(depot, text, "--map", "Actual Q1 2024=actual 2024/25-Q1")
    assert "actual 2024/25-Q1" in {entry["key"] for entry in document["headings"]}
    unsaid = preview(depot, text)
    assert "actual 2024/25-Q1" not in {entry["key"] for entry in unsaid["headings"]}


def test_rows_that_may_be_of_two_kinds_are_asked_about(depot: Path) -> None:
    text = "Name,Action,Due date,Forecast\nPaint,Paint it,14/02/2025,\n"
    refused = brought(depot, text)
    assert refused.status == 2
    assert "--as milestones or --as actions" in refused.stderr


def test_what_is_no_spreadsheet_holds_no_risks(depot: Path) -> None:
    refused = brought(depot, '{"schema_version": 1, "milestones": []}', "--as", "risks")
    assert (refused.status, "is no spreadsheet" in refused.stderr) == (2, True)


def test_a_name_that_leads_nowhere_keeps_its_row_out(depot: Path) -> None:
    result = brought(depot, RISKS.replace("Ground works done", "Roof"))
    assert (result.status, 'no milestone "Roof"' in result.stdout) == (1, True)


def test_a_new_programme_has_its_register(tmp_path: Path) -> None:
    file = tmp_path / "scorecard.csv"
    file.write_text(SCORECARD, "utf-8")
    where = tmp_path / "new"
    result = run("import", str(file), "--into", str(where), "--write", today=D)
    assert result.status == 0, result.stderr
    assert [indicator.ref for indicator in read(where).indicators] == ["E4"]


@pytest.mark.parametrize("kind", ["risks", "actions", "indicators"])
def test_a_workbook_of_its_own_changes_nothing(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("xlsxwriter")
    where = write_depot(tmp_path / "plan")
    book = tmp_path / "book.xlsx"
    made = run("-C", str(where), "export", str(book), "--as-of", str(D), today=D)
    assert made.status == 0, made.stderr
    result = run("-C", str(where), "import", str(book), "--as", kind, "--on", str(D), today=D)
    assert "Nothing changes." in result.stdout, result.stdout + result.stderr


def test_the_scorecard_that_is_shipped_is_read_from_its_table(tmp_path: Path) -> None:
    where = str(ROOT / "examples" / "children-and-families")
    listed = run("-C", where, "indicators", "--as-of", "2014-12-09", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(listed)))
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["Ref", "Indicator", "Polarity", "2014/15-Q2"])
    for row in rows:
        value = row["actual"] if row["period"] == "2014/15-Q2" else ""
        writer.writerow([row["ref"], row["name"], row["better"], value])
    file = tmp_path / "again.csv"
    file.write_text(table.getvalue(), "utf-8")
    result = run("-C", where, "import", str(file), "--on", "2014-12-09", today=date(2014, 12, 9))
    assert "Nothing changes." in result.stdout, result.stdout


def test_an_action_is_about_what_its_cell_names(depot: Path) -> None:
    brought(depot, RISKS, "--write")
    text = ACTIONS.replace("Date completed", "Date completed,Relates to")
    text = text.replace("Open,", "Open,,An old sewer").replace("20/01/2025", "20/01/2025,")
    assert brought(depot, text, "--write").status == 0
    assert [action.about for action in read(depot).actions] == ["r-1", None]
    assert "Nothing changes." in brought(depot, text).stdout
    nowhere = brought(depot, text.replace("An old sewer", "Nothing known"))
    assert 'no entry "Nothing known"' in nowhere.stdout


def test_headings_again_and_remarks_are_left_out(depot: Path) -> None:
    heading, row = RISKS.splitlines()
    text = "\n".join([heading, "High risks,,,,,,,,", row, "", heading]) + "\n"
    document = preview(depot, text)
    assert [left["why"] for left in document["left_out"]] == [
        "a heading or a remark: nothing else is in the row",
        "the headings again",
        "nothing is in it",
    ]
    assert document["summary"]["added"] == 1


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Mitigate", "Pray", '"Pray" is no response'),
        ("20 to 60", "-20", "-20 is below 0"),
        ("20 to 60", "1 to 2 to 3", "has more than two ends"),
        ("2 weeks to 2 months", "a while", "delay:"),
        ("01/10/2024", "Oct 2024", "is no single day"),
    ],
)
def test_a_cell_of_a_risk_that_says_nothing_known_is_not_read(
    depot: Path, before: str, after: str, why: str
) -> None:
    result = brought(depot, RISKS.replace(before, after))
    assert (result.status, why in result.stdout) == (1, True), result.stdout


def test_a_delay_with_one_end_only_is_not_read(depot: Path) -> None:
    text = RISKS.replace(",Delay,", ",Delay low (days),").replace("2 weeks to 2 months", "14")
    assert "the delay has one end only" in brought(depot, text).stdout
    both = text.replace("Owner", "Delay high (days)").replace("Property", "60")
    assert brought(depot, both, "--write").status == 0
    delay = read(depot).risks[0].delay
    assert delay is not None
    assert (str(delay.low), str(delay.high)) == ("14 days", "60 days")


def test_a_polarity_that_is_not_known_is_not_read_and_neither_way_is_none(depot: Path) -> None:
    assert '"sideways" is no polarity' in brought(depot, SCORECARD.replace("▲", "sideways")).stdout
    assert brought(depot, SCORECARD.replace("▲", "↔"), "--write").status == 0
    assert read(depot).indicators[0].better is None


def test_a_risk_that_is_closed_here_and_open_there_differs(depot: Path) -> None:
    brought(depot, RISKS, "--write")
    run("-C", str(depot), "close", "r-1", "--kind", "risk", today=D)
    result = brought(depot, RISKS)
    assert "not ended" in result.stdout
    assert "take closed out of" in " ".join(result.stdout.split())
    ended = RISKS.replace("Milestone\n", "Milestone,Date closed\n").replace(
        "Ground works done", "Ground works done,01/02/2025"
    )
    assert "1 Feb 2025" in brought(depot, ended).stdout


def test_a_risk_raised_after_the_day_of_the_import_is_kept_out(depot: Path) -> None:
    brought(depot, RISKS, "--write")
    early = date(2024, 9, 1)
    text = RISKS.replace("01/10/2024", "").replace("60%", "70%")
    result = brought(depot, text, on=early)
    assert "give a later day with --on" in result.stdout


def test_a_target_that_differs_is_listed_and_a_new_one_is_added(depot: Path) -> None:
    brought(depot, SCORECARD, "--write")
    result = brought(depot, SCORECARD.replace(",80,", ",85,"))
    assert "target 2024/25" in result.stdout
    assert "Otherwise in the file" in result.stdout
    added = brought(depot, SCORECARD.replace("Target 2024-25", "Target 2025-26"), "--write")
    assert added.status == 0
    assert [target.from_.written for target in read(depot).indicators[0].target] == [
        *("2024/25", "2025/26")
    ]


def test_two_records_of_one_name_are_asked_about(depot: Path) -> None:
    brought(depot, RISKS, "--write")
    other = RISKS.replace("R-1", "R-2").replace("An old sewer", "Another")
    brought(depot, other, "--write")
    register = depot / "register.toml"
    register.write_text(register.read_text("utf-8").replace('"Another"', '"An old sewer"'), "utf-8")
    result = brought(depot, RISKS.replace("R-1,", ","))
    assert "it may be any of r-1, r-2" in result.stdout


def test_a_plan_with_a_column_of_risks_is_asked_about(depot: Path) -> None:
    text = "Milestone,Baseline,Risk,Probability\nRoof,14/02/2025,Rain,30%\n"
    refused = brought(depot, text)
    assert (refused.status, "--as milestones or --as risks" in refused.stderr) == (2, True)

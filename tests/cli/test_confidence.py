"""The command: what it shows, in which format, and what it says where it cannot."""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.command import ROOT, Result, environment, run
from tests.programmes import UPDATED, WORKSTREAMS, write_programme
from tests.repositories import commit
from tests.simulations import milestone

PLAN = (
    milestone(
        "a",
        date(2015, 3, 20),
        'estimate = { low = "-3 weeks", high = "8 weeks" }',
        'tolerance = "1 month"',
    )
    + milestone(
        "b",
        date(2015, 6, 1),
        'after = [{ milestone = "a", lag = "2 months" }]',
        "deadline = 2015-06-30",
    )
    + milestone("c", date(2015, 4, 1), workstream="hrd")
    + milestone("d", date(2014, 12, 1), "actual = 2014-12-01", workstream="hrd")
)
MORE = """
[confidence]
correlation = 0.3
level = 75
savings = { low = 85, high = 105 }

[programme.target]
full_year = 100_000

[[saving]]
id = "s"
workstream = "ict"
name = "S"
full_year = 100_000
starts_with = "b"

[[saving]]
id = "u"
workstream = "ict"
name = "U"
known_with = "b"

[[contract]]
id = "old"
supplier = "S"
expires = 2015-06-30
replaced_by = "b"
"""


def confidence(directory: Path, *arguments: str, width: str = "80") -> Result:
    return run(
        "confidence", "--as-of", "2014-12-09", *arguments, cwd=directory, env={"COLUMNS": width}
    )


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return write_programme(tmp_path, PLAN, f"{WORKSTREAMS}\n{MORE}")


def document(directory: Path, *arguments: str) -> Any:
    result = confidence(directory, "--format", "json", *arguments)
    assert (result.status, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_it_shows_dates_deadlines_drivers_and_money(plan: Path) -> None:
    result = confidence(plan)
    assert (result.status, result.stderr) == (0, "")
    assert "75% sure" in result.stdout
    for part in ("Deadlines and contracts", "What drives it", "What certainty buys", "Savings by"):
        assert f"\n{part}" in result.stdout
    told = " ".join(result.stdout.split())
    assert re.search(r"b: \d\d% likely by its deadline, 30 Jun 2015", told)
    assert re.search(r"b: \d\d% likely by the end of the S contract, 30 Jun 2015", told)
    assert "Taken as certain, for they have no estimate: 2 of 3 milestones" in result.stdout
    assert "(b, c)." in result.stdout.replace("\n", " ")
    assert "Not known, and in no figure here: U (until b, 1 Jun 2015)." in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_every_key_of_the_document_is_documented(plan: Path) -> None:
    page = (ROOT / "docs" / "confidence.md").read_text("utf-8")
    documented = set(re.findall(r"`([a-z0-9_]+)`", page))
    history = document(plan, "a", "--working-days")
    uplift = plan / "u.csv"
    uplift.write_text("percentile,uplift\n10,0\n90,50\n")
    compared = document(plan, "--uplift", str(uplift))
    found: set[str] = set()

    def keys(value: Any, *, years: bool = False) -> None:
        for key, inner in value.items() if isinstance(value, dict) else ():
            found.update([] if years else [key])
            keys(inner, years=key == "years")
        for inner in value if isinstance(value, list) else ():
            keys(inner)

    keys(history)
    keys(compared)
    assert found >= {"buffer_working_days", "reference_range_days", "rank_correlation", "gain"}
    assert found - documented == set()


def test_the_document_is_whole(plan: Path) -> None:
    found = document(plan)
    assert (found["runs"], found["seed"], found["level"], found["correlation"]) == (
        10000,
        1,
        75,
        0.3,
    )
    assert found["certain"] == ["b", "c"]
    assert [row["id"] for row in found["milestones"]] == ["a", "b", "c", "d"]
    a, b, c, d = found["milestones"]
    assert (a["low"], a["high"], c["low"]) == ("2015-02-27", "2015-05-15", None)
    assert a["p10"] < a["p50"] < a["at_level"] < a["p90"]
    assert c["p10"] == c["p90"] == "2015-04-01"
    assert [row["uncertain"] for row in (a, b, c, d)] == [True, True, False, False]
    assert c["probability_of_forecast"] == {"probability": 1.0, "standard_error": 0.0}
    assert (c["probability_within_tolerance"], d["projected"]) == (None, "2014-12-01")
    deadline, contract = found["deadlines"]
    assert (deadline["kind"], contract["kind"], contract["contract"]) == (
        "deadline",
        "contract",
        "old",
    )
    assert contract["float_days"] == deadline["float_days"] + 1
    assert deadline["probability"] <= contract["probability"]
    assert 0.001 < deadline["standard_error"] < 0.0051
    assert [driver["milestone"] for driver in deadline["drivers"]] == ["b", "a"]
    assert [row["milestone"] for row in deadline["made_certain"]] == ["a"]
    assert deadline["made_certain"][0]["probability"] == 1
    assert found["savings"]["unknown"] == ["u"]
    assert found["savings"]["full_year"]["target"] == 100_000
    assert found["drivers"] == []


def test_the_same_seed_gives_the_same_bytes(plan: Path) -> None:
    first, again = (confidence(plan, "-f", "json", "--seed", "5").stdout for _ in range(2))
    assert first == again != confidence(plan, "-f", "json", "--seed", "6").stdout
    assert (
        confidence(plan, "-f", "json").stdout
        == confidence(plan, "-f", "json", "--seed", "1").stdout
    )


def test_the_level_is_the_one_asked_for_else_that_of_the_files_else_80(plan: Path) -> None:
    assert document(plan, "--level", "90")["level"] == 90
    assert document(plan, "--level", "99.5%")["level"] == 99.5
    a = document(plan, "--level", "90")["milestones"][0]
    assert a["at_level"] == a["p90"]
    write_programme(plan, PLAN)
    assert document(plan)["level"] == 80
    for level in ("0", "100", "x", "nan"):
        assert confidence(plan, "--level", level).status == 2


def test_milestones_named_are_explained_and_nothing_else_is_shown(plan: Path) -> None:
    found = document(plan, "a")
    assert [row["id"] for row in found["milestones"]] == ["a"]
    assert found["deadlines"] == []
    [end] = found["drivers"]
    assert (end["milestone"], [driver["milestone"] for driver in end["drivers"]]) == ("a", ["a"])
    assert [row["id"] for row in document(plan, "b", "a")["milestones"]] == ["a", "b"]
    wrong = confidence(plan, "aa")
    assert (wrong.status, wrong.stdout) == (2, "")
    assert 'there is no milestone "aa"' in wrong.stderr
    assert 'did you mean "a"?' in wrong.stderr


def test_narrowed_it_is_drawn_from_the_whole_programme(plan: Path) -> None:
    whole, part = document(plan), document(plan, "-w", "ict")
    assert part["milestones"] == whole["milestones"][:2]
    assert part["deadlines"] == whole["deadlines"]
    assert document(plan, "-w", "hrd")["savings"] is None
    assert part["savings"]["full_year"]["target"] is None
    assert confidence(plan, "-w", "nowhere").status == 2


@pytest.mark.parametrize("format", ["table", "markdown", "json", "csv"])
def test_every_format_holds_hostile_names(tmp_path: Path, format: str) -> None:
    names = ["[bold]x", "=cmd|' /C calc'!A0", "<script>|</script>", "a\u001b[31m", "漢字 😀 عربي"]
    text = "".join(
        milestone(
            f"m-{n}", date(2015, 3, 1), 'estimate = { low = "-1 week", high = "1 month" }'
        ).replace(f'name = "m-{n}"', f"name = {json.dumps(name, ensure_ascii=False)}")
        + "deadline = 2015-03-03\n"
        for n, name in enumerate(names)
    )
    result = confidence(write_programme(tmp_path, text), "--format", format)
    assert (result.status, result.stderr) == (0, "")
    if format == "csv":
        assert "'=cmd" in result.stdout
    else:
        assert "\u001b" not in result.stdout
    if format == "markdown":
        assert "<script>" not in result.stdout
    if format == "table":
        assert "[bold]x" in result.stdout


def test_csv_has_a_row_for_each_milestone(plan: Path) -> None:
    lines = confidence(plan, "--format", "csv").stdout.splitlines()
    assert len(lines) == 5
    keys = lines[0].split(",")
    assert keys[:4] == ["id", "workstream", "workstream_name", "name"]
    assert "probability_of_forecast" in keys


def test_without_any_estimate_it_says_what_is_certain_and_how_to_state_one(tmp_path: Path) -> None:
    result = confidence(write_programme(tmp_path, milestone("a", date(2015, 3, 1))))
    assert (result.status, result.stderr) == (0, "")
    told = " ".join(result.stdout.split())
    assert "Every date is taken as certain: no milestone has an estimate" in told
    assert 'estimate = { low = "-1 week", high = "2 months" } means 1 in 10' in told
    assert "drives" not in told


def two(tmp_path: Path, *second: str) -> Path:
    """Write a milestone with an estimate, and another one in another workstream."""
    first = milestone("x", date(2015, 3, 1), 'estimate = { low = "-20 days", high = "20 days" }')
    other = milestone("y", date(2015, 3, 1), *second, workstream="hrd")
    return write_programme(tmp_path, first + other)


@pytest.mark.parametrize("narrowed", [["y"], ["-w", "hrd"]])
def test_what_waits_for_an_estimate_is_not_certain(tmp_path: Path, narrowed: list[str]) -> None:
    told = " ".join(confidence(two(tmp_path, 'after = ["x"]'), *narrowed).stdout.split())
    assert "10,000 runs from seed 1." in told
    assert "Taken as certain, for they have no estimate: 1 of 1 milestones" in told
    assert "Every date" not in told


@pytest.mark.parametrize("narrowed", [["y"], ["-w", "hrd"]])
def test_an_estimate_elsewhere_is_not_said_to_be_missing(
    tmp_path: Path, narrowed: list[str]
) -> None:
    told = " ".join(confidence(two(tmp_path), *narrowed).stdout.split())
    assert "neither these milestones nor what they wait for have an estimate." in told
    assert "no milestone has an estimate" not in told


def test_all_complete_there_is_nothing_to_be_sure_of(tmp_path: Path) -> None:
    done = milestone("a", date(2014, 12, 1), "actual = 2014-12-01", "deadline = 2014-12-05")
    result = confidence(write_programme(tmp_path, done))
    assert result.stdout == "P: confidence as of 9 Dec 2014\n\nEvery milestone is complete.\n"


def test_where_every_date_leading_to_it_is_certain_a_deadline_is_held_or_missed(
    tmp_path: Path,
) -> None:
    text = (
        milestone("a", date(2015, 3, 1), "deadline = 2015-03-01")
        + milestone("b", date(2015, 3, 1), "deadline = 2015-02-28")
        + milestone("c", date(2015, 3, 1), 'estimate = { low = "-1 week", high = "1 week" }')
    )
    told = " ".join(confidence(write_programme(tmp_path, text)).stdout.split())
    assert "a: its deadline, 1 Mar 2015, is held if every date holds" in told
    assert "b: its deadline, 28 Feb 2015, is missed if every date holds" in told


@pytest.mark.parametrize("runs", ["100", "1000000"])
def test_no_more_digits_than_the_runs_support(plan: Path, runs: str) -> None:
    write_programme(
        plan,
        milestone(
            "a",
            date(2015, 3, 20),
            'estimate = { low = "-3 weeks", high = "8 weeks" }',
            "deadline = 2015-04-10",
        ),
    )
    result = confidence(plan, "--runs", runs)
    [row] = re.findall(r"^deadline .*", result.stdout, re.MULTILINE)
    found = re.search(r"2015 +(\d+)% +([0-9.]+)%", row)
    assert found is not None
    share, error = int(found[1]), float(found[2])
    if runs == "100":
        assert share % 10 == 0
        assert error in (4, 5)
    else:
        assert (share, error) == (69, 0.05)


def test_too_few_runs_or_too_many_are_refused(plan: Path) -> None:
    for runs in ("99", "1000001"):
        assert confidence(plan, "--runs", runs).status == 2


def test_a_chart_is_drawn_on_a_screen_and_in_markdown(plan: Path) -> None:
    drawn = confidence(plan, "--chart").stdout
    assert "100%┤" in drawn
    assert "A b (┊ bound to 30 Jun 2015)" in drawn
    assert "\u001b" not in drawn
    assert max(map(len, drawn.splitlines())) <= 80
    both = confidence(plan, "a", "b", "c", "--chart", "--format", "markdown").stdout
    assert "```text\n" in both
    assert "- A a\n" in both
    assert "- C" not in both  # what is certain has no curve
    assert "\u001b[" in confidence(plan, "--chart", "--color", "always").stdout
    assert "┤" not in confidence(plan, "--chart", width="30").stdout
    certain = confidence(plan, "c", "--chart")
    assert (certain.status, "┤" in certain.stdout) == (0, False)
    for format in ("json", "csv"):
        refused = confidence(plan, "--chart", "--format", format)
        assert (refused.status, refused.stdout) == (2, "")
        assert f"it cannot be written as {format}" in refused.stderr


def test_working_days_are_those_of_the_buffer(plan: Path) -> None:
    result = confidence(plan, "--working-days", "--level", "90")
    assert max(map(len, result.stdout.splitlines())) <= 80
    row = re.findall(r"^a .*", result.stdout, re.MULTILINE)[0]
    # From 20 March to 15 May 2015 are 56 days, and 37 working days: 40 but for three holidays.
    assert row.split()[-2:] == ["+56", "+37"]
    found = document(plan, "--working-days", "--level", "90")
    assert found["milestones"][0]["buffer_working_days"] == 37
    assert "buffer_working_days" in found["deadlines"][0]


HISTORY = milestone("done", date(2014, 6, 30), "actual = 2014-09-30") + milestone(
    "a",
    date(2015, 3, 20),
    'estimate = { low = "-1 week", high = "1 week" }',
    "deadline = 2015-04-30",
    "\n  [[milestone.forecast]]\n  on = 2014-11-01\n  date = 2015-04-01\n",
)
LAUNCHED = UPDATED.replace('name = "P"', 'name = "P"\n    launched = "2014-01"', 1)


def test_history_takes_the_place_of_estimates_and_is_compared(tmp_path: Path) -> None:
    result = confidence(write_programme(tmp_path, HISTORY, LAUNCHED), "--from-history")
    assert result.status == 0
    assert (
        result.stderr
        == "warning: only 2 dates have a history to go by: fewer than 10 say little.\n"
    )
    told = " ".join(result.stdout.split())
    # 92 of 180 days for what is done; 12 of 443 for the baseline of the other. 113 days are left.
    assert "Stated 80% range: 14 days; history says 8 weeks." in told
    assert "Dates move as 2 stated so far did" in told
    assert "Ranges compared" in result.stdout
    found = run(
        *("confidence", "--as-of", "2014-12-09", "--from-history", "-f", "json"), cwd=tmp_path
    )
    document = json.loads(found.stdout)
    assert document["reference"] == {"kind": "history", "size": 2}
    a = document["milestones"][1]
    assert (a["stated_range_days"], a["reference_range_days"]) == (14, 55)
    assert (a["p10"], a["p90"]) == ("2015-04-04", "2015-05-29")


def test_without_a_history_there_is_none_to_go_by(tmp_path: Path) -> None:
    result = confidence(
        write_programme(tmp_path, milestone("a", date(2015, 3, 1))), "--from-history"
    )
    assert (result.status, result.stdout) == (2, "")
    assert "no date of this programme has a history yet" in result.stderr
    assert "--uplift" in result.stderr


def test_history_is_read_from_git_too(tmp_path: Path) -> None:
    write_programme(tmp_path, milestone("a", date(2015, 1, 20)))
    commit(tmp_path, day="2014-09-01")
    write_programme(tmp_path, milestone("a", date(2015, 3, 20)))
    commit(tmp_path, day="2014-11-01")
    result = confidence(tmp_path, "--from-history", "--git")
    assert result.status == 0
    assert "1 date has a history" in result.stderr
    assert confidence(tmp_path, "--from-history").status == 2


def test_uplifts_are_read_from_a_file(plan: Path) -> None:
    uplift = plan / "uplift.csv"
    uplift.write_text("\ufeffPercentile,Uplift\n0,0\n100,100\n", "utf-8")
    result = confidence(plan, "--uplift", str(uplift))
    assert (result.status, result.stderr) == (0, "")
    assert "Dates move as the 2 uplifts say" in result.stdout
    uplift.write_text("percentile,uplift\n80,x\n90,4\n", "utf-8")
    wrong = confidence(plan, "--uplift", str(uplift))
    assert wrong.status == 2
    assert 'line 2: "x" is not a number' in wrong.stderr
    assert "hint: write a first line `percentile,uplift`" in wrong.stderr
    assert "cannot be read" in confidence(plan, "--uplift", str(plan / "none.csv")).stderr
    uplift.write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in confidence(plan, "--uplift", str(uplift)).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from-history", "--uplift", "x.csv"], "two reference classes"),
        (["--git"], "--git says nothing without --from-history"),
    ],
)
def test_options_that_do_not_go_together(plan: Path, arguments: list[str], message: str) -> None:
    result = confidence(plan, *arguments)
    assert (result.status, result.stdout) == (2, "")
    assert message in result.stderr


def python(code: str, directory: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run the command in a process of its own, after some code."""
    argv = ["minerva", *arguments, "--as-of", "2014-12-09"]
    lines = f"import sys; sys.argv = {argv!r}\n{code}\nfrom minerva.cli import main\n"
    lines += "try: main()\nfinally: print('numpy' in sys.modules)"
    command = [sys.executable, "-c", lines]
    return subprocess.run(
        command, cwd=directory, env=environment(), capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("command", [["confidence"], ["what-if", "a=+1week", "--confidence"]])
def test_without_numpy_it_says_what_to_install(plan: Path, command: list[str]) -> None:
    refused = python("sys.modules['numpy'] = None", plan, *command)
    assert (refused.returncode, refused.stdout) == (2, "True\n")
    assert "numpy, which is not installed" in refused.stderr
    assert "pip install 'minerva-programme[simulate]'" in refused.stderr


def test_other_commands_do_not_import_numpy(plan: Path) -> None:
    assert python("", plan, "status").stdout.splitlines()[-1] == "False"


def test_what_if_compares_the_odds_by_the_same_draws(plan: Path) -> None:
    arguments = ["what-if", "b=2015-06-20", "--confidence", "--as-of", "2014-12-09"]
    table = run(*arguments, cwd=plan)
    assert (table.status, table.stderr) == (0, ""), table.stderr
    assert "\nConfidence\n" in table.stdout
    found = json.loads(run(*arguments, "-f", "json", cwd=plan).stdout)["confidence"]
    [now] = [row for row in document(plan)["deadlines"] if row["kind"] == "deadline"]
    deadline, contract = found
    assert deadline["probability"]["from"] == now["probability"]
    assert deadline["probability"]["to"] <= now["probability"]
    assert deadline["plan_on"]["from"] == now["plan_on"]
    assert contract["contract"] == "old"
    refused = run(*arguments, "-f", "csv", cwd=plan)
    assert (refused.status, refused.stdout) == (2, "")


def test_an_estimate_in_dates_moves_with_the_date_that_is_supposed(tmp_path: Path) -> None:
    text = milestone(
        "a",
        date(2015, 3, 1),
        "estimate = { low = 2015-02-22, high = 2015-03-15 }",
        "deadline = 2015-06-30",
    )
    write_programme(tmp_path, text)
    arguments = ["what-if", "a=+30days", "--confidence", "--as-of", "2014-12-09", "-f", "json"]
    found = json.loads(run(*arguments, cwd=tmp_path).stdout)
    [odds] = found["confidence"]
    moved = [date.fromisoformat(day) for day in (odds["plan_on"]["from"], odds["plan_on"]["to"])]
    assert (moved[1] - moved[0]).days == 30
    assert found["findings"]["new"] == []


def test_milestones_are_completed_and_the_help_has_examples(plan: Path) -> None:
    told = run("confidence", "--help").stdout
    assert "Examples:\n    minerva confidence\n" in told
    offered = run(
        "",
        cwd=plan,
        env={
            "_MINERVA_COMPLETE": "complete_bash",
            "COMP_WORDS": "minerva confidence ",
            "COMP_CWORD": "2",
        },
    )
    assert set(offered.stdout.split()) >= {"a", "b", "c", "d"}


def test_a_revision_is_as_sure_as_it_was(plan: Path) -> None:
    commit(plan, day="2014-12-01")
    write_programme(plan, milestone("a", date(2015, 3, 20)))
    then = confidence(plan, "--rev", "HEAD")
    assert then.status == 0
    assert "at revision HEAD" in then.stdout
    assert "% likely" in then.stdout


def test_forecast_baseline_and_tolerance_are_three_dates(tmp_path: Path) -> None:
    text = milestone(
        "a",
        date(2015, 3, 1),
        'estimate = { low = "-2 weeks", high = "2 weeks" }',
        'tolerance = "1 week"',
        "\n  [[milestone.forecast]]\n  on = 2014-12-01\n  date = 2015-03-15\n",
    )
    [a] = document(write_programme(tmp_path, text))["milestones"]
    shares = [
        a[key]["probability"]
        for key in (
            "probability_of_baseline",
            "probability_within_tolerance",
            "probability_of_forecast",
        )
    ]
    # 10% half a day after the low end, 27% a week before the middle, even odds on it.
    assert shares == pytest.approx([0.107, 0.276, 0.518], abs=0.02)
    told = " ".join(confidence(tmp_path).stdout.split())
    assert re.search(r"by its forecast 5\d%, by its baseline 1\d%, within tolerance 2\d%", told)

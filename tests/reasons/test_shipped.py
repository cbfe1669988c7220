"""The shipped programme explained: its £2,018,000, its red rating and its 9 days."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import run


def explained(*words: str) -> Any:
    """Return what `minerva why` has of a figure on the day of the report."""
    result = run("why", *words, "--as-of", "2014-12-09", "--format", "json")
    assert result.status == 0, result.stderr
    return json.loads(result.stdout)


def test_the_full_year_effect_is_the_sum_of_its_savings() -> None:
    for figure in ("full-year", "target"):
        document = explained(figure)
        assert document["value"] == 2_018_000
        values = [part["value"] for part in document["parts"]]
        assert sum(value for value in values if value is not None) == document["value"]
        assert values.count(None) == 2
    first = document["parts"][0]["parts"][0]
    assert list(first) == ["text", "value", "rule", "file", "line", "commit", "parts"]
    assert first["file"] == "workstreams.toml"


def test_the_rating_is_red_for_nine_days() -> None:
    document = explained("rating")
    settled = ["schema_version", "as_of", "figure", "value", "rule", "parts"]
    assert list(document) == [*settled, "commits"]
    assert document["value"] == "red"
    [red] = [part for part in document["parts"] if part["value"] == "red"]
    assert "9 days overdue" in red["text"]
    assert json.dumps(red).count('"milestones.toml"') == 1
    assert explained("rating", "finance-assurance")["value"] == "red"


@pytest.mark.parametrize(
    "words",
    [
        ["milestone", "ito-award", "projected"],
        ["milestone", "fa-final-decision", "slippage"],
        ["contract", "capita-partnership"],
        ["contract", "it-services-variation"],
        ["finding", "milestone-overdue", "fa-final-decision"],
        ["total", "2015/16"],
    ],
)
def test_every_form_is_a_tree_and_a_table(words: list[str]) -> None:
    assert explained(*words)["parts"]
    for format in ("table", "csv", "markdown"):
        result = run("why", *words, "--as-of", "2014-12-09", "--format", format)
        assert result.status == 0, result.stderr
        assert ".toml:" in result.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["savings"], '"savings" is not a figure'),
        (["saving", "hrd-transformation"], "saving ID YEAR"),
        (["saving", "nothing", "2015/16"], 'there is no saving "nothing"'),
        (["saving", "hrd-transformation", "2015/17"], "2015/17"),
        (["saving", "hrd-transformation", "2015/16", "foreseen"], "not one of its figures"),
        (["tender", "ito"], "has no scores"),
        (["finding", "milestone-overdue", "ito-award"], "there is no finding"),
    ],
)
def test_what_is_no_figure_is_answered(words: list[str], says: str) -> None:
    result = run("why", *words, "--as-of", "2014-12-09")
    assert result.status == 2
    assert says in result.stderr


def test_a_total_is_that_of_the_report() -> None:
    shown = run("savings", "--as-of", "2014-12-09", "--format", "json")
    for label, year in json.loads(shown.stdout)["totals"]["years"].items():
        for figure in ("planned", "forecast", "realised", "validated", "variance"):
            assert explained("total", label, figure)["value"] == year[figure]


def test_a_line_has_its_figures() -> None:
    result = run("why", "--line", "workstreams.toml:93", "--as-of", "2014-12-09", "-f", "json")
    document = json.loads(result.stdout)
    assert list(document) == ["schema_version", "as_of", "file", "line", "figures"]
    assert ["full-year"] in [figure["words"] for figure in document["figures"]]
    for named in ("./workstreams.toml:93", str(Path("workstreams.toml").resolve()) + ":93"):
        result = run("why", "--line", named, "--as-of", "2014-12-09", "-f", "json")
        assert json.loads(result.stdout)["figures"] == document["figures"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("tests/workstreams.toml:93", "is no file of this programme"),
        ("workstreams.tom:93", 'did you mean "workstreams.toml"'),
        ("workstreams.toml:9000", "has no line 9,000"),
    ],
)
def test_a_line_that_is_not_there_is_answered(line: str, says: str) -> None:
    result = run("why", "--line", line, "--as-of", "2014-12-09")
    assert (result.status, result.stdout) == (2, "")
    assert says in result.stderr


def test_steps_and_graphs() -> None:
    slip = ["milestone", "fa-final-decision", "slippage"]
    days = ["--from", "2014-11-20", "--to", "2014-12-09"]
    document = json.loads(run("why", *slip, *days, "-f", "json").stdout)
    assert sum(step["change"] for step in document["steps"]) == document["value"] == 9
    assert list(document["steps"][0]) == ["on", "text", "change", "file", "line"]
    assert "on 9 Dec 2014 it is 9" in " ".join(run("why", *slip, *days).stdout.split())
    graph = run("why", "full-year", "--as-of", "2014-12-09", "-f", "dot").stdout
    assert graph.startswith("digraph why {")
    assert graph.count("->") == graph.count("[label=") - 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name a figure"),
        (["full-year", "--line", "workstreams.toml:1"], "leave out the figure"),
        (["--line", "workstreams.toml"], "is not a line"),
        (["--line", "workstreams.toml:1", "--from", "2014-01-01"], "leave out --from"),
        (["full-year", "--to", "2014-01-01"], "--to goes with --from"),
        (["full-year", "--from", "2014-02-01", "--to", "2014-01-01"], "swap the two"),
        (["full-year", "--from", "2014-02-01", "-f", "dot"], "dot draws one figure"),
        (
            ["full-year", "--as-of", "2014-02-01", "--from", "2014-01-01", "--to", "2014-02-01"],
            "leave out one of them",
        ),
    ],
)
def test_options_that_ask_for_two_things_are_refused(words: list[str], says: str) -> None:
    result = run("why", *words)
    assert result.status == 2
    assert says in " ".join(result.stderr.split())

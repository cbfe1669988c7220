"""Which programmes a portfolio has: paths, patterns, revisions, portfolio.toml and its groups."""

import json
from pathlib import Path

import pytest

from minerva.model.problems import InvalidProgrammeError
from minerva.portfolio.settings import read_settings
from minerva.portfolio.sources import Source, sources_of
from tests.command import run
from tests.portfolios import DAY, mixed, write
from tests.repositories import commit, git


def paths(*given: str, here: Path) -> list[str]:
    return [source.path for source in sources_of(given, here, here)]


def test_a_path_is_a_directory_one_above_some_or_a_pattern(tmp_path: Path) -> None:
    write(tmp_path / "x" / "one", "one")
    write(tmp_path / "x" / "deep" / "two", "two")
    write(tmp_path / "x" / ".hidden", "hidden")
    write(tmp_path / "x" / "one" / "inside", "inside")
    assert paths("x/one", here=tmp_path) == ["x/one"]
    assert paths("x", here=tmp_path) == ["x/deep/two", "x/one"]
    assert paths("x/*", here=tmp_path) == ["x/deep/two", "x/one"]
    assert paths("**/two", "x", here=tmp_path) == ["x/deep/two", "x/one"]
    assert paths(str(tmp_path / "x" / "one"), here=tmp_path) == ["x/one"]


def test_what_is_not_there_is_told_and_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path / "one", "one")
    (tmp_path / "bare").mkdir()
    found = sources_of(["gone", "one", "bare", "n*"], tmp_path, tmp_path)
    assert [source.missing for source in found] == [
        "gone is not a directory",
        None,
        "there is no workstreams.toml or milestones.toml in bare or below it",
        "no directory fits the pattern n*",
    ]
    result = run("portfolio", "status", "gone", "one", "-f", "json", "--no-cache", cwd=tmp_path)
    assert result.status == 2
    first, second = json.loads(result.stdout)["programmes"]
    assert (first["id"], first["path"], first["problems"][0]["kind"]) == (None, "gone", "not-found")
    assert second["problems"] == []


def test_a_revision_is_read_from_git(tmp_path: Path) -> None:
    plan = write(tmp_path / "plan@home", "plan")
    commit(tmp_path)
    git(tmp_path, "tag", "v1/final")
    file = plan / "milestones.toml"
    file.write_text(file.read_text("utf-8").replace("2026-05", "2026-08"), "utf-8")
    assert sources_of(["plan@home"], tmp_path, tmp_path) == [Source("plan@home", plan)]

    def slips(*given: str) -> list[int]:
        result = run(
            *("portfolio", "slippage", *given, "-f", "json", "--as-of", DAY, "--no-cache"),
            cwd=tmp_path,
        )
        return [milestone["slippage_days"] for milestone in json.loads(result.stdout)["milestones"]]

    assert slips("plan@home") == [152]
    assert slips("plan@home@v1/final") == [60]
    assert slips("p*@HEAD") == [60]
    refused = run("portfolio", "status", "plan@home@v9", "--no-cache", cwd=tmp_path)
    assert refused.status == 2
    assert 'there is no revision "v9"' in refused.stderr


def test_portfolio_toml_is_found_above_and_has_groups(tmp_path: Path) -> None:
    plans = mixed(tmp_path)
    (tmp_path / "portfolio.toml").write_text(
        'name = "All"\nprogrammes = ["plans/*"]\n\n'
        '[[group]]\nid = "east"\nname = "East"\nprogrammes = ["plans/alpha", "plans/euro"]\n\n'
        '[[group]]\nid = "inner"\nname = "Inner"\ngroup = "east"\nprogrammes = ["plans/b*"]\n',
        "utf-8",
    )
    result = run(
        *("portfolio", "status", "--as-of", DAY, "-f", "json", "--no-cache"), cwd=plans / "alpha"
    )
    document = json.loads(result.stdout)
    assert document["name"] == "All"
    east, inner = document["groups"]
    assert east["programmes"] == ["alpha", "beta", "broken", "euro"]
    assert (inner["group"], inner["programmes"]) == ("east", ["beta", "broken"])
    assert list(east["totals"]) == ["GBP", "EUR"]
    assert inner["totals"]["full_year"] == 120_000.5
    assert inner["totals"]["unread"] == ["broken"]
    table = run(
        *("portfolio", "savings", "--by", "group", "--as-of", DAY, "--no-cache"), cwd=tmp_path
    ).stdout
    assert "East" in table


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", ["no-programmes", "missing-key"]),
        ('name = "A"\nprogrammes = "plans"', ["wrong-value"]),
        ('name = ""\nprogrammes = ["p"]\nprogrames = ["q"]', ["wrong-value", "unknown-key"]),
        ('name = "A"\nprogrammes = ["p"]\ngroup = 3', ["wrong-value"]),
        ('name = "A"\nprogrammes = ["p"', ["bad-toml"]),
        (
            'name = "A"\n[[group]]\nid = "x"\nname = "X"\nprogrammes = ["p"]\n'
            '[[group]]\nid = "x"\nname = "X"\ngroup = "y"',
            ["duplicate-id", "unknown-reference"],
        ),
        (
            'name = "A"\n[[group]]\nid = "x"\nname = "X"\ngroup = "y"\nprogrammes = ["p"]\n'
            '[[group]]\nid = "y"\nname = "Y"\ngroup = "x"',
            ["cycle", "cycle"],
        ),
        ('name = "A"\nprogrammes = ["p"]\n[[group]]\nname = "X"', ["missing-key"]),
    ],
)
def test_what_is_wrong_in_portfolio_toml_is_shown_all_at_once(
    tmp_path: Path, text: str, kinds: list[str]
) -> None:
    (tmp_path / "portfolio.toml").write_text(text, "utf-8")
    with pytest.raises(InvalidProgrammeError) as refused:
        read_settings(tmp_path / "portfolio.toml", tmp_path)
    assert [problem.kind for problem in refused.value.problems] == kinds
    result = run("portfolio", "status", cwd=tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert "portfolio.toml" in result.stderr
    assert result.stderr.count("hint:") == len(kinds)


def test_without_paths_there_has_to_be_a_portfolio(tmp_path: Path) -> None:
    result = run("portfolio", "status", cwd=tmp_path)
    assert (result.status, result.stdout) == (2, "")
    assert "there is no portfolio.toml in" in result.stderr
    assert "hint: name the programmes" in result.stderr

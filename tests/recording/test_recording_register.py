"""What is recorded in the register: it is made when needed, and taken away by undo."""

from datetime import date
from pathlib import Path

import pytest

from tests.command import Result, run
from tests.programmes import WORKSTREAMS, write_programme

DAY = date(2015, 2, 1)
MILESTONE = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-06-01\n'
RISK = '[[risk]]\nid = "e"\nname = "R"\nraised = 2015-01-01\nprobability = 30\n'
ISSUE = '[[issue]]\nid = "i"\nname = "I"\nraised = 2015-01-01\n'
DECISION = '[[decision]]\nid = "e"\nname = "D"\nraised = 2015-01-01\n'


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "plan").mkdir()
    return write_programme(tmp_path / "plan", MILESTONE, WORKSTREAMS)


def minerva(plan: Path, *arguments: str) -> Result:
    return run(*arguments, cwd=plan, today=DAY)


def test_the_first_entry_makes_the_file_and_undo_takes_it_away(plan: Path) -> None:
    before = {path.name: path.read_bytes() for path in plan.iterdir()}
    raised = minerva(
        plan,
        *("raise", "risk", "e", "--name", "R", "--probability", "30%", "--milestones", "m"),
        *("--delay", "1 week to 1 month", "--money", "10k..50k", "--workstream", "ict"),
    )
    assert (raised.status, raised.stderr) == (0, "")
    assert (plan / "register.toml").read_text() == (
        '[[risk]]\nid = "e"\nname = "R"\nraised = 2015-02-01\nprobability = 30\n'
        'workstream = "ict"\nmilestones = ["m"]\n'
        'delay = { low = "1 week", high = "1 month" }\nmoney = { low = 10_000, high = 50_000 }\n'
    )
    assert minerva(plan, "undo").status == 0
    assert {path.name: path.read_bytes() for path in plan.iterdir()} == before


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["review", "e", "--kind", "risk", "--probability", "60"], "  probability = 60"),
        (["review", "i", "--severity", "low"], '  severity = "low"'),
        (["close", "i", "--resolution", "Done"], 'resolution = "Done"'),
        (["close", "e", "--kind", "risk", "--happened"], "happened = true"),
        (["close", "e", "--kind", "decision", "--outcome", "Yes"], "made = 2015-02-01"),
        (["assess", "ict", "Well.", "--by", "B", "--rating", "red"], 'rating = "red"'),
    ],
)
def test_a_command_writes_its_line_and_a_dry_run_nothing(
    plan: Path, command: list[str], line: str
) -> None:
    path = plan / "register.toml"
    path.write_text(f"# ours\n{RISK}{ISSUE}{DECISION}")
    before = path.read_text()
    assert f"+{line}" in minerva(plan, *command, "--dry-run").stdout.splitlines()
    assert path.read_text() == before
    assert minerva(plan, *command).status == 0
    assert line in path.read_text().splitlines()
    assert path.read_text().startswith("# ours\n")
    assert minerva(plan, "undo").status == 0
    assert path.read_text() == before


def test_a_workstream_is_closed_too(plan: Path) -> None:
    assert minerva(plan, "close", "ict", "--on", "2015-01-31").status == 0
    assert "closed = 2015-01-31" in (plan / "workstreams.toml").read_text()
    assert not (plan / "register.toml").exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["close", "e"], "--kind risk or --kind decision"),
        (["close", "x"], "no entry"),
        (["close", "i", "--outcome", "x"], "leave out --outcome"),
        (["close", "i", "--on", "2014-12-31"], "give a later day with --on"),
        (["close", "i", "--on", "2015-02-02"], "2 Feb 2015"),
        (["review", "i", "--probability", "3"], "leave out --probability"),
        (["assess", "x", "T", "--by", "B"], "no subject"),
        (["raise", "risk", "e", "--name", "R", "--probability", "3"], "another id"),
        (["raise", "risk", "f", "--name", "R"], "--probability"),
        (["raise", "risk", "f", "--name", "R", "--probability", "x"], "0 to 100"),
        (["raise", "risk", "f", "--name", "R", "--probability", "101"], "0 to 100"),
    ],
)
def test_a_refusal_says_what_to_do_and_writes_nothing(
    plan: Path, command: list[str], told: str
) -> None:
    path = plan / "register.toml"
    path.write_text(RISK + ISSUE + DECISION)
    refused = minerva(plan, *command)
    assert (refused.status, refused.stdout) == (2, "")
    assert told in " ".join(refused.stderr.split())
    assert path.read_text() == RISK + ISSUE + DECISION


def test_what_is_closed_is_not_closed_again(plan: Path) -> None:
    (plan / "register.toml").write_text(f"{ISSUE}closed = 2015-01-05\n")
    assert "already" in minerva(plan, "close", "i").stderr
    assert "nothing to review" in minerva(plan, "review", "i").stderr


@pytest.mark.parametrize(
    ("command", "message", "hint"),
    [
        (["review", "e"], '"e" is the id of a risk or an issue', "--kind risk or --kind issue"),
        (["review", "ee"], '"ee" may be any of 3 entries', "give the id of one"),
        (["review", "e", "--kind", "action"], "not for an action", "it is for a risk or an issue"),
        (["close", "e"], "a risk, an issue or a decision", "or --kind decision"),
        (["assess", "m", "T", "--by", "B"], "a milestone or a saving", "--kind milestone"),
        (["assess", "m", "T", "--by", "B", "--kind", "risk"], "not for a risk", "a programme, a"),
        (["assess", "zzz", "T", "--by", "B"], 'no subject "zzz"', "they are"),
        (["review", "n"], "may be any of 3 entries", "give the id of one"),
    ],
)
def test_an_id_of_several_kinds_is_asked_about(
    plan: Path, command: list[str], message: str, hint: str
) -> None:
    saving = '\n[[saving]]\nid = "m"\nworkstream = "ict"\nname = "S"\nfull_year = 1\n'
    write_programme(
        plan,
        MILESTONE,
        WORKSTREAMS + saving,
        RISK.replace('"R"', '"Need"')
        + ISSUE.replace('"i"', '"e"').replace('"I"', '"Eel"')
        + DECISION
        + RISK.replace('"e"', '"ne"').replace('"R"', '"Seed"')
        + RISK.replace('"e"', '"nn"').replace('"R"', '"Nn"'),
    )
    refused = minerva(plan, *command)
    assert refused.status == 2
    assert message in refused.stderr
    assert hint in refused.stderr
    assert "--kind" in minerva(plan, "review", "--help").stdout


def test_a_hint_of_a_finding_names_the_kind_where_it_has_to(plan: Path) -> None:
    action = '[[action]]\nid = "e"\nname = "A"\nraised = 2015-01-01\ndue = 2015-01-15\n'
    write_programme(plan, MILESTONE, WORKSTREAMS, RISK + action)
    found = minerva(plan, "check", "--as-of", "2015-02-01").stdout
    assert "`minerva close e --kind action`" in found
    assert minerva(plan, "close", "e", "--kind", "action", "--dry-run").status == 0

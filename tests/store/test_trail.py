"""The trail of a history is the same whether versions are read record by record or as a whole."""

import os
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from msgspec import Struct, structs

from minerva.model.problems import Problem
from minerva.store.facts import Records, records_of
from minerva.store.files import File
from minerva.store.tables import read_document
from minerva.store.trail import _Reader
from tests.command import run_process
from tests.machine import slowness
from tests.programmes import WORKSTREAMS
from tests.repositories import git
from tests.strategies import Tables, networks, programmes, toml

HEAD = WORKSTREAMS.replace("    ", "")
SAVING = (
    '[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"\nfull_year = 1\nstarts = 2014-04-01\n'
)
MILESTONE = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2014-12-01\n'


class Nowhere:
    """Keeps nothing."""

    def get(self, key: bytes) -> bytes | None:  # noqa: ARG002 - as it is called
        """Return nothing."""
        return None

    def put(self, key: bytes, told: bytes) -> None:
        """Keep nothing."""


def apart(name: str, text: str) -> Records | None:
    return _Reader(Path(), Nowhere(), "1", [])._read_apart(name, text.encode())


def whole(name: str, text: str) -> Records | None:
    problems: list[Problem] = []
    document = read_document(File(name, name, text.encode()), problems)
    return None if problems else records_of(document)


def said(records: Records | None) -> object:
    """Return what records say, without their places."""
    return records and {key: _plain(record) for key, record in records.items()}


def _plain(value: object) -> object:
    if isinstance(value, Struct):
        fields = structs.asdict(value).items()
        return {key: _plain(inner) for key, inner in fields if key != "location"}
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    return value


@given(programmes())
def test_record_by_record_says_what_the_whole_file_says(drawn: Tables) -> None:
    for name, text in zip(("milestones.toml", "workstreams.toml"), toml(drawn), strict=True):
        read = apart(name, text)
        assert read is None or said(read) == said(whole(name, text))


@given(networks())
def test_a_usual_file_is_read_record_by_record(drawn: Tables) -> None:
    milestones, _ = toml(drawn)
    assert said(apart("milestones.toml", milestones)) == said(whole("milestones.toml", milestones))
    assert apart("milestones.toml", milestones) is not None


@pytest.mark.parametrize(
    "text",
    [
        HEAD + SAVING + 'note = """\n[[saving]]\n"""\n',
        HEAD + SAVING + "note = '''\n[[saving]]\n'''\n",
        HEAD
        + SAVING
        + '[[option]]\nid = "o"\nname = "O"\ndecision = "open"\n'
        + '[[saving.realised]]\nyear = "2014/15"\namount = 1\non = 2014-12-01\n',
        HEAD + SAVING + '[programme]\nid = "again"\n',
        SAVING,
        HEAD + SAVING + "nonsense = 1\n",
        HEAD + SAVING + "not toml\n",
    ],
)
def test_what_only_the_whole_file_can_say_is_left_to_it(text: str) -> None:
    assert apart("workstreams.toml", text) is None


def test_tables_after_records_are_read() -> None:
    text = HEAD + SAVING + "\n[check]\nback_dated = 3\n"
    assert said(apart("workstreams.toml", text)) == said(whole("workstreams.toml", text))


@pytest.mark.slow
def test_two_thousand_commits_take_five_seconds_and_then_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    plan = tmp_path / "plan"
    plan.mkdir()
    git(plan, "init", "--quiet", "--initial-branch=main")
    _import(plan, 2_000)
    git(plan, "checkout", "--quiet", "main")
    first, again = (_seconds(plan) for _ in range(2))
    assert first < 5 * slowness()
    assert again < 1 * slowness()


def _import(plan: Path, commits: int) -> None:
    """Make so many commits, each with a re-forecast of one of a hundred milestones."""
    texts = [f"{MILESTONE}\n".replace('"m"', f'"m-{n}"') for n in range(100)]
    stream = []
    for number in range(commits):
        day = date(2014, 1, 1) + timedelta(days=number // 4)
        made = 1_388_577_600 + number * 21_600  # the first on 1 January 2014, four a day
        texts[number % 100] += (
            f"  [[milestone.forecast]]\n  on = {day}\n  date = {day.year + 1}-06-01\n"
        )
        files = {"milestones.toml": "".join(texts)} | ({} if number else {"workstreams.toml": HEAD})
        stream.append(f"commit refs/heads/main\ncommitter T <t@x.org> {made} +0000\ndata 1\nc\n")
        stream += [
            f"M 644 inline {name}\ndata {len(file)}\n{file}\n" for name, file in files.items()
        ]
    sent = "".join(stream).encode()
    subprocess.run(["git", "fast-import", "--quiet"], cwd=plan, input=sent, check=True)


def _seconds(plan: Path) -> float:
    """Return the time that an audit, and git for it, kept a processor busy."""
    before = os.times()
    done = run_process("audit", "--format", "json", "--as-of", "2015-06-01", cwd=plan)
    after = os.times()
    assert done.status == 0, done.stderr
    assert done.stdout.count('"committed"') > 3_000
    return (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )

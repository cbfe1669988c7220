"""git merging a programme's files with minerva, in a repository with two clones."""

import sys
from pathlib import Path

import pytest

from tests.command import ROOT, run, run_process
from tests.repositories import commit, git

MINERVA = ROOT / ".venv" / "bin" / "minerva"


@pytest.fixture
def clones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return two clones of a repository with the depot's programme, each with the driver."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    for name in ("workstreams.toml", "milestones.toml"):
        (first / name).write_bytes((ROOT / "tests" / "depot" / name).read_bytes())
    git(first, "init", "--quiet", "--initial-branch=main")
    assert run("-C", str(first), "merge-files", "--install").status == 0
    commit(first)
    git(tmp_path, "clone", "--quiet", str(first), str(second))
    assert run("-C", str(second), "merge-files", "--install").stdout.count("\n") == 1
    for clone in (first, second):
        # The driver that is under test, whatever else is on the PATH.
        program = f"{sys.executable} -m minerva merge-files %O %A %B"
        git(clone, "config", "merge.minerva.driver", program)
    monkeypatch.chdir(tmp_path)
    return first, second


def test_two_people_record_at_once_and_nothing_collides(clones: tuple[Path, Path]) -> None:
    first, second = clones
    ids = [
        line.split('"')[1]
        for line in (first / "milestones.toml").read_text("utf-8").splitlines()
        if line.startswith("id = ")
    ]
    for clone, date in ((first, "2099-01-01"), (second, "2099-02-01")):
        done = run("-C", str(clone), "reforecast", ids[-1], date, "--reason", f"For {date}")
        assert done.status == 0, done.stderr
        commit(clone)
    git(second, "pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    text = (second / "milestones.toml").read_text("utf-8")
    assert "For 2099-01-01" in text
    assert "For 2099-02-01" in text
    assert "<<<<<<<" not in text
    assert run("-C", str(second), "milestones").status == 0


def test_install_is_said_and_can_be_repeated(tmp_path: Path) -> None:
    (tmp_path / "milestones.toml").write_text("")
    (tmp_path / ".gitattributes").write_text("*.png binary")
    refused = run("-C", str(tmp_path), "merge-files", "--install")
    assert (refused.status, refused.stdout) == (2, "")
    git(tmp_path, "init", "--quiet")
    assert run("-C", str(tmp_path), "merge-files", "--install").status == 0
    attributes = (tmp_path / ".gitattributes").read_text()
    assert attributes.startswith("*.png binary\n")
    assert "milestones.toml merge=minerva\n" in attributes
    assert "wrote" not in run("-C", str(tmp_path), "merge-files", "--install").stdout
    assert (tmp_path / ".gitattributes").read_text() == attributes


def test_init_begins_with_the_driver(tmp_path: Path) -> None:
    refused = run("init", str(tmp_path / "plan"), "--git")
    assert refused.status == 2
    assert "git init" in refused.stderr
    assert not (tmp_path / "plan").exists()
    git(tmp_path, "init", "--quiet")
    assert run("init", str(tmp_path / "plan"), "--git").status == 0
    assert (tmp_path / "plan" / ".gitattributes").exists()


def test_conflicts_are_counted_and_the_status_says_so(tmp_path: Path) -> None:
    texts = {"base": "A", "ours": "B", "theirs": "C"}
    for name, title in texts.items():
        (tmp_path / name).write_text(f'[[milestone]]\nid = "a"\nname = "{title}"\n')
    paths = [str(tmp_path / name) for name in texts]
    done = run("merge-files", *paths)
    assert (done.status, done.stdout) == (1, "")
    assert "1 conflict" in done.stderr
    assert "<<<<<<< ours" in (tmp_path / "ours").read_text()
    assert run("merge-files", *paths[:2]).status == 2
    missing = run_process("merge-files", *paths[:2], str(tmp_path / "none"))
    assert missing.status == 2

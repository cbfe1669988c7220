"""Every text that the record of a milestone may hold goes out as JSON and comes back."""

import tomllib
from pathlib import Path

import pytest

from minerva.model.programme import MILESTONE_TEXTS
from tests.command import run

WORKSTREAMS = """
    [programme]
    id = "p"
    name = "P"
    [[workstream]]
    id = "ict"
    name = "ICT"
"""
MILESTONE = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2026-12-01\n'


@pytest.mark.parametrize("key", MILESTONE_TEXTS)
def test_a_text_comes_back(key: str, tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    for folder in (there, here):
        folder.mkdir()
        (folder / "workstreams.toml").write_text(WORKSTREAMS, "utf-8")
    (there / "milestones.toml").write_text(f'{MILESTONE}{key} = "As agreed"\n', "utf-8")
    (here / "milestones.toml").write_text("", "utf-8")
    assert run("export", str(tmp_path / "p.json"), cwd=there).status == 0
    done = run("import", str(tmp_path / "p.json"), "--write", cwd=here)
    assert done.status == 0, done.stderr
    [milestone] = tomllib.loads((here / "milestones.toml").read_text("utf-8"))["milestone"]
    assert milestone[key] == "As agreed"

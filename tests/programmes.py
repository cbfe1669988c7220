"""Programmes for tests, from a few lines of TOML."""

from pathlib import Path
from textwrap import dedent

import pytest

from minerva.model.problems import InvalidProgrammeError, Problem
from minerva.model.programme import Programme
from minerva.store import File, read_programme

WORKSTREAMS = """
    [programme]
    id = "p"
    name = "P"

    [[workstream]]
    id = "ict"
    name = "ICT"

    [[workstream]]
    id = "hrd"
    name = "HRD"
"""

UPDATED = WORKSTREAMS.replace('name = "P"', 'name = "P"\n    updated = 2100-01-01', 1)
"""The same, brought up to date for every day: nobody is warned that the data is old."""


def files(milestones: str | bytes, workstreams: str | bytes = WORKSTREAMS) -> list[File]:
    """Return the two files of a programme, as if read from the current directory."""
    return [
        File("workstreams.toml", "workstreams.toml", _content(workstreams)),
        File("milestones.toml", "milestones.toml", _content(milestones)),
    ]


def programme(milestones: str | bytes, workstreams: str | bytes = WORKSTREAMS) -> Programme:
    """Read a programme from the text of its two files."""
    return read_programme(files(milestones, workstreams))


def problems_of(milestones: str | bytes, workstreams: str | bytes = WORKSTREAMS) -> list[Problem]:
    """Return what is wrong with the two files."""
    with pytest.raises(InvalidProgrammeError) as refused:
        programme(milestones, workstreams)
    return list(refused.value.problems)


def write_programme(
    directory: Path, milestones: str | bytes, workstreams: str | bytes = WORKSTREAMS
) -> Path:
    """Write the two files into a directory, and return it."""
    for file in files(milestones, workstreams):
        assert isinstance(file.content, bytes)
        (directory / file.kind).write_bytes(file.content)
    return directory


def _content(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else dedent(text).encode()

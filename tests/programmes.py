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


def files(
    milestones: str | bytes,
    workstreams: str | bytes = WORKSTREAMS,
    register: str | bytes | None = None,
) -> list[File]:
    """Return the files of a programme, as if read from the current directory."""
    texts = {
        "workstreams.toml": workstreams,
        "milestones.toml": milestones,
        "register.toml": register,
    }
    return [File(name, name, _content(text)) for name, text in texts.items() if text is not None]


def programme(
    milestones: str | bytes,
    workstreams: str | bytes = WORKSTREAMS,
    register: str | bytes | None = None,
) -> Programme:
    """Read a programme from the text of its files."""
    return read_programme(files(milestones, workstreams, register))


def problems_of(
    milestones: str | bytes,
    workstreams: str | bytes = WORKSTREAMS,
    register: str | bytes | None = None,
) -> list[Problem]:
    """Return what is wrong with the files."""
    with pytest.raises(InvalidProgrammeError) as refused:
        programme(milestones, workstreams, register)
    return list(refused.value.problems)


def write_programme(
    directory: Path,
    milestones: str | bytes,
    workstreams: str | bytes = WORKSTREAMS,
    register: str | bytes | None = None,
) -> Path:
    """Write the files into a directory, and return it."""
    for file in files(milestones, workstreams, register):
        assert isinstance(file.content, bytes)
        (directory / file.kind).write_bytes(file.content)
    return directory


def _content(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else dedent(text).encode()

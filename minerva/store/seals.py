"""Seals: annotated tags that keep the hash of a position, and the blobs it was worked out from."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from minerva.model.errors import MinervaError
from minerva.store.files import NAMES, read_files
from minerva.store.git import error_text, git
from minerva.store.revisions import Revision, find_revision, read_files_at

_MARK: Final = "minerva-seal: 1"


class Seal(Struct, frozen=True):
    """What a seal keeps: its commit, the day, the hash of the position, the blob of each file."""

    name: str
    commit: str
    as_of: date
    position: str
    blobs: dict[str, str]
    version: str

    @property
    def text(self) -> str:
        """The message of the tag."""
        files = "".join(f"{name}: {blob}\n" for name, blob in self.blobs.items())
        return (
            f"Position as of {self.as_of.isoformat()}\n\n{_MARK}\nas-of: {self.as_of.isoformat()}\n"
            f"position-sha256: {self.position}\n{files}made-with: {self.version}\n"
        )


def blobs_at(directory: Path, commit: str) -> dict[str, str]:
    """Return the blob of each of the programme's files that a commit has."""
    told = {
        name: git(directory, "rev-parse", "--verify", "--quiet", f"{commit}:./{name}").stdout
        for name in NAMES
    }
    return {name: blob.decode().strip() for name, blob in told.items() if blob}


def committed(directory: Path) -> Revision:
    """Return the commit checked out. Raises MinervaError where the files differ from it."""
    head = find_revision("HEAD", directory)
    files, blobs = read_files(directory, directory), blobs_at(directory, head.commit)
    for file in files:
        if file.kind not in blobs:
            raise MinervaError(f"{file.kind} is not in the last commit", "commit it, then seal")
    here = {file.kind: file.content for file in files}
    there = {file.kind: file.content for file in read_files_at(head, directory, directory)}
    for name in NAMES:
        if _lines(here.get(name)) != _lines(there.get(name)):
            raise MinervaError(
                f"{name} has changes that are not committed", "commit them, then seal"
            )
    return head


def write_seal(directory: Path, seal: Seal) -> None:
    """Make the tag of a seal. Raises MinervaError where git refuses it or there is one."""
    reference = f"refs/tags/{seal.name}"
    if seal.name.startswith("-") or git(directory, "check-ref-format", reference).returncode:
        raise MinervaError(
            f'"{seal.name}" cannot name a tag', "use letters, digits and hyphens: board-2015-01"
        )
    if not git(directory, "rev-parse", "--verify", "--quiet", reference).returncode:
        raise MinervaError(f'there is a tag "{seal.name}" already', "seal under another name")
    made = git(
        directory,
        *("-c", "core.hooksPath=/dev/null", "tag", "--annotate", "--no-sign"),
        *("--cleanup=verbatim", "--file=-", seal.name, seal.commit),
        standard_input=seal.text.encode(),
    )
    if made.returncode:
        raise MinervaError(f'git cannot make the tag "{seal.name}"', error_text(made))


def read_seal(directory: Path, name: str) -> Seal:
    """Return a seal by its name. Raises MinervaError where there is none."""
    told = git(directory, "cat-file", "tag", f"refs/tags/{name}")
    text = told.stdout.decode(errors="replace")
    _, _, message = text.partition("\n\n")
    values = dict(re.findall(r"^([a-z0-9.-]+): (.+)$", message, re.MULTILINE))
    commit = re.match("object ([0-9a-f]{40,64})\ntype commit\n", text)
    try:
        if told.returncode or _MARK not in message or commit is None:
            raise ValueError(name)
        blobs = {file: values[file] for file in NAMES if file in values}
        day, hash = date.fromisoformat(values["as-of"]), values["position-sha256"]
        return Seal(name, commit[1], day, hash, blobs, values["made-with"])
    except (KeyError, ValueError):
        raise MinervaError(
            f'there is no seal "{name}"', "`minerva seal NAME` makes one; `git tag` lists the tags"
        ) from None


def is_ancestor(directory: Path, commit: str) -> bool:
    """Tell whether the commit checked out still follows from another."""
    return not git(directory, "merge-base", "--is-ancestor", commit, "HEAD").returncode


def _lines(content: object) -> object:
    return content.replace(b"\r\n", b"\n") if isinstance(content, bytes) else content

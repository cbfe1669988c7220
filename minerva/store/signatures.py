"""Whether commits are signed: git runs the verifier that the user's own configuration names.

A repository may name a program too, in its own settings: that one is never run.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from minerva.model.trail import Commit
from minerva.store.git import git

_SETTINGS: Final[Mapping[str, str]] = {
    "gpg.program": "gpg",
    "gpg.openpgp.program": "",
    "gpg.x509.program": "gpgsm",
    "gpg.ssh.program": "ssh-keygen",
    "gpg.ssh.allowedSignersFile": "/dev/null",
    "gpg.ssh.revocationFile": "",
    "gpg.minTrustLevel": "undefined",
}
"""The settings that say how signatures are verified, with what holds where the user has none."""

_GOOD: Final = "G"
_WRONG: Final[Mapping[str, str]] = {
    "N": "it is not signed",
    "B": "its signature is bad",
    "U": "it is signed, and it is not known whose key that is",
    "X": "its signature has expired",
    "Y": "it is signed with a key that has expired",
    "R": "it is signed with a key that was revoked",
    "E": "its signature cannot be checked: the key or the verifier is missing",
}


def with_signatures(directory: Path, commits: Sequence[Commit]) -> list[Commit]:
    """Return commits, each with what is wrong with its signature, if anything is."""
    settings = [
        setting
        for key, value in _of_user(directory).items()
        for setting in ("-c", f"{key}={value}")
    ]
    told = git(
        directory,
        *settings,
        *(
            "log",
            "--no-walk=unsorted",
            "--stdin",
            "--no-color",
            "--no-show-signature",
            "--format=%H %G?",
        ),
        standard_input="".join(f"{commit.hash}\n" for commit in commits).encode(),
    ).stdout.decode(errors="replace")
    said = dict(line.split(" ", 1) for line in told.splitlines() if " " in line)
    return [replace(commit, unsigned=_wrong(said.get(commit.hash, "E"))) for commit in commits]


def _wrong(letter: str) -> str | None:
    return None if letter == _GOOD else _WRONG.get(letter, _WRONG["E"])


def _of_user(directory: Path) -> dict[str, str]:
    """Return the settings as the user has them, the system's where the user has none.

    They are given on the command line, where they win over those of the repository.
    """
    found = dict(_SETTINGS)
    for scope in ("--system", "--global"):
        for key in _SETTINGS:
            told = git(directory, "config", scope, "--includes", "--get", key)
            if not told.returncode:
                found[key] = told.stdout.decode(errors="replace").rstrip("\n")
    found["gpg.openpgp.program"] = found["gpg.openpgp.program"] or found["gpg.program"]
    return found

"""Make a release: test, build, check the wheel in a fresh environment, date the changelog, tag.

    .venv/bin/python -m tools.release 0.2.0     # a release: dist/, a commit and a tag
    .venv/bin/python -m tools.release --check   # only build the wheel of what is here, and check it

Nothing is published and nothing is pushed: the last lines say how. Whatever fails stops it before
the commit, and leaves the two files that it edits as they were.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

from minerva.store.files import NAMES
from tests.command import ROOT, environment
from tests.test_docs import examples

VERSION_FILE: Final = ROOT / "minerva" / "__init__.py"
CHANGELOG: Final = ROOT / "CHANGELOG.md"
README: Final = ROOT / "README.md"
DIST: Final = ROOT / "dist"

_VERSION: Final = re.compile(r"^__version__ = \"(.+)\"$", re.MULTILINE)
_OPENING: Final = "# Changes\n\n## Unreleased\n"


def main(arguments: Sequence[str]) -> None:
    """Make the release that the command line names, or only check what a release would hold."""
    match arguments:
        case ["--check"]:
            check_wheel(build())
        case [version] if re.fullmatch(r"\d+\.\d+\.\d+", version):
            release(version)
        case _:
            stop("usage: python -m tools.release VERSION | --check")


def release(version: str) -> None:
    """Test, build and check a version, then commit it with a tag."""
    if _run("git", "status", "--porcelain"):
        stop("there are changes that are not committed: commit or remove them")
    if _run("git", "tag", "--list", f"v{version}"):
        stop(f"there is a tag v{version} already")
    before = {path: path.read_text("utf-8") for path in (VERSION_FILE, CHANGELOG)}
    day = datetime.now().astimezone().date().isoformat()
    try:
        VERSION_FILE.write_text(numbered(before[VERSION_FILE], version), "utf-8")
        CHANGELOG.write_text(dated(before[CHANGELOG], version, day), "utf-8")
        subprocess.run(["sh", "tests/run"], cwd=ROOT, check=True)
        check_wheel(build())
    except BaseException:
        for path, text in before.items():
            path.write_text(text, "utf-8")
        raise
    _run("git", "commit", "--all", "--message", f"Release {version}")
    _run("git", "tag", "--annotate", f"v{version}", "--message", f"minerva {version}")
    print(
        f"Release {version} is in dist/, committed and tagged. To publish it:\n"
        f"  git push origin HEAD v{version}\n"
        "  .venv/bin/python -m pip install twine && .venv/bin/python -m twine upload dist/*"
    )


def numbered(text: str, version: str) -> str:
    """Return the package's first module with another version."""
    now = _VERSION.search(text)
    if now is None:
        stop(f"{VERSION_FILE.name} has no line __version__ =")
    if tuple(map(int, version.split("."))) <= tuple(map(int, now[1].split("."))) and _released():
        stop(f"{version} is not later than {now[1]}, which is released")
    return _VERSION.sub(f'__version__ = "{version}"', text)


def dated(text: str, version: str, day: str) -> str:
    """Return the changelog with what is unreleased under a version and its day."""
    if not text.startswith(_OPENING):
        stop("CHANGELOG.md does not begin with what is unreleased")
    unreleased, heading, rest = text.removeprefix(_OPENING).partition("\n## ")
    if not unreleased.strip():
        stop("CHANGELOG.md has nothing that is unreleased")
    return f"{_OPENING}\n## {version}, {day}\n{unreleased}{heading}{rest}"


def build() -> Path:
    """Build the wheel and the source distribution, and return the wheel."""
    for old in DIST.glob("*"):
        old.unlink()
    subprocess.run([sys.executable, "-m", "build", "--outdir", DIST, ROOT], check=True)
    [wheel] = DIST.glob("*.whl")
    return wheel


def check_wheel(wheel: Path) -> None:
    """Install a wheel in an environment of its own, and run the README's commands from it.

    They run in directories that hold the files that the README shows, or the shipped programme,
    and never in the checkout: what is not in the wheel is not there.
    """
    with tempfile.TemporaryDirectory() as name:
        temporary = Path(name)
        venv.create(temporary / "venv", with_pip=True)
        programs = temporary / "venv" / ("Scripts" if os.name == "nt" else "bin")
        subprocess.run(
            [programs / "python", "-m", "pip", "install", "--quiet", f"{wheel}[all]"], check=True
        )
        shipped = {
            name: path.read_text("utf-8") for name in NAMES if (path := ROOT / name).exists()
        }
        for number, example in enumerate(examples(README)):
            here = temporary / f"{number}"
            here.mkdir()
            for name, text in (example.files or shipped).items():
                (here / name).write_text(text, "utf-8")
            told = _told(programs / "minerva", example.block.text, here)
            if told != example.block.text:
                stop(f"README.md:{example.line}: from the wheel it prints otherwise:\n{told}")
        schema = _told(programs / "minerva", "$ minerva schema milestones\n", temporary)
        if '"$schema"' not in schema:
            stop("from the wheel, `minerva schema` prints nothing")
    print(f"{wheel.name}: installed alone, it prints what the README says.")


def _told(minerva: Path, example: str, here: Path) -> str:
    """Return the commands of an example, each with what it prints in a directory."""
    outside = environment()
    del outside["PYTHONPATH"]
    told = ""
    for command in re.findall(r"^\$ minerva (.*)$", example, re.MULTILINE):
        done = subprocess.run(
            [minerva, *shlex.split(command)],
            cwd=here,
            env=outside,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        told += f"$ minerva {command}\n{done.stdout}{done.stderr if done.returncode else ''}"
    return told


def stop(message: str) -> NoReturn:
    """End with a message."""
    sys.exit(f"error: {message}")


def _released() -> bool:
    return bool(_run("git", "tag", "--list", "v*"))


def _run(*command: str) -> str:
    return subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    ).stdout.strip()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Git repositories for tests, made with the git that is installed."""

import os
import subprocess
from pathlib import Path

_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "T"), ("EMAIL", "t@example.org"))
}


def git(directory: Path, *arguments: str, day: str = "2014-12-01") -> str:
    """Run git in a directory, as on a day, with no settings but the repository's own."""
    when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=directory,
        env=os.environ | _IDENTITY | when | alone,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def commit(directory: Path, message: str = "Change", day: str = "2014-12-01") -> None:
    """Commit everything in a directory, in a repository made on the way if there is none."""
    if not (directory / ".git").exists():
        git(directory, "init", "--quiet", "--initial-branch=main")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", message, day=day)

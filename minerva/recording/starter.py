"""The files that a programme begins with: commented examples, dated from the day of writing.

All of them are written, or none: nothing that is there is ever written over.
"""

import json
import os
import re
import shlex
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from string import Template
from typing import Final

from minerva.model.dates import YearStart, add_months
from minerva.model.errors import MinervaError
from minerva.model.programme import Programme
from minerva.parsing.ids import kebab
from minerva.recording.rendering import Style, render_value
from minerva.recording.state import sync_directory

_TEMPLATES: Final = Path(__file__).parent / "templates"
_WORKFLOWS: Final = {
    "github": ".github/workflows/programme.yml",
    "gitlab": ".gitlab-ci.yml",
}
_ID: Final = re.compile(r'^id = "(.*)"', re.MULTILINE)
_NAME: Final = re.compile(r'^name = "(.*)"', re.MULTILINE)
_YEAR_START: Final = YearStart(4, 1)


def starter_files(
    directory: Path,
    name: str | None,
    today: date,
    schemas: Mapping[str, str],
    builder: str | None = None,
) -> dict[Path, str]:
    """Return the files to write, with their texts: the programme's, its schemas, the workflow's.

    The programme is named after its directory where no name is given. `schemas` has the text of
    each schema by its name. The workflow of a builder stands at the top of the repository that the
    directory is in. Raises MinervaError where the name says nothing or cannot be written.
    """
    name = directory.resolve().name if name is None else name
    if not name.strip():
        raise MinervaError("the name of the programme is empty", "give one with --name")
    values = _values(name, today)
    files = {
        directory / file: _filled(file, values) for file in ("workstreams.toml", "milestones.toml")
    }
    files |= {directory / "schemas" / f"{kind}.json": text for kind, text in schemas.items()}
    if builder is not None:
        top = _repository_of(directory)
        inside = directory.resolve().relative_to(top).as_posix()
        files[top / _WORKFLOWS[builder]] = _filled(f"{builder}.yml", _job(inside))
    return files


def empty_files(
    directory: Path,
    schemas: Mapping[str, str],
    workstream: str | None = None,
    name: str | None = None,
    settings: Mapping[str, str] = {},
) -> dict[Path, str]:
    """Return the files of a programme with nothing in it yet, for what is recorded or imported.

    It is named after its directory where no name is given. With a `workstream` it has that one.
    `settings` are more keys of the programme.
    Raises MinervaError where the directory has a programme already.
    """
    if any((directory / f"{kind}.toml").exists() for kind in schemas):
        raise MinervaError(
            f"{directory} has a programme already",
            f"import into it: minerva -C {shlex.quote(str(directory))} import FILE",
        )
    name = name or directory.resolve().name or "programme"
    lines = ["[programme]", f'id = "{_id_of(name)}"', f"name = {render_value(name, Style())}"]
    lines += [f"{key} = {render_value(value, Style())}" for key, value in settings.items()]
    if workstream is not None:
        id = _id_of(workstream)
        lines += [
            "",
            "[[workstream]]",
            f'id = "{id}"',
            f"name = {render_value(workstream, Style())}",
        ]
    texts = {"workstreams": "\n".join(lines) + "\n", "milestones": ""}
    files = {
        directory / f"{kind}.toml": f"#:schema ./schemas/{kind}.json\n\n{text}"
        for kind, text in texts.items()
    }
    return files | {directory / "schemas" / f"{kind}.json": schemas[kind] for kind in schemas}


def has_examples(programme: Programme) -> bool:
    """Tell whether a programme still has every milestone that the starter files begin with."""
    text = (_TEMPLATES / "milestones.toml").read_text("utf-8")
    examples = {*zip(_ID.findall(text), _NAME.findall(text), strict=True)}
    return examples <= {(milestone.id, milestone.name) for milestone in programme.milestones}


def write_new(files: Mapping[Path, str]) -> None:
    """Write files that are not there yet: all of them, or none.

    Raises MinervaError, with nothing written, where one is there or cannot be written.
    """
    there = [path for path in files if os.path.lexists(path)]
    if there:
        names = ", ".join(str(path) for path in there)
        verb, them = ("is", "it") if len(there) == 1 else ("are", "them")
        raise MinervaError(
            f"{names} {verb} there already", f"nothing is written over: move {them} away"
        )
    written: list[Path] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            written.append(path)
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            sync_directory(path.parent)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise MinervaError(f"cannot write {path}: {why}", "nothing was written") from None


def _filled(template: str, values: Mapping[str, str]) -> str:
    return Template((_TEMPLATES / template).read_text("utf-8")).substitute(values)


def _values(name: str, today: date) -> dict[str, str]:
    """Return what stands in the templates: dates around today, so that nothing is late yet."""
    this_year = _YEAR_START.containing(today)
    week_ago = today - timedelta(days=7)
    in_three_months = add_months(today, 3)
    return {
        "id": _id_of(name),
        "name": render_value(name, Style()),
        "today": today.isoformat(),
        "yesterday": (today - timedelta(days=1)).isoformat(),
        "week_ago": week_ago.isoformat(),
        "month_ago": add_months(week_ago, -1).isoformat(),
        "in_a_month": add_months(today, 1).isoformat(),
        "in_two_months": add_months(today, 2).isoformat(),
        "in_three_months": in_three_months.isoformat(),
        "in_three_months_later": (in_three_months + timedelta(days=14)).isoformat(),
        "in_four_months": add_months(today, 4).isoformat(),
        "contract_ends": add_months(today, 6).isoformat(),
        "claim_year": _YEAR_START.containing(week_ago).label,
        "target_year": _YEAR_START.containing(this_year.last + timedelta(days=1)).label,
    }


def _id_of(name: str) -> str:
    return kebab(name) or "programme"


def _job(directory: str) -> dict[str, str]:
    """Return what stands in the job of a builder: a directory and commands, quoted for YAML."""
    check = "minerva check" if directory == "." else f"minerva -C {shlex.quote(directory)} check"
    quality = f"{check} --exit-zero --format gitlab --output minerva-quality.json"
    junit = f"{check} --exit-zero --format junit --output minerva-junit.xml"
    written = {"directory": directory, "check": check, "quality": quality, "junit": junit}
    return {key: json.dumps(text) for key, text in written.items()}


def _repository_of(directory: Path) -> Path:
    """Return the top of the repository that a directory is in; without one, the directory."""
    here = directory.resolve()
    return next((path for path in (here, *here.parents) if (path / ".git").exists()), here)

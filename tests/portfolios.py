"""Directories of several programmes, for tests."""

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomli_w

DAY = "2026-02-01"
EPOCH = date(2024, 4, 1)


def write(directory: Path, id: str, *, settings: str = "", milestones: str = "") -> Path:
    """Write a small programme into a directory: two milestones, a saving that starts with one."""
    directory.mkdir(parents=True)
    (directory / "workstreams.toml").write_text(
        f'[programme]\nid = "{id}"\nname = "{id.capitalize()}"\n{settings}\n'
        '[[workstream]]\nid = "w"\nname = "W"\n\n'
        '[[saving]]\nid = "s"\nworkstream = "w"\nname = "S"\nfull_year = 120_000.50\n'
        'starts_with = "live"\ncategory = "contract"\n',
        "utf-8",
    )
    (directory / "milestones.toml").write_text(
        milestones
        or '[[milestone]]\nid = "ready"\nworkstream = "w"\nname = "Ready"\nbaseline = 2025-06-01\n'
        "actual = 2025-06-01\n\n"
        '[[milestone]]\nid = "live"\nworkstream = "w"\nname = "Live"\nbaseline = 2026-04-01\n'
        'after = ["ready"]\n\n'
        '  [[milestone.forecast]]\n  on = 2026-01-15\n  date = "2026-05"\n',
        "utf-8",
    )
    return directory


def mixed(directory: Path) -> Path:
    """Write two programmes alike, a broken, an empty, one in euros, one with a July year."""
    plans = directory / "plans"
    write(plans / "alpha", "alpha")
    write(plans / "beta", "beta")
    broken = write(plans / "broken", "broken") / "milestones.toml"
    broken.write_text(broken.read_text("utf-8").replace("baseline = 2026", "basline = 2026"))
    empty(plans / "empty", "empty")
    write(plans / "euro", "euro", settings='currency = "EUR"')
    write(plans / "july", "july", settings='financial_year_starts = "07-01"')
    return plans


def empty(directory: Path, id: str) -> Path:
    """Write a programme that has neither a milestone nor a saving yet."""
    write(directory, id, milestones="# nothing yet\n")
    file = directory / "workstreams.toml"
    file.write_text(file.read_text("utf-8").partition("[[saving]]")[0], "utf-8")
    return directory


def estimated(directory: Path) -> Path:
    """Say of a written programme's last milestone how late it may be, and until when it has to."""
    file = directory / "milestones.toml"
    said = 'deadline = 2026-07-31\nestimate = { low = "-2 weeks", high = "4 months" }\n'
    file.write_text(file.read_text("utf-8").replace('after = ["ready"]\n', said), "utf-8")
    return directory


def drawn(directory: Path, number: int, seed: int = 1) -> list[Path]:
    """Write programmes with milestones, savings and claims drawn from a seed."""
    source = random.Random(seed)  # noqa: S311 - it draws examples
    paths = []
    for n in range(number):
        path = directory / f"p-{n:04d}"
        path.mkdir(parents=True)
        milestones = [_milestone(source, m) for m in range(source.randint(1, 5))]
        savings = [_saving(source, s, len(milestones)) for s in range(source.randint(0, 4))]
        workstreams = {
            "programme": {"id": f"p-{n:04d}", "name": f"P {n}"} | _money(source),
            "workstream": [{"id": "w", "name": "W"}],
            "saving": savings,
        }
        (path / "workstreams.toml").write_text(tomli_w.dumps(workstreams), "utf-8")
        (path / "milestones.toml").write_text(tomli_w.dumps({"milestone": milestones}), "utf-8")
        paths.append(path)
    return paths


def _money(source: random.Random) -> dict[str, Any]:
    kinds: list[dict[str, Any]] = [{}, {}, {"currency": "EUR"}, {"financial_year_starts": "07-01"}]
    target = {"target": {"full_year": source.randint(1, 10**9), "from": "2026/27"}}
    return source.choice(kinds) | source.choice([{}, target])


def _milestone(source: random.Random, number: int) -> dict[str, Any]:
    baseline = EPOCH + timedelta(days=source.randint(0, 900))
    table: dict[str, Any] = {"id": f"m-{number}", "workstream": "w", "name": f"M {number}"}
    table["baseline"] = baseline
    if number and source.random() < 0.5:
        table["after"] = [f"m-{source.randrange(number)}"]
    if source.random() < 0.3:
        table["actual"] = baseline + timedelta(days=source.randint(-30, 60))
    elif source.random() < 0.6:
        moved = baseline + timedelta(days=source.randint(-60, 300))
        table["forecast"] = [{"on": date(2025, 12, 1), "date": moved}]
    return table


def _saving(source: random.Random, number: int, milestones: int) -> dict[str, Any]:
    table: dict[str, Any] = {"id": f"s-{number}", "workstream": "w", "name": f"S {number}"}
    if source.random() < 0.85:
        pence = source.randint(-(10**7), 10**9)
        table["full_year"] = Decimal(pence).scaleb(-2)
    table["starts_with"] = f"m-{source.randrange(milestones)}"
    if source.random() < 0.4:
        amount = Decimal(source.randint(1, 10**7)).scaleb(-2)
        table["realised"] = [{"year": "2025/26", "amount": amount, "on": date(2025, 12, 1)}]
    return table

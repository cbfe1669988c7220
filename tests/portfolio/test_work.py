"""Who does the work changes nothing, and what dies costs no more than another try."""

import json
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from minerva.portfolio.cache import Cache
from minerva.portfolio.executors import Here, Key, Workers, local, results
from minerva.portfolio.reports import status
from minerva.portfolio.run import Ask, gather
from minerva.portfolio.sources import Member, sources_of
from minerva.portfolio.work import fault
from minerva.position import Position
from tests.command import run
from tests.machine import slowness
from tests.portfolios import DAY, drawn, estimated, mixed


def numbers(count: int, size: int = 4) -> list[list[tuple[Key, Any]]]:
    items = [((number, 0), number) for number in range(count)]
    return [list(items[begin : begin + size]) for begin in range(0, count, size)]


def square(values: Sequence[int]) -> list[int]:
    return [value * value for value in values]


def die_at_seven(values: Sequence[int]) -> list[int]:
    if 7 in values:
        os._exit(3)
    return square(values)


def die_once(values: Sequence[str]) -> list[str]:
    for value in values:
        try:
            Path(value).unlink()
        except FileNotFoundError:
            continue
        os._exit(3)
    return list(values)


def test_results_come_with_their_numbers() -> None:
    assert sorted(results(local(1), square, numbers(10))) == [((n, 0), n * n) for n in range(10)]


@pytest.mark.slow
def test_a_piece_that_kills_its_workers_is_given_up_alone() -> None:
    found = dict(results(local(2), die_at_seven, numbers(12)))
    assert isinstance(found.pop((7, 0)), BaseException)
    assert found == {(n, 0): n * n for n in range(12) if n != 7}


@pytest.mark.slow
def test_a_worker_that_dies_costs_a_try(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}" for n in range(6)]
    paths[2].touch()
    batches = [[((n, 0), str(path))] for n, path in enumerate(paths)]
    found = dict(results(local(2), die_once, batches))
    assert found == {(n, 0): str(path) for n, path in enumerate(paths)}


def test_no_more_is_in_hand_than_the_workers_can_do() -> None:
    taken: list[int] = []

    def lazily() -> object:
        for batch in numbers(40, 1):
            taken.append(batch[0][0][0])
            yield batch

    made = results(Workers(2, Here), square, lazily())  # type: ignore[arg-type]  # a generator of batches
    next(made)
    assert len(taken) <= 2 * 3


def test_an_executor_that_is_gone_is_opened_again() -> None:
    class Gone(Here):
        def submit(self, *_: object, **__: object) -> object:  # type: ignore[override]  # it only fails
            raise RuntimeError("gone")

    opened: list[Executor] = [Here(), Gone()]
    workers = Workers(1, lambda: nullcontext(opened.pop()))
    assert dict(results(workers, square, numbers(3))) == {(0, 0): 0, (1, 0): 1, (2, 0): 4}


@pytest.mark.slow
def test_processes_print_the_same_bytes(tmp_path: Path) -> None:
    drawn(tmp_path / "many", 40)
    mixed(tmp_path)
    command = ("portfolio", "savings", ".", "--as-of", DAY, "-f", "json", "--no-cache")
    alone = run(*command, "--workers", "1", cwd=tmp_path)
    assert run(*command, "--workers", "2", cwd=tmp_path) == alone
    assert run(*command, "--workers", "2", "--shared", cwd=tmp_path) == alone


RUNS = ("--runs", "25000", "--seed", "3")


@pytest.mark.slow
def test_runs_are_divided_and_give_the_same_bytes(tmp_path: Path) -> None:
    """25,000 runs are three pieces a programme, the last one shorter; one is broken."""
    pytest.importorskip("numpy", reason="numpy simulates")
    plans = mixed(tmp_path)
    estimated(plans / "alpha")
    estimated(plans / "july")
    command = ("portfolio", "confidence", "plans", "--as-of", DAY, "-f", "json", *RUNS)
    alone = run(*command, "--workers", "1", "--no-cache", cwd=tmp_path)
    assert alone.status == 2
    assert run(*command, "--workers", "2", "--no-cache", cwd=tmp_path) == alone
    assert run(*command, "--workers", "2", "--shared", cwd=tmp_path) == alone
    assert run(*command, "--workers", "1", cwd=tmp_path) == alone
    found = json.loads(alone.stdout)
    for entry in found["programmes"]:
        if not entry["problems"]:
            single = json.loads(
                run(
                    *("-C", entry["path"], "confidence", "--as-of", DAY, "-f", "json", *RUNS),
                    cwd=tmp_path,
                ).stdout
            )
            assert entry["savings"] == single["savings"]
    alpha = found["programmes"][0]["savings"]["years"]["2026/27"]
    assert alpha["p10"]["amount"] < alpha["p90"]["amount"]


def test_progress_says_how_far_it_is_and_what_failed(tmp_path: Path) -> None:
    plans = mixed(tmp_path)
    day = date.fromisoformat(DAY)
    members = [Member(source) for source in sources_of([str(plans)], tmp_path, tmp_path)]
    told: list[tuple[int, int, list[str]]] = []
    gather(
        Ask(
            *("All", members, (), "status", {}, day, day, tmp_path, local(1)),
            advance=lambda done, total, unread: told.append((done, total, [*unread])),
        )
    )
    assert [(done, total) for done, total, _ in told] == [(n, 6) for n in range(1, 7)]
    assert sorted(told[-1][2]) == ["plans/broken", "plans/empty"]


def test_a_fault_is_told_of_its_programme_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans = mixed(tmp_path)
    part = status.part

    def failing(position: Position, options: Mapping[str, Any]) -> dict[str, Any]:
        if position.programme.details.id == "beta":
            raise ZeroDivisionError("of its own")
        return part(position, options)

    monkeypatch.setattr(status, "part", failing)
    day = date.fromisoformat(DAY)
    members = [Member(source) for source in sources_of([str(plans)], tmp_path, tmp_path)]
    found = gather(Ask("All", members, (), "status", {}, day, day, tmp_path, local(1)))
    assert [outcome.id for outcome in found.read] == ["alpha", "euro", "july"]
    [beta] = [outcome for outcome in found.unread if outcome.id == "beta"]
    assert beta.problems[0]["message"] == ("minerva itself failed: ZeroDivisionError: of its own")


def test_what_a_worker_lacks_is_named() -> None:
    [problem], text = fault(ModuleNotFoundError("No module named 'numpy'", name="numpy"))
    assert problem["message"] == "numpy is not installed where the work is done"
    assert "hint: install minerva everywhere in the same version" in text


def test_what_was_worked_out_is_kept_until_a_byte_changes(tmp_path: Path) -> None:
    plans = mixed(tmp_path)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = ("portfolio", "status", "plans", "--as-of", DAY, "-f", "json")
    first = run(*command, cwd=tmp_path, env=cache)
    assert (tmp_path / "cache" / "minerva" / "portfolio.sqlite").exists()
    begun = time.perf_counter()
    assert run(*command, cwd=tmp_path, env=cache) == first
    assert time.perf_counter() - begun < 5 * slowness()
    file = plans / "alpha" / "milestones.toml"
    file.write_text(file.read_text("utf-8").replace("2026-05", "2026-08"), "utf-8")
    assert run(*command, cwd=tmp_path, env=cache) != first
    assert run(*command, cwd=tmp_path, env=cache) == run(*command, "--no-cache", cwd=tmp_path)


def test_a_cache_that_cannot_be_used_is_none(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"no database" * 100)
    for cache in (Cache(path, 1), Cache(tmp_path, 1), Cache(None, 1)):
        cache.put(b"key", b"told")
        assert cache.get(b"key") is None
        cache.close()


def test_what_is_not_used_for_a_month_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    for day, used in ((1, b"a"), (1, b"b"), (20, b"a"), (40, None)):
        cache = Cache(path, day)
        if used is not None:
            cache.put(used, b"told") if day == 1 else cache.get(used)
        cache.close()
    cache = Cache(path, 40)
    assert (cache.get(b"a"), cache.get(b"b")) == (b"told", None)
    cache.close()

"""A report of a portfolio from beginning to end: read, work, gather; in the order of the paths."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from minerva.model.errors import MinervaError
from minerva.portfolio.cache import Cache, key_of
from minerva.portfolio.executors import BATCH, Workers, local, results
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.settings import Group
from minerva.portfolio.sources import Content, Member, read_content
from minerva.portfolio.work import Job, fault, refusal, work_all

FEW: Final = 32
"""So many programmes are done in this process: to start others takes longer."""


class Ask(NamedTuple):
    """What is asked of which programmes, as of when, and who does the work.

    `workers` are used where there is more than a little to do. With `shared` they read the files
    themselves. `without` are ids of programmes that are left out. `advance` is called with how
    many are done, of how many, and how many of them could not be read.
    """

    name: str
    members: Sequence[Member]
    groups: Sequence[Group]
    report: str
    options: Mapping[str, Any]
    as_of: date
    today: date
    here: Path
    workers: Workers
    shared: bool = False
    cache: Path | None = None
    without: Collection[str] = ()
    advance: Callable[[int, int, int], None] = lambda _done, _total, _unread: None


def gather(ask: Ask) -> Gathered:
    """Return what came of every programme, in the order of the paths."""
    run = _Run(ask)
    try:
        run.work()
    finally:
        run.cache.close()
    kept = [outcome for outcome in run.outcomes if not _left_out(outcome, ask.without)]
    return Gathered(ask.name, ask.as_of, _told_apart(kept), ask.groups, ask.options)


def _left_out(outcome: Outcome, without: Collection[str]) -> bool:
    """Tell whether a programme is to be left out, or may be one that is: its id is not known."""
    return outcome.id in without if outcome.id else bool(without)


class _Run:
    """The outcomes so far, and what is kept of them for the next time."""

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.cache = Cache(ask.cache, ask.today.toordinal())
        self._found: dict[int, Outcome] = {}
        self._keys: dict[int, bytes] = {}
        self._unread = 0

    @property
    def outcomes(self) -> list[Outcome]:
        return [self._found[number] for number in range(len(self.ask.members))]

    def work(self) -> None:
        """Work on every programme that is not in the cache."""
        jobs = self._jobs()
        first = list(islice(jobs, FEW + 1))
        workers = self.ask.workers if len(first) > FEW else local(1)
        batches = _batched(chain(first, jobs), workers.number)
        for number, told in results(workers, work_all, batches):
            if isinstance(told, BaseException):
                self._put(number, _failed(self.ask.members[number], *fault_of(told)))
                continue
            key = self._keys.pop(number, None)
            if key is not None:
                self.cache.put(key, told)
            self._put(number, _decoded(self.ask.members[number], told))

    def _jobs(self) -> Iterator[tuple[int, Job]]:
        """Yield what has to be worked on; what is known already is put where it belongs."""
        for number, member in enumerate(self.ask.members):
            source = member.source
            if source.missing is not None:
                hint = "correct the path, or take it out"
                self._put(number, _refused(member, "not-found", source.missing, hint))
                continue
            try:
                content = read_content(source, self.ask.here)
            except MinervaError as error:
                self._put(number, _refused(member, "unknown-revision", str(error), error.hint))
                continue
            job = self._job(member, content)
            key = key_of(job, content)
            told = self.cache.get(key)
            if told is None:
                self._keys[number] = key
                yield number, job
            else:
                self._put(number, _decoded(member, told))

    def _job(self, member: Member, content: Content) -> Job:
        ask, source = self.ask, member.source
        shared = ask.shared and source.revision is None
        return Job(
            ask.report,
            ask.options,
            ask.as_of,
            ask.today,
            None if shared else content.files,
            str(source.directory),
            str(ask.here),
        )

    def _put(self, number: int, outcome: Outcome) -> None:
        self._found[number] = outcome
        self._unread += not outcome.read
        self.ask.advance(len(self._found), len(self.ask.members), self._unread)


def _batched(jobs: Iterator[tuple[int, Job]], workers: int) -> Iterator[Sequence[tuple[int, Job]]]:
    size = BATCH if workers > 1 else 1
    while batch := list(islice(jobs, size)):
        yield batch


def fault_of(error: BaseException) -> tuple[list[dict[str, Any]], str]:
    """Return why a programme was given up, as a problem, and the text to show of it."""
    if isinstance(error, Exception) and not type(error).__module__.startswith(
        ("concurrent.", "distributed.")
    ):
        return fault(error)
    message = f"workers ended while they worked on it: {type(error).__name__}"
    hint = "run it with --workers 1 to see what happens"
    return [refusal("failed", message, hint)], f"error: {message}\n   = hint: {hint}\n"


def _decoded(member: Member, told: bytes) -> Outcome:
    found = json.loads(told)
    return Outcome(
        member,
        found["about"],
        found["part"],
        found["problems"],
        found["text"],
        found["links"],
    )


def _refused(member: Member, kind: str, message: str, hint: str | None) -> Outcome:
    text = f"error: {message}\n" + (f"   = hint: {hint}\n" if hint else "")
    return _failed(member, [refusal(kind, message, hint)], text)


def _failed(member: Member, problems: list[dict[str, Any]], text: str) -> Outcome:
    return Outcome(member, {}, None, problems, text)


def _told_apart(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Refuse a programme whose id another has: it would be counted twice."""
    first: dict[str, Outcome] = {}
    kept = []
    for outcome in outcomes:
        before = first.setdefault(outcome.id, outcome) if outcome.read and outcome.id else outcome
        if before is outcome:
            kept.append(outcome)
            continue
        message = f'{outcome.path} has the id "{outcome.id}", and so has {before.path}'
        hint = "a programme is counted once: take one of them out, or give it another id"
        refused = _refused(outcome.member, "duplicate-id", message, hint)
        kept.append(refused._replace(about={"id": outcome.id}))
    return kept

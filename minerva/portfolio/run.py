"""A report of a portfolio from beginning to end: read, work, gather; in the order of the paths."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from minerva.model.errors import MinervaError
from minerva.model.problems import nearest_hint
from minerva.portfolio.cache import Cache, key_of
from minerva.portfolio.executors import BATCH, Batch, Key, Workers, local, results
from minerva.portfolio.gathered import Gathered, Outcome
from minerva.portfolio.linked import Elsewhere, Network
from minerva.portfolio.settings import Group
from minerva.portfolio.sources import Content, Member, read_content
from minerva.portfolio.work import Job, fault, pieces, refusal, work, work_all
from minerva.store import read_id
from minerva.store.links import SEPARATOR
from minerva.views.document import money

FEW: Final = 32
"""So many programmes are done in this process: to start others takes longer."""
_HEAVY: Final = frozenset({"confidence"})
"""Reports whose work on a single programme takes longer than to start a process."""
_OF_THE_WHOLE: Final = frozenset({"by"})
"""Options that say how all programmes are shown, and change nothing of a single one."""


class Ask(Struct, frozen=True):
    """What is asked of which programmes, as of when, and who does the work.

    `workers` are used where there is more than a little to do. With `shared` they read the files
    themselves. `without` are ids of programmes that are left out. `advance` is called with how
    many are done, of how many, and the paths of those that could not be read. Parts that are large
    go to files in `spool`: the part is then the path of its file.
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
    advance: Callable[[int, int, Sequence[str]], None] = lambda _done, _total, _unread: None
    spool: Path | None = None


def gather(ask: Ask) -> Gathered:
    """Return what came of every programme, in the order of the paths.

    Programmes that wait for others are worked out again, with what the others say. Raises
    MinervaError where a programme that is to be left out is not there: its id may be misspelt.
    """
    alone = _gathered(ask, known=True)
    linked = _linked(alone.read)
    if not linked:
        return alone
    parts = _gathered(_ask_of(ask, linked, "network"))
    network = Network(parts.read, ask.as_of)
    elsewhere = {outcome.label: network.elsewhere(outcome.label) for outcome in linked}
    waiting = [outcome for outcome in linked if elsewhere[outcome.label].reached]
    again = _gathered(_ask_of(ask, waiting, ask.report), elsewhere)
    known = {outcome.path: outcome for outcome in again.outcomes}
    return replace(
        alone,
        outcomes=[known.get(outcome.path, outcome) for outcome in alone.outcomes],
        network=network,
        lost=list(_lost(ask, waiting, network)) if ask.report == "forecast" else (),
    )


def _linked(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the programmes that wait for another one that is there, and those waited for."""
    ids = {outcome.label for outcome in outcomes}
    waiting = {
        outcome.label: {link.partition(SEPARATOR)[0] for link in outcome.links} & ids
        for outcome in outcomes
    }
    waited_for = set().union(*waiting.values()) if waiting else set()
    return [
        outcome for outcome in outcomes if waiting[outcome.label] or outcome.label in waited_for
    ]


def _ask_of(ask: Ask, outcomes: Sequence[Outcome], report: str) -> Ask:
    """Ask something of some programmes only."""
    options = ask.options if report == ask.report else {}
    members = [outcome.member for outcome in outcomes]
    return replace(ask, members=members, report=report, options=options)


def _lost(ask: Ask, waiting: Sequence[Outcome], network: Network) -> Iterator[Mapping[str, Any]]:
    """Yield what each milestone that slipped costs the programmes that wait for it, by year.

    The forecast of a year, had the milestone not slipped from its baseline, less the forecast as
    it is: positive is lost, negative gained. Both are worked out by the programme itself.
    """
    labels = [outcome.label for outcome in waiting]
    asked = _ask_of(ask, waiting, "savings")
    as_it_is = {label: network.elsewhere(label) for label in labels}
    now = _forecasts(_gathered(asked, as_it_is))
    for id in network.sources:
        slip = network.slip_days(id)
        if slip <= 0:
            continue
        other = network.if_on_baseline(id)
        elsewhere = {label: other.elsewhere(label) for label in labels}
        moved = [
            outcome for outcome in waiting if elsewhere[outcome.label] != as_it_is[outcome.label]
        ]
        then = _forecasts(_gathered(_ask_of(ask, moved, "savings"), elsewhere))
        for outcome in moved:
            before, after = then[outcome.label], now[outcome.label]
            lost = {
                year: money(Decimal(str(before[year])) - Decimal(str(after[year])))
                for year in before
                if before[year] is not None and after.get(year) is not None
            }
            years = {year: amount for year, amount in lost.items() if amount}
            if years:
                yield {
                    "milestone": id,
                    "name": network.name(id),
                    "slippage_days": slip,
                    "programme": outcome.label,
                    "money": outcome.money,
                    "years": years,
                }


def _forecasts(gathered: Gathered) -> dict[str, dict[str, Any]]:
    return {
        outcome.label: {
            year: figures["forecast"] for year, figures in outcome.part["years"].items()
        }
        for outcome in gathered.read
    }


def _gathered(
    ask: Ask, elsewhere: Mapping[str, Elsewhere] | None = None, *, known: bool = False
) -> Gathered:
    """Return what came of every programme; if asked, all that are left out have to be there."""
    run = _Run(ask, elsewhere or {})
    try:
        run.work()
    finally:
        run.cache.close()
    if known:
        _require_known(ask.without, run.outcomes)
    kept = [outcome for outcome in run.outcomes if not _left_out(outcome, ask.without)]
    unnamed = sum(outcome.id is None for outcome in run.outcomes) - sum(
        outcome.id is None for outcome in kept
    )
    return Gathered(ask.name, ask.as_of, _told_apart(kept), ask.groups, ask.options, unnamed)


def _require_known(without: Collection[str], outcomes: Sequence[Outcome]) -> None:
    ids = [outcome.id for outcome in outcomes if outcome.id is not None]
    if len(ids) < len(outcomes):
        return  # one whose id is not known may be it
    for id in without:
        if id not in ids:
            raise MinervaError(
                f'there is no programme "{id}" to be left out',
                nearest_hint(id, ids, "--without names the id of a programme that is there"),
            )


def _left_out(outcome: Outcome, without: Collection[str]) -> bool:
    """Tell whether a programme is to be left out, or may be one that is: its id is not known.

    Where there is no programme, and the path says nothing of one that is left out, it is told.
    """
    if outcome.id is not None:
        return outcome.id in without
    if outcome.member.source.missing is not None:
        return any(id in outcome.path for id in without)
    return bool(without)


class _Run:
    """The outcomes so far, and what is kept of them for the next time."""

    def __init__(self, ask: Ask, elsewhere: Mapping[str, Elsewhere]) -> None:
        self.ask = ask
        self._elsewhere = elsewhere
        self.cache = Cache(ask.cache, ask.today.toordinal())
        self._found: dict[int, Outcome] = {}
        self._keys: dict[int, bytes] = {}
        self._stamps: dict[int, tuple[Mapping[str, str], str | None]] = {}
        self._pieces = pieces(ask.report, ask.options)
        self._divided: dict[int, _Divided] = {}
        self._unread: list[str] = []

    @property
    def outcomes(self) -> list[Outcome]:
        return [self._found[number] for number in range(len(self.ask.members))]

    def work(self) -> None:
        """Work on every programme that is not in the cache."""
        heavy = self.ask.report in _HEAVY
        items = self._divide(self._jobs())
        first = list(islice(items, 2 if heavy else FEW + 1))
        workers = self.ask.workers if len(first) > (1 if heavy else FEW) else local(1)
        size = BATCH if workers.number > 1 and not heavy else 1
        batches = _batched(chain(first, items), size)
        for (number, piece), told in results(workers, work_all, batches):
            if number in self._divided:
                told = self._joined(number, piece, told)
            if told is not None:
                self._take(number, told)

    def _divide(self, jobs: Iterator[tuple[int, Job]]) -> Iterator[tuple[Key, Job]]:
        """Yield the pieces of each programme's work, which may be only one."""
        for number, job in jobs:
            if self._pieces == 1:
                yield (number, 0), job
                continue
            self._divided[number] = _Divided(job, {})
            for piece in range(self._pieces):
                yield (number, piece), replace(job, piece=piece)

    def _joined(self, number: int, piece: int, told: Any) -> Any:
        """Return what came of a programme once all pieces are there, None before."""
        job, counted = self._divided[number]
        counted[piece] = told
        if len(counted) < self._pieces:
            return None
        del self._divided[number]
        in_order = [counted[piece] for piece in range(self._pieces)]
        for found in in_order:
            if isinstance(found, bytes | BaseException):
                return found
        return work(replace(job, counted=in_order))

    def _take(self, number: int, told: bytes | BaseException) -> None:
        """Keep what came of a programme, and put it where it belongs."""
        if isinstance(told, BaseException):
            self._put(number, _failed(self.ask.members[number], *fault_of(told)))
            return
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
            self._stamps[number] = content.blobs, content.commit
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
            {key: value for key, value in ask.options.items() if key not in _OF_THE_WHOLE},
            ask.as_of,
            ask.today,
            None if shared else content.files,
            str(source.directory),
            str(ask.here),
            replace(
                self._elsewhere.get(read_id(content.files) or "", Elsewhere()),
                hidden=tuple(sorted(ask.without)),
            ),
        )

    def _put(self, number: int, outcome: Outcome) -> None:
        if self.ask.spool is not None and outcome.read:
            name = hashlib.sha256(outcome.path.encode("utf-8", "surrogateescape")).hexdigest()
            path = self.ask.spool / f"{name}.json"
            path.write_text(json.dumps(outcome.part), "utf-8")
            outcome = replace(outcome, part=path)
        blobs, commit = self._stamps.pop(number, ({}, None))
        self._found[number] = replace(outcome, blobs=blobs, commit=commit)
        if not outcome.read and not _left_out(outcome, self.ask.without):
            self._unread.append(outcome.path)
        self.ask.advance(len(self._found), len(self.ask.members), self._unread)


class _Divided(NamedTuple):
    """The work on a programme that is divided, and what has come of its pieces so far."""

    job: Job
    counted: dict[int, Any]


def _batched(items: Iterator[tuple[Key, Job]], size: int) -> Iterator[Batch]:
    while batch := list(islice(items, size)):
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
        kept.append(replace(refused, about={"id": outcome.id}))
    return kept

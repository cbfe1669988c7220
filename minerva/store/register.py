"""What of register.toml contradicts itself, or refers to something that is not there."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from minerva.model.dates import YearStart
from minerva.model.problems import Problem
from minerva.model.source import Location
from minerva.store.documents import Documents, label_of
from minerva.store.tables import PROGRAMME

ABOUT: Final = ("risk", "issue", "decision", "milestone", "saving")
"""What an action or a decision may be about."""

ASSESSED: Final = (PROGRAMME, "workstream", "milestone", "saving", "procurement")
"""What an assessment may be of."""

_LISTS: Final[Sequence[tuple[str, str, str]]] = (
    ("risk", "milestones", "milestone"),
    ("risk", "savings", "saving"),
    ("issue", "milestones", "milestone"),
)
_ANY_OF: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "action": ("about", ABOUT),
    "decision": ("about", ABOUT),
    "assessment": ("subject", ASSESSED),
}

DanglingProblem = Callable[[str, str, str, Location, set[str]], Problem]
"""What makes a problem of a reference: whose, to what kind, the id, where, and the known ids."""


def dangling_in_register(documents: Documents, problem: DanglingProblem) -> Iterator[Problem]:
    """Find ids in the register that are not there."""
    for name, key, noun in _LISTS:
        records = documents.of(name)
        existing = documents.ids(noun) if records else None
        if existing is None:
            continue
        for record in records:
            for number, id in enumerate(getattr(record, key)):
                if id not in existing:
                    where = record.location.at(key, number)
                    yield problem(label_of(record), noun, id, where, existing)
    for name, (key, nouns) in _ANY_OF.items():
        records = documents.of(name)
        if not records:
            continue
        ids = [_ids(documents, noun) for noun in nouns]
        if None in ids:
            continue
        existing = set().union(*filter(None, ids))
        for record in records:
            id = getattr(record, key)
            if id is not None and id not in existing:
                where = record.location.at(key)
                kinds = f"{', '.join(nouns[:-1])} or {nouns[-1]}"
                yield problem(label_of(record), kinds, id, where, existing)


def refuse_unclear_subjects(documents: Documents) -> Iterator[Problem]:
    """Find assessments of an id that several things have, or that the kind named does not have."""
    if not documents.of("assessment"):
        return
    ids = {kind: _ids(documents, kind) for kind in ASSESSED}
    for assessment in documents.of("assessment"):
        kinds = [kind for kind in ASSESSED if assessment.subject in (ids[kind] or ())]
        if assessment.kind is None and len(kinds) > 1:
            yield Problem(
                "unclear-subject",
                f'{label_of(assessment)}: "{assessment.subject}" is the id of a '
                f"{' and of a '.join(kinds)}",
                assessment.location.at("subject"),
                f'say which with kind = "{kinds[0]}" or kind = "{kinds[1]}"',
                value=True,
            )
        elif kinds and assessment.kind is not None and assessment.kind not in kinds:
            yield Problem(
                "unclear-subject",
                f'{label_of(assessment)}: there is no {assessment.kind} "{assessment.subject}"',
                assessment.location.at("kind"),
                f'write kind = "{kinds[0]}", or leave it out',
                value=True,
            )


def _ids(documents: Documents, noun: str) -> set[str] | None:
    """Return every id of a kind; None where they are not known."""
    if noun != PROGRAMME:
        return documents.ids(noun)
    details = documents.of(PROGRAMME)
    return {details[0].id} if details else None


def refuse_unclosed_risks(documents: Documents) -> Iterator[Problem]:
    """Find risks that are said to have happened, but not when."""
    for risk in documents.of("risk"):
        if risk.happened and risk.closed is None:
            yield Problem(
                "happened-not-closed",
                f"{label_of(risk)} has happened, but nothing says when",
                risk.location.at("happened"),
                "add closed = 2015-02-01, the day on which it happened",
            )


def refuse_wrong_periods(documents: Documents) -> Iterator[Problem]:
    """Find years of indicators that are not written as the programme's financial years are."""
    indicators = documents.of("indicator")
    details = documents.of(PROGRAMME)
    if not indicators or not details:
        return
    calendar = details[0].financial_year_starts == YearStart(1, 1)
    for indicator in indicators:
        places = [(target.from_, target.location.at("from")) for target in indicator.target]
        places += [(actual.period, actual.location.at("period")) for actual in indicator.actual]
        for period, where in places:
            if period.year is None or ("/" in period.written) is not calendar:
                continue
            quarter = "" if period.quarter is None else f"-Q{period.quarter}"
            year = period.year
            written = f"{year}" if calendar else f"{year}/{(year + 1) % 100:02d}"
            yield Problem(
                "wrong-value",
                f'{label_of(indicator)}: "{period.written}" is not how a year of this programme is '
                "written",
                where,
                f'write "{written}{quarter}"',
                value=True,
            )

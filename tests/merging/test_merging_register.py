"""Two registers that were changed apart: entries, reviews, figures, what people say."""

import random
import tomllib
from itertools import combinations
from typing import Any, Final

import pytest

from minerva.merging.merge import Merged, merge_files
from minerva.model.programme import Programme
from tests.programmes import programme
from tests.registers import MILESTONES, REGISTER, WORKSTREAMS

REVIEW: Final = '  by = "Programme board"\n'
FIGURE: Final = "  value = 77.5\n"
EDITS: Final[dict[str, tuple[str, str]]] = {
    "owner": ('"Head of Property"\nraised = 2024', '"Head of Estates"\nraised = 2024'),
    "chance": ("probability = 40", "probability = 45"),
    "review": (REVIEW, f"{REVIEW}\n  [[risk.review]]\n  on = 2025-02-01\n  probability = 70\n"),
    "severity": ('severity = "high"', 'severity = "low"'),
    "due": ("due = 2025-02-14", "due = 2025-02-21"),
    "done": ('about = "sewer"', 'done = 2025-02-10\nabout = "sewer"'),
    "made": ("needed_by = 2025-03-05", 'needed_by = 2025-03-05\nmade = 2025-02-11\noutcome = "N"'),
    "rating": ('rating = "amber"', 'rating = "red"'),
    "target": ("value = 80", "value = 81"),
    "figure": (
        FIGURE,
        f'{FIGURE}\n  [[indicator.actual]]\n  period = "2024/25-Q2"\n  value = 74\n',
    ),
    "raised": (
        '[[issue]]\nid = "contractor"',
        '[[issue]]\nid = "noise"\nname = "Noise"\nraised = 2025-02-01\n\n'
        '[[issue]]\nid = "contractor"',
    ),
    "said": (
        "[[indicator]]",
        '[[assessment]]\nsubject = "depot"\non = 2025-02-01\nby = "B"\ntext = "T"\n\n[[indicator]]',
    ),
}
"""Changes that have nothing to do with each other, by a name."""


def edited(*names: str) -> str:
    text = REGISTER
    for name in names:
        before, after = EDITS[name]
        assert text.count(before) == 1, name
        text = text.replace(before, after)
    return text


def merged(ours: str, theirs: str) -> Merged:
    return merge_files(REGISTER.encode(), ours.encode(), theirs.encode())


def said(text: str) -> Any:
    """Return what a register says, entries in any order."""
    return {
        kind: sorted(map(repr, entries)) for kind, entries in sorted(tomllib.loads(text).items())
    }


def read(text: str) -> Programme:
    return programme(MILESTONES, WORKSTREAMS, text)


@pytest.mark.parametrize(("one", "other"), list(combinations(EDITS, 2)))
def test_two_changes_made_apart_are_both_there_whoever_merges(one: str, other: str) -> None:
    both = said(edited(one, other))
    for ours, theirs in ((one, other), (other, one)):
        result = merged(edited(ours), edited(theirs))
        assert result.conflicts == 0
        assert said(result.content.decode()) == both
        read(result.content.decode())


@pytest.mark.parametrize("seed", range(15))
def test_any_two_sets_of_changes_come_together(seed: int) -> None:
    """What both sides did is there once, and the order of the merge does not matter."""
    draw = random.Random(seed)  # noqa: S311 - edits, not secrets
    sides = [[name for name in EDITS if draw.random() < 0.5] for _ in range(2)]
    every = [name for name in EDITS if name in sides[0] or name in sides[1]]
    first, second = (edited(*side) for side in sides)
    for result in (merged(first, second), merged(second, first)):
        assert result.conflicts == 0
        assert said(result.content.decode()) == said(edited(*every))


def test_reviews_of_both_sides_stand_in_the_order_of_their_days() -> None:
    late = REVIEW + "\n  [[risk.review]]\n  on = 2025-02-01\n  probability = 70\n"
    early = REVIEW + "\n  [[risk.review]]\n  on = 2025-01-20\n  probability = 50\n"
    result = merged(REGISTER.replace(REVIEW, late), REGISTER.replace(REVIEW, early))
    risk = read(result.content.decode()).risks[0]
    assert [str(review.on) for review in risk.review] == ["2025-01-15", "2025-01-20", "2025-02-01"]


def test_what_two_people_say_of_a_part_is_kept() -> None:
    def added(by: str) -> str:
        return f'{REGISTER}\n[[assessment]]\nsubject = "build"\non = 2025-02-10\nby = "{by}"\n' + (
            f'text = "As {by} sees it"\n'
        )

    result = merged(added("A"), added("B"))
    assert result.conflicts == 0
    assert {assessment.by for assessment in read(result.content.decode()).assessments} == {
        *("Head of Property", "A", "B")
    }


def test_two_figures_of_one_period_are_a_conflict_and_two_known_on_days_are_kept() -> None:
    def added(figure: str, more: str = "") -> str:
        table = f'\n  [[indicator.actual]]\n  period = "2024/25-Q4"\n  value = {figure}\n{more}'
        return REGISTER.replace(FIGURE, FIGURE + table)

    assert merged(added("70"), added("71")).conflicts == 1
    assert merged(added("70"), added("70")).conflicts == 0
    dated = merged(added("70", "  on = 2025-04-03\n"), added("71", "  on = 2025-04-20\n"))
    assert dated.conflicts == 0
    values = [str(actual.value) for actual in read(dated.content.decode()).indicators[0].actual]
    assert values[-2:] == ["70", "71"]


def test_a_key_that_both_changed_is_a_conflict_around_it_alone() -> None:
    ours = REGISTER.replace("probability = 40", "probability = 45")
    theirs = REGISTER.replace("probability = 40", "probability = 50")
    result = merged(ours, theirs)
    assert result.conflicts == 1
    assert (
        "<<<<<<< ours\nprobability = 45\n=======\nprobability = 50\n>>>>>>> theirs\n"
        in result.content.decode()
    )


def test_an_entry_that_both_raised_under_one_id_is_one() -> None:
    def added(name: str) -> str:
        return f'{REGISTER}\n[[action]]\nid = "new"\nname = "{name}"\nraised = 2025-02-01\n'

    assert merged(added("Pave"), added("Pave")).conflicts == 0
    assert merged(added("Pave"), added("Paint")).conflicts == 1

"""What a board is asked to decide, and by when."""

from datetime import date

import pytest

from minerva.findings import findings_at
from minerva.position import Position, position_at
from minerva.views.board.decisions import Matter, matters, message
from tests.programmes import WORKSTREAMS, programme

D = date(2025, 8, 10)
DONE = """
    [[milestone]]
    id = "pub"
    workstream = "ict"
    name = "Tender published"
    baseline = 2025-06-09
    actual = 2025-06-23

    [[milestone]]
    id = "start"
    workstream = "ict"
    name = "Tenders received"
    baseline = 2025-07-21
    actual = 2025-07-25
    after = [{ milestone = "pub", lag = "6 weeks" }]
"""


def of(milestones: str, more: str = "", when: date = D) -> tuple[Position, list[Matter]]:
    position = position_at(programme(milestones, WORKSTREAMS + more), when)
    return position, matters(position, findings_at(position))


def saving(fields: str) -> str:
    return f'\n[[saving]]\nid = "s"\nworkstream = "ict"\nname = "S"\n{fields}\n'


def test_nothing_is_asked_of_what_is_complete_but_came_too_early_for_what_comes_first() -> None:
    position, found = of(DONE)
    assert [finding.id for finding in findings_at(position)] == ["sequence-broken"]
    assert found == []
    assert message(found, position) == "Nothing needs a decision."


def test_a_date_is_asked_of_what_is_not_complete() -> None:
    open_still = DONE.replace("    actual = 2025-07-25\n", "    forecast = 2025-07-25\n")
    _, [matter] = of(open_still, when=date(2025, 7, 1))
    assert matter.asked == "State a date that follows from what comes first"


def test_what_was_achieved_after_its_deadline_is_accepted_or_not() -> None:
    late = DONE.replace("baseline = 2025-07-21", "baseline = 2025-07-21\n    deadline = 2025-07-24")
    _, [matter] = of(late)
    assert (matter.asked, matter.by_when) == ("Accept that it came after its deadline", "now")


def test_a_gap_that_is_over_is_accepted_or_not() -> None:
    ended = '\n[[contract]]\nid = "c"\nsupplier = "Old"\nexpires = 2025-07-01\n'
    _, [matter] = of(DONE, f'{ended}replaced_by = "start"\n')
    assert (matter.asked, matter.by_when) == ("Accept the days that nothing covered", "now")


@pytest.mark.parametrize(
    ("starts", "by_when"),
    [
        ("2027-04-01", "31 Mar 2028, the end of 2027/28"),
        ("2025-04-01", "31 Mar 2026, the end of 2025/26"),
        ("2024-04-01", "now"),  # that year has ended
    ],
)
def test_a_shortfall_has_until_the_end_of_the_year_concerned(starts: str, by_when: str) -> None:
    short = saving(
        f"full_year = 90_000\nstarts = {starts}\n"
        "[[saving.forecast]]\non = 2024-01-01\nfull_year = 50_000"
    )
    _, found = of(DONE, short)
    [matter] = [matter for matter in found if matter.decision.worst.id == "saving-shortfall"]
    assert matter.by_when == by_when


def test_the_target_has_until_the_end_of_its_first_year() -> None:
    target = '\n[programme.target]\nfull_year = 200_000\nfrom = "2026/27"\n'
    position = position_at(
        programme(DONE, WORKSTREAMS + target + saving("full_year = 1000\nstarts = 2025-04-01")), D
    )
    found = matters(position, findings_at(position))
    ends = [matter.by_when for matter in found if matter.decision.worst.about == "programme"]
    assert ends == ["31 Mar 2027, the end of 2026/27"]

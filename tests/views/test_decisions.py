"""What needs a decision: a row a subject, and what to do next."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from minerva.findings import Severity, findings_at
from minerva.position import Position, position_at
from minerva.views import decisions
from tests.command import run
from tests.programmes import WORKSTREAMS, programme
from tests.strategies import days, programmes, toml
from tests.views.test_status import milestone

D = date(2015, 4, 1)
TOLERANT = 'tolerance = "1 month"'


def messages(milestones: str, more: str = "", when: date = D) -> list[str]:
    position = position_at(programme(milestones, WORKSTREAMS + more), when)
    found = findings_at(position)
    return [decision.message for decision in decisions.decisions_of(position, found)]


def test_a_late_milestone_is_one_row_with_its_tolerance_in_words() -> None:
    late = milestone("dialogue", "2014-12-19", TOLERANT)
    assert messages(late) == [
        "DIALOGUE: 103 days overdue, 72 days beyond its tolerance of 1 month",
    ]


def test_one_finding_alone_stands_as_it_is() -> None:
    assert messages(milestone("m", "2015-03-31")) == [
        "M: 1 day past its forecast of 31 Mar 2015",
    ]


def test_all_days_at_stake_of_a_milestone_are_in_its_row() -> None:
    late = milestone("m", "2015-03-01", TOLERANT.replace("month", "day"), "deadline = 2015-03-04")
    assert messages(late) == [
        "M: 31 days overdue, 30 days beyond its tolerance of 1 day, "
        "28 days past its deadline of 4 Mar 2015",
    ]
    waits = milestone("w", "2015-03-15", 'after = ["m"]')
    assert messages(late + waits)[1] == (
        "W: 17 days overdue, forecast 17 days before what it waits for allows"
    )
    assert messages(
        milestone(
            "m",
            "2015-03-01",
            TOLERANT.replace("month", "day"),
            "[[milestone.forecast]]\n    on = 2015-02-25\n    date = 2015-03-20",
        )
    ) == ["M: 12 days overdue, 30 days beyond its tolerance of 1 day"]
    missed = milestone(
        *("m", "2015-03-01", TOLERANT.replace("month", "day"), "deadline = 2015-04-07"),
        "[[milestone.forecast]]\n    on = 2015-02-25\n    date = 2015-04-03",
    )
    assert messages(missed) == [
        "M: 32 days beyond its tolerance of 1 day, 31 days past its baseline of 1 Mar 2015, "
        "4 days of float to its deadline of 7 Apr 2015",
    ]


CONTRACT = """
    [[contract]]
    id = "c"
    supplier = "Phase 1: Capita"
    expires = 2015-03-31
    replaced_by = "m"
    notice = "1 month"
"""


def test_what_is_found_of_a_contract_is_one_row_that_names_it_once() -> None:
    later = milestone("m", "2015-06-01")
    [message] = messages(later, CONTRACT)
    assert message == (
        "Phase 1: Capita: the contract ends on 31 Mar 2015, which leaves 61 days uncovered before "
        "M (1 Jun 2015); notice was due by 28 Feb 2015, 32 days ago, and none is recorded"
    )


def test_a_milestone_and_a_contract_of_one_id_are_two_subjects() -> None:
    later = milestone("c", "2015-03-01")
    assert len(messages(later, CONTRACT.replace('"m"', '"c"'))) == 2


def test_what_is_waived_needs_no_decision() -> None:
    waiver = """
    [[waiver]]
    finding = "milestone-overdue"
    subject = "m"
    until = 2015-05-01
    reason = "R"
    approved_by = "B"
    """
    late = milestone("m", "2015-03-01", TOLERANT.replace("month", "day"))
    assert messages(late + waiver) == [
        "M: expected 1 Apr 2015, 30 days beyond its tolerance of 1 day (2 Mar 2015)"
    ]


def many(*workstreams: tuple[str, int]) -> Position:
    """Return a programme with some late milestones in each workstream, the first the worst."""
    late = "".join(
        milestone(f"{id}-{n}", f"2015-0{1 + place % 3}-{28 - n}", workstream=id)
        for place, (id, number) in enumerate(workstreams)
        for n in range(number)
    )
    named = "".join(
        f'    [[workstream]]\n    id = "{id}"\n    name = "{id.upper()}"\n'
        for id, _ in workstreams
        if id not in ("ict", "hrd")
    )
    return position_at(programme(late, WORKSTREAMS + named), D)


def test_few_decisions_are_not_grouped() -> None:
    table = decisions.table_of(many(("ict", 4), ("hrd", 4)))
    assert (table.group, len(table.rows)) == (None, 8)


def test_many_stand_under_their_workstreams_with_how_many_more_there_are() -> None:
    table = decisions.table_of(many(("ict", 12), ("hrd", 3), ("third", 1)))
    groups = {table.heading(group): len(rows) for group, rows in table.groups()}
    assert groups == {"ICT": 6, "HRD": 1, "THIRD": 1}
    at = table.position_of("message")
    assert {group: row[at] for group, row in table.totals.items()} == {
        "ict": "and 6 more",
        "hrd": "and 2 more",
    }
    assert table.notes == [
        "16 errors, 0 warnings, 0 notes, 8 of them not shown: see `minerva check`."
    ]


def test_what_to_do_next_is_said_once_where_it_is_first_to_be_done() -> None:
    late = "".join(milestone(f"m-{n}", f"2015-03-{20 - n}") for n in range(2))
    gap = CONTRACT.replace('"m"', '"m-0"').replace("2015-03-31", "2015-03-30")
    position = position_at(programme(late, WORKSTREAMS + gap), D)
    table = decisions.table_of(position)
    at = table.position_of("step")
    assert [row[at] for row in table.rows] == [
        "next: record `actual` if it was achieved, else add a [[milestone.forecast]]",
        "",
        "next: extend the contract or bring its replacement forward",
    ]


def test_more_workstreams_than_rows_show_the_worst_of_the_worst() -> None:
    names = [(f"w{n}", 1) for n in range(9)]
    table = decisions.table_of(many(*[("ict", 2), ("hrd", 1)], *names[:7]))
    assert len(table.rows) == decisions.MOST_SHOWN
    assert len(table.groups()) == decisions.MOST_SHOWN


def test_nothing_to_decide() -> None:
    table = decisions.table_of(position_at(programme(milestone("m", "2016-01-01")), D))
    assert (table.rows, table.empty) == ([], "Nothing needs a decision.")


def test_the_screen_of_a_late_programme_names_every_workstream_with_a_decision() -> None:
    told = run("status", "--all", "--as-of", "2015-04-01").stdout.split("For decision\n")[1]
    for name in (
        *("Finance & Assurance", "HRD Review and Transformation", "ICT Procurement"),
        "Revenues & Benefits",
    ):
        assert f"\n{name}\n" in told
    assert (
        "Competitive dialogue stage ends: 103 days overdue, 72 days beyond its\n"
        "          tolerance of 1 month\n"
    ) in told
    assert told.count("Competitive dialogue stage ends") == 1


def test_check_keeps_a_finding_each() -> None:
    told = run("check", "--as-of", "2015-04-01", "-f", "csv").stdout
    of_dialogue = [row.split(",")[0] for row in told.splitlines() if "ito-dialogue-ends" in row]
    assert of_dialogue == ["milestone-overdue", "tolerance-exceeded"]


@given(programmes(), days, st.integers(0, 600))
@settings(max_examples=50)
def test_every_finding_is_in_one_decision_and_a_subject_has_one(
    tables: dict[str, Any], when: date, later: int
) -> None:
    position = position_at(programme(*toml(tables)), date.fromordinal(when.toordinal() + later))
    found = findings_at(position)
    made = decisions.decisions_of(position, found)
    subjects = [(decision.worst.about, decision.worst.subject) for decision in made]
    assert len(subjects) == len(set(subjects))
    matter = [finding for finding in found if finding.severity is not Severity.NOTE]
    assert sorted(map(id, matter)) == sorted(
        id(finding) for decision in made for finding in decision.found
    )
    first = decisions.table_of(position)
    counted = sum(number for number in first.whole.values())
    assert len(first.rows) + counted == len(made)
    assert len(first.rows) == min(len(made), decisions.MOST_SHOWN)
    for decision in made:
        assert decision.message.startswith(decision.subject.name) or len(decision.found) == 1
        assert decision.worst.severity.rank == min(
            finding.severity.rank for finding in decision.found
        )


def test_a_contract_whose_replacement_has_no_date_belongs_where_that_does() -> None:
    undated = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\n'
    position = position_at(programme(undated, WORKSTREAMS + CONTRACT), D)
    found = findings_at(position)
    contracts = [
        decision.subject.workstream
        for decision in decisions.decisions_of(position, found)
        if decision.worst.about == "contract"
    ]
    assert contracts
    assert set(contracts) == {"ict"}

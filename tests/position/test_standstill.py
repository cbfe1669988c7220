"""The standstill between an award decision and the contract: its last day, and what breaks it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minerva.findings import Finding, Severity, findings_at
from minerva.model.dates import single_day
from minerva.model.programme import Id, Stage, Standstill
from minerva.model.source import Location
from minerva.model.working_days import FIRST_YEAR, LAST_YEAR, first_from
from minerva.position import position_at
from minerva.position.procurement import StagePosition, StageStatus
from minerva.position.standstill import DAYS, LONGEST_BREAK, breach, ends
from minerva.store.places import SourceText
from tests.command import run
from tests.findings.test_findings_places import place
from tests.model.test_working_days import loads_holidays
from tests.programmes import WORKSTREAMS, problems_of, programme, write_programme

ID = "standstill-infeasible"
D = date(2015, 3, 2)
PLACE = Location(SourceText("workstreams.toml", "", {}), ("procurement", 0, "stage", 0))
ELECTRONIC: Standstill = "electronic"


def stage(
    decision: date | None,
    contract: date | None,
    kind: Standstill | None = ELECTRONIC,
    status: StageStatus = StageStatus.FUTURE,
) -> StagePosition:
    """Return a stage that opens with a decision and closes with a contract."""
    record = Stage(PLACE, Id("standstill"), "Standstill", standstill=kind)
    opens, closes = (
        None if finding is None else single_day(finding) for finding in (decision, contract)
    )
    return StagePosition(record, status, opens, opened=False, closes=closes, closing=None)


@pytest.mark.parametrize(
    ("kind", "decision", "last"),
    [
        ("electronic", date(2015, 3, 31), date(2015, 4, 10)),  # Easter lies within
        ("electronic", date(2015, 3, 24), date(2015, 4, 7)),  # Good Friday, 3 April
        ("electronic", date(2015, 3, 27), date(2015, 4, 7)),  # Easter Monday
        ("electronic", date(2010, 3, 23), date(2010, 4, 6)),  # Good Friday, 2 April
        ("electronic", date(2014, 12, 3), date(2014, 12, 15)),  # a Saturday
        ("electronic", date(2014, 12, 4), date(2014, 12, 15)),  # a Sunday
        ("electronic", date(2014, 12, 5), date(2014, 12, 15)),
        ("electronic", date(2015, 12, 15), date(2015, 12, 29)),  # Christmas Day, to 28 December
        ("electronic", date(2016, 2, 19), date(2016, 2, 29)),
        ("electronic", date(2014, 12, 22), date(2015, 1, 2)),  # New Year's Day
        ("other", date(2015, 3, 31), date(2015, 4, 15)),
        ("other", date(2015, 3, 19), date(2015, 4, 7)),
        ("other", date(2014, 12, 5), date(2014, 12, 22)),  # a Saturday
        ("electronic", date(2100, 12, 21), date(2100, 12, 31)),
        ("electronic", date(2100, 12, 22), None),  # 1 January 2101
        ("electronic", date(1977, 12, 30), None),
        ("electronic", date.max, None),
        (None, date(2015, 3, 31), None),
        ("electronic", None, None),
    ],
)
def test_a_standstill_ends_on_the_day_that_the_regulations_say(
    kind: Standstill | None, decision: date | None, last: date | None
) -> None:
    assert ends(stage(decision, None, kind)) == last


@pytest.mark.parametrize(
    ("kind", "decision", "contract", "last", "short"),
    [
        # the 10th day is a working day, 10 April
        ("electronic", date(2015, 3, 31), date(2015, 4, 1), None, 10),
        ("electronic", date(2015, 3, 31), date(2015, 4, 9), None, 2),
        ("electronic", date(2015, 3, 31), date(2015, 4, 10), None, 1),
        ("electronic", date(2015, 3, 31), date(2015, 3, 31), None, 11),
        ("electronic", date(2015, 3, 31), date(2015, 3, 30), None, 12),
        # it is Good Friday, so that the last is 7 April
        ("electronic", date(2015, 3, 24), date(2015, 4, 3), None, 1),
        ("electronic", date(2015, 3, 24), date(2015, 4, 4), date(2015, 4, 7), 4),
        ("electronic", date(2015, 3, 24), date(2015, 4, 7), date(2015, 4, 7), 1),
        # it is a Saturday
        ("electronic", date(2014, 12, 3), date(2014, 12, 15), date(2014, 12, 15), 1),
        # the 15th is a Saturday
        ("other", date(2014, 12, 5), date(2014, 12, 20), None, 1),
        ("other", date(2014, 12, 5), date(2014, 12, 22), date(2014, 12, 22), 1),
        ("other", date(2015, 3, 31), date(2015, 4, 11), None, 5),
        # no calendar is needed
        ("electronic", date(2150, 3, 31), date(2150, 4, 10), None, 1),
        ("electronic", date(1950, 3, 31), date(1950, 4, 1), None, 10),
        ("electronic", date.max, date.max, None, 11),
    ],
)
def test_a_contract_by_the_last_day_breaks_the_standstill(
    kind: Standstill, decision: date, contract: date, last: date | None, short: int
) -> None:
    found = breach(stage(decision, contract, kind))
    assert found is not None
    assert (found.ends, found.short_days) == (last, short)
    assert (found.decision.latest, found.contract.latest) == (decision, contract)


@pytest.mark.parametrize(
    ("kind", "decision", "contract"),
    [
        ("electronic", date(2015, 3, 31), date(2015, 4, 11)),
        ("electronic", date(2015, 3, 24), date(2015, 4, 8)),
        ("electronic", date(2014, 12, 3), date(2014, 12, 16)),
        ("electronic", date(2015, 3, 31), date(2015, 11, 1)),
        ("other", date(2015, 3, 31), date(2015, 4, 16)),
        ("other", date(2014, 12, 5), date(2014, 12, 23)),
        ("electronic", date(2150, 3, 31), date(2150, 4, 11)),  # not known, so not found
        (None, date(2015, 3, 31), date(2015, 4, 1)),
        ("electronic", None, date(2015, 4, 1)),
        ("electronic", date(2015, 3, 31), None),
    ],
)
def test_a_contract_after_the_last_day_or_without_a_date_breaks_nothing(
    kind: Standstill | None, decision: date | None, contract: date | None
) -> None:
    assert breach(stage(decision, contract, kind)) is None


def test_what_is_concluded_breaks_nothing_any_more() -> None:
    concluded = stage(date(2015, 3, 31), date(2015, 4, 1), status=StageStatus.PASSED)
    assert breach(concluded) is None


def test_no_break_is_longer_than_what_is_looked_at() -> None:
    off = 0
    for n in range((date(LAST_YEAR, 12, 31) - date(FIRST_YEAR, 1, 1)).days + 1):
        when = date(FIRST_YEAR, 1, 1) + timedelta(days=n)
        off = 0 if first_from(when) == when else off + 1
        assert off < LONGEST_BREAK


@given(
    st.sampled_from(["electronic", "other"]),
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.integers(-5, 30),
)
def test_a_standstill_is_broken_up_to_its_last_day_and_by_as_much(
    kind: Standstill, decision: date, after: int
) -> None:
    contract = decision + timedelta(days=after)
    last, found = ends(stage(decision, None, kind)), breach(stage(decision, contract, kind))
    assert last is not None
    assert DAYS[kind] <= (last - decision).days < DAYS[kind] + LONGEST_BREAK
    assert (found is not None) is (contract <= last)
    if found is not None:
        lasting = (last - contract).days + 1
        assert found.short_days == lasting if found.ends else found.short_days <= lasting


# In a programme

AWARD = """
    [[milestone]]
    id = "award"
    workstream = "ict"
    name = "Contract award"
    baseline = {award}

    [[milestone]]
    id = "commencement"
    workstream = "ict"
    name = "Contract commencement"
    baseline = {commencement}

    [[milestone]]
    id = "other"
    workstream = "hrd"
    name = "Other"
    baseline = 2016-01-01
"""
PROCUREMENT = """
    [[procurement]]
    id = "ito"
    name = "ITO"
    workstream = "ict"

      [[procurement.stage]]
      id = "wait"
      name = "Wait"
      opens = "award"
      closes = "commencement"
      standstill = "electronic"
"""


def found(
    award: str, commencement: str, stages: str = PROCUREMENT, when: date = D, more: str = ""
) -> list[Finding]:
    """Return what is found of the standstill between two milestones with these dates."""
    milestones = AWARD.format(award=award, commencement=commencement) + more
    position = position_at(programme(milestones, WORKSTREAMS + stages), when)
    return [finding for finding in findings_at(position) if finding.id == ID]


def told(everything: list[Finding]) -> Iterator[str]:
    """Yield what findings say, without the procurement's name."""
    for finding in everything:
        assert finding.message.startswith("ITO: ")
        yield finding.message.removeprefix("ITO: ")


@pytest.mark.parametrize(
    ("award", "commencement", "message"),
    [
        (
            "2015-03-31",
            "2015-04-01",
            "Contract commencement (1 Apr 2015) falls inside the standstill after Contract award "
            "(31 Mar 2015): at least 10 days have to lie between them",
        ),
        (
            "2015-03-24",
            "2015-04-07",
            "Contract commencement (7 Apr 2015) falls inside the standstill after Contract award "
            "(24 Mar 2015), which ends on 7 Apr 2015",
        ),
        (
            "2015-03-31",
            "2015-03-31",
            "Contract commencement (31 Mar 2015) comes before the standstill after Contract award "
            "(31 Mar 2015): at least 10 days have to lie between them",
        ),
        # windows count by their latest day
        (
            '"2015-03"',
            '"2015-04-01/2015-04-10"',
            "Contract commencement (1 Apr 2015 to 10 Apr 2015) falls inside the standstill after "
            "Contract award (Mar 2015): at least 10 days have to lie between them",
        ),
        ('"2015-03"', '"2015-04-01/2015-04-11"', None),
        ('"2015-03"', '"2015-W15"', None),  # to 12 April
        ('"2015-02-01/2015-03-24"', "2015-04-08", None),
        # what is not done is expected on the day at the earliest
        (
            "2015-02-01",
            "2015-03-12",
            "Contract commencement (12 Mar 2015) falls inside the standstill after Contract award "
            "(2 Mar 2015): at least 10 days have to lie between them",
        ),
        ("2015-02-01", "2015-03-13", None),
        # done on 2 February, that is the day that counts
        ("2015-02-01\n    actual = 2015-02-02", "2015-03-03", None),
        (
            "2015-03-01\n    actual = 2015-03-02",
            "2015-03-03",
            "Contract commencement (3 Mar 2015) falls inside the standstill after Contract award "
            "(2 Mar 2015): at least 10 days have to lie between them",
        ),
        # concluded, so that nothing can be changed
        ("2015-02-20", "2015-03-01\n    actual = 2015-03-02", None),
    ],
)
def test_what_is_found(award: str, commencement: str, message: str | None) -> None:
    assert list(told(found(award, commencement))) == ([] if message is None else [message])


def test_a_decision_sent_otherwise_needs_fifteen_days() -> None:
    other = PROCUREMENT.replace('"electronic"', '"other"')
    ten, fifteen = ("2015-04-11", "2015-04-15")
    assert found("2015-03-31", ten) == []
    assert "at least 15 days" in found("2015-03-31", ten, other)[0].message
    assert "at least 15 days" in found("2015-03-31", fifteen, other)[0].message
    assert found("2015-03-31", "2015-04-16", other) == []


def test_a_standstill_may_be_between_dates() -> None:
    dated = PROCUREMENT.replace('"award"', "2015-03-24").replace('"commencement"', "2015-04-07")
    finding = found("2015-01-01", "2015-01-01", dated)[0]
    assert list(told([finding])) == [
        "the contract (7 Apr 2015) falls inside the standstill after the award decision "
        "(24 Mar 2015), which ends on 7 Apr 2015"
    ]
    assert place(finding) == ("closes = 2015-04-07", "2015-04-07")
    assert finding.hint.endswith("correct `closes`")


@pytest.mark.parametrize("end", ["opens", "closes"])
def test_nothing_is_found_where_an_end_is_missing(end: str) -> None:
    lines = [line for line in PROCUREMENT.splitlines() if not line.strip().startswith(end)]
    assert found("2015-03-31", "2015-04-01", "\n".join(lines)) == []


def test_nothing_is_found_of_a_stage_that_is_no_standstill() -> None:
    plain = PROCUREMENT.replace('standstill = "electronic"', "")
    assert found("2015-03-31", "2015-04-01", plain) == []


def test_the_dates_are_those_that_the_stage_is_shown_with() -> None:
    held_back = '\n    after = ["other"]'
    assert found("2015-03-31", "2015-04-01" + held_back) == []  # not before 1 January 2016
    late = found("2015-03-31" + held_back, "2015-06-01")
    assert list(told(late)) == [
        "Contract commencement (1 Jun 2015) comes before the standstill after Contract award "
        "(1 Jan 2016): at least 10 days have to lie between them"
    ]


def test_a_finding_is_about_the_procurement_and_points_at_the_date_of_the_contract() -> None:
    stated = "2015-03-01\n\n    [[milestone.forecast]]\n    on = 2015-02-01\n    date = 2015-04-01"
    finding = found("2015-03-31", stated)[0]
    assert (finding.about, finding.subject, finding.detail) == ("procurement", "ito", "wait")
    assert (finding.severity, finding.days) == (Severity.WARNING, 10)
    assert place(finding) == ("date = 2015-04-01", "2015-04-01")
    assert "[[milestone.forecast]]" in finding.hint


def test_each_standstill_of_a_procurement_is_found_by_itself() -> None:
    second = PROCUREMENT.split("\n\n")[1].replace('"wait"', '"again"')
    several = found("2015-03-31", "2015-04-01", f"{PROCUREMENT}\n{second}")
    assert [finding.detail for finding in several] == ["wait", "again"]
    assert len({finding.identity for finding in several}) == 2


WAIVER = """
    [[waiver]]
    finding = "standstill-infeasible"
    subject = "ito"
    until = 2015-12-31
    reason = "Voluntary"
    approved_by = "Board"
"""


def test_a_procurement_may_be_waived_and_is_not_looked_at_in_other_parts() -> None:
    waived = found("2015-03-31", "2015-04-01", more=WAIVER)[0]
    assert (waived.severity, waived.waiver is not None) == (Severity.NOTE, True)
    for commencement in ("2015-04-01", "2015-05-01"):
        milestones = AWARD.format(award="2015-03-31", commencement=commencement) + WAIVER
        plan = programme(milestones, WORKSTREAMS + PROCUREMENT)
        assert findings_at(position_at(plan, D, ["hrd"])) == []
        unused = [finding.id for finding in findings_at(position_at(plan, D)) if finding.id != ID]
        assert unused == ([] if commencement == "2015-04-01" else ["waiver-unused"])


def test_a_procurement_left_out_is_not_taken_for_what_has_its_id() -> None:
    same = AWARD.replace('id = "other"', 'id = "ito"')
    milestones = same.format(award="2015-03-31", commencement="2015-04-01") + WAIVER
    plan = programme(milestones, WORKSTREAMS + PROCUREMENT)
    assert findings_at(position_at(plan, D, ["hrd"])) == []


def test_only_these_ways_to_send_a_decision_are_known() -> None:
    problem = problems_of(
        AWARD.format(award="2015-03-31", commencement="2015-04-01"),
        WORKSTREAMS + PROCUREMENT.replace('"electronic"', '"electronics"'),
    )[0]
    assert problem.kind == "wrong-value"
    assert "is not one of electronic, other, none" in problem.message
    assert problem.hint == 'did you mean "electronic"?'


# On the screen


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Write a programme whose standstill ends on 7 April."""
    milestones = AWARD.format(award="2015-03-24", commencement="2015-04-08")
    return write_programme(tmp_path, milestones, WORKSTREAMS + PROCUREMENT)


def test_the_last_day_is_shown_with_working_days_only(plan: Path) -> None:
    arguments = ["procurement", "--as-of", "2015-03-02"]
    both = run(*arguments, "--working-days", cwd=plan).stdout
    assert "\n  the standstill ends at the end of 7 Apr 2015\n" in both
    assert "standstill ends" not in run(*arguments, cwd=plan).stdout
    text = run(*arguments, "--working-days", "--format", "json", cwd=plan).stdout
    stage = json.loads(text)["procurements"][0]["stages"][0]
    assert stage["standstill_ends"] == "2015-04-07"


@pytest.mark.parametrize(
    ("opens", "remark"),
    [
        ("2150-03-24", "when the standstill ends is not known before 1978 and after 2100"),
        (None, None),
    ],
)
def test_a_last_day_that_is_not_known_is_not_made_up(
    tmp_path: Path, opens: str | None, remark: str | None
) -> None:
    stages = PROCUREMENT.replace('opens = "award"', f"opens = {opens}" if opens else "")
    milestones = AWARD.format(award="2015-03-24", commencement="2015-04-08")
    write_programme(tmp_path, milestones, WORKSTREAMS + stages)
    arguments = ["procurement", "--as-of", "2015-03-02", "--working-days"]
    shown = run(*arguments, cwd=tmp_path).stdout
    assert (remark in shown) if remark else ("standstill ends" not in shown)


@pytest.mark.parametrize(
    ("commencement", "loaded"),
    [
        ("2015-04-03", False),
        ("2015-04-04", True),
        ("2015-04-08", True),
        ("2015-04-09", False),
    ],
)
def test_the_bank_holidays_are_looked_up_only_where_they_decide(
    tmp_path: Path, commencement: str, loaded: bool
) -> None:
    milestones = AWARD.format(award="2015-03-24", commencement=commencement)
    write_programme(tmp_path, milestones, WORKSTREAMS + PROCUREMENT)
    for command in ("check", "status"):
        assert loads_holidays(command, "--as-of", "2015-03-02", cwd=tmp_path) is loaded
    assert not loads_holidays("procurement", "--as-of", "2015-03-02", cwd=tmp_path)

"""Waivers: what they accept, until when, and what is wrong with those that accept nothing."""

from collections.abc import Sequence
from datetime import date

import pytest
from msgspec.structs import replace

from minerva.findings import Finding, Severity, count, fails
from tests.findings.test_findings import FAR, D, another, claimed, contract, found, only_one, saving

LATE = "baseline = 2014-12-08"
ON_TIME = "baseline = 2014-12-09"
KNOWN = "full_year = 100\nstarts = 2015-04-01"


def waiver(
    until: str = "2014-12-20",
    finding: str = "milestone-overdue",
    subject: str = "m",
    by: str = "Board",
) -> str:
    """Return a waiver."""
    return f"""
    [[waiver]]
    finding = "{finding}"
    subject = "{subject}"
    until = {until}
    reason = "Re-advertised"
    approved_by = "{by}"
    """


def told(everything: Sequence[Finding]) -> list[tuple[str, str, bool]]:
    """Return of each finding its id and subject, and whether it is waived."""
    return [(finding.id, finding.subject, finding.waiver is not None) for finding in everything]


OVERDUE = ("milestone-overdue", "m", False)
WAIVED = ("milestone-overdue", "m", True)
EXPIRED = ("waiver-expired", "m", False)
UNUSED = ("waiver-unused", "m", False)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2199-12-31", [WAIVED]),
        ("2014-12-10", [WAIVED]),
        ("2014-12-09", [WAIVED]),  # until the end of that day
        ("2014-12-08", [OVERDUE, EXPIRED]),
        ("1900-01-01", [EXPIRED, OVERDUE]),  # ended the longer ago of the two
    ],
)
def test_a_waiver_holds_until_the_end_of_its_last_day(
    until: str, expected: list[tuple[str, str, bool]]
) -> None:
    everything = found(LATE + waiver(until))
    assert told(everything) == expected
    for finding in everything:
        accepted = finding.waiver is not None
        assert finding.severity is (Severity.NOTE if accepted else Severity.ERROR)
        assert fails([finding], "note") is not accepted


def test_what_is_accepted_keeps_its_message_and_its_place() -> None:
    [plain], [accepted] = found(LATE), found(LATE + waiver())
    assert replace(accepted, severity=plain.severity, waiver=None, location=plain.location) == plain
    assert accepted.location.span() == plain.location.span()
    assert accepted.waiver is not None
    assert (accepted.waiver.reason, accepted.waiver.approved_by) == ("Re-advertised", "Board")
    assert accepted.waiver.until == date(2014, 12, 20)


def test_a_waiver_that_has_ended_says_since_when_and_who_could_extend_it() -> None:
    finding = only_one("waiver-expired", found(LATE + waiver("2014-12-07")))
    assert finding is not None
    assert finding.message == (
        "the waiver of milestone-overdue for m ended on 7 Dec 2014, 2 days ago, and it still holds"
    )
    assert finding.hint == "put it right, or have Board extend `until`"
    assert (finding.severity, finding.days) == (Severity.ERROR, 2)


@pytest.mark.parametrize("until", ["2014-12-08", "2014-12-09", "2199-12-31"])
def test_a_waiver_with_nothing_to_accept_is_a_note_whether_it_has_ended_or_not(until: str) -> None:
    [finding] = found(ON_TIME + waiver(until))
    assert (finding.id, finding.severity) == ("waiver-unused", Severity.NOTE)
    assert finding.message == "the waiver of milestone-overdue for m has nothing to accept"


@pytest.mark.parametrize(
    ("waivers", "expected"),
    [
        # One that another has taken over from is neither expired nor unused.
        (waiver("2014-12-01") + waiver("2014-12-20"), [WAIVED]),
        (waiver("2014-12-20") + waiver("2014-12-01"), [WAIVED]),
        (waiver("2014-12-08") + waiver("2014-12-09"), [WAIVED]),
        (waiver("2014-12-20") + waiver("2014-12-20"), [WAIVED]),
        (waiver("2014-12-07") + waiver("2014-12-08"), [EXPIRED, OVERDUE, EXPIRED]),
    ],
)
def test_a_waiver_may_be_renewed_by_another(
    waivers: str, expected: list[tuple[str, str, bool]]
) -> None:
    assert told(found(LATE + waivers)) == expected
    assert told(found(ON_TIME + waivers)) == [UNUSED, UNUSED]


def test_of_two_waivers_the_one_that_lasts_longest_is_given() -> None:
    longest = waiver("2014-12-20", by="Longest")
    for other in (waiver("2014-12-19"), waiver("2014-12-09"), waiver("2014-12-08")):
        for waivers in (longest + other, other + longest):
            [finding] = found(LATE + waivers)
            assert finding.waiver is not None
            assert finding.waiver.approved_by == "Longest"


@pytest.mark.parametrize(
    ("finding", "subject", "unused"),
    [
        ("milestone-overdue", "other", "other"),
        ("tolerance-exceeded", "m", "m"),
        ("baseline-missed", "m", "m"),
        ("saving-unknown", "m", "m"),  # a finding that no milestone ever has
        ("milestone-overdue", "p", "p"),
    ],
)
def test_a_waiver_is_for_one_finding_of_one_subject(
    finding: str, subject: str, unused: str
) -> None:
    several = found(LATE + another("other", FAR) + waiver("2014-12-20", finding, subject))
    assert told(several) == [OVERDUE, ("waiver-unused", unused, False)]


def test_a_waiver_for_another_finding_of_the_same_subject_leaves_the_first_alone() -> None:
    late = f'{LATE}\ntolerance = "0 days"'
    everything = found(late + waiver("2014-12-20", "tolerance-exceeded") + waiver("2014-12-08"))
    assert told(everything) == [OVERDUE, EXPIRED, ("tolerance-exceeded", "m", True)]


def test_every_finding_of_one_id_about_a_subject_is_accepted_together() -> None:
    claims = saving(
        KNOWN
        + claimed("2014/15", "1", "2014-06-01")
        + claimed("2014/15", "2", "2014-06-01")
        + claimed("2014/15", "3", "2014-12-01")
    )
    accepted = waiver("2014-12-20", "saving-unvalidated", "s")
    about = [
        finding for finding in told(found(FAR + accepted, claims)) if finding[0] != "claim-early"
    ]
    assert about == [("saving-unvalidated", "s", True)] * 2


@pytest.mark.parametrize(
    ("finding", "fields", "more"),
    [
        ("milestone-overdue", LATE, ""),
        ("tolerance-exceeded", 'baseline = 2014-12-08\ntolerance = "0 days"', ""),
        ("deadline-broken", "baseline = 2014-12-08\ndeadline = 2014-12-08", ""),
        ("baseline-missed", "baseline = 2014-12-08\nforecast = 2014-12-09", ""),
        ("low-float", "baseline = 2014-12-10\ndeadline = 2014-12-10", ""),
        ("actual-in-future", "baseline = 2014-12-10\nactual = 2014-12-10", ""),
        ("contract-gap", FAR, contract('expires = 2015-12-30\nreplaced_by = "m"', "m")),
        ("low-float", FAR, contract('expires = 2016-01-01\nreplaced_by = "m"', "m")),
        ("notice-missed", FAR, contract('expires = 2015-01-01\nnotice = "1 month"', "m")),
        ("saving-unknown", FAR, saving("", "m")),
        ("saving-unvalidated", FAR, saving(KNOWN + claimed("2014/15", "1", "2014-01-01"), "m")),
        (
            "validator-not-independent",
            FAR,
            saving(KNOWN + claimed("2014/15", "1", "2014-12-01", "on = 2014-12-01"), "m"),
        ),
        ("saving-shortfall", FAR, saving(KNOWN.replace("2015", "2013"), "m")),
    ],
)
def test_any_finding_may_be_accepted(finding: str, fields: str, more: str) -> None:
    accepted = fields + waiver("2014-12-20", finding)
    everything = found(accepted, more, details='validator = "O"', owner="O", today=D)
    by_waiver = [listed for listed in everything if listed.waiver is not None]
    assert [(listed.id, listed.subject, listed.severity) for listed in by_waiver] == [
        (finding, "m", Severity.NOTE)
    ]
    assert only_one("waiver-unused", everything) is None
    assert count(by_waiver) == {"error": 0, "warning": 0, "note": 1}
    ended = fields + waiver("2014-12-08", finding)
    everything = found(ended, more, details='validator = "O"', owner="O", today=D)
    assert {finding, "waiver-expired"} <= {listed.id for listed in everything}
    assert [listed for listed in everything if listed.waiver is not None] == []


def test_a_sequence_that_is_broken_may_be_accepted() -> None:
    early = "baseline = 2015-01-01\nafter = ['first']" + another("first", "baseline = 2015-01-02")
    assert told(found(early + waiver("2014-12-20", "sequence-broken"))) == [
        ("sequence-broken", "m", True)
    ]


@pytest.mark.parametrize("grace", [0, 1, 36_525])
def test_what_is_within_its_grace_may_be_accepted_too(grace: int) -> None:
    [finding] = found(LATE + waiver(), f"[check]\ngrace = {grace}")
    assert told([finding]) == [WAIVED]
    assert finding.severity is Severity.NOTE


@pytest.mark.parametrize(("grace", "severity"), [(0, Severity.ERROR), (1, Severity.WARNING)])
def test_a_waiver_that_has_ended_is_an_error_though_what_it_accepted_is_within_its_grace(
    grace: int, severity: Severity
) -> None:
    everything = found(LATE + waiver("2014-12-08"), f"[check]\ngrace = {grace}")
    assert {finding.id: finding.severity for finding in everything} == {
        "milestone-overdue": severity,
        "waiver-expired": Severity.ERROR,
    }


def test_a_waiver_of_being_overdue_is_none_of_being_out_of_tolerance() -> None:
    late = f'{LATE}\ntolerance = "0 days"'
    everything = found(late + waiver(), "[check]\ngrace = 1")
    assert told(everything) == [("tolerance-exceeded", "m", False), WAIVED]


@pytest.mark.parametrize(
    ("settings", "until", "expected"),
    [
        ('ignore = ["milestone-overdue"]', "2014-12-08", [EXPIRED]),
        ('ignore = ["milestone-overdue"]', "2014-12-09", []),
        ('select = ["waiver-expired"]', "2014-12-08", [EXPIRED]),
        ('select = ["waiver-expired"]', "2014-12-09", []),
        ('select = ["waiver-unused"]', "2014-12-08", []),
        ('select = ["waiver-unused"]', "2014-12-09", []),
        ('select = ["milestone-overdue"]', "2014-12-08", [OVERDUE]),
        ('select = ["milestone-overdue"]', "2014-12-09", [WAIVED]),
        ('ignore = ["waiver-expired"]', "2014-12-08", [OVERDUE]),
    ],
)
def test_what_is_not_looked_for_still_counts_for_its_waiver(
    settings: str, until: str, expected: list[tuple[str, str, bool]]
) -> None:
    assert told(found(LATE + waiver(until), f"[check]\n{settings}")) == expected


def test_a_finding_that_is_not_looked_for_does_not_make_its_waiver_unused() -> None:
    check = '[check]\nselect = ["waiver-unused"]'
    assert found(LATE + waiver(), check) == []
    assert told(found(ON_TIME + waiver(), check)) == [UNUSED]


def narrowed(only: str, milestones: str, more: str = "") -> list[str]:
    """Return the ids of what is found of one workstream."""
    return [finding.id for finding in found(milestones, more, only=[only])]


@pytest.mark.parametrize(
    ("until", "ict"),
    [
        ("2014-12-09", ["milestone-overdue"]),
        ("2014-12-08", ["milestone-overdue", "waiver-expired"]),
    ],
)
def test_a_waiver_is_looked_at_with_what_it_is_for(until: str, ict: list[str]) -> None:
    late = LATE + waiver(until)
    assert narrowed("ict", late) == ict
    assert narrowed("hrd", late) == []  # neither used, nor unused, nor expired there
    on_time = ON_TIME + waiver(until)
    assert narrowed("ict", on_time) == ["waiver-unused"]
    assert narrowed("hrd", on_time) == []


@pytest.mark.parametrize(
    ("finding", "more", "where"),
    [
        ("saving-unknown", saving(KNOWN, "x", "hrd"), ["hrd"]),
        ("contract-gap", contract('expires = 2015-01-01\nreplaced_by = "m"', "x"), ["ict"]),
        ("notice-missed", contract("expires = 2015-01-01", "x"), []),
        (
            "milestone-overdue",
            '[[procurement]]\nid = "x"\nname = "X"\nworkstream = "hrd"',
            ["hrd"],
        ),
    ],
)
def test_a_waiver_is_unused_only_where_its_subject_is_looked_at(
    finding: str, more: str, where: list[str]
) -> None:
    both = ON_TIME + another("other", ON_TIME, "hrd") + waiver("2014-12-20", finding, "x")
    assert [listed.id for listed in found(both, more)] == ["waiver-unused"]
    assert [only for only in ("ict", "hrd") if narrowed(only, both, more)] == where


@pytest.mark.parametrize("overdue", [True, False])
def test_an_id_may_name_a_milestone_and_a_saving_of_another_workstream(overdue: bool) -> None:
    milestone = another("x", LATE if overdue else ON_TIME, "hrd")
    accepted = FAR + milestone + waiver("2014-12-20", "milestone-overdue", "x")
    known = saving(KNOWN, "x", "ict")
    expected = "milestone-overdue" if overdue else "waiver-unused"
    assert [finding.id for finding in found(accepted, known)] == [expected]
    assert narrowed("hrd", accepted, known) == [expected]
    assert narrowed("ict", accepted, known) == []  # the milestone is not looked at there


@pytest.mark.parametrize("unknown", [True, False])
def test_an_id_may_name_a_saving_and_a_milestone_of_another_workstream(unknown: bool) -> None:
    accepted = FAR + another("x", FAR, "hrd") + waiver("2014-12-20", "saving-unknown", "x")
    money = saving("" if unknown else KNOWN, "x", "ict")
    expected = "saving-unknown" if unknown else "waiver-unused"
    assert [finding.id for finding in found(accepted, money)] == [expected]
    assert narrowed("ict", accepted, money) == [expected]
    assert narrowed("hrd", accepted, money) == []


@pytest.mark.parametrize("low", [True, False])
def test_low_float_may_be_of_a_milestone_or_of_a_contract_with_its_id(low: bool) -> None:
    accepted = (
        ON_TIME
        + another("other", "baseline = 2015-01-09", "hrd")
        + waiver("2014-12-20", "low-float", "m")
    )
    expires = "2015-01-09" if low else "2015-01-16"
    replaced = contract(f'expires = {expires}\nreplaced_by = "other"', "m")
    expected = "low-float" if low else "waiver-unused"
    assert [finding.id for finding in found(accepted, replaced)] == [expected]
    assert narrowed("hrd", accepted, replaced) == (["low-float"] if low else [])
    assert narrowed("ict", accepted, replaced) == []  # the contract is not looked at there


def test_one_waiver_accepts_the_finding_of_everything_that_has_the_id() -> None:
    both = "baseline = 2015-01-09\ndeadline = 2015-01-09" + waiver("2014-12-20", "low-float")
    replaced = contract('expires = 2015-01-09\nreplaced_by = "m"', "m")
    everything = found(both, replaced)
    assert [(finding.about, finding.waiver is not None) for finding in everything] == [
        ("milestone", True),
        ("contract", True),
    ]


TARGET = "[programme.target]\nfull_year = 100\n"


def test_the_target_of_the_programme_may_be_waived_by_its_id() -> None:
    under = FAR + waiver("2014-12-20", "saving-shortfall", "p")
    assert told(found(under, TARGET + saving("full_year = 99"))) == [
        ("saving-shortfall", "p", True)
    ]
    assert told(found(under, TARGET + saving("full_year = 100"))) == [("waiver-unused", "p", False)]


@pytest.mark.parametrize("amount", [99, 100])
def test_a_waiver_of_the_target_is_not_looked_at_in_a_part_of_the_programme(amount: int) -> None:
    accepted = FAR + waiver("2014-12-20", "saving-shortfall", "p")
    for more in ("", saving(KNOWN, "p")):
        assert narrowed("ict", accepted, TARGET + saving(f"full_year = {amount}") + more) == []


def test_stale_data_may_be_waived_and_is_so_in_every_part_of_the_programme() -> None:
    accepted = FAR + waiver("2014-12-20", "data-stale", "p")
    for only in ([], ["ict"], ["hrd"]):
        everything = found(accepted, details="updated = 2014-11-03", only=only)
        assert told(everything) == [("data-stale", "p", True)]
    assert told(found(accepted, details="updated = 2014-12-09")) == [("waiver-unused", "p", False)]


def test_a_waiver_accepts_nothing_of_another_waiver() -> None:
    everything = found(LATE + waiver("2014-12-07") + waiver("2014-12-20", "baseline-missed"))
    assert told(everything) == [EXPIRED, OVERDUE, UNUSED]

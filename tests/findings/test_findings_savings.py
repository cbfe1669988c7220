"""What is found of savings: short of plan or target, or not known."""

from datetime import date

import pytest

from minerva.findings import Severity
from tests.findings.test_findings import FAR, D, claimed, found, ids, only_one, saving

YEAR_ENDED = date(2015, 4, 1)


def restated(fields: str, on: str = "2014-12-01") -> str:
    """Return a restatement of a saving."""
    return f"\n[[saving.forecast]]\non = {on}\n{fields}\n"


def short(fields: str, more: str = "", when: date = D, milestone: str = FAR) -> str | None:
    """Return in what a saving with these fields is short of its plan, if in anything."""
    finding = only_one("saving-shortfall", found(milestone, saving(fields) + more, when))
    return None if finding is None else finding.message.removeprefix("S: short of plan by ")


MONTHLY = "full_year = 120_000\nstarts = 2015-04-01"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2015-04-01", None),
        ("2015-03-31", None),
        ("2015-04-02", "£333.33 in 2015/16 (starts 2 Apr 2015, planned 1 Apr 2015)"),
        ("2015-05-01", "£10,000 in 2015/16 (starts 1 May 2015, planned 1 Apr 2015)"),
        ("2015-05-16", "£14,838.71 in 2015/16 (starts 16 May 2015, planned 1 Apr 2015)"),
        (
            "2016-05-01",
            "£120,000 in 2015/16, £10,000 in 2016/17 (starts 1 May 2016, planned 1 Apr 2015)",
        ),
        (
            "2018-04-01",
            "£120,000 in 2015/16, £120,000 in 2016/17, £120,000 in 2017/18"
            " (starts 1 Apr 2018, planned 1 Apr 2015)",
        ),
        (
            "2018-05-01",
            "£120,000 in 2015/16, £120,000 in 2016/17, £120,000 in 2017/18 and in 1 more year"
            " (starts 1 May 2018, planned 1 Apr 2015)",
        ),
        (
            "2020-04-01",
            "£120,000 in 2015/16, £120,000 in 2016/17, £120,000 in 2017/18 and in 2 more years"
            " (starts 1 Apr 2020, planned 1 Apr 2015)",
        ),
    ],
)
def test_a_later_start_leaves_the_years_it_misses_short(start: str, expected: str | None) -> None:
    assert short(MONTHLY + restated(f"starts = {start}")) == expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ("baseline = 2015-05-01", None),
        ("baseline = 2015-05-01\nforecast = 2015-04-01", None),
        (
            "baseline = 2015-05-01\nforecast = 2015-05-16",
            "£4,500 in 2015/16 (starts 16 May 2015, planned 1 May 2015)",
        ),
        (
            'baseline = "2015-04"\nforecast = "2015-05"',
            "£9,310 in 2015/16 (starts May 2015, planned Apr 2015)",
        ),
        (
            'baseline = "2015-04"\nforecast = "2015-04-29/2015-05-01"',
            "£310 in 2015/16 (starts 29 Apr 2015 to 1 May 2015, planned Apr 2015)",
        ),
        ('baseline = "2015-04"\nforecast = 2015-04-30', None),
        ("baseline = 2014-12-09", None),
        (
            "baseline = 2014-12-08",  # not done, so it starts on the day at the earliest
            "£300 in 2014/15 (starts 9 Dec 2014, planned 8 Dec 2014)",
        ),
        ("baseline = 2014-12-08\nactual = 2014-12-08", None),
        (
            "baseline = 2014-12-01\nactual = 2014-12-02",
            "£300 in 2014/15 (starts 2 Dec 2014, planned 1 Dec 2014)",
        ),
        (
            # The programme's board moves its milestone; the budget is the council's.
            "baseline = 2015-05-01\n[[milestone.rebaseline]]\non = 2014-12-09\ndate = 2015-05-16",
            "£4,500 in 2015/16 (starts 16 May 2015, planned 1 May 2015)",
        ),
        (
            "baseline = 2015-05-01\n[[milestone.rebaseline]]\non = 2014-12-10\ndate = 2015-05-16"
            "\n[[milestone.forecast]]\non = 2014-12-09\ndate = 2015-05-16",
            "£4,500 in 2015/16 (starts 16 May 2015, planned 1 May 2015)",
        ),
    ],
)
def test_a_saving_is_short_by_what_its_milestone_slips(
    milestone: str, expected: str | None
) -> None:
    # 9,300 a month: 300 a day of a month of 31 days, 310 of one of 30.
    fields = 'full_year = 111_600\nstarts_with = "m"'
    assert short(fields, milestone=milestone) == expected


@pytest.mark.parametrize(
    ("restatement", "expected"),
    [
        (restated("full_year = 120_000"), None),
        (restated("full_year = 120_000.01"), None),
        (restated("full_year = 119_999.99"), "£0.01 in 2015/16"),
        (restated("full_year = 0"), "£120,000 in 2015/16"),
        (restated("full_year = -1"), "£120,001 in 2015/16"),
        (restated("full_year = 90_000", "2014-12-09"), "£30,000 in 2015/16"),
        (restated("full_year = 90_000", "2014-12-10"), None),
        (
            restated("full_year = 90_000", "2014-12-02") + restated("full_year = 120_000"),
            "£30,000 in 2015/16",
        ),
        (restated("full_year = 90_000") + restated("full_year = 120_000"), None),
        (
            restated("full_year = 240_000\nstarts = 2015-12-01"),
            "£40,000 in 2015/16 (starts 1 Dec 2015, planned 1 Apr 2015)",
        ),
        (restated("full_year = 240_000\nstarts = 2015-10-01"), None),
    ],
)
def test_a_lower_amount_leaves_every_year_short(restatement: str, expected: str | None) -> None:
    assert short(MONTHLY + restatement) == expected


ENDED = "full_year = 120_000\nstarts = 2014-10-01"


@pytest.mark.parametrize(
    ("claims", "when", "expected"),
    [
        ("", date(2015, 3, 31), None),  # on its last day the year has not ended
        ("", YEAR_ENDED, "£60,000 in 2014/15"),
        (claimed("2014/15", "60_000"), YEAR_ENDED, None),
        (claimed("2014/15", "60_000.01"), YEAR_ENDED, None),
        (claimed("2014/15", "59_999.99"), YEAR_ENDED, "£0.01 in 2014/15"),
        (claimed("2014/15", "60_000", "2015-04-01"), YEAR_ENDED, None),
        (claimed("2014/15", "60_000", "2015-04-02"), YEAR_ENDED, "£60,000 in 2014/15"),
        (claimed("2015/16", "60_000"), YEAR_ENDED, "£60,000 in 2014/15"),
        (claimed("2014/15", "40_000") + claimed("2014/15", "20_000"), YEAR_ENDED, None),
        (claimed("2014/15", "80_000") + claimed("2014/15", "-20_001"), YEAR_ENDED, "£1 in 2014/15"),
    ],
)
def test_a_year_that_has_ended_brought_what_was_claimed(
    claims: str, when: date, expected: str | None
) -> None:
    assert short(ENDED + claims, when=when) == expected


def test_what_was_claimed_already_counts_in_a_year_that_goes_on() -> None:
    slipped = MONTHLY + restated("starts = 2015-10-01")
    late = " (starts 1 Oct 2015, planned 1 Apr 2015)"
    assert short(slipped) == f"£60,000 in 2015/16{late}"
    assert short(slipped + claimed("2015/16", "60_000.01")) == f"£59,999.99 in 2015/16{late}"
    assert short(slipped + claimed("2015/16", "120_000")) is None


PLANNED = MONTHLY + '\nplan = { "2015/16" = 80_000 }'


@pytest.mark.parametrize(
    ("more", "when", "expected"),
    [
        ("", D, None),
        (
            restated("starts = 2015-07-01"),  # three twelfths of each year come in the next one
            D,
            "£20,000 in 2015/16, £10,000 in 2016/17 (starts 1 Jul 2015, planned 1 Apr 2015)",
        ),
        (restated("full_year = 120_000"), D, None),
        (restated("full_year = 90_000"), D, "£20,000 in 2015/16, £30,000 in 2016/17"),
        (claimed("2015/16", "1"), D, None),
        ("", date(2016, 4, 1), "£80,000 in 2015/16"),
        (claimed("2015/16", "80_000"), date(2016, 4, 1), None),
        (claimed("2015/16", "79_999.99"), date(2016, 4, 1), "£0.01 in 2015/16"),
    ],
)
def test_a_plan_says_what_a_year_was_to_bring(more: str, when: date, expected: str | None) -> None:
    # The year after the plan's own shows whether the full amount still comes.
    following = (
        '\n[[saving]]\nid = "t"\nworkstream = "hrd"\nname = "T"\nfull_year = 1\nstarts = 2016-04-01'
    )
    assert short(PLANNED + more, following, when) == expected


def test_a_milestone_that_slips_moves_a_planned_year() -> None:
    fields = 'full_year = 120_000\nstarts_with = "m"\nplan = { "2015/16" = 80_000 }'
    slipped = "baseline = 2015-04-01\nforecast = 2016-04-01"
    late = " (starts 1 Apr 2016, planned 1 Apr 2015)"
    assert short(fields, milestone=slipped) == f"£80,000 in 2015/16, £40,000 in 2016/17{late}"


PRESSURE = "full_year = -120_000\nstarts = 2015-04-01"


@pytest.mark.parametrize(
    ("more", "when", "expected"),
    [
        ("", D, None),
        (restated("full_year = -119_999"), D, None),
        (restated("full_year = -120_000"), D, None),
        (restated("full_year = -120_000.01"), D, "£0.01 in 2015/16"),
        (restated("starts = 2015-05-01"), D, None),
        (
            restated("starts = 2015-03-01"),
            D,
            "£10,000 in 2014/15 (starts 1 Mar 2015, planned 1 Apr 2015)",
        ),
        (claimed("2015/16", "-119_999"), D, None),
        (claimed("2015/16", "-120_001"), D, "£1 in 2015/16"),
        (claimed("2015/16", "-120_000"), date(2016, 4, 1), None),
        (claimed("2015/16", "-120_001"), date(2016, 4, 1), "£1 in 2015/16"),
        ("", date(2016, 4, 1), None),  # nothing was spent after all
    ],
)
def test_a_cost_pressure_is_short_where_it_costs_more(
    more: str, when: date, expected: str | None
) -> None:
    assert short(PRESSURE + more, when=when) == expected


ONCE = "full_year = 120_000\nrecurring = false\nstarts = 2015-03-31"


@pytest.mark.parametrize(
    ("more", "when", "expected"),
    [
        ("", D, None),
        (restated("starts = 2014-04-01"), D, None),  # the same year
        (
            restated("starts = 2015-04-01"),
            D,
            "£120,000 in 2014/15 (starts 1 Apr 2015, planned 31 Mar 2015)",
        ),
        (
            restated("starts = 2014-03-31"),
            D,
            "£120,000 in 2014/15 (starts 31 Mar 2014, planned 31 Mar 2015)",
        ),
        (restated("full_year = 119_999"), D, "£1 in 2014/15"),
        ("", YEAR_ENDED, "£120,000 in 2014/15"),
        (claimed("2014/15", "120_000", "2015-04-01"), YEAR_ENDED, None),
        (claimed("2015/16", "120_000", "2015-04-01"), YEAR_ENDED, "£120,000 in 2014/15"),
    ],
)
def test_what_comes_but_once_comes_in_the_year_of_its_start(
    more: str, when: date, expected: str | None
) -> None:
    assert short(ONCE + more, when=when) == expected


@pytest.mark.parametrize(
    ("milestone", "expected"),
    [
        ("baseline = 2015-04-30\nforecast = '2015-04'", "£1 in 2015/16"),  # due on the same day
        (
            "baseline = '2015-04'\nforecast = 2015-04-15",
            "£1 in 2015/16 (starts 15 Apr 2015, planned Apr 2015)",
        ),
    ],
)
def test_a_month_begins_nothing_before_its_last_day(milestone: str, expected: str) -> None:
    once = 'full_year = 120_000\nrecurring = false\nstarts_with = "m"'
    assert short(once + restated("full_year = 119_999"), milestone=milestone) == expected


def test_a_start_that_came_sooner_is_not_what_makes_a_saving_short() -> None:
    sooner = 'baseline = "2015-04"\nforecast = 2015-04-15'
    lower = 'full_year = 120_000\nstarts_with = "m"' + restated("full_year = 119_999")
    assert short(lower, milestone=sooner) == "£1 in 2016/17"


def test_a_plan_without_a_start_starts_on_the_first_day_of_its_first_year() -> None:
    fields = 'full_year = 120_000\nplan = { "2015/16" = 80_000 }'
    assert short(fields) is None
    assert short(fields + restated("starts = 2015-04-01")) is None
    later = "£20,000 in 2015/16, £10,000 in 2016/17 (starts 1 Jul 2015, planned 1 Apr 2015)"
    assert short(fields + restated("starts = 2015-07-01")) == later


@pytest.mark.parametrize(
    ("fields", "when", "expected"),
    [
        ("starts = 2014-10-01", YEAR_ENDED, None),
        ("full_year = 120_000", YEAR_ENDED, None),  # nobody knows from when
        ("starts = 2014-10-01" + claimed("2014/15", "-5"), YEAR_ENDED, None),
        ("starts = 2014-10-01" + restated("full_year = 1"), YEAR_ENDED, None),  # never planned
        ('starts = 2014-10-01\nplan = { "2014/15" = 5 }', date(2015, 3, 31), None),
        ('starts = 2014-10-01\nplan = { "2014/15" = 5 }', YEAR_ENDED, "£5 in 2014/15"),
    ],
)
def test_what_is_not_known_is_not_short(fields: str, when: date, expected: str | None) -> None:
    assert short(fields, when=when) == expected


def test_a_part_of_a_penny_is_told_as_a_penny() -> None:
    fields = "full_year = 1\nstarts = 2015-04-01"
    late = " (starts 2 Apr 2015, planned 1 Apr 2015)"
    assert short(fields + restated("starts = 2015-04-02")) == f"£0.01 in 2015/16{late}"
    assert short("full_year = 0\nstarts = 2015-04-01" + restated("starts = 2015-04-02")) is None


def test_a_saving_is_found_once_and_only_in_its_own_workstream() -> None:
    slipped = restated("starts = 2016-04-01")
    two = saving(MONTHLY + slipped) + saving(MONTHLY + slipped, "t", "hrd")
    for only, subjects in (([], ["s", "t"]), (["ict"], ["s"]), (["hrd"], ["t"])):
        several = found(FAR, two, only=only)
        assert [(finding.id, finding.subject) for finding in several] == [
            ("saving-shortfall", subject) for subject in subjects
        ]
        assert {finding.severity for finding in several} == {Severity.WARNING}


TARGET = "[programme.target]\nfull_year = 100_000\n"


def under_target(savings: str, *, only: list[str] | None = None, when: date = D) -> str | None:
    """Return by what the savings of the programme are under its target, if they are."""
    several = found(FAR, TARGET + savings, when, only=only or [])
    finding = only_one("saving-shortfall", several)
    assert finding is None or (finding.about, finding.subject) == ("programme", "p")
    return (
        None
        if finding is None
        else finding.message.removeprefix("P: a full year's savings come to ")
    )


def known(amount: str, id: str = "s", workstream: str = "ict") -> str:
    """Return a saving whose amount is known."""
    return saving(f"full_year = {amount}\nstarts = 2015-04-01", id, workstream)


@pytest.mark.parametrize(
    ("savings", "expected"),
    [
        (known("100_000"), None),
        (known("100_000.01"), None),
        (known("99_999.99"), "£99,999.99, £0.01 under the target of £100,000"),
        (known("60_000") + known("40_000", "t", "hrd"), None),
        (
            known("60_000") + known("39_999", "t", "hrd"),
            "£99,999, £1 under the target of £100,000",
        ),
        (
            known("120_000") + known("-20_001", "t"),
            "£99,999, £1 under the target of £100,000",
        ),
        (
            known("60_000") + saving("", "t") + saving("", "u"),
            "£60,000, £40,000 under the target of £100,000; 2 not known and not counted",
        ),
        (known("100_000") + saving("", "t"), None),
        (saving("", "t"), None),  # nobody knows what it comes to
        ("", "£0, £100,000 under the target of £100,000"),
        (known("-1"), "-£1, £100,001 under the target of £100,000"),
        (saving("full_year = 100_000"), None),  # known, though not from when
        (
            saving("full_year = 100_000\nrecurring = false\nstarts = 2015-04-01"),
            "£0, £100,000 under the target of £100,000",  # of so much a year
        ),
        (saving("full_year = 100_000\ncashable = false\nstarts = 2015-04-01"), None),
    ],
)
def test_known_savings_are_set_against_the_target(savings: str, expected: str | None) -> None:
    assert under_target(savings) == expected


def test_the_target_is_met_by_what_was_said_by_the_day() -> None:
    later = saving("starts = 2015-04-01" + restated("full_year = 100_000", "2014-12-09"))
    one_more = known("1", "t")
    told = "£1, £99,999 under the target of £100,000; 1 not known and not counted"
    assert under_target(later + one_more, when=date(2014, 12, 8)) == told
    assert under_target(later + one_more) is None


def test_a_part_of_the_programme_is_not_set_against_the_target_of_the_whole() -> None:
    for only in (["ict"], ["hrd"], ["ict", "hrd"]):
        assert under_target(known("1"), only=only) is None
    assert under_target(known("1")) is not None


def test_without_a_target_none_is_missed() -> None:
    assert ids(FAR, known("-1")) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("", "S: the amount is not known"),
        ('known_with = "m"', "S: the amount is not known until M, 1 Jan 2016"),
        ("starts = 2014-04-01", "S: the amount is not known"),
        ('plan = { "2014/15" = 5 }', None),
        ("full_year = 0", None),
        ('full_year = 0\nknown_with = "m"', None),
        ("full_year = -0.01", None),
        (restated("full_year = 1", "2014-12-09"), None),
        (restated("full_year = 0", "2014-12-09"), None),
        (restated("full_year = 1", "2014-12-10"), "S: the amount is not known"),
        (restated("starts = 2015-01-01", "2014-12-09"), "S: the amount is not known"),
    ],
)
def test_an_amount_that_nobody_stated_by_the_day_is_not_known(
    fields: str, message: str | None
) -> None:
    finding = only_one("saving-unknown", found(FAR, saving(fields)))
    assert (finding and finding.message) == message
    assert finding is None or finding.severity is Severity.NOTE

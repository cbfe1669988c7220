"""Where each finding points: the line that makes it so, and what is marked on it."""

from datetime import date

import pytest

from minerva.findings import Finding
from tests.findings.test_findings import FAR, D, another, contract, found, saving

FORECASTS = """
  [[milestone.forecast]]
  on = 2014-11-20
  date = 2014-12-05  # the last one said

  [[milestone.forecast]]
  on = 2014-11-01
  date = 2014-12-20
"""
REBASELINES = """
  [[milestone.rebaseline]]
  on = 2014-11-20
  date = 2014-12-05  # the last one agreed

  [[milestone.rebaseline]]
  on = 2014-11-01
  date = 2014-12-20

  [[milestone.rebaseline]]
  on = 2014-12-10
  date = 2015-12-31
"""
WAIVED = """
[[waiver]]
finding = "milestone-overdue"
subject = "m"
until = 2014-12-08
reason = "R"
approved_by = "B"
"""


def place(finding: Finding) -> tuple[str, str]:
    """Return the line that a finding points at, and what is marked on it."""
    span = finding.location.span(value=True)
    line = finding.location.source.line(span.line)
    return line.strip(), line[span.column - 1 : span.column - 1 + span.length]


def places(id: str, everything: list[Finding]) -> list[tuple[str, str]]:
    """Return the lines that findings of an id point at, and what is marked on them."""
    return [place(finding) for finding in everything if finding.id == id]


@pytest.mark.parametrize(
    ("id", "fields", "line", "marked"),
    [
        ("milestone-overdue", "baseline = 2014-12-05", "baseline = 2014-12-05", "2014-12-05"),
        ("milestone-overdue", 'baseline = "2014-W48"', 'baseline = "2014-W48"', '"2014-W48"'),
        (
            "milestone-overdue",
            "baseline = 2014-12-01\nforecast = 2014-12-05 # undated",
            "forecast = 2014-12-05 # undated",
            "2014-12-05",
        ),
        (
            "milestone-overdue",
            "baseline = 2014-12-01" + FORECASTS,
            "date = 2014-12-05  # the last one said",
            "2014-12-05",
        ),
        (
            "milestone-overdue",
            "baseline = 2014-12-01\nforecast = [{ on = 2014-11-20, date = 2014-12-05 }]",
            "forecast = [{ on = 2014-11-20, date = 2014-12-05 }]",
            "2014-12-05",
        ),
        (
            "milestone-overdue",
            "baseline = 2015-12-01" + REBASELINES,
            "date = 2014-12-05  # the last one agreed",
            "2014-12-05",
        ),
        (
            "tolerance-exceeded",
            'baseline = 2014-12-01\ntolerance = "1 day"' + FORECASTS,
            "date = 2014-12-05  # the last one said",
            "2014-12-05",
        ),
        (
            "tolerance-exceeded",
            'baseline = 2014-12-01\ntolerance = "1 day"' + REBASELINES,
            "date = 2014-12-05  # the last one agreed",
            "2014-12-05",
        ),
        (
            "deadline-broken",
            "deadline = 2014-12-03\nbaseline = 2014-12-01" + FORECASTS,
            "date = 2014-12-05  # the last one said",
            "2014-12-05",
        ),
        (
            "deadline-broken",
            "deadline = 2014-12-03\nbaseline = 2014-12-01\nactual = 2014-12-06" + FORECASTS,
            "actual = 2014-12-06",
            "2014-12-06",
        ),
        (
            "deadline-broken",
            "deadline = 2014-12-03\nbaseline = 2014-12-01\nactual = 2014-12-10" + FORECASTS,
            "date = 2014-12-05  # the last one said",
            "2014-12-05",
        ),
        (
            "baseline-missed",
            "baseline = 2014-12-01\nforecast = 2014-12-20",
            "baseline = 2014-12-01",
            "2014-12-01",
        ),
        (
            "baseline-missed",
            "baseline = 2015-12-01" + REBASELINES + FORECASTS.replace("-05 ", "-31 "),
            "date = 2014-12-05  # the last one agreed",
            "2014-12-05",
        ),
        (
            "baseline-missed",
            "baseline = 2015-12-01"
            "\nrebaseline = [{ on = 2014-11-20, date = 2014-12-05 }]"
            "\nforecast = [{ on = 2014-11-21, date = 2014-12-31 }]",
            "rebaseline = [{ on = 2014-11-20, date = 2014-12-05 }]",
            "2014-12-05",
        ),
        (
            "baseline-missed",  # agreed on the day itself, the later of two
            "baseline = 2015-12-01\nforecast = [{ on = 2014-12-09, date = 2014-12-31 }]"
            "\n[[milestone.rebaseline]]\non = 2014-12-09\ndate = 2014-12-08 # one"
            "\n[[milestone.rebaseline]]\non = 2014-12-09\ndate = 2014-12-08 # other",
            "date = 2014-12-08 # other",
            "2014-12-08",
        ),
        (
            "low-float",
            "baseline = 2014-12-15\ndeadline = 2014-12-15",
            "baseline = 2014-12-15",
            "2014-12-15",
        ),
        (
            "low-float",
            "baseline = 2014-12-15\ndeadline = 2014-12-10" + FORECASTS,
            "date = 2014-12-05  # the last one said",
            "2014-12-05",
        ),
        (
            "sequence-broken",
            "baseline = 2015-01-01\nafter = ['first']" + FORECASTS,
            "date = 2014-12-05  # the last one said",
            "2014-12-05",
        ),
        (
            "sequence-broken",
            "baseline = 2015-01-01\nafter = ['first']\nactual = 2014-12-07",
            "actual = 2014-12-07",
            "2014-12-07",
        ),
        (
            "actual-in-future",
            'baseline = 2015-01-01\nactual = "2014-12"' + FORECASTS,
            'actual = "2014-12"',
            '"2014-12"',
        ),
        ("waiver-expired", "baseline = 2014-12-01" + WAIVED, "until = 2014-12-08", "2014-12-08"),
        ("waiver-unused", "baseline = 2014-12-09" + WAIVED, "[[waiver]]", "[[waiver]]"),
    ],
)
def test_a_finding_of_a_milestone_points_at_the_date_that_makes_it_so(
    id: str, fields: str, line: str, marked: str
) -> None:
    first = another("first", "baseline = 2015-06-01")
    everything = found(fields + first, today=D)
    assert places(id, everything) == [(line, marked)]
    assert {finding.location.file for finding in everything} == {"milestones.toml"}


RESTATED = """
  [[saving.forecast]]
  on = 2014-11-20
  full_year = 90_000  # lower

  [[saving.forecast]]
  on = 2014-12-01
  starts = 2015-04-02  # later
"""
CLAIMS = """
realised = [
  { year = "2014/15", amount = 1_000, on = 2014-12-01 },
  { year = "2014/15", amount = 2_000, on = 2014-06-01 },
]
"""


@pytest.mark.parametrize(
    ("id", "more", "line", "marked"),
    [
        (
            "low-float",
            contract('expires = 2016-01-01\nreplaced_by = "m"'),
            "expires = 2016-01-01",
            "2016-01-01",
        ),
        (
            "contract-gap",
            contract('expires = 2015-12-30\nreplaced_by = "m"'),
            "expires = 2015-12-30",
            "2015-12-30",
        ),
        (
            "notice-missed",
            contract('expires = 2015-12-31\nnotice = "13 months"'),
            'notice = "13 months"',
            '"13 months"',
        ),
        ("saving-unknown", saving(""), "[[saving]]", "[[saving]]"),
        (
            "saving-shortfall",
            saving("full_year = 100_000\nstarts = 2015-04-01" + RESTATED),
            "full_year = 90_000  # lower",
            "90_000",
        ),
        (
            "saving-shortfall",
            saving("full_year = 90_000\nstarts = 2015-04-01" + RESTATED),
            "starts = 2015-04-02  # later",
            "2015-04-02",
        ),
        (
            "saving-shortfall",
            saving("full_year = 9\nstarts = 2015-04-01" + RESTATED.replace("2015-04", "2016-04")),
            "starts = 2016-04-02  # later",
            "2016-04-02",
        ),
        (
            "saving-shortfall",  # a plan that a restatement took the place of
            saving(
                "full_year = 180_000\nstarts = 2015-10-01\nplan = { '2015/16' = 60_000 }"
                "\nforecast = [{ on = 2014-12-01, full_year = 90_000 }]"
            ),
            "forecast = [{ on = 2014-12-01, full_year = 90_000 }]",
            "90_000",
        ),
        (
            "saving-shortfall",  # a year that has ended, planned by itself
            saving("full_year = 1\nstarts = 2015-04-01\nplan = { '2013/14' = 60, '2014/15' = 2 }"),
            "plan = { '2013/14' = 60, '2014/15' = 2 }",
            "60",
        ),
        (
            "saving-shortfall",
            saving('full_year = 1\nstarts = 2015-04-01\n[saving.plan]\n"2013/14" = 60_000'),
            '"2013/14" = 60_000',
            "60_000",
        ),
        (
            "saving-shortfall",  # a year that has ended, whatever was restated since
            saving("full_year = 100_000\nstarts = 2013-04-01" + RESTATED),
            "full_year = 100_000",
            "100_000",
        ),
        (
            "saving-shortfall",  # a cost pressure that costs more than was planned
            saving(
                "full_year = -100\nstarts = 2014-04-01"
                "\nrealised = [{ year = '2014/15', amount = -101, on = 2014-12-01 }]"
            ),
            "full_year = -100",
            "-100",
        ),
        (
            "saving-shortfall",
            "[programme.target]\nfull_year = 100_000",
            "full_year = 100_000",
            "100_000",
        ),
        (
            "saving-unvalidated",
            saving("full_year = 1\nstarts = 2015-04-01" + CLAIMS),
            '{ year = "2014/15", amount = 2_000, on = 2014-06-01 },',
            "2_000",
        ),
        (
            "saving-unvalidated",
            saving(
                "full_year = 1\nstarts = 2015-04-01"
                "\n[[saving.realised]]\nyear = '2014/15'\namount = 5\non = 2014-06-01"
            ),
            "amount = 5",
            "5",
        ),
        (
            "validator-not-independent",
            saving(
                "full_year = 1\nstarts = 2015-04-01"
                "\n[[saving.realised]]\nyear = '2014/15'\namount = 5\non = 2014-06-01"
                "\nvalidated = { on = 2014-06-02, by = 'ann lee' }"
            ),
            "validated = { on = 2014-06-02, by = 'ann lee' }",
            "'ann lee'",
        ),
        (
            "validator-not-independent",  # by the validator of the programme
            saving(
                "full_year = 1\nstarts = 2015-04-01"
                "\n[[saving.realised]]\nyear = '2014/15'\namount = 5\non = 2014-06-01"
                "\nvalidated = { on = 2014-06-02 }"
            ),
            "validated = { on = 2014-06-02 }",
            "{ on = 2014-06-02 }",
        ),
        (
            "validator-not-independent",
            saving(
                "full_year = 1\nstarts = 2015-04-01"
                "\n[[saving.realised]]\nyear = '2014/15'\namount = 5\non = 2014-06-01"
                "\n[saving.realised.validated]\non = 2014-06-02\nby = 'Ann Lee'"
            ),
            "by = 'Ann Lee'",
            "'Ann Lee'",
        ),
        ("data-stale", "", "updated = 2014-11-03", "2014-11-03"),
    ],
)
def test_a_finding_of_money_or_contracts_points_at_the_value_that_makes_it_so(
    id: str, more: str, line: str, marked: str
) -> None:
    details = 'updated = 2014-11-03\nvalidator = "Ann Lee"'
    everything = found(FAR, more, details=details, owner="Ann Lee")
    assert places(id, everything) == [(line, marked)]
    assert {finding.location.file for finding in everything} == {"workstreams.toml"}


@pytest.mark.parametrize(
    ("milestone", "line"),
    [
        ("baseline = 2014-12-01" + FORECASTS, "date = 2014-12-05  # the last one said"),
        ("baseline = 2014-12-01\nforecast = 2014-12-20", "forecast = 2014-12-20"),
        ("baseline = 2014-12-01\nactual = 2014-12-02" + FORECASTS, "actual = 2014-12-02"),
        ("baseline = 2014-12-01", "baseline = 2014-12-01"),  # overdue
    ],
)
@pytest.mark.parametrize("restated", ["", RESTATED.replace("90_000", "100_001").split("\n\n")[0]])
def test_a_saving_that_is_short_because_its_milestone_slipped_points_at_the_milestone(
    milestone: str, line: str, restated: str
) -> None:
    # More money a year does not make up for starting later.
    late = saving('full_year = 100_000\nstarts_with = "m"' + restated)
    everything = found(milestone, late)
    assert [place(finding)[0] for finding in everything if finding.id == "saving-shortfall"] == [
        line
    ]


def test_savings_that_wait_for_others_point_at_the_first_of_them() -> None:
    chain = (
        "baseline = 2015-02-01\nafter = ['second', 'third']"
        + another("second", "baseline = 2015-01-20\nafter = ['first']", "hrd")
        + another("first", "baseline = 2015-01-10\nforecast = 2015-02-10", "hrd")
        + another("third", "baseline = 2015-01-10\nforecast = 2015-02-09", "hrd")
        + another("last", "baseline = 2015-03-01\nafter = [{ milestone = 'm', lag = '60 days' }]")
    )
    money = [
        saving(f'full_year = 100_000\nstarts_with = "{id}"', f"s-{id}")
        for id in ("last", "m", "first", "second", "third")
    ]
    several = [
        place(finding)[0] for finding in found(chain, "".join(money)) if finding.about == "saving"
    ]
    assert several == ["forecast = 2015-02-10"] * 4 + ["forecast = 2015-02-09"]


def test_a_saving_that_is_restated_after_its_milestone_slipped_points_at_what_was_said() -> None:
    slipped = "baseline = 2014-12-01\nforecast = 2014-12-20"
    lower = saving('full_year = 100_000\nstarts_with = "m"' + RESTATED)
    [finding] = [finding for finding in found(slipped, lower) if finding.id == "saving-shortfall"]
    assert place(finding) == ("full_year = 90_000  # lower", "90_000")


def test_several_findings_of_one_milestone_may_point_at_several_lines() -> None:
    fields = """
baseline = 2014-12-01
deadline = 2014-12-03
tolerance = "1 day"
actual = 2014-12-10
"""
    everything = found(fields + WAIVED, today=D)
    assert {finding.id: place(finding)[0] for finding in everything} == {
        "tolerance-exceeded": "baseline = 2014-12-01",
        "deadline-broken": "baseline = 2014-12-01",
        "milestone-overdue": "baseline = 2014-12-01",
        "waiver-expired": "until = 2014-12-08",
        "actual-in-future": "actual = 2014-12-10",
    }


@pytest.mark.parametrize(
    ("restatements", "line"),
    [
        ([("2014-12-09", "80 # on the day")], "full_year = 80 # on the day"),
        ([("2014-12-09", "80 # last"), ("2014-12-08", "90 # first")], "full_year = 80 # last"),
        ([("2014-12-08", "90 # first"), ("2014-12-09", "80 # last")], "full_year = 80 # last"),
        ([("2014-12-09", "90 # first"), ("2014-12-09", "80 # last")], "full_year = 80 # last"),
        ([("2014-12-09", "80 # last"), ("2014-12-10", "70 # later")], "full_year = 80 # last"),
    ],
)
def test_of_several_restatements_the_last_one_by_the_day_is_pointed_at(
    restatements: list[tuple[str, str]], line: str
) -> None:
    lower = "full_year = 100\nstarts = 2015-04-01" + "".join(
        f"\n[[saving.forecast]]\non = {on}\nfull_year = {amount}" for on, amount in restatements
    )
    [finding] = found(FAR, saving(lower))
    assert (finding.id, place(finding)[0]) == ("saving-shortfall", line)


@pytest.mark.parametrize(
    ("when", "line"),
    [
        (date(2015, 3, 31), "full_year = 90_000 # lower"),
        (date(2015, 4, 1), "plan = { '2014/15' = 50_000 } # and too little claimed"),
    ],
)
def test_once_a_year_has_ended_it_is_its_plan_that_was_not_reached(when: date, line: str) -> None:
    lower = (
        "full_year = 100_000\nstarts = 2014-10-01"
        "\nplan = { '2014/15' = 50_000 } # and too little claimed"
        "\n[[saving.forecast]]\non = 2014-12-01\nfull_year = 90_000 # lower"
    )
    assert [
        finding[0] for finding in places("saving-shortfall", found(FAR, saving(lower), when))
    ] == [line]


def test_a_cost_that_was_claimed_is_not_put_down_to_a_milestone_that_slipped() -> None:
    pressure = saving(
        "full_year = -100\nstarts_with = 'm'\nplan = { '2014/15' = -100 }"
        "\nrealised = [{ year = '2014/15', amount = -101, on = 2014-12-01 }]"
    )
    several = found("baseline = 2014-04-01\nforecast = 2014-12-20", pressure)
    assert places("saving-shortfall", several) == [("plan = { '2014/15' = -100 }", "-100")]


@pytest.mark.parametrize(
    "milestone",
    ["baseline = '2015-04'\nforecast = 2015-04-30", "baseline = 2015-04-30\nforecast = '2015-04'"],
)
def test_a_milestone_that_is_due_on_the_same_day_is_not_what_makes_a_saving_short(
    milestone: str,
) -> None:
    plan = saving(
        "full_year = 120_000\nstarts_with = 'm'\nplan = { '2015/16' = 115_000 }"
        "\nforecast = [{ on = 2014-12-01, full_year = 110_000 }]"
    )
    several = found(milestone, plan)
    line = "forecast = [{ on = 2014-12-01, full_year = 110_000 }]"
    assert places("saving-shortfall", several) == [(line, "110_000")]

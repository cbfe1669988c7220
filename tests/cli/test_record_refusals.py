"""What the commands that record refuse, in which words, and what they warn of."""

import shlex
from pathlib import Path
from unittest.mock import patch

import pytest
from msgspec.structs import replace

from minerva.model.errors import MinervaError
from minerva.parsing.lookup import find_record
from tests.cli.test_record_commands import MILESTONES, WORKSTREAMS, record, texts
from tests.programmes import programme as read
from tests.programmes import write_programme

SHORT_FORM = """
    [[milestone]]
    id = "short"
    workstream = "ict"
    name = "Short"
    baseline = 2015-02-01
    forecast = "2015-03"
"""
CLAIMS = """
    [[saving]]
    id = "validated"
    workstream = "ict"
    name = "Validated"
    full_year = 10_000
    starts = 2014-04-01

      [[saving.realised]]
      year = "2014/15"
      amount = 10_000
      on = 2014-11-26
      validated = { on = 2014-12-01, by = "Finance" }

      [[saving.realised]]
      year = "2013/14"
      amount = -2_000
      on = 2014-11-26

    [[saving]]
    id = "pressure"
    workstream = "ict"
    name = "Pressure"
    full_year = -10_000
    starts = 2014-04-01

    [[contract]]
    id = "served"
    supplier = "Served Ltd"
    expires = 2015-03-31
    notice_served = 2014-12-01
"""


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES + SHORT_FORM, WORKSTREAMS + CLAIMS)


REFUSED = [
    ("complete awrad", 'there is no milestone "awrad"', 'did you mean "award"?'),
    ("complete x", 'there is no milestone "x"', "they are tenders (Final tenders), award (Award)"),
    (
        "complete tenders --on 2015-01-13",
        "13 Jan 2015 lies in the future: today is 12 Jan 2015",
        "once the day has come",
    ),
    ("complete tenders --on 'Jan 2015'", "Jan 2015 is not over", "name the day"),
    (
        "complete tenders --on 01/02/2015",
        '"01/02/2015" may be 1 Feb 2015 or 2 Jan 2015',
        "write 2015-02-01 or 2015-01-02",
    ),
    (
        "complete done --on 2014-12-03",
        "done was completed on 1 Dec 2014 already",
        "--correct replaces it with 3 Dec 2014",
    ),
    ("complete done --on 2014-12-01", "done is recorded as completed on 1 Dec 2014 already", ""),
    ("complete award --correct", "award is not complete: there is nothing to correct", "leave out"),
    (
        "reforecast done 2015-06-01 --reason R",
        "done was completed on 1 Dec 2014: what is complete is not reforecast",
        "minerva complete --correct",
    ),
    (
        "reforecast short 2015-06-01 --reason R",
        'short has the short form `forecast = "2015-03"`, which does not say when it was stated',
        'as a [[milestone.forecast]] with `on` (the day it was stated) and `date = "2015-03"`',
    ),
    (
        "reforecast award '9 Jan 2015' --reason R",
        "9 Jan 2015 had passed on 12 Jan 2015, and award was not complete",
        "minerva complete award",
    ),
    (
        "reforecast award 2015-04-15 --reason R --on 2014-12-22",
        "that award is expected on 15 Apr 2015 was stated on 22 Dec 2014 already",
        "",
    ),
    ("reforecast award +2parsecs --reason R", '"+2parsecs" is not a date', "write 9 Jan 2015"),
    ("reforecast award +9999months --reason R", "more than a hundred years", "check the number"),
    ("rebaseline live +2weeks --approved-by B --reason R", '"+2weeks" is not a date', "write"),
    (
        "rebaseline done 2015-06-01 --approved-by B --reason R",
        "what is complete is not given a new baseline",
        "minerva undo",
    ),
    ("claim rent 0 --year 2014/15", "a claim of nothing", "give the amount"),
    ("claim rent -5k --year 2014/15", "-£5,000 takes back some of what was", "add --evidence"),
    ("claim pressure 5k --year 2014/15", "£5,000 takes back some of what was", "add --evidence"),
    ("claim rent 5.001 --year 2014/15", "may be 5.001 or 5,001", "write 5001"),
    ("claim rent 80.000 --year 2014/15", '"80.000" may be 80 or 80,000', "write 80 or 80000"),
    ("claim rent €5 --year 2014/15", '"€5" is not in GBP', "write the amount in GBP"),
    ("claim rent 5 --year 2014", '"2014" is not a financial year', 'write "2014/15"'),
    ("claim rents 5 --year 2014/15", 'there is no saving "rents"', 'did you mean "rent"?'),
    ("validate rent --year 2014/15 --by F", "rent has no claim for 2014/15", "claim it first"),
    ("validate post --year 2013/14 --by F", "post has no claim for 2013/14", "for 2014/15"),
    ("validate validated --year 2014/15 --by F", "every claim of validated for 2014/15 is", ""),
    (
        "validate post --year 2014/15 --by F --amount 5k",
        "2 claims of post for 2014/15 are not validated yet, and an amount is for one",
        "--claim: 1 (£30,000 of 26 Nov 2014), 2 (£19,500 of 5 Jan 2015)",
    ),
    (
        "validate post --year 2014/15 --by F --amount 30,001 --claim 1",
        "£30,001 is not a part of the claim of £30,000",
        "a validation never exceeds its claim",
    ),
    (
        "validate post --year 2014/15 --by F --amount -5 --claim 1",
        "-£5 is not a part of the claim of £30,000",
        "never exceeds",
    ),
    (
        "validate validated --year 2013/14 --by F --amount -2,001",
        "-£2,001 is not a part of the claim of -£2,000",
        "never exceeds",
    ),
    ("validate post --year 2014/15 --by F --claim 3", "post has no claim 3", "are 1 to 2"),
    ("validate rent --year 2014/15 --by F --claim 1", "rent has no claim 1", "nothing was claimed"),
    (
        "validate post --year 2013/14 --by F --claim 1",
        "claim 1 of post is for 2014/15, not 2013/14",
        "year of the claim",
    ),
    (
        "validate validated --year 2014/15 --by F --claim 1",
        "claim 1 of validated was validated on 1 Dec 2014 by Finance already",
        "negative claim",
    ),
    (
        "validate post --year 2014/15 --by F --on 2014-11-25",
        "the claim was made on 26 Nov 2014: it cannot have been validated on 25 Nov 2014",
        "--on",
    ),
    ("restate rent --reason R", "nothing is restated", "--full-year, --starts or --year"),
    ("restate rent --reason R --starts 2015-04", "Apr 2015 is not a single day", "name the day"),
    (
        "waive milestone-overdu tenders --until 2015-02-28 --reason R --approved-by B",
        'there is no finding "milestone-overdu"',
        'did you mean "milestone-overdue"?',
    ),
    (
        "waive waiver-expired tenders --until 2015-02-28 --reason R --approved-by B",
        "waiver-expired is about waivers and cannot be waived",
        "take out the waiver",
    ),
    (
        "waive milestone-overdue tendres --until 2015-02-28 --reason R --approved-by B",
        'there is no milestone "tendres"',
        'did you mean "tenders"?',
    ),
    (
        "waive milestone-overdue rent --until 2015-02-28 --reason R --approved-by B",
        "rent is a saving: milestone-overdue is about a milestone",
        "name a milestone",
    ),
    (
        "waive milestone-overdue tenders --until 2015-01-11 --reason R --approved-by B",
        "11 Jan 2015 has passed: the waiver would accept nothing",
        "a later day",
    ),
    ("serve-notice served", "notice on served was served on 1 Dec 2014 already", "minerva undo"),
    ("serve-notice older", 'there is no contract "older"', 'did you mean "old"?'),
    ("withdraw-bidder ito HLC --at final", 'ito has no bidder "HLC"', 'did you mean "HCL"?'),
    ("withdraw-bidder ito HCL --at fnal", 'there is no stage "fnal"', 'did you mean "final"?'),
    ("withdraw-bidder ito capita --at final", "Capita left ito at isds already", "minerva undo"),
    ("withdraw-bidder tio HCL --at final", 'there is no procurement "tio"', 'mean "ito"?'),
    ("add workstream ict --name X", 'there is a workstream "ict" already', "another id"),
    ("add workstream", "a new workstream needs an id and --name", "add what is missing"),
    ("add milestone x", "a new milestone needs --workstream and --name", "missing"),
    ("add workstream 'I T' --name X", '"I T" is not an id in lower case', 'write "i-t"'),
    (
        "add milestone x --workstream itc --name X --baseline 2015-05-01",
        'there is no workstream "itc"',
        'did you mean "ict"?',
    ),
    (
        "add milestone x --workstream ict --name X --baseline 2015-05-01 --after awrad",
        'there is no milestone "awrad"',
        'did you mean "award"?',
    ),
    (
        "add milestone x --workstream ict --name X --baseline 2015-05-01 --after award+soon",
        '"+soon" is not a delay',
        "write award+3weeks",
    ),
    (
        "add milestone x --workstream ict --name X --baseline 2015-05-01 --tolerance soon",
        '"soon" is not a duration',
        "10 days",
    ),
    (
        "add milestone x --workstream ict --name X --baseline 2015-05-01 --actual 2015-01-13",
        "13 Jan 2015 lies in the future",
        "",
    ),
    (
        "add saving x --workstream ict --name X --starts 2015-05-01 --starts-with award",
        "the files would then be refused",
        "",
    ),
    ("add saving x --workstream ict --name X --plan 80k", '"80k" has no amount', "2014/15=80k"),
    (
        "add saving x --workstream ict --name X --plan 2014/15=1 --plan 2014-15=2",
        '--plan has "2014/15" twice',
        "give it once",
    ),
    (
        "add saving x --workstream ict --name X --full-year 1 --components A=2",
        "the files would then be refused",
        "",
    ),
]


@pytest.mark.parametrize(("command", "message", "hint"), REFUSED)
def test_it_is_refused_in_words(programme: Path, command: str, message: str, hint: str) -> None:
    before = texts(programme)
    result = record(programme, *shlex.split(command))
    assert (result.status, result.stdout) == (2, "")
    assert message in result.stderr
    assert hint in result.stderr
    assert texts(programme) == before


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("reforecast award 2015-05-01", "needs --reason"),
        ("rebaseline award 2015-05-01 --reason R", "needs --approved-by"),
        ("claim rent 5", "needs --year"),
        ("validate post --year 2014/15", "needs --by"),
        ("claim rent 5 --year 2014/15 --evidence ' '", "this text is empty"),
        ("reforecast award 2015-05-01 --reason ''", "this text is empty"),
        ("claim rent -x --year 2014/15", 'there is no option "-x"'),
        ("add saving x --category rent", '--category cannot be "rent"'),
    ],
)
def test_what_is_needed_is_asked_for(programme: Path, command: str, message: str) -> None:
    result = record(programme, *shlex.split(command))
    assert (result.status, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_delay_may_lead_out_of_range(programme: Path) -> None:
    assert record(programme, "reforecast", "live", "2190-01-01", "--reason", "R").status == 0
    result = record(programme, "reforecast", "live", "+1200months", "--reason", "R")
    assert result.status == 2
    assert "1200 months after 1 Jan 2190 is out of range" in result.stderr


def test_a_second_baseline_of_a_day_is_refused(programme: Path) -> None:
    words = ["--approved-by", "Board", "--reason", "R"]
    assert record(programme, "rebaseline", "live", "2015-06-15", *words).status == 0
    result = record(programme, "rebaseline", "live", "2015-06-20", *words)
    assert result.status == 2
    assert "a baseline of 15 Jun 2015 was agreed on 12 Jan 2015 already" in result.stderr
    assert "a baseline is never rewritten" in result.stderr


def test_the_same_restatement_and_waiver_are_refused(programme: Path) -> None:
    restated = shlex.split("restate rent --full-year 5k --reason R")
    assert record(programme, *restated).status == 0
    assert (
        "the same was stated of rent on 12 Jan 2015 already" in record(programme, *restated).stderr
    )
    words = "waive milestone-overdue tenders --until 2015-02-28 --reason R --approved-by B"
    waived = shlex.split(words)
    assert record(programme, *waived).status == 0
    again = record(programme, *waived)
    assert "is accepted for tenders until 28 Feb 2015 already, by B" in again.stderr
    later = [word.replace("02-28", "03-31") for word in waived]
    assert record(programme, *later).status == 0


@pytest.mark.parametrize(
    ("command", "warning"),
    [
        ("complete award", "its predecessor tenders is not complete"),
        (
            "reforecast award 2015-05-01 --reason R --on 2014-12-01",
            "a forecast of 22 Dec 2014 is later, and stays in force",
        ),
        (
            "rebaseline award 2015-05-01 --approved-by B --reason R",
            "the forecast of 15 Apr 2015 no longer counts",
        ),
        (
            "rebaseline live 2015-01-05 --approved-by B --reason R",
            "5 Jan 2015 had passed on 12 Jan 2015",
        ),
        (
            "claim post 30k --year 2014/15 --on 2014-11-26 --evidence Other",
            "a claim of the same amount for the same year and day is there already",
        ),
        (
            "claim post -60k --year 2014/15 --evidence E",
            "more is taken back than was claimed: 2014/15 now stands at -£10,500",
        ),
        (
            "claim rent 5k --year 2015/16",
            "Rent: £5,000 is claimed for 2015/16 on 12 Jan 2015, before the year began on "
            "1 Apr 2015 (claim-early)",
        ),
        (
            "validate post --year 2014/15 --by F --on 2014-12-31",
            "claims made after 31 Dec 2014 are not validated: 1",
        ),
        (
            "restate rent --starts 2015-07-01 --reason R",
            "from 12 Jan 2015 its start no longer moves with live",
        ),
        ("serve-notice served --on 2014-12-01", None),
        ("serve-notice old --on 2015-01-12", None),
    ],
)
def test_what_is_odd_is_warned_of(programme: Path, command: str, warning: str | None) -> None:
    result = record(programme, *shlex.split(command))
    if warning is None:
        assert "warning" not in result.stderr
    else:
        assert result.status == 0
        assert result.stdout.count("\n") >= 2
        assert f"warning: {warning}" in result.stderr


def test_a_statement_before_what_is_there_is_warned_of(programme: Path) -> None:
    words = ["--approved-by", "B", "--reason", "R"]
    record(programme, "rebaseline", "live", "2015-06-15", *words)
    earlier = record(programme, "rebaseline", "live", "2015-06-10", *words, "--on", "2015-01-02")
    assert "a baseline agreed on 12 Jan 2015 is later, and stays in force" in earlier.stderr
    forecast = shlex.split("reforecast live 2015-06-20 --reason R --on 2015-01-02")
    assert "a baseline was agreed later, on 12 Jan 2015" in record(programme, *forecast).stderr
    record(programme, "restate", "post", "--full-year", "5", "--reason", "R")
    restated = shlex.split("restate post --full-year 6 --reason R --on 2015-01-02")
    assert "a restatement of 12 Jan 2015 is later" in record(programme, *restated).stderr


def test_notice_that_comes_late_is_warned_of(tmp_path: Path) -> None:
    expired = WORKSTREAMS.replace("expires = 2015-11-03", "expires = 2014-12-31")
    write_programme(tmp_path, MILESTONES, expired)
    result = record(tmp_path, "serve-notice", "old")
    assert "warning: notice was due by 30 Jun 2014\n" in result.stderr
    assert "warning: it expired on 31 Dec 2014\n" in result.stderr
    write_programme(tmp_path, MILESTONES, WORKSTREAMS.replace('    notice = "6 months"\n', ""))
    assert "no notice period is recorded" in record(tmp_path, "serve-notice", "old").stderr


def test_an_id_may_be_shortened(programme: Path) -> None:
    words = "add milestone x --workstream ic --name X --baseline 2015-05-01 --after aw"
    result = record(programme, "complete", "ten")
    assert result.stdout.startswith("milestones.toml:8: tenders was completed")
    assert record(programme, *shlex.split(words)).status == 0
    assert 'after = ["award"]' in (programme / "milestones.toml").read_text("utf-8")


def test_a_beginning_of_several_ids_is_refused() -> None:
    milestones = read(MILESTONES, WORKSTREAMS).milestones
    twin = replace(milestones[0], id=type(milestones[0].id)("tender-list"))
    with pytest.raises(MinervaError, match='"tende" may be any of 2 milestones') as refused:
        find_record("milestone", [*milestones, twin], "tende")
    assert refused.value.hint == (
        "give the id of one: tenders (Final tenders), tender-list (Final tenders)"
    )
    assert find_record("milestone", [*milestones, twin], "tenders").id == "tenders"
    with pytest.raises(MinervaError, match='there is no milestone ""'):
        find_record("milestone", milestones, "")
    with pytest.raises(MinervaError, match='there is no milestone "x"') as refused:
        find_record("milestone", [], "x")
    assert refused.value.hint == "no milestone is recorded yet"


def test_what_is_missing_is_asked_for_on_a_terminal(programme: Path) -> None:
    answers = iter(["fleet", "The fleet"])
    with (
        patch("minerva.cli.record_change.on_terminal", return_value=True),
        patch("typer.prompt", lambda *_, **__: next(answers)),
    ):
        result = record(programme, "add", "workstream")
    assert result.status == 0
    assert 'name = "The fleet"' in (programme / "workstreams.toml").read_text("utf-8")


def test_a_day_to_come_is_no_matter_of_a_milestone(programme: Path) -> None:
    for command in ("restate rent --full-year 5k --reason R", "claim rent 5 --year 2014/15"):
        result = record(programme, *shlex.split(command), "--on", "2015-01-13")
        assert "hint: record it once the day has come\n" in result.stderr


def test_the_hint_about_a_plan_names_the_option_that_gives_it(programme: Path) -> None:
    path = programme / "workstreams.toml"
    amount = "full_year = 10_000"
    planned = path.read_text("utf-8").replace(
        amount, f'{amount}\nplan = {{ "2015/16" = 9_000 }}', 1
    )
    path.write_text(planned, "utf-8")
    words = shlex.split("rebudget validated --full-year 8k --approved-by Council --reason R")
    result = record(programme, *words)
    assert 'add plan = { "2015/16" = ... }; with `minerva rebudget`, a --year' in result.stderr
    assert record(programme, *words, "--year", "2015/16=8k").status == 0


def test_a_cost_pressure_that_was_written_off_takes_claims(programme: Path) -> None:
    assert record(programme, "state", "pressure", "written-off").status == 0
    result = record(programme, *shlex.split("claim pressure -500 --year 2014/15"))
    assert (result.status, result.stderr) == (0, "")


@pytest.mark.parametrize(
    "command",
    [
        "restate validated --year 2014/15=5k --reason R",
        "rebudget validated --full-year 5k --approved-by Council --reason R",
    ],
)
def test_what_brings_a_saving_back_is_said(programme: Path, command: str) -> None:
    stated = record(programme, *shlex.split("state validated written-off --on 2015-01-11"))
    assert stated.status == 0
    same_day = record(programme, *shlex.split(command), "--on", "2015-01-11", "--dry-run")
    assert same_day.stderr == (
        "warning: it was stated written-off on the same day, and brings nothing until something "
        "is stated on a later one\n"
    )
    later = record(programme, *shlex.split(command))
    assert later.stderr == "warning: it was stated written-off on 11 Jan 2015: this ends that\n"


def test_a_claim_that_was_validated_in_part_is_not_said_to_be_validated(programme: Path) -> None:
    for command in (
        "claim pressure -500 --year 2014/15",
        "validate pressure --year 2014/15 --by F --amount -400",
    ):
        assert record(programme, *shlex.split(command)).status == 0
    result = record(programme, *shlex.split("validate pressure --year 2014/15 --by F"))
    assert "every claim of pressure for 2014/15 is validated already, 1 in part" in result.stderr
    assert "hint: where the rest is confirmed too" in result.stderr

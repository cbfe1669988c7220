"""`add` of parts of tenders, contracts and options, and `set`: what is written, and refused."""

import shlex
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest

from tests.command import Result, run
from tests.programmes import write_programme

TODAY = date(2026, 5, 4)
WORKSTREAMS = """\
[programme]
id = "p"
name = "P"

[[workstream]]
id = "build"
name = "Building works"

[[procurement]]
id = "depot"
name = "The depot"
workstream = "build"

  [[procurement.stage]]
  id = "tender"
  name = "Tenders in"
  closes = "award"

  [[procurement.bidder]]
  name = "Northway"

  [procurement.evaluation]
  price_formula = "lowest-over-bid"
  price_criterion = ["Fixed", "Hourly"]
  quality = { weight = 40 }
  price = { weight = 60, criteria = { Fixed = 70, Hourly = 30 } }
"""
MILESTONES = """\
[[milestone]]
id = "award"
workstream = "build"
name = "Contract award"
baseline = 2026-06-01
"""


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS)


def given(depot: Path, *arguments: str) -> Result:
    return run(*arguments, cwd=depot, today=TODAY)


@pytest.mark.parametrize(
    ("command", "written"),
    [
        (
            "add procurement vans --workstream 'building works' --name Vans --regime 'PA 2023' "
            "--value 1.2m --kind goods --publish-from 'contract award'",
            'id = "vans"\nname = "Vans"\nworkstream = "build"\nregime = "PA 2023"\n'
            'value = 1_200_000\nkind = "goods"\npublish_from = "award"\n',
        ),
        (
            "add stage 'the depot' works --name Works --opens award --closes 'Q4 2026/27' "
            "--bidders-in 1",
            '  id = "works"\n  name = "Works"\n  opens = "award"\n  closes = "2026/27-Q4"\n'
            "  bidders_in = 1\n",
        ),
        ("add bidder depot Brook", '  [[procurement.bidder]]\n  name = "Brook"\n'),
        (
            "add bid depot north --price Fixed=85k --price Hourly=60 --scores quality=72.5 "
            "--on '1 May 2026' --stage tenders",
            '  bidder = "Northway"\n  on = 2026-05-01\n  stage = "tender"\n'
            "  price = { Fixed = 85_000, Hourly = 60 }\n  scores = { quality = 72.5 }\n",
        ),
        ("add bid depot Northway", '  bidder = "Northway"\n  on = 2026-05-04\n'),
        (
            "add contract lease --supplier Acme --expires '31 Mar 2027' --notice '6 months' "
            "--replaced-by 'Contract award' --notice-for break --notice-served 2026-05-01 "
            "--procurement depot",
            'id = "lease"\nsupplier = "Acme"\nexpires = 2027-03-31\nreplaced_by = "award"\n'
            'notice = "6 months"\nnotice_for = "break"\nnotice_served = 2026-05-01\n'
            'procurement = "depot"\n',
        ),
        (
            "add option rent --name Rent --annual-saving '10k to 15k' --investment 1m "
            "--decision open",
            "annual_saving = { low = 10_000, high = 15_000 }\ninvestment = 1_000_000\n"
            'decision = "open"\n',
        ),
        (
            "set target full_year=1m from=2026/27",
            'target = { full_year = 1_000_000, from = "2026/27" }\n',
        ),
        (
            "set programme tolerance='2 weeks' launched='Q1 2025/26' name='The depot'",
            'name = "The depot"\nlaunched = "2025/26-Q1"\ntolerance = "2 weeks"\n',
        ),
    ],
)
def test_it_is_written_and_taken_back(depot: Path, command: str, written: str) -> None:
    arguments = shlex.split(command)
    before = (depot / "workstreams.toml").read_text("utf-8")
    dry = given(depot, *arguments, "--dry-run")
    assert dry.status == 0, dry.stderr
    assert (depot / "workstreams.toml").read_text("utf-8") == before
    done = given(depot, *arguments)
    assert done.status == 0, done.stderr
    after = (depot / "workstreams.toml").read_text("utf-8")
    assert all(line in after.splitlines() for line in written.splitlines())
    assert run("check", "--exit-zero", cwd=depot).status == 0
    assert given(depot, "undo").status == 0
    assert (depot / "workstreams.toml").read_text("utf-8") == before


def test_keys_of_a_target_that_is_there_are_set_one_by_one(depot: Path) -> None:
    given(depot, "set", "target", "full_year=1m")
    done = given(depot, "set", "target", "from=2026/27", "percent=5%", "full_year=900k")
    assert "full_year is 900,000, not 1,000,000; from is 2026/27; percent is 5" in done.stdout
    text = (depot / "workstreams.toml").read_text("utf-8")
    assert 'target = { full_year = 900_000, from = "2026/27", percent = 5 }' in text


@pytest.mark.parametrize(
    ("arguments", "told", "hint"),
    [
        ("set target", "set needs KEY=VALUE", "`minerva set --help`"),
        ("set goal full_year=1m", 'cannot be "goal"', "target, programme"),
        ("set target fullyear=1m", 'the target has no key "fullyear"', 'mean "full_year"'),
        ("set target zzz=1m", 'the target has no key "zzz"', "the keys are full_year, from, "),
        ("set target full_year", '"full_year" sets nothing', "write full_year=VALUE"),
        ("set target full_year=", '"full_year=" sets nothing', "write full_year=VALUE"),
        ("set target from=2026/27", "needs full_year", "minerva set target full_year=2m"),
        ("set target full_year=1m full_year=2m", "full_year is given twice", "give it once"),
        ("set target full_year=1,5", '"1,5" is not an amount', "write 1.5 for pence"),
        ("set programme name=P", "nothing would change: name is P already", ""),
        ("set programme currency=Pounds", "would then be refused", 'three letters: "GBP"'),
        ("add stage", "needs the procurement that it is part of, an id and --name", "add what"),
        ("add bidder depot", "a new bidder needs a name", "add what is missing"),
        ("add bid depot", "a new bid needs the bidder", "add what is missing"),
        ("add contract lease --expires 2027-03-31", "needs --supplier", "add what is missing"),
        ("add stage deopt x --name X", 'there is no procurement "deopt"', 'mean "depot"'),
        ("add stage depot tender --name X", 'there is a stage "tender" already', "another id"),
        ("add bidder depot Northway", "Northway is a bidder for depot already", ""),
        ("add bid depot Nobody", 'there is no bidder "Nobody"', "they are Northway"),
        ("add bid depot Northway --stage x", 'there is no stage "x"', "they are tender"),
        ("add bid depot Northway --on 2026-05-05", "lies in the future", "once the day"),
        ("add bid depot Northway --scores quality", '"quality" has no score', "Quality=72.5"),
        ("add bid depot Northway --scores quality=x", '"x" is not a score', "0 to 100"),
        ("add bid depot Northway --price Fixed", '"Fixed" is not an amount', "80k"),
        ("add bid depot Northway --price Fixed=1 --price Hourly", '"Hourly" has no amount', "=20k"),
        ("add stage depot x --name X --opens awrad", "neither a date nor a milestone", '"award"'),
        ("add stage depot x --name X --opens 1/2/2026", "may be 1 Feb 2026 or 2 Jan", "2026-02-01"),
        ("add stage depot x --name X --bidders-in few", '"few" is not a count', "such as 4"),
        ("add option x --name X --investment 5k..1k", "would then be refused", "swap them"),
    ],
)
def test_what_will_not_do_is_refused_with_a_hint(
    depot: Path, arguments: str, told: str, hint: str
) -> None:
    before = (depot / "workstreams.toml").read_text("utf-8")
    result = given(depot, *arguments.split())
    assert (result.status, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.split())
    assert hint in " ".join(result.stderr.split())
    assert (depot / "workstreams.toml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "answers", "written", "told"),
    [
        (
            "add stage",
            ["nothing", "depot", "tender", "Works!", "works", " ", "Works"],
            '  id = "works"\n  name = "Works"\n',
            [
                "The procurements are depot (The depot).",
                'there is no procurement "nothing"',
                'there is a stage "tender" already',
                '"Works!" is not an id',
                "this text is empty",
            ],
        ),
        (
            "add bid depot",
            ["Nobody", "northway"],
            '  bidder = "Northway"\n  on = 2026-05-04\n',
            ["The bidders are Northway.", 'there is no bidder "Nobody"'],
        ),
        (
            "add saving",
            ["Rent", "rent", "roof", "building", "Rent"],
            'id = "rent"\nworkstream = "build"\nname = "Rent"\n',
            ['"Rent" is not an id', "The workstreams are build (Building works).", '"roof"'],
        ),
        (
            "add contract lease --supplier Acme",
            ["soon", "March 2027", "31 March 2027"],
            "expires = 2027-03-31\n",
            ['"soon" is not a date', "Mar 2027 is not a single day"],
        ),
        (
            "raise risk",
            ["fire", "A fire", "often", "20"],
            'name = "A fire"\n',
            [],
        ),
    ],
)
def test_on_a_terminal_a_bad_answer_is_asked_for_again(
    depot: Path, arguments: str, answers: list[str], written: str, told: Sequence[str]
) -> None:
    left = iter(answers)
    with (
        patch("minerva.cli.record_change.on_terminal", return_value=True),
        patch("typer.prompt", lambda *_, **__: next(left)),
    ):
        done = given(depot, *arguments.split())
    assert done.status == 0, done.stderr
    files = "".join(path.read_text("utf-8") for path in depot.glob("*.toml"))
    assert written in files
    for text in told:
        assert text in done.stderr

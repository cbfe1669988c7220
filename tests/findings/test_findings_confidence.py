"""The two findings of how sure a date is: firing, at the boundary, silent, and without numpy."""

from decimal import Decimal
from importlib import util
from pathlib import Path

import pytest

from minerva.findings import Finding
from minerva.findings import confidence as ours
from minerva.position import Position
from minerva.simulation import DeadlineOdds, Proportion
from tests.command import run
from tests.findings.test_findings import contract, found, only_one
from tests.findings.test_findings_places import place
from tests.programmes import WORKSTREAMS, write_programme

EXCLUDES, UNLIKELY = "estimate-excludes-forecast", "deadline-unlikely"


@pytest.mark.parametrize(
    ("estimate", "outside"),
    [
        ("{ low = 2015-01-02, high = 2015-02-01 }", 1),
        ("{ low = 2015-01-01, high = 2015-02-01 }", None),
        ("{ low = 2014-12-01, high = 2015-01-01 }", None),
        ("{ low = 2014-12-01, high = 2014-12-31 }", 1),
        ('{ low = "1 week", high = "2 weeks" }', 7),
        ('{ low = "-2 weeks", high = "-1 week" }', 7),
        ('{ low = "0 days", high = "0 days" }', None),
    ],
)
def test_an_estimate_excludes_its_forecast(estimate: str, outside: int | None) -> None:
    finding = only_one(EXCLUDES, found(f"baseline = 2015-01-01\nestimate = {estimate}"))
    assert (finding and finding.days) == outside


def test_what_is_complete_or_has_only_the_default_excludes_nothing() -> None:
    outside = "estimate = { low = 2015-02-01, high = 2015-03-01 }"
    assert not only_one(EXCLUDES, found(f"baseline = 2014-12-01\nactual = 2014-12-01\n{outside}"))
    default = '[confidence]\ndefault = { low = "0 days", high = "1 month" }\n'
    assert not only_one(EXCLUDES, found("baseline = 2014-12-01", default))


def test_it_points_at_the_end_that_excludes_the_forecast() -> None:
    stated = "\n  [[milestone.estimate]]\n  low = 2015-01-05\n  high = 2015-02-01\n"
    finding = only_one(EXCLUDES, found(f"baseline = 2015-01-01{stated}"))
    assert finding is not None
    assert place(finding) == ("low = 2015-01-05", "2015-01-05")
    assert (
        finding.message
        == "M: forecast 1 Jan 2015, 4 days before its estimate of 5 Jan 2015 to 1 Feb 2015"
    )
    later = only_one(EXCLUDES, found(f"baseline = 2015-03-01{stated}"))
    assert later is not None
    assert place(later) == ("high = 2015-02-01", "2015-02-01")


BOUND = """baseline = 2015-03-01
deadline = 2015-03-20
estimate = { low = "-1 week", high = "2 months" }"""
ASKED = "[check]\ndeadline_probability = 80\n"


def unlikely(fields: str = BOUND, more: str = ASKED) -> list[Finding]:
    return [finding for finding in found(fields, more) if finding.id == UNLIKELY]


def test_a_deadline_is_unlikely() -> None:
    [finding] = unlikely()
    assert (finding.about, finding.subject) == ("milestone", "m")
    assert finding.message.startswith(
        "M: 65% likely that it is reached by its deadline of 20 Mar 2015;"
    )
    assert place(finding) == ("deadline = 2015-03-20", "2015-03-20")
    assert finding.days > 0


def test_a_contract_is_unlikely_to_be_replaced_in_time() -> None:
    without = BOUND.replace("deadline = 2015-03-20\n", "")
    old = contract('expires = 2015-03-19\nreplaced_by = "m"')
    [finding] = unlikely(without, ASKED + old)
    assert (finding.about, finding.subject) == ("contract", "c")
    assert finding.message.startswith(
        "Capita: 65% likely that M leaves no gap after the contract ends on 19 Mar 2015"
    )
    assert place(finding) == ("expires = 2015-03-19", "2015-03-19")


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        (BOUND, ""),
        (BOUND, "[check]\ndeadline_probability = 60\n"),
        (BOUND.replace("deadline = 2015-03-20\n", ""), ASKED),
        (BOUND + "\nactual = 2014-12-01", ASKED),
        (BOUND.replace("2015-03-20", "2015-02-28"), ASKED),
        (BOUND, f'{ASKED}ignore = ["{UNLIKELY}"]\n'),
        (BOUND, f'{ASKED}select = ["low-float"]\n'),
        ("baseline = 2015-03-01\ndeadline = 2015-03-20", ASKED),
    ],
)
def test_where_none_is_unlikely(fields: str, more: str) -> None:
    assert unlikely(fields, more) == []


@pytest.mark.parametrize(("held", "fires"), [(8_000, False), (7_999, True)])
def test_just_what_is_asked_for_is_enough(
    held: int, fires: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ours._odds

    def odds(position: Position, level: Decimal) -> list[DeadlineOdds]:
        return [
            finding._replace(held=Proportion(held, 10_000)) for finding in real(position, level)
        ]

    monkeypatch.setattr(ours, "_odds", odds)
    assert bool(unlikely()) is fires


def test_nothing_is_drawn_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ours, "_odds", never)
    assert unlikely(more="") == []
    assert unlikely(more=f'{ASKED}ignore = ["{UNLIKELY}"]\n') == []


@pytest.fixture
def without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "numpy" else real(name))


def plan(directory: Path, more: str = ASKED) -> Path:
    return write_programme(
        directory,
        f'[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\n{BOUND}\n',
        f"{WORKSTREAMS}\n{more}",
    )


@pytest.mark.usefixtures("without_numpy")
def test_a_check_that_cannot_simulate_is_no_pass(tmp_path: Path) -> None:
    result = run("check", "--as-of", "2014-12-09", cwd=plan(tmp_path))
    assert (result.status, result.stdout) == (2, "")
    assert "needs numpy, which is not installed" in result.stderr
    assert "pip install 'minerva-programme[simulate]'" in result.stderr
    passed = run("check", "--as-of", "2014-12-09", "--ignore", UNLIKELY, cwd=tmp_path)
    assert passed.status == 0
    assert run("check", "--as-of", "2014-12-09", cwd=plan(tmp_path, "")).status == 0


@pytest.mark.usefixtures("without_numpy")
@pytest.mark.parametrize(
    "command", [["status"], ["what-if", "m=+1day"], ["diff", "--from", "2014-12-01"]]
)
def test_a_report_leaves_the_finding_out_and_says_so(tmp_path: Path, command: list[str]) -> None:
    result = run(*command, "--as-of", "2014-12-09", cwd=plan(tmp_path))
    assert result.status == 0
    assert result.stderr.count("`deadline_probability` of [check] is left out") == 1


@pytest.mark.usefixtures("without_numpy")
def test_what_was_recorded_stays_recorded(tmp_path: Path) -> None:
    from datetime import date

    today = date(2014, 12, 9)
    result = run("reforecast", "m", "2015-03-09", "--reason", "R", cwd=plan(tmp_path), today=today)
    assert result.status == 0
    assert "2015-03-09" in (tmp_path / "milestones.toml").read_text()

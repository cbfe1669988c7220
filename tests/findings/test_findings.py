"""What is found, how bad it is, and in what order; and of contracts, deadlines and old data."""

import pkgutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from importlib import import_module
from inspect import getmembers, isfunction, signature
from typing import Final, get_args

import pytest

import minerva.findings
from minerva.findings import Finding, Severity, checks, count, findings_at, new_among
from minerva.model.catalogue import CATALOGUE, KINDS, WAIVABLE, FindingId, LooksAt, WaivableId
from minerva.position import Position, position_at
from tests.programmes import WORKSTREAMS, programme

D = date(2014, 12, 9)
FAR = "baseline = 2016-01-01"


def found(
    fields: str,
    more: str = "",
    when: date = D,
    *,
    details: str = "",
    owner: str = "",
    today: date | None = None,
    only: Sequence[str] = (),
) -> list[Finding]:
    """Return what is found of milestone "m" with these fields, and of more in workstreams.toml.

    `details` is more of [programme]; `owner` the owner of workstream "ict", which "m" is in.
    """
    milestones = f'[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\n{fields}\n'
    workstreams = WORKSTREAMS.replace('"P"\n', f'"P"\n{details}\n')
    if owner:
        workstreams = workstreams.replace('"ICT"\n', f'"ICT"\nowner = "{owner}"\n')
    return findings_at(
        position_at(programme(milestones, f"{workstreams}\n{more}"), when, only, today)
    )


def ids(fields: str, more: str = "", when: date = D) -> list[str]:
    """Return the ids of what is found."""
    return [finding.id for finding in found(fields, more, when)]


def only_one(id: str, everything: Sequence[Finding]) -> Finding | None:
    """Return the one finding of an id among others, or None where there is none."""
    ones = [finding for finding in everything if finding.id == id]
    assert len(ones) <= 1
    return ones[0] if ones else None


def days_of(id: str, everything: Sequence[Finding]) -> int | None:
    """Return how many days are at stake in the one finding of an id; None where there is none."""
    finding = only_one(id, everything)
    return None if finding is None else finding.days


def another(id: str, fields: str, workstream: str = "ict") -> str:
    """Return another milestone with these fields."""
    return f"""
    [[milestone]]
    id = "{id}"
    workstream = "{workstream}"
    name = "{id.title()}"
    {fields}
    """


def saving(fields: str, id: str = "s", workstream: str = "ict") -> str:
    """Return a saving with these fields."""
    return f"""
    [[saving]]
    id = "{id}"
    workstream = "{workstream}"
    name = "{id.title()}"
    {fields}
    """


def claimed(year: str, amount: str, on: str = "2014-12-01", validated: str = "") -> str:
    """Return a claim of a saving."""
    by = f"validated = {{ {validated} }}\n" if validated else ""
    return f'\n[[saving.realised]]\nyear = "{year}"\namount = {amount}\non = {on}\n{by}'


def contract(fields: str, id: str = "c") -> str:
    """Return a contract with these fields."""
    return f"""
    [[contract]]
    id = "{id}"
    supplier = "Capita"
    {fields}
    """


GIVEN: Final = {
    "position": [Position],
    "waivers": [Sequence[Finding], Position],
    "comparison": [Position, Position],
}
"""What a check takes; what the history is, the check of it says itself."""


@pytest.mark.parametrize("looks_at", get_args(LooksAt))
def test_every_row_names_a_check_that_takes_what_it_looks_at(looks_at: LooksAt) -> None:
    rows = [kind.check for kind in CATALOGUE if kind.looks_at == looks_at]
    found = checks(looks_at)
    assert [check.__name__ for check in found] == rows
    for check in found:
        taken = [given.annotation for given in signature(check).parameters.values()]
        assert taken == GIVEN.get(looks_at, taken)


def test_every_check_has_a_row() -> None:
    modules = [
        import_module(f"minerva.findings.{module.name}")
        for module in pkgutil.iter_modules(minerva.findings.__path__)
    ]
    written = {
        (module.__name__.rpartition(".")[2], name)
        for module in modules
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__
        and signature(function).return_annotation == Iterator[Finding]
        and not name.startswith("_")
    }
    assert written == {(kind.module, kind.check) for kind in CATALOGUE}


def test_a_row_has_an_id_of_its_own_and_a_question_for_a_board() -> None:
    assert len(KINDS) == len(CATALOGUE)
    assert all(len(kind.asked) > 15 and kind.asked[0].isupper() for kind in CATALOGUE)
    assert all(kind.about for kind in CATALOGUE)


def test_files_may_name_the_findings_of_the_catalogue_and_waive_those_that_can_be() -> None:
    assert list(get_args(FindingId)) == list(KINDS)
    assert list(get_args(WaivableId)) == list(WAIVABLE)
    assert set(KINDS) - set(WAIVABLE) == {
        "record-removed",
        "waiver-expired",
        "waiver-unused",
    }


WAIVERS = """
[[waiver]]
finding = "milestone-overdue"
subject = "m"
until = 2014-12-08
reason = "R"
approved_by = "B"

[[waiver]]
finding = "milestone-overdue"
subject = "other"
until = 2014-12-31
reason = "R"
approved_by = "B"
"""


def everything() -> list[Finding]:
    """Return at least one finding of nearly every id."""
    return found(
        """
baseline = 2014-12-01
deadline = 2014-12-12
tolerance = "1 day"
actual = 2014-12-10
after = ["other"]
"""
        + another("other", "baseline = 2014-12-01\nforecast = 2014-12-10\ndeadline = 2014-12-09")
        + another(
            "third",
            "baseline = 2015-01-01\ndeadline = 2015-01-31\n"
            "estimate = { low = 2015-01-20, high = 2015-02-20 }",
        )
        + WAIVERS,
        "[check]\ndeadline_probability = 80\n"
        + contract('expires = 2014-12-12\nnotice = "1 month"\nreplaced_by = "other"')
        + contract('expires = 2014-12-08\nreplaced_by = "m"', "d")
        + "[programme.target]\nfull_year = 100_000\n"
        + saving("", "t")
        + saving(
            "full_year = 1\nstarts = 2014-04-01"
            + claimed("2014/15", "1", "2014-06-01")
            + claimed("2014/15", "1", "2014-06-01", "on = 2014-06-02")
            + "\n[[saving.forecast]]\non = 2014-12-01\nfull_year = 0\n"
        ),
        details='updated = 2014-11-03\nvalidator = "Ann Lee"',
        owner="Ann Lee",
        today=D,
    )


def test_each_finding_is_as_bad_as_its_row_says() -> None:
    for finding in everything():
        assert finding.severity.value == KINDS[finding.id].severity


def test_the_subject_of_each_finding_is_what_its_row_says() -> None:
    for finding in everything():
        assert finding.about in KINDS[finding.id].about


@pytest.mark.parametrize(
    ("fields", "past"),
    [
        ("deadline = 2015-01-09", None),
        ("deadline = 2015-01-08", 1),
        ('deadline = "2015-01"', None),
        ('deadline = "2014-12-01/2015-01-08"', 1),
        ("forecast = 2015-02-09\ndeadline = 2015-02-08", 1),
        ("forecast = 2015-01-01\ndeadline = 2015-01-01", None),
        ("forecast = 2014-12-01\ndeadline = 2014-12-08", 1),  # not done, so not before the day
        ("forecast = 2014-12-01\ndeadline = 2014-12-09", None),
        ("actual = 2014-12-02\ndeadline = 2014-12-01", 1),
        ("actual = 2014-12-02\ndeadline = 2014-12-02", None),
        ('actual = "2014-W48"\ndeadline = 2014-11-29', 1),
        ("actual = 2014-12-10\ndeadline = 2014-12-31", 9),  # not achieved yet on the day
    ],
)
def test_a_deadline_is_broken_by_what_is_expected_or_was_achieved_after_it(
    fields: str, past: int | None
) -> None:
    assert days_of("deadline-broken", found(f"baseline = 2015-01-09\n{fields}")) == past


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ("deadline = 2015-01-16", None),
        ("deadline = 2015-01-15", 6),
        ("deadline = 2015-01-09", 0),
        ("deadline = 2015-01-08", None),  # that is broken
        ('deadline = "2015-01-01/2015-01-15"', 6),
        ("forecast = 2014-12-01\ndeadline = 2014-12-15", 6),  # expected on the day, not before
        ("forecast = 2014-12-01\ndeadline = 2014-12-16", None),
        ("actual = 2014-12-09\ndeadline = 2014-12-09", None),
    ],
)
def test_float_to_a_deadline_is_low_under_seven_days(fields: str, left: int | None) -> None:
    days = days_of("low-float", found(f"baseline = 2015-01-09\n{fields}"))
    assert days == (None if left is None else -left)


@pytest.mark.parametrize(
    ("expires", "fields", "expected"),
    [
        ("2015-11-07", "", []),
        ("2015-11-06", "", [("low-float", -6)]),
        ("2015-10-31", "", [("low-float", 0)]),  # it begins on the day after
        ("2015-10-30", "", [("contract-gap", 1)]),
        ("2015-10-30", "forecast = 2015-10-20", []),
        ("2014-12-07", "forecast = 2014-12-05", [("milestone-overdue", 4), ("contract-gap", 1)]),
        ("2014-12-04", "actual = 2014-12-05", []),  # in time, and done: no float is needed
        ("2014-12-03", "actual = 2014-12-05", [("contract-gap", 1)]),
    ],
)
def test_a_contract_lasts_until_what_replaces_it_is_there(
    expires: str, fields: str, expected: list[tuple[str, int]]
) -> None:
    fields = f"baseline = 2015-11-01\n{fields}"
    several = found(fields, contract(f'expires = {expires}\nreplaced_by = "m"'))
    assert [(finding.id, finding.days) for finding in several] == expected
    alone = ids(fields, contract(f"expires = {expires}"))
    assert [id for id in alone if id != "milestone-overdue"] == []


@pytest.mark.parametrize(
    ("notice", "when", "served", "late"),
    [
        ("12 months", date(2014, 11, 3), "", None),
        ("12 months", date(2014, 11, 4), "", 1),
        ("12 months", date(2014, 11, 4), "notice_served = 2014-11-04", None),
        ("12 months", date(2014, 11, 4), "notice_served = 2014-11-05", 1),
        ("12 months", date(2016, 1, 1), "", 424),
        ("365 days", date(2014, 11, 3), "", None),
        ("52 weeks", date(2014, 11, 4), "", None),
        ("52 weeks", date(2014, 11, 5), "", 1),
        ("0 days", date(2015, 11, 3), "", None),
        ("0 days", date(2015, 11, 4), "", 1),
    ],
)
def test_notice_is_missed_from_the_day_after_its_deadline(
    notice: str, when: date, served: str, late: int | None
) -> None:
    fields = f'expires = 2015-11-03\nnotice = "{notice}"\n{served}'
    assert days_of("notice-missed", found(FAR, contract(fields), when)) == late
    assert ids(FAR, contract("expires = 2015-11-03"), D) == []


def test_months_of_notice_are_clamped_to_the_end_of_february() -> None:
    notice = contract('expires = 2015-03-31\nnotice = "1 month"')
    assert "notice-missed" not in ids(FAR, notice, date(2015, 2, 28))
    assert "notice-missed" in ids(FAR, notice, date(2015, 3, 1))


@pytest.mark.parametrize(
    ("details", "age"),
    [
        ("updated = 2014-11-04", None),  # 35 days before
        ("updated = 2014-11-03", 36),
        ("updated = 2014-12-09", None),
        ("updated = 2014-12-10", None),
        ("", None),
    ],
)
def test_data_is_stale_after_35_days(details: str, age: int | None) -> None:
    assert days_of("data-stale", found(FAR, details=details)) == age


def test_data_is_as_stale_in_a_part_of_the_programme() -> None:
    finding = only_one("data-stale", found(FAR, details="updated = 2014-11-03", only=["hrd"]))
    assert finding is not None
    assert finding.subject == "p"


@pytest.mark.parametrize(
    ("setting", "id", "fires", "silent"),
    [
        ("stale_after = 10", "data-stale", "updated = 2014-11-28", "updated = 2014-11-29"),
        ("stale_after = 36", "data-stale", "updated = 2014-11-02", "updated = 2014-11-03"),
        ("stale_after = 0", "data-stale", "updated = 2014-12-08", "updated = 2014-12-09"),
    ],
)
def test_another_age_may_count_as_stale(setting: str, id: str, fires: str, silent: str) -> None:
    check = f"[check]\n{setting}"
    assert [finding.id for finding in found(FAR, check, details=fires)] == [id]
    assert found(FAR, check, details=silent) == []


@pytest.mark.parametrize(
    ("setting", "fires", "silent"),
    [
        ("low_float = 8", "2015-01-16", "2015-01-17"),
        ("low_float = 6", "2015-01-14", "2015-01-15"),
        ("low_float = 1", "2015-01-09", "2015-01-10"),
    ],
)
def test_another_float_may_count_as_low(setting: str, fires: str, silent: str) -> None:
    check = f"[check]\n{setting}"
    assert ids(f"baseline = 2015-01-09\ndeadline = {fires}", check) == ["low-float"]
    assert ids(f"baseline = 2015-01-09\ndeadline = {silent}", check) == []
    for limit, expected in ((fires, ["low-float"]), (silent, [])):
        expires = date.fromisoformat(limit) - timedelta(days=1)
        replaced = contract(f'expires = {expires}\nreplaced_by = "m"')
        assert ids("baseline = 2015-01-09", check + replaced) == expected


def test_no_float_is_low_where_none_counts_as_low() -> None:
    fields = "baseline = 2015-01-09\ndeadline = 2015-01-09"
    assert ids(fields, "[check]\nlow_float = 0") == []


def test_how_soon_counts_as_due_makes_no_finding() -> None:
    for due_within in (0, 36_525):
        assert ids("baseline = 2014-12-09", f"[check]\ndue_within = {due_within}") == []


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ["milestone-overdue", "saving-unknown"]),
        ("select = []", ["milestone-overdue", "saving-unknown"]),
        ('select = ["saving-unknown"]', ["saving-unknown"]),
        ('select = ["saving-unknown", "saving-unknown"]', ["saving-unknown"]),
        ('select = ["low-float"]', []),
        ('ignore = ["saving-unknown"]', ["milestone-overdue"]),
        ('ignore = ["milestone-overdue", "saving-unknown"]', []),
        ('select = ["saving-unknown"]\nignore = ["saving-unknown"]', []),
        ('select = ["milestone-overdue"]\nignore = ["saving-unknown"]', ["milestone-overdue"]),
    ],
)
def test_what_is_looked_for_may_be_chosen(settings: str, expected: list[str]) -> None:
    assert ids("baseline = 2014-12-08", saving("") + f"[check]\n{settings}") == expected


def test_messages_have_the_figures_and_hints_say_what_to_do() -> None:
    finding = found("baseline = 2014-12-01\nforecast = 2014-12-05")[0]
    assert finding.message == "M: 4 days past its forecast of 5 Dec 2014"
    assert "`actual`" in finding.hint
    gap = found("baseline = 2015-12-01", contract('expires = 2015-11-03\nreplaced_by = "m"'))[0]
    assert gap.message == (
        "Capita: the contract ends on 3 Nov 2015, which leaves 27 days uncovered before M "
        "(1 Dec 2015)"
    )
    assert (gap.subject, gap.severity) == ("c", Severity.ERROR)


def test_the_worst_comes_first() -> None:
    late = [another(f"m{days}", f"baseline = 2014-11-{days}") for days in (20, 10, 30)]
    money = saving("") + contract('expires = 2014-12-12\nnotice = "1 day"')
    several = found(FAR + "".join(late), money, date(2014, 12, 12))
    assert [finding.subject for finding in several] == ["m10", "m20", "m30", "c", "s"]


def test_the_least_float_comes_first() -> None:
    near = [
        another(f"m{left}", f"baseline = 2015-01-0{left}\ndeadline = 2015-01-09")
        for left in (4, 9, 6)
    ]
    assert [finding.subject for finding in found(FAR + "".join(near))] == ["m9", "m6", "m4"]


def test_findings_are_counted_by_severity() -> None:
    several = found("baseline = 2014-12-08", saving("") + contract("expires = 2016-01-01"))
    assert count(several) == {"error": 1, "warning": 0, "note": 1}


LATE = "baseline = 2014-12-08"
KNOWN = "full_year = 100\nstarts = 2015-04-01"
OLD = claimed("2014/15", "1", "2014-06-01")
ENDED = WAIVERS.split("\n\n")[0]
GRACE = "[check]\ngrace = 1"


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        (found(LATE), found(LATE), []),
        (found(FAR), found(LATE), ["milestone-overdue"]),
        (found(LATE), found(FAR), []),
        (found(LATE), found("baseline = 2014-11-08"), []),  # longer, but no worse
        (found(LATE, GRACE), found(LATE), ["milestone-overdue"]),
        (found(LATE), found(LATE, GRACE), []),
        (found(LATE + ENDED.replace("-08", "-09")), found(LATE), ["milestone-overdue"]),
        (found(LATE), found(LATE + ENDED), ["waiver-expired"]),
        (found(LATE), found(FAR, saving("")), ["saving-unknown"]),
        (found(FAR, saving("")), found(FAR, saving("", "t")), ["saving-unknown"]),
        (
            found(FAR, saving(KNOWN + OLD)),
            found(FAR, saving(KNOWN + OLD + OLD.replace("06-01", "07-01"))),
            ["saving-unvalidated", "claim-early"],
        ),
        (
            found(FAR, saving(KNOWN + OLD)),
            found(FAR, saving(KNOWN + OLD + OLD)),
            ["saving-unvalidated", "claim-repeated", "claim-early"],
        ),
        (found(FAR, saving(KNOWN + OLD + OLD)), found(FAR, saving(KNOWN + OLD)), []),
    ],
)
def test_a_finding_is_new_where_none_as_bad_about_the_same_was_there(
    before: list[Finding], after: list[Finding], new: list[str]
) -> None:
    assert [finding.id for finding in new_among(after, before)] == new

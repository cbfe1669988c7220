"""What is found of claims: not validated in time, or validated by who made them."""

from datetime import timedelta

import pytest

from minerva.findings import Severity
from tests.findings.test_findings import FAR, D, claimed, days_of, found, only_one, saving

KNOWN = "full_year = 100\nstarts = 2015-04-01\nplan = { '2013/14' = 0, '2014/15' = 0 }"


@pytest.mark.parametrize(
    ("age", "validated", "fires"),
    [
        (89, "", False),
        (90, "", True),
        (91, "", True),
        (0, "", False),
        (-1, "", False),
        (-90, "", False),
        (90, "on = 2014-12-09", False),
        (90, "on = 2014-12-10", True),
        (90, "on = 2014-09-01", False),  # before it was claimed, for what it is worth
        (90, "on = 2014-12-09, amount = 1", False),
        (90, "on = 2014-12-10, amount = 1", True),
    ],
)
def test_a_claim_has_90_days_to_be_validated(age: int, validated: str, fires: bool) -> None:
    on = D - timedelta(days=age)
    several = found(FAR, saving(KNOWN + claimed("2014/15", "80_000", f"{on}", validated)))
    assert days_of("saving-unvalidated", several) == (age if fires else None)


@pytest.mark.parametrize("wait", [0, 1, 89, 91, 36_525])
def test_another_number_of_days_may_be_given_for_it(wait: int) -> None:
    check = f"[check]\nvalidate_within = {wait}\nstale_after = 36_525\n"
    claim = check + saving(KNOWN + claimed("2014/15", "1", "2014-12-09"))
    last = D + timedelta(days=wait)
    assert days_of("saving-unvalidated", found(FAR, claim, last)) == wait
    assert days_of("saving-unvalidated", found(FAR, claim, last - timedelta(days=1))) is None


def test_each_claim_is_found_for_itself() -> None:
    claims = (
        claimed("2013/14", "1", "2014-06-01")
        + claimed("2014/15", "2.50", "2014-06-01")
        + claimed("2014/15", "3", "2014-06-01", "on = 2014-06-02")
        + claimed("2014/15", "4", "2014-12-01")
        + claimed("2014/15", "-5", "2014-09-10")
    )
    several = [
        finding
        for finding in found(FAR, saving(KNOWN + claims))
        if finding.id == "saving-unvalidated"
    ]
    assert [(finding.message, finding.detail) for finding in several] == [
        (
            "S: £1 claimed for 2013/14 on 1 Jun 2014, 191 days ago, is not validated",
            "2013/14 2014-06-01",
        ),
        (
            "S: £2.50 claimed for 2014/15 on 1 Jun 2014, 191 days ago, is not validated",
            "2014/15 2014-06-01",
        ),
        (
            "S: -£5 claimed for 2014/15 on 10 Sep 2014, 90 days ago, is not validated",
            "2014/15 2014-09-10",
        ),
    ]


def test_claims_of_another_workstream_are_not_looked_at() -> None:
    claim = saving(KNOWN + claimed("2014/15", "1", "2014-01-01"), workstream="hrd")
    assert days_of("saving-unvalidated", found(FAR, claim, only=["ict"])) is None
    assert days_of("saving-unvalidated", found(FAR, claim, only=["hrd"])) == 342


def self_validated(owner: str, by: str, validator: str = "", on: str = "2014-12-09") -> bool:
    """Tell whether a claim of workstream "ict" is found to be validated by its own owner."""
    named = f', by = "{by}"' if by else ""
    claim = claimed("2014/15", "1", "2014-12-01", f"on = {on}{named}")
    details = f'validator = "{validator}"' if validator else ""
    several = found(FAR, saving(KNOWN + claim), details=details, owner=owner)
    return only_one("validator-not-independent", several) is not None


@pytest.mark.parametrize(
    ("owner", "by", "fires"),
    [
        ("Head of ICT", "Head of ICT", True),
        ("Head of ICT", "head of ict", True),
        ("Head of ICT", "  HEAD  of\\tICT ", True),
        ("Straße", "STRASSE", True),
        ("Head of ICT", "Head of HR", False),
        ("Head of ICT", "Deputy Head of ICT", False),
        ("Head of ICT", "HeadofICT", False),
        ("", "Head of ICT", False),
        ("Head of ICT", "", False),
        (" ", " ", False),
    ],
)
def test_nobody_validates_the_claims_of_their_own_workstream(
    owner: str, by: str, fires: bool
) -> None:
    assert self_validated(owner, by) is fires


@pytest.mark.parametrize(
    ("by", "validator", "fires"),
    [
        ("", "Head of ICT", True),
        (" ", "Head of ICT", True),
        ("", "head  of ict", True),
        ("", "Finance", False),
        ("", " ", False),
        ("Finance", "Head of ICT", False),
        ("Head of ICT", "Finance", True),
    ],
)
def test_who_is_not_named_is_the_validator_of_the_programme(
    by: str, validator: str, fires: bool
) -> None:
    assert self_validated("Head of ICT", by, validator) is fires


def test_nobody_is_not_the_same_as_nobody() -> None:
    assert not self_validated(" ", "", " ")
    assert not self_validated(" ", " ", " ")


@pytest.mark.parametrize(("on", "fires"), [("2014-12-09", True), ("2014-12-10", False)])
def test_a_validation_after_the_day_is_nobodys_yet(on: str, fires: bool) -> None:
    assert self_validated("Head of ICT", "Head of ICT", on=on) is fires


def test_the_owner_of_another_workstream_may_validate() -> None:
    claim = claimed("2014/15", "1", "2014-12-01", 'on = 2014-12-02, by = "Head of ICT"')
    for workstream, expected in (("ict", ["s"]), ("hrd", [])):
        several = found(FAR, saving(KNOWN + claim, "s", workstream), owner="Head of ICT")
        assert [finding.subject for finding in several] == expected


def test_a_part_that_the_owner_validated_counts_and_each_claim_for_itself() -> None:
    by = 'on = 2014-12-02, by = "Head of ICT"'
    claims = (
        claimed("2014/15", "2", "2014-12-01", f"{by}, amount = 1")
        + claimed("2013/14", "2", "2014-12-01", by)
        + claimed("2014/15", "3", "2014-12-01", 'on = 2014-12-02, by = "Finance"')
        + claimed("2014/15", "2", "2014-12-10", by)  # claimed after the day
    )
    several = found(FAR, saving(KNOWN + claims), owner="Head of ICT")
    assert [(finding.id, finding.severity, finding.message) for finding in several] == [
        (
            "validator-not-independent",
            Severity.NOTE,
            f"S: the claim of 1 Dec 2014 for {year} was validated by Head of ICT, "
            "who owns the workstream",
        )
        for year in ("2014/15", "2013/14")
    ]

"""The audit of a history: who said what, by which commit, and whether a seal still holds."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest

from tests.command import run
from tests.programmes import WORKSTREAMS, write_programme
from tests.registers import write_depot
from tests.repositories import commit, git

MILESTONE: Final = """
[[milestone]]
id = "m"
workstream = "ict"
name = "M"
baseline = 2014-12-01
"""
OTHER: Final = '\n[[milestone]]\nid = "o"\nworkstream = "hrd"\nname = "O"\nbaseline = 2015-03-01\n'
FORECAST: Final = "\n[[milestone.forecast]]\non = {on}\ndate = {date}\n"
SAVING: Final = """
[[saving]]
id = "s"
workstream = "ict"
name = "S"
full_year = 100
starts = 2014-04-01
"""
CLAIM: Final = '\n[[saving.realised]]\nyear = "2014/15"\namount = {amount}\non = 2014-12-01\n'
VALIDATED: Final = 'validated = { on = 2014-12-02, by = "F" }\n'
AS_OF: Final = ("--as-of", "2015-06-30")


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


def audit(directory: Path, *arguments: str) -> dict[str, Any]:
    """Return the audit of a directory as a document."""
    result = run("audit", *AS_OF, "-f", "json", *arguments, cwd=directory)
    assert result.status == 0, result.stderr
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def change(
    directory: Path, milestones: str, workstreams: str = "", day: str = "2014-12-01", by: str = "T"
) -> None:
    """Commit both files as they are to be, on a day, by somebody."""
    write_programme(directory, milestones, WORKSTREAMS.replace("    ", "") + workstreams)
    if not (directory / ".git").exists():
        git(directory, "init", "--quiet", "--initial-branch=main")
    git(directory, "add", "--all")
    author = f"--author={by} <{by.lower()}@example.org>"
    git(directory, "commit", "--quiet", "--message=Change", author, day=day)


def found(directory: Path) -> list[tuple[str, str]]:
    """Return the findings of an audit: each id and subject."""
    return [(finding["id"], finding["subject"]) for finding in audit(directory)["findings"]]


def test_two_authors_a_merge_a_rebase_a_rename_and_a_reformat(tmp_path: Path) -> None:
    plan = tmp_path / "old"
    plan.mkdir()
    git(tmp_path, "init", "--quiet", "--initial-branch=main")

    def state(milestones: str, day: str, by: str, where: Path = plan) -> None:
        write_programme(where, milestones)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "-m", "C", f"--author={by} <{by}@example.org>", day=day)

    state(MILESTONE + OTHER, "2014-12-01", "Ann")
    git(tmp_path, "switch", "--quiet", "-c", "side")
    late = FORECAST.format(on="2014-12-03", date="2015-01-09")
    state(MILESTONE + late + OTHER, "2014-12-03", "Bob")
    git(tmp_path, "switch", "--quiet", "main")
    state(MILESTONE + OTHER.replace("2015-03-01", "2015-03-02"), "2014-12-04", "Ann")
    git(tmp_path, "merge", "--quiet", "--no-edit", "side", day="2014-12-05")
    merge = git(tmp_path, "rev-parse", "HEAD").strip()
    merged = (plan / "milestones.toml").read_text()
    git(tmp_path, "switch", "--quiet", "-c", "topic", "HEAD~1")
    (tmp_path / "README").write_text("r")
    state((plan / "milestones.toml").read_text() + "owner = 'Cat'\n", "2014-12-06", "Bob")
    git(tmp_path, "rebase", "--quiet", "main", day="2014-12-07")
    git(tmp_path, "switch", "--quiet", "main")
    git(tmp_path, "merge", "--quiet", "--ff-only", "topic")
    git(tmp_path, "mv", "old", "new")
    git(tmp_path, "commit", "--quiet", "-m", "Rename", day="2014-12-08")
    new = tmp_path / "new"
    written = (new / "milestones.toml").read_text()
    assert len(written) > len(merged)
    spaced = "# in order\n" + written.replace(" = ", "   =  ").replace("\n\n", "\n\n\n")
    state(spaced, "2014-12-09", "Dan", new)

    changes = audit(new)["changes"]
    assert not [entry for entry in changes if entry["author"] == "Dan"]
    assert [entry["merge"] for entry in changes if entry["key"] == "forecast.date"] == [merge]
    told = [
        (
            entry["record"],
            entry["key"],
            entry["before"],
            entry["after"],
            entry["author"],
            entry["committed"],
        )
        for entry in changes
        if entry["committed"] > "2014-12-01"
    ]
    assert sorted(told, key=lambda change: change[5]) == [
        ("m", "forecast.on", None, "2014-12-03", "Bob", "2014-12-03"),
        ("m", "forecast.date", None, "2015-01-09", "Bob", "2014-12-03"),
        ("o", "baseline", "2015-03-01", "2015-03-02", "Ann", "2014-12-04"),
        ("o", "owner", None, "Cat", "Bob", "2014-12-07"),
    ]
    assert audit(new)["changes"] == changes  # from the cache
    assert [
        entry["record"] for entry in audit(new, "--author", "bob@", "--record", "o")["changes"]
    ] == ["o"]
    assert not audit(new, "--since", "2014-12-08")["changes"]


@pytest.mark.parametrize(("day", "fires"), [("2015-01-01", True), ("2014-12-31", False)])
def test_back_dated(tmp_path: Path, day: str, fires: bool) -> None:
    change(tmp_path, MILESTONE)
    change(tmp_path, MILESTONE + "actual = 2014-12-01\n", day=day)
    assert found(tmp_path) == [("back-dated", "m")] * fires
    [row] = [entry for entry in audit(tmp_path)["changes"] if entry["key"] == "actual"]
    assert row["lag_days"] == (31 if fires else 30)


def test_what_is_back_after_it_was_taken_out_is_not_back_dated(tmp_path: Path) -> None:
    stated = MILESTONE + FORECAST.format(on="2014-12-01", date="2015-01-09")
    change(tmp_path, stated)
    change(tmp_path, MILESTONE, day="2015-02-01")
    change(tmp_path, stated, day="2015-02-02")
    assert not found(tmp_path)
    change(tmp_path, stated.replace("2015-01-09", "2015-01-10"), day="2015-02-03")
    assert found(tmp_path) == [("back-dated", "m"), ("rewritten", "m")]


def test_rewritten(tmp_path: Path) -> None:
    stated = MILESTONE + FORECAST.format(on="2014-12-01", date="2015-01-09")
    change(tmp_path, MILESTONE)
    change(tmp_path, stated)
    assert not found(tmp_path)
    change(tmp_path, stated + 'reason = "Rain"\n')  # added: nothing is rewritten
    assert not found(tmp_path)
    change(tmp_path, stated.replace("2015-01-09", "2015-01-10") + 'reason = "Rain"\n')
    assert found(tmp_path) == [("rewritten", "m")]
    change(tmp_path, MILESTONE)
    assert found(tmp_path) == [("rewritten", "m")] * 2
    change(tmp_path, stated + 'reason = "Rain"\n')  # restored, as the hint says
    assert not found(tmp_path)


@pytest.mark.parametrize(("by", "fires"), [("Ann", True), ("Bob", False)])
def test_validated_by_claimant(tmp_path: Path, by: str, fires: bool) -> None:
    claim = SAVING + CLAIM.format(amount=50) + 'evidence = "Ledger"\n'
    change(tmp_path, MILESTONE, claim, by="Ann")
    assert not found(tmp_path)
    change(tmp_path, MILESTONE, claim + VALIDATED, by=by)
    assert found(tmp_path) == [("validated-by-claimant", "s")] * fires
    change(tmp_path, MILESTONE, claim + VALIDATED.replace("12-02", "12-03"), by="Cat")
    assert ("validated-by-claimant", "s") not in found(tmp_path)


def test_validated_then_changed(tmp_path: Path) -> None:
    def claim(amount: int, validated: str) -> str:
        return SAVING + CLAIM.format(amount=amount) + 'evidence = "Ledger"\n' + validated

    change(tmp_path, MILESTONE, claim(50, ""), by="Ann")
    change(tmp_path, MILESTONE, claim(50, VALIDATED), by="Bob")
    assert not found(tmp_path)
    change(tmp_path, MILESTONE, claim(60, VALIDATED), by="Ann")
    assert ("validated-then-changed", "s") in found(tmp_path)
    change(tmp_path, MILESTONE, claim(60, VALIDATED.replace("12-02", "12-03")), by="Bob")
    assert ("validated-then-changed", "s") not in found(tmp_path)
    for amount in (70, 80):
        change(tmp_path, MILESTONE, claim(amount, VALIDATED.replace("12-02", "12-03")), by="Ann")
    [finding] = [
        found for found in audit(tmp_path)["findings"] if found["id"] == "validated-then-changed"
    ]
    assert finding["message"] == "s: a claim of 60 was validated, and made 80 by Ann on 1 Dec 2014"
    change(tmp_path, MILESTONE, claim(60, VALIDATED.replace("12-02", "12-03")), by="Ann")
    assert ("validated-then-changed", "s") not in found(tmp_path)


def test_no_evidence_is_found_in_an_audit_and_in_a_check_that_asks_for_it(tmp_path: Path) -> None:
    change(tmp_path, MILESTONE, SAVING + CLAIM.format(amount=50))
    assert found(tmp_path) == [("no-evidence", "s")]
    asked = ("check", "--as-of", "2014-12-01", "-f", "csv")
    assert "no-evidence" in run(*asked, "--audit", cwd=tmp_path).stdout
    assert "no-evidence" not in run(*asked, cwd=tmp_path).stdout


def test_a_shallow_clone_is_an_incomplete_trail(tmp_path: Path) -> None:
    whole, part = tmp_path / "whole", tmp_path / "part"
    whole.mkdir()
    change(whole, MILESTONE)
    change(whole, MILESTONE + OTHER)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{whole}", str(part))
    result = run("audit", cwd=part)
    assert (result.status, result.stdout) == (2, "")
    assert "git fetch --unshallow" in result.stderr


def test_a_seal_holds_until_its_commit_is_amended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "T")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "t@example.org")
    change(tmp_path, MILESTONE)
    assert run("seal", "board", "--as-of", "2014-12-09", cwd=tmp_path).status == 0
    assert run("audit", "--seal", "board", cwd=tmp_path).status == 0
    write_programme(tmp_path, MILESTONE + OTHER)
    refused = run("seal", "second", cwd=tmp_path)
    assert (refused.status, "not committed" in refused.stderr) == (2, True)
    commit(tmp_path, day="2014-12-10")
    assert run("audit", "--seal", "board", cwd=tmp_path).status == 0
    assert run("seal", "board", cwd=tmp_path).status == 2
    git(tmp_path, "reset", "--quiet", "--hard", "HEAD~1")
    git(tmp_path, "commit", "--quiet", "--amend", "-m", "Another", day="2014-12-11")
    broken = run("audit", "--seal", "board", cwd=tmp_path)
    assert (broken.status, "rewritten" in broken.stdout) == (1, True)
    assert run("audit", "--seal", "none", cwd=tmp_path).status == 2
    as_json = run("audit", "--seal", "board", "--format", "json", cwd=tmp_path)
    assert (as_json.status, as_json.stdout) == (2, "")


def test_a_seal_asks_to_commit_a_file_that_never_was(tmp_path: Path) -> None:
    change(tmp_path, MILESTONE)
    git(tmp_path, "rm", "--quiet", "--cached", "milestones.toml")
    git(tmp_path, "commit", "--quiet", "--message=Out", day="2014-12-02")
    refused = run("seal", "board", cwd=tmp_path)
    assert (refused.status, refused.stdout) == (2, "")
    assert "milestones.toml is not in the last commit" in refused.stderr
    assert "commit it, then seal" in refused.stderr


def test_a_record_is_named_or_refused(tmp_path: Path) -> None:
    change(tmp_path, MILESTONE + OTHER)
    change(tmp_path, MILESTONE, day="2014-12-02")
    for name, id in (("M", "m"), ("o", "o")):
        assert {row["record"] for row in audit(tmp_path, "--record", name)["changes"]} == {id}
    refused = run("audit", "--record", "nobody", cwd=tmp_path)
    assert (refused.status, refused.stdout) == (2, "")
    assert 'there is no record "nobody"' in refused.stderr


def test_nothing_of_the_repository_is_run(tmp_path: Path) -> None:
    change(tmp_path, MILESTONE)
    mark = tmp_path / "ran"
    (tmp_path / ".gitattributes").write_text("*.toml diff=evil filter=evil\n")
    for key in ("diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean", "gpg.program"):
        subprocess.run(["git", "config", key, f"touch {mark};:"], cwd=tmp_path, check=True)
    assert audit(tmp_path)["changes"]
    assert not mark.exists()


@pytest.fixture
def signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with an unsigned commit, one that is signed, and a trap in its settings."""
    key, settings = tmp_path / "key", tmp_path / "settings"
    keygen = shutil.which("ssh-keygen")
    if keygen is None:
        pytest.skip("ssh-keygen is needed")
    subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    public = key.with_suffix(".pub").read_text()
    (tmp_path / "signers").write_text(f"t@example.org {public}")
    settings.write_text(f"[gpg.ssh]\nallowedSignersFile = {tmp_path / 'signers'}\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    plan = tmp_path / "plan"
    plan.mkdir()
    change(plan, MILESTONE, day="2014-12-01")
    write_programme(plan, MILESTONE + OTHER, WORKSTREAMS.replace("    ", ""))
    git(plan, "add", "--all")
    sign = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={key}")
    git(plan, *sign, "commit", "--quiet", "--gpg-sign", "-m", "Signed", day="2014-12-02")
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path / 'ran'}\nexit 0\n")
    trap.chmod(0o755)
    for program in ("gpg.program", "gpg.ssh.program", "gpg.x509.program", "gpg.openpgp.program"):
        git(plan, "config", program, str(trap))
    git(plan, "config", "log.showSignature", "true")
    return plan


def unsigned(directory: Path, *options: str) -> list[str]:
    result = audit(directory, "--signatures", *options)
    return [finding["message"] for finding in result["findings"] if finding["id"] == "unsigned"]


def test_unsigned_commits_are_found_where_they_are_asked_for(signed: Path) -> None:
    first = git(signed, "rev-parse", "HEAD~1")[:9]
    assert unsigned(signed) == [f"commit {first} of 1 Dec 2014 by T: it is not signed"]
    assert unsigned(signed, "--as-of", "2014-11-30") == []
    assert found(signed) == []
    check = run("check", *AS_OF, "--audit", "--signatures", "--select", "unsigned", cwd=signed)
    assert "warning[unsigned]" in check.stdout
    refused = run("check", *AS_OF, "--signatures", cwd=signed)
    assert (refused.status, "goes with --audit" in refused.stderr) == (2, True)
    assert not (signed.parent / "ran").exists()


def test_a_key_that_the_user_does_not_know_is_no_signature(signed: Path) -> None:
    (signed.parent / "signers").write_text("")
    [_, second] = sorted(unsigned(signed), key=lambda message: "2 Dec" in message)
    assert "it is not known whose key that is" in second


def test_the_verifier_that_the_user_names_is_run(signed: Path) -> None:
    ours, ran = signed.parent / "ours.sh", signed.parent / "ours"
    ours.write_text(f'#!/bin/sh\ntouch {ran}\nexec ssh-keygen "$@"\n')
    ours.chmod(0o755)
    with (signed.parent / "settings").open("a") as settings:
        settings.write(f"program = {ours}\n")
    assert len(unsigned(signed)) == 1
    assert ran.exists()
    assert not (signed.parent / "ran").exists()


def test_a_register_is_audited_by_entry_review_and_period(tmp_path: Path) -> None:
    write_depot(tmp_path)
    commit(tmp_path, day="2025-02-01")
    register = tmp_path / "register.toml"
    text = register.read_text("utf-8").replace("value = 77.5", "value = 78")
    text = text.replace('about = "sewer"', 'about = "sewer"\ndone = 2025-02-10', 1)
    register.write_text(text, "utf-8")
    commit(tmp_path, day="2025-02-12")
    result = run("audit", "--as-of", "2025-02-20", "-f", "json", cwd=tmp_path)
    assert result.status == 0, result.stderr
    changes = {
        (change["record"], change["key"]): change for change in json.loads(result.stdout)["changes"]
    }
    figure = changes["recycled", "actual.2024/25-Q3.value"]
    assert (figure["before"], figure["after"]) == (77.5, 78)
    done = changes["survey", "done"]
    assert (done["on"], done["lag_days"]) == ("2025-02-10", 2)
    assert changes["recycled", "actual.2024/25-Q1.period"]["after"] == "2024/25-Q1"
    assert changes["sewer", "review.probability"]["on"] == "2025-01-15"


def test_a_finding_about_the_register_points_at_its_line(tmp_path: Path) -> None:
    risk = '[[risk]]\nid = "ground"\nname = "Ground"\nraised = 2014-01-02\nprobability = 30\n'
    write_programme(tmp_path, MILESTONE, WORKSTREAMS)
    commit(tmp_path, day="2014-11-01")
    review = "[[risk.review]]\non = 2014-01-05\nprobability = 40\n"
    write_programme(tmp_path, MILESTONE, WORKSTREAMS, risk + review)
    commit(tmp_path, day="2014-12-01")
    places = [
        (finding["id"], finding["file"], finding["line"])
        for finding in audit(tmp_path)["findings"]
        if "ground" in finding["message"]
    ]
    assert places == [("back-dated", "register.toml", 6)]

"""What other repositories take from this one: the action, the hooks, the snippets, the package."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.command import ROOT, environment
from tests.programmes import write_programme
from tests.repositories import commit

ACTION = ROOT / "action.yml"
SNIPPETS = re.findall(
    r"^```yaml\n(.*?)^```", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)
LATE = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2014-12-08
"""


def read(text: str) -> Any:
    return YAML(typ="safe").load(text)


def is_valid(schema: str, path: Path) -> bool:
    """Tell whether a file is what the schema of its consumer allows."""
    checker = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    return not subprocess.run([*checker, str(path)], capture_output=True, check=False).returncode


def test_the_action_is_what_github_takes_for_one(tmp_path: Path) -> None:
    assert is_valid("github-actions", ACTION)
    broken = tmp_path / "action.yml"
    broken.write_text(ACTION.read_text().replace("using: composite", "using: bash"))
    assert not is_valid("github-actions", broken)


@pytest.mark.parametrize("workflow", sorted((ROOT / ".github/workflows").iterdir()), ids=str)
def test_our_own_workflow_is_one(workflow: Path) -> None:
    assert is_valid("github-workflows", workflow)


def test_our_own_workflow_checks_the_shipped_programme_with_the_action() -> None:
    workflow = read((ROOT / ".github" / "workflows" / "checks.yml").read_text())
    (step,) = [made for made in workflow["jobs"]["programme"]["steps"] if made["uses"] == "./"]
    settings = {f"{name}".replace("-", "_").upper(): v for name, v in step["with"].items()}
    assert run_check(ROOT, settings) == (0, "minerva check as of 26 Nov 2014: 6 warnings, 2 notes")


def test_the_snippets_of_the_page_are_what_their_consumers_take(tmp_path: Path) -> None:
    schemas = []
    for number, snippet in enumerate(SNIPPETS):
        path = tmp_path / f"{number}.yml"
        path.write_text(snippet)
        kinds = ("github-workflows", "gitlab-ci")
        schemas.append([kind for kind in kinds if is_valid(kind, path)])
    assert schemas[:3] == [["github-workflows"], ["github-workflows"], ["gitlab-ci"]]
    hooks = {step["id"] for step in read((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert schemas[4:6] == [["github-workflows"], ["gitlab-ci"]]
    for snippet in (SNIPPETS[3], SNIPPETS[6]):
        used = {hook["id"] for repo in read(snippet)["repos"] for hook in repo["hooks"]}
        assert used <= hooks


def test_two_programmes_of_one_template_are_told_apart(tmp_path: Path) -> None:
    logs = {}
    for name in ("north", "plans, 2025%20/south"):
        (tmp_path / name).mkdir(parents=True)
        write_programme(tmp_path / name, LATE)
    commit(tmp_path)
    for name in ("north", "plans, 2025%20/south"):
        settings = {"DIRECTORY": name, "AS_OF": "2014-12-09", "SARIF": "out.sarif"}
        assert run_script(tmp_path, settings).returncode == 1
        [logs[name]] = json.loads((tmp_path / "out.sarif").read_text())["runs"]
    marks = {log["results"][0]["partialFingerprints"]["minerva/v1"] for log in logs.values()}
    assert len(marks) == 2
    categories = [log["automationDetails"]["id"] for log in logs.values()]
    assert categories == ["minerva/north/", "minerva/plans, 2025%20/south/"]


def test_the_page_gives_only_inputs_that_the_action_has() -> None:
    inputs = set(read(ACTION.read_text())["inputs"])
    for snippet in (*SNIPPETS[:2], SNIPPETS[4]):
        for step in read(snippet)["jobs"]["check"]["steps"]:
            if "minerva" in step["uses"]:
                assert set(step["with"]) <= inputs
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    table = page.split("| input | meaning |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == inputs


@pytest.mark.parametrize("hook", read((ROOT / ".pre-commit-hooks.yaml").read_text()))
def test_a_hook_runs_minerva_on_the_files_of_a_programme(
    hook: dict[str, Any], tmp_path: Path
) -> None:
    assert re.search(hook["files"], "plans/milestones.toml")
    assert not re.search(hook["files"], "milestones.toml.orig")
    command = [sys.executable, "-m", hook["entry"], *hook["args"]]
    ends = []
    for milestones in (LATE, "[[milestone]]\n"):
        write_programme(tmp_path, milestones)
        done = subprocess.run(
            command, cwd=tmp_path, env=environment(), capture_output=True, check=False
        )
        ends.append(done.returncode)
    assert ends == {"minerva-check": [1, 2], "minerva-valid": [0, 2]}[hook["id"]]


def scripts() -> dict[str, str]:
    return {
        step.get("name", ""): step.get("run", "")
        for step in read(ACTION.read_text())["runs"]["steps"]
    }


def run_check(workspace: Path, settings: dict[str, str]) -> tuple[int, str]:
    """Run the script of the action's last step as a runner does; return status and last line."""
    done = run_script(workspace, settings)
    lines = done.stdout.splitlines()
    return done.returncode, lines[-1] if lines else done.stderr


def run_script(workspace: Path, settings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run the script of the action's last step as a runner does."""
    given = dict.fromkeys(("AS_OF", "FAIL_ON", "SINCE", "SARIF"), "")
    given |= {"DIRECTORY": ".", "SUMMARY": "true", "PYTHON": sys.executable}
    given |= {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(workspace)}
    script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scripts()["Check"]]
    return subprocess.run(
        script,
        cwd=workspace,
        env=environment(given | settings),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("sarif", ["", "out.sarif"])
def test_the_action_says_what_is_wrong_with_files_and_writes_what_is_uploaded(
    tmp_path: Path, sarif: str
) -> None:
    write_programme(tmp_path, LATE.replace("baseline", "basline"))
    done = run_script(tmp_path, {"SARIF": sarif})
    assert done.returncode == 2
    assert done.stderr.count("::error file=milestones.toml,line=6,") == 1
    assert done.stderr.count("error[unknown-key]") == 1
    assert (tmp_path / "out.sarif").exists() == bool(sarif)
    if sarif:
        [log] = json.loads((tmp_path / sarif).read_text())["runs"]
        assert [result["ruleId"] for result in log["results"]] == ["unknown-key"]
        assert log["invocations"][0]["executionSuccessful"] is False


@pytest.mark.parametrize("settings", [{"SINCE": "nowhere"}, {"DIRECTORY": "nowhere"}])
def test_what_is_uploaded_is_there_where_nothing_could_be_checked(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    commit(write_programme(tmp_path, LATE))
    done = run_script(tmp_path, settings | {"SARIF": "out.sarif"})
    assert done.returncode == 2
    [log] = json.loads((tmp_path / "out.sarif").read_text())["runs"]
    [invocation] = log["invocations"]
    [told] = invocation["toolExecutionNotifications"]
    assert "nowhere" in told["message"]["text"]
    assert "nowhere" in done.stderr
    assert log["results"] == []


def test_a_log_that_cannot_be_written_fails_the_action(tmp_path: Path) -> None:
    write_programme(tmp_path, LATE)
    done = run_script(tmp_path, {"AS_OF": "2014-12-08", "SARIF": "nowhere/out.sarif"})
    assert done.returncode != 0
    assert "nowhere/out.sarif cannot be written" in done.stderr


@pytest.mark.parametrize("name", ["milestones.toml", "workstreams.toml"])
def test_a_log_is_never_written_over_the_files_that_it_is_about(tmp_path: Path, name: str) -> None:
    write_programme(tmp_path, "broken")
    before = (tmp_path / name).read_text()
    assert run_script(tmp_path, {"SARIF": name}).returncode == 2
    assert (tmp_path / name).read_text() == before


def test_the_action_fails_a_build_and_writes_what_is_asked_for(tmp_path: Path) -> None:
    plans = tmp_path / "the plans"
    plans.mkdir()
    write_programme(plans, LATE)
    page = tmp_path / "summary.md"
    late = {"DIRECTORY": "the plans", "AS_OF": "2014-12-09", "GITHUB_STEP_SUMMARY": str(page)}
    told = "minerva check as of 9 Dec 2014: 1 error"
    assert run_check(tmp_path, late) == (1, told)
    assert page.read_text().startswith("## P: check as of 9 Dec 2014\n")
    assert run_check(tmp_path, late | {"SARIF": "out.sarif", "SUMMARY": "false"}) == (1, told)
    assert '"uri":"the%20plans/milestones.toml"' in (tmp_path / "out.sarif").read_text()
    assert page.read_text().count("## P") == 1
    on_time = late | {"AS_OF": "2014-12-08", "FAIL_ON": "note"}
    assert run_check(tmp_path, on_time) == (0, "minerva check as of 8 Dec 2014: nothing found")
    commit(tmp_path, day="2014-12-09")
    assert run_check(tmp_path, late | {"SINCE": "HEAD"})[0] == 0


@pytest.mark.parametrize("name", ["DIRECTORY", "AS_OF", "FAIL_ON", "SINCE", "SARIF"])
def test_nothing_given_to_the_action_is_run_by_its_shell(tmp_path: Path, name: str) -> None:
    write_programme(tmp_path, LATE)
    ran = tmp_path / "ran"
    run_check(tmp_path, {name: f"$(touch {ran})`touch {ran}`; touch {ran} #"})
    assert not ran.exists()
    assert "${{" not in scripts()["Check"]
    assert "${{" not in scripts()["Install minerva"]


def test_what_the_action_installs_is_whole(tmp_path: Path) -> None:
    script = scripts()["Install minerva"].replace("--target", "--no-deps --target")
    given = {
        "PYTHON": sys.executable,
        "GITHUB_ACTION_PATH": str(ROOT),
        "RUNNER_TEMP": str(tmp_path),
    }
    subprocess.run(["bash", "-ec", script], env=os.environ | given, capture_output=True, check=True)
    kept = {**environment(), "PYTHONPATH": str(tmp_path / "minerva")}
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import minerva.findings.explanations as e; print(e.__file__, *e.explanations())",
        ],
        cwd=tmp_path,
        env=kept,
        capture_output=True,
        text=True,
        check=True,
    )
    file, *ids = done.stdout.split()
    assert file.startswith(str(tmp_path))
    assert "milestone-overdue" in ids
    assert (tmp_path / "minerva" / "minerva" / "py.typed").exists()

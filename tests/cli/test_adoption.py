"""What other repositories take from this one: the action, the hooks, the snippets, the package."""

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
    (step,) = [one for one in workflow["jobs"]["programme"]["steps"] if one["uses"] == "./"]
    settings = {f"{name}".replace("-", "_").upper(): v for name, v in step["with"].items()}
    assert run_check(ROOT, settings) == (0, "minerva check as of 26 Nov 2014: 4 warnings, 2 notes")


def test_the_snippets_of_the_page_are_what_their_consumers_take(tmp_path: Path) -> None:
    schemas = []
    for number, snippet in enumerate(SNIPPETS):
        path = tmp_path / f"{number}.yml"
        path.write_text(snippet)
        kinds = ("github-workflows", "gitlab-ci")
        schemas.append([kind for kind in kinds if is_valid(kind, path)])
    assert schemas[:3] == [["github-workflows"], ["github-workflows"], ["gitlab-ci"]]
    hooks = {one["id"] for one in read((ROOT / ".pre-commit-hooks.yaml").read_text())}
    used = {hook["id"] for repo in read(SNIPPETS[3])["repos"] for hook in repo["hooks"]}
    assert used <= hooks


def test_the_page_gives_only_inputs_that_the_action_has() -> None:
    inputs = set(read(ACTION.read_text())["inputs"])
    for snippet in SNIPPETS[:2]:
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
        one.get("name", ""): one.get("run", "") for one in read(ACTION.read_text())["runs"]["steps"]
    }


def run_check(workspace: Path, settings: dict[str, str]) -> tuple[int, str]:
    """Run the script of the action's last step as a runner does; return status and last line."""
    given = dict.fromkeys(("AS_OF", "FAIL_ON", "SINCE", "SARIF"), "")
    given |= {"DIRECTORY": ".", "SUMMARY": "true", "PYTHON": sys.executable}
    given |= {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(workspace)}
    script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", scripts()["Check"]]
    done = subprocess.run(
        script,
        cwd=workspace,
        env=environment(given | settings),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    return done.returncode, lines[-1] if lines else done.stderr


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
    given = {"PYTHON": sys.executable, "SOURCE": str(ROOT), "TARGET": str(tmp_path / "minerva")}
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

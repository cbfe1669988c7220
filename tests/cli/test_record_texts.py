"""Any text at all is stored by the commands that record as it is given, or refused in words."""

from pathlib import Path

import pytest

from minerva.model.programme import Id
from minerva.store import read_files, read_programme
from tests.cli.test_record_commands import MILESTONES, WORKSTREAMS, record, texts
from tests.programmes import write_programme

WAIVE = ["waive", "milestone-overdue", "tenders", "--until", "2015-02-28"]
ADD_MILESTONE = ["add", "milestone", "m", "--workstream", "ict", "--baseline", "2015-05-01"]
ADD_SAVING = ["add", "saving", "s", "--workstream", "ict", "--full-year", "5"]

HOSTILE = [
    'a "quoted" text',
    'three """ of them',
    "]] [[milestone]]",
    "line one\nline two\r\nline three",
    "\x00\x01\x1b[31m\x7f",
    "a\tb \\ c \\n # not a comment",
    "'''",
    "\u202eright to left",
    "émigré 日本 🎉",
    " = { x = 1 }",
]


@pytest.fixture
def programme(tmp_path: Path) -> Path:
    return write_programme(tmp_path, MILESTONES, WORKSTREAMS)


def all_texts(text: str, *flags: str) -> list[str]:
    return [word for flag in flags for word in (f"--{flag}", text)]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_stored_and_read_back_unchanged(programme: Path, text: str) -> None:
    for command in (
        ["reforecast", "award", "2015-05-01", "--reason", text],
        ["rebaseline", "live", "2015-06-15", "--approved-by", text, "--reason", text],
        ["claim", "post", "1k", "--year", "2014/15", "--evidence", text],
        ["validate", "post", "--year", "2014/15", "--by", text],
        ["restate", "rent", "--full-year", "90k", "--reason", text],
        [*WAIVE, *all_texts(text, "reason", "approved-by")],
        ["add", "workstream", "w", *all_texts(text, "name", "owner", "description")],
        [*ADD_MILESTONE, *all_texts(text, "name", "owner", "deadline-reason", "source", "note")],
        [*ADD_SAVING, "--components", f"{text}=5", *all_texts(text, "name", "source", "note")],
    ):
        result = record(programme, *command)
        assert (result.status, result.stderr) == (0, ""), command
        assert not set(result.stdout) & {"\x1b", "\x00", "\r", "\u202e"}
    after = read_programme(read_files(programme, programme))
    milestones = {milestone.id: milestone for milestone in after.milestones}
    savings = {saving.id: saving for saving in after.savings}
    award, live, new = (milestones[Id(id)] for id in ("award", "live", "m"))
    assert award.forecast[-1].reason == text
    assert (live.rebaseline[0].approved_by, live.rebaseline[0].reason) == (text, text)
    assert (new.name, new.owner, new.deadline_reason, new.source, new.note) == (text,) * 5
    rent, post, saving = (savings[Id(id)] for id in ("rent", "post", "s"))
    assert (post.realised[-1].evidence, rent.forecast[0].reason) == (text, text)
    assert {claim.validated and claim.validated.by for claim in post.realised} == {text}
    assert (saving.name, saving.source, saving.note) == (text,) * 3
    assert list(saving.components) == [text.strip()]
    assert (after.waivers[0].reason, after.waivers[0].approved_by) == (text, text)
    workstream = after.workstreams[-1]
    assert (workstream.name, workstream.owner, workstream.description) == (text,) * 3


@pytest.mark.parametrize("text", ["\udc80", "a \udcff b"])
def test_text_that_no_file_can_hold_is_refused(programme: Path, text: str) -> None:
    before = texts(programme)
    for command in (
        ["reforecast", "award", "2015-05-01", "--reason", text],
        ["complete", text],
        ["claim", "rent", text, "--year", "2014/15"],
        ["withdraw-bidder", "ito", text, "--at", "final"],
        ["add", "workstream", "w", "--name", text],
        ["add", "workstream", text, "--name", "W"],
        ["add", "saving", "s", "--workstream", "ict", "--name", "S", "--components", f"{text}=5"],
    ):
        result = record(programme, *command)
        assert (result.status, result.stdout) == (2, "")
        assert "minerva itself failed" not in result.stderr
    assert texts(programme) == before

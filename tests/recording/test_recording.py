"""A change is written whole or not at all, beside no other, and can be taken back."""

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

import minerva.recording.state as state_module
from minerva.model.errors import MinervaError
from minerva.model.problems import InvalidProgrammeError
from minerva.model.programme import Programme
from minerva.recording import lock, writing
from minerva.recording.change import AddTable, Change, SetKey
from minerva.recording.recorder import record
from minerva.recording.state import Entry, FileChange, State, state_of
from minerva.recording.undo import ChangedSinceError, undo
from minerva.store import MILESTONES, NAMES, WORKSTREAMS
from tests.command import USER
from tests.programmes import write_programme
from tests.recordings import (
    PLAN,
    TODAY,
    WORK,
    claim,
    complete,
    contents,
    evidence_in,
    leftovers,
    write,
)


@pytest.fixture
def programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A programme in a directory, with a state directory of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    directory = tmp_path / "plan"
    directory.mkdir()
    return write_programme(directory, PLAN, WORK)


def test_a_change_is_written_with_the_day_of_writing(programme: Path) -> None:
    recorded = write(programme)
    assert (programme / MILESTONES).read_text() == f"{PLAN}actual = 2015-03-31\n"
    assert (programme / WORKSTREAMS).read_text() == WORK.replace(
        "2015-01-01  # by hand", "2015-04-01  # by hand"
    )
    assert recorded.places == [("milestones.toml", 6)]
    assert recorded.before.milestones[0].actual is None
    assert recorded.after.milestones[0].actual is not None
    assert leftovers(programme) == []


def test_the_day_of_writing_never_moves_back(programme: Path) -> None:
    record(programme, programme, complete, date(2014, 1, 1))
    assert (programme / WORKSTREAMS).read_text() == WORK


def test_a_programme_that_does_without_the_day_is_not_given_it(programme: Path) -> None:
    without = WORK.replace("updated = 2015-01-01  # by hand\n", "")
    (programme / WORKSTREAMS).write_text(without)
    write(programme)
    assert (programme / WORKSTREAMS).read_text() == without


def test_a_dry_run_shows_the_difference_and_writes_nothing(programme: Path) -> None:
    before = contents(programme)
    recorded = record(programme, programme, complete, TODAY, dry_run=True)
    assert "--- a/milestones.toml\n+++ b/milestones.toml\n" in recorded.diff
    assert "\n+actual = 2015-03-31\n" in recorded.diff
    assert "\n+updated = 2015-04-01  # by hand\n" in recorded.diff
    assert contents(programme) == before
    assert state_of(programme).numbers() == []


@pytest.mark.parametrize(
    "plan", [PLAN.rstrip(), PLAN.replace("\n", "\r\n"), f'{PLAN}note = "a\u2028b\x85c"\n']
)
def test_git_can_apply_the_difference(programme: Path, plan: str) -> None:
    (programme / MILESTONES).write_bytes(plan.encode())
    difference = record(programme, programme, complete, TODAY, dry_run=True).diff
    command = ["git", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(command, cwd=programme, input=difference.encode(), check=True)
    applied = contents(programme)
    (programme / MILESTONES).write_bytes(plan.encode())
    (programme / WORKSTREAMS).write_text(WORK)
    write(programme)
    assert contents(programme) == applied


def test_a_change_without_an_edit_writes_nothing(programme: Path) -> None:
    before = contents(programme)
    assert write(programme, lambda _: Change([], "nothing")).diff == ""
    assert contents(programme) == before


def test_files_with_problems_are_refused_before_anything_is_planned(programme: Path) -> None:
    (programme / MILESTONES).write_text(f"{PLAN}forcast = 2015-01-01\n")
    with pytest.raises(InvalidProgrammeError):
        write(programme, lambda _: pytest.fail("planned"))


def test_a_change_that_the_reader_would_refuse_is_not_written(programme: Path) -> None:
    before = contents(programme)

    def plan(programme: Programme) -> Change:
        path = programme.milestones[0].location.path
        return Change([SetKey(MILESTONES, path, "after", ["nowhere"])], "x")

    with pytest.raises(MinervaError, match="would then be refused") as refused:
        write(programme, plan)
    assert refused.value.hint is not None
    assert contents(programme) == before


def test_a_layout_that_cannot_be_edited_is_refused(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(programme)
    wrong = "minerva.recording.recorder.edit_{}"
    monkeypatch.setattr(wrong.format("record"), lambda source, _: f"{source.text}x = 1\n")
    monkeypatch.setattr(wrong.format("text"), lambda text, _: f"{text}not toml")
    with pytest.raises(MinervaError, match="cannot be changed safely"):
        write(programme)
    assert contents(programme) == before


def test_a_value_that_no_table_can_join_is_refused(programme: Path) -> None:
    (programme / MILESTONES).write_text(f"{PLAN}forecast = 2015-04-30\n")
    before = contents(programme)

    def plan(programme: Programme) -> Change:
        path = (*programme.milestones[0].location.path, "forecast")
        return Change([AddTable(MILESTONES, path, {"on": TODAY, "date": TODAY})], "x")

    with pytest.raises(MinervaError, match="cannot be changed safely"):
        write(programme, plan)
    assert contents(programme) == before


def test_byte_order_mark_line_ends_and_mode_are_kept(programme: Path) -> None:
    path = programme / MILESTONES
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    write(programme)
    assert path.read_bytes() == b"\xef\xbb\xbf" + (
        f"{PLAN}actual = 2015-03-31\n".replace("\n", "\r\n").encode()
    )
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_is_followed(programme: Path, tmp_path: Path) -> None:
    real = tmp_path / "elsewhere.toml"
    (programme / MILESTONES).rename(real)
    (programme / MILESTONES).symlink_to(real)
    write(programme)
    assert (programme / MILESTONES).is_symlink()
    assert "actual" in real.read_text()


@pytest.mark.skipif(USER != 0, reason="only root gives files away")
def test_another_name_of_a_file_keeps_what_it_had(programme: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.hardlink_to(programme / MILESTONES)
    write(programme)
    assert copy.read_text() == PLAN
    assert b"actual" in contents(programme)[MILESTONES]


def test_the_owner_is_kept(programme: Path) -> None:
    os.chown(programme / MILESTONES, 12345, 23456)
    write(programme)
    status = (programme / MILESTONES).stat()
    assert (status.st_uid, status.st_gid) == (12345, 23456)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(programme: Path) -> None:
    def plan(planned: Programme) -> Change:
        (programme / MILESTONES).write_text(f"# theirs\n{PLAN}")
        return complete(planned)

    with pytest.raises(MinervaError, match="changed by somebody else"):
        write(programme, plan)
    assert (programme / MILESTONES).read_text() == f"# theirs\n{PLAN}"
    assert leftovers(programme) == []


def test_what_somebody_else_changed_at_the_last_moment_is_not_overwritten(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = State.begin

    def begin_late(state: State, entry: Entry) -> None:
        begin(state, entry)
        (programme / MILESTONES).write_text(f"# theirs\n{PLAN}")

    monkeypatch.setattr(State, "begin", begin_late)
    with pytest.raises(MinervaError, match="at the last moment"):
        write(programme)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(programme.parent / "state"))
    assert (programme / MILESTONES).read_text() == f"# theirs\n{PLAN}"
    write(programme, claim("next"))
    assert leftovers(programme) == []
    assert (programme / MILESTONES).read_text() == f"# theirs\n{PLAN}"


def test_a_change_refused_at_its_second_file_is_taken_out_of_the_first(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = State.begin

    def begin_late(state: State, entry: Entry) -> None:
        begin(state, entry)
        (programme / WORKSTREAMS).write_text(f"# theirs\n{WORK}")

    monkeypatch.setattr(State, "begin", begin_late)
    with pytest.raises(MinervaError, match="at the last moment"):
        write(programme)
    assert contents(programme) == {
        MILESTONES: PLAN.encode(),
        WORKSTREAMS: f"# theirs\n{WORK}".encode(),
    }
    assert leftovers(programme) == []
    assert state_of(programme).journal() is None


def fail_to_rename(monkeypatch: pytest.MonkeyPatch, *targets: str) -> None:
    """Have the renaming to files of some names fail, each time it is tried."""
    rename = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if target.name in targets:
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("failing", [MILESTONES, WORKSTREAMS])
def test_a_file_that_cannot_be_replaced_leaves_everything_as_it_was(
    programme: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    before = contents(programme)
    fail_to_rename(monkeypatch, failing)
    with pytest.raises(MinervaError, match=f"cannot write in {programme}: Input/output error"):
        write(programme)
    assert contents(programme) == before
    assert leftovers(programme) == []
    assert state_of(programme).journal() is None


def test_what_cannot_be_put_back_either_is_finished_by_the_next_command(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(programme)
    written = iter([False, False, True])
    make = writing._temporary

    def temporary(path: Path, content: bytes | None, state: State) -> Path | None:
        if next(written):
            raise OSError(28, "No space left on device")
        return make(path, content, state)

    with monkeypatch.context() as failing:
        failing.setattr(writing, "_temporary", temporary)
        fail_to_rename(failing, WORKSTREAMS)
        with pytest.raises(MinervaError, match="only a part of this could be written") as refused:
            write(programme)
    assert refused.value.hint is not None
    assert "undo" in refused.value.hint
    assert b"actual" in contents(programme)[MILESTONES]
    assert b"2015-04-01" not in contents(programme)[WORKSTREAMS]
    undo(programme, programme)
    assert contents(programme) == before
    assert leftovers(programme) == []


def test_a_change_that_is_written_stays_so_where_its_note_fails(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(programme)
    with monkeypatch.context() as failing:
        fail_to_rename(failing, "00000001.json")
        write(programme)
    assert b"actual" in contents(programme)[MILESTONES]
    undo(programme, programme)
    assert contents(programme) == before


def test_a_half_written_change_that_cannot_be_finished_is_told(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(programme)
    after = write(programme, claim("first"))
    undo(programme, programme)
    state = state_of(programme)
    state.begin(
        Entry(
            "x",
            "2015-04-01T00:00:00+00:00",
            [
                FileChange(MILESTONES, before[MILESTONES], PLAN.encode() + b"# half\n"),
                after.files[0],
            ],
        )
    )
    (programme / MILESTONES).write_text(f"{PLAN}# half\n")
    with monkeypatch.context() as failing:
        fail_to_rename(failing, WORKSTREAMS)
        with pytest.raises(MinervaError, match="Input/output error"):
            write(programme, claim("second"))
    assert leftovers(programme) == []
    write(programme, claim("second"))
    assert evidence_in(programme) == ["first", "second"]


def test_a_read_only_file_is_refused(programme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(MinervaError, match="read-only"):
        write(programme)


def test_a_full_disk_leaves_everything_as_it_was(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(programme)
    for moment in (1, 2, 3):
        calls = iter(range(1, 100))

        def fsync(_descriptor: int, moment: int = moment, calls: Iterator[int] = calls) -> None:
            if next(calls) == moment:
                raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(MinervaError, match="No space left on device"):
            write(programme)
        assert contents(programme) == before
        assert leftovers(programme) == []
        assert state_of(programme).journal() is None


def test_a_real_limit_on_the_size_of_files_is_told_in_words(programme: Path) -> None:
    big = f"{PLAN}note = '{'x' * 60_000}'\n"
    (programme / MILESTONES).write_text(big)
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from tests.recording import test_recording\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))\n"
        "try: test_recording.write(Path(sys.argv[1]))\n"
        "except test_recording.MinervaError as error: print(error)\n"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, programme], cwd=root, capture_output=True, text=True
    )
    assert "File too large" in done.stdout, done
    assert (programme / MILESTONES).read_text() == big
    assert leftovers(programme) == []


def test_a_state_directory_that_cannot_be_used_is_told(programme: Path) -> None:
    (programme.parent / "state").write_text("a file where the directory has to be")
    before = contents(programme)
    with pytest.raises(MinervaError, match="cannot keep what undo needs in") as refused:
        write(programme)
    assert refused.value.hint == "set XDG_STATE_HOME to a directory of yours"
    assert contents(programme) == before


def test_a_state_directory_that_there_is_not_is_told(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object, **__: object) -> Path:
        raise RuntimeError("no home")

    monkeypatch.setattr("platformdirs.user_state_path", nowhere)
    with pytest.raises(MinervaError, match="no directory to keep"):
        write(programme)


def test_a_command_waits_no_longer_than_it_has_patience(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.05)
    with lock.locked(programme), pytest.raises(MinervaError, match="another minerva"):
        write(programme)


# Two accounts, each with a state directory of its own


@pytest.mark.parametrize("lockable", [True, False])
def test_of_two_accounts_one_writes_at_a_time(
    programme: Path, monkeypatch: pytest.MonkeyPatch, lockable: bool
) -> None:
    if not lockable:
        forbid_to_lock_directories(monkeypatch)
    account = iter(["one", "two"])
    began, end = threading.Event(), threading.Event()
    require_writable = writing._require_writable

    def wait(path: Path) -> None:
        began.set()
        assert end.wait(10)
        require_writable(path)

    def state_of_account(_directory: Path) -> State:
        return State(programme.parent / next(account))

    monkeypatch.setattr(writing, "state_of", state_of_account)
    monkeypatch.setattr(writing, "_require_writable", wait)
    with ThreadPoolExecutor(2) as accounts:
        first = accounts.submit(write, programme, claim("one"))
        assert began.wait(10)
        second = accounts.submit(write, programme, claim("two"))
        time.sleep(0.05)
        assert evidence_in(programme) == []
        end.set()
        assert first.result(10).files != second.result(10).files
    assert evidence_in(programme) == ["one", "two"]
    assert leftovers(programme) == []


def forbid_to_lock_directories(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have directories be as on a network drive, which locks files only."""
    fcntl = pytest.importorskip("fcntl")
    flock = fcntl.flock

    def only_files(descriptor: int, how: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EBADF, "Bad file descriptor")
        flock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", only_files)


def test_two_directories_that_lead_to_one_file_are_locked_together(
    programme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in NAMES:
        (other / name).symlink_to(programme / name)
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.05)
    with lock.locked(programme), pytest.raises(MinervaError, match="another minerva"):
        write(other)


def test_a_file_that_its_last_holder_removed_locks_nothing(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid_to_lock_directories(monkeypatch)
    held = lock._lock(programme)
    assert held is not None
    assert lock._lock(programme) is None
    (programme / ".minerva-lock").unlink()
    again = lock._lock(programme)
    assert again is not None
    again()
    held()
    assert leftovers(programme) == []


def test_a_directory_that_cannot_be_locked_is_told(
    programme: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr(fcntl, "flock", no_locks)
    before = contents(programme)
    with pytest.raises(MinervaError, match=r"cannot lock .*: No locks available"):
        write(programme)
    assert contents(programme) == before
    assert leftovers(programme) == []


def test_temporary_files_of_others_stay_until_they_are_a_day_old(programme: Path) -> None:
    mark = state_of(programme).mark
    names = {f".{WORKSTREAMS}.{whose}.x.minerva-new" for whose in (mark, "theirs", "ancient")}
    for name in names:
        (programme / name).write_text("half")
    os.utime(programme / f".{WORKSTREAMS}.ancient.x.minerva-new", (0, 0))
    write(programme)
    assert leftovers(programme) == [f".{WORKSTREAMS}.theirs.x.minerva-new"]


# Taking back


def test_changes_are_taken_back_from_the_last_to_the_first(programme: Path) -> None:
    states = [contents(programme)]
    for plan in (complete, claim("one"), claim("two")):
        write(programme, plan)
        states.append(contents(programme))
    for number, summary in ((2, "claim two"), (1, "claim one"), (0, "a is complete")):
        undone = undo(programme, programme)
        assert undone.summary == summary
        assert undone.diff
        assert contents(programme) == states[number]
    with pytest.raises(MinervaError, match="no recorded change"):
        undo(programme, programme)


def test_a_dry_run_of_undo_takes_nothing_back(programme: Path) -> None:
    write(programme)
    after = contents(programme)
    undone = undo(programme, programme, dry_run=True)
    assert "\n-actual = 2015-03-31\n" in undone.diff
    assert contents(programme) == after
    assert undo(programme, programme).diff == undone.diff


def test_what_was_changed_since_is_not_taken_back(programme: Path) -> None:
    write(programme)
    path = programme / MILESTONES
    path.write_text(path.read_text() + "# mine\n")
    with pytest.raises(ChangedSinceError, match="was changed after this") as refused:
        undo(programme, programme)
    assert "\n+# mine\n" in refused.value.diff
    assert path.read_text().endswith("# mine\n")
    path.unlink()
    with pytest.raises(ChangedSinceError, match="was changed after this") as refused:
        undo(programme, programme)
    assert "\n+++ /dev/null\n" in refused.value.diff


def test_only_so_many_changes_are_kept(programme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_module, "MOST_KEPT", 2)
    for number in range(4):
        write(programme, claim(str(number)))
    assert state_of(programme).numbers() == [3, 4]
    monkeypatch.setattr(state_module, "MOST_BYTES", 1)
    write(programme, claim("4"))
    assert state_of(programme).numbers() == [5]


def test_a_change_that_was_kept_and_cannot_be_read_is_passed_over(programme: Path) -> None:
    write(programme, claim("one"))
    state = state_of(programme)
    (state.folder / "00000007.json").write_text("{")
    assert undo(programme, programme).summary == "claim one"


def test_what_is_kept_is_for_the_user_alone(programme: Path) -> None:
    write(programme)
    [kept] = [path for path in state_of(programme).folder.iterdir() if path.suffix == ".json"]
    assert kept.stat().st_mode & 0o777 == 0o600


# What a command left that was killed


def test_a_change_of_both_files_is_finished_by_the_next_command(programme: Path) -> None:
    before = contents(programme)
    recorded = record(programme, programme, complete, TODAY, dry_run=True)
    after = {
        WORKSTREAMS: WORK.replace("2015-01-01", "2015-04-01").encode(),
        MILESTONES: f"{PLAN}actual = 2015-03-31\n".encode(),
    }
    files = [FileChange(name, before[name], after[name]) for name in before]
    state = state_of(programme)
    state.folder.mkdir(parents=True)
    state.begin(Entry(recorded.change.summary, "2015-04-01T00:00:00+00:00", files))
    (programme / MILESTONES).write_bytes(after[MILESTONES])
    (programme / f".{WORKSTREAMS}.{state.mark}.x.minerva-new").write_text("half")
    writing.recover(programme, state)
    assert contents(programme) == after
    assert leftovers(programme) == []
    undo(programme, programme)
    assert contents(programme) == before


def test_a_half_written_change_that_was_edited_since_is_left_alone(programme: Path) -> None:
    before = contents(programme)
    files = [FileChange(MILESTONES, before[MILESTONES], b"new")]
    state = state_of(programme)
    state.folder.mkdir(parents=True)
    state.begin(Entry("x", "2015-04-01T00:00:00+00:00", files))
    (programme / MILESTONES).write_text(f"# theirs\n{PLAN}")
    write(programme, claim("next"))
    assert (programme / MILESTONES).read_text() == f"# theirs\n{PLAN}"
    assert state.journal() is None

"""Two versions of a file that were changed apart: what comes out when they are merged."""

import random
import tomllib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import settings

from minerva.merging.merge import Merged, merge_files
from minerva.merging.pieces import part, put_together
from tests.command import ROOT

BASE: Final = """\
# Milestones of the depot

[[milestone]]
id = "moved-in"
workstream = "build"
name = "Moved in"  # the whole of it
baseline = 2026-04-01

  [[milestone.forecast]]
  on = 2026-01-15
  date = 2026-05-16
  reason = "Ground works found a sewer"

[[milestone]]
id = "keys"
workstream = "build"
name = "Keys handed over"
baseline = 2026-03-01
# checked in January
"""


def merged(ours: str, theirs: str, base: str = BASE) -> Merged:
    return merge_files(base.encode(), ours.encode(), theirs.encode())


def text_of(ours: str, theirs: str, base: str = BASE) -> str:
    """Return what a merge without conflicts comes to, whoever merges."""
    one, other = merged(ours, theirs, base), merged(theirs, ours, base)
    assert (one.conflicts, other.conflicts) == (0, 0)
    assert tomllib.loads(one.content.decode()) == tomllib.loads(other.content.decode())
    return one.content.decode()


def forecast(on: str, date: str) -> str:
    return f"\n  [[milestone.forecast]]\n  on = {on}\n  date = {date}\n"


FIRST = '  reason = "Ground works found a sewer"\n'


@pytest.mark.parametrize(
    "name",
    [
        "workstreams.toml",
        "milestones.toml",
        "tests/depot/workstreams.toml",
        "tests/golden/formats/workstreams.toml",
        "tests/golden/formats/milestones.toml",
    ],
)
def test_a_file_in_pieces_comes_together_again(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert put_together(part(text), "\n") == text


def test_what_one_side_changed_is_as_that_side_has_it() -> None:
    theirs = BASE.replace("2026-03-01", "2026-03-02")
    assert merged(BASE, theirs).content.decode() == theirs
    assert merged(theirs, BASE).content.decode() == theirs


def test_facts_of_both_sides_are_kept_in_the_order_of_their_days() -> None:
    ours = BASE.replace(FIRST, FIRST + forecast("2026-02-10", "2026-06-01"))
    theirs = BASE.replace(FIRST, FIRST + forecast("2026-02-03", "2026-05-20"))
    found = tomllib.loads(text_of(ours, theirs))["milestone"][0]["forecast"]
    assert [str(statement["on"]) for statement in found] == [
        "2026-01-15",
        "2026-02-03",
        "2026-02-10",
    ]


def test_facts_of_one_day_stand_in_one_order_whoever_merges() -> None:
    ours = BASE.replace(FIRST, FIRST + forecast("2026-02-03", "2026-06-01"))
    theirs = BASE.replace(FIRST, FIRST + forecast("2026-02-03", "2026-05-20"))
    found = tomllib.loads(text_of(ours, theirs))["milestone"][0]["forecast"]
    assert len(found) == 3


def test_a_fact_that_both_added_is_there_once() -> None:
    both = BASE.replace(FIRST, FIRST + forecast("2026-02-03", "2026-06-01"))
    ours = both.replace("2026-03-01", "2026-03-02")
    theirs = both.replace("  date = 2026-06-01\n", '  date = 2026-06-01\n  reason = "Rain"\n')
    found = tomllib.loads(text_of(ours, theirs))["milestone"][0]["forecast"]
    assert found[1] == {**found[1], "reason": "Rain"}
    assert len(found) == 2


def test_keys_of_one_record_that_were_changed_apart_are_both_taken() -> None:
    ours = BASE.replace('"Moved in"', '"All moved in"')
    theirs = BASE.replace("2026-04-01", "2026-04-02")
    text = text_of(ours, theirs)
    assert '"All moved in"  # the whole of it\nbaseline = 2026-04-02\n' in text


def test_a_key_that_both_changed_is_a_conflict_around_it_alone() -> None:
    ours = BASE.replace('"Moved in"', '"All moved in"')
    theirs = BASE.replace('"Moved in"', '"Moved"').replace("2026-03-01", "2026-03-02")
    result = merged(ours, theirs)
    assert result.conflicts == 1
    assert result.content.decode() == ours.replace("2026-03-01", "2026-03-02").replace(
        'name = "All moved in"  # the whole of it\n',
        "<<<<<<< ours\n"
        'name = "All moved in"  # the whole of it\n'
        "=======\n"
        'name = "Moved"  # the whole of it\n'
        ">>>>>>> theirs\n",
    )


def test_a_change_of_a_value_keeps_our_comment_on_its_line() -> None:
    ours = BASE.replace("# the whole of it", "# all of it")
    theirs = BASE.replace('"Moved in"', '"Moved"')
    assert 'name = "Moved"  # all of it\n' in merged(ours, theirs).content.decode()


def test_comments_of_both_sides_are_kept() -> None:
    ours = BASE.replace('[[milestone]]\nid = "keys"', '# ours\n[[milestone]]\nid = "keys"')
    theirs = BASE.replace('[[milestone]]\nid = "keys"', '# theirs\n[[milestone]]\nid = "keys"')
    assert "# ours\n# theirs\n[[milestone]]\n" in text_of(ours, theirs)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_records_of_both_sides_are_kept_in_our_line_ends(newline: str) -> None:
    def added(id: str) -> str:
        return BASE + f'\n[[milestone]]\nid = "{id}"\nworkstream = "build"\nname = "{id}"\n'

    ours = added("ours").replace("\n", newline)
    result = merge_files(BASE.encode(), ours.encode(), added("theirs").encode())
    text = result.content.decode()
    ids = [milestone["id"] for milestone in tomllib.loads(text)["milestone"]]
    assert sorted(ids) == ["keys", "moved-in", "ours", "theirs"]
    assert text.count("# checked in January") == 1
    assert text.replace("\r\n", "").count("\n") == (0 if newline == "\r\n" else text.count("\n"))


def test_of_two_updates_the_later_is_taken() -> None:
    base = '[programme]\nid = "depot"\nname = "Depot"\nupdated = 2026-01-01\n'
    ours = base.replace("2026-01-01", "2026-02-01")
    theirs = base.replace("2026-01-01", "2026-03-01").replace('"Depot"', '"New depot"')
    assert text_of(ours, theirs, base) == theirs


def test_facts_in_a_list_on_one_line_are_merged_too() -> None:
    base = BASE.replace(
        "baseline = 2026-03-01\n",
        "baseline = 2026-03-01\nforecast = [{ on = 2026-01-01, date = 2026-03-05 }]\n",
    )
    one = "{ on = 2026-01-02, date = 2026-03-06 }"
    other = "{ on = 2026-01-03, date = 2026-03-07 }"
    ours, theirs = (base.replace("03-05 }]", f"03-05 }}, {fact}]") for fact in (other, one))
    assert f"date = 2026-03-05 }}, {one}, {other}]" in text_of(ours, theirs, base)


def test_what_one_side_deleted_is_gone_unless_the_other_changed_it() -> None:
    without = BASE[: BASE.index('\n[[milestone]]\nid = "keys"')] + "# checked in January\n"
    ours = BASE.replace("2026-04-01", "2026-04-02")
    assert text_of(ours, without).count("[[milestone]]") == 1
    changed = merged(BASE.replace("2026-03-01", "2026-03-02"), without.replace("Moved", "moved"))
    assert changed.conflicts == 1
    assert b"=======\n>>>>>>> theirs\n" in changed.content


def test_a_merge_that_would_be_refused_is_a_conflict() -> None:
    ours = BASE.replace('id = "keys"\n', 'id = "keys"\nafter = ["moved-in"]\n')
    theirs = BASE.replace('id = "moved-in"\n', 'id = "moved-in"\nafter = ["keys"]\n')
    result = merged(ours, theirs)
    assert result.conflicts == 1
    assert [problem.kind for problem in result.problems] == ["cycle"]
    assert b"<<<<<<< ours" in result.content


@pytest.mark.parametrize("broken", [b"\xff", b"[[milestone", b"x = \n", b'"""'])
def test_a_version_that_cannot_be_read_makes_the_whole_file_a_conflict(broken: bytes) -> None:
    result = merge_files(BASE.encode(), BASE.replace("Moved", "moved").encode(), broken)
    assert result.conflicts == 1
    assert result.content.startswith(b"<<<<<<< ours\n# Milestones of the depot\n")
    assert result.content.endswith(
        broken + (b"" if broken.endswith(b"\n") else b"\n") + b">>>>>>> theirs\n"
    )


def drawn(random: random.Random) -> list[dict[str, Any]]:
    """Return some savings with claims, ids and amounts drawn."""
    return [
        {
            "id": f"s{number}",
            "workstream": "build",
            "name": f"Saving {number}",
            "full_year": random.randrange(1, 1_000_000),
            "realised": [claim(random) for _ in range(random.randrange(3))],
        }
        for number in range(random.randrange(1, 4))
    ]


def claim(random: random.Random) -> dict[str, Any]:
    year = random.choice(["2024/25", "2025/26"])
    day = f"2025-0{random.randrange(1, 4)}-{random.randrange(10, 13)}"
    return {"year": year, "amount": random.randrange(1, 400), "on": day}


def changed(
    savings: Sequence[dict[str, Any]], random: random.Random, side: str
) -> list[dict[str, Any]]:
    """Return savings as a side leaves them: claims added, now and then a key, a saving, a note."""
    copies = [{**saving, "realised": list(saving["realised"])} for saving in savings]
    for _ in range(random.randrange(1, 5)):
        saving = random.choice(copies)
        what = random.randrange(6)
        if what < 4:
            # The sides' amounts differ: what both added alike would be one fact.
            fact = claim(random)
            fact["amount"] = fact["amount"] * 2 + (side == "b")
            saving["realised"].insert(random.randrange(len(saving["realised"]) + 1), fact)
        elif what == 4:
            saving["name" if side == "a" else "full_year"] = (
                f"Named {random.random()}" if side == "a" else random.randrange(1, 1_000_000)
            )
        else:
            copies.append(
                {**claimless(f"{side}{len(copies)}"), "realised": [claim(random)]},
            )
    return copies


def claimless(id: str) -> dict[str, Any]:
    return {"id": id, "workstream": "build", "name": id, "full_year": 1}


def written(savings: Sequence[dict[str, Any]]) -> str:
    lines = []
    for saving in savings:
        lines.append("[[saving]]")
        lines += [f"{key} = {value!r}" for key, value in saving.items() if key != "realised"]
        for fact in saving["realised"]:
            lines += ["", "  [[saving.realised]]", f"  year = {fact['year']!r}"]
            lines += [f"  amount = {fact['amount']}", f"  on = {fact['on']}"]
        lines.append("")
    return "\n".join(lines)


def facts_of(text: str) -> Counter[tuple[object, ...]]:
    """Return every fact in a file, each with how often it is there."""
    savings = tomllib.loads(text, parse_float=Decimal)["saving"]
    facts: Counter[tuple[object, ...]] = Counter()
    for saving in savings:
        facts.update(
            (saving["id"], key, str(value)) for key, value in saving.items() if key != "realised"
        )
        facts.update(
            (saving["id"], *(str(value) for value in fact.values()))
            for fact in saving.get("realised", [])
        )
    return facts


@pytest.mark.parametrize("block", range(4))
def test_of_drawn_branches_no_fact_is_lost_and_none_doubled(block: int) -> None:
    examples = settings().max_examples
    draws = random.Random(block)  # noqa: S311 - nothing is to be kept secret
    for _ in range(examples * 5 // 2):  # 10,000 with the profile `hunt`
        base = drawn(draws)
        ours, theirs = changed(base, draws, "a"), changed(base, draws, "b")
        before, mine, other = map(written, (base, ours, theirs))
        one, two = merged(mine, other, before), merged(other, mine, before)
        assert (one.conflicts, two.conflicts) == (0, 0), (before, mine, other)
        counts = [facts_of(text) for text in (before, mine, other)]
        expected = +Counter(
            {
                fact: counts[1][fact] + counts[2][fact] - counts[0][fact]
                for fact in counts[1] | counts[2]
            }
        )
        assert facts_of(one.content.decode()) == expected, (before, mine, other)
        assert facts_of(two.content.decode()) == expected

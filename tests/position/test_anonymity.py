"""Letters for names: what they go by, and that no name of a bidder is anywhere in the output."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from minerva.position.anonymity import letters, without_names
from tests.command import Result, run
from tests.programmes import programme, write_programme
from tests.tenders import MILESTONES, TWO_GROUPS, bid, read, workstreams

DAY = date(2015, 2, 10)
NAMES = ["Hollin Clark Ltd", "Stérie & Fils", "Fujisawa", "Fujisawa Europe", "Quill", "Ombra"]
STAGE = """
    [[procurement.stage]]
    id = "evaluation"
    name = "Evaluation of Fujisawa, Quill and others"
    closes = 2015-01-30
"""
EVALUATION = """
    quality = { weight = 60, minimum = 50 }
    price = { weight = 40 }
    price_formula = "lowest-over-bid"
    price_criterion = "price"
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    scores = [80, 78, 40, 79, None, 90]
    bids = [
        bid(
            name,
            {} if score is None else {"quality": score},
            price=100 + n,
            stage='"evaluation"',
            note=f'"{name.upper()} asked for more time than QUILL."',
            **({"withdrawn": "2015-02-01"} if name == "Ombra" else {}),
        )
        for n, (name, score) in enumerate(zip(NAMES, scores, strict=True))
    ]
    text = workstreams(EVALUATION, *bids, bidders=NAMES, more=STAGE)
    text = text.replace('name = "ITO"', 'name = "ITO, now with Hollin  Clark Ltd"')
    return write_programme(tmp_path, MILESTONES, text)


def assert_nobody_is_named(result: Result) -> None:
    told = (result.stdout + result.stderr).casefold()
    for name in NAMES:
        assert name.casefold() not in " ".join(told.split()), name
        for word in ("hollin", "stérie", "fujisawa", "quill", "ombra"):
            assert word not in told


@pytest.mark.parametrize("format", ["table", "json", "csv", "markdown"])
@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ito"],
        ["--stage", "evaluation"],
        ["--what-if", "A: quality=60", "--what-if", "B: price=1"],
        ["--what-if", "Quill: quality=60"],
        ["--weights", "quality=10,price=90"],
        ["--moderation", "scores.csv", "--spread", "1"],
        ["--moderation", "letters.csv", "--spread", "1"],
    ],
)
def test_nobody_is_named_in_any_output(here: Path, format: str, arguments: list[str]) -> None:
    lines = [f"Ann,{name},quality,{n * 9}\nBen,{name},quality,70" for n, name in enumerate(NAMES)]
    (here / "scores.csv").write_text("\n".join(["evaluator,bidder,criterion,score", *lines]))
    (here / "letters.csv").write_text(
        "evaluator,bidder,criterion,score\nAnn,A,quality,1\nAnn,B,quality,2\n"
    )
    result = run("evaluate", "--anonymous", *arguments, "-f", format, cwd=here, today=DAY)
    assert (result.status, result.stderr) == (0, "")
    assert_nobody_is_named(result)
    named = run("evaluate", *arguments[:2], "-f", format, cwd=here, today=DAY)
    if named.status == 0:
        assert any(name in named.stdout for name in NAMES)


@pytest.mark.parametrize(
    "arguments",
    [
        ["Quill"],
        ["--stage", "quill"],
        ["--what-if", "Quill: Fujisawa=60"],
        ["--what-if", "Quill and Fujisawa: quality=60"],
        ["--what-if", "Fujisawa quality=60"],
        ["--what-if", "Quill: quality=Ombra"],
        ["--what-if", "A: price=Ombra"],
        ["--weights", "Ombra=50"],
        ["--weights", "Ombra"],
        ["--weights", "quality=Ombra,price=1"],
        ["--moderation", "scores.csv"],
        ["--moderation", "Quill.csv"],
        ["--moderation", "short.csv"],
    ],
)
def test_nobody_is_named_in_an_error(here: Path, arguments: list[str]) -> None:
    (here / "scores.csv").write_text(
        "evaluator,bidder,criterion,score\n"
        "Ann,Quilt,quality,1\nQuill,Ombra,Fujisawa,Quill\nAnn,Quill,quality,1\nAnn,Quill,quality,1"
    )
    (here / "short.csv").write_text("Quill,Ombra\n")
    result = run("evaluate", "--anonymous", *arguments, cwd=here, today=DAY)
    assert (result.stdout, result.status) == ("", 2)
    assert result.stderr.startswith("error: ")
    assert_nobody_is_named(result)


def test_problems_of_the_files_are_not_shown_with_their_lines(here: Path) -> None:
    path = here / "workstreams.toml"
    path.write_text(path.read_text("utf-8").replace("price = 100", 'price = "Quill"'), "utf-8")
    result = run("evaluate", "--anonymous", cwd=here, today=DAY)
    assert (result.stdout, result.status) == ("", 2)
    assert result.stderr == (
        "error: there is a problem in the files; nothing was reported\n"
        "   = hint: `minerva check` shows what is wrong, with the names of bidders in it\n"
    )
    assert "Quill" in run("evaluate", cwd=here, today=DAY).stderr


def test_letters_stay_whatever_bids_come() -> None:
    scores = {"quality": 50, "price": 50}
    before = read(TWO_GROUPS).procurements[0]
    after = read(TWO_GROUPS, bid("C", scores, withdrawn="2015-02-01"), bid("A", scores))
    assert letters(before) == letters(after.procurements[0])


def test_letters_follow_neither_the_names_nor_the_files() -> None:
    names = [f"Bidder {n:02}" for n in range(26)]
    procurement = programme(MILESTONES, workstreams(TWO_GROUPS, bidders=names)).procurements[0]
    given_letters = [letters(procurement)[name] for name in names]
    assert sorted(given_letters) == [chr(ord("A") + n) for n in range(26)]
    assert given_letters not in (sorted(given_letters), sorted(given_letters, reverse=True))
    shuffled = programme(MILESTONES, workstreams(TWO_GROUPS, bidders=names[::-1])).procurements[0]
    assert letters(shuffled) == letters(procurement)


def test_another_procurement_has_other_letters() -> None:
    names = [f"Bidder {n:02}" for n in range(26)]
    stated = programme(MILESTONES, workstreams(TWO_GROUPS, bidders=names)).procurements[0]
    assert letters(stated) != letters(replace(stated, id="other"))


def test_after_z_come_two_letters() -> None:
    names = [f"Bidder {n:03}" for n in range(703)]
    procurement = programme(MILESTONES, workstreams(TWO_GROUPS, bidders=names)).procurements[0]
    labels = sorted(letters(procurement).values(), key=lambda label: (len(label), label))
    assert labels[24:29] == ["Y", "Z", "AA", "AB", "AC"]
    assert labels[51:54] == ["AZ", "BA", "BB"]
    assert labels[-2:] == ["ZZ", "AAA"]
    without = without_names(
        programme(MILESTONES, workstreams(TWO_GROUPS, bidders=names))
    ).procurements[0]
    assert [bidder.name for bidder in without.bidder] == labels


def test_a_name_is_a_whole_word() -> None:
    text = workstreams(
        TWO_GROUPS,
        bid("Arc", {"quality": 1}, note='"Arc, ARC and arc\'s, not Arcade nor Monarc"'),
        bidders=["Arc"],
    )
    [stated] = without_names(programme(MILESTONES, text)).procurements[0].bid
    assert stated.note == "A, A and A's, not Arcade nor Monarc"


def test_a_real_name_that_is_a_letter_gives_way_to_the_letter(tmp_path: Path) -> None:
    names = ["A", "B", "C"]
    scores = {name: {"quality": 10 * n, "price": 0} for n, name in enumerate(names, 1)}
    text = workstreams(TWO_GROUPS, *[bid(n, scores[n]) for n in names], bidders=names)
    write_programme(tmp_path, MILESTONES, text)
    labels = letters(programme(MILESTONES, text).procurements[0])
    real = next(name for name, label in labels.items() if label == "A")
    result = run(
        "evaluate",
        "--anonymous",
        "--what-if",
        "A: quality=99",
        "-f",
        "csv",
        cwd=tmp_path,
        today=DAY,
    )
    total = scores[real]["quality"] * 60 // 100
    assert f"bid,ito,A,,total,{total},59.4" in result.stdout.splitlines()


names = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=4)


@example(["000 "])
@given(st.lists(names.filter(lambda name: len(name.split()) > 0), min_size=1, max_size=4))
def test_a_programme_without_names_has_none(drawn: list[str]) -> None:
    scores = {"quality": 50, "price": 50}
    procurement = read(TWO_GROUPS, bid("A", scores)).procurements[0]
    bidders = tuple(replace(procurement.bidder[0], name=name) for name in drawn)
    bids = tuple(
        replace(procurement.bid[0], bidder=name, note=f"({name}) and {name}.") for name in drawn
    )
    whole = replace(
        read(TWO_GROUPS),
        procurements=(replace(procurement, bidder=bidders, bid=bids, name=f"For {drawn[0]}"),),
    )
    found = without_names(whole).procurements[0]
    labels = letters(whole.procurements[0])
    assert [stated.bidder for stated in found.bid] == [labels[name] for name in drawn]
    assert {bidder.name for bidder in found.bidder} == set(labels.values())
    assert found.name.split() == ["For", labels[drawn[0]]]  # space around a name stays

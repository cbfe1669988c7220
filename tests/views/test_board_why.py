"""Each key figure of the page opens what explains it."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from minerva.position import position_at
from minerva.views.board import why
from minerva.views.board.standing import key_figures
from tests.command import run
from tests.programmes import programme
from tests.strategies import Tables, days, programmes, toml


@given(programmes(), days)
def test_the_parts_of_money_add_up_to_the_figure(drawn: Tables, day: date) -> None:
    position = position_at(programme(*toml(drawn)), day)
    reasons = why.of_figures(position)
    for figure in key_figures(position):
        part = reasons.get(figure.name)
        if not isinstance(figure.value, Decimal) or part is None:
            continue
        assert part.value == figure.value
        amounts = [below.value for below in part.parts if isinstance(below.value, Decimal)]
        assert sum(amounts, Decimal(0)) == figure.value


def test_the_page_explains_its_rating_and_every_key_figure_without_a_script() -> None:
    page = run("report", "--as-of", "2014-12-09").stdout
    shown = re.findall(r'<summary aria-label="Why: ([^"]+)">Why</summary>', page)
    names = re.findall(r"<dt>([^<]+)</dt><dd><span class=\"value\"", page)
    assert shown == ["this rating", *names]
    assert "milestones.toml:161" in page
    assert "<script" not in page
    assert "Why: " not in run("report", "--as-of", "2014-12-09", "--brief").stdout


def test_many_parts_are_cut_and_still_add_up() -> None:
    saving = '[[saving]]\nid = "s-{n}"\nworkstream = "ict"\nname = "S {n}"\nfull_year = {n}\n'
    text = "".join(saving.format(n=n) + "starts = 2014-04-01\n" for n in range(1, 41))
    head = '[programme]\nid = "p"\nname = "P"\n[[workstream]]\nid = "ict"\nname = "ICT"\n'
    part = why.of_figures(position_at(programme("", head + text), date(2014, 12, 1)))[
        "Full-year effect"
    ]
    assert len(part.parts) == why.MOST + 1
    assert part.parts[-1].text == "10 others"
    values = [below.value for below in part.parts if isinstance(below.value, Decimal)]
    assert sum(values) == part.value == Decimal(820)


@pytest.mark.parametrize("figure", ["Overdue", "Validated"])
def test_what_is_nothing_says_so(figure: str) -> None:
    late = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2099-01-01\n'
    part = why.of_figures(position_at(programme(late), date(2014, 12, 1)))[figure]
    assert [below.text for below in part.parts] == ["nothing by this day"]

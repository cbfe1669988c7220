"""The last fact of a programme: values of indicators are facts like any other."""

from datetime import date

import pytest

from minerva.position.age import last_fact
from tests.programmes import programme

MILESTONE = '[[milestone]]\nid = "m"\nworkstream = "ict"\nname = "M"\nbaseline = 2015-04-01\n'
INDICATOR = """
[[indicator]]
id = "visits"
name = "Visits"
  [[indicator.actual]]
  period = "2014/15-Q1"
  value = 4
  [[indicator.actual]]
  period = "2014/15-Q2"
  value = 5
  on = 2014-10-14
"""


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2014, 6, 29), None),
        (date(2014, 6, 30), date(2014, 6, 30)),  # the last day of a period without `on`
        (date(2014, 10, 13), date(2014, 6, 30)),
        (date(2014, 10, 14), date(2014, 10, 14)),
        (date(2015, 12, 9), date(2014, 10, 14)),
    ],
)
def test_the_value_of_an_indicator_is_a_fact(day: date, last: date | None) -> None:
    assert last_fact(programme(MILESTONE, register=INDICATOR), day) == last


def test_a_fact_in_any_record_counts_and_what_is_planned_does_not() -> None:
    stated = "[[milestone.forecast]]\non = 2014-11-20\ndate = 2015-05-01\n"
    risk = '[[risk]]\nid = "r"\nname = "R"\nraised = 2014-10-01\nprobability = 10\n'
    review = "[[risk.review]]\non = 2014-12-01\nprobability = 20\n"
    found = programme(MILESTONE + stated, register=risk + review)
    assert last_fact(found, date(2014, 9, 30)) is None
    assert last_fact(found, date(2014, 10, 31)) == date(2014, 10, 1)
    assert last_fact(found, date(2014, 11, 30)) == date(2014, 11, 20)
    assert last_fact(found, date(2016, 1, 1)) == date(2014, 12, 1)

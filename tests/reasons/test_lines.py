"""What a figure does not cite, it does not rest on."""

import re
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings

from minerva.position import position_at
from minerva.reasons.savings import explain_saving
from tests.reasons.strategies import drawn, read
from tests.reasons.test_savings import exactly, value_with
from tests.strategies import Tables, days, toml


@given(drawn(), days)
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
def test_a_little_more_in_a_line_not_cited_changes_nothing(tables: Tables, day: date) -> None:
    programme = read(tables)
    if programme is None:
        return
    texts = dict(zip(("milestones.toml", "workstreams.toml"), toml(tables), strict=True))
    position = position_at(programme, day)
    for id, years in position.savings.lines.items():
        for label in years:
            value = exactly(position, id, label)
            places = explain_saving(position, id, label, "forecast").places
            cited = {(place.file, place.line) for place in places}
            for file, text in texts.items():
                for number, line in enumerate(text.splitlines(), 1):
                    if (file, number) in cited:
                        continue
                    for changed in a_little_more(line):
                        place = (file, number, changed)
                        now = value_with(texts, place, day, id, label)
                        assert now in (value, "refused"), (line, changed)


def a_little_more(line: str) -> list[str]:
    """Return a line with an amount of a pound more and less, or a date a day on and back."""
    if re.fullmatch(r'\s*(full_year|amount|"\d{4}/\d\d") = -?\d+', line):
        key, amount = line.rsplit("= ", 1)
        return [f"{key}= {int(amount) + more}" for more in (1, -1)]
    if re.fullmatch(r"\s*(date|starts|baseline|actual) = \d{4}-\d\d-\d\d", line):
        key, written = line.rsplit("= ", 1)
        when = date.fromisoformat(written)
        return [f"{key}= {when + timedelta(days=more)}" for more in (1, -1)]
    return []

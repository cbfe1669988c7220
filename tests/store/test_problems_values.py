"""A value of the wrong kind, and a key that is missing, is refused where it stands."""

import pytest

from tests.programmes import WORKSTREAMS, problems_of, programme
from tests.store.test_problems import (
    CLAIM,
    CONTRACT,
    FINE,
    OPTION,
    PROCUREMENT,
    SAVING,
    SOUND,
    STAGE,
    found_in,
    marked,
    of_milestone,
    only,
)

VALUES = {
    "text": '"Some Text"',
    "number": "3",
    "decimal": "1.50",
    "nan": "nan",
    "infinity": "-inf",
    "huge": "1e400",
    "true": "true",
    "day": "2014-12-09",
    "moment": "2014-12-09T10:00:00Z",
    "local moment": "2014-12-09 10:00:00",
    "time": "10:00:00",
    "quoted day": '"2014-12-09"',
    "list": "[1]",
    "table": "{ a = 1 }",
}


A_KEY_THAT_HOLDS = {  # where it stands, and which of the values it takes
    "a date": (FINE, "deadline", ["day"]),
    "a forecast": (FINE, "forecast", ["day"]),
    "a list": (FINE, "after", []),
    "tables": (FINE, "rebaseline", []),
    "text": (FINE, "owner", ["text", "quoted day"]),
    "a duration": (FINE, "tolerance", []),
    "a day": (CONTRACT, "notice_served", ["day"]),
    "a choice": (CONTRACT, "notice_for", []),
    "money": (SAVING, "one_off_cost", ["number", "decimal"]),
    "yes or no": (SAVING, "cashable", ["true"]),
    "an id": (SAVING, "known_with", ["quoted day"]),
    "money by year": (SAVING, "plan", []),
    "a range": (OPTION, "investment", ["number", "decimal"]),
    "a count": (PROCUREMENT + STAGE, "bidders_in", ["number"]),
    "a date or id": (PROCUREMENT + STAGE, "closes", ["day"]),
    "a percentage": ("[programme.target]\nfull_year = 1\n", "percent", ["number", "decimal"]),
    "a year": ("[programme.target]\nfull_year = 1\n", "from", []),
}


@pytest.mark.parametrize(
    ("holds", "value"),
    [
        (holds, value)
        for holds, (_, _, takes) in A_KEY_THAT_HOLDS.items()
        for value in VALUES
        if value not in takes
    ],
)
def test_a_value_of_another_kind_is_refused_where_it_stands(holds: str, value: str) -> None:
    table, key, _ = A_KEY_THAT_HOLDS[holds]
    written = f"{table}{key} = {VALUES[value]}\n"
    problem = only(
        problems_of(written) if table == FINE else problems_of(FINE, f"{SOUND}\n{written}")
    )
    assert problem.kind == "wrong-value"
    assert marked(problem) in VALUES[value]
    assert problem.hint


@pytest.mark.parametrize(
    ("table", "key"),
    [(FINE, "deadline"), (FINE, "actual"), (PROCUREMENT + STAGE, "closes")],
    ids=["deadline", "actual", "closes"],
)
def test_a_day_in_quotes_is_told_to_lose_them(table: str, key: str) -> None:
    written = f'{table}{key} = "2014-12-09"\n'
    problems = problems_of(written) if table == FINE else problems_of(FINE, f"{SOUND}\n{written}")
    assert [problem.hint for problem in problems] == ["take the quotes away: 2014-12-09"]


@pytest.mark.parametrize("key", ["deadline", "owner"])
@pytest.mark.parametrize(
    "value",
    [
        "0000-01-01",
        "0000-01-01T00:00:00",
        "2014-12-31T23:59:60Z",
        "23:59:60",
        "1e9999999999999999999",
        "-1e-9999999999999999999",
        "1" * 5_000,
        "0x" + "F" * 5_000,
    ],
    ids=lambda value: value[:25] if len(value) < 50 else f"{value[:3]}...",
)
def test_what_toml_has_and_python_has_not_is_refused_on_its_line(key: str, value: str) -> None:
    problem = of_milestone(f"{key} = {value}\n")
    assert problem.kind in ("wrong-value", "bad-toml")
    assert problem.where().line == 6


@pytest.mark.parametrize("value", ["1e9999999999999999999", "1" * 5_000], ids=["e", "digits"])
def test_an_amount_of_any_length_is_refused(value: str) -> None:
    problem = only(found_in("", f"{SAVING}full_year = {value}"))
    assert problem.where().line == len(SOUND.splitlines()) + 6


RECORDS = {
    "[[milestone]]": ["id = 'n'", "workstream = 'ict'", "name = 'N'"],
    "[[milestone.forecast]]": ["on = 2014-01-01", "date = 2014-12-09"],
    "[[milestone.rebaseline]]": ["on = 2014-01-01", "date = 2014-12-09"],
    "[[milestone.after]]": ["milestone = 'm'"],
    "[[waiver]]": [
        "finding = 'low-float'",
        "subject = 'm'",
        "until = 2014-12-09",
        "reason = 'R'",
        "approved_by = 'B'",
    ],
    "[programme.target]": ["full_year = 1"],
    "[[workstream]]": ["id = 'new'", "name = 'W'"],
    "[[saving]]": ["id = 's'", "workstream = 'ict'", "name = 'S'"],
    "[[saving.forecast]]": ["on = 2014-01-01"],
    "[[saving.realised]]": ["year = '2014/15'", "amount = 3", "on = 2014-01-01"],
    "[saving.realised.validated]": ["on = 2014-01-02"],
    "[[procurement]]": ["id = 'p'", "name = 'P'", "workstream = 'ict'"],
    "[[procurement.stage]]": ["id = 's'", "name = 'S'"],
    "[[procurement.bidder]]": ["name = 'B'"],
    "[procurement.evaluation.price]": ["weight = 100"],
    "[[contract]]": ["id = 'c'", "supplier = 'S'", "expires = 2015-11-03"],
    "[[option]]": ["id = 'o'", "name = 'O'"],
}


HOLDERS = {
    "[[milestone.after]]": FINE.replace('"m"', '"later"'),
    "[[saving.forecast]]": SAVING,
    "[[saving.realised]]": SAVING,
    "[saving.realised.validated]": SAVING + CLAIM,
    "[[procurement.stage]]": PROCUREMENT,
    "[[procurement.bidder]]": PROCUREMENT,
    "[procurement.evaluation.price]": PROCUREMENT,
}


@pytest.mark.parametrize(
    ("header", "left_out"),
    [(header, line) for header, lines in RECORDS.items() for line in lines],
)
def test_every_key_that_is_needed_is_missed_at_its_header(header: str, left_out: str) -> None:
    extra = ["full_year = 1"] if header == "[[saving.forecast]]" else []
    kept = [line for line in RECORDS[header] if line != left_out]
    written = HOLDERS.get(header, "") + "\n".join([header, *kept, *extra])
    in_milestones = header.startswith(("[[milestone", "[[waiver"))
    problem = only(found_in(written, "") if in_milestones else found_in("", written))
    assert problem.kind == "missing-key"
    assert f'needs "{left_out.split(" = ")[0]}"' in problem.message
    assert marked(problem) == header


CALENDAR = WORKSTREAMS.replace('name = "P"', 'name = "P"\n    financial_year_starts = "{}"')
YEARS = """
    [programme.target]
    full_year = 1
    from = "{0}"

    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
    plan = {{ "{0}" = 5 }}
    starts = 2014-01-01

      [[saving.realised]]
      year = "{0}"
      amount = 5
      on = 2014-12-01
"""


@pytest.mark.parametrize(
    ("starts", "year", "own"), [("01-01", "2014/15", "2014"), ("04-01", "2014", "2014/15")]
)
def test_every_year_is_written_as_the_programme_writes_years(
    starts: str, year: str, own: str
) -> None:
    found = problems_of(FINE, CALENDAR.format(starts) + YEARS.format(year))
    assert [(problem.message.partition(":")[0], problem.hint) for problem in found] == [
        ("programme, target, from", f'write "{own}"'),
        (f'saving "s", plan, {year}', f'write "{own}"'),
        ('saving "s", realised 1, year', f'write "{own}"'),
    ]
    lines = YEARS.format(year).splitlines()
    above = CALENDAR.count("\n")
    assert all(year in lines[problem.where().line - 1 - above] for problem in found)
    assert programme(FINE, CALENDAR.format(starts) + YEARS.format(own)).savings

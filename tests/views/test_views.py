"""What reports say in words, beyond what the golden programmes happen to show."""

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given

from minerva.cli import check_options, choices
from minerva.cli.check import CheckFormat
from minerva.findings import Severity
from minerva.formats.cells import human, machine, percent, visible
from minerva.formats.data import markdown
from minerva.formats.screen import terminal, timeline
from minerva.model.catalogue import Level
from minerva.position import Position, position_at
from minerva.position.milestones import Rating, Status
from minerva.views import decisions, document, options, procurement, savings, status
from minerva.views import timeline as timeline_view
from minerva.views.milestones import choose
from minerva.views.money_lines import target_lines, unknown_lines
from minerva.views.table import Column, Kind, Report, Table, figure
from tests.programmes import WORKSTREAMS, programme
from tests.strategies import pence

D = date(2014, 12, 9)
AHEAD = """
    [[milestone]]
    id = "m"
    workstream = "ict"
    name = "M"
    baseline = 2015-06-01
"""


def on(milestones: str = AHEAD, more: str = "", when: date = D, *only: str) -> Position:
    """Return the position of a programme with this more in its workstreams file."""
    return position_at(programme(milestones, WORKSTREAMS + more), when, only)


def test_a_headline_for_every_rating() -> None:
    done = AHEAD + "    actual = 2014-12-01\n"
    late = AHEAD.replace("2015", "2014")
    both = late + late.replace('"m"', '"n"').replace("ict", "hrd")
    assert status.headline(on()) == "Green: everything is on course."
    assert status.headline(on(done)) == "Blue: every milestone is complete."
    assert status.headline(on(late)) == "Red: ICT, M: 191 days overdue."
    assert status.headline(on(both)) == "Red: ICT, M: 191 days overdue, and 1 more."
    assert status.headline(on(AHEAD, "", D, "hrd")) == (
        "Not rated: no workstream has a milestone or a saving that is known."
    )


def test_a_report_that_is_narrowed_says_to_what() -> None:
    assert status.report(on(AHEAD, "", D, "ict")).title == "P: position as of 9 Dec 2014, ict only"


def test_only_the_worst_findings_are_on_the_board_and_the_rest_are_counted() -> None:
    late = "".join(AHEAD.replace('"m"', f'"m{n}"').replace("2015", "2014") for n in range(12))
    table = status.report(on(late)).tables[1]
    assert len(table.rows) == decisions.MOST_SHOWN
    assert table.notes == [
        "12 errors, 0 warnings, 0 notes, 4 of them not shown: see `minerva check`."
    ]


SAVING = """
    [[saving]]
    id = "s"
    workstream = "ict"
    name = "S"
"""


def unknown(fields: str, milestones: str = AHEAD) -> list[str]:
    """Return what is said of a saving that some total leaves out."""
    return unknown_lines(on(milestones, SAVING + fields))


def test_what_is_not_known_says_when_it_will_be() -> None:
    assert unknown('    known_with = "m"') == [
        "Not known and in no total: S (not known until M, 1 Jun 2015)."
    ]
    assert unknown("") == ["Not known and in no total: S (no date for when it will be)."]
    assert unknown('    known_with = "m"', AHEAD + "    actual = 2014-12-01") == [
        "Not known and in no total: S (not recorded since M, 1 Dec 2014)."
    ]


def test_what_was_not_known_when_planned_is_left_out_of_the_plan() -> None:
    stated = (
        "    starts = 2015-04-01\n    [[saving.forecast]]\n    on = 2014-12-01\n    full_year = 50"
    )
    assert unknown(stated) == ["Not known when planned, and so in no planned total or variance: S."]


def test_what_has_no_start_is_in_no_year() -> None:
    assert unknown("    full_year = 50") == [
        "Start not known, and so only in the years its plan names: S."
    ]


def test_short_of_the_target() -> None:
    target = "    [programme.target]\n    full_year = 100\n"
    more = target + SAVING + "    full_year = 40.50\n    starts = 2015-04-01"
    assert target_lines(on(AHEAD, more)) == [
        "Full-year effect £40.50, £59.50 short of the target of £100 a year."
    ]


@pytest.mark.parametrize(
    ("fields", "planned", "forecast"),
    [
        ("full_year = 120\nstarts = 2014-10-01", "6/12 of £120 a year, from 1 Oct 2014", None),
        ("full_year = 120\nstarts = 2014-12-17", "3.48/12 of £120 a year, from 17 Dec 2014", None),
        ("full_year = 120", "£120 a year, from a day that is not known", None),
        ("full_year = 120\nstarts = 2014-10-01\nrecurring = false", "£120 once, 1 Oct 2014", None),
        (
            'full_year = 120\nstarts = 2014-10-01\nplan = { "2014/15" = 9 }\n'
            "[[saving.forecast]]\non = 2014-12-01\nfull_year = 240",
            "the amount its plan names",
            "its plan, scaled to £240 of £120",
        ),
        (
            "full_year = 120\nstarts = 2014-10-01\n[[saving.realised]]\nyear = '2014/15'\n"
            "amount = 200\non = 2014-12-01",
            "6/12 of £120 a year, from 1 Oct 2014",
            "what was realised: more than was due",
        ),
    ],
)
def test_where_a_years_figures_come_from(fields: str, planned: str, forecast: str | None) -> None:
    position = on(AHEAD, SAVING + fields.replace("\n", "\n    "))
    _, sources, _ = savings.report(position, "saving", "2014/15").tables
    assert sources.rows == [("s", "S", planned, forecast or planned)]


def test_a_year_that_has_ended_is_what_was_realised() -> None:
    fields = "    full_year = 120\n    starts = 2014-10-01"
    position = on(AHEAD, SAVING + fields, date(2015, 4, 1))
    _, sources, _ = savings.report(position, "saving", "2014/15").tables
    assert sources.rows[0][3] == "what was realised: the year has ended"


CONTRACT = """
    [[contract]]
    id = "c"
    supplier = "S"
    expires = 2015-11-03
"""


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        ("", None),
        ('notice = "12 months"', "notice of 12 months, missed: none recorded"),
        ('notice = "1 month"\nnotice_for = "break"', "notice of 1 month for break, none recorded"),
        (
            'notice = "12 months"\nnotice_served = 2014-10-01',
            "notice of 12 months, served 1 Oct 2014",
        ),
    ],
)
def test_notice(notice: str, said: str | None) -> None:
    position = on(AHEAD, CONTRACT + "    " + notice.replace("\n", "\n    "))
    table = procurement.report(position).tables[-1]
    assert table.rows[0][table.position_of("notice")] == said


def test_a_procurement_that_is_over_says_so() -> None:
    stage = """
    [[procurement]]
    id = "p"
    name = "Works"
    workstream = "ict"
      [[procurement.stage]]
      id = "s"
      name = "S"
      closes = 2014-12-09
    """
    position = on(AHEAD, stage)
    assert (
        procurement.stage_line(position.procurements[0])
        == "Works: complete, every stage is passed."
    )
    found = procurement.document(position)["procurements"][0]
    assert (found["stage"], found["stage_name"]) == ("complete", "complete")


def test_a_programme_without_procurement_options_or_savings_says_so() -> None:
    position = on()
    for report, said in (
        (procurement.report(position), "No stage is recorded."),
        (options.report(position), "No options are recorded."),
        (savings.report(position), "No savings are recorded."),
    ):
        assert said in terminal.render(report, 80, colour=False)


def test_a_timeline_of_nothing_and_of_a_single_day() -> None:
    position = on()
    nothing = timeline_view.timeline(position, choose(position, [Status.OVERDUE], None))
    assert timeline.render(nothing, 80, colour=False).endswith("No milestone matches.\n")
    today = on(AHEAD.replace("2015-06-01", "2014-12-09"))
    drawn = timeline.render(
        timeline_view.timeline(today, choose(today, [], None)), 40, colour=False
    )
    assert "  M ◆" in drawn


def test_a_timeline_of_short_names_has_room_for_the_names_of_workstreams() -> None:
    mark = timeline_view.Mark(
        "Building works", "M", date(2015, 1, 9), date(2015, 2, 9), Rating.AMBER
    )
    drawn = timeline.render(
        timeline_view.Timeline("T", date(2014, 12, 9), [mark]), 80, colour=False
    )
    assert "\nBuilding works │\n" in drawn


def test_a_timeline_colours_marks_by_rating() -> None:
    late = on(AHEAD.replace("2015", "2014"))
    drawn = timeline.render(timeline_view.timeline(late, choose(late, [], None)), 80, colour=True)
    assert "\x1b[31m●\x1b[0m" in drawn


@pytest.mark.parametrize(
    ("value", "kind", "people", "machines"),
    [
        (None, Kind.TEXT, "–", ""),
        (None, Kind.MONEY, "not known", ""),
        (None, Kind.PERCENT, "n/a", ""),
        (True, Kind.FLAG, "yes", "true"),
        (False, Kind.FLAG, "no", "false"),
        (Rating.RED, Kind.RATING, "red", "red"),
        (D, Kind.DATE, "9 Dec 2014", "2014-12-09"),
        (-3, Kind.SLIP, "-3", "-3"),
        (0, Kind.SLIP, "0", "0"),
        (1_234, Kind.COUNT, "1,234", "1234"),
        (["x"], Kind.TEXT, "['x']", "['x']"),
    ],
)
def test_cells(value: object, kind: Kind, people: str, machines: str) -> None:
    assert (human(value, kind), machine(value)) == (people, machines)


def test_percentages_round_half_away_from_nothing() -> None:
    from decimal import Decimal

    rounded = [percent(Decimal(choice)) for choice in ("12.5", "13.5", "-12.5", "-0.4", "99.49")]
    assert rounded == ["13%", "14%", "-13%", "0%", "99%"]


def test_what_acts_on_a_terminal_is_shown_and_letters_are_left_alone() -> None:
    assert (
        visible("a\x1b[31m\n\t\r\x9b\u202e\u2028") == "a\\u001b[31m\\n\\t\\r\\u009b\\u202e\\u2028"
    )
    family = "👩\u200d👧 אב ÿ 漢"
    assert visible(family) == family


def test_a_word_wider_than_the_terminal_is_broken() -> None:
    assert terminal.wrap("漢字漢字 ab", 5) == ["漢字", "漢字", "ab"]
    assert terminal.wrap("", 5) == [""]


def test_indented_text_stays_so_on_every_line_while_there_is_room() -> None:
    assert terminal.wrap("  Contract award", 10) == ["  Contract", "  award"]
    assert terminal.wrap("      Contract", 10) == ["Contract"]
    assert terminal.wrap("      Contract award", 20) == ["      Contract award"]


def test_a_table_too_wide_for_its_figures_becomes_cards() -> None:
    columns = [
        figure("a", "Name", Kind.TEXT, lambda row: row[0]),
        figure("b", "Amount", Kind.COUNT, lambda row: row[1]),
        Column("c", "Why", of=lambda row: row[2], under="a"),
    ]
    table = Table(columns, [("x", 123_456_789, "because")], whole={None: ("Total", 1)})
    drawn = terminal.render(Report("T", [table]), 12, colour=False)
    assert drawn.splitlines() == [
        "T",
        "",
        "x",
        "  Amount:",
        "  123,456,78",
        "  9",
        "  because",
        "Total",
        "  Amount: 1",
    ]


def test_groups_of_one_name_stay_apart() -> None:
    columns = [
        Column("id", "Id", of=lambda row: row[0], shown=False),
        Column("amount", "Amount", Kind.COUNT, lambda row: row[1]),
    ]
    rows = [("north", 1), ("south", 2), ("north", 3)]
    headings = {"north": "Rent", "south": "Rent"}
    report = Report("T", [Table(columns, rows, group="id", headings=headings)])
    drawn = terminal.render(report, 80, colour=False).splitlines()
    assert drawn[2:] == ["Amount", "Rent", "     1", "     3", "", "Rent", "     2"]
    assert markdown.render(report).count("#### Rent") == 2


def test_the_words_of_options_are_those_of_the_model() -> None:
    assert [choice.value for choice in choices.Status] == [choice.value for choice in Status]
    formats = {choice.value for choice in choices.Format}
    assert formats < {choice.value for choice in CheckFormat}
    assert [choice.value for choice in check_options.Level] == [choice.value for choice in Severity]
    assert {choice.value for choice in check_options.Level} == set(get_args(Level))


@given(pence)
def test_pence_and_pounds_are_the_same_number(amount: int) -> None:
    number = document.money_of_pence(amount)
    assert number == document.money(Decimal(amount).scaleb(-2))
    assert isinstance(number, int) is (amount % 100 == 0)

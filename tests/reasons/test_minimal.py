"""An explanation is minimal and complete: what a figure cites it rests on, and on nothing else.

Tried with files that are drawn: each line that is cited left out or changed, each line that is not
cited changed a little.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from minerva.model.dates import number_of
from minerva.position import Position, position_at
from minerva.reasons import Part
from minerva.reasons.lines import Figure, every_figure
from minerva.reasons.milestones import MILESTONE_FIGURES
from minerva.reasons.others import leads
from minerva.reasons.savings import SAVING_FIGURES, explain_saving
from minerva.reasons.totals import explain_total
from tests.position.test_tender_laws import Drawn
from tests.position.test_tender_laws import drawn as tenders
from tests.programmes import programme
from tests.reasons.laws import Trial, Valued
from tests.reasons.strategies import drawn as histories
from tests.reasons.strategies import read
from tests.strategies import EPOCH, Tables, days, networks, programmes, toml
from tests.tenders import MILESTONES, SETTLED, workstreams

unhurried = settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.generate],  # to shrink takes minutes: a failure says the line
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
near: Final = st.integers(0, 40).map(lambda day: EPOCH + timedelta(days=day))


def value_of(words: tuple[str, ...]) -> Valued:
    """Return what takes the figure that words ask for from a position, before it is rounded."""
    kind, *others = words
    return _VALUES[kind](*others)


def _saving(id: str, label: str, figure: str) -> Valued:
    def valued(position: Position) -> object:
        saving = next(saving for saving in position.all_savings if saving.record.id == id)
        numbers = (number_of(label),)
        [forecast], [planned] = saving.forecast_in(numbers), saving.planned_in(numbers)
        variance = None if forecast is None or planned is None else forecast - planned
        return {
            "forecast": forecast,
            "planned": planned,
            "realised": saving.realised.get(label),
            "validated": saving.validated.get(label),
            "variance": variance,
        }[figure]

    return valued


def _milestone(id: str, figure: str) -> Valued:
    return lambda position: MILESTONE_FIGURES[figure](
        position.by_id, next(known for key, known in position.by_id.items() if key == id)
    )[0]


def _rating(id: str = "") -> Valued:
    def valued(position: Position) -> object:
        if not id:
            return position.rating
        return next(
            workstream.rating
            for workstream in position.workstreams
            if workstream.workstream.id == id
        )

    return valued


def _contract(id: str) -> Valued:
    def valued(position: Position) -> object:
        contract = next(figure for figure in position.contracts if figure.record.id == id)
        return contract.ends if contract.replacement is None else contract.float_days

    return valued


def _tender(id: str, bidder: str = "") -> Valued:
    def valued(position: Position) -> object:
        tender = next(tender for key, tender in position.tenders.items() if key == id)
        if not bidder:
            return leads(tender)
        return next(bid.total for bid in tender.bids if bid.bidder == bidder)

    return valued


_VALUES: Final[dict[str, Callable[..., Valued]]] = {
    "saving": _saving,
    "milestone": _milestone,
    "rating": _rating,
    "contract": _contract,
    "tender": _tender,
    "full-year": lambda: lambda position: position.savings.total.full_year,
    "target": lambda: lambda position: position.savings.against.full_year,
}


def closer(value: Tables) -> Tables:
    """Return tables with every date brought within forty days of the first."""

    def near_first(inner: object) -> object:
        if isinstance(inner, dict):
            return {key: near_first(item) for key, item in inner.items()}
        if isinstance(inner, list):
            return [near_first(item) for item in inner]
        return EPOCH + (inner - EPOCH) % timedelta(days=40) if isinstance(inner, date) else inner

    found = near_first(value)
    assert isinstance(found, dict)
    return found


def trial(tables: Tables, day: date) -> Trial:
    return Trial(dict(zip(("milestones.toml", "workstreams.toml"), toml(tables), strict=True)), day)


def holds(tried: Trial, words: tuple[str, ...], part: Part, valued: Valued) -> None:
    """Fail where a line that is not cited matters, or one that is cited does not."""
    cited = {(place.file, place.line) for place in part.places}
    missed = next(tried.missed(valued, cited), None)
    assert missed is None, (words, missed)
    idle = next(tried.idle(valued, cited), None)
    assert idle is None, (words, idle)


def hold(tried: Trial, *kinds: str) -> None:
    """Fail where the explanation of a figure of these kinds is not minimal and complete."""
    figures: list[Figure] = [
        figure for figure in every_figure(tried.position) if figure[0][0] in kinds
    ]
    for words, part in figures:
        holds(tried, tuple(words), part, value_of(tuple(words)))


@given(programmes(), days)
@unhurried
def test_savings_and_their_sums(drawn: Tables, day: date) -> None:
    hold(trial(drawn, day), "saving", "full-year", "target")


@given(histories().filter(lambda drawn: read(drawn) is not None), days)
@unhurried
def test_savings_of_which_much_was_said(drawn: Tables, day: date) -> None:
    hold(trial(drawn, day), "saving", "full-year", "target")


@given(histories().map(closer).filter(lambda drawn: read(drawn) is not None), days)
@unhurried
def test_savings_of_which_much_was_said_in_a_few_days(drawn: Tables, day: date) -> None:
    hold(trial(drawn, EPOCH + (day - EPOCH) % timedelta(days=40)), "saving", "full-year", "target")


@given(programmes(), days)
def test_a_total_rests_on_what_its_savings_rest_on(drawn: Tables, day: date) -> None:
    position = position_at(programme(*toml(drawn)), day)
    for label in position.savings.total.years:
        for figure in SAVING_FIGURES:
            part = explain_total(position, label, figure)
            ids = [saving.record.id for saving in position.savings.savings]
            assert list(part.parts) == [explain_saving(position, id, label, figure) for id in ids]


@given(networks(), days)
@unhurried
def test_milestones_contracts_and_ratings(drawn: Tables, day: date) -> None:
    hold(trial(drawn, day), "milestone", "contract", "rating")


@given(networks(), st.integers(0, 40), near)
@unhurried
def test_dates_that_lie_close_together(drawn: Tables, by: int, day: date) -> None:
    """Boundaries are met when every date is within weeks of the day."""
    hold(trial(closer(drawn), day + timedelta(days=by)), "milestone", "contract", "rating")


@given(programmes(), days)
@unhurried
def test_ratings_by_dates_and_money(drawn: Tables, day: date) -> None:
    hold(trial(drawn, day), "rating")


@given(histories().filter(lambda drawn: read(drawn) is not None), days)
@unhurried
def test_ratings_by_money_of_which_much_was_said_and_by_a_target(drawn: Tables, day: date) -> None:
    hold(trial(drawn, day), "rating")


@given(tenders(priced=True) | tenders())
@unhurried
def test_tenders(drawn: Drawn) -> None:
    texts = {
        "milestones.toml": MILESTONES,
        "workstreams.toml": workstreams(drawn.evaluation, *drawn.bids),
    }
    tried = Trial(texts, SETTLED)
    hold(tried, "tender")


def test_the_settings_that_a_rating_goes_by_are_cited() -> None:
    head = """
        [programme]
        id = "p"
        name = "P"
        tolerance = "20 days"

        [check]
        low_float = 30
        due_within = 5

        [[workstream]]
        id = "ict"
        name = "ICT"
    """
    late = """
        [[milestone]]
        id = "m"
        workstream = "ict"
        name = "M"
        baseline = 2014-06-01
        forecast = 2014-06-10
    """
    bound = late.replace("forecast = 2014-06-10", "deadline = 2014-06-20")
    for text, figure, says in (
        (late, "rating", ['tolerance = "20 days"']),
        (bound, "rating", ["low_float = 30"]),
        (late, "status", ["due_within = 5"]),
    ):
        position = position_at(programme(text, head), date(2014, 5, 1))
        part = next(
            part
            for words, part in every_figure(position)
            if tuple(words) == ("milestone", "m", figure)
        )
        cited = [place.source.line(place.line).strip() for place in part.places]
        assert set(says) <= set(cited), cited


def test_two_reasons_to_be_red_have_no_line_that_could_change_it() -> None:
    both = """
        [[milestone]]
        id = "m"
        workstream = "ict"
        name = "M"
        baseline = 2014-04-01
        deadline = 2014-04-10
        tolerance = "3 days"
    """
    position = position_at(programme(both), date(2014, 5, 1))
    for words, part in every_figure(position):
        if words[0] == "rating" or words[-1] == "rating":
            texts = " ".join(below.text for _, below in part.walk())
            if "ict" in words or "m" in words:
                assert "past its deadline of 10 Apr 2014" in texts
            assert part.places == []

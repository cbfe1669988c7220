"""What holds for every tender: linear totals, ranges without gaps, exact swings and prices."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from minerva.model.programme import Offer, Price, Score
from minerva.position.scores import FULL, BidPosition, BidStatus, TenderPosition
from minerva.position.sensitivity import level_weight, price_to_win, ranges, swings
from minerva.position.tender import tender_of
from tests.tenders import bid, by_bidder, tender

scores = st.integers(0, 1_000_000).map(lambda n: Decimal(n).scaleb(-4))
weights = st.integers(0, 1_000).map(lambda n: Decimal(n).scaleb(-1))
prices = st.integers(1, 100_000).map(lambda n: Decimal(n).scaleb(-2))
formulas = st.sampled_from(["lowest-over-bid", "linear"])


class Drawn(NamedTuple):
    """The TOML of an evaluation and of its bids."""

    evaluation: str
    bids: tuple[str, ...]


@st.composite
def drawn(draw: st.DrawFn, *, priced: bool = False, minimum: bool = False) -> Drawn:
    """Draw two groups, the first of two criteria, and up to five bids."""
    quality, first = draw(weights), draw(weights)
    least = f", minimum = {draw(scores)}" if minimum and draw(st.booleans()) else ""
    evaluation = (
        f"quality = {{ weight = {quality}{least}, "
        f'criteria = {{ "Q1" = {first}, "Q2" = {100 - first} }} }}\\n'
        f"price = {{ weight = {100 - quality} }}\\n"
    ).replace("\\n", "\n")
    if priced:
        evaluation += f'price_formula = "{draw(formulas)}"\nprice_criterion = "price"\n'
    bids = []
    for name in "ABCDE"[: draw(st.integers(1, 5))]:
        given_scores: dict[str, object] = {"Q1": draw(scores), "Q2": draw(scores)}
        keys: dict[str, object] = {}
        if priced:
            keys["price"] = draw(prices)
        else:
            given_scores["price"] = draw(scores)
        bids.append(bid(name, given_scores, **keys))
    return Drawn(evaluation, tuple(bids))


def with_record(found: TenderPosition, changed: BidPosition, **keys: Any) -> TenderPosition:
    """Return the tender with something else in a bid."""
    records = [
        replace(ranked.record, **keys) if ranked.bidder == changed.bidder else ranked.record
        for ranked in found.bids
    ]
    return tender_of(found.record, found.as_of, None, records)


def offered(price: Any) -> Offer:
    """Return a price that may be finer than a penny."""
    return Offer(price)


@given(drawn(), scores, st.sampled_from(["Q1", "Q2", "price"]))
def test_a_total_is_linear_in_each_score(draw: Drawn, score: Decimal, criterion: str) -> None:
    found = tender(draw.evaluation, *draw.bids)
    ranked = found.bids[0]
    after = with_record(found, ranked, scores={**ranked.record.scores, criterion: Score(score)})
    [weight] = [c.effective_weight for c in ranked.criteria if c.name == criterion]
    moved = Fraction(score) - Fraction(ranked.record.scores[criterion])
    total = by_bidder(after)[ranked.bidder].total
    assert total is not None
    assert ranked.total is not None
    assert total - ranked.total == moved * weight / 100
    for other in found.bids[1:]:
        assert by_bidder(after)[other.bidder].total == other.total


@given(drawn(priced=True, minimum=True))
def test_what_is_shown_adds_up(draw: Drawn) -> None:
    for ranked in tender(draw.evaluation, *draw.bids).bids:
        assert sum(criterion.effective_weight for criterion in ranked.criteria) == FULL
        for group in ranked.groups:
            assert sum(criterion.weight for criterion in group.criteria) == FULL
            if group.score is not None:
                assert 0 <= group.score <= 100
                weighted = [criterion.weighted or 0 for criterion in group.criteria]
                assert sum(weighted) == group.weighted
        if ranked.total is not None:
            assert sum(group.weighted or 0 for group in ranked.groups) == ranked.total
            assert 0 <= ranked.total <= 100


@given(drawn(priced=True, minimum=True))
def test_ranks_go_by_totals_and_nothing_else(draw: Drawn) -> None:
    found = tender(draw.evaluation, *draw.bids)
    for ranked in found.ranked:
        better = [other for other in found.ranked if (other.total or 0) > (ranked.total or 0)]
        assert ranked.rank == 1 + len(better)
    assert [ranked.rank for ranked in found.ranked] == sorted(
        ranked.rank or 0 for ranked in found.ranked
    )
    backwards = tender(draw.evaluation, *reversed(draw.bids))
    assert [(ranked.bidder, ranked.rank) for ranked in backwards.bids] == [
        (ranked.bidder, ranked.rank) for ranked in found.bids
    ]


@given(drawn(priced=True, minimum=True))
def test_the_lowest_price_is_of_a_bid_that_is_neither_withdrawn_nor_excluded(draw: Drawn) -> None:
    found = tender(draw.evaluation, *draw.bids)
    counted = [ranked for ranked in found.bids if ranked.status is not BidStatus.EXCLUDED]
    lowest = min((ranked.price or Price(Decimal(0)) for ranked in counted), default=None)
    for ranked in counted:
        [price] = [c.score for c in ranked.criteria if c.by_price]
        assert (price == 100) is (ranked.price == lowest)


@given(drawn(minimum=True), st.lists(st.fractions(0, 100, max_denominator=1_000), max_size=20))
def test_ranges_cover_all_weights_and_agree_with_trying_each(
    draw: Drawn, tried: list[Fraction]
) -> None:
    found = tender(draw.evaluation, *draw.bids)
    covered = ranges(found)
    if not found.ranked:
        assert covered == []
        return
    assert [covered[0].begin, covered[-1].end] == [0, 100]
    assert all(ranked.end == after.begin for ranked, after in pairwise(covered))
    assert all(ranked.begin < ranked.end for ranked in covered)
    assert all(ranked.firsts != after.firsts for ranked, after in pairwise(covered))
    for weight in [*tried, Fraction(0), FULL, *(ranked.end for ranked in covered)]:
        leaders = leaders_at(found, weight)
        within = [ranked for ranked in covered if ranked.begin <= weight <= ranked.end]
        assert all(set(ranked.firsts) <= leaders for ranked in within)
        if len(within) == 1 and 0 < weight < 100 and weight not in (within[0].begin, within[0].end):
            assert set(within[0].firsts) == leaders


def leaders_at(found: TenderPosition, weight: Fraction) -> set[str]:
    """Return who is first at a quality weight, by working out every total anew."""
    totals = {
        ranked.bidder: weight * (ranked.groups[0].score or 0)
        + (100 - weight) * (ranked.groups[1].score or 0)
        for ranked in found.ranked
    }
    return {bidder for bidder, total in totals.items() if total == max(totals.values())}


@given(drawn())
def test_at_the_level_weight_the_first_two_are_level(draw: Drawn) -> None:
    found = tender(draw.evaluation, *draw.bids)
    level = level_weight(found)
    if level is None:
        return
    assert 0 <= level <= 100
    points = {
        ranked.bidder: level * (ranked.groups[0].score or 0)
        + (100 - level) * (ranked.groups[1].score or 0)
        for ranked in found.ranked
    }
    assert points[found.ranked[0].bidder] in {points[second.bidder] for second in found.seconds}


@given(drawn())
def test_a_swing_is_exactly_what_draws_level(draw: Drawn) -> None:
    found = tender(draw.evaluation, *draw.bids)
    for n, swing in enumerate(swings(found)):
        winner = found.ranked[0]
        score = winner.criteria[n].score or Fraction(0)
        if swing.fall is not None:
            after = moved(found, winner, swing.criterion, score - swing.fall)
            assert after[winner.bidder].total == found.seconds[0].total
        if swing.rise is not None:
            second = min(found.seconds, key=lambda ranked: ranked.criteria[n].score or 0)
            score = second.criteria[n].score or Fraction(0)
            after = moved(found, second, swing.criterion, score + swing.rise)
            assert after[second.bidder].total == winner.total


def moved(
    found: TenderPosition, one: BidPosition, criterion: str, score: Fraction
) -> dict[str, BidPosition]:
    """Return the bids with one score that no file could hold, such as a third."""
    assert 0 <= score <= 100
    records = [other.record for other in found.bids]
    means = {one.bidder: {criterion: score}}
    return by_bidder(tender_of(found.record, found.as_of, None, records, means))


@given(drawn(priced=True))
def test_at_the_price_to_win_the_second_is_level_and_not_at_a_higher_one(draw: Drawn) -> None:
    found = tender(draw.evaluation, *draw.bids)
    price = price_to_win(found)
    if price is None:
        return
    winner = found.ranked[0]
    levels = []
    for second in found.seconds:
        assert second.price is not None
        after = by_bidder(with_record(found, second, price=offered(price)))
        levels.append(after[second.bidder].total == after[winner.bidder].total)
        halfway = (price + Fraction(second.price)) / 2
        dearer = by_bidder(with_record(found, second, price=offered(halfway)))
        behind = (dearer[second.bidder].total or 0) < (dearer[winner.bidder].total or 0)
        assert behind or not levels[-1]
    assert any(levels)


@given(drawn(priced=True))
def test_where_there_is_no_price_to_win_none_is_low_enough(draw: Drawn) -> None:
    found = tender(draw.evaluation, *draw.bids)
    if price_to_win(found) is not None or not found.margin:
        return
    winner = found.ranked[0]
    for second in found.seconds:
        after = by_bidder(with_record(found, second, price=offered(Fraction(1, 10**9))))
        level = after[second.bidder].total
        # As near to nothing as it goes, the winner's price scores next to nothing.
        assert (after[winner.bidder].total or 0) - (level or 0) > -Fraction(1, 10**3)

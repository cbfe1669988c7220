"""How the values of an explanation are written."""

from fractions import Fraction

from minerva.formats.cells import human
from minerva.views.table import Kind
from minerva.views.why import shown


def test_points_are_rounded_as_reports_round_them() -> None:
    for points, written in ((Fraction(1, 8), "0.13"), (Fraction(-1, 8), "-0.13"), (79, "79")):
        assert shown(points, "GBP") == written
        if isinstance(points, Fraction):
            assert human(points, Kind.SCORE) == written

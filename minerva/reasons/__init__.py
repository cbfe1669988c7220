"""Why a figure is what it is: its rule, its parts, and the lines of the files that it rests on.

Nothing is worked out anew here: each figure is the position's own, and so are the parts that it
is taken apart into. What rounding adds or takes away is a part of its own.
"""

from minerva.reasons.part import Part, Value

__all__ = ["Part", "Value"]

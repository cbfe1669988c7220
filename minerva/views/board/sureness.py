"""How sure the dates and the savings are, where the files say how early or late they may be."""

from minerva.views.board.parts import Material, Section

WITHOUT = "How sure these dates are is not shown: that needs the extra minerva-programme[simulate]."


def section(material: Material) -> Section | None:
    """Return the odds of deadlines and savings; None where no estimate is stated."""
    position = material.position
    stated = position.programme.confidence is not None
    if not stated and not any(milestone.record.estimate for milestone in position.milestones):
        return None
    if material.simulation is None:
        return Section("sureness", "How sure it is", WITHOUT)
    from minerva.views import confidence  # it needs an extra, which only this section asks for

    lines, tables = confidence.board(material.simulation)
    return Section("sureness", "How sure it is", lines=lines, parts=tables)

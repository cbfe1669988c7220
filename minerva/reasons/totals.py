"""Why the totals of the savings are what they are: their savings, one each."""

from msgspec.structs import replace

from minerva.model.dates import format_date
from minerva.position import Position
from minerva.position.savings import SavingPosition
from minerva.reasons.amounts import Amounts
from minerva.reasons.part import RULES, Part
from minerva.reasons.savings import SavingYear, lines_in
from minerva.reasons.sources import Sources


def explain_total(position: Position, label: str, figure: str) -> Part:
    """Return why the total of a figure in a financial year is what it is: a part a saving.

    Those not known have None, and are not in the sum. In pounds.
    """
    lines = lines_in(position, label)
    savings = [saving for saving in position.all_savings if saving.record.id in lines]
    parts = [
        SavingYear(position, saving, label, lines[saving.record.id][label]).figure(figure)
        for saving in savings
    ]
    total = position.savings_in((label,)).total.years[label]
    text = f"All savings, {figure} for {label}"
    return Part(text, getattr(total, figure), RULES[figure], parts=tuple(parts))


def explain_full_year(position: Position) -> Part:
    """Return why the full-year effect is what it is: a part a recurring saving."""
    recurring = [saving for saving in position.savings.savings if saving.record.recurring]
    return Part(
        "Full-year effect",
        position.savings.total.full_year,
        RULES["full-year total"],
        parts=tuple(_full_year(position, saving) for saving in recurring),
    )


def explain_target(position: Position) -> Part:
    """Return what counts against the target: a part a saving that does."""
    savings = position.savings
    parts = tuple(_full_year(position, saving) for saving in savings.against.counted)
    text = "Full-year effect against the target"
    if savings.target is not None:
        money = Amounts(position.programme.details.currency)
        text += f" of {money(savings.target.full_year)}"
    return Part(text, savings.against.full_year, RULES["target"], parts=parts)


def _full_year(position: Position, saving: SavingPosition) -> Part:
    """Return the full-year effect of a recurring saving, with the line that it rests on."""
    text, value = saving.record.name, saving.full_year
    amounts = Amounts(position.programme.details.currency)
    agreed = saving.budgets[-1]
    said = saving.statements.statement_of_full_year(agreed.since)
    rule = RULES["full-year"]
    if saving.over:
        line = position.savings.lines[saving.record.id]
        label = next(iter(line), None)
        over = () if label is None else (SavingYear(position, saving, label, line[label]).over(),)
        return Part(text, value, rule, parts=over)
    if said is not None:
        stated = Part(
            f"stated on {format_date(said.on)}", value, location=said.location.at("full_year")
        )
        return Part(text, value, rule, parts=(stated,))
    if value is None:
        return Part(text, None, rule, parts=_not_known(saving))
    [whole] = Sources(saving, agreed, amounts).whole()
    return Part(text, value, rule, parts=(replace(whole, value=value),))


def _not_known(saving: SavingPosition) -> tuple[Part, ...]:
    settled = saving.settled_by
    if settled is None:
        return (Part("its amount is not known"),)
    return (Part(f"not known until {settled.record.name}, {settled.best_known}"),)

"""Whether rows are milestones, savings or costs, by what their headings and titles say.

Where they may be two of these, it is asked, and told what the headings would be taken for as each.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from minerva.importing.cost_wordings import SAYS_COST, SAYS_SAVING
from minerva.importing.grid import Grid, Kind, Row
from minerva.importing.wordings import AMOUNTS, MARKS, words_of
from minerva.model.errors import MinervaError

Labels = Mapping[str, str]
"""What each heading of a row would be taken for, as one kind of rows."""
_OF_SAVINGS_ALONE: Final = frozenset({"cashable", "recurring", "full_year", "validated"})


class UnclearKindError(MinervaError):
    """Nothing tells what rows are."""


def may_be_costs(labels: Labels, titles: Sequence[str]) -> bool:
    """Tell whether rows may be costs: a heading that is used, or a title, says so."""
    keys = _keys(labels)
    said = any(map(_says_cost, titles)) or bool(_saying_cost(labels))
    return said and bool(keys & {"name", "id"}) and bool(keys & MARKS["costs"])


def titles_of(grid: Grid, row: Row) -> list[str]:
    """Return the name of the sheet, and the texts above the headings."""
    above = [other for other in grid.rows if other.number < row.number]
    texts = [value for other in above for value in other.values if isinstance(value, str)]
    return [*([grid.name] if grid.name else []), *texts]


def kind_of(row: Row, labels: Mapping[Kind, Labels], titles: Sequence[str]) -> Kind:
    """Return what the rows under some headings are.

    Raises UnclearKindError where nothing tells it.
    """
    if len(labels) == 1:
        return next(iter(labels))
    if "costs" in labels and _are_costs(row, labels, titles):
        return "costs"
    marked = {kind: _keys(found) & MARKS[kind] for kind, found in labels.items()}
    if marked["savings"] and not marked["milestones"]:
        return "savings"
    if "name" not in labels["milestones"].values() and any(
        "saving" in words_of(value).words for value in row.values if isinstance(value, str)
    ):
        return "savings"
    if marked["milestones"] and not marked["savings"]:
        return "milestones"
    kinds = [kind for kind in labels if kind != "costs" or _keys(labels["costs"]) & {"name"}]
    *first, last = kinds
    raise UnclearKindError(
        f"the headings do not say whether the rows are {', '.join(first)} or {last}: {listed(row)}",
        f"write {' or '.join(f'--as {kind}' for kind in kinds)}",
    )


def listed(row: Row) -> str:
    """Return the first headings of a row, for a message."""
    words = [f'"{value}"' for value in row.values if isinstance(value, str)]
    return ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")


def _are_costs(row: Row, labels: Mapping[Kind, Labels], titles: Sequence[str]) -> bool:
    """Tell whether rows that may be costs are costs. Raises UnclearKindError where it is not sure.

    A column with the saving that a cost is for makes no savings of rows whose name is a cost's, and
    a column of costs makes no costs of milestones.
    """
    costs, savings, milestones = labels["costs"], labels["savings"], labels["milestones"]
    said = _saying_cost(costs)
    called_costs = any(costs[heading] == "name" for heading in said)
    if "name" in savings.values():
        said -= {heading for heading, label in savings.items() if label == "one_off_cost"}
    others = _saying_saving(savings)
    if called_costs:
        others -= {heading for heading, label in costs.items() if label == "saving"}
    if "name" in milestones.values() and _keys(milestones) & MARKS["milestones"]:
        if called_costs:
            raise UnclearKindError(
                f"the rows may be milestones or costs: {listed(row)}",
                "write --as milestones or --as costs",
            )
        return False
    can_be_savings = bool(_keys(savings) & {"name", "id"} and _keys(savings) & MARKS["savings"])
    if said and not others:
        return True
    if not can_be_savings:
        return bool(said)
    only_titles = not others and any(map(_says_cost, titles)) and not any(map(_says_saving, titles))
    if said or only_titles:
        raise UnclearKindError(
            f"the rows may be savings or costs; as savings: {_taken(savings)}; "
            f"as costs: {_taken(costs)}",
            "write --as savings or --as costs",
        )
    return False


def _keys(labels: Labels) -> set[str]:
    return {label.split(" ")[0] for label in labels.values()}


def _saying_cost(costs: Labels) -> set[str]:
    """Return the headings of a name or of amounts that say that they are of costs."""
    return {
        heading
        for heading, label in costs.items()
        if label.split(" ")[0] in ("name", *AMOUNTS["costs"])
        and _says_cost(words_of(heading).words)
    }


def _saying_saving(savings: Labels) -> set[str]:
    """Return the headings that only savings have, and those of theirs that speak of savings."""
    return {
        heading
        for heading, label in savings.items()
        if label.split(" ")[0] in _OF_SAVINGS_ALONE
        or (
            label.split(" ")[0] in ("name", *AMOUNTS["savings"])
            and _says_saving(words_of(heading).words)
        )
    }


def _says_cost(text: str) -> bool:
    return SAYS_COST.search(text) is not None


def _says_saving(text: str) -> bool:
    return SAYS_SAVING.search(text) is not None


def _taken(labels: Labels) -> str:
    """Say what headings would be taken for: `"Project" for name, "2024/25" for plan 2024/25`."""
    return ", ".join(f'"{heading}" for {label}' for heading, label in labels.items())

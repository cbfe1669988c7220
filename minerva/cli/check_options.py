"""The options of the commands that fail a build on findings, each declared once."""

from enum import StrEnum
from typing import Annotated

import typer


class Level(StrEnum):
    """The lowest severity that fails a build."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def complete_finding(incomplete: str) -> list[str]:
    """Offer the ids of findings."""
    from minerva.model.catalogue import KINDS

    return [id for id in KINDS if id.startswith(incomplete)]


FailOn = Annotated[
    Level | None,
    typer.Option("--fail-on", help="Fail on findings of this severity and worse. Default: error."),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="FINDING",
        autocompletion=complete_finding,
        help="Only this finding. May be given more than once.",
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="FINDING",
        autocompletion=complete_finding,
        help="Not this finding. May be given more than once.",
    ),
]
Grace = Annotated[
    int | None,
    typer.Option(
        "--grace",
        metavar="DAYS",
        min=0,
        max=36_525,
        help="Only warn of a milestone that is overdue by no more than this many days.",
    ),
]
ExitZero = Annotated[
    bool, typer.Option("--exit-zero", help="Report only: exit with 0 whatever is found.")
]

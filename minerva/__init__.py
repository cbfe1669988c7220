"""Minerva tracks a programme's milestones, savings and procurement, as of any date.

Each folder is one step of a pipeline, and data flows one way through them::

    files --store--> Programme --position_at(day)--> Position --views--> Table --formats--> text
                                                        |
                                                        +--findings--> formats

Follow one value. `baseline = 2015-01-09` stands in milestones.toml. `store` reads it, turns it
into a `model.dates.Window` and keeps it in a `model.programme.Milestone`, together with its
place in the file. `position.milestones.milestone_at` compares it with what was stated by the day
and works out `slippage_days`. `findings` makes a finding if the date has passed.
`views.milestones` puts the value into a typed column. `formats.screen.terminal` writes it as
"9 Jan 2015", `formats.data.csv` as "2015-01-09". `cli` sends the text to standard output.

For programs: `load` reads a programme, `docs/python.md` shows the rest. What it needs is imported
when it is first asked for.
"""

TYPE_CHECKING = False  # as type checkers know it: `import minerva` loads no other module
if TYPE_CHECKING:
    from minerva.api import Finding, Position, Problems, Programme, Table, load

__version__ = "0.1.0"
__all__ = ["Finding", "Position", "Problems", "Programme", "Table", "__version__", "load"]


def __getattr__(name: str) -> object:
    """Import what programs use when they ask for it: minerva's own commands do not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from minerva import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return __all__

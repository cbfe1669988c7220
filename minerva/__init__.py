"""Minerva tracks a programme's milestones, savings and procurement, as of any date.

Folders are the steps of a pipeline, and data flows one way through them::

    files --store--> Programme --position_at(day)--> Position --views--> Table --formats--> text
                                                        |
                                                        +--findings--> formats

One value, followed: `baseline = 2015-01-09` in milestones.toml is read by `store.tables`,
typed by `store.schema` into a `dates.Window`, and kept in a `programme.Milestone` that knows
its `source.Location`. `position.milestones.milestone_at` sets it against what was stated by
the day and says `slippage_days`; `findings` may make a finding of it; `views.milestones` puts
it into a row under a typed column; `formats.terminal` writes it as "9 Jan 2015", `formats.csv`
as "2015-01-09"; and `cli` sends it to standard output.
"""

__version__ = "0.1.0"

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
"""

__version__ = "0.1.0"

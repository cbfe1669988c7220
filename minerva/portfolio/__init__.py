"""Many programmes as one: each worked out by itself, then told, added up and linked.

A report of a portfolio is three plain functions (`reports`): `part` makes a JSON document of one
position, in whatever process; `document` and `report` put the parts together. `run` maps the
first over all programmes by an Executor. No figure of a programme is worked out here: a total is
the sum of what the programmes' own reports say.
"""

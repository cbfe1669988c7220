"""The reports of a portfolio, a module each.

`part(position, options)` says in a JSON document what the report needs of one programme, and runs
where the work is done. `document(gathered)` and `report(gathered)` put the parts together.
"""

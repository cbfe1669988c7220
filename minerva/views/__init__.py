"""One module a report: from a position to a JSON document, and to tables for people.

Nothing here knows how wide a screen is or how a cell is written.
"""

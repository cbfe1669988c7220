"""Parsing: what people write for a date, an amount, a record's name, read by one grammar.

Commands, reports, imports and suppositions share it. It knows no clock, no file and no programme.
"""

"""Parsing: what people write for a date, read by one grammar wherever they write it.

Commands, imports and suppositions share it. It knows no clock, no file and no programme.
"""

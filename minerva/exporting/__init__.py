"""Exporting: files for other tools, one module a format, made from a position as a report is."""

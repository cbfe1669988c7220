"""Importing: the files of other tools, one module a format, and what a programme makes of them.

What a file says is first put into minerva's terms (`incoming`), then matched to the programme, then
written as one change by `recording`. Nothing here judges by rules of its own: what is written goes
through the one reader.
"""

"""Exchange: the files of other tools, one module a format.

What comes in is first put into minerva's terms (`incoming`), then matched to the programme, then
written as one change by `recording`. It judges nothing by rules of its own: what is written goes
through the one reader. What goes out (`outgoing`) is made from a position, as a report is.
"""

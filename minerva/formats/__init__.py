"""One module a format: from a report, a document or findings to text.

Nothing here works out a figure, prints, or asks what it is printed on.
"""

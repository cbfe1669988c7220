"""Recording: one intended change to a programme's files, written safely, and taken back.

It edits text and proves that exactly the change happened. It reads a programme only through
`store`, and works out no figure.
"""

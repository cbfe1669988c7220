"""What things are: the records of a programme, its dates, its money, places in files, problems.

Everything else is built of these. Nothing here reads a file or works out a figure.
"""

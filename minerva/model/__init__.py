"""What things are: a programme's records, dates, money, working days, places in files, problems.

Every other layer builds on these modules. They read no files and work out no figures.
"""

"""What a command made is left in memory: the system takes that of a process back at once.

To free 100,000 milestones object by object takes up to a tenth of the time of a command.
"""


def keep(value: object) -> None:
    """Keep a value until the process ends, whoever else lets go of it.

    A list that holds itself is only ever freed by garbage collection. `main` turns that off, and
    freezes what there is before the last collection at the end.
    """
    ring: list[object] = [value]
    ring.append(ring)

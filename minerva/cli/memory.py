"""What a command made is left in memory: the system takes that of a process back at once.

To free 100,000 milestones object by object takes up to a tenth of the time of a command.
"""

import gc


def keep(value: object) -> None:
    """Keep a value until the process ends, whoever else lets go of it.

    A list that holds itself is only ever freed by garbage collection, which a command turns off.
    """
    ring: list[object] = [value]
    ring.append(ring)


def leave() -> None:
    """Leave everything that is kept where it is, at the end of the process too.

    The interpreter collects garbage once more before it ends, except for what is frozen.
    """
    gc.freeze()

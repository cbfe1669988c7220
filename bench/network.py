"""Time the network of a programme: milestones that each come after two others.

    python bench/network.py 100000

prints the seconds that reading its file takes (toml_rs.loads), and that projected dates and
floats take once it is read.
"""

import gc
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from time import perf_counter

import toml_rs

from minerva.position import position_at
from minerva.position.milestones import milestone_at
from minerva.position.network import in_order, latest_allowable, projected
from minerva.store import File, read_programme

AS_OF = date(2014, 12, 9)
LAGS = ("1 day", "2 weeks", "1 month")
WORKSTREAMS = '[programme]\nid = "p"\nname = "P"\n[[workstream]]\nid = "w"\nname = "W"\n'


def main() -> None:
    """Make a network of the size that the command line names, and print both times."""
    gc.disable()  # as the command does
    text = "\n".join(milestones(int(sys.argv[1])))
    started = perf_counter()
    toml_rs.loads(text)
    reading = perf_counter() - started
    programme = read_programme(
        [
            File("workstreams.toml", "workstreams.toml", WORKSTREAMS.encode()),
            File("milestones.toml", "milestones.toml", text.encode()),
        ]
    )
    own = {
        milestone.id: milestone_at(milestone, programme.details, programme.check, AS_OF)
        for milestone in programme.milestones
    }
    started = perf_counter()
    order = in_order(programme.milestones)
    found = projected(own, order)
    limits = latest_allowable(found, programme.contracts, order, {})
    floats = {id: (limit - found[id].best_known.latest).days for id, limit in limits.items()}
    network = perf_counter() - started
    position = position_at(programme, AS_OF)
    assert floats == {  # noqa: S101 - what was timed is what the command works out
        id: position.total_float_days(one) for id, one in position.by_id.items() if id in limits
    }
    print(f"{reading:.3f} {network:.3f}")


def milestones(number: int) -> Iterator[str]:
    """Yield milestones that come after the one before and after any other, as in their file."""
    random = Random(1)  # noqa: S311 - the same network every time
    for n in range(number):
        baseline = date(2015, 1, 1) + timedelta(days=n % 1_000)
        yield f'[[milestone]]\nid = "m-{n}"\nworkstream = "w"\nname = "M {n}"'
        yield f"baseline = {baseline}"
        if n > 1:
            other, lag = random.randrange(n - 1), random.choice(LAGS)
            yield f'after = ["m-{n - 1}", {{ milestone = "m-{other}", lag = "{lag}" }}]'
        if n % 1_000 == 999:
            yield "deadline = 2199-01-01"


if __name__ == "__main__":
    main()

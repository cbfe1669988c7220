"""Print how long each step of a command takes on a programme, by the processor's time.

    python bench/steps.py savings /tmp/plan

`bench/generate.py` makes the programme. The steps are run one after the other in one process.
Parsing is done once more than by the command, because it cannot be told apart from reading.
"""

import gc
import sys
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

AS_OF = date(2014, 12, 9)

Steps = Generator[tuple[str, object], None, Any]
"""What each step was, as soon as it is done, and what it made."""


def main() -> None:
    """Print a line for each step of the command and the programme that are named."""
    gc.disable()  # as the command does
    command, directory = sys.argv[1], Path(sys.argv[2])
    steps = savings(directory) if command == "savings" else check(directory)
    begun = 0.0  # the process began with the start-up
    for name, _ in steps:
        print(f"{process_time() - begun:.2f} s {name}")
        begun = process_time()


def savings(directory: Path) -> Steps:
    """Run the steps of `savings --format json`."""
    position = yield from begin(directory)
    from minerva.views import savings as view

    yield "positions of milestones and savings", position.all_savings
    yield "rounding and totals", position.savings
    yield from end(lambda: view.document(position))


def check(directory: Path) -> Steps:
    """Run the steps of `check --format json`."""
    position = yield from begin(directory)
    from minerva.findings import findings_at
    from minerva.views import check as view

    yield "positions of milestones", position.by_id
    yield "positions of savings", position.all_savings
    yield "rounding and totals", position.savings
    found = findings_at(position)
    yield f"{len(found):,} findings", found
    yield "places of the findings", [finding.location.span(value=True) for finding in found]
    yield from end(lambda: view.document(view.Verdict(position, found)))


def begin(directory: Path) -> Steps:
    """Read a programme; returns its position."""
    import minerva.cli  # what a command begins with
    from minerva.position import position_at
    from minerva.store import read_files, read_programme
    from minerva.store.toml import decode, parse_in_stretches

    yield "start-up", minerva.cli
    files = read_files(directory, directory)
    texts = [text for file in files if (text := decode(file, [])) is not None]
    yield "bytes and characters", texts
    for text in texts:
        for _ in parse_in_stretches(text, text.encode()):
            pass
    yield "parsing", None
    programme = read_programme(files)
    yield "reading: both again, values checked, records made", programme
    return position_at(programme, AS_OF, (), AS_OF)


def end(document: Callable[[], Any]) -> Steps:
    """Make a document and its text."""
    from minerva.formats.data import json

    made = document()
    yield "document", made
    text = json.render(made)
    yield f"{len(text):,} bytes of JSON", text


if __name__ == "__main__":
    main()

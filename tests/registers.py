"""A programme with all that a register may hold, for tests of what is made of it."""

from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Final

from tests.programmes import write_programme

D: Final = date(2025, 2, 20)

WORKSTREAMS: Final = dedent("""\
    [programme]
    id = "depot"
    name = "New depot"
    updated = 2025-02-14

    [[workstream]]
    id = "build"
    name = "Building works"
    """)
MILESTONES: Final = dedent("""\
    [[milestone]]
    id = "ground-works"
    workstream = "build"
    name = "Ground works done"
    baseline = 2025-03-28
    """)
REGISTER: Final = dedent("""\
    [[risk]]
    id = "sewer"
    name = "An old sewer crosses the site"
    workstream = "build"
    owner = "Head of Property"
    raised = 2024-10-01
    cause = "It is on no map"
    effect = "The ground works stop"
    milestones = ["ground-works"]
    probability = 40
    delay = { low = "2 weeks", high = "2 months" }
    money = { low = 20_000, high = 60_000 }
    response = "treat"
    source = "Survey of 1961"

      [[risk.review]]
      on = 2025-01-15
      probability = 60
      by = "Programme board"

    [[risk]]
    id = "strike"
    name = "The carriers strike"
    raised = 2024-11-01
    probability = 10
    closed = 2025-01-31
    happened = true

    [[issue]]
    id = "contractor"
    name = "The contractor has left the site"
    workstream = "build"
    raised = 2025-01-20
    severity = "high"
    due = "2025-02"

    [[action]]
    id = "survey"
    name = "Survey the sewer"
    owner = "Head of Property"
    raised = 2025-01-15
    due = 2025-02-14
    about = "sewer"

    [[decision]]
    id = "site"
    name = "North or south site"
    owner = "Programme board"
    raised = 2025-01-15
    needed_by = 2025-03-05

    [[assessment]]
    subject = "build"
    on = 2025-01-31
    by = "Head of Property"
    rating = "amber"
    text = "The sewer holds up the ground works; the steel is ordered."

    [[indicator]]
    id = "recycled"
    ref = "E4"
    workstream = "build"
    name = "Building waste that is recycled"
    unit = "%"
    better = "higher"
    amber_within = 5
    benchmarks = { "Region 2023" = 74 }

      [[indicator.target]]
      from = "2024/25"
      value = 80

      [[indicator.actual]]
      period = "2024/25-Q1"
      value = 71.5

      [[indicator.actual]]
      period = "2024/25-Q3"
      value = 77.5
      note = "One quarter was not measured"
    """)


def write_depot(directory: Path) -> Path:
    """Write the files of the programme into a directory, and return it."""
    directory.mkdir(exist_ok=True)
    write_programme(directory, MILESTONES, WORKSTREAMS, REGISTER)
    return directory

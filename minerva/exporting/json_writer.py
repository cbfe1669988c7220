"""Minerva's own JSON: everything that was known of a programme on a day, in one file."""

import re
from typing import BinaryIO

from minerva.exporting.outgoing import MADE_BY, Exported, Request
from minerva.formats.cells import counted
from minerva.formats.data import json
from minerva.views import programme

_HEAD = 1_000


def export(request: Request) -> Exported:
    """Return the file, and what is in it."""
    position = request.position
    milestones, savings = len(position.milestones), len(position.savings.savings)
    return Exported(
        json.render(programme.document(position, MADE_BY)),
        f"{counted(milestones, 'milestone')} and {counted(savings, 'saving')}",
    )


def is_ours(file: BinaryIO) -> bool:
    """Tell whether a file says that minerva made it."""
    mark = rf'\s*\{{[^{{]*"made_by":\s*"{MADE_BY}"'.encode()
    return re.match(mark, file.read(_HEAD)) is not None

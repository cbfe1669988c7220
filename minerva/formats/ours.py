"""Tells whether minerva made a file, by what stands in it: that is what it may write over.

Each format of `check` and of `report` has its sign here. What `export` writes says itself who made
it: `exporting` has a function for each of its formats.
"""

import json
import re
from typing import Any, Final

from minerva.model.catalogue import KINDS
from minerva.views import check

_CHECK: Final = rb"check as of [0-9]{1,2} [A-Z][a-z]{2} [0-9]{4}"
_SIGNS: Final = tuple(
    re.compile(sign)
    for sign in (
        rb"(?m)^(?:- |<li>)By minerva [^\n]*, from workstreams\.toml and milestones\.toml",
        rb"\A(?:## )?[^\n]+: " + _CHECK,  # the headings of a table and of Markdown
        rb"(?:\A|\n)[^\n]+: " + _CHECK + rb"[^\n]*: [^\n]+\.\s*\Z",  # the last line of text
        rb"(?:\A|\n)minerva " + _CHECK + rb": [^\n]+\s*\Z",  # the same for GitHub
        rb"<dc:creator>minerva</dc:creator>",  # a Word document, until Word saves it again
        rb"<testsuites name=[^\n]+: " + _CHECK,
        rb'"driver":\s*\{\s*"name":\s*"minerva"',  # SARIF
        rb'\A\s*\{\s*"schema_version":\s*[0-9]+,\s*"as_of":\s*"[0-9-]{10}",\s*"findings":\s*\[',
        rb"\A" + ",".join(column.key for column in check.COLUMNS).encode() + rb"\r?\n",
    )
)


def is_ours(content: bytes) -> bool:
    """Tell whether a file has the sign of a check or of a report."""
    return any(sign.search(content) for sign in _SIGNS) or _is_code_quality(content)


def _is_code_quality(content: bytes) -> bool:
    """Tell whether a file is a list of issues for GitLab, all of kinds that minerva finds."""
    if not content.lstrip().startswith(b"["):
        return False
    try:
        issues: Any = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return all(isinstance(issue, dict) and issue.get("check_name") in KINDS for issue in issues)

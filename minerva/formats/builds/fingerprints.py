"""What a build system knows a finding by from one run to the next."""

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from minerva.findings import Finding


def fingerprints(programme: str, found: Sequence[Finding]) -> list[str]:
    """Return a fingerprint for each finding: what it is about, not where it stands or how bad.

    It stays the same when lines move, files are renamed or another day of slip is added.
    Findings that nothing tells apart are numbered in their order.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for finding in found:
        seen[finding.identity] += 1
        parts = (programme, *finding.identity, str(seen[finding.identity]))
        made.append(sha256("\0".join(parts).encode()).hexdigest())
    return made

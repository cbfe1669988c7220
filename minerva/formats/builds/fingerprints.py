"""What a build system knows a finding by from one run to the next."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from minerva.findings import Finding
from minerva.views.check import Verdict


def marked(verdict: Verdict) -> Iterator[tuple[Finding, str]]:
    """Yield each finding that is shown, with a fingerprint: what it is about, in which programme.

    It stays the same when lines move, files are renamed or another day of slip is added, and
    whether or not waived findings are shown. It is another one in another directory. Findings
    that nothing tells apart are numbered in their order.
    """
    programme = verdict.position.programme.details.id
    whose = (verdict.place, programme) if verdict.place else (programme,)
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in verdict.found:
        seen[finding.identity] += 1
        parts = (*whose, *finding.identity, str(seen[finding.identity]))
        if verdict.show_waived or finding.waiver is None:
            yield finding, sha256("\0".join(parts).encode()).hexdigest()

"""Programmes unlike others: bare, huge, long, wide, and with every text hostile."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import tomli_w

HOSTILE = (
    '<script>alert(1)</script> {{ 7*7 }} " onload="x javascript:alert(2) שלום 👩‍👩‍👧 \u202eevil'
)
LONG = f"{HOSTILE} {'X' * 10_000}"
ADDRESSES = (
    f"javascript:alert(3) see https://example.org/a?b=1&c=2, http://example.org/x. {HOSTILE}"
)
DAY = "2015-01-20"


def write(
    directory: Path, workstreams: Mapping[str, object], milestones: Mapping[str, object]
) -> Path:
    """Write the two files of a programme, and return their directory."""
    directory.mkdir(exist_ok=True)
    (directory / "workstreams.toml").write_text(tomli_w.dumps(workstreams), "utf-8")
    (directory / "milestones.toml").write_text(tomli_w.dumps(milestones), "utf-8")
    return directory


def _brief(name: str) -> dict[str, object]:
    return {"id": "odd", "name": name, "updated": date(2015, 1, 20)}


def _workstreams(count: int) -> list[dict[str, object]]:
    return [{"id": f"w{n}", "name": f"Workstream {n}"} for n in range(count)]


def _milestone(n: int, baseline: date, workstream: int = 0, **more: object) -> dict[str, object]:
    known = {"id": f"m{n}", "workstream": f"w{workstream}", "name": f"Step {n}"}
    return {**known, "baseline": baseline, **more}


def only_milestones(directory: Path) -> Path:
    """Write a programme of milestones and nothing else."""
    steps = [_milestone(n, date(2015, n + 1, 10)) for n in range(4)]
    details = _brief("Only milestones")
    return write(
        directory, {"programme": details, "workstream": _workstreams(1)}, {"milestone": steps}
    )


def one_saving(directory: Path) -> Path:
    """Write a programme of one saving, without a target."""
    saving = {"id": "s", "workstream": "w0", "name": "Rent", "full_year": 1000, "starts": _FIRST}
    files = {"programme": _brief("One saving"), "workstream": _workstreams(1), "saving": [saving]}
    return write(directory, files, {"milestone": [_milestone(1, date(2015, 2, 1))]})


def many(directory: Path) -> Path:
    """Write a programme of 2,000 milestones in 12 workstreams, with 60 savings."""
    steps = []
    for n in range(2000):
        baseline = date(2014, 1, 1) + timedelta(days=n * 7 % 1500)
        more: dict[str, object] = {"tolerance": "1 month"} if n % 3 == 0 else {}
        if baseline < date(2015, 1, 10) and n % 5:
            more["actual"] = baseline + timedelta(days=n % 10)
        elif n % 4 == 0:
            stated = {"on": date(2015, 1, 5), "date": baseline + timedelta(days=n % 400)}
            more["forecast"] = [stated]
        steps.append(_milestone(n, baseline, n % 12, **more))
    savings = [
        {
            "id": f"s{n}",
            "workstream": f"w{n % 12}",
            "name": f"Saving {n}",
            "full_year": 1000 * n + 999,
            "starts_with": f"m{n}",
        }
        for n in range(60)
    ]
    details = {**_brief("Two thousand"), "target": {"full_year": 9_000_000}}
    files = {"programme": details, "workstream": _workstreams(12), "saving": savings}
    return write(directory, files, {"milestone": steps})


def long(directory: Path) -> Path:
    """Write a programme whose dates span 40 years."""
    steps = [_milestone(n, date(2012 + n * 5, 6, 30)) for n in range(9)]
    savings = [
        {"id": "s", "workstream": "w0", "name": "Store", "full_year": 300_000, "starts": _FIRST},
        {
            "id": "t",
            "workstream": "w0",
            "name": "Land",
            "full_year": 300_000,
            "starts_with": "m8",
        },
    ]
    details = {**_brief("Forty years"), "target": {"full_year": 500_000, "from": "2050/51"}}
    files = {"programme": details, "workstream": _workstreams(1), "saving": savings}
    return write(directory, files, {"milestone": steps})


def wide(directory: Path) -> Path:
    """Write a programme of 40 workstreams."""
    steps = [_milestone(n, date(2014, 6, 1) + timedelta(days=5 * n), n % 40) for n in range(100)]
    details = _brief("Forty workstreams")
    return write(
        directory, {"programme": details, "workstream": _workstreams(40)}, {"milestone": steps}
    )


def hostile(directory: Path, text: str = HOSTILE) -> Path:
    """Write a programme with a hostile text in every name and note."""
    told = {"source": ADDRESSES, "note": text}
    milestone = {
        "id": "m",
        "workstream": "w",
        "name": text,
        "baseline": date(2015, 1, 1),
        "tolerance": "1 week",
        "deadline": date(2015, 2, 1),
        "deadline_reason": text,
        "owner": text,
        "forecast": [
            {"on": date(2015, 1, 2), "date": date(2015, 1, 5), "reason": text, **told},
            {"on": date(2015, 1, 8), "date": date(2015, 1, 15), "reason": text, **told},
        ],
        **told,
    }
    waiver = {
        "finding": "tolerance-exceeded",
        "subject": "m",
        "until": date(2015, 2, 5),
        "reason": text,
        "approved_by": text,
    }
    claim = {"year": "2014/15", "amount": 1, "on": date(2014, 9, 1), "evidence": text, **told}
    workstreams: dict[str, object] = {
        "programme": {**_brief(HOSTILE), "organisation": text, **told},
        "workstream": [{"id": "w", "name": text, "owner": text, "description": text, **told}],
        "saving": [
            {
                "id": "s",
                "workstream": "w",
                "name": text,
                "full_year": 5,
                "starts_with": "m",
                "realised": [claim],
                **told,
            }
        ],
        "procurement": [
            {
                "id": "p",
                "workstream": "w",
                "name": text,
                "stage": [{"id": "st", "name": text, "closes": "m", "bidders_in": 3, **told}],
                "bidder": [{"name": text, **told}],
                "evaluation": {HOSTILE: {"weight": 100, "criteria": {HOSTILE: 100}}},
                **told,
            }
        ],
        "contract": [
            {
                "id": "c",
                "supplier": text,
                "expires": date(2015, 2, 1),
                "replaced_by": "m",
                "notice": "1 month",
                **told,
            }
        ],
        "option": [{"id": "o", "name": text, "payback_stated": text, **told}],
    }
    return write(directory, workstreams, {"milestone": [milestone], "waiver": [waiver]})


_FIRST = date(2015, 4, 1)
ODD = {
    "only milestones": only_milestones,
    "one saving": one_saving,
    "2,000 milestones": many,
    "40 years": long,
    "40 workstreams": wide,
    "hostile": hostile,
}

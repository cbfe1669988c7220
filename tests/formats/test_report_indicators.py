"""The page of a programme of indicators alone has no section of what it does not have."""

from pathlib import Path

from tests.command import ROOT, run

SCORECARD = ROOT / "examples" / "children-and-families"


def test_a_scorecard_has_no_empty_sections(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    made = run("report", "-o", str(page), "--as-of", "2014-12-09", cwd=SCORECARD)
    assert made.status == 0, made.stderr
    text = page.read_text("utf-8")
    assert 'id="indicators"' in text
    for section in ("timeline", "savings", "slips", "procurement"):
        assert f'id="{section}"' not in text
    assert "Milestones complete" not in text
    assert "Full-year effect £0" not in text


def test_its_status_says_no_amount() -> None:
    shown = run("status", "--as-of", "2014-12-09", cwd=SCORECARD).stdout
    assert "12 red, 7 green, 11 not rated" in shown
    assert "Full-year effect" not in shown

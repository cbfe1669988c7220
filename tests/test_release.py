"""What a release writes: the version, and the changelog under it."""

import pytest

from tools.release import dated, main, numbered

CHANGES = "# Changes\n\n## Unreleased\n\n- New.\n\n## 0.1.0, 2026-01-01\n\n- Old.\n"


def test_what_is_unreleased_gets_a_version_and_a_day() -> None:
    assert dated(CHANGES, "0.2.0", "2026-02-01") == (
        "# Changes\n\n## Unreleased\n\n## 0.2.0, 2026-02-01\n\n- New.\n\n"
        "## 0.1.0, 2026-01-01\n\n- Old.\n"
    )


def test_the_first_release_has_nothing_below_it() -> None:
    assert dated("# Changes\n\n## Unreleased\n\n- New.\n", "0.1.0", "2026-02-01") == (
        "# Changes\n\n## Unreleased\n\n## 0.1.0, 2026-02-01\n\n- New.\n"
    )


def test_a_release_without_changes_is_refused() -> None:
    with pytest.raises(SystemExit, match="nothing that is unreleased"):
        dated("# Changes\n\n## Unreleased\n\n## 0.1.0, 2026-01-01\n\n- Old.\n", "0.2.0", "d")


def test_the_version_is_the_only_line_that_changes() -> None:
    text = '"""M."""\n\n__version__ = "0.1.0"\n__all__ = ["__version__"]\n'
    assert numbered(text, "9.2.0") == text.replace("0.1.0", "9.2.0")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["1.2"], ["v1.2.3"], ["1.2.3", "--check"]])
def test_anything_else_is_answered_with_how_it_is_called(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="usage"):
        main(arguments)

"""Options and settings that all tests share."""

import pytest
from hypothesis import settings

settings.register_profile("minerva", deadline=None, derandomize=True)
settings.load_profile("minerva")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes golden files anew."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")

"""Options and settings that all tests share."""

import gc

import pytest
from hypothesis import settings

settings.register_profile("quick", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("thorough", deadline=None, derandomize=True, max_examples=200)
settings.register_profile("hunt", deadline=None, max_examples=1_000)
settings.load_profile("quick")  # --hypothesis-profile names another


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes golden files anew."""
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave laws out of what is measured for coverage: tests of examples have to cover the code.

    A law runs the same lines hundreds of times, and to count each of them takes longer than to
    run them. `no_cover` stands on the few other tests that run so many.
    """
    for item in items:
        if item.get_closest_marker("hypothesis"):
            item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """Have no collection look again at what stays to the end: modules, tests and their cases.

    And have fewer of them: all tests together take a tenth less for both.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)

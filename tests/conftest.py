"""One Hypothesis for all tests: no stopwatch, and the same examples each time. AFTERWORD_SOAK asks for many new ones."""

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from bot.logs import OURS

settings.register_profile(
    "afterword", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, print_blob=True
)
settings.register_profile(
    "soak",
    settings.get_profile("afterword"),
    derandomize=False,
    max_examples=50 * settings.get_profile("default").max_examples,
)
settings.load_profile("soak" if os.environ.get("AFTERWORD_SOAK") else "afterword")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """What one test's program does to logging is no other test's affair."""
    loggers = [logging.getLogger(name) for name in ("", *OURS)]
    before = [(logger, logger.level, list(logger.handlers)) for logger in loggers]
    yield
    logging.captureWarnings(capture=False)
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers

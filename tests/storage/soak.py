"""How long the tests of this room take: short with `make test`, in full with `make soak`, which sets AFTERWORD_SOAK."""

import os

from hypothesis import HealthCheck, settings

SOAK = bool(os.environ.get("AFTERWORD_SOAK"))


def times(short: int, full: int) -> int:
    """How often: short, or in full."""
    return full if SOAK else short


def examples(short: int) -> settings:
    """Hypothesis with so many examples, or fifty times as many. A busy machine is no failure."""
    return settings(max_examples=times(short, 50 * short), deadline=None, suppress_health_check=[HealthCheck.too_slow])

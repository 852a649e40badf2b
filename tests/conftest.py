"""One Hypothesis for all tests: no stopwatch, and the same examples each time. AFTERWORD_SOAK asks for many new ones."""

import os

from hypothesis import HealthCheck, settings

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

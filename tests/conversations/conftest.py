"""Hypothesis without a stopwatch: a busy machine is no failure."""

from hypothesis import HealthCheck, settings

settings.register_profile("conversations", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("conversations")

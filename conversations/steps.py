"""Which step an answer leads to: in onboarding, and when one thing is changed later. None: that was the last."""

from collections.abc import Mapping

from conversations import appointment, timing
from conversations.ask import CHANGE, GOOD, KEEP, MOVE, Ask
from conversations.phases import Step

ASKS: Mapping[Step, Ask] = {**appointment.ASKS, **timing.ASKS}

ONBOARDING: Mapping[tuple[Step, str], Step | None] = {
    (Step.DAY, "day"): Step.HOUR,
    (Step.DAY, "varies"): Step.ZONE,
    (Step.HOUR, "hour"): Step.MINUTE,
    (Step.HOUR, "time"): Step.LENGTH,
    (Step.MINUTE, "minute"): Step.LENGTH,
    (Step.LENGTH, "length"): Step.RHYTHM,
    (Step.LENGTH, "once"): Step.TIMING,
    (Step.RHYTHM, "weekly"): Step.ZONE,
    (Step.RHYTHM, "fortnightly"): Step.ZONE,
    (Step.ZONE, "weekly"): Step.TIMING,
    (Step.ZONE, "fortnightly"): Step.FIRST,
    (Step.ZONE, "varies"): Step.FIRST,
    (Step.FIRST, "date"): Step.TIMING,
    (Step.FIRST, "once"): Step.HOUR,
    (Step.FIRST, "unknown"): Step.TIMING,
    (Step.TIMING, GOOD): None,
    (Step.TIMING, CHANGE): Step.DELAY,
    (Step.DELAY, "delay"): Step.SUMMARY_DAY,
    (Step.SUMMARY_DAY, "day"): Step.SUMMARY_HOUR,
    (Step.SUMMARY_DAY, "never"): None,
    (Step.SUMMARY_HOUR, "time"): None,
}

SETTINGS: Mapping[tuple[Step, str], Step | None] = {
    (Step.DAY, "day"): Step.HOUR,
    (Step.DAY, "varies"): Step.FIRST,
    (Step.HOUR, "hour"): Step.MINUTE,
    (Step.HOUR, "time"): Step.LENGTH,
    (Step.MINUTE, "minute"): Step.LENGTH,
    (Step.LENGTH, "length"): Step.RHYTHM,
    (Step.LENGTH, "once"): None,
    (Step.RHYTHM, "weekly"): None,
    (Step.RHYTHM, "fortnightly"): Step.FIRST,
    (Step.FIRST, "date"): None,
    (Step.FIRST, "once"): Step.HOUR,
    (Step.FIRST, "unknown"): None,
    (Step.ZONE, "elsewhere"): Step.SLOT_ZONE,
    (Step.ZONE, "weekly"): None,
    (Step.SLOT_ZONE, KEEP): None,
    (Step.SLOT_ZONE, MOVE): None,
    (Step.DELAY, "delay"): None,
    (Step.QUIET_FROM, "time"): Step.QUIET_TO,
    (Step.QUIET_TO, "time"): None,
    (Step.SUMMARY_DAY, "day"): Step.SUMMARY_HOUR,
    (Step.SUMMARY_DAY, "never"): None,
    (Step.SUMMARY_HOUR, "time"): None,
    (Step.QUESTIONS, "set"): None,
}

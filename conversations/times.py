"""Times and lengths as people type them."""

import re
from datetime import time

_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s*[:.h]\s*(?P<minute>\d{2})|(?P<packed>\d{2}))?\s*(?:h|uhr|o'?clock)?\s*(?P<half>[ap])?\.?(?:m\.?)?"
)
_LENGTH = re.compile(r"(?:(?P<hours>\d{1,2})\s*h[^\d]{0,8})?(?:(?P<minutes>\d{1,4})\s*\D{0,12})?")


def read_time(typed: str) -> time | None:
    """A wall time: "17", "17:30", "17.30", "1730", "5pm", "5:30 p.m."; None when it is none."""
    match = _CLOCK.fullmatch(typed.strip().casefold())
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or match["packed"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - a clock's face
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None  # noqa: PLR2004 - a day's hours


def read_minutes(typed: str) -> int | None:
    """A length in minutes: "80", "80 min", "2 hours", "1 h 30"; None when it is none."""
    match = _LENGTH.fullmatch(typed.strip().casefold())
    if match is None or not typed.strip():
        return None
    return 60 * int(match["hours"] or 0) + int(match["minutes"] or 0)

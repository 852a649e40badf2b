"""The demonstration's time: real time moved forward, or time that stands still until it is told to move.

It asks no calendar of its own: the start is handed in, and only a stopwatch runs.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def stopped() -> float:
    """A stopwatch that never runs."""
    return 0.0


class MovableClock:
    """A clock that jumps: `now()` is the start, plus what the stopwatch ran, plus every jump."""

    def __init__(self, start: datetime, stopwatch: Callable[[], float] = time.monotonic) -> None:
        """`start`: aware, any zone. `stopwatch`: seconds, rising; `stopped` makes time stand still."""
        self._stopwatch = stopwatch
        self._start = start.astimezone(UTC)
        self._started = stopwatch()
        self._subscribers: list[Callable[[], None]] = []

    @classmethod
    def still(cls, start: datetime) -> "MovableClock":
        """A clock that moves only by `jump` and `set`, for tests."""
        return cls(start, stopped)

    def now(self) -> datetime:
        """This clock's time, aware UTC."""
        return self._start + timedelta(seconds=self._stopwatch() - self._started)

    def jump(self, by: timedelta) -> None:
        """Move by a span, forward or back, and tell everybody who asked."""
        self.set(self.now() + by)

    def set(self, at: datetime) -> None:
        """Make it this moment (aware, any zone), and tell everybody who asked."""
        self._start = at.astimezone(UTC)
        self._started = self._stopwatch()
        for subscriber in tuple(self._subscribers):
            subscriber()

    def on_jump(self, subscriber: Callable[[], None]) -> Callable[[], None]:
        """Call `subscriber` after every jump, on the jumper's thread; returns what ends that."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

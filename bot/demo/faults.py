"""What can go wrong on the way to Telegram, on request: refusals, broken connections, slowness, and its rate limits."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

from bot.demo.rules import RefusedError, too_many

OVERALL_RATE = 30.0  # FAQ: "no more than about 30 messages per second" in bulk
CHAT_RATE = 1.0  # FAQ: "avoid sending more than one message per second" in one chat
CHAT_BURST = 3.0  # FAQ: short bursts beyond it are let through


@dataclass(slots=True)
class Fault:
    """What befalls the next `times` calls of a method (any, when it is empty), to one chat or to all.

    Exactly one of: an error code with its description, a connection cut before the call has an effect (`cut`)
    or after it (`cut_after`: it was done, and the bot does not learn of it), or a delay in seconds.
    """

    method: str = ""
    times: int = 1
    code: int = 0
    description: str = "Internal Server Error"
    retry_after: int | None = None
    cut: bool = False
    cut_after: bool = False
    delay: float = 0.0
    chat_id: int | None = None

    def refusal(self) -> RefusedError | None:
        """The error to answer with, if it is one."""
        if self.retry_after is not None:
            return too_many(self.retry_after)
        return RefusedError(self.code, self.description) if self.code else None


@dataclass(slots=True)
class Faults:
    """Faults waiting for their call, oldest first."""

    waiting: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Let something go wrong."""
        self.waiting.append(fault)

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that befalls this call, used up once."""
        for fault in self.waiting:
            if fault.method.lower() in {"", method.lower()} and fault.chat_id in {None, chat_id}:
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None


@dataclass(slots=True)
class _Bucket:
    rate: float
    room: float
    level: float
    filled_at: float

    def take(self, now: float) -> float:
        """Seconds to wait; 0 when one was taken."""
        self.level = min(self.room, self.level + (now - self.filled_at) * self.rate)
        self.filled_at = now
        if self.level < 1:
            return (1 - self.level) / self.rate
        self.level -= 1
        return 0.0


class Limits:
    """Telegram's rates, enforced on request. A stopwatch in seconds measures them, never the demonstration's clock."""

    def __init__(self, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self.on = False
        self._stopwatch = stopwatch
        self._overall = _Bucket(OVERALL_RATE, OVERALL_RATE, OVERALL_RATE, stopwatch())
        self._chats: dict[int, _Bucket] = {}

    def take(self, chat_id: int) -> None:
        """Count one message to a chat; refuses it with 429 when it is one too many."""
        if not self.on:
            return
        now = self._stopwatch()
        chat = self._chats.setdefault(chat_id, _Bucket(CHAT_RATE, CHAT_BURST, CHAT_BURST, now))
        wait = chat.take(now) or self._overall.take(now)
        if wait:
            raise too_many(ceil(wait))

"""Who may speak to the bot. Deny by default; of a stranger nothing is kept on disk, and in memory no more than a bound.

It opens the door or leaves it shut; what is said at the door is the core's.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Protocol

from conversations import door
from conversations.events import Commanded, Event, Tapped
from conversations.model import Journal

REMEMBERED = 4096  # people whose knocking is remembered at once
SILENCE = timedelta(hours=1)
ASKING = timedelta(seconds=20)  # an always answered command, on average no more often than this ...
ASKING_BURST = 5  # ... but for so many at once


class Invitations(Protocol):
    """The part of storage's Invitations that the door needs."""

    def valid(self, code: str, now: datetime, person_id: int | None = None) -> bool: ...


class Allowance:
    """How often each of many may do a thing: `burst` at once, then one each `every`. Bounded: who was quiet longest is forgotten."""

    def __init__(self, every: timedelta, burst: int = 1, bound: int = REMEMBERED) -> None:
        self._every = every
        self._burst = burst
        self._bound = bound
        self._full_at: OrderedDict[Hashable, datetime] = OrderedDict()

    def take(self, who: Hashable, now: datetime) -> bool:
        """Whether they may, this time; if so it is counted."""
        full_at = max(self._full_at.get(who, now), now)
        if full_at - now > self._every * (self._burst - 1):
            # A clock that was set back must not silence anybody for longer than the allowance itself is worth.
            self._full_at[who] = min(full_at, now + self._every * self._burst)
            return False
        self._full_at[who] = full_at + self._every
        self._full_at.move_to_end(who)
        if len(self._full_at) > self._bound:
            self._full_at.popitem(last=False)
        return True


class Access:
    """The door, for people who have no journal."""

    def __init__(self, invitations: Invitations, must_answer: Callable[[Event], bool]) -> None:
        """`must_answer`: what is answered even to somebody who has had their one answer."""
        self._invitations = invitations
        self._must_answer = must_answer
        self._codes: OrderedDict[int, str] = OrderedDict()
        self._strangers = Allowance(SILENCE)
        self._askers = Allowance(ASKING, ASKING_BURST)

    def admit(self, person_id: int, event: Event, now: datetime) -> Journal | None:
        """The journal to speak from with somebody who has none; None: no answer."""
        shown = code_in(event)
        invited = self._invited(person_id, shown, now)
        if invited is not None:
            return door.blank(person_id, invited)
        if self._must_answer(event):
            return door.blank(person_id, None) if self._askers.take(person_id, now) else None
        return door.blank(person_id, None) if self._strangers.take(person_id, now) else None

    def forget(self, person_id: int) -> None:
        """Forget the invitation a person showed."""
        self._codes.pop(person_id, None)

    def _invited(self, person_id: int, shown: str, now: datetime) -> str | None:
        """A valid code that this person shows or showed before."""
        for code in (shown, self._codes.get(person_id, "")):
            if code and self._invitations.valid(code, now, person_id):
                self._codes[person_id] = code
                self._codes.move_to_end(person_id)
                if len(self._codes) > REMEMBERED:
                    self._codes.popitem(last=False)
                return code
        return None


def code_in(event: Event) -> str:
    """The invitation an event shows, or nothing."""
    match event:
        case Commanded(name="start", argument=argument):
            return argument.strip()
        case Tapped(tap=tap) if tap is not None and tap.flow == door.FLOW:
            return tap.ref
        case _:
            return ""

"""What the time bar knows about a person's plans; the real bot answers it, the page only shows it."""

from datetime import datetime
from typing import NamedTuple, Protocol


class Due(NamedTuple):
    """The next thing of a kind: in plain words ("session ends"), and when (aware UTC)."""

    label: str
    at: datetime


class Schedule(Protocol):
    """Asked by the page for one person at a time; must answer for people it has never heard of."""

    def upcoming(self, person_id: int) -> tuple[Due, ...]:
        """What comes next, soonest first."""
        ...

    def zone(self, person_id: int) -> str:
        """The person's IANA zone; nothing when it is not known yet."""
        ...

    @property
    def fillable(self) -> bool:
        """Whether `fill` has something to put in place."""
        ...

    async def fill(self, person_id: int) -> bool:
        """Put ten weeks of a made-up journal in place for this person; whether there was any week to fill."""
        ...

    def invitation(self, person_id: int) -> str:
        """A code that admits this person; nothing for whoever needs none."""
        ...


class NoSchedule:
    """Nothing is planned: the loopback Telegram by itself, without our bot."""

    def upcoming(self, person_id: int) -> tuple[Due, ...]:  # noqa: ARG002  # the same for everybody
        """Nothing."""
        return ()

    def zone(self, person_id: int) -> str:  # noqa: ARG002  # the same for everybody
        """Not known."""
        return ""

    @property
    def fillable(self) -> bool:
        """It has not."""
        return False

    async def fill(self, person_id: int) -> bool:  # noqa: ARG002  # the same for everybody
        """Nothing to fill."""
        return False

    def invitation(self, person_id: int) -> str:  # noqa: ARG002  # the same for everybody
        """Nobody needs one."""
        return ""

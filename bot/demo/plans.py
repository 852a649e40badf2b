"""What the time bar shows of the real bot: read from the journals each time it is asked, never decided here."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from bot.clock import Clock
from bot.demo.schedule import Due
from conversations.model import Journal
from conversations.nudges import DueKind, plan
from conversations.sessions import NEARBY, sessions
from storage.errors import StorageError
from storage.invitations import Invitations
from storage.store import Store

Fill: TypeAlias = Callable[[int], Awaitable[bool]]

LABELS = {
    DueKind.NUDGE: "nudge",
    DueKind.SNOOZED: "nudge, as you asked",
    DueKind.REMINDER: "reminder",
    DueKind.PREPARE: "before the session",
    DueKind.SUMMARY: "weekly summary",
    DueKind.PAUSE_OVER: "pause ends",
}
INVITED_FOR = timedelta(days=365)  # of the demonstration's own time, which jumps
SESSION_ENDS = "session ends"


class Plans:
    """The Schedule of a running bot. `fill` puts a made-up journal in place for a person, by the core's own steps."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        fill: Fill | None = None,
        invitations: Invitations | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._fill = fill
        self._invitations = invitations
        self._codes: dict[int, str] = {}

    @property
    def fillable(self) -> bool:
        """Whether there is a made-up journal to put in place."""
        return self._fill is not None

    def upcoming(self, person_id: int) -> tuple[Due, ...]:
        """The next moment of each kind, soonest first; nothing for somebody who is not known."""
        journal = self._journal(person_id)
        if journal is None or journal.profile.consent is None:
            return ()
        now = self._clock.now()
        moments = [Due(LABELS[due.kind], due.at) for due in plan(journal, now) if not due.lapsed]
        moments += [Due(SESSION_ENDS, ends_at) for ends_at in _session_ends(journal, now)]
        first: dict[str, Due] = {}
        for due in sorted(moments, key=lambda due: due.at):
            if due.at > now:
                first.setdefault(due.label, due)
        return tuple(first.values())

    def zone(self, person_id: int) -> str:
        """The person's IANA zone; nothing until they have named a place."""
        journal = self._journal(person_id)
        return journal.profile.zone if journal is not None and journal.profile.place else ""

    async def fill(self, person_id: int) -> bool:
        """Put ten weeks of a made-up journal in place for this person."""
        try:
            return self._fill is not None and await self._fill(person_id)
        except StorageError:
            return False

    def invitation(self, person_id: int) -> str:
        """A code for somebody without a journal, the same one for as long as it is good."""
        try:
            if self._invitations is None or self._store.load(person_id) is not None:
                return ""
            now = self._clock.now()
            code = self._codes.get(person_id, "")
            if not self._invitations.valid(code, now, person_id):
                code = self._codes[person_id] = self._invitations.issue(now, INVITED_FOR)
        except StorageError:
            return ""
        return code

    def _journal(self, person_id: int) -> Journal | None:
        try:
            return self._store.load(person_id)
        except (OSError, StorageError):
            return None


def _session_ends(journal: Journal, now: datetime) -> list[datetime]:
    around = sessions(journal, now - NEARBY, now + NEARBY)
    return [session.ends_at for session in around if session.held is not False]

"""load -> step -> save -> plan -> hand over: the only way a journal changes. Knows no Telegram.

Synchronous from load to save, so turns cannot interleave and need no locks. Save, then speak.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.access import Access, Allowance
from bot.clock import Clock
from bot.errors import TurnNotSaved
from bot.logs import kind, note
from bot.pacing import Lane
from conversations.dialogue import Dialogue
from conversations.effects import Pending, Say
from conversations.events import Blocked, Delivered, Event, TimePassed
from conversations.model import Journal
from conversations.text import Text
from conversations.turn import Turn
from conversations.wording import service
from conversations.wording.voice import Wording
from storage.errors import JournalSetAside, PathError, StorageError

SEEN = 32  # updates remembered a person; intake asks for no more at once, so none comes twice unrecognised
TROUBLE_TOLD_EVERY = timedelta(hours=1)
_log = logging.getLogger(__name__)


class Journals(Protocol):
    """The part of storage's Store that turns need."""

    def load(self, person_id: int) -> Journal | None: ...

    def keep(self, journal: Journal, *, durable: bool = True) -> None: ...

    def erase(self, person_id: int) -> None: ...


class Carrier(Protocol):
    """The part of delivery that turns need."""

    def hand(self, person_id: int, outbox: tuple[Pending, ...], lane: Lane) -> None: ...

    def hand_once(self, person_id: int, effects: tuple[Pending, ...], lane: Lane) -> None: ...

    def forget(self, person_id: int) -> None: ...


class Turns:
    """Takes turns. `plan` is told when a person's next moment is due; `redeem` uses an invitation up."""

    def __init__(
        self,
        store: Journals,
        dialogue: Dialogue,
        access: Access,
        clock: Clock,
        carrier: Carrier,
        *,
        plan: Callable[[int, datetime | None], None],
        redeem: Callable[[str], None],
    ) -> None:
        self._store = store
        self._dialogue = dialogue
        self._access = access
        self._clock = clock
        self._carrier = carrier
        self._plan = plan
        self._redeem = redeem
        self._troubles = Allowance(TROUBLE_TOLD_EVERY)

    def take(self, person_id: int, event: Event, *, update_id: int | None = None) -> Turn | None:
        """One turn. None where there was nothing to do: a stranger's silence, an update seen before, a broken journal.

        Raises TurnNotSaved, and then nothing has changed.
        """
        now = self._clock.now()
        own = not isinstance(event, Blocked | Delivered | TimePassed)
        try:
            kept = self._store.load(person_id)
        except (OSError, StorageError) as error:
            self._unreadable(person_id, error, now, tell=own)
            return None
        before = kept
        if before is None:
            before = self._access.admit(person_id, event, now) if own else None
        if before is None or (update_id is not None and update_id in before.desk.seen):
            return None
        turn = self._dialogue.step(before, event, now)
        after = turn.journal
        try:
            if after is None:
                if kept is not None:
                    self._store.erase(person_id)
            elif after != kept:
                if update_id is not None:
                    seen = (*after.desk.seen, update_id)[-SEEN:]
                    after = replace(after, desk=replace(after.desk, seen=seen))
                self._store.keep(after, durable=not isinstance(event, Delivered))
        except (OSError, StorageError) as error:
            note(_log, logging.ERROR, "not saved", person_id, event=type(event).__name__, error=kind(error))
            if own and self._troubles.take(("unsaved", person_id), now):
                self._say(person_id, service.not_saved(self._wording(before)))
            raise TurnNotSaved(type(error).__name__) from None
        note(_log, logging.INFO, "turn", person_id, event=type(event).__name__, effects=len(turn.effects))
        self._follow(person_id, turn, after, now, Lane.BULK if isinstance(event, TimePassed) else Lane.REPLY)
        return turn

    def resume(self, person_id: int) -> None:
        """Plan a person's next moment and hand over what still has to be said to them, as after a start."""
        now = self._clock.now()
        try:
            journal = self._store.load(person_id)
        except (OSError, StorageError) as error:
            self._unreadable(person_id, error, now, tell=False)
            return
        if journal is not None:
            self._plan(person_id, self._dialogue.next_due_at(journal, now))
            self._carrier.hand(person_id, journal.desk.outbox, Lane.BULK)

    def receipt(self, person_id: int, pending_id: int, message_id: int | None) -> None:
        """An effect was carried out. A receipt that is lost doubles a message after a crash, no more."""
        try:
            self.take(person_id, Delivered(pending_id, message_id))
        except TurnNotSaved as error:
            note(_log, logging.WARNING, "receipt not saved", person_id, error=error.kind)

    def blocked(self, person_id: int) -> None:
        """The person does not want to hear from the bot."""
        try:
            self.take(person_id, Blocked())
        except TurnNotSaved as error:
            note(_log, logging.WARNING, "block not saved", person_id, error=error.kind)

    def journal(self, person_id: int) -> Journal | None:
        """A person's journal as it is now; None where there is none or it cannot be read."""
        try:
            return self._store.load(person_id)
        except (OSError, StorageError):
            return None

    def now(self) -> datetime:
        """The moment turns are taken at."""
        return self._clock.now()

    def _follow(self, person_id: int, turn: Turn, after: Journal | None, now: datetime, lane: Lane) -> None:
        """What comes once a turn is on disk."""
        if turn.used_invitation is not None:
            self._access.forget(person_id)
            try:
                self._redeem(turn.used_invitation)
            except (OSError, StorageError) as error:
                note(_log, logging.ERROR, "invitation not used up", person_id, error=kind(error))
        if after is None:
            self._plan(person_id, None)
            self._carrier.forget(person_id)
            self._carrier.hand_once(person_id, turn.effects, lane)
        else:
            self._plan(person_id, self._dialogue.next_due_at(after, now))
            self._carrier.hand(person_id, after.desk.outbox, lane)

    def _unreadable(self, person_id: int, error: Exception, now: datetime, *, tell: bool) -> None:
        """Somebody's journal cannot be read: they are told, now and then, and everybody else is served."""
        note(_log, logging.ERROR, "journal unreadable", person_id, error=kind(error), **_files(error))
        if tell and self._troubles.take(("unreadable", person_id), now):
            self._say(person_id, service.journal_unreadable(self._wording(None)))

    def _say(self, person_id: int, text: Text) -> None:
        self._carrier.hand_once(person_id, (Pending(0, Say(text)),), Lane.REPLY)

    def _wording(self, journal: Journal | None) -> Wording:
        """The wording of a person's language, English where theirs is not known."""
        wordings = self._dialogue.wordings
        return wordings.get(journal.profile.language if journal else "en") or wordings["en"]


def _files(error: Exception) -> dict[str, str]:
    """Which files an error is about. Only names: they are keyed and tell nobody, while a path may tell who runs this."""
    files = {"file": error.path.name} if isinstance(error, PathError) else {}
    if isinstance(error, JournalSetAside) and error.backup is not None:
        files["backup"] = f"{error.backup.parent.name}/{error.backup.name}"
    return files

"""load -> step -> save -> plan -> hand over: the only way a journal changes. Knows no Telegram.

Synchronous from load to save, so turns cannot interleave and need no locks. Save, then speak.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.access import Access, code_in
from bot.clock import Clock
from bot.errors import TurnFailed, TurnNotSaved
from bot.logs import kind, note
from bot.pacing import Lane
from bot.troubles import Troubles
from conversations.dialogue import Dialogue
from conversations.effects import Pending
from conversations.events import Blocked, Delivered, Event, TimePassed
from conversations.model import Journal
from conversations.turn import Turn
from storage.errors import JournalError, JournalSetAside, PathError, StorageError

SEEN = 100  # updates remembered a person; intake asks for no more at once, so none comes twice unrecognised
RETRY_AFTER = timedelta(minutes=1)  # when a journal could not be read just now
UNHEARD = (Blocked, Delivered, TimePassed)  # nobody wrote or tapped, so nobody waits for an answer
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


class Codes(Protocol):
    """The part of storage's Invitations that turns need. A code is claimed before its journal is kept, and used up after."""

    def claim(self, code: str, person_id: int) -> None: ...

    def redeem(self, code: str, person_id: int | None = None) -> None: ...


class Turns:
    """Takes turns. `plan` is told when a person's next moment is due; `acknowledged` says before which update all is done."""

    def __init__(
        self,
        store: Journals,
        dialogue: Dialogue,
        access: Access,
        clock: Clock,
        carrier: Carrier,
        *,
        plan: Callable[[int, datetime | None], None],
        codes: Codes,
        acknowledged: Callable[[], int] = lambda: 0,
    ) -> None:
        self._store = store
        self._acknowledged = acknowledged
        self._dialogue = dialogue
        self._access = access
        self._clock = clock
        self._carrier = carrier
        self._plan = plan
        self._codes = codes
        self._troubles = Troubles(dialogue, carrier, clock)

    def take(self, person_id: int, event: Event, *, update_id: int | None = None) -> Turn | None:
        """One turn. None where there was nothing to do: a stranger's silence, an update seen before, a broken journal.

        Raises TurnNotSaved, and then nothing has changed; TurnFailed where that was the core's fault and not the disk's.
        """
        now = self._clock.now()
        try:
            kept = self._store.load(person_id)
        except JournalError as error:
            self._log_unreadable(person_id, error)
            if not isinstance(event, UNHEARD):
                self._troubles.unreadable(person_id, event, update_id)
            return None
        except (OSError, StorageError) as error:
            raise self._undone(person_id, event, update_id, error) from None
        before = kept
        if before is None and not isinstance(event, UNHEARD):
            before = self._access.admit(person_id, event, now)
        if before is None:
            return None
        if update_id is not None and update_id in before.desk.seen:
            self._use_up(code_in(event), person_id)  # it may have been kept and reported as unsaved
            self._resume(person_id, before, now, Lane.REPLY)
            return None
        turn = self._step(before, event, update_id, now)
        after = self._save(turn, before, event, update_id, new=kept is None)
        note(_log, logging.INFO, "turn", person_id, event=type(event).__name__, effects=len(turn.effects))
        self._follow(person_id, turn, after, now, Lane.BULK if isinstance(event, TimePassed) else Lane.REPLY)
        return turn

    def answer_meanwhile(self, person_id: int, event: Event, update_id: int) -> None:
        """Answer a call for help that has to wait, as all of this person's does, for one that could not be saved."""
        self._troubles.answer(person_id, event, update_id)

    def give_up(self, person_id: int) -> None:
        """Tell a person that an update of theirs will not come again."""
        journal = self.journal(person_id)
        self._troubles.given_up(person_id, journal.profile.language if journal is not None else "en")

    def resume(self, person_id: int) -> None:
        """Plan a person's next moment and hand over what still has to be said to them, as after a start."""
        now = self._clock.now()
        try:
            journal = self._store.load(person_id)
        except JournalError as error:
            self._log_unreadable(person_id, error)
        except (OSError, StorageError) as error:
            note(_log, logging.WARNING, "journal not read now", person_id, error=kind(error))
            self._plan(person_id, now + RETRY_AFTER)
        else:
            if journal is not None:
                self._resume(person_id, journal, now, Lane.BULK)

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
            self._use_up(turn.used_invitation, person_id)
        if after is None:
            self._plan(person_id, None)
            self._carrier.forget(person_id)
            self._carrier.hand_once(person_id, turn.effects, lane)
        else:
            self._resume(person_id, after, now, lane)

    def _use_up(self, code: str, person_id: int) -> None:
        """Remove what is left of an invitation that only this person could use."""
        try:
            if code:
                self._codes.redeem(code, person_id)
        except (OSError, StorageError) as error:
            note(_log, logging.ERROR, "invitation not used up", person_id, error=kind(error))

    def _resume(self, person_id: int, journal: Journal, now: datetime, lane: Lane) -> None:
        """Say what waits in the outbox, and plan what comes next."""
        self._carrier.hand(person_id, journal.desk.outbox, lane)
        try:
            self._plan(person_id, self._dialogue.next_due_at(journal, now))
        except Exception as error:  # noqa: BLE001 -- what is on disk is done, whatever comes next
            note(_log, logging.ERROR, "not planned", person_id, error=kind(error))
            self._plan(person_id, now + RETRY_AFTER)

    def _step(self, before: Journal, event: Event, update_id: int | None, now: datetime) -> Turn:
        """What the core says. Raises TurnFailed."""
        try:
            return self._dialogue.step(before, event, now)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is this turn's alone
            self._undone(before.person_id, event, update_id, error, before.profile.language)
            raise TurnFailed(type(error).__name__) from None

    def _save(self, turn: Turn, before: Journal, event: Event, update_id: int | None, *, new: bool) -> Journal | None:
        """Put a turn on disk, where `new` says there was nothing yet. Returns the journal there; raises TurnNotSaved."""
        after = turn.journal
        try:
            if after is None:
                if not new:
                    self._store.erase(before.person_id)
            elif new or after != before:
                if update_id is not None:
                    done = self._acknowledged()  # what lies before is known to Telegram as taken, and never comes again
                    seen = (*(seen for seen in after.desk.seen if seen >= done), update_id)[-SEEN:]
                    after = replace(after, desk=replace(after.desk, seen=seen))
                if turn.used_invitation is not None:
                    self._codes.claim(turn.used_invitation, after.person_id)
                self._store.keep(after, durable=not isinstance(event, Delivered))
        except (OSError, StorageError) as error:
            raise self._undone(before.person_id, event, update_id, error, before.profile.language) from None
        return after

    def _undone(
        self, person_id: int, event: Event, update_id: int | None, error: Exception, language: str = "en"
    ) -> TurnNotSaved:
        """Say that a turn did not happen. Returns what to raise."""
        note(_log, logging.ERROR, "turn not taken", person_id, event=type(event).__name__, error=kind(error))
        if not isinstance(event, UNHEARD):
            self._troubles.unsaved(person_id, event, update_id, language)
        return TurnNotSaved(type(error).__name__)

    def _log_unreadable(self, person_id: int, error: JournalError) -> None:
        note(_log, logging.ERROR, "journal unreadable", person_id, error=kind(error), **_files(error))


def _files(error: Exception) -> dict[str, str]:
    """Which files an error is about. Only names: they are keyed and tell nobody, while a path may tell who runs this."""
    files = {"file": error.path.name} if isinstance(error, PathError) else {}
    if isinstance(error, JournalSetAside) and error.backup is not None:
        files["backup"] = f"{error.backup.parent.name}/{error.backup.name}"
    return files

"""What a person is told while nothing of theirs can be kept. It asks the core, reads no disk and writes none.

Whoever needs somebody to call is answered whatever else fails: once for each update, and as often as they ask.
"""

import logging
from datetime import datetime, timedelta
from typing import Protocol

from bot.access import Allowance
from bot.clock import Clock
from bot.logs import kind, note
from bot.pacing import Lane
from conversations import door
from conversations.dialogue import Dialogue
from conversations.effects import Pending, Say
from conversations.events import Commanded, Event, Said, Sent
from conversations.text import Text
from conversations.wording import service
from conversations.wording.voice import Wording

TOLD_EVERY = timedelta(hours=1)
_log = logging.getLogger(__name__)


class Teller(Protocol):
    """The part of delivery that troubles need."""

    def hand_once(self, person_id: int, effects: tuple[Pending, ...], lane: Lane) -> None: ...


class Troubles:
    """Tells each trouble once an hour, in the person's `language` where that is known."""

    def __init__(self, dialogue: Dialogue, teller: Teller, clock: Clock) -> None:
        self._dialogue = dialogue
        self._teller = teller
        self._clock = clock
        self._told = Allowance(TOLD_EVERY)
        self._answered = Allowance(TOLD_EVERY)  # by update: one that cannot be saved comes again and again

    def unreadable(self, person_id: int, event: Event, update_id: int | None) -> None:
        """Their journal cannot be read."""
        text = service.journal_unreadable(self._wording("en"))
        if not self.answer(person_id, event, update_id, about=text) and self._told.take(
            (person_id, "unreadable"), self._now()
        ):
            self._say(person_id, text)

    def unsaved(self, person_id: int, event: Event, update_id: int | None, language: str = "en") -> None:
        """It could not be saved, and is tried again."""
        text = service.not_saved(self._wording(language))
        answered = self.answer(person_id, event, update_id, about=text, language=language)
        if not answered and self._told.take((person_id, "unsaved"), self._now()):
            self._say(person_id, text)

    def given_up(self, person_id: int, language: str) -> None:
        """What they sent last is lost to us: they are told so each time, for they alone can send it again."""
        self._say(person_id, service.given_up(self._wording(language)))

    def answer(
        self, person_id: int, event: Event, update_id: int | None, *, about: Text | None = None, language: str = "en"
    ) -> bool:
        """Answer a call for help, though nothing of it is kept. False: it is none, or was answered before.

        `about` is the trouble, which is what can be said to /help; without it the bot says that it is trying.
        """
        if not self._calls_for_help(event):
            return False
        if update_id is not None and not self._answered.take((person_id, update_id), self._now()):
            return False
        if isinstance(event, Commanded) and event.name == "help":
            self._say(person_id, about or service.not_saved(self._wording(language)))
            return True
        try:
            effects = self._dialogue.step(door.blank(person_id, None), event, self._now()).effects
        except Exception as error:  # noqa: BLE001 -- this answer must not depend on anything that can fail
            note(_log, logging.ERROR, "call for help failed", person_id, error=kind(error))
            self._say(person_id, service.journal_unreadable(self._wording(language)))  # it names whom to call
        else:
            self._teller.hand_once(person_id, effects, Lane.REPLY)
        return True

    def _calls_for_help(self, event: Event) -> bool:
        """Whether this is what must always be answered, but for an invitation, which can wait for the disk."""
        match event:
            case Commanded(name="crisis" | "help") | Said() | Sent():
                return self._dialogue.must_answer(event)
        return False

    def _say(self, person_id: int, text: Text) -> None:
        self._teller.hand_once(person_id, (Pending(0, Say(text)),), Lane.REPLY)

    def _wording(self, language: str) -> Wording:
        """A language's wording, English where there is none."""
        wordings = self._dialogue.wordings
        return wordings.get(language) or wordings["en"]

    def _now(self) -> datetime:
        return self._clock.now()

"""A chat with the core: what a person does on one side, what stands in their chat on the other.

Effects are carried out the way the shell does it, with message ids and receipts; nothing of the core is replaced. Every
step is held to what must be true of all of them (`_checked`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from conversations.dialogue import Dialogue
from conversations.effects import (
    Button,
    Effect,
    HandOver,
    Keyboard,
    LocationRequest,
    Pending,
    Revise,
    Say,
    Settle,
    Tap,
    Withdraw,
)
from conversations.events import (
    Attachment,
    Blocked,
    Commanded,
    Delivered,
    Edited,
    Event,
    Located,
    Said,
    Sent,
    Tapped,
    TimePassed,
)
from conversations.model import Journal, Reflection
from conversations.text import Text
from conversations.turn import Turn

TOAST_CHARACTERS = 200  # Bot API, answerCallbackQuery
TAP_BYTES = 64 - 3  # Bot API, callback_data, less the colons between a tap's parts


@dataclass
class Bubble:
    """One message in the chat; of the person's own only the id and the words matter."""

    id: int
    text: Text
    keyboard: Keyboard = ()
    mine: bool = False
    location: LocationRequest | None = None
    clears_location: bool = False

    @property
    def words(self) -> str:
        return self.text.plain

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]


class Chat:
    """One person's chat. `says`, `taps`, `sees`: a test reads like the chat it tells of."""

    def __init__(self, journal: Journal, core: Dialogue, now: datetime) -> None:
        self.core = core
        self.journal: Journal | None = journal
        self.at_the_door = journal
        self.now = now
        self.messages: dict[int, Bubble] = {}
        self.toast = ""
        self.turn = Turn(None)
        self.files = 0
        self._last_id = 100

    # What the person does.

    def says(self, words: str) -> int:
        """Send a text; returns its message id."""
        own = self._own(words)
        self.takes(Said(words, own))
        return own

    def edits(self, message_id: int, words: str) -> None:
        self.messages[message_id].text = Text() + words
        self.takes(Edited(words, message_id))

    def sends(self, attachment: Attachment, caption: str = "") -> int:
        own = self._own(caption)
        self.takes(Sent(attachment, own, caption))
        return own

    def shares_location(self, latitude: float, longitude: float) -> None:
        self.takes(Located(latitude, longitude, self._own("")))

    def commands(self, name: str, argument: str = "") -> None:
        self.takes(Commanded(name, argument))

    def taps(self, label: str) -> Button:
        """Tap the newest button that reads or begins so (a tick before it does not count)."""
        for bubble in reversed(list(self.messages.values())):
            for button in bubble.buttons:
                if button.label.removeprefix("✓ ").startswith(label):
                    self.taps_again(button, bubble.id)
                    return button
        raise AssertionError(f"no button {label!r}; the chat reads:\n{self}")

    def taps_again(self, button: Button, message_id: int = 1) -> None:
        """Tap a button that may be there no more."""
        self.takes(Tapped(button.tap, message_id))

    def taps_junk(self, *parts: str) -> None:
        self.takes(Tapped(Tap(*parts), 1))

    def blocks(self) -> None:
        self.takes(Blocked())

    # What time does.

    def waits(self, span: timedelta) -> None:
        """Let time pass, with the bot awake at every planned moment."""
        self.waits_until(self.now + span)

    def waits_until(self, moment: datetime) -> None:
        while self.journal is not None:
            due_at = self.core.next_due_at(self.journal, self.now)
            if due_at is None or due_at > moment:
                break
            self.now = max(due_at, self.now)
            self.takes(TimePassed())
        self.now = moment

    def sleeps_until(self, moment: datetime) -> None:
        """Let time pass with the bot switched off, and switch it on."""
        self.now = moment
        self.takes(TimePassed())

    # What stands in the chat.

    @property
    def last(self) -> Bubble:
        """The bot's newest message."""
        return next(bubble for bubble in reversed(list(self.messages.values())) if not bubble.mine)

    @property
    def labels(self) -> list[str]:
        """The buttons under the newest message that has any."""
        return next((bubble.labels for bubble in reversed(list(self.messages.values())) if bubble.keyboard), [])

    def card(self, name: str) -> Bubble:
        """The message that a card's name stands for."""
        return self.messages[self.kept.desk.cards[name]]

    def sees(self, words: str) -> Bubble:
        """The bot's newest message with these words."""
        for bubble in reversed(list(self.messages.values())):
            if words in bubble.words and not bubble.mine:
                return bubble
        raise AssertionError(f"nothing reads {words!r}; the chat reads:\n{self}")

    def does_not_see(self, words: str) -> None:
        assert not any(words in bubble.words for bubble in self.messages.values() if not bubble.mine), str(self)

    def __str__(self) -> str:
        return "\n".join(
            f"{'me ' if bubble.mine else 'bot'} {bubble.id}: {bubble.words} {bubble.labels or ''}"
            for bubble in self.messages.values()
        )

    # What is kept.

    @property
    def kept(self) -> Journal:
        assert self.journal is not None
        return self.journal

    @property
    def reflection(self) -> Reflection:
        """The newest reflection."""
        return self.kept.reflections[-1]

    @property
    def to_bring_up(self) -> list[str]:
        return [item.words for item in self.kept.carry_items if item.state == "open"]

    @property
    def notes(self) -> list[str]:
        return [note.words for note in self.kept.notes]

    # How it is carried.

    def takes(self, event: Event) -> Turn:
        """One step, its effects carried out and acknowledged."""
        before = self.journal or self.at_the_door
        turn = self.core.step(before, event, self.now)
        self.turn, self.toast = checked(before, event, turn), turn.toast
        self.journal = turn.journal
        for pending in turn.effects:
            shown_as = self._carry_out(pending)
            if self.journal is not None:
                self.journal = self.core.step(self.journal, Delivered(pending.id, shown_as), self.now).journal
        return turn

    def _own(self, words: str) -> int:
        bubble = self._put(Text() + words)
        bubble.mine = True
        return bubble.id

    def _put(self, text: Text, keyboard: Keyboard = ()) -> Bubble:
        self._last_id += 1
        bubble = self.messages[self._last_id] = Bubble(self._last_id, text, keyboard)
        return bubble

    def _carry_out(self, pending: Pending) -> int | None:
        cards = self.journal.desk.cards if self.journal else {}
        match pending.effect:
            case Say(text=text, keyboard=keyboard, location=location, clears_location=clears_location):
                bubble = self._put(text, keyboard)
                bubble.location, bubble.clears_location = location, clears_location
                return bubble.id
            case Revise(card=card, text=text, keyboard=keyboard):
                if card not in cards:
                    return self._put(text, keyboard).id
                bubble = self.messages[cards[card]]
                bubble.text, bubble.keyboard = text, keyboard
                return bubble.id
            case Settle(card=card, text=settled) if card in cards:
                bubble = self.messages.setdefault(cards[card], Bubble(cards[card], Text()))
                bubble.keyboard = ()
                bubble.text = bubble.text if settled is None else settled
            case Withdraw(card=card) if card in cards:
                del self.messages[cards[card]]
            case HandOver(caption=caption):
                self.files += 1
                return self._put(caption).id
        return None


def checked(before: Journal, event: Event, turn: Turn) -> Turn:
    """What is true of every step, whatever it is."""
    ids = [pending.id for pending in turn.effects]
    assert ids == sorted(set(ids))
    if turn.journal is not None and not isinstance(event, Delivered | Blocked):
        assert all(number > before.desk.last_id for number in ids)
        assert turn.journal.desk.last_id >= max(ids, default=before.desk.last_id)
        assert turn.journal.desk.outbox == before.desk.outbox + turn.effects
    assert len(turn.toast) <= TOAST_CHARACTERS
    for pending in turn.effects:
        for button in _buttons(pending.effect):
            parts = (button.tap.flow, button.tap.ref, button.tap.step, button.tap.choice)
            assert button.label.strip()
            assert not any(":" in part for part in parts)
            assert len("".join(parts).encode()) <= TAP_BYTES
        if isinstance(pending.effect, Say | Revise):
            assert pending.effect.text.plain.strip()
    return turn


def _buttons(effect: Effect) -> Iterator[Button]:
    if isinstance(effect, Say | Revise):
        for row in effect.keyboard:
            yield from row

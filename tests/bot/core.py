"""A small core for the shell's tests: it says what it is told to say, and keeps its outbox as the real one does."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, cast

from conversations.dialogue import Dialogue
from conversations.effects import Button, Effect, Pending, Revise, Say, Settle, Tap, Withdraw
from conversations.events import Blocked, Commanded, Delivered, Event, Said, Sent, Tapped, TimePassed
from conversations.model import Desk, Journal, Note
from conversations.phases import AtTheDoor, Part
from conversations.text import Text, as_text
from conversations.turn import Turn
from conversations.wording.voice import Wording

KEYBOARD = ((Button("Tap me", Tap("test", "1", "a", "b")),),)


EXPLICIT = "words that must be answered"


def say(words: str, card: str = "") -> Say:
    return Say(as_text(words), KEYBOARD if card else (), card)


@dataclass
class Core:
    """`answers` overrides what an event's type is answered with; `due` is what next_due_at says."""

    answers: dict[type, Callable[[Journal, Any], tuple[Effect, ...]]] = field(default_factory=dict)
    due: Callable[[Journal, datetime], datetime | None] = lambda _journal, _now: None
    heard: list[Event] = field(default_factory=list)
    wordings: dict[str, Wording] = field(default_factory=lambda: {"en": Wording()})
    toast: str = ""
    broken: bool = False

    def as_dialogue(self) -> Dialogue:
        return cast(Dialogue, self)

    def step(self, journal: Journal, event: Event, now: datetime) -> Turn:
        self.heard.append(event)
        if self.broken:
            raise RuntimeError("private words")
        desk = journal.desk
        match event, desk.phase:
            case Commanded(name="erase"), _:
                return Turn(None, (Pending(1, say("All gone.")),))
            case Commanded(name="start"), AtTheDoor(code=str(code)):
                welcomed = replace(journal, desk=Desk())
                turn = self._with(welcomed, (say("Welcome."),))
                return replace(turn, used_invitation=code)
            case _, AtTheDoor(code=code):
                return Turn(None, (Pending(1, say("Who are you?" if code is None else "Say /start.")),))
            case Delivered(pending_id=done, message_id=message_id), _:
                pending = next((each for each in desk.outbox if each.id == done), None)
                outbox = tuple(each for each in desk.outbox if each.id != done)
                cards = dict(desk.cards)
                card = getattr(pending.effect, "card", "") if pending is not None else ""
                if card:
                    cards.pop(card, None)
                    if message_id is not None and isinstance(pending.effect, Say | Revise):  # type: ignore[union-attr]  # a card has a pending
                        cards[card] = message_id
                return Turn(replace(journal, desk=replace(desk, outbox=outbox, cards=MappingProxyType(cards))))
            case Blocked(), _:
                profile = replace(journal.profile, reachable=False)
                return Turn(replace(journal, profile=profile, desk=replace(desk, outbox=())))
        if isinstance(event, Said):
            note = Note(id=desk.last_id + 1, parts=(Part(event.message_id, event.text),), written_at=now)
            journal = replace(journal, notes=(*journal.notes, note), desk=replace(desk, last_id=note.id))
        given = self.answers.get(type(event), _default)(journal, event)
        turn = self._with(journal, given)
        return replace(turn, toast=self.toast) if isinstance(event, Tapped) else turn

    def next_due_at(self, journal: Journal, now: datetime) -> datetime | None:
        return self.due(journal, now)

    def must_answer(self, event: Event) -> bool:
        if isinstance(event, Said | Sent):
            return EXPLICIT in {getattr(event, "text", ""), getattr(event, "caption", "")}
        return isinstance(event, Commanded) and (event.name in {"crisis", "help"} or bool(event.argument))

    def _with(self, journal: Journal, effects: tuple[Effect, ...]) -> Turn:
        desk = journal.desk
        pending = tuple(Pending(desk.last_id + place, effect) for place, effect in enumerate(effects, 1))
        desk = replace(desk, last_id=desk.last_id + len(pending), outbox=(*desk.outbox, *pending))
        return Turn(replace(journal, desk=desk), pending)


def _default(_: Journal, event: Event) -> tuple[Effect, ...]:
    match event:
        case Said(text=text):
            return (say(f"You said {text}"),)
        case Sent():
            return (say("You sent something."),)
        case Tapped():
            return (Revise("card", as_text("Tapped."), ()),)
        case TimePassed():
            return (say("It is time."),)
        case Commanded(name=name):
            given: dict[str, tuple[Effect, ...]] = {
                "card": (say("A card.", "card"),),
                "settle": (Settle("card", None),),
                "withdraw": (Withdraw("card"),),
            }
            return given.get(name, (say(f"Command {name}"),))
        case _:
            return ()


@dataclass
class HandClock:
    """A clock whose hands a test moves."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


def words(effect: Effect) -> str:
    text = getattr(effect, "text", None)
    return text.plain if isinstance(text, Text) else ""

"""What comes of one event, and how it is put together.

A Scene is a turn in the making: a journal and the effects so far. Flows take a Scene and give one back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from conversations.atlas import Atlas
from conversations.effects import Effect, Keyboard, Pending, Revise, Say, Settle, Withdraw
from conversations.model import Desk, Journal, Profile
from conversations.phases import Phase
from conversations.questions import QuestionSet
from conversations.text import Text
from conversations.wording.voice import Wording


@dataclass(frozen=True, slots=True)
class Turn:
    """The outcome of a step.

    `journal` None: there shall be no journal (they have not agreed, or asked for everything to be erased); then the
    effects wait nowhere and are tried once. Else the effects are also in the journal's outbox, in the same order.
    `toast` answers a button; it is worth nothing a moment later and is never kept. `used_invitation`: the code that
    this turn used up.
    """

    journal: Journal | None
    effects: tuple[Pending, ...] = ()
    toast: str = field(default="", repr=False)
    used_invitation: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Scene:
    """A turn in the making. `below`: the person wrote under the card, so what comes next is said under their words."""

    journal: Journal
    now: datetime
    words: Wording
    sets: Mapping[str, QuestionSet] = field(repr=False)
    atlas: Atlas = field(repr=False)
    below: bool = False
    effects: tuple[Effect, ...] = ()
    toast: str = field(default="", repr=False)

    @property
    def desk(self) -> Desk:
        """Where the conversation is."""
        return self.journal.desk

    @property
    def profile(self) -> Profile:
        """What the person chose."""
        return self.journal.profile

    @property
    def zone(self) -> tzinfo:
        """The person's time zone."""
        return ZoneInfo(self.journal.profile.zone)

    @property
    def local(self) -> datetime:
        """The person's wall time."""
        return self.now.astimezone(self.zone)

    @property
    def today(self) -> date:
        """The person's date."""
        return self.local.date()

    def holding(self, **changes: Any) -> "Scene":
        """With these parts of the journal replaced."""
        return replace(self, journal=replace(self.journal, **changes))

    def with_desk(self, **changes: Any) -> "Scene":
        """With these parts of the desk replaced."""
        return self.holding(desk=replace(self.desk, **changes))

    def with_profile(self, **changes: Any) -> "Scene":
        """With these choices replaced."""
        return self.holding(profile=replace(self.profile, **changes))

    def in_phase(self, phase: Phase) -> "Scene":
        """With the conversation somewhere else."""
        return self.with_desk(phase=phase)

    def numbered(self) -> tuple["Scene", int]:
        """With a fresh id taken."""
        number = self.desk.last_id + 1
        return self.with_desk(last_id=number), number

    def doing(self, *effects: Effect) -> "Scene":
        """With more to do."""
        return replace(self, effects=self.effects + effects)

    def toasting(self, toast: str) -> "Scene":
        """With a word for the button."""
        return replace(self, toast=toast)

    def saying(self, text: Text, keyboard: Keyboard = (), card: str = "") -> "Scene":
        """With a new message."""
        return self.doing(Say(text, keyboard, card))

    def stands(self, card: str) -> bool:
        """Whether a card is in the chat, or will be once the outbox is empty."""
        for effect in (*reversed(self.effects), *(pending.effect for pending in reversed(self.desk.outbox))):
            if isinstance(effect, Say | Settle | Withdraw) and effect.card == card:
                return isinstance(effect, Say)
        return card in self.desk.cards

    def showing(self, card: str, text: Text, keyboard: Keyboard = (), *, settled: Text | None = None) -> "Scene":
        """With a card that reads so: in place, or under what the person wrote since.

        Where the card moves down, the one above keeps `settled` as its words without buttons, or goes if that is None.
        """
        if not self.stands(card):
            return self.saying(text, keyboard, card)
        if not self.below:
            return self.doing(Revise(card, text, keyboard))
        above = Withdraw(card) if settled is None else Settle(card, settled)
        return self.doing(above, Say(text, keyboard, card))

    def closing(self, card: str, text: Text | None = None) -> "Scene":
        """With a card's buttons gone and its words left, or these; nothing where there is no such card."""
        return self.doing(Settle(card, text)) if self.stands(card) else self

    def withdrawing(self, card: str) -> "Scene":
        """With a card gone; nothing where there is no such card."""
        return self.doing(Withdraw(card)) if self.stands(card) else self

    def concluding(self, card: str, text: Text, *, settled: Text | None = None) -> "Scene":
        """With a card's last words, and its name free again; where it moves down, `settled` as in `showing`."""
        if self.stands(card) and not self.below:
            return self.doing(Settle(card, text))
        above = self.withdrawing(card) if settled is None else self.closing(card, settled)
        return above.saying(text)

    def finished(self) -> Turn:
        """The turn: every effect numbered and in the outbox."""
        first = self.desk.last_id + 1
        pending = tuple(Pending(number, effect) for number, effect in enumerate(self.effects, start=first))
        if not pending:
            return Turn(self.journal, (), self.toast)
        scene = self.with_desk(last_id=pending[-1].id, outbox=self.desk.outbox + pending)
        return Turn(scene.journal, pending, self.toast)

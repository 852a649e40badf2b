"""The front desk: which flow an event belongs to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conversations.events import Event
from conversations.model import Journal, Place
from conversations.questions import QuestionSet
from conversations.turn import Turn
from conversations.wording.voice import Wording


class Atlas(Protocol):
    """A gazetteer: constant, and asked nothing about a person but a place's name."""

    def search(self, query: str) -> tuple[Place, ...]:
        """The cities a query may mean, best first, at most six; typos and diacritics forgiven."""
        ...

    def at(self, latitude: float, longitude: float) -> Place | None:
        """The time zone at a place on earth, named by its nearest city; None at sea."""
        ...


@dataclass(frozen=True, slots=True)
class Dialogue:
    """All that the core needs to know that never changes while it runs."""

    atlas: Atlas
    questions: Mapping[str, QuestionSet]
    wordings: Mapping[str, Wording]

    def step(self, journal: Journal, event: Event, now: datetime) -> Turn:
        """What comes of an event. Total: any event in any state has an answer, and none loses a word."""
        raise NotImplementedError

    def next_due_at(self, journal: Journal, now: datetime) -> datetime | None:
        """When `TimePassed` should next be told; None when nothing is planned. Never before `now`."""
        raise NotImplementedError

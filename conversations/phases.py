"""Where a conversation can be."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Part:
    """One bubble of a written answer, by the message it came in."""

    message_id: int
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is being asked."""


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Not agreed yet, so nothing is stored; `code` is a valid invitation they showed, None for a stranger."""

    code: str | None = field(default=None, repr=False)


class Step(StrEnum):
    """One thing to arrange; the order is that of onboarding."""

    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    LENGTH = "length"
    RHYTHM = "rhythm"
    ZONE = "zone"
    SLOT_ZONE = "slot_zone"
    FIRST = "first"
    TIMING = "timing"
    DELAY = "delay"
    QUIET_FROM = "quiet_from"
    QUIET_TO = "quiet_to"
    SUMMARY_DAY = "summary_day"
    SUMMARY_HOUR = "summary_hour"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class Place:
    """A city of the gazetteer."""

    name: str = field(repr=False)
    country: str = field(repr=False)
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A session's time as far as it has been told. `every_weeks` 0: it varies. `sharing`: the location button is out."""

    weekday: int | None = None
    hour: int | None = None
    minute: int | None = None
    length: timedelta | None = None
    every_weeks: int | None = None
    first_on: date | None = None
    places: tuple[Place, ...] = ()
    sharing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranging:
    """Being asked about arrangements. `trail` are the steps behind, for Back; `onboarding` goes through all of them."""

    step: Step
    trail: tuple[Step, ...] = ()
    draft: Draft = Draft()
    onboarding: bool = False


@dataclass(frozen=True, slots=True)
class Reflecting:
    """In the middle of a reflection: what is written now answers its question."""

    reflection_id: int


@dataclass(frozen=True, slots=True)
class Unfiled:
    """Words that came out of the blue, held until the person says what they are."""

    parts: tuple[Part, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Erasing:
    """Asked to erase everything; `sure` after the first yes."""

    sure: bool = False


Phase: TypeAlias = Idle | AtTheDoor | Arranging | Reflecting | Unfiled | Erasing

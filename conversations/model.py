"""What a journal holds: all of one person's words and arrangements, as values.

`*_at` is an aware UTC datetime, `*_on` a local date, `*_after` a timedelta; `at` alone is wall time in the `zone` beside
it. A field with a person's own words is `repr=False`, so that no traceback or log can show it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from conversations.effects import Pending
from conversations.phases import Idle, Part, Phase

NOTICE_VERSION = 1

WEEKLY_SUMMARY_ON = 6  # date.weekday(): Sunday
WEEKLY_SUMMARY_AT = time(18)
NUDGE_AFTER = timedelta(minutes=30)
QUIET_FROM = time(22)
QUIET_TO = time(8)


@dataclass(frozen=True, slots=True)
class Consent:
    """That a person agreed, to which version of the notice, and when."""

    notice_version: int
    given_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A person's choices. `zone` is an IANA name; `place` is the city it was chosen by; `summary_on` None: no summary.

    `paused`: the bot does not write first; until a local date, or until told. `reachable`: they have not blocked it.
    `heard_again_at`: when it last began again after either.
    """

    consent: Consent | None = None
    language: str = "en"
    zone: str = "UTC"
    place: str = field(default="", repr=False)
    nudge_after: timedelta = NUDGE_AFTER
    quiet_from: time = QUIET_FROM
    quiet_to: time = QUIET_TO
    summary_on: int | None = WEEKLY_SUMMARY_ON
    summary_at: time = WEEKLY_SUMMARY_AT
    question_set: str = "session"
    paused: bool = False
    paused_until_on: date | None = None
    reachable: bool = True
    heard_again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A recurring appointment: wall time in its own IANA zone, every `every_weeks` weeks from `first_on`.

    `every_weeks` 0 is a single appointment. Only sessions that end after `since_at` are the bot's concern. A slot that
    was changed or dropped keeps its past sessions and has `ended_on`, the first date it no longer holds.
    """

    id: int
    first_on: date
    at: time
    zone: str
    length: timedelta
    every_weeks: int
    since_at: datetime
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One therapy appointment that something is known of. `planned_on` is its date in its slot; unplanned: no slot.

    `held` is None until the person said so. The `*_at` below `held` are what the bot did about it, None if not yet.
    """

    id: int
    slot_id: int | None
    planned_on: date
    starts_at: datetime
    ends_at: datetime
    held: bool | None = None
    nudged_at: datetime | None = None
    snoozed_until_at: datetime | None = None
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    let_go_at: datetime | None = None
    prepared_at: datetime | None = None


Value: TypeAlias = int | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer as it was asked and given; it keeps its question's wording for ever.

    `key` is the question's id, with the carry item's id behind a dot where a question was asked of one ("carry_check.7").
    `value`: a scale's number, a choice's id, the ids of several, or None when it was skipped; a written answer is its
    `parts`. `labels` are the words of what was chosen. `complete` is False while more bubbles may come.
    """

    key: str
    asked: str = field(repr=False)
    value: Value = field(default=None, repr=False)
    labels: tuple[str, ...] = field(default=(), repr=False)
    parts: tuple[Part, ...] = field(default=(), repr=False)
    complete: bool = True
    answered_at: datetime

    @property
    def words(self) -> str:
        """The written answer, its bubbles one under another."""
        return "\n".join(part.words for part in self.parts)

    @property
    def skipped(self) -> bool:
        """Whether nothing was chosen and nothing written."""
        return self.value is None and not self.parts


class ReflectionState(StrEnum):
    """Where one walk stands."""

    OPEN = "open"
    PAUSED = "paused"
    FINISHED = "finished"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """One walk through a question set. `about_on` is the local date of the session it is about.

    `revisiting` is the key of an earlier question that the person went back to, None when they walk on.
    `notes` are words that came while a tap was asked for: kept, shown, never an answer.
    """

    id: int
    set_id: str
    set_version: int
    session_id: int | None
    about_on: date
    zone: str
    started_at: datetime
    finished_at: datetime | None = None
    state: ReflectionState = ReflectionState.OPEN
    answers: tuple[Answer, ...] = ()
    revisiting: str | None = None
    notes: tuple[Part, ...] = field(default=(), repr=False)

    def answer(self, key: str) -> Answer | None:
        """The answer with this key, skipped or not; None when it was never given."""
        return next((answer for answer in self.answers if answer.key == key), None)


class CarryState(StrEnum):
    """What became of something to bring up."""

    OPEN = "open"
    CAME_UP = "came_up"
    LET_GO = "let_go"


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryItem:
    """Something to bring up next time, in the person's words; `source` is the key of the answer they stand in."""

    id: int
    parts: tuple[Part, ...] = field(repr=False)
    reflection_id: int | None
    source: str = ""
    saved_at: datetime
    state: CarryState = CarryState.OPEN
    settled_at: datetime | None = None

    @property
    def words(self) -> str:
        """The item, its bubbles one under another."""
        return "\n".join(part.words for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Words kept outside of any reflection."""

    id: int
    parts: tuple[Part, ...] = field(repr=False)
    written_at: datetime

    @property
    def words(self) -> str:
        """The note, its bubbles one under another."""
        return "\n".join(part.words for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the conversation is. `last_id` numbers all that has an id in this journal and never goes back.

    `cards`: the message that shows each named card. `outbox`: what still has to be said. `seen`: the last updates
    that were taken in, so that one Telegram sends again does nothing. `asked_to_keep`: whether "keep, change or pause?"
    was asked since a nudge was last answered.
    """

    phase: Phase = field(default_factory=Idle)
    last_id: int = 0
    cards: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    outbox: tuple[Pending, ...] = ()
    seen: tuple[int, ...] = ()
    summarised_on: date | None = None
    asked_to_keep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """All that one person wrote and arranged, and where the conversation with them is."""

    person_id: int
    profile: Profile = Profile()
    desk: Desk = field(default_factory=Desk)
    slots: tuple[Slot, ...] = ()
    sessions: tuple[Session, ...] = ()
    reflections: tuple[Reflection, ...] = ()
    carry_items: tuple[CarryItem, ...] = ()
    notes: tuple[Note, ...] = field(default=(), repr=False)

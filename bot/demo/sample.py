"""Ten weeks of a made-up journal, lived through the real core: every answer here went through a step of its own.

Nothing is sent while it is filled. What the person wrote themselves before stays.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.application import House
from bot.clock import Clock
from bot.demo.plans import Fill
from conversations import cards, path, reminders, sessions, walk
from conversations.dialogue import Dialogue
from conversations.effects import Tap
from conversations.events import Event, Said, Tapped, TimePassed
from conversations.model import NOTICE_VERSION, Consent, Desk, Journal, Profile, Session, Slot
from conversations.questions import Kind

WEEKS = 10
SAMPLE_PLACE, SAMPLE_ZONE = "Lisbon, Portugal", "Europe/Lisbon"
FIRST_MESSAGE_ID = 1_000_000_000  # far from any message of the chat, so that no edit of one's own meets a made-up bubble


@dataclass(frozen=True, slots=True)
class Week:
    """One session's answers. `scores`: comfort, openness, understood, on_side, together, return, relief."""

    scores: tuple[int, ...]
    noticed: tuple[str, ...] = ()
    stayed: str = ""
    carry: str = ""
    follow_up: str = ""
    came_up: str = "yes"
    extra: tuple[str, ...] = field(default=())


LIFE = (
    Week((3, 3, 4, 3, 3, 4, 2), ("attention",), "It was strange to say it out loud.", "The dream about the house"),
    Week((3, 3, 4, 4, 3, 4, 3), ("attention", "asked"), "That I was the quiet one, at home too.", "", came_up="yes"),
    Week((4, 3, 4, 4, 4, 4, 3), ("felt_with",), "She waited until I found the word.", "Ask about the summer break"),
    Week((3, 4, 4, 4, 3, 4, 2), ("asked", "came_back"), "My brother, again. But differently.", "", came_up="partly"),
    Week((4, 4, 4, 4, 4, 5, 4), ("attention", "felt_with"), "I laughed. I did not expect that.", "", came_up="yes"),
    Week((4, 4, 5, 4, 4, 5, 3), ("into_words",), "“You were the one who stayed.”", "Tell her about the job offer"),
    Week((4, 4, 4, 4, 4, 5, 4), ("attention", "came_back"), "The job is allowed to be good news.", ""),
    Week(
        (2, 2, 2, 1, 2, 3, 1),
        stayed="I went home by the long way.",
        follow_up="She looked at the clock while I was talking about Dad. I said nothing about it.",
    ),
    Week((3, 4, 4, 4, 4, 4, 4), ("attention", "came_back"), "I told her about the clock. She thanked me.", ""),
    Week((4, 4, 5, 4, 4, 5, 4), ("felt_with", "into_words"), "It can be said, and we are still there.", "The letter"),
)


def filler(house: House, clock: Clock) -> Fill:
    """What the demonstration calls to fill a person's journal."""

    async def fill(person_id: int) -> None:  # noqa: RUF029 -- Fill is awaited; nothing here takes long
        now = clock.now()
        journal = ten_weeks(house.dialogue, house.store.load(person_id) or Journal(person_id=person_id), now)
        house.store.keep(journal)
        house.clockwork.plan(person_id, house.dialogue.next_due_at(journal, now))

    return fill


def ten_weeks(dialogue: Dialogue, own: Journal, now: datetime) -> Journal:
    """A journal with ten lived weeks before `now`, and what was in it already."""
    life = _Life(dialogue, _beginning(own, now))
    upcoming = [each for each in sessions.sessions(life.journal, now - timedelta(weeks=WEEKS + 1), now)]
    for session, week in zip([each for each in upcoming if each.ends_at < now][-WEEKS:], LIFE, strict=False):
        life.goes_through(session, week)
    lived = life.journal
    today = now.astimezone(ZoneInfo(lived.profile.zone)).date()
    return replace(
        lived,
        desk=replace(
            own.desk,
            last_id=lived.desk.last_id,
            outbox=own.desk.outbox,
            summarised_on=_last_summary(lived.profile, today),
        ),
        sessions=tuple(sorted({**_by_id(lived.sessions), **_by_id(own.sessions)}.values(), key=lambda s: s.starts_at)),
        reflections=(*lived.reflections, *own.reflections),
        carry_items=(*lived.carry_items, *own.carry_items),
        notes=(*lived.notes, *own.notes),
    )

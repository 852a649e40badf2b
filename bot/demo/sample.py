"""Ten weeks of a made-up journal, lived through the real core: every answer here went through a step of its own.

Nothing is sent while it is filled. What the person wrote themselves before stays.
"""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.application import House
from bot.clock import Clock
from bot.demo.plans import Fill
from conversations import cards, nudges, path, reminders, sessions, walk
from conversations.dialogue import Dialogue
from conversations.effects import Tap
from conversations.events import Event, Said, Tapped, TimePassed
from conversations.model import NOTICE_VERSION, Consent, Desk, Journal, Session, Slot
from conversations.phases import Idle
from conversations.questions import Kind

WEEKS = 10
SAMPLE_PLACE, SAMPLE_ZONE = "Lisbon, Portugal", "Europe/Lisbon"
SAMPLE_AT, SAMPLE_LENGTH = time(17), timedelta(minutes=50)
SCORED = ("comfort", "openness", "understood", "on_side", "together", "return", "relief")
FIRST_MESSAGE_ID = (
    1_000_000_000  # far from any message of the chat, so that no edit of one's own meets a made-up bubble
)


@dataclass(frozen=True, slots=True)
class Week:
    """One session's answers. `scores`: comfort, openness, understood, on_side, together, return, relief."""

    scores: tuple[int, ...]
    noticed: tuple[str, ...] = ()
    stayed: str = ""
    carry: str = ""
    follow_up: str = ""
    came_up: str = "yes"


LIFE = (
    Week((3, 3, 4, 3, 3, 4, 2), ("attention",), "It was strange to say it out loud.", "The dream about the house"),
    Week((3, 3, 4, 4, 3, 4, 3), ("attention", "asked"), "That I was the quiet one, at home too.", ""),
    Week((4, 3, 4, 4, 4, 4, 3), ("felt_with",), "She waited until I found the word.", "Ask about the summer break"),
    Week((3, 4, 4, 4, 3, 4, 2), ("asked", "came_back"), "My brother, again. But differently.", came_up="partly"),
    Week((4, 4, 4, 4, 4, 5, 4), ("attention", "felt_with"), "I laughed. I did not expect that.", ""),
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

    async def fill(person_id: int) -> bool:
        now = clock.now()
        own = house.store.load(person_id) or Journal(person_id=person_id)
        journal = ten_weeks(house.dialogue, own, now)
        if journal == own:
            return False
        house.store.keep(journal)
        house.clockwork.plan(person_id, house.dialogue.next_due_at(journal, now))
        return True

    return fill


def ten_weeks(dialogue: Dialogue, own: Journal, now: datetime) -> Journal:
    """A journal with ten lived weeks before `now`, and what was in it already; `own` where there is no week to live.

    Sessions that do not come back, or were written about, leave none.
    """
    if any(slot.every_weeks == 0 for slot in own.slots if slot.ended_on is None):
        return own
    life = _Life(dialogue, _beginning(own, now))
    past = [
        each
        for each in sessions.sessions(life.journal, now - timedelta(weeks=WEEKS + 2), now)
        if each.ends_at < now and not any(_same(each, known) for known in own.sessions)
    ]
    to_live = past[-WEEKS:]
    if not to_live:
        return own
    for session, week in zip(to_live, LIFE[len(LIFE) - len(to_live) :], strict=True):
        life.goes_through(session, week)
    lived = life.journal
    settled = any(slot.ended_on is None for slot in own.slots)
    return replace(
        lived,
        desk=replace(
            own.desk,
            phase=own.desk.phase if settled else Idle(),
            last_id=lived.desk.last_id,
            summarised_on=now.astimezone(ZoneInfo(lived.profile.zone)).date() - timedelta(days=1),
        ),
        reflections=(*lived.reflections, *own.reflections),
        carry_items=(*lived.carry_items, *own.carry_items),
        notes=(*lived.notes, *own.notes),
    )


def _beginning(own: Journal, now: datetime) -> Journal:
    """The journal as it would have stood ten weeks ago: agreed, with their session or a weekly one, and empty."""
    began_at = now - timedelta(weeks=WEEKS + 2)
    profile = own.profile if own.profile.place else replace(own.profile, place=SAMPLE_PLACE, zone=SAMPLE_ZONE)
    profile = replace(profile, consent=Consent(NOTICE_VERSION, began_at), paused=False, paused_until_on=None)
    number = own.desk.last_id + 1
    slot = next((slot for slot in own.slots if slot.ended_on is None), None)
    if slot is None:
        yesterday = now.astimezone(ZoneInfo(profile.zone)).date() - timedelta(days=1)
        slot = Slot(
            id=number,
            first_on=yesterday,
            at=SAMPLE_AT,
            zone=profile.zone,
            length=SAMPLE_LENGTH,
            every_weeks=1,
            since_at=began_at,
        )
    stride = timedelta(weeks=slot.every_weeks)
    ahead = slot.first_on - began_at.astimezone(ZoneInfo(slot.zone)).date()
    slot = replace(slot, first_on=slot.first_on - max(-(-ahead // stride), 0) * stride, since_at=began_at)
    others = tuple(each for each in own.slots if each.id != slot.id)
    return Journal(
        person_id=own.person_id,
        profile=profile,
        desk=Desk(last_id=number),
        slots=(*others, slot),
        sessions=own.sessions,
    )


def _same(one: Session, other: Session) -> bool:
    """Whether two stand for the same appointment."""
    return (one.slot_id, one.planned_on) == (other.slot_id, other.planned_on)


class _Life:
    """Somebody who answers each nudge; everything the bot says is taken as read."""

    def __init__(self, dialogue: Dialogue, journal: Journal) -> None:
        self.journal = journal
        self._dialogue = dialogue
        self._message_id = FIRST_MESSAGE_ID

    def goes_through(self, session: Session, week: Week) -> None:
        """The nudge after a session, and the walk that it leads to."""
        at = nudges.after_quiet(self.journal.profile, session.ends_at + self.journal.profile.nudge_after)
        self._meets(TimePassed(), at)
        nudged = next(each for each in self.journal.sessions if _same(each, session))
        self._taps(Tap(reminders.FLOW, str(nudged.id), "", reminders.Choice.NOW), at)
        while (walking := walk.unfinished(self.journal)) is not None:
            questions = self._dialogue.questions[walking.set_id]
            step = path.current(questions, walking, self.journal)
            at += timedelta(seconds=12)
            if step is None:
                return
            for choice in self._answer(step, week, at):
                self._taps(Tap(cards.FLOW, str(walking.id), step.key, choice), at)

    def _answer(self, step: path.Asked, week: Week, at: datetime) -> tuple[str, ...]:
        """The choices to tap; words are written first."""
        question = step.question
        if question.kind is Kind.TEXT:
            words = {"stayed": week.stayed, "carry": week.carry, "follow_up": week.follow_up}.get(question.id, "")
            if not words:
                return (cards.SKIP,)
            self._message_id += 1
            self._meets(Said(words, self._message_id), at)
            return (cards.NEXT,)
        if question.kind is Kind.CHOICES:
            return (*(cards.ON + each for each in week.noticed), cards.NEXT) if week.noticed else (cards.NONE,)
        if question.kind is Kind.SCALE:
            return (str(week.scores[SCORED.index(question.id)]),)
        return (week.came_up if question.id == "carry_check" else question.choices[0][0],)

    def _taps(self, tap: Tap, at: datetime) -> None:
        self._meets(Tapped(tap, self._message_id), at)

    def _meets(self, event: Event, at: datetime) -> None:
        turn = self._dialogue.step(self.journal, event, at)
        if turn.journal is not None:  # nobody erases anything here
            self.journal = replace(turn.journal, desk=replace(turn.journal.desk, outbox=(), cards=MappingProxyType({})))

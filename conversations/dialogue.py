"""The front desk: which flow an event belongs to, and the one place where every event has an answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from conversations import (
    arrangements,
    cards,
    crisis,
    door,
    history,
    leaving,
    notebook,
    nudges,
    outbox,
    preferences,
    reflection,
    reminders,
    walk,
    weekly,
)
from conversations.atlas import Atlas
from conversations.care import Care
from conversations.effects import Tap
from conversations.events import Blocked, Commanded, Delivered, Edited, Event, Located, Said, Sent, Tapped, TimePassed
from conversations.model import Journal, ReflectionState
from conversations.nudges import Due
from conversations.phases import Arranging, AtTheDoor, Erasing, Part, Reflecting, Unfiled
from conversations.questions import QuestionSet
from conversations.turn import Scene, Turn
from conversations.wording import arranging, keeping, reflecting, service
from conversations.wording.voice import Wording

COMMANDS: Mapping[str, Callable[[Scene], Scene]] = {
    "start": lambda scene: scene.saying(service.greeting(scene.words)),
    "reflect": reflection.start,
    "history": history.open_first,
    "summary": weekly.asked,
    "settings": preferences.menu,
    "pause": preferences.ask_pause,
    "resume": preferences.resume,
    "export": leaving.export,
    "erase": leaving.ask,
    "privacy": lambda scene: scene.saying(service.privacy(scene.words)),
    "help": lambda scene: scene.saying(service.help_text(scene.words)),
}
DURING_ONBOARDING = frozenset({arrangements.FLOW, leaving.FLOW, crisis.FLOW})
WAIT_FOR_ONBOARDING = frozenset({"start", "reflect", "history", "summary", "settings", "pause", "resume"})

Heard: TypeAlias = Commanded | Said | Edited | Sent | Located | Tapped  # from the person
TAPS: Mapping[str, Callable[[Scene, Tap], Scene | Turn]] = {
    cards.FLOW: reflection.tapped,
    reminders.FLOW: reminders.tapped,
    arrangements.FLOW: arrangements.tapped,
    preferences.FLOW: preferences.tapped,
    history.FLOW: history.tapped,
    notebook.FLOW: notebook.tapped,
    leaving.FLOW: leaving.tapped,
    crisis.FLOW: crisis.tapped,
    door.FLOW: lambda scene, _: scene.toasting(service.agreed_already(scene.words)),
}


@dataclass(frozen=True, slots=True)
class Dialogue:
    """All that the core needs to know that never changes while it runs."""

    atlas: Atlas = field(repr=False)
    questions: Mapping[str, QuestionSet] = field(repr=False)
    wordings: Mapping[str, Wording] = field(repr=False)
    care: Care = field(repr=False)

    def step(self, journal: Journal, event: Event, now: datetime) -> Turn:
        """What comes of an event. Total: any event in any state has an answer, and none loses a word."""
        below = isinstance(event, Said | Sent | Commanded | Located)
        scene = Scene(journal, now, self.wording(journal), self.questions, self.atlas, below)
        if isinstance(journal.desk.phase, AtTheDoor):
            return door.step(scene, journal.desk.phase, event, self.care)
        if isinstance(event, Delivered):
            return Turn(outbox.delivered(journal, event))
        if isinstance(event, Blocked):
            return Turn(outbox.blocked(journal))
        if not isinstance(event, TimePassed) and not scene.profile.reachable:
            scene = scene.with_profile(reachable=True, heard_again_at=now)
        moved = self._move(scene, event)
        return (
            moved if isinstance(moved, Turn) else arrangements.put_away(scene, _filed(scene, moved, event)).finished()
        )

    def next_due_at(self, journal: Journal, now: datetime) -> datetime | None:
        """When `TimePassed` should next be told; None when nothing is planned. Never before `now`."""
        return nudges.next_due_at(journal, now)

    def plan(self, journal: Journal, now: datetime) -> tuple[Due, ...]:
        """What is planned, the earliest first."""
        return nudges.plan(journal, now)

    def must_answer(self, event: Event) -> bool:
        """Whether even a stranger who had their one answer is answered: a call for help, an invitation, right or wrong."""
        match event:
            case Commanded(name="crisis" | "help"):
                return True
            case Commanded(name="start", argument=code):
                return bool(code)
            case Tapped(tap=Tap(flow=door.FLOW)):
                return True
            case Said(text=words) | Edited(text=words) | Sent(caption=words) | Commanded(argument=words):
                return self.care.is_called_for(words, "en")
        return False

    def wording(self, journal: Journal) -> Wording:
        """The person's language, English where there is no catalogue for it."""
        return self.wordings.get(journal.profile.language) or self.wordings["en"]

    def _move(self, scene: Scene, event: Heard | TimePassed) -> Scene | Turn:
        match event:
            case TimePassed():
                return reminders.time_passed(scene)
            case Commanded(name=name, argument=argument, message_id=message_id):
                words = "" if name == "start" else argument
                after = _with_words(self._commanded(scene, name), name, Part(message_id, words))
                return self._cared_for(scene, after, message_id, words)
            case Tapped(tap=tap):
                return self._tapped(scene, tap)
            case Said():
                return self._cared_for(scene, _said(scene, event), event.message_id, event.text)
            case Edited():
                return self._cared_for(scene, _edited(scene, event), event.message_id, event.text)
            case Sent():
                return self._cared_for(scene, _sent(scene, event), event.message_id, event.caption)
            case _:  # Located
                return arrangements.located(scene, event)

    def _commanded(self, scene: Scene, name: str) -> Scene:
        phase = scene.desk.phase
        if name == "crisis":
            return crisis.show(scene, self.care, wrote=False)
        if isinstance(phase, Arranging) and phase.onboarding and name in WAIT_FOR_ONBOARDING:
            return arrangements.show(scene, lead=None if name == "start" else arranging.first_this(scene.words))
        if name in WAIT_FOR_ONBOARDING and not scene.profile.place:  # it was left half-way, for /erase perhaps
            return arrangements.begin(scene)
        if name not in COMMANDS:
            return scene.saying(service.not_understood(scene.words))
        return COMMANDS[name](scene)

    def _tapped(self, scene: Scene, tap: Tap | None) -> Scene | Turn:
        if tap is None or tap.flow not in TAPS:
            return scene.toasting(service.stale(scene.words))
        phase = scene.desk.phase
        if isinstance(phase, Arranging) and phase.onboarding and tap.flow not in DURING_ONBOARDING:
            return scene.toasting(arranging.first_this(scene.words).plain)
        return TAPS[tap.flow](scene, tap)

    def _cared_for(self, before: Scene, after: Scene, message_id: int, words: str) -> Scene:
        """The card alone, if the words hold one of the explicit phrases; it says that they are kept, so they are."""
        if not self.care.is_called_for(words, before.profile.language):
            return after
        asked_for = isinstance(before.desk.phase, Reflecting | Unfiled) and walk.holds(after.journal, message_id)
        known = walk.holds(before.journal, message_id)
        kept = after.journal if asked_for or known else notebook.noted(before, Part(message_id, words)).journal
        return crisis.show(replace(before, journal=kept), self.care, wrote=True)


def _said(scene: Scene, event: Said) -> Scene:
    match scene.desk.phase:
        case Arranging():
            return arrangements.said(scene, event)
        case Erasing() if not notebook.reads_like_words(event.text):
            return leaving.ask_again(scene)
        case Unfiled():
            return notebook.said(scene, event)
    walking = walk.unfinished(scene.journal)
    if walking is not None and walking.state is ReflectionState.OPEN:  # also when they were elsewhere in between
        return reflection.said(scene, walking, event)
    return reminders.said(scene, event) or notebook.said(scene, event)


def _with_words(scene: Scene, name: str, part: Part) -> Scene:
    """What was written behind a command: to the reflection it began, or a note; never dropped."""
    if not part.words:
        return scene
    walking = walk.unfinished(scene.journal)
    if name == "reflect" and walking is not None and isinstance(scene.desk.phase, Reflecting):
        return reflection.said(scene, walking, Said(part.words, part.message_id))
    return notebook.noted(scene, part).saying(keeping.kept_as_note(scene.words))


def _edited(scene: Scene, event: Edited) -> Scene:
    journal = walk.edited(scene.journal, event.message_id, event.text)
    if journal is scene.journal:
        unheld = not walk.holds(journal, event.message_id) and notebook.reads_like_words(event.text)
        return _with_words(scene, "", Part(event.message_id, event.text)) if unheld else scene
    said = replace(scene, journal=journal, below=True).saying(reflecting.changed(scene.words))
    after = reflection.edited(said, event.message_id, event.text)
    return reflection.ask_again(after) if after.effects == said.effects else after


def _sent(scene: Scene, event: Sent) -> Scene:
    if not event.caption:
        return scene.saying(reflecting.not_words(scene.words))
    after = _said(scene, Said(event.caption, event.message_id))
    if not walk.holds(after.journal, event.message_id):
        return after
    told = scene.saying(reflecting.kept_the_words(scene.words))
    return replace(after, effects=told.effects + after.effects)


def _filed(before: Scene, after: Scene, event: Event) -> Scene:
    """Words that were held, when the person just goes on to something else: kept as a note, never lost."""
    held = before.desk.phase
    told = isinstance(event, Tapped) and event.tap is not None and event.tap.flow == notebook.FLOW
    if told or not isinstance(held, Unfiled) or isinstance(after.desk.phase, Unfiled):
        return after
    return notebook.keep(after, held)

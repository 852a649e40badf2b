"""What is said first, when its moment has come, and the answers to it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from conversations import preferences, reflection, sessions, walk, weekly
from conversations.effects import Button, Keyboard, Tap
from conversations.events import Said
from conversations.model import CarryState, Session
from conversations.nudges import (
    UNANSWERED_BEFORE_ASKING,
    Due,
    DueKind,
    after_quiet,
    plan,
    tonight,
    unanswered_in_a_row,
)
from conversations.turn import Scene
from conversations.wording import nudging, reflecting
from conversations.wording.voice import Wording

CARD = "nudge"
FLOW = "n"
AN_HOUR = timedelta(hours=1)


class Choice(StrEnum):
    """The buttons under what the bot says first."""

    NOW = "now"
    IN_AN_HOUR = "hour"
    TONIGHT = "tonight"
    NOT_HELD = "not_held"
    KEEP = "keep"
    CHANGE = "change"
    PAUSE = "pause"


def time_passed(scene: Scene) -> Scene:
    """Judge all that is due: each is said once or let go, and never twice."""
    due = [each for each in plan(scene.journal, scene.now) if each.at <= scene.now]
    for each in due:
        scene = _let_go(scene, each) if each.lapsed else _say(scene, each)
    return time_passed(scene) if due else scene  # what was done may make room for more: a pause that is over


def tapped(scene: Scene, tap: Tap) -> Scene:
    """A button under a nudge."""
    session = sessions.with_id(scene.journal, int(tap.ref)) if tap.ref.isdecimal() else None
    if session is None or session.answered_at is not None or session.let_go_at is not None:
        return scene.toasting(nudging.gone(scene.words))
    match tap.choice:
        case Choice.NOW:
            return reflection.begin(scene, session, held=True)
        case Choice.IN_AN_HOUR:
            return _snooze(scene, session, after_quiet(scene.profile, scene.now + AN_HOUR))
        case Choice.TONIGHT:
            return _snooze(scene, session, tonight(scene.profile, scene.now))
        case Choice.NOT_HELD:
            return _not_held(scene, session)
        case Choice.KEEP:
            scene = _keep(scene, replace(session, let_go_at=scene.now))
            return scene.concluding(CARD, nudging.keeping(scene.words))
        case Choice.CHANGE:
            return preferences.menu(_keep(scene, replace(session, let_go_at=scene.now)).withdrawing(CARD))
        case Choice.PAUSE:
            return preferences.ask_pause(_keep(scene, replace(session, let_go_at=scene.now)).withdrawing(CARD))
    return scene.toasting(nudging.gone(scene.words))


def said(scene: Scene, event: Said) -> Scene | None:
    """Words while a nudge stands unanswered: a button's, or the beginning of the reflection. None: there is none."""
    session = next((each for each in reversed(scene.journal.sessions) if _stands(scene, each)), None)
    if session is None:
        return None
    plain = event.text.strip().rstrip(".").casefold()
    keyboard = _keep_keyboard(scene.words, session) if _asked_to_keep(session) else _keyboard(scene, session)
    named = {button.label.casefold(): button.tap for row in keyboard for button in row}
    w = scene.words
    named[w.label("Yes").casefold()] = keyboard[0][0].tap
    if plain in named:
        return tapped(scene, named[plain])
    if plain in {word.casefold() for word in (w.label("No"), w.label("Not now"), w.label("Later"))}:
        return scene.withdrawing(CARD).saying(nudging.tap_or_write(scene.words), keyboard, CARD)
    scene = reflection.begin(scene, session, held=True)
    walking = walk.unfinished(scene.journal)
    return scene if walking is None else reflection.said(scene, walking, event)


def _asked_to_keep(session: Session) -> bool:
    """Whether "keep, change or pause?" stands in place of this session's nudge."""
    return session.reminded_at is not None and session.reminded_at == session.nudged_at


def _stands(scene: Scene, session: Session) -> bool:
    open_ended = session.answered_at is None and session.let_go_at is None and session.snoozed_until_at is None
    return scene.stands(CARD) and session.nudged_at is not None and open_ended


def _say(scene: Scene, due: Due) -> Scene:
    match due:
        case Due(kind=DueKind.NUDGE | DueKind.SNOOZED, session=Session() as session):
            return _nudge(scene, session, late=due.late)
        case Due(kind=DueKind.REMINDER, session=Session() as session):
            scene = _keep(scene, replace(session, reminded_at=scene.now)).withdrawing(CARD)
            return scene.saying(nudging.reminder(scene.words), _keyboard(scene, session), CARD)
        case Due(kind=DueKind.PREPARE, session=Session() as session):
            return _prepare(scene, session)
        case Due(kind=DueKind.SUMMARY, on=date() as on):
            return weekly.due(scene, on)
        case _:
            scene = scene.with_profile(paused=False, paused_until_on=None, heard_again_at=scene.now)
            return scene.saying(nudging.pause_over(scene.words))


def _let_go(scene: Scene, due: Due) -> Scene:
    match due:
        case Due(kind=DueKind.NUDGE | DueKind.SNOOZED, session=Session() as session):
            return _keep(scene, replace(session, let_go_at=scene.now, snoozed_until_at=None))
        case Due(kind=DueKind.REMINDER, session=Session() as session):
            return _keep(scene, replace(session, reminded_at=scene.now))
        case Due(kind=DueKind.PREPARE, session=Session() as session):
            return _keep(scene, replace(session, prepared_at=scene.now))
        case _:
            return scene.with_desk(summarised_on=due.on)


def _nudge(scene: Scene, session: Session, *, late: bool) -> Scene:
    ask = unanswered_in_a_row(scene.journal) >= UNANSWERED_BEFORE_ASKING and not scene.desk.asked_to_keep
    session = replace(session, reminded_at=scene.now) if ask else session  # it stands by itself, without a reminder
    journal, session = sessions.remembered(scene.journal, replace(session, nudged_at=scene.now, snoozed_until_at=None))
    scene = replace(scene, journal=journal).withdrawing(CARD)
    if ask:
        scene = scene.with_desk(asked_to_keep=True)
        return scene.saying(nudging.keep_change_or_pause(scene.words), _keep_keyboard(scene.words, session), CARD)
    return scene.saying(nudging.nudge(scene.words, late=late), _keyboard(scene, session), CARD)


def _prepare(scene: Scene, session: Session) -> Scene:
    items = [item.words for item in scene.journal.carry_items if item.state is CarryState.OPEN]
    scene = _keep(scene, replace(session, prepared_at=scene.now))
    return scene.saying(nudging.prepare(scene.words, session.starts_at.astimezone(scene.zone), scene.today, items))


def _snooze(scene: Scene, session: Session, at: datetime) -> Scene:
    if session.snoozed_until_at is not None:  # a second tap
        at = session.snoozed_until_at
        return scene.toasting(nudging.snoozed(scene.words, at.astimezone(scene.zone), scene.local).plain)
    scene = _keep(scene, replace(session, snoozed_until_at=at))
    return scene.concluding(CARD, nudging.snoozed(scene.words, at.astimezone(scene.zone), scene.local))


def _not_held(scene: Scene, session: Session) -> Scene:
    scene = _keep(scene, replace(session, held=False, answered_at=scene.now)).with_desk(asked_to_keep=False)
    return scene.concluding(CARD, reflecting.did_not_happen(scene.words, sessions.next_at(scene.journal, scene.now)))


def _keep(scene: Scene, session: Session) -> Scene:
    return replace(scene, journal=sessions.remembered(scene.journal, session)[0])


def _keyboard(scene: Scene, session: Session) -> Keyboard:
    w = scene.words
    evening = tonight(scene.profile, scene.now).astimezone(scene.zone).date() == scene.today
    return (
        (_button(w.label("Now"), session, Choice.NOW),),
        (
            _button(w.label("In an hour"), session, Choice.IN_AN_HOUR),
            _button(w.label("Tonight") if evening else w.label("Tomorrow"), session, Choice.TONIGHT),
        ),
        (_button(w.label("It didn't happen"), session, Choice.NOT_HELD),),
    )


def _keep_keyboard(w: Wording, session: Session) -> Keyboard:
    return (
        (_button(w.label("Check in now"), session, Choice.NOW),),
        (
            _button(w.label("Keep"), session, Choice.KEEP),
            _button(w.label("Change"), session, Choice.CHANGE),
            _button(w.label("Pause"), session, Choice.PAUSE),
        ),
    )


def _button(label: str, session: Session, choice: Choice) -> Button:
    return Button(label, Tap(FLOW, str(session.id), "", choice))

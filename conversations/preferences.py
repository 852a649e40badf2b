"""/settings, /pause and /resume: which thing is to be changed, and the bot's silence."""

from dataclasses import replace
from datetime import timedelta

from conversations import arrangements, reflection, sessions
from conversations.effects import Button, Tap
from conversations.phases import Arranging, Idle, Step
from conversations.turn import Scene
from conversations.wording import arranging as wording

FLOW = arrangements.MENU_FLOW
STEPS = {
    "session": Step.DAY,
    "zone": Step.ZONE,
    "delay": Step.DELAY,
    "quiet": Step.QUIET_FROM,
    "summary": Step.SUMMARY_DAY,
    "questions": Step.QUESTIONS,
}
SPANS = {"7": 7, "14": 14, "open": None}


def menu(scene: Scene) -> Scene:
    """/settings: everything that is arranged."""
    return arrangements.menu(_asking_nothing(scene))


def tapped(scene: Scene, tap: Tap) -> Scene:
    """A button of the settings or of the pause."""
    if tap.step == "span" and tap.choice in SPANS:
        return _pause(scene, SPANS[tap.choice])
    if tap.choice in STEPS:
        return arrangements.change(scene, STEPS[tap.choice])
    if tap.choice == "pause":
        return ask_pause(scene)
    if tap.choice == "reflect":
        return reflection.start(replace(scene, below=True).withdrawing(arrangements.CARD))
    return menu(_going_on(scene)) if tap.choice == "resume" else menu(scene)


def ask_pause(scene: Scene) -> Scene:
    """/pause: for how long."""
    w = scene.words
    rows = ((w.label("A week"), "7"), (w.label("Two weeks"), "14"), (w.label("Until I say so"), "open"))
    keys = tuple((Button(label, Tap(FLOW, "", "span", choice)),) for label, choice in rows)
    keys = (*keys, (Button(w.label("Back"), Tap(FLOW, "", "", "menu")),))
    return _asking_nothing(scene).showing(arrangements.CARD, wording.how_long_pause(w), keys)


def resume(scene: Scene) -> Scene:
    """/resume."""
    scene = _going_on(scene)
    return scene.saying(wording.resumed(scene.words, sessions.next_at(scene.journal, scene.now)))


def _asking_nothing(scene: Scene) -> Scene:
    """A step that was being asked makes way on its card."""
    return scene.in_phase(Idle()) if isinstance(scene.desk.phase, Arranging) else scene


def _going_on(scene: Scene) -> Scene:
    scene = scene.with_profile(paused=False, paused_until_on=None, heard_again_at=scene.now)
    return scene.with_desk(asked_to_keep=False)


def _pause(scene: Scene, days: int | None) -> Scene:
    until_on = None if days is None else scene.today + timedelta(days=days)
    if (scene.profile.paused, scene.profile.paused_until_on) == (True, until_on):  # a second tap
        return scene.toasting(wording.paused(scene.words, until_on).plain)
    scene = scene.with_profile(paused=True, paused_until_on=until_on).withdrawing("nudge")
    return _asking_nothing(scene).concluding(arrangements.CARD, wording.paused(scene.words, until_on))

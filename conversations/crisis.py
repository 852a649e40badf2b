"""The crisis card, in any state: alone, so that nothing else is asked beside it, and with a way back and a way out."""

from dataclasses import replace

from conversations import reflection, walk
from conversations.care import Care
from conversations.effects import Button, Tap
from conversations.phases import Reflecting
from conversations.turn import Scene
from conversations.wording import care as wording
from conversations.wording import service

CARD = "crisis"
FLOW = "c"


def show(scene: Scene, care: Care, *, wrote: bool) -> Scene:
    """The card; `wrote`: it answers something the person wrote, which is kept."""
    w = scene.words
    choices = ((w.label("Carry on"), "on"), (w.label("Stop for today"), "stop"))
    keys = (tuple(Button(label, Tap(FLOW, "", "", choice)) for label, choice in choices),)
    return scene.withdrawing(CARD).saying(wording.card(w, care, wrote=wrote), keys, CARD)


def tapped(scene: Scene, tap: Tap) -> Scene:
    """Carry on where we were, or stop for today; a second tap says nothing more."""
    if not scene.stands(CARD):
        return scene.toasting(service.stale(scene.words))
    scene = scene.closing(CARD)
    walking = walk.unfinished(scene.journal)
    if walking is None or not isinstance(scene.desk.phase, Reflecting):
        text = wording.stopped(scene.words) if tap.choice == "stop" else wording.carrying_on(scene.words)
        return scene.saying(text)
    if tap.choice == "stop":
        return reflection.pause(scene, walking).saying(wording.stopped(scene.words))
    return reflection.resume(replace(scene, below=True), walking)

"""/erase, in two steps, and /export."""

from conversations import arrangements
from conversations.effects import Button, HandOver, Keyboard, Say, Settle, Tap
from conversations.phases import Erasing, Idle
from conversations.turn import Scene, Turn
from conversations.wording import service

CARD = "leaving"
FLOW = "e"
FIRST, SURE, ERASE, KEEP = "first", "sure", "erase", "keep"


def export(scene: Scene) -> Scene:
    """/export: one file with everything."""
    return scene.doing(HandOver(service.export_caption(scene.words)))


def ask(scene: Scene) -> Scene:
    """/erase: the first step."""
    return ask_again(scene.in_phase(Erasing()))


def ask_again(scene: Scene) -> Scene:
    """The step we are at; typed words erase nothing."""
    if isinstance(scene.desk.phase, Erasing) and scene.desk.phase.sure:
        keys = _keyboard(scene, SURE, scene.words.label("Yes, erase all of it"))
        return scene.showing(CARD, service.erase_sure(scene.words), keys)
    keys = _keyboard(scene, FIRST, scene.words.label("Erase everything"))
    return scene.showing(CARD, service.erase_first(scene.words), keys)


def tapped(scene: Scene, tap: Tap) -> Scene | Turn:
    """Yes or no, each step in its turn; after the second yes there is no journal any more."""
    phase = scene.desk.phase
    if not isinstance(phase, Erasing) or tap.step != (SURE if phase.sure else FIRST):
        return scene.toasting(service.stale(scene.words))
    if tap.choice != ERASE:
        scene = scene.in_phase(Idle()).concluding(CARD, service.erase_kept(scene.words))
        return scene if scene.profile.place else arrangements.begin(scene)
    if not phase.sure:
        return ask_again(scene.in_phase(Erasing(sure=True)))
    asked = Settle(CARD, service.erase_sure(scene.words), message_id=scene.desk.cards.get(CARD))
    turn = scene.doing(asked, Say(service.erased(scene.words))).finished()
    return Turn(None, turn.effects)


def _keyboard(scene: Scene, step: str, erase: str) -> Keyboard:
    return (
        (Button(erase, Tap(FLOW, "", step, ERASE)),),
        (Button(scene.words.label("Keep it"), Tap(FLOW, "", step, KEEP)),),
    )

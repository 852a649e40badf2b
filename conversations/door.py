"""Before somebody agrees: strangers, invitations, the notice. Nothing here is stored."""

from types import MappingProxyType

from conversations import arrangements
from conversations.care import Care
from conversations.effects import Button, Keyboard, Say, Tap
from conversations.events import Blocked, Commanded, Delivered, Edited, Event, Said, Sent, Tapped, TimePassed
from conversations.model import NOTICE_VERSION, Consent, Desk, Journal, Profile
from conversations.phases import AtTheDoor
from conversations.text import Text
from conversations.turn import Scene, Turn
from conversations.wording import care as care_wording
from conversations.wording import service

FLOW = "door"
CARD = "notice"
AGREE, DECLINE = "agree", "decline"


def step(scene: Scene, phase: AtTheDoor, event: Event, care: Care) -> Turn:
    """What comes of an event from somebody who has not agreed."""
    if isinstance(event, Delivered | Blocked | TimePassed):
        return Turn(None)
    match event:
        case Commanded(name="crisis"):
            return _say(scene, care_wording.card(scene.words, care, wrote=False))
        case Said(text=words) | Edited(text=words) | Sent(caption=words) | Commanded(argument=words) if (
            care.is_called_for(words, scene.profile.language)
        ):
            return _say(scene, care_wording.card(scene.words, care, wrote=False))
    return _stranger(scene, event) if phase.code is None else _newcomer(scene, phase.code, event)


def _stranger(scene: Scene, event: Event) -> Turn:
    match event:
        case Commanded(name="start", argument=argument) if argument:
            return _say(scene, service.invitation_used(scene.words))
        case Tapped(tap=Tap(flow="door")):
            return _say(scene, service.invitation_used(scene.words))
        case Commanded(name="help"):
            return _say(scene, service.stranger(scene.words) + " " + service.crisis_pointer(scene.words))
    return _say(scene, service.stranger(scene.words))


def _newcomer(scene: Scene, code: str, event: Event) -> Turn:
    match event:
        case Tapped(tap=Tap(flow="door", choice="agree"), message_id=message_id):
            return _agreed(scene, code, message_id)
        case Tapped(tap=Tap(flow="door")):
            return _say(scene, service.declined(scene.words))
        case Commanded(name="help"):
            return _say(scene, service.help_text(scene.words))
        case Commanded(name="privacy"):
            return _say(scene, service.privacy(scene.words))
        case Commanded():
            return _say(scene, service.notice(scene.words), _keyboard(scene, code))
        case Said() | Sent():
            text = service.agree_first(scene.words) + "\n\n" + service.notice(scene.words)
            return _say(scene, text, _keyboard(scene, code))
    return Turn(None)


def _agreed(scene: Scene, code: str, message_id: int) -> Turn:
    profile = Profile(consent=Consent(NOTICE_VERSION, scene.now))
    desk = Desk(cards=MappingProxyType({CARD: message_id}))
    scene = scene.holding(profile=profile, desk=desk).closing(CARD)
    turn = arrangements.begin(scene).finished()
    return Turn(turn.journal, turn.effects, "", used_invitation=code)


def _say(scene: Scene, text: Text, keyboard: Keyboard = ()) -> Turn:
    turn = scene.doing(Say(text, keyboard)).finished()
    return Turn(None, turn.effects)


def _keyboard(scene: Scene, code: str) -> Keyboard:
    return (
        (Button(scene.words.label("I agree"), Tap(FLOW, code, "", AGREE)),),
        (Button(scene.words.label("No, thanks"), Tap(FLOW, code, "", DECLINE)),),
    )


def blank(person_id: int, code: str | None) -> Journal:
    """The journal of somebody who has none; `code`: a valid invitation they showed."""
    return Journal(person_id=person_id, desk=Desk(phase=AtTheDoor(code)))

"""Whether the session took place, and what that means for the walk about it."""

from dataclasses import replace

from conversations import closing, sessions
from conversations.cards import CARD
from conversations.model import Reflection
from conversations.nudges import tonight
from conversations.turn import Scene
from conversations.wording import reflecting


def held(scene: Scene, reflection: Reflection, value: str) -> Scene:
    """Whether the session happened: No ends kindly, Later asks again this evening, and neither leaves a walk behind."""
    session = sessions.with_id(scene.journal, reflection.session_id)
    if session is None:
        return scene
    if value == "no":
        journal, _ = sessions.remembered(scene.journal, replace(session, held=False))
        text = reflecting.did_not_happen(scene.words, sessions.next_at(journal, scene.now))
    elif value == "later":
        at = tonight(scene.profile, scene.now)
        later = replace(session, answered_at=None, let_go_at=None, snoozed_until_at=at)
        journal, _ = sessions.remembered(scene.journal, later)
        text = reflecting.asked_later(scene.words, at.astimezone(scene.zone))
    else:
        journal, _ = sessions.remembered(scene.journal, replace(session, held=True if value == "yes" else None))
        return replace(scene, journal=journal)
    scene = replace(scene, journal=journal)
    return closing.leave(scene, reflection).concluding(CARD, text)

"""Words that come out of the blue: held until the person says what they are, and never dropped without being told to."""

from dataclasses import replace

from conversations.effects import Button, Tap
from conversations.events import Said
from conversations.model import CarryItem, Note
from conversations.phases import Idle, Part, Unfiled
from conversations.turn import Scene
from conversations.wording import keeping, service

CARD = "unfiled"
FLOW = "u"
LONGEST_ANSWER = 4  # words, with a figure among them
NOTE, CARRY, AWAY = "note", "carry", "away"


def said(scene: Scene, event: Said) -> Scene:
    """Hold these words, with those before them, and ask."""
    phase = scene.desk.phase
    before = phase.parts if isinstance(phase, Unfiled) else ()
    scene = scene.in_phase(Unfiled((*before, Part(event.message_id, event.text))))
    w = scene.words
    rows = ((w.label("Keep it as a note"), NOTE), (w.label("Bring it up next time"), CARRY), (w.label("No"), AWAY))
    ref = str((*before, Part(event.message_id, ""))[0].message_id)  # a button means these words and no later ones
    keys = tuple((Button(label, Tap(FLOW, ref, "", choice)),) for label, choice in rows)
    return scene.showing(CARD, keeping.unfiled(w), keys)


def tapped(scene: Scene, tap: Tap) -> Scene:
    """What the words are."""
    phase = scene.desk.phase
    if not isinstance(phase, Unfiled) or tap.ref != str(phase.parts[0].message_id):
        return scene.toasting(service.stale(scene.words))
    if tap.choice == CARRY:
        scene, number = scene.in_phase(Idle()).numbered()
        item = CarryItem(id=number, parts=phase.parts, reflection_id=None, saved_at=scene.now)
        scene = scene.holding(carry_items=(*scene.journal.carry_items, item))
        return scene.concluding(CARD, keeping.kept_to_bring_up(scene.words))
    if tap.choice == AWAY:
        return scene.in_phase(Idle()).concluding(CARD, keeping.thrown_away(scene.words))
    return keep(scene.in_phase(Idle()), phase)


def keep(scene: Scene, phase: Unfiled) -> Scene:
    """The words as a note: what was asked for, and what becomes of them when the person just goes on."""
    scene = noted(scene, *phase.parts)
    return replace(scene, below=False).concluding(CARD, keeping.kept_as_note(scene.words))


def reads_like_words(text: str) -> bool:
    """Whether a text that is no answer was meant for the journal: two words without a figure, or anything longer."""
    words = text.split()
    return len(words) > LONGEST_ANSWER or (len(words) > 1 and not any(map(str.isdecimal, text)))


def noted(scene: Scene, *parts: Part) -> Scene:
    """With these words among the notes."""
    scene, number = scene.numbered()
    note = Note(id=number, parts=parts, written_at=scene.now)
    return scene.holding(notes=(*scene.journal.notes, note))

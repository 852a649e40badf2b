"""How a walk ends: finished, left as it is, or left without a trace because nothing was said in it."""

from dataclasses import replace

from conversations import insight, sessions
from conversations.cards import CARD
from conversations.model import CarryState, Reflection, ReflectionState
from conversations.phases import Idle, Part
from conversations.questions import QuestionSet
from conversations.text import Text
from conversations.turn import Scene
from conversations.walk import put, unfinished, without
from conversations.wording import reflecting


def questions_of(scene: Scene, reflection: Reflection) -> QuestionSet | None:
    """The questions a reflection asks, None where they are no longer known in that version."""
    questions = scene.sets.get(reflection.set_id)
    return questions if questions is not None and questions.version == reflection.set_version else None


def finish(scene: Scene, questions: QuestionSet, reflection: Reflection, *, settled: Text | None = None) -> Scene:
    """The end of a walk, with what mattered in the person's own words."""
    if is_empty(reflection):
        text = reflecting.nothing_said(scene.words)
        return leave(scene, reflection).concluding(CARD, text, settled=settled)
    reflection = replace(reflection, state=ReflectionState.FINISHED, finished_at=scene.now, revisiting=None)
    scene = replace(scene, journal=put(scene.journal, reflection)).in_phase(Idle())
    reading = insight.reading(questions, reflection, scene.journal.reflections)
    stayed = reflection.answer("stayed")
    text = reflecting.closing(
        scene.words,
        stayed=stayed.words if stayed else "",
        carried=[item.words for item in scene.journal.carry_items if item.state is CarryState.OPEN],
        less_connected=reading.dip and reflection.answer("unusual") is None,
        near_again=reading.near_again,
        next_at=sessions.next_at(scene.journal, scene.now),
    )
    return scene.concluding(CARD, text, settled=settled)


def leave(scene: Scene, reflection: Reflection) -> Scene:
    """A walk put away as it is: kept if anything was said in it, else gone."""
    if is_empty(reflection):
        journal = without(scene.journal, reflection)
    else:
        journal = put(scene.journal, replace(reflection, state=ReflectionState.CLOSED, finished_at=scene.now))
    return replace(scene, journal=journal).in_phase(Idle())


def close_open(scene: Scene) -> Scene:
    """Room for a new walk: an open one is closed as it is, and said so."""
    reflection = unfinished(scene.journal)
    if reflection is None:
        return scene
    scene = leave(scene, reflection).withdrawing(CARD)
    if is_empty(reflection):
        return scene
    return scene.saying(reflecting.closed_as_it_was(scene.words, reflection.about_on))


def outdated(scene: Scene, reflection: Reflection, *, keeping: Part | None = None) -> Scene:
    """A walk whose questions changed since: closed as it is, what was just said kept with it."""
    if keeping is not None:
        reflection = replace(reflection, notes=(*reflection.notes, keeping))
    return leave(scene, reflection).concluding(CARD, reflecting.questions_changed(scene.words))


def is_empty(reflection: Reflection) -> bool:
    """Whether nothing was said in it but that the session happened."""
    return not reflection.notes and all(answer.skipped or answer.key == "held" for answer in reflection.answers)

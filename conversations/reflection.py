"""The walk through a question set: what an event does to it, and what is asked next.

A tap names its reflection and its question, so one that comes late, twice or from an old message cannot answer another.
"""

from dataclasses import replace
from datetime import timedelta

from conversations import attendance, closing, sessions
from conversations.cards import (
    BACK,
    CARD,
    GO_ON,
    NEXT,
    NONE,
    OFF,
    ON,
    PAUSE,
    SKIP,
    go_on_keyboard,
    position,
    show_gathering,
    show_question,
    way_named,
)
from conversations.effects import Tap
from conversations.events import Said
from conversations.model import Answer, Reflection, ReflectionState, Session, Value
from conversations.path import Asked, current, path, previous
from conversations.phases import Idle, Part, Reflecting
from conversations.questions import Kind, QuestionSet
from conversations.text import Text
from conversations.turn import Scene
from conversations.walk import answered, carried, put, read_choice, reflection_with, unfinished, value_of
from conversations.wording import reflecting

DEFAULT_SET = "session"
STILL_ABOUT = timedelta(days=7)  # how long after a session /reflect is still taken to be about it


def start(scene: Scene) -> Scene:
    """/reflect: go on with what is open, or begin about the session that has not been written about, or just begin."""
    session = waiting_session(scene)
    reflection = unfinished(scene.journal)
    if reflection is not None and (session is None or session.starts_at <= reflection.started_at):
        return resume(scene, reflection)
    return begin(scene, session)


def waiting_session(scene: Scene) -> Session | None:
    """The last session, if it is recent and was neither written about nor called off."""
    session = sessions.latest(scene.journal, scene.now)
    if session is None or session.answered_at is not None or scene.now - session.ends_at > STILL_ABOUT:
        return None
    return session


def begin(scene: Scene, session: Session | None, *, held: bool | None = None) -> Scene:
    """A new walk, about a session or about none; `held` where it is already known whether it happened."""
    scene = closing.close_open(scene)
    about_on = scene.today
    if session is not None:
        about_on = sessions.local_date(scene.journal, session)
        # From a nudge it is answered now; from /reflect only with the first word, so that one left empty is still asked.
        answered_at = session.answered_at if held is None else scene.now
        session = replace(session, answered_at=answered_at, held=session.held if held is None else held)
        journal, session = sessions.remembered(scene.journal, replace(session, snoozed_until_at=None))
        scene = replace(scene, journal=journal)
    scene, number = scene.numbered()
    questions = scene.sets.get(scene.profile.question_set) or scene.sets[DEFAULT_SET]
    reflection = Reflection(
        id=number,
        set_id=questions.id,
        set_version=questions.version,
        session_id=session.id if session else None,
        about_on=about_on,
        zone=scene.profile.zone,
        started_at=scene.now,
    )
    return _ask(_kept(scene, reflection).withdrawing("nudge"), questions, reflection)


def resume(scene: Scene, reflection: Reflection) -> Scene:
    """Go on where it stopped, with what was said last."""
    questions = closing.questions_of(scene, reflection)
    if questions is None:
        return closing.outdated(scene, reflection)
    said = next((answer for answer in reversed(reflection.answers) if not answer.skipped), None)
    words = "" if said is None else said.words or ", ".join(said.labels)
    scene = _kept(scene, replace(reflection, state=ReflectionState.OPEN))
    if scene.below:
        scene = scene.withdrawing(CARD).saying(reflecting.going_on(scene.words, words))
    return _ask(scene, questions, reflection)


def tapped(scene: Scene, tap: Tap) -> Scene:
    """A button of a reflection's card."""
    reflection = reflection_with(scene.journal, int(tap.ref)) if tap.ref.isdecimal() else None
    if reflection is None or reflection.state in {ReflectionState.FINISHED, ReflectionState.CLOSED}:
        return scene.toasting(scene.words.label("That reflection is closed. You can read it in /history."))
    questions = closing.questions_of(scene, reflection)
    if questions is None:
        return closing.outdated(scene, reflection)
    if tap.choice == GO_ON:
        return resume(scene, reflection)
    step = current(questions, reflection, scene.journal)
    if step is None or step.key != tap.step:
        return scene.toasting(reflecting.already_past(scene.words))
    return _choose(scene, questions, reflection, step, tap.choice)


def said(scene: Scene, reflection: Reflection, event: Said) -> Scene:
    """Words while a question is open: its answer if they can be, else kept beside it."""
    questions = closing.questions_of(scene, reflection)
    step = current(questions, reflection, scene.journal) if questions else None
    if questions is None or step is None:
        return closing.outdated(scene, reflection, keeping=Part(event.message_id, event.text))
    part = Part(event.message_id, event.text)
    question, answer = step.question, reflection.answer(step.key)
    way = way_named(scene.words, event.text)
    if way is not None and (question.kind is not Kind.TEXT or way == NEXT or not _written(answer)):
        return _choose(scene, questions, reflection, step, way)
    if question.kind is Kind.TEXT:
        return _gather(scene, questions, reflection, step, part)
    if question.none and event.text.strip().casefold() == scene.words.label(question.none).casefold():
        return _choose(scene, questions, reflection, step, NONE)
    choice = read_choice(scene.words, question, event.text)
    if choice is None:
        reflection = replace(reflection, notes=(*reflection.notes, part))
        scene = _kept(scene, reflection).saying(reflecting.kept_as_note(scene.words))
        return show_question(scene, questions, reflection, step)
    if question.kind is Kind.CHOICES:
        return _choose(scene, questions, reflection, step, ON + choice)
    return _answer(scene, questions, reflection, step, value_of(question, choice), parts=(part,))


def edited(scene: Scene, message_id: int, words: str) -> Scene:
    """A typed choice that was corrected: its answer follows, or the new words are kept beside it if they name none."""
    for reflection in scene.journal.reflections:
        for answer in reflection.answers:
            if answer.value is not None and any(part.message_id == message_id for part in answer.parts):
                scene = _corrected(scene, reflection, answer, Part(message_id, words))
    return scene


def _corrected(scene: Scene, reflection: Reflection, answer: Answer, part: Part) -> Scene:
    questions = closing.questions_of(scene, reflection)
    asked = path(questions, reflection, scene.journal) if questions else ()
    step = next((step for step in asked if step.key == answer.key), None)
    choice = read_choice(scene.words, step.question, part.words) if step else None
    if questions is None or step is None or choice is None:
        answers = tuple(replace(each, parts=()) if each is answer else each for each in reflection.answers)
        beside = replace(reflection, answers=answers, notes=(*reflection.notes, part))
        return replace(scene, journal=put(scene.journal, beside))
    value = value_of(step.question, choice)
    changed = answered(scene.words, reflection, step, answer.answered_at, value=value, parts=answer.parts)
    changed = replace(changed, state=reflection.state, revisiting=reflection.revisiting)
    scene = replace(scene, journal=put(scene.journal, changed))
    if scene.desk.phase != Reflecting(reflection.id):
        return scene
    here = current(questions, reflection, scene.journal)
    scene = replace(scene, journal=carried(scene.journal, changed, questions, scene.now))
    if step.question.id == "held":
        scene = attendance.held(scene, changed, str(value))
    if scene.desk.phase != Reflecting(reflection.id) or current(questions, changed, scene.journal) == here:
        return scene
    return _ask(scene, questions, changed)


def ask_again(scene: Scene) -> Scene:
    """The question we are at once more, under what was said since; nothing where none is being asked."""
    phase = scene.desk.phase
    reflection = reflection_with(scene.journal, phase.reflection_id) if isinstance(phase, Reflecting) else None
    questions = closing.questions_of(scene, reflection) if reflection else None
    if reflection is None or questions is None:
        return scene
    step = current(questions, reflection, scene.journal)
    answer = reflection.answer(step.key) if step else None
    if step is not None and answer is not None and answer.parts and not answer.complete:
        return show_gathering(scene, reflection, step, settled=None)
    return _ask(scene, questions, reflection)


def pause(scene: Scene, reflection: Reflection) -> Scene:
    """Rest here, and say how to come back."""
    questions = closing.questions_of(scene, reflection)
    step = current(questions, reflection, scene.journal) if questions else None
    if questions is None or step is None:
        return closing.outdated(scene, reflection)
    place, total = position(scene, questions, reflection, step)
    reflection = replace(reflection, state=ReflectionState.PAUSED)
    scene = replace(scene, journal=put(scene.journal, reflection)).in_phase(Idle())
    text = reflecting.paused(scene.words, place, total)
    return scene.showing(CARD, text, go_on_keyboard(scene.words, reflection))


def _choose(scene: Scene, questions: QuestionSet, reflection: Reflection, step: Asked, choice: str) -> Scene:
    answer = reflection.answer(step.key)
    match choice:
        case _ if choice == PAUSE:
            return pause(scene, reflection)
        case _ if choice == BACK:
            back = previous(questions, reflection, scene.journal, step.key)
            reflection = replace(reflection, revisiting=back.key if back else None, state=ReflectionState.OPEN)
            return _ask(_kept(scene, reflection), questions, reflection)
        case _ if choice == NEXT and answer is not None and not answer.skipped:
            return _answer(scene, questions, reflection, step, answer.value, parts=answer.parts)
        case _ if choice == SKIP and step.question.skippable and not _written(answer):
            return _answer(scene, questions, reflection, step, None)
        case _ if choice == NONE and step.question.none:
            return _answer(scene, questions, reflection, step, ())
    if step.question.kind is Kind.CHOICES:
        return _toggle(scene, questions, reflection, step, choice)
    if any(key == choice for key, _ in step.question.choices):
        return _answer(scene, questions, reflection, step, value_of(step.question, choice))
    return show_question(scene, questions, reflection, step)


def _toggle(scene: Scene, questions: QuestionSet, reflection: Reflection, step: Asked, choice: str) -> Scene:
    # A button says what it sets and not "the other way": a double tap chooses once.
    answer = reflection.answer(step.key)
    before = answer.value if answer and isinstance(answer.value, tuple) else ()
    wanted = {key for key in before if choice != OFF + key} | {choice.removeprefix(ON)}
    value = tuple(key for key, _ in step.question.choices if key in wanted)
    reflection = answered(scene.words, reflection, step, scene.now, value=value or None, complete=False)
    return show_question(_kept(scene, reflection), questions, reflection, step)


def _gather(scene: Scene, questions: QuestionSet, reflection: Reflection, step: Asked, part: Part) -> Scene:
    answer = reflection.answer(step.key)
    parts = (*(answer.parts if answer else ()), part)
    more = answer is not None and bool(answer.parts) and not answer.complete
    reflection = answered(scene.words, reflection, step, scene.now, parts=parts, complete=False)
    scene = _kept(scene, reflection)
    scene = replace(scene, journal=carried(scene.journal, reflection, questions, scene.now))
    settled = None if more else reflecting.asked(scene.words, step.wording)
    return show_gathering(scene, reflection, step, settled=settled)


def _answer(
    scene: Scene,
    questions: QuestionSet,
    reflection: Reflection,
    step: Asked,
    value: Value,
    *,
    parts: tuple[Part, ...] = (),
) -> Scene:
    reflection = answered(scene.words, reflection, step, scene.now, value=value, parts=parts)
    scene = _kept(scene, reflection)
    scene = replace(scene, journal=carried(scene.journal, reflection, questions, scene.now))
    if step.question.id == "held":
        scene = attendance.held(scene, reflection, str(value))
        if scene.desk.phase != Reflecting(reflection.id):
            return scene
    return _ask(scene, questions, reflection, settled=_settled(scene, step, reflection) if scene.below else None)


def _ask(scene: Scene, questions: QuestionSet, reflection: Reflection, *, settled: Text | None = None) -> Scene:
    step = current(questions, reflection, scene.journal)
    if step is None:
        return closing.finish(scene, questions, reflection, settled=settled)
    return show_question(scene, questions, reflection, step, settled=settled)


def _kept(scene: Scene, reflection: Reflection) -> Scene:
    journal = put(scene.journal, reflection)
    session = sessions.with_id(journal, reflection.session_id)
    if session is not None and session.answered_at is None and (reflection.answers or reflection.notes):
        journal, _ = sessions.remembered(journal, replace(session, answered_at=scene.now))
    return replace(scene, journal=journal).with_desk(phase=Reflecting(reflection.id), asked_to_keep=False)


def _settled(scene: Scene, step: Asked, reflection: Reflection) -> Text:
    answer = reflection.answer(step.key)
    said = ", ".join(answer.labels) if answer else ""
    return reflecting.settled(scene.words, step.wording, step.item.words if step.item else "", said)


def _written(answer: Answer | None) -> bool:
    return answer is not None and bool(answer.parts)

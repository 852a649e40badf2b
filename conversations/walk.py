"""One walk's answers: put in, changed, and what follows from them for the things to bring up.

What is open to bring up is worked out from the answers each time, so going back and changing one undoes what it did.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from conversations.model import (
    Answer,
    CarryItem,
    CarryState,
    Journal,
    Reflection,
    ReflectionState,
    Value,
)
from conversations.path import Asked, items_before
from conversations.phases import Part, Unfiled
from conversations.questions import KEEP, AskIf, Kind, Question, QuestionSet
from conversations.wording import reflecting
from conversations.wording.reflecting import asked
from conversations.wording.voice import Wording

_NUMBER = re.compile(r"\D?(\d{1,3})\D{0,3}")


def reflection_with(journal: Journal, reflection_id: int) -> Reflection | None:
    """A reflection by its id."""
    return next((each for each in journal.reflections if each.id == reflection_id), None)


def unfinished(journal: Journal) -> Reflection | None:
    """The newest reflection that can still be gone on with."""
    states = {ReflectionState.OPEN, ReflectionState.PAUSED}
    return next((each for each in reversed(journal.reflections) if each.state in states), None)


def put(journal: Journal, reflection: Reflection) -> Journal:
    """The journal with a reflection in its newest form."""
    if reflection_with(journal, reflection.id) is None:
        return replace(journal, reflections=(*journal.reflections, reflection))
    kept = tuple(reflection if each.id == reflection.id else each for each in journal.reflections)
    return replace(journal, reflections=kept)


def without(journal: Journal, reflection: Reflection) -> Journal:
    """The journal without a reflection."""
    return replace(journal, reflections=tuple(each for each in journal.reflections if each.id != reflection.id))


def answered(
    w: Wording,
    reflection: Reflection,
    step: Asked,
    now: datetime,
    *,
    value: Value = None,
    parts: tuple[Part, ...] = (),
    complete: bool = True,
) -> Reflection:
    """The reflection with this answer to a question; a complete one leads on."""
    answer = Answer(
        key=step.key,
        asked=asked(w, step.wording, step.item.words if step.item else "").plain,
        value=value,
        labels=labels(w, step.question, value),
        parts=parts,
        complete=complete,
        answered_at=now,
    )
    others = reflection.answer(step.key)
    answers = (
        (*reflection.answers, answer)
        if others is None
        else tuple(answer if each.key == step.key else each for each in reflection.answers)
    )
    revisiting = None if complete else reflection.revisiting
    return replace(reflection, answers=answers, revisiting=revisiting, state=ReflectionState.OPEN)


def labels(w: Wording, question: Question, value: Value) -> tuple[str, ...]:
    """The words of what was chosen, in the person's language."""
    chosen = value if isinstance(value, tuple) else (str(value),)
    words = tuple(w.label(label) for key, label in question.choices if key in chosen)
    return words or ((w.label(question.none),) if value == () and question.none else ())


def read_choice(w: Wording, question: Question, typed: str) -> str | None:
    """The choice that a typed answer names: its number on a scale, or its words, "no" for "No, it didn't" too."""
    plain = typed.strip().rstrip(".").casefold()
    for key, label in question.choices:
        here = w.label(label).casefold()
        if plain in {label.casefold(), here, here.partition(",")[0], f"{key} · {here}"}:
            return key
    number = _NUMBER.fullmatch(plain) if question.kind is Kind.SCALE else None
    if number and any(key == str(int(number[1])) for key, _ in question.choices):
        return str(int(number[1]))
    return None


def value_of(question: Question, choice: str) -> Value:
    """A choice as it is kept: a scale's as a number."""
    return int(choice) if question.kind is Kind.SCALE else choice


def carried(journal: Journal, reflection: Reflection, questions: QuestionSet, now: datetime) -> Journal:
    """The journal with its things to bring up as this reflection's answers leave them."""
    before = {item.id for item in items_before(reflection, journal)}
    items = [_settled(item, reflection, questions, now) if item.id in before else item for item in journal.carry_items]
    last_id = journal.desk.last_id
    for question in questions.questions:
        answer = reflection.answer(question.id)
        mine = next((item for item in items if (item.reflection_id, item.source) == (reflection.id, question.id)), None)
        if answer is not None and answer.parts and _wanted(question, reflection):
            if mine is None:
                last_id += 1
                item = CarryItem(
                    id=last_id, parts=answer.parts, reflection_id=reflection.id, source=question.id, saved_at=now
                )
                items.append(item)
            else:
                items[items.index(mine)] = replace(mine, parts=answer.parts)
        elif mine is not None:
            items.remove(mine)
    return replace(journal, carry_items=tuple(items), desk=replace(journal.desk, last_id=last_id))


def _wanted(question: Question, reflection: Reflection) -> bool:
    keep = reflection.answer(f"{question.id}.{KEEP}")
    return question.carries or (question.offers_to_carry and keep is not None and keep.value == "yes")


def _settled(item: CarryItem, reflection: Reflection, questions: QuestionSet, now: datetime) -> CarryItem:
    for question in questions.questions:
        if question.ask_if is AskIf.EACH_OPEN_ITEM:
            answer = reflection.answer(f"{question.id}.{item.id}")
            keep = reflection.answer(f"{question.id}.{item.id}.{KEEP}")
            match answer.value if answer else None, keep.value if keep else None:
                case "yes", _:
                    state = CarryState.CAME_UP
                case ("dropped", _) | ("partly" | "no", "let_go"):
                    state = CarryState.LET_GO
                case _:
                    state = CarryState.OPEN
            if state is not item.state:
                return replace(item, state=state, settled_at=None if state is CarryState.OPEN else now)
    return item


def holds(journal: Journal, message_id: int) -> bool:
    """Whether the words of a message stand anywhere in the journal."""
    return edited(journal, message_id, "") is not journal


def edited(journal: Journal, message_id: int, words: str) -> Journal:
    """The journal with a bubble's new words everywhere it stands; the same object when it stands nowhere."""

    def change(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        if all(part.message_id != message_id for part in parts):
            return parts
        return tuple(Part(message_id, words) if part.message_id == message_id else part for part in parts)

    phase = journal.desk.phase
    if isinstance(phase, Unfiled):
        phase = Unfiled(change(phase.parts))
    items = tuple(replace(item, parts=change(item.parts)) for item in journal.carry_items)
    quotes = {  # a question about an item quotes it
        f".{old.id}": (reflecting.quoted(old.words), reflecting.quoted(new.words))
        for old, new in zip(journal.carry_items, items, strict=True)
        if old != new
    }
    changed = replace(
        journal,
        desk=replace(journal.desk, phase=phase),
        reflections=tuple(_edited_reflection(each, change, quotes) for each in journal.reflections),
        carry_items=items,
        notes=tuple(replace(note, parts=change(note.parts)) for note in journal.notes),
    )
    return journal if changed == journal else changed


def _edited_reflection(
    reflection: Reflection,
    change: Callable[[tuple[Part, ...]], tuple[Part, ...]],
    quotes: Mapping[str, tuple[str, str]],
) -> Reflection:
    answers = []
    for answer in reflection.answers:
        old, new = next((quote for item, quote in quotes.items() if f"{answer.key}.".endswith(f"{item}.")), ("", ""))
        asked = _quoting(answer.asked, old, new) if old else answer.asked
        answers.append(replace(answer, asked=asked, parts=change(answer.parts)))
    return replace(reflection, answers=tuple(answers), notes=change(reflection.notes))


def _quoting(asked: str, old: str, new: str) -> str:
    """A question with other words quoted in it; a short item may well stand in the question's own words too."""
    quoted = f"“{old}”"
    return asked.replace(quoted, f"“{new}”") if quoted in asked else asked.replace(old, new, 1)

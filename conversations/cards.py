"""A question as a card: its words and its buttons. The choices that a typed word can name are the buttons' own."""

from conversations.effects import Button, Keyboard, Tap
from conversations.model import Answer, Reflection
from conversations.path import Asked, path, previous
from conversations.questions import KEEP, Kind, QuestionSet
from conversations.text import Text, join
from conversations.turn import Scene
from conversations.wording import reflecting
from conversations.wording.voice import Wording

CARD = "reflection"
FLOW = "r"
BACK, SKIP, PAUSE, NEXT, GO_ON, NONE = "back", "skip", "pause", "next", "go_on", "none"
ON, OFF = "on-", "off-"


def show_question(
    scene: Scene, questions: QuestionSet, reflection: Reflection, step: Asked, *, settled: Text | None = None
) -> Scene:
    """The card with this question; `settled` is what stays above when the card moves down."""
    answer = reflection.answer(step.key)
    place, total = position(scene, questions, reflection, step)
    first = previous(questions, reflection, scene.journal, step.key) is None
    item = step.item.words if step.item else ""
    about_on = reflection.about_on if reflection.about_on != scene.today else None
    text = reflecting.question(scene.words, step.wording, place, total, item=item, about_on=about_on)
    if step.question.kind is Kind.TEXT and answer is not None and answer.parts:
        text = join("\n\n", [text, reflecting.written_so_far(scene.words, answer.words)])
    return scene.showing(CARD, text, keyboard(scene.words, reflection, step, first=first), settled=settled)


def show_gathering(scene: Scene, reflection: Reflection, step: Asked, *, settled: Text | None) -> Scene:
    """The card that waits for more bubbles."""
    keys = _ways_on(scene.words, reflection, step, NEXT, PAUSE)
    return scene.showing(CARD, reflecting.gathering(scene.words), (keys,), settled=settled)


def position(scene: Scene, questions: QuestionSet, reflection: Reflection, step: Asked) -> tuple[int, int]:
    """Which question this is, and of how many as far as can be told; whether to keep an answer is a part of its own."""
    asked = path(questions, reflection, scene.journal)
    counted = [each.key for each in asked if each.question.id != KEEP]
    return counted.index(step.key.removesuffix(f".{KEEP}")) + 1, len(counted)


def keyboard(w: Wording, reflection: Reflection, step: Asked, *, first: bool) -> Keyboard:
    """The buttons of a question: what can be chosen, then the ways on."""
    answer = reflection.answer(step.key)
    ways = [] if first else [BACK]
    if _given(answer):
        ways.append(NEXT)
    elif step.question.skippable:
        ways.append(SKIP)
    return (*_choices(w, reflection, step, answer), _ways_on(w, reflection, step, *ways, PAUSE))


def go_on_keyboard(w: Wording, reflection: Reflection) -> Keyboard:
    """The one button of a walk that rests."""
    return ((Button(w.label("Go on"), Tap(FLOW, str(reflection.id), "", GO_ON)),),)


def way_named(w: Wording, typed: str) -> str | None:
    """The way on that a typed word names: "skip" for Skip, and so on."""
    plain = typed.strip().casefold()
    return next((way for way, label in _ways(w).items() if plain in {way, label.casefold()}), None)


def _given(answer: Answer | None) -> bool:
    return answer is not None and not answer.skipped


def _choices(w: Wording, reflection: Reflection, step: Asked, answer: Answer | None) -> Keyboard:
    chosen = answer.value if answer else None
    rows: list[tuple[Button, ...]] = []
    for key, label in step.question.choices:
        words, choice, marked = w.label(label), key, chosen is not None and str(chosen) == key
        if step.question.kind is Kind.SCALE:
            words = f"{key} · {words}"
        if step.question.kind is Kind.CHOICES:
            marked = isinstance(chosen, tuple) and key in chosen
            choice = (OFF if marked else ON) + key
        rows.append((_button(f"✓ {words}" if marked else words, reflection, step, choice),))
    if step.question.none:
        rows.append((_button(w.label(step.question.none), reflection, step, NONE),))
    return tuple(rows)


def _ways(w: Wording) -> dict[str, str]:
    return {BACK: w.label("Back"), SKIP: w.label("Skip"), NEXT: w.label("Next"), PAUSE: w.label("Pause")}


def _ways_on(w: Wording, reflection: Reflection, step: Asked, *ways: str) -> tuple[Button, ...]:
    return tuple(_button(_ways(w)[way], reflection, step, way) for way in ways)


def _button(label: str, reflection: Reflection, step: Asked, choice: str) -> Button:
    return Button(label, Tap(FLOW, str(reflection.id), step.key, choice))

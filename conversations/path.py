"""Which questions a reflection asks, in which order: a pure function of the set, the answers so far and the journal."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from conversations import insight
from conversations.model import Answer, CarryItem, CarryState, Journal, Reflection
from conversations.questions import KEEP, LOW, AskIf, Kind, Question, QuestionSet
from conversations.sessions import with_id
from conversations.wording.voice import marked


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a walk; `wording` is the English it is translated from, `item` the carry item it is about."""

    key: str
    question: Question
    wording: str
    item: CarryItem | None = field(default=None, repr=False)


KEEP_ITEM = Question(
    id=KEEP,
    kind=Kind.CHOICE,
    wording=marked("Keep it for next time?"),
    choices=(("keep", marked("Keep")), ("let_go", marked("Let it go"))),
    skippable=False,
)
KEEP_WORDS = Question(
    id=KEEP,
    kind=Kind.CHOICE,
    wording=marked("Save this to bring up next time? It is up to you."),
    choices=(("yes", marked("Yes")), ("no", marked("No"))),
    skippable=False,
)


def path(questions: QuestionSet, reflection: Reflection, journal: Journal) -> tuple[Asked, ...]:
    """All that this walk asks, as far as the answers so far tell."""
    walk = _Walk(questions, reflection, journal)
    asked: list[Asked] = []
    for question in questions.questions:
        if not any(step.question.id in question.not_after for step in asked):
            asked.extend(walk.steps(question))
    return tuple(asked)


def current(questions: QuestionSet, reflection: Reflection, journal: Journal) -> Asked | None:
    """The question to ask now; None at the end."""
    asked = path(questions, reflection, journal)
    if reflection.revisiting is not None:
        back = next((step for step in asked if step.key == reflection.revisiting), None)
        if back is not None:
            return back
    return next((step for step in asked if not _done(reflection.answer(step.key))), None)


def previous(questions: QuestionSet, reflection: Reflection, journal: Journal, key: str) -> Asked | None:
    """The question asked before this one; None at the first."""
    asked = path(questions, reflection, journal)
    place = next((place for place, step in enumerate(asked) if step.key == key), 0)
    return asked[place - 1] if place else None


def items_before(reflection: Reflection, journal: Journal) -> tuple[CarryItem, ...]:
    """What was open to bring up when this reflection began."""
    return tuple(
        item
        for item in journal.carry_items
        if item.saved_at < reflection.started_at
        and item.reflection_id != reflection.id
        and (item.state is CarryState.OPEN or (item.settled_at or item.saved_at) >= reflection.started_at)
    )


def _done(answer: Answer | None) -> bool:
    return answer is not None and answer.complete


@dataclass(frozen=True, slots=True)
class _Walk:
    questions: QuestionSet
    reflection: Reflection
    journal: Journal

    def steps(self, question: Question) -> Iterator[Asked]:
        """What a question of the set comes to in this walk: nothing, itself, or one for each item."""
        match question.ask_if:
            case AskIf.EACH_OPEN_ITEM:
                for item in items_before(self.reflection, self.journal):
                    yield from self._item_steps(question, item)
            case AskIf.LOW:
                variant = next((each for each in question.variants if self._any_low(each.low)), None)
                if variant is not None:
                    yield from self._written_steps(question, variant.wording)
            case _ if self._applies(question.ask_if):
                yield from self._written_steps(question, question.wording)

    def _applies(self, ask_if: AskIf) -> bool:
        match ask_if:
            case AskIf.HELD_UNKNOWN:
                session = with_id(self.journal, self.reflection.session_id)
                known = session is None or session.held is not None
                return not known or self.reflection.answer("held") is not None
            case AskIf.DIP:
                return insight.reading(self.questions, self.reflection, self.journal.reflections).dip
            case AskIf.NOTHING_SAVED:
                return not any(
                    answer.key.endswith(f".{KEEP}") and answer.value == "yes" for answer in self.reflection.answers
                )
        return True

    def _item_steps(self, question: Question, item: CarryItem) -> Iterator[Asked]:
        key = f"{question.id}.{item.id}"
        yield Asked(key, question, question.wording, item)
        answer = self.reflection.answer(key)
        if answer is not None and answer.value in {"partly", "no"}:
            yield Asked(f"{key}.{KEEP}", KEEP_ITEM, KEEP_ITEM.wording, item)

    def _written_steps(self, question: Question, wording: str) -> Iterator[Asked]:
        yield Asked(question.id, question, wording)
        answer = self.reflection.answer(question.id)
        if question.offers_to_carry and answer is not None and answer.complete and answer.parts:
            yield Asked(f"{question.id}.{KEEP}", KEEP_WORDS, KEEP_WORDS.wording)

    def _any_low(self, ids: tuple[str, ...]) -> bool:
        answers = (self.reflection.answer(question_id) for question_id in ids)
        return any(answer is not None and isinstance(answer.value, int) and answer.value <= LOW for answer in answers)

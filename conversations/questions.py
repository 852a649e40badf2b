"""Question sets as data: parsed from TOML, checked, and refused with the reason when something is wrong.

The format is TOML 1.0; docs/questions.md describes every key.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import Any

CONNECTION = "connection"
RELIEF = "relief"
LOW = 2  # on a scale of five, "A little" and below is met with a question
KEEP = "keep"  # the step behind a written follow-up or a carry item that did not come up


class QuestionSetError(ValueError):
    """A question set that cannot be asked; names the file, the question and the reason."""

    def __init__(self, name: str, reason: str, question: str = "") -> None:
        """`question` is the id of the question at fault, empty where the whole set is."""
        self.name, self.reason, self.question = name, reason, question
        super().__init__(f"{name}: {question + ': ' if question else ''}{reason}")


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"


class AskIf(StrEnum):
    """When a question is asked; each is decided in path.py."""

    ALWAYS = "always"
    HELD_UNKNOWN = "held_unknown"
    EACH_OPEN_ITEM = "each_open_item"
    LOW = "low"
    DIP = "dip"
    NOTHING_SAVED = "nothing_saved"


@dataclass(frozen=True, slots=True)
class Variant:
    """A wording for when one of the `low` questions was answered with a 1 or a 2."""

    low: tuple[str, ...]
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `choices` are ids and words, a scale's are "1", "2", ...; `none` excludes the other choices."""

    id: str
    kind: Kind
    wording: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    none: str = ""
    ask_if: AskIf = AskIf.ALWAYS
    not_after: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    about: str = ""
    skippable: bool = True
    carries: bool = False
    offers_to_carry: bool = False


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A named, versioned list of questions; `connection` are the ids that make up one's Connection."""

    id: str
    version: int
    name: str
    questions: tuple[Question, ...]
    connection: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Derive `connection`."""
        ids = tuple(question.id for question in self.questions if question.about == CONNECTION)
        object.__setattr__(self, "connection", ids)

    def sentences(self) -> Iterator[str]:
        """Every sentence and label that a person reads, for the catalogues."""
        yield self.name
        for question in self.questions:
            yield from (words for words in (question.wording, question.none) if words)
            yield from (variant.wording for variant in question.variants)
            yield from (words for _, words in question.choices)


def parse(source: str, name: str) -> QuestionSet:
    """Read a question set; `name` is the file's, for messages.

    Raises QuestionSetError with the line (for broken TOML) or the question, and the reason.
    """
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise QuestionSetError(name, str(error)) from None
    labels = _strings(table.get("scale", {}).get("labels", ()), name)
    rows = table.get("question", [])
    if not rows:
        raise QuestionSetError(name, "there is no [[question]]")
    questions = tuple(_question(row, labels, name) for row in rows)
    _check_references(questions, name)
    match table:
        case {"id": str(set_id), "version": int(version), "name": str(title)}:
            return QuestionSet(set_id, version, title, questions)
    raise QuestionSetError(name, "id, version and name are needed, the version a whole number")


def _question(row: Mapping[str, Any], labels: tuple[str, ...], name: str) -> Question:
    question_id = str(row.get("id", ""))
    unknown = set(row) - _KEYS
    if not question_id.isidentifier():
        raise QuestionSetError(name, "an id is needed: letters, digits and underscores", question_id)
    if unknown:
        raise QuestionSetError(name, f"unknown key: {', '.join(sorted(unknown))}", question_id)
    try:
        kind, ask_if = Kind(row.get("kind", "")), AskIf(row.get("ask_if", AskIf.ALWAYS))
    except ValueError as error:
        raise QuestionSetError(name, str(error), question_id) from None
    variants = tuple(Variant(_strings(each["low"], name), str(each["wording"])) for each in row.get("variants", ()))
    choices = tuple((str(key), str(words)) for key, words in row.get("choices", {}).items())
    if kind is Kind.SCALE:
        choices = tuple((str(number), words) for number, words in enumerate(labels, start=1))
    if not row.get("wording") and not variants:
        raise QuestionSetError(name, "a wording is needed", question_id)
    if not choices and kind is not Kind.TEXT:
        raise QuestionSetError(name, "choices are needed (a scale takes the labels under [scale])", question_id)
    for wording in (str(row.get("wording", "")), *(variant.wording for variant in variants)):
        if not _fields(wording) <= ({"item"} if ask_if is AskIf.EACH_OPEN_ITEM else set()):
            raise QuestionSetError(name, "only {item} may stand in braces, with ask_if = each_open_item", question_id)
    return Question(
        id=question_id,
        kind=kind,
        wording=str(row.get("wording", "")),
        choices=choices,
        none=str(row.get("none", "")),
        ask_if=ask_if,
        not_after=_strings(row.get("not_after", ()), name),
        variants=variants,
        about=str(row.get("about", "")),
        skippable=bool(row.get("skippable", True)),
        carries=bool(row.get("carries", False)),
        offers_to_carry=bool(row.get("offers_to_carry", False)),
    )


def _check_references(questions: tuple[Question, ...], name: str) -> None:
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise QuestionSetError(name, "this id stands twice", question.id)
        named = set(question.not_after).union(*(variant.low for variant in question.variants))
        if named - seen:
            raise QuestionSetError(name, f"not asked before it: {', '.join(sorted(named - seen))}", question.id)
        seen.add(question.id)


def _fields(wording: str) -> set[str]:
    try:
        return {field or "" for _, field, _, _ in Formatter().parse(wording) if field is not None}
    except ValueError:  # a lone brace
        return {""}


def _strings(value: object, name: str) -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise QuestionSetError(name, "a list of strings was expected")


_KEYS = frozenset(Question.__dataclass_fields__)

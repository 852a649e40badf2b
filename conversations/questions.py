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
LONGEST_ID = 16
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
    """One question. `choices` are ids and words, a scale's are "1", "2", ...; `none` excludes the other choices.

    `short` names the question where nobody but the person should know it for what it is, as on a lock screen.
    """

    id: str
    kind: Kind
    wording: str = ""
    short: str = ""
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
            yield from (words for words in (question.wording, question.short, question.none) if words)
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
    scale, rows = table.get("scale", {}), table.get("question", [])
    if not isinstance(scale, dict) or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise QuestionSetError(name, "[scale] and [[question]] are tables")
    labels = _strings(scale.get("labels", ()), name)
    if not rows:
        raise QuestionSetError(name, "there is no [[question]]")
    questions = tuple(_question(row, labels, name) for row in rows)
    _check_references(questions, name)
    match table:
        case {"id": str(set_id), "version": int(version), "name": str(title)} if _is_id(set_id) and title.strip():
            return QuestionSet(set_id, version, title, questions)
    raise QuestionSetError(name, "id, version and name are needed, the version a whole number")


def _question(row: Mapping[str, Any], labels: tuple[str, ...], name: str) -> Question:
    question_id = str(row.get("id", ""))
    unknown = set(row) - _KEYS
    if not _is_id(question_id):
        raise QuestionSetError(name, f"an id is needed: {_AN_ID}", question_id)
    if unknown:
        raise QuestionSetError(name, f"unknown key: {', '.join(sorted(unknown))}", question_id)
    try:
        kind, ask_if = Kind(row.get("kind", "")), AskIf(row.get("ask_if", AskIf.ALWAYS))
    except ValueError as error:
        raise QuestionSetError(name, str(error), question_id) from None
    question = Question(
        id=question_id,
        kind=kind,
        wording=_words(row, "wording", name, question_id),
        short=_words(row, "short", name, question_id),
        choices=_choices(row, kind, labels, name),
        none=_words(row, "none", name, question_id),
        ask_if=ask_if,
        not_after=_strings(row.get("not_after", ()), name, question_id),
        variants=_variants(row, name),
        about=_words(row, "about", name, question_id),
        skippable=_flag(row, "skippable", name, otherwise=True),
        carries=_flag(row, "carries", name, otherwise=False),
        offers_to_carry=_flag(row, "offers_to_carry", name, otherwise=False),
    )
    _check(question, name)
    return question


def _choices(row: Mapping[str, Any], kind: Kind, labels: tuple[str, ...], name: str) -> tuple[tuple[str, str], ...]:
    if kind is Kind.SCALE:
        return tuple((str(number), words) for number, words in enumerate(labels, start=1))
    match row.get("choices", {}):
        case dict(choices) if all(isinstance(words, str) and words.strip() for words in choices.values()):
            return tuple(choices.items())
    raise QuestionSetError(name, "choices are a table of ids and words", str(row["id"]))


def _variants(row: Mapping[str, Any], name: str) -> tuple[Variant, ...]:
    rows, variants = row.get("variants", []), list[Variant]()
    for variant in rows if isinstance(rows, list) else [rows]:
        match variant:
            case {"low": list(low), "wording": str(wording)} if low and wording.strip():
                variants.append(Variant(_strings(low, name, str(row["id"])), wording))
            case _:
                raise QuestionSetError(name, "a variant has low, a list of ids, and a wording", str(row["id"]))
    return tuple(variants)


def _check(question: Question, name: str) -> None:
    """What cannot be asked, or what would be asked in a way that nobody can mean."""
    ids = [key for key, _ in question.choices]
    wordings = (question.wording, *(variant.wording for variant in question.variants))
    fields = {"item"} if question.ask_if is AskIf.EACH_OPEN_ITEM else set()
    reasons = {
        f"{KEEP} asks whether to keep what was written": question.id == KEEP,
        "a wording is needed": not question.wording and not question.variants,
        "variants and ask_if = low go together": bool(question.variants) != (question.ask_if is AskIf.LOW),
        "choices are needed (a scale takes the labels under [scale])": not ids and question.kind is not Kind.TEXT,
        f"a choice's id: {_AN_ID}, and none of {', '.join(sorted(_WAYS))}": question.kind is not Kind.SCALE
        and any(not _is_id(key) or key in _WAYS for key in ids),
        "only {item} may stand in braces, with ask_if = each_open_item": any(
            not _fields(w) <= fields for w in wordings
        ),
        "about is connection or relief, of a scale": question.about != ""
        and (question.about not in {CONNECTION, RELIEF} or question.kind is not Kind.SCALE),
        "only words can be carried": (question.carries or question.offers_to_carry) and question.kind is not Kind.TEXT,
        "none goes with several choices": question.none != "" and question.kind is not Kind.CHOICES,
    }
    for reason, applies in reasons.items():
        if applies:
            raise QuestionSetError(name, reason, question.id)


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


def _strings(value: object, name: str, question_id: str = "") -> tuple[str, ...]:
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise QuestionSetError(name, "a list of strings was expected", question_id)


def _words(row: Mapping[str, Any], key: str, name: str, question_id: str) -> str:
    value = row.get(key, "")
    if not isinstance(value, str):
        raise QuestionSetError(name, f"{key} is a string", question_id)
    return value


def _flag(row: Mapping[str, Any], key: str, name: str, *, otherwise: bool) -> bool:
    value = row.get(key, otherwise)
    if not isinstance(value, bool):
        raise QuestionSetError(name, f"{key} is true or false", str(row["id"]))
    return value


def _is_id(words: str) -> bool:
    """Whether a button can carry it: a tap has 64 bytes, for two ids, two numbers and what is asked of them."""
    return words.isascii() and words.isidentifier() and len(words) <= LONGEST_ID


_AN_ID = f"letters, digits and underscores, at most {LONGEST_ID}"
_WAYS = frozenset({"back", "skip", "pause", "next", "go_on", "none"})
_KEYS = frozenset(Question.__dataclass_fields__)

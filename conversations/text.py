"""What the bot says, as runs of words with a style.

Nothing here is markup, so a person's own words can never break a message or be read as one. Lengths are UTF-16 code
units, the way Telegram counts entity offsets; staying below its limits in UTF-16 is safe however it counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import accumulate, takewhile
from string import Formatter

MESSAGE_UNITS = 4096  # Telegram Bot API, sendMessage: "1-4096 characters after entities parsing"

_FORMATTER = Formatter()


class Style(StrEnum):
    """How a run is shown; each but PLAIN is a MessageEntity type of the Bot API."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    SPOILER = "spoiler"
    QUOTE = "blockquote"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style."""

    words: str = field(repr=False)
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Text:
    """A message's words, run by run."""

    runs: tuple[Run, ...] = ()

    @property
    def plain(self) -> str:
        """The words without their styles."""
        return "".join(run.words for run in self.runs)

    @property
    def units(self) -> int:
        """Length in UTF-16 code units."""
        return units(self.plain)

    def __add__(self, other: "Text | str") -> "Text":
        return Text(self.runs + as_text(other).runs)

    def __radd__(self, other: str) -> "Text":
        return as_text(other) + self

    def __bool__(self) -> bool:
        return any(run.words for run in self.runs)


def units(words: str) -> int:
    """Length of a string in UTF-16 code units."""
    return len(words) + sum(character > "\uffff" for character in words)


def as_text(words: Text | str) -> Text:
    """A string as plain text; a Text as it is."""
    return words if isinstance(words, Text) else Text((Run(words),) if words else ())


def bold(words: str) -> Text:
    """A heading."""
    return Text((Run(words, Style.BOLD),))


def italic(words: str) -> Text:
    """An aside."""
    return Text((Run(words, Style.ITALIC),))


def spoiler(words: str) -> Text:
    """Words that stay covered on a screen until they are tapped."""
    return Text((Run(words, Style.SPOILER),))


def quote(words: str) -> Text:
    """A person's own words, set apart."""
    return Text((Run(words, Style.QUOTE),))


def fill(template: str, **values: Text | str) -> Text:
    """A template's `{name}` fields replaced, the styles of the values kept.

    Raises KeyError when the template names a value that was not given: a broken catalogue, found by its test.
    """
    runs: list[Run] = []
    for literal, name, _, _ in _FORMATTER.parse(template):
        if literal:
            runs.append(Run(literal))
        if name is not None:
            runs.extend(as_text(values[name]).runs)
    return Text(tuple(runs))


def join(separator: str, texts: Iterable[Text | str]) -> Text:
    """Texts with a separator between them; empty ones are left out."""
    present = [text for text in map(as_text, texts) if text]
    joined = Text()
    for place, text in enumerate(present):
        joined = joined + (separator if place else "") + text
    return joined


def clip(words: str, limit: int) -> str:
    """A string cut to `limit` UTF-16 units at a word's end where one is near, with an ellipsis that says so."""
    if units(words) <= limit:
        return words
    head = _head(words, limit - 1)
    space = head.rfind(" ")
    return (head[:space] if space > len(head) // 2 else head).rstrip() + "…"


def split(text: Text, limit: int = MESSAGE_UNITS) -> tuple[Text, ...]:
    """A text as messages of at most `limit` UTF-16 units each, parted at a line's or word's end where one is near.

    No word is lost: the parts joined are the text, but for white space where it was parted.
    """
    parts: list[Text] = []
    part: list[Run] = []
    room = limit
    for run in text.runs:
        words = run.words
        while words:
            if units(words) <= room:
                part.append(Run(words, run.style))
                room -= units(words)
                break
            head = _break(words, room, alone=not part)
            if head:
                part.append(Run(head.rstrip(), run.style))
            words = words[len(head) :].lstrip()
            if any(piece.words.strip() for piece in part):
                parts.append(Text(tuple(part)))
            part, room = [], limit
    if any(piece.words.strip() for piece in part):
        parts.append(Text(tuple(part)))
    return tuple(parts)


def _head(words: str, room: int) -> str:
    """The longest beginning of at most `room` units; no character is cut in two."""
    used = accumulate(map(units, words))
    return words[: sum(1 for _ in takewhile(lambda so_far: so_far <= room, used))]


def _break(words: str, room: int, *, alone: bool) -> str:
    """The beginning that fits, up to a line's or word's end.

    Where it has a message to itself, only if that end lies in its second half: an unbroken length is cut somewhere.
    """
    head = _head(words, room)
    if words[len(head)].isspace():
        return head
    line_end = head.rfind("\n")
    word_end = max((place for place, character in enumerate(head) if character.isspace()), default=-1)
    for place in (line_end, word_end):
        if place > len(head) // 2:
            return head[: place + 1]
    return head if alone else head[: word_end + 1]

"""A language that nobody speaks: every sentence that is marked for translation, in letters that stand nowhere else.

What is still in plain Latin letters when the bot speaks it was never marked, or was put together by hand.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path

from babel import Locale
from babel.messages.extract import extract

from conversations.dialogue import Dialogue
from conversations.effects import Effect, HandOver, Revise, Say, Settle
from conversations.events import Event
from conversations.model import Journal
from conversations.phases import Place
from conversations.questions import QuestionSet
from conversations.turn import Turn
from conversations.wording.voice import Wording
from tests.conversations.cast import CARE, CORE, SETS
from tests.conversations.chat import Chat

KEYWORDS: Mapping[str, tuple[int, ...] | None] = {"say": None, "label": None, "marked": None, "count": (1, 2)}
# What stays as it is in any language: fields, commands, an address, the name of a time zone.
KEPT = re.compile(r"\{[a-z_]*\}|/[a-z]+\b|findahelpline\.com|[A-Z][a-z]+/[A-Z][A-Za-z_]+")
CITIES = re.compile(r"\b(Lisbon|New York)\b")  # of a time zone's name, where it is all that is known
LATIN = re.compile(r"[A-Za-z]+")


def sources() -> Iterator[Path]:
    return CORE.rglob("*.py")


def messages() -> dict[str, str]:
    """Every message that is marked in the core, with its plural (or itself), and all that the question sets say."""
    found: dict[str, str] = {}
    for path in sources():
        with path.open("rb") as source:
            for _, message, _, _ in extract("python", source, KEYWORDS):
                one, many = message if isinstance(message, tuple) else (message, message)
                found[one] = many
    found |= {sentence: sentence for questions in SETS.values() for sentence in questions.sentences()}
    return found | {line.where: line.where for line in CARE.helplines}


def pseudo(message: str) -> str:
    """A message in the pseudo-language: its Latin letters in their full width, between white brackets."""
    places = [match.span() for match in KEPT.finditer(message)]
    kept = {place for start, end in places for place in range(start, end)}
    letters = [
        chr(ord(letter) + 0xFEE0) if LATIN.fullmatch(letter) and place not in kept else letter
        for place, letter in enumerate(message)
    ]
    return "⟦" + "".join(letters) + "⟧"


def unspoken(text: str) -> list[str]:
    """The words of a text that are in no language but English."""
    return LATIN.findall(CITIES.sub("", KEPT.sub("", text)))


class Pseudo(NullTranslations):
    """Translates what was extracted and leaves the rest as it is; remembers what it was asked for."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__()
        self.known = known
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        return pseudo(message) if message in self.known else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        if self.known.get(msgid1) != msgid2:
            return msgid1 if n == 1 else msgid2
        return pseudo(msgid1 if n == 1 else msgid2)


class Places:
    """Cities in letters that are not Latin."""

    PORTO = Place("Порту", "Португалия", "Europe/Lisbon")
    NEW_YORK = Place("Нью-Йорк", "США", "America/New_York")

    def search(self, query: str) -> tuple[Place, ...]:
        known = {"порту": (self.PORTO,), "нью-йорк": (self.NEW_YORK,), "город": (self.PORTO, self.NEW_YORK)}
        return known.get(query.casefold(), ())

    def at(self, latitude: float, longitude: float) -> Place | None:
        return self.PORTO if latitude or longitude else None


def core(translations: Pseudo, sets: Mapping[str, QuestionSet] = SETS) -> Dialogue:
    """The core in the pseudo-language, its dates and numbers in Russian."""
    return Dialogue(Places(), sets, {"en": Wording(translations, Locale("ru"))}, CARE)


class Overheard(Chat):
    """A chat in which every word the bot says is listened to. The person writes in Russian and taps by choice."""

    def __init__(self, journal: Journal, translations: Pseudo, now: datetime) -> None:
        super().__init__(journal, core(translations), now)
        self.english: list[str] = []

    def takes(self, event: Event) -> Turn:
        turn = super().takes(event)
        said = [turn.toast, *(words for pending in turn.effects for words in spoken(pending.effect))]
        self.english.extend(f"{words!r}: {found}" for words in said if (found := unspoken(words)))
        return turn

    def picks(self, *choices: str) -> None:
        """Tap the newest button of each choice, whatever it reads."""
        for choice in choices:
            shown = [(bubble, button) for bubble in self.messages.values() for button in bubble.buttons]
            picked = [(bubble, button) for bubble, button in shown if button.tap.choice == choice]
            assert picked, f"no {choice!r}; the chat reads:\n{self}"
            newest = max(bubble.id for bubble, _ in picked)
            self.taps_again(next(button for bubble, button in picked if bubble.id == newest), newest)


def spoken(effect: Effect) -> Iterator[str]:
    """All that an effect shows to a person."""
    match effect:
        case Say(text=text, keyboard=keyboard) | Revise(text=text, keyboard=keyboard):
            yield text.plain
            yield from (button.label for row in keyboard for button in row)
        case Settle(text=settled) if settled is not None:
            yield settled.plain
        case HandOver(caption=caption):
            yield caption.plain
    if isinstance(effect, Say) and effect.location is not None:
        yield effect.location.share
        yield effect.location.leave

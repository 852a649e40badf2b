"""When the crisis card is shown, and the helplines on it. It never blocks, scores, flags or claims to alert anyone."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number, and where or for whom it is."""

    where: str
    number: str


@dataclass(frozen=True, slots=True)
class Care:
    """What the card needs. `phrases`: by language, one pattern of what it answers and one of what only sounds like it."""

    helplines: tuple[Helpline, ...]
    checked_on: date
    phrases: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]

    def is_called_for(self, words: str, language: str) -> bool:
        """Whether words contain one of the explicit phrases of a language (English where there is no list)."""
        called, excepted = self.phrases.get(language) or self.phrases["en"]
        return called.search(excepted.sub(" ", folded(words))) is not None


def parse(helplines: str, phrase_lists: tuple[str, ...]) -> Care:
    """The helplines file and a phrase file for each language, both TOML.

    Raises KeyError or tomllib.TOMLDecodeError: they ship with the program, and its tests read them.
    """
    table = tomllib.loads(helplines)
    lines = tuple(Helpline(str(line["where"]), str(line["number"])) for line in table["line"])
    lists = [tomllib.loads(source) for source in phrase_lists]
    phrases = {str(each["language"]): (_pattern(each["phrases"]), _pattern(each["except"])) for each in lists}
    return Care(lines, table["checked_on"], phrases)


def folded(words: str) -> str:
    """Words without case, accents, apostrophes and punctuation, one space between them."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = re.sub(r"[\u0300-\u036f'’‘`´ʼ]", "", plain)
    return re.sub(r"[^\w]+|_+", " ", plain).strip()


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    if not phrases:
        return re.compile(r"(?!)")  # nothing at all
    longest_first = sorted((re.escape(folded(phrase)) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest_first)})\b")

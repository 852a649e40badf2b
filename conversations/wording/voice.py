"""How a sentence is said in a language: gettext for words, Babel for dates, numbers and plurals."""

from dataclasses import dataclass
from gettext import NullTranslations

from babel import Locale


@dataclass(frozen=True, slots=True)
class Wording:
    translations: NullTranslations
    locale: Locale

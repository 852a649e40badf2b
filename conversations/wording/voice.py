"""How a sentence is said in a language: gettext for words, Babel for dates, numbers and plurals."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from gettext import NullTranslations

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from conversations.text import Text, fill


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. `say`, `count` and `label` mark what is to be translated; the English is the key."""

    translations: NullTranslations = field(default_factory=NullTranslations, repr=False)
    locale: Locale = field(default_factory=lambda: Locale("en", "GB"))

    def say(self, message: str, **values: Text | str) -> Text:
        """A sentence, its `{name}` fields filled in."""
        return fill(self.translations.gettext(message), **values)

    def count(self, one: str, many: str, number: int, **values: Text | str) -> Text:
        """A sentence whose form depends on a number, which it may name as `{number}`."""
        return fill(self.translations.ngettext(one, many, number), number=self.number(number), **values)

    def label(self, message: str) -> str:
        """A few words without fields: a button, a heading, a name."""
        return self.translations.gettext(message)

    def number(self, number: float) -> str:
        """A number with at most one decimal."""
        return format_decimal(number, format="#,##0.#", locale=self.locale)

    def weekday(self, weekday: int) -> str:
        """A day's name, Monday as 0."""
        return str(get_day_names("wide", context="stand-alone", locale=self.locale)[weekday]).capitalize()

    def day(self, on: date) -> str:
        """A day near now: "Tuesday 24 November"."""
        return format_skeleton("MMMMEEEEd", _noon(on), locale=self.locale)

    def short_day(self, on: date) -> str:
        """A day on a button: "Tue 24 Nov"."""
        return format_skeleton("MMMEd", _noon(on), locale=self.locale)

    def long_day(self, on: date) -> str:
        """A day of any year: "24 November 2026"."""
        return format_date(on, "long", locale=self.locale)

    def time(self, at: time | datetime) -> str:
        """A wall time: "17:50"."""
        return format_time(at.replace(tzinfo=None), "short", locale=self.locale)

    def moment(self, at: datetime) -> Text:
        """A local date and time: "Tuesday 24 November, 17:50"."""
        return self.say("{day}, {time}", day=self.day(at.date()), time=self.time(at))

    def minutes(self, length: timedelta) -> str:
        """A length: "50 minutes", "2 hours", "1 hour 30 minutes"."""
        hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
        parts = [
            format_unit(amount, unit, "long", locale=self.locale)
            for amount, unit in ((hours, "duration-hour"), (minutes, "duration-minute"))
            if amount
        ]
        return " ".join(parts) or format_unit(0, "duration-minute", "long", locale=self.locale)

    def several(self, names: tuple[str, ...]) -> str:
        """Names in a row: "a, b and c"."""
        return format_list(names, "standard", locale=self.locale)


def marked(message: str) -> str:
    """A sentence that is said elsewhere, marked here to be translated."""
    return message


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12))

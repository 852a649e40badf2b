"""How things are said: dates and numbers the way of a language, short and plain, and some words never."""

import re
from datetime import UTC, date, datetime, time, timedelta
from gettext import NullTranslations

import pytest
from babel import Locale

from conversations.dialogue import Dialogue
from conversations.text import units
from conversations.wording import arranging, nudging, service
from conversations.wording.voice import Wording, marked
from tests.conversations.cast import CARE, SETS, FewPlaces, resident
from tests.conversations.pseudo import messages

ENGLISH = Wording()
AMERICAN = Wording(locale=Locale("en", "US"))
GERMAN = Wording(locale=Locale("de"))
PORTUGUESE = Wording(locale=Locale("pt", "PT"))
ON = date(2026, 11, 24)


def test_days() -> None:
    assert ENGLISH.day(ON) == "Tuesday 24 November"
    assert ENGLISH.short_day(ON) == "Tue 24 Nov"
    assert ENGLISH.long_day(ON) == "24 November 2026"
    assert GERMAN.long_day(ON) == "24. November 2026"
    assert [ENGLISH.weekday(day) for day in (0, 6)] == ["Monday", "Sunday"]
    assert PORTUGUESE.weekday(0) == "Segunda-feira"


def test_times_and_moments() -> None:
    assert ENGLISH.time(time(17, 5)) == "17:05"
    assert AMERICAN.time(time(17, 5)).replace("\u202f", " ") == "5:05 PM"
    assert ENGLISH.time(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) == "09:00"
    assert ENGLISH.moment(datetime(2026, 11, 24, 17, 50, tzinfo=UTC)).plain == "Tuesday 24 November, 17:50"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "0 minutes"), (1, "1 minute"), (50, "50 minutes"), (60, "1 hour"), (90, "1 hour 30 minutes"),
        (121, "2 hours 1 minute"),
    ],
)  # fmt: skip
def test_lengths(minutes: int, expected: str) -> None:
    assert ENGLISH.minutes(timedelta(minutes=minutes)) == expected
    assert GERMAN.minutes(timedelta(minutes=50)) == "50 Minuten"


def test_numbers_and_lists() -> None:
    assert [ENGLISH.number(number) for number in (4, 4.0, 3.8333, 1000)] == ["4", "4", "3.8", "1,000"]
    assert GERMAN.number(3.8333) == "3,8"
    assert [ENGLISH.several(names) for names in (("a",), ("a", "b"), ("a", "b", "c"))] == ["a", "a and b", "a, b and c"]


def test_plurals_are_the_language_s() -> None:
    class Polish(NullTranslations):
        def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
            del msgid1, msgid2
            return {1: "{number} rzecz"}.get(n) or ("{number} rzeczy" if 2 <= n <= 4 else "{number} spraw")

    w = Wording(Polish(), Locale("pl"))
    assert [w.count("one", "many", number).plain for number in (1, 3, 5)] == ["1 rzecz", "3 rzeczy", "5 spraw"]
    assert ENGLISH.count("{number} thing", "{number} things", 1).plain == "1 thing"
    assert ENGLISH.count("{number} thing", "{number} things", 2).plain == "2 things"


def test_one_thing_more_and_several() -> None:
    starts_at = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
    one = nudging.prepare(ENGLISH, starts_at, starts_at.date(), ["a"]).plain
    many = nudging.prepare(ENGLISH, starts_at, starts_at.date(), ["a"] * 9).plain
    assert one == "At 17:00. You saved this to bring up:\na"
    assert many.startswith("At 17:00. You saved these to bring up:\n")
    assert many.endswith("\nand 1 more, in /history")


def test_a_marked_sentence_is_itself() -> None:
    assert marked("Yes") == "Yes"


def test_a_language_without_a_catalogue_is_english() -> None:
    chat = resident(language="xx")
    chat.commands("help")
    chat.sees("What I can do")


def test_a_person_s_language() -> None:
    class Portuguese(NullTranslations):
        def gettext(self, message: str) -> str:
            return {"Erase everything now?": "Apagar tudo agora?"}.get(message, message)

    core = Dialogue(FewPlaces(), SETS, {"en": Wording(), "pt": Wording(Portuguese(), Locale("pt", "PT"))}, CARE)
    chat = resident(core=core, language="pt")
    chat.commands("erase")
    chat.taps("Erase everything")
    assert chat.last.words == "Apagar tudo agora?"


# What the shell shows by itself.


def test_the_descriptions_fit() -> None:
    assert units(service.description(ENGLISH)) <= 512  # Bot API, setMyDescription
    assert units(service.short_description(ENGLISH)) <= 120  # Bot API, setMyShortDescription
    for name, description in service.commands(ENGLISH):
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)  # Bot API, BotCommand
        assert 1 <= units(description) <= 256


def test_every_command_of_the_menu_is_answered() -> None:
    for name, _ in service.commands(ENGLISH):
        chat = resident()
        chat.commands(name)
        chat.does_not_see("I don't know that one.")


def test_what_the_shell_says_in_trouble() -> None:
    assert "Nothing was erased." in service.journal_unreadable(ENGLISH).plain
    assert "No need to send it again." in service.not_saved(ENGLISH).plain
    assert "leaving" in service.group_refusal(ENGLISH).plain


def test_the_file_of_everything_has_a_neutral_name() -> None:
    assert service.export_name(ON) == "journal-2026-11-24.json"


def test_the_end_of_the_arrangements_with_nothing_ahead() -> None:
    text = arranging.done(ENGLISH, next_at=None, nudge_at=None, varies=False).plain
    assert text == (
        "That is all I need.\n\nJust had one? /reflect begins right away.\n\n"
        "/settings changes all of this. /help tells the rest."
    )


# Words.

SAID = sorted({*messages(), *messages().values()})
NEVER = (
    "rupture", "ruptured", "repaired", "repair", "alliance", "abnormal", "significant", "significantly", "at risk",
    "streak", "great", "well done", "good job", "congratulations", "awesome", "amazing", "proud", "validated", "score",
    "scores", "why", "should", "must", "missed", "failed", "normal", "healthy", "unhealthy", "diagnosis", "symptom",
    "patient", "stay with your therapist", "leave your therapist", "WAI", "SRS", "ORS", "HAq", "SAI", "SEQ", "ARM",
    "oops", "sorry",
)  # fmt: skip


@pytest.mark.parametrize("message", SAID)
def test_what_is_never_said(message: str) -> None:
    assert "!" not in message
    # A field is no word: {score} stands for a number.
    words = re.sub(r"\{[a-z_]*\}", "", message)
    found = [word for word in NEVER if re.search(rf"\b{word}\b", words, re.IGNORECASE if word.islower() else 0)]
    assert found == []


@pytest.mark.parametrize("message", SAID)
def test_it_is_said_in_short_breaths(message: str) -> None:
    for breath in re.split(r"(?<=[.?:;,])\s", message):
        assert len(breath.split()) <= 20, breath


def test_the_first_words_on_a_lock_screen_are_neutral() -> None:
    for said in (nudging.nudge(ENGLISH, late=True), nudging.reminder(ENGLISH), nudging.keep_change_or_pause(ENGLISH)):
        assert not re.search("therap|session|clinic|psych|reflection", said.plain, re.IGNORECASE)

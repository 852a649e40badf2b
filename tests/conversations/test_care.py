"""When the crisis card is shown, and that it is true what it says."""

from datetime import date

import pytest

from conversations.care import folded, parse
from conversations.events import Attachment
from conversations.model import ReflectionState
from conversations.phases import Arranging, Idle, Reflecting, Step
from tests.conversations.cast import CARE, MONDAY, newcomer, resident
from tests.conversations.chat import Chat

WROTE = "Thank you for writing that."


@pytest.mark.parametrize(
    "words",
    [
        "I want to die",
        "i WANT   to\ndie.",
        "I don't want to live any more",
        "I don’t want to live",
        "I dont want to be alive",
        "Sometimes I think about suicide, and then not",
        "suicidal?",
        "Súicide",
        "I cut myself yesterday",
        "I've been hurting myself",
        "self-harm",
        "self_harm",
        "selfharm again",
        "they would be better off without me",
        "no-reason-to-live",
        "I hurt myself at night",
        "I cut myself some slack, but I still want to die",
    ],
)
def test_explicit_phrases_are_answered(words: str) -> None:
    assert CARE.is_called_for(words, "en")


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I hurt myself at the gym",
        "we watched Suicide Squad",
        "I cut myself some slack",
        "I cut myself off from them",
        "cut myself shaving",
        "I could die of laughter",
        "it is the end of my life as a student, almost: end of my lifelong dream",
        "skill myself",
        "I am dying to go back",
        "the overdosed soundtrack",
    ],
)
def test_what_only_sounds_like_one_is_not(words: str) -> None:
    assert not CARE.is_called_for(words, "en")


def test_a_language_without_a_list_is_read_in_english() -> None:
    assert CARE.is_called_for("I want to die", "pt")


def test_words_are_folded() -> None:
    assert folded("  Don’t—WANT\tTo_live! ") == "dont want to live"


def test_the_helplines_are_read_with_the_date_they_were_checked_on() -> None:
    assert CARE.checked_on >= date(2026, 1, 1)
    numbers = [line.number for line in CARE.helplines]
    assert numbers == ["112", "911", "988", "999", "116 123", "findahelpline.com"]


def test_a_list_without_exceptions_and_one_without_phrases() -> None:
    care = parse(
        'checked_on = 2026-11-23\n[[line]]\nwhere = "here"\nnumber = "1"',
        ('language = "en"\nphrases = ["no more"]\nexcept = []', 'language = "xx"\nphrases = []\nexcept = []'),
    )
    assert care.is_called_for("no more", "en")
    assert not care.is_called_for("anything", "xx")


# In a chat.


def _parts(chat: Chat) -> list[str]:
    journal = chat.kept
    return [
        *chat.notes,
        *(item.words for item in journal.carry_items),
        *(part.words for each in journal.reflections for part in each.notes),
        *(answer.words for each in journal.reflections for answer in each.answers),
        *(part.words for part in getattr(journal.desk.phase, "parts", ())),
    ]


def test_the_card_comes_after_the_words_are_saved() -> None:
    chat = resident()
    chat.says("I want to die")
    assert chat.last.words.startswith(WROTE)
    assert "I'm a program. Nobody is monitoring this chat and I can't send help." in chat.last.words
    assert chat.last.words.endswith("If I misread you, please ignore this. Your note is saved.")
    assert chat.labels == ["Carry on", "Stop for today"]
    assert _parts(chat) == ["I want to die"]


def test_it_is_true_that_it_is_saved_where_a_time_was_asked_for() -> None:
    chat = newcomer()
    chat.says("I want to die")
    assert chat.last.words.endswith("Your note is saved.")
    assert chat.notes == ["I want to die"]
    assert chat.kept.desk.phase == Arranging(step=Step.DAY, onboarding=True)
    chat.taps("Carry on")
    assert chat.last.words == "All right. /crisis shows the numbers again."
    chat.taps("Monday")
    chat.sees("When does it begin?")


def test_long_words_in_the_arrangements_are_saved_once() -> None:
    chat = newcomer()
    chat.says("I think that I want to die some days")
    assert chat.notes == ["I think that I want to die some days"]
    assert chat.last.words.startswith(WROTE)


def test_in_a_correction() -> None:
    chat = resident()
    own = chat.says("I want to dye")
    chat.edits(own, "I want to die")
    assert chat.last.words.startswith(WROTE)
    chat.edits(own, "I want to dye my hair")
    chat.taps("Keep it as a note")
    assert chat.notes == ["I want to dye my hair"]


def test_in_a_correction_of_what_was_not_kept() -> None:
    chat = newcomer()
    own = chat.says("hm")
    chat.edits(own, "suicide")
    assert chat.last.words.startswith(WROTE)
    assert chat.notes == ["suicide"]


def test_under_a_picture() -> None:
    chat = resident()
    chat.sends(Attachment.PHOTO, "better off dead")
    assert chat.last.words.startswith(WROTE)
    assert _parts(chat) == ["better off dead"]


def test_asked_for_it_says_nothing_about_writing() -> None:
    chat = resident()
    chat.commands("crisis")
    assert chat.last.words.startswith("I'm a program.")
    assert "saved" not in chat.last.words
    chat.commands("crisis")
    assert str(chat).count("I'm a program.") == 1


def test_stop_for_today_rests_the_reflection() -> None:
    chat = resident()
    chat.commands("reflect")
    chat.says("I want to die")
    chat.taps("Stop for today")
    assert chat.last.words == "We stop here for today. All you said is kept. /crisis shows the numbers again."
    assert chat.reflection.state is ReflectionState.PAUSED
    assert [part.words for part in chat.reflection.notes] == ["I want to die"]
    assert chat.sees("I'm a program.").labels == []
    assert chat.sees("We stop here, at 1 of").labels == ["Go on"]


def test_carry_on_goes_on_below() -> None:
    chat = resident()
    chat.commands("reflect")
    chat.says("I want to die")
    chat.taps("Carry on")
    assert chat.last.words.endswith("How at ease did you feel talking with your therapist today?")
    assert chat.kept.desk.phase == Reflecting(chat.reflection.id)


def test_with_nothing_open() -> None:
    chat = resident()
    chat.commands("crisis")
    button = chat.taps("Stop for today")
    chat.sees("We stop here for today.")
    chat.taps_again(button)
    assert chat.kept.desk.phase == Idle()
    chat.commands("crisis")
    chat.taps("Carry on")
    assert chat.last.words == "All right. /crisis shows the numbers again."


@pytest.mark.parametrize("where", ["idle", "onboarding", "settings", "reflecting", "resting", "unfiled", "erasing"])
def test_it_is_there_in_every_state_and_leaves_it_as_it_is(where: str) -> None:
    chat = newcomer() if where == "onboarding" else resident(now=MONDAY.replace(hour=18))
    match where:
        case "settings":
            chat.commands("settings")
            chat.taps("Session")
        case "reflecting" | "resting":
            chat.commands("reflect")
            if where == "resting":
                chat.taps("Pause")
        case "unfiled":
            chat.says("out of the blue")
        case "erasing":
            chat.commands("erase")
    before = chat.kept.desk.phase
    chat.commands("crisis")
    chat.sees("call your emergency number now")
    assert chat.kept.desk.phase == before
    chat.commands("help")
    chat.sees("If you need a person now: /crisis.")
    assert chat.kept.desk.phase == before
    chat.says("I want to die")
    assert chat.last.words.startswith(WROTE)
    assert "I want to die" in _parts(chat)

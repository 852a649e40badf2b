"""In the middle of the arrangements: commands, other buttons, double taps and junk."""

import pytest

from conversations.phases import Step
from tests.conversations.arranging import step, walk
from tests.conversations.cast import newcomer


def test_a_location_at_another_step_is_no_answer() -> None:
    chat = newcomer()
    chat.shares_location(41.1, -8.6)
    assert chat.last.words.startswith("I didn't get that.")
    assert step(chat) is Step.DAY


def test_commands_wait_but_for_those_that_never_do() -> None:
    chat = walk(newcomer(), "Monday")
    for name in ("reflect", "history", "summary", "settings", "pause", "resume"):
        chat.commands(name)
        assert "First these few questions, then that." in chat.last.words
        assert step(chat) is Step.HOUR
    chat.commands("start")
    assert chat.last.words.startswith("When does it begin?")
    for name, words in (("help", "What I can do"), ("privacy", "What is kept, and where"), ("crisis", "I'm a program")):
        chat.commands(name)
        chat.sees(words)
    chat.commands("export")
    assert chat.files == 1
    assert step(chat) is Step.HOUR


def test_other_buttons_wait() -> None:
    chat = walk(newcomer(), "Monday")
    chat.taps_junk("s", "", "", "zone")
    assert chat.toast == "First these few questions, then that."
    assert step(chat) is Step.HOUR


def test_a_double_tap_does_not_answer_the_next_question() -> None:
    chat = newcomer()
    button = chat.taps("Monday")
    chat.taps_again(button)
    assert chat.toast == "That is settled. /settings changes it."
    assert step(chat) is Step.HOUR
    button = chat.taps("17:00")
    chat.taps_again(button)
    assert step(chat) is Step.MINUTE


@pytest.mark.parametrize(
    ("at", "choice"),
    [
        (Step.DAY, "7"), (Step.DAY, "monday"), (Step.DAY, ""), (Step.DAY, "share"), (Step.HOUR, "24"),
        (Step.HOUR, "24.00"), (Step.MINUTE, "60"), (Step.LENGTH, "0"), (Step.LENGTH, "481"), (Step.RHYTHM, "3"),
        (Step.ZONE, "0"), (Step.TIMING, "bad"), (Step.DELAY, "241"), (Step.SUMMARY_DAY, "9"), (Step.SUMMARY_HOUR, "8"),
    ],
)  # fmt: skip
def test_junk_under_a_button_moves_nothing(at: Step, choice: str) -> None:
    chat = newcomer()
    ways = iter(("Monday", "17:00", "17:00", "50 minutes", "Every week", "porto", "Change", "1 hour", "Sunday"))
    while step(chat) is not at:
        label = next(ways)
        if step(chat) is Step.ZONE:
            chat.says(label)
        else:
            chat.taps(label)
    before = chat.kept.profile, chat.kept.slots
    chat.taps_junk("a", "", at, choice)
    assert step(chat) is at
    assert (chat.kept.profile, chat.kept.slots) == before
    assert chat.last.location is None


def test_the_rhythm_of_the_first_session_is_only_what_was_offered() -> None:
    chat = walk(newcomer(), "It varies")
    chat.says("porto")
    chat.taps_junk("a", "", "first", "2031-01-01")
    assert step(chat) is Step.FIRST

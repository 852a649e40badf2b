"""The pages of the past, and leaving with all of it or none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.model import Note
from conversations.phases import Arranging, Erasing, Idle, Part, Step
from tests.conversations.cast import MONDAY, newcomer, resident
from tests.conversations.chat import Chat
from tests.conversations.walking import NUDGE_AT, WEEK, rates


def with_a_past() -> Chat:
    """A reflection, a note, an open item and an unfinished reflection, in that order."""
    chat = resident()
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    chat.says("it is raining")
    rates(chat, comfort=3)
    for label in ("Felt with me", "Gave me full attention", "Next", "Skip"):
        chat.taps(label)
    chat.says("the letter")
    chat.taps("Next")
    chat.waits(timedelta(days=1))
    chat.says("a thought in between")
    chat.taps("Keep it as a note")
    chat.waits_until(NUDGE_AT + WEEK)
    chat.taps("Now")
    chat.taps("Skip")
    chat.taps("2")
    return chat


def test_nothing_yet() -> None:
    chat = resident()
    chat.commands("history")
    assert chat.last.words == "Nothing is kept yet. /reflect begins your first reflection."


def test_page_by_page_newest_first() -> None:
    chat = with_a_past()
    chat.commands("history")
    assert chat.last.words == "To bring up next time\nthe letter\n\n1 of 4"
    assert chat.labels == ["Older"]
    page = chat.last.id
    chat.taps("Older")
    assert chat.last.id == page
    assert chat.last.words == (
        "Session of 30 November 2026\nNot finished\n\n"
        "How at ease did you feel talking with your therapist today?\n2 · A little\n\n2 of 4"
    )
    assert chat.labels == ["Newer", "Older"]
    chat.taps("Older")
    assert chat.last.words == "Note of 24 November 2026\na thought in between\n\n3 of 4"
    chat.taps("Older")
    told = chat.last.words
    assert told.startswith("Session of 23 November 2026\n\nHow at ease")
    assert "Did you notice any of these today? Tap all that fit.\nGave me full attention and Felt with me" in told
    assert "What is staying with you" not in told, "what was skipped is not held against anyone"
    assert "Anything you want to bring up next time? One line is enough.\nthe letter" in told
    assert told.endswith("You also wrote\nit is raining\n\n4 of 4")
    assert chat.labels == ["Newer"]
    chat.taps("Newer")
    assert chat.last.words.startswith("Note of 24 November")


def test_a_typed_choice_is_shown_by_its_words() -> None:
    chat = resident()
    chat.commands("reflect")
    chat.says("4")
    chat.commands("history")
    assert "How at ease did you feel talking with your therapist today?\n4 · Quite a lot" in chat.last.words


def test_whether_it_was_held_is_not_part_of_the_story() -> None:
    chat = resident(now=MONDAY.replace(hour=18))
    chat.commands("reflect")
    chat.taps("Yes")
    chat.commands("history")
    assert "Did your session happen?" not in chat.last.words


def test_a_long_entry_has_pages_of_its_own() -> None:
    chat = resident()
    long = "\n".join(f"line {number} of many" for number in range(600))
    notes = (
        Note(id=50, parts=(Part(1, "before"),), written_at=MONDAY),
        Note(id=51, parts=(Part(2, long),), written_at=MONDAY + timedelta(hours=1)),
        Note(id=52, parts=(Part(3, "after"),), written_at=MONDAY + timedelta(hours=2)),
    )
    chat.journal = replace(chat.kept, notes=notes)
    chat.commands("history")
    pages = [chat.last.words]
    while "Older" in chat.labels:
        chat.taps("Older")
        pages.append(chat.last.words)
        assert chat.last.text.units <= 4096
    assert len(pages) == 5
    assert all(f"line {number} of many" in "\n".join(pages) for number in range(600))
    while "Newer" in chat.labels:
        chat.taps("Newer")
        assert chat.last.words == pages[-2]
        pages.pop()


def test_a_page_that_is_gone_is_the_first() -> None:
    chat = with_a_past()
    chat.taps_junk("h", "4242", "0", "")
    assert chat.last.words.endswith("1 of 4")
    for page in ("9", "x", "99999", ""):
        chat.taps_junk("h", "0", page, "")
        assert chat.last.words.endswith("1 of 4")
    chat = resident()
    chat.taps_junk("h", "4242", "0", "")
    chat.sees("Nothing is kept yet.")


def test_history_does_not_touch_what_is_going_on() -> None:
    chat = with_a_past()
    before = chat.kept.desk.phase
    chat.commands("history")
    chat.taps("Older")
    assert chat.kept.desk.phase == before


# /export and /erase.


def test_export_hands_everything_over() -> None:
    chat = with_a_past()
    before = chat.kept.desk.phase
    chat.commands("export")
    assert chat.files == 1
    assert chat.last.words == "This is all I keep of yours. It is not encrypted any more: put it somewhere safe."
    assert chat.kept.desk.phase == before


def test_erase_in_two_steps() -> None:
    chat = with_a_past()
    chat.commands("erase")
    assert chat.last.words.startswith("This erases everything I keep of yours: every answer, note and setting.")
    assert chat.labels == ["Erase everything", "Keep it"]
    chat.taps("Erase everything")
    assert chat.last.words == "Erase everything now?"
    chat.taps("Yes, erase all of it")
    assert chat.journal is None
    assert chat.last.words.startswith("Everything I kept of yours is erased. This chat is still on your phone")
    assert chat.turn.used_invitation is None


def test_a_double_tap_on_erase_does_not_erase() -> None:
    chat = with_a_past()
    chat.commands("erase")
    button = chat.taps("Erase everything")
    chat.taps_again(button)
    assert chat.toast == "That button is old. /help shows what there is."
    assert chat.kept.desk.phase == Erasing(sure=True)


@pytest.mark.parametrize("steps", [0, 1])
def test_thinking_better_of_it(steps: int) -> None:
    chat = with_a_past()
    chat.commands("erase")
    for _ in range(steps):
        chat.taps("Erase everything")
    button = chat.taps("Keep it")
    assert chat.last.words == "Nothing was erased."
    assert chat.kept.desk.phase == Idle()
    chat.taps_again(button)
    assert chat.toast == "That button is old. /help shows what there is."
    assert len(chat.kept.reflections) == 2


def test_writing_something_instead_keeps_everything() -> None:
    chat = with_a_past()
    chat.commands("erase")
    button = chat.last.buttons[0]
    chat.says("no, wait")
    chat.sees("This erases everything")
    chat.says("I am not sure about this at all")
    chat.sees("I kept that with this reflection.")
    chat.taps_again(button)
    assert chat.toast == "That button is old. /help shows what there is."
    assert chat.journal is not None


def test_a_reflection_goes_on_after_thinking_better_of_it() -> None:
    chat = with_a_past()
    chat.commands("erase")
    chat.taps("Keep it")
    chat.taps("4")
    answer = chat.reflection.answer("openness")
    assert answer is not None
    assert answer.value == 4


def test_erasing_while_it_is_being_arranged() -> None:
    chat = newcomer()
    chat.taps("Monday")
    chat.commands("erase")
    chat.taps("Erase everything")
    chat.taps("Yes, erase all of it")
    assert chat.journal is None


def test_thinking_better_of_it_while_it_is_being_arranged_begins_again() -> None:
    chat = newcomer()
    chat.taps("Monday")
    chat.commands("erase")
    chat.taps("Keep it")
    assert chat.core.next_due_at(chat.kept, chat.now) is None
    for name in ("reflect", "settings", "summary", "start"):
        chat.commands(name)
        assert chat.kept.desk.phase == Arranging(step=Step.DAY, onboarding=True)
        chat.commands("erase")
        chat.taps("Keep it")

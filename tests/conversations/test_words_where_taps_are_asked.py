"""Words where a tap was asked for, and words behind a command: taken as meant, and never dropped."""

from datetime import time, timedelta

import pytest

from conversations.effects import Tap
from conversations.events import Attachment, Commanded, Edited, Event, Located, Said, Sent, Tapped, TimePassed
from conversations.model import ReflectionState
from conversations.phases import Arranging, Erasing, Idle, Reflecting, Step
from tests.conversations.arranging import walk
from tests.conversations.cast import CARE, MONDAY, at_the_door, dialogue, newcomer, resident, weekly_slot
from tests.conversations.walking import NUDGE_AT, READY, WEEK, nudged, session, walking


@pytest.mark.parametrize("typed", ["now", "Now.", "yes"])
def test_a_nudge_answered_by_a_typed_now(typed: str) -> None:
    chat = nudged()
    chat.says(typed)
    chat.does_not_see(READY)
    assert isinstance(chat.kept.desk.phase, Reflecting)
    assert chat.kept.notes == ()


def test_a_nudge_answered_by_a_typed_button() -> None:
    chat = nudged()
    chat.says("in an hour")
    assert session(chat).snoozed_until_at == NUDGE_AT + timedelta(hours=1)
    chat.says("I cried in the car")
    chat.sees("Shall I keep what you wrote?")


@pytest.mark.parametrize("typed", ["not now", "No", "later"])
def test_a_nudge_put_off_in_words_stays(typed: str) -> None:
    chat = nudged()
    chat.says(typed)
    chat.sees("Tap when you would like to, or just write what you want to keep.")
    assert chat.labels == ["Now", "In an hour", "Tonight", "It didn't happen"]
    assert chat.kept.desk.phase == Idle()


def test_a_nudge_answered_with_the_heart_begins_the_reflection() -> None:
    chat = nudged()
    chat.says("It was awful")
    chat.sees("I kept that with this reflection.")
    chat.sees("How at ease did you feel")
    assert [part.words for part in chat.reflection.notes] == ["It was awful"]
    assert session(chat).held is True


def test_keep_change_or_pause_in_words() -> None:
    chat = resident(quiet_from=time(23, 59), quiet_to=time(0))
    chat.waits_until(NUDGE_AT + 3 * WEEK)
    chat.sees("The last few check-ins went by")
    chat.says("later")
    assert chat.labels == ["Check in now", "Keep", "Change", "Pause"]
    chat.waits(timedelta(hours=6))
    chat.does_not_see("Your check-in is still here, if you want it. I won't ask again by myself.")
    chat.says("keep")
    chat.sees("All right, I'll keep asking as before.")


def test_words_behind_reflect_belong_to_the_reflection() -> None:
    chat = resident()
    chat.commands("reflect", "today was so hard")
    assert [part.words for part in chat.reflection.notes] == ["today was so hard"]
    chat.sees("How at ease did you feel")


@pytest.mark.parametrize("name", ["help", "note", "history", "erase"])
def test_words_behind_any_other_command_become_a_note(name: str) -> None:
    chat = resident()
    chat.commands(name, "she said my name")
    assert chat.notes == ["she said my name"]
    chat.sees("Kept as a note.")


def test_words_behind_a_command_are_cared_for() -> None:
    chat = resident()
    chat.commands("help", "I want to die")
    assert chat.notes == ["I want to die"]
    assert "Your note is saved." in chat.last.words
    chat.does_not_see("What I can do")


def test_a_call_for_help_is_answered_by_the_card_alone() -> None:
    chat = resident()
    chat.says("I want to die")
    assert len(chat.messages) == 2
    assert chat.notes == ["I want to die"]
    chat = walking()
    before = chat.last.id
    chat.says("I want to die")
    assert chat.last.labels == ["Carry on", "Stop for today"]
    assert [bubble.id for bubble in chat.messages.values()][-3] == before, "the question stays where it was"
    assert [part.words for part in chat.reflection.notes] == ["I want to die"]
    chat.taps("Carry on")
    carry_on = chat.last.id
    chat.sees("How at ease did you feel")
    chat.taps_junk("c", "", "", "on")
    assert chat.toast == "That button is old. /help shows what there is."
    assert chat.last.id == carry_on


MUST = [
    Commanded("crisis"),
    Commanded("help"),
    Commanded("start", "code"),
    Commanded("settings", "I want to die"),
    Tapped(Tap("door", "code", "", "agree"), 5),
    Said("I want to kill myself", 5),
    Sent(Attachment.PHOTO, 5, "I want to die"),
    Edited("I want to die", 5),
]
NEED_NOT = [
    Commanded("start"),
    Commanded("settings"),
    Tapped(Tap("r", "1", "comfort", "4"), 5),
    Tapped(None, 5),
    Said("hello", 5),
    Sent(Attachment.STICKER, 5),
    Located(1.0, 2.0, 5),
    Edited("hello", 5),
    TimePassed(),
]


@pytest.mark.parametrize("event", MUST)
def test_what_even_a_stranger_is_answered(event: Event) -> None:
    assert dialogue().must_answer(event)
    assert at_the_door(None).takes(event).effects


@pytest.mark.parametrize("event", MUST[3:4] + MUST[5:])
def test_words_that_call_for_help_bring_the_card_at_the_door(event: Event) -> None:
    for code in (None, "an-invitation"):
        chat = at_the_door(code)
        chat.takes(event)
        chat.sees("Nobody is monitoring this chat")


@pytest.mark.parametrize("event", NEED_NOT)
def test_what_a_stranger_is_answered_once(event: Event) -> None:
    assert not dialogue().must_answer(event)


def test_a_short_word_erases_nothing_and_a_long_one_is_kept() -> None:
    chat = resident()
    chat.commands("erase")
    chat.says("yes")
    assert chat.kept.desk.phase == Erasing()
    chat.taps("Erase everything")
    chat.says("yes")
    assert chat.kept.desk.phase == Erasing(sure=True)
    chat.says("I feel so alone")
    chat.sees("Shall I keep what you wrote?")


def test_after_thinking_better_of_it_the_onboarding_begins_again() -> None:
    chat = newcomer()
    walk(chat, "Monday")
    chat.commands("erase")
    chat.taps("Keep it")
    chat.sees("Nothing was erased.")
    chat.sees("On which day is your session?")
    assert isinstance(chat.kept.desk.phase, Arranging)


def test_an_onboarding_left_half_way_begins_again_at_the_next_command() -> None:
    chat = newcomer()
    walk(chat, "Monday")
    chat.commands("erase")
    chat.says("I do not know what I want")
    chat.taps("Keep it as a note")
    assert chat.kept.desk.phase == Idle()
    chat.commands("reflect")
    chat.sees("On which day is your session?")


def test_from_the_settings_back_to_the_questions() -> None:
    chat = walking()
    chat.taps("4")
    chat.commands("settings")
    chat.taps("Back to the questions")
    chat.sees("Here is where we stopped. Before that you said: “Quite a lot”")
    chat.sees("How freely could you say")
    chat.commands("settings")
    chat.taps("When I ask")
    chat.taps("15 minutes")
    chat.says("5")
    assert chat.reflection.answer("openness") is not None
    assert chat.reflection.state is ReflectionState.OPEN


def test_pausing_twice_is_said_once() -> None:
    chat = resident()
    chat.commands("pause")
    button = chat.taps("A week")
    said = len(chat.messages)
    chat.taps_again(button)
    assert len(chat.messages) == said
    assert chat.toast == "Paused until Monday 30 November. /resume starts again."


def test_pause_and_back() -> None:
    chat = resident()
    chat.commands("pause")
    chat.taps("Back")
    chat.sees("Settings")
    assert not chat.kept.profile.paused


def test_after_a_pause_nothing_is_called_late() -> None:
    chat = resident()
    chat.commands("pause")
    chat.taps("Until I say so")
    chat.waits_until(NUDGE_AT + timedelta(hours=2))
    chat.commands("resume")
    chat.waits(timedelta(minutes=1))
    assert chat.last.words == READY


def test_reflect_in_the_first_minutes_left_empty_is_still_asked_about() -> None:
    chat = resident(now=MONDAY.replace(hour=17, minute=2))
    chat.commands("reflect")
    assert session(chat).answered_at is None
    chat.waits_until(NUDGE_AT)
    assert chat.last.words == READY
    chat.taps("Now")
    assert len(chat.kept.reflections) == 1


@pytest.mark.parametrize(("typed", "hour"), [("5", 17), ("8", 8), ("05:00", 5), ("17", 17)])
def test_a_bare_hour_is_meant_for_the_day(typed: str, hour: int) -> None:
    chat = newcomer()
    walk(chat, "Monday")
    chat.says(typed)
    phase = chat.kept.desk.phase
    assert isinstance(phase, Arranging)
    assert (phase.step, phase.draft.hour) == (Step.LENGTH, hour)


@pytest.mark.parametrize("typed", ["yes", "OK", "Good"])
def test_good_in_other_words(typed: str) -> None:
    chat = newcomer()
    walk(chat, "Monday", "17:00", "17:00", "50 minutes", "Every week")
    chat.says("porto")
    chat.says(typed)
    chat.sees("That is all I need.")


def test_editing_what_was_saved_changes_the_question_that_quotes_it() -> None:
    chat = resident(weekly_slot())
    message = chat.says("tell her about the leter")
    chat.taps("Bring it up next time")
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    chat.taps("Partly")
    chat.edits(message, "tell her about the letter")
    assert "leter" not in repr([answer.asked for answer in chat.reflection.answers])
    chat.commands("history")
    assert "leter" not in chat.last.words


def test_a_typed_choice_edited_into_words_keeps_them() -> None:
    chat = walking()
    message = chat.says("skip")
    chat.edits(message, "I could not say it to her")
    assert chat.notes == ["I could not say it to her"]
    chat.edits(message, "I could not say it to him")
    assert chat.notes == ["I could not say it to him"]


def test_two_words_in_the_arrangements_are_kept() -> None:
    chat = newcomer()
    chat.says("I'm scared")
    assert chat.notes == ["I'm scared"]
    chat.sees("On which day is your session?")


def test_the_care_of_these_tests_is_the_one_that_ships() -> None:
    assert CARE.is_called_for("I want to die", "en")

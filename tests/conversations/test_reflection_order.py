"""The walk out of order: back, late and double taps, rests, and another walk in its way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations.model import ReflectionState
from conversations.phases import Idle, Reflecting
from conversations.questions import AskIf, QuestionSet
from tests.conversations.cast import MONDAY, SESSION, dialogue, resident, weekly_slot
from tests.conversations.chat import Chat
from tests.conversations.walking import NUDGE_AT, SEVEN, WEEK, asked, at_stayed, progress, rates, values, walking

# Back.


def test_back_shows_what_was_chosen_and_next_keeps_it() -> None:
    chat = walking()
    chat.taps("4")
    chat.taps("2")
    chat.taps("Back")
    assert chat.labels == [
        "1 · Not at all", "✓ 2 · A little", "3 · Somewhat", "4 · Quite a lot", "5 · Very much", "Back", "Next", "Pause",
    ]  # fmt: skip
    chat.taps("Back")
    assert asked(chat).startswith("How at ease")
    assert "Back" not in chat.labels
    chat.taps("Next")
    assert asked(chat).startswith("How much did your therapist seem")
    assert values(chat) == {"comfort": 4, "openness": 2}


def test_back_at_the_first_question_stays_there() -> None:
    chat = walking()
    chat.says("back")
    assert asked(chat).startswith("How at ease")


def test_an_answer_gone_back_to_is_changed() -> None:
    chat = rates(walking(), comfort=2)
    assert asked(chat).startswith("Was there something that was hard to say")
    for _ in SEVEN:
        chat.taps("Back")
    chat.taps("5")
    assert asked(chat).startswith("Did you notice any of these")
    assert values(chat)["comfort"] == 5


def test_back_after_a_skip() -> None:
    chat = walking()
    chat.taps("Skip")
    chat.taps("Back")
    assert "Skip" in chat.labels
    chat.taps("1")
    assert values(chat) == {"comfort": 1}


# Taps out of turn.


def test_a_double_tap_never_answers_the_next_question() -> None:
    chat = walking()
    button = chat.taps("2")
    chat.taps_again(button)
    assert chat.toast == "That one is already kept. We are further down."
    assert values(chat) == {"comfort": 2}


def test_a_button_of_a_closed_reflection() -> None:
    chat = walking()
    button = chat.taps("4")
    for _ in range(9):
        chat.taps("Skip")
    chat.taps_again(button)
    assert chat.toast == "That reflection is closed. You can read it in /history."
    chat.taps_junk("r", "x", "comfort", "4")
    chat.taps_junk("r", "4242", "comfort", "4")
    assert chat.toast == "That reflection is closed. You can read it in /history."
    assert values(chat)["comfort"] == 4


@pytest.mark.parametrize("choice", ["6", "0", "", "next", "none", "on-1", "yes", "keep"])
def test_junk_under_a_scale_is_asked_again(choice: str) -> None:
    chat = walking()
    chat.taps_junk("r", str(chat.reflection.id), "comfort", choice)
    assert values(chat) == {}
    assert asked(chat).startswith("How at ease")


def test_what_cannot_be_skipped_is_not() -> None:
    chat = resident(now=MONDAY.replace(hour=18))
    chat.commands("reflect")
    assert chat.labels == ["Yes", "No, it didn't", "Ask me later", "Pause"]
    chat.says("skip")
    assert asked(chat) == "Did your session happen?"


# Pause and resume.


def test_pause_and_go_on() -> None:
    chat = walking()
    chat.taps("4")
    chat.taps("Pause")
    assert chat.last.words == "We stop here, at 2 of 10. All you said is kept. Come back any time."
    assert chat.labels == ["Go on"]
    assert (chat.reflection.state, chat.kept.desk.phase) == (ReflectionState.PAUSED, Idle())
    chat.taps("Go on")
    assert asked(chat).startswith("How freely")
    assert chat.kept.desk.phase == Reflecting(chat.reflection.id)


def test_reflect_goes_on_and_says_what_was_said_last() -> None:
    chat = at_stayed()
    chat.says("that I  cried\nin the end")
    chat.taps("Pause")
    chat.commands("reflect")
    chat.sees("Here is where we stopped. Before that you said: “that I cried in the end”")
    assert asked(chat).startswith("What is staying with you")
    assert len([bubble for bubble in chat.messages.values() if bubble.keyboard]) == 1


def test_going_on_where_nothing_was_said_yet() -> None:
    chat = walking()
    chat.commands("reflect")
    chat.sees("Here is where we stopped.")
    chat.taps("4")
    chat.commands("reflect")
    chat.sees("Before that you said: “Quite a lot”")


def test_words_while_it_rests_are_not_its_answer() -> None:
    chat = at_stayed()
    chat.taps("Pause")
    chat.says("out of the blue")
    chat.sees("Shall I keep what you wrote?")
    chat.taps("Go on")
    assert chat.notes == ["out of the blue"]
    chat.says("the answer")
    assert chat.reflection.answers[-1].words == "the answer"


def test_any_button_of_a_resting_card_wakes_it() -> None:
    chat = walking()
    button = chat.taps("Pause")
    chat.taps_junk("r", str(chat.reflection.id), "comfort", "3")
    assert values(chat) == {"comfort": 3}
    assert chat.reflection.state is ReflectionState.OPEN
    chat.taps_again(button)
    assert chat.toast == "That one is already kept. We are further down."


# One makes way for another.


def test_a_new_session_closes_what_is_open() -> None:
    chat = walking()
    chat.taps("4")
    chat.waits_until(NUDGE_AT + WEEK)
    chat.taps("Now")
    chat.sees("The reflection of Monday 23 November was still open. I kept it as it is, in /history.")
    first, second = chat.kept.reflections
    assert (first.state, second.state) == (ReflectionState.CLOSED, ReflectionState.OPEN)
    assert first.finished_at == NUDGE_AT + WEEK
    assert progress(chat) == "1 of 10"
    assert len([bubble for bubble in chat.messages.values() if bubble.keyboard]) == 1


def test_a_new_session_lets_an_empty_one_go_without_a_word() -> None:
    chat = walking()
    chat.waits_until(NUDGE_AT + WEEK)
    chat.taps("Now")
    chat.does_not_see("was still open")
    assert len(chat.kept.reflections) == 1


def test_reflect_prefers_the_session_that_came_since() -> None:
    chat = walking()
    chat.taps("4")
    chat.waits_until(MONDAY.replace(hour=18) + WEEK)
    chat.commands("reflect")
    assert [each.state for each in chat.kept.reflections] == [ReflectionState.CLOSED, ReflectionState.OPEN]
    assert chat.reflection.about_on == (MONDAY + WEEK).date()


def test_a_reflection_about_no_session() -> None:
    chat = resident(now=MONDAY.replace(hour=12))
    chat.commands("reflect")
    assert asked(chat).startswith("How at ease")
    assert (chat.reflection.session_id, chat.reflection.about_on) == (None, MONDAY.date())
    assert chat.kept.sessions == ()


def test_a_session_of_long_ago_is_not_what_it_is_about() -> None:
    chat = resident(weekly_slot(every_weeks=2))
    chat.sleeps_until(MONDAY + timedelta(days=7, hours=7))
    chat.commands("reflect")
    assert chat.reflection.session_id is not None
    chat = resident(weekly_slot(every_weeks=2))
    chat.sleeps_until(MONDAY + timedelta(days=7, hours=8))
    chat.commands("reflect")
    assert chat.reflection.session_id is None


# The questions changed in between.


def changed(chat: Chat) -> Chat:
    """The bot comes back with other questions under the same names."""
    chat.core = dialogue({"session": replace(SESSION, version=2)})
    return chat


def test_outdated_by_a_tap() -> None:
    chat = walking()
    chat.taps("4")
    changed(chat).taps("3")
    assert chat.last.words == (
        "The questions have changed since you began. What you said is kept as it is, in /history."
    )
    assert (chat.reflection.state, chat.kept.desk.phase) == (ReflectionState.CLOSED, Idle())
    assert values(chat) == {"comfort": 4}


def test_outdated_by_words_keeps_them() -> None:
    chat = walking()
    changed(chat).says("I never got to say it")
    chat.sees("The questions have changed since you began.")
    assert [part.words for part in chat.reflection.notes] == ["I never got to say it"]
    assert chat.reflection.state is ReflectionState.CLOSED


def test_outdated_by_reflect() -> None:
    chat = walking()
    chat.taps("4")
    changed(chat).commands("reflect")
    chat.sees("The questions have changed since you began.")


def test_outdated_by_stopping_for_today() -> None:
    chat = walking()
    chat.taps("4")
    chat.commands("crisis")
    changed(chat).taps("Stop for today")
    chat.sees("The questions have changed since you began.")
    chat.sees("We stop here for today.")
    assert chat.kept.desk.phase == Idle()


def test_a_correction_in_an_outdated_reflection_loses_no_words() -> None:
    chat = walking()
    own = chat.says("4")
    changed(chat).edits(own, "5")
    assert values(chat) == {"comfort": 4}
    assert [part.words for part in chat.reflection.notes] == ["5"]


# What only another version, or a question set of one's own, could bring about.


def test_a_conversation_about_a_reflection_that_is_not_there() -> None:
    chat = resident()
    chat.journal = replace(chat.kept, desk=replace(chat.kept.desk, phase=Reflecting(4242)))
    chat.says("anybody there")
    chat.taps("Keep it as a note")
    assert chat.notes == ["anybody there"]


def test_held_is_asked_where_there_is_no_session() -> None:
    asked_always = replace(SESSION.questions[0], ask_if=AskIf.ALWAYS, skippable=True)
    own = QuestionSet("session", 1, "My own", (asked_always, *SESSION.questions[2:]))
    for answer in ("Yes", "No, it didn't", "Ask me later", "Skip"):
        chat = resident(core=dialogue({"session": own}), now=MONDAY.replace(hour=12))
        chat.commands("reflect")
        chat.taps(answer)
        assert asked(chat).startswith("How at ease")
        assert chat.kept.sessions == ()


def test_held_is_skipped() -> None:
    skippable = replace(SESSION.questions[0], skippable=True)
    own = QuestionSet("session", 1, "My own", (skippable, *SESSION.questions[2:]))
    chat = resident(core=dialogue({"session": own}), now=MONDAY.replace(hour=18))
    chat.commands("reflect")
    chat.taps("Skip")
    assert asked(chat).startswith("How at ease")
    assert (chat.kept.sessions[0].held, chat.kept.sessions[0].snoozed_until_at) == (None, None)

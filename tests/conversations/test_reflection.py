"""The walk through the default questions: every branch, by taps."""

from datetime import timedelta

import pytest

from conversations.model import ReflectionState
from conversations.phases import Idle
from tests.conversations.cast import MONDAY, resident
from tests.conversations.chat import Chat
from tests.conversations.walking import NUDGE_AT, asked, progress, rates, values, walking

# The default set, from end to end.


def test_a_whole_walk() -> None:
    chat = walking()
    assert progress(chat) == "1 of 10"
    assert asked(chat) == "How at ease did you feel talking with your therapist today?"
    assert chat.labels == [
        "1 · Not at all", "2 · A little", "3 · Somewhat", "4 · Quite a lot", "5 · Very much", "Skip", "Pause",
    ]  # fmt: skip
    card = chat.card("reflection").id
    rates(chat, comfort=3, relief=5)
    assert chat.card("reflection").id == card
    assert progress(chat) == "8 of 10"
    assert asked(chat) == "Did you notice any of these today? Tap all that fit."
    chat.taps("Felt with me")
    chat.taps("Gave me full attention")
    assert chat.labels[:2] == ["✓ Gave me full attention", "Asked questions that mattered"]
    chat.taps("Next")
    assert asked(chat) == "What is staying with you from today? A few words is fine."
    chat.says("that I was heard")
    chat.taps("Next")
    assert asked(chat) == "Anything you want to bring up next time? One line is enough."
    chat.says("the letter")
    chat.taps("Next")
    end = chat.last.words
    assert end.startswith("That is all I wanted to ask. It is kept in your journal.")
    assert "What stays with you from today:\nthat I was heard" in end
    assert "To bring up next time:\nthe letter" in end
    assert "Your next one: Monday 30 November, 17:00." in end
    assert chat.labels == []
    assert values(chat) == {
        "comfort": 3, "openness": 4, "understood": 4, "on_side": 4, "together": 4, "return": 4, "relief": 5,
        "noticed": ("attention", "felt_with"), "stayed": None, "carry": None,
    }  # fmt: skip
    assert (chat.reflection.state, chat.reflection.finished_at) == (ReflectionState.FINISHED, NUDGE_AT)
    assert chat.to_bring_up == ["the letter"]
    assert chat.kept.desk.phase == Idle()
    assert "reflection" not in chat.kept.desk.cards


def test_all_of_it_skipped_leaves_no_trace() -> None:
    chat = walking()
    for _ in range(10):
        chat.taps("Skip")
    assert chat.last.words == "Nothing to keep this time, and that is fine."
    assert chat.kept.reflections == ()
    assert chat.kept.sessions[0].answered_at == NUDGE_AT
    chat.waits(timedelta(days=5))
    assert chat.last.words == "Nothing to keep this time, and that is fine."


def test_the_quick_set() -> None:
    chat = walking("quick")
    for rating in ("4", "3", "5"):
        chat.taps(rating)
    assert progress(chat) == "4 of 4"
    chat.says("the letter")
    chat.taps("Next")
    assert chat.reflection.set_id == "quick"
    assert chat.to_bring_up == ["the letter"]
    assert chat.last.words.startswith("That is all I wanted to ask.")


def test_a_question_set_that_is_gone_is_the_default_one() -> None:
    chat = walking("gone")
    assert chat.reflection.set_id == "session"


def test_each_answer_keeps_its_question_as_it_was_asked() -> None:
    chat = walking()
    chat.taps("4")
    answer = chat.reflection.answer("comfort")
    assert answer is not None
    assert answer.asked == "How at ease did you feel talking with your therapist today?"
    assert answer.labels == ("Quite a lot",)
    assert answer.answered_at == NUDGE_AT


# After a 1 or a 2.


@pytest.mark.parametrize(
    ("low", "wording"),
    [
        ({"on_side": 2}, "That sounds like it may have been hard. If you want to, what happened? You can skip this."),
        ({"understood": 1}, "That sounds like it may have been hard."),
        ({"comfort": 2}, "Was there something that was hard to say today? You can write it here, or skip."),
        ({"openness": 1}, "Was there something that was hard to say today?"),
        ({"return": 2}, "What would make going back easier? You can skip this."),
        ({"comfort": 1, "openness": 1, "on_side": 1, "return": 1}, "That sounds like it may have been hard."),
        ({"openness": 2, "return": 1}, "Was there something that was hard to say today?"),
    ],
)
def test_one_follow_up_and_the_first_match_wins(low: dict[str, int], wording: str) -> None:
    chat = rates(walking(), **low)
    assert asked(chat).startswith(wording)
    chat.taps("Skip")
    assert asked(chat).startswith("What is staying with you")


@pytest.mark.parametrize("low", [{"together": 1}, {"relief": 1}, {}])
def test_no_follow_up_where_it_does_not_apply(low: dict[str, int]) -> None:
    chat = rates(walking(), **low)
    assert asked(chat).startswith("Did you notice any of these")


def test_what_was_written_after_a_low_answer_may_be_brought_up() -> None:
    chat = rates(walking(), on_side=1)
    chat.says("he looked at the clock")
    chat.taps("Next")
    assert asked(chat) == "Save this to bring up next time? It is up to you."
    assert chat.labels == ["Yes", "No", "Back", "Pause"]
    chat.taps("Yes")
    chat.taps("Skip")  # stayed; carry is not asked any more
    assert chat.to_bring_up == ["he looked at the clock"]
    assert "To bring up next time:\nhe looked at the clock" in chat.last.words


def test_or_it_may_not() -> None:
    chat = rates(walking(), on_side=1)
    chat.says("he looked at the clock")
    chat.taps("Next")
    chat.taps("No")
    chat.taps("Skip")
    assert asked(chat).startswith("Anything you want to bring up")
    chat.taps("Skip")
    assert chat.to_bring_up == []
    assert "he looked at the clock" in chat.reflection.answers[7].words


def test_no_becomes_yes_becomes_no() -> None:
    chat = rates(walking(), on_side=1)
    chat.says("the clock")
    for label, kept in (("Next", []), ("Yes", ["the clock"]), ("Back", ["the clock"]), ("No", [])):
        chat.taps(label)
        assert chat.to_bring_up == kept
    chat.taps("Back")
    assert chat.labels[:2] == ["Yes", "✓ No"]


# Several choices.


def test_a_double_tap_chooses_once() -> None:
    chat = rates(walking())
    button = chat.taps("Felt with me")
    chat.taps_again(button)
    assert values(chat)["noticed"] == ("felt_with",)
    button = chat.taps("Felt with me")
    chat.taps_again(button)
    assert values(chat)["noticed"] is None
    assert "Skip" in chat.labels
    assert "Next" not in chat.labels


def test_none_of_these_excludes_the_others() -> None:
    chat = rates(walking())
    chat.taps("Felt with me")
    chat.taps("None of these")
    answer = chat.reflection.answer("noticed")
    assert answer is not None
    assert (answer.value, answer.labels, answer.skipped) == ((), ("None of these",), False)
    chat.taps("Back")
    chat.taps("Felt with me")
    chat.taps("Next")
    assert values(chat)["noticed"] == ("felt_with",)


def test_junk_among_several_choices_chooses_nothing() -> None:
    chat = rates(walking())
    for choice in ("on-everything", "off-", "", "next", "7"):
        chat.taps_junk("r", str(chat.reflection.id), "noticed", choice)
    assert values(chat).get("noticed") is None
    assert asked(chat).startswith("Did you notice")


# Did it happen?


def unsure() -> Chat:
    chat = resident(now=MONDAY.replace(hour=18))
    chat.commands("reflect")
    assert asked(chat) == "Did your session happen?"
    return chat


def test_it_happened() -> None:
    chat = unsure()
    assert progress(chat) == "1 of 11"
    chat.taps("Yes")
    assert progress(chat) == "2 of 11"
    assert chat.kept.sessions[0].held is True
    chat.taps("Back")
    assert chat.labels[0] == "✓ Yes"


def test_it_did_not_happen() -> None:
    chat = unsure()
    chat.taps("No, it didn't")
    assert chat.last.words == "All right, there is nothing to do then. The next one is on Monday 30 November, 17:00."
    assert chat.kept.reflections == ()
    assert chat.kept.sessions[0].held is False
    assert chat.kept.desk.phase == Idle()
    chat.waits(timedelta(days=3))
    chat.does_not_see("Ready for your check-in?")


def test_it_did_not_happen_after_all() -> None:
    chat = unsure()
    chat.taps("Yes")
    chat.taps("4")
    chat.taps("Back")
    chat.taps("Back")
    chat.taps("No, it didn't")
    assert chat.last.words.startswith("All right, there is nothing to do then.")
    assert (chat.reflection.state, chat.kept.desk.phase) == (ReflectionState.CLOSED, Idle())
    assert values(chat)["comfort"] == 4


def test_ask_me_later() -> None:
    chat = unsure()
    chat.taps("Ask me later")
    assert chat.last.words == "I'll ask again on Monday 23 November, 20:00."
    assert chat.kept.reflections == ()
    chat.waits_until(MONDAY.replace(hour=19, minute=59))
    chat.does_not_see("Ready for your check-in?")
    chat.waits_until(MONDAY.replace(hour=20))
    chat.sees("Ready for your check-in?")


def test_it_is_not_asked_twice() -> None:
    chat = unsure()
    chat.taps("Ask me later")
    chat.waits_until(MONDAY.replace(hour=20))
    chat.taps("Now")
    assert asked(chat).startswith("How at ease")
    assert chat.kept.sessions[0].held is True

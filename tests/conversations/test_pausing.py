"""Three nudges without an answer, and the end of a pause."""

from datetime import time, timedelta

from conversations.phases import Arranging, Reflecting, Step
from tests.conversations.cast import MONDAY, resident
from tests.conversations.chat import Chat
from tests.conversations.walking import NUDGE_AT, READY, WEEK, session

# Three left unanswered.


def three_unanswered() -> Chat:
    chat = resident()
    chat.waits_until(NUDGE_AT + 3 * WEEK)
    return chat


def test_after_three_it_asks_once_whether_to_go_on() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT + 2 * WEEK)
    chat.sees(READY)
    chat.waits_until(NUDGE_AT + 3 * WEEK)
    assert chat.last.words == (
        "The last few check-ins went by, and that is fine. Shall I keep asking, change when I ask, or pause?"
    )
    assert chat.labels == ["Check in now", "Keep", "Change", "Pause"]
    assert chat.kept.desk.asked_to_keep is True
    chat.waits(WEEK)
    chat.sees(READY)


def test_an_answer_in_between_begins_the_count_anew() -> None:
    chat = resident()
    chat.waits_until(NUDGE_AT + 2 * WEEK)
    chat.taps("It didn't happen")
    chat.waits_until(NUDGE_AT + 5 * WEEK)
    chat.sees(READY)
    chat.waits_until(NUDGE_AT + 6 * WEEK)
    chat.sees("Shall I keep asking")


def test_keep() -> None:
    chat = three_unanswered()
    button = chat.taps("Keep")
    assert chat.last.words == "All right, I'll keep asking as before."
    chat.taps_again(button)
    assert chat.toast == "That one is done. /reflect begins a new one."
    chat.waits(WEEK)
    chat.sees(READY)


def test_change() -> None:
    chat = three_unanswered()
    chat.taps("Change")
    chat.does_not_see("Shall I keep asking")
    chat.sees("Settings")
    chat.taps("When I ask")
    assert chat.kept.desk.phase == Arranging(step=Step.DELAY)


def test_pause() -> None:
    chat = three_unanswered()
    chat.taps("Pause")
    chat.sees("For how long shall I be quiet?")
    chat.taps("Two weeks")
    chat.waits(timedelta(days=12))
    chat.does_not_see(READY)


def test_check_in_now_and_it_may_ask_again_some_day() -> None:
    chat = three_unanswered()
    chat.taps("Check in now")
    assert chat.kept.desk.asked_to_keep is False
    assert isinstance(chat.kept.desk.phase, Reflecting)


# The pause is over.


def test_a_pause_ends_with_a_word() -> None:
    chat = resident(paused=True, paused_until_on=MONDAY.date() + timedelta(days=3))
    assert [due.at for due in chat.core.plan(chat.kept, chat.now)] == [MONDAY.replace(day=26, hour=9)]
    chat.waits_until(MONDAY.replace(day=26, hour=9))
    assert chat.last.words.startswith("Your pause is over")
    assert (chat.kept.profile.paused, chat.kept.profile.paused_until_on) == (False, None)
    chat.does_not_see(READY)
    assert session(chat).let_go_at == chat.now
    chat.waits_until(NUDGE_AT + WEEK)
    assert chat.last.words == READY


def test_a_pause_without_an_end_plans_nothing() -> None:
    chat = resident(paused=True)
    assert chat.core.next_due_at(chat.kept, chat.now) is None


def test_a_pause_that_ends_in_quiet_hours_ends_after_them() -> None:
    chat = resident(paused=True, paused_until_on=MONDAY.date() + timedelta(days=1), quiet_to=time(11))
    assert chat.core.next_due_at(chat.kept, chat.now) == MONDAY.replace(day=24, hour=11)


def test_a_pause_whose_end_was_missed_ends_after_quiet_hours_too() -> None:
    chat = resident(paused=True, paused_until_on=MONDAY.date() + timedelta(days=1))
    chat.sleeps_until(MONDAY.replace(day=24, hour=23))
    assert chat.messages == {}
    chat.waits(timedelta(hours=9))
    assert chat.last.words.startswith("Your pause is over")

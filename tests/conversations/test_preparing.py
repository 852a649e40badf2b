"""What was saved to bring up comes back before the next session."""

from datetime import time, timedelta

from tests.conversations.cast import MONDAY, resident, weekly_slot
from tests.conversations.walking import session, with_an_item


def test_what_was_saved_is_brought_back_two_hours_before() -> None:
    chat = with_an_item(resident())
    chat.waits_until(MONDAY.replace(hour=15))
    assert chat.last.words == "At 17:00. You saved this to bring up:\nthe letter"
    assert [run.style for run in chat.last.text.runs if run.words == "the letter"] == ["spoiler"]
    chat.waits(timedelta(hours=1))
    assert str(chat).count("You saved this") == 1


def test_several_things_are_counted_in_words() -> None:
    chat = resident()
    for number in range(10):
        with_an_item(chat, f"thing {number}")
    chat.waits_until(MONDAY.replace(hour=15))
    assert chat.last.words.startswith("At 17:00. You saved these to bring up:\nthing 0")
    assert chat.last.words.endswith("thing 7\nand 2 more, in /history")


def test_before_a_morning_session_it_comes_the_evening_before() -> None:
    chat = with_an_item(resident(weekly_slot(MONDAY.date() + timedelta(days=1), time(9))))
    chat.waits_until(MONDAY.replace(hour=21, minute=30))
    assert chat.last.words.startswith("On Tuesday 24 November, 09:00. You saved this to bring up:")


def test_preparing_too_late_is_let_go() -> None:
    chat = with_an_item(resident())
    chat.sleeps_until(MONDAY.replace(hour=17, minute=5))
    chat.does_not_see("You saved this")
    chat = with_an_item(resident(weekly_slot(MONDAY.date() + timedelta(days=1), time(7, 30))))
    chat.sleeps_until(MONDAY.replace(hour=23))
    chat.waits(timedelta(days=1))
    chat.does_not_see("You saved this")
    assert session(chat).prepared_at == MONDAY.replace(hour=23)


def test_nothing_saved_nothing_said() -> None:
    chat = resident()
    chat.waits_until(MONDAY.replace(hour=16))
    assert chat.messages == {}

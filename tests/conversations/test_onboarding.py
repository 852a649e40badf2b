"""From the agreement to the first plan: every path, every kind of answer, and the way back."""

from datetime import date, datetime, time, timedelta

import pytest

from conversations.phases import Idle, Step
from tests.conversations.arranging import at_the_zone, step, walk
from tests.conversations.cast import MONDAY, newcomer


def test_every_week_by_taps_and_a_city() -> None:
    chat = at_the_zone()
    chat.says("porto")
    chat.sees("Porto, Portugal. It is 10:00 there.")
    chat.sees("I ask: 30 minutes after a session\nQuiet: 22:00 to 08:00")
    chat.sees("Once a week, on Sunday at 18:00, you get a short summary.")
    chat.taps("Good")
    end = chat.sees("That is all I need.").words
    assert "Your next session: Monday 23 November, 17:00. I'll write to you on Monday 23 November, 18:20." in end
    assert chat.kept.desk.phase == Idle()
    (slot,) = chat.kept.slots
    assert (slot.first_on, slot.at, slot.zone) == (date(2026, 11, 23), time(17), "Europe/Lisbon")
    assert (slot.length, slot.every_weeks) == (timedelta(minutes=50), 1)
    assert chat.core.next_due_at(chat.kept, chat.now) == MONDAY.replace(hour=18, minute=20)
    assert chat.labels == []


def test_all_of_it_can_be_typed() -> None:
    chat = newcomer()
    for words in ("tues", "5:30 pm", "1 hour", "every two weeks", "Lisbon", "tuesday 1 december", "Good"):
        chat.says(words)
    (slot,) = chat.kept.slots
    assert (slot.first_on, slot.at, slot.every_weeks) == (date(2026, 12, 1), time(17, 30), 2)
    assert slot.length == timedelta(hours=1)
    chat.sees("Your next session: Tuesday 1 December, 17:30.")
    assert chat.notes == []


@pytest.mark.parametrize(
    ("typed", "at"), [("30", time(17, 30)), ("5 min", time(17, 5)), ("16:40", time(16, 40)), ("5pm", time(17))]
)
def test_the_minutes_can_be_typed(typed: str, at: time) -> None:
    chat = walk(newcomer(), "Monday", "17:00")
    chat.sees("17 and how many minutes?")
    chat.says(typed)
    assert step(chat) is Step.LENGTH
    walk(chat, "50 minutes", "Every week")
    chat.says("Porto")
    chat.taps("Good")
    assert chat.kept.slots[0].at == at


@pytest.mark.parametrize(
    ("typed", "minutes"), [("80", 80), ("80 min", 80), ("2 hours", 120), ("1 hour 30 minutes", 90), ("1h30", 90)]
)
def test_the_length_can_be_typed(typed: str, minutes: int) -> None:
    chat = walk(newcomer(), "Monday", "17:00", "17:00")
    chat.says(typed)
    walk(chat, "Every week")
    chat.says("Porto")
    chat.taps("Good")
    assert chat.kept.slots[0].length == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("taps", "typed", "stays"),
    [
        ([], "t", Step.DAY),
        ([], "someday", Step.DAY),
        (["Monday"], "25:00", Step.HOUR),
        (["Monday", "17:00"], "75", Step.MINUTE),
        (["Monday", "17:00", "17:00"], "0", Step.LENGTH),
        (["Monday", "17:00", "17:00"], "9 hours", Step.LENGTH),
        (["Monday", "17:00", "17:00", "1 hour"], "sometimes", Step.RHYTHM),
    ],
)
def test_what_is_no_answer_is_asked_again(taps: list[str], typed: str, stays: Step) -> None:
    chat = walk(newcomer(), *taps)
    chat.says(typed)
    assert step(chat) is stays
    chat.sees("I didn't get that.")
    assert chat.notes == []
    assert chat.card("arranging").id == chat.last.id


def test_what_reads_like_more_than_an_answer_is_kept_as_a_note() -> None:
    chat = newcomer()
    chat.says("Mondays mostly, but I dread going back there")
    assert chat.notes == ["Mondays mostly, but I dread going back there"]
    chat.sees("Kept as a note.")
    chat.sees("On which day is your session?")


def test_back_at_each_step_and_forward_again() -> None:
    chat = newcomer()
    assert "Back" not in chat.labels
    chat.says("back")
    trail = [Step.DAY]
    for label in (
        "Tuesday",
        "17:00",
        "17:30",
        "50 minutes",
        "Every two weeks",
        "lisbon",
        "Tuesday 24 November",
        "Change",
    ):
        if label == "lisbon":
            chat.says(label)
        else:
            chat.taps(label)
        trail.append(step(chat))
    assert trail == [
        Step.DAY, Step.HOUR, Step.MINUTE, Step.LENGTH, Step.RHYTHM, Step.ZONE, Step.FIRST, Step.TIMING, Step.DELAY,
    ]  # fmt: skip
    for before in reversed(trail[:-1]):
        chat.taps("Back")
        assert step(chat) is before
    chat.says("Back")
    assert step(chat) is Step.DAY
    walk(chat, "Monday", "09:00", "09:45", "50 minutes", "Every week")
    chat.says("Lisbon")
    chat.taps("Good")
    (slot,) = chat.kept.slots
    assert (slot.first_on, slot.at, slot.every_weeks) == (date(2026, 11, 23), time(9, 45), 1)


def test_the_timing_is_changed() -> None:
    chat = at_the_zone()
    chat.says("Porto")
    walk(chat, "Change", "1 hour")
    chat.sees("On which day shall your weekly summary come?")
    walk(chat, "Saturday", "09:00")
    profile = chat.kept.profile
    assert (profile.nudge_after, profile.summary_on, profile.summary_at) == (timedelta(hours=1), 5, time(9))
    chat.sees("I'll write to you on Monday 23 November, 18:50.")


def test_the_timing_is_typed() -> None:
    chat = at_the_zone()
    chat.says("Porto")
    for words in ("change", "right away", "fri.", "7.15 pm"):
        chat.says(words)
    profile = chat.kept.profile
    assert (profile.nudge_after, profile.summary_on, profile.summary_at) == (timedelta(), 4, time(19, 15))
    chat.sees("That is all I need.")


def test_no_summary() -> None:
    chat = at_the_zone()
    chat.says("Porto")
    walk(chat, "Change", "2 hours", "No summary")
    assert chat.kept.profile.summary_on is None
    chat.sees("That is all I need.")


def test_sessions_that_vary_with_the_next_one_known() -> None:
    chat = newcomer()
    chat.says("It varies")
    chat.says("porto")
    chat.sees("When is your next session?")
    walk(chat, "Thu 26 Nov", "10:00", "10:15", "1 hour")
    assert step(chat) is Step.TIMING
    chat.taps("Good")
    chat.sees("Your next session: Thursday 26 November, 10:15. I'll write to you on Thursday 26 November, 11:45.")
    (slot,) = chat.kept.slots
    assert (slot.every_weeks, slot.length) == (0, timedelta(hours=1))


def test_sessions_that_vary_with_the_next_one_unknown() -> None:
    chat = newcomer()
    chat.taps("It varies")
    chat.says("porto")
    chat.taps("I don't know yet")
    chat.taps("Good")
    chat.sees("When you know your next session, tell me in /settings.")
    assert chat.kept.slots == ()
    assert chat.core.next_due_at(chat.kept, chat.now) == datetime.fromisoformat("2026-11-29T18:00+00:00")


def test_a_session_that_has_passed_today_is_next_week() -> None:
    chat = newcomer(now=MONDAY.replace(hour=19))
    walk(chat, "Monday", "17:00", "17:00", "50 minutes", "Every two weeks")
    chat.says("porto")
    assert chat.labels[:2] == ["Monday 30 November", "Monday 7 December"]
    walk(chat, "Monday 7 December", "Good")
    chat.sees("Your next session: Monday 7 December, 17:00.")


def test_a_session_going_on_now_is_asked_about_today() -> None:
    chat = newcomer(now=MONDAY.replace(hour=17, minute=20))
    walk(chat, "Monday", "17:00", "17:00", "50 minutes", "Every week")
    chat.says("porto")
    chat.taps("Good")
    chat.sees("Your next session: Monday 23 November, 17:00. I'll write to you on Monday 23 November, 18:20.")
    assert chat.core.next_due_at(chat.kept, chat.now) == MONDAY.replace(hour=18, minute=20)

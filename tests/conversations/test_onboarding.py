"""From the agreement to the first plan: every path, every kind of answer, and the way back."""

from datetime import date, datetime, time, timedelta

import pytest

from conversations.phases import Arranging, Idle, Step
from tests.conversations.cast import MONDAY, newcomer
from tests.conversations.chat import Chat

A_DAY = timedelta(days=1)


def walk(chat: Chat, *labels: str) -> Chat:
    for label in labels:
        chat.taps(label)
    return chat


def at_the_zone() -> Chat:
    return walk(newcomer(), "Monday", "17:00", "17:00", "50 minutes", "Every week")


def step(chat: Chat) -> Step:
    phase = chat.kept.desk.phase
    assert isinstance(phase, Arranging)
    assert phase.onboarding
    return phase.step


def test_every_week_by_taps_and_a_city() -> None:
    chat = at_the_zone()
    chat.says("porto")
    chat.sees("Porto, Portugal. It is 10:00 there.")
    chat.sees("I'll ask 30 minutes after each session, and never from 22:00 to 08:00.")
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
        (["Monday", "17:00", "17:00", "1 hour"], "now and then", Step.RHYTHM),
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
    chat.sees("Your next session: Monday 30 November, 17:00.")
    assert chat.core.next_due_at(chat.kept, chat.now) == MONDAY.replace(hour=18, minute=20)


# The place.


def test_a_place_is_found_without_its_accents() -> None:
    chat = at_the_zone()
    chat.says("sao paulo")
    assert chat.kept.profile.zone == "America/Sao_Paulo"
    chat.sees("São Paulo, Brazil. It is 07:00 there.")


def test_one_name_for_several_places_is_asked_about() -> None:
    chat = at_the_zone()
    chat.says("London")
    chat.sees("Which one is it? If none of these, type it again, with the country.")
    assert chat.labels[:2] == ["London, United Kingdom", "London, Canada"]
    chat.taps("London, Canada")
    assert chat.kept.profile.zone == "America/Toronto"
    assert chat.kept.profile.place == "London, Canada"


def test_several_places_that_keep_the_same_time_are_one() -> None:
    chat = at_the_zone()
    chat.says("springfield")
    assert chat.kept.profile.zone == "America/Chicago"


def test_half_a_name_is_asked_about() -> None:
    chat = at_the_zone()
    chat.says("por")
    assert chat.labels[:2] == ["Porto, Portugal", "Porto Alegre, Brazil"]
    chat.says("porto")
    assert chat.kept.profile.place == "Porto, Portugal"


def test_half_a_name_of_one_place_is_that_place() -> None:
    chat = at_the_zone()
    chat.says("new yo")
    assert chat.kept.profile.zone == "America/New_York"


def test_going_back_forgets_the_places_offered() -> None:
    chat = at_the_zone()
    chat.says("London")
    chat.taps("Back")
    chat.taps("Every week")
    chat.sees("Which city are you in?")
    assert "London, Canada" not in chat.labels


@pytest.mark.parametrize("typed", ["Atlantis", "?", "12"])
def test_a_place_nobody_knows(typed: str) -> None:
    chat = at_the_zone()
    chat.says(typed)
    chat.sees("I don't know that place. Try the nearest bigger city.")
    assert step(chat) is Step.ZONE


def test_a_shared_location() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    request = chat.last.location
    assert request is not None
    assert (request.share, request.leave) == ("Share my location", "Type a city instead")
    chat.shares_location(41.1, -8.6)
    assert chat.kept.profile.zone == "Europe/Lisbon"
    assert chat.sees("Porto, Portugal. It is 10:00 there.").clears_location
    assert step(chat) is Step.TIMING
    chat.taps("Good")
    assert "41.1" not in repr(chat.kept)


def test_a_location_that_nobody_asked_for_still_answers() -> None:
    chat = at_the_zone()
    chat.shares_location(41.1, -8.6)
    assert step(chat) is Step.TIMING


def test_a_location_at_sea() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    chat.shares_location(0, 0)
    chat.sees("I can't tell the time zone there. Type the nearest bigger city.")
    chat.says("Porto")
    assert chat.kept.profile.zone == "Europe/Lisbon"
    assert chat.sees("Porto, Portugal. It is 10:00 there.").clears_location


def test_a_city_after_all() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    chat.says("Type a city instead")
    assert chat.sees("Which city are you in?").clears_location
    chat.says("Lisbon")
    assert step(chat) is Step.TIMING


def test_two_taps_on_share_ask_twice_and_harm_nothing() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    chat.taps("Share my location instead")
    chat.shares_location(41.1, -8.6)
    assert step(chat) is Step.TIMING


def test_the_location_button_goes_away_whatever_happened_in_between() -> None:
    chat = at_the_zone()
    chat.taps("Share my location instead")
    for _ in range(5):
        chat.taps("Back")
    chat.taps("It varies")
    chat.says("Porto")
    assert chat.sees("Porto, Portugal. It is 10:00 there.").clears_location


# Out of turn.


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

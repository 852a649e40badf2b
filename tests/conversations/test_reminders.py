"""What the bot says first, what is answered to it, and what it keeps quiet about."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from conversations.model import CarryItem, Session
from conversations.phases import Arranging, Idle, Part, Reflecting, Step
from tests.conversations.cast import MONDAY, resident, weekly_slot
from tests.conversations.chat import Chat

ENDS_AT = MONDAY.replace(hour=17, minute=50)
NUDGE_AT = MONDAY.replace(hour=18, minute=20)
READY = "Ready for your check-in?"
WEEK = timedelta(days=7)
A_MOMENT = timedelta(minutes=1)


def nudged() -> Chat:
    chat = resident()
    chat.waits_until(NUDGE_AT)
    return chat


def session(chat: Chat) -> Session:
    return chat.kept.sessions[-1]


def with_an_item(chat: Chat, words: str = "the letter") -> Chat:
    chat.says(words)
    chat.taps("Bring it up next time")
    return chat


def test_the_nudge_comes_half_an_hour_after_the_session() -> None:
    chat = resident()
    assert chat.core.next_due_at(chat.kept, chat.now) == NUDGE_AT
    chat.waits_until(NUDGE_AT - A_MOMENT)
    assert chat.messages == {}
    chat.waits_until(NUDGE_AT)
    assert chat.last.words == READY
    assert chat.labels == ["Now", "In an hour", "Tonight", "It didn't happen"]
    assert session(chat).nudged_at == NUDGE_AT


def test_it_says_nothing_of_therapy_on_a_lock_screen() -> None:
    chat = nudged()
    assert "therap" not in str(chat).casefold()
    chat.waits_until(NUDGE_AT + WEEK)
    assert "therap" not in str(chat).casefold()


def test_now_begins_the_reflection_and_takes_the_nudge_away() -> None:
    chat = nudged()
    button = chat.taps("Now")
    chat.does_not_see(READY)
    assert isinstance(chat.kept.desk.phase, Reflecting)
    assert (session(chat).held, session(chat).answered_at) == (True, NUDGE_AT)
    chat.sees("How at ease did you feel")
    chat.taps_again(button)
    assert chat.toast == "That one is done. /reflect begins a new one."
    assert len(chat.kept.reflections) == 1


def test_one_reminder_and_then_silence() -> None:
    chat = resident(quiet_from=time(23, 59), quiet_to=time(0))
    chat.waits_until(NUDGE_AT + timedelta(hours=5))
    chat.does_not_see(READY)
    assert chat.last.words == "Your check-in is still here, if you want it. I won't ask again about this one."
    assert chat.labels == ["Now", "In an hour", "Tonight", "It didn't happen"]
    shown = len(chat.messages)
    chat.waits_until(NUDGE_AT + timedelta(days=5))
    assert len(chat.messages) == shown
    chat.taps("Now")
    assert chat.reflection.about_on == MONDAY.date()


def test_the_reminder_waits_for_the_morning() -> None:
    chat = nudged()
    chat.waits_until(MONDAY.replace(day=24, hour=7, minute=59))
    assert chat.last.words == READY
    chat.waits_until(MONDAY.replace(day=24, hour=8))
    assert chat.last.words.startswith("Your check-in is still here")


def test_the_next_nudge_takes_the_place_of_the_last() -> None:
    chat = nudged()
    chat.waits_until(NUDGE_AT + WEEK)
    assert [bubble.words for bubble in chat.messages.values() if bubble.keyboard] == [READY]
    assert session(chat).planned_on == (MONDAY + WEEK).date()


def test_in_an_hour() -> None:
    chat = nudged()
    chat.taps("In an hour")
    assert chat.last.words == "All right, I'll ask again at 19:20."
    assert chat.labels == []
    chat.waits_until(NUDGE_AT + timedelta(hours=1) - A_MOMENT)
    assert chat.last.words == "All right, I'll ask again at 19:20."
    chat.waits(A_MOMENT)
    assert chat.last.words == READY


def test_a_double_tap_on_in_an_hour_is_said_once() -> None:
    chat = nudged()
    button = chat.taps("In an hour")
    chat.now += timedelta(seconds=2)
    shown = str(chat)
    chat.taps_again(button)
    assert str(chat) == shown
    assert session(chat).snoozed_until_at == NUDGE_AT + timedelta(hours=1)
    assert chat.toast == "All right, I'll ask again at 19:20."


def test_in_an_hour_late_in_the_evening_is_in_the_morning() -> None:
    chat = nudged()
    chat.now = MONDAY.replace(hour=21, minute=30)
    chat.taps("In an hour")
    assert chat.last.words == "All right, I'll ask again on Tuesday 24 November, 08:00."
    chat.waits_until(MONDAY.replace(day=24, hour=8))
    assert chat.last.words == READY


def test_tonight() -> None:
    chat = nudged()
    chat.taps("Tonight")
    assert chat.last.words == "All right, I'll ask again at 20:00."


def test_tonight_when_it_is_almost_eight() -> None:
    chat = nudged()
    chat.now = MONDAY.replace(hour=19, minute=30)
    chat.taps("Tonight")
    assert chat.last.words == "All right, I'll ask again at 20:15."


def test_snoozed_again_and_again_keeps_one_reminder() -> None:
    chat = resident(quiet_from=time(23, 59), quiet_to=time(0))
    chat.waits_until(NUDGE_AT)
    chat.taps("In an hour")
    chat.waits(timedelta(hours=1))
    chat.taps("In an hour")
    chat.waits(timedelta(hours=1))
    chat.waits(timedelta(days=3))
    assert chat.last.words.startswith("Your check-in is still here")
    assert session(chat).reminded_at is not None


def test_it_did_not_happen() -> None:
    chat = nudged()
    chat.taps("It didn't happen")
    assert chat.last.words == ("All right, there is nothing to do then. The next one is on Monday 30 November, 17:00.")
    assert (session(chat).held, session(chat).answered_at) == (False, NUDGE_AT)
    assert chat.kept.reflections == ()
    chat.waits(timedelta(days=2))
    assert chat.last.words.startswith("All right")


def test_junk_under_a_nudge() -> None:
    chat = nudged()
    for ref, choice in (("999999", "now"), ("x", "now"), ("", "now"), (str(session(chat).id), "explode")):
        chat.taps_junk("n", ref, "", choice)
        assert chat.toast == "That one is done. /reflect begins a new one."
    assert session(chat).answered_at is None


def test_reflect_does_as_well_as_now() -> None:
    chat = nudged()
    chat.commands("reflect")
    chat.does_not_see(READY)
    assert chat.reflection.session_id == session(chat).id
    chat.sees("Did your session happen?")


# Lateness.


def test_a_little_late_is_not_mentioned() -> None:
    chat = resident()
    chat.sleeps_until(NUDGE_AT + timedelta(minutes=20))
    assert chat.last.words == READY


def test_late_says_so() -> None:
    chat = resident()
    chat.sleeps_until(NUDGE_AT + timedelta(minutes=21))
    assert chat.last.words == "Ready for your check-in? This comes late: I was switched off."


def test_late_in_quiet_hours_waits_for_their_end_and_then_is_let_go() -> None:
    chat = resident()
    chat.sleeps_until(MONDAY.replace(hour=23))
    assert chat.messages == {}
    assert session(chat).let_go_at == MONDAY.replace(hour=23)
    chat.waits(timedelta(days=5))
    chat.does_not_see(READY)


def test_a_nudge_of_another_day_is_let_go() -> None:
    chat = resident()
    chat.sleeps_until(MONDAY + timedelta(days=2))
    assert chat.messages == {}
    assert session(chat).let_go_at == chat.now
    chat.commands("reflect")
    chat.sees("Did your session happen?")


def test_ask_me_later_about_a_session_that_was_let_go_is_kept() -> None:
    chat = resident()
    chat.sleeps_until(MONDAY + timedelta(days=2))
    chat.commands("reflect")
    chat.taps("Ask me later")
    chat.sees("I'll ask again on Wednesday 25 November, 20:00.")
    chat.waits(timedelta(hours=10))
    assert chat.last.words == READY


def test_a_late_night_session_is_asked_about_in_the_morning() -> None:
    chat = resident(weekly_slot(at=time(21)))
    chat.waits_until(MONDAY.replace(day=24, hour=8))
    assert chat.last.words == READY
    assert session(chat).planned_on == MONDAY.date()


def test_a_missed_reminder_is_let_go() -> None:
    chat = nudged()
    chat.sleeps_until(MONDAY + timedelta(days=3))
    assert chat.last.words == READY
    assert session(chat).reminded_at == chat.now


def test_a_missed_snooze_is_let_go() -> None:
    chat = nudged()
    chat.taps("In an hour")
    chat.sleeps_until(MONDAY + timedelta(days=3))
    chat.does_not_see(READY)
    assert session(chat).snoozed_until_at is None
    assert session(chat).let_go_at == chat.now


def test_a_nudge_longer_after_than_the_next_session_is_let_go() -> None:
    chat = resident(weekly_slot(minutes=1440), nudge_after=timedelta(hours=4), quiet_from=time(1), quiet_to=time(1))
    chat.waits(timedelta(days=1, hours=12))
    assert chat.last.words == READY


# The summary.


def test_the_weekly_summary_comes_on_sunday_if_there_is_something_to_say() -> None:
    chat = nudged()
    chat.taps("Now")
    chat.taps("4")
    chat.waits_until(datetime.fromisoformat("2026-11-29T17:59+00:00"))
    chat.does_not_see("Your week")
    chat.waits(A_MOMENT)
    chat.sees("Your week")
    assert chat.kept.desk.summarised_on == datetime(2026, 11, 29).date()  # noqa: DTZ001 - a date


def test_a_week_with_nothing_in_it_passes_in_silence() -> None:
    chat = resident(weekly_slot(every_weeks=0), now=MONDAY + timedelta(days=1))
    chat.waits(timedelta(days=7))
    assert chat.messages == {}
    assert chat.kept.desk.summarised_on == datetime(2026, 11, 29).date()  # noqa: DTZ001 - a date


def with_something_to_say(chat: Chat) -> Chat:
    chat.waits_until(NUDGE_AT)
    chat.taps("Now")
    chat.taps("4")
    return chat


@pytest.mark.parametrize(("late", "said"), [(timedelta(hours=35), True), (timedelta(hours=36), False)])
def test_a_summary_that_was_missed_comes_within_a_day_and_a_half(late: timedelta, *, said: bool) -> None:
    chat = with_something_to_say(resident(quiet_from=time(3), quiet_to=time(3)))
    chat.sleeps_until(datetime.fromisoformat("2026-11-29T18:00+00:00") + late)
    assert ("Your week" in str(chat)) is said
    chat.waits(timedelta(days=4))
    assert str(chat).count("Your week") == said


def test_no_summary_when_none_is_wanted() -> None:
    chat = with_something_to_say(resident(summary_on=None))
    chat.waits(timedelta(days=14))
    chat.does_not_see("Your week")


@pytest.mark.parametrize(
    ("day", "hour", "next_on"),
    [
        ("Sunday", "20:00", "2026-12-06T20:00+00:00"),  # this Sunday's was said at 18:00
        ("Saturday", "18:00", "2026-12-05T18:00+00:00"),
        ("Monday", "09:00", "2026-11-30T09:00+00:00"),
    ],
)
def test_a_new_day_for_the_summary_begins_with_the_next_one(day: str, hour: str, next_on: str) -> None:
    chat = with_something_to_say(resident(weekly_slot(every_weeks=0)))
    chat.waits_until(datetime.fromisoformat("2026-11-29T18:30+00:00"))
    chat.commands("settings")
    for label in ("Weekly summary", day, hour):
        chat.taps(label)
    assert chat.core.next_due_at(chat.kept, chat.now) == datetime.fromisoformat(next_on)


def test_a_summary_agreed_to_after_its_hour_begins_next_week() -> None:
    chat = resident(now=datetime.fromisoformat("2026-11-29T18:30+00:00"))
    plan = [due.on for due in chat.core.plan(chat.kept, chat.now) if due.kind == "summary"]
    assert plan == [datetime(2026, 12, 6).date()]  # noqa: DTZ001 - a date


def test_summary_when_asked_says_that_nothing_is_missing() -> None:
    chat = resident()
    chat.commands("summary")
    chat.sees("No session noted this week. Nothing to catch up on.")


# Before the next session.


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
    assert chat.last.words.startswith("At 09:00. You saved this to bring up:")


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
    chat.sees("I'll be quiet. For how long?")
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


# Nobody there.


def test_nothing_is_planned_for_somebody_who_blocked_the_bot() -> None:
    chat = nudged()
    chat.blocks()
    assert chat.core.next_due_at(chat.kept, chat.now) is None
    assert (chat.kept.profile.reachable, chat.kept.desk.outbox, dict(chat.kept.desk.cards)) == (False, (), {})
    chat.sleeps_until(NUDGE_AT + WEEK)
    assert len(chat.messages) == 1
    chat.commands("help")
    assert chat.kept.profile.reachable is True
    assert chat.core.next_due_at(chat.kept, chat.now) is not None


def test_nothing_planned_within_view_is_looked_for_again() -> None:
    far = resident(weekly_slot(MONDAY.date() + timedelta(days=40)), summary_on=None)
    looked_at = []
    while len(far.messages) == 0:
        due_at = far.core.next_due_at(far.kept, far.now)
        assert due_at is not None
        looked_at.append(due_at)
        far.sleeps_until(due_at)
    assert far.last.words == READY
    assert far.now == NUDGE_AT + timedelta(days=40)
    assert len(looked_at) <= 6


def test_nothing_at_all_is_planned_where_there_is_nothing() -> None:
    chat = resident(summary_on=None)
    chat.journal = replace(chat.kept, slots=())
    assert chat.core.next_due_at(chat.kept, chat.now) is None


def test_the_phase_is_left_alone_by_what_the_bot_says_first() -> None:
    item = CarryItem(id=50, parts=(Part(1, "a"),), reflection_id=None, saved_at=MONDAY)
    chat = resident()
    chat.journal = replace(chat.kept, carry_items=(item,))
    chat.waits_until(NUDGE_AT)
    assert chat.kept.desk.phase == Idle()
    assert len(chat.messages) == 2

"""The nudge after a session, what is answered to it, and what becomes of one that is late."""

from dataclasses import replace
from datetime import time, timedelta

from conversations.model import CarryItem
from conversations.phases import Idle, Part, Reflecting
from tests.conversations.cast import MONDAY, resident, weekly_slot
from tests.conversations.walking import A_MOMENT, NUDGE_AT, READY, WEEK, nudged, session


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
    assert chat.last.words == "Your check-in is still here, if you want it. I won't ask again by myself."
    assert chat.labels == ["Now", "In an hour", "Tomorrow", "It didn't happen"]
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

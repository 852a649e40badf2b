"""/settings, /pause and /resume: one thing changed, the rest left alone."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from conversations.phases import Arranging, Idle, Reflecting, Step
from conversations.sessions import sessions
from tests.conversations.cast import MONDAY, resident, weekly_slot
from tests.conversations.chat import Chat

AT_17 = MONDAY.replace(hour=17)


def in_settings(*labels: str, now: datetime = MONDAY) -> Chat:
    chat = resident(now=now)
    chat.commands("settings")
    for label in labels:
        chat.taps(label)
    return chat


def ahead(chat: Chat, days: int = 15) -> list[str]:
    """The sessions of the next days, in UTC."""
    found = sessions(chat.kept, chat.now, chat.now + timedelta(days=days))
    return [f"{each.starts_at:%a %d %H:%M}" for each in found]


def test_the_menu_says_all_that_is_arranged() -> None:
    chat = in_settings()
    assert chat.last.words.splitlines() == [
        "Settings",
        "Session: Monday, 17:00, every week",
        "Time zone: Porto, Portugal",
        "I ask: 30 minutes after a session",
        "Quiet: 22:00 to 08:00",
        "Weekly summary: Sunday, 18:00",
        "Questions: After a session",
    ]
    assert chat.labels == [
        "Session", "Time zone", "When I ask", "Quiet hours", "Weekly summary", "Questions", "Pause",
    ]  # fmt: skip


def test_the_menu_says_what_is_not_arranged() -> None:
    chat = resident(summary_on=None, question_set="gone", paused=True)
    chat.journal = replace(chat.kept, slots=())
    chat.commands("settings")
    lines = chat.last.words.splitlines()
    assert [lines[1], *lines[5:]] == [
        "Sessions: no fixed time",
        "Weekly summary: none",
        "Questions: ",
        "Paused. /resume starts again.",
    ]


def test_back_leads_to_the_menu() -> None:
    for label in ("Session", "Time zone", "When I ask", "Quiet hours", "Weekly summary", "Questions"):
        chat = in_settings(label)
        chat.taps("Back")
        chat.sees("Settings")
        assert chat.kept.desk.phase == Idle()


# Sessions.


def test_another_day_every_week() -> None:
    chat = in_settings("Session", "Wednesday", "09:00", "09:30", "1 hour", "Every week")
    chat.sees("Saved.")
    chat.sees("Session: Wednesday, 09:30, every week")
    old, new = chat.kept.slots
    assert (old.ended_on, new.first_on, new.at) == (date(2026, 11, 23), date(2026, 11, 25), time(9, 30))
    assert ahead(chat) == ["Wed 25 09:30", "Wed 02 09:30"]


def test_every_two_weeks() -> None:
    chat = in_settings("Session", "Wednesday", "09:00", "09:30", "1 hour", "Every two weeks")
    assert chat.labels[:2] == ["Wednesday 25 November", "Wednesday 2 December"]
    chat.says("Wednesday 2 December")
    chat.sees("Session: Wednesday, 09:30, every two weeks")
    assert ahead(chat, 30) == ["Wed 02 09:30", "Wed 16 09:30"]


def test_it_varies_and_the_next_is_known() -> None:
    chat = in_settings("Session", "It varies", "Thu 26 Nov", "09:00", "09:30", "1 hour")
    chat.sees("Next session: Thursday 26 November, 09:30")
    assert ahead(chat) == ["Thu 26 09:30"]
    chat.waits(timedelta(days=4))
    chat.commands("settings")
    chat.sees("Sessions: no fixed time")


def test_it_varies_and_the_next_is_not_known() -> None:
    chat = in_settings("Session", "It varies", "I don't know yet")
    chat.sees("Sessions: no fixed time")
    assert ahead(chat) == []


def test_a_session_that_has_begun_is_asked_about_once() -> None:
    chat = in_settings("Session", "Monday", "17:00", "17:00", "1 hour", "Every week", now=AT_17 + timedelta(minutes=20))
    assert ahead(chat, 8) == ["Mon 30 17:00"]
    chat.waits(timedelta(hours=3))
    assert [each.starts_at for each in chat.kept.sessions] == [AT_17]
    assert [bubble.words for bubble in chat.messages.values()].count("Ready for your check-in?") == 1


def test_a_session_that_has_begun_is_not_the_next_of_those_that_vary() -> None:
    now = AT_17 + timedelta(minutes=20)
    chat = in_settings("Session", "It varies", "Mon 23 Nov", "17:00", "17:00", "1 hour", now=now)
    chat.waits(timedelta(hours=3))
    assert [each.starts_at for each in chat.kept.sessions] == [AT_17]


def test_changed_twice_while_it_goes_on() -> None:
    chat = in_settings("Session", "Monday", "17:00", "17:00", "1 hour", "Every week", now=AT_17 + timedelta(minutes=20))
    for label in ("Session", "Monday", "16:00", "16:50", "1 hour", "Every week"):
        chat.taps(label)
    assert ahead(chat, 8) == ["Mon 30 16:50"]
    chat.waits(timedelta(hours=3))
    assert len(chat.kept.sessions) == 1


def test_a_session_that_was_moved_after_its_preparation_is_not_asked_about() -> None:
    chat = resident()
    chat.says("the letter")
    chat.taps("Bring it up next time")
    chat.waits_until(AT_17 - timedelta(hours=1))
    chat.sees("At 17:00. You saved this to bring up:")
    chat.commands("settings")
    for label in ("Session", "Wednesday", "09:00", "09:30", "1 hour", "Every week"):
        chat.taps(label)
    assert ahead(chat, 8) == ["Wed 25 09:30"]
    chat.waits_until(AT_17 + timedelta(hours=4))
    chat.does_not_see("Ready for your check-in?")


# The time zone.


def test_a_new_zone_and_the_sessions_stay() -> None:
    chat = in_settings("Time zone")
    chat.says("New York")
    chat.sees("New York, United States. It is 05:00 there.")
    chat.sees("Your sessions still go by the time in Lisbon. Keep that, or move them too?")
    chat.taps("Keep them")
    chat.sees("Session: Monday, 17:00, every week (Europe/Lisbon time)")
    assert ahead(chat, 8) == ["Mon 23 17:00", "Mon 30 17:00"]
    assert chat.kept.profile.zone == "America/New_York"


def test_a_new_zone_and_the_sessions_move() -> None:
    chat = in_settings("Time zone")
    chat.says("New York")
    chat.says("move them")
    chat.sees("Session: Monday, 17:00, every week")
    assert ahead(chat, 8) == ["Mon 23 22:00", "Mon 30 22:00"]


def test_a_session_going_on_does_not_move() -> None:
    chat = in_settings("Time zone", now=AT_17 + timedelta(minutes=20))
    chat.says("New York")
    chat.taps("Move them")
    assert ahead(chat, 8) == ["Mon 30 22:00"]
    chat.waits(timedelta(hours=6))
    assert [each.starts_at for each in chat.kept.sessions] == [AT_17]


def test_a_single_session_that_is_over_does_not_move() -> None:
    chat = resident(weekly_slot(every_weeks=0), now=MONDAY + timedelta(days=2))
    chat.commands("settings")
    chat.taps("Time zone")
    chat.says("New York")
    chat.taps("Move them")
    assert ahead(chat, 15) == []
    assert [slot.ended_on for slot in chat.kept.slots] == [date(2026, 11, 25)]


def test_a_fortnight_keeps_its_weeks_when_it_moves() -> None:
    chat = resident(weekly_slot(every_weeks=2), now=MONDAY + timedelta(days=8))
    chat.commands("settings")
    chat.taps("Time zone")
    chat.says("New York")
    chat.taps("Move them")
    assert ahead(chat, 21) == ["Mon 07 22:00", "Mon 21 22:00"]


def test_the_same_zone_again_asks_nothing_more() -> None:
    chat = in_settings("Time zone")
    chat.says("Lisbon")
    chat.sees("Lisbon, Portugal. It is 10:00 there.\nSaved.")
    assert ahead(chat, 8) == ["Mon 23 17:00", "Mon 30 17:00"]


def test_a_location_out_of_the_blue_is_offered_as_a_change() -> None:
    chat = resident(zone="America/New_York")
    chat.shares_location(41.1, -8.6)
    chat.sees("Which one is it?")
    chat.taps("Porto, Portugal")
    assert chat.kept.profile.zone == "Europe/Lisbon"


def test_a_location_at_sea_out_of_the_blue() -> None:
    chat = resident()
    chat.shares_location(0, 0)
    chat.sees("I can't tell the time zone there.")
    assert chat.kept.desk.phase == Idle()


def test_a_location_shared_for_a_new_zone() -> None:
    chat = in_settings("Time zone", "Share my location instead")
    chat.shares_location(41.1, -8.6)
    assert chat.sees("Porto, Portugal. It is 10:00 there.").clears_location
    chat.sees("Saved.")
    assert chat.kept.desk.phase == Idle()


# When the bot writes.


def test_how_long_after_a_session() -> None:
    chat = in_settings("When I ask", "Right away")
    chat.sees("I ask: 0 minutes after a session")
    chat.taps("When I ask")
    chat.says("4 hours")
    assert chat.kept.profile.nudge_after == timedelta(hours=4)


def test_longer_than_four_hours_is_not_taken() -> None:
    chat = in_settings("When I ask")
    chat.says("241")
    chat.sees("I didn't get that.")
    assert chat.kept.profile.nudge_after == timedelta(minutes=30)


def test_quiet_hours_are_tapped() -> None:
    chat = in_settings("Quiet hours", "21:00")
    chat.sees("And when do they end?")
    chat.taps("07:00")
    chat.sees("Saved.")
    chat.sees("Quiet: 21:00 to 07:00")
    assert (chat.kept.profile.quiet_from, chat.kept.profile.quiet_to) == (time(21), time(7))


def test_quiet_hours_are_typed() -> None:
    chat = in_settings("Quiet hours")
    chat.says("11:15 pm")
    chat.says("never")
    chat.sees("I didn't get that.")
    chat.says("9.30")
    chat.sees("Quiet: 23:15 to 09:30")


def test_junk_under_the_quiet_hours() -> None:
    chat = in_settings("Quiet hours")
    chat.taps_junk("a", "", "quiet_from", "late")
    chat.says("22")
    chat.taps_junk("a", "", "quiet_to", "8")
    assert chat.kept.profile.quiet_to == time(8)
    assert chat.kept.desk.phase == Arranging(step=Step.QUIET_TO, trail=(Step.QUIET_FROM,))


def test_the_summary_s_day_and_hour() -> None:
    chat = in_settings("Weekly summary", "Friday", "20:00")
    chat.sees("Weekly summary: Friday, 20:00")
    assert (chat.kept.profile.summary_on, chat.kept.profile.summary_at) == (4, time(20))


def test_no_summary() -> None:
    chat = in_settings("Weekly summary", "No summary")
    chat.sees("Weekly summary: none")
    assert chat.kept.profile.summary_on is None


def test_other_questions() -> None:
    chat = in_settings("Questions")
    chat.says("the quick one")
    chat.sees("Questions: The quick one")
    chat.taps("Questions")
    chat.taps_junk("a", "", "questions", "another")
    assert chat.kept.profile.question_set == "quick"


# The pause.


@pytest.mark.parametrize(
    ("span", "until_on", "says"),
    [
        ("A week", date(2026, 11, 30), "Paused until Monday 30 November. /resume starts again."),
        ("Two weeks", date(2026, 12, 7), "Paused until Monday 7 December. /resume starts again."),
        ("Until I say so", None, "Paused. /resume starts again."),
    ],
)
def test_pause(span: str, until_on: date | None, says: str) -> None:
    chat = resident()
    chat.commands("pause")
    chat.sees("I'll be quiet. For how long?")
    chat.taps(span)
    assert chat.last.words == says
    assert (chat.kept.profile.paused, chat.kept.profile.paused_until_on) == (True, until_on)
    chat.commands("settings")
    chat.sees(says)
    chat.taps("Resume")
    assert chat.kept.profile.paused is False
    assert "Pause" in chat.labels
    chat.taps("Pause")
    chat.sees("I'll be quiet. For how long?")


def test_resume_says_when_the_next_session_is() -> None:
    chat = resident(paused=True)
    chat.commands("resume")
    assert chat.last.words == "I'll ask after your sessions again. The next one is on Monday 23 November, 17:00."
    chat = resident(weekly_slot(every_weeks=0), now=MONDAY + timedelta(days=1))
    chat.commands("resume")
    assert chat.last.words == "I'll ask after your sessions again."


def test_a_pause_takes_the_nudge_away() -> None:
    chat = resident()
    chat.waits_until(AT_17 + timedelta(hours=2))
    chat.sees("Ready for your check-in?")
    chat.commands("pause")
    chat.taps("A week")
    chat.does_not_see("Ready for your check-in?")


def test_pause_in_the_middle_of_a_change_leaves_nothing_asked() -> None:
    chat = in_settings("Session")
    chat.commands("pause")
    assert chat.kept.desk.phase == Idle()
    chat.taps("A week")
    chat.says("on Monday")
    chat.sees("I wasn't asking anything just now.")


def test_old_buttons_of_the_pause_leave_nothing_asked() -> None:
    for label in ("A week", "Until I say so"):
        chat = resident()
        chat.commands("pause")
        pausing = next(button for button in chat.last.buttons if button.label == label)
        chat.commands("settings")
        chat.taps("Session")
        chat.taps_again(pausing)
        assert chat.kept.desk.phase == Idle()
        chat.commands("settings")
        resuming = next(button for button in chat.last.buttons if button.label == "Resume")
        chat.taps("Session")
        chat.taps_again(resuming)
        assert chat.kept.desk.phase == Idle()
        chat.sees("Settings")


def test_settings_in_the_middle_of_a_change_begin_anew() -> None:
    chat = in_settings("Session", "Friday")
    chat.commands("settings")
    assert chat.kept.desk.phase == Idle()
    chat.sees("Session: Monday, 17:00, every week")


def test_settings_leave_a_reflection_open() -> None:
    chat = resident()
    chat.commands("reflect")
    chat.commands("settings")
    chat.taps_junk("s", "", "", "nothing")
    assert isinstance(chat.kept.desk.phase, Reflecting)
    chat.says("4")
    assert chat.reflection.answers


def test_a_button_of_a_change_that_is_over() -> None:
    chat = in_settings("Session")
    button = chat.taps("Friday")
    chat.commands("settings")
    chat.taps_again(button)
    assert chat.toast == "That is settled. /settings changes it."

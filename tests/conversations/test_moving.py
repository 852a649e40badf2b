"""Another time for the sessions, or another time zone: each session is asked about once."""

from datetime import date, time, timedelta

from conversations.phases import Idle
from tests.conversations.arranging import ahead, in_settings
from tests.conversations.cast import MONDAY, resident, weekly_slot

AT_17 = MONDAY.replace(hour=17)


# Sessions.


def test_another_day_every_week() -> None:
    chat = in_settings("Session", "Wednesday", "09:00", "09:30", "1 hour", "Every week")
    chat.sees("Saved.")
    chat.sees("Session: Wednesday, 09:30, 1 hour, every week")
    old, new = chat.kept.slots
    assert (old.ended_on, new.first_on, new.at) == (date(2026, 11, 23), date(2026, 11, 25), time(9, 30))
    assert ahead(chat) == ["Wed 25 09:30", "Wed 02 09:30"]


def test_what_was_changed_before_stays_as_it_was() -> None:
    chat = in_settings("Session", "Wednesday", "09:00", "09:30", "1 hour", "Every week")
    chat.waits(timedelta(days=9))
    chat.commands("settings")
    for label in ("Session", "Friday", "09:00", "09:30", "1 hour", "Every week"):
        chat.taps(label)
    assert [slot.ended_on for slot in chat.kept.slots] == [date(2026, 11, 23), date(2026, 12, 3), None]
    assert ahead(chat, 8) == ["Fri 04 09:30"]


def test_every_two_weeks() -> None:
    chat = in_settings("Session", "Wednesday", "09:00", "09:30", "1 hour", "Every two weeks")
    assert chat.labels[:2] == ["Wednesday 25 November", "Wednesday 2 December"]
    chat.says("Wednesday 2 December")
    chat.sees("Session: Wednesday, 09:30, 1 hour, every two weeks")
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
    chat.sees("Session: Monday, 17:00, 50 minutes, every week (Lisbon time)")
    assert ahead(chat, 8) == ["Mon 23 17:00", "Mon 30 17:00"]
    assert chat.kept.profile.zone == "America/New_York"


def test_a_new_zone_and_the_sessions_move() -> None:
    chat = in_settings("Time zone")
    chat.says("New York")
    chat.says("move them")
    chat.sees("Session: Monday, 17:00, 50 minutes, every week")
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
    chat.sees("Shall I go by the time in Lisbon?")
    chat.taps("Lisbon")
    assert "Porto" not in repr(chat.kept.profile), "only the time zone is kept"
    assert chat.kept.profile.zone == "Europe/Lisbon"


def test_a_location_at_sea_out_of_the_blue() -> None:
    chat = resident()
    chat.shares_location(0, 0)
    chat.sees("I can't tell the time zone there.")
    assert chat.kept.desk.phase == Idle()


def test_a_location_shared_for_a_new_zone() -> None:
    chat = in_settings("Time zone", "Share my location instead")
    chat.shares_location(41.1, -8.6)
    assert chat.sees("Lisbon. It is 10:00 there.").clears_location
    chat.sees("Saved.")
    assert chat.kept.desk.phase == Idle()

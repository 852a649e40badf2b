"""The weekly summary: on its evening, late, and not at all."""

from datetime import datetime, time, timedelta

import pytest

from tests.conversations.cast import MONDAY, resident, weekly_slot
from tests.conversations.chat import Chat
from tests.conversations.walking import A_MOMENT, NUDGE_AT, nudged


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

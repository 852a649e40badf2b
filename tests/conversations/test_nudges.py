"""What is due when, moment by moment: quiet hours, changes of the clocks, and what is always so."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.effects import Say
from conversations.events import TimePassed
from conversations.model import Profile
from conversations.nudges import after_quiet, before_quiet, is_quiet, next_due_at, plan, tonight
from conversations.sessions import with_id
from tests.conversations.cast import MONDAY, resident, weekly_slot
from tests.conversations.chat import Chat

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
TRICKY = (
    "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca",
    "Europe/Dublin", "Antarctica/Troll", "Pacific/Chatham", "Africa/Cairo",
)  # fmt: skip
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def profile(zone: str, quiet_from: str = "22:00", quiet_to: str = "08:00") -> Profile:
    return Profile(zone=zone, quiet_from=time.fromisoformat(quiet_from), quiet_to=time.fromisoformat(quiet_to))


# Quiet hours.


@pytest.mark.parametrize(
    ("quiet_from", "quiet_to", "quiet", "loud"),
    [
        ("22:00", "08:00", ("22:00", "23:59", "00:00", "07:59"), ("08:00", "12:00", "21:59")),
        ("01:00", "06:30", ("01:00", "06:29"), ("00:59", "06:30", "23:00")),
        ("08:00", "08:00", (), ("00:00", "07:59", "08:00", "08:01")),
    ],
)
def test_quiet_hours(quiet_from: str, quiet_to: str, quiet: tuple[str, ...], loud: tuple[str, ...]) -> None:
    of = profile("UTC", quiet_from, quiet_to)
    for at, expected in [*((at, True) for at in quiet), *((at, False) for at in loud)]:
        assert is_quiet(of, datetime.fromisoformat(f"2026-11-23T{at}")) is expected


@pytest.mark.parametrize(
    ("zone", "quiet", "at", "expected"),
    [
        ("Europe/Lisbon", "22:00-08:00", "2026-11-23T21:59", "2026-11-23T21:59"),
        ("Europe/Lisbon", "22:00-08:00", "2026-11-23T22:00", "2026-11-24T08:00"),
        ("Europe/Lisbon", "22:00-08:00", "2026-11-24T03:00", "2026-11-24T08:00"),
        ("Europe/Lisbon", "22:00-08:00", "2026-10-24T22:00", "2026-10-25T08:00"),  # the night has an hour more
        ("Europe/Lisbon", "22:00-08:00", "2026-03-28T23:00", "2026-03-29T07:00"),  # and one less
        ("Europe/Lisbon", "22:00-01:30", "2026-10-24T22:00", "2026-10-25T00:30"),  # 01:30 comes twice: the first
        ("Europe/Lisbon", "22:00-01:30", "2026-10-25T01:10", "2026-10-25T01:30"),  # but never one that is past
        ("Europe/Lisbon", "22:00-01:30", "2026-03-28T23:00", "2026-03-29T01:30"),  # or is not there at all
        ("Europe/Lisbon", "03:00-02:30", "2026-03-28T12:00", "2026-03-29T01:30"),
        ("America/New_York", "22:00-08:00", "2026-03-08T05:00", "2026-03-08T12:00"),
        ("Asia/Kolkata", "13:00-14:00", "2026-07-01T08:00", "2026-07-01T08:30"),
        ("Australia/Lord_Howe", "22:00-02:15", "2026-10-03T12:00", "2026-10-03T15:45"),
        ("Pacific/Apia", "22:00-08:00", "2011-12-30T09:00", "2011-12-30T18:00"),  # over a day that was left out
        ("Africa/Casablanca", "22:00-08:00", "2026-02-15T00:00", "2026-02-15T08:00"),
    ],
)
def test_a_quiet_moment_waits_for_their_end(zone: str, quiet: str, at: str, expected: str) -> None:
    assert after_quiet(profile(zone, *quiet.split("-")), utc(at)) == utc(expected)


@given(st.sampled_from(ZONES), TIMES, TIMES, st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1)))  # noqa: DTZ001 - UTC is added
def test_what_waits_for_their_end_is_never_quiet_nor_earlier(zone: str, start: time, end: time, at: datetime) -> None:
    of = Profile(zone=zone, quiet_from=start, quiet_to=end)
    at = at.replace(tzinfo=UTC)
    after = after_quiet(of, at)
    assert not is_quiet(of, after.astimezone(ZoneInfo(zone)))
    assert timedelta() <= after - at < timedelta(hours=49)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T21:59", "2026-11-23T21:59"),
        ("2026-11-23T22:00", "2026-11-23T21:30"),
        ("2026-11-24T07:00", "2026-11-23T21:30"),
        ("2026-11-24T08:00", "2026-11-24T08:00"),
    ],
)
def test_a_quiet_moment_comes_before_their_beginning(at: str, expected: str) -> None:
    assert before_quiet(profile("Europe/Lisbon"), utc(at)) == utc(expected)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T12:00", "2026-11-23T20:00"),
        ("2026-11-23T19:15", "2026-11-23T20:00"),
        ("2026-11-23T19:16", "2026-11-23T20:01"),
        ("2026-11-23T21:14", "2026-11-23T21:59"),
        ("2026-11-23T21:15", "2026-11-24T08:00"),
        ("2026-11-24T02:00", "2026-11-24T20:00"),
    ],
)
def test_tonight(at: str, expected: str) -> None:
    assert tonight(profile("Europe/Lisbon"), utc(at)) == utc(expected)


# The nudge in the weeks of a change.


@pytest.mark.parametrize(
    ("zone", "first_on", "expected"),
    [
        ("Europe/Lisbon", "2026-10-19", ["2026-10-19T17:20", "2026-10-26T18:20"]),
        ("America/New_York", "2026-03-02", ["2026-03-02T23:20", "2026-03-09T22:20"]),
        ("America/New_York", "2026-10-26", ["2026-10-26T22:20", "2026-11-02T23:20"]),
        ("Asia/Kolkata", "2026-03-23", ["2026-03-23T12:50", "2026-03-30T12:50"]),
        ("Australia/Lord_Howe", "2026-03-30", ["2026-03-30T07:20", "2026-04-06T07:50"]),
        ("Pacific/Apia", "2026-03-30", ["2026-03-30T05:20", "2026-04-06T05:20"]),
        ("Africa/Casablanca", "2026-02-09", ["2026-02-09T17:20", "2026-02-16T18:20"]),
    ],
)
def test_the_nudge_keeps_to_the_wall_clock(zone: str, first_on: str, expected: list[str]) -> None:
    start = utc(f"{first_on}T00:00")
    chat = resident(weekly_slot(date.fromisoformat(first_on), zone=zone), now=start, zone=zone, summary_on=None)
    assert nudges_of(chat, 14) == [utc(moment) for moment in expected]


def nudges_of(chat: Chat, days: int) -> list[datetime]:
    chat.waits(timedelta(days=days))
    return [session.nudged_at for session in chat.kept.sessions if session.nudged_at is not None]


def test_a_session_in_the_hour_that_is_left_out_is_asked_about_once() -> None:
    slot = weekly_slot(date(2026, 3, 29), time(1, 30))
    chat = resident(slot, now=utc("2026-03-28T12:00"), quiet_from=time(5), quiet_to=time(5), summary_on=None)
    assert nudges_of(chat, 3) == [utc("2026-03-29T02:50")]


def test_a_session_in_the_hour_that_comes_twice_is_asked_about_once() -> None:
    slot = weekly_slot(date(2026, 10, 25), time(1, 30))
    chat = resident(slot, now=utc("2026-10-24T12:00"), quiet_from=time(5), quiet_to=time(5), summary_on=None)
    assert nudges_of(chat, 3) == [utc("2026-10-25T01:50")]


def test_somebody_who_lives_elsewhere_than_their_session() -> None:
    """At 17:00 in New York it is night in Lisbon, where they are."""
    chat = resident(weekly_slot(zone="America/New_York"), summary_on=None)
    assert nudges_of(chat, 3) == [utc("2026-11-24T08:00")]


def test_every_two_weeks_is_every_two_weeks() -> None:
    chat = resident(weekly_slot(every_weeks=2), summary_on=None)
    assert [f"{at:%m-%d %H:%M}" for at in nudges_of(chat, 60)] == [
        "11-23 18:20", "12-07 18:20", "12-21 18:20", "01-04 18:20", "01-18 18:20",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "week", "expected"),
    [
        ("Europe/Lisbon", "2026-10-19", "2026-10-25T18:00"),
        ("America/New_York", "2026-03-02", "2026-03-08T22:00"),
        ("Australia/Lord_Howe", "2026-09-28", "2026-10-04T07:00"),
        ("Pacific/Apia", "2026-09-28", "2026-10-04T05:00"),
    ],
)
def test_the_summary_keeps_to_the_wall_clock(zone: str, week: str, expected: str) -> None:
    chat = resident(weekly_slot(date.fromisoformat(week), every_weeks=0), now=utc(f"{week}T12:00"), zone=zone)
    assert [due.at for due in plan(chat.kept, chat.now) if due.kind == "summary"] == [utc(expected)]


def test_a_summary_in_quiet_hours_comes_after_them() -> None:
    chat = resident(summary_at=time(23))
    (due,) = [due for due in plan(chat.kept, chat.now) if due.kind == "summary"]
    assert (due.at, due.on) == (utc("2026-11-30T08:00"), date(2026, 11, 29))


def test_the_plan_is_in_order() -> None:
    chat = resident()
    moments = [due.at for due in plan(chat.kept, MONDAY)]
    assert moments == sorted(moments)
    assert next_due_at(chat.kept, MONDAY) == moments[0]


# What is always so.

PEOPLE = st.fixed_dictionaries(
    {
        "zone": st.one_of(st.sampled_from(TRICKY), st.sampled_from(ZONES)),
        "quiet_from": TIMES,
        "quiet_to": TIMES,
        "nudge_after": st.integers(0, 240).map(lambda minutes: timedelta(minutes=minutes)),
        "summary_on": st.one_of(st.none(), st.integers(0, 6)),
        "summary_at": TIMES,
    }
)
SLOTS = st.fixed_dictionaries(
    {
        "at": TIMES,
        "zone": st.sampled_from(TRICKY),
        "every_weeks": st.integers(0, 2),
        "minutes": st.integers(1, 480),
    }
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("on time", "on time", "on time", "an hour", "a night", "two days", "ten days", "forty days")),
        st.sampled_from(("", "", "", "hour", "tonight", "now", "not_held", "keep")),
    ),
    max_size=15,
)
SPANS = {
    "an hour": timedelta(hours=1),
    "a night": timedelta(hours=9),
    "two days": timedelta(days=2),
    "ten days": timedelta(days=10),
    "forty days": timedelta(days=40),
}


@settings(max_examples=150, deadline=None)
@given(PEOPLE, SLOTS, st.integers(0, 365), STEPS)
def test_nothing_is_due_twice_or_in_quiet_hours(
    choices: dict[str, object], slot: dict[str, object], day: int, steps: list[tuple[str, str]]
) -> None:
    """After each judgement nothing is due any more; a session has one nudge for each time it was put off, and one more."""
    start = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    chat = resident(weekly_slot(start.date(), **slot), now=start, **choices)  # type: ignore[arg-type]  # by name
    chat.says("the letter")
    chat.taps("Bring it up next time")
    for span, choice in steps:
        due_at = chat.core.next_due_at(chat.kept, chat.now)
        chat.now = chat.now + SPANS[span] if span in SPANS else due_at or chat.now
        passes(chat)
        if choice and chat.kept.sessions and chat.kept.sessions[-1].nudged_at is not None:
            chat.taps_junk("n", str(chat.kept.sessions[-1].id), "", choice)


def passes(chat: Chat) -> None:
    before = chat.kept
    turn = chat.takes(TimePassed())
    due_at = chat.core.next_due_at(chat.kept, chat.now)
    assert due_at is None or due_at > chat.now
    said = [pending.effect for pending in turn.effects if isinstance(pending.effect, Say)]
    assert not said or not is_quiet(before.profile, chat.now.astimezone(ZoneInfo(before.profile.zone)))
    for session in chat.kept.sessions:
        earlier = with_id(before, session.id)
        if session.nudged_at == chat.now and earlier is not None and earlier.nudged_at is not None:
            assert earlier.snoozed_until_at is not None
            assert session.snoozed_until_at is None
        assert session.nudged_at is None or session.nudged_at >= session.ends_at
        assert session.reminded_at is None or session.nudged_at is not None

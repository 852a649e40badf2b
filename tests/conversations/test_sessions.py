"""When sessions are: wall time in an IANA zone, on both sides of every change of the clocks."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.model import Journal, Session, Slot
from conversations.sessions import dates, latest, local_date, remembered, sessions, starts_at, upcoming, with_id
from tests.conversations.cast import MONDAY, PERSON, TODAY, weekly_slot

ZONES = sorted(available_timezones() - {"Factory", "localtime"})


def slot(zone: str, at: time, first_on: date = TODAY, every_weeks: int = 1) -> Slot:
    return weekly_slot(first_on, at, zone=zone, every_weeks=every_weeks)


def journal(*slots: Slot, known: tuple[Session, ...] = ()) -> Journal:
    return Journal(person_id=PERSON, slots=slots, sessions=known)


def known(of: Slot, on: date, number: int = 9) -> Session:
    begins = starts_at(of, on)
    return Session(id=number, slot_id=of.id, planned_on=on, starts_at=begins, ends_at=begins + of.length)


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


# Moments, worked out by hand from the rules of each zone.


@pytest.mark.parametrize(
    ("zone", "at", "on", "expected"),
    [
        ("Europe/Lisbon", "17:00", "2026-03-23", "2026-03-23T17:00"),
        ("Europe/Lisbon", "17:00", "2026-03-30", "2026-03-30T16:00"),
        ("Europe/Lisbon", "17:00", "2026-10-19", "2026-10-19T16:00"),
        ("Europe/Lisbon", "17:00", "2026-10-26", "2026-10-26T17:00"),
        ("Europe/Lisbon", "01:30", "2026-03-29", "2026-03-29T01:30"),  # does not exist: read as 02:30
        ("Europe/Lisbon", "01:30", "2026-10-25", "2026-10-25T00:30"),  # comes twice: the first
        ("America/New_York", "17:00", "2026-03-07", "2026-03-07T22:00"),
        ("America/New_York", "17:00", "2026-03-08", "2026-03-08T21:00"),
        ("America/New_York", "17:00", "2026-11-01", "2026-11-01T22:00"),
        ("America/New_York", "02:30", "2026-03-08", "2026-03-08T07:30"),
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30"),
        ("Asia/Kolkata", "17:00", "2026-01-12", "2026-01-12T11:30"),
        ("Asia/Kolkata", "17:00", "2026-07-13", "2026-07-13T11:30"),
        ("Australia/Lord_Howe", "17:00", "2026-01-12", "2026-01-12T06:00"),
        ("Australia/Lord_Howe", "17:00", "2026-07-13", "2026-07-13T06:30"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:45"),  # half an hour does not exist
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04T14:45"),  # and half an hour comes twice
        ("Pacific/Apia", "17:00", "2026-07-13", "2026-07-13T04:00"),
        ("Pacific/Apia", "17:00", "2011-12-29", "2011-12-30T03:00"),
        ("Pacific/Apia", "17:00", "2011-12-30", "2011-12-31T03:00"),  # a day that was left out
        ("Pacific/Apia", "17:00", "2012-01-01", "2012-01-01T03:00"),
        ("Africa/Casablanca", "17:00", "2026-02-09", "2026-02-09T16:00"),
        ("Africa/Casablanca", "17:00", "2026-03-02", "2026-03-02T17:00"),  # the clocks go back for Ramadan
        ("Africa/Casablanca", "17:00", "2026-03-23", "2026-03-23T16:00"),
    ],
)
def test_a_session_begins_at_its_wall_time(zone: str, at: str, on: str, expected: str) -> None:
    assert starts_at(slot(zone, time.fromisoformat(at)), date.fromisoformat(on)) == utc(expected)


@given(st.sampled_from(ZONES), st.integers(0, 6), st.sampled_from((1, 2)))
def test_five_in_the_afternoon_is_five_in_the_afternoon_all_year(zone: str, weekday: int, every_weeks: int) -> None:
    first_on = date(2026, 1, 5) + timedelta(days=weekday)
    of = slot(zone, time(17), first_on, every_weeks)
    found = list(dates(of, date(2026, 1, 1), date(2026, 12, 31)))
    assert len(found) == -(-(date(2026, 12, 31) - first_on).days // (7 * every_weeks)) or found[-1] == date(
        2026, 12, 31
    )
    for on in found:
        local = starts_at(of, on).astimezone(ZoneInfo(zone))
        assert (local.date(), local.time(), on.weekday()) == (on, time(17), weekday)


# Dates.


def test_every_week_from_the_first_on() -> None:
    of = slot("Europe/Lisbon", time(17))
    assert list(dates(of, date(2026, 11, 1), date(2026, 12, 8))) == [
        date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7),
    ]  # fmt: skip
    assert list(dates(of, date(2026, 11, 24), date(2026, 11, 29))) == []


@given(st.integers(0, 4000), st.integers(1, 60))
def test_two_weeks_keep_their_parity_for_ever(later: int, days: int) -> None:
    of = slot("Europe/Lisbon", time(17), every_weeks=2)
    first = TODAY + timedelta(days=later)
    found = list(dates(of, first, first + timedelta(days=days)))
    assert all((on - TODAY).days % 14 == 0 for on in found)
    assert len(found) in {(days + 1) // 14, (days + 1) // 14 + 1}


def test_a_single_one() -> None:
    of = slot("Europe/Lisbon", time(17), every_weeks=0)
    assert list(dates(of, TODAY, TODAY)) == [TODAY]
    assert list(dates(of, TODAY + timedelta(days=1), TODAY + timedelta(days=99))) == []
    assert list(dates(of, TODAY - timedelta(days=9), TODAY - timedelta(days=1))) == []


def test_none_from_the_date_it_ended_on() -> None:
    of = replace(slot("Europe/Lisbon", time(17)), ended_on=date(2026, 11, 30))
    assert list(dates(of, date(2026, 11, 1), date(2027, 1, 1))) == [date(2026, 11, 23)]
    single = replace(slot("Europe/Lisbon", time(17), every_weeks=0), ended_on=TODAY)
    assert list(dates(single, date(2026, 11, 1), date(2027, 1, 1))) == []


# Sessions of a journal.


def test_only_planned_ones_have_no_number() -> None:
    of = slot("Europe/Lisbon", time(17))
    (planned,) = sessions(journal(of), MONDAY, MONDAY + timedelta(days=1))
    assert (planned.id, planned.starts_at, planned.ends_at) == (
        0, MONDAY.replace(hour=17), MONDAY.replace(hour=17, minute=50),
    )  # fmt: skip


def test_a_known_one_stands_in_for_the_planned_one() -> None:
    of = slot("Europe/Lisbon", time(17))
    session = replace(known(of, TODAY), nudged_at=MONDAY)
    assert sessions(journal(of, known=(session,)), MONDAY, MONDAY + timedelta(days=1)) == (session,)


def test_one_that_had_ended_before_it_was_told_of_is_none_of_the_bot_s() -> None:
    of = replace(slot("Europe/Lisbon", time(17)), since_at=MONDAY.replace(hour=17, minute=50))
    assert sessions(journal(of), MONDAY, MONDAY + timedelta(days=1)) == ()
    of = replace(of, since_at=MONDAY.replace(hour=17, minute=49))
    assert len(sessions(journal(of), MONDAY, MONDAY + timedelta(days=1))) == 1


def test_a_known_one_of_an_ended_appointment_is_over_unless_it_was_written_about() -> None:
    ended = replace(slot("Europe/Lisbon", time(17)), ended_on=TODAY)
    session = replace(known(ended, TODAY), prepared_at=MONDAY)
    assert sessions(journal(ended, known=(session,)), MONDAY, MONDAY + timedelta(days=1)) == ()
    written = replace(session, answered_at=MONDAY)
    assert sessions(journal(ended, known=(written,)), MONDAY, MONDAY + timedelta(days=1)) == (written,)


def test_they_come_in_order_and_within_the_bounds() -> None:
    one, two = slot("Europe/Lisbon", time(17)), replace(slot("America/New_York", time(9)), id=2)
    found = sessions(journal(one, two), MONDAY.replace(hour=14), MONDAY.replace(hour=17) + timedelta(days=7))
    assert [f"{each.starts_at:%d %H}" for each in found] == ["23 14", "23 17", "30 14", "30 17"]


def test_latest_and_upcoming() -> None:
    of = slot("Europe/Lisbon", time(17))
    mine = journal(of)
    assert latest(mine, MONDAY) is None
    at_five = MONDAY.replace(hour=17)
    first = latest(mine, at_five)
    assert first is not None
    assert first.starts_at == at_five
    following = upcoming(mine, at_five)
    assert following is not None
    assert following.starts_at == at_five + timedelta(days=7)
    assert upcoming(journal(), MONDAY) is None
    called_off = replace(known(of, TODAY), held=False)
    after = upcoming(journal(of, known=(called_off,)), MONDAY)
    assert after is not None
    assert after.starts_at == at_five + timedelta(days=7)
    assert latest(mine, at_five + timedelta(days=7) - timedelta(minutes=1)) == first


def test_remembering_gives_a_number_once() -> None:
    of = slot("Europe/Lisbon", time(17))
    mine = journal(of)
    (planned,) = sessions(mine, MONDAY, MONDAY + timedelta(days=1))
    mine, session = remembered(mine, planned)
    assert (session.id, mine.desk.last_id, mine.sessions) == (1, 1, (session,))
    mine, other = remembered(mine, replace(planned, planned_on=TODAY + timedelta(days=7)))
    mine, session = remembered(mine, replace(session, held=True))
    assert (mine.desk.last_id, mine.sessions) == (2, (session, other))
    assert with_id(mine, 2) == other
    assert with_id(mine, 3) is None
    assert with_id(mine, None) is None


def test_a_session_is_on_the_date_where_it_takes_place() -> None:
    of = slot("America/New_York", time(22))
    assert local_date(journal(of), known(of, TODAY)) == TODAY
    assert local_date(journal(), replace(known(of, TODAY), slot_id=None)) == TODAY + timedelta(days=1)

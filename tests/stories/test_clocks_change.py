"""17:00 is 17:00 on both sides of a change of the clocks, and nobody is woken up by it."""

from datetime import UTC, datetime, timedelta

from tests.stories.conftest import Build


async def test_a_week_in_which_the_clocks_go_forward(build: Build) -> None:
    town = await build(datetime(2026, 3, 23, 9, 0, tzinfo=UTC))
    ada = await town.welcomes("Tuesday", "17:00", "17:00", "50 minutes", "Every week", "Berlin", "Good", name="Ada")
    await ada.waits_until(datetime(2026, 3, 24, 17, 19, tzinfo=UTC))
    ada.does_not_see("Ready for your check-in?")
    await ada.waits_until(datetime(2026, 3, 24, 17, 20, tzinfo=UTC))
    ada.sees("Ready for your check-in?")
    await ada.taps("It didn't happen")
    ada.sees("Tuesday 31 March, 17:00")

    await ada.waits_until(datetime(2026, 3, 31, 16, 19, tzinfo=UTC))
    ada.does_not_see("Ready for your check-in?")
    await ada.waits_until(datetime(2026, 3, 31, 16, 20, tzinfo=UTC))
    ada.sees("Ready for your check-in?")


async def test_a_week_in_which_the_clocks_go_back(build: Build) -> None:
    town = await build(datetime(2026, 10, 26, 14, 0, tzinfo=UTC))
    ben = await town.welcomes(
        "Friday", "20:00", "20:45", "50 minutes", "Every week", "New York City", "Good", name="Ben"
    )
    await ben.waits_until(datetime(2026, 10, 31, 2, 0, tzinfo=UTC))
    ben.does_not_see("Ready for your check-in?")
    await ben.waits_until(datetime(2026, 10, 31, 11, 59, tzinfo=UTC))
    ben.does_not_see("Ready for your check-in?")
    await ben.waits_until(datetime(2026, 10, 31, 12, 0, tzinfo=UTC))
    ben.sees("Ready for your check-in?")
    await ben.taps("In an hour")
    ben.sees("I'll ask again at 09:00.")
    await ben.waits(timedelta(hours=1))
    await ben.taps("It didn't happen")
    ben.sees("Friday 6 November, 20:45")
    await ben.waits_until(datetime(2026, 11, 7, 12, 59, tzinfo=UTC))
    ben.does_not_see("Ready for your check-in?")
    await ben.waits_until(datetime(2026, 11, 7, 13, 0, tzinfo=UTC))
    ben.sees("Ready for your check-in?")


async def test_every_two_weeks_it_is_the_week_that_was_named(build: Build) -> None:
    town = await build(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    cleo = await town.welcomes(
        "Wednesday",
        "10:00",
        "10:00",
        "1 hour",
        "Every two weeks",
        "Lisbon",
        "Wednesday 2 December",
        "Good",
        name="Cleo",
    )
    cleo.sees("Your next session: Wednesday 2 December, 10:00.")
    await cleo.waits_until(datetime(2026, 12, 2, 11, 29, tzinfo=UTC))
    cleo.does_not_see("Ready for your check-in?")
    await cleo.waits_until(datetime(2026, 12, 2, 11, 30, tzinfo=UTC))
    cleo.sees("Ready for your check-in?")
    await cleo.taps("It didn't happen")
    cleo.sees("Wednesday 16 December, 10:00")


async def test_sessions_that_vary_are_told_one_by_one(build: Build) -> None:
    town = await build(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    dan = await town.welcomes("It varies", "Lisbon", "Thu 26 Nov", "10:00", "10:15", "50 minutes", "Good", name="Dan")
    dan.sees("Your next session: Thursday 26 November, 10:15.")
    await dan.waits_until(datetime(2026, 11, 26, 11, 35, tzinfo=UTC))
    dan.sees("Ready for your check-in?")


async def test_a_shared_location_gives_the_time_zone(build: Build) -> None:
    town = await build(datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    eli = await town.welcomes("Tuesday", "17:00", "17:00", "50 minutes", "Every week", name="Eli")
    await eli.taps("Share my location")
    assert eli.keyboard == ["Share my location", "Type a city instead"]
    await eli.shares_location(22.57, 88.36)
    eli.sees("It is 14:30 there.")
    assert eli.keyboard == []
    await eli.taps("Good")
    journal = town.house.store.load(eli.id)
    assert journal is not None
    assert journal.profile.zone == "Asia/Kolkata"

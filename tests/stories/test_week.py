"""A week of one person, from the invitation to the erasure."""

import json
from datetime import UTC, datetime, timedelta

from tests.stories.conftest import Build

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TUESDAY_1750 = datetime(2026, 11, 24, 17, 50, tzinfo=UTC)
IN_LISBON = ("Tuesday", "17:00", "17:00", "50 minutes", "Every week", "porto", "Good")


async def test_from_the_invitation_to_the_summary(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.meets()

    await sam.says(f"/start {town.invites()}")
    assert "not therapy" in sam.last.text
    assert sam.buttons == ["I agree", "No, thanks"]
    await sam.taps("I agree")
    await sam.taps("Tuesday")
    await sam.taps("17:00")
    await sam.taps("17:00")
    await sam.taps("50 minutes")
    await sam.taps("Back")
    await sam.taps("50 minutes")
    await sam.taps("Every week")
    await sam.says("porto")
    assert "It is 09:00 there." in sam.last.text
    await sam.taps("Good")
    assert (
        "Your next session: Tuesday 24 November, 17:00. I'll write to you on Tuesday 24 November, 18:20."
        in sam.last.text
    )

    before = len(sam.messages)
    await sam.waits_until(TUESDAY_1750 + timedelta(minutes=29))
    assert len(sam.messages) == before
    await sam.waits(timedelta(minutes=1))
    assert sam.last.text == "Ready for your check-in?"
    assert sam.last.labels == ["Now", "In an hour", "Tonight", "It didn't happen"]

    nudge = sam.last
    await sam.taps("Now")
    assert nudge.message_id not in [message.message_id for message in sam.messages]
    card = sam.last
    assert card.text.startswith("1 of 10")
    for score in ("4", "5", "4", "2", "4", "5", "3"):
        await sam.taps(score)
    assert sam.last.message_id == card.message_id, "the card advances in place"
    assert "That sounds like it may have been hard." in sam.last.text
    await sam.says("She looked at the clock.")
    await sam.says("I said nothing.")
    await sam.edits("I said nothing.", "I said nothing about it.")
    await sam.taps("Next")
    await sam.taps("Yes")
    await sam.says("The long way home 🌧")
    await sam.taps("Next")
    closing = sam.last
    assert closing.styled("blockquote") == [
        "The long way home 🌧",
        "She looked at the clock.\nI said nothing about it.",
    ]
    assert "Tuesday 1 December, 17:00" in closing.text

    await sam.waits_until(datetime(2026, 11, 29, 18, 0, tzinfo=UTC))
    summary = sam.last
    assert summary.text.startswith("Your week")
    assert "Connection: 4 of 5. Still learning your usual." in summary.text
    assert "Relief: 3 of 5" in summary.text
    assert "Lowest: Having someone on my side, 2" in summary.text
    assert "therap" not in summary.text.lower(), "it may show on a lock screen"
    assert "The long way home 🌧" in summary.styled("spoiler")
    assert "Tuesday 1 December, 17:00" in summary.text
    assert "/crisis" in summary.text

    await sam.waits_until(datetime(2026, 12, 1, 15, 0, tzinfo=UTC))
    assert sam.last.text.startswith("At 17:00. You saved this to bring up:")
    assert sam.last.styled("spoiler") == ["She looked at the clock.\nI said nothing about it."]


async def test_what_is_kept_can_be_read_taken_away_and_erased(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await sam.says("/reflect")
    for _ in range(7):
        await sam.taps("4")
    await sam.taps("Felt with me")
    await sam.taps("Next")
    await sam.says("xylophone-in-the-rain")
    await sam.taps("Next")
    await sam.taps("Skip")

    await sam.says("/history")
    assert "xylophone-in-the-rain" in sam.last.text
    assert "Felt with me" in sam.last.text

    await sam.says("/export")
    everything = json.loads(await sam.file(sam.last))
    assert everything["schema"] == "afterword-export"
    assert "xylophone-in-the-rain" in json.dumps(everything)

    on_disk = b"".join(path.read_bytes() for path in town.settings.data_dir.rglob("*") if path.is_file())
    assert b"xylophone" not in on_disk, "encrypted at rest"
    assert str(sam.id).encode() not in on_disk

    await sam.says("/erase")
    await sam.taps("Erase everything")
    assert town.house.store.load(sam.id) is not None, "one tap erases nothing"
    await sam.taps("Yes, erase all of it")
    assert "is erased" in sam.last.text
    assert town.house.store.load(sam.id) is None
    assert list(town.house.store.people()) == []
    await sam.says("/history")
    assert "private bot" in sam.last.text
    before = len(sam.messages)
    await sam.waits(timedelta(days=14))
    assert len(sam.messages) == before, "nothing planned is left"


async def test_the_nudge_across_a_restart(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)
    await town.restarts()
    await sam.waits_until(TUESDAY_1750 + timedelta(minutes=30))
    assert sam.last.text == "Ready for your check-in?"
    await sam.taps("In an hour")
    await town.restarts()
    await sam.waits(timedelta(minutes=59))
    assert "I'll ask again at 19:20." in sam.last.text
    await sam.waits(timedelta(minutes=1))
    assert sam.last.text == "Ready for your check-in?"
    await sam.taps("It didn't happen")
    assert "The next one is on Tuesday 1 December, 17:00." in sam.last.text


async def test_unanswered_the_bot_reminds_once_and_falls_silent(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes("Tuesday", "09:00", "09:00", "50 minutes", "Every week", "porto", "Good")
    await sam.waits_until(datetime(2026, 11, 24, 10, 20, tzinfo=UTC))
    first = sam.last
    await sam.waits(timedelta(hours=5))
    assert "still here" in sam.last.text
    assert first.message_id not in [message.message_id for message in sam.messages], "one nudge stands, not two"
    said = len(sam.messages)
    await sam.waits_until(datetime(2026, 12, 1, 8, 0, tzinfo=UTC))
    assert len(sam.messages) == said, "a week without a word brings no summary either"


async def test_after_a_day_switched_off_it_sends_no_volley(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes(*IN_LISBON)

    await town.sleeps_until(TUESDAY_1750 + timedelta(hours=2))
    await sam.looks()
    assert sam.last.text == "Ready for your check-in? This comes late: I was switched off."

    await town.sleeps_until(TUESDAY_1750 + timedelta(days=23))
    said = len(sam.messages)
    await sam.looks()
    assert len(sam.messages) == said, "three missed sessions on other days are let go"
    await sam.waits_until(TUESDAY_1750 + timedelta(days=28, minutes=30))
    assert sam.last.text == "Ready for your check-in?"

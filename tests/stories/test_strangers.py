"""Who may speak to the bot, and how little is kept of those who may not."""

from datetime import UTC, datetime, timedelta

from tests.stories.conftest import Build, Town

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


async def test_a_stranger_gets_one_neutral_answer_and_leaves_no_trace(build: Build) -> None:
    town = await build(MONDAY)
    before = _files(town)
    eve = await town.meets("Eve")
    await eve.says("hello?")
    assert eve.last.text == "This is a private bot. To use it you need an invitation from the person who runs it."
    said = len(eve.messages)
    await eve.says("let me in")
    await eve.says("/history")
    assert len(eve.messages) == said + 2, "answered once"
    await eve.says("/start guessed-code")
    eve.sees("That invitation does not work any more.")
    assert _files(town) == before


async def test_even_a_stranger_is_told_whom_to_call(build: Build) -> None:
    town = await build(MONDAY)
    eve = await town.meets("Eve")
    await eve.says("/help")
    eve.sees("If you need a person to talk to now: /crisis.")
    await eve.says("/crisis")
    assert "112" in eve.last.text
    assert "988" in eve.last.text


async def test_an_invitation_works_once_and_only_with_consent(build: Build) -> None:
    town = await build(MONDAY)
    code = town.invites()
    sam, eve = await town.meets("Sam"), await town.meets("Eve")
    await sam.says(f"/start {code}")
    await sam.taps("No, thanks")
    sam.sees("Nothing was kept.")
    assert list(town.house.store.people()) == []

    await sam.says(f"/start {code}")
    await sam.says("may I just write?")
    sam.sees("I keep nothing until you agree, so I did not keep that.")
    await sam.says("/help")
    sam.sees("What I can do")
    assert list(town.house.store.people()) == []
    notice = next(message for message in sam.messages if message.labels)
    await sam.taps("I agree")
    sam.sees("On which day is your session?")
    assert list(town.house.store.people()) == [sam.id]
    await sam.taps_stale(notice, "I agree")
    assert len([message for message in sam.messages if "On which day" in message.text]) == 1

    await eve.says(f"/start {code}")
    eve.sees("That invitation does not work any more.")
    assert list(town.house.store.people()) == [sam.id]


async def test_the_notice_outlives_a_restart(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.meets()
    await sam.says(f"/start {town.invites()}")
    await town.restarts()
    await sam.taps("I agree")
    sam.sees("On which day is your session?")


async def test_an_invitation_grows_old(build: Build) -> None:
    town = await build(MONDAY)
    code = town.invites()
    sam = await town.meets()
    await sam.waits(timedelta(days=8))
    await sam.says(f"/start {code}")
    sam.sees("That invitation does not work any more.")


async def test_in_a_group_it_says_so_and_leaves(build: Build) -> None:
    town = await build(MONDAY)
    sam = await town.welcomes()
    group = town.loopback.world.chats.chats[await sam.adds_to_group("Family")]
    said = [message.words for message in town.loopback.world.chats.messages(group) if message.sender.is_bot]
    assert said == ["I only talk in private chats, so I am leaving this one."]
    calls = [call for call in town.loopback.calls if call in {"sendMessage", "leaveChat"}]
    assert calls[-2:] == ["sendMessage", "leaveChat"]
    assert not group.member


def _files(town: Town) -> list[str]:
    folder = town.settings.data_dir
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))

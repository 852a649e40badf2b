"""The storyteller's person, on a bot of nobody's: every sentence a story may use."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.demo.loopback import Loopback
from tests.bot.demo.conftest import START
from tests.bot.demo.rehearsal import running
from tests.stories.person import Person, RefusedHereError, person


@pytest.fixture
async def ada(loopback: Loopback) -> AsyncIterator[Person]:
    async with running(loopback):

        async def settled() -> None:
            """This bot acknowledges before it answers, so wait for the answer itself: each message gets one."""

            def answered() -> bool:
                shown = loopback.world.chats.messages(phone.chat)
                return not shown or shown[-1].sender.is_bot or phone.chat.blocked

            await loopback.until(answered)
            await loopback.quiet()

        phone = loopback.person(7)
        async with person(loopback, settled, first_name="Ada", person_id=7) as somebody:
            yield somebody


async def test_a_story(ada: Person) -> None:
    with pytest.raises(RefusedHereError, match="has written nothing"):
        _ = ada.last
    own = await ada.says("/start")
    assert not own.from_bot
    assert ada.sees("private notebook").labels == ["I agree"]
    assert ada.buttons == ["I agree"]
    await ada.says("/week")
    assert ada.last.styled("spoiler") == ["What to do about the summer 🌿"]
    assert ada.last.styled("blockquote") == ["I said the thing about my brother."]
    await ada.edits("/week", "/summary")
    ada.sees("Changed to: /summary")
    await ada.says("a slip")
    await ada.deletes("a slip")
    assert ada.text.count("a slip") == 1, "the echo is still there"
    ada.does_not_see("nowhere")
    await ada.clears_chat()
    assert ada.messages == []


async def test_taps(ada: Person, loopback: Loopback) -> None:
    await ada.says("/ask")
    card = ada.last
    await ada.taps("4", card)
    await loopback.until(lambda: "editMessageText" in loopback.calls)
    await ada.looks()
    assert ada.last.text == "You said scale:4."
    assert ada.last.edited
    before = loopback.calls.count("answerCallbackQuery")
    await ada.taps_stale(card, "2")
    await ada.taps_again(card, "2")
    await loopback.until(lambda: loopback.calls.count("answerCallbackQuery") == before + 2)
    await ada.says("/ask")
    await ada.taps_twice("Ski")
    await loopback.until(lambda: loopback.calls.count("answerCallbackQuery") == before + 4)
    with pytest.raises(RefusedHereError, match=r"the message had no button '6'; it had: \['1', "):
        await ada.taps_stale(card, "6")
    with pytest.raises(RefusedHereError, match=r"there are: .*'Back'|there are: none"):
        await ada.taps("Nothing of the kind")


async def test_everything_else(ada: Person, loopback: Loopback) -> None:
    await ada.says("/where")
    assert ada.keyboard == ["Share my location", "I will type it"]
    place = await ada.shares_location(41.15, -8.61)
    assert (place.kind, place.content["latitude"]) == ("location", 41.15)
    assert ada.keyboard == []
    for sent in (
        await ada.sends_sticker(),
        await ada.sends_photo("see"),
        await ada.sends_voice(),
        await ada.shares_contact("112", "Help"),
    ):
        assert ada.last.message_id > sent.message_id
    sent = await ada.sends_document("a.txt", b"words", "text/plain")
    assert await ada.file(sent) == b"words"
    ada.sees("a.txt: 5 bytes")
    await ada.blocks()
    assert ada.chat["blocked"]
    await ada.unblocks()
    await ada.waits(timedelta(hours=1))
    await ada.waits_until(START + timedelta(hours=3))
    assert loopback.clock.now() == START + timedelta(hours=3)
    assert (await ada.clock())["upcoming"] == []
    assert await ada.adds_to_group("Friends") < 0


async def test_what_is_not_there_ends_the_story(ada: Person) -> None:
    await ada.says("hello")
    with pytest.raises(RefusedHereError, match=r"(?s)nothing here contains 'Welcome'; last seen:.*bot: 'hello'"):
        ada.sees("Welcome")
    with pytest.raises(RefusedHereError, match="no message of one's own reads 'bye'"):
        await ada.edits("bye", "see you")
    with pytest.raises(AssertionError, match="there is 'hello'"):
        ada.does_not_see("hello")

"""A bot on plain python-telegram-bot over real HTTP: it must not notice that this is no Telegram."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Message
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.demo.attachments import document, location
from bot.demo.faults import Fault
from bot.demo.loopback import Loopback
from bot.demo.phone import Phone
from tests.bot.demo.rehearsal import Bot, build, running


@pytest.fixture
async def bot(loopback: Loopback) -> AsyncIterator[Bot]:
    async with running(loopback) as started:
        yield started


async def test_commands_texts_edits_and_taps(bot: Bot, loopback: Loopback) -> None:
    phone = loopback.person()

    async def answered(words: str) -> None:
        await loopback.until(lambda: phone.messages[-1].sender.is_bot and phone.messages[-1].words == words)

    phone.says("/start CODE")
    await answered("Hello with CODE. This is a private notebook.")
    phone.taps_label("I agree")
    await answered("Agreed. Write /ask to begin.")
    own = phone.says("a thought")
    await answered("a thought")
    phone.edits(own.id, "a better thought")
    await answered("Changed to: a better thought")
    phone.says("/ask")
    await answered("2 of 9\nHow freely could you say what was on your mind?")
    assert phone.messages[-1].entities == [{"type": "bold", "offset": 0, "length": 6}]
    phone.taps(phone.messages[-1].id, 0, 3)
    await answered("You said scale:4.")
    await loopback.quiet()
    assert bot.running


@pytest.mark.usefixtures("bot")
async def test_files_go_both_ways(loopback: Loopback) -> None:
    phone = loopback.person()
    phone.shares(document(loopback.world.files, "notes.txt", b"five!", "text/plain"))
    await loopback.until(lambda: phone.messages[-1].words == "notes.txt: 5 bytes")
    phone.says("/export")
    await loopback.until(lambda: phone.messages[-1].words == "All of it.")
    sent = phone.messages[-1].attachment
    assert sent is not None
    kept = loopback.world.files.find(sent.file_id)
    assert (kept.name, json.loads(kept.content)) == ("afterword.json", {"journal": 1})
    phone.says("/chart")
    await loopback.until(lambda: phone.messages[-1].words == "Ten weeks, in a picture")
    assert phone.messages[-1].as_api()["photo"][0]["width"] == 96


@pytest.mark.usefixtures("bot")
async def test_the_location_keyboard_comes_and_goes(loopback: Loopback) -> None:
    phone = loopback.person()
    phone.says("/where")
    await loopback.until(lambda: phone.chat.keyboard is not None)
    assert (phone.chat.keyboard or {})["keyboard"][0][0]["request_location"] is True
    phone.shares(location(41.15, -8.61))
    assert phone.chat.keyboard is None, "it was for one time"
    await loopback.until(lambda: phone.messages[-1].words == "You are at 41.15, -8.61")


async def test_the_profile_is_shown(bot: Bot, loopback: Loopback) -> None:
    assert (await bot.bot.get_my_description()).description.startswith("A quiet notebook")
    assert (await bot.bot.get_my_commands())[0].command == "reflect"
    assert await bot.bot.set_my_name("Nachwort", language_code="de")
    assert (await bot.bot.get_my_name(language_code="de")).name == "Nachwort"
    assert (await bot.bot.get_my_name()).name == "Afterword"
    assert await bot.bot.set_my_short_description("Quiet.")
    assert (await bot.bot.get_my_short_description(language_code="pt")).short_description == "Quiet."
    assert await bot.bot.set_my_default_administrator_rights()
    assert await bot.bot.set_chat_menu_button()
    assert await bot.bot.delete_my_commands()
    assert await bot.bot.get_my_commands() == ()
    assert (await bot.bot.get_webhook_info()).url == ""
    phone = loopback.person(first_name="Ada")
    full = await bot.bot.get_chat(phone.person.id)
    assert (full.first_name, full.type) == ("Ada", "private")


async def test_reactions_actions_and_captions(bot: Bot, loopback: Loopback) -> None:
    phone = loopback.person()
    own = phone.says("/chart")
    await loopback.until(lambda: len(phone.messages) == 2)
    who, picture = phone.person.id, phone.messages[-1]
    assert await bot.bot.set_message_reaction(who, own.id, "👍")
    assert own.reactions == ["👍"]
    assert await bot.bot.send_chat_action(who, "typing")
    edited = await bot.bot.edit_message_caption(who, picture.id, caption="Eleven weeks")
    assert isinstance(edited, Message)
    assert edited.caption == "Eleven weeks"
    voice = await bot.bot.send_voice(who, b"OggS and so on", duration=7)
    assert voice.voice is not None
    assert voice.voice.duration == timedelta(seconds=7)
    again = await bot.bot.send_document(who, voice.voice.file_id, reply_to_message_id=own.id)
    assert again.reply_to_message is not None
    assert again.reply_to_message.message_id == own.id
    silent = await bot.bot.send_message(who, "psst", disable_notification=True)
    assert phone.world.chats.find(phone.chat, silent.message_id).silent  # type: ignore[union-attr]  # it is there
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.bot.edit_message_text("words", who, picture.id)
    assert await bot.bot.delete_messages(who, [voice.message_id, silent.message_id])


async def test_what_was_sent_while_the_bot_was_down_is_there(loopback: Loopback) -> None:
    phone = loopback.person()
    phone.says("are you there?")
    with pytest.raises(TimeoutError, match=r"^1 updates not acknowledged; calls: none$"):
        await loopback.quiet(0.01)
    async with running(loopback):
        await loopback.until(lambda: phone.messages[-1].sender.is_bot)
        await loopback.quiet()
    assert phone.messages[-1].words == "are you there?"


async def test_faults_reach_the_library_as_its_own_errors(loopback: Loopback, sam: Phone) -> None:
    async with build(loopback).bot as bot:
        loopback.fails("sendMessage", retry_after=3)
        with pytest.raises(RetryAfter) as told:
            await bot.send_message(sam.person.id, "hi")
        assert told.value._retry_after.total_seconds() == 3
        loopback.fails("sendMessage", code=500, chat_id=sam.person.id + 1)
        loopback.fails("sendMessage", code=500, times=2, chat_id=sam.person.id)
        for _ in range(2):
            with pytest.raises(NetworkError, match="Internal Server Error"):
                await bot.send_message(sam.person.id, "hi")
        loopback.fails(code=403, description="Forbidden: bot was blocked by the user")
        with pytest.raises(Forbidden):
            await bot.send_chat_action(sam.person.id, "typing")
        loopback.fails(cut=True)
        with pytest.raises(NetworkError):
            await bot.send_message(sam.person.id, "never sent")
        loopback.fails("sendMessage", cut_after=True)
        with pytest.raises(NetworkError):
            await bot.send_message(sam.person.id, "sent, but nobody learned of it")
        assert [message.words for message in sam.messages[1:]] == ["sent, but nobody learned of it"]
        assert (await bot.send_message(sam.person.id, "all is well")).text == "all is well"


async def test_the_limits_of_telegram_on_request(loopback: Loopback, sam: Phone) -> None:
    loopback.limits.on = True
    async with build(loopback).bot as bot:
        for number in range(3):
            await bot.send_message(sam.person.id, str(number))
        with pytest.raises(RetryAfter):
            await bot.send_message(sam.person.id, "one too many")
    assert [message.words for message in sam.messages[1:]] == ["0", "1", "2"]


async def test_a_slow_call_is_waited_for(loopback: Loopback, sam: Phone) -> None:
    async with build(loopback).bot as bot:
        loopback.faults.add(Fault("sendMessage", delay=30))
        with pytest.raises(TimedOut):
            await bot.send_message(sam.person.id, "hi", read_timeout=0.05)


async def test_two_bots_with_one_token(loopback: Loopback) -> None:
    async with build(loopback).bot as older, build(loopback).bot as newer:
        poll = asyncio.create_task(older.get_updates(timeout=20))
        await loopback.until(lambda: loopback.polled)
        second = asyncio.create_task(newer.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await poll
        loopback.person().says("hello")
        assert len(await second) == 1


async def test_a_wrong_token(loopback: Loopback) -> None:
    bot = build(loopback).bot
    loopback.token = bot.token
    wrong = type(bot)("123:wrong", base_url=f"{loopback.api_url}/bot", request=HTTPXRequest())
    with pytest.raises(InvalidToken):
        await wrong.initialize()
    await wrong.shutdown()


async def test_a_group_is_left_and_a_block_is_told(loopback: Loopback, sam: Phone) -> None:
    async with build(loopback).bot as bot:
        group = sam.adds_to_group("Friends")
        sam.says("/start@afterword_demo_bot", chat=group)
        sam.blocks()
        sam.blocks()
        joined, greeting, command, blocked = await bot.get_updates()
        assert joined.my_chat_member is not None
        assert joined.my_chat_member.new_chat_member.status == "member"
        assert greeting.message is not None
        assert [member.id for member in greeting.message.new_chat_members] == [bot.id]
        assert command.message is not None
        assert (command.message.chat.type, command.message.entities[0].length) == ("group", 25)
        assert blocked.my_chat_member is not None
        assert blocked.my_chat_member.new_chat_member.status == "kicked"
        assert await bot.leave_chat(group.id)
        with pytest.raises(Forbidden):
            await bot.send_message(group.id, "hi")
        with pytest.raises(TelegramError, match="blocked"):
            await bot.send_message(sam.person.id, "hi")

"""Everything Telegram refuses, each with its code and its words: what a library's exceptions are chosen by."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.clock import MovableClock
from bot.demo.phone import Phone
from bot.demo.rules import NOT_MODIFIED, QUERY_TOO_OLD
from tests.bot.demo.conftest import Caller, Said, group_of, inline, shown

BUTTON = {"text": "Go", "callback_data": "go"}


def buttons(*row: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(row)]}


def entity(offset: int, length: int, kind: str = "bold") -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length}


SENT = [
    ({}, 400, "Bad Request: message text is empty"),
    ({"text": ""}, 400, "Bad Request: message text is empty"),
    ({"text": " \n "}, 400, "Bad Request: text must be non-empty"),
    ({"text": "<b> </b>", "parse_mode": "HTML"}, 400, "Bad Request: text must be non-empty"),
    ({"text": "x" * 4097}, 400, "Bad Request: message is too long"),
    ({"text": "🌱" * 2049}, 400, "Bad Request: message is too long"),
    ({"text": "hi", "parse_mode": "Markdwon"}, 400, "Bad Request: unsupported parse_mode"),
    (
        {"text": "a < b", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "" at byte offset 2',
    ),
    (
        {"text": "é<big>x</big>", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unsupported start tag "big" at byte offset 2',
    ),
    (
        {"text": "<b>x", "parse_mode": "HTML"},
        400,
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    (
        {"text": "x</b>", "parse_mode": "HTML"},
        400,
        "Bad Request: can't parse entities: Unexpected end tag at byte offset 1",
    ),
    (
        {"text": "<b>x</i>", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
    ),
    (
        {"text": "x<b", "parse_mode": "HTML"},
        400,
        "Bad Request: can't parse entities: Unclosed start tag at byte offset 1",
    ),
    (
        {"text": "<b>x</b", "parse_mode": "HTML"},
        400,
        "Bad Request: can't parse entities: Unclosed end tag at byte offset 4",
    ),
    (
        {"text": "<a href='x>y</a>", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Unclosed start tag "a" at byte offset 0',
    ),
    (
        {"text": "<span class='big'>x</span>", "parse_mode": "HTML"},
        400,
        'Bad Request: can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0',
    ),
    (
        {"text": "hello", "entities": [entity(0, 6)]},
        400,
        "Bad Request: entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 6",
    ),
    (
        {"text": "hello", "entities": [entity(9, 1)]},
        400,
        "Bad Request: entity begins after the end of the text at UTF-16 offset 9",
    ),
    (
        {"text": "hello world", "entities": [entity(0, 6), entity(3, 8, "italic")]},
        400,
        "Bad Request: entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 11",
    ),
    (
        {"text": "hello", "entities": [entity(0, 1, "sparkle")]},
        400,
        "Bad Request: can't parse MessageEntity: Unsupported type specified",
    ),
    ({"text": "hello", "entities": "{"}, 400, "Bad Request: can't parse entities: can't parse JSON object"),
    ({"text": "hello", "entities": "{}"}, 400, "Bad Request: can't parse entities: expected an Array"),
    ({"text": "hi", "reply_markup": "[]"}, 200, ""),
    ({"text": "hi", "reply_markup": ""}, 200, ""),
    ({"text": "hi", "reply_markup": "[1]"}, 400, "Bad Request: object expected as reply markup"),
    (
        {"text": "hi", "reply_markup": {"inline_keyboard": 1}},
        400,
        "Bad Request: object expected as inline keyboard row",
    ),
    ({"text": "hi", "reply_markup": inline("x" * 64)}, 200, ""),
    ({"text": "hi", "reply_markup": inline("x" * 65)}, 400, "Bad Request: BUTTON_DATA_INVALID"),
    ({"text": "hi", "reply_markup": inline("é" * 33)}, 400, "Bad Request: BUTTON_DATA_INVALID"),
    (
        {"text": "hi", "reply_markup": buttons({"text": "Go", "callback_data": ""})},
        400,
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        {"text": "hi", "reply_markup": buttons({"text": " ", "callback_data": "x"})},
        400,
        "Bad Request: inline keyboard button text must be non-empty",
    ),
    (
        {"text": "hi", "reply_markup": buttons({"callback_data": "x"})},
        400,
        "Bad Request: can't parse inline keyboard button: Can't find field \"text\"",
    ),
    (
        {"text": "hi", "reply_markup": buttons({"text": "Go"})},
        400,
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    ({"text": "hi", "reply_markup": buttons({"text": "Go", "url": "https://example.org"})}, 200, ""),
    (
        {"text": "hi", "reply_markup": buttons({"text": "Go", "url": "nowhere"})},
        400,
        "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ),
    (
        {"text": "hi", "reply_markup": {"inline_keyboard": [[BUTTON]] * 101}},
        400,
        "Bad Request: reply markup is too long",
    ),
    (
        {"text": "hi", "reply_markup": {"keyboard": [[{"text": ""}]]}},
        400,
        "Bad Request: keyboard button text must be non-empty",
    ),
    (
        {"text": "hi", "reply_markup": {"keyboard": [[{}]]}},
        400,
        "Bad Request: can't parse keyboard button: Can't find field \"text\"",
    ),
]


@pytest.mark.parametrize(("arguments", "code", "description"), SENT)
async def test_sending(call: Caller, sam: Phone, arguments: dict[str, Any], code: int, description: str) -> None:
    before = len(sam.messages)
    answer = await call("sendMessage", chat_id=sam.person.id, **arguments)
    assert (answer.get("error_code", 200), answer.get("description", "")) == (code, description)
    assert len(sam.messages) == before + (code == 200)


async def test_exactly_the_limit_is_taken(call: Caller, sam: Phone) -> None:
    for text in ("x" * 4096, "🌱" * 2048, "  " + "x" * 4096 + "\n"):
        assert (await call("sendMessage", chat_id=sam.person.id, text=text))["ok"]


EDITED = [
    ({"message_id": 0, "text": "x"}, "message to edit not found"),
    ({"message_id": "", "text": "x"}, "message identifier is not specified"),
    ({"text": ""}, "message text is empty"),
    ({"text": "x" * 4097}, "MESSAGE_TOO_LONG"),
    ({"text": " Hello "}, NOT_MODIFIED),
    ({"text": "<b></b>Hello", "parse_mode": "HTML"}, NOT_MODIFIED),
    ({"text": "x", "reply_markup": {"remove_keyboard": True}}, "inline keyboard expected"),
]


@pytest.mark.parametrize(("arguments", "description"), EDITED)
async def test_editing(call: Caller, sam: Phone, bot_says: Said, arguments: dict[str, Any], description: str) -> None:
    given = {"chat_id": sam.person.id, "message_id": await bot_says("Hello")} | arguments
    answer = await call("editMessageText", **given)
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


async def test_what_cannot_be_edited(call: Caller, sam: Phone, bot_says: Said) -> None:
    who = sam.person.id
    own = sam.says("mine").id
    for message_id in (
        own,
        await bot_says(reply_markup={"keyboard": [["a"]]}),
        await bot_says(reply_markup={"remove_keyboard": True}),
    ):
        answer = await call("editMessageText", chat_id=who, message_id=message_id, text="x")
        assert answer["description"] == "Bad Request: message can't be edited"
    plain = await bot_says("Hello")
    answer = await call("editMessageCaption", chat_id=who, message_id=plain, caption="x")
    assert answer["description"] == "Bad Request: there is no caption in the message to edit"
    answer = await call("editMessageReplyMarkup", chat_id=who, message_id=plain)
    assert answer["description"] == f"Bad Request: {NOT_MODIFIED}"


async def test_an_edit_without_markup_takes_the_keyboard_away(call: Caller, sam: Phone, bot_says: Said) -> None:
    message_id = await bot_says("Hello", reply_markup=inline("Go"))
    same = await call(
        "editMessageText", chat_id=sam.person.id, message_id=message_id, text="Hello", reply_markup=inline("Go")
    )
    assert same["description"].startswith("Bad Request: message is not modified: ")
    edited = await call.result("editMessageText", chat_id=sam.person.id, message_id=message_id, text="Hello")
    assert "reply_markup" not in edited
    assert "edit_date" not in edited  # the words did not change
    assert shown(sam, message_id).keyboard == []


async def test_deleting(call: Caller, sam: Phone, bot_says: Said, clock: MovableClock) -> None:
    who = sam.person.id
    first, second = await bot_says(), sam.says("mine").id
    assert (await call("deleteMessage", chat_id=who, message_id=99))["description"] == (
        "Bad Request: message to delete not found"
    )
    assert await call.result("deleteMessages", chat_id=who, message_ids=[first, second, 99]) is True
    assert {first, second}.isdisjoint(message.id for message in sam.messages)
    old = await bot_says()
    clock.jump(timedelta(hours=48))
    for method, given in (("deleteMessage", {"message_id": old}), ("deleteMessages", {"message_ids": [old]})):
        answer = await call(method, chat_id=who, **given)
        assert answer["description"] == "Bad Request: message can't be deleted for everyone"
    assert old in {message.id for message in sam.messages}
    for ids, description in (
        ([], "message identifiers are not specified"),
        (list(range(101)), "there must be from 1 to 100 message identifiers to delete"),
    ):
        answer = await call("deleteMessages", chat_id=who, message_ids=ids)
        assert answer["description"] == f"Bad Request: {description}"


async def test_who_may_be_written_to(call: Caller, sam: Phone) -> None:
    async def refusal(chat_id: object) -> tuple[int, str]:
        answer = await call("sendMessage", chat_id=chat_id, text="hi")
        return answer["error_code"], answer["description"]

    assert await refusal("") == (400, "Bad Request: chat_id is empty")
    assert await refusal(42) == (400, "Bad Request: chat not found")
    assert await refusal("@nobody") == (400, "Bad Request: chat not found")
    stranger = sam.world.chats.admit(type(sam.person)(77, "Kim"))
    assert await refusal(stranger.id) == (403, "Forbidden: bot can't initiate conversation with a user")
    sam.blocks()
    assert await refusal(sam.person.id) == (403, "Forbidden: bot was blocked by the user")
    sam.unblocks()
    sam.leaves_telegram()
    assert await refusal(sam.person.id) == (403, "Forbidden: user is deactivated")


async def test_a_group_can_be_left_once(call: Caller, sam: Phone) -> None:
    group = sam.adds_to_group("Friends")
    where = await call(
        "sendMessage",
        chat_id=group.id,
        text="hi",
        reply_markup={"keyboard": [[{"text": "a", "request_location": True}]]},
    )
    assert where["description"] == "Bad Request: location can be requested in private chats only"
    assert await call.result("leaveChat", chat_id=group.id) is True
    assert not group_of(sam, group.id).member
    answer = await call("sendMessage", chat_id=group.id, text="hi")
    assert answer == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot is not a member of the group chat",
    }
    answer = await call("leaveChat", chat_id=sam.person.id)
    assert answer["description"] == "Bad Request: chat member status can't be changed in private chats"


async def test_a_tap_can_be_answered_for_a_while(call: Caller, sam: Phone, bot_says: Said, clock: MovableClock) -> None:
    await bot_says(reply_markup=inline("Go"))
    query_id = sam.taps_label("Go")
    assert (await call("answerCallbackQuery", callback_query_id=query_id, text="x" * 201))["description"] == (
        "Bad Request: MESSAGE_TOO_LONG"
    )
    assert await call.result("answerCallbackQuery", callback_query_id=query_id) is True
    assert await call.result("answerCallbackQuery", callback_query_id=query_id) is True
    clock.jump(timedelta(minutes=2))
    for late in (query_id, "1"):
        answer = await call("answerCallbackQuery", callback_query_id=late)
        assert answer["description"] == f"Bad Request: {QUERY_TOO_OLD}"


OTHERS = [
    ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
    ("sendDocument", {}, "there is no document in the request"),
    ("sendDocument", {"document": "nothing"}, "wrong file identifier/HTTP URL specified"),
    ("sendPhoto", {"photo": "x", "caption": "y" * 1025}, "message caption is too long"),
    ("getFile", {"file_id": "nothing"}, "wrong file identifier/HTTP URL specified"),
    ("getChat", {"chat_id": 42}, "chat not found"),
    ("deleteMessage", {"chat_id": 42, "message_id": 1}, "chat not found"),
    ("setMessageReaction", {"message_id": 99}, "message to react not found"),
    ("setMyName", {"name": "x" * 65}, "bot name is too long"),
    ("setMyDescription", {"description": "x" * 513}, "bot description is too long"),
    ("setMyShortDescription", {"short_description": "x" * 121}, "bot short description is too long"),
    ("setMyCommands", {"commands": [{"command": "Help", "description": "x"}]}, "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "help", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "b"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
    ("setWebhook", {"url": "https://example.org"}, "bad webhook: webhooks are not served on loopback, use getUpdates"),
]


@pytest.mark.parametrize(("method", "arguments", "description"), OTHERS)
async def test_other_methods(
    call: Caller, sam: Phone, method: str, arguments: dict[str, Any], description: str
) -> None:
    answer = await call(method, **({"chat_id": sam.person.id} | arguments))
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


async def test_tokens_and_methods(call: Caller) -> None:
    assert await call("sendPigeon") == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    call.loopback.token, right = "8765000:wrong", call.loopback.token
    assert await call("getMe") == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    call.loopback.token = "nonsense"
    assert (await call("getMe"))["description"] == "Unauthorized: invalid token specified"
    call.loopback.token = right
    assert (await call("GETME"))["result"]["is_bot"] is True

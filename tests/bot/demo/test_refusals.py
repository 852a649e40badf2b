"""Everything Telegram refuses, each with its code and its words: what a library's exceptions are chosen by."""

from typing import Any

import pytest

from bot.demo.phone import Phone
from bot.demo.rules import NOT_MODIFIED
from tests.bot.demo.conftest import Caller, Said, inline, shown

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

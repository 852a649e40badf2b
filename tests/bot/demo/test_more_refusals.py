"""What else Telegram refuses: old messages, closed doors, late answers, wrong settings, wrong tokens."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.clock import MovableClock
from bot.demo.phone import Phone
from bot.demo.rules import QUERY_TOO_OLD
from tests.bot.demo.conftest import Caller, Said, group_of, inline


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

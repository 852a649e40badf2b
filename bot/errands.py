"""Calls that no outbox holds: an answer to a tap, worth nothing a moment later, and the leaving of groups."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.keyboards import entities
from bot.logs import note
from bot.pacing import seconds
from conversations.text import Text, clip

TOAST_UNITS = 200  # Bot API, answerCallbackQuery.text: "0-200 characters"
LEAVING_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)  # then not any more; whoever writes in the group makes it try again
_log = logging.getLogger(__name__)


async def answer(bot: ExtBot[Any], query_id: str, toast: str) -> None:
    """Answer a tap, once."""
    try:
        await bot.answer_callback_query(query_id, text=clip(toast, TOAST_UNITS) or None)
    except TelegramError as error:
        note(_log, logging.DEBUG, "tap not answered", error=type(error).__name__)


async def leave(bot: ExtBot[Any], chat_id: int, text: Text, sleep: Callable[[float], Awaitable[object]]) -> None:
    """Say so and leave a group; the leaving is tried again where waiting may help."""
    try:
        await bot.send_message(chat_id, text.plain, entities=entities(text))
    except TelegramError as error:
        note(_log, logging.INFO, "group not told", error=type(error).__name__)
    for pause in LEAVING_PAUSES_S:
        asked = await _go(bot, chat_id)
        if asked is None:
            return
        await sleep(max(asked, pause))
    await _go(bot, chat_id)


async def _go(bot: ExtBot[Any], chat_id: int) -> float | None:
    """Leave a group. None: it is left, or cannot be; else how long Telegram asks to wait before the next try."""
    try:
        await bot.leave_chat(chat_id)
    except TelegramError as error:
        note(_log, logging.WARNING, "group not left", error=type(error).__name__)
        if not isinstance(error, BadRequest | Forbidden):
            return seconds(error) if isinstance(error, RetryAfter) else 0.0
    return None

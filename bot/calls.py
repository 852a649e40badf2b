"""One effect as Bot API calls. Where Telegram no longer lets a message be changed, a new one takes its place.

Every call goes through `insist`, which waits and tries again where waiting helps, so what is raised here is final.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyKeyboardMarkup, ReplyKeyboardRemove
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.keyboards import entities, inline, location
from bot.pacing import Lane
from conversations.effects import Effect, HandOver, Keyboard, Revise, Say, Settle, Withdraw
from conversations.model import Journal
from conversations.text import Text, split
from conversations.wording import service
from storage.export import export_json

CAPTION_UNITS = 1024  # Bot API, sendDocument: "0-1024 characters after entities parsing"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_PLACEHOLDER = "…"  # what takes a reply keyboard away cannot be empty; it is deleted at once
# Bot API errors of a message that is there no more, or that has become unchangeable (2026; lower case).
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid", "message identifier")
_SAME = "message is not modified"

T = TypeVar("T")


class Insist(Protocol):
    """Makes a call until it is answered; raises what waiting cannot help."""

    async def __call__(self, call: Callable[[], Awaitable[T]], /) -> T: ...


class Calls:
    """The Bot API calls for one person's effects. `journal` reads their journal as it is at that moment."""

    def __init__(self, bot: ExtBot[Any], person_id: int, lane: Lane, insist: Insist) -> None:
        self._bot = bot
        self._chat = person_id
        self._lane = lane
        self._insist = insist

    async def carry_out(self, effect: Effect, journal: Journal | None, now: datetime) -> int | None:
        """Do it. Returns the message that now shows it, None where none does."""
        cards = journal.desk.cards if journal is not None else {}
        match effect:
            case Say():
                return await self._say(effect)
            case Revise(card=card, text=text, keyboard=keyboard):
                return await self._revise(cards.get(card), text, keyboard)
            case Settle(card=card, text=text, message_id=known):
                message_id = cards.get(card, known)
                return await self._settle(message_id, text) if message_id is not None else None
            case Withdraw(card=card) if card in cards:
                await self._withdraw(cards[card])
            case HandOver(caption=caption) if journal is not None:
                return await self._hand_over(journal, caption, now)
            case _:  # a card that is not there any more needs nothing done
                pass
        return None

    async def _say(self, effect: Say) -> int:
        """A message, or several where it is long; the keyboard stands under the last."""
        markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None = inline(effect.keyboard)
        if effect.location is not None:
            markup = location(effect.location)
        elif effect.clears_location and not effect.keyboard and not effect.card:
            markup = ReplyKeyboardRemove()
        elif effect.clears_location:
            # Only messages without a reply keyboard, or with an inline one, can be edited later: a card must not carry it.
            placeholder = await self._send(Text() + _PLACEHOLDER, ReplyKeyboardRemove(), silent=True)
            await self._withdraw(placeholder)
        return await self._send(effect.text, markup, silent=effect.silent)

    async def _send(
        self,
        text: Text,
        markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None,
        *,
        silent: bool = False,
    ) -> int:
        *before, last = split(text)
        for part in before:
            await self._send_part(part, None, silent=silent)
        return await self._send_part(last, markup, silent=silent)

    async def _send_part(
        self,
        part: Text,
        markup: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None,
        *,
        silent: bool,
    ) -> int:
        message = await self._insist(
            lambda: self._bot.send_message(
                self._chat,
                part.plain,
                entities=entities(part),
                reply_markup=markup,
                link_preview_options=_NO_PREVIEW,
                disable_notification=silent,
                rate_limit_args=self._lane,
            )
        )
        return message.message_id

    async def _revise(self, message_id: int | None, text: Text, keyboard: Keyboard) -> int:
        """Change a message in place; too long for one, the rest and the keyboard follow below it."""
        markup = inline(keyboard)
        if message_id is None:
            return await self._send(text, markup)
        head, *rest = split(text)
        if not await self._edit(message_id, head, None if rest else markup):
            return await self._send(text, markup)
        for part in rest[:-1]:
            await self._send_part(part, None, silent=True)
        return await self._send_part(rest[-1], markup, silent=True) if rest else message_id

    async def _settle(self, message_id: int, text: Text | None) -> int | None:
        if text is not None:
            return await self._revise(message_id, text, ())
        await self._take_buttons(message_id)
        return message_id

    async def _withdraw(self, message_id: int) -> None:
        """Delete it; a bot may for 48 hours, after that its buttons go."""
        try:
            await self._insist(
                lambda: self._bot.delete_message(self._chat, message_id, rate_limit_args=self._lane),
            )
        except BadRequest:
            await self._take_buttons(message_id)

    async def _take_buttons(self, message_id: int) -> None:
        try:
            await self._insist(
                lambda: self._bot.edit_message_reply_markup(self._chat, message_id, rate_limit_args=self._lane)
            )
        except BadRequest:
            return  # there were none, or the message is gone: either way nothing can be tapped

    async def _edit(self, message_id: int, text: Text, markup: InlineKeyboardMarkup | None) -> bool:
        """Whether the message now reads so; False where it can no longer be changed."""
        try:
            await self._insist(
                lambda: self._bot.edit_message_text(
                    text.plain,
                    self._chat,
                    message_id,
                    entities=entities(text),
                    reply_markup=markup,
                    link_preview_options=_NO_PREVIEW,
                    rate_limit_args=self._lane,
                )
            )
        except BadRequest as error:
            reason = error.message.lower()
            if any(gone in reason for gone in _GONE):
                return False
            if _SAME not in reason:
                raise
        return True

    async def _hand_over(self, journal: Journal, caption: Text, now: datetime) -> int:
        """The file of all they wrote, made now."""
        first, *rest = split(caption, CAPTION_UNITS) or (Text(),)
        content = export_json(journal, now)
        name = service.export_name(now.astimezone(ZoneInfo(journal.profile.zone)).date())
        message = await self._insist(
            lambda: self._bot.send_document(
                self._chat,
                content,
                filename=name,
                caption=first.plain or None,
                caption_entities=entities(first),
                disable_content_type_detection=True,
                rate_limit_args=self._lane,
            )
        )
        for part in rest:
            await self._send_part(part, None, silent=True)
        return message.message_id

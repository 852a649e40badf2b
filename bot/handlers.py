"""Update -> Event: the one table of what Telegram can send and what it means to us. No `if` about what a person meant.

A handler makes no request of its own: it takes the turn and leaves the answers to delivery.
"""

import re
from datetime import datetime, timedelta
from typing import Protocol

from telegram import CallbackQuery, Chat, ChatMember, Message, MessageEntity, Update
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.access import Allowance
from bot.keyboards import tap_of
from conversations.events import Attachment, Blocked, Commanded, Edited, Event, Located, Said, Sent, Tapped
from conversations.text import Text
from conversations.turn import Turn

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
GROUP_TOLD_EVERY = timedelta(minutes=10)
_COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@\w+)?\s*(.*)", re.DOTALL)

Handler = BaseHandler[Update, ContextTypes.DEFAULT_TYPE, None]


class Desk(Protocol):
    """The part of Turns that handlers need."""

    def take(self, person_id: int, event: Event, *, update_id: int | None = None) -> Turn | None: ...

    def answer_meanwhile(self, person_id: int, event: Event, update_id: int) -> None: ...

    def now(self) -> datetime: ...


class Errands(Protocol):
    """The part of delivery that handlers need."""

    def answer(self, query_id: str, toast: str) -> None: ...

    def leave(self, chat_id: int, text: Text) -> None: ...


class Handlers:
    """The table. `refusal` is what is said in a group."""

    def __init__(self, turns: Desk, errands: Errands, refusal: Text) -> None:
        self._turns = turns
        self._errands = errands
        self._refusal = refusal
        self._groups = Allowance(GROUP_TOLD_EVERY)

    def table(self) -> list[Handler]:
        """The handlers, the first that fits takes the update; the last takes what is of no concern."""
        private = filters.ChatType.PRIVATE
        new = private & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.ALL
        edited = private & filters.UpdateType.EDITED_MESSAGE
        return [
            CallbackQueryHandler(self._tapped),
            MessageHandler(new, self._written),
            MessageHandler(edited & (filters.TEXT | filters.CAPTION), self._edited),
            MessageHandler(
                ~private & filters.UpdateType.MESSAGE & ~filters.StatusUpdate.LEFT_CHAT_MEMBER, self._in_group
            ),
            ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER),
            TypeHandler(Update, self._ignored),
        ]

    def meanwhile(self, update: Update) -> None:
        """What has to wait for an earlier update may be a call for help, and that is answered at once."""
        message = update.message
        if message is not None and message.chat.type == Chat.PRIVATE:
            self._turns.answer_meanwhile(message.chat.id, event_of(message), update.update_id)

    async def _written(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = _message(update)
        self._turns.take(message.chat.id, event_of(message), update_id=update.update_id)

    async def _edited(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = _message(update)
        words = message.text or message.caption or ""
        self._turns.take(message.chat.id, Edited(words, message.message_id), update_id=update.update_id)

    async def _tapped(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        toast = ""
        try:
            if query.message is None or query.message.chat.id == query.from_user.id:  # never another person's button
                turn = self._turns.take(query.from_user.id, tapped(query), update_id=update.update_id)
                toast = turn.toast if turn is not None else ""
        finally:
            self._errands.answer(query.id, toast)

    async def _membership(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        member = update.my_chat_member
        if member is None:
            return
        here = member.new_chat_member.status not in {ChatMember.BANNED, ChatMember.LEFT}
        if member.chat.type == Chat.PRIVATE:
            if not here:
                self._turns.take(member.chat.id, Blocked(), update_id=update.update_id)
        elif here:
            self._leave(member.chat.id)

    async def _in_group(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        self._leave(_message(update).chat.id)

    async def _ignored(self, update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        """Nothing that is ours."""

    def _leave(self, chat_id: int) -> None:
        """Say so and go, once: being added arrives as two updates."""
        if self._groups.take(chat_id, self._turns.now()):
            self._errands.leave(chat_id, self._refusal)


def event_of(message: Message) -> Event:
    """What a new private message is."""
    if message.text is not None:
        command = _COMMAND.fullmatch(message.text) if _is_command(message) else None
        if command is not None:
            return Commanded(command[1].lower(), command[2].strip(), message.message_id)
        return Said(message.text, message.message_id)
    if message.location is not None:
        return Located(message.location.latitude, message.location.longitude, message.message_id)
    return Sent(attachment_of(message), message.message_id, message.caption or "")


def attachment_of(message: Message) -> Attachment:
    """What a message that is not text is. An animation has a document beside it and is none."""
    if message.voice is not None:
        return Attachment.VOICE
    if message.photo:
        return Attachment.PHOTO
    if message.sticker is not None:
        return Attachment.STICKER
    if message.document is not None and message.animation is None:
        return Attachment.FILE
    return Attachment.OTHER


def tapped(query: CallbackQuery) -> Tapped:
    """A tap; its message is 0 where Telegram no longer says which it was."""
    return Tapped(tap_of(query.data), query.message.message_id if query.message is not None else 0)


def _is_command(message: Message) -> bool:
    return any(entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0 for entity in message.entities)


def _message(update: Update) -> Message:
    """The message of an update that a MessageHandler let through, so there is one."""
    message = update.effective_message
    if message is None:
        raise ValueError("an update without a message")
    return message

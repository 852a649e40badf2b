"""What a person does with their phone: writes, taps, shares, takes back, blocks. Each of it becomes the bot's update.

A phone is not always right: it may tap a button that is no longer there, or twice.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from bot.demo.chats import Attachment, Chat, Message, User
from bot.demo.markup import Formatted, find, trim
from bot.demo.rules import MESSAGE_UNITS, Json, Keyboard, bad, units
from bot.demo.world import World

EDITABLE_FOR = timedelta(hours=48)
CHAT_INSTANCE = "-8765"


@dataclass(frozen=True, slots=True)
class Phone:
    """One person's phone."""

    world: World
    person: User = field(repr=False)

    @property
    def chat(self) -> Chat:
        """The private chat with the bot."""
        return self.world.chats.chats[self.person.id]

    @property
    def messages(self) -> list[Message]:
        """What is to be seen in it, oldest first."""
        return self.world.chats.messages(self.chat)

    def says(self, words: str, chat: Chat | None = None) -> Message:
        """Send a text."""
        text = trim(Formatted(words, []))
        if not text.words:
            raise bad("text must be non-empty")
        if units(text.words) > MESSAGE_UNITS:
            raise bad("message is too long")
        return self._sends(find(text), None, chat)

    def shares(self, attachment: Attachment, caption: str = "") -> Message:
        """Send something other than a text: see `attachments`."""
        return self._sends(find(trim(Formatted(caption, []))), attachment)

    def edits(self, message_id: int, words: str) -> Message:
        """Change the words of one's own message."""
        message = self._own(message_id)
        text = find(trim(Formatted(words, [])))
        if not text.words or self.world.now() - message.sent_at >= EDITABLE_FOR:
            raise bad("message can't be edited")
        message.words, message.entities = text
        message.edited_at = self.world.now()
        self.world.tell(message, "edited")
        self.world.updates.add("edited_message", message.as_api())
        return message

    def deletes(self, message_id: int) -> None:
        """Delete a message from the chat, for both; Telegram tells a bot nothing about it."""
        message = self.world.chats.find(self.chat, message_id)
        if message is None:
            raise bad("message to delete not found")
        message.deleted = True
        self.world.broadcast.tell(self.person.id, "deleted", message_id=message_id)

    def clears(self) -> None:
        """Clear the chat's history on the phone."""
        self.world.chats.clear(self.chat)
        self.world.broadcast.tell(self.person.id, "cleared")

    def taps(self, message_id: int, row: int, column: int) -> str:
        """Tap the button at this place; returns the query's id."""
        message = self.world.chats.find(self.chat, message_id)
        if message is None:
            raise bad("there is no such message")
        try:
            button = message.keyboard[row][column]
        except IndexError:
            raise bad("there is no such button") from None
        return self._taps(message, button)

    def taps_as_shown(self, message_id: int, callback_data: str) -> str:
        """Tap a button by what it stands for, as some earlier keyboard of the message showed it."""
        message = self.world.chats.find(self.chat, message_id)
        if message is not None:
            for button in (button for keyboard in message.keyboards for row in keyboard for button in row):
                if button.get("callback_data") == callback_data:
                    return self._taps(message, button)
        raise bad("there never was such a button")

    def taps_label(self, label: str, message_id: int | None = None, *, stale: bool = False) -> str:
        """Tap the newest button so labelled, or beginning so; `stale` looks at what it showed first."""
        for exact in (True, False):
            for message in reversed(self.messages):
                if message_id not in {None, message.id}:
                    continue
                for keyboard in message.keyboards if stale else (message.keyboard,):
                    if (button := _labelled(keyboard, label, exact=exact)) is not None:
                        return self._taps(message, button)
        raise bad(f"no button is labelled so; there are: {self._labels()}")

    def blocks(self) -> None:
        """Stop the bot from writing here."""
        if not self.chat.blocked:
            self.chat.blocked = True
            self._membership(self.chat, "member", "kicked")
            self.world.broadcast.tell(self.person.id, "blocked", blocked=True)

    def unblocks(self) -> None:
        """Let the bot write again."""
        if self.chat.blocked:
            self.chat.blocked = False
            self._membership(self.chat, "kicked", "member")
            self.world.broadcast.tell(self.person.id, "blocked", blocked=False)

    def leaves_telegram(self) -> None:
        """Delete the account."""
        self.chat.deactivated = True

    def adds_to_group(self, title: str) -> Chat:
        """Make a group with the bot in it."""
        chat = self.world.chats.group(self.person, title)
        self._membership(chat, "left", "member")
        message = self.world.chats.write(chat, self.person, self.world.now())
        message.attachment = Attachment("new_chat_members", [self.world.chats.bot.as_api()])
        self.world.updates.add("message", message.as_api())
        return chat

    def _sends(self, text: Formatted, attachment: Attachment | None, chat: Chat | None = None) -> Message:
        chat = chat or self.chat
        if chat.private:
            self.unblocks()
        chat.started = True
        message = self.world.chats.write(chat, self.person, self.world.now())
        message.words, message.entities = text
        message.attachment = attachment
        self.world.tell(message)
        if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
            self.world.tell_keyboard(chat)
        self.world.updates.add("message", message.as_api())
        return message

    def _own(self, message_id: int) -> Message:
        message = self.world.chats.find(self.chat, message_id)
        if message is None or message.sender is not self.person:
            raise bad("message to edit not found")
        return message

    def _taps(self, message: Message, button: Json) -> str:
        if "callback_data" not in button:
            raise bad("this button opens a link")
        query = self.world.chats.ask(self.person, self.world.now())
        self.world.updates.add(
            "callback_query",
            {
                "id": query.id,
                "from": self.person.as_api(),
                "message": message.as_api(),
                "chat_instance": CHAT_INSTANCE,
                "data": button["callback_data"],
            },
        )
        return query.id

    def _labels(self) -> str:
        labels = [button["text"] for message in self.messages for row in message.keyboard for button in row]
        return ", ".join(map(repr, labels)) or "none"

    def _membership(self, chat: Chat, old: str, new: str) -> None:
        bot = self.world.chats.bot.as_api()
        self.world.updates.add(
            "my_chat_member",
            {
                "chat": chat.as_api(),
                "from": self.person.as_api(),
                "date": int(self.world.now().timestamp()),
                "old_chat_member": _member(bot, old),
                "new_chat_member": _member(bot, new),
            },
        )


def _member(bot: Json, status: str) -> Json:
    banned = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot, "status": status, **banned}


def _labelled(keyboard: Keyboard, label: str, *, exact: bool) -> Json | None:
    for row in keyboard:
        for button in row:
            if button["text"] == label or (not exact and button["text"].startswith(label)):
                return button
    return None

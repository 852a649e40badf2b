"""Who is there and what was written: people, chats, messages and taps, and how the Bot API shows each of them.

State and its pictures only. Nothing here decides what is allowed, and nothing here is sent anywhere.
"""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.demo.rules import Json, Keyboard

FIRST_GROUP = -1_000


@dataclass(slots=True)
class User:
    """A person, or the bot itself."""

    id: int
    first_name: str = field(repr=False)
    is_bot: bool = False
    username: str = field(default="", repr=False)
    language_code: str = ""

    def as_api(self) -> Json:
        """A User object."""
        shown: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if self.language_code:
            shown["language_code"] = self.language_code
        return shown


@dataclass(slots=True)
class Chat:
    """A private chat (its id is the person's) or a group. `open`: may the bot write here."""

    id: int
    person: User
    title: str = field(default="", repr=False)
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    member: bool = True
    keyboard: Json | None = None

    @property
    def private(self) -> bool:
        """A chat of two."""
        return self.id > 0

    def as_api(self) -> Json:
        """A Chat object."""
        if not self.private:
            return {"id": self.id, "type": "group", "title": self.title, "all_members_are_administrators": True}
        return {"id": self.id, "type": "private", "first_name": self.person.first_name}


@dataclass(slots=True)
class Attachment:
    """What a message carries beside words: its kind (a field of Message) and what that field holds."""

    kind: str
    content: object = field(repr=False)
    file_id: str = ""

    @property
    def captioned(self) -> bool:
        """A thing under which words may stand."""
        return self.kind in {"document", "photo", "voice"}


@dataclass(slots=True)
class Message:
    """One bubble. `words` is its text or its caption. `keyboards` are all it ever carried, the newest last."""

    id: int
    chat: Chat
    sender: User
    sent_at: datetime
    words: str = field(default="", repr=False)
    entities: list[Json] = field(default_factory=list, repr=False)
    attachment: Attachment | None = None
    keyboards: list[Keyboard] = field(default_factory=lambda: [[]], repr=False)
    fixed: bool = False
    silent: bool = False
    edited_at: datetime | None = None
    deleted: bool = False
    reply_to: int | None = None
    reactions: list[str] = field(default_factory=list, repr=False)

    @property
    def keyboard(self) -> Keyboard:
        """The buttons under it now."""
        return self.keyboards[-1]

    @property
    def content(self) -> tuple[str, list[Json]]:
        """What an edit is compared with, but for the keyboard."""
        return self.words, self.entities

    def as_api(self) -> Json:
        """A Message object."""
        shown: Json = {
            "message_id": self.id,
            "from": self.sender.as_api(),
            "chat": self.chat.as_api(),
            "date": int(self.sent_at.timestamp()),
        }
        if self.edited_at is not None:
            shown["edit_date"] = int(self.edited_at.timestamp())
        if self.reply_to is not None:
            shown["reply_to_message"] = {
                "message_id": self.reply_to,
                "date": int(self.sent_at.timestamp()),
                "chat": self.chat.as_api(),
            }
        if self.attachment is not None:
            shown[self.attachment.kind] = self.attachment.content
        text, entities = ("caption", "caption_entities") if self.attachment else ("text", "entities")
        if self.words:
            shown[text] = self.words
        if self.entities:
            shown[entities] = self.entities
        if self.keyboard:
            shown["reply_markup"] = {"inline_keyboard": self.keyboard}
        return shown

    def as_phone(self) -> Json:
        """The same message as the phone page and the stories see it: one shape for every kind."""
        attachment = self.attachment
        return {
            "message_id": self.id,
            "from_bot": self.sender.is_bot,
            "at": self.sent_at.isoformat(),
            "edited_at": None if self.edited_at is None else self.edited_at.isoformat(),
            "text": self.words,
            "entities": self.entities,
            "buttons": self.keyboard,
            "kind": "text" if attachment is None else attachment.kind,
            "content": None if attachment is None else attachment.content,
            "file_id": "" if attachment is None else attachment.file_id,
            "silent": self.silent,
            "reply_to": self.reply_to,
            "reactions": self.reactions,
        }


@dataclass(slots=True)
class Query:
    """A tap on a button, waiting to be answered."""

    id: str
    person: User
    asked_at: datetime
    answered: bool = False


@dataclass(slots=True)
class Chats:
    """Everything that was written, by chat. Message ids rise over all chats, as a bot sees them."""

    bot: User
    people: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    _messages: dict[int, list[Message]] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))
    _groups: "count[int]" = field(default_factory=lambda: count(FIRST_GROUP, -1))
    _queries: "count[int]" = field(default_factory=lambda: count(4_000_000_000_000_001))

    def admit(self, person: User) -> Chat:
        """A person who has a phone, and their chat with the bot; known ones keep what they have."""
        self.people.setdefault(person.id, person)
        return self.chats.setdefault(person.id, Chat(person.id, self.people[person.id]))

    def group(self, person: User, title: str) -> Chat:
        """A new group, made by a person who puts the bot into it."""
        chat = Chat(next(self._groups), person, title, started=True)
        self.chats[chat.id] = chat
        return chat

    def write(self, chat: Chat, sender: User, sent_at: datetime) -> Message:
        """A new, empty message at the end of a chat."""
        message = Message(next(self._ids), chat, sender, sent_at)
        self._messages.setdefault(chat.id, []).append(message)
        return message

    def messages(self, chat: Chat) -> list[Message]:
        """What is still to be seen in a chat, oldest first."""
        return [message for message in self._messages.get(chat.id, []) if not message.deleted]

    def find(self, chat: Chat, message_id: int, *, deleted: bool = False) -> Message | None:
        """A message of a chat by its id; a deleted one only when asked for."""
        for message in self._messages.get(chat.id, []):
            if message.id == message_id and (deleted or not message.deleted):
                return message
        return None

    def clear(self, chat: Chat) -> None:
        """Forget a chat's messages; nobody else is told."""
        for message in self.messages(chat):
            message.deleted = True

    def ask(self, person: User, asked_at: datetime) -> Query:
        """A new tap."""
        query = Query(str(next(self._queries)), person, asked_at)
        self.queries[query.id] = query
        return query

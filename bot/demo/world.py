"""All the state of one loopback Telegram, handed to the two sides that change it: the bot's and the person's."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.demo.broadcast import Broadcast
from bot.demo.chats import Chat, Chats, Message, User
from bot.demo.faults import Faults, Limits
from bot.demo.files import Files
from bot.demo.profile import Profile
from bot.demo.updates import Bell, Updates


@dataclass(frozen=True, slots=True)
class World:
    """Chats, files, updates, faults and who listens. `now` is the injected clock's."""

    now: Callable[[], datetime]
    chats: Chats
    files: Files
    updates: Updates
    faults: Faults
    limits: Limits
    profile: Profile
    broadcast: Broadcast
    stirred: Bell

    @classmethod
    def new(cls, now: Callable[[], datetime], bot: User) -> "World":
        """An empty one."""
        stirred = Bell()
        return cls(
            now=now,
            chats=Chats(bot),
            files=Files(),
            updates=Updates(now, stirred),
            faults=Faults(),
            limits=Limits(),
            profile=Profile(bot.first_name),
            broadcast=Broadcast(stirred),
            stirred=stirred,
        )

    def tell(self, message: Message, event: str = "message") -> None:
        """Show a message, new or changed, to whoever looks at its chat; a phone here has no window for groups."""
        if message.chat.private:
            self.broadcast.tell(message.chat.person.id, event, message=message.as_phone())

    def tell_keyboard(self, chat: Chat) -> None:
        """Show the keyboard that takes the place of the phone's own, or that it went."""
        self.broadcast.tell(chat.person.id, "keyboard", keyboard=chat.keyboard)

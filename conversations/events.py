"""What can happen to a conversation. Nothing else reaches the core."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from conversations.effects import Tap


class Attachment(StrEnum):
    """A message that is not text, by what it is."""

    VOICE = "voice"
    PHOTO = "photo"
    STICKER = "sticker"
    FILE = "file"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command; `name` without the slash, lower case; `argument` is what stood behind it."""

    name: str
    argument: str = field(default="", repr=False)
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A text message."""

    text: str = field(repr=False)
    message_id: int


@dataclass(frozen=True, slots=True)
class Edited:
    """A text message that was changed after it was sent; `text` is all of it as it now reads."""

    text: str = field(repr=False)
    message_id: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is not text; its caption, if it had one, so that no word is lost unsaid."""

    attachment: Attachment
    message_id: int
    caption: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Located:
    """A shared location, degrees; used for its time zone and never kept."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    message_id: int


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button; `tap` is None where the data was not one of ours. `message_id` is the message it stood under."""

    tap: Tap | None
    message_id: int


@dataclass(frozen=True, slots=True)
class TimePassed:
    """A planned moment has come, or may have been missed: whatever is due at `now` is judged."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Telegram says that the person does not want to hear from the bot (403)."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """An effect was carried out; `message_id` is the message that now shows it, None where there is none."""

    pending_id: int
    message_id: int | None = None


Event: TypeAlias = Commanded | Said | Edited | Sent | Located | Tapped | TimePassed | Blocked | Delivered

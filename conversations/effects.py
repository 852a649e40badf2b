"""What the shell must do, and nothing about how.

A lasting effect waits in the journal's outbox until it is known to be done, so it survives a crash. A card is a message
with a name: later effects find it again by that name, and delivery keeps which Telegram message it is.
"""

from dataclasses import dataclass, field
from typing import TypeAlias

from conversations.text import Text


@dataclass(frozen=True, slots=True)
class Tap:
    """What a button means: which flow, which thing of it, at which step, and the choice.

    Together at most 60 bytes of UTF-8 (callback_data takes 64); no part contains a colon. A choice may be a score.
    """

    flow: str
    ref: str = ""
    step: str = ""
    choice: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Button:
    """One button under a message."""

    label: str = field(repr=False)
    tap: Tap


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class LocationRequest:
    """A reply keyboard with one button that shares the phone's location, and one that gives up on it."""

    share: str
    leave: str


@dataclass(frozen=True, slots=True)
class Say:
    """Send a new message. With a card's name, remember it under that name. `silent`: without a sound."""

    text: Text = field(repr=False)
    keyboard: Keyboard = field(default=(), repr=False)
    card: str = ""
    silent: bool = False
    location: LocationRequest | None = None
    clears_location: bool = False


@dataclass(frozen=True, slots=True)
class Revise:
    """Change a card in place; where it can no longer be changed, send it anew under the same name."""

    card: str
    text: Text = field(repr=False)
    keyboard: Keyboard = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Settle:
    """Take a card's buttons away, leave its words (or these), and forget its name.

    `message_id` is the card's message, where no journal will be left to find it in.
    """

    card: str
    text: Text | None = field(default=None, repr=False)
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Delete a card's message, or take its buttons away where Telegram no longer deletes, and forget its name."""

    card: str


@dataclass(frozen=True, slots=True)
class HandOver:
    """Send the person a file of all they wrote, made at that moment and kept nowhere."""

    caption: Text = field(repr=False)


Effect: TypeAlias = Say | Revise | Settle | Withdraw | HandOver


@dataclass(frozen=True, slots=True)
class Pending:
    """An effect that is not yet known to be done; ids rise within a journal."""

    id: int
    effect: Effect

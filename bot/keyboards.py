"""Choices <-> buttons. What comes back under a button is checked as if a stranger had sent it."""

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
)

from conversations.effects import Keyboard, LocationRequest, Tap
from conversations.text import Style, Text, units

CALLBACK_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data: "1-64 bytes"
_PARTS = 4


def data_of(tap: Tap) -> str:
    """A tap as callback_data: "flow:ref:step:choice". Raises ValueError for one that does not fit: an error in a flow."""
    parts = (tap.flow, tap.ref, tap.step, tap.choice)
    joined = ":".join(parts)
    if not tap.flow or any(":" in part for part in parts) or len(joined.encode()) > CALLBACK_BYTES:
        raise ValueError(f"a tap of {tap.flow!r} does not fit a button")
    return joined


def tap_of(data: str | None) -> Tap | None:
    """The tap that callback_data stands for; None where it is not one of ours."""
    if not data or not data.isprintable() or len(data.encode(errors="replace")) > CALLBACK_BYTES:
        return None
    parts = data.split(":")
    if len(parts) != _PARTS or not parts[0]:
        return None
    return Tap(*parts)


def inline(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Buttons under a message; None where there are none."""
    rows = [
        [InlineKeyboardButton(button.label, callback_data=data_of(button.tap)) for button in row] for row in keyboard
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def location(request: LocationRequest) -> ReplyKeyboardMarkup:
    """The reply keyboard that asks the phone where it is."""
    return ReplyKeyboardMarkup(
        [[KeyboardButton(request.share, request_location=True)], [KeyboardButton(request.leave)]],
        resize_keyboard=True,
        one_time_keyboard=True,
    )


def entities(text: Text) -> list[MessageEntity]:
    """The styles of a text by UTF-16 offset; neighbours in one style are one entity."""
    found: list[MessageEntity] = []
    at = 0
    for run in text.runs:
        length = units(run.words)
        if length and run.style is not Style.PLAIN:
            last = found[-1] if found else None
            if last is not None and last.type == run.style.value and last.offset + last.length == at:
                found[-1] = MessageEntity(last.type, last.offset, last.length + length)
            else:
                found.append(MessageEntity(run.style.value, at, length))
        at += length
    return found

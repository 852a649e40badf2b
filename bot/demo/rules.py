"""What Telegram refuses, and in which words: limits of the Bot API and the form of its errors.

The wording is the Bot API server's, because libraries choose their exceptions by it.
"""

from typing import Any

MESSAGE_UNITS = 4096  # sendMessage: "1-4096 characters after entities parsing"; counted strictly, in UTF-16 units
CAPTION_UNITS = 1024  # sendDocument: "0-1024 characters after entities parsing"
CALLBACK_BYTES = 64  # InlineKeyboardButton.callback_data: "1-64 bytes"
TOAST_UNITS = 200  # answerCallbackQuery.text: "0-200 characters"
MOST_BUTTONS = 100
MOST_COMMANDS = 100
COMMAND_LETTERS = 32
COMMAND_DESCRIPTION = 256

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"

Json = dict[str, Any]
Keyboard = list[list[Json]]


class RefusedError(Exception):
    """Telegram's answer when it says no. Holds the code, the description and, for 429, the seconds to wait."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def as_json(self) -> Json:
        """Telegram's error form."""
        reply: Json = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            reply["parameters"] = {"retry_after": self.retry_after}
        return reply


def bad(description: str) -> RefusedError:
    """400, the caller's mistake."""
    return RefusedError(400, f"Bad Request: {description}")


def forbidden(description: str) -> RefusedError:
    """403, what a person or Telegram does not allow."""
    return RefusedError(403, f"Forbidden: {description}")


def too_many(seconds: int) -> RefusedError:
    """429, with how long to wait."""
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", seconds)


def units(words: str) -> int:
    """Length in UTF-16 code units."""
    return len(words) + sum(character > "\uffff" for character in words)


def check_text(words: str, *, editing: bool = False) -> None:
    """Refuse a text that is blank or too long, after parsing and trimming."""
    if not words:
        raise bad("text must be non-empty")
    if units(words) > MESSAGE_UNITS:
        raise bad("MESSAGE_TOO_LONG" if editing else "message is too long")


def check_caption(words: str) -> None:
    """Refuse a caption that is too long, after parsing and trimming."""
    if units(words) > CAPTION_UNITS:
        raise bad("message caption is too long")


def inline_keyboard(markup: Json) -> Keyboard:
    """The rows of an inline keyboard, each button checked; empty rows are dropped, as Telegram drops them."""
    return [[_inline_button(button) for button in row] for row in _rows(markup["inline_keyboard"], "inline keyboard")]


def reply_keyboard(markup: Json, *, private: bool) -> Keyboard:
    """The rows of a keyboard that takes the place of the phone's own; a button may be a bare string."""
    return [[_reply_button(button, private=private) for button in row] for row in _rows(markup["keyboard"], "keyboard")]


def _reply_button(button: object, *, private: bool) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("keyboard button text must be non-empty")
    if button.get("request_location") and not private:
        raise bad("location can be requested in private chats only")
    return button


def _rows(rows: object, name: str) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad(f"object expected as {name} row")
    if sum(map(len, rows)) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    return [row for row in rows if row]


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    if "url" in button:
        if "://" not in button["url"] and "." not in button["url"]:
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    elif "callback_data" not in button:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    elif not 1 <= len(button["callback_data"].encode()) <= CALLBACK_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    return button

"""What a person can send beside words, made here so that the page and the tests need no files of their own."""

import struct
import zlib
from math import pi, sin

from bot.demo.chats import Attachment
from bot.demo.files import Files

VOICE_SECONDS = 3
LONGEST_VOICE = 60
_SAMPLES = 8_000
_SIDE = 96


def location(latitude: float, longitude: float) -> Attachment:
    """Where the phone is, in degrees."""
    return Attachment("location", {"latitude": latitude, "longitude": longitude, "horizontal_accuracy": 20.0})


def contact(phone_number: str, first_name: str) -> Attachment:
    """Somebody's number."""
    return Attachment("contact", {"phone_number": phone_number, "first_name": first_name})


def sticker(files: Files, emoji: str) -> Attachment:
    """A sticker that stands for an emoji."""
    kept = files.keep("sticker.png", picture(), "stickers", "image/webp")
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return Attachment("sticker", {**kept.as_api(), **shape, "emoji": emoji, "set_name": "Loopback"}, kept.id)


def photo(files: Files, content: bytes = b"") -> Attachment:
    """A picture; a plain one of our own when none is given."""
    kept = files.keep("photo.png", content or picture(), "photos")
    return Attachment("photo", kept.as_photo(), kept.id)


def document(files: Files, name: str, content: bytes, mime: str = "") -> Attachment:
    """Any file."""
    kept = files.keep(name, content, "documents", mime)
    return Attachment("document", kept.as_document(), kept.id)


def voice(files: Files, seconds: int = VOICE_SECONDS) -> Attachment:
    """A voice note of so many seconds: a soft hum (a WAV under Telegram's usual name for it)."""
    kept = files.keep("voice.wav", _hum(seconds), "voice", "audio/wav")
    return Attachment("voice", kept.as_voice(seconds), kept.id)


def picture() -> bytes:
    """A square PNG, a gentle slope from one warm tone to another."""
    rows = b"".join(
        b"\0" + b"".join(bytes((226 - y // 2, 205 - y // 2, 176 + x // 4)) for x in range(_SIDE)) for y in range(_SIDE)
    )
    head = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def _hum(seconds: int) -> bytes:
    samples = bytes(round(128 + 12 * sin(2 * pi * 220 * place / _SAMPLES)) for place in range(_SAMPLES * seconds))
    form = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, _SAMPLES, _SAMPLES, 1, 8)
    body = b"WAVE" + form + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body

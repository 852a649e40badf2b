"""Words and what is laid over them: HTML in, plain text and entities out, as Telegram's own parser reads them.

Offsets and lengths are UTF-16 code units; offsets in refusals are bytes of UTF-8, as Telegram says them.
"""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from bot.demo.rules import Json, bad, units

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
GIVEN = {*TAGS.values(), "expandable_blockquote", "text_mention"}
FOUND = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}

_ARGUMENTS = {"a": "href", "span": "class", "tg-emoji": "emoji-id"}
_CHARACTER = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,8}|lt|gt|amp|quot);?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]*))""")
_COMMAND = re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")
_LINK = re.compile(
    r"https?://[^\s<>]*[^\s<>.,;:!?)]|(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|eu|uk|ie|de|pt)\b(?:/[^\s<>]*[^\s<>.,;:!?)])?"
)


class Formatted(NamedTuple):
    """A text as it is shown, and its entities, sorted."""

    words: str
    entities: list[Json]


@dataclass(slots=True)
class _Open:
    tag: str
    at: int
    place: int
    argument: str = field(default="", repr=False)


def parse(words: str, parse_mode: str, entities: list[Json] | None) -> Formatted:
    """A message's text as Telegram keeps it: parsed, checked, trimmed, with commands and links found."""
    mode = parse_mode.lower()
    if mode == "html":
        words, entities = parse_html(words)
    elif mode:
        raise bad("unsupported parse_mode")
    return find(trim(check(words, entities or [])))


def parse_html(source: str) -> Formatted:
    """Telegram's HTML. Refuses what Telegram refuses: an unknown tag, a tag left open or closed wrongly."""
    shown: list[str] = []
    opened: list[_Open] = []
    entities: list[Json] = []
    place = length = 0
    while place < len(source):
        character = source[place]
        if character == "&" and (escaped := _CHARACTER.match(source, place)):
            piece, place = _unescaped(escaped), escaped.end()
        elif character != "<":
            piece, place = character, place + 1
        elif source.startswith("</", place):
            place = _close(source, place, length, opened, entities, "".join(shown))
            continue
        else:
            place = _open(source, place, length, opened)
            continue
        shown.append(piece)
        length += units(piece)
    if opened:
        raise _unparsed(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return Formatted("".join(shown), sorted(entities, key=_order))


def check(words: str, entities: list[Json]) -> Formatted:
    """Entities inside the text and nested properly; those Telegram finds by itself are dropped."""
    size = units(words)
    kept: list[Json] = []
    ends: list[int] = []
    for entity in sorted(entities, key=_order):
        if entity.get("type") not in GIVEN | FOUND:
            raise bad("can't parse MessageEntity: Unsupported type specified")
        start, end = entity["offset"], entity["offset"] + entity["length"]
        while ends and ends[-1] <= start:
            ends.pop()
        if start > size:
            raise bad(f"entity begins after the end of the text at UTF-16 offset {start}")
        if end > size or (ends and end > ends[-1]):
            raise bad(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}"
            )
        if entity["type"] in GIVEN and entity["length"] > 0 and start >= 0:
            kept.append(dict(entity))
            ends.append(end)
    return Formatted(words, kept)


def trim(text: Formatted) -> Formatted:
    """Without white space at either end, the entities moved along; one left with nothing is dropped."""
    words = text.words.rstrip()
    shift = units(words) - units(words.lstrip())
    words = words.lstrip()
    size = units(words)
    moved = []
    for entity in text.entities:
        start = max(entity["offset"] - shift, 0)
        end = min(entity["offset"] + entity["length"] - shift, size)
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return Formatted(words, moved)


def find(text: Formatted) -> Formatted:
    """With the commands and links Telegram finds in plain words, outside code and links."""
    closed = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in text.entities
        if entity["type"] in {"code", "pre", "text_link"}
    ]
    found = []
    for name, pattern in (("bot_command", _COMMAND), ("url", _LINK)):
        for match in pattern.finditer(text.words):
            start = units(text.words[: match.start()])
            end = start + units(match.group())
            if not any(start < until and end > since for since, until in closed):
                closed.append((start, end))
                found.append({"type": name, "offset": start, "length": end - start})
    return Formatted(text.words, sorted([*text.entities, *found], key=_order))


def _order(entity: Json) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


def _unparsed(reason: str) -> Exception:
    return bad(f"can't parse entities: {reason}")


def _at(source: str, place: int) -> int:
    """A place as a byte offset."""
    return len(source[:place].encode())


def _unescaped(escaped: re.Match[str]) -> str:
    return unescape(escaped.group().removesuffix(";") + ";")


def _open(source: str, place: int, length: int, opened: list[_Open]) -> int:
    """Read a start tag at `place`; returns the place after it."""
    name = re.compile(r"[^\s>]*").match(source, place + 1)
    tag = name.group().lower() if name else ""
    rest = name.end() if name else place
    if rest == len(source):
        raise _unparsed(f"Unclosed start tag at byte offset {_at(source, place)}")
    if tag not in TAGS:
        raise _unparsed(f'Unsupported start tag "{tag}" at byte offset {_at(source, place)}')
    entry = _Open(tag, length, place)
    while source[rest : rest + 1] != ">" and source[rest:].lstrip()[:1] != ">":
        attribute = _ATTRIBUTE.match(source, rest)
        if attribute is None:
            if tag == "blockquote" and source[rest:].lstrip().startswith("expandable"):
                entry.argument = "expandable"
                rest = source.index("expandable", rest) + len("expandable")
                continue
            raise _unparsed(f'Unclosed start tag "{tag}" at byte offset {_at(source, place)}')
        rest = attribute.end()
        name_, *values = attribute.groups()
        if name_.lower() == _ARGUMENTS.get(tag):
            entry.argument = unescape(next((value for value in values if value), ""))
    if tag == "span" and entry.argument != "tg-spoiler":
        raise _unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {_at(source, place)}')
    opened.append(entry)
    return source.index(">", rest) + 1


def _close(source: str, place: int, length: int, opened: list[_Open], entities: list[Json], shown: str) -> int:
    """Read an end tag at `place`, laying its entity over what was read since; returns the place after it."""
    if not opened:
        raise _unparsed(f"Unexpected end tag at byte offset {_at(source, place)}")
    end = source.find(">", place)
    if end < 0:
        raise _unparsed(f"Unclosed end tag at byte offset {_at(source, place)}")
    name = source[place + 2 : end].strip().lower()
    entry = opened[-1]
    if name and name != entry.tag:
        raise _unparsed(
            f'Unmatched end tag at byte offset {_at(source, place)}, expected "</{entry.tag}>", found "</{name}>"'
        )
    opened.pop()
    if length > entry.at:
        entity: Json = {"type": TAGS[entry.tag], "offset": entry.at, "length": length - entry.at}
        if entry.tag == "a":
            entity["url"] = entry.argument or shown.encode("utf-16-le")[2 * entry.at :].decode("utf-16-le")
        elif entry.argument == "expandable":
            entity["type"] = "expandable_blockquote"
        elif entry.tag == "tg-emoji":
            entity["custom_emoji_id"] = entry.argument
        entities.append(entity)
    return end + 1

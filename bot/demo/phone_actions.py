"""What a phone can be told to do over HTTP, by name. Each takes the phone and a JSON object, and answers with one."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from bot.demo import attachments
from bot.demo.phone import Phone
from bot.demo.rules import Json, bad

POLE, ANTIMERIDIAN = 90, 180  # degrees

Action: TypeAlias = Callable[[Phone, Json], Json]


def _text(phone: Phone, body: Json) -> Json:
    return {"message_id": phone.says(_string(body, "text")).id}


def _edit(phone: Phone, body: Json) -> Json:
    return {"message_id": phone.edits(_whole(body, "message_id"), _string(body, "text")).id}


def _delete(phone: Phone, body: Json) -> Json:
    phone.deletes(_whole(body, "message_id"))
    return {}


def _clear(phone: Phone, _: Json) -> Json:
    phone.clears()
    return {}


def _tap(phone: Phone, body: Json) -> Json:
    """By place (`message_id`, `row`, `column`) or by `label`, where `stale` finds a button that is gone by now.

    With `callback_data` it is the very button that a phone still shows.
    """
    if "callback_data" in body:
        return {"query_id": phone.taps_as_shown(_whole(body, "message_id"), _string(body, "callback_data"))}
    if "label" in body:
        message_id = _whole(body, "message_id") if "message_id" in body else None
        return {"query_id": phone.taps_label(_string(body, "label"), message_id, stale=bool(body.get("stale")))}
    return {"query_id": phone.taps(_whole(body, "message_id"), _whole(body, "row"), _whole(body, "column"))}


def _location(phone: Phone, body: Json) -> Json:
    latitude, longitude = _number(body, "latitude"), _number(body, "longitude")
    if abs(latitude) > POLE or abs(longitude) > ANTIMERIDIAN:
        raise bad("there is no such place on earth")
    return {"message_id": phone.shares(attachments.location(latitude, longitude)).id}


def _contact(phone: Phone, body: Json) -> Json:
    shared = attachments.contact(_string(body, "phone_number"), _string(body, "first_name"))
    return {"message_id": phone.shares(shared).id}


def _sticker(phone: Phone, body: Json) -> Json:
    return {"message_id": phone.shares(attachments.sticker(phone.world.files, body.get("emoji", "🌱"))).id}


def _photo(phone: Phone, body: Json) -> Json:
    shared = attachments.photo(phone.world.files, _bytes(body))
    return {"message_id": phone.shares(shared, body.get("caption", "")).id}


def _voice(phone: Phone, body: Json) -> Json:
    seconds = min(int(body.get("seconds", attachments.VOICE_SECONDS)), attachments.LONGEST_VOICE)
    return {"message_id": phone.shares(attachments.voice(phone.world.files, seconds)).id}


def _document(phone: Phone, body: Json) -> Json:
    shared = attachments.document(phone.world.files, _string(body, "name"), _bytes(body), body.get("mime", ""))
    return {"message_id": phone.shares(shared, body.get("caption", "")).id}


def _block(phone: Phone, _: Json) -> Json:
    phone.blocks()
    return {}


def _unblock(phone: Phone, _: Json) -> Json:
    phone.unblocks()
    return {}


def _group(phone: Phone, body: Json) -> Json:
    return {"chat_id": phone.adds_to_group(_string(body, "title")).id}


ACTIONS: Mapping[str, Action] = {
    "text": _text,
    "edit": _edit,
    "delete": _delete,
    "clear": _clear,
    "tap": _tap,
    "location": _location,
    "contact": _contact,
    "sticker": _sticker,
    "photo": _photo,
    "voice": _voice,
    "document": _document,
    "block": _block,
    "unblock": _unblock,
    "group": _group,
}


def _given(body: Json, name: str, kinds: type | tuple[type, ...]) -> Any:
    found = body.get(name)
    if not isinstance(found, kinds) or isinstance(found, bool):
        raise bad(f"{name} is missing")
    return found


def _string(body: Json, name: str) -> str:
    return str(_given(body, name, str))


def _whole(body: Json, name: str) -> int:
    return int(_given(body, name, int))


def _number(body: Json, name: str) -> float:
    return float(_given(body, name, (int, float)))


def _bytes(body: Json) -> bytes:
    """`content`, as base64; nothing when it was left out."""
    try:
        return base64.b64decode(body.get("content", ""), validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise bad("content is not base64") from None

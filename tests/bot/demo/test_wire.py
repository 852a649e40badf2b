"""How arguments and files may come, what a picture is, and how fast a bot may write."""

import struct

import aiohttp
import pytest

from bot.demo import files as files_room
from bot.demo.attachments import picture
from bot.demo.faults import Limits
from bot.demo.files import Files
from bot.demo.phone import Phone
from bot.demo.rules import RefusedError
from tests.bot.demo.conftest import Caller


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)


async def test_arguments_come_in_four_ways(call: Caller, sam: Phone) -> None:
    url = f"{call.loopback.api_url}/bot{call.loopback.token}/sendMessage"
    who = str(sam.person.id)
    form = aiohttp.FormData({"chat_id": who, "text": "multipart"})
    form.add_field("unused", b"x", filename="x.bin")
    async with call.http.get(url, params={"chat_id": who, "text": "query"}) as answer:
        assert answer.status == 200
    async with call.http.post(url, data={"chat_id": who, "text": "form"}) as answer:
        assert answer.status == 200
    async with call.http.post(url, data=form) as answer:
        assert answer.status == 200
    assert (await call("sendMessage", chat_id=sam.person.id, text="json"))["ok"]
    assert [message.words for message in sam.messages[1:]] == ["query", "form", "multipart", "json"]
    for body in (b"{", b"[]"):
        async with call.http.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
            assert (await answer.json())["description"] == "Bad Request: can't parse JSON object"


async def test_a_file_may_be_attached_by_name(call: Caller, sam: Phone) -> None:
    url = f"{call.loopback.api_url}/bot{call.loopback.token}/sendDocument"
    form = aiohttp.FormData({"chat_id": str(sam.person.id), "document": "attach://it"})
    form.add_field("it", b"words", filename="a.txt", content_type="text/plain")
    async with call.http.post(url, data=form) as answer:
        assert (await answer.json())["result"]["document"]["file_name"] == "a.txt"


async def test_a_file_that_is_too_big(call: Caller, sam: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.arguments.MOST_BYTES", 3)
    url = f"{call.loopback.api_url}/bot{call.loopback.token}/sendDocument"
    form = aiohttp.FormData({"chat_id": str(sam.person.id)})
    form.add_field("document", b"word", filename="a.txt")
    async with call.http.post(url, data=form) as answer:
        assert (await answer.json())["description"] == "Bad Request: file is too big"


def test_files_have_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    files = Files()
    kept = files.keep("noname", b"four", "documents")
    assert (kept.mime, kept.path) == ("application/octet-stream", "documents/file_1")
    monkeypatch.setattr(files_room, "MOST_FETCHED", 3)
    monkeypatch.setattr(files_room, "MOST_BYTES", 5)
    for refused in (lambda: files.fetch(kept.id), lambda: files.keep("a", b"sixsix", "documents")):
        with pytest.raises(RefusedError, match="file is too big"):
            refused()


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (picture(), (96, 96)),
        (jpeg(800, 600), (800, 600)),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        (b"\xff\xd8\xff\xe0\x00\x04ab", "IMAGE_PROCESS_FAILED"),
        (b"%PDF-1.7", "IMAGE_PROCESS_FAILED"),
    ],
)
def test_pictures(content: bytes, answer: tuple[int, int] | str) -> None:
    kept = Files().keep("a.png", content, "photos")
    if isinstance(answer, str):
        with pytest.raises(RefusedError, match=answer):
            kept.as_photo()
    else:
        assert [(size["width"], size["height"]) for size in kept.as_photo()] == [answer]


def test_limits_are_off_until_asked_for() -> None:
    limits = Limits(lambda: 0.0)
    for _ in range(100):
        limits.take(1)


def test_one_chat_takes_a_burst_and_then_one_a_second() -> None:
    now = 0.0
    limits = Limits(lambda: now)
    limits.on = True
    for _ in range(3):
        limits.take(1)
    with pytest.raises(RefusedError, match="Too Many Requests: retry after 1") as refused:
        limits.take(1)
    assert refused.value.as_json()["parameters"] == {"retry_after": 1}
    limits.take(2)
    now = 1.0
    limits.take(1)


def test_all_chats_together_take_thirty_a_second() -> None:
    now = 0.0
    limits = Limits(lambda: now)
    limits.on = True
    for chat in range(30):
        limits.take(chat)
    with pytest.raises(RefusedError) as refused:
        limits.take(31)
    assert refused.value.code == 429
    now = 0.5
    limits.take(32)

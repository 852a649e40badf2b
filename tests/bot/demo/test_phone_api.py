"""The phone over HTTP: what the page and the stories stand on."""

import asyncio
import base64
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from bot.demo import phone_api
from bot.demo.clock import MovableClock
from bot.demo.gate import KEY_HEADER
from bot.demo.loopback import Loopback
from bot.demo.phone import Phone
from bot.demo.schedule import Due, NoSchedule
from tests.bot.demo.conftest import START, Caller, Said, Wire, inline, shown


class Planned(NoSchedule):
    """A schedule with one thing on it."""

    def __init__(self) -> None:
        self.filled: list[int] = []

    fillable = True

    def upcoming(self, _: int) -> tuple[Due, ...]:
        return (Due("session ends", START + timedelta(minutes=50)),)

    def zone(self, _: int) -> str:
        return "Europe/Lisbon"

    async def fill(self, person_id: int) -> bool:
        self.filled.append(person_id)
        return True


async def events(wire: Wire, phone: Phone, act: Any) -> list[dict[str, Any]]:
    """What the page hears of while something happens; the server's end of the line ends it."""
    url = f"{wire.loopback.api_url}/phone/{phone.person.id}/events"
    async with wire.http.get(url, headers={KEY_HEADER: wire.loopback.key}) as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readuntil(b"\n\n") == b": open\n\n"
        await act()
        await wire.loopback.stop()
        lines = (await stream.content.read()).split(b"\n\n")
    return [orjson.loads(line.removeprefix(b"data: ")) for line in lines if line.startswith(b"data: ")]


async def test_a_new_person_finds_an_empty_chat(wire: Wire, call: Caller) -> None:
    await call.result("setMyDescription", description="A quiet notebook.")
    await call.result("setMyCommands", commands=[{"command": "help", "description": "Help"}])
    await call.result(
        "setMyCommands",
        commands=[{"command": "help", "description": "Hilfe"}],
        scope={"type": "all_private_chats"},
        language_code="de",
    )
    _, someone = await wire.post("/phone/people")
    _, again = await wire.post("/phone/people", {"id": someone["id"], "first_name": "Other"})
    assert someone == again
    _, other = await wire.post("/phone/people", {"first_name": "Kim", "language_code": "de"})
    status, chat = await wire.get(f"/phone/{someone['id']}/chat")
    assert status == 200
    assert (chat["messages"], chat["started"], chat["blocked"], chat["keyboard"]) == ([], False, False, None)
    assert chat["bot"]["description"] == "A quiet notebook."
    assert chat["commands"] == [{"command": "help", "description": "Help"}]
    _, chat = await wire.get(f"/phone/{other['id']}/chat")
    assert chat["commands"][0]["description"] == "Hilfe"
    assert chat["person"]["language_code"] == "de"


async def test_everything_a_person_can_send(wire: Wire, call: Caller, loopback: Loopback) -> None:
    who = loopback.person(5).person.id
    content = base64.b64encode(b"BEGIN:VCALENDAR").decode()
    for action, body, field in (
        ("text", {"text": " Hello /help "}, "text"),
        ("location", {"latitude": 41.15, "longitude": -8.61}, "location"),
        ("contact", {"phone_number": "112", "first_name": "Help"}, "contact"),
        ("sticker", {}, "sticker"),
        ("photo", {"caption": "see"}, "photo"),
        ("voice", {"seconds": 9999}, "voice"),
        ("document", {"name": "a.ics", "content": content, "mime": "text/calendar"}, "document"),
    ):
        status, answer = await wire.post(f"/phone/{who}/{action}", body)
        assert status == 200
        update = (await call.updates(offset=-1))[0]["message"]
        assert update["message_id"] == answer["message_id"]
        assert field in update
        if field == "document":
            file = await call.result("getFile", file_id=update["document"]["file_id"])
            url = f"{loopback.api_url}/file/bot{loopback.token}/{file['file_path']}"
            async with wire.http.get(url) as fetched:
                assert await fetched.read() == b"BEGIN:VCALENDAR"
            path = f"{loopback.api_url}/phone/{who}/file/{update['document']['file_id']}"
            async with wire.http.get(path, headers={KEY_HEADER: loopback.key}) as fetched:
                assert (await fetched.read(), fetched.headers["Content-Disposition"]) == (
                    b"BEGIN:VCALENDAR",
                    "attachment",
                )
        elif field == "text":
            assert update["text"] == "Hello /help"
            assert update["entities"] == [{"type": "bot_command", "offset": 6, "length": 5}]
        elif field == "voice":
            assert update["voice"]["duration"] == 60


async def test_own_messages_are_edited_and_deleted(wire: Wire, call: Caller, sam: Phone, clock: MovableClock) -> None:
    base = f"/phone/{sam.person.id}"
    _, sent = await wire.post(f"{base}/text", {"text": "old"})
    clock.jump(timedelta(minutes=1))
    assert (await wire.post(f"{base}/edit", {"message_id": sent["message_id"], "text": "new"}))[0] == 200
    edited = (await call.updates())[-1]["edited_message"]
    assert (edited["text"], edited["edit_date"] - edited["date"]) == ("new", 60)
    clock.jump(timedelta(hours=48))
    status, refused = await wire.post(f"{base}/edit", {"message_id": sent["message_id"], "text": "late"})
    assert (status, refused["description"]) == (400, "Bad Request: message can't be edited")
    pending = len(await call.updates())
    assert (await wire.post(f"{base}/delete", {"message_id": sent["message_id"]}))[0] == 200
    assert (await wire.post(f"{base}/clear"))[0] == 200
    assert sam.messages == []
    assert len(await call.updates()) == pending, "the bot is not told of either"


async def test_taps_by_place_by_label_and_by_memory(wire: Wire, call: Caller, sam: Phone, bot_says: Said) -> None:
    base = f"/phone/{sam.person.id}"
    message_id = await bot_says(reply_markup=inline("Yes, it did", "Yes"))
    link = await bot_says(reply_markup={"inline_keyboard": [[{"text": "Read", "url": "https://example.org"}]]})

    async def data_of(body: dict[str, Any]) -> str:
        status, answer = await wire.post(f"{base}/tap", body)
        assert status == 200, answer
        query = (await call.updates())[-1]["callback_query"]
        assert query["id"] == answer["query_id"]
        assert query["message"]["message_id"] == message_id
        return str(query["data"])

    assert await data_of({"message_id": message_id, "row": 0, "column": 1}) == "Yes"
    assert await data_of({"label": "Yes"}) == "Yes"
    assert await data_of({"label": "Yes, it"}) == "Yes, it did"
    await call.result("editMessageReplyMarkup", chat_id=sam.person.id, message_id=message_id, reply_markup=inline("No"))
    status, refused = await wire.post(f"{base}/tap", {"label": "Yes"})
    assert (status, refused["description"]) == (
        400,
        "Bad Request: no button is labelled so; there are: 'No', 'Read'",
    )
    assert await data_of({"label": "Yes", "message_id": message_id, "stale": True}) == "Yes"
    assert await data_of({"callback_data": "Yes", "message_id": message_id}) == "Yes"
    for body, description in (
        ({"message_id": message_id, "callback_data": "Never"}, "there never was such a button"),
        ({"message_id": 99, "callback_data": "Yes"}, "there never was such a button"),
        ({"message_id": message_id, "row": 3, "column": 0}, "there is no such button"),
        ({"message_id": 99, "row": 0, "column": 0}, "there is no such message"),
        ({"message_id": link, "row": 0, "column": 0}, "this button opens a link"),
    ):
        status, refused = await wire.post(f"{base}/tap", body)
        assert (status, refused["description"]) == (400, f"Bad Request: {description}")


async def test_blocking_and_groups(wire: Wire, call: Caller, sam: Phone) -> None:
    base = f"/phone/{sam.person.id}"
    for action in ("block", "unblock", "unblock"):
        assert (await wire.post(f"{base}/{action}"))[0] == 200
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in await call.updates()]
    assert statuses == ["kicked", "member"]
    sam.blocks()
    await wire.post(f"{base}/text", {"text": "back again"})
    assert not sam.chat.blocked
    _, group = await wire.post(f"{base}/group", {"title": "Friends"})
    assert group["chat_id"] < 0


async def test_the_clock_and_the_jumps(wire: Wire, sam: Phone, loopback: Loopback, clock: MovableClock) -> None:
    base, schedule = f"/phone/{sam.person.id}", Planned()
    _, shown_now = await wire.get(f"{base}/clock")
    assert shown_now == {"now": START.isoformat(), "zone": "", "fillable": False, "invitation": "", "upcoming": []}
    assert await wire.post(f"{base}/fill") == (200, {"filled": False})
    loopback.schedule = schedule
    _, shown_now = await wire.get(f"{base}/clock")
    assert (shown_now["zone"], shown_now["fillable"]) == ("Europe/Lisbon", True)
    due = shown_now["upcoming"][0]
    assert due["label"] == "session ends"
    _, after = await wire.post(f"{base}/jump", {"to": due["at"]})
    assert clock.now() == START + timedelta(minutes=50) == datetime.fromisoformat(after["now"])
    await wire.post(f"{base}/jump", {"to": START.isoformat()})
    assert clock.now() == START + timedelta(minutes=50), "what is over is now"
    await wire.post(f"{base}/jump", {"seconds": 3600})
    assert clock.now() == START + timedelta(minutes=110)
    for body in ({}, {"seconds": "x"}, {"to": 5}, {"seconds": 1e300}, {"seconds": -1}):
        assert (await wire.post(f"{base}/jump", body))[0] == 400
    assert await wire.post(f"{base}/fill") == (200, {"filled": True})
    assert schedule.filled == [sam.person.id]


WRONG = [
    ("text", {"text": "  "}, "text must be non-empty"),
    ("text", {"text": "x" * 4097}, "message is too long"),
    ("text", {}, "text is missing"),
    ("edit", {"message_id": 99, "text": "x"}, "message to edit not found"),
    ("edit", {"message_id": True, "text": "x"}, "message_id is missing"),
    ("delete", {"message_id": 99}, "message to delete not found"),
    ("location", {"latitude": 91, "longitude": 0}, "there is no such place on earth"),
    ("document", {"name": "x", "content": "not base64!"}, "content is not base64"),
    ("document", {"name": "x", "content": ""}, "file must be non-empty"),
    ("photo", {"content": base64.b64encode(b"no picture").decode()}, "IMAGE_PROCESS_FAILED"),
]


@pytest.mark.parametrize(("action", "body", "description"), WRONG)
async def test_what_a_phone_cannot_do(
    wire: Wire, sam: Phone, action: str, body: dict[str, Any], description: str
) -> None:
    status, refused = await wire.post(f"/phone/{sam.person.id}/{action}", body)
    assert (status, refused["description"]) == (400, f"Bad Request: {description}")


async def test_what_makes_no_sense(wire: Wire, sam: Phone) -> None:
    base = f"/phone/{sam.person.id}"
    assert (await wire.post(f"{base}/fly"))[0] == 404
    assert (await wire.post("/phone/42/text", {"text": "x"}))[0] == 404
    assert (await wire.get("/phone/42/events"))[0] == 404
    assert (await wire.get(f"{base}/file/nothing"))[0] == 400
    assert (await wire.post(f"{base}/text", ["x"]))[0] == 400
    assert (await wire.post("/phone/people", {"id": "seven"}))[0] == 400
    headers = {KEY_HEADER: wire.loopback.key}
    async with wire.http.post(f"{wire.loopback.api_url}{base}/text", data=b"{", headers=headers) as answer:
        assert answer.status == 400


async def test_quiet_over_http(wire: Wire, call: Caller, sam: Phone) -> None:
    assert await wire.get("/phone/quiet") == (200, {})
    assert (await wire.get("/phone/quiet?within=soon"))[0] == 400
    sam.says("hello")
    status, late = await wire.get("/phone/quiet?within=0.01")
    assert (status, late["description"]) == (504, "1 updates not acknowledged; calls: none")
    waiting = asyncio.create_task(wire.get("/phone/quiet?within=20"))
    newest = (await call.updates())[-1]["update_id"]
    await call.updates(offset=newest + 1)
    assert await waiting == (200, {})


async def test_the_page_hears_of_everything(wire: Wire, call: Caller, sam: Phone, clock: MovableClock) -> None:
    who = sam.person.id

    async def act() -> None:
        sent = await call.result("sendMessage", chat_id=who, text="Hello", reply_markup=inline("Go"))
        await call.result("answerCallbackQuery", callback_query_id=sam.taps_label("Go"), text="Gone", show_alert=True)
        await call.result("editMessageText", chat_id=who, message_id=sent["message_id"], text="Bye")
        await call.result("sendMessage", chat_id=who, text="Where?", reply_markup={"keyboard": [["Here"]]})
        await call.result("sendMessage", chat_id=who, text="Ah", reply_markup={"remove_keyboard": True})
        await call.result("sendChatAction", chat_id=who, action="typing")
        await call.result("deleteMessage", chat_id=who, message_id=sent["message_id"])
        clock.jump(timedelta(hours=1))
        sam.blocks()
        sam.clears()
        sam.says("not shown here", chat=sam.adds_to_group("Friends"))
        await call.result("setMyDescription", description="New words.")

    heard = await events(wire, sam, act)
    names = "message answered edited message keyboard message keyboard typing deleted clock blocked cleared profile"
    assert [event["event"] for event in heard] == names.split()
    assert heard[0]["message"]["buttons"] == inline("Go")["inline_keyboard"]
    assert (heard[1]["text"], heard[1]["alert"]) == ("Gone", True)
    assert heard[4]["keyboard"]["keyboard"] == [[{"text": "Here"}]]
    assert heard[6]["keyboard"] is None


async def test_a_silent_line_is_tested(wire: Wire, sam: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_api, "HEARTBEAT", 0.0)
    url = f"{wire.loopback.api_url}/phone/{sam.person.id}/events"
    async with wire.http.get(url, headers={KEY_HEADER: wire.loopback.key}) as stream:
        await stream.content.readuntil(b"\n\n")
        assert await stream.content.readuntil(b"\n\n") == b": still here\n\n"


async def test_stickers_stay_out_of_captions(wire: Wire, call: Caller, sam: Phone) -> None:
    await wire.post(f"/phone/{sam.person.id}/sticker", {"emoji": "☕"})
    sticker = shown(sam, sam.messages[-1].id).as_phone()
    assert (sticker["kind"], sticker["content"]["emoji"], sticker["text"]) == ("sticker", "☕", "")
    assert (await call.updates())[-1]["message"]["sticker"]["type"] == "regular"

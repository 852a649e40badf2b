from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Message, Update

from bot.demo.attachments import contact, document, location, photo, sticker, voice
from bot.demo.chats import Attachment as Thing
from bot.errands import LEAVING_PAUSES_S
from bot.errors import TurnNotSaved
from bot.handlers import Handlers, attachment_of, event_of
from conversations.effects import Tap
from conversations.events import Attachment, Blocked, Commanded, Delivered, Edited, Located, Said, Sent, Tapped
from conversations.text import Text, as_text
from conversations.turn import Turn
from tests.bot.conftest import Town, seen
from tests.bot.core import words

CHAT = {"id": 1, "type": "private", "first_name": "A"}


def message(**given: Any) -> Message:
    built = Message.de_json(
        {"message_id": 9, "date": 1, "chat": CHAT, "from": {**CHAT, "is_bot": False}, **given}, None
    )
    assert built is not None
    return built


def command(text: str, length: int) -> Message:
    return message(text=text, entities=[{"type": "bot_command", "offset": 0, "length": length}])


@pytest.mark.parametrize(
    ("given", "event"),
    [
        (command("/help", 5), Commanded("help", "", 9)),
        (command("/Start@Afterword_Bot  a-code ", 20), Commanded("start", "a-code", 9)),
        (command("/no_such\ntwo lines", 8), Commanded("no_such", "two lines", 9)),
        (message(text="/help"), Said("/help", 9)),
        (message(text="see /help", entities=[{"type": "bot_command", "offset": 4, "length": 5}]), Said("see /help", 9)),
        (message(text="4"), Said("4", 9)),
        (message(location={"latitude": 41.1, "longitude": -8.6}), Located(41.1, -8.6, 9)),
        (message(dice={"emoji": "x", "value": 1}), Sent(Attachment.OTHER, 9)),
    ],
)
def test_what_a_message_is(given: Message, event: object) -> None:
    assert event_of(given) == event


def test_an_animation_is_not_a_file() -> None:
    file = {"file_id": "1", "file_unique_id": "1"}
    moving = {**file, "width": 1, "height": 1, "duration": 1}
    assert attachment_of(message(animation=moving, document=file)) is Attachment.OTHER
    assert attachment_of(message(document=file)) is Attachment.FILE


async def test_each_kind_of_message_arrives_as_what_it_is(town: Town) -> None:
    person = await town.admitted()
    town.core.heard.clear()
    files = town.loopback.world.files
    sent = [
        person.shares(voice(files)),
        person.shares(photo(files), "a caption"),
        person.shares(sticker(files, "🙂")),
        person.shares(document(files, "a.pdf", b"%PDF")),
        person.shares(contact("1", "B")),
        person.shares(location(41.15, -8.6)),
    ]
    said = person.says("first")
    person.edits(said.id, "second")
    person.shares(Thing("pinned_message", said.as_api()))
    await town.rest()
    ids = [each.id for each in sent]
    assert [event for event in town.core.heard if not isinstance(event, Delivered)] == [
        Sent(Attachment.VOICE, ids[0]),
        Sent(Attachment.PHOTO, ids[1], "a caption"),
        Sent(Attachment.STICKER, ids[2]),
        Sent(Attachment.FILE, ids[3]),
        Sent(Attachment.OTHER, ids[4]),
        Located(41.15, -8.6, ids[5]),
        Said("first", said.id),
        Edited("second", said.id),
    ]


async def test_a_tap_is_answered_and_carried_out(town: Town) -> None:
    person = await town.admitted()
    person.says("/card")
    await town.rest()
    card = person.messages[-1]
    query = person.taps_label("Tap me")
    await town.rest()
    assert Tapped(Tap("test", "1", "a", "b"), card.id) in town.core.heard
    assert seen(person)[-1] == "Tapped."
    assert town.loopback.world.chats.queries[query].answered


async def test_a_group_is_told_and_left_once(town: Town) -> None:
    person = town.loopback.person()
    group = person.adds_to_group("Friends")
    await town.rest()
    assert not group.member
    assert town.loopback.calls.count("leaveChat") == 1
    assert town.loopback.calls.count("sendMessage") == 1
    town.clock.jump(timedelta(hours=1))
    person.says("still there?", group)
    await town.rest()
    assert town.loopback.calls.count("leaveChat") == 2
    assert town.core.heard == []


async def test_a_person_who_blocks_is_told_to_the_core(town: Town) -> None:
    person = await town.admitted()
    person.blocks()
    await town.rest()
    assert isinstance(town.core.heard[-1], Blocked)
    person.unblocks()
    await town.rest()
    assert isinstance(town.core.heard[-1], Blocked)


class Ear:
    """Takes what handlers hand over."""

    def __init__(self) -> None:
        self.taken: list[object] = []
        self.answered: list[tuple[str, str]] = []
        self.left: list[int] = []
        self.full = False

    def take(self, person_id: int, event: object, *, update_id: int | None = None) -> Turn:
        if self.full:
            raise TurnNotSaved("NotSaved")
        self.taken.append((person_id, event, update_id))
        return Turn(None, toast="Got it")

    def answer_meanwhile(self, person_id: int, event: object, update_id: int) -> None:
        self.taken.append((person_id, event, update_id))

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def answer(self, query_id: str, toast: str) -> None:
        self.answered.append((query_id, toast))

    def leave(self, chat_id: int, text: Text) -> None:
        assert text.plain == "no"
        self.left.append(chat_id)


def tap(**given: Any) -> Update:
    query = {"id": "q", "from": {**CHAT, "is_bot": False}, "chat_instance": "1", "data": "a:b:c:d", **given}
    built = Update.de_json({"update_id": 3, "callback_query": query}, None)
    assert built is not None
    return built


def membership(chat: str, status: str) -> Update:
    person = {**CHAT, "is_bot": True}
    member = {"user": person, "status": status, "until_date": 0}
    given = {"date": 1, "from": person, "old_chat_member": member, "new_chat_member": member}
    built = Update.de_json({"update_id": 3, "my_chat_member": {**given, "chat": {"id": 1, "type": chat}}}, None)
    assert built is not None
    return built


@pytest.fixture
def ear() -> Ear:
    return Ear()


async def test_another_persons_button_is_answered_and_nothing_else(ear: Ear) -> None:
    handlers = Handlers(ear, ear, as_text("no"))
    other = {"message_id": 4, "date": 1, "chat": {**CHAT, "id": 2}}
    await handlers._tapped(tap(message=other), None)  # type: ignore[arg-type]  # the context is not looked at
    assert ear.taken == []
    assert ear.answered == [("q", "")]


async def test_a_tap_under_a_message_too_old_to_see_still_counts(ear: Ear) -> None:
    handlers = Handlers(ear, ear, as_text("no"))
    old = {"message_id": 4, "date": 0, "chat": CHAT}
    await handlers._tapped(tap(message=old), None)  # type: ignore[arg-type]  # the context is not looked at
    await handlers._tapped(tap(), None)  # type: ignore[arg-type]  # the context is not looked at
    event = Tapped(Tap("a", "b", "c", "d"), 4)
    assert ear.answered == [("q", "Got it")] * 2
    assert ear.taken == [(1, event, 3), (1, replace(event, message_id=0), 3)]


@pytest.mark.parametrize(
    ("chat", "status", "taken", "left"),
    [
        ("private", "kicked", [(1, Blocked(), 3)], []),
        ("private", "member", [], []),
        ("group", "member", [], [1]),
        ("channel", "member", [], [1]),
        ("supergroup", "kicked", [], []),
        ("group", "left", [], []),
    ],
)
async def test_where_the_bot_may_be(ear: Ear, chat: str, status: str, taken: list[object], left: list[int]) -> None:
    handlers = Handlers(ear, ear, as_text("no"))
    await handlers._membership(membership(chat, status), None)  # type: ignore[arg-type]  # the context is not looked at
    assert (ear.taken, ear.left) == (taken, left)


async def test_a_tap_that_cannot_be_saved_stops_waiting(ear: Ear) -> None:
    ear.full = True
    with pytest.raises(TurnNotSaved):
        await Handlers(ear, ear, as_text("no"))._tapped(tap(), None)  # type: ignore[arg-type]  # the context is not looked at
    assert ear.answered == [("q", "")]


async def test_what_has_to_wait_is_heard(ear: Ear) -> None:
    handlers = Handlers(ear, ear, as_text("no"))
    handlers.meanwhile(Update(3, message=command("/crisis", 7)))
    handlers.meanwhile(Update(4, message=message(text="hi", chat={"id": -5, "type": "group", "title": "Friends"})))
    handlers.meanwhile(tap())
    assert ear.taken == [(1, Commanded("crisis", "", 9), 3)]


async def test_an_edited_caption_is_words_that_were_edited(town: Town) -> None:
    person = await town.admitted()
    town.core.heard.clear()
    sent = person.shares(photo(town.loopback.world.files), "first")
    person.edits(sent.id, "second")
    await town.rest()
    heard = [event for event in town.core.heard if not isinstance(event, Delivered)]
    assert heard == [Sent(Attachment.PHOTO, sent.id, "first"), Edited("second", sent.id)]


async def test_a_group_that_cannot_be_left_is_left_later(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def sleep(pause: float) -> None:
        pauses.append(pause)

    monkeypatch.setattr(town.house.delivery, "_sleep", sleep)
    town.loopback.fails("leaveChat", times=2, code=502, description="Bad Gateway")
    group = town.loopback.person().adds_to_group("Friends")
    await town.rest()
    assert not group.member
    assert pauses == [0.5, 1.0]
    town.clock.jump(timedelta(hours=1))
    town.loopback.fails("leaveChat", times=len(LEAVING_PAUSES_S) + 1, code=502, description="Bad Gateway")
    other = town.loopback.person().adds_to_group("Family")
    await town.rest()
    assert other.member, "somebody will write there and it tries again"
    assert pauses[2:] == list(LEAVING_PAUSES_S)


async def test_what_concerns_nobody_is_left_alone(ear: Ear) -> None:
    handlers = Handlers(ear, ear, as_text("no"))
    nothing = Update(1)
    await handlers._tapped(nothing, None)  # type: ignore[arg-type]  # the context is not looked at
    await handlers._membership(nothing, None)  # type: ignore[arg-type]  # the context is not looked at
    await handlers._ignored(nothing, None)  # type: ignore[arg-type]  # the context is not looked at
    with pytest.raises(ValueError, match="without a message"):
        await handlers._written(nothing, None)  # type: ignore[arg-type]  # the context is not looked at
    assert ear.taken == []
    assert ear.answered == []


def test_the_fake_core_speaks_plainly() -> None:
    assert words(Tap("x")) == ""  # type: ignore[arg-type]  # whatever has no words has none

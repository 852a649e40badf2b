import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import orjson
import pytest
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot import delivery as module
from bot.calls import CAPTION_UNITS
from bot.delivery import Delivery, reason
from bot.demo.phone import Phone
from bot.demo.rules import Json
from bot.pacing import Lane
from conversations.effects import Effect, HandOver, LocationRequest, Pending, Revise, Say, Settle, Withdraw
from conversations.events import Blocked, Commanded, Delivered, Said
from conversations.model import Journal
from conversations.text import Text, as_text, bold, spoiler
from tests.bot.conftest import Town, seen
from tests.bot.core import KEYBOARD, say

Pauses = list[float]


class Bot:
    """A bot with one method replaced by a subclass."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self.bot = bot

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bot, name)


@pytest.fixture
def pauses(town: Town, monkeypatch: pytest.MonkeyPatch) -> Pauses:
    """Delivery's pauses, which take no time."""
    taken: Pauses = []

    async def sleep(pause: float) -> None:
        taken.append(pause)
        await asyncio.sleep(0)

    monkeypatch.setattr(town.house.delivery, "_sleep", sleep)
    monkeypatch.setattr(town.house.delivery, "_chance", lambda: 1.0)
    monkeypatch.setattr(town.house.bot.rate_limiter, "_hold", lambda _: None)
    return taken


def speaks(town: Town, *effects: Effect) -> None:
    """The core answers the next words with these."""
    given = [effects]

    def answer(_: Journal, __: Any) -> tuple[Effect, ...]:
        return given.pop() if given else ()

    town.core.answers[Said] = answer


async def told(town: Town, person: Phone, *effects: Effect) -> None:
    speaks(town, *effects)
    person.says("go")
    await town.rest()


def outbox(town: Town, person: Phone) -> tuple[Pending, ...]:
    journal = town.house.store.load(person.person.id)
    assert journal is not None
    return journal.desk.outbox


async def test_effects_arrive_in_order_and_are_receipted(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, say("one"), say("two"), say("three"))
    assert seen(person)[1:] == ["one", "two", "three"]
    assert outbox(town, person) == ()


async def test_styles_survive_and_words_are_never_markup(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, Say("😀 " + bold("Week") + ": a < b & *c* " + spoiler("secret")))
    message = person.messages[-1]
    assert message.words == "😀 Week: a < b & *c* secret"
    assert [(each["type"], each["offset"], each["length"]) for each in message.entities] == [
        ("bold", 3, 4),
        ("spoiler", 21, 6),
    ]


async def test_a_silent_message_makes_no_sound(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, Say(as_text("hush"), silent=True))
    assert person.messages[-1].silent


async def test_a_long_text_comes_in_parts_with_the_buttons_under_the_last(town: Town) -> None:
    person = await town.admitted()
    words = " ".join(f"word{number}" for number in range(1500))
    await told(town, person, Say(as_text(words), KEYBOARD, "card"))
    parts = [message for message in person.messages if "word" in message.words]
    assert " ".join(part.words for part in parts) == words
    assert [bool(part.keyboard) for part in parts] == [False] * (len(parts) - 1) + [True]
    journal = town.house.store.load(person.person.id)
    assert journal is not None
    assert journal.desk.cards == {"card": parts[-1].id}


async def test_a_card_is_changed_in_place(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, say("first", "card"))
    card = person.messages[-1]
    await told(town, person, Revise("card", as_text("second"), KEYBOARD), Revise("card", as_text("second"), KEYBOARD))
    assert (card.words, bool(card.keyboard)) == ("second", True)
    assert town.loopback.calls.count("editMessageText") == 2
    assert outbox(town, person) == ()
    await told(town, person, Settle("card"))
    assert (card.words, bool(card.keyboard)) == ("second", False)


async def test_a_card_is_settled_with_its_last_words(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, say("first", "card"))
    card = person.messages[-1]
    await told(town, person, Settle("card", as_text("Done.")))
    assert (card.words, bool(card.keyboard)) == ("Done.", False)
    await told(town, person, Settle("card"), Withdraw("card"), say("on"))
    assert seen(person)[-1] == "on"


async def test_a_card_that_grew_too_long_keeps_its_beginning_in_place(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, say("first", "card"))
    card = person.messages[-1]
    words = " ".join(f"word{number}" for number in range(1500))
    await told(town, person, Revise("card", as_text(words), KEYBOARD))
    shown = [message for message in person.messages if "word" in message.words]
    assert shown[0].id == card.id
    assert " ".join(message.words for message in shown) == words
    assert not card.keyboard
    assert shown[-1].keyboard


async def test_a_card_that_is_gone_is_sent_anew_under_its_name(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, say("first", "card"))
    first = person.messages[-1]
    person.deletes(first.id)
    await told(town, person, Revise("card", as_text("second"), KEYBOARD))
    second = person.messages[-1]
    assert second.words == "second"
    await told(town, person, Revise("card", as_text("third"), KEYBOARD))
    assert second.words == "third"


async def test_a_card_nobody_knows_is_a_new_message(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, Revise("card", as_text("new"), KEYBOARD))
    assert seen(person)[-1] == "new"


async def test_a_withdrawn_card_is_deleted_or_loses_its_buttons(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, say("young", "card"))
    await told(town, person, Withdraw("card"))
    assert "young" not in seen(person)
    await told(town, person, say("old", "card"))
    old = person.messages[-1]
    town.clock.jump(timedelta(hours=49))
    await told(town, person, Withdraw("card"))
    assert (old.words, bool(old.keyboard)) == ("old", False)
    await told(town, person, say("gone", "card"))
    person.deletes(person.messages[-1].id)
    await told(town, person, Withdraw("card"), say("next"))
    assert seen(person)[-1] == "next"


def asked(person: Phone) -> bool:
    """Whether the phone shows a keyboard that asks where it is."""
    return person.chat.keyboard is not None


async def test_the_location_keyboard_comes_and_goes(town: Town) -> None:
    person = await town.admitted()
    ask = LocationRequest("Share", "Type instead")
    await told(town, person, Say(as_text("Where are you?"), location=ask))
    assert asked(person)
    await told(town, person, Say(as_text("Thank you."), clears_location=True))
    assert not asked(person)
    await told(town, person, Say(as_text("Where now?"), location=ask))
    await told(town, person, Say(as_text("A card."), KEYBOARD, "card", clears_location=True))
    assert not asked(person)
    assert seen(person)[-2:] == ["Where now?", "A card."]
    card = person.messages[-1]
    await told(town, person, Revise("card", as_text("It can be changed."), KEYBOARD))
    assert card.words == "It can be changed."


async def test_a_file_of_everything_is_made_at_that_moment(town: Town) -> None:
    person = await town.admitted()
    person.says("a note to keep")
    await town.rest()
    await told(town, person, HandOver(as_text("caption " * 200)))
    message = next(each for each in person.messages if each.attachment is not None)
    assert len(message.words) <= CAPTION_UNITS
    kept = next(iter(file for file in town.loopback.world.files._files.values() if file.name.endswith(".json")))
    assert kept.name == "journal-2026-11-23.json"
    assert "a note to keep" in str(orjson.loads(kept.content))
    assert seen(person)[-1].startswith("caption")


@pytest.mark.parametrize(
    "fault",
    [{"code": 500}, {"code": 502, "description": "Bad Gateway"}, {"cut": True}, {"retry_after": 3}],
    ids=["500", "502", "cut", "429"],
)
async def test_what_waiting_helps_is_tried_again_in_order(town: Town, pauses: Pauses, fault: Json) -> None:
    person = await town.admitted()
    town.loopback.fails("sendMessage", times=3, **fault)
    await told(town, person, say("one"), say("two"))
    await town.loopback.until(lambda: len(seen(person)) == 3)
    await town.rest()
    assert seen(person)[1:] == ["one", "two"]
    assert pauses == ([3.0] * 3 if "retry_after" in fault else [0.5, 1.0, 2.0])


async def test_one_persons_trouble_holds_up_nobody_else(town: Town, pauses: Pauses) -> None:
    anna, ben = await town.admitted(), await town.admitted()
    gate = asyncio.Event()

    async def wait(_: float) -> None:
        await gate.wait()

    town.house.delivery._sleep = wait
    town.loopback.fails("sendMessage", code=500, chat_id=anna.person.id)
    anna.says("hello")
    ben.says("hello")
    await town.rest()
    assert seen(ben)[-1] == "You said hello"
    assert seen(anna) == ["Welcome."]
    gate.set()
    await town.rest()
    assert seen(anna)[-1] == "You said hello"
    assert pauses == []


async def test_a_refusal_is_named_dropped_and_receipted(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    person = await town.admitted()
    town.loopback.fails("sendMessage", code=400, description="Bad Request: message is too long: private words")
    await told(town, person, say("one"), say("two"))
    assert seen(person)[1:] == ["two"]
    assert outbox(town, person) == ()
    refused = next(record for record in caplog.records if record.getMessage() == "refused")
    assert refused.__dict__["facts"] == {"effect": "Say", "error": "BadRequest", "reason": "too-long"}


async def test_an_edit_that_is_refused_is_dropped(town: Town) -> None:
    person = await town.admitted()
    await told(town, person, say("first", "card"))
    town.loopback.fails("editMessageText", code=400, description="Bad Request: BUTTON_DATA_INVALID")
    await told(town, person, Revise("card", as_text("second"), KEYBOARD), say("on"))
    assert seen(person)[-2:] == ["first", "on"]


async def test_an_effect_that_cannot_be_made_holds_up_nothing(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    person = await town.admitted()
    await told(town, person, Say(Text()), say("two"))
    assert seen(person)[1:] == ["two"]
    assert "not sendable" in caplog.text
    assert outbox(town, person) == ()


async def test_who_blocked_the_bot_hears_no_more(town: Town) -> None:
    person = await town.admitted()
    person.chat.blocked = True  # and Telegram has not said so yet
    speaks(town, say("one"), say("two"))
    town.house.turns.take(person.person.id, Said("go", 1))
    await town.rest()
    assert isinstance(town.core.heard[-1], Blocked)
    assert town.loopback.calls.count("sendMessage") == 2
    journal = town.house.store.load(person.person.id)
    assert journal is not None
    assert not journal.profile.reachable
    person.unblocks()
    person.says("back")
    await town.rest()
    await told(town, person, say("welcome back"))
    assert seen(person)[-1] == "welcome back"


async def test_what_a_crash_left_unsaid_is_said_once_after_it(town: Town) -> None:
    person = await town.admitted()
    journal = town.house.store.load(person.person.id)
    assert journal is not None
    unsaid = Pending(journal.desk.last_id + 1, say("unsaid"))
    desk = replace(journal.desk, last_id=unsaid.id, outbox=(unsaid,))
    town.house.store.keep(replace(journal, desk=desk))
    await town.restart()
    await town.rest()
    assert seen(person)[1:] == ["unsaid"]
    await town.restart()
    await town.rest()
    assert seen(person)[1:] == ["unsaid"]


async def test_erasing_drops_what_was_on_its_way(town: Town) -> None:
    person = await town.admitted()
    gate = asyncio.Event()

    async def wait(_: float) -> None:
        await gate.wait()

    town.house.delivery._sleep = wait
    town.loopback.fails("sendMessage", code=500)
    speaks(town, say("one"), say("two"))
    person.says("go")
    await town.rest()
    town.house.turns.take(person.person.id, Commanded("erase"))
    gate.set()
    await town.rest()
    assert seen(person) == ["Welcome.", "All gone."]
    assert town.house.store.load(person.person.id) is None
    assert not any(isinstance(event, Delivered) and event.pending_id > 1 for event in town.core.heard)


async def test_a_wave_is_carried_a_few_at_a_time_and_a_reply_does_not_wait(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BULK_AT_ONCE", 2)
    people = [await town.admitted() for _ in range(6)]
    gate = asyncio.Event()
    passed: list[int] = []

    class Slow(Bot):
        async def send_message(self, chat_id: int, *given: Any, **named: Any) -> Any:
            if named["rate_limit_args"] is Lane.BULK:
                passed.append(chat_id)
                await gate.wait()
            return await self.bot.send_message(chat_id, *given, **named)

    monkeypatch.setattr(town.house.delivery, "_bot", Slow(town.house.bot))
    for number, person in enumerate(people):
        effects = (Pending(1000 + number, say("wave")),)
        town.house.delivery.hand_once(person.person.id, effects, Lane.BULK)
        town.house.delivery.hand_once(person.person.id, (), Lane.BULK)
    town.house.delivery.hand_once(people[4].person.id, (Pending(1, say("more")),), Lane.BULK)
    last = people[5]
    town.house.delivery.hand_once(last.person.id, (Pending(1, say("reply")),), Lane.REPLY)
    await town.loopback.until(lambda: seen(last)[-1] == "reply")
    assert seen(last)[-2:] == ["wave", "reply"]
    assert passed == [people[0].person.id, people[1].person.id]
    gate.set()
    await town.rest()
    assert [seen(person)[-1] for person in people] == ["wave"] * 4 + ["more", "reply"]


async def test_a_late_answer_to_a_tap_fails_in_silence(town: Town) -> None:
    town.house.delivery.answer("1", "too late")
    await town.rest()
    assert "answerCallbackQuery" in town.loopback.calls


async def test_a_group_that_cannot_be_told_is_left_all_the_same(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "bot")
    group = town.loopback.person().adds_to_group("Friends")
    town.loopback.fails("sendMessage", code=400, description="Bad Request: not enough rights")
    await town.rest()
    assert not group.member
    town.loopback.fails("leaveChat", code=400, description="Bad Request: chat not found")
    town.house.delivery.leave(group.id, as_text("again"))
    await town.rest()
    assert "group not told" in caplog.text
    assert "group not left" in caplog.text


async def test_what_was_handed_before_the_start_waits_for_it(town: Town) -> None:
    person = await town.admitted()
    delivery = Delivery(town.house.bot)
    delivery.hand(person.person.id, (Pending(500, say("early")),), Lane.REPLY)
    delivery.start(town.house.turns)
    await delivery.settled()
    assert seen(person)[-1] == "early"
    delivery.forget(person.person.id)
    await delivery.stop(1)


async def test_a_stop_waits_no_longer_than_it_may(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    person = await town.admitted()
    stuck = Delivery(town.house.bot)
    stuck.hand(person.person.id, (Pending(500, say("never")),), Lane.REPLY)
    await stuck.stop(5)

    class Stuck(Bot):
        async def send_message(self, *_: Any, **__: Any) -> Any:
            await asyncio.Event().wait()

    started = Delivery(cast(ExtBot[Any], Stuck(town.house.bot)))
    started.start(town.house.turns)
    started.hand(person.person.id, (Pending(500, say("never")),), Lane.REPLY)
    await started.stop(0)
    assert seen(person)[-1] != "never"
    assert caplog.text.count("stopped with words unsaid") == 2


def test_a_refusal_of_no_known_kind_is_not_repeated() -> None:
    assert reason(TelegramError("something with private words")) == "other"


async def test_a_receipt_that_cannot_be_taken_keeps_nothing_behind_it_from_arriving(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = await town.admitted()

    def fails(*_: object) -> None:
        raise RuntimeError("private words")

    monkeypatch.setattr(town.house.turns, "receipt", fails)
    await told(town, person, say("one"), say("two"))
    assert seen(person)[1:] == ["one", "two"]
    assert "not told" in caplog.text
    assert "private words" not in caplog.text


async def test_what_a_block_that_could_not_be_kept_held_back_is_tried_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await town.admitted()

    def fails(_: object) -> None:
        raise RuntimeError("private words")

    with monkeypatch.context() as patch:
        patch.setattr(town.house.turns, "blocked", fails)
        town.loopback.fails("sendMessage", code=403, description="Forbidden: bot was blocked by the user")
        await told(town, person, say("one"), say("two"))
    assert seen(person) == ["Welcome."]
    town.house.turns.resume(person.person.id)
    await town.rest()
    assert seen(person)[1:] == ["one", "two"]
    assert outbox(town, person) == ()

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from telegram import Update

from bot import application as module
from bot.application import House
from bot.demo.clock import MovableClock
from bot.demo.loopback import PATIENCE, Loopback
from bot.errors import TokenRefused
from bot.handlers import ALLOWED_UPDATES
from bot.keys import open_key
from conversations.effects import Effect
from conversations.events import Said, TimePassed
from conversations.model import Consent, Journal, Profile
from conversations.wording import service
from conversations.wording.service import given_up
from storage.errors import FolderInUse, JournalDamaged, NotRead, NotSaved, PathError
from storage.store import Store
from tests.bot.conftest import START, UNHURRIED, Town, seen, settings_for
from tests.bot.core import Core


async def test_an_invited_person_is_let_in_and_answered(town: Town) -> None:
    person = await town.admitted()
    person.says("hello")
    await town.rest()
    assert seen(person) == ["Welcome.", "You said hello"]
    journal = town.house.store.load(person.person.id)
    assert journal is not None
    assert [note.words for note in journal.notes] == ["hello"]
    assert journal.desk.outbox == ()


async def test_an_invitation_admits_one_person_and_a_stranger_is_answered_once(town: Town) -> None:
    code = town.invited()
    anna, ben = town.loopback.person(), town.loopback.person()
    anna.says(f"/start {code}")
    await town.rest()
    ben.says(f"/start {code}")
    ben.says("hello?")
    ben.says("hello??")
    await town.rest()
    assert seen(anna) == ["Welcome."]
    assert seen(ben) == ["Who are you?", "Who are you?"]
    assert list(town.house.store.people()) == [anna.person.id]


async def test_an_invitation_that_a_crash_cut_off_is_still_its_claimants_alone(town: Town) -> None:
    code = town.invited()
    anna, ben = town.loopback.person(), town.loopback.person()
    town.house.invitations.claim(code, anna.person.id)
    await town.restart()
    ben.says(f"/start {code}")
    anna.says(f"/start {code}")
    await town.rest()
    assert (seen(anna), seen(ben)) == (["Welcome."], ["Who are you?"])
    assert not town.house.invitations.valid(code, town.clock.now(), anna.person.id)


async def test_telegram_is_told_what_this_bot_is(town: Town) -> None:
    await town.rest()
    assert {"setMyCommands", "setMyDescription", "setMyShortDescription"} <= set(town.loopback.calls)


async def test_an_introduction_that_is_refused_is_not_fatal(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    await town.rest()
    await town.house.stop()
    town.loopback.fails("setMyDescription", code=400, description="Bad Request: description is too long")
    await town.restart_after_stop()
    await town.rest()
    assert "introduction not taken" in caplog.text


async def test_a_due_moment_is_told_when_the_clock_jumps_there(town: Town) -> None:
    hour = START + timedelta(hours=1)
    town.core.due = lambda _, now: hour if now < hour else None
    person = await town.admitted()
    town.clock.jump(timedelta(minutes=59))
    await town.rest()
    assert seen(person) == ["Welcome."]
    town.clock.jump(timedelta(minutes=2))
    await town.rest()
    assert seen(person) == ["Welcome.", "It is time."]


async def test_what_came_due_while_the_bot_was_down_is_told_at_the_start(town: Town) -> None:
    hour = START + timedelta(hours=1)
    town.core.due = lambda _journal, _now: hour
    person = await town.admitted()
    await town.house.stop()
    town.clock.jump(timedelta(hours=5))
    town.core.due = lambda _, now: now if TimePassed() not in town.core.heard else None
    await town.restart_after_stop()
    await town.rest()
    assert seen(person) == ["Welcome.", "It is time."]


async def test_what_was_sent_while_the_bot_was_down_is_taken_once(town: Town) -> None:
    person = await town.admitted()
    await town.house.stop()
    person.says("one")
    person.says("two")
    await town.restart_after_stop()
    await town.rest()
    await town.restart()
    await town.rest()
    journal = town.house.store.load(person.person.id)
    assert journal is not None
    assert [note.words for note in journal.notes] == ["one", "two"]


async def test_an_update_whose_acknowledgement_was_lost_is_recognised(town: Town) -> None:
    person = await town.admitted()
    assert town.house._polling is not None
    town.house._polling.cancel()
    await asyncio.wait({town.house._polling})
    person.says("once")
    (raw,) = await town.house.bot.poll(town.house.intake._offset, 0, 10, ALLOWED_UPDATES)
    assert await town.house.intake._handle([raw])
    await town.house.delivery.settled()
    town.house.intake._offset = None  # a kill: nothing is acknowledged any more
    await town.restart()
    await town.rest()
    assert seen(person) == ["Welcome.", "You said once"]
    assert [event for event in town.core.heard if isinstance(event, Said)] == [
        Said("once", raw["message"]["message_id"])
    ]


async def test_a_full_disk_loses_nothing_and_says_so_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await town.admitted()
    keep = town.house.store.keep
    failing = [True]

    async def no_time(_: float) -> None:
        await asyncio.sleep(0)

    def full(journal: Journal, *, durable: bool = True) -> None:
        if failing[0]:
            raise NotSaved(Path("x"), OSError(28, "No space left on device"))
        keep(journal, durable=durable)

    monkeypatch.setattr(town.house.store, "keep", full)
    monkeypatch.setattr(town.house.intake, "_sleep", no_time)
    person.says("dear")
    await town.loopback.until(lambda: len(seen(person)) == 2)
    assert town.loopback.world.updates.pending == 1
    failing[0] = False
    await town.rest()
    assert seen(person)[0] == "Welcome."
    assert seen(person)[2:] == ["You said dear"]


async def test_an_error_of_ours_is_said_and_named_and_not_tried_for_ever(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = await town.admitted()

    def breaks(_: Journal, __: Any) -> tuple[Effect, ...]:
        raise RuntimeError("private words")

    async def no_time(_: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr(town.house.intake, "_sleep", no_time)
    town.core.answers[Said] = breaks
    person.says("hello")
    await town.rest()
    assert caplog.text.count("turn not taken") == module.MOST_TRIES
    assert "update given up" in caplog.text
    assert "private words" not in caplog.text
    wording = town.house.dialogue.wordings["en"]
    assert seen(person)[1:] == [service.not_saved(wording).plain, given_up(wording).plain]
    del town.core.answers[Said]
    person.says("again")
    await town.rest()
    assert seen(person)[-1] == "You said again"


async def test_an_update_that_nobody_can_take_is_named_and_acknowledged(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ValueError("private words")

    person = await town.admitted()
    monkeypatch.setattr(town.house.turns, "take", fails)
    person.says("hello")
    await town.rest()
    assert town.loopback.world.updates.pending == 0
    assert "update failed" in caplog.text
    town.house._give_up(Update(1))
    assert "update given up" in caplog.text
    assert "private words" not in caplog.text


async def test_whoever_cannot_be_resumed_at_all_keeps_nobody_from_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await town.admitted()

    def fails(_: int) -> None:
        raise RuntimeError("private words")

    monkeypatch.setattr(town.house.turns, "resume", fails)
    assert await town.house._resume_all()
    assert "not resumed" in caplog.text
    assert "private words" not in caplog.text


async def test_one_journal_that_cannot_be_resumed_keeps_nobody_from_theirs(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "SLICE_S", -1.0)
    anna, ben = await town.admitted(), await town.admitted()
    hour = START + timedelta(hours=1)

    def due(journal: Journal, _: datetime) -> datetime:
        if journal.person_id == anna.person.id:
            raise RuntimeError("private words")
        return hour

    town.core.due = due
    await town.restart()
    await town.rest()
    assert town.house.clockwork.planned(ben.person.id) == hour
    assert town.house.clockwork.planned(anna.person.id) == START + timedelta(minutes=1)
    assert "not planned" in caplog.text
    assert "private words" not in caplog.text


async def test_journals_that_could_not_be_read_at_the_start_are_resumed_later(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await town.admitted()
    hour = START + timedelta(hours=1)
    town.core.due = lambda _, now: hour if now < hour else None
    await town.house.stop()
    house = House(town.settings, town.clock, pace=UNHURRIED, core=town.core.as_dialogue())
    heads, tries = house.store.heads, [2, 1]

    def out_of_files() -> Iterator[int | PathError]:
        left = tries.pop() if tries else 0
        if left == 1:
            raise OSError(24, "Too many open files")
        if left == 2:
            return iter([NotRead(Path("x.journal"), OSError(24, "Too many open files"))])
        return heads()

    monkeypatch.setattr(module, "RESUME_AGAIN_S", 0.0)
    monkeypatch.setattr(house.store, "heads", out_of_files)
    town.house = house
    await house.start()
    async with asyncio.timeout(PATIENCE):
        while house.clockwork.planned(anna.person.id) != hour:  # noqa: ASYNC110 -- a plan rings no bell
            await asyncio.sleep(0)


async def test_a_call_for_help_is_answered_by_the_real_core_on_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = MovableClock.still(START)
    async with Loopback(clock) as loopback:
        house = House(settings_for(loopback, tmp_path), clock, pace=UNHURRIED)

        def full(journal: Journal, **_: bool) -> None:
            raise NotSaved(Path("x"), OSError(28, f"No space left on device for {len(journal.notes)} notes"))

        house.store.keep(Journal(person_id=7, profile=Profile(consent=Consent(1, START), zone="UTC", place="x")))
        monkeypatch.setattr(house.store, "keep", full)
        await house.start()
        person = loopback.person(7)
        person.says("nothing much")
        await loopback.until(lambda: len(seen(person)) == 1)
        person.says("/crisis")
        await loopback.until(lambda: len(seen(person)) == 2)
        person.says("I want to kill myself")
        await loopback.until(lambda: len(seen(person)) == 3)
        assert "could not save" in seen(person)[0]
        assert "112" in seen(person)[1]
        assert "112" in seen(person)[2]
        assert loopback.world.updates.pending == 3
        await house.stop()


async def test_a_damaged_journal_is_told_and_the_house_stands(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, ben = await town.admitted(), await town.admitted()
    load = town.house.store.load

    def damaged(person_id: int) -> Journal | None:
        if person_id == anna.person.id:
            raise JournalDamaged(Path("x"), 2)
        return load(person_id)

    monkeypatch.setattr(town.house.store, "load", damaged)
    anna.says("hello")
    ben.says("hello")
    await town.rest()
    assert "can't open your journal" in seen(anna)[-1]
    assert seen(ben)[-1] == "You said hello"


async def test_a_second_house_on_the_folder_is_refused(town: Town) -> None:
    with pytest.raises(FolderInUse):
        House(town.settings, town.clock, core=town.core.as_dialogue())


async def test_a_token_that_telegram_does_not_know_is_refused_at_the_start(tmp_path: Path) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        settings = settings_for(loopback, tmp_path)
        wrong = settings.model_copy(update={"token": type(settings.token)("999999:" + "x" * 35)})
        house = House(wrong, core=Core().as_dialogue())
        with pytest.raises(TokenRefused) as caught:
            await house.run()
        assert "x" * 35 not in str(caught.value)
        Store.open(settings.data_dir, open_key(settings.key_file, settings.data_dir)).close()


async def test_a_token_that_is_taken_back_ends_the_run(tmp_path: Path) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        house = House(settings_for(loopback, tmp_path), core=Core().as_dialogue())
        loopback.fails("getUpdates", code=401, description="Unauthorized")
        with pytest.raises(TokenRefused):
            await house.run()


async def test_a_signal_ends_the_run_at_once(tmp_path: Path) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        house = House(settings_for(loopback, tmp_path), core=Core().as_dialogue())
        running = asyncio.create_task(house.run())
        await loopback.until(lambda: "setMyShortDescription" in loopback.calls)
        os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            await running


async def test_a_signal_ends_a_start_that_waits_for_telegram(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        house = House(settings_for(loopback, tmp_path), core=Core().as_dialogue())
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 1000.0)
    running = asyncio.create_task(house.run())
    async with asyncio.timeout(PATIENCE):
        while "Telegram not reached" not in caplog.text:  # noqa: ASYNC110 -- a log line rings no bell
            await asyncio.sleep(0)
        os.kill(os.getpid(), signal.SIGINT)
        await running
    assert loopback.token not in caplog.text


async def test_a_start_waits_until_telegram_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PAUSE_S", 0.0)
    async with Loopback(MovableClock.still(START)) as loopback:
        loopback.fails("getMe", times=3, code=502, description="Bad Gateway")
        house = House(settings_for(loopback, tmp_path), core=Core().as_dialogue(), pace=UNHURRIED)
        await house.start()
        await house.stop()
        assert loopback.calls.count("getMe") == 4


async def test_the_machines_own_clock_is_the_default(tmp_path: Path) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        house = House(settings_for(loopback, tmp_path), core=Core().as_dialogue())
        assert abs(house.clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
        await house.settled()
        await house.stop()


async def test_the_real_core_answers_at_the_door(tmp_path: Path) -> None:
    clock = MovableClock.still(START)
    async with Loopback(clock) as loopback:
        house = House(settings_for(loopback, tmp_path), clock, pace=UNHURRIED)
        await house.start()
        person = loopback.person()
        person.says("/help")
        await loopback.quiet()
        await house.settled()
        await house.stop()
        assert len(seen(person)) == 1


async def test_nothing_a_person_wrote_is_ever_logged(
    town: Town, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG", "bot")
    person = await town.admitted()
    town.loopback.fails("sendMessage", code=400, description="Bad Request: canary-words")
    person.says("canary-words")
    person.says("/card canary-words")
    await town.rest()
    person.taps_label("Tap me")
    await town.rest()
    records = [shown(record) for record in caplog.records if record.name.startswith("bot")]
    assert records
    written = "".join(records) + capfd.readouterr().err
    assert "canary-words" not in written
    assert town.loopback.token not in written
    assert str(person.person.id) not in "".join(
        record.getMessage() for record in caplog.records if record.name.startswith("bot")
    )


def shown(record: Any) -> str:
    return f"{record.getMessage()} {record.__dict__.get('facts')}"

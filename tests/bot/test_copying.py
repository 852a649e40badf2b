import asyncio
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import copying
from bot.copying import Copying
from storage.errors import NotSaved
from tests.bot.conftest import START, Town, seen
from tests.bot.core import HandClock


class Shelf:
    def __init__(self) -> None:
        self.full = False
        self.days: list[date] = []

    def back_up(self, on: date) -> Iterator[None]:
        self.days.append(on)
        yield
        if self.full:
            raise NotSaved(Path("private path"), OSError(28, "No space left on device"))
        yield


async def test_copies_give_way_and_are_never_made_twice_at_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(copying, "SLICE_S", -1.0)
    caplog.set_level(logging.INFO, "bot")
    shelf = Shelf()
    copies = Copying(shelf, HandClock(START))
    first = asyncio.create_task(copies.run())
    await asyncio.sleep(0)
    assert not first.done()
    await copies.run()
    await first
    assert shelf.days == [START.date()]
    assert "journals copied" in caplog.text
    await copies.run()
    assert len(shelf.days) == 2


async def test_a_full_disk_is_said_and_the_bot_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    shelf = Shelf()
    shelf.full = True
    copies = Copying(shelf, HandClock(START))
    await copies.run()
    assert "journals not copied" in caplog.text
    assert "private path" not in caplog.text
    await copies.run()
    assert len(shelf.days) == 2


async def test_every_day_is_copied_while_the_bot_runs(town: Town) -> None:
    await town.admitted()
    folder = town.settings.data_dir / "backups"
    assert not folder.exists()
    for number in range(1, 4):
        town.clock.jump(timedelta(days=1))
        await town.rest()
        assert len([*folder.glob("*/*.journal")]) == number
    await town.restart()
    await town.rest()
    assert sorted(path.name for path in folder.iterdir()) == ["2026-11-24", "2026-11-25", "2026-11-26"]


async def test_a_start_copies_what_was_not_copied_today_and_names_what_is_damaged(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    anna, ben = await town.admitted(), await town.admitted()
    await town.restart()
    await town.rest()
    folder = town.settings.data_dir
    assert len([*folder.glob("backups/2026-11-23/*.journal")]) == 2
    layout = town.house.store.layout
    own = layout.journal(anna.person.id)
    raw = own.read_bytes()
    await town.house.stop()
    own.write_bytes(raw[:3] + b"?" + raw[4:])
    caplog.clear()
    await town.restart_after_stop()
    await town.rest()
    assert f"journal unreadable file={own.name}" not in caplog.text
    assert [
        record.__dict__["facts"]["file"] for record in caplog.records if record.message == "journal unreadable"
    ] == [own.name]
    anna.says("hello")
    ben.says("hello")
    await town.rest()
    assert "can't open your journal" in seen(anna)[-1]
    assert "You said hello" in seen(ben)[-1]
    (aside,) = (folder / "set-aside").iterdir()
    assert aside.read_bytes() == raw[:3] + b"?" + raw[4:]
    facts = [record.__dict__["facts"] for record in caplog.records if record.message == "journal unreadable"][-1]
    assert (facts["file"], facts["backup"]) == (aside.name, f"2026-11-23/{own.name}")
    assert str(folder) not in "".join(map(str, facts.values()))

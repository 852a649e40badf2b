"""`afterword demo`: the real bot on the stage, with a small core in place of the real one where it would only be slow."""

import asyncio
import os
import re
import signal
import stat
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.application import House
from bot.demo import demo as demo_room
from bot.demo.clock import MovableClock
from bot.demo.demo import PORT, run_demo, staged
from bot.demo.loopback import Loopback
from bot.demo.plans import Plans
from bot.demo.schedule import Due
from bot.errors import PortRefused
from conversations.model import Consent, Desk, Journal, Profile, Slot
from storage.encryption import MasterKey
from storage.invitations import Invitations
from storage.store import Store
from tests.bot.core import Core
from tests.bot.demo.conftest import START


@pytest.fixture(autouse=True)
def _free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several of these tests may run at once on one computer."""
    monkeypatch.setattr(demo_room, "PORT", 0)


def test_the_usual_port() -> None:
    assert PORT == 8765


async def test_the_link_admits_and_the_bot_answers(tmp_path: Path) -> None:
    async with staged(tmp_path, core=Core().as_dialogue()) as stage:
        await stage.house.start()
        code = stage.address.partition("?start=")[2]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?start=[\w-]{22}", stage.address)
        phone = stage.loopback.person()
        phone.says(f"/start {code}")
        await stage.loopback.quiet()
        await stage.house.settled()
        assert phone.messages[-1].words == "Welcome."
        await stage.house.stop()


async def test_a_jump_wakes_the_bot(tmp_path: Path) -> None:
    async with staged(tmp_path, core=Core().as_dialogue()) as stage:
        assert abs(stage.clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
        woken: list[datetime] = []
        stage.clock.on_jump(lambda: woken.append(stage.clock.now()))
        stage.clock.jump(timedelta(days=1))
        assert len(woken) == 1
        stage.house.store.close()


async def test_a_port_that_is_taken(tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PortRefused, match=f"Port {loopback.port} cannot be used: Address already in use"):
        async with staged(tmp_path, port=loopback.port):
            pass
    monkeypatch.setattr(demo_room, "PORT", loopback.port)
    async with staged(tmp_path, core=Core().as_dialogue()) as stage:
        assert stage.loopback.port != loopback.port
        stage.house.store.close()


async def told_to_end(running: Awaitable[None], said: Callable[[], str]) -> str:
    """Run until the address was printed, then as Ctrl+C does."""
    task = asyncio.ensure_future(running)
    while "Ctrl+C" not in (words := said()):
        await asyncio.wait({task}, timeout=0.01)
        assert not task.done()
    os.kill(os.getpid(), signal.SIGINT)
    await task
    return words


async def test_it_says_what_it_is_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    said: list[str] = []
    monkeypatch.setattr(demo_room, "_say", said.append)
    words = await told_to_end(run_demo(core=Core().as_dialogue()), lambda: "".join(said))
    assert "This is a demonstration. Nothing leaves this computer." in words
    assert re.search(r"Open http://127\.0\.0\.1:\d+/\?start=", words)
    assert "Everything is forgotten at the end." in words
    assert not os.listdir(tmp_path)  # noqa: PTH208 -- pathlib blocks no less, and is only noticed
    assert "key" not in capsys.readouterr().err


async def test_a_folder_may_be_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, said = tmp_path / "kept", ""

    def read() -> str:
        nonlocal said
        said += capsys.readouterr().out
        return said

    words = await told_to_end(run_demo(keep=folder, core=Core().as_dialogue()), read)
    assert f"Journals are kept in {folder}." in words
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {"journals", "key"} <= {path.name for path in folder.iterdir()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    key, _ = MasterKey.load_or_make(tmp_path / "key", data_exists=False)
    return Store.open(tmp_path / "journals", key)


def journal_of(person_id: int) -> Journal:
    """Therapy on Tuesdays at 17:00 in Lisbon, since last week."""
    slot = Slot(
        id=1,
        first_on=START.date() - timedelta(days=7),
        at=time(17),
        zone="Europe/Lisbon",
        length=timedelta(minutes=50),
        every_weeks=1,
        since_at=START - timedelta(hours=1),
    )
    profile = Profile(consent=Consent(1, START - timedelta(days=7)), zone="Europe/Lisbon", place="Lisbon")
    desk = Desk(summarised_on=START.date() - timedelta(days=2))
    return Journal(person_id=person_id, profile=profile, slots=(slot,), desk=desk)


def test_the_plans_of_somebody_in_therapy(store: Store) -> None:
    clock = MovableClock.still(START)
    plans = Plans(store, clock)
    store.keep(journal_of(1))
    assert plans.zone(1) == "Europe/Lisbon"
    upcoming = plans.upcoming(1)
    assert upcoming[:2] == (
        Due("session ends", START + timedelta(minutes=50)),
        Due("nudge", START + timedelta(minutes=80)),
    )
    assert Due("weekly summary", datetime(2026, 3, 8, 18, tzinfo=UTC)) in upcoming
    assert len({due.label for due in upcoming}) == len(upcoming)
    clock.jump(timedelta(minutes=50))
    assert plans.upcoming(1)[0].label == "nudge"
    store.close()


def test_nobody_has_no_plans(store: Store) -> None:
    plans = Plans(store, MovableClock.still(START))
    assert (plans.upcoming(1), plans.zone(1), plans.fillable) == ((), "", False)
    before = journal_of(2)
    store.keep(replace(before, profile=replace(before.profile, consent=None, place="")))
    assert (plans.upcoming(2), plans.zone(2)) == ((), "")
    store.close()


async def test_a_journal_that_cannot_be_read_has_none(store: Store, tmp_path: Path) -> None:
    store.keep(journal_of(1))
    store.close()
    (damaged,) = (tmp_path / "journals" / "journals").iterdir()
    damaged.write_bytes(b"nonsense" * 100)
    key, _ = MasterKey.load_or_make(tmp_path / "key", data_exists=True)
    again = Store.open(tmp_path / "journals", key)
    invitations = Invitations(tmp_path / "journals", key)

    async def fill(person_id: int) -> bool:
        return again.load(person_id) is not None

    plans = Plans(again, MovableClock.still(START), fill, invitations)
    assert plans.upcoming(1) == ()
    assert not await plans.fill(1)
    assert plans.invitation(1) == ""
    again.close()


async def test_the_sample_journal_is_somebody_elses_to_write(tmp_path: Path) -> None:
    filled: list[int] = []

    def filler(_: House, __: MovableClock) -> Callable[[int], Awaitable[bool]]:
        async def fill(person_id: int) -> bool:
            filled.append(person_id)
            return True

        return fill

    async with staged(tmp_path, filler=filler, core=Core().as_dialogue()) as stage:
        assert stage.loopback.schedule.fillable
        await stage.loopback.schedule.fill(5)
        stage.house.store.close()
    assert filled == [5]
    store = Store.open(tmp_path / "none", MasterKey.load_or_make(tmp_path / "other", data_exists=False)[0])
    await Plans(store, MovableClock.still(START)).fill(5)
    store.close()

import asyncio
import os
import re
import runpy
import signal
import stat
import sys
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from bot import cli, logs
from bot.application import House
from bot.cli import main
from bot.demo import demo
from bot.demo.clock import MovableClock
from bot.demo.loopback import PATIENCE, Loopback
from bot.keys import open_key
from storage.invitations import Invitations
from storage.store import Store
from tests.bot.conftest import START

SOMEBODY = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("TOKEN", "API_URL", "LOG"):
        monkeypatch.delenv(f"AFTERWORD_{name}", raising=False)
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "journals"))
    monkeypatch.setenv("AFTERWORD_KEY_FILE", str(tmp_path / "config" / "key"))
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invitations(place: Path) -> Invitations:
    return Invitations(place / "journals", open_key(place / "config" / "key", place / "journals"))


@pytest.mark.parametrize(
    "asked", [["--version"], ["--help"], ["run", "--help"], ["invite", "--help"], ["demo", "--help"]]
)
def test_what_is_asked_about_is_answered(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(asked)
    assert caught.value.code == 0
    assert "afterword" in capsys.readouterr().out


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.split() == ["afterword", version("afterword")]


def test_python_m_bot_is_afterword(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["afterword", "--version"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("bot", run_name="__main__")
    assert caught.value.code == 0
    assert capsys.readouterr().out.startswith("afterword ")


def test_a_bot_that_was_told_to_stop_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(house: House) -> None:
        await house.stop()

    configured: list[tuple[str, str]] = []
    monkeypatch.setenv("AFTERWORD_TOKEN", SOMEBODY)
    monkeypatch.setattr(House, "run", run)
    monkeypatch.setattr(logs, "configure", lambda level, token: configured.append((level, token)))
    assert main(["run"]) == cli.OK
    assert configured == [("info", SOMEBODY)]


def test_the_demonstration_is_given_what_was_asked_for(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, object] = {}

    async def run_demo(**asked: object) -> None:
        given.update(asked)

    monkeypatch.setattr(demo, "run_demo", run_demo)
    assert main(["demo", "--port", "8099", "--keep", str(place)]) == cli.OK
    assert (given["port"], given["keep"]) == (8099, place)


@pytest.mark.parametrize("asked", [[], ["dance"], ["invite", "--days", "0"], ["invite", "--days", "many"]])
def test_what_is_asked_wrongly_is_refused(asked: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(asked)
    assert caught.value.code == 2
    assert "usage: afterword" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["invite", "--days", "x"], "--days: must be a number from 1 to 365"),
        (["invite", "--days", "366"], "--days: must be a number from 1 to 365"),
        (["demo", "--port", "80000"], "--port: must be a number from 1 to 65535"),
        (["demo", "--port", "web"], "--port: must be a number from 1 to 65535"),
        (["demo", "--keep", __file__], "is a file, and must be a folder"),
    ],
)
def test_what_is_asked_wrongly_is_explained(asked: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(asked)
    assert words in capsys.readouterr().err


async def test_a_port_that_is_taken_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        assert await asyncio.to_thread(main, ["demo", "--port", str(loopback.port)]) == cli.FAILED
    assert f"Port {loopback.port} cannot be used: Address already in use" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "invite"])
def test_missing_settings_are_named_without_a_traceback(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == cli.FAILED
    error = capsys.readouterr().err
    assert error.startswith("AFTERWORD_TOKEN is missing")
    assert "Traceback" not in error


def test_a_key_that_is_missing_is_named(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AFTERWORD_TOKEN", SOMEBODY)
    journals = place / "journals" / "journals"
    journals.mkdir(parents=True)
    (journals / "x.journal").write_bytes(b"?")
    assert main(["run"]) == cli.FAILED
    assert "key" in capsys.readouterr().err
    assert not (place / "config" / "key").exists()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), cli.INTERRUPTED, ""),
        (PermissionError(13, "Permission denied"), cli.FAILED, "Permission denied\n"),
        (
            PermissionError(13, "Permission denied", "/x/key"),
            cli.FAILED,
            "/x/key: Permission denied. Give it to the user",
        ),
        (OSError(28, "No space left on device", "/x/y"), cli.FAILED, "/x/y: No space left on device. Make room on"),
        (IsADirectoryError(21, "Is a directory", "/x/y"), cli.FAILED, "/x/y: Is a directory. Look at that file"),
        (RuntimeError("private words"), cli.FAILED, "Something went wrong that should not have: RuntimeError at "),
    ],
)
def test_an_error_ends_kindly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, status: int, words: str
) -> None:
    def fails(_: object) -> int:
        raise error

    monkeypatch.setattr(cli, "invite", fails)
    assert main(["invite"]) == status
    said = capsys.readouterr().err
    assert said.startswith(words)
    assert "private words" not in said


async def test_an_invitation_is_a_link_a_picture_and_a_code(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        monkeypatch.setenv("AFTERWORD_TOKEN", loopback.token)
        monkeypatch.setenv("AFTERWORD_API_URL", loopback.api_url)
        assert await asyncio.to_thread(main, ["invite", "--days", "1"]) == cli.OK
    said = capsys.readouterr()
    link = re.search(r"https://t\.me/afterword_demo_bot\?start=([\w-]{22})$", said.out, re.MULTILINE)
    assert link is not None
    assert f"/start {link[1]}" in said.out
    assert "good for the next day" in said.out
    assert "█" in said.out
    assert "Keep a copy" in said.err
    kept = invitations(place)
    assert kept.valid(link[1], datetime.now(UTC) + timedelta(hours=23))
    assert not kept.valid(link[1], datetime.now(UTC) + timedelta(hours=25))
    assert stat.S_IMODE((place / "config" / "key").stat().st_mode) == 0o600


def test_an_invitation_works_without_telegram(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AFTERWORD_TOKEN", SOMEBODY)
    monkeypatch.setenv("AFTERWORD_API_URL", "http://127.0.0.1:1")
    assert main(["invite"]) == cli.OK
    said = capsys.readouterr()
    code = re.search(r"^/start ([\w-]{22})$", said.out, re.MULTILINE)
    assert code is not None
    assert "Telegram could not be reached" in said.err
    assert "good for the next 7 days" in said.out
    assert invitations(place).valid(code[1], datetime.now(UTC))
    assert SOMEBODY not in said.out + said.err


async def test_a_refused_token_is_said_so(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Loopback(MovableClock.still(START)) as loopback:
        monkeypatch.setenv("AFTERWORD_TOKEN", SOMEBODY)
        monkeypatch.setenv("AFTERWORD_API_URL", loopback.api_url)
        assert await asyncio.to_thread(main, ["invite"]) == cli.FAILED
    said = capsys.readouterr()
    assert "Telegram does not accept AFTERWORD_TOKEN" in said.err
    assert SOMEBODY not in said.out + said.err
    assert not os.listdir(place)  # noqa: PTH208 -- pathlib blocks no less, and is only noticed


def test_an_invitation_with_another_folders_key_is_refused(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AFTERWORD_TOKEN", SOMEBODY)
    monkeypatch.setenv("AFTERWORD_API_URL", "http://127.0.0.1:1")
    Store.open(place / "journals", open_key(place / "elsewhere" / "key", place / "journals")).close()
    open_key(place / "config" / "key", place / "nowhere")
    assert main(["invite"]) == cli.FAILED
    said = capsys.readouterr()
    assert "was sealed with another key" in said.err
    assert "/start" not in said.out
    assert not (place / "journals" / "invitations").exists()


def test_secrets_that_others_may_read_are_pointed_out(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AFTERWORD_API_URL", "http://127.0.0.1:1")
    (place / ".env").write_text(f"AFTERWORD_TOKEN={SOMEBODY}\n")
    (place / ".env").chmod(0o644)
    open_key(place / "config" / "key", place / "journals")
    (place / "config" / "key").chmod(0o640)
    capsys.readouterr()
    assert main(["invite"]) == cli.OK
    said = capsys.readouterr().err
    for name in (".env", "config/key"):
        assert f"Others on this computer may read {place / name}, and it holds a secret: chmod 600" in said
        (place / name).chmod(0o600)
    assert main(["invite"]) == cli.OK
    assert "Others" not in capsys.readouterr().err


async def test_the_bot_runs_until_it_is_told_to_stop(place: Path) -> None:
    async with Loopback(MovableClock(datetime.now(UTC))) as loopback:
        person = loopback.person()
        environment = {
            **os.environ,
            "AFTERWORD_TOKEN": loopback.token,
            "AFTERWORD_API_URL": loopback.api_url,
            "PYTHONPATH": str(Path(cli.__file__).parents[1]),
        }
        running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE, cwd=place
        )
        person.says(f"/start {invitations(place).issue(datetime.now(UTC), timedelta(days=1))}")
        await loopback.until(lambda: bool(person.messages[1:]))
        assert person.messages[-1].sender.is_bot
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.PIPE, cwd=place
        )
        _, refused = await asyncio.wait_for(second.communicate(), PATIENCE)
        assert second.returncode == cli.FAILED
        assert b"is in use by another Afterword" in refused
        assert b"Traceback" not in refused
        running.send_signal(signal.SIGTERM)
        _, written = await asyncio.wait_for(running.communicate(), PATIENCE)
        assert running.returncode == cli.OK
    lines = written.decode().splitlines()
    assert any("listening" in line for line in lines)
    assert any("turn person=" in line for line in lines)
    assert loopback.token not in written.decode()
    assert str(person.person.id) not in written.decode()

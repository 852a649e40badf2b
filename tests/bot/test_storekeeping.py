"""What is typed to look after the journals, and what it says. Nobody's words are in any of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot import cli
from bot.cli import main
from conversations.model import Journal, Note
from conversations.phases import Part
from storage.encryption import MasterKey
from storage.errors import JournalSetAside
from storage.rotation import rotate
from storage.store import Store

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WORDS = "words of nobody else"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MasterKey:
    monkeypatch.delenv("AFTERWORD_TOKEN", raising=False)
    monkeypatch.setenv("AFTERWORD_DATA_DIR", str(tmp_path / "journals"))
    monkeypatch.setenv("AFTERWORD_KEY_FILE", str(tmp_path / "config" / "key"))
    monkeypatch.chdir(tmp_path)
    return MasterKey.load_or_make(tmp_path / "config" / "key", data_exists=False)[0]


@pytest.fixture
def folder(key: MasterKey, tmp_path: Path) -> Path:
    """Two journals, copied on one day."""
    folder = tmp_path / "journals"
    store = Store.open(folder, key)
    for person_id in (7, 8):
        store.keep(journal(person_id))
    for _ in store.back_up(date(2026, 11, 22)):
        pass
    store.close()
    return folder


def journal(person_id: int, words: str = WORDS) -> Journal:
    return Journal(person_id=person_id, notes=(Note(id=1, parts=(Part(1, words),), written_at=NOW),))


def path_of(folder: Path, key: MasterKey, person_id: int) -> Path:
    store = Store.open(folder, key)
    store.close()
    return store.layout.journal(person_id)


def spoil(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[3] ^= 1
    path.write_bytes(raw)


def loaded(folder: Path, key: MasterKey, person_id: int) -> Journal | None:
    store = Store.open(folder, key)
    try:
        return store.load(person_id)
    finally:
        store.close()


def test_a_check_of_nothing_and_of_good_journals(
    key: MasterKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == cli.OK
    assert capsys.readouterr().out == f"There are no journals in {tmp_path / 'journals'} yet.\n"
    assert not (tmp_path / "journals").exists()
    store = Store.open(tmp_path / "journals", key)
    store.keep(journal(7))
    store.close()
    assert main(["check"]) == cli.OK
    assert capsys.readouterr().out == "The one journal can be read.\n"
    store = Store.open(tmp_path / "journals", key)
    store.keep(journal(8))
    assert main(["check"]) == cli.FAILED
    assert capsys.readouterr().err == "The bot is running. Stop it, ask again, and start it afterwards\n"
    store.close()
    assert main(["check"]) == cli.OK
    assert capsys.readouterr().out == "All 2 journals can be read.\n"


def test_what_is_wrong_is_named_with_what_to_do_and_doing_it_helps(
    folder: Path, key: MasterKey, capsys: pytest.CaptureFixture[str]
) -> None:
    path = path_of(folder, key, 7)
    spoil(path)
    assert main(["check"]) == cli.FAILED
    said = capsys.readouterr().out.splitlines()
    copy = folder / "backups" / "2026-11-22" / path.name
    assert said == [
        f"{path} is damaged in line 1.",
        f"  Its newest good copy is of 2026-11-22: afterword restore {copy}",
        "1 journal of 2 cannot be read.",
    ]
    with pytest.raises(JournalSetAside):
        loaded(folder, key, 7)
    assert main(["check"]) == cli.FAILED
    assert "is a journal that was damaged and was set aside.\n" in capsys.readouterr().out
    assert main(["restore", str(copy)]) == cli.OK
    assert capsys.readouterr().out == "1 journal: put back.\n"
    assert loaded(folder, key, 7) == journal(7)
    assert main(["check"]) == cli.OK


def test_what_no_copy_can_help_says_what_can(
    folder: Path, key: MasterKey, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, others = path_of(folder, key, 7), path_of(folder, key, 8)
    spoil(mine)
    spoil(folder / "backups" / "2026-11-22" / mine.name)
    store = Store.open(folder, key)
    with monkeypatch.context() as other:
        other.setattr("storage.journal.to_document", lambda *_: {"v": 1, "unheard_of": WORDS})
        store.keep(Journal(person_id=9))
        other.setattr("storage.journal.to_document", lambda *_: {"v": 99})
        store.keep(Journal(person_id=10))
    store.keep(journal(11))
    store.layout.journal(11).write_bytes(others.read_bytes())
    store.close()
    assert main(["check"]) == cli.FAILED
    said = capsys.readouterr().out
    assert "There is no good copy of it here. If you have a backup elsewhere: afterword restore FILE" in said
    assert "please report it" in said
    assert "Start the newer Afterword" in said
    assert "move it back where it was" in said
    assert said.endswith("4 journals of 5 cannot be read.\n")
    assert WORDS not in said


def test_a_backup_and_back(folder: Path, key: MasterKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "afterword.backup"
    store = Store.open(folder, key)
    assert main(["backup", str(target)]) == cli.OK  # while the bot runs
    said = capsys.readouterr().out
    assert said.startswith(f"2 journals and 0 invitations are in {target}, written and read again.\n")
    assert f"keep a copy of {key.path} elsewhere" in said
    assert main(["backup", str(target)]) == cli.FAILED
    assert "is there already" in capsys.readouterr().err
    store.keep(journal(7, "other words"))
    store.erase(8)
    assert main(["restore", str(target)]) == cli.FAILED
    assert "The bot is running" in capsys.readouterr().err
    store.close()
    assert main(["restore", str(target)]) == cli.OK
    assert capsys.readouterr().out.splitlines() == [
        "1 journal: put back.",
        "1 journal: there, and stayed.",
        "A journal that is there stays. To have the one from the backup in its place, add --replace.",
    ]
    assert loaded(folder, key, 7) == journal(7, "other words")
    assert main(["restore", str(target), "--replace"]) == cli.OK
    assert capsys.readouterr().out.splitlines() == ["1 journal: replaced.", "1 journal: the same already."]
    assert loaded(folder, key, 7) == journal(7)
    assert WORDS.encode() not in target.read_bytes()


def test_a_backup_without_a_good_journal_says_so(
    folder: Path, key: MasterKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine, others = path_of(folder, key, 7), path_of(folder, key, 8)
    spoil(mine)
    spoil(others)
    spoil(folder / "backups" / "2026-11-22" / others.name)
    assert main(["backup", str(tmp_path / "a")]) == cli.FAILED
    said = capsys.readouterr().out
    assert f"{mine.name} cannot be read, so its newest copy went in instead." in said
    assert f"{others.name} cannot be read, and there is no copy of it." in said
    assert "1 journal and 0 invitations" in said


def test_an_empty_folder_of_copies_is_said_to_be_empty(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert folder.exists()
    assert main(["restore", str(tmp_path / "empty")]) == cli.OK
    assert capsys.readouterr().out == "There is no journal in it.\n"


def test_the_key_is_changed_and_an_older_backup_opens_with_the_old_one(
    folder: Path, key: MasterKey, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, old = tmp_path / "afterword.backup", tmp_path / "old key"
    main(["backup", str(target)])
    old.write_bytes(key.path.read_bytes())
    spoil(folder / "backups" / "2026-11-22" / path_of(folder, key, 8).name)
    store = Store.open(folder, key)
    assert main(["rotate-key"]) == cli.FAILED
    assert "The bot is running" in capsys.readouterr().err
    store.close()
    assert main(["rotate-key"]) == cli.OK
    said = capsys.readouterr().out
    assert said.startswith(
        "2 journals and 1 copy of the last days are sealed with a new key.\n1 copy could not be read"
    )
    new = MasterKey.load(key.path)
    assert loaded(folder, new, 7) == journal(7)
    assert main(["restore", str(target), "--replace"]) == cli.FAILED
    assert "--key" in capsys.readouterr().err
    assert main(["restore", str(target), "--key", str(old), "--replace"]) == cli.OK
    assert capsys.readouterr().out == "2 journals: the same already.\n"


def test_a_change_of_key_that_was_interrupted_keeps_the_bot_from_running_until_it_is_finished(
    folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr("storage.rotation._Rotation._seal_anew", killed)
        assert main(["rotate-key"]) == cli.INTERRUPTED
    monkeypatch.setenv("AFTERWORD_TOKEN", "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    for command in (["run"], ["check"], ["backup", "x"]):
        assert main(command) == cli.FAILED
        assert "`afterword rotate-key` finishes it" in capsys.readouterr().err
    assert main(["rotate-key"]) == cli.OK
    assert capsys.readouterr().out.startswith("The key was being changed already, and that was finished.\n")
    assert loaded(folder, MasterKey.load(key.path), 8) == replace(journal(8))
    assert rotate(folder, key.path).journals == 2


def test_without_a_key_nothing_is_made(tmp_path: Path, key: MasterKey, capsys: pytest.CaptureFixture[str]) -> None:
    key.path.unlink()
    for command in (["backup", "x"], ["restore", "x"], ["rotate-key"]):
        assert main(command) == cli.FAILED
        assert "is missing" in capsys.readouterr().err
    assert not key.path.exists()
    assert not (tmp_path / "x").exists()

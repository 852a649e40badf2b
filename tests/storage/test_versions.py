"""What version 1 wrote is read for ever; what a later version wrote is refused and left as it is."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import storage.documents
from conversations.effects import Effect
from conversations.model import Journal
from conversations.phases import Phase
from storage.documents import TABLES
from storage.encryption import MasterKey
from storage.errors import JournalTooNew
from storage.store import Store
from tests.storage import frozen
from tests.storage.frozen import EFFECTS, FIXTURES, PHASES, everybody, freeze, kinds

VERSIONS = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir())


def thawed(version: str, tmp_path: Path) -> Store:
    """A copy of what a version wrote, and the key to it."""
    shutil.copytree(FIXTURES / version, tmp_path / version)
    shutil.copy(FIXTURES / f"{version}.key", tmp_path / "key")
    return Store.open(tmp_path / version, MasterKey.load(tmp_path / "key"))


@pytest.mark.parametrize("version", VERSIONS)
def test_what_every_version_wrote_is_read_as_what_it_meant(version: str, tmp_path: Path) -> None:
    store = thawed(version, tmp_path)
    assert {person_id: store.load(person_id) for person_id in store.people()} == everybody()
    assert [finding.error for finding in store.check()] == [None] * len(PHASES)
    store.close()


def test_what_is_frozen_holds_something_of_everything() -> None:
    # Where this fails the model has grown: say so in frozen.py, and freeze it with the next version.
    assert {type(phase).__name__ for phase in PHASES} == kinds(Phase)
    assert {type(effect).__name__ for effect in EFFECTS} == kinds(Effect)
    for journal in everybody().values():
        assert all(getattr(journal, table) for table in TABLES)
    assert VERSIONS[0] == "v1"


def test_what_this_version_freezes_it_reads(tmp_path: Path) -> None:
    freeze(tmp_path / "v0")
    store = Store.open(tmp_path / "v0", MasterKey.load(tmp_path / "v0.key"))
    assert {person_id: store.load(person_id) for person_id in store.people()} == everybody()
    store.close()


@pytest.fixture
def later_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Version 3: notes' and reflections' documents were changed twice."""

    def say_so(document: dict[str, Any]) -> dict[str, Any]:
        parts = [{**part, "words": part["words"] + "!"} for part in document.get("parts", [])]
        return {**document, "parts": parts}

    def twice(document: dict[str, Any]) -> dict[str, Any]:
        return {**document, "set_version": document["set_version"] * 2}

    steps = {**dict.fromkeys(TABLES, ()), "notes": (say_so, say_so), "reflections": (twice, twice)}
    monkeypatch.setattr(storage.documents, "MIGRATIONS", steps)


def migrated(journal: Journal) -> Journal:
    return replace(
        journal,
        notes=tuple(
            replace(note, parts=tuple(replace(part, words=part.words + "!!") for part in note.parts))
            for note in journal.notes
        ),
        reflections=tuple(replace(walk, set_version=walk.set_version * 4) for walk in journal.reflections),
    )


@pytest.mark.usefixtures("later_version")
def test_a_chain_of_migrations_runs_over_a_whole_journal_and_what_changes_is_written_anew(tmp_path: Path) -> None:
    store = thawed("v1", tmp_path)
    expected = {person_id: migrated(journal) for person_id, journal in everybody().items()}
    assert {person_id: store.load(person_id) for person_id in store.people()} == expected
    changed = frozen.last(expected[1])
    store.keep(changed)
    store.close()
    store = Store.open(tmp_path / "v1", MasterKey.load(tmp_path / "key"))
    assert {person_id: store.load(person_id) for person_id in store.people()} == {**expected, 1: changed}
    store.close()


def test_a_newer_version_is_refused_and_left_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr(storage.documents, "MIGRATIONS", {**dict.fromkeys(TABLES, ()), "notes": (dict,)})
        store = thawed("v1", tmp_path)
        journal = store.load(1)
        assert journal is not None
        store.keep(replace(journal, notes=()))
        store.keep(replace(journal, notes=journal.notes[::-1]))
        store.close()
    path = store.layout.journal(1)
    before = path.read_bytes()
    store = Store.open(tmp_path / "v1", MasterKey.load(tmp_path / "key"))
    for _ in range(2):
        with pytest.raises(JournalTooNew, match="start the newer Afterword"):
            store.load(1)
        with pytest.raises(JournalTooNew):
            store.keep(everybody()[1])
    assert [type(finding.error) for finding in store.check() if finding.path == path] == [JournalTooNew]
    store.close()
    assert path.read_bytes() == before

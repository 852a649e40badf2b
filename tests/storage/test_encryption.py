import base64
import os
from pathlib import Path

import pytest

from storage import encryption
from storage.encryption import KEY_BYTES, MasterKey, Seal, SealBroken, refuse_beside
from storage.errors import KeyBesideJournals, KeyInvalid, KeyMissing, NotRead, NotSaved, StorageError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "afterword" / "master.key"


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(path: Path) -> None:
    before = os.umask(0)
    try:
        key, made = MasterKey.load_or_make(path, data_exists=False)
    finally:
        os.umask(before)
    assert made
    assert key.path == path
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]
    header, secret = path.read_text().splitlines()
    assert header.startswith("# Afterword master key")
    assert len(base64.b64decode(secret)) == KEY_BYTES


def test_the_next_start_finds_it(path: Path) -> None:
    first, _ = MasterKey.load_or_make(path, data_exists=False)
    second, made = MasterKey.load_or_make(path, data_exists=True)
    assert not made
    assert second.derive("x") == first.derive("x")


def test_no_key_is_made_where_journals_wait_for_theirs(path: Path) -> None:
    with pytest.raises(KeyMissing, match=r"master\.key is missing"):
        MasterKey.load_or_make(path, data_exists=True)
    assert not path.exists()


@pytest.mark.parametrize(
    "content", [b"", b"# only a header\n", b"c2hvcnQ=\n", b"not base64 at all!\n", b"a\nb\n", b"\xff\xfe" * 30]
)
def test_what_is_no_key_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    with pytest.raises(KeyInvalid) as caught:
        MasterKey.load_or_make(path, data_exists=False)
    assert path.read_bytes() == content
    assert (
        str(caught.value)
        == f"{path} does not hold an Afterword key. It is left as it is: put the right file in its place"
    )


def test_a_key_that_cannot_be_read_or_written_says_so(path: Path, tmp_path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(NotRead):
        MasterKey.load(path)
    file = tmp_path / "file"
    file.write_bytes(b"")
    with pytest.raises(StorageError):
        MasterKey.load_or_make(file / "master.key", data_exists=False)


def test_two_starts_at_once_get_one_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link
    firsts: list[MasterKey] = []

    def slow_link(source: Path, target: Path) -> None:
        if not firsts:
            monkeypatch.setattr(os, "link", link)
            firsts.append(MasterKey.load_or_make(path, data_exists=False)[0])
        link(source, target)

    monkeypatch.setattr(os, "link", slow_link)
    second, made = MasterKey.load_or_make(path, data_exists=False)
    assert not made
    assert second.derive("x") == firsts[0].derive("x")
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]


def test_a_file_system_without_links_holds_a_key_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(_source: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    assert MasterKey.load_or_make(path, data_exists=False)[1]
    assert not MasterKey.load_or_make(path, data_exists=False)[1]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_leaves_no_half_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(os, "link", full)
        with pytest.raises(NotSaved, match="No space left on device"):
            MasterKey.load_or_make(path, data_exists=False)
    assert list(path.parent.iterdir()) == []


def test_a_key_beside_the_journals_is_refused_before_it_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (tmp_path / "elsewhere").symlink_to(folder)
    for path in (folder / "master.key", folder / "deep" / "master.key", tmp_path / "elsewhere" / "master.key"):
        with pytest.raises(KeyBesideJournals):
            MasterKey.load_or_make(path, data_exists=False, folder=folder)
    assert list(folder.iterdir()) == []
    refuse_beside(tmp_path / "data.key", folder)


def test_no_object_shows_a_key(path: Path) -> None:
    key, _ = MasterKey.load_or_make(path, data_exists=False)
    secret = base64.b64decode(path.read_text().splitlines()[1])
    for each in (key, key.seal("x"), key.names("x")):
        shown = f"{each!r} {each}"
        assert secret.hex() not in shown
        assert repr(secret) not in shown
        assert base64.b64encode(secret).decode() not in shown
        assert not hasattr(each, "__dict__")


def test_keys_differ_by_purpose_person_and_salt(path: Path) -> None:
    key, _ = MasterKey.load_or_make(path, data_exists=False)
    derived = [key.derive("a"), key.derive("b"), key.derive("a", b"b"), key.derive("ab"), key.derive("a", salt=b"s")]
    assert len({*derived}) == len(derived)
    assert {len(each) for each in derived} == {KEY_BYTES}
    assert key.names("a").name(b"7") != key.names("b").name(b"7") != key.names("b").name(b"8")


def test_a_seal_holds_its_content_to_its_place() -> None:
    seal = Seal(bytes(32))
    sealed = seal.close(b"words", b"line 3")
    assert len(sealed) == len(b"words") + encryption.NONCE_BYTES + encryption.TAG_BYTES
    assert seal.open(sealed, b"line 3") == b"words"
    assert seal.close(b"words", b"line 3") != sealed
    for broken, place in ((sealed, b"line 4"), (sealed[:-1], b"line 3"), (b"", b"line 3"), (sealed[1:], b"line 3")):
        with pytest.raises(SealBroken):
            seal.open(broken, place)
    with pytest.raises(SealBroken):
        Seal(bytes(31) + b"1").open(sealed, b"line 3")

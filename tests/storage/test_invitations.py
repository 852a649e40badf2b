import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from storage.encryption import MasterKey
from storage.errors import NotSaved
from storage.invitations import Invitations
from storage.store import Store
from tests.storage.samples import NOW, everything

WEEK = timedelta(days=7)


@pytest.fixture
def invitations(folder: Path, key: MasterKey) -> Invitations:
    return Invitations(folder, key)


def test_a_code_admits_once(invitations: Invitations) -> None:
    code = invitations.issue(NOW, WEEK)
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", code)
    assert invitations.valid(code, NOW)
    invitations.redeem(code)
    assert not invitations.valid(code, NOW)
    invitations.redeem(code)


def test_a_claimed_code_is_good_for_one_person_alone(invitations: Invitations, folder: Path, key: MasterKey) -> None:
    code = invitations.issue(NOW, WEEK)
    invitations.claim(code, 7)
    invitations.claim(code, 7)
    after_a_crash = Invitations(folder, key)
    assert after_a_crash.valid(code, NOW, 7)
    assert not after_a_crash.valid(code, NOW + WEEK, 7)
    assert not after_a_crash.valid(code, NOW, 8)
    assert not after_a_crash.valid(code, NOW)
    after_a_crash.redeem(code, 8)
    assert after_a_crash.valid(code, NOW, 7)
    after_a_crash.redeem(code, 7)
    assert not after_a_crash.valid(code, NOW, 7)
    assert list((folder / "invitations").iterdir()) == []


def test_redeeming_a_claim_leaves_what_nobody_claimed(invitations: Invitations) -> None:
    code = invitations.issue(NOW, WEEK)
    invitations.redeem(code, 7)
    assert invitations.valid(code, NOW, 8)


def test_a_code_expires_and_is_swept_with_the_next(invitations: Invitations, folder: Path) -> None:
    code = invitations.issue(NOW, WEEK)
    assert invitations.valid(code, NOW + WEEK - timedelta(seconds=1))
    assert not invitations.valid(code, NOW + WEEK)
    later = invitations.issue(NOW + WEEK, WEEK)
    assert len(list((folder / "invitations").iterdir())) == 1
    assert invitations.valid(later, NOW + WEEK)


def test_the_folder_tells_no_code_and_only_when_it_ends(invitations: Invitations, folder: Path) -> None:
    code = invitations.issue(NOW.astimezone(timezone(timedelta(hours=9))), WEEK)
    (path,) = (folder / "invitations").iterdir()
    assert datetime.fromisoformat(path.read_text()) == NOW + WEEK
    assert datetime.fromisoformat(path.read_text()).tzinfo == UTC
    assert code.encode() not in everything(folder)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert code not in repr(invitations)


@pytest.mark.parametrize("code", ["", "x", "../../etc/passwd", "\0", "\ud83d", "ü" * 5000, "/", "a" * 22])
def test_junk_is_not_valid_and_not_an_error(invitations: Invitations, code: str) -> None:
    assert not invitations.valid(code, NOW)
    invitations.redeem(code)
    invitations.issue(NOW, WEEK)
    assert not invitations.valid(code, NOW)
    invitations.redeem(code)


@pytest.mark.parametrize("content", [b"", b"never", b"2999-01-01T00:00:00", b"\xff"])
def test_a_file_without_a_moment_admits_nobody(invitations: Invitations, folder: Path, content: bytes) -> None:
    code = invitations.issue(NOW, WEEK)
    (path,) = (folder / "invitations").iterdir()
    path.write_bytes(content)
    assert not invitations.valid(code, NOW)
    invitations.issue(NOW, WEEK)
    assert path.exists()


def test_it_works_beside_an_open_store(invitations: Invitations, store: Store, folder: Path, key: MasterKey) -> None:
    code = invitations.issue(NOW, WEEK)
    assert Invitations(folder, key).valid(code, NOW)
    assert list(store.people()) == []


def test_a_folder_that_refuses_is_a_clear_error(folder: Path, key: MasterKey, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_bytes(b"a file where the folder should be")
    with pytest.raises(NotSaved):
        Invitations(folder, key).issue(NOW, WEEK)
    folder.unlink()
    code = Invitations(folder, key).issue(NOW, WEEK)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("storage.files.Disk.remove", refuse)
    with pytest.raises(NotSaved, match="Permission denied"):
        Invitations(folder, key).redeem(code)


def test_a_claim_that_cannot_be_made_leaves_the_code_good(
    invitations: Invitations, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = invitations.issue(NOW, WEEK)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storage.files.Disk.replace", refuse)
    with pytest.raises(NotSaved, match="No space"):
        invitations.claim(code, 7)
    assert invitations.valid(code, NOW, 8)

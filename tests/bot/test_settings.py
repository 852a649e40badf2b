from pathlib import Path

import pytest

from bot.errors import SettingsWrong
from bot.settings import TELEGRAM, default_folder, default_key_file, load

TOKEN = "1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TOKEN", "API_URL", "DATA_DIR", "KEY_FILE", "LOG"):
        monkeypatch.delenv(f"AFTERWORD_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_a_token_is_all_that_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWORD_TOKEN", TOKEN)
    settings = load()
    assert settings.token.get_secret_value() == TOKEN
    assert settings.api_url == TELEGRAM
    assert settings.log == "info"
    assert settings.data_dir.name == "afterword"
    assert settings.key_file.name == "key"
    assert TOKEN not in repr(settings)


def test_a_file_named_env_is_read_and_the_environment_goes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"AFTERWORD_TOKEN={TOKEN}\nAFTERWORD_LOG=debug\nOTHER=1\nAFTERWORD_DATA_DIR=\n")
    monkeypatch.setenv("AFTERWORD_LOG", "error")
    monkeypatch.setenv("AFTERWORD_API_URL", "http://localhost:8081/")
    settings = load()
    assert settings.token.get_secret_value() == TOKEN
    assert settings.log == "error"
    assert settings.api_url == "http://localhost:8081"


@pytest.mark.parametrize("written", ["DEBUG", "Debug", "debug"])
def test_how_much_is_logged_may_be_written_in_any_case(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("AFTERWORD_TOKEN", TOKEN)
    monkeypatch.setenv("AFTERWORD_LOG", written)
    assert load().log == "debug"


def test_a_file_named_env_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"AFTERWORD_TOKEN=\xff\xfesecret")
    with pytest.raises(SettingsWrong, match="is not UTF-8 text") as caught:
        load()
    assert str(tmp_path / ".env") in str(caught.value)
    assert "secret" not in str(caught.value)


def test_folders_follow_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative/is/ignored")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / "share" / "afterword"
    assert default_key_file() == tmp_path / ".config" / "afterword" / "key"
    monkeypatch.setenv("AFTERWORD_TOKEN", TOKEN)
    assert load().data_dir == default_folder()
    assert load().key_file == default_key_file()


def test_paths_are_made_whole(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AFTERWORD_TOKEN", TOKEN)
    monkeypatch.setenv("AFTERWORD_DATA_DIR", "journals")
    monkeypatch.setenv("AFTERWORD_KEY_FILE", "~/key")
    settings = load()
    assert settings.data_dir == tmp_path / "journals"
    assert settings.key_file == Path.home() / "key"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TOKEN", "", "AFTERWORD_TOKEN is missing"),
        ("TOKEN", "hunter2-secret", "AFTERWORD_TOKEN does not look like a bot token"),
        ("API_URL", "ftp://x-secret", "AFTERWORD_API_URL must be an address"),
        ("API_URL", "https://x/?secret=1", "AFTERWORD_API_URL must be an address"),
        ("LOG", "loud-secret", "AFTERWORD_LOG input should be 'debug', 'info', 'warning' or 'error'"),
        ("KEY_FILE", "journals/key", "AFTERWORD_KEY_FILE lies inside AFTERWORD_DATA_DIR"),
    ],
)
def test_what_is_wrong_is_named_in_a_line_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv("AFTERWORD_TOKEN", TOKEN)
    monkeypatch.setenv("AFTERWORD_DATA_DIR", "journals")
    monkeypatch.setenv(f"AFTERWORD_{name}", value)
    with pytest.raises(SettingsWrong) as caught:
        load()
    (line,) = caught.value.lines
    assert line.startswith(words)
    assert "secret" not in str(caught.value)
    assert "\n" not in line


def test_each_wrong_variable_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWORD_LOG", "loud")
    with pytest.raises(SettingsWrong) as caught:
        load()
    assert [line.split()[0] for line in caught.value.lines] == ["AFTERWORD_TOKEN", "AFTERWORD_LOG"]

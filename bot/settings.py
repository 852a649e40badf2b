"""AFTERWORD_* settings, from the environment or `.env`, checked at start. A secret's value is never printed."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsWrong

PREFIX = "AFTERWORD_"
ENV_FILE = ".env"  # in the folder that the command is given in
TELEGRAM = "https://api.telegram.org"
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,64}")

Some = TypeVar("Some", bound="Places")


def _token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError(
            "does not look like a bot token: numbers, a colon and about 35 letters, as @BotFather gives it"
        )
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be an address such as https://api.telegram.org")
    return value.rstrip("/")


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _folder(value: Path) -> Path:
    return value.expanduser().absolute()


def xdg(variable: str, fallback: str) -> Path:
    """A base folder by the XDG Base Directory Specification, which ignores paths that are not absolute."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else Path.home() / fallback


def default_folder() -> Path:
    """Where journals are kept unless AFTERWORD_DATA_DIR says otherwise."""
    return xdg("XDG_DATA_HOME", ".local/share") / "afterword"


def default_key_file() -> Path:
    """Where the key is kept unless AFTERWORD_KEY_FILE says otherwise: never beside the journals."""
    return xdg("XDG_CONFIG_HOME", ".config") / "afterword" / "key"


class Places(BaseSettings):
    """Where things are kept. Commands that only look after the journals need no more."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    data_dir: Annotated[Path, AfterValidator(_folder)] = Field(default_factory=default_folder)
    key_file: Annotated[Path, AfterValidator(_folder)] = Field(default_factory=default_key_file)

    @model_validator(mode="after")
    def _key_apart(self) -> Self:
        if self.key_file.resolve().is_relative_to(self.data_dir.resolve()):
            raise ValueError(f"{PREFIX}KEY_FILE lies inside {PREFIX}DATA_DIR; keep the key apart from what it locks")
        return self


class Settings(Places):
    """What whoever runs the bot decides. `token` is given by @BotFather; `api_url` is a Bot API server's base address."""

    token: Annotated[SecretStr, AfterValidator(_token)]
    api_url: Annotated[str, AfterValidator(_url)] = TELEGRAM
    log: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = "info"


def load() -> Settings:
    """The settings as the environment gives them. Raises SettingsWrong."""
    return _load(Settings)


def load_places() -> Places:
    """As `load`, without what only a running bot needs."""
    return _load(Places)


def _load(kind: type[Some]) -> Some:
    given: dict[str, Any] = {}  # all of it comes from the environment
    try:
        return kind(**given)
    except UnicodeDecodeError:
        raise SettingsWrong((f"{Path(ENV_FILE).absolute()} is not UTF-8 text: save it as UTF-8",)) from None
    except ValidationError as error:
        raise SettingsWrong(tuple(_line(each["loc"], each["type"], each["msg"]) for each in error.errors())) from None


def _line(place: tuple[int | str, ...], problem: str, words: str) -> str:
    """One error as a line that names the variable and never its value."""
    words = words.removeprefix("Value error, ")
    if not place:
        return words
    variable = f"{PREFIX}{str(place[0]).upper()}"
    if problem == "missing":
        return f"{variable} is missing: set it in the environment or in a file .env in this folder"
    return f"{variable} {words[:1].lower()}{words[1:]}"

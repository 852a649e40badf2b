"""One call's arguments, however they came: query string, form, multipart or JSON. All of it is checked here."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from bot.demo.files import MOST_BYTES
from bot.demo.rules import Json, bad


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent along."""

    name: str = field(repr=False)
    content: bytes = field(repr=False)
    mime: str = ""


@dataclass(frozen=True, slots=True)
class Arguments:
    """Named values; strings where they came by a form, anything where they came by JSON."""

    values: dict[str, Any] = field(default_factory=dict, repr=False)
    uploads: dict[str, Upload] = field(default_factory=dict, repr=False)

    @classmethod
    async def read(cls, request: web.Request) -> "Arguments":
        """Everything a request says."""
        values: dict[str, Any] = dict(request.query)
        uploads: dict[str, Upload] = {}
        kind = request.content_type
        if kind == "application/json":
            values |= _json(await request.read())
        elif kind == "application/x-www-form-urlencoded":
            values |= dict(await request.post())
        elif kind == "multipart/form-data":
            reader = await request.multipart()
            while (part := await reader.next()) is not None:
                name, content = getattr(part, "name", "") or "", await part.read()  # type: ignore[union-attr]  # no nested forms
                filename = getattr(part, "filename", None)
                if filename is None:
                    values[name] = content.decode()
                else:
                    if len(content) > MOST_BYTES:
                        raise bad("file is too big")
                    uploads[name] = Upload(filename, bytes(content), part.headers.get("Content-Type", ""))
        return cls(values, uploads)

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        found = self.values.get(name, default)
        return found if isinstance(found, str) else str(found)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; what is none counts as the default, as Telegram has it."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def decimal(self, name: str, default: float = 0.0) -> float:
        """A number."""
        try:
            return float(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> Any:
        """An object or a list, given as itself or as JSON text; None when it was not given."""
        found = self.values.get(name)
        if not isinstance(found, str):
            return found
        if not found:
            return None
        try:
            return orjson.loads(found)
        except orjson.JSONDecodeError:
            raise bad(f"can't parse {name}: can't parse JSON object") from None

    def sequence(self, name: str) -> list[Any] | None:
        """A list; None when it was not given."""
        found = self.structure(name)
        if found is not None and not isinstance(found, list):
            raise bad(f"can't parse {name}: expected an Array")
        return found

    def upload(self, name: str) -> Upload | None:
        """A file sent under this name or attached to it; None when it is a file_id."""
        found = self.values.get(name, "")
        return self.uploads.get(found.removeprefix("attach://") if str(found).startswith("attach://") else name)


def _json(body: bytes) -> Json:
    try:
        found = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        raise bad("can't parse JSON object") from None
    if not isinstance(found, dict):
        raise bad("can't parse JSON object")
    return found

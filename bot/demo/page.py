"""The phone page: a few files of our own, served as they are, with the key written into the first."""

from importlib.resources import files
from typing import Final

from aiohttp import web

from bot.demo.gate import HEADERS

_STATIC: Final = files("bot.demo") / "static"
_KINDS: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_NAMES: Final = {entry.name for entry in _STATIC.iterdir() if entry.name.rpartition(".")[2] in _KINDS}


def add_page(router: web.UrlDispatcher, key: str) -> None:
    """Register the page and what it needs."""

    async def index(_: web.Request) -> web.Response:
        page = (_STATIC / "index.html").read_text(encoding="utf-8").replace("{{key}}", key)
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    async def asset(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _NAMES:
            raise web.HTTPNotFound(headers=HEADERS)
        kind = _KINDS[name.rpartition(".")[2]]
        return web.Response(text=(_STATIC / name).read_text(encoding="utf-8"), content_type=kind, headers=HEADERS)

    router.add_get("/", index)
    router.add_get("/static/{name}", asset)

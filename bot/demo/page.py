"""The phone page: three files of our own, served as they are, with the key written into the first."""

from importlib.resources import files
from typing import Final

from aiohttp import web

from bot.demo.gate import HEADERS

_STATIC: Final = files("bot.demo") / "static"
_KINDS: Final = {
    "phone.css": "text/css",
    "phone.js": "text/javascript",
    "view.js": "text/javascript",
    "line.js": "text/javascript",
    "avatar.svg": "image/svg+xml",
}


def add_page(router: web.UrlDispatcher, key: str) -> None:
    """Register the page and what it needs."""

    async def index(_: web.Request) -> web.Response:
        page = (_STATIC / "index.html").read_text(encoding="utf-8").replace("{{key}}", key)
        return web.Response(text=page, content_type="text/html", headers=HEADERS)

    async def asset(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in _KINDS:
            raise web.HTTPNotFound(headers=HEADERS)
        return web.Response(
            text=(_STATIC / name).read_text(encoding="utf-8"), content_type=_KINDS[name], headers=HEADERS
        )

    router.add_get("/", index)
    router.add_get("/static/{name}", asset)

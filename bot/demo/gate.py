"""Who may come in: only this computer, only by a loopback name, and to the phone only who was given its key.

The phone shows private text, so a web page from elsewhere must never reach it: names that merely resolve to this
computer are refused, and so is a request that another site sends.
"""

from collections.abc import Awaitable, Callable
from hmac import compare_digest
from ipaddress import ip_address
from secrets import token_urlsafe
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

BOT_ID: Final = 8765000
KEY_HEADER: Final = "X-Phone-Key"
LOOPBACK_NAMES: Final = {"127.0.0.1", "localhost", "[::1]"}
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NotLoopbackError(ValueError):
    """The loopback Telegram was asked to listen where others could hear it. Holds the address."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


def check_loopback(host: str) -> None:
    """Refuse to listen anywhere but on this computer."""
    try:
        local = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NotLoopbackError(host)


def new_key() -> str:
    """A key to the phone, for one run."""
    return token_urlsafe(24)


def new_token() -> str:
    """A bot token for one run, of a real one's shape."""
    return f"{BOT_ID}:{token_urlsafe(27)[:35]}"


def guard(key: str) -> Middleware:
    """The middleware in front of every route. Any page may link to ours; nothing else is for pages from elsewhere."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _loopback_name(request.headers.get("Host", "")):
            return web.Response(status=403, text="Only loopback names are served here.\n", headers=HEADERS)
        if not (request.path == "/" or request.path.startswith("/static/")) and _from_elsewhere(request):
            return web.Response(status=403, text="Only this page's own requests are served here.\n", headers=HEADERS)
        if request.path.startswith("/phone/") and not _admitted(request, key):
            return web.Response(status=403, text="This needs the key that the page carries.\n", headers=HEADERS)
        return await handler(request)

    return middleware


def _loopback_name(host: str) -> bool:
    name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "")
    return name.lower() in LOOPBACK_NAMES and (not port or port.isdecimal())


def _from_elsewhere(request: web.Request) -> bool:
    """Whether a browser says that another site sends this. A bot sends neither header."""
    ours = f"http://{request.headers.get('Host', '')}"
    return (
        request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
        or request.headers.get("Origin", ours).lower() != ours.lower()
    )


def _admitted(request: web.Request, key: str) -> bool:
    return compare_digest(request.headers.get(KEY_HEADER, "").encode(), key.encode())

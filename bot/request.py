"""HTTP under python-telegram-bot, by aiohttp: a fifth of the CPU of its default client.

The URL holds the token, so no error that leaves here carries it, not in its message and not as its context.
"""

import json
from asyncio import timeout as deadline
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar, FormData, TCPConnector
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_S = 10.0
READ_S = 20.0
WRITE_S = 10.0
UPLOAD_S = 60.0
KEEP_ALIVE_S = 75.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class AiohttpRequest(BaseRequest):
    """Requests over one kept-alive aiohttp session, at most `connections` at once. Timeouts in seconds."""

    __slots__ = ("_base_url", "_connections", "_proxy", "_session")

    def __init__(self, base_url: str, connections: int = 64) -> None:
        self._base_url = base_url
        self._connections = connections
        self._proxy: str | None = None
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return READ_S

    async def initialize(self) -> None:
        if self._session is None:
            self._proxy = proxy_for(self._base_url)
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_S, ttl_dns_cache=300),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 -- BaseRequest's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request. Returns the status and the body; raises TimedOut or NetworkError, which name only the kind."""
        if self._session is None:
            raise NetworkError("not connected")
        uploads = request_data is not None and request_data.contains_files
        connect = _seconds(connect_timeout, CONNECT_S)
        read = _seconds(read_timeout, READ_S)
        write = _seconds(write_timeout, UPLOAD_S if uploads else WRITE_S)
        patience = ClientTimeout(total=None, connect=connect + _seconds(pool_timeout, 0.0), sock_read=read)
        body, headers = _body(request_data)
        try:
            async with (
                deadline(connect + write + read),
                self._session.request(
                    method, url, data=body, headers=headers, timeout=patience, proxy=self._proxy, allow_redirects=False
                ) as response,
            ):
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except (ClientError, OSError, ValueError) as error:
            raise NetworkError(type(error).__name__) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON. Half of a surrogate pair, which JSON allows and UTF-8 does not, becomes a question mark.

        What is not Telegram's form of answer (a proxy's page, say) is a NetworkError: asking again may help.
        """
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            try:
                lenient = json.loads(payload.decode(errors="replace"))
            except ValueError:
                raise NetworkError("the server's answer is not JSON") from None
            answer = orjson.loads(json.dumps(lenient, ensure_ascii=False).encode(errors="replace"))
        if not isinstance(answer, dict):
            raise NetworkError("the server's answer is not an object")
        return answer


def proxy_for(url: str) -> str | None:
    """The proxy that the environment names for a URL, asked once: asking at each request would cost more than it."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def why(error: TelegramError) -> str:
    """An error's kind and, where it is from here, the kind of what caused it: "NetworkError/ClientConnectorError"."""
    named = isinstance(error, NetworkError) and error.message.isidentifier()
    return f"{type(error).__name__}/{error.message}" if named else type(error).__name__


def host_of(url: str) -> str:
    """A server's name and port, without the path, which may hold a token."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""


def _seconds(given: Any, default: float) -> float:
    """A timeout as given by a caller, or the default."""
    return float(given) if isinstance(given, int | float) else default


def _body(request: RequestData | None) -> tuple[bytes | FormData | None, dict[str, str]]:
    """A request's body: a URL-encoded form, or multipart where there are files."""
    if request is None:
        return None, {}
    if not request.contains_files:
        return request.url_encoded_parameters().encode(), _FORM
    form = FormData(quote_fields=False)
    for name, value in request.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in request.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form, {}

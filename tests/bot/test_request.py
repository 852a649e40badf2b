import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import InputFile
from telegram.error import Conflict, NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.request import AiohttpRequest, proxy_for, why

TOKEN = "123456:a-very-secret-token"


class Server:
    """Says what it heard, or does not answer."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.url = ""

    async def echo(self, request: web.Request) -> web.Response:
        form = await request.post()
        heard: dict[str, Any] = {}
        for name, value in form.items():
            if isinstance(value, web.FileField):
                heard[name] = (value.filename, value.content_type, value.file.read())
            else:
                heard[name] = value
        self.heard.append({"method": request.method, "type": request.content_type, "form": heard})
        return web.Response(text='{"ok": true, "result": true}')

    async def silent(self, _: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    async def cut(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    async def moved(self, _: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/echo"})


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    for name in ("echo", "silent", "cut", "moved"):
        app.router.add_route("*", f"/bot{TOKEN}/{name}", getattr(server, name))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot{TOKEN}"
    yield server
    await runner.cleanup()


@pytest.fixture
async def request_(server: Server) -> AsyncIterator[AiohttpRequest]:
    request = AiohttpRequest(server.url)
    await request.initialize()
    yield request
    await request.shutdown()


def given(**parameters: Any) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


async def test_parameters_arrive_as_a_form(server: Server, request_: AiohttpRequest) -> None:
    assert await request_.post(f"{server.url}/echo", given(chat_id=5, text="ü & =", entities=[{"a": 1}])) is True
    assert server.heard == [
        {
            "method": "POST",
            "type": "application/x-www-form-urlencoded",
            "form": {"chat_id": "5", "text": "ü & =", "entities": '[{"a": 1}]'},
        }
    ]


async def test_files_arrive_as_multipart(server: Server, request_: AiohttpRequest) -> None:
    file = InputFile(b"{}", filename="journal.json")
    await request_.post(f"{server.url}/echo", given(chat_id=5, document=file, caption="all"))
    (heard,) = server.heard
    assert heard["type"] == "multipart/form-data"
    assert heard["form"] == {"chat_id": "5", "caption": "all", "document": ("journal.json", "application/json", b"{}")}


async def test_a_file_is_fetched(server: Server, request_: AiohttpRequest) -> None:
    assert await request_.retrieve(f"{server.url}/echo") == b'{"ok": true, "result": true}'


async def test_no_answer_in_time_is_a_timeout(server: Server, request_: AiohttpRequest) -> None:
    with pytest.raises(TimedOut) as caught:
        await request_.post(f"{server.url}/silent", read_timeout=0.02)
    assert TOKEN not in repr(caught.value)


async def test_no_error_names_the_url(server: Server, request_: AiohttpRequest) -> None:
    closed = server.url.rpartition(":")[0].rpartition(":")[0] + ":1"
    for url in (f"{server.url}/cut", f"{closed}/bot{TOKEN}/x", f"nonsense://{TOKEN}", f"http://[{TOKEN}"):
        with pytest.raises(NetworkError) as caught:
            await request_.post(url)
        error = caught.value
        assert TOKEN not in str(error)
        assert error.__suppress_context__
        assert re.fullmatch(r"NetworkError/[A-Za-z]+", why(error))


def test_what_a_server_says_is_no_cause() -> None:
    assert why(NetworkError("Bad Gateway with private words")) == "NetworkError"
    assert why(Conflict("terminated")) == "Conflict"


async def test_a_redirect_is_not_followed_with_the_token(server: Server, request_: AiohttpRequest) -> None:
    with pytest.raises(NetworkError):
        await request_.post(f"{server.url}/moved")
    assert server.heard == []


async def test_nothing_is_sent_before_the_start_or_after_the_end(server: Server) -> None:
    request = AiohttpRequest(server.url)
    with pytest.raises(NetworkError):
        await request.post(f"{server.url}/echo")
    await request.initialize()
    session = request._session
    await request.initialize()
    assert request._session is session
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NetworkError):
        await request.post(f"{server.url}/echo")
    assert request.read_timeout


def test_an_answer_that_utf8_cannot_hold_is_still_read() -> None:
    parse = AiohttpRequest.parse_json_payload
    assert parse(b'{"text": "\\ud83d alone"}') == {"text": "? alone"}
    assert parse(b'{"text": "\xff"}')["text"] == "\ufffd"
    assert parse('{"text": "ü😀"}'.encode()) == {"text": "ü😀"}


@pytest.mark.parametrize("payload", [b"<html>secret", b"[1]", b""])
def test_an_answer_that_is_no_answer_is_an_error_without_its_words(payload: bytes) -> None:
    with pytest.raises(NetworkError) as caught:
        AiohttpRequest.parse_json_payload(payload)
    assert "secret" not in str(caught.value)


def test_the_environment_names_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert proxy_for("https://api.telegram.org") is None
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert proxy_for("https://api.telegram.org") == "http://proxy:3128"
    assert proxy_for("https://127.0.0.1:8081") is None
    assert proxy_for("nonsense") is None

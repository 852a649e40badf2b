"""The Bot API over HTTP: /bot<token>/<method> and /file/bot<token>/<path>, with Telegram's form of answers.

Nothing a person wrote is logged here or put into an error.
"""

import asyncio
import re
from inspect import isawaitable
from typing import Any

import orjson
from aiohttp import web

from bot.demo.arguments import Arguments
from bot.demo.methods import METHODS
from bot.demo.rules import RefusedError
from bot.demo.world import World

LONG_POLL = "getupdates"
_TOKEN = re.compile(r"\d+:[\w-]+")


class BotApi:
    """The routes a bot calls. Counts what is under way, so that a test can wait until the bot has come to rest."""

    def __init__(self, world: World, token: str) -> None:
        self._world = world
        self._token = token
        self.under_way: list[str] = []
        self.calls: list[str] = []

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Register the routes."""
        router.add_route("*", "/bot{token}/{method}", self.call)
        router.add_get("/file/bot{token}/{path:.+}", self.file)

    async def call(self, request: web.Request) -> web.StreamResponse:
        """One call of one method."""
        method = request.match_info["method"].lower()
        if method != LONG_POLL:
            self.under_way.append(request.match_info["method"])
            self.calls.append(request.match_info["method"])
        try:
            return _reply({"ok": True, "result": await self._answer(request, method)})
        except RefusedError as refused:
            return _reply(refused.as_json(), refused.code)
        finally:
            if method != LONG_POLL:
                self.under_way.remove(request.match_info["method"])
                self._world.stirred.ring()

    async def _answer(self, request: web.Request, method: str) -> Any:
        self._check_token(request.match_info["token"])
        answer = METHODS.get(method)
        if answer is None:
            raise RefusedError(404, "Not Found: method not found")
        arguments = await Arguments.read(request)
        fault = self._world.faults.take(method, arguments.number("chat_id") or None)
        if fault is not None:
            if fault.delay:
                await asyncio.sleep(fault.delay)
            if fault.cut:
                raise _cut(request)
            if (refusal := fault.refusal()) is not None:
                raise refusal
        found = answer(self._world, arguments)
        result = await found if isawaitable(found) else found
        if fault is not None and fault.cut_after:
            raise _cut(request)
        return result

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file by the path that getFile gave."""
        try:
            self._check_token(request.match_info["token"])
        except RefusedError as refused:
            return _reply(refused.as_json(), refused.code)
        kept = self._world.files.at(request.match_info["path"])
        if kept is None:
            return _reply(RefusedError(404, "Not Found").as_json(), 404)
        return web.Response(body=kept.content, content_type="application/octet-stream")

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise RefusedError(401, "Unauthorized: invalid token specified")
        if token != self._token:
            raise RefusedError(401, "Unauthorized")


def _cut(request: web.Request) -> ConnectionResetError:
    """Break the connection; what is raised ends the handler and is seen by nobody."""
    if request.transport is not None:
        request.transport.abort()
    return ConnectionResetError()


def _reply(content: object, status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(content), status=status, content_type="application/json")

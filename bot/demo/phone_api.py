"""The phone over HTTP: what the page in the browser and the stories use. One person a path, JSON both ways.

A refusal has Telegram's form. Everything here needs the key, because it holds private text.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count

import orjson
from aiohttp import web

from bot.demo.chats import User
from bot.demo.clock import MovableClock
from bot.demo.gate import HEADERS
from bot.demo.phone import Phone
from bot.demo.phone_actions import ACTIONS
from bot.demo.rules import Json, RefusedError, bad
from bot.demo.schedule import Schedule
from bot.demo.world import World

HEARTBEAT = 15.0
LONGEST_WAIT = 60.0
FIRST_PERSON = 100_001

Quiet = Callable[[float], Awaitable[None]]
Answer = Callable[[Phone, Json], Awaitable[Json]]


class PhoneApi:
    """The routes under /phone/. `schedule` is asked each time, because the bot behind it starts later."""

    def __init__(self, world: World, clock: MovableClock, schedule: Callable[[], Schedule], quiet: Quiet) -> None:
        self._world = world
        self._clock = clock
        self._schedule = schedule
        self._quiet = quiet
        self._ids = count(FIRST_PERSON)
        clock.on_jump(lambda: world.broadcast.tell_all("clock"))

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Register the routes."""
        router.add_post("/phone/people", _answering(self._new_person))
        router.add_get("/phone/quiet", _answering(self._wait_quiet))
        router.add_get("/phone/{person:\\d+}/chat", self._for_person(self._chat))
        router.add_get("/phone/{person:\\d+}/clock", self._for_person(self._read_clock))
        router.add_get("/phone/{person:\\d+}/events", self._events)
        router.add_get("/phone/{person:\\d+}/file/{file_id}", self._file)
        router.add_post("/phone/{person:\\d+}/jump", self._for_person(self._jump))
        router.add_post("/phone/{person:\\d+}/fill", self._for_person(self._fill))
        router.add_post("/phone/{person:\\d+}/{action}", self._act)

    def phone(self, person_id: int) -> Phone:
        """The phone of a person who is known."""
        person = self._world.chats.people.get(person_id)
        if person is None:
            raise RefusedError(404, "Not Found: nobody has this phone")
        return Phone(self._world, person)

    def admit(self, person_id: int | None, first_name: str, language_code: str = "en") -> Phone:
        """Give a phone to a new person; one who is known keeps theirs."""
        if person_id is None:
            person_id = next(number for number in self._ids if number not in self._world.chats.people)
        self._world.chats.admit(User(person_id, first_name, language_code=language_code))
        return self.phone(person_id)

    async def _new_person(self, request: web.Request) -> Json:
        body = await _body(request)
        person_id = body.get("id")
        if person_id is not None and (not isinstance(person_id, int) or person_id <= 0):
            raise bad("id must be a positive number")
        phone = self.admit(person_id, str(body.get("first_name", "Sam")), str(body.get("language_code", "en")))
        return {"id": phone.person.id}

    async def _wait_quiet(self, request: web.Request) -> Json:
        try:
            within = min(float(request.query.get("within", "10")), LONGEST_WAIT)
        except ValueError:
            raise bad("within is not a number of seconds") from None
        try:
            await self._quiet(within)
        except TimeoutError as late:
            raise RefusedError(504, str(late)) from None
        return {}

    async def _chat(self, phone: Phone, _: Json) -> Json:
        world, language = self._world, phone.person.language_code
        return {
            "person": phone.person.as_api(),
            "bot": {
                "name": world.profile.text("name", language),
                "username": world.chats.bot.username,
                "description": world.profile.text("description", language),
                "short_description": world.profile.text("short_description", language),
            },
            "messages": [message.as_phone() for message in phone.messages],
            "keyboard": phone.chat.keyboard,
            "blocked": phone.chat.blocked,
            "started": phone.chat.started,
            "commands": world.profile.menu_for(language),
            "clock": await self._read_clock(phone, {}),
        }

    async def _read_clock(self, phone: Phone, _: Json) -> Json:
        schedule = self._schedule()
        return {
            "now": self._clock.now().isoformat(),
            "zone": schedule.zone(phone.person.id),
            "fillable": schedule.fillable,
            "invitation": schedule.invitation(phone.person.id),
            "upcoming": [{"label": due.label, "at": due.at.isoformat()} for due in schedule.upcoming(phone.person.id)],
        }

    async def _jump(self, phone: Phone, body: Json) -> Json:
        """Forward only: `seconds` from now, or `to` a moment (ISO 8601 with an offset; one that is over is now)."""
        try:
            at = datetime.fromisoformat(body["to"]) if "to" in body else None
            span = timedelta(seconds=float(body["seconds"])) if at is None else max(at - self._clock.now(), timedelta())
        except (KeyError, TypeError, ValueError, OverflowError):
            raise bad("jump by seconds, or to a moment") from None
        if span < timedelta():
            raise bad("time only goes forward here")
        self._clock.jump(span)
        return await self._read_clock(phone, {})

    async def _fill(self, phone: Phone, _: Json) -> Json:
        filled = await self._schedule().fill(phone.person.id)
        self._world.broadcast.tell(phone.person.id, "clock")
        return {"filled": filled}

    async def _act(self, request: web.Request) -> web.StreamResponse:
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            return _refusal(RefusedError(404, "Not Found: a phone cannot do that"))

        async def answer(phone: Phone, body: Json) -> Json:
            return action(phone, body)

        return await self._for_person(answer)(request)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            self.phone(int(request.match_info["person"]))
            kept = self._world.files.find(request.match_info["file_id"])
        except RefusedError as refused:
            return _refusal(refused)
        return web.Response(
            body=kept.content,
            headers={**HEADERS, "Content-Disposition": "attachment", "Content-Type": "application/octet-stream"},
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: what happens in this person's chat, from now on, until the server stops."""
        try:
            person_id = self.phone(int(request.match_info["person"])).person.id
        except RefusedError as refused:
            return _refusal(refused)
        stream = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        queue = self._world.broadcast.open(person_id)
        try:
            await stream.prepare(request)
            await stream.write(b": open\n\n")
            while (event := await _next(queue)) != {"event": "end"}:
                await stream.write(b": still here\n\n" if event is None else b"data: " + orjson.dumps(event) + b"\n\n")
        except ConnectionResetError:
            pass
        finally:
            self._world.broadcast.close(person_id, queue)
        return stream

    def _for_person(self, answer: Answer) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def inner(request: web.Request) -> Json:
            return await answer(self.phone(int(request.match_info["person"])), await _body(request))

        return _answering(inner)


def _answering(
    inner: Callable[[web.Request], Awaitable[Json]],
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            return web.Response(
                body=orjson.dumps(await inner(request)), content_type="application/json", headers=HEADERS
            )
        except RefusedError as refused:
            return _refusal(refused)

    return handler


def _refusal(refused: RefusedError) -> web.Response:
    return web.Response(
        body=orjson.dumps(refused.as_json()), status=refused.code, content_type="application/json", headers=HEADERS
    )


async def _next(queue: "asyncio.Queue[Json]") -> Json | None:
    """The next event; None when it has been silent so long that the line should be tested."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            return await queue.get()
    except TimeoutError:
        return None


async def _body(request: web.Request) -> Json:
    try:
        body = orjson.loads(await request.read() or b"{}")
    except orjson.JSONDecodeError:
        raise bad("a JSON object was expected") from None
    if not isinstance(body, dict):
        raise bad("a JSON object was expected")
    return body

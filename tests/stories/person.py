"""A person with a phone, over HTTP, so that a story reads like a chat.

Every act waits until the bot has come to rest (`settled`) and then looks at the chat again; nothing sleeps.
"""

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.demo.gate import KEY_HEADER
from bot.demo.loopback import Loopback

Settled = Callable[[], Awaitable[None]]


class RefusedHereError(AssertionError):
    """The phone could not do that: there is no such button, no such message, nobody there."""


@dataclass(frozen=True)
class Bubble:
    """One message, as it is seen. `buttons` are the labels, row by row; `entities` as the Bot API has them."""

    message_id: int
    from_bot: bool
    text: str
    buttons: tuple[tuple[str, ...], ...]
    entities: tuple[dict[str, Any], ...]
    kind: str
    content: Any
    file_id: str
    at: datetime
    edited: bool
    silent: bool
    raw: dict[str, Any] = field(repr=False)

    @classmethod
    def read(cls, shown: dict[str, Any]) -> "Bubble":
        return cls(
            message_id=shown["message_id"],
            from_bot=shown["from_bot"],
            text=shown["text"],
            buttons=tuple(tuple(button["text"] for button in row) for row in shown["buttons"]),
            entities=tuple(shown["entities"]),
            kind=shown["kind"],
            content=shown["content"],
            file_id=shown["file_id"],
            at=datetime.fromisoformat(shown["at"]),
            edited=shown["edited_at"] is not None,
            silent=shown["silent"],
            raw=shown,
        )

    @property
    def labels(self) -> list[str]:
        """All buttons in reading order."""
        return [label for row in self.buttons for label in row]

    def stands_for(self, label: str) -> str:
        """The callback_data of this message's button, as it was when it was looked at."""
        buttons = [button for row in self.raw["buttons"] for button in row]
        for button in sorted(buttons, key=lambda button: button["text"] != label):
            if button["text"].startswith(label):
                return str(button["callback_data"])
        raise RefusedHereError(f"the message had no button {label!r}; it had: {self.labels}")

    def styled(self, kind: str) -> list[str]:
        """The words that an entity of this type lies over."""
        wide = self.text.encode("utf-16-le")
        return [
            wide[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
            for entity in self.entities
            if entity["type"] == kind
        ]


class Person:
    """What they do, and what they see. Sentences of a story: `says`, `taps`, `sees`."""

    def __init__(self, http: aiohttp.ClientSession, url: str, settled: Settled, person_id: int) -> None:
        """`http` carries the phone's key; `url` is the loopback Telegram's."""
        self.id = person_id
        self.settled = settled
        self.chat: dict[str, Any] = {}
        self.messages: list[Bubble] = []
        self._http = http
        self._url = url

    @property
    def last(self) -> Bubble:
        """The bot's newest message."""
        for message in reversed(self.messages):
            if message.from_bot:
                return message
        raise RefusedHereError("the bot has written nothing")

    @property
    def buttons(self) -> list[str]:
        """Every button to be seen, the newest message's first."""
        return [label for message in reversed(self.messages) for label in message.labels]

    @property
    def keyboard(self) -> list[str]:
        """The buttons in place of the phone's own keyboard."""
        shown = self.chat.get("keyboard") or {"keyboard": []}
        return [button["text"] for row in shown["keyboard"] for button in row]

    @property
    def text(self) -> str:
        """The whole chat's words, oldest first."""
        return "\n".join(message.text for message in self.messages)

    async def says(self, words: str) -> Bubble:
        """Send a text; returns one's own bubble."""
        return await self._sends("text", text=words)

    async def taps(self, label: str, message: Bubble | None = None) -> None:
        """Tap the newest button so labelled (or else beginning so), under one message if it is given."""
        await self._act("tap", label=label, **_under(message))

    async def taps_twice(self, label: str, message: Bubble | None = None) -> None:
        """Tap so fast that the second tap is on its way before the bot could answer the first."""
        await self._post("tap", label=label, **_under(message))
        await self._act("tap", label=label, **_under(message))

    async def taps_stale(self, message: Bubble, label: str) -> None:
        """Tap a button the message once carried, as a phone does that has not yet heard of the change."""
        await self._act("tap", message_id=message.message_id, callback_data=message.stands_for(label))

    taps_again = taps_stale

    async def edits(self, old: str, new: str) -> None:
        """Change one's own newest message that reads `old`."""
        await self._act("edit", message_id=self._own(old).message_id, text=new)

    async def deletes(self, words: str) -> None:
        """Delete one's own newest message that reads so; the bot is not told."""
        await self._act("delete", message_id=self._own(words).message_id)

    async def clears_chat(self) -> None:
        """Clear the history."""
        await self._act("clear")

    async def sends_sticker(self, emoji: str = "🌱") -> Bubble:
        return await self._sends("sticker", emoji=emoji)

    async def sends_photo(self, caption: str = "") -> Bubble:
        return await self._sends("photo", caption=caption)

    async def sends_voice(self, seconds: int = 3) -> Bubble:
        return await self._sends("voice", seconds=seconds)

    async def sends_document(self, name: str, content: bytes, mime: str = "", caption: str = "") -> Bubble:
        return await self._sends("document", name=name, content=b64encode(content).decode(), mime=mime, caption=caption)

    async def shares_location(self, latitude: float, longitude: float) -> Bubble:
        return await self._sends("location", latitude=latitude, longitude=longitude)

    async def shares_contact(self, phone_number: str, first_name: str) -> Bubble:
        return await self._sends("contact", phone_number=phone_number, first_name=first_name)

    async def adds_to_group(self, title: str) -> int:
        """Make a group with the bot in it; returns the chat's id."""
        return int((await self._act("group", title=title))["chat_id"])

    async def blocks(self) -> None:
        await self._act("block")

    async def unblocks(self) -> None:
        await self._act("unblock")

    async def waits(self, span: timedelta) -> None:
        """Let time pass on the demonstration's clock."""
        await self._act("jump", seconds=span.total_seconds())

    async def waits_until(self, at: datetime) -> None:
        """Let time pass until a moment (aware)."""
        await self._act("jump", to=at.isoformat())

    async def clock(self) -> dict[str, Any]:
        """What the time bar shows: `now`, `zone`, `upcoming`."""
        return await self._get("clock")

    async def file(self, message: Bubble) -> bytes:
        """The bytes of the file a message carries."""
        async with self._http.get(f"{self._url}/phone/{self.id}/file/{message.file_id}") as answer:
            assert answer.status == 200, "no such file"
            return await answer.read()

    async def looks(self) -> None:
        """Look at the chat again, once the bot has come to rest."""
        await self.settled()
        self.chat = await self._get("chat")
        self.messages = [Bubble.read(shown) for shown in self.chat["messages"]]

    def sees(self, words: str) -> Bubble:
        """The newest message that contains these words; without one, the story ends here."""
        for message in reversed(self.messages):
            if words in message.text:
                return message
        shown = "\n".join(
            f"  {'bot' if one.from_bot else 'me '}: {one.text!r} {one.labels}" for one in self.messages[-6:]
        )
        raise RefusedHereError(f"nothing here contains {words!r}; last seen:\n{shown}")

    def does_not_see(self, words: str) -> None:
        """No message contains these words."""
        assert not any(words in message.text for message in self.messages), f"there is {words!r}"

    def _own(self, words: str) -> Bubble:
        for message in reversed(self.messages):
            if not message.from_bot and message.text == words:
                return message
        raise RefusedHereError(f"no message of one's own reads {words!r}")

    async def _sends(self, action: str, **body: object) -> Bubble:
        message_id = (await self._act(action, **body))["message_id"]
        return next(message for message in self.messages if message.message_id == message_id)

    async def _act(self, action: str, **body: object) -> dict[str, Any]:
        answer = await self._post(action, **body)
        await self.looks()
        return answer

    async def _post(self, action: str, **body: object) -> dict[str, Any]:
        async with self._http.post(f"{self._url}/phone/{self.id}/{action}", json=body) as answer:
            return await _checked(answer)

    async def _get(self, what: str) -> dict[str, Any]:
        async with self._http.get(f"{self._url}/phone/{self.id}/{what}") as answer:
            return await _checked(answer)


@asynccontextmanager
async def person(
    loopback: Loopback, settled: Settled | None = None, first_name: str = "Sam", person_id: int | None = None
) -> AsyncIterator[Person]:
    """Somebody with a phone. `settled` defaults to `loopback.quiet`; a story with a real bot passes its own."""
    async with aiohttp.ClientSession(headers={KEY_HEADER: loopback.key}) as http:
        body = {"first_name": first_name} | ({} if person_id is None else {"id": person_id})
        async with http.post(f"{loopback.api_url}/phone/people", json=body) as answer:
            admitted = await _checked(answer)
        somebody = Person(http, loopback.api_url, settled or loopback.quiet, admitted["id"])
        yield somebody


def _under(message: Bubble | None) -> dict[str, int]:
    return {} if message is None else {"message_id": message.message_id}


async def _checked(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    content: dict[str, Any] = await answer.json()
    if answer.status != 200:
        raise RefusedHereError(f"{answer.status}: {content['description']}")
    return content

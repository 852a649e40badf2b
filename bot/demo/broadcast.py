"""Who looks on: what happens in a chat, told to every open page of that person and to whoever waits for it."""

import asyncio

from bot.demo.rules import Json
from bot.demo.updates import Bell


class Broadcast:
    """Listeners by person. A listener that does not read loses nothing but its own place."""

    def __init__(self, stirred: Bell) -> None:
        self._stirred = stirred
        self._listeners: dict[int, set[asyncio.Queue[Json]]] = {}

    def open(self, person_id: int) -> "asyncio.Queue[Json]":
        """Start to listen."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listeners.setdefault(person_id, set()).add(queue)
        return queue

    def close(self, person_id: int, queue: "asyncio.Queue[Json]") -> None:
        """Stop listening."""
        self._listeners.get(person_id, set()).discard(queue)

    def tell(self, person_id: int, event: str, **content: object) -> None:
        """Something happened in this person's chat."""
        for queue in self._listeners.get(person_id, ()):
            queue.put_nowait({"event": event, **content})
        self._stirred.ring()

    def tell_all(self, event: str, **content: object) -> None:
        """Something happened that concerns everybody, such as a jump of the clock."""
        for person_id in tuple(self._listeners):
            self.tell(person_id, event, **content)

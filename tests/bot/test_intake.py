import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest
from telegram import Update
from telegram.error import Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import TokenRefused
from bot.intake import LIMIT, MOST_TRIES, Intake, PollingBot
from bot.turns import SEEN

ALLOWED = ("message",)


def update(number: int, person: int = 1) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "A"}
    chat = {"id": person, "type": "private", "first_name": "A"}
    return {"update_id": number, "message": {"message_id": number, "date": 1, "chat": chat, "from": user, "text": "hi"}}


class Telegram:
    """Answers polls from a script, then goes on as a server that keeps what is not acknowledged."""

    host = "api.example:8081"

    def __init__(self) -> None:
        self.pending: list[Any] = []
        self.script: list[BaseException | None] = []
        self.offsets: list[int | None] = []
        self.limits: set[int] = set()

    async def poll(self, offset: int | None, wait_s: int, limit: int, allowed: Sequence[str]) -> list[Any]:
        assert allowed == ALLOWED
        self.offsets.append(offset)
        self.limits.add(limit)
        if self.script and (error := self.script.pop(0)) is not None:
            raise error
        if offset is not None:
            self.pending = [raw for raw in self.pending if not isinstance(raw, dict) or raw["update_id"] >= offset]
        if not self.pending and wait_s:
            await asyncio.Event().wait()
        return self.pending[:limit]


class Room:
    def __init__(self) -> None:
        self.telegram = Telegram()
        self.taken: list[int] = []
        self.refused: dict[int, int] = {}
        self.pauses: list[float] = []
        self.heard_meanwhile: list[int] = []
        self.given_up: list[int] = []
        self.intake = Intake(
            cast(PollingBot, self.telegram),
            self.take,
            ALLOWED,
            meanwhile=lambda given: self.heard_meanwhile.append(given.update_id),
            give_up=lambda given: self.given_up.append(given.update_id),
            sleep=self.sleep,
            chance=lambda: 1.0,
        )

    async def take(self, given: Update) -> bool:
        if self.refused.get(given.update_id, 0) > 0:
            self.refused[given.update_id] -= 1
            return False
        self.taken.append(given.update_id)
        return True

    async def sleep(self, pause: float) -> None:
        self.pauses.append(pause)
        await asyncio.sleep(0)

    async def polls(self, rounds: int = 200) -> None:
        task = asyncio.create_task(self.intake.run())
        for _ in range(rounds):
            await asyncio.sleep(0)
        if task.done():
            task.result()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def room() -> Room:
    return Room()


async def test_the_offset_moves_past_what_was_handled(room: Room) -> None:
    room.telegram.pending = [update(5), update(6)]
    await room.polls()
    assert room.taken == [5, 6]
    assert room.telegram.offsets == [None, 7]
    await room.intake.acknowledge()
    assert room.telegram.offsets[-1] == 7


async def test_nothing_is_acknowledged_that_was_never_asked_for(room: Room) -> None:
    await room.intake.acknowledge()
    assert room.telegram.offsets == []


async def test_what_a_poll_confirmed_is_known_as_taken(room: Room) -> None:
    room.telegram.pending = [update(5), update(6)]
    room.refused[6] = 10_000
    await room.polls()
    assert room.taken == [5]
    assert room.intake.acknowledged == 6


async def test_a_failed_acknowledgement_is_let_go(room: Room) -> None:
    room.telegram.pending = [update(5)]
    await room.polls()
    room.telegram.script = [NetworkError("x")]
    await room.intake.acknowledge()


async def test_a_poll_that_brings_nothing_moves_nothing(room: Room) -> None:
    assert await room.intake._handle([])
    assert room.intake._offset is None


async def test_no_more_are_asked_for_than_a_journal_remembers(room: Room) -> None:
    assert LIMIT <= SEEN
    assert LIMIT <= 100, "Bot API, getUpdates.limit"
    room.telegram.pending = [update(number) for number in range(SEEN + 8)]
    await room.polls()
    assert room.taken == list(range(SEEN + 8))
    assert room.telegram.limits == {LIMIT}


async def test_what_is_not_on_disk_is_asked_for_again_and_taken_once(room: Room) -> None:
    room.telegram.pending = [update(5, person=1), update(6, person=2), update(7, person=1), update(8, person=2)]
    room.refused = {5: 2}
    await room.polls()
    assert room.taken == [6, 8, 5, 7]
    assert room.telegram.offsets == [None, 5, 5, 9]
    assert room.pauses == [0.5, 1.0]
    assert room.heard_meanwhile == [7, 7], "each time it had to wait"
    assert room.given_up == []


async def test_one_that_cannot_be_saved_keeps_nobody_unheard_for_ever(room: Room) -> None:
    room.telegram.pending = [update(5), *(update(number, person=2) for number in range(6, LIMIT + 20))]
    room.refused = {5: 10_000}
    await room.polls(rounds=MOST_TRIES * 20)
    assert room.taken == list(range(6, LIMIT + 20))
    assert room.given_up == [5]
    assert MOST_TRIES - 1 <= len(room.pauses) <= MOST_TRIES + 1
    assert room.telegram.offsets[-1] == LIMIT + 20


async def test_one_that_keeps_nobody_unheard_is_never_given_up(room: Room) -> None:
    room.telegram.pending = [update(5), update(6, person=2)]
    room.refused = {5: MOST_TRIES * 3}
    await room.polls(rounds=MOST_TRIES * 30)
    assert room.taken == [6, 5]
    assert room.given_up == []


async def test_the_pause_for_what_cannot_be_saved_stays_short(room: Room) -> None:
    room.telegram.pending = [update(5)]
    room.refused = {5: 6}
    await room.polls()
    assert room.pauses == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]
    assert room.taken == [5]


async def test_an_update_that_cannot_be_read_hides_nobody_elses(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    broken = {"update_id": 5, "message": {"text": "secret words"}}
    room.telegram.pending = [broken, update(6)]
    await room.polls()
    assert room.taken == [6]
    assert room.telegram.offsets[-1] == 7
    assert "update unreadable" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize("answer", [True, {"update_id": 1}, [{"no": "id"}]])
async def test_what_is_no_list_of_updates_is_an_error_to_back_off_from(
    answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def post(*_: Any, **__: Any) -> Any:
        return answer

    bot = PollingBot("123:abc")
    monkeypatch.setattr(bot, "_post", post)
    with pytest.raises(TelegramError, match="not a list of updates"):
        await bot.poll(None, 0, 1, ALLOWED)


async def test_a_failed_poll_backs_off_and_goes_on(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    room.telegram.script = [NetworkError("https://url/botTOKEN")] * 8 + [
        RetryAfter(90),
        Conflict("other"),
        Forbidden("?"),
    ]
    room.telegram.pending = [update(5)]
    await room.polls()
    assert room.pauses == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 90.0, 30.0, 30.0]
    assert room.taken == [5]
    assert "TOKEN" not in caplog.text
    assert "only one may" in caplog.text
    facts = [getattr(record, "facts", {}) for record in caplog.records]
    assert {"host": "api.example:8081", "error": "NetworkError"} in facts


def test_the_host_is_named_and_never_the_token() -> None:
    assert PollingBot("123:abc").host == "api.telegram.org"
    assert PollingBot("123:abc", base_url="http://127.0.0.1:8081/bot").host == "127.0.0.1:8081"


async def test_a_refused_token_ends_it(room: Room) -> None:
    room.telegram.script = [InvalidToken("123:abc")]
    with pytest.raises(TokenRefused) as caught:
        await room.polls()
    assert "123:abc" not in str(caught.value)

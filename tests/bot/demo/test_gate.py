"""Who is let in: this computer, by a loopback name, and to the phone only with the key."""

from pathlib import Path

import pytest

from bot.demo.clock import MovableClock
from bot.demo.gate import KEY_HEADER, NotLoopbackError
from bot.demo.loopback import Loopback
from bot.demo.phone import Phone
from tests.bot.conftest import settings_for
from tests.bot.demo.conftest import START, Wire


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org", ""])
def test_it_listens_nowhere_else(host: str) -> None:
    with pytest.raises(NotLoopbackError) as refused:
        Loopback(MovableClock.still(START), host=host)
    assert refused.value.host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_it_listens_on_loopback(host: str) -> None:
    assert Loopback(MovableClock.still(START), host=host).host == host


async def test_a_taken_port_is_said_so(loopback: Loopback) -> None:
    second = Loopback(loopback.clock, port=loopback.port)
    with pytest.raises(OSError, match="in use"):
        await second.start()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8765", 200),
        ("LOCALHOST", 200),
        ("[::1]", 200),
        ("[::1]:8765", 200),
        ("evil.example", 403),
        ("evil.example:8765", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost:evil", 403),
        ("", 403),
    ],
)
async def test_names_that_only_resolve_to_this_computer_are_refused(wire: Wire, host: str, status: int) -> None:
    for path in ("/", f"/bot{wire.loopback.token}/getMe"):
        async with wire.http.get(f"{wire.loopback.api_url}{path}", headers={"Host": host}) as answer:
            assert answer.status == status


async def test_the_phone_needs_its_key(wire: Wire, sam: Phone) -> None:
    path = f"{wire.loopback.api_url}/phone/{sam.person.id}/chat"
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 403),
        ({KEY_HEADER: "guess"}, 403),
        ({KEY_HEADER: wire.loopback.key}, 200),
        ({KEY_HEADER: wire.loopback.key, "Sec-Fetch-Site": "same-origin"}, 200),
        ({KEY_HEADER: wire.loopback.key, "Sec-Fetch-Site": "cross-site"}, 403),
    ]
    for headers, status in cases:
        async with wire.http.get(path, headers=headers) as answer:
            assert answer.status == status
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


async def test_the_bots_side_is_for_no_page_from_elsewhere(wire: Wire) -> None:
    url, ours = f"{wire.loopback.api_url}/bot{wire.loopback.token}/getMe", wire.loopback.api_url
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 200),
        ({"Origin": ours, "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:1"}, 403),
    ]
    for headers, status in cases:
        async with wire.http.get(url, headers=headers) as answer:
            assert answer.status == status
    for path in ("/", "/static/phone.js"):
        async with wire.http.get(f"{ours}{path}", headers={"Sec-Fetch-Site": "cross-site"}) as answer:
            assert answer.status == 200, "a link to the page is followed"


def test_each_run_has_a_token_of_its_own_in_a_real_ones_shape(loopback: Loopback, tmp_path: Path) -> None:
    assert settings_for(loopback, tmp_path).token.get_secret_value() == loopback.token
    assert Loopback(MovableClock.still(START)).token != loopback.token


async def test_the_page_carries_the_key_and_the_strict_policy(wire: Wire) -> None:
    async with wire.http.get(wire.loopback.page_url) as answer:
        page = await answer.text()
        policy = answer.headers["Content-Security-Policy"]
    assert wire.loopback.key in page
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "http://" not in page
    assert "https://" not in page
    for name, kind in (("phone.js", "text/javascript"), ("phone.css", "text/css"), ("avatar.svg", "image/svg+xml")):
        async with wire.http.get(f"{wire.loopback.api_url}/static/{name}") as answer:
            assert answer.content_type == kind
    for name in ("index.html", "..%2fgate.py", "nothing.js"):
        async with wire.http.get(f"{wire.loopback.api_url}/static/{name}") as answer:
            assert answer.status == 404


async def test_bot_files_need_the_token(wire: Wire, sam: Phone) -> None:
    base = f"{wire.loopback.api_url}/file/bot"
    for token, path, status in (("1:wrong", "x", 401), (wire.loopback.token, "documents/file_1", 404)):
        async with wire.http.get(f"{base}{token}/{path}") as answer:
            assert (answer.status, (await answer.json())["error_code"]) == (status, status)
    assert sam.chat.started

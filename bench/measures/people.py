"""Twenty people as browsers have them: sign in, open the room, say something, read."""

import re
import secrets
from collections.abc import Awaitable
from time import perf_counter
from urllib.parse import urlencode

from bench.bench import Bench
from bench.figures import Figure, Spread, figure
from bench.page import FORM
from bench.wire import Answer, Wire, request

LOGIN = "/messager/accounts/login/"
PASSWORD = "correct horse battery"  # of everybody here (bench/people.py)
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


async def people(bench: Bench) -> list[Figure]:
    stack = bench.stack
    stack.look()
    signing: list[float] = []
    loading: list[float] = []
    sending: list[float] = []
    marking: list[float] = []
    for number in range(bench.logins):
        username = f"u{number:04}"
        began = perf_counter()
        page = stack.page(username, "small room" if number < 18 else "big room")
        page.sign_in_as(await _sign_in(bench, username))
        signing.append(perf_counter() - began)
        loading.append(await _timed(page.load()))
        for _ in range(5):
            sending.append(await _timed(page.send("Good morning")))
        # One's own messages are read already; somebody else's are not.
        marking.append(await _timed(page.mark_read(page.cursor)))
        page.end()
    return [
        figure(
            "signing in (page and form, password hashed)",
            Spread.of(signing).p50,
            "ms",
            note=f"{Spread.of(signing)}",
        ),
        figure("opening a room's page", Spread.of(loading).p50, "ms", note=f"{Spread.of(loading)}"),
        figure("sending, nobody else about", Spread.of(sending).p50, "ms", note=f"{Spread.of(sending)}"),
        figure("a read mark", Spread.of(marking).p50, "ms", note=f"{Spread.of(marking)}"),
    ]


async def _timed(asking: Awaitable[Answer]) -> float:
    began = perf_counter()
    answer = await asking
    if answer.status not in (200, 204):
        raise AssertionError(f"answered {answer.status}: {answer.head!r} {answer.body[:300]!r}")
    return perf_counter() - began


async def _sign_in(bench: Bench, username: str) -> str:
    """The session that the form gives."""
    wire = Wire(bench.stack.doors.web)
    cookie = f"csrftoken={secrets.token_hex(16)}"
    page = await wire.fetch(request("GET", LOGIN, {"Cookie": cookie}))
    token = TOKEN.search(page.body)
    assert token, page.body[:300]
    form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode()}
    headers = {"Cookie": cookie, "Content-Type": FORM, "Origin": "http://localhost"}
    answer = await wire.fetch(request("POST", LOGIN, headers, urlencode(form).encode()))
    wire.close()
    found = re.search(rb"sessionid=(\w+)", answer.head)
    assert found, (answer.head, answer.body[:300])
    return found[1].decode()

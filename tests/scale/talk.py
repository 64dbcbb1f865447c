"""Several people say things at once, try again as a page does, and several read; then all is compared."""

import http.client
import time
from collections.abc import Sequence
from uuid import uuid4

from tests.children import wait_until
from tests.history import End, Send, judge
from tests.live.crowd import Client
from tests.scale.fleet import Anywhere

PAUSE = 0.2  # seconds between two tries
PATIENCE = 60.0  # seconds for one message on a busy machine


def say(page: Anywhere, texts: Sequence[str], sends: list[Send], statuses: list[int]) -> None:
    for text in texts:
        sends.append(say_one(page, text, statuses))


def say_one(page: Anywhere, text: str, statuses: list[int]) -> Send:
    """The same nonce until somebody says that it is there."""
    nonce, end = str(uuid4()), time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            reply = page.request("POST", page.messages_path, page.form(text, nonce), **page.headers)
        except (OSError, http.client.HTTPException):
            statuses.append(0)
        else:
            statuses.append(reply.status)
            if reply.status == 200:
                page.take(reply)
                (mine,) = [shown for shown in page.log.seen.values() if shown.nonce == nonce]
                return Send(page.room, nonce, End.OK, mine.id, mine.sequence)
        time.sleep(PAUSE)
    raise AssertionError(f"{text!r} was not taken in {PATIENCE} s: {statuses[-20:]}")


def all_agree(sends: Sequence[Send], readers: Sequence[Client], within: float) -> None:
    """Everything, once, in one order, by everybody."""
    wait_until(
        lambda: all(len(client.log.seen) >= len(sends) for client in readers),
        within=within,
        what=f"{len(readers)} readers have all {len(sends)}",
    )
    for client in readers:
        assert judge(sends, client.log.ids).is_clean, client.user
        assert client.log.holes == 0

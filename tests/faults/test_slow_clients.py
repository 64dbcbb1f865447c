"""F19: two hundred clients that send a kilobyte a second, in the head or the body of a request."""

import socket
import threading
import time

import pytest

from config.slow import BODY_WITHIN, HEAD_WITHIN
from tests.children import wait_until

CLIENTS = 200
A_SECOND = 1000  # bytes
LOOK_ASIDE = 60  # polls of somebody else
BUSY = 4  # times: what a shared machine may do to the 20 % that we want
LATE = 10.0  # seconds on a busy machine

POST = "POST /messager/rooms/1/messages/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
STARTS = {"head": b"GET /messager/ HTTP/1.1\r\nHost: localhost\r\nX: ", "body": POST.encode()}
LIMITS = {"head": HEAD_WITHIN, "body": BODY_WITHIN}


class Slow:
    """All of them, in one thread."""

    def __init__(self, port, start):
        self.sockets = [socket.create_connection(("127.0.0.1", port)) for _ in range(CLIENTS)]
        self.cut_after = []
        self._began, self._enough = time.monotonic(), threading.Event()
        for client in self.sockets:
            client.setblocking(False)
            client.sendall(start)
        self._thread = threading.Thread(target=self._send)
        self._thread.start()

    def _send(self):
        while self.sockets and not self._enough.wait(1):  # their pace
            self.sockets = [client for client in self.sockets if self._goes_on(client)]

    def _goes_on(self, client):
        try:
            client.sendall(b"a" * A_SECOND)
            client.recv(1000)
        except BlockingIOError:
            return True
        except OSError:
            pass
        client.close()
        self.cut_after.append(time.monotonic() - self._began)
        return False

    def end(self):
        self._enough.set()
        self._thread.join()
        for client in self.sockets:
            client.close()


def p99(page):
    times = []
    for _ in range(LOOK_ASIDE):
        began = time.monotonic()
        page.poll()
        times.append(time.monotonic() - began)
    return sorted(times)[int(LOOK_ASIDE * 0.99)]


@pytest.mark.parametrize("part", STARTS)
def test_f19_others_do_not_feel_them_and_they_are_cut(stack, cast, page, measured, part):
    stack.start("redis", "web")
    alice = page(cast.alice, cast.room)
    alice.load()
    p99(alice)
    before = p99(alice)
    slow = Slow(stack.port, STARTS[part])
    try:
        during = p99(alice)
        assert alice.post("hello").status == 200
        wait_until(lambda: not slow.sockets, within=LIMITS[part] + LATE, what="they are cut")
    finally:
        slow.end()
    longest = max(slow.cut_after)
    measured(f"{part}: p99 of others {before * 1000:.0f} → {during * 1000:.0f} ms; cut by {longest:.1f} s")
    assert during <= max(BUSY * before, 0.25)
    assert LIMITS[part] - 2 <= min(slow.cut_after)

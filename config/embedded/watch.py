"""Two threads beside the manager: one says when the page answers, one sees Redis go."""

import os
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from config.embedded.team import ask_to_end

LOOK_EVERY = 0.5  # seconds

# Straight to us, whatever proxy the environment names.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def say_when_ready(address: str, hint: str) -> None:
    threading.Thread(target=_say_when_ready, args=(address, hint), daemon=True).start()


def _say_when_ready(address: str, hint: str) -> None:
    while not _answers(f"http://{address}/messager/"):
        time.sleep(0.1)
    print(f"\nMessager is ready: {os.environ['PUBLIC_URL'].rstrip('/')}/messager/\n{hint}\n", flush=True)


def _answers(page: str) -> bool:
    request = urllib.request.Request(page, headers={"Host": "localhost"})  # noqa: S310 (our own address)
    try:
        with _opener.open(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def ending_without(redis: "subprocess.Popen[bytes] | None") -> Iterator[None]:
    """Asks everything to end when our Redis has gone."""
    over = threading.Event()
    if redis is not None:
        threading.Thread(target=_end_without, args=(redis, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _end_without(redis: "subprocess.Popen[bytes]", over: threading.Event) -> None:
    while not over.wait(LOOK_EVERY):
        if redis.poll() is not None:
            ask_to_end()
            return

"""F12, F13: the process goes, in order or not, with 500 polls held."""

import signal
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from apps.chat import services
from apps.chat.models import Membership
from tests.children import wait_until
from tests.history import holes
from tests.live.conftest import PEOPLE

pytestmark = [pytest.mark.faults]


class Speaker:
    """Says something all the time, whatever happens to the live process."""

    def __init__(self, person, room):
        self.place = Membership.objects.select_related("room", "user").get(room=room, user=person)
        self.said = []
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._speak)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        self._thread.join()

    def _speak(self):
        while not self._enough.wait(0.2):
            self.said.append(services.post_message(self.place, f"number {len(self.said)}", uuid4()))
            services.dispatch()
        connection.close()


def assert_all_have(crowd, said):
    """Everything, once, in order."""
    crowd.have_all(len(said))
    ids = [message.pk for message in said]
    for client in crowd.clients:
        assert client.log.ids == ids
        assert (client.log.holes, holes(list(client.log.shown))) == (0, set())


def test_sigterm_in_a_deploy(live, crowd, alice, room, measured):
    with Speaker(alice, room) as speaker:
        crowd.have_all(2)
        live.start()
        live.first.process.send_signal(signal.SIGTERM)
        again = polling_again(crowd, live.first.process)
        assert live.first.process.returncode in {0, -signal.SIGTERM}
    assert_all_have(crowd, speaker.said)
    assert sum(len(client.errors) for client in crowd.clients) == 0
    assert {status for client in crowd.clients for status in client.statuses} <= {200, 204}
    measured(f"{PEOPLE} held at SIGTERM: all polling again after {again:.1f} s, no connection error")
    assert again <= 5.0


def polling_again(crowd, process):
    """Seconds until the old process is gone and everybody has asked the new one."""
    start = time.monotonic()
    process.wait(20)
    wait_until(lambda: all(client.asked_at for client in crowd.clients), within=20, what="all poll again")
    return time.monotonic() - start


def test_kill_9(live, crowd, alice, room, measured):
    with Speaker(alice, room) as speaker:
        crowd.have_all(2)
        live.first.kill()
        live.start()
        crowd.have_all(len(speaker.said) + 2)
    assert_all_have(crowd, speaker.said)
    tries = max(len(client.errors) for client in crowd.clients)
    measured(f"kill -9 with {PEOPLE} held: each lost at most {tries} requests, no message")
    assert {status for client in crowd.clients for status in client.statuses} <= {200, 204}


def test_it_may_open_as_many_files_as_the_system_allows(live):
    """Without it the 1,025th poll would be refused."""
    limits = Path(f"/proc/{live.start().pid}/limits").read_text()
    soft, hard = next(line.split()[3:5] for line in limits.splitlines() if line.startswith("Max open files"))
    assert soft == hard

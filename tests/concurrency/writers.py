"""One process with several writers, each a thread with a database connection of its own.

python -m tests.concurrency.writers '{"busy": 1, "quiet": [2, 3], "people": [1, 2], "messages": 300}'
writes one line of JSON per send: room, nonce, end, message, sequence.
"""

import json
import random
import sys
import threading
import uuid

import django
from django.db import DatabaseError, connection

django.setup()

from apps.chat import services  # noqa: E402
from apps.chat.models import Membership  # noqa: E402
from tests.history import End, Send  # noqa: E402

TO_QUIET_ROOMS = 0.2  # share of the messages
RETRIED = 0.05  # share that is sent a second time although it was answered, as after a lost response
TRIES = 5


def write(person: int, job: dict) -> None:
    places = {m.room_id: m for m in Membership.objects.filter(user=person).select_related("room", "user")}
    for number in range(job["messages"]):
        room = random.choice(job["quiet"]) if random.random() < TO_QUIET_ROOMS else job["busy"]
        report(send(places[room], f"{person}: {number}"))
    connection.close()


def send(place: Membership, body: str) -> Send:
    nonce, sent = uuid.uuid4(), None
    for _ in range(TRIES):
        try:
            sent = services.post_message(place, body, nonce)
        except DatabaseError:  # busy or out of time: the same send once more
            continue
        if random.random() >= RETRIED:
            break
    if sent is None:
        return Send(place.room_id, str(nonce), End.UNKNOWN)
    return Send(place.room_id, str(nonce), End.OK, sent.pk, sent.sequence)


def report(send: Send) -> None:
    sys.stdout.write(send.as_json() + "\n")


def main() -> None:
    job = json.loads(sys.argv[1])
    threads = [threading.Thread(target=write, args=(person, job)) for person in job["people"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()

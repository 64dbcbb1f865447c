"""A conversation of twenty messages a second while one part after the other is restarted or killed.

Each message is sent by a client that tries again with the same nonce, as a person's page does; each receiver
polls and merges as a page does. In the end all have seen every message once, in the same order.
"""

import itertools
import time
from collections import Counter
from http.client import HTTPException
from threading import Event, Lock, Thread
from uuid import uuid4

import containers
import faults
from browser import Site
from curl import HeldPoll
from person import Person

SENDERS, PACE = 25, 20.0  # people, messages a second by all of them
RECEIVERS = 4  # and one more over HTTP/2
PATIENCE = 30.0  # seconds for which a sender tries again
BACKOFF = 0.5
REFUSED = {401, 403, 404, 409, 413, 422}  # what a page does not try again
CATCH_UP = 60.0


class Tally:
    """What happened, by all threads."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.stop = Event()
        self.counts: Counter[str] = Counter()
        self.acked: dict[str, float] = {}  # nonce, seconds that its sending took, retries included
        self.problems: list[str] = []

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] += 1

    def problem(self, what: str) -> None:
        with self.lock:
            self.problems.append(what)


def under_fire(site: Site) -> None:
    mark = f"{time.time_ns() // 1_000_000}"
    people = [Person(site, f"p{number}x{mark}").registers().signs_in() for number in range(SENDERS)]
    room = containers.make_room(f"Fire {mark}", [person.name for person in people])
    readers = [Person(site, person.name).signs_in().opens(room) for person in people[: RECEIVERS + 1]]
    tally = Tally()
    listening = [Thread(target=_listen, args=(reader, tally)) for reader in readers[1:]]
    listening.append(Thread(target=_listen_h2, args=(readers[0], tally)))
    speaking = [Thread(target=_speak, args=(p.opens(room), tally, n)) for n, p in enumerate(people)]
    done = Event()
    for thread in [*listening, *speaking]:
        thread.start()
    began = time.monotonic()
    try:
        faults.one_after_the_other()
    finally:
        tally.stop.set()
        for thread in speaking:
            thread.join()
        seconds = time.monotonic() - began
        _wait_for(readers, tally)
        tally.counts["over"] = 1
        done.set()
        for thread in listening:
            thread.join()
    _judge(readers, tally, seconds)


def _speak(person: Person, tally: Tally, number: int) -> None:
    every = SENDERS / PACE
    due = time.monotonic() + every * number / SENDERS
    while not tally.stop.is_set():
        if tally.stop.wait(max(0.0, due - time.monotonic())):
            return
        _say(person, tally)
        due = max(due + every, time.monotonic())


def _say(person: Person, tally: Tally) -> None:
    nonce, began = str(uuid4()), time.monotonic()
    while time.monotonic() < began + PATIENCE:
        try:
            reply = person.send(f"It is {began:.2f} and all is well.", nonce)
        except (OSError, HTTPException) as error:
            tally.count(f"send: {type(error).__name__}")
        else:
            if reply.status == 200:
                tally.acked[nonce] = time.monotonic() - began
                return
            tally.count(f"send: {reply.status}")
            if reply.status in REFUSED:
                tally.problem(f"a send was refused: {reply.status} {reply.text[:200]}")
                return
        time.sleep(BACKOFF)
    tally.problem(f"{person.name} could not send within {PATIENCE:.0f} s")


def _listen(person: Person, tally: Tally) -> None:
    while "over" not in tally.counts:
        try:
            status = person.poll().status
        except (OSError, HTTPException) as error:
            status = type(error).__name__
        except AssertionError as error:
            tally.problem(str(error))
            return
        _after_poll(status, tally)


def _listen_h2(person: Person, tally: Tally) -> None:
    while "over" not in tally.counts:
        poll = HeldPoll(person).start().wait()
        tally.count(f"HTTP/{poll.version} polls")
        _after_poll(poll.status, tally)


def _after_poll(status: int | str, tally: Tally) -> None:
    tally.count("polls")
    if status not in (200, 204):
        tally.count(f"poll: {status}")
        time.sleep(BACKOFF)


def _wait_for(readers: list[Person], tally: Tally) -> None:
    end = time.monotonic() + CATCH_UP
    wanted = set(tally.acked)
    while time.monotonic() < end and not all(wanted <= {nonce for _, nonce in one.seen} for one in readers):
        time.sleep(0.2)


def _judge(readers: list[Person], tally: Tally, seconds: float) -> None:
    acked = set(tally.acked)
    for reader in readers:
        sequences, nonces = zip(*reader.seen, strict=True)
        lost, doubled = len(acked - set(nonces)), len(nonces) - len(set(nonces))
        in_order = all(after == before + 1 for before, after in itertools.pairwise(sequences))
        assert not lost and not doubled and in_order, (
            f"{reader.name}: {lost} of {len(acked)} lost, {doubled} doubled, in order: {in_order}, "
            f"{tally.problems[:3]}"
        )
    times = sorted(tally.acked.values())
    assert not tally.problems, tally.problems[:3]
    pace = len(acked) / seconds
    print(f"conversation: {len(acked)} messages in {seconds:.0f} s ({pace:.1f}/s), {len(readers)} readers")
    print("  lost 0, doubled 0, out of order 0, holes 0; not sent in the end: 0")
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    print(f"  a send took p50 {p50:.3f} s, p99 {p99:.3f} s, at most {times[-1]:.2f} s, retries included")
    retried = {what: number for what, number in sorted(tally.counts.items()) if what != "over"}
    print(f"  counted on the wire, before the client tried again: {retried}")
    _no_server_error(tally)


def _no_server_error(tally: Tally) -> None:
    """A retry hides what it survives; of errors that it cannot, a 500 is one, and none may come at all."""
    bad = {what: number for what, number in tally.counts.items() if what.endswith(" 500")}
    assert not bad, f"errors of the application: {bad}"

"""Two people register, talk and hear each other by the held poll."""

import time

import containers
from browser import Site
from curl import HeldPoll
from person import Person

HELD = 1.5  # seconds; a poll that has not been answered for so long is held


def talk(site: Site) -> None:
    mark = f"{time.time_ns() // 1_000_000}"
    alice, bob = (Person(site, f"{name}{mark}").registers().signs_in() for name in ("alice", "bob"))
    room = containers.make_room(f"Talk {mark}", [alice.name, bob.name])
    alice.opens(room), bob.opens(room)
    settle(bob)
    poll = HeldPoll(bob).start()
    time.sleep(HELD)
    assert poll.is_held(), "a poll that has nothing to say was not held"
    sent = time.perf_counter()
    assert alice.send("Good morning, Bob").status == 200
    poll.wait()
    took = (time.perf_counter() - sent) * 1000
    assert poll.status == 200 and len(bob.seen) == 1, f"bob's poll: {poll.status}, saw {bob.seen}"
    wanted = "2" if site.is_secure else "1.1"
    assert poll.version == wanted, f"HTTP/{poll.version} instead of HTTP/{wanted}"
    print(
        f"{site.url}: registered, signed in, sent, heard by a held HTTP/{poll.version} poll in {took:.0f} ms"
    )


def settle(person: Person) -> None:
    """What else there is to say to a fresh page has been said."""
    person.poll(held=False)

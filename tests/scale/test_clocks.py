"""F14: clocks of processes that are ten minutes apart, and ahead of or behind the database's."""

from django.conf import settings

from tests.children import wait_until
from tests.scale.talk import all_agree, say
from tests.threads import Threads
from tests.tools import libfaketime

SKEWS = ["+10m", "-10m", "+0"]
MESSAGES = 20


def test_f14_order_and_presence_do_not_go_by_them(fleet_of, alice, bob, room, readers):
    fleet = fleet_of(settings.REDIS_URL, LIVE_HOLD="5", PRESENCE_SHORTEST="15", PRESENCE_LONGEST="105")
    library = libfaketime()
    assert library, "python -m tests.tools"
    fleet.start(each=1)
    for skew in SKEWS:
        fleet.env = fleet.env | {
            "LD_PRELOAD": str(library),
            "FAKETIME": skew,
        }
        fleet.add_one_of_each()
    pages = [fleet.page(person, room.pk) for person in (alice, bob)]
    sends, statuses, threads = [], [], Threads()
    with fleet.crowd(readers) as crowd:
        crowd.go_online()
        for n, page in enumerate(pages):
            threads.start(say, page, [f"{n}: {m}" for m in range(MESSAGES)], sends, statuses)
        threads.join()
        all_agree(sends, readers, within=30)
        wait_until(lambda: statuses_of(pages[0], bob) == ["online"] * 4, within=20, what="all see Bob")
    assert set(statuses) == {200}
    assert fleet.complaints() == []


def statuses_of(page, person):
    """As each web process has it."""
    return [page.roster().get(person.usercode) for _ in range(4)]

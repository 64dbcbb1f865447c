"""F7: Redis is full and throws nothing away. As if it were away: sending and reading go on."""

import time

from tests.children import wait_until
from tests.faults.test_redis_away import BUSY, FIRST, NEXT

PROMISED = 30  # seconds until all is dispatched, once there is room


def test_f7_redis_is_full(stack, cast, page, is_drained, measured):
    stack.start("redis", "web", "worker", "beat")
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)
    bob.load()
    assert alice.post("before").status == 200
    times = []
    with stack.connection() as client:
        client.config_set("maxmemory", 1)
        for n in range(20):
            began = time.monotonic()
            assert alice.post(f"number {n}").status == 200
            times.append(time.monotonic() - began)
        bob.poll()
        assert bob.log.ids == alice.log.ids
        assert "used memory > 'maxmemory'" in stack.web.says()
        client.config_set("maxmemory", 0)
    first, *rest = times
    measured(f"full: first POST {first * 1000:.0f} ms, then at most {max(rest) * 1000:.0f} ms")
    assert first <= BUSY * FIRST
    assert max(rest) <= BUSY * NEXT
    assert alice.post("after").status == 200
    wait_until(lambda: stack.revive("worker") or is_drained(), within=PROMISED, what="all is dispatched")
    bob.poll()
    assert bob.log.ids == alice.log.ids
    assert len(bob.log.ids) == 22

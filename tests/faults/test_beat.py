"""F10, F11: two beats, no beat."""

import time

from apps.chat.models import Outbox
from tests.children import wait_until

BEAT_DEAD = 10 * 60 / 20  # seconds, at the tests' pace
OFFLINE_WITHIN = 2 * 60 / 20
BUSY = 4
SENDS = 30


def test_f10_two_beats_do_everything_once(stack, cast, page, hints, is_drained):
    stack.start("redis", "web", "worker", "beat")
    second = stack.another_beat("beat2").start()
    try:
        wait_until(lambda: "beat: Starting" in second.says(), within=30, what="a second beat runs")
        alice = page(cast.alice, cast.room)
        for n in range(SENDS):
            assert alice.post(f"number {n}").status == 200
        wait_until(is_drained, within=20, what="everything is dispatched")
        wait_until(lambda: both_have_ticked(stack.beat, second), within=20, what="both beats have ticked")
    finally:
        second.end()
    assert set(Outbox.objects.values_list("attempts", flat=True)) == {1}
    assert sum(hints.times(cast.room.pk).values()) <= SENDS, "several rows may share a hint, none has two"


def both_have_ticked(*beats):
    return all(beat.says().count("Sending due task sweep") >= 3 for beat in beats)


def test_f11_without_beat_presence_is_right_and_the_outbox_is_drained(
    stack, cast, page, is_drained, measured
):
    stack.beat.kill()
    stack.start("redis", "web", "worker")
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)

    def alice_sees_bob():
        alice.poll()
        return alice.roster()[cast.bob.usercode] != "offline"

    bob.poll()
    assert alice_sees_bob()
    began = time.monotonic()
    wait_until(lambda: not alice_sees_bob(), within=OFFLINE_WITHIN * BUSY, what="Bob is offline")
    measured(f"offline {time.monotonic() - began:.1f} s after the last poll (promised: {OFFLINE_WITHIN})")
    for n in range(SENDS):
        assert alice.post(f"number {n}").status == 200
        with stack.connection() as client:
            client.delete("dispatch:queued", "messager:dispatch", "dispatch")  # the nudge is lost
    wait_until(is_drained, within=BEAT_DEAD, what="the worker's own sweep dispatches")

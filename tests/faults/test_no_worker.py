"""F3: nobody dispatches for long. Readers do not notice."""

import time
import uuid
from datetime import timedelta

from django.utils import timezone

from apps.chat import services
from apps.chat.models import Membership, Outbox
from tests.children import wait_until

SENDS = 1_000
DRAINED_WITHIN = 60  # seconds


def test_f3_a_thousand_sends_without_a_worker(stack, cast, page, is_drained, measured):
    stack.worker.end()
    stack.beat.end()
    stack.start("redis", "web")
    place = Membership.objects.select_related("room", "user").get(room=cast.room, user=cast.alice)
    sent = [services.post_message(place, f"number {n}", uuid.uuid4()).pk for n in range(SENDS)]
    Outbox.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    bob = page(cast.bob, cast.room)
    bob.load_all()
    assert bob.log.ids == sent
    stack.start("worker")
    began = time.monotonic()
    wait_until(is_drained, within=DRAINED_WITHIN, what="the backlog is drained")
    measured(f"{SENDS} rows drained {time.monotonic() - began:.1f} s after the worker was ready")
    assert set(Outbox.objects.values_list("attempts", flat=True)) == {1}
    assert bob.poll().status == 204 or bob.log.again == 0

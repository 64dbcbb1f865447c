"""F21: a message whose dispatch kills or hangs whoever does it: parked after five tries; others flow."""

import pytest

from apps.chat.models import Outbox
from tests.children import wait_until

MOST_ATTEMPTS = 5
LEASE = 45 / 9  # seconds, at the pace of the tests' tasks
PARKED_WITHIN = 4 * MOST_ATTEMPTS * (LEASE + 3)  # worker restarts included


@pytest.mark.parametrize("how", ["poison", "hang"])
def test_f21_poison_is_parked_after_five_tries_and_the_queue_flows(stack, cast, page, sabotage, how):
    stack.start("redis", "web")
    alice = page(cast.alice, cast.room)
    alice.post("poison")
    poison = Outbox.objects.get()
    sabotage.poison(how, poison.message_id)
    for n in range(20):
        alice.post(f"good {n}")
    good = Outbox.objects.exclude(pk=poison.pk)
    sabotage.start()
    restarts = 0

    def is_parked():
        nonlocal restarts
        restarts += sabotage.restart_when_dead()
        poison.refresh_from_db()
        return poison.parked_at

    wait_until(lambda: is_parked() or not good.open().exists(), within=60, what="the others flow")
    assert not good.open().exists(), "the others do not wait for the poison to be parked"
    wait_until(is_parked, within=PARKED_WITHIN, what="the poison is parked")
    assert poison.attempts == MOST_ATTEMPTS
    assert restarts == 0, "it kills who dispatches it, not the whole worker"
    assert not good.parked().exists()
    alice.post("and on")
    wait_until(lambda: is_parked() and not good.open().exists(), within=20, what="the queue flows")

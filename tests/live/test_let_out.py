"""F24, with everybody held: some are removed, suspended or signed out; what is said then is not for them."""

import random

import pytest

from apps.accounts import services as accounts
from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Membership
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import fresh_nonce
from tests.children import wait_until
from tests.live.crowd import ENOUGH

pytestmark = [pytest.mark.faults]
EACH = 30


def remove(person, room):
    Membership.objects.get(user=person, room=room).delete()


def suspend(person, room):
    accounts.deactivate(User.objects.get(pk=person.pk))


def end_sessions(person, room):
    accounts.end_sessions(User.objects.get(pk=person.pk))


def change_password(person, room):
    changed = User.objects.get(pk=person.pk)
    changed.set_password("another horse battery")
    changed.save()


@pytest.mark.parametrize("seed", range(2))
def test_nothing_that_is_said_after_reaches_them(crowd, alice, room, seed):
    chosen = random.Random(seed).sample(crowd.clients, 4 * EACH)
    out = list(zip(chosen, [remove, suspend, end_sessions, change_password] * EACH, strict=True))
    for client, let_out in out:
        let_out(client.user, room)
        services.post_message(place(alice, room), f"after {client.user.pk} went", fresh_nonce())
        services.dispatch()
    gone = {client.user.pk: let_out for client, let_out in out}
    crowd_goes_on = [client for client in crowd.clients if client.user.pk not in gone]
    wait_until(
        lambda: (
            all(len(client.log.shown) == len(out) for client in crowd_goes_on)
            and all(client.ended for client, _ in out)
        ),
        within=ENOUGH,
        what="those who stay have all, the others have stopped",
    )
    order = [client.user.pk for client, _ in out]
    for at, (client, let_out) in enumerate(out):
        text = "".join(client.texts)
        assert not [person for person in order[at:] if f"after {person} went" in text]
        assert client.ended == (404 if let_out is remove else 401)
        assert "<form" not in text
    assert all(not client.errors for client in crowd.clients)

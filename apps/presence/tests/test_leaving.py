import pytest
from django.test import Client
from django.urls import reverse

from apps.presence import store
from apps.presence.status import Status
from apps.presence.tests.conftest import left_in

pytestmark = pytest.mark.django_db
LEAVE = reverse("presence:leave")


def test_the_beacon_of_a_closing_page_leaves_ten_seconds(alice, signed_in):
    store.heartbeat(alice.pk, 60_000, active=True)
    assert signed_in(alice).post(LEAVE).status_code == 204
    assert left_in(alice) == pytest.approx(10, abs=0.5)


def test_another_tab_polls_again_and_nobody_saw_a_thing(alice, signed_in):
    before = store.heartbeat(alice.pk, 2000, active=True)
    signed_in(alice).post(LEAVE)
    assert store.heartbeat(alice.pk, 2000, active=True) == before
    assert store.statuses() == {alice.pk: Status.ONLINE}


def test_the_beacon_speaks_for_its_own_person_alone(alice, bob, signed_in):
    store.heartbeat(bob.pk, 60_000, active=True)
    signed_in(alice).post(LEAVE, {"user": bob.pk})
    assert left_in(bob) > 100


def test_signed_out_it_is_401(client, alice):
    store.heartbeat(alice.pk, 60_000, active=True)
    assert client.post(LEAVE).status_code == 401
    assert left_in(alice) > 100


def test_it_takes_the_token_that_a_beacon_can_carry(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    assert browser.post(LEAVE, headers={"HX-Request": "true"}).status_code == 403
    browser.cookies["csrftoken"] = "a" * 32
    assert browser.post(LEAVE, {"csrfmiddlewaretoken": "a" * 32}).status_code == 204


def test_it_is_not_for_looking(alice, signed_in):
    assert signed_in(alice).get(LEAVE).status_code == 405


def test_signing_out_leaves_too(alice, signed_in):
    store.heartbeat(alice.pk, 60_000, active=True)
    signed_in(alice).logout()
    assert left_in(alice) == pytest.approx(10, abs=0.5)


def test_without_redis_leaving_is_quiet(alice, redis_away, signed_in):
    assert signed_in(alice).post(LEAVE).status_code == 204

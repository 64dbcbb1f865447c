import pytest
from django.urls import reverse

from apps.presence import store
from apps.presence.expiry import expire_presence
from apps.presence.heartbeat import beat
from apps.presence.status import Status

pytestmark = pytest.mark.django_db
VISIBILITY = reverse("presence:visibility")


def appears(browser, choice: str, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return browser.post(VISIBILITY, {"appear_offline": choice}, headers=headers)


def test_appearing_offline_is_at_once_and_lasts(alice, signed_in, django_capture_on_commit_callbacks):
    beat(alice, 2000, away=False)
    version = store.version()
    with django_capture_on_commit_callbacks(execute=True):
        appears(signed_in(alice), "on")
    assert store.statuses() == {}
    assert store.version() != version
    alice.refresh_from_db()
    beat(alice, 2000, away=False)
    assert store.statuses() == {}


def test_it_looks_like_leaving(alice, signed_in, django_capture_on_commit_callbacks):
    """Last seen is written, as for anyone who leaves, and not again while they are there unseen."""
    beat(alice, 2000, away=False)
    with django_capture_on_commit_callbacks(execute=True):
        appears(signed_in(alice), "on")
    expire_presence()
    alice.refresh_from_db()
    then = alice.last_seen
    assert then
    beat(alice, 2000, away=False)
    expire_presence()
    alice.refresh_from_db()
    assert alice.last_seen == then


def test_appearing_online_again_comes_with_the_next_poll(alice, signed_in):
    browser = signed_in(alice)
    appears(browser, "on")
    appears(browser, "off")
    alice.refresh_from_db()
    assert not alice.appear_offline
    beat(alice, 2000, away=False)
    assert store.statuses() == {alice.pk: Status.ONLINE}


def test_a_script_gets_the_roster_that_says_so(alice, signed_in):
    answer = appears(signed_in(alice), "on", HX_Request="true")
    assert answer.status_code == 200
    assert b'id="roster"' in answer.content
    assert b"You appear offline." in answer.content


@pytest.mark.parametrize(
    ("came_from", "goes_to"),
    [
        ("http://testserver/messager/rooms/7/", "http://testserver/messager/rooms/7/"),
        ("https://elsewhere.example/", "/messager/"),
        ("javascript:alert(1)", "/messager/"),
        ("", "/messager/"),
    ],
)
def test_without_scripts_it_leads_back_and_never_elsewhere(alice, signed_in, came_from, goes_to):
    answer = appears(signed_in(alice), "on", Referer=came_from)
    assert (answer.status_code, answer.url) == (302, goes_to)


def test_it_speaks_for_its_own_person_alone(alice, bob, signed_in):
    signed_in(alice).post(VISIBILITY, {"appear_offline": "on", "user": bob.pk})
    bob.refresh_from_db()
    assert not bob.appear_offline


def test_signed_out_it_is_401(client):
    assert appears(client, "on", HX_Request="true").status_code == 401


def test_a_page_made_for_another_changes_nothing(alice, bob, signed_in):
    answer = appears(signed_in(alice), "on", HX_Request="true", Messager_User=str(bob.pk))
    assert answer.status_code == 409
    alice.refresh_from_db()
    assert not alice.appear_offline

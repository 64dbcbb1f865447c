import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts import states
from apps.accounts.models import User
from apps.accounts.states import Lasts
from apps.presence import selectors, store, tasks
from apps.presence.selectors import roster_for
from apps.presence.status import Status
from apps.presence.tests.conftest import lapses
from tests.people import a_person

pytestmark = pytest.mark.django_db
ROSTER = reverse("presence:roster")


def statuses(roster) -> list[tuple[str, Status | None]]:
    return [(person.name, person.status) for person in roster.people]


def seen(person, seconds_ago: float) -> None:
    User.objects.filter(pk=person.pk).update(last_seen=timezone.now() - timedelta(seconds=seconds_ago))


# --- Who is where ------------------------------------------------------------------------------------


def test_online_then_away_by_name_then_offline_the_latest_first(alice, bob, charlie, dora):
    store.heartbeat(dora.pk, 2000, active=True)
    store.heartbeat(alice.pk, 60_000, active=False)
    zoe, yan = a_person("zoe", name="abe"), a_person("yan")
    store.heartbeat(zoe.pk, 2000, active=True)
    seen(bob, 500)
    seen(charlie, 50)
    assert statuses(roster_for(alice)) == [
        ("abe", Status.ONLINE),
        ("dora", Status.ONLINE),
        ("alice", Status.AWAY),
        ("charlie", Status.OFFLINE),
        ("bob", Status.OFFLINE),
        (yan.username, Status.OFFLINE),
    ]


def test_others_online_counts_everyone_a_broadcast_goes_to(alice, bob, charlie):
    assert roster_for(alice).others_online == 0
    for person in (alice, bob, charlie):
        store.heartbeat(person.pk, 2000, active=True)
    assert roster_for(alice).others_online == 2
    lapses(bob, 1)
    assert roster_for(alice).others_online == 1


def test_who_appears_offline_looks_like_anyone_offline(alice, bob):
    store.heartbeat(bob.pk, 2000, active=True)
    User.objects.filter(pk=bob.pk).update(appear_offline=True)  # a race: still in the store
    roster = roster_for(alice)
    assert ("bob", Status.OFFLINE) in statuses(roster)
    assert roster.others_online == 0


def test_the_deactivated_do_not_appear(alice, bob, charlie):
    store.heartbeat(bob.pk, 2000, active=True)
    User.objects.filter(pk__in=[bob.pk, charlie.pk]).update(is_active=False)
    assert statuses(roster_for(alice)) == [("alice", Status.OFFLINE)]


def test_a_long_roster_is_cut_and_says_so(alice, monkeypatch, signed_in):
    monkeypatch.setattr(selectors, "MOST_HERE", 2)
    monkeypatch.setattr(selectors, "MOST_OFFLINE", 3)
    for number in range(5):
        store.heartbeat(a_person(f"here{number}").pk, 2000, active=True)
    for number in range(5):
        a_person(f"gone{number}")
    roster = roster_for(alice)
    assert [len(group.people) for group in (roster.here, roster.others)] == [2, 3]
    assert [group.more for group in (roster.here, roster.others)] == [3, 3]
    assert signed_in(alice).get(ROSTER).content.count(b"and 3 more") == 2


# --- The fragment ------------------------------------------------------------------------------------


def test_a_person_shows_code_name_and_status(alice, bob, signed_in):
    User.objects.filter(pk=bob.pk).update(name="Bob <b>", usercode="K7M2QX")
    store.heartbeat(bob.pk, 2000, active=True)
    page = signed_in(alice).get(ROSTER).content.decode()
    person = re.search(rf'<li class="person"\s+data-person="{bob.pk}".*?</li>', page, re.DOTALL)
    assert person
    assert 'data-usercode="K7M2QX"' in person[0]
    assert 'data-name="Bob &lt;b&gt;"' in person[0]
    assert '<bdi class="person__name">Bob &lt;b&gt;</bdi>' in person[0]
    assert f'href="{reverse("chat:home")}?code=K7M2QX"' in person[0]
    assert re.search(r"person__status--online\">\s*online\s*<", person[0])


def test_it_asks_for_what_is_newer_than_itself(alice, signed_in):
    store.heartbeat(alice.pk, 2000, active=True)
    page = signed_in(alice).get(ROSTER).content.decode()
    version = store.version()
    assert f'data-version="{version}"' in page
    assert f'hx-get="{ROSTER}?version={version}"' in page
    assert 'hx-trigger="every 15000ms, roster-moved from:body"' in page
    assert 'data-others-online="0"' in page


def test_looking_keeps_nobody_online(alice, signed_in):
    signed_in(alice).get(ROSTER)
    assert store.statuses() == {}


def test_nothing_new_is_204_and_no_sql_beyond_the_session(alice, signed_in, django_assert_num_queries):
    browser = signed_in(alice)
    store.heartbeat(alice.pk, 2000, active=True)
    browser.get(ROSTER)
    with django_assert_num_queries(1):  # the person; the session comes from the cache
        answer = browser.get(ROSTER, {"version": store.version()})
    assert answer.status_code == 204
    assert answer.content == b""


def test_something_new_is_200(alice, bob, signed_in):
    version = store.heartbeat(alice.pk, 2000, active=True)
    store.heartbeat(bob.pk, 2000, active=True)
    answer = signed_in(alice).get(ROSTER, {"version": version})
    assert answer.status_code == 200
    assert b"bob" in answer.content


def test_one_version_is_read_and_rendered_once_for_all(alice, bob, signed_in, django_assert_num_queries):
    store.heartbeat(bob.pk, 2000, active=True)
    browser = signed_in(alice)
    with django_assert_num_queries(4):  # the person, the count, those here, those offline
        browser.get(ROSTER)
    with django_assert_num_queries(2):  # the person, the count
        assert b"bob" in browser.get(ROSTER).content


def test_it_costs_the_same_however_many_there_are(alice, signed_in, django_assert_num_queries):
    for number in range(30):
        store.heartbeat(a_person(f"p{number}").pk, 2000, active=True)
    browser = signed_in(alice)
    with django_assert_num_queries(4):
        browser.get(ROSTER)


@pytest.mark.parametrize("version", ["", "x" * 500, "0.0.0", "<script>", "1795486956782.1.1"])
def test_a_version_of_any_make_is_only_compared(alice, signed_in, version):
    assert signed_in(alice).get(ROSTER, {"version": version}).status_code in {200, 204}


# --- Who may not -------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_signed_out_get_401_and_no_name(client, bob, headers):
    store.heartbeat(bob.pk, 2000, active=True)
    answer = client.get(ROSTER, headers=headers)
    assert answer.status_code == 401
    assert b"bob" not in answer.content
    assert bob.usercode.encode() not in answer.content


def test_the_deactivated_get_401(alice, signed_in):
    browser = signed_in(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert browser.get(ROSTER).status_code == 401


def test_a_page_made_for_another_gets_409(alice, bob, signed_in):
    answer = signed_in(alice).get(ROSTER, headers={"HX-Request": "true", "Messager-User": str(bob.pk)})
    assert answer.status_code == 409


def test_it_is_only_looked_at(alice, signed_in):
    assert signed_in(alice).post(ROSTER).status_code == 405


# --- Redis away --------------------------------------------------------------------------------------


def test_without_redis_who_is_online_is_unknown_not_offline(alice, bob, redis_away, signed_in):
    answer = signed_in(alice).get(ROSTER)
    page = answer.content.decode()
    assert "Who is online is not known right now." in page
    assert bob.usercode in page
    assert "person__status" not in page
    assert "offline</span>" not in page
    assert 'data-version="unknown"' in page


def test_what_stays_unknown_is_nothing_new(alice, refused_redis, signed_in):
    assert signed_in(alice).get(ROSTER, {"version": "unknown"}).status_code == 204


def test_what_is_known_again_is_new(alice, signed_in):
    assert signed_in(alice).get(ROSTER, {"version": "unknown"}).status_code == 200


def test_without_redis_a_broadcast_still_counts_those_seen_lately(alice, bob, refused_redis):
    seen(bob, 30)
    assert roster_for(alice).others_online == 1


# --- What people say of themselves -------------------------------------------------------------------


@pytest.fixture
def row(signed_in):
    def row(viewer, person):
        page = signed_in(viewer).get(ROSTER).content.decode()
        found = re.search(rf'<li class="person"\s+data-person="{person.pk}".*?</li>', page, re.DOTALL)
        assert found
        return found[0]

    return row


def test_a_status_and_a_mark_stand_beside_the_name(alice, bob, row):
    assert "person__says" not in row(alice, bob)
    states.set_status(bob, "At <lunch>", Lasts.HOUR)
    states.set_quiet(bob, True, Lasts.HOUR)
    store.touch()
    shown = row(alice, bob)
    assert '<bdi class="person__says" title="At &lt;lunch&gt;">At &lt;lunch&gt;</bdi>' in shown
    assert "person__quiet" in shown


def test_what_is_over_goes_from_the_kept_copy_too(alice, bob, row):
    states.set_status(bob, "At lunch", Lasts.HOUR)
    states.set_quiet(bob, True, Lasts.HOUR)
    assert "At lunch" in row(alice, bob)
    moment = timezone.now() - timedelta(seconds=1)
    User.objects.filter(pk=bob.pk).update(status_until=moment, quiet_until=moment)
    version = store.version()
    tasks.end_states()
    assert store.version() != version
    assert "At lunch" not in row(alice, bob)
    assert "person__quiet" not in row(alice, bob)


def test_with_nothing_over_nothing_moves(alice):
    version = store.version()
    tasks.end_states()
    assert store.version() == version

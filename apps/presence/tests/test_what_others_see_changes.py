import pytest
from django.contrib.auth.signals import user_logged_in

from apps.presence import store
from tests.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(django_capture_on_commit_callbacks):
    """Whether the roster's version changes by an action."""

    def moves(action) -> bool:
        before = store.version()
        with django_capture_on_commit_callbacks(execute=True):
            action()
        return store.version() != before

    return moves


SHOWN = {
    "name": "Alice B",
    "usercode": "K7M2QX",
    "username": "alicia",
    "appear_offline": True,
    "is_active": False,
    "status_text": "At lunch",
    "is_quiet": True,
}


@pytest.mark.parametrize(("field", "value"), SHOWN.items())
def test_a_new_name_code_or_visibility_moves_the_roster(alice, moved, field, value):
    setattr(alice, field, value)
    assert moved(lambda: alice.save(update_fields=[field]))
    assert moved(alice.save)


def test_somebody_new_and_somebody_deleted_move_it(alice, moved):
    assert moved(lambda: a_person("newcomer"))
    assert moved(alice.delete)


def test_signing_in_does_not_move_it(alice, moved, rf):
    request = rf.get("/")
    assert not moved(lambda: user_logged_in.send(sender=type(alice), request=request, user=alice))


def test_the_deactivated_leave_at_once(alice, moved):
    store.heartbeat(alice.pk, 60_000, active=True)
    alice.is_active = False
    assert moved(lambda: alice.save(update_fields=["is_active"]))
    assert store.statuses() == {}


def test_without_redis_people_change_all_the_same(alice, redis_away, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        alice.name = "Alice B"
        alice.save()
    alice.refresh_from_db()
    assert alice.name == "Alice B"

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.accounts.models import User
from apps.chat import demo, selectors
from apps.chat.forms import MessageForm
from apps.chat.models import Kind, Membership, Message, Room
from apps.presence import store
from tests.people import a_person


def run():
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


@pytest.fixture
def told(db):
    """What `make demo` says at its first start."""
    return run()


@pytest.fixture
def amara(told):
    return User.objects.get(username="amara")


def test_it_says_who_there_is_and_the_password(told, client):
    assert demo.PASSWORD in told
    for person in User.objects.all():
        assert person.username in told
        assert person.usercode in told
        assert client.login(username=person.username, password=demo.PASSWORD)
    assert told.isascii()  # shown by terminals of any kind


def test_there_are_real_people_and_no_staff(told):
    assert User.objects.count() == 8
    for person in User.objects.all():
        person.full_clean()
        assert not person.is_staff


def test_there_is_something_to_read_everywhere(amara):
    sidebar = selectors.sidebar_for(amara, None, selectors.numbers_of(amara))
    kinds = [entry.kind for entry in sidebar.entries]
    assert (kinds.count(Kind.OPEN), kinds.count(Kind.DIRECT), kinds.count(Kind.BROADCAST)) == (2, 3, 1)
    assert sum(entry.unread > 0 for entry in sidebar.entries) >= 4
    assert sidebar.unread < 20


def test_one_room_has_several_pages(told):
    assert Room.objects.get(name="Departure board").last_sequence > 200


def test_what_was_said_lies_in_the_past_in_its_order(told):
    now = timezone.now()
    for room in Room.objects.all():
        times = list(room.messages.order_by("sequence").values_list("sent_at", flat=True))
        assert times == sorted(times)
        assert times[-1] < now
        assert (room.created_at, room.last_message_at) == (times[0], times[-1])
        assert (now - times[0]).days <= 6


def test_every_message_is_one_that_a_person_could_have_sent(told):
    for message in Message.objects.filter(deleted_at=None):
        form = MessageForm({"body": message.body})
        assert form.is_valid()
        assert form.cleaned_data["body"] == message.body
        assert Membership.objects.filter(room=message.room, user=message.sender).exists()


def test_some_things_were_edited_and_deleted(told):
    assert Message.objects.filter(edited_at__isnull=False).count() >= 3
    assert Message.objects.get(deleted_at__isnull=False).body == ""


def test_a_broadcast_went_to_those_online_at_the_time(amara):
    broadcasts = Room.objects.broadcast().messages
    seen = Message.objects.visible_to(amara, Room.objects.broadcast())
    assert 0 < seen.count() < broadcasts.count()
    assert all(0 < sent.recipient_count < 8 for sent in broadcasts.all())


def test_a_few_are_online_at_the_start(told):
    names = User.objects.filter(pk__in=store.statuses()).values_list("username", flat=True)
    assert set(names) == {"bjorn", "mei", "zoe"}


def test_a_second_start_changes_nothing(told):
    before = list(Message.objects.values_list("pk", "revision"))
    again = run()
    assert "there already" in again
    assert demo.PASSWORD in again
    assert list(Message.objects.values_list("pk", "revision")) == before


def test_it_leaves_a_database_with_other_people_alone(db):
    a_person("dora")
    with pytest.raises(CommandError, match="people in this database"):
        run()
    assert User.objects.count() == 1


def test_it_refuses_where_others_can_come(db, settings):
    settings.PUBLIC_URL = "https://chat.example.org"
    with pytest.raises(CommandError, match="PUBLIC_URL"):
        run()
    assert not User.objects.exists()


def test_a_start_that_was_interrupted_begins_anew(db, monkeypatch):
    monkeypatch.setattr(demo.team, "gather", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run()
    assert not User.objects.exists()


def test_a_line_that_is_none_is_said(db):
    with pytest.raises(ValueError, match="not a line"):
        demo.play.script.read("kind: open\n\n09:00 amara no colon", timezone.now())

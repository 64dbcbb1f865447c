"""A set of people is one lasting conversation, and never of others."""

import pytest

from apps.chat import services
from apps.chat.models import Kind, Room
from apps.chat.tests.desk import fresh_nonce, text_of, unread_in
from apps.chat.tests.manager import DIRECTS, Manager
from apps.operations.doctor.database import memberships_of_direct_rooms
from tests.people import a_person


@pytest.fixture
def three(alice, bob, charlie) -> Room:
    return services.open_direct(alice, bob, charlie).room


def directs() -> list[Room]:
    return list(Room.objects.filter(kind=Kind.DIRECT))


def test_the_first_message_makes_it_and_the_next_finds_it_from_whomever(alice, bob, charlie):
    Manager(alice).writes_to(bob, charlie, nonce=fresh_nonce())
    answer = Manager(charlie).writes_to(alice, bob, body="again", nonce=fresh_nonce())
    (room,) = directs()
    assert answer["Location"] == f"{room.get_absolute_url()}#end"
    assert set(room.members.all()) == {alice, bob, charlie}
    assert list(room.messages.order_by("sequence").values_list("body", flat=True)) == ["hello", "again"]


def test_the_same_form_twice_is_one_message(alice, bob, charlie):
    nonce = fresh_nonce()
    for _ in range(2):
        assert Manager(alice).writes_to(bob, charlie, nonce=nonce).status_code == 303
    assert directs()[0].last_sequence == 1


def test_two_of_the_three_have_a_conversation_of_their_own(alice, bob, charlie, three):
    assert services.open_direct(alice, bob).room != three
    assert len(directs()) == 2


@pytest.mark.parametrize("body", ["", "   "])
def test_without_a_message_none_is_made(body, alice, bob, charlie):
    answer = Manager(alice).writes_to(bob, charlie, body=body, nonce=fresh_nonce())
    assert answer.status_code == 422
    assert "Write something first." in text_of(answer)
    assert directs() == []


def test_at_most_eight_people_and_at_least_two(alice):
    people = [a_person(f"p{n}") for n in range(8)]
    assert Manager(alice).writes_to(nonce=fresh_nonce()).status_code == 422
    assert Manager(alice).writes_to(alice, nonce=fresh_nonce()).status_code == 422
    refused = Manager(alice).writes_to(*people, body="all of you", nonce=fresh_nonce())
    assert refused.status_code == 422
    assert "all of you" in text_of(refused)
    assert Manager(alice).writes_to(*people[:7], nonce=fresh_nonce()).status_code == 303


def test_whom_one_picks_is_found_by_name_and_code(alice, bob, charlie):
    page = Manager(alice).get(DIRECTS, q="bo", person=charlie.pk)
    assert (page.context["candidates"], page.context["people"]) == ([bob], [charlie])
    assert Manager(alice).get(DIRECTS, q=bob.usercode).context["candidates"] == [bob]
    assert Manager(alice).get(DIRECTS, q="bo", person=bob.pk).context["candidates"] == []


def test_it_is_called_by_the_others(alice, bob, charlie, three, says):
    says(alice, three)
    assert unread_in(text_of(Manager(bob).client.get("/messager/"))) == {"alice, charlie": "1"}
    page = text_of(Manager(alice, three).opens())
    assert "<bdi>bob, charlie</bdi>" in page
    assert "Write to bob, charlie" in page


def test_another_name_is_seen_by_all_of_them(alice, bob, charlie, three):
    inbox = Manager(bob).inbox()
    alice.name = "Alice Liddell"
    alice.save()
    assert "Alice Liddell, charlie" in text_of(Manager(bob).polls(inbox=inbox))


def test_it_is_never_widened_renamed_or_left(alice, bob, three):
    dora, she = a_person("dora"), Manager(alice, three)
    answers = [
        she.invites(dora),
        she.removes(bob),
        she.makes_owner(bob),
        she.leaves(),
        she.settles(name="Ours"),
        she.archives(),
        she.get(f"{she.path}members/"),
        she.get(f"{she.path}settings/"),
        Manager(dora, three).joins(),
        Manager(dora, three).opens(),
    ]
    assert {answer.status_code for answer in answers} == {404}
    three.refresh_from_db()
    assert (three.name, three.is_archived, three.members.count()) == ("", False, 3)


def test_it_can_be_muted_and_made_a_favourite(alice, three):
    she = Manager(alice, three)
    assert she.wants("muted").status_code == she.favours().status_code == 303
    assert she.get(f"{she.path}details/").status_code == 200


def test_the_doctor_knows_how_many_it_is_of(three, direct, bob):
    assert memberships_of_direct_rooms() is None
    three.memberships.filter(user=bob).delete()
    assert str(three.pk) in memberships_of_direct_rooms()

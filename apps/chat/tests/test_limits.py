"""How fast a person may go; polite, with the text kept, and never because of a copy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps import guarded_redis
from apps.accounts.models import Server, User
from apps.chat.limits import LOOK_UPS, MESSAGES
from apps.chat.models import Kind, Message
from apps.chat.tests.desk import Desk, fresh_nonce, said, text_of, value_of
from apps.chat.tests.manager import DIRECTS, ROOMS, Manager
from tests.crowds import a_crowd

OK = {200, 303}


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def desk(request, alice, room) -> Desk:
    return Desk(alice, room, script=request.param)


def as_if_later(limit, person, seconds: float) -> None:
    """What was counted so far happened `seconds` earlier."""
    key = f"limit:{limit.name}:{person.pk}"
    client = guarded_redis.client()
    for member, score in client.zrange(key, 0, -1, withscores=True):
        client.zadd(key, {member: score - seconds * 1000})


def test_five_messages_in_five_seconds_and_no_sixth(desk):
    assert {desk.sends(f"{n}").status_code for n in range(5)} <= OK
    refused = desk.sends("the sixth")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 5
    assert "try again" in said(refused)
    assert Message.objects.count() == 5
    if not desk.script:
        assert value_of("body", refused) == "the sixth"


def test_the_refused_message_goes_out_a_moment_later(desk, alice):
    for n in range(5):
        desk.sends(f"{n}")
    nonce = fresh_nonce()
    assert desk.sends("late", nonce).status_code == 429
    as_if_later(MESSAGES, alice, 5)
    assert desk.sends("late", nonce).status_code in OK


def test_the_window_slides(desk, alice):
    for n in range(3):
        desk.sends(f"{n}")
    as_if_later(MESSAGES, alice, 3)
    for n in range(2):
        desk.sends(f"{n}")
    refused = desk.sends("sixth")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 2
    as_if_later(MESSAGES, alice, 2)
    assert [desk.sends(f"{n}").status_code in OK for n in range(4)] == [True, True, True, False]


def test_copies_of_one_message_count_once(desk):
    nonce = fresh_nonce()
    assert {desk.sends("again", nonce).status_code for _ in range(12)} <= OK
    assert {desk.sends(f"{n}").status_code for n in range(4)} <= OK
    assert desk.sends("sixth").status_code == 429


def test_a_late_copy_is_let_through_at_the_limit(desk, alice):
    nonce = fresh_nonce()
    desk.sends("first", nonce)
    as_if_later(MESSAGES, alice, 60)
    for n in range(5):
        desk.sends(f"{n}")
    assert desk.sends("first", nonce).status_code in OK
    assert Message.objects.count() == 6


def test_one_person_does_not_slow_another_down(desk, bob, room):
    for n in range(6):
        desk.sends(f"{n}")
    assert Desk(bob, room).sends("hello").status_code == 200


def test_the_five_are_of_all_rooms_together(desk, alice, direct):
    for n in range(5):
        desk.sends(f"{n}")
    assert Desk(alice, direct).sends("elsewhere").status_code == 429


def test_one_broadcast_in_five_seconds(alice, bob, everyone, come_online):
    come_online(bob)
    desk = Desk(alice, everyone)
    assert desk.sends("one").status_code == 200
    refused = desk.sends("two")
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 5
    assert desk.sends("to one person", code=bob.usercode).status_code == 200


def test_twenty_look_ups_a_minute(alice, bob, everyone):
    desk = Desk(alice, everyone)
    for n in range(20):
        assert desk.sends("guess", code=f"22222{'23456789ACDEFGHJKMNP'[n]}").status_code == 422
    refused = desk.sends("keep me", code=bob.usercode)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert "Nobody" not in said(refused)
    as_if_later(LOOK_UPS, alice, 60)
    assert desk.sends("keep me", code=bob.usercode).status_code == 200


def test_twenty_look_ups_of_the_same_code_are_as_many(alice, everyone):
    desk = Desk(alice, everyone)
    answers = [desk.sends("guess", code="222222").status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_a_guess_counts_although_the_text_is_empty(alice, everyone):
    desk = Desk(alice, everyone)
    answers = [desk.sends("", code=f"22222{letter}").status_code for letter in "23456789ACDEFGHJKMNPQ"]
    assert answers == [422] * 20 + [429]


def test_a_guess_in_the_search_for_people_counts_as_well(alice, bob, everyone):
    desk = Desk(alice, everyone, script=False)
    for letter in "23456789ACDEFGHJKMNP":
        assert "Nobody else is called like this." in text_of(desk.get(DIRECTS, q=f"22222{letter}"))
    refused = text_of(desk.get(DIRECTS, q=bob.usercode))
    assert "That was a bit fast." in refused
    assert f'value="{bob.pk}"' not in refused
    assert desk.sends("keep me", code=bob.usercode).status_code == 429  # one count for all ways to look


def test_a_plain_form_at_the_limit_of_look_ups_keeps_text_and_code(alice, everyone):
    desk = Desk(alice, everyone, script=False)
    for _ in range(20):
        desk.sends("guess", code="222222")
    refused = desk.sends("keep me", code="222222")
    assert refused.status_code == 429
    assert (value_of("body", refused), value_of("code", refused)) == ("keep me", "222222")


def test_counting_leaves_little_behind(alice, everyone):
    Desk(alice, everyone).sends("x", nonce="n" * 100_000, code="222222")
    kept = guarded_redis.client().zrange(f"limit:look-ups:{alice.pk}", 0, -1)
    assert sum(len(member) for member in kept) < 100


def test_what_was_counted_is_forgotten_by_redis_itself(desk, alice):
    desk.sends("hello")
    assert 0 < guarded_redis.client().pttl(f"limit:messages:{alice.pk}") <= 5000


@pytest.mark.usefixtures("redis_away")
def test_without_redis_nobody_is_held_back(alice, room):
    desk = Desk(alice, room)
    assert {desk.sends(f"{n}").status_code for n in range(8)} == {200}


def test_switched_off_nothing_is_counted(desk, settings):
    settings.RATE_LIMITS = False
    assert {desk.sends(f"{n}").status_code for n in range(8)} <= OK


# --- all together in one room ---------------------------------------------------------------------


def others_say(room, count: int) -> None:
    """As if other members had just sent so many messages."""
    client = guarded_redis.client()
    seconds, micros = client.time()
    now = seconds * 1000 + micros // 1000
    key = f"limit:room-messages:{room.pk}"
    client.zadd(key, {f"other {n}": now + 60_000 for n in range(count)})
    client.persist(key)  # however slow the test is


def test_a_room_takes_fifty_messages_a_second_and_keeps_the_text_of_the_next(desk, room):
    others_say(room, 49)
    nonce = fresh_nonce()
    assert desk.sends("the fiftieth", nonce).status_code in OK
    others_say(room, 50)
    refused = desk.sends("one more")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    assert "Too much is being said here at once" in said(refused)
    if not desk.script:
        assert value_of("body", refused) == "one more"
    assert desk.sends("the fiftieth", nonce).status_code in OK


def test_another_room_takes_them(alice, room, direct):
    others_say(room, 50)
    assert Desk(alice, direct).sends("quiet here").status_code == 200


def test_a_forward_counts_in_the_room_it_goes_to(alice, room, direct, says):
    message = says(alice, direct)
    others_say(room, 50)
    desk = Desk(alice, direct, script=False)
    path = f"{desk.path}messages/{message.pk}/forward/"
    assert desk.post(path, room=room.pk, nonce=fresh_nonce()).status_code == 429


# --- newcomers ------------------------------------------------------------------------------------


@pytest.fixture
def strangers():
    return a_crowd(16, "stranger")


def aged(person, hours: float) -> None:
    User.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(hours=hours))


def writes_to(person, other) -> int:
    return Manager(person).writes_to(other, nonce=fresh_nonce()).status_code


def counts_as_past(person) -> None:
    """The limit on messages is another test's."""
    guarded_redis.client().delete(f"limit:messages:{person.pk}")


def test_a_newcomer_begins_fifteen_conversations_an_hour(alice, strangers, says):
    for stranger in strangers[:15]:
        counts_as_past(alice)
        assert writes_to(alice, stranger) == 303
    counts_as_past(alice)
    refused = Manager(alice).writes_to(strangers[15], body="my long text", nonce=fresh_nonce())
    assert refused.status_code == 429
    assert 3000 <= int(refused["Retry-After"]) <= 3600
    assert "Your account is new" in text_of(refused)
    assert "my long text</textarea>" in text_of(refused)
    assert writes_to(alice, strangers[0]) == 303  # goes on with whom they have talked
    assert not alice.rooms.filter(members=strangers[15]).exclude(kind=Kind.BROADCAST).exists()


def test_by_their_codes_they_are_as_many(alice, everyone, strangers):
    use_up("directs-of-newcomers", alice, 15)
    refused = Desk(alice, everyone).sends("hello", code=strangers[0].usercode)
    assert refused.status_code == 429
    assert "Your account is new" in said(refused)


def use_up(name: str, person, amount: int) -> None:
    client = guarded_redis.client()
    seconds, _ = client.time()
    client.zadd(f"limit:{name}:{person.pk}", {f"earlier {n}": seconds * 1000 for n in range(amount)})


def test_who_has_been_here_for_a_day_is_not_new(alice, strangers):
    use_up("directs-of-newcomers", alice, 15)
    aged(alice, 23)
    assert writes_to(alice, strangers[0]) == 429
    aged(alice, 25)
    assert writes_to(alice, strangers[0]) == 303


def test_how_long_an_account_is_new_is_decided_in_the_admin(alice, strangers):
    use_up("directs-of-newcomers", alice, 15)
    aged(alice, 25)
    Server.objects.update_or_create(defaults={"newcomer_hours": 48})
    assert writes_to(alice, strangers[0]) == 429
    Server.objects.update(newcomer_hours=0)
    assert writes_to(alice, strangers[0]) == 303


def test_staff_is_never_new(alice, strangers):
    use_up("directs-of-newcomers", alice, 15)
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert writes_to(alice, strangers[0]) == 303


def test_a_newcomer_is_held_back_with_broadcasts_rooms_invitations_and_everyone(
    alice, bob, charlie, room, everyone, come_online
):
    come_online(bob)
    for name, amount in (("broadcasts", 20), ("rooms", 5), ("invites", 30), ("everyone", 3)):
        use_up(f"{name}-of-newcomers", alice, amount)
    assert Desk(alice, everyone).sends("to all").status_code == 429
    assert Desk(alice, room).sends("@everyone look", everyone="on").status_code == 429
    assert Manager(alice, room).invites(charlie).status_code == 429
    assert charlie not in room.members.all()
    refused = Manager(alice).post(ROOMS, name="Tea", kind="open", topic="kept")
    assert refused.status_code == 429
    assert 'value="kept"' in text_of(refused)
    assert int(refused["Retry-After"]) > 60


def test_talking_holds_nobody_back(alice, room, direct):
    for name in ("broadcasts", "rooms", "invites", "everyone", "directs"):
        use_up(f"{name}-of-newcomers", alice, 200)
    assert Desk(alice, room).sends("hello @bob, see https://example.org").status_code == 200
    assert Desk(alice, direct).sends("hello").status_code == 200

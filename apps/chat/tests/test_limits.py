"""How fast a person may go; polite, with the text kept, and never because of a copy."""

import pytest

from apps import guarded_redis
from apps.chat.limits import LOOK_UPS, MESSAGES
from apps.chat.models import Message
from apps.chat.tests.desk import Desk, fresh_nonce, said, text_of, value_of
from apps.chat.tests.manager import DIRECTS

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

from threading import Barrier

import pytest
from django.contrib.auth.management.commands import createsuperuser
from django.core.management import call_command
from django.db import IntegrityError, connection

from apps.accounts import services, usercode
from apps.accounts.models import User
from tests.threads import Threads

TWO = ["AAAAAA", "CCCCCC"]


def _draws(monkeypatch, *codes: str) -> None:
    coming = iter(codes)
    monkeypatch.setattr(usercode, "draw", lambda: next(coming))


def test_a_code_has_six_characters_that_nobody_mixes_up() -> None:
    assert usercode.LENGTH == 6
    for group in ["0OQ"[:2], "1IL", "2Z", "5S", "8B", "UV"]:
        assert len(set(group) & set(usercode.ALPHABET)) <= 1
    assert not set("01OIL") & set(usercode.ALPHABET)
    codes = {usercode.draw() for _ in range(1000)}
    assert len(codes) > 990
    assert set("".join(codes)) == set(usercode.ALPHABET)


@pytest.mark.parametrize(
    "typed", ["k7m2qx", " K7M 2QX ", "K7M-2QX", "k7m\u20112qx", "K7M2QX\n", "K7M\u00a02QX"]
)
def test_a_code_is_understood_as_people_type_it(typed: str) -> None:
    assert usercode.normalise(typed) == "K7M2QX"


def test_a_code_that_somebody_has_is_drawn_again(db: None, alice: User, monkeypatch) -> None:
    free = usercode.draw()
    _draws(monkeypatch, alice.usercode, free)
    dora = User(username="dora", usercode=alice.usercode)
    dora.save()
    assert dora.usercode == free


def test_another_mistake_is_not_taken_for_a_code_that_is_taken(alice: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(username="Alice")


def _created_by_the_command() -> User:
    call_command(
        createsuperuser.Command(), interactive=False, username="root", email="Root@Example.org", verbosity=0
    )
    return User.objects.get(username="root")


@pytest.mark.parametrize(
    "make",
    [
        lambda: User.objects.create(username="dora"),
        lambda: User.objects.create_user("dora"),
        lambda: User.objects.get_or_create(username="dora")[0],
        lambda: User.objects.bulk_create([User(username="dora")])[0],
        _created_by_the_command,
    ],
)
def test_no_way_makes_a_person_without_a_code(db: None, make) -> None:
    person = make()
    person.refresh_from_db()
    assert len(person.usercode) == usercode.LENGTH
    assert person.skeleton
    assert person.email == person.email.lower()


def test_many_made_at_once_get_codes_that_nobody_has(alice: User, monkeypatch) -> None:
    people = [User(username=f"p{number}", usercode=alice.usercode) for number in range(3)]
    _draws(monkeypatch, TWO[0], TWO[0], alice.usercode, TWO[1], "EEEEEE")
    User.objects.bulk_create(people)
    assert len(set(User.objects.values_list("usercode", flat=True))) == 4


@pytest.mark.django_db(transaction=True)
def test_eight_who_draw_the_same_codes_at_the_same_moment_get_eight_codes(monkeypatch) -> None:
    """27 codes for 20 people: nearly every draw meets another, in this transaction or in a parallel one."""
    monkeypatch.setattr(usercode, "LENGTH", 1)
    monkeypatch.setattr(usercode, "DRAWS", 500)
    start = Barrier(8, timeout=20)

    def work(number: int) -> None:
        start.wait()
        try:
            for again in range(2):
                User.objects.create(username=f"person{number}x{again}")
            services.replace_usercode(User.objects.get(username=f"person{number}x0"))
        finally:
            connection.close()

    threads = Threads()
    for number in range(8):
        threads.start(work, number)
    threads.join()
    assert len(set(User.objects.values_list("usercode", flat=True))) == 16


def test_replacing_takes_the_old_code_away_and_tells_the_caches(alice: User) -> None:
    old, version = alice.usercode, alice.version
    services.replace_usercode(alice)
    assert alice.usercode != old
    assert alice.version == version + 1
    assert not User.objects.filter(usercode=old).exists()
    alice.refresh_from_db()
    assert alice.usercode != old
    assert alice.version == version + 1


def test_replacing_draws_again_when_the_code_is_taken(alice: User, bob: User, monkeypatch) -> None:
    _draws(monkeypatch, bob.usercode, TWO[0])
    services.replace_usercode(alice)
    alice.refresh_from_db()
    assert alice.usercode == TWO[0]

"""A block holds for both, whoever made it, and costs nothing where there is none."""

import pytest
from django.db import IntegrityError, transaction

from apps.accounts import blocks
from apps.accounts.models import Block, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return User.objects.create_user("alice")


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob")


@pytest.fixture
def charlie() -> User:
    return User.objects.create_user("charlie")


def seen_by(person: User) -> frozenset[int]:
    return blocks.blocked_with(User.objects.get(pk=person.pk))


def test_it_holds_both_ways(alice, bob, charlie):
    blocks.block(alice, bob)
    assert seen_by(alice) == {bob.pk}
    assert seen_by(bob) == {alice.pk}
    assert seen_by(charlie) == frozenset()


def test_again_it_is_the_same_block(alice, bob):
    blocks.block(alice, bob)
    blocks.block(alice, bob)
    assert Block.objects.count() == 1


def test_unblocking_takes_back_ones_own_alone(alice, bob):
    blocks.block(alice, bob)
    blocks.block(bob, alice)
    blocks.unblock(alice, bob)
    assert seen_by(alice) == {bob.pk}
    blocks.unblock(alice, bob)  # again is fine
    blocks.unblock(bob, alice)
    assert seen_by(alice) == seen_by(bob) == frozenset()


def test_who_has_no_block_costs_no_query(alice, bob, charlie, django_assert_num_queries):
    blocks.block(alice, bob)
    alice, charlie = User.objects.get(pk=alice.pk), User.objects.get(pk=charlie.pk)
    with django_assert_num_queries(0):
        blocks.blocked_with(charlie)
    with django_assert_num_queries(1):
        blocks.blocked_with(alice)
    blocks.unblock(alice, bob)
    for person in (alice, bob):
        with django_assert_num_queries(0):
            assert blocks.blocked_with(person) == frozenset()


def test_the_others_of_many_in_one_query(alice, bob, charlie, django_assert_num_queries):
    blocks.block(alice, bob)
    blocks.block(charlie, alice)
    with django_assert_num_queries(1):
        found = blocks.blocked_among([alice.pk, bob.pk])
    assert found == {alice.pk: {bob.pk, charlie.pk}, bob.pk: {alice.pk}}


def test_any_two_of_several(alice, bob, charlie):
    blocks.block(bob, charlie)
    assert blocks.are_apart([alice.pk, bob.pk, charlie.pk])
    assert not blocks.are_apart([alice.pk, bob.pk])


def test_nobody_blocks_themselves(alice):
    with pytest.raises(IntegrityError), transaction.atomic():
        blocks.block(alice, alice)

"""The judge of the concurrency tests sees what it has to see."""

import pytest

from tests.history import End, Send, holes, judge

SENDS = [Send(room=1, nonce=str(n), end=End.OK, message=10 + n, sequence=n) for n in (1, 2, 3)]
REFUSED = Send(room=1, nonce="4", end=End.FAIL)
UNKNOWN = Send(room=1, nonce="5", end=End.UNKNOWN)


def test_agreement_is_clean():
    assert judge([*SENDS, REFUSED], [11, 12, 13]).is_clean


def test_an_acknowledged_message_that_nobody_sees_is_lost():
    assert judge(SENDS, [11, 13]).lost == {12}


def test_a_message_seen_twice_is_doubled():
    assert judge(SENDS, [11, 12, 12, 13]).doubled == {12}


def test_a_message_that_was_never_sent_is_a_ghost():
    assert judge(SENDS, [11, 12, 13, 14]).ghosts == {14}


@pytest.mark.parametrize("seen", [[11, 12, 13], [11, 12, 13, 14]])
def test_an_unknown_end_may_be_seen_or_not(seen):
    assert judge([*SENDS, UNKNOWN], seen).is_clean


def test_another_order_is_seen():
    assert judge(SENDS, [12, 11, 13]).is_reordered


def test_a_hole_is_seen():
    assert holes([1, 2, 4]) == {3}

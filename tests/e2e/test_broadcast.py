"""A broadcast is for those online when it is sent, and for nobody else, ever."""

from apps.accounts.models import User
from apps.chat.models import Message


def test_a_broadcast_reaches_those_online_and_never_one_who_was_offline(arrives):
    alice, bob, charlie = [arrives(name).registers() for name in ("alice", "bob", "charlie")]
    charlie.appears_offline()
    alice.opens_home().expects_audience(1)
    bob.opens_home()
    alice.sends("hello everybody")
    bob.sees("hello everybody")
    charlie.is_answered().sees_nothing_of("hello everybody")
    charlie.appears_online()
    charlie.opens_home().sees_nothing_of("hello everybody")
    alice.expects_audience(2).sends("hello again")
    bob.sees("hello again")
    charlie.sees("hello again").sees_nothing_of("hello everybody")
    first = Message.objects.get(body="hello everybody")
    assert first.recipient_count == 1
    assert [User.objects.get(broadcasts__message=first).username] == ["bob"]


def test_with_nobody_online_it_says_so_and_keeps_the_text(arrives):
    alice = arrives("alice").registers()
    alice.writes("anybody?").presses_send()
    alice.sees_problem("Nobody else is online")
    assert alice.box.input_value() == "anybody?"
    assert not Message.objects.exists()

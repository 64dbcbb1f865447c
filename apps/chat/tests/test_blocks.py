"""Two of whom one has blocked the other: out of each other's sight, but for what is said in common rooms."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.accounts import states
from apps.accounts.models import User
from apps.accounts.states import Lasts
from apps.chat import blocking, mentions, reactions, services
from apps.chat.models import Mention, Message, Recipient, Room
from apps.chat.problems import Blocked
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce, said, text_of, value_of
from apps.chat.tests.manager import DIRECTS, Manager
from apps.presence import store
from apps.presence.audience import online_ids

REFUSAL = "You can't write to each other here."
BY = pytest.mark.parametrize("by", ["alice", "bob"])


@pytest.fixture
def pair(alice, bob, by):
    """Who blocks, and whom."""
    return (alice, bob) if by == "alice" else (bob, alice)


@pytest.fixture
def apart(pair):
    blocking.block(*pair)


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def script(request) -> bool:
    return request.param


def plain(page: str) -> str:
    return page.replace("&#x27;", "'")


@BY
class TestDirect:
    def test_no_message_and_the_text_kept(self, alice, bob, direct, apart, script):
        for person in (alice, bob):
            refused = Desk(person, direct, script=script).sends("hello you")
            assert refused.status_code == 422
            assert REFUSAL in plain(said(refused))
            if not script:
                assert value_of("body", refused) == "hello you"
        assert not Message.objects.exists()

    def test_one_that_was_sent_before_is_still_answered(self, alice, bob, direct, pair):
        nonce = fresh_nonce()
        Desk(alice, direct).sends("hello", nonce)
        blocking.block(*pair)
        assert Desk(alice, direct).sends("hello", nonce).status_code == 200

    def test_none_is_begun(self, alice, bob, apart):
        for one, other in ((alice, bob), (bob, alice)):
            refused = Manager(one).writes_to(other, body="hello you", nonce=fresh_nonce())
            assert refused.status_code == 422
            assert REFUSAL in plain(text_of(refused))
            assert "hello you" in text_of(refused)
        assert not Room.objects.filter(kind="direct").exists()

    def test_nor_one_of_several(self, alice, bob, charlie, apart):
        for one, others in ((alice, (bob, charlie)), (charlie, (alice, bob))):
            refused = Manager(one).writes_to(*others, body="all of you", nonce=fresh_nonce())
            assert refused.status_code == 422
            assert "can't be in one conversation" in plain(text_of(refused))
            assert "all of you" in text_of(refused)

    def test_one_of_several_stays_as_it_is(self, alice, bob, charlie, pair):
        room = services.open_direct(alice, bob, charlie).room
        blocking.block(*pair)
        assert Desk(alice, room).sends("hello").status_code == 200

    def test_what_stands_is_not_changed(self, alice, bob, direct, says, pair):
        message = says(alice, direct, "as it was")
        blocking.block(*pair)
        refused = Desk(alice, direct).edits(message, "something new")
        assert (refused.status_code, REFUSAL in plain(said(refused))) == (422, True)
        message.room.refresh_from_db()
        with pytest.raises(Blocked):
            reactions.react(message, bob, "👍")
        assert Desk(alice, direct).deletes(message).status_code == 200

    def test_unblocked_it_goes_on(self, alice, bob, direct, apart, pair):
        blocking.unblock(*pair)
        for person in (alice, bob):
            assert Desk(person, direct).sends("hello").status_code == 200

    def test_the_page_says_so_at_once(self, alice, bob, direct, apart):
        assert REFUSAL in plain(text_of(Desk(alice, direct).opens()))

    def test_it_is_no_place_to_forward_to(self, alice, room, direct, says, apart):
        message = says(alice, room, "read this")
        page = Desk(alice, room).client.get(f"/messager/rooms/{room.pk}/messages/{message.pk}/forward/")
        assert f'value="{direct.pk}"' not in text_of(page)
        sent = Desk(alice, room, script=False).post(
            f"/messager/rooms/{room.pk}/messages/{message.pk}/forward/",
            body="",
            nonce=fresh_nonce(),
            room=direct.pk,
        )
        assert sent.status_code == 422


def test_the_other_must_let_go_too(alice, bob, direct):
    blocking.block(alice, bob)
    blocking.block(bob, alice)
    blocking.unblock(alice, bob)
    assert Desk(alice, direct).sends("hello").status_code == 422
    blocking.unblock(bob, alice)
    assert Desk(alice, direct).sends("hello").status_code == 200


def test_a_send_that_read_the_room_before_the_block_is_refused(alice, bob, direct):
    """The room's own row decides, not what was read before."""
    early = place(alice, direct)
    blocking.block(bob, alice)
    with pytest.raises(Blocked):
        services.post_message(early, "hello", fresh_nonce())
    assert not early.room.is_blocked
    assert not Message.objects.exists()


def test_a_send_asks_no_more_than_before(alice, direct, room):
    def cost(where: Room) -> int:
        with CaptureQueriesContext(connection) as queries:
            services.post_message(place(alice, where), "hello", fresh_nonce())
        assert not [query for query in queries if "accounts_block" in query["sql"]]
        return len(queries)

    assert cost(room) == cost(direct)


@BY
class TestCommonRooms:
    def test_they_read_each_other(self, alice, bob, room, apart):
        assert Desk(alice, room).sends("to all").status_code == 200
        assert "to all" in text_of(Desk(bob, room).opens())

    def test_a_mention_calls_nobody(self, alice, bob, room, apart):
        Desk(alice, room).sends("hello @bob")
        Desk(bob, room).sends("and @alice")
        services.dispatch()
        assert not Mention.objects.exists()
        assert 'class="mention"' not in text_of(Desk(bob, room).opens())

    def test_nor_does_a_call_to_everyone(self, alice, bob, charlie, room, apart):
        services.join(charlie, room)
        Desk(alice, room).sends("@everyone", everyone="on")
        services.dispatch()
        assert list(Mention.objects.values_list("user", flat=True)) == [charlie.pk]

    def test_nor_one_that_was_written_before(self, alice, bob, room, pair):
        message = services.post_message(place(alice, room), "hello @bob", fresh_nonce())
        blocking.block(*pair)
        mentions.record([message.pk])
        assert not Mention.objects.exists()

    def test_they_are_not_suggested(self, alice, bob, charlie, room, apart):
        services.join(charlie, room)
        page = text_of(Desk(alice, room).get(f"/messager/rooms/{room.pk}/suggestions/", q=""))
        assert "@charlie" in page
        assert "@bob" not in page

    def test_typing_is_not_told(self, alice, bob, charlie, room, apart):
        services.join(charlie, room)
        Desk(alice, room).post(f"/messager/rooms/{room.pk}/typing/")
        cursor = {"cursor": room.last_revision}
        assert b"typist" not in Desk(bob, room).polls(**cursor).content
        assert b"typist" in Desk(charlie, room).polls(**cursor).content

    def test_receipts_are_of_the_others_alone(self, alice, bob, charlie, room, says, apart):
        services.join(charlie, room)
        message = says(alice, room)
        Desk(charlie, room).reads(message.sequence)
        page = text_of(Desk(alice, room).opens())
        assert f'data-read="{message.sequence}"' in page  # Bob has not read it, and nothing tells so

    def test_of_the_other_alone_nothing_is_told(self, alice, bob, direct, says, pair):
        message = says(alice, direct)
        Desk(bob, direct).reads(message.sequence)
        blocking.block(*pair)
        page = text_of(Desk(alice, direct).opens())
        assert re.search(r'data-delivered="0"\s+data-read="0"', page)


@BY
class TestReach:
    def test_a_broadcast_passes_by(self, alice, bob, charlie, everyone, come_online, apart):
        come_online(alice, bob, charlie)
        assert Desk(alice, everyone).sends("to all").status_code == 200
        assert list(Recipient.objects.values_list("user", flat=True)) == [charlie.pk]
        assert online_ids(excluding=bob.pk) == [charlie.pk]

    def test_with_nobody_else_there_it_reaches_no_one(self, alice, bob, everyone, come_online, apart):
        come_online(alice, bob)
        assert Desk(alice, everyone).sends("to all").status_code == 422

    def test_the_code_is_as_unknown_as_any(self, alice, bob, everyone, apart):
        refused = Desk(alice, everyone).sends("hello", code=bob.usercode)
        assert refused.status_code == 422
        assert "Nobody has this code" in said(refused)

    def test_a_search_for_people_does_not_find_them(self, alice, bob, apart):
        for words in (bob.usercode, "bob"):
            page = text_of(Manager(alice).client.get(DIRECTS, {"q": words}))
            assert "Nobody else is called like this." in page

    def test_they_are_not_brought_into_a_room(self, alice, bob, apart):
        desk = Manager(alice)
        room = Room.objects.create(name="Attic")
        services.join(alice, room)
        assert desk.post(f"/messager/rooms/{room.pk}/members/", person=bob.pk).status_code == 422

    def test_from_a_code_nothing_is_found(self, alice, bob, room, says, apart):
        says(bob, room, "a needle")
        page = Manager(alice).client.get("/messager/search/", {"q": f"needle from:{bob.usercode}"})
        assert "Nobody is called" in text_of(page)


@BY
class TestRoster:
    ROSTER = "/messager/roster/"

    def sees(self, person: User, other: User) -> bool:
        return f'data-usercode="{other.usercode}"' in text_of(Desk(person).client.get(self.ROSTER))

    def test_neither_is_in_the_others(self, alice, bob, charlie, come_online, pair):
        come_online(alice, bob)
        assert self.sees(alice, bob)
        blocking.block(*pair)
        assert not self.sees(alice, bob)
        assert not self.sees(bob, alice)
        assert self.sees(charlie, alice)
        assert self.sees(charlie, bob)
        assert self.sees(alice, charlie)

    def test_they_are_not_counted(self, alice, bob, charlie, come_online, settings, apart):
        come_online(alice, bob, charlie)
        for longest in (3600, -1):
            settings.PRESENCE_LONGEST = longest
            assert 'data-others-online="1"' in text_of(Desk(alice).client.get(self.ROSTER))
            assert 'data-others-online="2"' in text_of(Desk(charlie).client.get(self.ROSTER))

    def test_open_pages_hear_of_it(self, alice, bob, come_online, pair, django_capture_on_commit_callbacks):
        come_online(alice, bob)

        def shown() -> set[str | None]:
            return {store.version(), *(Desk(person).inbox() for person in pair)}

        for change in (blocking.block, blocking.unblock):
            before = shown()
            with django_capture_on_commit_callbacks(execute=True):
                change(*pair)
            assert not before & shown()

    def test_who_has_blocked_nobody_shares_what_is_rendered(
        self, alice, bob, charlie, come_online, apart, django_assert_num_queries
    ):
        come_online(alice, bob)
        Desk(charlie).client.get(self.ROSTER)
        dora = User.objects.create_user("dora")
        store.heartbeat(alice.pk, 2000, active=True)
        desk, other = Desk(dora), Desk(charlie)
        desk.client.get(self.ROSTER)
        with django_assert_num_queries(2):  # the person, the count
            other.client.get(self.ROSTER)


class TestCard:
    def card(self, person: User, other: User) -> str:
        return plain(text_of(Desk(person).client.get(f"/messager/people/{other.pk}/")))

    def test_it_says_what_a_block_does_and_does_it(self, alice, bob, direct, script):
        page = self.card(alice, bob)
        assert bob.usercode in page
        assert "You still see each other's messages in rooms that you share." in page
        desk = Desk(alice, script=script)
        answer = desk.post(f"/messager/people/{bob.pk}/block/", blocked="on")
        assert answer.status_code == (200 if script else 303)
        assert Desk(bob, direct).sends("hello").status_code == 422
        page = self.card(alice, bob)
        assert "You have blocked" in page
        assert bob.usercode not in page
        desk.post(f"/messager/people/{bob.pk}/block/", blocked="off")
        assert Desk(bob, direct).sends("hello").status_code == 200

    def test_whom_others_have_blocked_sees_neither_code_nor_whose_it_is(self, alice, bob):
        blocking.block(bob, alice)
        page = self.card(alice, bob)
        assert REFUSAL in page
        assert bob.usercode not in page
        assert "have blocked" not in page

    def test_the_details_of_a_direct_have_it_too(self, alice, bob, direct):
        page = text_of(Desk(alice).client.get(f"/messager/rooms/{direct.pk}/details/"))
        assert f"/messager/people/{bob.pk}/block/" in page

    def test_what_the_other_says_is_not_shown(self, alice, bob, direct):
        states.set_status(bob, "At lunch", Lasts.HOUR)
        User.objects.filter(pk=bob.pk).update(time_zone="Asia/Tokyo")
        User.objects.filter(pk=alice.pk).update(time_zone="America/Lima")
        desk = Desk(alice)
        pages = [f"/messager/{path}/" for path in (f"people/{bob.pk}", f"rooms/{direct.pk}/details")]
        for page in pages:
            shown = text_of(desk.client.get(page))
            assert "At lunch" in shown
            assert re.search(r"It is \d\d:\d\d there", shown)
        assert "At lunch" in text_of(Desk(alice, direct).opens())
        blocking.block(bob, alice)
        for page in (*pages, f"/messager/rooms/{direct.pk}/"):
            shown = text_of(desk.client.get(page))
            assert "At lunch" not in shown
            assert "It is" not in shown

    def test_the_profile_lists_them(self, alice, bob, charlie):
        blocking.block(alice, bob)
        blocking.block(charlie, alice)
        page = text_of(Desk(alice).client.get("/messager/profile/"))
        assert f"/messager/people/{bob.pk}/block/" in page
        assert f"/messager/people/{charlie.pk}/block/" not in page

    def test_one_does_not_block_oneself_nor_nobody(self, alice):
        for person in (alice.pk, 999_999):
            assert Desk(alice).post(f"/messager/people/{person}/block/", blocked="on").status_code == 404

    def test_cards_count_as_look_ups(self, alice):
        people = [User.objects.create_user(f"p{n}") for n in range(21)]
        desk = Desk(alice)
        answers = [desk.client.get(f"/messager/people/{person.pk}/").status_code for person in people]
        assert answers == [200] * 20 + [429]
        assert desk.client.get(f"/messager/people/{people[0].pk}/").status_code == 200  # seen already

    def test_blocking_to_and_fro_has_an_end(self, alice, bob):
        desk = Desk(alice)
        answers = [
            desk.post(f"/messager/people/{bob.pk}/block/", blocked=("on", "off")[n % 2]).status_code
            for n in range(21)
        ]
        assert answers == [200] * 20 + [429]

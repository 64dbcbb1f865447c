"""Drafts: one per person and room, gone with the send that they became, nobody else's business."""

import pytest

from apps.chat.forms import LONGEST
from apps.chat.models import Draft
from apps.chat.tests.desk import Desk, said, text_of


@pytest.fixture
def alices(alice, room):
    return Desk(alice, room)


def drafts(desk, body):
    return desk.post(f"{desk.path}draft/", body=body)


def kept():
    return list(Draft.objects.values_list("user__username", "body"))


def raised(desk):
    desk.user.refresh_from_db()
    return desk.user.inbox


def test_the_last_one_stands_and_the_page_brings_it_back(alices):
    for body in ("hal", "half a th", "half a thought"):
        assert drafts(alices, body).status_code == 204
    assert kept() == [("alice", "half a thought")]
    assert ">half a thought</textarea>" in text_of(alices.opens())


def test_a_send_empties_it_and_leaves_its_time(alices):
    drafts(alices, "hello")
    written_at = Draft.objects.get().updated_at
    alices.sends("hello")
    draft = Draft.objects.get()
    assert draft.body == ""
    assert draft.updated_at >= written_at


def test_a_send_that_is_refused_leaves_it(alices):
    drafts(alices, "hello")
    assert alices.sends("x" * (LONGEST + 1)).status_code == 422
    assert kept() == [("alice", "hello")]


def test_a_send_elsewhere_leaves_it(alices, alice, direct):
    drafts(alices, "for the kitchen")
    Desk(alice, direct).sends("for bob")
    assert kept() == [("alice", "for the kitchen")]


def test_sidebars_hear_when_one_appears_and_vanishes_and_not_of_every_letter(alices):
    inboxes = [raised(alices)]
    for act in (lambda: drafts(alices, "h"), lambda: drafts(alices, "hi"), lambda: alices.sends("hi")):
        act()
        inboxes.append(raised(alices))
    first = inboxes[0]
    assert inboxes == [first, first + 1, first + 1, first + 2]
    alices.sends("again")
    assert raised(alices) == first + 2


def test_the_sidebar_of_another_room_marks_it(alices, alice, direct):
    drafts(alices, "half a thought")
    elsewhere = Desk(alice, direct)
    assert "conversation__draft" in text_of(elsewhere.opens())
    assert "conversation__draft" not in text_of(alices.opens())
    drafts(alices, "")
    assert "conversation__draft" not in text_of(elsewhere.opens())


def test_it_never_leaves_to_others(alices, bob, room):
    drafts(alices, "not yet for you")
    page = text_of(Desk(bob, room).opens())
    assert "not yet for you" not in page
    assert "conversation__draft" not in page


def test_an_older_copy_does_not_take_the_place_of_what_another_device_wrote_since(alices):
    drafts(alices, "newer")
    alices.post(f"{alices.path}draft/", body="older", written_at=1_000)
    assert kept() == [("alice", "newer")]


def test_a_clock_that_is_ahead_stops_no_later_draft(alices):
    alices.post(f"{alices.path}draft/", body="from tomorrow", written_at=2**42)
    drafts(alices, "from now")
    assert kept() == [("alice", "from now")]


@pytest.mark.parametrize("body", ["", "  \n "])
def test_blanks_are_no_draft(alices, body):
    drafts(alices, "hello")
    drafts(alices, body)
    assert kept() == [("alice", "")]


def test_half_a_sentence_stays_as_it_is(alices):
    drafts(alices, "  and then\r\n")
    assert kept() == [("alice", "  and then\n")]


@pytest.mark.parametrize("body", ["x" * (LONGEST + 1), "a\x00b"])
def test_what_can_not_be_kept_is_said(alices, body):
    answer = drafts(alices, body)
    assert answer.status_code == 422
    assert said(answer)
    assert kept() == []


def test_a_stranger_has_no_draft_here(charlie, room):
    assert drafts(Desk(charlie, room), "hello").status_code == 404
    assert kept() == []

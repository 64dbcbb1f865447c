"""Who looks after the filters, what is written down of it, and the box to try them."""

import pytest

from apps.chat.models import HeldMessage, Message
from apps.chat.tests.desk import Desk, text_of
from apps.moderation.models import Action, AuditEntry, Filter, Report
from apps.moderation.tests.team import a_moderator
from tests.people import a_person

LIST = "/admin/moderation/filter/"
TRIAL = f"{LIST}trial/"
WORD = {"kind": "word", "pattern": "Pills", "effect": "refuse", "is_active": "on"}


@pytest.fixture
def theirs(a_filter):
    return Desk(a_moderator(), script=False)


def saves(theirs, path, callbacks, **fields):
    with callbacks(execute=True):
        return theirs.post(path, **fields)


def test_a_filter_is_made_changed_and_deleted_and_each_is_written_down(
    theirs, alice, room, django_capture_on_commit_callbacks
):
    at = Desk(alice, room)
    assert saves(theirs, f"{LIST}add/", django_capture_on_commit_callbacks, **WORD).status_code == 302
    assert at.sends("pills").status_code == 422
    one = Filter.objects.get()
    changed = {**WORD, "effect": "flag"}
    saves(theirs, f"{LIST}{one.pk}/change/", django_capture_on_commit_callbacks, **changed)
    assert at.sends("pills").status_code == 200
    saves(theirs, f"{LIST}{one.pk}/delete/", django_capture_on_commit_callbacks, post="yes")
    assert not Filter.objects.exists()
    at.sends("pills")
    assert Report.objects.count() == 1
    entries = AuditEntry.objects.filter(action=Action.FILTER).order_by("pk")
    assert [(entry.detail["what"], entry.detail["pattern"]) for entry in entries] == [
        ("added", "Pills"),
        ("changed", "Pills"),
        ("deleted", "Pills"),
    ]
    assert {entry.actor for entry in entries} == {theirs.user}
    assert entries[1].detail["effect"] == "flag"


def test_a_pattern_that_looks_for_nothing_is_told_where_it_stands(theirs):
    answer = theirs.post(f"{LIST}add/", **{**WORD, "pattern": "*"})
    assert answer.status_code == 200
    assert "Give a word to look for" in text_of(answer)
    assert not Filter.objects.exists()
    saved = theirs.post(f"{LIST}add/", **{**WORD, "kind": "domain", "pattern": "https://WWW.Evil.example/x"})
    assert saved.status_code == 302
    assert Filter.objects.get().pattern == "www.evil.example"


@pytest.mark.parametrize(
    ("text", "outcome", "found"),
    [
        ("casino pills", "It would be refused.", ["pills", "casino"]),
        ("casino", "It would be held for you.", ["casino"]),
        ("see https://x.evil.example", "It would be sent, and reported to you.", ["evil.example"]),
        ("asleep", "It would be sent as usual.", ["asleep"]),
        ("bread", "It would be sent as usual.", []),
    ],
)
def test_the_box_says_what_would_happen_and_does_nothing(text, outcome, found, theirs, a_filter):
    a_filter("pills", "refuse", reason="No pills.")
    a_filter("casino", "hold")
    a_filter("evil.example", kind="domain")
    a_filter("asleep", "refuse", is_active=False)
    assert theirs.get(TRIAL).status_code == 200
    answer = theirs.post(TRIAL, text=text)
    page = text_of(answer)
    assert outcome in page
    assert [one.pattern for one in answer.context["found"]] == found
    assert ("No pills." in page) == ("pills" in found)
    assert ("not active: nothing happens" in page) == ("asleep" in found)
    assert f"{text}</textarea>" in page
    assert not any(model.objects.exists() for model in (Message, HeldMessage, Report))


def test_what_is_tried_is_escaped(theirs, a_filter):
    a_filter("pills", "refuse", reason="<b>no</b>")
    page = text_of(theirs.post(TRIAL, text="pills </textarea><script>alert(1)</script>"))
    assert "<script>alert" not in page
    assert "<b>no</b>" not in page


def test_other_staff_has_nothing_to_do_with_them(a_filter):
    one = a_filter("pills")
    helper = Desk(a_person("helga", is_staff=True), script=False)
    for path in (LIST, f"{LIST}add/", f"{LIST}{one.pk}/change/", f"{LIST}{one.pk}/delete/", TRIAL):
        assert helper.get(path).status_code == 403
        assert helper.post(path, text="pills", **WORD).status_code == 403
    assert "filter" not in text_of(helper.get("/admin/")).lower()


def test_owners_look_after_them_too(a_filter):
    owner = Desk(a_moderator("olga", "Owner"), script=False)
    assert owner.get(LIST).status_code == owner.get(f"{LIST}add/").status_code == 200
    assert "/admin/moderation/filter/" in text_of(owner.get("/admin/"))

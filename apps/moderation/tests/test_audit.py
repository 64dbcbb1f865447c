"""The audit log is added to and read: nobody changes it, and no text of a message stands in it."""

import csv
import io
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from apps.accounts.deletion import name_left
from apps.accounts.models import User
from apps.chat import services as chat
from apps.chat.tests.moderator import Moderator
from apps.moderation import audit, reporting
from apps.moderation.models import Action, AppendOnlyError, AuditEntry, Category, Note, Report
from apps.moderation.tests.team import a_moderator, again
from tests.canary import tables_with
from tests.people import PASSWORD, a_person

EXPORT = "/admin/moderation/auditentry/export/"


@pytest.fixture
def moderator(db):
    return Moderator()


@pytest.fixture
def entry(alice, bob):
    return audit.record(alice, Action.MUTE, person=bob, reason="too loud", minutes=60)


def exported(moderator, **query):
    answer = moderator.client.get(EXPORT, query)
    assert answer.streaming
    assert answer["Content-Disposition"] == 'attachment; filename="audit.csv"'
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def test_an_entry_is_neither_changed_nor_deleted(entry):
    entry.reason = "another"
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        AuditEntry.objects.filter(pk=entry.pk).delete,
        lambda: AuditEntry.objects.update(reason="another"),
        lambda: AuditEntry.objects.bulk_update([entry], ["reason"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"reason": "another"}),
        lambda: AuditEntry(pk=entry.pk, reason="another").save(),
        lambda: AuditEntry.objects.bulk_create(
            [entry], update_conflicts=True, update_fields=["reason"], unique_fields=["pk"]
        ),
    ):
        with pytest.raises((AppendOnlyError, IntegrityError)), transaction.atomic():
            attempt()
    assert AuditEntry.objects.get().reason == "too loud"


def test_it_outlives_the_people_the_room_and_the_message(alice, bob, room, says):
    entry = audit.record(alice, Action.HIDE, message=says(bob, room), reason="spam")
    room.messages.all().delete()
    room.delete()
    for person in (alice, bob):
        User.objects.get(pk=person.pk).delete()
    kept = AuditEntry.objects.get()
    assert (kept.actor, kept.actor_name) == (None, "alice (alice)")
    assert (kept.person, kept.person_name) == (None, "bob (bob)")
    assert (kept.room_name, kept.message) == ("Kitchen", entry.message)


def test_with_their_account_goes_their_name_on_either_side(moderator, alice, bob, room, says):
    one = a_moderator("canaryname", name="Wren Canarybird")
    chat.join(one, room)
    report = reporting.report_message(alice, says(one, room), Category.OTHER, "")
    reporting.add_note(one, reporting.report_person(alice, bob, Category.SPAM, ""), "I know him.")
    done, met = (
        audit.record(one, Action.WARN, person=bob),
        audit.record(moderator.user, Action.LOOK, person=one),
    )
    browser = Client()
    browser.force_login(one)
    browser.post("/messager/profile/deletion/", {"username": "canaryname", "password": PASSWORD})
    assert tables_with("canaryname", "Wren Canarybird") == set()
    left = again(one).username
    assert moderator.numbers(AuditEntry, q=left) == {done.pk, met.pk}
    assert {(row["by"], row["person"]) for row in exported(moderator)} == {
        (left, "bob (bob)"),
        ("moderator (moderator)", left),
    }
    assert "Deleted account" in moderator.opens(report)
    assert AuditEntry.objects.get(pk=done.pk).person_name == "bob (bob)"


def test_names_from_before_are_taken_out_by_the_migration(alice, bob):
    gone = a_moderator("canaryname")
    done = audit.record(gone, Action.WARN, person=bob)
    met = audit.record(bob, Action.WARN, person=gone)
    report = reporting.report_person(alice, bob, Category.SPAM, "")
    note = reporting.add_note(gone, report, "I know him.")
    Report.objects.update(snapshot={"body": "hello", "sender": "canaryname"})
    User.objects.filter(pk=gone.pk).update(username=name_left(gone), deleted_at=timezone.now(), email="")
    step = ("moderation", "0008_names_of_deleted_accounts")
    migration = import_module(f"apps.moderation.migrations.{step[1]}")
    migration.forget_names(MigrationExecutor(connection).loader.project_state(step).apps, None)
    assert tables_with("canaryname") == set()
    assert AuditEntry.objects.get(pk=done.pk).actor_name == name_left(gone)
    assert AuditEntry.objects.get(pk=met.pk).person_name == name_left(gone)
    assert Note.objects.get(pk=note.pk).author_name == name_left(gone)
    assert Report.objects.get().snapshot == {"body": "hello"}
    assert AuditEntry.objects.get(pk=done.pk).person_name == "bob (bob)"


def test_moderators_read_it_and_can_do_nothing_else_to_it(moderator, entry):
    assert "too loud" in moderator.lists(AuditEntry)
    assert "too loud" in moderator.opens(entry)
    assert moderator.posts(AuditEntry, "add", reason="made up").status_code == 403
    assert moderator.posts(AuditEntry, "change", entry.pk, reason="made up").status_code == 403
    assert moderator.posts(AuditEntry, "delete", entry.pk, post="yes").status_code == 403
    assert "made up" not in moderator.does("delete_selected", entry)
    assert AuditEntry.objects.get().reason == "too loud"


def test_it_is_filtered_and_searched(moderator, entry, alice, bob, charlie):
    other = audit.record(charlie, Action.WARN, person=alice, reason="hm")
    assert moderator.numbers(AuditEntry, q="alice") == {entry.pk, other.pk}
    assert moderator.numbers(AuditEntry, q=bob.usercode) == {entry.pk}
    assert moderator.numbers(AuditEntry, q="ali") == set()
    assert moderator.numbers(AuditEntry, action__exact="warn") == {other.pk}
    today = timezone.now().strftime("%Y-%m-%d 00:00:00+00:00")
    assert moderator.numbers(AuditEntry, at__gte=today) == {entry.pk, other.pk}
    assert moderator.numbers(AuditEntry, at__lt=today) == set()
    page = moderator.client.get("/admin/moderation/auditentry/", {"reason__contains": "loud"})
    assert page.status_code == 400


def test_what_is_exported_is_what_is_listed(moderator, entry, alice, charlie, monkeypatch):
    monkeypatch.setattr("apps.moderation.admin.audit.AT_ONCE", 2)
    for reason in ("one", "two", "three", "four"):
        audit.record(charlie, Action.WARN, person=alice, reason=reason)
    assert [row["reason"] for row in exported(moderator)] == ["four", "three", "two", "one", "too loud"]
    assert [row["reason"] for row in exported(moderator, action__exact="mute", q="alice")] == ["too loud"]
    assert exported(moderator)[-1]["detail"] == '{"minutes": 60}'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_spreadsheet_runs_nothing_of_it(moderator, alice, bob, text):
    audit.record(alice, Action.WARN, person=bob, reason=text)
    assert exported(moderator)[0]["reason"].startswith("'")


def test_who_may_not_read_it_gets_no_file(entry):
    staff = a_person("helper", is_staff=True)
    client = Client()
    client.force_login(staff)
    assert client.get(EXPORT).status_code == 403
    assert Client().get(EXPORT).status_code == 302


def test_no_text_of_a_message_is_in_it(moderator, alice, bob, room, says):
    audit.record(alice, Action.HIDE, message=says(bob, room, "the-canary-sings"), reason="spam")
    assert "canary" not in moderator.lists(AuditEntry)
    assert "canary" not in str(exported(moderator))

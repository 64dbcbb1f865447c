"""The export of one's own data: whole, one's own alone, and gone in time."""

import io
import json
import re
import zipfile
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts import pictures
from apps.chat import drafts, exports, reactions, retention, saved, services
from apps.chat.exports import making, parts
from apps.chat.exports.folder import new_name
from apps.chat.models import Export, HeldMessage, Kind, Room
from apps.chat.models.export import KEPT
from apps.chat.tests.conftest import place
from apps.chat.tests.desk import Desk, fresh_nonce, text_of

PROFILE = "/messager/profile/"
EXPORTS = "/messager/exports/"
LATEST = "/messager/exports/latest/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.EXPORT_DIR = str(tmp_path / "exports")
    return tmp_path / "exports"


@pytest.fixture
def alices(alice):
    return Desk(alice, script=False)


@pytest.fixture
def asks(django_capture_on_commit_callbacks):
    def asks(desk):
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(EXPORTS)

    return asks


@pytest.fixture
def removes(django_capture_on_commit_callbacks):
    def removes(remove, *arguments):
        with django_capture_on_commit_callbacks(execute=True):
            remove(*arguments)

    return removes


def made(user, turns=200):
    """The worker at it, until there is nothing more to do."""
    for _ in range(turns):
        if not user.exports.unfinished().exists():
            break
        exports.go_on()
    return user.exports.order_by("pk").last()


def downloads(desk, export):
    answer = desk.get(f"{EXPORTS}{export.pk}/")
    assert answer.status_code == 200
    return answer


def opened(desk, export):
    bundle = zipfile.ZipFile(io.BytesIO(b"".join(downloads(desk, export).streaming_content)))
    assert bundle.testzip() is None
    return bundle


def exported(desk, asks):
    """(profile.json, messages.json, index.html) of a new export."""
    asks(desk)
    bundle = opened(desk, made(desk.user))
    profile, told = json.loads(bundle.read("profile.json")), json.loads(bundle.read("messages.json"))
    return profile, told, bundle.read("index.html").decode()


def texts(told, room):
    (found,) = [one for one in told["conversations"] if one["room"] == room.pk]
    return [message["text"] for message in found["messages"]]


# --- What is in it ------------------------------------------------------------------------------------------


def test_it_has_the_profile_and_all_lists(alices, alice, bob, room, says, asks):
    message = says(bob, room, "good morning")
    reactions.react(message, alice, "👍")
    saved.save(message, alice)
    drafts.save_draft(place(alice, room), "half a <thought>")
    HeldMessage.objects.create(sender=alice, room=room, body="held <back>", nonce=fresh_nonce())
    profile, told, page = exported(alices, asks)
    assert (profile["format"], told["format"]) == (1, 1)
    assert profile["profile"]["username"] == "alice"
    assert profile["profile"]["email"] == "alice@example.org"
    assert {one["title"] for one in profile["rooms"]} == {"Kitchen", "Everyone online"}
    assert [(one["emoji"], one["message"]) for one in profile["reactions"]] == [("👍", message.pk)]
    assert [one["message"] for one in profile["saved"]] == [message.pk]
    assert [one["text"] for one in profile["drafts"]] == ["half a <thought>"]
    assert "half a &lt;thought&gt;" in page
    assert [one["text"] for one in profile["held"]] == ["held <back>"]
    assert "held &lt;back&gt;" in page


def test_it_has_ones_picture(alices, alice, room, asks, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    profile, _told, page = exported(alices, asks)
    assert (profile["profile"]["picture"], "<img" in page) == ("", False)
    pictures.put(alice, b"the picture")
    profile, _told, page = exported(alices, asks)
    inside = f"data:image/webp;base64,{b64encode(b'the picture').decode()}"
    assert profile["profile"]["picture"] == inside
    assert f'<img src="{inside}"' in page


def test_direct_conversations_are_whole_and_of_rooms_only_ones_own(
    alices, alice, bob, charlie, room, direct, says, asks
):
    says(alice, room, "mine in the kitchen")
    says(bob, room, "bobs in the kitchen")
    says(alice, direct, "mine to bob")
    says(bob, direct, "bobs to me")
    others = services.open_direct(bob, charlie).room
    says(bob, others, "not for alice")
    _, told, page = exported(alices, asks)
    assert texts(told, direct) == ["mine to bob", "bobs to me"]
    assert texts(told, room) == ["mine in the kitchen"]
    assert [one["whole"] for one in told["conversations"]] == [True, False]
    for text in ("bobs in the kitchen", "not for alice"):
        assert text not in json.dumps(told) + page
    assert "bobs to me" in page


def test_what_was_said_in_a_room_that_one_has_left_is_ones_own_still(alices, alice, room, says, asks):
    says(alice, room, "before I went")
    place(alice, room).delete()
    _, told, _ = exported(alices, asks)
    assert texts(told, room) == ["before I went"]


def test_removed_texts_are_not_in_it_and_earlier_ones_of_ones_own_are(alices, alice, room, says, asks):
    services.delete_message(says(alice, room, "deleted-text"))
    services.hide_message(says(alice, room, "hidden-text"))
    services.edit_message(says(alice, room, "first-try"), "second-try")
    _, told, page = exported(alices, asks)
    assert texts(told, room) == ["", "", "second-try"]
    assert told["conversations"][0]["messages"][2]["earlier_texts"][0]["text"] == "first-try"
    for text in ("deleted-text", "hidden-text"):
        assert text not in json.dumps(told) + page


def test_the_page_stands_alone_and_escapes_everything(alices, alice, room, direct, says, asks):
    says(alice, direct, '<script>alert("x")</script> <img src=x onerror=y>')
    alice.name = "<b>Alice</b>"
    alice.save()
    Room.objects.filter(pk=room.pk).update(name="<i>Kitchen</i>")
    _, _, page = exported(alices, asks)
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>Alice" not in page
    assert "<i>Kitchen" not in page
    assert set(re.findall(r'(?:src|href)="([^"#]+)"', page)) == {"export.css"}
    assert "http" not in page.replace("http://", "http:").split("</head>")[0]


def test_it_speaks_the_language_of_who_asked(alices, alice, asks):
    alice.language = "pt-br"
    alice.save()
    assert '<html lang="pt-br">' in exported(alices, asks)[2]


def test_many_turns_write_what_one_would(alices, alice, bob, room, direct, says, asks, monkeypatch):
    for number in range(7):
        says(alice, room, f"room {number}")
        says(bob, direct, f"direct {number}")
    _, whole, _ = exported(alices, asks)
    monkeypatch.setattr(making, "TURN", 0)
    monkeypatch.setattr(parts, "BATCH", 2)
    profile, told, page = exported(alices, asks)
    assert told["conversations"] == whole["conversations"]
    assert page.count('<li id="m-') == 14
    assert profile["profile"]["username"] == "alice"


def test_a_turn_that_died_leaves_nothing_twice(alices, alice, room, says, asks, monkeypatch, folder):
    for number in range(6):
        says(alice, room, f"number {number}")
    monkeypatch.setattr(making, "TURN", 0)
    monkeypatch.setattr(parts, "BATCH", 2)
    asks(alices)
    exports.go_on()
    export = Export.objects.get()
    for file in (folder / export.file).iterdir():  # written, and the row was never told
        file.write_bytes(file.read_bytes() + b"half a line")
    bundle = opened(alices, made(alice))
    told = json.loads(bundle.read("messages.json"))
    assert texts(told, room) == [f"number {number}" for number in range(6)]
    assert "half a line" not in bundle.read("index.html").decode()


def test_the_queries_do_not_grow_with_the_messages(alices, alice, room, chatter, asks, monkeypatch):
    monkeypatch.setattr(making, "TURN", 60)  # one turn, however slow the machine
    counts = []
    for count in (3, 60):
        chatter(alice, room, count)
        asks(alices)
        with CaptureQueriesContext(connection) as queries:
            made(alice)
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2


# --- Asking -------------------------------------------------------------------------------------------------


def test_the_profile_says_that_it_is_being_made_and_then_offers_it(alices, alice, asks):
    assert "Export your data" in text_of(alices.get(PROFILE))
    assert asks(alices)["Location"] == PROFILE
    page = text_of(alices.get(PROFILE))
    assert "is being made" in page
    assert f'hx-get="{LATEST}"' in page
    export = made(alice)
    for path in (PROFILE, LATEST):
        page = text_of(alices.get(path))
        assert f"{EXPORTS}{export.pk}/" in page
        assert f'hx-get="{LATEST}"' not in page


def test_there_is_one_at_a_time(alices, asks):
    asks(alices)
    asks(alices)
    assert Export.objects.count() == 1
    assert "being made already" in text_of(alices.get(PROFILE))


def test_three_a_day_and_no_more_until_tomorrow(alices, alice, asks):
    for _ in range(3):
        asks(alices)
        made(alice)
    asks(alices)
    assert "three exports within a day" in text_of(alices.get(PROFILE))
    assert Export.objects.count() == 3
    Export.objects.update(asked_at=timezone.now() - timedelta(days=1, minutes=1))
    asks(alices)
    assert Export.objects.count() == 4


def test_a_new_one_takes_the_place_of_the_older(alices, alice, asks, folder):
    asks(alices)
    older = made(alice)
    asks(alices)
    newer = made(alice)
    assert [file.name for file in folder.iterdir()] == [f"{newer.file}.zip"]
    assert alices.get(f"{EXPORTS}{older.pk}/").status_code == 404


# --- Getting it ---------------------------------------------------------------------------------------------


def test_it_comes_as_a_download_that_nobody_keeps(alices, alice, asks):
    asks(alices)
    answer = downloads(alices, made(alice))
    assert re.fullmatch(r'attachment; filename="messager-[\d-]+\.zip"', answer["Content-Disposition"])
    assert answer["Content-Type"] == "application/zip"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


def test_nobody_else_gets_it(alices, alice, bob, asks, client):
    asks(alices)
    export = made(alice)
    assert Desk(bob, script=False).get(f"{EXPORTS}{export.pk}/").status_code == 404
    assert client.get(f"{EXPORTS}{export.pk}/").status_code == 302
    assert f"{EXPORTS}{export.pk}/" not in text_of(Desk(bob, script=False).get(LATEST))


def test_its_name_cannot_be_guessed_and_its_folder_is_closed(alices, alice, asks, folder):
    asks(alices)
    export = made(alice)
    assert len(export.file) >= 40
    assert folder.stat().st_mode & 0o077 == 0


def test_a_file_that_is_not_there_any_more_is_a_404(alices, alice, asks, folder):
    asks(alices)
    export = made(alice)
    (folder / f"{export.file}.zip").unlink()
    assert alices.get(f"{EXPORTS}{export.pk}/").status_code == 404


# --- Going --------------------------------------------------------------------------------------------------


def test_it_goes_after_a_week(alices, alice, asks, folder):
    asks(alices)
    export = made(alice)
    Export.objects.update(ready_at=timezone.now() - KEPT + timedelta(minutes=1))
    exports.clean()
    assert downloads(alices, export)
    Export.objects.update(ready_at=timezone.now() - KEPT - timedelta(minutes=1))
    exports.clean()
    assert list(folder.iterdir()) == []
    assert alices.get(f"{EXPORTS}{export.pk}/").status_code == 404
    assert "Export your data" in text_of(alices.get(PROFILE))
    Export.objects.update(asked_at=timezone.now() - timedelta(days=31))
    exports.clean()
    assert not Export.objects.exists()


def test_what_no_row_knows_of_is_removed_and_what_is_being_made_is_not(
    alices, alice, asks, folder, monkeypatch
):
    monkeypatch.setattr(making, "TURN", -1)
    asks(alices)
    exports.go_on()
    (folder / f"{new_name()}.zip").write_bytes(b"x")
    (folder / new_name()).mkdir()
    (folder / "of-somebody-else.zip").write_bytes(b"x")
    exports.clean()
    assert {file.name for file in folder.iterdir()} == {Export.objects.get().file, "of-somebody-else.zip"}
    assert opened(alices, made(alice))


def test_what_nobody_is_making_is_asked_for_again(alices, alice, asks):
    asks(alices)
    Export.objects.update(lease_until=timezone.now() + timedelta(seconds=30), file="x")
    exports.go_on()
    assert Export.objects.get().is_being_made  # somebody has it
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    exports.clean()
    assert made(alice).is_ready


def free(message):
    """Its room keeps nothing from before now."""
    retention.free_batch(message.room_id, timezone.now())


@pytest.mark.parametrize("remove", [services.delete_message, services.hide_message, free])
def test_a_removed_message_takes_every_export_that_may_hold_it(
    alices, alice, bob, direct, says, asks, removes, folder, remove
):
    message = says(bob, direct, "regretted")
    asks(alices)
    export = made(alice)
    removes(remove, message)
    assert list(folder.iterdir()) == []
    assert alices.get(f"{EXPORTS}{export.pk}/").status_code == 404
    assert "was removed, since a message in it" in text_of(alices.get(PROFILE))
    _, told, page = exported(alices, asks)
    assert "regretted" not in json.dumps(told) + page


def test_one_that_is_being_made_begins_anew(alices, alice, bob, direct, says, asks, removes, monkeypatch):
    first = says(bob, direct, "regretted")
    for number in range(5):
        says(bob, direct, f"number {number}")
    monkeypatch.setattr(making, "TURN", 0)
    monkeypatch.setattr(parts, "BATCH", 2)
    asks(alices)
    exports.go_on()
    removes(services.delete_message, first)
    told = json.loads(opened(alices, made(alice)).read("messages.json"))
    assert texts(told, direct) == ["", *(f"number {number}" for number in range(5))]


def test_a_turn_under_way_when_a_message_is_removed_is_thrown_away(
    alices, alice, bob, direct, says, asks, removes, monkeypatch, folder
):
    message = says(bob, direct, "regretted")
    monkeypatch.setattr(making, "TURN", 60)  # one turn, however slow the machine
    asks(alices)
    real = making._finish
    monkeypatch.setattr(
        making, "_finish", lambda export: (removes(services.delete_message, message), real(export))
    )
    exports.go_on()
    assert Export.objects.get().is_being_made
    assert list(folder.iterdir()) == []
    monkeypatch.undo()


def test_others_removals_leave_it(alices, alice, bob, room, says, asks, removes):
    message = says(bob, room, "not in it")
    asks(alices)
    export = made(alice)
    removes(services.delete_message, message)
    assert downloads(alices, export)


def test_it_goes_with_the_account(alices, alice, asks, removes, folder):
    asks(alices)
    made(alice)
    removes(exports.forget_all, alice)
    assert not Export.objects.exists()
    assert list(folder.iterdir()) == []


def test_what_fails_again_and_again_says_so(alices, alice, asks, folder):
    asks(alices)
    folder.write_text("no folder")
    made(alice, turns=10)
    export = Export.objects.get()
    assert export.failed_at
    assert "could not be made" in text_of(alices.get(PROFILE))
    folder.unlink()
    asks(alices)
    assert made(alice).is_ready


def test_a_broadcast_that_one_sent_is_in_it(alices, alice, bob, everyone, says, come_online, asks):
    come_online(bob)
    says(alice, everyone, "to you all")
    assert everyone.kind == Kind.BROADCAST
    assert texts(exported(alices, asks)[1], everyone) == ["to you all"]

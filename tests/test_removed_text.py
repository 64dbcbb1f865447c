"""A text that was taken back is nowhere any more: in no table, index, cache, page or export, nor in the
database's own files. docs/operations.md names what is outside of this promise."""

import zipfile
from pathlib import Path
from secrets import token_hex

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.db import connection

from apps.accounts.deletion import delete_account
from apps.chat import drafts, erasing, exports, holding, pins, reactions, saved, services
from apps.chat.models import HeldMessage, Kind, Membership, Message, Room
from apps.chat.tests.desk import Desk, fresh_nonce, text_of
from tests.canary import lasting_redis_keys_with, tables_with


@pytest.fixture
def canary() -> str:
    """A word that nobody else has written; of letters alone, so that markup and folding leave it whole."""
    return "quokka" + token_hex(12).translate(str.maketrans("0123456789", "ghijklmnop"))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    settings.EXPORT_DIR = str(tmp_path / "exports")
    return tmp_path


@pytest.fixture
def town(transactional_db, alice, bob, room) -> Room:
    """The kitchen, and a second room to forward to."""
    garden = Room.objects.create(kind=Kind.OPEN, name="Garden")
    for person in (alice, bob):
        services.join(person, garden)
    return room


def place(person, room):
    return Membership.objects.select_related("room", "user").get(room=room, user=person)


def says(person, room, text, **more):
    return services.post_message(place(person, room), text, fresh_nonce(), **more)


def exported(person):
    exports.ask(person)
    while person.exports.unfinished().exists():
        exports.go_on()


def pages_of(person, room, message, canary):
    """All that shows texts, read as their person; also what pages ask for."""
    desk = Desk(person, room)
    part = canary[:-1]  # the page shows again what was asked for
    one = f"{desk.path}messages/{message.pk}/"
    for path in (
        *(
            "/messager/",
            "/messager/saved/",
            f"/messager/search/?q={part}",
        ),
        *(desk.path, f"{desk.path}?at={message.pk}", f"{desk.path}details/", f"{desk.path}pins/"),
        *(f"{desk.path}messages/?before=1000", one, f"{one}forward/"),
    ):
        yield path, text_of(desk.client.get(path))
        yield f"{path} (script)", text_of(desk.get(path))
    for cursor in (0, message.revision):
        yield f"poll from {cursor}", text_of(desk.polls(cursor))
    garden = Room.objects.get(name="Garden")
    yield "garden", text_of(Desk(person, garden).opens())
    for forward in Message.objects.filter(room=garden):
        yield "forwarded", text_of(desk.get(f"/messager/rooms/{garden.pk}/messages/{forward.pk}/forwarded/"))


def files_with(folder, canary):
    """Also within archives."""
    found = set()
    for file in filter(Path.is_file, folder.rglob("*")):
        kept = [file.read_bytes()]
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                kept += [archive.read(name) for name in archive.namelist()]
        if any(canary.encode() in one for one in kept):
            found.add(file.name)
    return found


def database_files_with(canary):
    """After the database has cleaned up as it does in its time."""
    return sqlite_files_with(canary) if connection.vendor == "sqlite" else postgres_files_with(canary)


def sqlite_files_with(canary):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert cursor.fetchone()[0] == 0, "somebody else reads on"
    file = Path(connection.settings_dict["NAME"])
    beside = [file, file.with_name(f"{file.name}-wal")]
    return {one.name for one in beside if one.exists() and canary.encode() in one.read_bytes()}


def postgres_files_with(canary):
    """VACUUM alone gives the place free and leaves the bytes in it, until something else is written there."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # or the planner's samples would keep it
        cursor.execute("VACUUM FULL")
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute(
            "SELECT pg_relation_filepath(oid), relname FROM pg_class WHERE relkind IN ('r', 'i', 't')"
        )
        names = dict(cursor.fetchall())
    found = set()
    for file in filter(Path.is_file, folder.rglob("*")):
        name = str(file.relative_to(folder))
        if not name.startswith("pg_wal/") and canary.encode() in file.read_bytes():
            found.add(names.get(name, name))
    return found


def everywhere(folder, canary):
    return {
        "tables": tables_with(canary),
        "redis": lasting_redis_keys_with(canary, longer_than=60),
        "files": files_with(folder, canary) | files_with(Path(configured.VAR_DIR) / "mail", canary),
        "database files": database_files_with(canary),
    }


NOWHERE = {"tables": set(), "redis": set(), "files": set(), "database files": set()}


def test_a_deleted_message(town, alice, bob, canary, folder):
    garden = Room.objects.get(name="Garden")
    message = says(alice, town, f"first {canary}")
    message = services.edit_message(
        message, f"**second** {canary} `{canary}`\n> {canary} https://{canary}.example"
    )
    says(bob, town, "indeed", reply_to=message)
    says(bob, garden, "look", forwarded_from=message)
    reactions.react(message, bob, "👍")
    pins.pin(message, place(alice, town))
    saved.save(message, bob)
    services.dispatch()
    exported(alice)
    seen = [canary in text for person in (alice, bob) for _, text in pages_of(person, town, message, canary)]
    assert sum(seen) > 10, "it was shown before"
    assert tables_with(canary)
    assert files_with(folder, canary)
    services.delete_message(message)
    services.dispatch()
    assert everywhere(folder, canary) == NOWHERE
    for person in (alice, bob):
        shown = {path for path, text in pages_of(person, town, message, canary) if canary in text}
        assert shown == set()
    exported(alice)
    assert everywhere(folder, canary) == NOWHERE


def test_a_message_whose_text_was_changed_leaves_the_index_and_the_cache(town, alice, bob, canary):
    """The text before stays for its readers' sake, in the history of edits alone."""
    message = says(alice, town, canary)
    services.dispatch()
    assert canary in text_of(Desk(bob, town).opens())
    services.edit_message(message, "another text")
    services.dispatch()
    assert tables_with(canary) == {"chat_edit"}
    assert lasting_redis_keys_with(canary, longer_than=60) == set()
    assert canary not in text_of(Desk(bob, town).opens())


def test_a_message_that_a_moderator_hides_is_kept_for_restoring_alone(town, alice, bob, canary, folder):
    message = says(alice, town, canary)
    services.dispatch()
    exported(alice)
    Desk(bob, town).opens()
    services.hide_message(message)
    services.dispatch()
    assert tables_with(canary) == {"chat_message"}
    assert lasting_redis_keys_with(canary, longer_than=60) == set()
    assert files_with(folder, canary) == set()
    assert not any(canary in text for _, text in pages_of(bob, town, message, canary))


def test_the_drafts_of_a_deleted_account(town, alice, bob, canary, folder):
    drafts.save_draft(place(alice, town), f"half a {canary}")
    exported(alice)
    assert canary in text_of(Desk(alice, town).opens())
    assert tables_with(canary) == {"chat_draft"}
    delete_account(alice)
    erasing.go_on()
    assert everywhere(folder, canary) == NOWHERE


def test_a_held_message_that_was_rejected_and_read(town, alice, canary, folder):
    """Until its sender has read that it was, or for 30 days, it is kept for them alone."""
    held = HeldMessage.objects.create(sender=alice, room=town, body=canary, nonce=fresh_nonce())
    holding.reject(held, "no")
    assert tables_with(canary) == {"chat_heldmessage"}
    assert canary in text_of(Desk(alice, town).opens())
    holding.dismiss(alice, held.pk)
    assert everywhere(folder, canary) == NOWHERE


def test_a_draft_that_was_sent_and_deleted(town, alice, canary, folder):
    drafts.save_draft(place(alice, town), canary)
    services.delete_message(says(alice, town, canary))
    drafts.save_draft(place(alice, town), "")
    services.dispatch()
    assert everywhere(folder, canary) == NOWHERE


def test_the_search_finds_what_it_looks_for(town, alice, canary, folder):
    """The control: what stands is found in each of these places."""
    says(alice, town, canary)
    services.dispatch()
    Desk(alice, town).opens()
    exported(alice)
    cache.set("kept", canary, 3600)
    found = everywhere(folder, canary)
    assert found["tables"] >= {"chat_message", "chat_searchtext"}
    assert all(found.values()), found

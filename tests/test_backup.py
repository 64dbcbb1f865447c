"""A backup taken under load, everything wiped, restored: the same rows and the same fragments."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from apps.accounts import pictures
from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Message, Recipient, Room
from apps.operations.backup.archive import chunks, verify
from apps.operations.rooms import broken_rooms
from apps.presence import heartbeat
from tests.children import wait_until
from tests.fixtures import database_url
from tests.people import a_person, a_session
from tests.postgres import PrivatePostgres
from tests.stack import ROOT
from tests.threads import Threads

ENOUGH = 30  # messages that each writer has sent before the backup begins


@pytest.fixture
def manage(transactional_db):
    """The command as from a shell, over the tests' database."""

    def run(*arguments: str, url: str = "", redis: str = "", code: int = 0, **streams) -> str:
        connections.close_all()
        env = os.environ | {"DATABASE_URL": url or database_url()}
        env |= {"REDIS_URL": redis or env["REDIS_URL"]}
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(
            command, env=env, stderr=subprocess.PIPE, **{"stdout": subprocess.PIPE, **streams}
        )
        said = (done.stdout or b"").decode(errors="replace") + done.stderr.decode()
        assert done.returncode == code, said
        return said

    return run


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "a.backup"


def wipe() -> None:
    call_command("flush", interactive=False, verbosity=0)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (User, Room, Message, Recipient)}


@pytest.fixture
def kept(manage, cast, file):
    """A backup of a room with one message, and the page that Bob had then."""
    services.post_message(cast.alice.memberships.get(room=cast.room), "hello", nonce_of(1))
    manage("backup", str(file))
    return file


def nonce_of(number: int):
    return UUID(int=number)


def test_taken_under_load_and_restored_it_is_the_same_rows_and_fragments(stack, manage, file, page):
    stack.start("redis")
    room = Room.objects.create(kind="open", name="Busy")
    people = [a_person(f"writer{n}") for n in range(3)]
    services.welcome(people)
    places = [services.join(person, room) for person in people]
    everyone = Room.objects.broadcast()
    places += [person.memberships.select_related("room", "user").get(room=everyone) for person in people[:1]]
    enough, threads = threading.Event(), Threads()
    for place in places:
        threads.start(write_until, enough, place, people[-1])
    try:
        wait_until(lambda: room.messages.count() > ENOUGH, within=60, what="they write")
        manage("backup", str(file))
    finally:
        after = Message.objects.count()
        enough.set()
        threads.join()
    manifest = verify(file)
    assert manifest.broken_rooms == []
    assert manifest.counts["chat.Message"] <= after < Message.objects.count()
    stack.start("web")
    before = shown(page(people[0], room), manifest, file)
    wipe()
    said = manage("restore", str(file))
    assert "Restored." in said
    assert counts() == {name: manifest.counts[label(name)] for name in counts()}
    assert broken_rooms() == []
    assert shown(page(people[0], room), manifest, file) == before
    late = services.post_message(places[0], "after all that", nonce_of(99))  # numbering goes on
    assert late.sequence == room.messages.count()


def write_until(enough: threading.Event, place, reader: User) -> None:
    number = 0
    while not enough.is_set():
        number += 1
        heartbeat.beat(reader, 2000, False)  # a broadcast needs somebody who gets it
        services.post_message(place, f"{place.pk}: {number} <b> https://example.org", uuid4())
    connections.close_all()


def label(name: str) -> str:
    return f"accounts.{name}" if name == "User" else f"chat.{name}"


def shown(page, manifest, file) -> list[str]:
    """The fragments of the messages that the backup has, as a page shows them."""
    kept = {row[0] for label, rows in chunks(file) if label == "chat.Message" for row in rows}
    texts = []
    html = page.request("GET", f"/messager/rooms/{page.room}/").text
    while True:
        texts += re.findall(r'<li[^>]*data-id="\d+".*?</li>', html, re.DOTALL)
        start = min(map(int, re.findall(r'data-sequence="(\d+)"', "".join(texts))))
        if start == 1:
            break
        html = page.request("GET", f"{page.messages_path}?before={start}", **page.headers).text
    return sorted(text for text in texts if int(re.search(r'data-id="(\d+)"', text)[1]) in kept)


def test_an_open_page_of_a_lost_future_begins_anew(stack, manage, kept, cast, page):
    stack.start("redis", "web")
    for number in range(2, 9):
        services.post_message(cast.alice.memberships.get(room=cast.room), "lost", nonce_of(number))
    bobs = page(cast.bob, cast.room)
    bobs.load()
    manage("restore", str(kept), "--replace")
    for number in range(20, 30):  # the room counts past the page's cursor before the page asks again
        services.post_message(cast.alice.memberships.get(room=cast.room), "found", nonce_of(number))
    bobs.cookies["sessionid"] = a_session(cast.bob)
    bobs.poll()
    fresh = page(cast.bob, cast.room)
    fresh.load()
    assert bobs.log.shown == fresh.log.shown
    assert len(fresh.log.shown) == 11


def test_who_was_signed_in_signs_in_again(stack, manage, kept, cast, page):
    stack.start("redis", "web")
    bobs = page(cast.bob, cast.room)
    bobs.load()
    manage("restore", str(kept), "--replace", redis=stack.redis_server.url)
    assert bobs.ask_updates(1).status == 401


def test_pictures_are_in_it_and_take_the_place_of_those_that_came_later(
    manage, cast, file, settings, monkeypatch, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    monkeypatch.setenv("MEDIA_ROOT", settings.MEDIA_ROOT)
    pictures.put(cast.alice, b"hers")
    manage("backup", str(file))
    pictures.put(cast.alice, b"a later one")
    pictures.put(cast.bob, b"another later one")
    assert "1 files." in manage("restore", str(file), "--replace")
    root = Path(settings.MEDIA_ROOT)
    assert pictures.read(User.objects.get(pk=cast.alice.pk).picture) == b"hers"
    assert [one.name for one in root.iterdir()] == [pictures.FOLDER]
    (kept,) = (root / pictures.FOLDER).iterdir()
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_stream_goes_out_and_in(manage, cast, file):
    with file.open("wb") as out:
        manage("backup", "-", stdout=out)
    wipe()
    with file.open("rb") as into:
        manage("restore", "-", stdin=into)
    assert User.objects.filter(pk=cast.alice.pk).exists()


@pytest.mark.once
def test_what_sqlite_wrote_postgresql_takes_over_and_gives_back(manage, kept, tmp_path):
    folder = Path(tempfile.mkdtemp(prefix="p-"))  # pytest's own are too long for a socket's name
    folder.chmod(0o755)
    server = PrivatePostgres(folder / "data")
    url = server.start()
    try:
        manage("restore", str(kept), url=url)
        manage("backup", str(tmp_path / "b.backup"), url=url)
    finally:
        server.end()
        shutil.rmtree(folder)
    first, second = verify(kept), verify(tmp_path / "b.backup")
    assert (first.counts, first.migrations) == (second.counts, second.migrations)
    manage("restore", str(tmp_path / "b.backup"), "--replace")
    assert Message.objects.get().body == "hello"


def test_a_database_with_people_is_left_alone(manage, kept, cast):
    User.objects.filter(pk=cast.bob.pk).update(name="Changed")
    assert "not empty" in manage("restore", str(kept), code=1)
    assert User.objects.get(pk=cast.bob.pk).name == "Changed"


def test_a_file_that_is_there_is_left_alone(manage, kept):
    before = kept.read_bytes()
    assert "exists" in manage("backup", str(kept), code=1)
    assert kept.read_bytes() == before


@pytest.mark.parametrize("damage", ["cut", "byte", "member"])
def test_a_damaged_one_is_refused_before_anything_is_touched(manage, kept, damage):
    DAMAGES[damage](kept)
    assert "damaged" in manage("backup", "--verify", str(kept), code=1)
    assert "Nothing is restored" in manage("restore", str(kept), "--replace", code=1)
    assert Message.objects.get().body == "hello"


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(bytes(content))


def another_text(file: Path) -> None:
    rewrite(file, lambda name, content: content.replace(b'"hello"', b'"hullo"'))


DAMAGES = {"cut": cut, "byte": flip, "member": another_text}


def rewrite(file: Path, change) -> None:
    with tarfile.open(file) as old:
        members = [(member, old.extractfile(member).read()) for member in old]
    with tarfile.open(file, "w:gz") as new:
        for member, content in members:
            changed = change(member.name, content)
            member.size = len(changed)
            new.addfile(member, io.BytesIO(changed))


def test_a_newer_one_is_refused_by_the_name_of_what_is_unknown(manage, kept):
    def newer(name, content):
        if name != "manifest.json":
            return content
        said = json.loads(content)
        said["migrations"].append(["chat", "0999_from_the_future"])
        return json.dumps(said).encode()

    rewrite(kept, newer)
    said = manage("restore", str(kept), "--replace", code=1)
    assert "newer version" in said
    assert "chat.0999_from_the_future" in said
    assert Message.objects.count() == 1


def test_no_secret_is_in_it(kept):
    with tarfile.open(kept) as members:
        everything = b"".join(members.extractfile(member).read() for member in members)
    assert settings.SECRET_KEY.encode() not in everything
    assert b"sessions.Session" not in everything
    assert kept.stat().st_mode & 0o077 == 0

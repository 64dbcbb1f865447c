"""`manage.py doctor` over real processes: silent on a sound installation; each planted fault has its line."""

import json
import subprocess
import sys
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connections
from django.utils import timezone

from apps.chat import services
from apps.chat.models import Membership, Message, Outbox
from tests.children import Child
from tests.identity_provider import IdentityProvider
from tests.stack import ROOT, Stack, free_port


@pytest.fixture
def installation(stack: Stack, identity: IdentityProvider):
    """Web and live on one port, as `make run` has them, with worker and beat."""
    stack.adjust({"PUBLIC_URL": stack.url, "OUTBOX_SWEEP_EVERY": "1", "EMAIL_BACKEND": FILES})
    stack.start("redis", "web", "worker", "beat")
    yield stack
    for child in (stack.worker, stack.beat, stack.web):
        child.kill()


FILES = "django.core.mail.backends.filebased.EmailBackend"


def findings(stack: Stack, code: int, **environment: str) -> dict[str, str]:
    """What is wrong, by the name of the check."""
    connections.close_all()
    command = [sys.executable, str(ROOT / "manage.py"), "doctor", "--json"]
    done = subprocess.run(command, env=stack.env | environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == code, done.stdout + done.stderr
    return {one["name"]: one["problem"] for one in json.loads(done.stdout) if one["problem"]}


def test_of_a_sound_installation_it_says_nothing(installation):
    assert findings(installation, 0) == {}


def test_inside_a_container_it_reaches_the_proxy_by_another_address(installation):
    outside = "http://localhost:1"
    assert findings(installation, 0, PUBLIC_URL=outside, PROXY_URL=installation.url) == {}
    assert findings(installation, 1, PUBLIC_URL=outside).keys() == {"web", "live"}


def test_it_finds_ten_planted_faults_each_by_its_line(installation, cast, identity):
    identity.breaks = ".well-known/openid-configuration"
    place = cast.alice.memberships.get(room=cast.room)
    messages = [services.post_message(place, "hello", uuid4()) for _ in range(3)]
    direct = services.open_direct(cast.alice, cast.bob).room
    installation.worker.kill()
    installation.beat.kill()
    Outbox.objects.filter(message=messages[0]).update(parked_at=timezone.now())
    Outbox.objects.filter(message=messages[2]).update(
        created_at=timezone.now() - timedelta(hours=1), done_at=None
    )
    Message.objects.filter(pk=messages[1].pk).delete()
    Membership.objects.filter(room=direct, user=cast.bob).delete()
    with installation.connection() as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        found = findings(
            installation,
            1,
            SECRET_KEY="ab" * 30,
            LIVE_MOST="99999999",
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_PORT=str(free_port()),
            ALLOWED_HOSTS="*",
            VAR_DIR=str(installation.var / "empty"),
        )
    finally:
        with installation.connection() as client:
            client.config_set("maxmemory-policy", "noeviction")
    expected = {
        "worker": "No worker answers",
        "queues": "No worker serves dispatch, maintenance",
        "beat": "Beat sends nothing",
        "parked outbox rows": "1 outbox rows are parked",
        "old outbox rows": "has waited since",
        "rooms numbers": f"[{cast.room.pk}]",
        "memberships of direct rooms": f"[{direct.pk}]",
        "redis policy": "allkeys-lru",
        "secret key": "can be guessed",
        "open files": "raise the limit",
        "mail": "does not take us",
        "identity providers": "Team ID, Other ID",
        "public url": "ALLOWED_HOSTS is *",
        "static files": "collectstatic",
        "var dir": "cannot be written",
    }
    for name, words in expected.items():
        assert words in found.get(name, ""), (name, found)


def test_with_everything_away_it_still_says_so_in_time(installation):
    installation.web.kill()
    away = f"redis://127.0.0.1:{free_port()}/0"
    found = findings(installation, 1, REDIS_URL=away)
    assert {"redis", "redis policy", "clock of redis", "worker", "web", "live"} <= set(found)


def test_two_beats_are_one_too_many(installation):
    other: Child = installation.another_beat("second-beat").start()
    third: Child = installation.another_beat("third-beat").start()
    try:
        assert "more than one beat" in findings(installation, 1).get("beat", "")
    finally:
        other.kill()
        third.kill()


def test_a_missing_migration_is_named(installation, tmp_path):
    empty = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    assert "manage.py migrate" in findings(installation, 1, DATABASE_URL=empty)["migrations"]

"""Fixtures that every test may ask for."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
import redis
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.test import TransactionTestCase

from apps.accounts.models import Server, User
from apps.chat import services
from apps.chat.models import Kind, Room
from apps.guarded_redis import pools
from tests.browserlike import Page
from tests.identity_provider import IDENTITY, IdentityProvider
from tests.people import a_person
from tests.stack import Stack

LONGEST_TEST = 300  # seconds; a hang names itself instead of stopping the run
LONGEST_LONG_TEST = 3600


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether full sizes are asked for."""
    return bool(request.config.getoption("--long"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    most = LONGEST_LONG_TEST if item.config.getoption("--long") else LONGEST_TEST
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(most)
    try:
        return (yield)
    finally:
        signal.alarm(0)


def _too_long(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError("this test takes too long")


FIGURES: list[str] = []


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Says a figure in the run's summary."""
    return lambda figure: FIGURES.append(f"{request.node.name}: {figure}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if FIGURES:
        terminalreporter.section("measured")
    for figure in FIGURES:
        terminalreporter.line(figure)


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> None:
    """The real processes know the production's alone: see people.who_can_sign_in."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    settings.PASSWORD_HASHERS = [quick, *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True, scope="session")
def plain_static_files() -> None:
    """Names without hashes, in this process alone: nothing has to be collected first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def empty_redis() -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
    for breaker in pools._breakers.values():  # a test before may have left it open, or a slow machine
        breaker._close()


NEED_THE_DATABASE = {"db", "transactional_db", "_django_db_helper"}


@pytest.fixture(autouse=True)
def is_set_up(request: pytest.FixtureRequest) -> None:
    """Somebody has been here: the first visit of a fresh installation has tests of its own."""
    uses_it = request.node.get_closest_marker("django_db") or NEED_THE_DATABASE & set(request.fixturenames)
    if uses_it:
        request.getfixturevalue("db")
        Server.objects.get_or_create()


@pytest.fixture(autouse=True, scope="session")
def patient_flush() -> None:
    """The real processes go on while tables are emptied after a test: the two may meet in a deadlock."""
    flush = TransactionTestCase._fixture_teardown

    def flush_patiently(case: TransactionTestCase) -> None:
        for tries_left in reversed(range(5)):
            try:
                flush(case)
                break
            except CommandError:
                if not tries_left:
                    raise

    TransactionTestCase._fixture_teardown = flush_patiently


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """SQLite in a file, as in production, so that real processes share it with the tests."""
    database = settings.DATABASES["default"]
    if "sqlite3" in database["ENGINE"]:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        database.setdefault("TEST", {})["NAME"] = str(Path(settings.VAR_DIR) / f"test{worker}.sqlite3")


@pytest.fixture
def identity() -> Iterator[IdentityProvider]:
    """Who people say at an outside provider that they are: `identity.person`."""
    yield IDENTITY.serve()
    IDENTITY.reset()


# --- The cast: Alice owns, Bob is a member, Charlie must see nothing --------------------------------


@pytest.fixture
def alice(db: None) -> User:
    return a_person("alice")


@pytest.fixture
def bob(db: None) -> User:
    return a_person("bob")


@pytest.fixture
def charlie(db: None) -> User:
    return a_person("charlie")


@dataclass(frozen=True)
class Cast:
    alice: User
    bob: User
    charlie: User
    room: Room


@pytest.fixture
def room(alice: User, bob: User) -> Room:
    """An OPEN room with Alice and Bob in it."""
    room = Room.objects.create(kind=Kind.OPEN, name="Kitchen")
    for person in (alice, bob):
        services.join(person, room)
    return room


@pytest.fixture
def cast(alice: User, bob: User, charlie: User, room: Room) -> Cast:
    return Cast(alice, bob, charlie, room)


# --- Real processes ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _stack(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack(tmp_path_factory.mktemp("stack"), database_url())
    yield stack
    stack.end()


def database_url() -> str:
    """Where the tests' own database is, for other processes."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    host = database["OPTIONS"].get("host") or database["HOST"]
    return (
        f"postgres://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}"
        f"?host={host}&port={database['PORT'] or 5432}"
    )


@pytest.fixture
def stack(_stack: Stack, transactional_db: None) -> Iterator[Stack]:
    """The real processes over this test's database. Ask for what is needed: stack.start("web", …).

    They outlive the test, for the next one; what a test has stopped the next one starts again.
    """
    _stack.mend()
    _stack.forget()
    yield _stack
    _stack.mend()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test shows what the processes said."""
    report = yield
    stack = getattr(item, "funcargs", {}).get("_stack")
    if report.failed and stack:
        report.sections.append(("processes", stack.logs()))
    return report


@pytest.fixture
def page(stack: Stack):
    """Opens a room as the page in a browser does: page(user, room)."""
    return lambda user, room, **more: Page(stack.host, user, room.pk, **more)

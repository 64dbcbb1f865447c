"""Real browsers over the real processes. Every test also collects what the content policy refused.

Loaded once for all tests (conftest.py at the root): a second Playwright in one thread is refused.
"""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.chromium import ARGUMENTS, executable
from tests.e2e.person import Person

# Playwright's loop runs in this thread; nothing asynchronous touches the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Browsers on two shared cores: presence is given the room of a second, polls are slower than elsewhere.
TIMES = {
    "POLL_INTERVAL": "0.4",
    "LIVE_HOLD": "2",
    "ROSTER_INTERVAL": "600",  # so that a roster changes only when it is told that it has moved
    "PRESENCE_SHORTEST": "2.5",
    "PRESENCE_LEAVE_GRACE": "1",
    "PRESENCE_EXPIRE_EVERY": "0.75",
    "STATES_END_EVERY": "0.75",
}


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _slower(_stack):
    _stack.end()
    _stack.adjust(TIMES)
    yield
    _stack.end()
    _stack.adjust(dict.fromkeys(TIMES))


@pytest.fixture
def town(_slower, stack):
    """web, worker and beat for browsers."""
    return stack.start("redis", "web", "worker", "beat")


@pytest.fixture
def arrives(chromium, town):
    """A person with a browser of their own: arrives("alice"). Say `javascript=False` for one without it."""
    people = []

    def arrive(name, url=town.url, **more):
        people.append(Person(chromium, url, name, **more))
        return people[-1]

    yield arrive
    problems = [problem for person in people for problem in person.problems]
    for person in people:
        person.leaves()
    assert problems == [], "the content policy refused something, or a script failed"

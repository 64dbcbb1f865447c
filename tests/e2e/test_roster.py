"""Who is there: on arrival and on leaving.

The roster's own timer is off here (ROSTER_INTERVAL): it changes because a poll's answer says that it moved.
"""

import pytest

from tests.people import a_person, a_session

IS_IN_FRONT = """
mark => {
  const { x, y, width, height } = mark.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === mark;
}
"""


@pytest.fixture
def two(arrives, transactional_db):
    people = a_person("alice"), a_person("bob")
    alice, bob = [arrives(user.username).has_session(a_session(user)) for user in people]
    return alice, bob, people[1].usercode


def test_the_roster_follows_arrival_and_leaving(two):
    alice, bob, code = two
    alice.opens_home().sees_offline(code)
    bob.opens_home()
    alice.sees_online(code)
    bob.closes_the_page()
    alice.sees_offline(code)


def test_the_mark_of_being_here_stands_before_the_face(two):
    alice, bob, code = two
    bob.opens_home()
    alice.opens_home().sees_online(code)
    mark = alice.roster.locator(f"[data-usercode='{code}'] .person__status")
    assert mark.evaluate(IS_IN_FRONT)


def test_a_killed_browser_is_offline_by_and_by(two):
    alice, bob, code = two
    bob.opens_home()
    alice.opens_home().sees_online(code)
    bob.loses_the_network()
    alice.sees_offline(code)


def test_two_tabs_are_one_person(two):
    alice, bob, code = two
    bob.opens_home()
    second = bob.another_tab()
    second.goto("/messager/")
    alice.opens_home().sees_online(code)
    bob.closes_the_page()
    alice.stays_online(code)
    second.close()
    alice.sees_offline(code)


def test_beats_announcement_changes_the_roster(two, town):
    """Nobody asks anything when a person's time is over: beat makes the version move."""
    alice, bob, code = two
    bob.opens_home()
    alice.opens_home().sees_online(code)
    before = alice.roster.get_attribute("data-version").split(".")[0]
    bob.loses_the_network()
    alice.sees_offline(code)
    alice.sees_roster_newer_than(before)

"""However much there is, a page takes the same number of queries, and history is paged by keyset alone."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.access.roles import OURS, name_of, visit  # noqa: F401 (a fixture)
from tests.access.rows import EXPECTED
from tests.crowds import a_crowd, fill, fill_broadcasts, join_all, rooms_of

PAGES = [route for route in OURS if EXPECTED[name_of(route), "GET"]["author"] == 200]
SCRIPTED = {"HX_Request": "true"}
# What a pattern alone does not say. Each `{name}` is a number of the scene's.
VARIANTS = [
    "?before={everyone_middle}",
    "rooms/{room}/?before={middle}",
    "rooms/{room}/messages/?before={middle}",
    "rooms/{direct}/",
    "rooms/{everyone}/messages/{broadcast}/recipients/",
    "updates/?room={room}&cursor={behind}&inbox=0.0.0.0&receipts=0.0",
    "updates/?room={room}&cursor=0&inbox=0.0.0.0",
    "updates/?room={everyone}&cursor={everyone_behind}&inbox=0.0.0.0",
]
BY_KEYS = re.compile(r'"chat_message"\."id" (IN \(|= )')  # a page that is known already, or one message
SIGNING_IN = re.compile(r"django_session|SAVEPOINT|last_login\" = ")  # no part of the page
FEW, MANY = 12, 3000  # messages
OFFSET = re.compile(r"\bOFFSET\b", re.IGNORECASE)
# SQLite's own words for reading a table from its beginning to its end, or for sorting what was read.
READS_ALL = re.compile(r"SCAN chat_(message|recipient)\b|USE TEMP B-TREE FOR ORDER BY")


class Scene:
    """A room, broadcasts, rooms and people; `grow` makes more of all."""

    def __init__(self, cast):
        self.cast = cast
        self.grow("few", messages=FEW, people=25, rooms=2)  # too many for receipts, as in "many"

    def grow(self, prefix, *, messages, people, rooms):
        alice, bob, room = self.cast.alice, self.cast.bob, self.cast.room
        crowd = a_crowd(people, prefix)
        join_all(room, crowd)
        said = fill(room, [alice, bob], messages)
        to_all = fill_broadcasts(alice, crowd[:20], messages // 4)
        rooms_of(alice, rooms, crowd[:rooms])
        room.refresh_from_db()
        everyone = to_all[0].room_id
        self.numbers = {
            "room": room.pk,
            "middle": said[messages // 2].sequence,
            "behind": room.last_revision - 5,
            "everyone": everyone,
            "everyone_middle": to_all[-2].sequence,
            "everyone_behind": to_all[-3].revision,
            "broadcast": to_all[-1].pk,
            "direct": alice.rooms.filter(kind="direct").order_by("pk").first().pk,
        }


@pytest.fixture
def scene(cast, monkeypatch, settings):
    """The roster says how many it does not show, in any size; Redis stays young throughout."""
    settings.PRESENCE_LONGEST = 3600
    monkeypatch.setattr("apps.presence.selectors.MOST_HERE", 0)
    monkeypatch.setattr("apps.presence.selectors.MOST_OFFLINE", 0)
    return Scene(cast)


@pytest.fixture
def asked(visit, scene):  # noqa: F811 (the fixture)
    """Every page and fragment as its author opens it: by name, the queries it took."""

    def variant(path, headers):
        client = Client()
        client.force_login(scene.cast.alice)
        return client.get(f"/messager/{path.format(**scene.numbers)}", headers=headers)

    def ask():
        found = {}
        for kind, headers in (("page", {}), ("fragment", SCRIPTED)):
            for route in PAGES:
                found[f"{name_of(route)}, {kind}"] = _queries(visit, "author", route, "GET", **headers)
            for path in VARIANTS:
                found[f"{path}, {kind}"] = _queries(variant, path, headers)
        return found

    return ask


def _queries(ask, *arguments, **headers):
    cache.clear()  # what is kept from the time before would be missing here
    with CaptureQueriesContext(connection) as captured:
        assert ask(*arguments, **headers).status_code < 500
    return [query["sql"] for query in captured.captured_queries if not SIGNING_IN.search(query["sql"])]


def test_a_page_takes_the_same_number_of_queries_at_any_size(scene, asked, subtests):
    asked()  # what a process reads once
    few = asked()
    scene.grow("many", messages=MANY, people=300, rooms=100)
    many = asked()
    for name, queries in many.items():
        with subtests.test(page=name):
            assert len(queries) == len(few[name]), "\n".join(query[:300] for query in queries)


def test_history_is_never_paged_by_offset(asked):
    assert [query for queries in asked().values() for query in queries if OFFSET.search(query)] == []


@pytest.mark.once
def test_no_page_reads_all_messages_or_sorts_them(asked, subtests):
    """By what SQLite says that it will do."""
    for name, queries in asked().items():
        for query in filter(_reads_messages, queries):
            with subtests.test(page=name):
                assert not READS_ALL.search(_plan(query)), query


def _reads_messages(query):
    """A list of them, whose ids are not known already."""
    outer = query
    while "(" in outer:
        outer = re.sub(r"\([^()]*\)", "", outer)
    is_list = re.search(r'FROM "chat_(message|recipient)"', outer)
    return is_list and not BY_KEYS.search(query)


def _plan(query):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        return "; ".join(str(row[-1]) for row in cursor.fetchall())

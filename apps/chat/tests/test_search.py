"""Searching: words, parts of words, any script, and what narrows a search down."""

# ruff: noqa: RUF001 (texts as people write them)

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.management.color import no_style
from django.db import connection

from apps.chat import services
from apps.chat.models import Message, Room, SearchText
from apps.chat.searching.find import NEWEST, PAGE_SIZE
from apps.chat.tests.desk import text_of
from apps.chat.tests.searcher import SEARCH, Searcher, marked_in, older_in, said_of, texts_in


@pytest.fixture(params=[True, False], ids=["script", "plain"])
def bob_searches(request, cast):
    return Searcher(cast.bob, cast.room, script=request.param)


@pytest.fixture
def searches():
    return Searcher


@pytest.fixture(params=["among the newest", "by the index"])
def said(request, cast, says):
    """Says a text; with "by the index" so long ago that the newest are no help."""
    ages = request.param == "by the index"

    def said(text, person=None, room=None):
        message = says(person or cast.alice, room or cast.room, text)
        if ages:
            bury(message)
        return message

    return said


def bury(message):
    """Another message came much later, where nobody of ours is."""
    services.dispatch()
    later = Message.objects.get(pk=message.pk)
    later.pk, later.nonce, later.room = (
        later.pk + 2 * NEWEST,
        uuid4(),
        Room.objects.create(name=f"Elsewhere {message.pk}"),
    )
    later.save(force_insert=True)
    row = SearchText.objects.get(pk=message.pk)
    row.message, row.room = later, later.room
    row.save(force_insert=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Message]):
            cursor.execute(statement)


WORDS = [
    ("The anchor is down", "anchor"),
    ("The anchor is down", "ANCHOR down"),
    ("The anchor is down", "nch"),
    ("The anchor is down", "is"),
    ("The anchor is down", '"anchor is"'),
    ("two\nlines", '"two lines"'),
    ("Crème brûlée", "creme brulee"),
    ("creme", "crème"),
    ("Straße", "STRASSE"),
    ("don’t", "don't"),
    ("ﬁne ｗｉｄｅ", "fine wide"),
    ("Привет, мир", "мир"),
    ("Привет, мир", "прив"),
    ("Ёлка", "елка"),
    ("今日は東京に行きます", "東京"),
    ("今日は東京に行きます", "京"),
    ("今日は東京に行きます", "東京に行"),
    ("今日は東京に行きます", "行きます"),
    ("서울에서 만나요", "서울"),
    ("สวัสดีครับ", "ดี"),
    ("เขาอยู่ที่บ้าน", "ที่"),  # to Unicode one letter, a vowel and a tone
    ("नमस्ते दुनिया", "दुनिया"),
    ("Ǣlfred was here", "aelfred"),
    ("مَرحبا", "مرحبا"),
    ("שָׁלוֹם", "שלום"),
    ("go to C++ now", "c++"),
    ("party 🎉!", "🎉"),
    ("v2 of it", "v2"),
    ("100% sure", "100%"),
    ("snake_case", "ake_ca"),
    (r"back\slash", r"k\sla"),
    ("it's O'Reilly", "o'reilly"),
]


@pytest.mark.parametrize(("text", "q"), WORDS, ids=[q for _, q in WORDS])
def test_a_text_is_found(cast, searches, said, text, q):
    said(text)
    said("something else altogether")
    assert searches(cast.bob).finds(q) == [text]


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("a paragraph", "pa"),
        ("anchor", "anchors"),
        ("100 percent", "100%"),
        ("snake case", "ake_ca"),
        ("東 京", "東京"),
        ("the anchor", "-anchor the"),
        ("one two", '"two one"'),
        ("hello", "; drop table --"),
    ],
)
def test_a_text_is_not_found(cast, searches, said, text, q):
    said(text)
    assert searches(cast.bob).finds(q) == []


def test_the_newest_come_first_a_page_at_a_time(cast, bob_searches, says):
    for number in range(2 * PAGE_SIZE + 5):
        says(cast.alice, cast.room, f"knot {number}")
    found, answer = [], bob_searches.asks("knot")
    while True:
        found += texts_in(answer)
        if not (older := older_in(answer)):
            break
        assert len(texts_in(answer)) == PAGE_SIZE
        answer = bob_searches.get(older)
    assert found == [f"knot {number}" for number in reversed(range(2 * PAGE_SIZE + 5))]


def test_a_page_over_the_border_of_the_newest_has_no_hole(cast, bob_searches, says):
    messages = [says(cast.alice, cast.room, f"knot {number}") for number in range(PAGE_SIZE + 5)]
    bury(messages[-1])
    says(cast.alice, cast.room, "knot last")
    last = Message.objects.order_by("-pk")[0]
    assert last.body == "knot last"
    first = bob_searches.asks("knot")
    assert texts_in(first)[0] == "knot last"
    assert texts_in(first)[1:] == [f"knot {number}" for number in reversed(range(6, PAGE_SIZE + 5))]
    assert texts_in(bob_searches.get(older_in(first)))[:6] == [
        f"knot {number}" for number in reversed(range(6))
    ]


def test_a_hit_says_who_where_and_when_and_leads_to_its_place(cast, bob_searches, says):
    message = says(cast.alice, cast.room, "anchor")
    html = text_of(bob_searches.asks("anchor"))
    hit = html.split('class="hit"')[1].split("</li>")[0]
    assert f"#m-{message.pk}" in hit
    assert cast.room.get_absolute_url() in hit
    assert "alice" in hit
    assert "Kitchen" in hit
    assert f'datetime="{message.sent_at:%Y-%m-%dT%H:%M:%SZ}"' in hit


def test_hits_are_marked_and_everything_is_escaped_once(cast, bob_searches, says):
    says(cast.alice, cast.room, '<script>alert("Anchor & <b>rope")</script> <mark>')
    response = bob_searches.asks("anchor rope")
    html = text_of(response).split('class="hit__text"')[1].split("</span>")[0]
    assert marked_in(response) == ["Anchor", "rope"]
    assert "<script" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(&quot;<mark>Anchor</mark> &amp; &lt;b&gt;<mark>rope</mark>" in html
    assert "&amp;lt;" not in html


@pytest.mark.parametrize("q", ["<b>&", '"<b>&"', "a<script>alert(1)</script>", "'\"><img src=x>"])
def test_what_was_typed_stays_in_the_box_and_is_escaped(cast, searches, q):
    html = text_of(searches(cast.bob, script=False).asks(q))
    assert "<script>alert" not in html
    assert "<img" not in html
    assert "<b>&" not in html


# --- filters ------------------------------------------------------------------------------------------


def test_from_a_person(cast, searches, said):
    said("rope of alice")
    said("rope of bob", cast.bob)
    bob = searches(cast.bob)
    assert bob.finds("rope from:alice") == ["rope of alice"]
    assert bob.finds(f"rope from:{cast.alice.usercode.lower()}") == ["rope of alice"]
    assert bob.finds("from:@ALICE") == ["rope of alice"]
    assert bob.finds("from:me rope") == ["rope of bob"]
    assert bob.finds("from:me from:alice rope") == ["rope of bob", "rope of alice"]


def test_in_a_room_or_with_a_person(cast, searches, said, direct):
    said("rope in the kitchen")
    said("rope between us", cast.alice, direct)
    bob = searches(cast.bob)
    assert bob.finds("rope in:kitchen") == ["rope in the kitchen"]
    assert bob.finds('rope in:"#Kitchen"') == ["rope in the kitchen"]
    assert bob.finds("in:kitch") == ["rope in the kitchen"]
    assert bob.finds("rope in:@alice") == ["rope between us"]
    assert bob.finds("rope in:alice") == ["rope between us"]


def test_with_a_link(cast, searches, said):
    said("look at https://example.org/rope")
    said("a rope of http")
    assert searches(cast.bob).finds("rope has:link") == ["look at https://example.org/rope"]
    assert searches(cast.bob).finds("has:link") == ["look at https://example.org/rope"]


@pytest.mark.parametrize(
    ("q", "zone", "found"),
    [
        ("on:2026-03-10", "UTC", ["late", "noon"]),
        ("on:2026-03-10", "Europe/Berlin", ["noon"]),
        ("on:2026-03-11", "Asia/Tokyo", ["late"]),
        ("before:2026-03-10", "UTC", []),
        ("before:2026-03-11", "UTC", ["late", "noon"]),
        ("after:2026-03-09", "UTC", ["late", "noon"]),
        ("after:2026-03-10", "UTC", []),
        ("after:2026-03-10", "Europe/Berlin", ["late"]),
        ("after:2026-03-10", "no/zone", []),
    ],
)
def test_days_are_those_of_the_reader(cast, searches, says, q, zone, found):
    for text, hour in (("noon", 12), ("late", 23)):
        message = says(cast.alice, cast.room, text)
        at = datetime(2026, 3, 10, hour, 30, tzinfo=UTC)
        Message.objects.filter(pk=message.pk).update(sent_at=at)
        SearchText.objects.filter(pk=message.pk).update(sent_at=at)
    assert searches(cast.bob).finds(q, zone=zone) == found


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("rope from:nobody", "Nobody is called “nobody”"),
        ("rope in:cellar", "You are in no room called “cellar”"),
        ("rope in:@nobody", "Nobody is called “nobody”"),
        ("rope before:soon", "After before: comes a day"),
        ("rope has:fun", "only “link” is known"),
        ("rope from:", "After from: comes"),
    ],
)
def test_a_filter_that_is_not_understood_gets_a_sentence_and_the_text_stays(cast, searches, q, sentence):
    page = searches(cast.bob, script=False).asks(q)
    assert sentence in said_of(page)[0]
    assert f'value="{q}"' in text_of(page)
    fragment = searches(cast.bob).asks(q)
    assert fragment.status_code == 200
    assert sentence in said_of(fragment)[0]


@pytest.mark.parametrize("q", ["", "   ", "-rope", '""', "-"])
def test_without_anything_to_look_for_the_box_explains_itself(cast, bob_searches, says, q):
    says(cast.alice, cast.room, "rope")
    html = text_of(bob_searches.asks(q))
    assert "search__hints" in html
    assert "Nothing was found" not in html


def test_nothing_found_says_so_and_explains_the_filters(cast, bob_searches):
    html = text_of(bob_searches.asks("unheard"))
    assert "Nothing was found" in html
    assert "search__hints" in html


@pytest.mark.parametrize(
    "q", ["\0rope", "rope " * 200, '"' * 50, "%", "\\", "'", "\ud7ff", "a" * 5000, "🏴" * 3]
)
def test_nothing_that_can_be_typed_breaks_it(cast, bob_searches, q):
    assert bob_searches.asks(q).status_code == 200


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 18, "9" * 40])
def test_no_place_to_go_on_from_breaks_it(cast, bob_searches, says, before):
    says(cast.alice, cast.room, "rope")
    assert bob_searches.asks("rope", before=before).status_code == 200


# --- limits -------------------------------------------------------------------------------------------


def test_who_searches_too_fast_is_told_so(cast, searches, says):
    says(cast.alice, cast.room, "rope")
    bob = searches(cast.bob, script=False)
    for number in range(60):
        assert bob.asks(f"rope{number}").status_code == 200
    refused = bob.asks("rope")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert 'value="rope"' in text_of(refused)
    assert bob.asks("rope0").status_code == 200, "what was admitted once is admitted again"
    assert searches(cast.alice).finds("rope") == ["rope"]


def test_a_search_asks_the_database_few_times(
    cast, searches, says, direct, everyone, django_assert_max_num_queries
):
    for room in (cast.room, direct, cast.room):
        says(cast.alice, room, "rope")
    bob = searches(cast.bob)
    bob.asks("rope")
    with django_assert_max_num_queries(13):
        found = bob.get(SEARCH, q="rope -knot")
    assert len(texts_in(found)) == 3


def test_an_edit_is_found_by_its_new_text_alone(cast, searches, said):
    message = said("the old rope")
    services.edit_message(message, "the new chain https://example.org")
    bob = searches(cast.bob)
    assert bob.finds("rope") == []
    assert bob.finds("chain has:link") == ["the new chain https://example.org"]

"""What the raw tables of the index hold: what stands, and nothing of what was removed."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from apps.chat import services, tasks
from apps.chat.models import Message, SearchText
from apps.chat.problems import TooBroad
from apps.chat.searching import index
from apps.chat.searching.bounds import bounded
from apps.chat.tests.searcher import Searcher

CANARY = "canary 金糸雀 q7"


@pytest.fixture
def message(cast, says):
    said = says(cast.alice, cast.room, f"the {CANARY} sings")
    services.dispatch()
    return said


def rows_of_the_index() -> list[tuple]:
    """What FTS5 and the table have, the way they have it."""
    tables = ["chat_searchtext"]
    if connection.vendor == "sqlite":
        tables += ["chat_searchtext_parts", "chat_searchtext_words"]
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            found += cursor.fetchall()
    return found


def hits_in_fts(table: str, match: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [match])
        return [row for (row,) in cursor.fetchall()]


@pytest.fixture
def is_indexed():
    """Whether the index itself, asked past the product, leads to the canary."""

    def is_indexed() -> bool:
        in_rows = any("canary" in str(row) for row in rows_of_the_index())
        if connection.vendor == "sqlite":
            parts, words = (
                hits_in_fts("chat_searchtext_parts", '"can" AND "ana"'),
                hits_in_fts("chat_searchtext_words", '"糸雀" AND "q7"'),
            )
            assert bool(parts) == bool(words) == in_rows
            integrity()
        return in_rows

    return is_indexed


def integrity() -> None:
    """FTS5's own check: every entry of the index is of a text that stands, and the other way round."""
    with connection.cursor() as cursor:
        for name in ("parts", "words"):
            fts = f"chat_searchtext_{name}"
            cursor.execute(f"INSERT INTO {fts}({fts}, rank) VALUES ('integrity-check', 1)")


def test_what_was_sent_is_in_it(message, is_indexed):
    assert is_indexed()


def test_what_is_removed_before_it_is_dispatched_never_gets_in(cast, says, is_indexed):
    services.delete_message(says(cast.alice, cast.room, CANARY))
    services.dispatch()
    assert not is_indexed()


@pytest.mark.parametrize(
    "remove",
    [services.delete_message, services.hide_message, lambda one: services.edit_message(one, "nothing")],
    ids=["deleted", "hidden", "edited"],
)
def test_a_text_that_goes_leaves_it_in_the_same_transaction(message, is_indexed, remove):
    with transaction.atomic():
        remove(message)
        assert not is_indexed()
        transaction.set_rollback(True)
    assert is_indexed()
    remove(message)
    assert not is_indexed()


def test_nothing_of_it_is_left_in_the_blocks_after_the_days_task(cast, message):
    """From SQLite 3.42 on not even before it. PostgreSQL's dead entries go with VACUUM, as everywhere."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own")
    assert "q7" in blocks()
    services.delete_message(message)
    tasks.index_messages()
    assert "q7" not in blocks()


def blocks() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM chat_searchtext_words_data")
        return "".join(block.decode("latin-1") for (block,) in cursor.fetchall())


def test_what_is_restored_is_in_it_again(message, is_indexed):
    services.hide_message(message)
    services.restore_message(Message.objects.get(pk=message.pk))
    assert is_indexed()


def test_a_message_that_is_gone_for_good_leaves_it(message, is_indexed):
    message.outbox.all().delete()
    Message.objects.filter(pk=message.pk).delete()
    assert not is_indexed()


# --- messages from before there was an index -----------------------------------------------------------


def test_what_is_missing_is_caught_up_with_in_batches(cast, chatter, monkeypatch):
    monkeypatch.setattr("apps.chat.searching.index.BATCH", 5)
    chatter(cast.alice, cast.room, 2 * index.BATCH + 1)
    gone = Message.objects.latest("pk")
    services.delete_message(gone)
    services.dispatch()
    before = list(SearchText.objects.order_by("pk").values())
    index.empty()
    places = [index.catch_up()]
    assert 0 < SearchText.objects.count() < len(before)
    while places[-1] is not None:
        places.append(index.catch_up(places[-1]))
    assert len(places) == 3
    assert list(SearchText.objects.order_by("pk").values()) == before
    index.catch_up_wholly()
    assert list(SearchText.objects.order_by("pk").values()) == before


def test_what_should_not_be_there_is_taken_out(message, is_indexed):
    Message.objects.filter(pk=message.pk).update(deleted_at=message.sent_at, body="")  # past the services
    index.catch_up_wholly()
    assert not is_indexed()


def test_reindex_builds_it_anew(cast, message, capsys):
    SearchText.objects.update(text="nonsense", short_words="")
    call_command("reindex", anew=True)
    assert Searcher(cast.bob).finds("canary") == [message.body]
    assert "1 message" in capsys.readouterr().out


def test_the_task_does_it(cast, chatter):
    chatter(cast.alice, cast.room, 3)
    index.empty()
    tasks.index_messages()
    assert SearchText.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_text_that_is_deleted_meanwhile_is_not_indexed_after_all(cast, message, is_indexed):
    """The deletion comes while the batch is under way, and has to wait for it."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: the batch's transaction is the whole story")
    index.empty()
    deletion = threading.Thread(target=lambda: (services.delete_message(message), connections.close_all()))
    with transaction.atomic():
        index.catch_up()
        deletion.start()
        deletion.join(timeout=0.3)
        assert deletion.is_alive()
    deletion.join(timeout=20)
    assert not is_indexed()


# --- a search without an end ---------------------------------------------------------------------------

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def test_a_search_without_an_end_is_given_up(db, monkeypatch):
    monkeypatch.setattr("apps.chat.searching.bounds.LONGEST", 0.2)
    with pytest.raises(TooBroad), bounded(), connection.cursor() as cursor:
        cursor.execute(ENDLESS[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)

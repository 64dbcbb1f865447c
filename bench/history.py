"""A long history to search in: rooms and messages, made inside PostgreSQL."""

import random

import psycopg

from apps.chat.searching.content import content_of

ROOMS, OF_THE_SEARCHER = 2_000, 200
WORDS = 20_000  # of which few are common and most are rare, as in any language
LETTERS = "etaoinshrdlucmfwypvbgk"
SHORT = ["is", "to", "we", "ok", "it", "at", "no", "on"]
CJK = ["東京", "会議", "明日", "资料", "今天", "谢谢", "時間", "お願い"]

SCRIPT = """
CREATE TABLE bench_word (rank int PRIMARY KEY, word text, short text);
CREATE TABLE bench_room AS
    WITH made AS (
        INSERT INTO chat_room (kind, name, first_sequence, last_sequence, last_revision, created_at)
        SELECT 'open', 'History ' || n, 1, 0, 0, now() FROM generate_series(1, {rooms}) AS n RETURNING id
    )
    SELECT row_number() OVER (ORDER BY id) AS n, id FROM made;
CREATE TABLE bench_sender AS
    SELECT row_number() OVER (ORDER BY id) AS n, id FROM accounts_user ORDER BY id LIMIT 200;
INSERT INTO chat_membership (room_id, user_id, read_up_to, involvement, is_owner, joined_at)
    SELECT id, {searcher}, 0, 'everything', false, now() FROM bench_room WHERE n % {each} = 0;
"""
# A word's rank is drawn so that the second is half as common as the first, the third a third.
SAY = """
CREATE TABLE bench_said AS
    WITH picked AS MATERIALIZED (
        SELECT said, floor(exp(random() * ln({words})))::int AS rank
        FROM generate_series(1, {messages}) AS said, generate_series(1, 3 + (said % 12))
    ), texts AS (
        SELECT said, string_agg(word, ' ') AS body, string_agg(short, '') AS short
        FROM picked JOIN bench_word USING (rank) GROUP BY said
    )
    SELECT said + {first} AS id, bench_room.id AS room, bench_sender.id AS sender,
        row_number() OVER (PARTITION BY bench_room.id ORDER BY said) AS sequence,
        CASE WHEN said % 23 = 0 THEN body || ' https://example.org/' || said ELSE body END AS body,
        short, said % 23 = 0 AS has_link, timestamptz '2024-01-01' + said * interval '1 minute' AS at
    FROM texts
    JOIN bench_room ON bench_room.n = 1 + (said::bigint * 7919) % {rooms}
    JOIN bench_sender
        ON bench_sender.n = 1 + (said::bigint * 104729 / 7) % (SELECT count(*) FROM bench_sender);
INSERT INTO chat_message (id, room_id, sender_id, sequence, revision, body, html, nonce, fingerprint,
        recipient_count, sent_at)
    SELECT id, room, sender, sequence, sequence, body, '', gen_random_uuid(), '', 0, at FROM bench_said;
INSERT INTO chat_searchtext (message_id, room_id, sender_id, sequence, sent_at, text, short_words, has_link)
    SELECT id, room, sender, sequence, at, body, CASE WHEN short = '' THEN '' ELSE short || ' ' END, has_link
    FROM bench_said;
UPDATE chat_room SET last_sequence = counted.n, last_revision = counted.n, last_message_at = now()
    FROM (SELECT room, max(sequence) AS n FROM bench_said GROUP BY room) AS counted
    WHERE chat_room.id = counted.room;
SELECT setval(pg_get_serial_sequence('chat_message', 'id'), max(id)) FROM chat_message;
DROP TABLE bench_word, bench_room, bench_sender, bench_said;
"""
# Built after the rows, in a tenth of the time.
INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'chat_searchtext' AND indexdef ~ 'gin'"
)


def write(url: str, searcher: int, messages: int) -> list[str]:
    """The words of which it is made, the most common first. `searcher` is in one room of ten."""
    words = vocabulary()
    sizes = {"rooms": ROOMS, "each": ROOMS // OF_THE_SEARCHER, "words": WORDS, "messages": messages}
    with psycopg.connect(url, autocommit=True) as connection:
        indexes = connection.execute(INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"')
        connection.execute(SCRIPT.format(searcher=searcher, **sizes))
        _copy(connection, words)
        first = connection.execute("SELECT coalesce(max(id), 0) FROM chat_message").fetchone()[0]
        connection.execute(SAY.format(first=first, **sizes))
        connection.execute("SET maintenance_work_mem = '256MB'")
        for _, definition in indexes:
            connection.execute(definition)
        connection.execute("VACUUM ANALYZE")
    return words


def vocabulary() -> list[str]:
    dice = random.Random(7)
    words = dict.fromkeys(SHORT + CJK)
    while len(words) < WORDS:
        words["".join(dice.choices(LETTERS, k=dice.randint(3, 9)))] = None
    listed = list(words)
    dice.shuffle(listed)
    return listed


def _copy(connection: psycopg.Connection, words: list[str]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY bench_word (rank, word, short) FROM STDIN") as copy,
    ):
        for rank, word in enumerate(words, start=1):
            copy.write_row((rank, word, content_of(word, "").short_words.rstrip()))

import django.db.models.deletion
from django.conf import settings
from django.db import Error, migrations, models

# On SQLite triggers keep two FTS5 indexes beside the table, whoever writes to it. Without positions (detail):
# what is found is compared with the text itself. An operation that makes the table anew takes the triggers
# along: it has to be followed by these statements.
FTS = {"parts": ("text", "trigram case_sensitive 1"), "words": ("short_words", "ascii")}
SECURE_DELETE = (3, 42)  # from this SQLite on a deleted text is taken out of the blocks of the index at once


def sqlite_statements(version):
    for name, (column, tokenizer) in FTS.items():
        fts = f"chat_searchtext_{name}"
        add = f"INSERT INTO {fts}(rowid, {column}) VALUES (new.message_id, new.{column})"
        take = f"INSERT INTO {fts}({fts}, rowid, {column}) VALUES ('delete', old.message_id, old.{column})"
        yield (
            f"CREATE VIRTUAL TABLE {fts} USING fts5({column}, content='chat_searchtext', "
            f"content_rowid='message_id', tokenize='{tokenizer}', detail=none, columnsize=0)"
        )
        yield f"CREATE TRIGGER {fts}_insert AFTER INSERT ON chat_searchtext BEGIN {add}; END"
        yield f"CREATE TRIGGER {fts}_delete AFTER DELETE ON chat_searchtext BEGIN {take}; END"
        yield (
            f"CREATE TRIGGER {fts}_update AFTER UPDATE ON chat_searchtext "
            f"WHEN old.{column} <> new.{column} BEGIN {take}; {add}; END"
        )
        if version >= SECURE_DELETE:
            yield f"INSERT INTO {fts}({fts}, rank) VALUES ('secure-delete', 1)"


# The schema is named: a restore builds the tables in another one, where the extension is not looked for.
EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public"
ITS_SCHEMA = (
    "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace "
    "WHERE extname = 'pg_trgm'"
)
PARTS = "CREATE INDEX parts_of_texts ON chat_searchtext USING gin (text {}.gin_trgm_ops)"
WORDS = (
    "CREATE INDEX short_words_of_texts ON chat_searchtext "
    "USING gin (array_to_tsvector(string_to_array(btrim(short_words), ' ')))"
)


def make_indexes(_, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in sqlite_statements(schema_editor.connection.Database.sqlite_version_info):
            schema_editor.execute(statement)
        return
    with schema_editor.connection.cursor() as cursor:
        schema = schema_of_trigrams(cursor)
        cursor.execute(PARTS.format(schema))
        cursor.execute(WORDS)


def schema_of_trigrams(cursor):
    cursor.execute(ITS_SCHEMA)
    if not (found := cursor.fetchone()):
        try:
            cursor.execute(EXTENSION)
        except Error as error:
            raise RuntimeError(
                "Search needs PostgreSQL's extension pg_trgm, and it could not be made "
                f"({str(error).strip()}). Let an administrator run this in the database, then migrate "
                f"again: {EXTENSION}"
            ) from error
        cursor.execute(ITS_SCHEMA)
        found = cursor.fetchone()
    return found[0]


def drop_indexes(_, schema_editor):
    """PostgreSQL's go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        for name in FTS:
            schema_editor.execute(f"DROP TABLE chat_searchtext_{name}")


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0030_message_actions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="chat.message",
                    ),
                ),
                ("sequence", models.PositiveBigIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("text", models.TextField()),
                ("short_words", models.TextField()),
                ("has_link", models.BooleanField()),
                (
                    "room",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="chat.room",
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["room", "message"], name="texts_of_a_room"),
                    models.Index(fields=["sender", "message"], name="texts_of_a_person"),
                ],
            },
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]

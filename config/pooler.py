"""PostgreSQL behind a pooler that hands out a connection for each transaction (DATABASE_POOLER).

No session is ours then: what is set in one is lost or somebody else's, and startup options are refused. What
every session needs is kept with the role, where the pooler's own connections find it.
"""

from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper


def give_the_role_its_lock_timeout(using: str, **_: Any) -> None:
    """After each `migrate`. The pooler may still hold the connection that migrated: it is told too."""
    connection = connections[using]
    if not settings.DATABASE_POOLER or connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        database = connection.ops.quote_name(_name_of_database(cursor))
        timeout = int(settings.LOCK_TIMEOUT_MS)
        cursor.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {database} SET lock_timeout = {timeout}")
        cursor.execute(f"SET lock_timeout = {timeout}")


def _name_of_database(cursor: CursorWrapper) -> str:
    """The server's own: the pooler may have another."""
    cursor.execute("SELECT current_database()")
    return str(cursor.fetchone()[0])

"""Who is asking: the sessions and accounts of a whole batch of polls, checked together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import KEY_PREFIX, SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from apps.accounts.blocks import NOBODY, blocked_among
from apps.accounts.models import User

REMEMBERED = 20_000  # accounts whose session hash is kept

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    inbox: int
    appear_offline: bool
    language: str  # empty: as the browser wishes
    apart: frozenset[int]  # who is out of this person's sight


@dataclass(frozen=True, slots=True)
class _Account:
    person: Person
    session_hash: str


def identify(session_keys: Iterable[str]) -> dict[str, Person]:
    """The person behind each session; who is signed out, suspended or unknown is missing.

    One MGET and one query; another for sessions that the cache does not hold.
    """
    sessions = {key: content for key, content in _contents(session_keys).items() if SESSION_KEY in content}
    accounts = _accounts({int(content[SESSION_KEY]) for content in sessions.values()})
    people = {}
    for key, content in sessions.items():
        account = accounts.get(int(content[SESSION_KEY]))
        # As Django has it: a changed password or a raised epoch ends the session.
        if account and constant_time_compare(content.get(HASH_SESSION_KEY, ""), account.session_hash):
            people[key] = account.person
    return people


def _contents(keys: Iterable[str]) -> dict[str, Content]:
    named = {KEY_PREFIX + key: key for key in keys if key}
    found = {named[name]: content for name, content in cache.get_many(named).items()}
    missing = set(named.values()) - set(found)
    return found | _from_database(missing) if missing else found


def _from_database(keys: set[str]) -> dict[str, Content]:
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return {row.session_key: SessionStore().decode(row.session_data) for row in rows}


def _accounts(ids: set[int]) -> dict[int, _Account]:
    """Plain rows: making a User of each would take longer than all the rest of the check."""
    fields = ("pk", "inbox", "appear_offline", "language", "password", "session_epoch", "has_blocks")
    rows = list(User.objects.filter(pk__in=ids, is_active=True).values_list(*fields))
    apart = _apart({pk for pk, *_, has_blocks in rows if has_blocks})
    return {
        pk: _Account(
            Person(pk, inbox, appear_offline, language, apart.get(pk, NOBODY)), _hash(password, epoch)
        )
        for pk, inbox, appear_offline, language, password, epoch, _ in rows
    }


def _apart(ids: set[int]) -> dict[int, frozenset[int]]:
    """Most have blocked nobody: then nothing is asked."""
    return blocked_among(ids) if ids else {}


@lru_cache(REMEMBERED)
def _hash(password: str, session_epoch: int) -> str:
    """Kept by what goes into it, so that a change of either is another entry."""
    return User(password=password, session_epoch=session_epoch).get_session_auth_hash()

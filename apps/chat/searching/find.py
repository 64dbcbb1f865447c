"""From a query to the messages, the newest first.

A word that is common is soon found among the newest texts, one that is rare quickly by the index; the other
way round either is slow. So the newest are looked through first, and the index is asked for the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max

from apps.accounts.models import User
from apps.chat.models import Message, SearchText
from apps.chat.searching import names
from apps.chat.searching.bounds import bounded
from apps.chat.searching.conditions import from_index, holds
from apps.chat.searching.permission import Texts, places_of, readable
from apps.chat.searching.query import Query

PAGE_SIZE = 20  # hits
NEWEST = 20_000  # texts of everybody that are looked through without the index


@dataclass(frozen=True)
class Found:
    """`older`: the message's number before which there are more hits."""

    messages: list[Message]
    older: int | None


def find(user: User, query: Query, before: int | None = None) -> Found:
    """One page of hits, of messages before `before`. Raises Problem: an unknown name, or too broad."""
    places = places_of(user)
    within = names.places_named(user, places, query.places) if query.places else places
    texts = _narrowed(readable(user, within), query, names.people_named(user, query.senders))
    with bounded():
        ids = _newest_first(texts, query.terms, before)
        messages = _standing(ids[:PAGE_SIZE])
    return Found(messages, ids[PAGE_SIZE - 1] if len(ids) > PAGE_SIZE else None)


def _narrowed(texts: Texts, query: Query, senders: Iterable[int]) -> Texts:
    if query.senders:
        texts = texts.filter(sender__in=senders)
    if query.since:
        texts = texts.filter(sent_at__gte=query.since)
    if query.until:
        texts = texts.filter(sent_at__lt=query.until)
    if query.has_link:
        texts = texts.filter(has_link=True)
    for term in query.terms:
        texts = texts.filter(holds(term))
    for term in query.excluded:
        texts = texts.exclude(holds(term))
    return texts


def _newest_first(texts: Texts, terms: list[str], before: int | None) -> list[int]:
    """One more than a page, if there is."""
    if before is None:
        before = 1 + (SearchText.objects.aggregate(last=Max("pk"))["last"] or 0)
    floor = before - NEWEST
    ids = _ids(texts.filter(pk__gte=floor, pk__lt=before).order_by("-pk"), PAGE_SIZE + 1)
    missing = PAGE_SIZE + 1 - len(ids)
    if not missing:
        return ids
    rest = texts.filter(pk__lt=floor)
    conditions = [condition for term in terms for condition in from_index(term)]
    if not terms:
        return ids + _ids(rest.order_by("-pk"), missing)
    # Ordered by what no index has, or PostgreSQL may walk back through all that was ever said.
    return ids + _ids(rest.filter(*conditions).order_by((F("pk") + 0).desc()), missing)


def _ids(texts: Texts, most: int) -> list[int]:
    return list(texts.values_list("pk", flat=True)[:most])


def _standing(ids: list[int]) -> list[Message]:
    standing = Message.objects.filter(pk__in=ids, deleted_at=None, hidden_at=None)
    return list(standing.select_related("room", "sender").order_by("-pk"))

"""What a person may read, of all rooms at once. Every search goes through `readable`."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from apps.accounts.models import User
from apps.chat.models import Membership, SearchText

Texts = QuerySet[SearchText]


def places_of(user: User) -> list[Membership]:
    """The rooms that `user` is in, and on what terms."""
    return list(user.memberships.select_related("room"))


def readable(user: User, places: Iterable[Membership]) -> Texts:
    """The texts in `places`, which are the user's own: of broadcasts, what they sent or were sent; of a
    closed room, nothing from before they may read."""
    whole = [place.room_id for place in places if not (place.room.is_broadcast or place.readable_from)]
    allowed = Q(room__in=whole)
    for place in places:
        if place.readable_from:
            allowed |= Q(room=place.room_id, sequence__gte=place.readable_from)
        elif place.room.is_broadcast:
            received = Exists(user.broadcasts.filter(message=OuterRef("pk")))
            allowed |= Q(room=place.room_id) & (Q(sender=user) | Q(received))
    return SearchText.objects.filter(allowed)

"""Who gets a broadcast."""

from apps.presence import people, store


def online_ids(*, excluding: int) -> list[int]:
    """Everyone online but the sender; never one who appears offline or is deactivated."""
    audience = people.reachable(store.look()).exclude(pk=excluding)
    return list(audience.order_by("pk").values_list("pk", flat=True))

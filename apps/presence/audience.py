"""Who gets a broadcast."""

from apps.presence import people, store


def online_ids(*, excluding: int) -> list[int]:
    """Everyone online but the sender; never one who appears offline or is deactivated, nor where one of the
    two has blocked the other.
    """
    audience = people.reachable(store.look()).exclude(pk=excluding)
    audience = audience.exclude(blocks__blocked=excluding).exclude(blocks_met__blocker=excluding)
    return list(audience.order_by("pk").values_list("pk", flat=True))

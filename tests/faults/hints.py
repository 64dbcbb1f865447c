import json
from collections import Counter

import redis

from apps.chat.notifications import CHANNEL


class Hints:
    """Hears the hints as a reader's process does."""

    def __init__(self, client: redis.Redis) -> None:
        self.client = client
        self.pubsub = client.pubsub(ignore_subscribe_messages=False)
        self.pubsub.subscribe(CHANNEL)
        self.pubsub.get_message(timeout=5)  # from here on nothing is missed
        self.heard: list[dict] = []

    def all(self) -> list[dict]:
        while message := self.pubsub.get_message(timeout=0.05):
            if message["type"] == "message":
                self.heard.append(json.loads(message["data"]))
        return self.heard

    def times(self, room: int) -> Counter[int]:
        """How often each revision of the room was announced."""
        return Counter(
            hint["revision"] for hint in self.all() if hint.get("room") == room and "revision" in hint
        )

    def close(self) -> None:
        self.pubsub.close()
        self.client.close()

from pathlib import Path

import redis

from config import redis_server
from tests.children import Child, wait_until


class PrivateRedis:
    """A Redis of the tests' own, on a unix socket. Starts empty each time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.url = redis_server.url(folder)
        self.server = Child(redis_server.command(folder), log=folder / "log")

    def start(self) -> str:
        self.server.start()
        wait_until(self.answers, within=10, what="Redis answers")
        return self.url

    def answers(self) -> bool:
        client = redis.Redis.from_url(self.url, socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

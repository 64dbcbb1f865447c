"""Fixtures for the tests beside the code."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as configured

from tests.redis_process import PrivateRedis


@pytest.fixture(autouse=True, scope="session")
def static_files_by_their_own_names() -> None:
    """Pages are rendered without collecting and hashing the static files first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    configured.STORAGES = {**configured.STORAGES, "staticfiles": plain}


@pytest.fixture
def private_redis(settings) -> Iterator[PrivateRedis]:
    """A Redis of this test's own, to freeze, kill and start again."""
    folder = Path(tempfile.mkdtemp(prefix="r-"))  # pytest's own are too long for a socket's name
    private = PrivateRedis(folder)
    use(settings, private.start())
    yield private
    private.server.kill()
    shutil.rmtree(folder)


@pytest.fixture
def refused_redis(settings) -> str:
    """An address where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{probe.getsockname()[1]}/0"
    use(settings, url)
    return url


@pytest.fixture
def hung_redis(private_redis: PrivateRedis) -> Iterator[str]:
    """It takes connections and never answers."""
    private_redis.server.freeze()
    yield private_redis.url
    private_redis.server.thaw()


@pytest.fixture(params=["refused_redis", "hung_redis"])
def redis_away(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def use(settings, url: str) -> None:
    settings.REDIS_URL = url
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}

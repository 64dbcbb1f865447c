import asyncio

import pytest

from apps.chat.tests.live.hall import Hall

LONG = 600.0  # seconds: this will not happen within a test


@pytest.fixture
def hall(transactional_db, settings):
    """A live process that hears hints and nothing else: neither looks nor the end of a hold help it."""
    settings.LIVE_LOOK_EVERY = LONG
    settings.LIVE_HOLD = LONG
    hall = Hall().open().listens()
    yield hall
    hall.close()


@pytest.fixture
def deaf_hall(transactional_db, settings, monkeypatch):
    """A live process that no hint reaches, while Redis is there: the safety look has to find everything."""
    settings.LIVE_LOOK_EVERY = 0.05
    settings.LIVE_HOLD = LONG

    async def listen(hear, tell):
        tell(False)
        await asyncio.Event().wait()

    monkeypatch.setattr("apps.chat.live.rounds.listen", listen)
    hall = Hall().open()
    yield hall
    hall.close()

from tests.e2e.conftest import _slower, arrives, chromium, town

__all__ = ["_slower", "arrives", "chromium", "town"]

"""What a probe asks the database, given up when no answer comes: a probe that hangs tells nothing."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

from django.db import close_old_connections

T = TypeVar("T")


class Asker(Generic[T]):
    """Asks in one thread, which has a connection of its own. Nobody asks again while an answer is still owed:
    whoever comes meanwhile waits for the same one."""

    def __init__(self, question: Callable[[], T]) -> None:
        self._question = question
        self._thread = ThreadPoolExecutor(1, "probe")  # started by the first question, so after a fork
        self._lock = Lock()
        self._owed: Future[T] | None = None

    def answer(self, within: float) -> T:
        """Raises TimeoutError when it takes longer than so many seconds, or what the question raises."""
        return self._ask().result(within)

    def _ask(self) -> Future[T]:
        with self._lock:
            if self._owed is None or self._owed.done():
                self._owed = self._thread.submit(self._ask_afresh)
            return self._owed

    def _ask_afresh(self) -> T:
        close_old_connections()  # as at the beginning and the end of a request
        try:
            return self._question()
        finally:
            close_old_connections()

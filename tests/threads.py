import threading
from collections.abc import Callable
from typing import Any


class Threads:
    """Threads whose failures are the test's."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self.failures: list[BaseException] = []

    def start(self, work: Callable[..., object], *args: Any) -> None:
        thread = threading.Thread(target=self._run, args=(work, args))
        thread.start()
        self.threads.append(thread)

    def _run(self, work: Callable[..., object], args: tuple[Any, ...]) -> None:
        try:
            work(*args)
        except BaseException as failure:  # noqa: BLE001 (raised again by join)
            self.failures.append(failure)

    def join(self) -> None:
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]
